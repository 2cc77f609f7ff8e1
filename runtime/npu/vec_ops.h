//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Micro-ops of the vector engine on a chunk of elements at a time.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VEC_OPS_H
#define AIC_RUNTIME_NPU_VEC_OPS_H

#include "runtime/npu/command.h"

#define AIC_NPU_CHUNK 128

/// A register of each element of the chunk, in the compute type.
typedef union AicNpuLanes {
  float f[AIC_NPU_CHUNK];
  int32_t i[AIC_NPU_CHUNK];
  uint32_t u[AIC_NPU_CHUNK];
} AicNpuLanes;

/// Register operands of a micro-op, the immediate among them; 3 if it is
/// unknown.
uint32_t aicNpuVecOpOperands(AicNpuVecOp op);

/// v[op.dst] = op(...) on the first `count` elements. `scratch` holds the
/// immediate.
void aicNpuVecApply(AicNpuLanes *v, const AicNpuMicroOp *op, AicNpuType compute,
                    int count, AicNpuLanes *scratch);

/// into[i] = reduce(into[i], value[i]).
void aicNpuVecCombine(AicNpuLanes *into, const AicNpuLanes *value,
                      AicNpuReduce reduce, AicNpuType compute, int count);

#endif // AIC_RUNTIME_NPU_VEC_OPS_H
