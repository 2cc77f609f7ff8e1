//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Loops around an operation and linear forms of their indices.
//
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <string.h>

int aicNpuLoopsAround(MlirOperation op,
                      MlirOperation loops[AIC_NPU_MAX_LOOPS]) {
  MlirOperation found[AIC_NPU_MAX_LOOPS];
  int count = 0;
  for (MlirOperation parent = mlirOperationGetParentOperation(op);
       !mlirOperationIsNull(parent);
       parent = mlirOperationGetParentOperation(parent)) {
    if (aicOpIs(parent, "npu.program")) {
      for (int level = 0; level < count; ++level)
        loops[level] = found[count - 1 - level];
      return count;
    }
    if (aicOpIs(parent, "npu.vec"))
      continue;
    if (!aicOpIs(parent, "npu.loop") || count == AIC_NPU_MAX_LOOPS)
      return -1;
    found[count++] = parent;
  }
  return -1;
}

int64_t aicNpuLoopTrip(MlirOperation loop) { return aicOpInt(loop, "trip", 0); }

int aicNpuLoopLevel(MlirOperation op, MlirValue value) {
  MlirOperation loops[AIC_NPU_MAX_LOOPS];
  int count = aicNpuLoopsAround(op, loops);
  if (!mlirValueIsABlockArgument(value))
    return -1;
  MlirOperation owner =
      mlirBlockGetParentOperation(mlirBlockArgumentGetOwner(value));
  for (int level = 0; level < count; ++level)
    if (mlirOperationEqual(owner, loops[level]))
      return level;
  return -1;
}

/// Adds `scale * expr` to the form; false when it is not linear or has a
/// coefficient that no address has, so that sums of them never overflow.
static bool addLinear(MlirAffineExpr expr, int64_t scale, int64_t *constant,
                      int64_t *factors) {
  if (mlirAffineExprIsAConstant(expr) || mlirAffineExprIsADim(expr)) {
    bool isDim = mlirAffineExprIsADim(expr);
    int64_t value = isDim ? 1 : mlirAffineConstantExprGetValue(expr);
    int64_t *sum =
        isDim ? &factors[mlirAffineDimExprGetPosition(expr)] : constant;
    if (value > INT32_MAX || value < -INT32_MAX)
      return false;
    *sum += scale * value;
    return *sum <= INT32_MAX && *sum >= -INT32_MAX;
  }
  if (!mlirAffineExprIsABinary(expr))
    return false;
  MlirAffineExpr lhs = mlirAffineBinaryOpExprGetLHS(expr);
  MlirAffineExpr rhs = mlirAffineBinaryOpExprGetRHS(expr);
  if (mlirAffineExprIsAAdd(expr))
    return addLinear(lhs, scale, constant, factors) &&
           addLinear(rhs, scale, constant, factors);
  // MLIR puts the constant of a product on the right.
  if (!mlirAffineExprIsAMul(expr) || !mlirAffineExprIsAConstant(rhs))
    return false;
  int64_t factor = mlirAffineConstantExprGetValue(rhs);
  if (factor > INT32_MAX || factor < -INT32_MAX)
    return false;
  scale *= factor;
  return scale <= INT32_MAX && scale >= -INT32_MAX &&
         addLinear(lhs, scale, constant, factors);
}

bool aicNpuLinearResult(MlirAffineMap map, intptr_t result, int64_t *constant,
                        int64_t *factors) {
  *constant = 0;
  for (intptr_t dim = 0; dim < mlirAffineMapGetNumDims(map); ++dim)
    factors[dim] = 0;
  return addLinear(mlirAffineMapGetResult(map, result), 1, constant, factors);
}

static MlirAffineMap mapOf(MlirOperation op) {
  return mlirAffineMapAttrGetValue(aicOpAttr(op, "map"));
}

/// Operands of group `indices`.
static intptr_t indicesOf(MlirOperation op, intptr_t *first) {
  const AicOpDef *def = aicOpGetDef(op);
  for (intptr_t group = 0; def->operands[group].name; ++group) {
    if (def->operands[group].arity != AIC_ARITY_VARIADIC)
      continue;
    intptr_t count;
    *first = aicOpOperandStart(op, group, &count);
    return count;
  }
  *first = 0;
  return 0;
}

AicNpuLinear aicNpuLinearOf(MlirOperation op, intptr_t result) {
  AicNpuLinear linear = {0};
  intptr_t first;
  intptr_t count = indicesOf(op, &first);
  int64_t factors[AIC_NPU_MAX_LOOPS];
  (void)aicNpuLinearResult(mapOf(op), result, &linear.constant, factors);
  for (intptr_t index = 0; index < count; ++index)
    linear.factor[aicNpuLoopLevel(
        op, mlirOperationGetOperand(op, first + index))] += factors[index];
  return linear;
}

void aicNpuLinearRange(MlirOperation op, const AicNpuLinear *linear,
                       int64_t *low, int64_t *high) {
  MlirOperation loops[AIC_NPU_MAX_LOOPS];
  int count = aicNpuLoopsAround(op, loops);
  *low = *high = linear->constant;
  for (int level = 0; level < count; ++level) {
    int64_t reach = linear->factor[level] * (aicNpuLoopTrip(loops[level]) - 1);
    *(reach < 0 ? low : high) += reach;
  }
}

MlirLogicalResult aicNpuVerifyInProgram(MlirOperation op) {
  MlirOperation loops[AIC_NPU_MAX_LOOPS];
  if (aicNpuLoopsAround(op, loops) < 0)
    return aicOpError(op,
                      "must lie in an npu.program, in at most %d npu.loop and "
                      "nothing else",
                      AIC_NPU_MAX_LOOPS);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuVerifyTopLevel(MlirOperation op) {
  MlirOperation parent = mlirOperationGetParentOperation(op);
  if (mlirOperationIsNull(parent) || !aicOpIs(parent, "npu.program"))
    return aicOpError(op, "must lie directly in an npu.program");
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuVerifyBody(MlirOperation op, MlirBlock body) {
  for (MlirOperation nested = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(nested);
       nested = mlirOperationGetNextInBlock(nested)) {
    MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(nested));
    if (name.length < 4 || memcmp(name.data, "npu.", 4) != 0 ||
        aicOpIs(nested, "npu.program") || aicOpIs(nested, "npu.target") ||
        aicOpIs(nested, "npu.launch"))
      return aicOpError(op, "contains '%.*s', which no engine runs",
                        (int)name.length, name.data);
  }
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuVerifyLoopIndices(MlirOperation op, intptr_t first,
                                          intptr_t count) {
  for (intptr_t index = 0; index < count; ++index)
    if (aicNpuLoopLevel(op, mlirOperationGetOperand(op, first + index)) < 0)
      return aicOpError(
          op, "index #%" PRIdPTR " is not the index of an npu.loop around it",
          index);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuVerifyMap(MlirOperation op, intptr_t numResults) {
  intptr_t first;
  intptr_t count = indicesOf(op, &first);
  MlirAffineMap map = mapOf(op);
  intptr_t dims = mlirAffineMapGetNumDims(map);
  intptr_t results = mlirAffineMapGetNumResults(map);
  // npu.load C3, npu.store C3, npu.view C2.
  if (dims != count || results != numResults || count > AIC_NPU_MAX_LOOPS)
    return aicOpError(op,
                      "map must take %" PRIdPTR " to %" PRIdPTR
                      " dimensions, takes %" PRIdPTR " to %" PRIdPTR,
                      count > AIC_NPU_MAX_LOOPS ? AIC_NPU_MAX_LOOPS : count,
                      numResults, dims, results);
  // npu.load C4, npu.store C4, npu.view C3.
  if (mlirLogicalResultIsFailure(aicNpuVerifyLoopIndices(op, first, count)) ||
      mlirLogicalResultIsFailure(aicNpuVerifyInProgram(op)))
    return mlirLogicalResultFailure();
  // npu.load C5, npu.store C5, npu.view C4.
  int64_t constant, factors[AIC_NPU_MAX_LOOPS];
  for (intptr_t result = 0; result < results; ++result)
    if (!aicNpuLinearResult(map, result, &constant, factors))
      return aicOpError(
          op, "result #%" PRIdPTR " of map is not linear in the indices",
          result);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuVerifyTokens(MlirOperation op) {
  static const char *const names[] = {"waits", "posts"};
  for (int list = 0; list < 2; ++list) {
    MlirAttribute attr = aicOpAttr(op, names[list]);
    if (mlirAttributeIsNull(attr))
      continue;
    intptr_t count = mlirDenseArrayGetNumElements(attr);
    if (count > AIC_NPU_MAX_WAITS)
      return aicOpError(op, "%s has %" PRIdPTR " semaphores, at most %d",
                        names[list], count, AIC_NPU_MAX_WAITS);
    for (intptr_t index = 0; index < count; ++index) {
      int64_t id = mlirDenseI64ArrayGetElement(attr, index);
      if (id < 0)
        return aicOpError(op, "%s names semaphore %" PRId64, names[list], id);
    }
  }
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuInferSlot(const AicInfer *infer) {
  MlirType type = infer->numOperands == 1 ? mlirValueGetType(infer->operands[0])
                                          : (MlirType){NULL};
  if (mlirTypeIsNull(type) || !aicTypeIs(type, &aicNpuRingType))
    return aicInferError(infer, "needs one operand of type !npu.ring");
  aicInferAppend(infer, aicNpuRingSlotType(type));
  return mlirLogicalResultSuccess();
}

MlirOperation aicNpuParentVec(MlirOperation op) {
  MlirOperation parent = mlirOperationGetParentOperation(op);
  if (!mlirOperationIsNull(parent) && aicOpIs(parent, "npu.vec"))
    return parent;
  return (MlirOperation){NULL};
}
