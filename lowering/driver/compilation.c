//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/compilation.h"

#include "aic/diag.h"
#include "aic/runtime.h"
#include "lowering/driver/inspect_module.h"
#include "lowering/driver/program.h"
#include "lowering/emit_object/emit_object.h"
#include "lowering/support/model_attribute.h"
#include "runtime/output_file.h"

#include "mlir-c/Pass.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void writeToStderr(MlirStringRef text, void *userData) {
  (void)userData;
  fwrite(text.data, 1, text.length, stderr);
}

static bool runText(AicCompilation *self, const char *text) {
  aicCompilationNote(self, "%s", text);
  MlirPassManager manager = mlirPassManagerCreate(self->context);
  MlirLogicalResult result = mlirParsePassPipeline(
      mlirPassManagerGetAsOpPassManager(manager),
      mlirStringRefCreateFromCString(text), writeToStderr, NULL);
  if (mlirLogicalResultIsSuccess(result))
    result =
        mlirPassManagerRunOnOp(manager, mlirModuleGetOperation(self->module));
  mlirPassManagerDestroy(manager);
  return mlirLogicalResultIsSuccess(result);
}

bool aicCompilationRun(AicCompilation *self, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  size_t size = (size_t)vsnprintf(NULL, 0, format, args) + 1;
  char *text = malloc(size);
  if (!text)
    AIC_BUG("out of memory");
  vsnprintf(text, size, format, again);
  va_end(again);
  va_end(args);
  bool good = runText(self, text);
  free(text);
  return good;
}

const char *aicCompilationDevice(const AicCompilation *self) {
  const char *target = self->options.target;
  if (!target || strncmp(target, "npu", 3) != 0)
    return NULL;
  return target[3] ? target + 4 : "";
}

const char *aicCompilationSettings(const AicCompilation *self) {
  return self->options.set ? self->options.set : "";
}

const char *aicCompilationProducts(const AicCompilation *self) {
  return self->options.products ? self->options.products : "asis";
}

/// Lowers what `device` can run, and counts the rest.
static bool lowerToDevice(AicCompilation *self, const char *device,
                          bool explain) {
  aicTimingBegin(&self->timing, "npu");
  if (!aicCompilationRun(self,
                         "builtin.module(lower-to-npu{target=%s set=%s "
                         "products=%s explain=%d})",
                         device, aicCompilationSettings(self),
                         aicCompilationProducts(self), explain))
    return false;
  self->hostOps = aicProgramsCountHostOps(self->module);
  aicTimingBegin(&self->timing, "programs");
  return aicCompilationRun(self, "builtin.module(aic-embed-programs)");
}

/// Lowers what is left to the llvm dialect or, at AIC_STAGE_VECTOR, to vectors;
/// in steps, whose times are kept.
static bool lowerToCpu(AicCompilation *self, AicStage stage) {
  const char *schedule = self->options.schedule;
  aicTimingBegin(&self->timing, "linalg");
  if (!aicCompilationRun(self, "builtin.module(lower-to-cpu{to=linalg})"))
    return false;
  aicTimingBegin(&self->timing, "vector");
  if (!aicCompilationRun(
          self, "builtin.module(lower-to-cpu{from=linalg to=vector%s%s})",
          schedule ? " schedule=" : "", schedule ? schedule : ""))
    return false;
  if (stage == AIC_STAGE_VECTOR)
    return true;
  aicTimingBegin(&self->timing, "llvm");
  return aicCompilationRun(self, "builtin.module(lower-to-cpu{from=vector})");
}

/// Lowers the module to `stage`, as far as that is MLIR. With `bare` all of it
/// has to run on the device.
static bool lower(AicCompilation *self, AicStage stage, bool bare) {
  const char *device = aicCompilationDevice(self);
  bool explain = (self->options.verbose || self->inspected) && !bare;
  if (stage == AIC_STAGE_GRAPH)
    return true;
  if (stage >= AIC_STAGE_VECTOR)
    return (!device || lowerToDevice(self, device, explain)) &&
           lowerToCpu(self, stage);
  aicTimingBegin(&self->timing, aicStageName(stage));
  if (stage == AIC_STAGE_TOSA)
    return aicCompilationRun(
        self,
        "builtin.module(func.func(aic-graph-to-tosa,aic-graph-to-linalg))");
  if (stage == AIC_STAGE_LINALG)
    return aicCompilationRun(self, "builtin.module(lower-to-linalg)");
  return aicCompilationRun(
      self,
      "builtin.module(lower-to-npu{target=%s set=%s products=%s require=%d "
      "explain=%d})",
      device ? device : "", aicCompilationSettings(self),
      aicCompilationProducts(self), bare, explain);
}

/// Takes the module to LLVM and optimizes it; NULL on failure.
static AicLlvmModule *generate(AicCompilation *self, AicError **error) {
  aicTimingBegin(&self->timing, "llvm ir");
  AicLlvmModule *native = aicLlvmModuleCreate(self->module, error);
  aicTimingBegin(&self->timing, "optimize");
  if (native && aicLlvmModuleOptimize(native, error))
    return native;
  aicLlvmModuleDestroy(native);
  return NULL;
}

bool aicCompilationPrint(AicCompilation *self, AicStage stage,
                         MlirStringCallback write, void *userData,
                         AicError **error) {
  *error = NULL;
  bool lowered = lower(self, stage, false);
  aicTimingEnd(&self->timing);
  if (!lowered)
    return false;
  if (stage == AIC_STAGE_PROGRAM)
    return aicProgramsPrint(self->module, write, userData, error);
  if (stage < AIC_STAGE_LLVM) {
    mlirOperationPrint(mlirModuleGetOperation(self->module), write, userData);
    return true;
  }
  AicLlvmModule *native = generate(self, error);
  aicTimingBegin(&self->timing, "print");
  bool good = native && aicLlvmModulePrint(native, stage == AIC_STAGE_ASM,
                                           write, userData, error);
  aicTimingEnd(&self->timing);
  aicLlvmModuleDestroy(native);
  return good;
}

bool aicCompilationInspect(AicCompilation *self, AicStage stage,
                           const AicInspector *inspector, AicError **error) {
  *error = NULL;
  self->inspected = true;
  // The handler keeps a pointer that is not constant, and does not write.
  MlirDiagnosticHandlerID handler = mlirContextAttachDiagnosticHandler(
      self->context, aicInspectDiagnostic, (void *)(uintptr_t)inspector, NULL);
  bool good = lower(self, stage, false);
  mlirContextDetachDiagnosticHandler(self->context, handler);
  aicTimingEnd(&self->timing);
  self->inspected = false;
  if (!good)
    return false;
  aicInspectModule(self->module, inspector);
  return stage != AIC_STAGE_PROGRAM ||
         aicInspectPrograms(self->module, inspector);
}

/// A model needs an interface; says what is wrong with the module's.
static bool checkInterface(AicCompilation *self, AicError **error) {
  MlirAttribute model = mlirOperationGetDiscardableAttributeByName(
      mlirModuleGetOperation(self->module),
      mlirStringRefCreateFromCString(AIC_MODEL_ATTR));
  if (!mlirAttributeIsNull(model))
    return true;
  *error = aicErrorCreate(
      AIC_ERROR_ARGUMENT,
      "no model in this module: it needs a function 'main', or one public "
      "function, whose arguments and results are ranked tensors of at most %d "
      "dimensions, of integers, bool, f16, bf16, f32 or f64",
      AIC_MAX_RANK);
  return false;
}

/// The module as native code that is ready to be linked; NULL on failure.
static AicLlvmModule *emit(AicCompilation *self, AicError **error) {
  *error = NULL;
  if (!lower(self, AIC_STAGE_MODEL, false) || !checkInterface(self, error))
    return NULL;
  AicLlvmModule *native = generate(self, error);
  aicTimingBegin(&self->timing, "code generation");
  if (native && aicLlvmModuleEmit(native, error))
    return native;
  aicLlvmModuleDestroy(native);
  return NULL;
}

bool aicCompilationWriteStream(AicCompilation *self, FILE *output,
                               AicError **error) {
  AicLlvmModule *native = emit(self, error);
  aicTimingBegin(&self->timing, "link");
  bool good = native && aicLlvmModuleLink(native, output, error);
  aicTimingEnd(&self->timing);
  aicLlvmModuleDestroy(native);
  return good;
}

void aicCompilationPrintTiming(const AicCompilation *self, bool json,
                               FILE *stream) {
  aicTimingPrint(&self->timing, json, stream);
}

int64_t aicCompilationGetHostOps(const AicCompilation *self) {
  return self->hostOps;
}

bool aicCompilationWriteModel(AicCompilation *self, const char *path,
                              AicError **error) {
  AicLlvmModule *native = emit(self, error);
  AicOutputFile output = {0};
  aicTimingBegin(&self->timing, "link");
  bool good = native && aicOutputFileOpen(&output, path, error) &&
              aicLlvmModuleLink(native, output.stream, error) &&
              aicOutputFileCommit(&output, error);
  aicTimingEnd(&self->timing);
  aicOutputFileDiscard(&output);
  aicLlvmModuleDestroy(native);
  if (good)
    aicCompilationNote(self, "wrote %s", path);
  return good;
}

bool aicCompilationWriteProgram(AicCompilation *self, const char *path,
                                AicError **error) {
  *error = NULL;
  if (!aicCompilationDevice(self)) {
    *error =
        aicErrorCreate(AIC_ERROR_ARGUMENT,
                       "'%s' is a device program, but the target is cpu", path);
    return false;
  }
  bool good = lower(self, AIC_STAGE_PROGRAM, true) &&
              aicProgramWrite(self->module, path, error);
  aicTimingEnd(&self->timing);
  return good;
}
