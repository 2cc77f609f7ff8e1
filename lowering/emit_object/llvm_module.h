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
#include "lowering/support/layers.h"
#include "runtime/temporary_file.h"

#include "llvm-c/Core.h"
#include "llvm-c/TargetMachine.h"

struct AicLlvmModule {
  LLVMContextRef context;
  LLVMModuleRef module;
  LLVMTargetMachineRef machine;
  /// Values of the large constants, which the assembler reads.
  AicTemporaryFile weights;
  /// The machine code, once it is emitted.
  AicTemporaryFile object;
};

/// Removes attributes of arguments and results that LLVM does not know.
void aicStripArgumentAttributes(MlirModule module);

/// Adds the function that a call enters and the table `aicModel`, which make
/// `module` a model. `description` is the attribute `aic.model`.
bool aicModelTableAdd(LLVMModuleRef module, MlirAttribute description,
                      const AicLayerInfo *layers, intptr_t numLayers,
                      int64_t arenaBytes, AicError **error);

/// Gives the external globals of `module` their values: writes them to `file`,
/// which the assembler includes. `weights` is the attribute `aic.weights`.
bool aicWeightsAdd(LLVMModuleRef module, MlirAttribute weights,
                   AicTemporaryFile *file, AicError **error);

/// Runs the linker on one object file; both are descriptors.
bool aicLinkShared(int object, int output, AicError **error);

#endif // AIC_LOWERING_EMIT_OBJECT_LLVM_MODULE_H
