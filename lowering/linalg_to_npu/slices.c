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

static intptr_t indexOf(intptr_t count, const MlirOperation *ops,
                        MlirOperation op) {
  for (intptr_t i = 0; i < count; ++i)
    if (mlirOperationEqual(ops[i], op))
      return i;
  return -1;
}

/// The layer that makes the slice which `insert` copies, when it may store
/// there itself: nobody else reads its result. -1 if there is none.
static intptr_t makerOf(intptr_t count, const MlirOperation *ops,
                        const bool *needed, MlirOperation insert) {
  MlirValue tensor = mlirOperationGetOperand(insert, 0);
  if (!mlirValueIsAOpResult(tensor))
    return -1;
  MlirOpOperand use = mlirValueGetFirstUse(tensor);
  if (!mlirOpOperandIsNull(mlirOpOperandGetNextUse(use)))
    return -1;
  MlirOperation op = mlirOpResultGetOwner(tensor);
  intptr_t maker = indexOf(count, ops, op);
  // A slice of a slice stays a copy.
  return maker >= 0 && needed[maker] && !aicOpIs(op, "tensor.insert_slice")
             ? maker
             : -1;
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

void aicPlaceSlices(AicEmitter *emitter, intptr_t count,
                    const MlirOperation *ops, bool *needed) {
  // From the last on, so that a tensor is placed before its slices.
  for (intptr_t i = count - 1; i >= 0; --i) {
    AicMatch match = {.root = ops[i]};
    if (!needed[i] || !aicOpIs(ops[i], "tensor.insert_slice") ||
        aicMatchInsert(ops[i], &match))
      continue;
    MlirValue whole =
        aicEmitterLocate(emitter, mlirOperationGetResult(ops[i], 0));
    if (!mlirOperationIsNull(aicInsertedBefore(ops[i])))
      aicEmitterPlace(emitter, mlirOperationGetOperand(ops[i], 1), whole);
    // A layer may run long before its result is inserted, and so before what
    // it has to write over.
    if (makerOf(count, ops, needed, ops[i]) < 0 || overwrites(ops[i], &match))
      continue;
    MlirValue tensor = mlirOperationGetOperand(ops[i], 0);
    aicEmitterPlace(emitter, tensor,
                    aicEmitterSlice(emitter, mlirOperationGetLocation(ops[i]),
                                    whole, mlirValueGetType(tensor),
                                    match.sliceOffset));
    needed[i] = false;
  }
}
