//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reductions.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include "mlir-c/BuiltinTypes.h"

typedef struct Reduction {
  MlirValue x;
  AicInts axes;
  bool keep;

} Reduction;

static bool readReduction(AicImport *import, Reduction *reduction) {
  *reduction = (Reduction){.x = aicNodeInput(import, 0)};
  if (mlirValueIsNull(reduction->x))
    return false;
  intptr_t rank = aicNodeDims(reduction->x).rank;
  bool given = aicNodeIntsOf(import, "axes", 1, &reduction->axes);
  if (aicNodeFailed(import))
    return false;
  reduction->keep = aicNodeInt(import, "keepdims", 1) != 0;
  if (!given || !reduction->axes.count) {
    // No axes are all axes, or none.
    bool nothing = aicNodeInt(import, "noop_with_empty_axes", 0) != 0;
    reduction->axes.count = nothing ? 0 : rank;
    for (intptr_t i = 0; i < reduction->axes.count; ++i)
      reduction->axes.at[i] = i;
  }
  return aicNodeAxes(import, rank, &reduction->axes);
}

static MlirValue reduce(AicImport *import, const char *kind,
                        const Reduction *reduction, MlirValue x) {
  if (!reduction->axes.count)
    return x;
  return aicNodeReduce(import, kind, x, &reduction->axes, reduction->keep);
}

bool aicImportReduce(AicImport *import, const AicImportOp *op) {
  Reduction it;
  if (!readReduction(import, &it))
    return false;
  // The largest boolean is the largest of 0 and 1.
  MlirType element = aicNodeElement(it.x);
  bool isBool =
      mlirTypeIsAInteger(element) && mlirIntegerTypeGetWidth(element) == 1;
  if (isBool)
    it.x = aicNodeCast(import, it.x, mlirIntegerTypeGet(import->context, 8));
  MlirValue result = reduce(import, op->kind, &it, it.x);
  // Also right of no elements, where it is the least or greatest number.
  if (isBool)
    result = aicNodeCompare(import, "gt", result,
                            aicNodeScalarLike(import, result, 0));
  return aicNodeFinish(import, result);
}

bool aicImportReduceL1(AicImport *import, const AicImportOp *op) {
  (void)op;
  Reduction it;
  if (!readReduction(import, &it))
    return false;
  MlirValue sizes = aicNodeUnary(import, "abs", it.x);
  return aicNodeFinish(import, reduce(import, "sum", &it, sizes));
}

bool aicImportReduceL2(AicImport *import, const AicImportOp *op) {
  (void)op;
  Reduction it;
  if (!readReduction(import, &it))
    return false;
  MlirValue squares = aicNodeBinary(import, "mul", it.x, it.x);
  MlirValue sum = reduce(import, "sum", &it, squares);
  return aicNodeFinish(import, aicNodeUnary(import, "sqrt", sum));
}

bool aicImportReduceSumSquare(AicImport *import, const AicImportOp *op) {
  (void)op;
  Reduction it;
  if (!readReduction(import, &it))
    return false;
  MlirValue squares = aicNodeBinary(import, "mul", it.x, it.x);
  return aicNodeFinish(import, reduce(import, "sum", &it, squares));
}

bool aicImportReduceLogSum(AicImport *import, const AicImportOp *op) {
  (void)op;
  Reduction it;
  if (!readReduction(import, &it))
    return false;
  MlirValue sum = reduce(import, "sum", &it, it.x);
  return aicNodeFinish(import, aicNodeUnary(import, "log", sum));
}

// log sum e^(x - m) + m with the largest element m, which cannot overflow.
bool aicImportReduceLogSumExp(AicImport *import, const AicImportOp *op) {
  (void)op;
  Reduction it;
  if (!readReduction(import, &it))
    return false;
  if (!it.axes.count)
    return aicNodeFinish(import, it.x);
  MlirValue kept = aicNodeReduce(import, "max", it.x, &it.axes, true);
  MlirValue most = aicNodeReduce(import, "max", it.x, &it.axes, it.keep);
  MlirValue powers =
      aicNodeUnary(import, "exp", aicNodeBinary(import, "sub", it.x, kept));
  MlirValue sum = aicNodeReduce(import, "sum", powers, &it.axes, it.keep);
  return aicNodeFinish(
      import,
      aicNodeBinary(import, "add", aicNodeUnary(import, "log", sum), most));
}

bool aicImportGlobalPool(AicImport *import, const AicImportOp *op) {
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  AicInts axes = {0};
  for (intptr_t i = 2; i < aicNodeDims(x).rank; ++i)
    axes.at[axes.count++] = i;
  if (!axes.count)
    return aicNodeFail(import, "input has no spatial dimensions");
  return aicNodeFinish(import, aicNodeReduce(import, op->kind, x, &axes, true));
}
