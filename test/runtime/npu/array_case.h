//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Random products on random arrays, and what must come out: for tests and for
// bench/npu.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TEST_RUNTIME_NPU_ARRAY_CASE_H
#define AIC_TEST_RUNTIME_NPU_ARRAY_CASE_H

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/array.h"
#include "runtime/npu/half.h"
#include "runtime/npu/timing.h"

#define MAX_SIDE 9
#define MAX_DIM 40
#define MAX_ELEMENTS (MAX_DIM * MAX_DIM)

/// Dims of 1 and primes more often than chance would have them.
static inline uint32_t dim(uint64_t *seed) {
  static const uint32_t primes[] = {1, 1, 2, 3, 5, 7, 11, 13, 17, 23, 31, 37};
  return nextRandom(seed) % 2 ? primes[randomBelow(seed, 12)]
                              : 1 + randomBelow(seed, MAX_DIM);
}

static inline uint32_t bits(float value) {
  uint32_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

static inline float number(uint32_t word) {
  float value;
  memcpy(&value, &word, sizeof value);
  return value;
}

/// Elements as the array sees them, and as they lie in memory.
static inline void fill(AicNpuType type, uint32_t *words, unsigned char *bytes,
                        uint64_t *seed) {
  for (int i = 0; i < MAX_ELEMENTS; ++i) {
    float value = randomFloat(seed);
    uint16_t half = aicFloatToBf16(value);
    int32_t byte = (int32_t)randomBelow(seed, 256) - 128;
    if (type == AIC_NPU_I4) {
      words[i] = (uint32_t)((byte & 15) - (byte & 8) * 2);
      bytes[i] = (unsigned char)byte;
    } else if (type == AIC_NPU_I8) {
      words[i] = (uint32_t)byte;
      bytes[i] = (unsigned char)byte;
    } else if (type == AIC_NPU_F16) {
      half = aicFloatToF16(value);
      words[i] = bits(aicF16ToFloat(half));
      memcpy(bytes + 2 * i, &half, 2);
    } else if (type == AIC_NPU_BF16) {
      words[i] = bits(aicBf16ToFloat(half));
      memcpy(bytes + 2 * i, &half, 2);
    } else {
      words[i] = bits(value);
      memcpy(bytes + 4 * i, &value, 4);
    }
  }
}

/// In the order that command.h states.
static inline void reference(const AicNpuProduct *p, uint32_t rows,
                             uint32_t *acc) {
  uint32_t depth = p->dataflow == AIC_NPU_OS ? p->k : rows;
  for (uint32_t m = 0; m < p->m; ++m)
    for (uint32_t n = 0; n < p->n; ++n) {
      uint32_t *to = &acc[m * p->n + n], total = p->accumulate ? *to : 0;
      for (uint32_t begin = 0; begin < p->k; begin += depth) {
        uint32_t fold = 0;
        float foldFloat = 0;
        for (uint32_t k = begin; k < p->k && k < begin + depth; ++k) {
          uint32_t a = p->a[m * p->k + k], w = p->w[k * p->n + n];
          fold += a * w;
          foldFloat += number(a) * number(w);
        }
        total = aicNpuMacIsInteger(p->mac) ? total + fold
                                           : bits(number(total) + foldFloat);
      }
      *to = total;
    }
}

static inline AicMachine randomMachine(uint64_t *seed) {
  static const double rates[] = {1, 1, 1, 2, 4, 0.5, 0.3, 0.125, 1.5};
  AicMachine machine;
  aicMachineInit(&machine, "test", 1 + randomBelow(seed, MAX_SIDE),
                 1 + randomBelow(seed, MAX_SIDE));
  machine.spad.size = 1 << 16;
  machine.acc.size = 1 << 16;
  machine.array.dataflows = 7;
  machine.array.wload = 1 + randomBelow(seed, (uint32_t)machine.array.rows);
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac)
    machine.array.rates[mac] = AIC_FIXED(rates[randomBelow(seed, 9)]);
  machine.array.shadow = randomBelow(seed, 2);
  // A third is what SCALE-Sim knows.
  if (randomBelow(seed, 3) == 0) {
    machine.array.shadow = 0;
    machine.array.wload = 1;
    for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac)
      machine.array.rates[mac] = AIC_FIXED_ONE;
  }
  EXPECT_OK(aicMachineValidate(&machine));
  return machine;
}

/// A product, and its operands also as they lie in memory.
typedef struct ArrayCase {
  AicMachine machine;
  AicNpuProduct product;
  uint32_t a[MAX_ELEMENTS], w[MAX_ELEMENTS], acc[MAX_ELEMENTS];
  unsigned char bytesA[4 * MAX_ELEMENTS], bytesW[4 * MAX_ELEMENTS];
  uint32_t wanted[MAX_ELEMENTS]; ///< what must be in acc
  uint64_t cycles;               ///< of the closed form
} ArrayCase;

static inline void makeCase(ArrayCase *self, AicNpuDataflow dataflow,
                            uint64_t *seed) {
  self->machine = randomMachine(seed);
  AicNpuMac mac = (AicNpuMac)randomBelow(seed, AIC_NPU_NUM_MACS);
  AicNpuProduct *product = &self->product;
  *product = (AicNpuProduct){.dataflow = dataflow,
                             .mac = mac,
                             .m = dim(seed),
                             .k = dim(seed),
                             .n = dim(seed),
                             .accumulate = randomBelow(seed, 3) == 0,
                             .a = self->a,
                             .w = self->w,
                             .acc = self->acc};
  fill(aicNpuMacOperandType(mac), self->a, self->bytesA, seed);
  fill(aicNpuMacWeightType(mac), self->w, self->bytesW, seed);
  for (int i = 0; i < MAX_ELEMENTS; ++i)
    self->acc[i] = aicNpuMacIsInteger(mac) ? nextRandom(seed) * 2
                                           : bits(randomFloat(seed));
  memcpy(self->wanted, self->acc, sizeof self->wanted);
  reference(product, (uint32_t)self->machine.array.rows, self->wanted);
  self->cycles = aicNpuMatmulCycles(&self->machine, dataflow, mac, product->m,
                                    product->k, product->n);
}

/// What SCALE-Sim 3.0.0 prints, derived from how its systolic_compute_*.py lay
/// out the rows of the results' demand matrix: each fold has a prefix in which
/// none leaves, then one row per step that leaves (os: per row of the array),
/// then a skew of C - 1; the last row's number is printed. 0 where it does not
/// know such a machine.
static inline uint64_t scaleSim(const AicMachine *machine,
                                const AicNpuProduct *product) {
  if (machine->array.shadow || machine->array.wload != 1 ||
      machine->array.rates[product->mac] != AIC_FIXED_ONE)
    return 0;
  uint64_t rows = machine->array.rows, cols = machine->array.cols;
  // The dimensions along rows, columns and time: Sr, Sc and T.
  bool os = product->dataflow == AIC_NPU_OS;
  bool is = product->dataflow == AIC_NPU_IS;
  uint64_t alongRows = os ? product->m : product->k;
  uint64_t alongCols = is ? product->m : product->n;
  uint64_t time = os ? product->k : is ? product->n : product->m;
  uint64_t folds =
      ((alongRows + rows - 1) / rows) * ((alongCols + cols - 1) / cols);
  uint64_t prefix = os ? time - 1 : 2 * rows - 1;
  uint64_t fold = prefix + (os ? rows : time) + cols - 1;
  return folds * fold - 1;
}

#endif // AIC_TEST_RUNTIME_NPU_ARRAY_CASE_H
