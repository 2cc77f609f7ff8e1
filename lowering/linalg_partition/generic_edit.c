//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/generic_edit.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <string.h>

enum { MAX_OPERANDS = AIC_EDIT_MAX_INPUTS + 1, MAX_CLONED = 160 };

MlirBlock aicGenericBody(MlirOperation op) {
  return mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
}

MlirAffineMap aicGenericMapOf(MlirOperation op, intptr_t operand) {
  return mlirAffineMapAttrGetValue(
      mlirArrayAttrGetElement(mlirLinalgGetIndexingMapsAttribute(op), operand));
}

static void setOperands(MlirOperation op, intptr_t count,
                        const MlirValue *values, const MlirAttribute *maps) {
  MlirContext context = mlirOperationGetContext(op);
  const int32_t segments[] = {(int32_t)count - 1, 1};
  mlirOperationSetOperands(op, count, values);
  mlirOperationSetInherentAttributeByName(
      op, mlirStringRefCreateFromCString("operandSegmentSizes"),
      mlirDenseI32ArrayGet(context, 2, segments));
  mlirOperationSetInherentAttributeByName(
      op, mlirStringRefCreateFromCString("indexing_maps"),
      mlirArrayAttrGet(context, count, maps));
}

MlirValue aicGenericAddInput(MlirOperation op, MlirValue value,
                             MlirAffineMap map) {
  MlirValue values[MAX_OPERANDS];
  MlirAttribute maps[MAX_OPERANDS];
  intptr_t count = mlirOperationGetNumOperands(op);
  if (count >= MAX_OPERANDS)
    AIC_BUG("an operation has too many inputs to add one");
  for (intptr_t i = 0; i < count; ++i) {
    // The output stays the last.
    intptr_t to = i == count - 1 ? count : i;
    values[to] = mlirOperationGetOperand(op, i);
    maps[to] = mlirAffineMapAttrGet(aicGenericMapOf(op, i));
  }
  values[count - 1] = value;
  maps[count - 1] = mlirAffineMapAttrGet(map);
  setOperands(op, count + 1, values, maps);
  return mlirBlockInsertArgument(
      aicGenericBody(op), count - 1,
      mlirShapedTypeGetElementType(mlirValueGetType(value)),
      mlirOperationGetLocation(op));
}

void aicGenericDropInputs(MlirOperation op) {
  MlirValue values[MAX_OPERANDS];
  MlirAttribute maps[MAX_OPERANDS];
  MlirBlock body = aicGenericBody(op);
  intptr_t count = mlirOperationGetNumOperands(op), kept = 0, argument = 0;
  for (intptr_t i = 0; i < count; ++i) {
    if (i < count - 1 && mlirOpOperandIsNull(mlirValueGetFirstUse(
                             mlirBlockGetArgument(body, argument)))) {
      mlirBlockEraseArgument(body, (unsigned)argument);
      continue;
    }
    ++argument;
    values[kept] = mlirOperationGetOperand(op, i);
    maps[kept++] = mlirAffineMapAttrGet(aicGenericMapOf(op, i));
  }
  if (kept < count)
    setOperands(op, kept, values, maps);
}

/// The map of an input in terms of the loops of a part.
static MlirAffineMap partMap(MlirAffineMap map, const AicGenericPart *part) {
  MlirContext context = mlirAffineMapGetContext(map);
  MlirAffineExpr exprs[AIC_EDIT_MAX_LOOPS];
  intptr_t rank = mlirAffineMapGetNumResults(map);
  for (intptr_t dim = 0; dim < rank; ++dim) {
    exprs[dim] = mlirAffineMapGetResult(map, dim);
    for (intptr_t i = 0; mlirAffineExprIsADim(exprs[dim]) && i < part->numLoops;
         ++i)
      if (mlirAffineDimExprGetPosition(exprs[dim]) == part->loops[i]) {
        exprs[dim] = mlirAffineDimExprGet(context, i);
        break;
      }
  }
  return mlirAffineMapGet(context, part->numLoops, 0, rank, exprs);
}

typedef struct Clone {
  MlirBlock from, to;
  int count;
  MlirValue old[MAX_CLONED], made[MAX_CLONED];
} Clone;

static MlirValue cloneValue(Clone *clone, MlirValue value) {
  for (int i = 0; i < clone->count; ++i)
    if (mlirValueEqual(clone->old[i], value))
      return clone->made[i];
  if (!mlirValueIsAOpResult(value) ||
      !mlirBlockEqual(mlirOperationGetBlock(mlirOpResultGetOwner(value)),
                      clone->from))
    return value; // a constant outside
  MlirOperation op = mlirOperationClone(mlirOpResultGetOwner(value));
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
    mlirOperationSetOperand(op, i,
                            cloneValue(clone, mlirOperationGetOperand(op, i)));
  mlirBlockAppendOwnedOperation(clone->to, op);
  if (clone->count == MAX_CLONED)
    AIC_BUG("a body has too many operations to clone");
  clone->old[clone->count] = value;
  return clone->made[clone->count++] = mlirOperationGetResult(op, 0);
}

MlirAttribute aicGenericParallelLoops(MlirContext context, intptr_t count) {
  MlirAttribute types[AIC_EDIT_MAX_LOOPS];
  for (intptr_t i = 0; i < count; ++i)
    types[i] = mlirAttributeParseGet(
        context,
        mlirStringRefCreateFromCString("#linalg.iterator_type<parallel>"));
  return mlirArrayAttrGet(context, count, types);
}

void aicGenericOutline(MlirOperation op, MlirValue value,
                       const AicGenericPart *part) {
  MlirContext context = mlirOperationGetContext(op);
  MlirLocation location = mlirOperationGetLocation(op);
  MlirType element = mlirValueGetType(value);
  MlirType type = mlirRankedTensorTypeGet(part->numLoops, part->sizes, element,
                                          mlirAttributeGetNull());
  Clone clone = {.from = aicGenericBody(op),
                 .to = mlirBlockCreate(0, NULL, NULL)};
  MlirValue values[MAX_OPERANDS];
  MlirAttribute maps[MAX_OPERANDS];
  intptr_t count = 0;
  for (intptr_t i = 0; i + 1 < mlirOperationGetNumOperands(op); ++i) {
    if (!(part->inputs >> i & 1))
      continue;
    values[count] = mlirOperationGetOperand(op, i);
    maps[count++] = mlirAffineMapAttrGet(partMap(aicGenericMapOf(op, i), part));
    MlirValue old = mlirBlockGetArgument(clone.from, i);
    clone.old[clone.count] = old;
    clone.made[clone.count++] =
        mlirBlockAddArgument(clone.to, mlirValueGetType(old), location);
  }
  mlirBlockAddArgument(clone.to, element, location);
  MlirOperation empty = aicCreateBefore(op, "tensor.empty",
                                        (AicBuild){.results = AIC_TYPES(type)});
  values[count] = mlirOperationGetResult(empty, 0);
  MlirAffineExpr all[AIC_EDIT_MAX_LOOPS];
  for (intptr_t i = 0; i < part->numLoops; ++i)
    all[i] = mlirAffineDimExprGet(context, i);
  maps[count] = mlirAffineMapAttrGet(
      mlirAffineMapGet(context, part->numLoops, 0, part->numLoops, all));
  const int32_t segments[] = {(int32_t)count, 1};
  MlirOperation made = aicCreateBefore(
      op, "linalg.generic",
      (AicBuild){
          .operands = {count + 1, values},
          .results = AIC_TYPES(type),
          .attributes = AIC_ATTRS(
              {"indexing_maps", mlirArrayAttrGet(context, count + 1, maps)},
              {"iterator_types",
               aicGenericParallelLoops(context, part->numLoops)},
              {"operandSegmentSizes",
               mlirDenseI32ArrayGet(context, 2, segments)}),
          .numRegions = 1});
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(made, 0), clone.to);
  MlirValue result = cloneValue(&clone, value);
  MlirOperationState yield = mlirOperationStateGet(
      mlirStringRefCreateFromCString("linalg.yield"), location);
  mlirOperationStateAddOperands(&yield, 1, &result);
  mlirBlockAppendOwnedOperation(clone.to, mlirOperationCreate(&yield));
  for (intptr_t i = 0; i < part->numLoops; ++i)
    all[i] = mlirAffineDimExprGet(context, part->loops[i]);
  intptr_t numLoops = mlirAffineMapGetNumDims(aicGenericMapOf(op, 0));
  MlirValue argument = aicGenericAddInput(
      op, mlirOperationGetResult(made, 0),
      mlirAffineMapGet(context, numLoops, 0, part->numLoops, all));
  mlirValueReplaceAllUsesOfWith(value, argument);
  aicEraseUnused(clone.from);
  aicGenericDropInputs(op);
}

static bool isUsed(MlirOperation op) {
  for (intptr_t i = 0; i < mlirOperationGetNumResults(op); ++i)
    if (!mlirOpOperandIsNull(
            mlirValueGetFirstUse(mlirOperationGetResult(op, i))))
      return true;
  return false;
}

static bool hasNoEffect(MlirOperation op) {
  static const char *const dialects[] = {"arith.", "math.", NULL};
  MlirStringRef name = aicOpName(op);
  for (int i = 0; dialects[i]; ++i)
    if (name.length > strlen(dialects[i]) &&
        !memcmp(name.data, dialects[i], strlen(dialects[i])))
      return true;
  return aicIsOp(op, "linalg.index") || aicIsOp(op, "tensor.extract");
}

void aicEraseUnused(MlirBlock block) {
  intptr_t count = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    ++count;
  // From the last on: users go before what they use. Blocks of bodies are
  // short, and there is no way to the operation in front.
  for (; count > 0; --count) {
    MlirOperation op = mlirBlockGetFirstOperation(block);
    for (intptr_t i = 1; i < count; ++i)
      op = mlirOperationGetNextInBlock(op);
    if (!isUsed(op) && hasNoEffect(op))
      mlirOperationDestroy(op);
  }
}
