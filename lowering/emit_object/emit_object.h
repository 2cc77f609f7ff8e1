//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From a module in the llvm dialect to native code: LLVM IR with the table
// `aicModel`, optimized for a CPU, as text or as a shared library.
//
// The module says what it computes in two attributes: `aic.model` (the entry
// function and its ports, made by aic-describe-model) and `aic.weights` (the
// values of its external globals, made by aic-outline-weights).
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_EMIT_OBJECT_H
#define AIC_LOWERING_EMIT_OBJECT_H

#include "aic/support.h"
#include "mlir-c/IR.h"

#include <stdbool.h>
#include <stdio.h>

/// A module of LLVM IR with a target machine.
typedef struct AicLlvmModule AicLlvmModule;

/// Translates `module` for the machine that runs this code, and adds `aicModel`
/// when the module has `aic.model`. NULL on failure: `*error` is set, or NULL
/// when a diagnostic was emitted at the module.
AIC_EXPORT AicLlvmModule *aicLlvmModuleCreate(MlirModule module,
                                              AicError **error);
AIC_EXPORT void aicLlvmModuleDestroy(AicLlvmModule *module);
/// Runs LLVM's optimizer.
AIC_EXPORT bool aicLlvmModuleOptimize(AicLlvmModule *module, AicError **error);

/// Prints LLVM IR or, with `assembly`, the machine's assembly.
AIC_EXPORT bool aicLlvmModulePrint(AicLlvmModule *module, bool assembly,
                                   MlirStringCallback write, void *userData,
                                   AicError **error);
/// Generates machine code, which the module keeps.
AIC_EXPORT bool aicLlvmModuleEmit(AicLlvmModule *module, AicError **error);
/// Writes the emitted code as a shared library that exports `aicModel` to the
/// empty file, device or pipe `output`. A device or pipe that cannot be written
/// to has the error flag of its stream, as with stdio.
AIC_EXPORT bool aicLlvmModuleLink(AicLlvmModule *module, FILE *output,
                                  AicError **error);

#endif // AIC_LOWERING_EMIT_OBJECT_H
