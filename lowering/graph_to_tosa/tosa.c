//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/tosa.h"

#include "aic/diag.h"
#include "dialects/graph/elements.h"
#include "dialects/graph/infer.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

AicTosa aicTosaAt(MlirPatternRewriter rewriter, MlirOperation op) {
  return (AicTosa){mlirPatternRewriterAsBase(rewriter),
                   mlirOperationGetLocation(op)};
}

MlirLogicalResult aicTosaReplace(const AicTosa *tosa, MlirOperation op,
                                 MlirValue value) {
  mlirRewriterBaseReplaceOpWithValues(tosa->rewriter, op, 1, &value);
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

AicGraphShape aicTosaShape(MlirValue value) {
  return aicGraphShapeOf(mlirValueGetType(value));
}

MlirType aicTosaElement(MlirValue value) {
  return mlirShapedTypeGetElementType(mlirValueGetType(value));
}

MlirType aicTosaType(const AicGraphShape *shape, MlirType element) {
  return aicGraphShapeType(shape, element);
}

bool aicTosaHasNoZero(const AicGraphShape *shape) {
  for (intptr_t i = 0; i < shape->rank; ++i)
    if (shape->dims[i] == 0)
      return false;
  return true;
}

intptr_t aicTosaNumDynamic(const AicGraphShape *shape) {
  intptr_t count = 0;
  for (intptr_t i = 0; i < shape->rank; ++i)
    count += aicGraphIsDynamic(shape->dims[i]);
  return count;
}

bool aicTosaIsFloat(MlirType element) {
  return mlirTypeIsAF32(element) || mlirTypeIsAF16(element) ||
         mlirTypeIsABF16(element);
}

bool aicTosaMoves(MlirOperation op) {
  for (intptr_t i = -1; i < mlirOperationGetNumOperands(op); ++i) {
    MlirValue value =
        i < 0 ? mlirOperationGetResult(op, 0) : mlirOperationGetOperand(op, i);
    AicGraphShape shape = aicTosaShape(value);
    MlirType element = aicTosaElement(value);
    bool integer =
        mlirTypeIsAInteger(element) && mlirIntegerTypeIsSignless(element);
    if (!aicTosaHasNoZero(&shape) || !(integer || aicTosaIsFloat(element)))
      return false;
  }
  return true;
}

MlirAttribute aicTosaI32(MlirContext context, int32_t value) {
  return mlirIntegerAttrGet(mlirIntegerTypeGet(context, 32), value);
}

static MlirContext contextOf(const AicTosa *tosa) {
  return mlirLocationGetContext(tosa->location);
}

static bool sameShape(const AicGraphShape *a, const AicGraphShape *b) {
  return a->rank == b->rank &&
         !memcmp(a->dims, b->dims, (size_t)a->rank * sizeof *a->dims);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

MlirValue aicTosaConst(const AicTosa *tosa, MlirAttribute elements) {
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tosa.const",
      (AicBuild){.results = AIC_TYPES(mlirAttributeGetType(elements)),
                 .attributes = AIC_ATTRS({"values", elements})});
}

MlirValue aicTosaScalar(const AicTosa *tosa, MlirType element, double number,
                        intptr_t rank) {
  AicGraphShape shape = {.rank = rank};
  for (intptr_t i = 0; i < rank; ++i)
    shape.dims[i] = 1;
  MlirAttribute value =
      mlirTypeIsAFloat(element)
          ? mlirFloatAttrDoubleGet(contextOf(tosa), element, number)
          : mlirIntegerAttrGet(element, (int64_t)number);
  return aicTosaConst(
      tosa, mlirDenseElementsAttrSplatGet(aicTosaType(&shape, element), value));
}

MlirValue aicTosaShapeConst(const AicTosa *tosa, intptr_t count,
                            const int64_t *sizes) {
  // !tosa.shape has no C API; its text is short.
  char text[32];
  snprintf(text, sizeof text, "!tosa.shape<%d>", (int)count);
  MlirContext context = contextOf(tosa);
  MlirType type =
      mlirTypeParseGet(context, mlirStringRefCreateFromCString(text));
  MlirAttribute entries[2 * AIC_GRAPH_MAX_RANK];
  MlirType index = mlirIndexTypeGet(context);
  for (intptr_t i = 0; i < count; ++i)
    entries[i] =
        mlirIntegerAttrGet(index, aicGraphIsDynamic(sizes[i]) ? -1 : sizes[i]);
  int64_t length = count;
  MlirAttribute values = mlirDenseElementsAttrGet(
      mlirRankedTensorTypeGet(1, &length, index, mlirAttributeGetNull()), count,
      entries);
  return aicBuildValue(tosa->rewriter, tosa->location, "tosa.const_shape",
                       (AicBuild){.results = AIC_TYPES(type),
                                  .attributes = AIC_ATTRS({"values", values})});
}

MlirValue aicTosaIndex(const AicTosa *tosa, int64_t value) {
  MlirType index = mlirIndexTypeGet(contextOf(tosa));
  MlirAttribute attr = mlirIntegerAttrGet(index, value);
  return aicBuildValue(tosa->rewriter, tosa->location, "arith.constant",
                       (AicBuild){.results = AIC_TYPES(index),
                                  .attributes = AIC_ATTRS({"value", attr})});
}

MlirValue aicTosaDim(const AicTosa *tosa, MlirValue value, intptr_t axis) {
  MlirValue index = aicTosaIndex(tosa, axis);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tensor.dim",
      (AicBuild){.operands = AIC_VALUES(value, index),
                 .results = AIC_TYPES(mlirValueGetType(index))});
}

//===----------------------------------------------------------------------===//
// Movement
//===----------------------------------------------------------------------===//

MlirValue aicTosaReshape(const AicTosa *tosa, MlirValue value,
                         const AicGraphShape *shape) {
  AicGraphShape now = aicTosaShape(value);
  if (sameShape(&now, shape))
    return value;
  MlirType type = aicTosaType(shape, aicTosaElement(value));
  MlirAttribute elements = aicGraphConstantElements(value);
  if (!mlirAttributeIsNull(elements)) {
    MlirAttribute reshaped = aicGraphReshapeElements(elements, type);
    if (!mlirAttributeIsNull(reshaped))
      return aicTosaConst(tosa, reshaped);
  }
  MlirValue sizes = aicTosaShapeConst(tosa, shape->rank, shape->dims);
  return aicBuildValue(tosa->rewriter, tosa->location, "tosa.reshape",
                       (AicBuild){.operands = AIC_VALUES(value, sizes),
                                  .results = AIC_TYPES(type)});
}

/// tosa.reshape leaves one size open; tensor.expand_shape any number.
static MlirValue expandFront(const AicTosa *tosa, MlirValue value,
                             const AicGraphShape *shape) {
  MlirContext context = contextOf(tosa);
  AicGraphShape now = aicTosaShape(value);
  intptr_t front = shape->rank - now.rank;
  MlirAttribute groups[AIC_GRAPH_MAX_RANK];
  MlirValue operands[1 + AIC_GRAPH_MAX_RANK] = {value};
  intptr_t numOperands = 1;
  for (intptr_t i = 0; i < now.rank; ++i) {
    MlirAttribute members[AIC_GRAPH_MAX_RANK];
    intptr_t count = 0;
    for (intptr_t d = i ? i + front : 0; d <= i + front; ++d)
      members[count++] = aicAttrI64(context, d);
    groups[i] = mlirArrayAttrGet(context, count, members);
    if (aicGraphIsDynamic(now.dims[i]))
      operands[numOperands++] = aicTosaDim(tosa, value, i);
  }
  MlirAttribute sizes = aicAttrI64Array(context, shape->rank, shape->dims);
  MlirType type = aicTosaType(shape, aicTosaElement(value));
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tensor.expand_shape",
      (AicBuild){.operands = {numOperands, operands},
                 .results = AIC_TYPES(type),
                 .attributes =
                     AIC_ATTRS({"reassociation",
                                mlirArrayAttrGet(context, now.rank, groups)},
                               {"static_output_shape", sizes})});
}

MlirValue aicTosaRaise(const AicTosa *tosa, MlirValue value, intptr_t rank) {
  AicGraphShape now = aicTosaShape(value), raised = {.rank = rank};
  for (intptr_t i = 0; i < rank; ++i) {
    intptr_t at = i - (rank - now.rank);
    raised.dims[i] = at < 0 ? 1 : now.dims[at];
  }
  if (aicTosaNumDynamic(&now) <= 1)
    return aicTosaReshape(tosa, value, &raised);
  return expandFront(tosa, value, &raised);
}

MlirValue aicTosaTranspose(const AicTosa *tosa, MlirValue value,
                           const int64_t *perm) {
  AicGraphShape x = aicTosaShape(value), y = x;
  int32_t perms[AIC_GRAPH_MAX_RANK];
  bool identity = true;
  for (intptr_t i = 0; i < x.rank; ++i) {
    y.dims[i] = x.dims[perm[i]];
    perms[i] = (int32_t)perm[i];
    identity = identity && perm[i] == i;
  }
  if (identity)
    return value;
  MlirAttribute elements = aicGraphConstantElements(value);
  if (!mlirAttributeIsNull(elements)) {
    MlirAttribute permuted = aicGraphPermuteElements(elements, perm);
    if (!mlirAttributeIsNull(permuted))
      return aicTosaConst(tosa, permuted);
  }
  MlirAttribute attr = mlirDenseI32ArrayGet(contextOf(tosa), x.rank, perms);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tosa.transpose",
      (AicBuild){.operands = AIC_VALUES(value),
                 .results = AIC_TYPES(aicTosaType(&y, aicTosaElement(value))),
                 .attributes = AIC_ATTRS({"perms", attr})});
}

MlirValue aicTosaPad(const AicTosa *tosa, MlirValue value, const int64_t *low,
                     const int64_t *high, MlirValue number) {
  AicGraphShape shape = aicTosaShape(value);
  int64_t pairs[2 * AIC_GRAPH_MAX_RANK];
  bool any = false;
  for (intptr_t i = 0; i < shape.rank; ++i) {
    pairs[2 * i] = low[i];
    pairs[2 * i + 1] = high[i];
    any = any || low[i] || high[i];
    if (!aicGraphIsDynamic(shape.dims[i]))
      shape.dims[i] += low[i] + high[i];
  }
  if (!any)
    return value;
  MlirValue padding = aicTosaShapeConst(tosa, 2 * shape.rank, pairs);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tosa.pad",
      (AicBuild){.operands = AIC_VALUES(value, padding, number),
                 .results =
                     AIC_TYPES(aicTosaType(&shape, aicTosaElement(value)))});
}

MlirValue aicTosaSlice(const AicTosa *tosa, MlirValue value,
                       const int64_t *starts, const int64_t *sizes) {
  AicGraphShape now = aicTosaShape(value), shape = now;
  for (intptr_t i = 0; i < now.rank; ++i)
    if (sizes[i] != -1)
      shape.dims[i] = sizes[i];
  if (sameShape(&now, &shape))
    return value;
  MlirValue from = aicTosaShapeConst(tosa, now.rank, starts);
  MlirValue count = aicTosaShapeConst(tosa, now.rank, shape.dims);
  return aicBuildValue(tosa->rewriter, tosa->location, "tosa.slice",
                       (AicBuild){.operands = AIC_VALUES(value, from, count),
                                  .results = AIC_TYPES(aicTosaType(
                                      &shape, aicTosaElement(value)))});
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

MlirValue aicTosaUnary(const AicTosa *tosa, const char *name, MlirValue value) {
  MlirType type = mlirValueGetType(value);
  if (!strcmp(name, "tosa.negate")) {
    MlirValue zero = aicTosaScalar(tosa, aicTosaElement(value), 0, 1);
    return aicBuildValue(tosa->rewriter, tosa->location, name,
                         (AicBuild){.operands = AIC_VALUES(value, zero, zero),
                                    .results = AIC_TYPES(type)});
  }
  return aicBuildValue(
      tosa->rewriter, tosa->location, name,
      (AicBuild){.operands = AIC_VALUES(value), .results = AIC_TYPES(type)});
}

MlirValue aicTosaBinary(const AicTosa *tosa, const char *name, MlirValue a,
                        MlirValue b, MlirType element) {
  AicGraphShape shapeA = aicTosaShape(a), shapeB = aicTosaShape(b), shape;
  intptr_t axis = 0;
  if (!aicGraphBroadcastShapes(&shapeA, &shapeB, &shape, &axis))
    AIC_BUG("operands of %s do not broadcast", name);
  a = aicTosaRaise(tosa, a, shape.rank);
  b = aicTosaRaise(tosa, b, shape.rank);
  MlirType type = aicTosaType(&shape, element);
  if (!strcmp(name, "tosa.mul")) {
    MlirType i8 = mlirIntegerTypeGet(contextOf(tosa), 8);
    MlirValue shift = aicTosaScalar(tosa, i8, 0, 1);
    return aicBuildValue(tosa->rewriter, tosa->location, name,
                         (AicBuild){.operands = AIC_VALUES(a, b, shift),
                                    .results = AIC_TYPES(type)});
  }
  return aicBuildValue(
      tosa->rewriter, tosa->location, name,
      (AicBuild){.operands = AIC_VALUES(a, b), .results = AIC_TYPES(type)});
}

static MlirValue withNumber(const AicTosa *tosa, const char *name,
                            MlirValue value, double number) {
  MlirType element = aicTosaElement(value);
  MlirValue constant =
      aicTosaScalar(tosa, element, number, aicTosaShape(value).rank);
  return aicTosaBinary(tosa, name, value, constant, element);
}

MlirValue aicTosaScale(const AicTosa *tosa, MlirValue value, double factor) {
  return withNumber(tosa, "tosa.mul", value, factor);
}

MlirValue aicTosaShift(const AicTosa *tosa, MlirValue value, double summand) {
  return withNumber(tosa, "tosa.add", value, summand);
}

MlirValue aicTosaClamp(const AicTosa *tosa, MlirValue value, double low,
                       double high) {
  MlirType element = aicTosaElement(value);
  MlirContext context = contextOf(tosa);
  MlirAttribute least = mlirFloatAttrDoubleGet(context, element, low);
  MlirAttribute most = mlirFloatAttrDoubleGet(context, element, high);
  return aicBuildValue(tosa->rewriter, tosa->location, "tosa.clamp",
                       (AicBuild){.operands = AIC_VALUES(value),
                                  .results = AIC_TYPES(mlirValueGetType(value)),
                                  .attributes = AIC_ATTRS({"min_val", least},
                                                          {"max_val", most})});
}
