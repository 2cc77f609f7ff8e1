//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Emission of tensors that stay in the scratchpad as a whole (resident.c).
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

MlirType aicViewType(MlirType from, intptr_t rank, const int64_t *shape,
                     const int64_t *strides) {
  bool identity = true;
  int64_t stride = 1;
  for (intptr_t dim = rank - 1; dim >= 0; --dim) {
    identity = identity && strides[dim] == stride;
    stride *= shape[dim];
  }
  MlirContext context = mlirTypeGetContext(from);
  MlirType element = mlirShapedTypeGetElementType(from);
  AicNpuPlace place = aicNpuPlaceOf(from);
  return identity ? aicNpuMemRefGet(context, rank, shape, element, place)
                  : aicNpuStridedMemRefGet(context, rank, shape, strides,
                                           element, place);
}

void aicSortDims(AicChipTensor *tensor) {
  for (int dim = 0; dim < tensor->access->rank; ++dim) {
    // Insertion; equal strides are dimensions of size 1.
    int place = dim;
    while (place > 0 &&
           tensor->strides[tensor->order[place - 1]] < tensor->strides[dim]) {
      tensor->order[place] = tensor->order[place - 1];
      --place;
    }
    tensor->order[place] = dim;
  }
}

void aicSetWhole(AicChipTensor *tensor, MlirValue slot) {
  tensor->whole = slot;
  aicTensorStrides(tensor->access, tensor->strides);
  aicSortDims(tensor);
}

MlirValue aicEmitTile(AicLayerEmitter *layer, const AicChipTensor *tensor) {
  MlirContext context = layer->emitter->context;
  const AicPlan *plan = layer->plan;
  const AicAccess *access = tensor->access;
  // What was loaded begins where the loops around the load say.
  bool resident = !mlirValueIsNull(tensor->whole);
  MlirValue from = resident ? tensor->whole : tensor->slot;
  int numLevels = aicAccessLevel(access, plan);
  int64_t start = 0, step[AIC_PLAN_MAX_LEVELS] = {0};
  int64_t shape[AIC_LAYER_RANK], strides[AIC_LAYER_RANK];
  for (int dim = 0; dim < access->rank; ++dim) {
    if (resident)
      start += access->dim[dim].offset * tensor->strides[dim];
    shape[dim] = aicTileSize(access, tensor->order[dim], plan->tile);
    strides[dim] = tensor->strides[tensor->order[dim]];
  }
  for (int level = resident ? 0 : tensor->level; level < numLevels; ++level) {
    int loop = plan->order[level];
    step[level] =
        aicLoopStride(access, loop, tensor->strides) * plan->tile[loop];
    start += step[level] * layer->firstIndex[level];
  }
  MlirAffineExpr expr = mlirAffineConstantExprGet(context, start);
  MlirValue operands[1 + AIC_PLAN_MAX_LEVELS] = {from};
  for (int level = 0; level < numLevels; ++level) {
    operands[1 + level] = layer->index[level];
    if (step[level])
      expr = mlirAffineAddExprGet(
          mlirAffineMulExprGet(mlirAffineDimExprGet(context, level),
                               mlirAffineConstantExprGet(context, step[level])),
          expr);
  }
  MlirAttribute map =
      mlirAffineMapAttrGet(mlirAffineMapGet(context, numLevels, 0, 1, &expr));
  return aicBuildValue(
      layer->rewriter, layer->location, "npu.view",
      (AicBuild){.operands = {1 + numLevels, operands},
                 .results = AIC_TYPES(aicViewType(
                     mlirValueGetType(from), access->rank, shape, strides)),
                 .attributes = AIC_ATTRS({"map", map})});
}

MlirValue aicEmitWhole(AicLayerEmitter *layer, const AicChainLayer *chain,
                       MlirValue *readers) {
  MlirContext context = layer->emitter->context;
  int64_t elements = 1;
  for (int dim = 0; dim < layer->result.access->rank; ++dim)
    elements *= layer->result.access->dim[dim].extent;
  MlirType slot = aicNpuMemRefGet(
      context, 1, &elements, aicNpuTypeGet(context, layer->result.access->type),
      AIC_NPU_PLACE_SPAD);
  MlirValue ring = aicBuildValue(
      layer->rewriter, layer->location, "npu.ring",
      (AicBuild){.results = AIC_TYPES(aicNpuRingGet(slot, 1)),
                 .attributes = AIC_ATTRS(
                     {"address", aicAttrI64(context, (int64_t)chain->address)},
                     {"slot", aicAttrI64(context, (int64_t)chain->bytes)})});
  MlirValue slots[2];
  for (int fills = 0; fills < 2; ++fills)
    slots[fills] = aicBuildValue(
        layer->rewriter, layer->location, "npu.slot",
        (AicBuild){.operands = AIC_VALUES(ring),
                   .results = AIC_TYPES(slot),
                   .attributes =
                       AIC_ATTRS({"phase", aicAttrI64(context, 0)},
                                 {"advance", aicAttrI64Array(context, 0, NULL)},
                                 {"fills", fills ? mlirUnitAttrGet(context)
                                                 : (MlirAttribute){NULL}})});
  *readers = slots[0];
  return slots[1];
}

void aicStoreWhole(AicLayerEmitter *layer, MlirValue slot) {
  AicChipTensor *tensor = &layer->result;
  MlirContext context = layer->emitter->context;
  int64_t shape[AIC_LAYER_RANK];
  MlirAffineExpr zero[AIC_LAYER_RANK];
  for (int dim = 0; dim < tensor->access->rank; ++dim) {
    shape[dim] = tensor->access->dim[dim].extent;
    zero[dim] = mlirAffineConstantExprGet(context, 0);
  }
  MlirAttribute map = mlirAffineMapAttrGet(
      mlirAffineMapGet(context, 0, 0, tensor->access->rank, zero));
  MlirValue view =
      aicEmitView(layer, slot, 0, tensor->access->rank, shape, tensor->strides);
  aicBuild(layer->rewriter, layer->location, "npu.store",
           (AicBuild){.operands = AIC_VALUES(view, tensor->dram),
                      .attributes = AIC_ATTRS({"map", map})});
}
