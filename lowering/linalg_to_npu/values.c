//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors that need no layer: constants, fills and reshapes.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/match.h"

#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirAttribute constantValue(MlirValue value) {
  if (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (aicOpIs(op, "arith.constant"))
      return mlirOperationGetAttributeByName(
          op, mlirStringRefCreateFromCString("value"));
  }
  return (MlirAttribute){NULL};
}

static bool isSmallStatic(MlirValue tensor) {
  MlirType type = mlirValueGetType(tensor);
  return mlirShapedTypeHasStaticShape(type) &&
         mlirShapedTypeGetRank(type) <= AIC_MATCH_MAX_RANK;
}

bool aicIsReshape(MlirOperation op) {
  return (aicOpIs(op, "tensor.expand_shape") ||
          aicOpIs(op, "tensor.collapse_shape")) &&
         isSmallStatic(mlirOperationGetOperand(op, 0)) &&
         isSmallStatic(mlirOperationGetResult(op, 0));
}

/// The constant that `op` fills its result with, in the type of an element, or
/// null: a linalg.fill, or a linalg.generic without inputs that yields one.
static MlirAttribute filledValue(MlirOperation op) {
  MlirAttribute null = {NULL};
  if (mlirOperationGetNumResults(op) != 1)
    return null;
  MlirValue value;
  if (aicOpIs(op, "linalg.fill")) {
    value = mlirOperationGetOperand(op, 0);
  } else if (aicOpIs(op, "linalg.generic") &&
             mlirOperationGetNumOperands(op) == 1) {
    MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
    value = mlirOperationGetOperand(mlirBlockGetTerminator(body), 0);
  } else {
    return null;
  }
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  return mlirTypeEqual(mlirValueGetType(value),
                       mlirShapedTypeGetElementType(type))
             ? constantValue(value)
             : null;
}

bool aicIsFree(MlirOperation op) {
  return aicOpIs(op, "arith.constant") || aicOpIs(op, "tensor.empty") ||
         aicIsReshape(op) || !mlirAttributeIsNull(filledValue(op));
}

MlirAttribute aicFillValue(MlirValue value) {
  while (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (aicIsReshape(op)) {
      value = mlirOperationGetOperand(op, 0);
      continue;
    }
    MlirAttribute attr = filledValue(op);
    if (!mlirAttributeIsNull(attr))
      return attr;
    attr = constantValue(value);
    if (!mlirAttributeIsNull(attr) && mlirAttributeIsADenseElements(attr) &&
        mlirDenseElementsAttrIsSplat(attr))
      return mlirDenseElementsAttrGetSplatValue(attr);
    break;
  }
  return (MlirAttribute){NULL};
}

bool aicIsZero(MlirAttribute attr) {
  if (mlirAttributeIsAFloat(attr))
    return mlirFloatAttrGetValueDouble(attr) == 0.0;
  return mlirAttributeIsAInteger(attr) && mlirIntegerAttrGetValueInt(attr) == 0;
}
