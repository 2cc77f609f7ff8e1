//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the loop uses of its surroundings goes into a struct on the stack of the
// function that it stood in. A buffer is the descriptor there that MLIR's
// conversion makes of it, so that nothing but a cast is needed on either side.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/loop_captures.h"

#include "aic/diag.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/LLVM.h"

#include <stdlib.h>

static MlirValue resultOf(MlirOperation op) {
  return mlirOperationGetResult(op, 0);
}

MlirValue aicCastBits(MlirOperation before, MlirValue value, MlirType type) {
  if (mlirTypeEqual(mlirValueGetType(value), type))
    return value;
  bool index =
      mlirTypeIsAIndex(mlirValueGetType(value)) || mlirTypeIsAIndex(type);
  return resultOf(aicCreateBefore(
      before, index ? "arith.index_cast" : "builtin.unrealized_conversion_cast",
      (AicBuild){.operands = AIC_VALUES(value), .results = AIC_TYPES(type)}));
}

/// What a value of `type` is in LLVM; null for what this does not know.
static MlirType storedType(const AicLoopCaptures *self, MlirType type) {
  if (mlirTypeIsAMemRef(type)) {
    int64_t strides[64], offset;
    intptr_t rank = mlirShapedTypeGetRank(type);
    if (rank > 64 || !mlirAttributeIsNull(mlirMemRefTypeGetMemorySpace(type)) ||
        mlirLogicalResultIsFailure(
            mlirMemRefTypeGetStridesAndOffset(type, strides, &offset)))
      return (MlirType){NULL};
    MlirType sizes = mlirLLVMArrayTypeGet(self->i64, (unsigned)rank);
    MlirType fields[] = {self->ptr, self->ptr, self->i64, sizes, sizes};
    return mlirLLVMStructTypeLiteralGet(self->context, rank ? 5 : 3, fields,
                                        false);
  }
  if (mlirTypeIsAIndex(type))
    return self->i64;
  bool scalar = mlirTypeIsAInteger(type) || mlirTypeIsAFloat(type);
  if (scalar || (mlirTypeIsAVector(type) && mlirShapedTypeGetRank(type) == 1))
    return type;
  return (MlirType){NULL};
}

/// Constants are repeated. A buffer on the stack could be a place for results
/// of one iteration only.
static bool addCapture(AicLoopCaptures *self, MlirValue value) {
  for (intptr_t i = 0; i < self->count; ++i)
    if (mlirValueEqual(self->data[i].outside, value))
      return true;
  AicLoopCapture capture = {.outside = value};
  MlirOperation op = mlirValueIsAOpResult(value) ? mlirOpResultGetOwner(value)
                                                 : (MlirOperation){NULL};
  if (aicIsOp(op, "memref.alloca"))
    return false;
  if (!aicIsOp(op, "arith.constant") && !aicIsOp(op, "ub.poison")) {
    capture.stored = storedType(self, mlirValueGetType(value));
    if (mlirTypeIsNull(capture.stored))
      return false;
  }
  if (self->count == self->capacity) {
    self->capacity = 2 * self->capacity + 16;
    self->data =
        realloc(self->data, (size_t)self->capacity * sizeof *self->data);
    if (!self->data)
      AIC_BUG("out of memory");
  }
  self->data[self->count++] = capture;
  return true;
}

bool aicLoopCapturesCollect(AicLoopCaptures *self, MlirOperation root) {
  MlirContext context = mlirOperationGetContext(root);
  *self = (AicLoopCaptures){.root = root,
                            .context = context,
                            .ptr = mlirLLVMPointerTypeGet(context, 0),
                            .i64 = mlirIntegerTypeGet(context, 64),
                            .ops = aicCollectOps(root, NULL)};
  for (intptr_t i = 0; i < self->ops.count; ++i) {
    MlirOperation op = self->ops.data[i];
    for (intptr_t o = 0, e = mlirOperationGetNumOperands(op); o < e; ++o) {
      MlirValue value = mlirOperationGetOperand(op, o);
      if (!aicIsInside(value, self->root) && !addCapture(self, value))
        return false;
    }
  }
  MlirType *fields = calloc((size_t)self->count + 1, sizeof *fields);
  if (!fields)
    AIC_BUG("out of memory");
  intptr_t count = 0;
  for (intptr_t i = 0; i < self->count; ++i)
    if (!mlirTypeIsNull(self->data[i].stored))
      fields[count++] = self->data[i].stored;
  self->record =
      mlirLLVMStructTypeLiteralGet(self->context, count, fields, false);
  free(fields);
  return true;
}

static MlirValue fieldAddress(const AicLoopCaptures *self, MlirOperation before,
                              MlirValue record, intptr_t field) {
  int32_t path[] = {0, (int32_t)field};
  return resultOf(aicCreateBefore(
      before, "llvm.getelementptr",
      (AicBuild){.operands = AIC_VALUES(record),
                 .results = AIC_TYPES(self->ptr),
                 .attributes =
                     AIC_ATTRS({"rawConstantIndices",
                                mlirDenseI32ArrayGet(self->context, 2, path)},
                               {"elem_type", mlirTypeAttrGet(self->record)})}));
}

MlirValue aicLoopCapturesStore(const AicLoopCaptures *self, MlirBlock entry) {
  MlirOperation root = self->root;
  MlirOperation first = mlirBlockGetFirstOperation(entry);
  MlirValue one = resultOf(aicCreateBefore(
      first, "llvm.mlir.constant",
      (AicBuild){.results = AIC_TYPES(self->i64),
                 .attributes =
                     AIC_ATTRS({"value", mlirIntegerAttrGet(self->i64, 1)})}));
  MlirValue record = resultOf(aicCreateBefore(
      first, "llvm.alloca",
      (AicBuild){.operands = AIC_VALUES(one),
                 .results = AIC_TYPES(self->ptr),
                 .attributes =
                     AIC_ATTRS({"elem_type", mlirTypeAttrGet(self->record)})}));
  intptr_t field = 0;
  for (intptr_t i = 0; i < self->count; ++i) {
    const AicLoopCapture *capture = &self->data[i];
    if (mlirTypeIsNull(capture->stored))
      continue;
    MlirValue value = aicCastBits(root, capture->outside, capture->stored);
    MlirValue place = fieldAddress(self, root, record, field++);
    (void)aicCreateBefore(root, "llvm.store",
                          (AicBuild){.operands = AIC_VALUES(value, place)});
  }
  return record;
}

MlirValue aicLoopCapturesInside(const AicLoopCaptures *self, MlirValue value) {
  for (intptr_t i = 0; i < self->count; ++i)
    if (mlirValueEqual(self->data[i].outside, value))
      return self->data[i].inside;
  return value;
}

/// Makes all operations of the loop use what is inside.
static void replace(const AicLoopCaptures *self) {
  for (intptr_t i = 0; i < self->ops.count; ++i) {
    MlirOperation op = self->ops.data[i];
    for (intptr_t o = 0, e = mlirOperationGetNumOperands(op); o < e; ++o) {
      MlirValue value = mlirOperationGetOperand(op, o);
      MlirValue by = aicLoopCapturesInside(self, value);
      if (!mlirValueEqual(by, value))
        mlirOperationSetOperand(op, o, by);
    }
  }
}

void aicLoopCapturesLoad(AicLoopCaptures *self, MlirOperation before,
                         MlirValue record) {
  intptr_t field = 0;
  for (intptr_t i = 0; i < self->count; ++i) {
    AicLoopCapture *capture = &self->data[i];
    if (mlirTypeIsNull(capture->stored)) {
      MlirOperation copy =
          mlirOperationClone(mlirOpResultGetOwner(capture->outside));
      mlirBlockInsertOwnedOperationBefore(mlirOperationGetBlock(before), before,
                                          copy);
      capture->inside = resultOf(copy);
      continue;
    }
    MlirValue value = resultOf(aicCreateBefore(
        before, "llvm.load",
        (AicBuild){.operands =
                       AIC_VALUES(fieldAddress(self, before, record, field++)),
                   .results = AIC_TYPES(capture->stored)}));
    capture->inside =
        aicCastBits(before, value, mlirValueGetType(capture->outside));
  }
  replace(self);
}

void aicLoopCapturesRelease(AicLoopCaptures *self) {
  aicOpListRelease(&self->ops);
  free(self->data);
}
