//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/fold.h"

#include "dialects/graph/elements.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

MlirLogicalResult aicGraphFoldToInput(const AicFold *fold) {
  MlirValue input = mlirOperationGetOperand(fold->op, 0);
  MlirValue result = mlirOperationGetResult(fold->op, 0);
  if (!mlirTypeEqual(mlirValueGetType(input), mlirValueGetType(result)))
    return mlirLogicalResultFailure();
  aicFoldAppendValue(fold, input);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicGraphFoldTo(const AicFold *fold, MlirAttribute elements) {
  if (mlirAttributeIsNull(elements))
    return mlirLogicalResultFailure();
  aicFoldAppendAttribute(fold, elements);
  return mlirLogicalResultSuccess();
}

MlirAttribute aicGraphMapElements(MlirAttribute elements,
                                  const AicGraphUnaryKind *kind, double alpha,
                                  double beta) {
  MlirAttribute none = {NULL};
  if (mlirAttributeIsNull(elements) ||
      aicGraphNumElements(elements) > AIC_GRAPH_FOLD_LIMIT)
    return none;
  double *numbers = aicGraphReadNumbers(elements);
  if (!numbers)
    return none;
  int64_t count = aicGraphNumElements(elements);
  for (int64_t i = 0; i < count; ++i)
    numbers[i] = kind->evaluate(numbers[i], alpha, beta);
  MlirAttribute result =
      aicGraphNumbers(mlirAttributeGetType(elements), numbers);
  free(numbers);
  return result;
}

/// Per dimension of `to`, how far one step goes in the elements of `from`.
static void stepsOf(const AicGraphShape *from, const AicGraphShape *to,
                    int64_t steps[AIC_GRAPH_MAX_RANK]) {
  int64_t step = 1;
  for (intptr_t i = to->rank - 1; i >= 0; --i) {
    intptr_t at = i - (to->rank - from->rank);
    steps[i] = at < 0 || from->dims[at] == 1 ? 0 : step;
    if (at >= 0)
      step *= from->dims[at];
  }
}

MlirAttribute aicGraphZipElements(MlirAttribute lhs, MlirAttribute rhs,
                                  const AicGraphBinaryKind *kind,
                                  MlirType type) {
  MlirAttribute result = {NULL};
  if (mlirAttributeIsNull(lhs) || mlirAttributeIsNull(rhs) || !kind->evaluate ||
      !mlirShapedTypeHasStaticShape(type))
    return result;
  AicGraphShape shape = aicGraphShapeOf(type);
  int64_t count = 1;
  for (intptr_t i = 0; i < shape.rank; ++i) {
    if (shape.dims[i] > AIC_GRAPH_FOLD_LIMIT)
      return result;
    count *= shape.dims[i];
    if (count > AIC_GRAPH_FOLD_LIMIT)
      return result;
  }
  double *x = aicGraphReadNumbers(lhs), *y = aicGraphReadNumbers(rhs);
  double *out = malloc(((size_t)count + 1) * sizeof *out);
  if (x && y && out) {
    AicGraphShape shapeX = aicGraphShapeOf(mlirAttributeGetType(lhs));
    AicGraphShape shapeY = aicGraphShapeOf(mlirAttributeGetType(rhs));
    int64_t stepsX[AIC_GRAPH_MAX_RANK], stepsY[AIC_GRAPH_MAX_RANK];
    stepsOf(&shapeX, &shape, stepsX);
    stepsOf(&shapeY, &shape, stepsY);
    for (int64_t n = 0; n < count; ++n) {
      int64_t atX = 0, atY = 0, rest = n;
      for (intptr_t i = shape.rank - 1; i >= 0; --i) {
        atX += rest % shape.dims[i] * stepsX[i];
        atY += rest % shape.dims[i] * stepsY[i];
        rest /= shape.dims[i];
      }
      out[n] = kind->evaluate(x[atX], y[atY]);
    }
    result = aicGraphNumbers(type, out);
  }
  free(x);
  free(y);
  free(out);
  return result;
}
