//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/layer.h"

int64_t aicPlanTrips(const AicLayer *layer, const AicPlan *plan, int loop) {
  return (layer->size[loop] + plan->tile[loop] - 1) / plan->tile[loop];
}

uint64_t aicPlanIterations(const AicLayer *layer, const AicPlan *plan,
                           int level) {
  uint64_t count = 1;
  for (int i = 0; i < level; ++i)
    count *= (uint64_t)aicPlanTrips(layer, plan, plan->order[i]);
  return count;
}

int64_t aicTileSize(const AicAccess *access, int dim, const int64_t *tile) {
  int64_t size = access->dim[dim].whole ? access->dim[dim].extent : 1;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    size += access->dim[dim].scale[loop] * (tile[loop] - 1);
  return size;
}

int64_t aicTileElements(const AicAccess *access, const int64_t *tile) {
  int64_t elements = 1;
  for (int dim = 0; dim < access->rank; ++dim)
    elements *= aicTileSize(access, dim, tile);
  return elements;
}

bool aicAccessUses(const AicAccess *access, int loop) {
  for (int dim = 0; dim < access->rank; ++dim)
    if (access->dim[dim].scale[loop])
      return true;
  return false;
}

int aicAccessLevel(const AicAccess *access, const AicPlan *plan) {
  int level = 0;
  for (int i = 0; i < plan->numLevels; ++i)
    if (aicAccessUses(access, plan->order[i]))
      level = i + 1;
  return level;
}

bool aicSourceIsWhole(const AicPlan *plan, int source) {
  return plan->whole && source == 0;
}

int aicSourceLevel(const AicLayer *layer, const AicPlan *plan, int source) {
  const AicAccess *access = &layer->source[source];
  if (!aicSourceIsWhole(plan, source))
    return aicAccessLevel(access, plan);
  return plan->numLevels && plan->order[0] == AIC_LOOP_N &&
         aicAccessUses(access, AIC_LOOP_N);
}

AicPlan aicLoadPlan(const AicLayer *layer, const AicPlan *plan, int source) {
  AicPlan load = *plan;
  for (int loop = 0; aicSourceIsWhole(plan, source) && loop < AIC_NUM_LOOPS;
       ++loop)
    if (loop != AIC_LOOP_N)
      load.tile[loop] *= aicPlanTrips(layer, plan, loop);
  return load;
}

bool aicSourceIsReused(const AicLayer *layer, const AicPlan *plan, int source) {
  return !plan->kept[source] &&
         aicPlanIterations(layer, plan, aicSourceLevel(layer, plan, source)) >
             1;
}

bool aicResultIsReused(const AicLayer *layer, const AicPlan *plan) {
  return aicPlanIterations(layer, plan, aicAccessLevel(&layer->result, plan)) >
         1;
}

int aicLoadCut(const AicAccess *access, const int64_t *tile) {
  for (int dim = 0; dim < access->rank; ++dim)
    if (aicTileSize(access, dim, tile) > 1)
      return dim + 1 < access->rank ? dim : -1;
  return -1;
}

int aicLoadParts(const AicLayer *layer, const AicPlan *plan, int source) {
  AicPlan load = aicLoadPlan(layer, plan, source);
  bool cut = layer->kind == AIC_LAYER_CONTRACTION && source < 2 &&
             aicLoadCut(&layer->source[source], load.tile) >= 0;
  return cut ? plan->parts : 1;
}

static int64_t commonDivisor(int64_t a, int64_t b) {
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

void aicAccessSkip(const AicLayer *layer, AicAccess *access) {
  // The elements of the innermost dimension stay next to each other.
  for (int i = 0; i + 1 < access->rank; ++i) {
    AicAccessDim *dim = &access->dim[i];
    int64_t every = 0;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
      if (layer->size[loop] > 1)
        every = commonDivisor(every, dim->scale[loop]);
    if (every < 2 || dim->offset < 0 || dim->offset >= dim->extent)
      continue;
    dim->every = every;
    dim->all = dim->extent;
    dim->skipped = dim->offset;
    dim->extent = (dim->extent - dim->offset + every - 1) / every;
    dim->offset = 0;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
      dim->scale[loop] = layer->size[loop] > 1 ? dim->scale[loop] / every : 0;
  }
}

bool aicPlanKeeps(const AicPlan *plan) {
  for (int i = 0; i < AIC_LAYER_MAX_SOURCES; ++i)
    if (plan->kept[i])
      return true;
  return false;
}

AicChipLayout aicChipLayout(const AicLayer *layer, int source) {
  // The vector unit walks any strides; copies end in the order of the result.
  if (layer->kind == AIC_LAYER_VECTOR)
    return AIC_CHIP_DRAM;
  return layer->kind == AIC_LAYER_CONTRACTION && source == 1 ? AIC_CHIP_WEIGHTS
                                                             : AIC_CHIP_LOOPS;
}

/// Where a dimension stands in the tile on the chip: that of the first loop
/// that moves it.
static int chipKey(const AicAccess *access, int dim, AicChipLayout layout) {
  if (layout == AIC_CHIP_DRAM)
    return dim;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    if (access->dim[dim].scale[loop])
      return layout == AIC_CHIP_WEIGHTS && loop == AIC_LOOP_F ? AIC_NUM_LOOPS
                                                              : loop;
  return -1;
}

void aicTileStrides(const AicAccess *access, AicChipLayout layout,
                    const int64_t *tile, int64_t *strides) {
  bool placed[AIC_LAYER_RANK] = {false};
  int64_t stride = 1;
  for (int count = 0; count < access->rank; ++count) {
    int last = -1;
    for (int dim = 0; dim < access->rank; ++dim)
      if (!placed[dim] && (last < 0 || chipKey(access, dim, layout) >=
                                           chipKey(access, last, layout)))
        last = dim;
    placed[last] = true;
    strides[last] = stride;
    stride *= aicTileSize(access, last, tile);
  }
}

void aicTensorStrides(const AicAccess *access, int64_t *strides) {
  int64_t stride = 1;
  for (int dim = access->rank - 1; dim >= 0; --dim) {
    strides[dim] = stride;
    stride *= access->dim[dim].extent;
  }
}

int64_t aicLoopStride(const AicAccess *access, int loop,
                      const int64_t *strides) {
  int64_t stride = 0;
  for (int dim = 0; dim < access->rank; ++dim)
    stride += access->dim[dim].scale[loop] * strides[dim];
  return stride;
}

bool aicWindowIsContiguous(const AicLayer *layer, const AicPlan *plan) {
  if (layer->size[AIC_LOOP_KW] == 1)
    return true;
  int64_t strides[AIC_LAYER_RANK];
  const AicAccess *in = &layer->source[0];
  // A whole tensor lies as it is: columns are as far apart as all channels, and
  // the window's columns may be rows of the tensor.
  if (layer->resident[0])
    aicTensorStrides(in, strides);
  else
    aicTileStrides(in, AIC_CHIP_LOOPS, aicLoadPlan(layer, plan, 0).tile,
                   strides);
  // One channel has no stride of its own.
  int64_t channel = aicLoopStride(in, AIC_LOOP_C, strides);
  return (channel == 1 || layer->size[AIC_LOOP_C] == 1) &&
         aicLoopStride(in, AIC_LOOP_KW, strides) == plan->tile[AIC_LOOP_C];
}

int64_t aicLayerMacs(const AicLayer *layer) {
  if (layer->kind == AIC_LAYER_COPY || !layer->multiplies)
    return 0;
  int64_t macs = 1;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    macs *= layer->size[loop];
  return macs;
}
