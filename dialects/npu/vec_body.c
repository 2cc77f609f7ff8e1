//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// npu.vec: the body, with its reduction, as a micro-program.
//
//===----------------------------------------------------------------------===//

#include "dialects/npu/vec_body.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// Whether the part that is marked, or `root`, reads block argument `arg`.
static bool reads(const AicNpuVecBody *body, MlirValue root, MlirValue arg) {
  if (mlirValueEqual(aicNpuVecResolve(body, root), arg))
    return true;
  for (int index = 0; index < body->count; ++index) {
    const AicNpuVecNode *node = &body->nodes[index];
    for (intptr_t i = 0; node->needed && !node->isReduce &&
                         i < mlirOperationGetNumOperands(node->op);
         ++i)
      if (mlirValueEqual(
              aicNpuVecResolve(body, mlirOperationGetOperand(node->op, i)),
              arg))
        return true;
  }
  return false;
}

static void resetRegisters(AicNpuVecBody *body) {
  for (int reg = 0; reg < AIC_NPU_NUM_REGISTERS; ++reg)
    body->used[reg] = reg < body->out->numSources;
}

/// What runs before the reduction, and the reduction.
static MlirLogicalResult translateReduction(AicNpuVecBody *body,
                                            const AicNpuVecNode *reduce,
                                            MlirValue yielded) {
  AicNpuVec *out = body->out;
  MlirValue value =
      aicNpuVecResolve(body, mlirOperationGetOperand(reduce->op, 0));
  MlirStringRef kind = aicOpString(reduce->op, "kind");
  out->reduce = kind.data[0] == 'a'   ? AIC_NPU_REDUCE_ADD
                : kind.data[1] == 'a' ? AIC_NPU_REDUCE_MAX
                                      : AIC_NPU_REDUCE_MIN;
  out->init = aicNpuBitsOf(aicOpAttr(reduce->op, "init"));
  aicNpuVecMark(body, value);
  if (mlirLogicalResultIsFailure(
          aicNpuVecTranslatePart(body, value, &out->reduced)))
    return mlirLogicalResultFailure();
  // The reduced value takes the place of the register, which may be that of an
  // input that is read again.
  aicNpuVecMark(body, yielded);
  if (mlirValueIsABlockArgument(value) && reads(body, yielded, value)) {
    uint8_t input = out->reduced;
    out->reduced = (uint8_t)aicNpuVecTakeRegister(body);
    if (mlirLogicalResultIsFailure(aicNpuVecAppend(
            body, (AicNpuMicroOp){
                      .op = AIC_NPU_VEC_MOV, .dst = out->reduced, .a = input})))
      return mlirLogicalResultFailure();
  }
  out->split = out->numOps;
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult checkInputsBehind(const AicNpuVecBody *body,
                                           MlirValue yielded) {
  const AicNpuVec *out = body->out;
  for (intptr_t input = 0; input < out->numSources; ++input)
    if ((out->sources[input].stride[3] || out->sources[input].stride[4]) &&
        reads(body, yielded, mlirBlockGetArgument(body->block, input))) // C8
      return aicOpError(body->vec,
                        "input #%d walks over the reduction but is read behind "
                        "it",
                        (int)input);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult checkSignature(MlirOperation op, MlirBlock block,
                                        AicNpuVec *vec) {
  MlirType type = mlirValueGetType(
      mlirOperationGetOperand(mlirBlockGetTerminator(block), 0));
  vec->compute = mlirTypeIsAF32(type) ? AIC_NPU_F32 : AIC_NPU_I32;
  bool fits = mlirBlockGetNumArguments(block) == vec->numSources;
  for (intptr_t arg = 0; fits && arg < vec->numSources; ++arg)
    fits =
        mlirTypeEqual(mlirValueGetType(mlirBlockGetArgument(block, arg)), type);
  if (!fits) // C5
    return aicOpError(op,
                      "body must have %d arguments of type %s, which it "
                      "yields",
                      vec->numSources, aicNpuTypeName(vec->compute));
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuVecTranslateBody(MlirOperation op, AicNpuVec *vec) {
  AicNpuVecBody body = {.vec = op, .out = vec};
  body.block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  if (mlirBlockIsNull(body.block) ||
      mlirOperationIsNull(mlirBlockGetTerminator(body.block)) ||
      !aicOpIs(mlirBlockGetTerminator(body.block), "npu.yield")) // C5
    return aicOpError(op, "body must end with npu.yield");
  if (mlirLogicalResultIsFailure(checkSignature(op, body.block, vec)))
    return mlirLogicalResultFailure();
  MlirOperation yield = mlirBlockGetTerminator(body.block);
  for (MlirOperation nested = mlirBlockGetFirstOperation(body.block);
       !mlirOperationEqual(nested, yield);
       nested = mlirOperationGetNextInBlock(nested))
    if (mlirLogicalResultIsFailure(aicNpuVecReadNode(&body, nested)))
      return mlirLogicalResultFailure();
  AicNpuVecNode *reduce = NULL;
  int reduces = 0;
  for (int index = 0; index < body.count; ++index)
    if (body.nodes[index].isReduce) {
      reduce = &body.nodes[index];
      ++reduces;
    }
  bool wanted = mlirDenseArrayGetNumElements(aicOpAttr(op, "reduce")) != 0;
  if (reduces != wanted) // C7
    return aicOpError(op, "body has %d npu.reduce, must have %d", reduces,
                      wanted);
  MlirValue yielded = mlirOperationGetOperand(yield, 0);
  resetRegisters(&body);
  if (reduce &&
      mlirLogicalResultIsFailure(translateReduction(&body, reduce, yielded)))
    return mlirLogicalResultFailure();
  aicNpuVecMark(&body, yielded);
  resetRegisters(&body);
  if (reduce) {
    if (mlirLogicalResultIsFailure(checkInputsBehind(&body, yielded)))
      return mlirLogicalResultFailure();
    reduce->reg = vec->reduced;
    body.used[vec->reduced] = true;
  }
  if (mlirLogicalResultIsFailure(
          aicNpuVecTranslatePart(&body, yielded, &vec->result)))
    return mlirLogicalResultFailure();
  if (!reduce)
    vec->split = vec->numOps;
  return mlirLogicalResultSuccess();
}
