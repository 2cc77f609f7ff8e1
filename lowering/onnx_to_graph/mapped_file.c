//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _XOPEN_SOURCE 700 // realpath

#include "lowering/onnx_to_graph/mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct AicMappedFile {
  atomic_size_t references;
  void *data; // NULL for an empty file
  size_t size;
};

static AicError *mapDescriptor(int descriptor, const char *path,
                               AicMappedFile *file) {
  struct stat status;
  if (fstat(descriptor, &status) != 0)
    return aicErrorCreate(AIC_ERROR_IO, "cannot read '%s': %s", path,
                          strerror(errno));
  if (!S_ISREG(status.st_mode))
    return aicErrorCreate(AIC_ERROR_IO, "cannot read '%s': %s", path,
                          S_ISDIR(status.st_mode) ? "it is a folder"
                                                  : "it is no regular file");
  file->size = (size_t)status.st_size;
  if (!file->size)
    return NULL;
  void *data = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED)
    return aicErrorCreate(AIC_ERROR_IO, "cannot map '%s' (%zu bytes): %s", path,
                          file->size, strerror(errno));
  file->data = data;
  return NULL;
}

AicError *aicMappedFileOpen(const char *path, AicMappedFile **out) {
  *out = NULL;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return aicErrorCreate(AIC_ERROR_IO, "cannot open '%s': %s", path,
                          strerror(errno));
  AicMappedFile *file = calloc(1, sizeof *file);
  AicError *error =
      file ? mapDescriptor(descriptor, path, file)
           : aicErrorCreate(AIC_ERROR_MEMORY, "no memory to open '%s'", path);
  close(descriptor);
  if (error) {
    free(file);
    return error;
  }
  atomic_init(&file->references, 1);
  *out = file;
  return NULL;
}

AicMappedFile *aicMappedFileRetain(AicMappedFile *file) {
  atomic_fetch_add(&file->references, 1);
  return file;
}

void aicMappedFileRelease(AicMappedFile *file) {
  if (!file || atomic_fetch_sub(&file->references, 1) != 1)
    return;
  if (file->data)
    munmap(file->data, file->size);
  free(file);
}

const uint8_t *aicMappedFileData(const AicMappedFile *file) {
  return file->data;
}

size_t aicMappedFileSize(const AicMappedFile *file) { return file->size; }

// The folder of `path` with a slash at its end, after all links; NULL with
// errno when there is none.
static char *folderOf(const char *path) {
  const char *slash = strrchr(path, '/');
  size_t length = slash ? (size_t)(slash - path) + 1 : 0;
  char *name = malloc(length + 2);
  if (!name)
    return NULL;
  memcpy(name, path, length);
  memcpy(name + length, ".", 2);
  char *real = realpath(name, NULL);
  free(name);
  if (!real)
    return NULL;
  size_t size = strlen(real);
  char *folder = realloc(real, size + 2);
  if (!folder) {
    free(real);
    return NULL;
  }
  // The root folder ends in a slash already.
  if (folder[size - 1] != '/')
    memcpy(folder + size, "/", 2);
  return folder;
}

AicError *aicPathInFolderOf(const char *modelPath, const char *relative,
                            char **out) {
  *out = NULL;
  if (relative[0] == '/')
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "the path '%s' is absolute; it must be relative to "
                          "the model's folder",
                          relative);
  AicError *error = NULL;
  char *real = NULL, *joined = NULL;
  char *folder = folderOf(modelPath);
  if (folder)
    joined = malloc(strlen(folder) + strlen(relative) + 1);
  if (!joined) {
    error = aicErrorCreate(AIC_ERROR_IO, "cannot open the folder of '%s': %s",
                           modelPath, strerror(errno));
    goto cleanup;
  }
  strcpy(joined, folder);
  strcat(joined, relative);
  real = realpath(joined, NULL);
  if (!real) {
    error = aicErrorCreate(AIC_ERROR_IO, "cannot open '%s': %s", joined,
                           strerror(errno));
    goto cleanup;
  }
  if (strncmp(real, folder, strlen(folder)) != 0) {
    error = aicErrorCreate(AIC_ERROR_FORMAT,
                           "the path '%s' leads out of the model's folder "
                           "(to '%s')",
                           relative, real);
    goto cleanup;
  }
  *out = real;
  real = NULL;
cleanup:
  free(real);
  free(joined);
  free(folder);
  return error;
}
