//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Parts of an AicLlvmModule that the files of this folder share.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_EMIT_OBJECT_LLVM_MODULE_H
#define AIC_LOWERING_EMIT_OBJECT_LLVM_MODULE_H

#include "lowering/emit_object/emit_object.h"

#include "llvm-c/Core.h"
#include "llvm-c/TargetMachine.h"

struct AicLlvmModule {
  LLVMContextRef context;
  LLVMModuleRef module;
  LLVMTargetMachineRef machine;
  /// Folder for files that exist while the module does, or NULL.
  char *folder;
};

/// Removes attributes of arguments and results that LLVM does not know.
void aicStripArgumentAttributes(MlirModule module);

/// Adds the function that a call enters and the table `aicModel`, which make
/// `module` a model. `description` is the attribute `aic.model`.
bool aicModelTableAdd(LLVMModuleRef module, MlirAttribute description,
                      AicError **error);

/// Gives the external globals of `module` their values: writes them to one file
/// that the assembler includes. `weights` is the attribute `aic.weights`.
bool aicWeightsAdd(LLVMModuleRef module, MlirAttribute weights,
                   const char *path, AicError **error);

/// Runs the linker on one object file.
bool aicLinkShared(const char *object, const char *output, AicError **error);

#endif // AIC_LOWERING_EMIT_OBJECT_LLVM_MODULE_H
