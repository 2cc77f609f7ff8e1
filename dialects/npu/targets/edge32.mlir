// An accelerator of a small system on a chip.
npu.target @edge32 {
  clock = 1000000000,
  array = {rows = 32, cols = 32, dataflow = ["ws", "os", "is"], shadow = true, wload = 1,
           rate_i8 = 1.0, rate_bf16 = 0.5, rate_f32 = 0.125},
  spad = {size = 524288},
  acc = {size = 131072},
  vector = {lanes = 128},
  ld = {channels = 2, bw = 64.0, latency = 100, burst = 64},
  st = {channels = 1, bw = 32.0, latency = 100, burst = 64},
  dram = {bw = 64.0, shared = true},
  sync = {semaphores = 32, max = 15, queue = 16},
  stream = {loops = 4}
}
