//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The array at the level of registers: every PE in every cycle. It knows no
// closed form, so that aicNpuMatmulCycles and aicNpuExecuteMatmul can be
// checked against it. Slow: for tests, and for `aic-sim --exact`.
//
// ws, is: one operand is held. Its values come from above, one PE per cycle,
// `wload` rows of a fold per cycle, and stay in the PE of their row: in the
// spare plane if there is one, which becomes the active one when the fold
// begins in that PE. The other operand moves to the right, sums move down, both
// one PE per cycle, and leave at the bottom for acc.
//
// os: sums are held. a moves to the right, w moves down. A PE that has added
// its last product puts the sum on the bus of its column, which carries one
// sum per cycle to acc.
//
// A triangle of registers at the left delays row r by r cycles, one at the top
// delays column c by c cycles. At a rate of 2 a register holds two values; at
// a rate of 1/2 a value comes every second cycle, at the end of its time.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_ARRAY_H
#define AIC_RUNTIME_NPU_ARRAY_H

#include "runtime/npu/command.h"

AIC_EXTERN_C_BEGIN

/// acc[m][n] (+)= sum_k a[m][k] * w[k][n]. All are dense, an element is 32
/// bits: of an i32 for integers, else of a float.
typedef struct AicNpuProduct {
  AicNpuDataflow dataflow;
  AicNpuMac mac;
  uint32_t m, k, n; ///< at least 1
  bool accumulate;
  const uint32_t *a, *w;
  uint32_t *acc;
} AicNpuProduct;

/// Steps the array until the last sum is in acc. `*cycles` is how long that
/// took. Fails only for want of memory.
AIC_EXPORT AicError *aicNpuArrayRun(const AicMachine *machine,
                                    const AicNpuProduct *product,
                                    uint64_t *cycles);

/// Does the same, and fails unless acc is then `acc`, bit by bit (any NaN is
/// like any other), and the cycles are `cycles`.
AIC_EXPORT AicError *aicNpuArrayCheck(const AicMachine *machine,
                                      const AicNpuProduct *product,
                                      const uint32_t *acc, uint64_t cycles);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_ARRAY_H
