//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the parts of the driver share: a model on its way, and how it takes a
// step.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_COMPILATION_H
#define AIC_LOWERING_DRIVER_COMPILATION_H

#include "lowering/driver/driver.h"
#include "lowering/driver/timing.h"

#include "mlir-c/IR.h"

struct AicCompilation {
  MlirContext context;
  MlirModule module;
  AicCompileOptions options;
  int64_t hostOps; ///< -1: not known
  bool inspected;  ///< someone takes the remarks
  AicTiming timing;
};

/// More about the stage that runs, with `verbose` only.
void aicCompilationNote(const AicCompilation *self, const char *format, ...)
    AIC_PRINTF(2, 3);

/// Runs a textual pipeline on the module.
bool aicCompilationRun(AicCompilation *self, const char *format, ...)
    AIC_PRINTF(2, 3);

/// The name or file of the description; NULL for the CPU, "" for the default.
const char *aicCompilationDevice(const AicCompilation *self);
/// The changes of the description, or "".
const char *aicCompilationSettings(const AicCompilation *self);
/// What operands of products are rounded to, or "asis".
const char *aicCompilationProducts(const AicCompilation *self);

#endif // AIC_LOWERING_DRIVER_COMPILATION_H
