//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The proof that buffers in DRAM hold what is taken from them: temporaries and
// outputs are read only where they were written, and what a program with a
// table of rings stores to is written as a whole. Exact to the byte, gaps
// included.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VERIFY_TENSORS_H
#define AIC_RUNTIME_NPU_VERIFY_TENSORS_H

#include "runtime/npu/verify_boxes.h"

typedef struct TensorProof TensorProof;

/// NULL without memory.
TensorProof *aicTensorsCreate(const AicNpuProgram *program);
/// NULL is a no-op.
void aicTensorsDestroy(TensorProof *proof);

/// Command `number` accesses `box` of a buffer.
AicError *aicTensorsRun(TensorProof *proof, uint32_t number, const Box *box);

/// All commands have run.
AicError *aicTensorsEnd(const TensorProof *proof);

#endif // AIC_RUNTIME_NPU_VERIFY_TENSORS_H
