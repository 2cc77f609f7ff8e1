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
#include "dialects/npu/vec.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <string.h>

static bool isInteger(MlirType type, unsigned width) {
  return mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
         mlirIntegerTypeGetWidth(type) == width;
}

static bool isConstant(MlirValue value) {
  return !mlirAttributeIsNull(aicBodyConstant(value));
}

/// A float that is stored in 16 bits and computed with in f32.
static bool isHalf(MlirType type) {
  return mlirTypeIsABF16(type) || mlirTypeIsAF16(type);
}

static bool isFloatType(MlirType type) {
  return mlirTypeIsAF32(type) || isHalf(type);
}

static bool isIntType(MlirType type) {
  return isInteger(type, 32) || isInteger(type, 8) || isInteger(type, 4);
}

/// Behind casts that the vector unit does while reading.
static MlirValue skipCasts(MlirValue value) {
  while (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (aicBodyKindOf(op) != AIC_BODY_CAST)
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

enum { MAX_VISITS = 96 }; ///< operations of a body, constants included

typedef struct Count {
  MlirBlock block;
  const AicMachine *machine; ///< NULL: any
  MlirValue root;
  bool isFloat;
  AicBody *body; ///< gets the tables
  int64_t ops;
  int numSeen;
  MlirValue seen[MAX_VISITS]; ///< counted values, and loaded constants
  const char *reason;
} Count;

/// Whether `value` comes for the first time.
static bool isNew(Count *count, MlirValue value) {
  for (int i = 0; i < count->numSeen; ++i)
    if (mlirValueEqual(count->seen[i], value))
      return false;
  if (count->numSeen < MAX_VISITS)
    count->seen[count->numSeen++] = value;
  return true;
}

/// Operations whose result in a narrow type is that of the wide one.
static bool isExact(AicNpuVecOp op) {
  switch (op) {
  case AIC_NPU_VEC_MAX:
  case AIC_NPU_VEC_MIN:
  case AIC_NPU_VEC_SELECT:
  case AIC_NPU_VEC_AND:
  case AIC_NPU_VEC_OR:
  case AIC_NPU_VEC_XOR:
    return true;
  default:
    return op >= AIC_NPU_VEC_LT && op <= AIC_NPU_VEC_NE;
  }
}

static bool machineHas(const AicMachine *machine, AicNpuVecOp op) {
  return !machine || (machine->vector.ops >> op & 1);
}

/// The types of a value that a body of this kind may compute with. `narrow`
/// ones are exact only where nothing is rounded or wrapped.
static bool typeFits(const Count *count, MlirType type, bool narrow) {
  if (count->isFloat)
    return mlirTypeIsAF32(type) || (narrow && isHalf(type));
  return isInteger(type, 32) || (narrow && isInteger(type, 8));
}

static bool castFits(const Count *count, MlirOperation op) {
  MlirType from = mlirValueGetType(mlirOperationGetOperand(op, 0));
  MlirType to = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (aicOpIs(op, "arith.trunci"))
    return true;
  if (aicOpIs(op, "arith.extsi"))
    return (isInteger(from, 8) || isInteger(from, 4)) && isInteger(to, 32);
  return count->isFloat && mlirTypeIsAF32(to) &&
         (aicOpIs(op, "arith.extf") ? isHalf(from) : isIntType(from));
}

/// The shift of a rescaling is a constant or is read.
static bool rescaleFits(MlirOperation op) {
  MlirValue shift = mlirOperationGetOperand(op, 2);
  bool fits = isInteger(mlirValueGetType(shift), 8) &&
              (isConstant(shift) || mlirValueIsABlockArgument(shift));
  for (int i = 0; i < 2; ++i)
    fits =
        fits && isInteger(mlirValueGetType(mlirOperationGetOperand(op, i)), 32);
  return fits;
}

static bool microFits(const Count *count, MlirOperation op,
                      const AicNpuVecRule *rule) {
  if (!rule->isEither && rule->isFloat != count->isFloat)
    return false;
  if (rule->op == AIC_NPU_VEC_RESCALE)
    return rescaleFits(op);
  // What is rounded at the end is rounded as it is stored.
  bool narrow = isExact(rule->op) ||
                (count->isFloat &&
                 mlirValueEqual(mlirOperationGetResult(op, 0), count->root));
  MlirType result = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (rule->predicate < 0 && !typeFits(count, result, narrow))
    return false;
  for (int i = 0; i < rule->operands; ++i) {
    MlirValue operand = mlirOperationGetOperand(op, i);
    MlirType type = mlirValueGetType(operand);
    if (rule->op == AIC_NPU_VEC_SELECT && i == 0) {
      const AicNpuVecRule *from =
          mlirValueIsAOpResult(operand)
              ? aicNpuVecFindRule(mlirOpResultGetOwner(operand))
              : NULL;
      if (!from || from->predicate < 0)
        return false;
    } else if (!typeFits(count, type, narrow)) {
      return false;
    }
  }
  return true;
}

/// Constants that take a micro-op to be loaded: all but those that are operand
/// b, perhaps after an exchange.
static int64_t loadedConstants(Count *count, MlirOperation op,
                               const AicNpuVecRule *rule) {
  int64_t loaded = 0;
  if (aicNpuVecIsReciprocal(op))
    return 0;
  if (rule->op == AIC_NPU_VEC_RESCALE &&
      isConstant(mlirOperationGetOperand(op, 1)) &&
      isConstant(mlirOperationGetOperand(op, 2)))
    return isConstant(mlirOperationGetOperand(op, 0)) &&
           isNew(count, mlirOperationGetOperand(op, 0));
  int immediate = rule->op == AIC_NPU_VEC_RESCALE  ? -1
                  : rule->op == AIC_NPU_VEC_SELECT ? 2
                                                   : 1;
  if (rule->swaps && !isConstant(mlirOperationGetOperand(op, 1)))
    immediate = 0;
  for (int i = 0; i < rule->operands; ++i) {
    MlirValue operand = mlirOperationGetOperand(op, i);
    loaded += i != immediate && isConstant(operand) && isNew(count, operand);
  }
  return loaded;
}

static void countOps(Count *count, MlirValue value);

static const char *countLookUp(Count *count, MlirOperation op) {
  AicLookUp lookUp;
  if (!aicBodyLookUp(op, &lookUp))
    return "its body looks up in a way of its own";
  const char *reason = aicBodyAddTable(count->body, &lookUp, count->machine);
  if (reason)
    return reason;
  if (lookUp.offset && !machineHas(count->machine, AIC_NPU_VEC_ADD))
    return "its body has an operation that the vector unit lacks";
  count->ops += 1 + (lookUp.offset != 0);
  if (count->numSeen == MAX_VISITS || count->ops > AIC_BODY_MAX_OPS)
    return "its body is longer than a program of the vector unit";
  countOps(count, lookUp.index);
  return NULL;
}

static const char *countOp(Count *count, MlirOperation op) {
  const AicNpuVecRule *rule;
  int64_t loaded;
  switch (aicBodyKindOf(op)) {
  case AIC_BODY_NONE:
    return aicOpIs(op, "tensor.extract")
               ? "it reads a tensor at indices that are computed"
               : "its body has an operation that the vector unit lacks";
  case AIC_BODY_CONSTANT: {
    MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
    return isIntType(type) || (count->isFloat && isFloatType(type))
               ? NULL
               : "its body has a constant of a type that the device lacks";
  }
  case AIC_BODY_LUT:
    return countLookUp(count, op);
  case AIC_BODY_CAST:
    if (!castFits(count, op))
      return "its body converts between types that the device lacks";
    break;
  case AIC_BODY_EXP:
    if (!mlirTypeIsAF32(mlirValueGetType(mlirOperationGetResult(op, 0))))
      return "its body computes in a type that the vector unit lacks";
    if (!machineHas(count->machine, AIC_NPU_VEC_MUL) ||
        !machineHas(count->machine, AIC_NPU_VEC_EXP2))
      return "its body has an operation that the vector unit lacks";
    count->ops += 2;
    break;
  case AIC_BODY_MICRO:
    rule = aicNpuVecFindRule(op);
    if (!microFits(count, op, rule))
      return "its body computes in a type that the vector unit lacks";
    loaded = loadedConstants(count, op, rule);
    if (!machineHas(count->machine,
                    aicNpuVecIsReciprocal(op) ? AIC_NPU_VEC_RCP : rule->op) ||
        (rule->op == AIC_NPU_VEC_RESCALE && count->machine &&
         !count->machine->vector.requant) ||
        (loaded && !machineHas(count->machine, AIC_NPU_VEC_IMM)))
      return "its body has an operation that the vector unit lacks";
    count->ops += 1 + loaded;
    break;
  }
  if (count->numSeen == MAX_VISITS || count->ops > AIC_BODY_MAX_OPS)
    return "its body is longer than a program of the vector unit";
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
    countOps(count, mlirOperationGetOperand(op, i));
  return NULL;
}

/// Checks the operations that `value` needs, and counts their micro-ops.
static void countOps(Count *count, MlirValue value) {
  const char *reason = NULL;
  if (count->reason)
    return;
  bool constant = isConstant(value);
  if (!constant && mlirValueIsAOpResult(value) && !isNew(count, value))
    return;
  if (mlirValueIsAOpResult(value))
    reason = countOp(count, mlirOpResultGetOwner(value));
  else if (!mlirBlockEqual(mlirBlockArgumentGetOwner(value), count->block))
    reason = "its body uses a value from outside";
  if (reason && !count->reason)
    count->reason = reason;
}

/// Some value in the body is a float: all of it computes in f32.
static bool hasFloat(MlirBlock block) {
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
      if (isFloatType(mlirValueGetType(mlirOperationGetOperand(op, i))))
        return true;
  return false;
}

const char *aicReadBody(MlirOperation op, const AicMachine *machine,
                        AicBody *body) {
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
  body->isFloat = hasFloat(block);
  if (!isFloatType(type) && !isIntType(type))
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
    if (!strcmp(body->reduceKind, "add") && !mlirTypeIsAF32(type) &&
        !isInteger(type, 32))
      return "its sum is in a narrow type";
    body->reduces = true;
    body->sumsProducts = !strcmp(body->reduceKind, "add") &&
                         mlirValueIsAOpResult(value) &&
                         (aicOpIs(mlirOpResultGetOwner(value), "arith.mulf") ||
                          aicOpIs(mlirOpResultGetOwner(value), "arith.muli"));
    body->multiplyAdd =
        !strcmp(body->reduceKind, "add") && out == 2 && isProduct(value, block);
  }
  body->identity = !body->reduces && isArgument(value, block, 0);
  if (!body->reduces)
    value = aicBodyStored(value);
  body->value = value;
  Count count = {.block = block,
                 .machine = machine,
                 .root = body->reduces ? (MlirValue){NULL} : value,
                 .isFloat = body->isFloat,
                 .body = body,
                 .ops = isConstant(value)};
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
