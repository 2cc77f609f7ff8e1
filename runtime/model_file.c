//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "aic/runtime.h"

#include "runtime/elf_check.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

struct AicModelFile {
  void *handle;
  const AicModel *model;
};

/// dlopen() searches the system's folders for a name without a slash.
static char *withFolder(const char *path) {
  size_t length = strlen(path);
  char *text = malloc(length + 3);
  if (!text)
    return NULL;
  const char *prefix = strchr(path, '/') ? "" : "./";
  strcpy(text, prefix);
  strcat(text, path);
  return text;
}

AicModelFile *aicModelOpen(const char *path, AicError **error) {
  *error = NULL;
  AicModelFile *file = calloc(1, sizeof *file);
  char *name = withFolder(path);
  if (!file || !name) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    goto cleanup;
  }
  *error = aicElfCheck("model", path);
  if (*error)
    goto cleanup;
  file->handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!file->handle) {
    const char *reason = dlerror();
    *error = aicErrorCreate(AIC_ERROR_FORMAT, "cannot load model '%s': %s",
                            path, reason ? reason : "unknown reason");
    goto cleanup;
  }
  file->model = dlsym(file->handle, "aicModel");
  if (!file->model)
    *error =
        aicErrorCreate(AIC_ERROR_FORMAT,
                       "'%s' is a shared library but no compiled model", path);
  else if (file->model->abi != AIC_MODEL_ABI)
    *error = aicErrorCreate(
        AIC_ERROR_FORMAT,
        "model '%s' has ABI version %u but this runtime has %u; compile it "
        "again",
        path, (unsigned)file->model->abi, (unsigned)AIC_MODEL_ABI);

cleanup:
  free(name);
  if (!*error)
    return file;
  aicModelClose(file);
  return NULL;
}

const AicModel *aicModelGet(const AicModelFile *file) { return file->model; }

void aicModelClose(AicModelFile *file) {
  if (!file)
    return;
  if (file->handle)
    dlclose(file->handle);
  free(file);
}
