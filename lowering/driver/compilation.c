//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "lowering/driver/driver.h"

#include "aic/diag.h"
#include "aic/dialect.h"
#include "aic/runtime.h"
#include "lowering/driver/diagnostics.h"
#include "lowering/driver/inspect_module.h"
#include "lowering/driver/program.h"
#include "lowering/driver/timing.h"
#include "lowering/emit_object/emit_object.h"
#include "lowering/onnx_to_graph/import.h"
#include "lowering/package.h"
#include "lowering/support/model_attribute.h"
#include "runtime/file.h"
#include "runtime/output_file.h"

#include "mlir-c/IR.h"
#include "mlir-c/Pass.h"
#include "mlir-c/RegisterEverything.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct AicCompilation {
  MlirContext context;
  MlirModule module;
  AicCompileOptions options;
  int64_t hostOps; ///< -1: not known
  bool inspected;  ///< someone takes the remarks
  AicTiming timing;
};

/// More about the stage that runs.
static void note(const AicCompilation *self, const char *format, ...)
    AIC_PRINTF(2, 3);
static void note(const AicCompilation *self, const char *format, ...) {
  if (!self->options.verbose || !self->options.progress)
    return;
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  self->options.progress(
      &(AicProgress){.kind = AIC_PROGRESS_NOTE, .text = text},
      self->options.progressData);
}

static MlirLogicalResult writeDiagnostic(MlirDiagnostic diagnostic,
                                         void *userData) {
  const AicCompileOptions *options = &((AicCompilation *)userData)->options;
  if (options->progress)
    options->progress(&(AicProgress){.kind = AIC_PROGRESS_DIAGNOSTIC},
                      options->progressData);
  return aicWriteDiagnostic(diagnostic, NULL);
}

static MlirContext createContext(AicCompilation *self) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(registry);
  aicPackageInsertDialects(registry, &aicPackage);
  // One thread: models are small and processes many.
  MlirContext context =
      mlirContextCreateWithRegistry(registry, /*threadingEnabled=*/false);
  mlirDialectRegistryDestroy(registry);
  mlirContextAttachDiagnosticHandler(context, writeDiagnostic, self, NULL);
  return context;
}

static MlirModule readModule(MlirContext context, const char *path,
                             AicError **error) {
  MlirModule module = {NULL};
  if (aicPathHasSuffix(path, ".onnx"))
    return aicOnnxImport(context, path, error);
  if (!aicPathHasSuffix(path, ".mlir") && !aicPathHasSuffix(path, ".mlirbc")) {
    *error =
        aicPathHasSuffix(path, ".so")
            ? aicErrorCreate(AIC_ERROR_ARGUMENT, "'%s' is compiled already",
                             path)
            : aicErrorCreate(AIC_ERROR_ARGUMENT,
                             "'%s' is neither .onnx nor .mlir nor .so", path);
    return module;
  }
  if (access(path, R_OK) != 0) {
    *error = aicErrorCreate(AIC_ERROR_IO, "cannot read model '%s': %s", path,
                            strerror(errno));
    return module;
  }
  return mlirModuleCreateParseFromFile(context,
                                       mlirStringRefCreateFromCString(path));
}

/// What is written into the text of a pipeline must not end its option there.
static bool checkOption(const char *what, const char *value, bool isList,
                        AicError **error) {
  const char *ends = isList ? " \t\n\"'{}()" : " \t\n\"'{}(),";
  if (!value || !value[strcspn(value, ends)])
    return true;
  *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "%s '%s' has a space,%s quote or bracket", what,
                          value, isList ? "" : " comma,");
  return false;
}

static bool checkOptions(const AicCompileOptions *options, AicError **error) {
  const char *target = options->target ? options->target : "cpu";
  if (strcmp(target, "cpu") != 0 && strcmp(target, "npu") != 0 &&
      (strncmp(target, "npu:", 4) != 0 || !target[4])) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "there is no target '%s'; targets are cpu, npu and "
                            "npu: with a name or a file",
                            target);
    return false;
  }
  return checkOption("target", target, false, error) &&
         checkOption("schedule", options->schedule, false, error) &&
         checkOption("set", options->set, true, error);
}

AicCompilation *aicCompilationCreate(const char *path,
                                     const AicCompileOptions *options,
                                     AicError **error) {
  *error = NULL;
  if (!checkOptions(options, error))
    return NULL;
  AicCompilation *self = calloc(1, sizeof *self);
  if (!self) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return NULL;
  }
  self->options = *options;
  self->hostOps = -1;
  self->timing.report = options->progress;
  self->timing.userData = options->progressData;
  aicTimingBegin(&self->timing, "start");
  mlirRegisterAllPasses();
  aicPackageRegisterPasses(&aicPackage);
  self->context = createContext(self);
  aicTimingBegin(&self->timing, "import");
  note(self, "reading %s", path);
  self->module = readModule(self->context, path, error);
  aicTimingEnd(&self->timing);
  if (!mlirModuleIsNull(self->module))
    return self;
  aicCompilationDestroy(self);
  return NULL;
}

void aicCompilationDestroy(AicCompilation *self) {
  if (!self)
    return;
  if (!mlirModuleIsNull(self->module))
    mlirModuleDestroy(self->module);
  mlirContextDestroy(self->context);
  free(self);
}

static void writeToStderr(MlirStringRef text, void *userData) {
  (void)userData;
  fwrite(text.data, 1, text.length, stderr);
}

static bool runText(AicCompilation *self, const char *text) {
  note(self, "%s", text);
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

/// Runs a textual pipeline on the module.
static bool runPipeline(AicCompilation *self, const char *format, ...)
    AIC_PRINTF(2, 3);
static bool runPipeline(AicCompilation *self, const char *format, ...) {
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

/// The name or file of the description; NULL for the CPU, "" for the default.
static const char *deviceName(const AicCompilation *self) {
  const char *target = self->options.target;
  if (!target || strncmp(target, "npu", 3) != 0)
    return NULL;
  return target[3] ? target + 4 : "";
}

static const char *settings(const AicCompilation *self) {
  return self->options.set ? self->options.set : "";
}

/// Lowers what `device` can run, and counts the rest.
static bool lowerToDevice(AicCompilation *self, const char *device,
                          bool explain) {
  aicTimingBegin(&self->timing, "npu");
  if (!runPipeline(self,
                   "builtin.module(lower-to-npu{target=%s set=%s explain=%d})",
                   device, settings(self), explain))
    return false;
  self->hostOps = aicProgramsCountHostOps(self->module);
  aicTimingBegin(&self->timing, "programs");
  return runPipeline(self, "builtin.module(aic-embed-programs)");
}

/// Lowers what is left to the llvm dialect or, at AIC_STAGE_VECTOR, to vectors;
/// in steps, whose times are kept.
static bool lowerToCpu(AicCompilation *self, AicStage stage) {
  const char *schedule = self->options.schedule;
  aicTimingBegin(&self->timing, "linalg");
  if (!runPipeline(self, "builtin.module(lower-to-cpu{to=linalg})"))
    return false;
  aicTimingBegin(&self->timing, "vector");
  if (!runPipeline(self,
                   "builtin.module(lower-to-cpu{from=linalg to=vector%s%s})",
                   schedule ? " schedule=" : "", schedule ? schedule : ""))
    return false;
  if (stage == AIC_STAGE_VECTOR)
    return true;
  aicTimingBegin(&self->timing, "llvm");
  return runPipeline(self, "builtin.module(lower-to-cpu{from=vector})");
}

/// Lowers the module to `stage`, as far as that is MLIR. With `bare` all of it
/// has to run on the device.
static bool lower(AicCompilation *self, AicStage stage, bool bare) {
  const char *device = deviceName(self);
  bool explain = (self->options.verbose || self->inspected) && !bare;
  if (stage == AIC_STAGE_GRAPH)
    return true;
  if (stage >= AIC_STAGE_VECTOR)
    return (!device || lowerToDevice(self, device, explain)) &&
           lowerToCpu(self, stage);
  aicTimingBegin(&self->timing, aicStageName(stage));
  if (stage == AIC_STAGE_TOSA)
    return runPipeline(
        self,
        "builtin.module(func.func(aic-graph-to-tosa,aic-graph-to-linalg))");
  if (stage == AIC_STAGE_LINALG)
    return runPipeline(self, "builtin.module(lower-to-linalg)");
  return runPipeline(
      self,
      "builtin.module(lower-to-npu{target=%s set=%s require=%d explain=%d})",
      device ? device : "", settings(self), bare, explain);
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
    note(self, "wrote %s", path);
  return good;
}

bool aicCompilationWriteProgram(AicCompilation *self, const char *path,
                                AicError **error) {
  *error = NULL;
  if (!deviceName(self)) {
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
