//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Which operations may stand in the body of an npu.vec.
//
//===----------------------------------------------------------------------===//

#include "dialects/npu/vec.h"

#include "mlir-c/BuiltinAttributes.h"

#include <string.h>

// Numbers of arith::CmpFPredicate and arith::CmpIPredicate. On NaN the unit
// answers 0, except for ne: the ordered predicates and une.
enum { OEQ = 1, OGT, OGE, OLT, OLE, UNE = 13 };
enum { EQ = 0, NE, SLT, SLE, SGT, SGE };

#define NONE .predicate = -1
#define FLOAT .isFloat = true
#define SWAPS(with) .swaps = true, .swapped = AIC_NPU_VEC_##with

static const AicNpuVecRule rules[] = {
    {"arith.addf", NONE, AIC_NPU_VEC_ADD, FLOAT, .operands = 2, SWAPS(ADD)},
    {"arith.subf", NONE, AIC_NPU_VEC_SUB, FLOAT, .operands = 2},
    {"arith.mulf", NONE, AIC_NPU_VEC_MUL, FLOAT, .operands = 2, SWAPS(MUL)},
    {"arith.divf", NONE, AIC_NPU_VEC_DIV, FLOAT, .operands = 2},
    {"arith.maximumf", NONE, AIC_NPU_VEC_MAX, FLOAT, .operands = 2, SWAPS(MAX)},
    {"arith.minimumf", NONE, AIC_NPU_VEC_MIN, FLOAT, .operands = 2, SWAPS(MIN)},
    {"arith.negf", NONE, AIC_NPU_VEC_NEG, FLOAT, .operands = 1},
    {"math.absf", NONE, AIC_NPU_VEC_ABS, FLOAT, .operands = 1},
    {"math.exp2", NONE, AIC_NPU_VEC_EXP2, FLOAT, .operands = 1},
    {"math.rsqrt", NONE, AIC_NPU_VEC_RSQRT, FLOAT, .operands = 1},
    {"math.sqrt", NONE, AIC_NPU_VEC_SQRT, FLOAT, .operands = 1},
    {"math.floor", NONE, AIC_NPU_VEC_FLOOR, FLOAT, .operands = 1},
    {"math.roundeven", NONE, AIC_NPU_VEC_ROUND, FLOAT, .operands = 1},
    {"arith.cmpf", OEQ, AIC_NPU_VEC_EQ, FLOAT, .operands = 2, SWAPS(EQ)},
    {"arith.cmpf", OGT, AIC_NPU_VEC_GT, FLOAT, .operands = 2, SWAPS(LT)},
    {"arith.cmpf", OGE, AIC_NPU_VEC_GE, FLOAT, .operands = 2, SWAPS(LE)},
    {"arith.cmpf", OLT, AIC_NPU_VEC_LT, FLOAT, .operands = 2, SWAPS(GT)},
    {"arith.cmpf", OLE, AIC_NPU_VEC_LE, FLOAT, .operands = 2, SWAPS(GE)},
    {"arith.cmpf", UNE, AIC_NPU_VEC_NE, FLOAT, .operands = 2, SWAPS(NE)},
    {"arith.addi", NONE, AIC_NPU_VEC_ADD, .operands = 2, SWAPS(ADD)},
    {"arith.subi", NONE, AIC_NPU_VEC_SUB, .operands = 2},
    {"arith.muli", NONE, AIC_NPU_VEC_MUL, .operands = 2, SWAPS(MUL)},
    {"arith.divsi", NONE, AIC_NPU_VEC_DIV, .operands = 2},
    {"arith.maxsi", NONE, AIC_NPU_VEC_MAX, .operands = 2, SWAPS(MAX)},
    {"arith.minsi", NONE, AIC_NPU_VEC_MIN, .operands = 2, SWAPS(MIN)},
    {"math.absi", NONE, AIC_NPU_VEC_ABS, .operands = 1},
    {"arith.andi", NONE, AIC_NPU_VEC_AND, .operands = 2, SWAPS(AND)},
    {"arith.ori", NONE, AIC_NPU_VEC_OR, .operands = 2, SWAPS(OR)},
    {"arith.xori", NONE, AIC_NPU_VEC_XOR, .operands = 2, SWAPS(XOR)},
    {"arith.shli", NONE, AIC_NPU_VEC_SHL, .operands = 2},
    {"arith.shrsi", NONE, AIC_NPU_VEC_ASHR, .operands = 2},
    {"arith.cmpi", EQ, AIC_NPU_VEC_EQ, .operands = 2, SWAPS(EQ)},
    {"arith.cmpi", NE, AIC_NPU_VEC_NE, .operands = 2, SWAPS(NE)},
    {"arith.cmpi", SLT, AIC_NPU_VEC_LT, .operands = 2, SWAPS(GT)},
    {"arith.cmpi", SLE, AIC_NPU_VEC_LE, .operands = 2, SWAPS(GE)},
    {"arith.cmpi", SGT, AIC_NPU_VEC_GT, .operands = 2, SWAPS(LT)},
    {"arith.cmpi", SGE, AIC_NPU_VEC_GE, .operands = 2, SWAPS(LE)},
    {"arith.select", NONE, AIC_NPU_VEC_SELECT, .isEither = true, .operands = 3},
    {"tosa.apply_scale", NONE, AIC_NPU_VEC_RESCALE, .operands = 3},
    {"npu.lut", NONE, AIC_NPU_VEC_LUT, .isEither = true, .operands = 2},
};

const AicNpuVecRule *aicNpuVecFindRule(MlirOperation op) {
  MlirAttribute attr = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("predicate"));
  int64_t predicate = -1;
  if (!mlirAttributeIsNull(attr) && mlirAttributeIsAInteger(attr))
    predicate = mlirIntegerAttrGetValueInt(attr);
  for (size_t row = 0; row < sizeof rules / sizeof rules[0]; ++row)
    if (rules[row].predicate == predicate && aicOpIs(op, rules[row].name))
      return &rules[row];
  return NULL;
}

bool aicNpuVecIsReciprocal(MlirOperation op) {
  if (!aicOpIs(op, "arith.divf") ||
      !mlirValueIsAOpResult(mlirOperationGetOperand(op, 0)))
    return false;
  MlirOperation one = mlirOpResultGetOwner(mlirOperationGetOperand(op, 0));
  if (!aicOpIs(one, "arith.constant"))
    return false;
  MlirAttribute number = mlirOperationGetAttributeByName(
      one, mlirStringRefCreateFromCString("value"));
  return mlirAttributeIsAFloat(number) &&
         mlirFloatAttrGetValueDouble(number) == 1;
}
