//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "runtime/tensor_file.h"

#include "runtime/file.h"
#include "runtime/npy.h"
#include "runtime/output_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// The runtime's element type for each type of a .npy file.
static const AicElementType elementOf[AIC_NPY_NUM_TYPES] = {
    [AIC_NPY_F32] = AIC_ELEMENT_F32,   [AIC_NPY_F64] = AIC_ELEMENT_F64,
    [AIC_NPY_F16] = AIC_ELEMENT_F16,   [AIC_NPY_I8] = AIC_ELEMENT_I8,
    [AIC_NPY_U8] = AIC_ELEMENT_U8,     [AIC_NPY_I16] = AIC_ELEMENT_I16,
    [AIC_NPY_I32] = AIC_ELEMENT_I32,   [AIC_NPY_I64] = AIC_ELEMENT_I64,
    [AIC_NPY_BOOL] = AIC_ELEMENT_BOOL, [AIC_NPY_U16] = AIC_ELEMENT_U16,
    [AIC_NPY_U32] = AIC_ELEMENT_U32,   [AIC_NPY_U64] = AIC_ELEMENT_U64,
};

static bool readNpy(const char *path, AicTensor *tensor, AicError **error) {
  AicNpy npy;
  *error = aicNpyRead(path, &npy);
  if (*error)
    return false;
  tensor->data = tensor->allocation = npy.data;
  tensor->rank = (int32_t)npy.rank;
  tensor->type = elementOf[npy.type];
  for (uint32_t i = 0; i < npy.rank; ++i)
    tensor->shape[i] = npy.shape[i];
  return true;
}

static bool readProto(const char *path, AicTensor *tensor, AicError **error) {
  unsigned char *data;
  size_t size;
  *error = aicFileRead(path, &data, &size);
  if (*error)
    return false;
  bool good = aicTensorParseProto(data, size, path, tensor, error);
  free(data);
  return good;
}

bool aicTensorReadFile(const char *path, AicTensor *tensor, AicError **error) {
  *tensor = (AicTensor){0};
  *error = NULL;
  if (aicPathHasSuffix(path, ".npy"))
    return readNpy(path, tensor, error);
  if (aicPathHasSuffix(path, ".pb"))
    return readProto(path, tensor, error);
  *error =
      aicErrorCreate(AIC_ERROR_ARGUMENT, "'%s' is neither .npy nor .pb", path);
  return false;
}

/// Writes `tensor` to a file that is committed later.
static bool writeNpy(AicOutputFile *file, const char *path,
                     const AicTensor *tensor, AicError **error) {
  AicNpy npy = {.rank = (uint32_t)tensor->rank,
                .bytes = aicTensorBytes(tensor),
                .data = tensor->data};
  for (int32_t i = 0; i < tensor->rank; ++i)
    npy.shape[i] = tensor->shape[i];
  for (int type = 0; type < AIC_NPY_NUM_TYPES; ++type)
    if (elementOf[type] == tensor->type) {
      npy.type = (AicNpyType)type;
      if (!aicOutputFileOpen(file, path, error))
        return false;
      aicNpyPut(file->stream, &npy);
      return aicOutputFileClose(file, error);
    }
  *error = aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                          "cannot write '%s': a .npy file cannot hold %s", path,
                          aicElementTypeName((AicElementType)tensor->type));
  return false;
}

bool aicTensorWriteFile(const char *path, const AicTensor *tensor,
                        AicError **error) {
  *error = NULL;
  AicOutputFile file = {0};
  return writeNpy(&file, path, tensor, error) &&
         aicOutputFileCommit(&file, error);
}

/// `folder`/`kind`_`index``suffix`, which the caller frees.
static char *numberedPath(const char *folder, const char *kind, size_t index,
                          const char *suffix) {
  size_t size = strlen(folder) + strlen(kind) + strlen(suffix) + 32;
  char *path = malloc(size);
  if (path)
    snprintf(path, size, "%s/%s_%zu%s", folder, kind, index, suffix);
  return path;
}

/// The file of input number `index`, or NULL when there is none. One that may
/// not be looked for counts: reading it says why.
static char *inputPath(const char *folder, size_t index) {
  static const char *const suffixes[] = {".npy", ".pb"};
  for (size_t i = 0; i < 2; ++i) {
    char *path = numberedPath(folder, "input", index, suffixes[i]);
    if (path && (access(path, F_OK) == 0 || errno != ENOENT))
      return path;
    free(path);
  }
  return NULL;
}

static bool readInputs(const char *folder, AicTensor *tensors, size_t count,
                       AicError **error) {
  for (size_t i = 0; i < count; ++i) {
    char *path = inputPath(folder, i);
    if (!path) {
      *error = aicErrorCreate(AIC_ERROR_IO,
                              "'%s' has neither input_%zu.npy nor input_%zu.pb",
                              folder, i, i);
      return false;
    }
    bool good = aicTensorReadFile(path, &tensors[i], error);
    free(path);
    if (!good)
      return false;
  }
  char *extra = inputPath(folder, count);
  if (!extra || access(extra, F_OK) != 0) {
    free(extra);
    return true;
  }
  *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "'%s' is one input too many: the model takes %zu",
                          extra, count);
  free(extra);
  return false;
}

bool aicTensorsReadFolder(const char *folder, AicTensor *tensors, size_t count,
                          AicError **error) {
  *error = NULL;
  memset(tensors, 0, count * sizeof *tensors);
  struct stat status = {0};
  if (stat(folder, &status) != 0 && errno != ENOENT && errno != ENOTDIR) {
    *error = aicErrorCreate(AIC_ERROR_IO, "cannot read the folder '%s': %s",
                            folder, strerror(errno));
    return false;
  }
  if (status.st_mode == 0 || !S_ISDIR(status.st_mode)) {
    *error = aicErrorCreate(AIC_ERROR_IO, "there is no folder '%s'", folder);
    return false;
  }
  if (readInputs(folder, tensors, count, error))
    return true;
  for (size_t i = 0; i < count; ++i)
    aicTensorRelease(&tensors[i]);
  return false;
}

bool aicTensorsWriteFolder(const char *folder, const AicTensor *tensors,
                           size_t count, AicError **error) {
  *error = NULL;
  if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
    *error = aicErrorCreate(AIC_ERROR_IO, "cannot make the folder '%s': %s",
                            folder, strerror(errno));
    return false;
  }
  AicOutputFile *files = calloc(count + 1, sizeof *files);
  if (!files)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  for (size_t i = 0; i < count && !*error; ++i) {
    char *path = numberedPath(folder, "output", i, ".npy");
    if (path)
      writeNpy(&files[i], path, &tensors[i], error);
    else
      *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    free(path);
  }
  // All are whole; only now they get their names.
  for (size_t i = 0; i < count && !*error; ++i)
    aicOutputFileCommit(&files[i], error);
  for (size_t i = 0; files && i < count; ++i)
    aicOutputFileDiscard(&files[i]);
  free(files);
  return *error == NULL;
}
