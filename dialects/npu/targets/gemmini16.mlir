// The size of Gemmini's default accelerator (ucb-bar/gemmini, Configs.scala,
// defaultConfig; Genc et al., DAC 2021): a 16 x 16 array of i8 that keeps
// weights or outputs, 256 KiB of scratchpad in 4 banks with rows of 16 bytes,
// 64 KiB of accumulators in 2 banks, a DMA of 128 bits with requests of 64
// bytes, 16 of them in flight, queues of 8. The clock, the latency, and a
// vector unit of one row's width are ours; Gemmini leaves them to the system.
npu.target @gemmini16 {
  clock = 1000000000,
  array = {rows = 16, cols = 16, dataflow = ["ws", "os"], shadow = true,
           wload = 1, rate_i8 = 1.0, rate_bf16 = 0.0, rate_f16 = 0.0,
           rate_f32 = 0.0, rate_i4 = 0.0, rate_i8i4 = 0.0},
  spad = {size = 262144, banks = 4, width = 16, align = 16},
  acc = {size = 65536, banks = 2, width = 64},
  vector = {lanes = 16},
  ld = {channels = 1, bw = 16.0, latency = 100, burst = 64, outstanding = 16},
  st = {channels = 1, bw = 16.0, latency = 100, burst = 64, outstanding = 16},
  dram = {bw = 16.0, shared = true},
  sync = {queue = 8}
}
