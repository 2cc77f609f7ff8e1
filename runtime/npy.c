//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The .npy format: a magic number, a header that is a Python dictionary of
// three keys, and the elements.
//
//===----------------------------------------------------------------------===//

#include "runtime/npy.h"

#include "runtime/file.h"
#include "runtime/output_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name, *descr;
  size_t size;
} types[AIC_NPY_NUM_TYPES] = {
    [AIC_NPY_F32] = {"f32", "<f4", 4},   [AIC_NPY_F64] = {"f64", "<f8", 8},
    [AIC_NPY_F16] = {"f16", "<f2", 2},   [AIC_NPY_I8] = {"i8", "|i1", 1},
    [AIC_NPY_U8] = {"u8", "|u1", 1},     [AIC_NPY_I16] = {"i16", "<i2", 2},
    [AIC_NPY_I32] = {"i32", "<i4", 4},   [AIC_NPY_I64] = {"i64", "<i8", 8},
    [AIC_NPY_BOOL] = {"bool", "|b1", 1}, [AIC_NPY_U16] = {"u16", "<u2", 2},
    [AIC_NPY_U32] = {"u32", "<u4", 4},   [AIC_NPY_U64] = {"u64", "<u8", 8},
};

size_t aicNpyTypeSize(AicNpyType type) { return types[type].size; }

const char *aicNpyTypeName(AicNpyType type) { return types[type].name; }

/// The header's text, read from left to right.
typedef struct Header {
  const char *at, *end;
} Header;

static void skipSpace(Header *header) {
  while (header->at < header->end &&
         (*header->at == ' ' || *header->at == '\n' || *header->at == '\t'))
    ++header->at;
}

static bool take(Header *header, const char *text) {
  skipSpace(header);
  size_t length = strlen(text);
  if ((size_t)(header->end - header->at) < length ||
      memcmp(header->at, text, length) != 0)
    return false;
  header->at += length;
  return true;
}

/// Reads 'text' into `buffer`; false if it is no string or too long.
static bool takeString(Header *header, char *buffer, size_t size) {
  skipSpace(header);
  if (header->at == header->end || (*header->at != '\'' && *header->at != '"'))
    return false;
  char quote = *header->at++;
  size_t length = 0;
  while (header->at < header->end && *header->at != quote) {
    if (length + 1 >= size)
      return false;
    buffer[length++] = *header->at++;
  }
  buffer[length] = 0;
  return header->at < header->end && *header->at++ == quote;
}

static bool takeShape(Header *header, AicNpy *npy) {
  if (!take(header, "("))
    return false;
  npy->rank = 0;
  while (!take(header, ")")) {
    skipSpace(header);
    int64_t value = 0;
    const char *digits = header->at;
    while (header->at < header->end && *header->at >= '0' &&
           *header->at <= '9') {
      if (value > INT64_MAX / 16)
        return false;
      value = value * 10 + (*header->at++ - '0');
    }
    if (header->at == digits || npy->rank == AIC_NPY_MAX_RANK)
      return false;
    npy->shape[npy->rank++] = value;
    if (!take(header, ",")) {
      skipSpace(header);
      if (header->at == header->end || *header->at != ')')
        return false;
    }
  }
  return true;
}

/// Parses the dictionary; NULL, or what is wrong with it.
static const char *parseHeader(Header *header, AicNpy *npy) {
  char key[16], descr[16] = "";
  bool hasOrder = false, hasShape = false;
  if (!take(header, "{"))
    return "has a broken header";
  while (!take(header, "}")) {
    if (!takeString(header, key, sizeof key) || !take(header, ":"))
      return "has a broken header";
    if (!strcmp(key, "descr")) {
      if (!takeString(header, descr, sizeof descr))
        return "has an element type that is not supported";
    } else if (!strcmp(key, "fortran_order")) {
      hasOrder = take(header, "False");
      if (!hasOrder)
        return "is in Fortran order, which is not supported";
    } else if (!strcmp(key, "shape")) {
      hasShape = takeShape(header, npy);
      if (!hasShape)
        return "has a broken shape";
    } else {
      return "has a broken header";
    }
    take(header, ",");
  }
  if (!hasOrder || !hasShape || !descr[0])
    return "has an incomplete header";
  for (int type = 0; type < AIC_NPY_NUM_TYPES; ++type)
    // A byte has no byte order: '|i1' and '<i1' are the same.
    if (!strcmp(types[type].descr, descr) ||
        (types[type].size == 1 && !strcmp(types[type].descr + 1, descr + 1))) {
      npy->type = (AicNpyType)type;
      return NULL;
    }
  return "has an element type that is not supported";
}

/// Fills `npy->bytes`; false if the size does not fit.
static bool countBytes(AicNpy *npy) {
  size_t bytes = types[npy->type].size;
  for (uint32_t i = 0; i < npy->rank; ++i) {
    size_t extent = (size_t)npy->shape[i];
    if (extent && bytes > SIZE_MAX / 2 / extent)
      return false;
    bytes *= extent;
  }
  npy->bytes = bytes;
  return true;
}

AicError *aicNpyRead(const char *path, AicNpy *npy) {
  memset(npy, 0, sizeof *npy);
  unsigned char *file;
  size_t size, start = 0;
  AicError *error = aicFileRead(path, &file, &size);
  if (error)
    return error;
  const char *wrong = NULL;
  if (size < 12 || memcmp(file, "\x93NUMPY", 6) != 0) {
    wrong = "is not a .npy file";
  } else if (file[6] == 1) {
    start = 10 + (size_t)(file[8] | file[9] << 8);
  } else if (file[6] == 2 || file[6] == 3) {
    start = 12 + ((size_t)file[8] | (size_t)file[9] << 8 |
                  (size_t)file[10] << 16 | (size_t)file[11] << 24);
  } else {
    wrong = "has an unknown .npy version";
  }
  if (!wrong && start > size)
    wrong = "is truncated in its header";
  if (!wrong) {
    Header header = {(const char *)file + (file[6] == 1 ? 10 : 12),
                     (const char *)file + start};
    wrong = parseHeader(&header, npy);
  }
  if (!wrong && !countBytes(npy))
    wrong = "has a shape that is too large";
  if (wrong) {
    error = aicErrorCreate(AIC_ERROR_FORMAT, "'%s' %s", path, wrong);
  } else if (size - start != npy->bytes) {
    error = aicErrorCreate(AIC_ERROR_FORMAT,
                           "'%s' has %zu bytes of data, its shape needs %zu",
                           path, size - start, npy->bytes);
  } else {
    // Keeps the block of the file: the elements move to its start.
    memmove(file, file + start, npy->bytes);
    npy->data = file;
    file = NULL;
  }
  free(file);
  if (error)
    memset(npy, 0, sizeof *npy);
  return error;
}

void aicNpyPut(FILE *stream, const AicNpy *npy) {
  char header[320];
  int length = snprintf(header + 10, sizeof header - 10,
                        "{'descr': '%s', 'fortran_order': False, 'shape': (",
                        types[npy->type].descr);
  size_t used = 10 + (size_t)length;
  for (uint32_t i = 0; i < npy->rank; ++i)
    used += (size_t)snprintf(header + used, sizeof header - used, "%s%lld",
                             i ? ", " : "", (long long)npy->shape[i]);
  used += (size_t)snprintf(header + used, sizeof header - used,
                           npy->rank == 1 ? ",), }" : "), }");
  // Spaces and a newline bring the data to a multiple of 64.
  while ((used + 1) % 64)
    header[used++] = ' ';
  header[used++] = '\n';
  memcpy(header, "\x93NUMPY\x01\x00", 8);
  header[8] = (char)((used - 10) & 0xff);
  header[9] = (char)((used - 10) >> 8);
  fwrite(header, 1, used, stream);
  if (npy->bytes)
    fwrite(npy->data, 1, npy->bytes, stream);
}

AicError *aicNpyWrite(const char *path, const AicNpy *npy) {
  AicError *error = NULL;
  AicOutputFile file;
  if (!aicOutputFileOpen(&file, path, &error))
    return error;
  aicNpyPut(file.stream, npy);
  aicOutputFileCommit(&file, &error);
  return error;
}

void aicNpyRelease(AicNpy *npy) {
  free(npy->data);
  memset(npy, 0, sizeof *npy);
}
