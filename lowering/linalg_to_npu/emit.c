//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The loops, rings and DMA of a layer.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/emit.h"

#include "aic/build.h"
#include "dialects/npu/npu.h"

#include "dialects/npu/support.h"
#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

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
  // The plain form of a type has no layout.
  bool identity = true;
  int64_t stride = 1;
  for (intptr_t dim = rank - 1; dim >= 0; --dim) {
    identity = identity && strides[dim] == stride;
    stride *= shape[dim];
  }
  MlirType element = mlirShapedTypeGetElementType(from);
  AicNpuPlace place = aicNpuPlaceOf(from);
  MlirType to = identity ? aicNpuMemRefGet(context, rank, shape, element, place)
                         : aicNpuStridedMemRefGet(context, rank, shape, strides,
                                                  element, place);
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
    shape[dim] = aicTileSize(tensor->access, dim, layer->plan->tile);
  return aicEmitView(layer, slot, 0, tensor->access->rank, shape,
                     tensor->strides);
}

static MlirValue buildRing(AicLayerEmitter *layer, MlirType slot, int depth) {
  MlirType type = aicNpuRingGet(slot, depth);
  return aicBuildValue(layer->rewriter, layer->location, "npu.ring",
                       (AicBuild){.results = AIC_TYPES(type)});
}

static void setUpTensor(AicLayerEmitter *layer, AicChipTensor *tensor,
                        const AicAccess *access, AicChipLayout layout,
                        MlirValue dram) {
  *tensor = (AicChipTensor){.access = access,
                            .level = aicAccessLevel(access, layer->plan)};
  aicTileStrides(access, layout, layer->plan->tile, tensor->strides);
  int64_t extents[AIC_LAYER_RANK];
  for (int dim = 0; dim < access->rank; ++dim) {
    extents[dim] = access->dim[dim].extent;
    // Insertion by falling stride; equal ones are dimensions of size 1.
    int place = dim;
    while (place > 0 &&
           tensor->strides[tensor->order[place - 1]] < tensor->strides[dim]) {
      tensor->order[place] = tensor->order[place - 1];
      --place;
    }
    tensor->order[place] = dim;
  }
  tensor->dram = aicEmitterReshape(layer->emitter, layer->location, dram,
                                   access->rank, extents);
}

static MlirType slotType(const AicLayerEmitter *layer,
                         const AicChipTensor *tensor) {
  int64_t shape[AIC_LAYER_RANK];
  for (int i = 0; i < tensor->access->rank; ++i)
    shape[i] = aicTileSize(tensor->access, tensor->order[i], layer->plan->tile);
  MlirContext context = contextOf(layer);
  return aicNpuMemRefGet(context, tensor->access->rank, shape,
                         aicNpuTypeGet(context, tensor->access->type),
                         AIC_NPU_PLACE_SPAD);
}

/// Start coordinates of a tile: a map from the loop indices around it.
static MlirAttribute startMap(const AicLayerEmitter *layer,
                              const AicChipTensor *tensor) {
  MlirContext context = contextOf(layer);
  MlirAffineExpr exprs[AIC_LAYER_RANK];
  for (int dim = 0; dim < tensor->access->rank; ++dim) {
    const AicAccessDim *access = &tensor->access->dim[dim];
    MlirAffineExpr expr = mlirAffineConstantExprGet(context, access->offset);
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

/// Loads the tile and makes it visible to its consumer.
static void emitLoad(AicLayerEmitter *layer, int i) {
  AicChipTensor *tensor = &layer->source[i];
  MlirValue slot = aicEmitTake(layer, "npu.acquire", tensor->ring);
  MlirValue operands[2 + AIC_PLAN_MAX_LEVELS] = {tensor->dram};
  for (int level = 0; level < tensor->level; ++level)
    operands[1 + level] = layer->index[level];
  operands[1 + tensor->level] = aicEmitDmaView(layer, tensor, slot);
  aicBuild(layer->rewriter, layer->location, "npu.load",
           (AicBuild){.operands = {2 + tensor->level, operands},
                      .attributes =
                          AIC_ATTRS({"map", startMap(layer, tensor)},
                                    {"pad", layer->match->source[i].pad})});
  aicEmitGive(layer, "npu.commit", tensor->ring);
  tensor->slot = aicEmitTake(layer, "npu.wait", tensor->ring);
}

static void emitStore(AicLayerEmitter *layer, MlirValue slot) {
  AicChipTensor *tensor = &layer->result;
  MlirValue operands[2 + AIC_PLAN_MAX_LEVELS] = {
      aicEmitDmaView(layer, tensor, slot), tensor->dram};
  for (int level = 0; level < tensor->level; ++level)
    operands[2 + level] = layer->index[level];
  aicBuild(
      layer->rewriter, layer->location, "npu.store",
      (AicBuild){.operands = {2 + tensor->level, operands},
                 .attributes = AIC_ATTRS({"map", startMap(layer, tensor)})});
}

static void emitLoads(AicLayerEmitter *layer, int level) {
  for (int i = 0; i < layer->layer->numSources; ++i)
    if (layer->source[i].level == level)
      emitLoad(layer, i);
}

/// A slot that is filled only once needs no semaphore to give it back.
static void emitReleases(AicLayerEmitter *layer, int level) {
  for (int i = 0; i < layer->layer->numSources; ++i)
    if (layer->source[i].level == level &&
        aicSourceIsReused(layer->layer, layer->plan, i))
      aicEmitGive(layer, "npu.release", layer->source[i].ring);
}

/// Opens the loop of `level`; the rewriter stands in its body.
static MlirOperation openLoop(AicLayerEmitter *layer, int level) {
  MlirContext context = contextOf(layer);
  int64_t trip =
      aicPlanTrips(layer->layer, layer->plan, layer->plan->order[level]);
  MlirOperation loop = aicBuild(
      layer->rewriter, layer->location, "npu.loop",
      (AicBuild){.attributes = AIC_ATTRS({"trip", aicAttrI64(context, trip)}),
                 .numRegions = 1});
  MlirType index = mlirIndexTypeGet(context);
  MlirBlock body = mlirBlockCreate(1, &index, &layer->location);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(loop, 0), body);
  layer->index[level] = mlirBlockGetArgument(body, 0);
  mlirRewriterBaseSetInsertionPointToEnd(layer->rewriter, body);
  return loop;
}

static void closeLoop(AicLayerEmitter *layer, MlirOperation loop) {
  mlirRewriterBaseSetInsertionPointAfter(layer->rewriter, loop);
}

/// The reductions of a contraction that are cut into tiles.
static void emitReduction(AicLayerEmitter *layer, int level) {
  if (level == layer->plan->numLevels) {
    aicEmitMatmuls(layer);
    return;
  }
  MlirOperation loop = openLoop(layer, level);
  emitLoads(layer, level + 1);
  emitReduction(layer, level + 1);
  emitReleases(layer, level + 1);
  closeLoop(layer, loop);
}

/// One tile of the result.
static void emitTile(AicLayerEmitter *layer) {
  if (layer->layer->kind == AIC_LAYER_COPY) {
    // st is the consumer of what ld loaded.
    emitStore(layer, layer->source[0].slot);
    return;
  }
  if (layer->layer->kind == AIC_LAYER_CONTRACTION) {
    layer->acc = aicEmitTake(layer, "npu.acquire", layer->accRing);
    emitReduction(layer, layer->result.level);
    aicEmitGive(layer, "npu.commit", layer->accRing);
    layer->acc = aicEmitTake(layer, "npu.wait", layer->accRing);
  }
  bool isReused = aicResultIsReused(layer->layer, layer->plan);
  MlirValue output = aicEmitTake(layer, "npu.acquire", layer->result.ring);
  aicEmitVector(layer, output);
  if (layer->layer->kind == AIC_LAYER_CONTRACTION && isReused)
    aicEmitGive(layer, "npu.release", layer->accRing);
  aicEmitGive(layer, "npu.commit", layer->result.ring);
  emitStore(layer, aicEmitTake(layer, "npu.wait", layer->result.ring));
  if (isReused)
    aicEmitGive(layer, "npu.release", layer->result.ring);
}

static void emitLevel(AicLayerEmitter *layer, int level) {
  emitLoads(layer, level);
  if (level == layer->result.level) {
    emitTile(layer);
  } else {
    MlirOperation loop = openLoop(layer, level);
    emitLevel(layer, level + 1);
    closeLoop(layer, loop);
  }
  emitReleases(layer, level);
}

void aicEmitLayer(AicEmitter *emitter, const AicMatch *match,
                  const AicPlan *plan) {
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
  // The barrier is part of the layer behind it: what it waits for is the end
  // of the one in front.
  aicEmitLayerName(emitter, match, plan, layer.location);
  if (emitter->numLayers++)
    aicBuild(emitter->rewriter, layer.location, "npu.barrier", (AicBuild){0});
  bool contraction = match->layer.kind == AIC_LAYER_CONTRACTION;
  for (int i = 0; i < match->layer.numSources; ++i) {
    setUpTensor(&layer, &layer.source[i], &match->layer.source[i],
                aicChipLayout(&match->layer, i),
                aicEmitterLocate(emitter, match->source[i].tensor));
    layer.source[i].ring =
        buildRing(&layer, slotType(&layer, &layer.source[i]), plan->depth[i]);
  }
  MlirValue result = aicEmitterLocate(emitter, match->result);
  if (match->inserts)
    result = aicEmitterSlice(emitter, layer.location, result,
                             mlirValueGetType(match->source[0].tensor),
                             match->sliceOffset);
  setUpTensor(&layer, &layer.result, &match->layer.result,
              aicChipLayout(&match->layer, -1), result);
  if (match->layer.kind != AIC_LAYER_COPY)
    layer.result.ring =
        buildRing(&layer, slotType(&layer, &layer.result), plan->resultDepth);
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
  emitLevel(&layer, 0);
}
