// An array of the size of Gemmini's default, with its memories.
npu.target @edge16 {
  clock = 1000000000,
  array = {rows = 16, cols = 16, dataflow = ["ws", "os", "is"], shadow = true, wload = 1,
           rate_i8 = 1.0, rate_bf16 = 0.5, rate_f32 = 0.125},
  spad = {size = 262144},
  acc = {size = 65536},
  vector = {lanes = 64},
  ld = {channels = 2, bw = 32.0, latency = 100, burst = 64},
  st = {channels = 1, bw = 16.0, latency = 100, burst = 64},
  dram = {bw = 32.0, shared = true},
  sync = {semaphores = 32, max = 15, queue = 16},
  stream = {loops = 4}
}
