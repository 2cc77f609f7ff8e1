//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Products of matrices.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include <inttypes.h>

MlirValue aicNodeMatmul(AicImport *import, MlirValue a, MlirValue b,
                        bool transposeA, bool transposeB) {
  MlirAttribute null = {NULL}, yes = aicAttrBool(import->context, true);
  return aicNodeBuild(
      import, "graph.matmul",
      (AicBuild){.operands = AIC_VALUES(a, b),
                 .infer = true,
                 .attributes =
                     AIC_ATTRS({"transpose_a", transposeA ? yes : null},
                               {"transpose_b", transposeB ? yes : null})});
}

bool aicImportMatMul(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue a = aicNodeInput(import, 0), b = aicNodeInput(import, 1);
  return aicNodeFinish(import, aicNodeMatmul(import, a, b, false, false));
}

static MlirValue scale(AicImport *import, MlirValue x, float factor) {
  if (factor == 1.0f || mlirValueIsNull(x))
    return x;
  MlirValue scalar =
      aicNodeScalar(import, aicNodeElement(x), (double)factor, 0);
  return aicNodeBinary(import, "mul", x, scalar);
}

// alpha A B + beta C
bool aicImportGemm(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue a = aicNodeInput(import, 0), b = aicNodeInput(import, 1);
  if (aicNodeFailed(import))
    return false;
  if (aicNodeDims(a).rank != 2 || aicNodeDims(b).rank != 2)
    return aicNodeFail(import,
                       "both matrices must have rank 2, but have %" PRIdPTR
                       " and %" PRIdPTR,
                       aicNodeDims(a).rank, aicNodeDims(b).rank);
  bool transposeA = aicNodeInt(import, "transA", 0) != 0;
  bool transposeB = aicNodeInt(import, "transB", 0) != 0;
  MlirValue result = aicNodeMatmul(import, a, b, transposeA, transposeB);
  result = scale(import, result, aicNodeFloat(import, "alpha", 1));
  float beta = aicNodeFloat(import, "beta", 1);
  if (aicNodeHasInput(import, 2)) {
    MlirValue c = scale(import, aicNodeInput(import, 2), beta);
    result = aicNodeBinary(import, "add", result, c);
  }
  return aicNodeFinish(import, result);
}
