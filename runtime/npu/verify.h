//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Checks a program before anything runs it: structure, loop nesting, every
// address for every combination of loop indices, semaphores, liveness, and that
// the order of any two accesses to a byte does not depend on the engines'
// speed.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VERIFY_H
#define AIC_RUNTIME_NPU_VERIFY_H

#include "runtime/npu/program.h"

AIC_EXTERN_C_BEGIN

/// Commands that a program may execute with its loops expanded; more is
/// refused, which bounds the time of verification and simulation.
#define AIC_NPU_MAX_EXECUTED 100000000ull

/// Verifies `program` for its own machine. The error names the command, its
/// source and the numbers.
AIC_EXPORT AicError *aicNpuProgramVerify(const AicNpuProgram *program);

/// The machine is valid and has the hash of the program's.
AIC_EXPORT AicError *aicNpuProgramCheckMachine(const AicNpuProgram *program,
                                               const AicMachine *machine);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_VERIFY_H
