//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The loops, rings and DMA of a layer.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/emit.h"
#include "lowering/linalg_to_npu/nest.h"

#include "aic/build.h"
#include "dialects/npu/npu.h"

#include "dialects/npu/support.h"
#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static MlirContext contextOf(const AicLayerEmitter *layer) {
  return layer->emitter->context;
}

MlirValue aicEmitTake(AicLayerEmitter *layer, const char *name,
                      MlirValue ring) {
  MlirType slot = aicNpuRingSlotType(mlirValueGetType(ring));
  return aicBuildValue(
      layer->rewriter, layer->location, name,
      (AicBuild){.operands = AIC_VALUES(ring), .results = AIC_TYPES(slot)});
}

void aicEmitGive(AicLayerEmitter *layer, const char *name, MlirValue ring) {
  aicBuild(layer->rewriter, layer->location, name,
           (AicBuild){.operands = AIC_VALUES(ring)});
}

static MlirAttribute constantMap(MlirContext context, int64_t value) {
  return mlirAffineMapAttrGet(mlirAffineMapConstantGet(context, value));
}

MlirValue aicEmitView(AicLayerEmitter *layer, MlirValue source, int64_t offset,
                      intptr_t rank, const int64_t *shape,
                      const int64_t *strides) {
  MlirType from = mlirValueGetType(source);
  MlirContext context = contextOf(layer);
  MlirType to = aicViewType(from, rank, shape, strides);
  if (!offset && mlirTypeEqual(from, to))
    return source;
  return aicBuildValue(layer->rewriter, layer->location, "npu.view",
                       (AicBuild){.operands = AIC_VALUES(source),
                                  .results = AIC_TYPES(to),
                                  .attributes = AIC_ATTRS(
                                      {"map", constantMap(context, offset)})});
}

MlirValue aicEmitDmaView(AicLayerEmitter *layer, const AicChipTensor *tensor,
                         MlirValue slot) {
  int64_t shape[AIC_LAYER_RANK];
  for (int dim = 0; dim < tensor->access->rank; ++dim)
    shape[dim] = aicTileSize(tensor->access, dim, tensor->tile);
  return aicEmitView(layer, slot, 0, tensor->access->rank, shape,
                     tensor->strides);
}

static MlirValue buildRing(AicLayerEmitter *layer, MlirType slot, int depth) {
  MlirType type = aicNpuRingGet(slot, depth);
  return aicBuildValue(layer->rewriter, layer->location, "npu.ring",
                       (AicBuild){.results = AIC_TYPES(type)});
}

/// The elements of `dram` that the layer does not step over.
static MlirValue buildSkipping(AicLayerEmitter *layer, const AicAccess *access,
                               MlirValue dram) {
  AicNpuShape shape = aicNpuShapeOf(mlirValueGetType(dram));
  int64_t sizes[AIC_LAYER_RANK], strides[AIC_LAYER_RANK], offset = 0;
  bool skips = false;
  for (int dim = 0; dim < access->rank; ++dim) {
    const AicAccessDim *along = &access->dim[dim];
    sizes[dim] = along->extent;
    strides[dim] = shape.stride[dim];
    if (along->every < 2)
      continue;
    skips = true;
    offset += along->skipped * strides[dim];
    strides[dim] *= along->every;
  }
  return skips ? aicEmitView(layer, dram, offset, access->rank, sizes, strides)
               : dram;
}

static void setUpTensor(AicLayerEmitter *layer, AicChipTensor *tensor,
                        int source, MlirValue dram) {
  const AicLayer *record = layer->layer;
  bool isResult = source < 0;
  const AicAccess *access =
      isResult ? &record->result : &record->source[source];
  AicPlan load = aicLoadPlan(record, layer->plan, source);
  *tensor = (AicChipTensor){
      .access = access,
      .level = isResult ? aicAccessLevel(access, layer->plan)
                        : aicSourceLevel(record, layer->plan, source)};
  memcpy(tensor->tile, load.tile, sizeof load.tile);
  aicTileStrides(access, aicChipLayout(record, source), tensor->tile,
                 tensor->strides);
  aicSortDims(tensor);
  int64_t extents[AIC_LAYER_RANK];
  for (int dim = 0; dim < access->rank; ++dim)
    extents[dim] = access->dim[dim].every > 1 ? access->dim[dim].all
                                              : access->dim[dim].extent;
  if (!mlirValueIsNull(dram))
    tensor->dram =
        buildSkipping(layer, access,
                      aicEmitterReshape(layer->emitter, layer->location, dram,
                                        access->rank, extents));
}

static MlirType slotType(const AicLayerEmitter *layer,
                         const AicChipTensor *tensor) {
  int64_t shape[AIC_LAYER_RANK];
  for (int i = 0; i < tensor->access->rank; ++i)
    shape[i] = aicTileSize(tensor->access, tensor->order[i], tensor->tile);
  MlirContext context = contextOf(layer);
  return aicNpuMemRefGet(context, tensor->access->rank, shape,
                         aicNpuTypeGet(context, tensor->access->type),
                         AIC_NPU_PLACE_SPAD);
}

/// Start coordinates of a tile: a map from the loop indices around it. Along
/// the dimension `cut` it starts `behind` elements later.
static MlirAttribute startMap(const AicLayerEmitter *layer,
                              const AicChipTensor *tensor, int cut,
                              int64_t behind) {
  MlirContext context = contextOf(layer);
  MlirAffineExpr exprs[AIC_LAYER_RANK];
  for (int dim = 0; dim < tensor->access->rank; ++dim) {
    const AicAccessDim *access = &tensor->access->dim[dim];
    int64_t start = access->offset + (dim == cut ? behind : 0);
    for (int level = 0; level < tensor->level; ++level) {
      int loop = layer->plan->order[level];
      start += access->scale[loop] * layer->plan->tile[loop] *
               layer->firstIndex[level];
    }
    MlirAffineExpr expr = mlirAffineConstantExprGet(context, start);
    for (int level = 0; level < tensor->level; ++level) {
      int loop = layer->plan->order[level];
      int64_t step = access->scale[loop] * layer->plan->tile[loop];
      if (step)
        expr = mlirAffineAddExprGet(
            mlirAffineMulExprGet(mlirAffineDimExprGet(context, level),
                                 mlirAffineConstantExprGet(context, step)),
            expr);
    }
    exprs[dim] = expr;
  }
  return mlirAffineMapAttrGet(
      mlirAffineMapGet(context, tensor->level, 0, tensor->access->rank, exprs));
}

static void emitLoad(AicLayerEmitter *layer, const AicNestStep *step,
                     MlirValue slot) {
  int i = step->ring;
  AicChipTensor *tensor = &layer->source[i];
  const int64_t *tile = tensor->tile;
  MlirValue chip;
  int cut = -1;
  int64_t half = 0;
  if (step->parts > 1) {
    int64_t shape[AIC_LAYER_RANK];
    for (int dim = 0; dim < tensor->access->rank; ++dim)
      shape[dim] = aicTileSize(tensor->access, dim, tile);
    cut = aicLoadCut(tensor->access, tile);
    half = (shape[cut] + 1) / 2;
    shape[cut] = step->part ? shape[cut] - half : half;
    half = step->part ? half : 0;
    chip = aicEmitView(layer, slot, half * tensor->strides[cut],
                       tensor->access->rank, shape, tensor->strides);
  } else {
    chip = aicEmitDmaView(layer, tensor, slot);
  }
  MlirValue operands[2 + AIC_PLAN_MAX_LEVELS] = {tensor->dram};
  for (int level = 0; level < tensor->level; ++level)
    operands[1 + level] = layer->index[level];
  operands[1 + tensor->level] = chip;
  aicBuild(layer->rewriter, layer->location, "npu.load",
           (AicBuild){.operands = {2 + tensor->level, operands},
                      .attributes =
                          AIC_ATTRS({"map", startMap(layer, tensor, cut, half)},
                                    {"pad", layer->match->source[i].pad})});
}

static void emitStore(AicLayerEmitter *layer, MlirValue slot) {
  AicChipTensor *tensor = &layer->result;
  MlirValue operands[2 + AIC_PLAN_MAX_LEVELS] = {
      aicEmitDmaView(layer, tensor, slot), tensor->dram};
  for (int level = 0; level < tensor->level; ++level)
    operands[2 + level] = layer->index[level];
  aicBuild(layer->rewriter, layer->location, "npu.store",
           (AicBuild){.operands = {2 + tensor->level, operands},
                      .attributes =
                          AIC_ATTRS({"map", startMap(layer, tensor, -1, 0)})});
}

/// The slot of a source that was kept: its tiles follow each other in the ring
/// in the order of the loops inside the outermost one.
static MlirValue buildKeptSlot(AicLayerEmitter *layer, int i) {
  const AicChipTensor *tensor = &layer->source[i];
  int64_t advance[AIC_PLAN_MAX_LEVELS] = {0}, count = 1;
  for (int level = tensor->level - 1; level > 0; --level) {
    advance[level] = count;
    count *= aicPlanTrips(layer->layer, layer->plan, layer->plan->order[level]);
  }
  MlirContext context = contextOf(layer);
  return aicBuildValue(
      layer->rewriter, layer->location, "npu.slot",
      (AicBuild){
          .operands = AIC_VALUES(tensor->ring),
          .results =
              AIC_TYPES(aicNpuRingSlotType(mlirValueGetType(tensor->ring))),
          .attributes = AIC_ATTRS(
              {"phase", aicAttrI64(context, 0)},
              {"advance", aicAttrI64Array(context, tensor->level, advance)})});
}

/// Opens a loop; the rewriter stands in its body.
static MlirOperation openLoop(AicLayerEmitter *layer, const AicNestStep *step) {
  MlirContext context = contextOf(layer);
  MlirOperation loop =
      aicBuild(layer->rewriter, layer->location, "npu.loop",
               (AicBuild){.attributes = AIC_ATTRS(
                              {"trip", aicAttrI64(context, step->trip)}),
                          .numRegions = 1});
  MlirType index = mlirIndexTypeGet(context);
  MlirBlock body = mlirBlockCreate(1, &index, &layer->location);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(loop, 0), body);
  layer->index[step->level] = mlirBlockGetArgument(body, 0);
  layer->firstIndex[step->level] = step->first;
  mlirRewriterBaseSetInsertionPointToEnd(layer->rewriter, body);
  return loop;
}

static MlirValue ringOf(const AicLayerEmitter *layer, int ring) {
  return ring == AIC_RING_ACC      ? layer->accRing
         : ring == AIC_RING_RESULT ? layer->result.ring
                                   : layer->source[ring].ring;
}

/// The slot that the engine behind `ring` works on from now on.
static void setSlot(AicLayerEmitter *layer, int ring, MlirValue slot) {
  if (ring == AIC_RING_ACC)
    layer->acc = slot;
  else if (ring == AIC_RING_RESULT)
    layer->result.slot = slot;
  else
    layer->source[ring].slot = slot;
}

/// A slot that is there: of the whole tensor, or of a source that was kept.
static MlirValue takeAgain(AicLayerEmitter *layer, int ring) {
  const AicChipTensor *tensor =
      ring == AIC_RING_RESULT ? &layer->result : &layer->source[ring];
  return mlirValueIsNull(tensor->whole) ? buildKeptSlot(layer, ring)
                                        : aicEmitTile(layer, tensor);
}

/// Of an image that was loaded as a whole, the array reads one tile.
static void emitMatmuls(AicLayerEmitter *layer) {
  MlirValue image = layer->source[0].slot;
  if (layer->plan->whole)
    layer->source[0].slot = aicEmitTile(layer, &layer->source[0]);
  aicEmitMatmuls(layer);
  layer->source[0].slot = image;
}

static void emitSteps(AicLayerEmitter *layer) {
  AicNestStep steps[AIC_NEST_MAX_STEPS];
  int count = aicPlanNest(layer->layer, layer->plan, steps);
  MlirOperation loops[AIC_PLAN_MAX_LEVELS];
  int depth = 0;
  bool copies = layer->layer->kind == AIC_LAYER_COPY;
  MlirValue slot = {NULL}; // that a load fills
  for (int i = 0; i < count; ++i) {
    const AicNestStep *step = &steps[i];
    switch (step->kind) {
    case AIC_NEST_LOOP:
      loops[depth++] = openLoop(layer, step);
      break;
    case AIC_NEST_END:
      mlirRewriterBaseSetInsertionPointAfter(layer->rewriter, loops[--depth]);
      break;
    case AIC_NEST_ACQUIRE:
      slot = aicEmitTake(layer, "npu.acquire", ringOf(layer, step->ring));
      if (step->ring >= AIC_RING_RESULT)
        setSlot(layer, step->ring, slot);
      break;
    case AIC_NEST_COMMIT:
      aicEmitGive(layer, "npu.commit", ringOf(layer, step->ring));
      break;
    case AIC_NEST_WAIT:
      setSlot(layer, step->ring,
              aicEmitTake(layer, "npu.wait", ringOf(layer, step->ring)));
      break;
    case AIC_NEST_RELEASE:
      aicEmitGive(layer, "npu.release", ringOf(layer, step->ring));
      break;
    case AIC_NEST_REUSE:
      setSlot(layer, step->ring, takeAgain(layer, step->ring));
      break;
    case AIC_NEST_LOAD:
      emitLoad(layer, step, slot);
      break;
    case AIC_NEST_MATMULS:
      emitMatmuls(layer);
      break;
    case AIC_NEST_VECTOR:
      aicEmitVector(layer, layer->result.slot);
      break;
    case AIC_NEST_STORE:
      // st is the consumer of what ld loaded for a copy.
      emitStore(layer, copies ? layer->source[0].slot : layer->result.slot);
      break;
    }
  }
}

void aicEmitLayer(AicEmitter *emitter, const AicMatch *match,
                  const AicPlan *plan, const AicChainLayer *chain) {
  AicLayerEmitter layer = {
      .emitter = emitter,
      .rewriter = emitter->rewriter,
      .location = mlirOperationIsNull(match->root)
                      ? mlirLocationUnknownGet(emitter->context)
                      : mlirOperationGetLocation(match->root),
      .match = match,
      .layer = &match->layer,
      .plan = plan,
  };
  aicEmitLayerName(emitter, match, plan, layer.location);
  ++emitter->numLayers;
  bool contraction = match->layer.kind == AIC_LAYER_CONTRACTION;
  for (int i = 0; i < match->layer.numSources; ++i) {
    MlirValue dram = {NULL};
    if (!match->layer.resident[i])
      dram = aicEmitterLocate(emitter, match->source[i].tensor);
    setUpTensor(&layer, &layer.source[i], i, dram);
    if (match->layer.resident[i])
      aicSetWhole(&layer.source[i],
                  aicEmitterResident(
                      emitter, aicBehindReshapes(match->source[i].tensor)));
    else
      layer.source[i].ring =
          buildRing(&layer, slotType(&layer, &layer.source[i]), plan->depth[i]);
  }
  MlirValue result = {NULL};
  if (match->layer.stays && !chain->stores)
    aicEmitterPlace(emitter, match->result, result);
  else
    result = aicEmitterLocate(emitter, match->result);
  if (match->inserts)
    result = aicEmitterSlice(emitter, layer.location, result,
                             mlirValueGetType(match->source[0].tensor),
                             match->sliceOffset);
  setUpTensor(&layer, &layer.result, -1, result);
  MlirValue readers = {NULL};
  if (match->layer.stays) {
    aicSetWhole(&layer.result, aicEmitWhole(&layer, chain, &readers));
    aicEmitterKeep(emitter, match->result, readers);
  } else if (match->layer.kind != AIC_LAYER_COPY) {
    layer.result.ring =
        buildRing(&layer, slotType(&layer, &layer.result), plan->resultDepth);
  }
  if (contraction) {
    const int64_t *tile = plan->tile;
    int64_t shape[3] = {tile[AIC_LOOP_OH], tile[AIC_LOOP_OW], tile[AIC_LOOP_F]};
    bool flat = shape[1] == 1;
    if (flat)
      shape[1] = shape[2];
    AicNpuType type = aicNpuMacResultType(match->layer.mac);
    MlirType slot = aicNpuMemRefGet(emitter->context, flat ? 2 : 3, shape,
                                    aicNpuTypeGet(emitter->context, type),
                                    AIC_NPU_PLACE_ACC);
    layer.accRing = buildRing(&layer, slot, plan->accDepth);
  }
  emitSteps(&layer);
  if (match->layer.stays && chain->stores)
    aicStoreWhole(&layer, readers);
}
