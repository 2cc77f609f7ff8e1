//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/linalg.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <stdlib.h>
#include <string.h>

bool aicIsStructured(MlirOperation op) {
  static const char prefix[] = "linalg.";
  MlirStringRef name = aicOpName(op);
  return name.length > sizeof prefix - 1 &&
         memcmp(name.data, prefix, sizeof prefix - 1) == 0 &&
         !mlirAttributeIsNull(mlirLinalgGetIndexingMapsAttribute(op));
}

bool aicLinalgMultiplies(MlirOperation op) {
  MlirStringRef name = aicOpName(op);
  static const char pooling[] = "linalg.pooling";
  if (!aicIsStructured(op))
    return false;
  if (name.length >= sizeof pooling - 1 &&
      memcmp(name.data, pooling, sizeof pooling - 1) == 0)
    return false;
  return mlirLinalgIsAContractionOp(op) || mlirLinalgIsAConvolutionOp(op);
}

int64_t aicLinalgIterations(MlirOperation op) {
  MlirAttribute maps = mlirLinalgGetIndexingMapsAttribute(op);
  if (mlirArrayAttrGetNumElements(maps) == 0)
    return 1;
  intptr_t numLoops = mlirAffineMapGetNumDims(
      mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, 0)));
  int64_t *sizes = malloc(((size_t)numLoops + 1) * sizeof *sizes);
  if (!sizes)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < numLoops; ++i)
    sizes[i] = -1;
  // The size of a loop is that of a dimension which it indexes alone.
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(maps); i < e; ++i) {
    MlirAffineMap map =
        mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, i));
    MlirType type = mlirValueGetType(mlirOperationGetOperand(op, i));
    if (!mlirTypeIsAShaped(type))
      continue;
    for (intptr_t d = 0, n = mlirAffineMapGetNumResults(map); d < n; ++d) {
      MlirAffineExpr expr = mlirAffineMapGetResult(map, d);
      if (mlirAffineExprIsADim(expr) && !mlirShapedTypeIsDynamicDim(type, d))
        sizes[mlirAffineDimExprGetPosition(expr)] =
            mlirShapedTypeGetDimSize(type, d);
    }
  }
  int64_t count = 1;
  for (intptr_t i = 0; i < numLoops && count != 0; ++i) {
    if (sizes[i] == 0)
      count = 0;
    else if (sizes[i] < 0 || count < 0 || count > INT64_MAX / sizes[i])
      count = -1;
    else
      count *= sizes[i];
  }
  free(sizes);
  return count;
}
