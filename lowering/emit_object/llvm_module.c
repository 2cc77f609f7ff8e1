//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "lowering/emit_object/llvm_module.h"

#include "lowering/support/model_attribute.h"

#include "mlir-c/RegisterEverything.h"
#include "mlir-c/Target/LLVMIR.h"
#include "llvm-c/Analysis.h"
#include "llvm-c/Error.h"
#include "llvm-c/Target.h"
#include "llvm-c/Transforms/PassBuilder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// The attribute `name` of a module, or null.
static MlirAttribute moduleAttr(MlirModule module, const char *name) {
  return mlirOperationGetDiscardableAttributeByName(
      mlirModuleGetOperation(module), mlirStringRefCreateFromCString(name));
}

/// Takes over LLVM's message.
static AicError *llvmError(const char *what, char *message) {
  AicError *error = aicErrorCreate(AIC_ERROR_UNSUPPORTED, "%s: %s", what,
                                   message ? message : "unknown error");
  LLVMDisposeMessage(message);
  return error;
}

/// The machine that runs this code, with the features it really has: a
/// hypervisor may hide some that the processor's name promises.
static LLVMTargetMachineRef createHostMachine(AicError **error) {
  if (LLVMInitializeNativeTarget() || LLVMInitializeNativeAsmPrinter() ||
      LLVMInitializeNativeAsmParser()) {
    *error = aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                            "LLVM has no code generator for this machine");
    return NULL;
  }
  char *triple = LLVMGetDefaultTargetTriple();
  char *cpu = LLVMGetHostCPUName();
  char *features = LLVMGetHostCPUFeatures();
  LLVMTargetMachineRef machine = NULL;
  LLVMTargetRef target = NULL;
  char *message = NULL;
  if (LLVMGetTargetFromTriple(triple, &target, &message)) {
    *error = llvmError(triple, message);
  } else {
    machine = LLVMCreateTargetMachine(target, triple, cpu, features,
                                      LLVMCodeGenLevelAggressive, LLVMRelocPIC,
                                      LLVMCodeModelDefault);
    if (!machine)
      *error = aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                              "LLVM has no code generator for '%s'", triple);
  }
  LLVMDisposeMessage(triple);
  LLVMDisposeMessage(cpu);
  LLVMDisposeMessage(features);
  return machine;
}

/// Nothing but `aicModel` is seen from outside, so that the optimizer may
/// inline and drop the rest; but what aic-outline-loops has cut stays cut.
static void internalize(LLVMModuleRef module) {
  static const char noinline[] = "noinline", cut[] = "aic_loop_";
  LLVMAttributeRef attribute = LLVMCreateEnumAttribute(
      LLVMGetModuleContext(module),
      LLVMGetEnumAttributeKindForName(noinline, sizeof noinline - 1), 0);
  for (LLVMValueRef f = LLVMGetFirstFunction(module); f;
       f = LLVMGetNextFunction(f)) {
    if (LLVMIsDeclaration(f))
      continue;
    LLVMSetLinkage(f, LLVMInternalLinkage);
    size_t length;
    if (strncmp(LLVMGetValueName2(f, &length), cut, sizeof cut - 1) == 0)
      LLVMAddAttributeAtIndex(f, LLVMAttributeFunctionIndex, attribute);
  }
}

/// LLVM's -O3 with two changes. Equal layers are one function before any of
/// them is optimized. And no loop is unrolled: tiles are unrolled by the
/// schedule and vectorized loops by the vectorizer; more took most of the
/// compile time, for code eight times as large and not faster.
bool aicLlvmModuleOptimize(AicLlvmModule *self, AicError **error) {
  *error = NULL;
  LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
  LLVMPassBuilderOptionsSetLoopUnrolling(options, false);
  LLVMErrorRef failure = LLVMRunPasses(self->module, "mergefunc,default<O3>",
                                       self->machine, options);
  LLVMDisposePassBuilderOptions(options);
  if (!failure)
    return true;
  char *message = LLVMGetErrorMessage(failure);
  *error = aicErrorCreate(AIC_ERROR_UNSUPPORTED, "optimizing: %s", message);
  LLVMDisposeErrorMessage(message);
  return false;
}

/// Adds what the attributes of the MLIR module ask for.
static bool complete(AicLlvmModule *self, MlirModule module, AicError **error) {
  MlirAttribute description = moduleAttr(module, AIC_MODEL_ATTR);
  if (!mlirAttributeIsNull(description)) {
    internalize(self->module);
    intptr_t numLayers;
    AicLayerInfo *layers =
        aicLayersRead(mlirModuleGetOperation(module), &numLayers);
    bool added = aicModelTableAdd(
        self->module, description, layers, numLayers,
        aicModelArenaBytes(mlirModuleGetOperation(module)), error);
    free(layers);
    if (!added)
      return false;
  }
  MlirAttribute weights = moduleAttr(module, "aic.weights");
  if (!mlirAttributeIsNull(weights)) {
    if (!aicTemporaryFileOpen(&self->weights, error) ||
        !aicWeightsAdd(self->module, weights, &self->weights, error))
      return false;
  }
  char *message = NULL;
  if (LLVMVerifyModule(self->module, LLVMReturnStatusAction, &message)) {
    *error = llvmError("LLVM IR", message);
    return false;
  }
  LLVMDisposeMessage(message);
  return true;
}

AicLlvmModule *aicLlvmModuleCreate(MlirModule module, AicError **error) {
  *error = NULL;
  AicLlvmModule *self = calloc(1, sizeof *self);
  if (!self) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return NULL;
  }
  mlirRegisterAllLLVMTranslations(mlirModuleGetContext(module));
  aicStripArgumentAttributes(module);
  self->context = LLVMContextCreate();
  self->machine = createHostMachine(error);
  if (self->machine)
    self->module = mlirTranslateModuleToLLVMIR(mlirModuleGetOperation(module),
                                               self->context);
  if (!self->module) {
    aicLlvmModuleDestroy(self);
    return NULL;
  }
  char *triple = LLVMGetTargetMachineTriple(self->machine);
  LLVMSetTarget(self->module, triple);
  LLVMDisposeMessage(triple);
  LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(self->machine);
  LLVMSetModuleDataLayout(self->module, layout);
  LLVMDisposeTargetData(layout);
  if (!complete(self, module, error)) {
    aicLlvmModuleDestroy(self);
    return NULL;
  }
  return self;
}

void aicLlvmModuleDestroy(AicLlvmModule *self) {
  if (!self)
    return;
  if (self->module)
    LLVMDisposeModule(self->module);
  if (self->machine)
    LLVMDisposeTargetMachine(self->machine);
  LLVMContextDispose(self->context);
  aicTemporaryFileClose(&self->weights);
  aicTemporaryFileClose(&self->object);
  free(self);
}

bool aicLlvmModulePrint(AicLlvmModule *self, bool assembly,
                        MlirStringCallback write, void *userData,
                        AicError **error) {
  *error = NULL;
  if (!assembly) {
    char *text = LLVMPrintModuleToString(self->module);
    write(mlirStringRefCreateFromCString(text), userData);
    LLVMDisposeMessage(text);
    return true;
  }
  LLVMMemoryBufferRef buffer = NULL;
  char *message = NULL;
  if (LLVMTargetMachineEmitToMemoryBuffer(
          self->machine, self->module, LLVMAssemblyFile, &message, &buffer)) {
    *error = llvmError("assembly", message);
    return false;
  }
  write(mlirStringRefCreate(LLVMGetBufferStart(buffer),
                            LLVMGetBufferSize(buffer)),
        userData);
  LLVMDisposeMemoryBuffer(buffer);
  return true;
}

bool aicLlvmModuleEmit(AicLlvmModule *self, AicError **error) {
  *error = NULL;
  if (!aicTemporaryFileOpen(&self->object, error))
    return false;
  char *message = NULL;
  // The file has no name but that of its descriptor.
  if (!LLVMTargetMachineEmitToFile(self->machine, self->module,
                                   self->object.path, LLVMObjectFile, &message))
    return true;
  *error = llvmError("object file", message);
  return false;
}

/// A write that fails stays in `to` as its error flag, with errno set.
static void copy(FILE *from, FILE *to) {
  char bytes[1 << 14];
  size_t count;
  rewind(from);
  while ((count = fread(bytes, 1, sizeof bytes, from)) > 0)
    if (fwrite(bytes, 1, count, to) != count)
      return;
  fflush(to);
}

bool aicLlvmModuleLink(AicLlvmModule *self, FILE *output, AicError **error) {
  *error = NULL;
  int object = fileno(self->object.stream);
  struct stat info;
  if (fstat(fileno(output), &info) == 0 && S_ISREG(info.st_mode))
    return aicLinkShared(object, fileno(output), error);
  // The linker does not look at the result of its writes, and what went into a
  // device or a pipe cannot be checked afterwards.
  AicTemporaryFile linked;
  if (!aicTemporaryFileOpen(&linked, error))
    return false;
  bool good = aicLinkShared(object, fileno(linked.stream), error);
  if (good)
    copy(linked.stream, output);
  int failure = errno;
  aicTemporaryFileClose(&linked);
  errno = failure;
  return good;
}
