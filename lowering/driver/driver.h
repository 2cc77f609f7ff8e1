//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the program `aic` does, as a library: from a model file to native code
// or to the text of any step in between.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_H
#define AIC_LOWERING_DRIVER_H

#include "aic/support.h"
#include "mlir-c/Support.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

AIC_EXTERN_C_BEGIN

/// Where the lowering stops. In the order of the way of a model.
typedef enum AicStage {
  AIC_STAGE_GRAPH = 0,
  AIC_STAGE_TOSA,
  AIC_STAGE_LINALG,
  AIC_STAGE_NPU,     ///< the device's part, in the npu dialect
  AIC_STAGE_PROGRAM, ///< the device's part, as commands
  AIC_STAGE_VECTOR,
  AIC_STAGE_LLVM,
  AIC_STAGE_ASM,
  AIC_STAGE_MODEL, ///< a shared library
} AicStage;

/// "graph", "tosa", ...; NULL behind the last stage.
AIC_EXPORT const char *aicStageName(AicStage stage);
/// False when no stage has this name.
AIC_EXPORT bool aicStageParse(const char *name, AicStage *stage);

/// What a compilation does, as it does it.
typedef enum AicProgressKind {
  AIC_PROGRESS_BEGIN = 0,  ///< of the stage `text`
  AIC_PROGRESS_END,        ///< of the same, after `seconds`
  AIC_PROGRESS_NOTE,       ///< more about it, with `verbose` only
  AIC_PROGRESS_DIAGNOSTIC, ///< one is about to be written to stderr
} AicProgressKind;

typedef struct AicProgress {
  AicProgressKind kind;
  const char *text; ///< NULL before a diagnostic
  double seconds;
} AicProgress;

typedef void (*AicProgressCallback)(const AicProgress *progress,
                                    void *userData);

typedef struct AicCompileOptions {
  /// "cpu", "npu" or "npu:" and a name or file; NULL means "cpu".
  const char *target;
  /// Changes of the NPU's description, "group.key=value,..."; NULL for none.
  const char *set;
  /// What operands of matrix products and convolutions of f32 are rounded to on
  /// an NPU, "bf16" or "f16"; NULL: nothing.
  const char *products;
  /// File with a transform library, or NULL for the built-in one.
  const char *schedule;
  /// Explains what it does: by notes of progress, and by remarks on stderr.
  bool verbose;
  /// Called on the thread that compiles; may be NULL.
  AicProgressCallback progress;
  void *progressData;
} AicCompileOptions;

/// A model on its way. One thread at a time.
typedef struct AicCompilation AicCompilation;

/// Reads a model (.onnx or .mlir). NULL on failure: `*error` is set, or NULL
/// when the diagnostics were already written to stderr. `options` is copied,
/// its strings are not: they live as long as the compilation. Registers passes
/// in tables of the process, so not on two threads at once.
AIC_EXPORT AicCompilation *
aicCompilationCreate(const char *path, const AicCompileOptions *options,
                     AicError **error);
/// NULL is a no-op.
AIC_EXPORT void aicCompilationDestroy(AicCompilation *compilation);

/// Lowers to `stage` and hands its text to `write`.
AIC_EXPORT bool aicCompilationPrint(AicCompilation *compilation, AicStage stage,
                                    MlirStringCallback write, void *userData,
                                    AicError **error);
/// Lowers to a shared library (aic/runtime.h) at `path`.
AIC_EXPORT bool aicCompilationWriteModel(AicCompilation *compilation,
                                         const char *path, AicError **error);
/// The same, to an empty file that the caller has opened.
AIC_EXPORT bool aicCompilationWriteStream(AicCompilation *compilation,
                                          FILE *output, AicError **error);

/// Writes how long each stage took so far, and the peak memory of this process,
/// as a table or as a JSON object.
AIC_EXPORT void aicCompilationPrintTiming(const AicCompilation *compilation,
                                          bool json, FILE *stream);

/// Operations that a model for a device has left to the host; -1 for another
/// target, or before a model was written.
AIC_EXPORT int64_t aicCompilationGetHostOps(const AicCompilation *compilation);

/// Lowers to one bare program for aic-sim at `path`. It is an error when a part
/// would have to run on the CPU.
AIC_EXPORT bool aicCompilationWriteProgram(AicCompilation *compilation,
                                           const char *path, AicError **error);

AIC_EXTERN_C_END

#endif // AIC_LOWERING_DRIVER_H
