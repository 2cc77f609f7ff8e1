//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Buffers from text, with the data of constants.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/assemble_parts.h"

#include <inttypes.h>
#include <stdlib.h>

/// "4x8xf32, 128 bytes"; without the bytes, what the shape needs.
static bool readShape(Scanner *scanner, AicNpuBuffer *buffer) {
  aicScanBlank(scanner);
  while (scanner->at < scanner->end && *scanner->at >= '0' &&
         *scanner->at <= '9') {
    uint64_t extent;
    const char *at = scanner->at;
    if (buffer->rank == AIC_NPU_MAX_RANK)
      return aicScanFail(scanner, at, "a buffer has at most %d dimensions",
                         AIC_NPU_MAX_RANK);
    if (!aicScanNumber(scanner, "an extent", 1, 1ull << 40, &extent))
      return false;
    buffer->shape[buffer->rank++] = (int64_t)extent;
    if (!aicScanTakeChar(scanner, 'x'))
      return aicScanExpected(scanner, "'x'");
  }
  if (!aicReadType(scanner, &buffer->type))
    return false;
  return !aicScanTake(scanner, ",") ||
         (aicScanNumber(scanner, "a number of bytes", 1, 1ull << 40,
                        &buffer->bytes) &&
          aicScanNeed(scanner, "bytes"));
}

/// The digits between braces as the data of a constant of `bytes` bytes; on the
/// heap in any case.
static bool readDigits(Scanner *scanner, uint64_t bytes, unsigned char *data) {
  uint64_t count = 0;
  const char *at = scanner->at;
  while (aicScanLines(scanner) && *(at = scanner->at) != '}') {
    int high = aicScanDigit(at[0]);
    int low = scanner->end - at > 1 ? aicScanDigit(at[1]) : -1;
    if (high < 0 || low < 0)
      return aicScanExpected(scanner, "two hexadecimal digits or '}'");
    if (count == bytes)
      return aicScanFail(scanner, at,
                         "more than the %" PRIu64 " bytes of the constant",
                         bytes);
    data[count++] = (unsigned char)(high * 16 + low);
    scanner->at += 2;
  }
  if (scanner->at < scanner->end && count < bytes)
    return aicScanFail(
        scanner, at, "the constant ends after %" PRIu64 " of %" PRIu64 " bytes",
        count, bytes);
  return aicScanNeed(scanner, "}");
}

/// "{ 00 01 ... }" behind a constant.
static bool readData(Scanner *scanner, AicNpuBuffer *buffer) {
  const char *at = aicScanBlank(scanner);
  uint64_t bytes = buffer->bytes;
  if (!bytes) {
    bytes = aicNpuTypeSize(buffer->type);
    for (uint32_t d = 0; d < buffer->rank; ++d)
      bytes *= (uint64_t)buffer->shape[d];
  }
  if (!aicScanTake(scanner, "{"))
    return aicScanFail(scanner, at,
                       "constant '%.100s' has no data; --disassemble writes it "
                       "with --data",
                       buffer->name);
  // What is claimed and cannot be there takes no memory.
  uint64_t most = (uint64_t)(scanner->end - scanner->at) / 2;
  unsigned char *data = malloc((size_t)(bytes < most ? bytes : most) + 1);
  buffer->data = data;
  if (data)
    return readDigits(scanner, bytes, data);
  scanner->error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  return false;
}

static const char *kindName(uint32_t index) {
  return aicNpuBufferKindName((AicNpuBufferKind)index);
}

bool aicReadBuffer(Scanner *scanner, AicNpuProgram *program) {
  const char *at = aicScanBlank(scanner);
  uint32_t next = aicNpuProgramGetNumBuffers(program), kind;
  uint64_t number;
  if (!aicScanNumber(scanner, "the number of the buffer", 0, UINT16_MAX,
                     &number))
    return false;
  if (number != next)
    return aicScanFail(scanner, at, "the next buffer is %" PRIu32, next);
  char *name = NULL;
  if (!aicScanWord(scanner, kindName, AIC_NPU_TEMPORARY + 1,
                   "input, output, constant or temporary", &kind) ||
      !aicScanName(scanner, "a name", " \t\r", &name))
    return false;
  AicNpuBuffer buffer = {.kind = (AicNpuBufferKind)kind, .name = name};
  bool good = readShape(scanner, &buffer) &&
              (kind != AIC_NPU_CONSTANT || readData(scanner, &buffer));
  if (good)
    aicNpuProgramAddBuffer(program, &buffer);
  free((void *)(uintptr_t)buffer.data);
  free(name);
  return good;
}
