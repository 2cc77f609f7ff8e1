//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Softmax and its logarithm.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

typedef MlirValue AlongAxis(AicImport *import, MlirValue x, int64_t axis);

static MlirValue softmax(AicImport *import, MlirValue x, int64_t axis) {
  return aicNodeBuild(
      import, "graph.softmax",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes =
                     AIC_ATTRS({"axis", aicAttrI64(import->context, axis)})});
}

// x - m - log sum e^(x - m), where softmax would be rounded to 0.
static MlirValue logSoftmax(AicImport *import, MlirValue x, int64_t axis) {
  const AicInts axes = {.count = 1, .at = {axis}};
  MlirValue shifted = aicNodeBinary(
      import, "sub", x, aicNodeReduce(import, "max", x, &axes, true));
  MlirValue sum = aicNodeReduce(
      import, "sum", aicNodeUnary(import, "exp", shifted), &axes, true);
  return aicNodeBinary(import, "sub", shifted,
                       aicNodeUnary(import, "log", sum));
}

// Before opset 13 all dimensions from `axis` on counted as one.
static bool build(AicImport *import, AlongAxis *along) {
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  bool flatten = import->opset < 13;
  AicInts sizes = aicNodeSizes(import, x);
  int64_t axis = aicNodeInt(import, "axis", flatten ? 1 : -1);
  if (!aicNodeAxis(import, sizes.count, &axis))
    return false;
  if (flatten && axis + 1 < sizes.count) {
    MlirValue flat = aicNodeFlatten(import, x, axis);
    flat = along(import, flat, 1);
    aicNodeSetOutput(import, 0, aicNodeReshape(import, flat, &sizes));
  } else {
    aicNodeSetOutput(import, 0, along(import, x, axis));
  }
  return !aicNodeFailed(import);
}

bool aicImportSoftmax(AicImport *import, const AicImportOp *op) {
  (void)op;
  return build(import, softmax);
}

bool aicImportLogSoftmax(AicImport *import, const AicImportOp *op) {
  (void)op;
  return build(import, logSoftmax);
}
