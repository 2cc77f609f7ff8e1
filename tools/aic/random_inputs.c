//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/random_inputs.h"

#include <string.h>

/// The next number of a xorshift sequence.
static uint64_t next(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/// Bits of exponent and mantissa; 0 for what is no floating-point number.
static int exponentBits(AicElementType type) {
  switch (type) {
  case AIC_ELEMENT_F16:
    return 5;
  case AIC_ELEMENT_BF16:
  case AIC_ELEMENT_F32:
    return 8;
  case AIC_ELEMENT_F64:
    return 11;
  default:
    return 0;
  }
}

/// One element: for a floating-point number a random sign and mantissa, and an
/// exponent from -4 to -1.
static uint64_t element(uint64_t *state, size_t size, int exponent) {
  uint64_t bits = next(state) >> 8;
  if (exponent == 0)
    return bits & 1;
  int mantissa = 8 * (int)size - 1 - exponent;
  uint64_t bias = (UINT64_C(1) << (exponent - 1)) - 1;
  uint64_t sign = bits & 1, small = bits >> 1 & 3;
  return sign << (8 * size - 1) | (bias - 4 + small) << mantissa |
         (bits >> 3 & ((UINT64_C(1) << mantissa) - 1));
}

static void fill(AicTensor *tensor, uint64_t *state) {
  size_t size = aicElementTypeSize(tensor->type);
  int exponent = exponentBits(tensor->type);
  int64_t count = aicTensorCount(tensor);
  for (int64_t i = 0; i < count; ++i) {
    uint64_t value = element(state, size, exponent);
    // Little endian, as everywhere that this compiler generates code for.
    memcpy((char *)tensor->data + (size_t)i * size, &value, size);
  }
}

bool randomInputs(const AicModel *model, AicTensor *inputs, AicError **error) {
  uint64_t state = UINT64_C(0x9e3779b97f4a7c15);
  for (uint32_t i = 0; i < model->numInputs; ++i) {
    const AicPort *port = &model->inputs[i];
    for (int32_t d = 0; d < port->rank; ++d)
      if (port->shape[d] < 0) {
        *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                                "dimension %d of input %u ('%s') is open, so "
                                "it takes inputs from a folder, with --inputs",
                                (int)d, (unsigned)i, port->name);
        return false;
      }
    if (!aicTensorAllocate(&inputs[i], port->type, port->rank, port->shape)) {
      *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
      return false;
    }
    fill(&inputs[i], &state);
  }
  return true;
}
