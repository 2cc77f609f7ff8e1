// RUN: %cc %s %runtime_lib -o %t && %t

// Matrix products with hardware loops and rings, on arrays of 4x4, 16x16 and
// 32x32, against plain loops: i8 and the order of f32 and bf16 bit by bit.

#include "test/runtime/npu/gemm.h"

#include "runtime/npu/half.h"

#include <time.h>

/// y in the order of the array: k ascending in folds of `rows`.
static void reference(const Gemm *g, uint64_t rows, const float *a,
                      const float *w, float *y) {
  for (uint32_t m = 0; m < g->m; ++m)
    for (uint32_t n = 0; n < g->n; ++n) {
      float total = 0;
      for (uint32_t k = 0; k < g->k; k += (uint32_t)rows) {
        float fold = 0;
        for (uint32_t i = k; i < g->k && i < k + rows; ++i)
          fold += a[m * g->k + i] * w[i * g->n + n];
        total += fold;
      }
      y[m * g->n + n] = total;
    }
}

static void checkFloat(const AicMachine *machine, Gemm g, uint64_t *seed) {
  size_t sizes[2] = {(size_t)g.m * g.k, (size_t)g.k * g.n};
  float *values[2];
  void *raw[2];
  for (int i = 0; i < 2; ++i) {
    values[i] = malloc(sizes[i] * 4);
    raw[i] = malloc(sizes[i] * 4);
    for (size_t j = 0; j < sizes[i]; ++j) {
      values[i][j] = randomFloat(seed);
      if (g.mac == AIC_NPU_MAC_F16) {
        uint16_t half = aicFloatToF16(values[i][j]);
        values[i][j] = aicF16ToFloat(half);
        ((uint16_t *)raw[i])[j] = half;
      }
      if (g.mac == AIC_NPU_MAC_BF16) {
        uint16_t half = aicFloatToBf16(values[i][j]);
        values[i][j] = aicBf16ToFloat(half);
        ((uint16_t *)raw[i])[j] = half;
      }
    }
    if (g.mac == AIC_NPU_MAC_F32)
      memcpy(raw[i], values[i], sizes[i] * 4);
  }
  size_t count = (size_t)g.m * g.n;
  float *y = malloc(count * 4), *wanted = malloc(count * 4);
  AicNpuProgram *program = buildGemm(machine, g);
  AicNpuStats stats;
  EXPECT_OK(aicNpuRun(program, (const void *const *)raw, (void *[]){y},
                      &(AicNpuRunOptions){.exact = true}, &stats));
  EXPECT(stats.exactChecked > 0 && stats.exactSkipped == 0);
  reference(&g, machine->array.rows, values[0], values[1], wanted);
  EXPECT(!memcmp(y, wanted, count * 4));
  aicNpuProgramDestroy(program);
  for (int i = 0; i < 2; ++i) {
    free(values[i]);
    free(raw[i]);
  }
  free(y);
  free(wanted);
}

/// What a byte is as an operand: of an i4 the lower half.
static int32_t operand(AicNpuType type, signed char byte) {
  int32_t low = byte & 15;
  return type == AIC_NPU_I8 ? byte : low > 7 ? low - 16 : low;
}

static void checkInt(const AicMachine *machine, Gemm g, uint64_t *seed) {
  size_t sizeA = (size_t)g.m * g.k, sizeW = (size_t)g.k * g.n;
  signed char *a = malloc(sizeA), *w = malloc(sizeW);
  for (size_t i = 0; i < sizeA; ++i)
    a[i] = (signed char)(nextRandom(seed) & 0xff);
  for (size_t i = 0; i < sizeW; ++i)
    w[i] = (signed char)(nextRandom(seed) & 0xff);
  int32_t *y = malloc((size_t)g.m * g.n * 4);
  AicNpuProgram *program = buildGemm(machine, g);
  EXPECT_OK(
      aicNpuRun(program, (const void *[]){a, w}, (void *[]){y}, NULL, NULL));
  for (uint32_t m = 0; m < g.m; ++m)
    for (uint32_t n = 0; n < g.n; ++n) {
      int32_t sum = 0;
      for (uint32_t k = 0; k < g.k; ++k)
        sum += operand(aicNpuMacOperandType(g.mac), a[m * g.k + k]) *
               operand(aicNpuMacWeightType(g.mac), w[k * g.n + n]);
      EXPECT(y[m * g.n + n] == sum);
    }
  aicNpuProgramDestroy(program);
  free(a);
  free(w);
  free(y);
}

/// Accumulators wrap.
static void checkWrap(const AicMachine *machine) {
  // 2^17 products of 2^14 make 2^31.
  Gemm g = {AIC_NPU_MAC_I8, 1, 1, 1 << 17, 1, 1, 1 << 12};
  signed char *ones = malloc(1 << 17);
  memset(ones, -128, 1 << 17);
  int32_t y;
  AicNpuProgram *program = buildGemm(machine, g);
  EXPECT_OK(aicNpuRun(program, (const void *[]){ones, ones}, (void *[]){&y},
                      NULL, NULL));
  EXPECT(y == INT32_MIN);
  aicNpuProgramDestroy(program);
  free(ones);
}

int main(void) {
  static const uint32_t arrays[] = {4, 16, 32};
  static const uint32_t shapes[][3] = {
      {1, 7, 13}, {100, 100, 100}, {129, 65, 57}, {16, 32, 64}, {5, 1, 33}};
  uint64_t seed = 1;
  for (int i = 0; i < 3; ++i) {
    AicMachine machine;
    aicMachineInit(&machine, "test", arrays[i], arrays[i]);
    machine.spad.size = 1 << 18;
    EXPECT_OK(aicMachineValidate(&machine));
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; ++s)
      for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
        Gemm g = {(AicNpuMac)mac, shapes[s][0], shapes[s][1],
                  shapes[s][2],   24,           3 * arrays[i] - 1,
                  2 * arrays[i]};
        // acc holds two tiles.
        if (g.mt * g.nt * 8 > machine.acc.size)
          g.nt = arrays[i];
        if (aicNpuMacIsInteger((AicNpuMac)mac))
          checkInt(&machine, g, &seed);
        else
          checkFloat(&machine, g, &seed);
      }
    checkWrap(&machine);
  }
  return 0;
}
