//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a layer moves at least: the elements of its tensors that it uses.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/layer.h"

enum { MOST_STEPS = 1 << 24 }; ///< in looking for coordinates

/// Coordinate `at` is start + i * scale for an i below `size`.
static bool reaches(int64_t at, int64_t start, int64_t scale, int64_t size) {
  int64_t index = (at - start) / scale;
  return index >= 0 && index < size && start + index * scale == at;
}

/// Coordinates inside of the tensor that a single loop walks over.
static int64_t countOne(int64_t extent, int64_t start, int64_t scale,
                        int64_t size) {
  if (scale < 0) {
    start += scale * (size - 1);
    scale = -scale;
  }
  int64_t low = start < 0 ? (-start + scale - 1) / scale : 0;
  int64_t high = start < extent ? (extent - 1 - start) / scale + 1 : 0;
  high = high < size ? high : size;
  return high > low ? high - low : 0;
}

/// Coordinates inside of the tensor that the loops walk over.
static int64_t touched(const AicLayer *layer, const AicAccessDim *dim) {
  int64_t scale[2] = {1, 1}, size[2] = {1, 1};
  int moving = 0;
  if (dim->whole)
    return dim->extent;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop) {
    if (!dim->scale[loop] || layer->size[loop] == 1)
      continue;
    if (moving == 2)
      return dim->extent;
    scale[moving] = dim->scale[loop];
    size[moving++] = layer->size[loop];
  }
  if (moving < 2)
    return countOne(dim->extent, dim->offset, scale[0], size[0]);
  // The longer loop is solved for, the other one is walked through.
  int walked = size[0] < size[1] ? 0 : 1, solved = 1 - walked;
  if (dim->extent > MOST_STEPS / size[walked])
    return dim->extent;
  int64_t count = 0;
  for (int64_t at = 0; at < dim->extent; ++at) {
    bool found = false;
    for (int64_t i = 0; i < size[walked] && !found; ++i)
      found = reaches(at, dim->offset + i * scale[walked], scale[solved],
                      size[solved]);
    count += found;
  }
  return count;
}

int64_t aicTouchedBytes(const AicLayer *layer, const AicAccess *access) {
  int64_t bytes = aicNpuTypeSize(access->type);
  for (int dim = 0; dim < access->rank; ++dim)
    bytes *= touched(layer, &access->dim[dim]);
  return bytes;
}
