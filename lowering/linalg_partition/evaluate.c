//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/evaluate.h"

#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

typedef enum Kind {
  KIND_NONE = 0,
  KIND_INDEX,
  KIND_ADD,
  KIND_SUB,
  KIND_MUL,
  KIND_DIV,
  KIND_REM,
  KIND_MIN,
  KIND_MAX,
  KIND_AND,
  KIND_OR,
  KIND_XOR,
  KIND_CMP,
  KIND_SELECT,
  KIND_CAST,     ///< keeps the number, or its low bits
  KIND_UNSIGNED, ///< to more bits
  KIND_SHIFT_LEFT,
  KIND_SHIFT_RIGHT, ///< of unsigned numbers
  KIND_DIV_UNSIGNED,
  KIND_LEADING_ZEROS,
  KIND_TO_FLOAT,
  KIND_ADDF,
  KIND_SUBF,
  KIND_MULF,
  KIND_DIVF,
  KIND_READ, ///< an element of a constant tensor
} Kind;

static Kind kindOf(MlirOperation op) {
  static const struct {
    const char *name;
    Kind kind;
  } kinds[] = {
      {"linalg.index", KIND_INDEX},       {"arith.addi", KIND_ADD},
      {"arith.subi", KIND_SUB},           {"arith.muli", KIND_MUL},
      {"arith.divsi", KIND_DIV},          {"arith.remsi", KIND_REM},
      {"arith.minsi", KIND_MIN},          {"arith.maxsi", KIND_MAX},
      {"arith.andi", KIND_AND},           {"arith.ori", KIND_OR},
      {"arith.xori", KIND_XOR},           {"arith.cmpi", KIND_CMP},
      {"arith.select", KIND_SELECT},      {"arith.index_cast", KIND_CAST},
      {"arith.trunci", KIND_CAST},        {"arith.extsi", KIND_CAST},
      {"arith.sitofp", KIND_TO_FLOAT},    {"arith.addf", KIND_ADDF},
      {"arith.subf", KIND_SUBF},          {"arith.mulf", KIND_MULF},
      {"arith.divf", KIND_DIVF},          {"arith.extui", KIND_UNSIGNED},
      {"arith.shli", KIND_SHIFT_LEFT},    {"arith.shrui", KIND_SHIFT_RIGHT},
      {"arith.divui", KIND_DIV_UNSIGNED}, {"math.ctlz", KIND_LEADING_ZEROS},
      {"tensor.extract", KIND_READ},
  };
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; ++i)
    if (aicIsOp(op, kinds[i].name))
      return kinds[i].kind;
  return KIND_NONE;
}

static bool isKnown(MlirType type) {
  return mlirTypeIsAIndex(type) || mlirTypeIsAF32(type) ||
         (mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
          mlirIntegerTypeGetWidth(type) <= 64);
}

/// Brings an integer to the width of its type.
static int64_t wrap(MlirType type, int64_t value) {
  unsigned width = mlirTypeIsAIndex(type) ? 64 : mlirIntegerTypeGetWidth(type);
  if (width == 1)
    return value & 1;
  if (width == 64)
    return value;
  int64_t sign = (int64_t)1 << (width - 1);
  return (int64_t)(((uint64_t)value & (2 * (uint64_t)sign - 1)) ^
                   (uint64_t)sign) -
         sign;
}

static unsigned widthOf(MlirType type) {
  return mlirTypeIsAIndex(type) ? 64 : mlirIntegerTypeGetWidth(type);
}

/// The bits of an integer of a type.
static uint64_t bitsOf(MlirType type, int64_t value) {
  unsigned width = widthOf(type);
  return width == 64 ? (uint64_t)value
                     : (uint64_t)value & (((uint64_t)1 << width) - 1);
}

static bool isBit(MlirType type) {
  return !mlirTypeIsNull(type) && mlirTypeIsAInteger(type) &&
         mlirIntegerTypeGetWidth(type) == 1;
}

static int64_t leadingZeros(MlirType type, int64_t value) {
  int64_t count = 0;
  for (unsigned bit = widthOf(type);
       bit-- && !(bitsOf(type, value) >> bit & 1);)
    ++count;
  return count;
}

static bool readConstant(MlirValue value, AicScalarValue *number) {
  MlirAttribute attr = aicConstantOf(value);
  MlirType type = mlirValueGetType(value);
  if (mlirAttributeIsNull(attr) || !isKnown(type))
    return false;
  if (mlirTypeIsAF32(type))
    number->real = mlirFloatAttrGetValueDouble(attr);
  else
    number->integer = wrap(type, mlirIntegerAttrGetValueInt(attr));
  return true;
}

void aicEvaluateRelease(AicEvaluate *evaluate) {
  for (int i = 0; i < evaluate->count; ++i)
    aicElementsRelease(&evaluate->steps[i].table);
  evaluate->count = 0;
}

int aicEvaluateFind(const AicEvaluate *evaluate, MlirValue value) {
  for (int i = 0; i < evaluate->count; ++i)
    if (mlirValueEqual(mlirOperationGetResult(evaluate->steps[i].op, 0), value))
      return i;
  return -1;
}

/// Opens the constant that an operation reads elements of.
static bool readTable(MlirOperation op, AicEvaluateStep *step) {
  MlirAttribute value = aicConstantOf(mlirOperationGetOperand(op, 0));
  // Bits have no bytes of their own.
  return !mlirAttributeIsNull(value) && aicElementsRead(value, &step->table);
}

static bool readStep(const AicEvaluate *evaluate, MlirOperation op,
                     AicEvaluateStep *step) {
  Kind kind = kindOf(op);
  *step = (AicEvaluateStep){.op = op, .kind = (int)kind};
  if (kind == KIND_NONE ||
      mlirOperationGetNumOperands(op) > AIC_EVALUATE_MAX_OPERANDS)
    return false;
  step->type = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (!isKnown(step->type))
    return false;
  step->numOperands = (int)mlirOperationGetNumOperands(op);
  if (kind == KIND_INDEX) {
    int64_t dim = mlirIntegerAttrGetValueInt(aicGetAttr(op, "dim"));
    step->loops = dim < AIC_EVALUATE_MAX_LOOPS ? 1u << dim : 0;
    return step->loops != 0;
  }
  for (int i = kind == KIND_READ; i < step->numOperands; ++i) {
    MlirValue operand = mlirOperationGetOperand(op, i);
    step->operandType = mlirValueGetType(operand);
    step->step[i] = aicEvaluateFind(evaluate, operand);
    if (step->step[i] >= 0)
      step->loops |= evaluate->steps[step->step[i]].loops;
    else if (!readConstant(operand, &step->constant[i]))
      return false;
  }
  return kind != KIND_READ || readTable(op, step);
}

void aicEvaluateCollect(MlirBlock body, AicEvaluate *evaluate) {
  evaluate->count = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op) && evaluate->count < AIC_EVALUATE_MAX_OPS;
       op = mlirOperationGetNextInBlock(op))
    if (mlirOperationGetNumResults(op) == 1 &&
        readStep(evaluate, op, &evaluate->steps[evaluate->count]))
      ++evaluate->count;
}

/// The predicates of arith.cmpi in the order of their numbers.
static bool compare(int64_t predicate, int64_t a, int64_t b) {
  uint64_t ua = (uint64_t)a, ub = (uint64_t)b;
  const bool holds[] = {
      a == b,  a != b, a<b, a <= b, a> b, a >= b, ua<ub, ua <= ub, ua> ub,
      ua >= ub};
  return holds[predicate];
}

/// The element of the constant at the indices `in[1]`, ...
static bool readElement(AicEvaluateStep *step, const AicScalarValue *in) {
  MlirType type = mlirValueGetType(mlirOperationGetOperand(step->op, 0));
  int64_t position = 0;
  for (int i = 1; i < step->numOperands; ++i) {
    int64_t size = mlirShapedTypeGetDimSize(type, i - 1);
    if (in[i].integer < 0 || in[i].integer >= size)
      return false;
    position = position * size + in[i].integer;
  }
  const char *data = step->table.data;
  if (mlirTypeIsAF32(step->type)) {
    float number;
    memcpy(&number, data + position * (int64_t)sizeof number, sizeof number);
    step->value.real = number;
    return true;
  }
  unsigned bytes = mlirTypeIsAIndex(step->type)
                       ? 8
                       : mlirIntegerTypeGetWidth(step->type) / 8;
  int64_t number = 0;
  memcpy(&number, data + position * bytes, bytes);
  step->value.integer = wrap(step->type, number);
  return true;
}

static bool compute(AicEvaluateStep *step, const AicScalarValue *in,
                    const int64_t *indices) {
  int64_t a = in[0].integer, b = in[1].integer, result = 0;
  // The only bit of i1 is its sign.
  if (isBit(step->operandType)) {
    a = -a;
    b = -b;
  }
  switch ((Kind)step->kind) {
  case KIND_INDEX:
    result = indices[mlirIntegerAttrGetValueInt(aicGetAttr(step->op, "dim"))];
    break;
  case KIND_ADD:
    result = (int64_t)((uint64_t)a + (uint64_t)b);
    break;
  case KIND_SUB:
    result = (int64_t)((uint64_t)a - (uint64_t)b);
    break;
  case KIND_MUL:
    result = (int64_t)((uint64_t)a * (uint64_t)b);
    break;
  case KIND_DIV:
  case KIND_REM:
    if (!b || (a == INT64_MIN && b == -1))
      return false;
    result = step->kind == KIND_DIV ? a / b : a % b;
    break;
  case KIND_MIN:
    result = a < b ? a : b;
    break;
  case KIND_MAX:
    result = a > b ? a : b;
    break;
  case KIND_AND:
    result = a & b;
    break;
  case KIND_OR:
    result = a | b;
    break;
  case KIND_XOR:
    result = a ^ b;
    break;
  case KIND_CMP:
    result = compare(
        mlirIntegerAttrGetValueInt(aicGetAttr(step->op, "predicate")), a, b);
    break;
  case KIND_SELECT:
    step->value = a ? in[1] : in[2];
    return true;
  case KIND_CAST:
    result = a;
    break;
  case KIND_UNSIGNED:
    result = (int64_t)bitsOf(step->operandType, a);
    break;
  case KIND_SHIFT_LEFT:
  case KIND_SHIFT_RIGHT:
    if (b < 0 || b >= (int64_t)widthOf(step->type))
      return false;
    result =
        (int64_t)(step->kind == KIND_SHIFT_LEFT ? (uint64_t)a << b
                                                : bitsOf(step->type, a) >> b);
    break;
  case KIND_DIV_UNSIGNED:
    if (!b)
      return false;
    result = (int64_t)(bitsOf(step->type, a) / bitsOf(step->type, b));
    break;
  case KIND_LEADING_ZEROS:
    result = leadingZeros(step->type, a);
    break;
  case KIND_TO_FLOAT:
    step->value.real = (float)a;
    return true;
  case KIND_ADDF:
    step->value.real = (float)in[0].real + (float)in[1].real;
    return true;
  case KIND_SUBF:
    step->value.real = (float)in[0].real - (float)in[1].real;
    return true;
  case KIND_MULF:
    step->value.real = (float)in[0].real * (float)in[1].real;
    return true;
  case KIND_DIVF:
    step->value.real = (float)in[0].real / (float)in[1].real;
    return true;
  case KIND_READ:
    return readElement(step, in);
  case KIND_NONE:
    return false;
  }
  step->value.integer = wrap(step->type, result);
  return true;
}

bool aicEvaluateAt(AicEvaluate *evaluate, const int64_t *indices) {
  for (int i = 0; i < evaluate->count; ++i) {
    AicEvaluateStep *step = &evaluate->steps[i];
    AicScalarValue in[AIC_EVALUATE_MAX_OPERANDS] = {{0}};
    for (int n = step->table.data != NULL; n < step->numOperands; ++n)
      in[n] = step->step[n] >= 0 ? evaluate->steps[step->step[n]].value
                                 : step->constant[n];
    if (!compute(step, in, indices))
      return false;
  }
  return true;
}
