//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Where the tensors of a program lie in DRAM.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/emit.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "aic/op.h"
#include "dialects/npu/npu.h"
#include "dialects/npu/support.h"

#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MAX_RANK = AIC_MATCH_MAX_LOOPS };

void aicEmitterPlace(AicEmitter *emitter, MlirValue tensor, MlirValue memref) {
  if (emitter->numPlacements == emitter->capacity) {
    intptr_t capacity = emitter->capacity ? 2 * emitter->capacity : 16;
    AicPlacement *grown =
        realloc(emitter->placements, (size_t)capacity * sizeof *grown);
    if (!grown)
      AIC_BUG("out of memory");
    emitter->placements = grown;
    emitter->capacity = capacity;
  }
  emitter->placements[emitter->numPlacements++] =
      (AicPlacement){.tensor = tensor, .memref = memref};
}

void aicEmitterKeep(AicEmitter *emitter, MlirValue tensor, MlirValue slot) {
  for (intptr_t i = 0; i < emitter->numPlacements; ++i)
    if (mlirValueEqual(emitter->placements[i].tensor, tensor))
      emitter->placements[i].resident = slot;
}

MlirValue aicEmitterResident(const AicEmitter *emitter, MlirValue tensor) {
  for (intptr_t i = 0; i < emitter->numPlacements; ++i)
    if (mlirValueEqual(emitter->placements[i].tensor, tensor))
      return emitter->placements[i].resident;
  return (MlirValue){NULL};
}

static MlirType dramType(MlirValue tensor) {
  MlirType type = mlirValueGetType(tensor);
  int64_t shape[MAX_RANK] = {0};
  intptr_t rank = mlirShapedTypeGetRank(type);
  for (intptr_t dim = 0; dim < rank && dim < MAX_RANK; ++dim)
    shape[dim] = mlirShapedTypeGetDimSize(type, dim);
  return aicNpuMemRefGet(mlirTypeGetContext(type), rank, shape,
                         mlirShapedTypeGetElementType(type),
                         AIC_NPU_PLACE_DRAM);
}

/// The elements of `memref` from linear position `offset` on, as `to`.
static MlirValue buildView(AicEmitter *emitter, MlirLocation location,
                           MlirValue memref, int64_t offset, MlirType to) {
  if (!offset && mlirTypeEqual(mlirValueGetType(memref), to))
    return memref;
  MlirAttribute map =
      mlirAffineMapAttrGet(mlirAffineMapConstantGet(emitter->context, offset));
  return aicBuildValue(emitter->rewriter, location, "npu.view",
                       (AicBuild){.operands = AIC_VALUES(memref),
                                  .results = AIC_TYPES(to),
                                  .attributes = AIC_ATTRS({"map", map})});
}

MlirValue aicEmitterReshape(AicEmitter *emitter, MlirLocation location,
                            MlirValue memref, intptr_t rank,
                            const int64_t *shape) {
  MlirType from = mlirValueGetType(memref);
  AicNpuShape old = aicNpuShapeOf(from);
  MlirType element = mlirShapedTypeGetElementType(from), to;
  if (aicNpuIsContiguous(&old)) {
    to = aicNpuMemRefGet(emitter->context, rank, shape, element,
                         AIC_NPU_PLACE_DRAM);
  } else {
    int64_t strides[MAX_RANK];
    intptr_t next = 0;
    for (intptr_t dim = 0; dim < rank; ++dim) {
      while (shape[dim] != 1 && next < old.rank && old.size[next] == 1)
        ++next;
      if (shape[dim] != 1 && (next == old.rank || old.size[next] != shape[dim]))
        AIC_BUG("a slice cannot be reshaped");
      strides[dim] = shape[dim] == 1 ? 1 : old.stride[next++];
    }
    to = aicNpuStridedMemRefGet(emitter->context, rank, shape, strides, element,
                                AIC_NPU_PLACE_DRAM);
  }
  return buildView(emitter, location, memref, 0, to);
}

MlirValue aicEmitterSlice(AicEmitter *emitter, MlirLocation location,
                          MlirValue memref, MlirType tensor,
                          const int64_t *offset) {
  MlirType from = mlirValueGetType(memref);
  AicNpuShape shape = aicNpuShapeOf(from);
  int64_t position = 0;
  for (intptr_t dim = 0; dim < shape.rank; ++dim) {
    position += offset[dim] * shape.stride[dim];
    shape.size[dim] = mlirShapedTypeGetDimSize(tensor, dim);
  }
  // The plain form of a type has no layout.
  MlirType element = mlirShapedTypeGetElementType(from);
  MlirType to =
      aicNpuIsContiguous(&shape)
          ? aicNpuMemRefGet(emitter->context, shape.rank, shape.size, element,
                            AIC_NPU_PLACE_DRAM)
          : aicNpuStridedMemRefGet(emitter->context, shape.rank, shape.size,
                                   shape.stride, element, AIC_NPU_PLACE_DRAM);
  return buildView(emitter, location, memref, position, to);
}

static MlirValue buildWeight(AicEmitter *emitter, MlirLocation location,
                             MlirAttribute value, MlirType type) {
  return aicBuildValue(emitter->rewriter, location, "npu.weight",
                       (AicBuild){.results = AIC_TYPES(type),
                                  .attributes = AIC_ATTRS({"value", value})});
}

MlirValue aicEmitterLocate(AicEmitter *emitter, MlirValue tensor) {
  for (intptr_t i = 0; i < emitter->numPlacements; ++i)
    if (mlirValueEqual(emitter->placements[i].tensor, tensor))
      return emitter->placements[i].memref;
  MlirType type = dramType(tensor);
  MlirValue memref;
  MlirOperation op = {NULL};
  MlirLocation location = mlirLocationUnknownGet(emitter->context);
  if (mlirValueIsAOpResult(tensor)) {
    op = mlirOpResultGetOwner(tensor);
    location = mlirOperationGetLocation(op);
  }
  MlirAttribute fill = aicFillValue(tensor);
  if (!mlirOperationIsNull(op) && aicOpIs(op, "arith.constant")) {
    memref = buildWeight(emitter, location,
                         mlirOperationGetAttributeByName(
                             op, mlirStringRefCreateFromCString("value")),
                         type);
  } else if (!mlirAttributeIsNull(fill)) {
    memref = buildWeight(
        emitter, location,
        mlirDenseElementsAttrSplatGet(mlirValueGetType(tensor), fill), type);
  } else if (!mlirOperationIsNull(op) && aicIsReshape(op)) {
    MlirValue source =
        aicEmitterLocate(emitter, mlirOperationGetOperand(op, 0));
    int64_t shape[MAX_RANK];
    intptr_t rank = mlirShapedTypeGetRank(type);
    for (intptr_t dim = 0; dim < rank && dim < MAX_RANK; ++dim)
      shape[dim] = mlirShapedTypeGetDimSize(type, dim);
    memref = aicEmitterReshape(emitter, location, source, rank, shape);
  } else {
    memref = aicBuildValue(emitter->rewriter, location, "npu.buffer",
                           (AicBuild){.results = AIC_TYPES(type)});
  }
  aicEmitterPlace(emitter, tensor, memref);
  return memref;
}

static int64_t numElements(MlirType type) {
  int64_t elements = 1;
  for (intptr_t dim = 0; dim < mlirShapedTypeGetRank(type); ++dim)
    elements *= mlirShapedTypeGetDimSize(type, dim);
  return elements;
}

AicError *aicEmitCopy(AicEmitter *emitter, MlirLocation location,
                      MlirValue from, MlirValue to) {
  MlirType type = mlirValueGetType(to);
  int64_t elements = numElements(type);
  AicAccess access = {.rank = 1};
  if (elements != numElements(mlirValueGetType(from)) ||
      !aicElementType(type, &access.type))
    return aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                          "cannot copy %" PRId64 " elements of this type",
                          elements);
  access.dim[0].extent = elements;
  access.dim[0].scale[AIC_NUM_PARALLEL - 1] = 1;
  AicMatch match = {.layer = {.kind = AIC_LAYER_COPY, .numSources = 1}};
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    match.layer.size[loop] = 1;
  match.layer.size[AIC_NUM_PARALLEL - 1] = elements;
  match.layer.source[0] = match.layer.result = access;
  // Placed under themselves: aicEmitterLocate finds them.
  match.source[0].tensor =
      aicEmitterReshape(emitter, location, from, 1, &elements);
  match.result = aicEmitterReshape(emitter, location, to, 1, &elements);
  aicEmitterPlace(emitter, match.source[0].tensor, match.source[0].tensor);
  aicEmitterPlace(emitter, match.result, match.result);
  AicPlan plan;
  AicError *error = aicPlanLayer(emitter->planner, &match.layer, &plan);
  if (error)
    return error;
  emitter->planned += plan.simulated;
  plan.share = 1;
  aicEmitLayer(emitter, &match, &plan, NULL);
  return NULL;
}
