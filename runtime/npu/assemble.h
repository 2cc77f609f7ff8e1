//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Programs from text. docs/npu-assembly.md describes the language, which is
// what aicNpuProgramPrintWhole writes.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_ASSEMBLE_H
#define AIC_RUNTIME_NPU_ASSEMBLE_H

#include "runtime/npu/program.h"

AIC_EXTERN_C_BEGIN

/// Reads a program from text that nobody vouches for and verifies it. An error
/// begins with `path` and the line. The program does not refer to `text`.
AIC_EXPORT AicError *aicNpuProgramAssemble(const char *path, const char *text,
                                           size_t size,
                                           AicNpuProgram **program);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_ASSEMBLE_H
