//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From the async form of npu to the bytes of a program.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_NPU_TO_PROGRAM_H
#define AIC_LOWERING_NPU_TO_PROGRAM_H

#include "aic/pass.h"
#include "runtime/npu/program.h"

AIC_EXTERN_C_BEGIN

/// In the order in which they run.
extern const AicPassDef aicNpuAllocate, aicNpuSynchronize, aicNpuEmitPass;

/// Turns one npu.program in its late form (behind aic-npu-sync) into commands;
/// with `timeOnly` weights are not copied (aicNpuProgramSetTimeOnly). It is not
/// verified yet. The caller destroys it; NULL after an error at the operation.
AicNpuProgram *aicNpuBuildProgram(MlirOperation program, bool timeOnly);

/// Encodes one npu.program in its late form (behind aic-npu-sync). The caller
/// frees `*bytes`. On failure one error has been emitted at the operation.
MlirLogicalResult aicNpuEmit(MlirOperation program, unsigned char **bytes,
                             size_t *size);

AIC_EXTERN_C_END

#endif // AIC_LOWERING_NPU_TO_PROGRAM_H
