// One core of the size of a TPU v2's (Jouppi et al., CACM 7/2020; Norrie et
// al., IEEE Micro 2/2021): 700 MHz, a 128 x 128 array of bf16 that keeps
// weights, 16 MiB of vector memory, vectors of 128 lanes x 8 with 2 units
// each, half of the chip's 16 GiB and 700 GB/s. i8 runs at the rate of bf16 as
// in a TPU v4 (cloud.google.com/tpu/docs/v4), f32 as six products of bf16.
// Accumulators of 4096 rows are those of the TPU v1 (Jouppi et al., ISCA 2017).
// Latency and queues are ours.
npu.target @tpu128 {
  clock = 700000000,
  array = {rows = 128, cols = 128, dataflow = ["ws"], shadow = true,
           wload = 1, rate_i8 = 1.0, rate_bf16 = 1.0, rate_f16 = 0.0,
           rate_f32 = 0.166667, rate_i4 = 0.0, rate_i8i4 = 0.0},
  spad = {size = 16777216, banks = 8, width = 512},
  acc = {size = 2097152, banks = 2, width = 512},
  vector = {lanes = 2048},
  ld = {channels = 2, bw = 500.0, latency = 300, burst = 64, outstanding = 64},
  st = {channels = 1, bw = 500.0, latency = 300, burst = 64, outstanding = 64},
  dram = {size = 8589934592, bw = 500.0, shared = true}
}
