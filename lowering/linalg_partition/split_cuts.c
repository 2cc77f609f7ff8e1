//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Cuts of bodies that are too long, and of those that keep a wide tensor
// waiting.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/split_bodies.h"

#include "lowering/support/ir.h"
#include "lowering/support/linalg.h"

#include "mlir-c/BuiltinTypes.h"

/// Marks the operations that `index` needs, itself among them; gives their
/// micro-ops. `but` is not looked at.
static int countCone(const AicSplitBody *body, int index, int but) {
  bool live[AIC_SPLIT_MAX_OPS] = {false};
  int count = 0;
  live[index] = true;
  for (int i = index; i >= 0; --i) {
    if (!live[i] || i == but)
      continue;
    AicBodyKind kind = aicBodyKindOf(body->ops[i]);
    count += kind == AIC_BODY_EXP                                 ? 2
             : kind != AIC_BODY_CONSTANT && kind != AIC_BODY_CAST ? 1
                                                                  : 0;
    for (intptr_t n = 0; n < mlirOperationGetNumOperands(body->ops[i]); ++n) {
      int operand =
          aicSplitIndexOf(body, mlirOperationGetOperand(body->ops[i], n));
      if (operand >= 0)
        live[operand] = true;
    }
  }
  return count;
}

int aicSplitLong(const AicSplitBody *body) {
  int last = aicSplitIndexOf(
      body, mlirOperationGetOperand(mlirBlockGetTerminator(body->block), 0));
  if (last < 0 || countCone(body, last, -1) <= AIC_BODY_MAX_OPS)
    return -1;
  int best = -1, longest = 1;
  for (int i = 0; i < last; ++i) {
    int count = countCone(body, i, -1);
    if (!aicSplitCanCut(body, i) || count > AIC_BODY_MAX_OPS ||
        count <= longest ||
        aicSplitCountBits(body->needs[i]) > AIC_SPLIT_MAX_OPERANDS)
      continue;
    longest = count;
    best = i;
  }
  return best;
}

/// The product or sum of i32 that is input `input` and nothing else uses.
static MlirOperation productOf(const AicSplitBody *body, intptr_t input) {
  MlirOperation null = {NULL};
  MlirValue value = mlirOperationGetOperand(body->op, input);
  MlirType element = mlirShapedTypeGetElementType(mlirValueGetType(value));
  AicLoopRoles roles;
  bool parallel[AIC_MATCH_MAX_LOOPS], reduces = false;
  if (!mlirValueIsAOpResult(value) || !mlirTypeIsAInteger(element) ||
      mlirIntegerTypeGetWidth(element) != 32 ||
      !mlirOpOperandIsNull(
          mlirOpOperandGetNextUse(mlirValueGetFirstUse(value))))
    return null;
  MlirOperation owner = mlirOpResultGetOwner(value);
  if (!aicIsStructured(owner) || aicReadLoops(owner, &roles, parallel) ||
      !mlirBlockEqual(mlirOperationGetBlock(owner),
                      mlirOperationGetBlock(body->op)))
    return null;
  for (int loop = 0; loop < roles.count; ++loop)
    reduces = reduces || !parallel[loop];
  return reduces ? owner : null;
}

int aicSplitNarrow(const AicSplitBody *body, MlirOperation *product) {
  for (int i = 0; i < body->count; ++i) {
    MlirType type = mlirValueGetType(mlirOperationGetResult(body->ops[i], 0));
    if (!aicSplitCanCut(body, i) || !mlirTypeIsAInteger(type) ||
        mlirIntegerTypeGetWidth(type) != 8)
      continue;
    unsigned rest = aicSplitNeedsWithout(body, i);
    bool waits = false;
    int products = 0;
    for (intptr_t n = 0; n < body->numInputs; ++n)
      if (body->needs[i] >> n & 1 && !(rest >> n & 1) &&
          !mlirOperationIsNull(productOf(body, n))) {
        *product = productOf(body, n);
        ++products;
      }
    for (intptr_t n = 0; products == 1 && n < body->numInputs; ++n) {
      MlirOperation other = {NULL};
      if (rest >> n & 1)
        other = productOf(body, n);
      waits = waits || (!mlirOperationIsNull(other) &&
                        mlirOperationIsBeforeInBlock(*product, other));
    }
    if (waits)
      return i;
  }
  return -1;
}

/// The operation of the block of `product`, behind it, that makes `value`; else
/// none.
static MlirOperation madeBehind(MlirOperation product, MlirValue value) {
  MlirOperation none = {NULL};
  if (!mlirValueIsAOpResult(value))
    return none;
  MlirOperation owner = mlirOpResultGetOwner(value);
  return mlirBlockEqual(mlirOperationGetBlock(owner),
                        mlirOperationGetBlock(product)) &&
                 mlirOperationIsBeforeInBlock(product, owner)
             ? owner
             : none;
}

void aicSplitMove(MlirOperation op, MlirOperation product) {
  intptr_t numOperands = mlirOperationGetNumOperands(op);
  for (intptr_t i = 0; i < numOperands; ++i) {
    MlirOperation owner = madeBehind(product, mlirOperationGetOperand(op, i));
    if (!mlirOperationIsNull(owner) && mlirOperationGetNumOperands(owner))
      return;
  }
  mlirOperationMoveAfter(op, product);
  for (intptr_t i = 0; i < numOperands; ++i) {
    MlirOperation owner = madeBehind(op, mlirOperationGetOperand(op, i));
    if (!mlirOperationIsNull(owner))
      mlirOperationMoveAfter(owner, product);
  }
}
