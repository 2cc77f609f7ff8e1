// RUN: %cc %s %runtime_lib -o %t && %t

// Every kernel that this processor can run gives the bits of the plain order of
// sums, in folds of any depth, and integers that wrap.

#include "test/runtime/npu/build_program.h"

// The kernels of all processors are its own.
#include "runtime/npu/half.h"
#include "runtime/npu/kernel.c"

enum { MOST = 3000 };

static float random(uint64_t *seed, bool integers) {
  int value = (int)randomBelow(seed, 256) - 128;
  return integers ? (float)value : (float)value * 0.3f;
}

static void checkTile(const AicKernel *kernel, uint32_t numRows, bool integers,
                      uint32_t k, uint32_t depth, uint64_t *seed) {
  static float a[AIC_KERNEL_MAX_ROWS * MOST], w[AIC_KERNEL_MAX_COLS * MOST];
  uint32_t total[AIC_KERNEL_MAX_ROWS * AIC_KERNEL_MAX_COLS];
  uint32_t wanted[AIC_KERNEL_MAX_ROWS * AIC_KERNEL_MAX_COLS];
  for (uint32_t i = 0; i < numRows * k; ++i)
    a[i] = random(seed, integers);
  for (uint32_t i = 0; i < kernel->cols * k; ++i)
    w[i] = random(seed, integers);
  for (uint32_t r = 0; r < numRows; ++r)
    for (uint32_t c = 0; c < kernel->cols; ++c) {
      uint32_t at = r * kernel->cols + c;
      uint32_t bits = integers ? 0x7fffff00u : aicFloatBits(1.5f);
      total[at] = wanted[at] = bits;
      float sum = 0, all = aicFloatFromBits(bits);
      uint32_t whole = bits;
      for (uint32_t i = 0; i < k; ++i) {
        float x = a[r * k + i], y = w[i * kernel->cols + c];
        whole += (uint32_t)((int32_t)x * (int32_t)y);
        sum += x * y;
        if ((i + 1) % depth && i + 1 < k)
          continue;
        all += sum;
        sum = 0;
      }
      wanted[at] = integers ? whole : aicFloatBits(all);
    }
  (numRows == 1 ? kernel->one : kernel->tile)(total, a, k, w, k, depth,
                                              integers);
  EXPECT(!memcmp(total, wanted, (size_t)numRows * kernel->cols * 4));
}

static void checkKernel(const AicKernel *kernel) {
  static const uint32_t depths[] = {1, 4, 16, 32, 100, MOST};
  uint64_t seed = 5;
  EXPECT(kernel->rows <= AIC_KERNEL_MAX_ROWS);
  EXPECT(kernel->cols <= AIC_KERNEL_MAX_COLS);
  for (int i = 0; i < 60; ++i) {
    uint32_t k = 1 + (uint32_t)randomBelow(&seed, i < 50 ? 150 : MOST);
    uint32_t rows = i % 2 ? kernel->rows : 1;
    checkTile(kernel, rows, false, k, depths[i % 6], &seed);
    checkTile(kernel, rows, true, k, AIC_KERNEL_EXACT_DEPTH, &seed);
  }
}

int main(void) {
  checkKernel(&plain);
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2"))
    checkKernel(&avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
    checkKernel(&avx512);
#endif
  checkKernel(aicKernelChoose());
  return 0;
}
