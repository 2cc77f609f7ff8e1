//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the body of a linalg operation computes, and whether the vector unit
// can.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/body.h"

#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <string.h>

/// What an operation of a body becomes on the vector unit.
static const AicBodyOp bodyOps[] = {
    {"arith.addf", AIC_BODY_FLOAT},
    {"arith.subf", AIC_BODY_FLOAT},
    {"arith.mulf", AIC_BODY_FLOAT},
    {"arith.divf", AIC_BODY_FLOAT},
    {"arith.maximumf", AIC_BODY_FLOAT},
    {"arith.minimumf", AIC_BODY_FLOAT},
    {"arith.negf", AIC_BODY_FLOAT},
    {"arith.cmpf", AIC_BODY_FLOAT},
    {"math.absf", AIC_BODY_FLOAT},
    {"math.exp2", AIC_BODY_FLOAT},
    {"math.rsqrt", AIC_BODY_FLOAT},
    {"math.floor", AIC_BODY_FLOAT},
    {"arith.addi", AIC_BODY_INT},
    {"arith.subi", AIC_BODY_INT},
    {"arith.muli", AIC_BODY_INT},
    {"arith.maxsi", AIC_BODY_INT},
    {"arith.minsi", AIC_BODY_INT},
    {"arith.cmpi", AIC_BODY_INT},
    {"arith.select", AIC_BODY_EITHER},
    {"arith.constant", AIC_BODY_CONSTANT},
    // Elements are converted as they are read.
    {"arith.extsi", AIC_BODY_CAST},
    {"arith.extf", AIC_BODY_CAST},
    {"arith.sitofp", AIC_BODY_CAST},
    {NULL, AIC_BODY_FLOAT},
};

const AicBodyOp *aicBodyFindOp(MlirOperation op) {
  for (const AicBodyOp *row = bodyOps; row->name; ++row)
    if (aicOpIs(op, row->name))
      return row;
  return NULL;
}

static bool isFloatType(MlirType type) {
  return mlirTypeIsAF32(type) || mlirTypeIsABF16(type);
}

/// Behind casts that the vector unit does while reading.
static MlirValue skipCasts(MlirValue value) {
  while (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    const AicBodyOp *row = aicBodyFindOp(op);
    if (!row || row->kind != AIC_BODY_CAST)
      break;
    value = mlirOperationGetOperand(op, 0);
  }
  return value;
}

static bool isArgument(MlirValue value, MlirBlock block, intptr_t index) {
  return mlirValueIsABlockArgument(value) &&
         mlirValueEqual(value, mlirBlockGetArgument(block, index));
}

static bool hasOneUse(MlirValue value) {
  MlirOpOperand use = mlirValueGetFirstUse(value);
  return !mlirOpOperandIsNull(use) &&
         mlirOpOperandIsNull(mlirOpOperandGetNextUse(use));
}

/// The kind of reduction that an operation does, or NULL.
static const char *reductionKind(MlirOperation op) {
  static const char *const kinds[][2] = {{"arith.addf", "add"},
                                         {"arith.addi", "add"},
                                         {"arith.maximumf", "max"},
                                         {"arith.maxsi", "max"},
                                         {"arith.minimumf", "min"},
                                         {"arith.minsi", "min"},
                                         {NULL, NULL}};
  for (int i = 0; kinds[i][0]; ++i)
    if (aicOpIs(op, kinds[i][0]))
      return kinds[i][1];
  return NULL;
}

static bool isProduct(MlirValue value, MlirBlock block) {
  if (!mlirValueIsAOpResult(value))
    return false;
  MlirOperation op = mlirOpResultGetOwner(value);
  if (!aicOpIs(op, "arith.mulf") && !aicOpIs(op, "arith.muli"))
    return false;
  MlirValue a = skipCasts(mlirOperationGetOperand(op, 0));
  MlirValue b = skipCasts(mlirOperationGetOperand(op, 1));
  return (isArgument(a, block, 0) && isArgument(b, block, 1)) ||
         (isArgument(a, block, 1) && isArgument(b, block, 0));
}

typedef struct Count {
  MlirBlock block;
  bool isFloat;
  int64_t ops;
  int visits;
  const char *reason;
} Count;

/// Checks the operations that `value` needs, and counts them (a shared one
/// once per use, so never too few).
static void countOps(Count *count, MlirValue value) {
  if (count->reason || !mlirValueIsAOpResult(value))
    return;
  MlirOperation op = mlirOpResultGetOwner(value);
  const AicBodyOp *row = aicBodyFindOp(op);
  if (!row) {
    count->reason = "its body has an operation that the vector unit lacks";
    return;
  }
  if (row->kind == AIC_BODY_CONSTANT)
    return;
  if (row->kind == (count->isFloat ? AIC_BODY_INT : AIC_BODY_FLOAT)) {
    count->reason = "its body mixes integer and floating-point arithmetic";
    return;
  }
  if (row->kind != AIC_BODY_CAST)
    ++count->ops;
  if (++count->visits > 64 || count->ops > AIC_BODY_MAX_OPS) {
    count->reason = "its body is longer than a program of the vector unit";
    return;
  }
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
    countOps(count, mlirOperationGetOperand(op, i));
}

const char *aicReadBody(MlirOperation op, AicBody *body) {
  *body = (AicBody){.ops = 0};
  if (mlirOperationGetNumRegions(op) != 1)
    return "it has no body";
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  if (mlirBlockIsNull(block))
    return "it has no body";
  MlirOperation yield = mlirBlockGetTerminator(block);
  if (mlirOperationGetNumOperands(yield) != 1)
    return "it has more than one result";
  MlirValue value = mlirOperationGetOperand(yield, 0);
  MlirType type = mlirValueGetType(value);
  body->isFloat = isFloatType(type);
  if (!body->isFloat && !mlirTypeIsAInteger(type))
    return "its element type is none of the device";

  intptr_t out = mlirBlockGetNumArguments(block) - 1;
  MlirValue old = mlirBlockGetArgument(block, out);
  if (!mlirOpOperandIsNull(mlirValueGetFirstUse(old))) {
    // yield(combine(old, value))
    if (!mlirValueIsAOpResult(value) || !hasOneUse(old))
      return "its body uses the result's old value in a way of its own";
    MlirOperation combine = mlirOpResultGetOwner(value);
    body->reduceKind = reductionKind(combine);
    if (!body->reduceKind)
      return "its reduction is none of add, max, min";
    MlirValue lhs = mlirOperationGetOperand(combine, 0);
    MlirValue rhs = mlirOperationGetOperand(combine, 1);
    if (mlirValueEqual(lhs, old))
      value = rhs;
    else if (mlirValueEqual(rhs, old))
      value = lhs;
    else
      return "its body uses the result's old value in a way of its own";
    body->reduces = true;
    body->multiplyAdd =
        !strcmp(body->reduceKind, "add") && out == 2 && isProduct(value, block);
  }
  body->value = value;
  body->identity = !body->reduces && isArgument(value, block, 0);
  Count count = {.block = block, .isFloat = body->isFloat};
  countOps(&count, value);
  body->ops = count.ops;
  return count.reason;
}

bool aicIsElementwise(MlirOperation op) {
  AicLoopRoles roles;
  bool parallel[AIC_MATCH_MAX_LOOPS];
  if (aicReadLoops(op, &roles, parallel))
    return false;
  for (int loop = 0; loop < roles.count; ++loop)
    if (!parallel[loop])
      return false;
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  intptr_t out = mlirBlockGetNumArguments(block) - 1;
  return mlirOpOperandIsNull(
      mlirValueGetFirstUse(mlirBlockGetArgument(block, out)));
}
