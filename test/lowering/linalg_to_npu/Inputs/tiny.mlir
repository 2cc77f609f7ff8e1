// Little memory, three loops, semaphores that count to two.
npu.target @tiny {
  array = {rows = 16, cols = 16, shadow = true, rate_i8 = 1.0, rate_bf16 = 0.5, rate_f32 = 0.5},
  spad = {size = 8192}, acc = {size = 2048}, vector = {lanes = 16},
  ld = {channels = 1, bw = 16.0, latency = 50, burst = 64},
  st = {channels = 1, bw = 16.0, latency = 50, burst = 64},
  dram = {bw = 16.0, shared = false},
  sync = {semaphores = 24, max = 2, queue = 1}, stream = {loops = 3}
}
