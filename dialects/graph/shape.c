//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

bool aicGraphIsDynamic(int64_t dim) {
  return dim == mlirShapedTypeGetDynamicSize();
}

AicGraphShape aicGraphShapeOf(MlirType type) {
  AicGraphShape shape = {.rank = mlirShapedTypeGetRank(type)};
  for (intptr_t i = 0; i < shape.rank; ++i)
    shape.dims[i] = mlirShapedTypeGetDimSize(type, i);
  return shape;
}

MlirType aicGraphShapeType(const AicGraphShape *shape, MlirType element) {
  return mlirRankedTensorTypeGet(shape->rank, shape->dims, element,
                                 mlirAttributeGetNull());
}

intptr_t aicGraphGetInts(MlirOperation op, const char *name,
                         int64_t values[AIC_GRAPH_MAX_RANK]) {
  MlirAttribute attr = aicOpAttr(op, name);
  if (mlirAttributeIsNull(attr))
    return 0;
  intptr_t count = aicAttrGetI64Array(attr, values, AIC_GRAPH_MAX_RANK);
  if (count > AIC_GRAPH_MAX_RANK)
    AIC_BUG("array '%s' of a verified operation is too long", name);
  return count;
}

//===----------------------------------------------------------------------===//
// Broadcasting
//===----------------------------------------------------------------------===//

bool aicGraphBroadcastShapes(const AicGraphShape *a, const AicGraphShape *b,
                             AicGraphShape *result, intptr_t *axis) {
  AicGraphShape out = {.rank = a->rank > b->rank ? a->rank : b->rank};
  for (intptr_t i = 0; i < out.rank; ++i) {
    intptr_t atA = i - (out.rank - a->rank), atB = i - (out.rank - b->rank);
    int64_t x = atA < 0 ? 1 : a->dims[atA], y = atB < 0 ? 1 : b->dims[atB];
    // A dynamic size meets a static one other than 1: it must be that size or
    // 1 at run time, so the static one is the result's.
    if (x == 1 || (aicGraphIsDynamic(x) && y != 1)) {
      out.dims[i] = y;
    } else if (y == 1 || aicGraphIsDynamic(y) || x == y) {
      out.dims[i] = x;
    } else {
      *axis = i;
      return false;
    }
  }
  *result = out;
  return true;
}

MlirLogicalResult aicGraphInferBroadcast(const AicInfer *infer,
                                         intptr_t firstOperand,
                                         intptr_t numOperands,
                                         AicGraphShape *result) {
  MlirType first = aicGraphOperandType(infer, firstOperand);
  *result = aicGraphShapeOf(first);
  for (intptr_t i = 1; i < numOperands; ++i) {
    MlirType type = aicGraphOperandType(infer, firstOperand + i);
    AicGraphShape shape = aicGraphShapeOf(type);
    AicGraphShape before = *result;
    intptr_t axis = 0;
    if (aicGraphBroadcastShapes(&before, &shape, result, &axis))
      continue;
    MlirType sofar =
        aicGraphShapeType(&before, mlirShapedTypeGetElementType(first));
    return aicInferError(
        infer,
        "'%s' and '%s' do not broadcast: they differ in dimension %" PRIdPTR
        " of the result",
        aicGraphTypeText(sofar).text, aicGraphTypeText(type).text, axis);
  }
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

MlirLogicalResult aicGraphInferWindow(const AicInfer *infer,
                                      AicGraphWindow *window) {
  intptr_t rank = window->rank;
  int64_t pads[2 * AIC_GRAPH_MAX_RANK];
  if (mlirLogicalResultIsFailure(aicGraphInferInts(
          infer, "strides", rank, 1, AIC_GRAPH_MAX_STEP, 1, window->strides)) ||
      mlirLogicalResultIsFailure(aicGraphInferInts(infer, "dilations", rank, 1,
                                                   AIC_GRAPH_MAX_STEP, 1,
                                                   window->dilations)) ||
      mlirLogicalResultIsFailure(aicGraphInferInts(
          infer, "pads", 2 * rank, 0, AIC_GRAPH_MAX_STEP, 0, pads)))
    return mlirLogicalResultFailure();
  for (intptr_t i = 0; i < rank; ++i) {
    window->low[i] = pads[i];
    window->high[i] = pads[rank + i];
  }
  window->ceil = aicGraphInferFlag(infer, "ceil_mode");
  return mlirLogicalResultSuccess();
}

int64_t aicGraphWindowSize(const AicGraphWindow *window, intptr_t axis,
                           int64_t size) {
  if (aicGraphIsDynamic(size) || aicGraphIsDynamic(window->kernel[axis]))
    return mlirShapedTypeGetDynamicSize();
  int64_t stride = window->strides[axis];
  int64_t extent = (window->kernel[axis] - 1) * window->dilations[axis] + 1;
  int64_t room = size + window->low[axis] + window->high[axis] - extent;
  if (room < 0)
    return 0;
  if (!window->ceil)
    return room / stride + 1;
  int64_t count = (room + stride - 1) / stride + 1;
  // A window that would start behind the elements and the leading padding sees
  // nothing of the input.
  if ((count - 1) * stride >= size + window->low[axis])
    --count;
  return count;
}

/// Entries of an array attribute, `fallback` in each when it is absent.
static void getInts(MlirOperation op, const char *name, intptr_t count,
                    int64_t fallback, int64_t *values) {
  for (intptr_t i = 0; i < count; ++i)
    values[i] = fallback;
  MlirAttribute attr = aicOpAttr(op, name);
  if (!mlirAttributeIsNull(attr))
    aicAttrGetI64Array(attr, values, count);
}

AicGraphWindow aicGraphGetWindow(MlirOperation op) {
  MlirType input = mlirValueGetType(mlirOperationGetOperand(op, 0));
  AicGraphWindow window = {.rank = mlirShapedTypeGetRank(input) - 2};
  intptr_t rank = window.rank;
  if (aicOpIs(op, "graph.conv")) {
    MlirType filter = mlirValueGetType(mlirOperationGetOperand(op, 1));
    for (intptr_t i = 0; i < rank; ++i)
      window.kernel[i] = mlirShapedTypeGetDimSize(filter, i + 2);
  } else {
    getInts(op, "kernel", rank, 1, window.kernel);
  }
  int64_t pads[2 * AIC_GRAPH_MAX_RANK];
  getInts(op, "strides", rank, 1, window.strides);
  getInts(op, "dilations", rank, 1, window.dilations);
  getInts(op, "pads", 2 * rank, 0, pads);
  for (intptr_t i = 0; i < rank; ++i) {
    window.low[i] = pads[i];
    window.high[i] = pads[rank + i];
  }
  window.ceil = aicOpFlag(op, "ceil_mode");
  return window;
}
