// A toy: small enough to follow every command by hand.
npu.target @edge4 {
  clock = 1000000000,
  array = {rows = 4, cols = 4, dataflow = ["ws", "os", "is"], shadow = true, wload = 1,
           rate_i8 = 1.0, rate_bf16 = 0.5, rate_f32 = 0.125},
  spad = {size = 32768},
  acc = {size = 8192},
  vector = {lanes = 16},
  ld = {channels = 2, bw = 8.0, latency = 100, burst = 64},
  st = {channels = 1, bw = 4.0, latency = 100, burst = 64},
  dram = {bw = 8.0, shared = true},
  sync = {semaphores = 32, max = 15, queue = 16},
  stream = {loops = 4}
}
