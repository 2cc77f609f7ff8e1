//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Files mapped into memory and shared: the model's reader and every weight
// that lies in the mapping hold a reference; the last one unmaps.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_MAPPED_FILE_H
#define AIC_LOWERING_ONNX_TO_GRAPH_MAPPED_FILE_H

#include "aic/support.h"

#include <stddef.h>
#include <stdint.h>

typedef struct AicMappedFile AicMappedFile;

/// Maps `path` for reading and sets `*out` to a file with one reference, NULL
/// on error. An empty file has no data.
AicError *aicMappedFileOpen(const char *path, AicMappedFile **out);
/// Another reference. Any thread may retain and release.
AicMappedFile *aicMappedFileRetain(AicMappedFile *file);
/// Drops one reference; NULL is a no-op.
void aicMappedFileRelease(AicMappedFile *file);
const uint8_t *aicMappedFileData(const AicMappedFile *file);
size_t aicMappedFileSize(const AicMappedFile *file);

/// The real path of `relative` in the folder that holds `modelPath`, after
/// all links. An error when it is absolute, leads out of that folder or does
/// not exist. The caller frees `*out`.
AicError *aicPathInFolderOf(const char *modelPath, const char *relative,
                            char **out);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_MAPPED_FILE_H
