//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Concatenations: where slices of a tensor lie, so that the layers that make
// them store right there.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/emit.h"

#include "aic/op.h"
#include "mlir-c/BuiltinTypes.h"

/// A layer makes the slice which `insert` copies and may store there itself:
/// nobody else reads its result.
static bool hasMaker(const AicCollection *layers, MlirOperation insert) {
  MlirValue tensor = mlirOperationGetOperand(insert, 0);
  if (!mlirValueIsAOpResult(tensor))
    return false;
  MlirOpOperand use = mlirValueGetFirstUse(tensor);
  if (!mlirOpOperandIsNull(mlirOpOperandGetNextUse(use)))
    return false;
  MlirOperation op = mlirOpResultGetOwner(tensor);
  // A slice of a slice stays a copy.
  if (aicOpIs(op, "tensor.insert_slice"))
    return false;
  for (intptr_t i = 0; i < layers->count; ++i)
    if (mlirOperationEqual(layers->layers[i].op, op))
      return layers->layers[i].needed;
  return false;
}

/// Whether two insertions into the same tensor have an element in common.
static bool overlap(const AicMatch *one, const AicMatch *other) {
  MlirType type = mlirValueGetType(one->source[0].tensor);
  MlirType otherType = mlirValueGetType(other->source[0].tensor);
  for (intptr_t dim = 0; dim < mlirShapedTypeGetRank(type); ++dim) {
    int64_t begin = one->sliceOffset[dim], otherBegin = other->sliceOffset[dim];
    if (begin >= otherBegin + mlirShapedTypeGetDimSize(otherType, dim) ||
        otherBegin >= begin + mlirShapedTypeGetDimSize(type, dim))
      return false;
  }
  return true;
}

/// Whether `insert` writes over a part of what was inserted before it.
static bool overwrites(MlirOperation insert, const AicMatch *match) {
  for (MlirOperation before = aicInsertedBefore(insert);
       !mlirOperationIsNull(before); before = aicInsertedBefore(before)) {
    AicMatch other = {.root = before};
    if (aicMatchInsert(before, &other) || overlap(match, &other))
      return true;
  }
  return false;
}

void aicPlaceSlices(AicEmitter *emitter, AicCollection *layers) {
  // From the last on, so that a tensor is placed before its slices.
  for (intptr_t i = layers->count - 1; i >= 0; --i) {
    AicCollectedLayer *layer = &layers->layers[i];
    const AicMatch *match = &layer->match;
    MlirOperation op = layer->op;
    if (!layer->needed || layer->reason || !match->inserts)
      continue;
    MlirValue whole = aicEmitterLocate(emitter, mlirOperationGetResult(op, 0));
    if (!mlirOperationIsNull(aicInsertedBefore(op)))
      aicEmitterPlace(emitter, mlirOperationGetOperand(op, 1), whole);
    // A layer may run long before its result is inserted, and so before what
    // it has to write over.
    if (!hasMaker(layers, op) || overwrites(op, match))
      continue;
    MlirValue tensor = mlirOperationGetOperand(op, 0);
    aicEmitterPlace(emitter, tensor,
                    aicEmitterSlice(emitter, mlirOperationGetLocation(op),
                                    whole, mlirValueGetType(tensor),
                                    match->sliceOffset));
    layer->needed = false;
  }
}
