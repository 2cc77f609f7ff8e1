//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/loaded_model.h"

#include "runtime/file.h"

static bool compile(LoadedModel *loaded, const char *path,
                    const AicCompileOptions *options, AicError **error) {
  AicCompilation *compilation = aicCompilationCreate(path, options, error);
  if (!compilation)
    return false;
  // Without a name, however this program ends.
  bool good =
      aicTemporaryFileOpen(&loaded->library, error) &&
      aicCompilationWriteStream(compilation, loaded->library.stream, error);
  loaded->hostOps = aicCompilationGetHostOps(compilation);
  aicCompilationDestroy(compilation);
  return good;
}

bool loadModel(LoadedModel *loaded, const char *path,
               const AicCompileOptions *options, AicError **error) {
  *loaded = (LoadedModel){.hostOps = -1};
  *error = NULL;
  bool compiled = aicPathHasSuffix(path, ".so");
  if (compiled || compile(loaded, path, options, error))
    loaded->file = aicModelOpen(compiled ? path : loaded->library.path, error);
  if (loaded->file)
    loaded->model = aicModelGet(loaded->file);
  else
    unloadModel(loaded);
  return loaded->file != NULL;
}

void unloadModel(LoadedModel *loaded) {
  aicModelClose(loaded->file);
  aicTemporaryFileClose(&loaded->library);
  *loaded = (LoadedModel){.hostOps = -1};
}
