//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A model on its way: from its file into a context, and its end.
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "lowering/driver/compilation.h"

#include "aic/dialect.h"
#include "lowering/driver/diagnostics.h"
#include "lowering/onnx_to_graph/import.h"
#include "lowering/package.h"
#include "runtime/file.h"

#include "mlir-c/RegisterEverything.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void aicCompilationNote(const AicCompilation *self, const char *format, ...) {
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
  aicCompilationNote(self, "reading %s", path);
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
