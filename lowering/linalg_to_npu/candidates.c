//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/search.h"

static int64_t roundUp(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// Tile sizes of a loop: the whole, then ever more equal parts, rounded up to
/// a multiple of `unit` when there is more than one.
static void enumerate(AicCandidates *out, int64_t size, int64_t unit) {
  out->count = 0;
  for (int64_t parts = 1;
       parts <= size && out->count < AIC_MAX_CANDIDATES - 1;) {
    int64_t tile = (size + parts - 1) / parts;
    if (parts > 1)
      tile = roundUp(tile, unit);
    if (tile > size)
      tile = size;
    if (!out->count || tile < out->tile[out->count - 1])
      out->tile[out->count++] = tile;
    // Dense where it matters, sparse for very small tiles.
    parts += parts < 8 ? 1 : parts < 1024 ? parts / 2 : parts;
  }
  int64_t least = unit < size ? unit : size;
  if (out->tile[out->count - 1] > least)
    out->tile[out->count++] = least;
}

/// Tile sizes that divide a loop, the largest first: where tiles may not leave
/// their tensor.
static void enumerateDivisors(AicCandidates *out, int64_t size, int64_t unit) {
  enum { MOST_PARTS = 1 << 16 };
  out->count = 0;
  for (int64_t parts = 1; parts <= size && parts <= MOST_PARTS; ++parts)
    if (size % parts == 0 && out->count < AIC_MAX_CANDIDATES &&
        (parts == 1 || size / parts % unit == 0))
      out->tile[out->count++] = size / parts;
}

static void only(AicCandidates *out, int64_t tile) {
  out->count = 1;
  out->tile[0] = tile;
}

void aicCandidateTiles(const AicLayer *layer, const AicMachine *machine,
                       AicCandidates candidates[AIC_NUM_LOOPS]) {
  void (*list)(AicCandidates *, int64_t, int64_t) =
      machine->ld.zeropad ? enumerate : enumerateDivisors;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    only(&candidates[loop], layer->size[loop]);
  if (layer->kind == AIC_LAYER_CONTRACTION) {
    only(&candidates[AIC_LOOP_N], 1);
    list(&candidates[AIC_LOOP_OH], layer->size[AIC_LOOP_OH], 1);
    list(&candidates[AIC_LOOP_OW], layer->size[AIC_LOOP_OW], 1);
    list(&candidates[AIC_LOOP_F], layer->size[AIC_LOOP_F],
         (int64_t)machine->array.cols);
    // Whole folds, so that the order of f32 sums does not depend on the tile.
    list(&candidates[AIC_LOOP_C], layer->size[AIC_LOOP_C],
         (int64_t)machine->array.rows);
    return;
  }
  for (int loop = 0; loop < AIC_NUM_PARALLEL; ++loop)
    list(&candidates[loop], layer->size[loop], 1);
  // The vector unit walks three parallel dimensions.
  if (layer->kind == AIC_LAYER_VECTOR && layer->size[3] > 1 &&
      layer->size[2] > 1 && layer->size[1] > 1)
    only(&candidates[0], 1);
}
