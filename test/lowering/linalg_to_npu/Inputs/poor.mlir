// One loop, few semaphores, and a DMA that does not pad.
npu.target @poor {
  array = {rows = 8, cols = 8, shadow = false, rate_i8 = 1.0, rate_bf16 = 0.0, rate_f32 = 0.5},
  spad = {size = 65536}, acc = {size = 8192}, vector = {lanes = 16, requant = false},
  ld = {channels = 1, bw = 16.0, latency = 50, burst = 64, zeropad = false},
  st = {channels = 1, bw = 16.0, latency = 50, burst = 64},
  sync = {semaphores = 14, max = 2, queue = 1}, stream = {loops = 1}
}
