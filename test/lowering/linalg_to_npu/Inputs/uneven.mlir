// No power of two, no shadow plane, short queues.
npu.target @uneven {
  array = {rows = 3, cols = 5, shadow = false, rate_i8 = 1.0, rate_bf16 = 0.5, rate_f32 = 0.5},
  spad = {size = 8192}, acc = {size = 1024}, vector = {lanes = 7},
  ld = {channels = 1, bw = 5.0, latency = 17, burst = 16},
  st = {channels = 1, bw = 3.0, latency = 5, burst = 16},
  dram = {bw = 6.0, shared = true},
  sync = {semaphores = 32, max = 4, queue = 2}, stream = {loops = 4}
}
