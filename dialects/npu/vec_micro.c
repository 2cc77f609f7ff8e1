//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// npu.vec: one part of the body as a micro-program.
//
// What the reduction needs runs before it, what the yielded value needs runs
// behind it, each once per point; an operation that both need runs twice, since
// only the reduced value and the inputs survive the reduction. Constants become
// immediates where the micro-op has one. Registers are given out in one pass
// and taken back after the last use; those of the inputs stay.
//
//===----------------------------------------------------------------------===//

#include "dialects/npu/vec_body.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static MlirStringRef nameOf(MlirOperation op) {
  return mlirIdentifierStr(mlirOperationGetName(op));
}

/// Number of the node that computes `value`, or -1 for a block argument.
static int nodeOf(const AicNpuVecBody *body, MlirValue value) {
  if (mlirValueIsABlockArgument(value))
    return -1;
  MlirOperation op = mlirOpResultGetOwner(value);
  for (int index = 0; index < body->count; ++index)
    if (mlirOperationEqual(body->nodes[index].op, op))
      return index;
  return -1;
}

MlirValue aicNpuVecResolve(const AicNpuVecBody *body, MlirValue value) {
  int index = nodeOf(body, value);
  while (index >= 0 && body->nodes[index].isAlias) {
    value = mlirOperationGetOperand(body->nodes[index].op, 0);
    index = nodeOf(body, value);
  }
  return value;
}

static bool isWord(MlirType type) { return aicNpuComputeType.holds(type); }

/// The operations' types are those of the vector unit: the compute type, i1
/// from a comparison to a select, i8 as the shift of a rescaling.
static bool typesFit(const AicNpuVecBody *body, const AicNpuVecNode *node) {
  bool isFloat = body->out->compute == AIC_NPU_F32;
  if (!node->rule->isEither && node->rule->isFloat != isFloat)
    return false;
  MlirType result = mlirValueGetType(mlirOperationGetResult(node->op, 0));
  if (node->rule->predicate < 0 &&
      (!isWord(result) || mlirTypeIsAF32(result) != isFloat))
    return false;
  for (int i = 0; i < node->rule->operands; ++i) {
    MlirType type = mlirValueGetType(mlirOperationGetOperand(node->op, i));
    bool isOther = node->rule->op == AIC_NPU_VEC_SELECT    ? i == 0
                   : node->rule->op == AIC_NPU_VEC_RESCALE ? i == 2
                                                           : false;
    if (isOther ? mlirTypeIsAShaped(type)
                : !isWord(type) || mlirTypeIsAF32(type) != isFloat)
      return false;
  }
  return true;
}

/// A truncation to the shift of a rescaling changes nothing: the value comes
/// from a memref of i8.
static bool isShift(const AicNpuVecBody *body, MlirOperation op) {
  MlirOpOperand use = mlirValueGetFirstUse(mlirOperationGetResult(op, 0));
  for (; !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use))
    if (!aicOpIs(mlirOpOperandGetOwner(use), "tosa.apply_scale"))
      return false;
  MlirValue value = mlirOperationGetOperand(op, 0);
  return mlirValueIsABlockArgument(value) && isWord(mlirValueGetType(value)) &&
         body->out->sources[mlirBlockArgumentGetArgNumber(value)].type ==
             AIC_NPU_I8;
}

MlirLogicalResult aicNpuVecReadNode(AicNpuVecBody *body, MlirOperation op) {
  MlirStringRef name = nameOf(op);
  if (body->count == AIC_NPU_VEC_MAX_BODY) // C6
    return aicOpError(body->vec, "body has more than %d operations",
                      AIC_NPU_VEC_MAX_BODY);
  AicNpuVecNode *node = &body->nodes[body->count++];
  *node = (AicNpuVecNode){.op = op, .reg = -1};
  node->isConstant = aicOpIs(op, "arith.constant");
  node->isReduce = aicOpIs(op, "npu.reduce");
  node->isAlias = aicOpIs(op, "arith.trunci");
  if (node->isAlias && !isShift(body, op)) // C6
    return aicOpError(body->vec, "'arith.trunci' in the body may only make an "
                                 "i8 input the shift of 'tosa.apply_scale'");
  if (node->isAlias || node->isConstant || node->isReduce)
    return mlirLogicalResultSuccess();
  node->rule = aicNpuVecFindRule(op);
  if (!node->rule) // C6
    return aicOpError(body->vec,
                      "body has '%.*s', which the vector unit cannot run",
                      (int)name.length, name.data);
  if (!typesFit(body, node)) // C6
    return aicOpError(
        body->vec, "'%.*s' in the body computes in another type than %s",
        (int)name.length, name.data, aicNpuTypeName(body->out->compute));
  return mlirLogicalResultSuccess();
}

/// Marks what `value` needs, up to the reduction.
static void need(AicNpuVecBody *body, MlirValue value, int reader) {
  int index = nodeOf(body, aicNpuVecResolve(body, value));
  if (index < 0)
    return;
  AicNpuVecNode *node = &body->nodes[index];
  if (node->last < reader)
    node->last = reader;
  node->needed = true;
}

// Nodes are in the order of the block, so one pass from the end marks all.
void aicNpuVecMark(AicNpuVecBody *body, MlirValue root) {
  for (int index = 0; index < body->count; ++index) {
    body->nodes[index].needed = false;
    body->nodes[index].last = -1;
    body->nodes[index].reg = -1;
  }
  need(body, root, body->count);
  for (int index = body->count; index-- > 0;) {
    AicNpuVecNode *node = &body->nodes[index];
    if (!node->needed || node->isReduce)
      continue;
    for (intptr_t i = 0; i < mlirOperationGetNumOperands(node->op); ++i)
      need(body, mlirOperationGetOperand(node->op, i), index);
  }
}

int aicNpuVecTakeRegister(AicNpuVecBody *body) {
  for (int reg = 0; reg < AIC_NPU_NUM_REGISTERS; ++reg)
    if (!body->used[reg]) {
      body->used[reg] = true;
      return reg;
    }
  return -1;
}

MlirLogicalResult aicNpuVecAppend(AicNpuVecBody *body, AicNpuMicroOp op) {
  AicNpuVec *out = body->out;
  if (out->numOps == AIC_NPU_MAX_VEC_OPS) // C6
    return aicOpError(body->vec,
                      "body needs more than %d operations of the vector unit",
                      AIC_NPU_MAX_VEC_OPS);
  out->ops[out->numOps++] = op;
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult noRegister(const AicNpuVecBody *body) { // C6
  return aicOpError(body->vec, "body needs more than %d registers",
                    AIC_NPU_NUM_REGISTERS);
}

/// The attribute of a constant, or null.
static MlirAttribute constantOf(const AicNpuVecBody *body, MlirValue value) {
  int index = nodeOf(body, aicNpuVecResolve(body, value));
  if (index < 0 || !body->nodes[index].isConstant)
    return mlirAttributeGetNull();
  return mlirOperationGetAttributeByName(
      body->nodes[index].op, mlirStringRefCreateFromCString("value"));
}

/// The register that holds `value`; loads a constant.
static MlirLogicalResult registerOf(AicNpuVecBody *body, MlirValue value,
                                    uint8_t *reg) {
  value = aicNpuVecResolve(body, value);
  int index = nodeOf(body, value);
  if (index < 0) {
    *reg = (uint8_t)mlirBlockArgumentGetArgNumber(value);
    return mlirLogicalResultSuccess();
  }
  AicNpuVecNode *node = &body->nodes[index];
  if (node->reg < 0) {
    node->reg = aicNpuVecTakeRegister(body);
    if (node->reg < 0)
      return noRegister(body);
    MlirAttribute number = constantOf(body, value);
    if (mlirLogicalResultIsFailure(aicNpuVecAppend(
            body, (AicNpuMicroOp){.op = AIC_NPU_VEC_IMM,
                                  .dst = (uint8_t)node->reg,
                                  .imm = aicNpuBitsOf(number)})))
      return mlirLogicalResultFailure();
  }
  *reg = (uint8_t)node->reg;
  return mlirLogicalResultSuccess();
}

static void findDouble(MlirStringRef text, void *found) {
  for (size_t start = 0; start + 6 <= text.length; ++start)
    if (memcmp(text.data + start, "DOUBLE", 6) == 0)
      *(bool *)found = true;
}

/// #tosa.rounding_mode has no accessor in MLIR's C API.
static bool isDoubleRound(MlirAttribute rounding) {
  bool found = false;
  if (!mlirAttributeIsNull(rounding))
    mlirAttributePrint(rounding, findDouble, &found);
  return found;
}

/// Whether multiplier and shift of a rescaling are both constants, which then
/// are part of the micro-op.
static bool isFixedRescale(const AicNpuVecBody *body, MlirOperation op) {
  return !mlirAttributeIsNull(
             constantOf(body, mlirOperationGetOperand(op, 1))) &&
         !mlirAttributeIsNull(constantOf(body, mlirOperationGetOperand(op, 2)));
}

static MlirLogicalResult translateNode(AicNpuVecBody *body, int index) {
  AicNpuVecNode *node = &body->nodes[index];
  MlirValue operand[3];
  for (int i = 0; i < node->rule->operands; ++i)
    operand[i] = mlirOperationGetOperand(node->op, i);
  AicNpuMicroOp micro = {.op = node->rule->op};
  uint8_t *const fields[] = {&micro.a, &micro.b, &micro.c};
  int order[] = {0, 1, 2};
  if (micro.op == AIC_NPU_VEC_SELECT) { // condition last
    order[0] = 1, order[1] = 2, order[2] = 0;
  } else if (node->rule->swaps &&
             !mlirAttributeIsNull(constantOf(body, operand[0])) &&
             mlirAttributeIsNull(constantOf(body, operand[1]))) {
    order[0] = 1, order[1] = 0;
    micro.op = node->rule->swapped;
  }
  if (micro.op == AIC_NPU_VEC_RESCALE) {
    MlirAttribute rounding = mlirOperationGetAttributeByName(
        node->op, mlirStringRefCreateFromCString("rounding_mode"));
    micro.doubleRound = isDoubleRound(rounding);
  }
  int operands = node->rule->operands;
  if (aicNpuVecIsReciprocal(node->op)) {
    micro.op = AIC_NPU_VEC_RCP;
    order[0] = 1;
    operands = 1;
  }
  bool takesImmediate = micro.op != AIC_NPU_VEC_RESCALE;
  if (micro.op == AIC_NPU_VEC_RESCALE && isFixedRescale(body, node->op)) {
    takesImmediate = true;
    micro.c = (uint8_t)(aicNpuBitsOf(constantOf(body, operand[2])) & 63);
  }
  for (int field = 0; field < operands; ++field) {
    MlirAttribute number = constantOf(body, operand[order[field]]);
    if (field == 2 && micro.op == AIC_NPU_VEC_RESCALE && takesImmediate)
      continue;
    if (field == 1 && takesImmediate && !mlirAttributeIsNull(number)) {
      micro.immediate = true;
      micro.imm = aicNpuBitsOf(number);
    } else if (mlirLogicalResultIsFailure(
                   registerOf(body, operand[order[field]], fields[field]))) {
      return mlirLogicalResultFailure();
    }
  }
  node->reg = aicNpuVecTakeRegister(body);
  if (node->reg < 0)
    return noRegister(body);
  micro.dst = (uint8_t)node->reg;
  return aicNpuVecAppend(body, micro);
}

MlirLogicalResult aicNpuVecTranslatePart(AicNpuVecBody *body, MlirValue root,
                                         uint8_t *reg) {
  for (int index = 0; index < body->count; ++index) {
    AicNpuVecNode *node = &body->nodes[index];
    if (node->needed && node->rule &&
        mlirLogicalResultIsFailure(translateNode(body, index)))
      return mlirLogicalResultFailure();
    for (int old = 0; old <= index; ++old) {
      AicNpuVecNode *done = &body->nodes[old];
      if (done->reg >= 0 && done->last == index)
        body->used[done->reg] = false;
    }
  }
  return registerOf(body, root, reg);
}
