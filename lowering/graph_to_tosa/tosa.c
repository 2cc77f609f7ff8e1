//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/tosa.h"

#include "aic/diag.h"
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
  // What replaces an operation may know a size that its result leaves open.
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (!mlirTypeEqual(mlirValueGetType(value), type))
    value = aicBuildValue(
        tosa->rewriter, tosa->location, "tensor.cast",
        (AicBuild){.operands = AIC_VALUES(value), .results = AIC_TYPES(type)});
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

bool aicTosaCanMove(MlirType element) {
  return aicTosaIsFloat(element) || mlirTypeIsAF64(element) ||
         (mlirTypeIsAInteger(element) && mlirIntegerTypeIsSignless(element));
}

bool aicTosaMoves(MlirOperation op) {
  for (intptr_t i = -1; i < mlirOperationGetNumOperands(op); ++i) {
    MlirValue value =
        i < 0 ? mlirOperationGetResult(op, 0) : mlirOperationGetOperand(op, i);
    AicGraphShape shape = aicTosaShape(value);
    if (!aicTosaHasNoZero(&shape) || !aicTosaCanMove(aicTosaElement(value)))
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
