//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Functions of two and more tensors, and conversions.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include "mlir-c/BuiltinTypes.h"

// Before opset 7 the second operand was aligned at `axis`, not at the end, and
// only when `broadcast` was set.
static MlirValue alignedOperand(AicImport *import, MlirValue x, MlirValue y) {
  if (import->opset >= 7 || aicNodeInt(import, "broadcast", 0) == 0 ||
      !aicNodeHasAttr(import, "axis") || mlirValueIsNull(x) ||
      mlirValueIsNull(y))
    return y;
  AicInts sizes = aicNodeSizes(import, y);
  AicDims dims = aicNodeDims(x);
  int64_t axis = aicNodeInt(import, "axis", 0);
  if (!aicNodeAxis(import, dims.rank, &axis))
    return y;
  while (axis + sizes.count < dims.rank) {
    sizes.symbols[sizes.count] = 0;
    sizes.at[sizes.count++] = 1;
  }
  return aicNodeReshape(import, y, &sizes);
}

bool aicImportBinary(AicImport *import, const AicImportOp *op) {
  MlirValue x = aicNodeInput(import, 0), y = aicNodeInput(import, 1);
  y = alignedOperand(import, x, y);
  return aicNodeFinish(import, aicNodeBinary(import, op->kind, x, y));
}

static MlirValue chain(AicImport *import, const char *kind) {
  MlirValue result = aicNodeInput(import, 0);
  for (size_t i = 1; i < import->node->numInputs; ++i)
    result = aicNodeBinary(import, kind, result, aicNodeInput(import, i));
  return result;
}

bool aicImportVariadic(AicImport *import, const AicImportOp *op) {
  return aicNodeFinish(import, chain(import, op->kind));
}

bool aicImportMean(AicImport *import, const AicImportOp *op) {
  MlirValue sum = chain(import, op->kind);
  if (mlirValueIsNull(sum))
    return false;
  MlirValue count = aicNodeScalar(import, aicNodeElement(sum),
                                  (double)import->node->numInputs, 0);
  return aicNodeFinish(import, aicNodeBinary(import, "div", sum, count));
}

// The result has the type of the base, whatever the exponent's is.
bool aicImportPow(AicImport *import, const AicImportOp *op) {
  MlirValue x = aicNodeInput(import, 0), y = aicNodeInput(import, 1);
  y = alignedOperand(import, x, y);
  if (mlirValueIsNull(x) || mlirValueIsNull(y))
    return false;
  MlirType base = aicNodeElement(x), exponent = aicNodeElement(y);
  MlirType common =
      mlirTypeIsAFloat(exponent) && !mlirTypeIsAFloat(base) ? exponent : base;
  x = aicNodeCast(import, x, common);
  y = aicNodeCast(import, y, common);
  MlirValue power = aicNodeBinary(import, op->kind, x, y);
  return aicNodeFinish(import, aicNodeCast(import, power, base));
}

bool aicImportCompare(AicImport *import, const AicImportOp *op) {
  MlirValue x = aicNodeInput(import, 0), y = aicNodeInput(import, 1);
  y = alignedOperand(import, x, y);
  return aicNodeFinish(import, aicNodeCompare(import, op->kind, x, y));
}

bool aicImportWhere(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue condition = aicNodeInput(import, 0);
  MlirValue x = aicNodeInput(import, 1), y = aicNodeInput(import, 2);
  return aicNodeFinish(import, aicNodeSelect(import, condition, x, y));
}

bool aicImportCast(AicImport *import, const AicImportOp *op) {
  (void)op;
  int64_t to = aicNodeInt(import, "to", AIC_ONNX_UNDEFINED);
  const AicOnnxAttr *attr = aicOnnxNodeAttr(import->node, "to");
  if (!attr)
    return aicNodeFail(import, "attribute 'to' is missing");
  MlirType element = aicOnnxElementType(import->context, to);
  if (mlirTypeIsNull(element) && !aicNodeFailed(import))
    return aicNodeFail(import, "a cast to %s is not supported",
                       aicOnnxTypeName(to));
  return aicNodeFinish(import,
                       aicNodeCast(import, aicNodeInput(import, 0), element));
}

bool aicImportCastLike(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0), like = aicNodeInput(import, 1);
  if (mlirValueIsNull(x) || mlirValueIsNull(like))
    return false;
  return aicNodeFinish(import, aicNodeCast(import, x, aicNodeElement(like)));
}
