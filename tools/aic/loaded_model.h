//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A model that can be called: a compiled one, or one compiled on the spot.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_LOADED_MODEL_H
#define AIC_TOOLS_LOADED_MODEL_H

#include "aic/runtime.h"
#include "lowering/driver/driver.h"
#include "runtime/temporary_file.h"

typedef struct LoadedModel {
  const AicModel *model;
  int64_t hostOps; ///< left to the host; -1: not known
  AicModelFile *file;
  AicTemporaryFile library;
} LoadedModel;

/// Opens `path` if it ends in .so; else compiles it by `options` into a library
/// without a name and opens that. False on failure, as aicCompilationCreate().
bool loadModel(LoadedModel *loaded, const char *path,
               const AicCompileOptions *options, AicError **error);
/// Ends it. A no-op on a zero struct.
void unloadModel(LoadedModel *loaded);

#endif // AIC_TOOLS_LOADED_MODEL_H
