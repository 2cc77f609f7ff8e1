//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The device's part of a lowered module, as bytes and as text.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_PROGRAM_H
#define AIC_LOWERING_DRIVER_PROGRAM_H

#include "aic/support.h"
#include "mlir-c/IR.h"

#include <stdbool.h>
#include <stdint.h>

/// How many operations on tensors `module` leaves to the host: those of linalg
/// behind lower-to-npu, bodies not counted.
int64_t aicProgramsCountHostOps(MlirModule module);
/// Prints the commands of every npu.program of `module` (behind aic-npu-sync).
/// False after a diagnostic, or with `*error` set.
bool aicProgramsPrint(MlirModule module, MlirStringCallback write,
                      void *userData, AicError **error);
/// Writes the only program of `module` to `path`, provided that the host does
/// nothing but launch it. False after a diagnostic, or with `*error` set.
bool aicProgramWrite(MlirModule module, const char *path, AicError **error);

#endif // AIC_LOWERING_DRIVER_PROGRAM_H
