//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operations of tensor that move elements: padding and slices.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/match.h"

#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// The copy of a tensor to one of the shape of `map`, walking over the source
/// as `in` says: dimensions stay the same, but those of size 1 go.
static const char *setCopy(const AicMapAccess *in, const AicMapAccess *map,
                           AicNpuType element, AicMatch *match) {
  AicLayer *layer = &match->layer;
  match->result = mlirOperationGetResult(match->root, 0);
  layer->kind = AIC_LAYER_COPY;
  layer->numSources = 1;
  aicSetSizes(layer, &(AicLoopRoles){.count = 0});
  AicAccess from = {.type = element}, to = {.type = element};
  int64_t bytes = aicNpuTypeSize(element);
  int role = 0;
  for (intptr_t dim = 0; dim < map->rank; ++dim) {
    if (!in->extent[dim] || !map->extent[dim])
      return "a tensor is empty";
    if (map->extent[dim] == 1 && in->extent[dim] == 1)
      continue;
    if (role == AIC_NUM_PARALLEL)
      return "a tensor has more than 4 dimensions larger than 1";
    int64_t most =
        map->extent[dim] > in->extent[dim] ? map->extent[dim] : in->extent[dim];
    if (most > INT32_MAX / bytes)
      return "a tensor has more than 2^31 bytes";
    bytes *= most;
    layer->size[role] = map->extent[dim];
    from.dim[from.rank] =
        (AicAccessDim){.extent = in->extent[dim], .offset = in->offset[dim]};
    to.dim[to.rank] = (AicAccessDim){.extent = map->extent[dim]};
    from.dim[from.rank++].scale[role] = to.dim[to.rank++].scale[role] = 1;
    ++role;
  }
  if (!to.rank)
    from.dim[from.rank++].extent = to.dim[to.rank++].extent = 1;
  layer->source[0] = from;
  layer->result = to;
  return NULL;
}

/// Reads a tensor.extract_slice with constant offsets, as an access to its
/// source.
static const char *readSlice(MlirOperation op, AicMatchSource *source,
                             AicMapAccess *in) {
  MlirValue tensor = mlirOperationGetOperand(op, 0);
  MlirType type = mlirValueGetType(tensor);
  MlirAttribute offsets = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("static_offsets"));
  MlirAttribute strides = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("static_strides"));
  if (mlirOperationGetNumOperands(op) != 1 ||
      !mlirShapedTypeHasStaticShape(type) ||
      mlirShapedTypeGetRank(type) != in->rank)
    return "its slice is not static or drops a dimension";
  source->tensor = tensor;
  for (intptr_t dim = 0; dim < in->rank; ++dim) {
    if (mlirDenseI64ArrayGetElement(strides, dim) != 1)
      return "its slice has strides";
    in->extent[dim] = mlirShapedTypeGetDimSize(type, dim);
    in->offset[dim] = mlirDenseI64ArrayGetElement(offsets, dim);
  }
  return NULL;
}

/// tensor.pad and tensor.extract_slice: a copy from other coordinates.
const char *aicMatchPad(MlirOperation op, const AicMachine *machine,
                        AicMatch *match) {
  MlirValue result = mlirOperationGetResult(op, 0);
  MlirType type = mlirValueGetType(result);
  AicNpuType element;
  if (!mlirShapedTypeHasStaticShape(type) ||
      mlirShapedTypeGetRank(type) > AIC_MATCH_MAX_RANK)
    return "a shape is dynamic or has more than 8 dimensions";
  if (!aicElementType(type, &element))
    return "an element type is none of the device";
  AicMapAccess map = {.rank = mlirShapedTypeGetRank(type)};
  for (intptr_t dim = 0; dim < map.rank; ++dim) {
    map.extent[dim] = mlirShapedTypeGetDimSize(type, dim);
    map.scale[dim][dim] = 1;
  }
  AicMatchSource *source = &match->source[0];
  *source = (AicMatchSource){.tensor = result};
  AicMapAccess in = map;
  if (aicOpIs(op, "tensor.extract_slice")) {
    const char *reason = readSlice(op, source, &in);
    if (reason)
      return reason;
  } else {
    aicLookThrough(source, machine, &in);
  }
  if (mlirValueEqual(source->tensor, result))
    return machine->ld.zeropad ? "its padding is not static and constant"
                               : "the machine does not pad";
  return setCopy(&in, &map, element, match);
}

static bool hasOneUse(MlirValue value) {
  MlirOpOperand use = mlirValueGetFirstUse(value);
  return !mlirOpOperandIsNull(use) &&
         mlirOpOperandIsNull(mlirOpOperandGetNextUse(use));
}

MlirOperation aicInsertedBefore(MlirOperation op) {
  MlirValue dest = mlirOperationGetOperand(op, 1);
  MlirOperation null = {NULL};
  if (!mlirValueIsAOpResult(dest))
    return null;
  MlirOperation owner = mlirOpResultGetOwner(dest);
  return aicOpIs(owner, "tensor.insert_slice") ? owner : null;
}

const char *aicMatchInsert(MlirOperation op, AicMatch *match) {
  MlirValue tensor = mlirOperationGetOperand(op, 0);
  MlirValue dest = mlirOperationGetOperand(op, 1);
  MlirType from = mlirValueGetType(tensor), to = mlirValueGetType(dest);
  AicNpuType element;
  MlirAttribute offsets = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("static_offsets"));
  MlirAttribute strides = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("static_strides"));
  AicMapAccess map = {.rank = mlirShapedTypeGetRank(from)};
  if (mlirOperationGetNumOperands(op) != 2 || // sizes that are values
      !mlirShapedTypeHasStaticShape(from) ||
      !mlirShapedTypeHasStaticShape(to) ||
      mlirShapedTypeGetRank(to) != map.rank)
    return "its slice is not static or drops a dimension";
  if (map.rank > AIC_MATCH_MAX_RANK)
    return "a shape is dynamic or has more than 8 dimensions";
  if (!aicElementType(from, &element))
    return "an element type is none of the device";
  // Written in place, so nobody else may read what was there.
  if (!mlirValueIsAOpResult(dest) ||
      (!aicOpIs(mlirOpResultGetOwner(dest), "tensor.empty") &&
       (mlirOperationIsNull(aicInsertedBefore(op)) || !hasOneUse(dest))))
    return "the tensor that it writes into is used elsewhere";
  int64_t bytes = aicNpuTypeSize(element);
  for (intptr_t dim = 0; dim < map.rank; ++dim) {
    if (mlirDenseI64ArrayGetElement(strides, dim) != 1)
      return "its slice has strides";
    int64_t most = mlirShapedTypeGetDimSize(to, dim);
    if (most > INT32_MAX / bytes)
      return "a tensor has more than 2^31 bytes";
    bytes *= most;
    map.extent[dim] = mlirShapedTypeGetDimSize(from, dim);
    map.scale[dim][dim] = 1;
    match->sliceOffset[dim] = mlirDenseI64ArrayGetElement(offsets, dim);
  }
  match->inserts = true;
  match->source[0] = (AicMatchSource){.tensor = tensor};
  return setCopy(&map, &map, element, match);
}
