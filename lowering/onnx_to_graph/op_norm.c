//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Normalizations. What the graph dialect has no operation for is built from
// reductions and elementwise operations.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

bool aicImportBatchNorm(AicImport *import, const AicImportOp *op) {
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  if (aicNodeInt(import, "training_mode", 0) != 0)
    return aicNodeFail(import, "training_mode is not supported");
  if (aicNodeInt(import, "spatial", 1) == 0)
    return aicNodeFail(import, "spatial = 0 is not supported");
  MlirValue values[5] = {x};
  for (size_t i = 1; i < 5; ++i)
    values[i] = aicNodeCast(import, aicNodeInput(import, i), aicNodeElement(x));
  float epsilon = aicNodeFloat(import, "epsilon", 1e-5f);
  return aicNodeFinish(
      import,
      aicNodeBuild(
          import, "graph.norm",
          (AicBuild){.operands = {5, values},
                     .infer = true,
                     .attributes = AIC_ATTRS(
                         {"kind", aicAttrString(import->context, op->kind)},
                         {"epsilon", aicAttrF32(import->context, epsilon)})}));
}

//===----------------------------------------------------------------------===//
// Mean and variance of the input itself
//===----------------------------------------------------------------------===//

typedef struct Normal {
  MlirValue value;   ///< (x - mean) / sqrt(variance + epsilon)
  MlirValue mean;    ///< with reduced dimensions of size 1
  MlirValue inverse; ///< 1 / sqrt(variance + epsilon), the same
} Normal;

static Normal normalize(AicImport *import, MlirValue x, const AicInts *axes,
                        float epsilon) {
  Normal it;
  it.mean = aicNodeReduce(import, "mean", x, axes, true);
  MlirValue centered = aicNodeBinary(import, "sub", x, it.mean);
  MlirValue squares = aicNodeBinary(import, "mul", centered, centered);
  MlirValue variance = aicNodeReduce(import, "mean", squares, axes, true);
  MlirValue sum = aicNodeBinary(import, "add", variance,
                                aicNodeScalarLike(import, x, (double)epsilon));
  it.inverse = aicNodeUnary(import, "rsqrt", sum);
  it.value = aicNodeBinary(import, "mul", centered, it.inverse);
  return it;
}

// A vector of one number per entry of a dimension with `behind` more after it.
static MlirValue alignVector(AicImport *import, MlirValue vector,
                             intptr_t behind) {
  if (mlirValueIsNull(vector))
    return vector;
  AicInts sizes = aicNodeSizes(import, vector);
  if (sizes.count != 1 || behind >= AIC_IMPORT_MAX_RANK) {
    aicNodeFail(import, "a scale or bias must have rank 1 but has %" PRIdPTR,
                sizes.count);
    return (MlirValue){NULL};
  }
  for (; behind > 0; --behind)
    sizes.at[sizes.count++] = 1;
  return aicNodeReshape(import, vector, &sizes);
}

// value * scale + bias, each with `behind` dimensions after its only one.
static MlirValue scaleChannels(AicImport *import, MlirValue value,
                               intptr_t behind) {
  MlirValue scale = alignVector(import, aicNodeInput(import, 1), behind);
  MlirValue bias = alignVector(import, aicNodeInput(import, 2), behind);
  return aicNodeBinary(import, "add",
                       aicNodeBinary(import, "mul", value, scale), bias);
}

bool aicImportInstanceNorm(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  intptr_t rank = aicNodeDims(x).rank;
  if (rank < 3)
    return aicNodeFail(
        import, "input must have at least rank 3 but has %" PRIdPTR, rank);
  AicInts axes = {0};
  for (intptr_t i = 2; i < rank; ++i)
    axes.at[axes.count++] = i;
  float epsilon = aicNodeFloat(import, "epsilon", 1e-5f);
  Normal it = normalize(import, x, &axes, epsilon);
  return aicNodeFinish(import, scaleChannels(import, it.value, rank - 2));
}

bool aicImportGroupNorm(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  AicInts sizes = aicNodeSizes(import, x);
  int64_t groups = aicNodeInt(import, "num_groups", 0);
  if (sizes.count < 2 || groups < 1 || sizes.at[1] < 0 || sizes.at[1] % groups)
    return aicNodeFail(import,
                       "num_groups is %" PRId64
                       " but must divide the channels, %" PRId64,
                       groups, sizes.count < 2 ? 0 : sizes.at[1]);
  AicInts grouped = {.count = 3, .at = {sizes.at[0], groups, -1}};
  grouped.symbols[0] = sizes.symbols[0];
  const AicInts axes = {.count = 1, .at = {2}};
  float epsilon = aicNodeFloat(import, "epsilon", 1e-5f);
  Normal it =
      normalize(import, aicNodeReshape(import, x, &grouped), &axes, epsilon);
  // Scale and bias are per group before opset 21, per channel since.
  MlirValue value = it.value;
  if (import->opset < 21)
    value = scaleChannels(import, value, 1);
  value = aicNodeReshape(import, value, &sizes);
  if (import->opset >= 21)
    value = scaleChannels(import, value, sizes.count - 2);
  return aicNodeFinish(import, value);
}

// The axes from `axis` to the last; the input as the type that statistics are
// computed in.
static bool readTrailing(AicImport *import, MlirValue *x, AicInts *axes) {
  MlirValue input = aicNodeInput(import, 0);
  if (mlirValueIsNull(input))
    return false;
  intptr_t rank = aicNodeDims(input).rank;
  int64_t axis = aicNodeInt(import, "axis", -1);
  if (!aicNodeAxis(import, rank, &axis))
    return false;
  *axes = (AicInts){0};
  for (int64_t i = axis; i < rank; ++i)
    axes->at[axes->count++] = i;
  MlirType element = aicNodeElement(input);
  bool wide =
      mlirTypeIsAF64(element) || aicNodeInt(import, "stash_type", 1) != 1;
  *x = aicNodeCast(import, input,
                   wide ? element : mlirF32TypeGet(import->context));
  return !aicNodeFailed(import);
}

bool aicImportLayerNorm(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x;
  AicInts axes;
  if (!readTrailing(import, &x, &axes))
    return false;
  MlirType element = aicNodeElement(aicNodeInput(import, 0));
  float epsilon = aicNodeFloat(import, "epsilon", 1e-5f);
  Normal it = normalize(import, x, &axes, epsilon);
  MlirValue value = aicNodeCast(import, it.value, element);
  value = aicNodeBinary(import, "mul", value, aicNodeInput(import, 1));
  if (aicNodeHasInput(import, 2))
    value = aicNodeBinary(import, "add", value, aicNodeInput(import, 2));
  aicNodeSetOutput(import, 1, it.mean);
  aicNodeSetOutput(import, 2, it.inverse);
  return aicNodeFinish(import, value);
}

bool aicImportRmsNorm(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x;
  AicInts axes;
  if (!readTrailing(import, &x, &axes))
    return false;
  MlirType element = aicNodeElement(aicNodeInput(import, 0));
  double epsilon = (double)aicNodeFloat(import, "epsilon", 1e-5f);
  MlirValue mean = aicNodeReduce(
      import, "mean", aicNodeBinary(import, "mul", x, x), &axes, true);
  MlirValue inverse =
      aicNodeUnary(import, "rsqrt",
                   aicNodeBinary(import, "add", mean,
                                 aicNodeScalarLike(import, x, epsilon)));
  MlirValue value =
      aicNodeCast(import, aicNodeBinary(import, "mul", x, inverse), element);
  return aicNodeFinish(
      import, aicNodeBinary(import, "mul", value, aicNodeInput(import, 1)));
}

bool aicImportLpNorm(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  int64_t p = aicNodeInt(import, "p", 2), axis = aicNodeInt(import, "axis", -1);
  if (p != 1 && p != 2)
    return aicNodeFail(import, "p is %" PRId64 " but must be 1 or 2", p);
  if (!aicNodeAxis(import, aicNodeDims(x).rank, &axis))
    return false;
  const AicInts axes = {.count = 1, .at = {axis}};
  MlirValue parts = p == 1 ? aicNodeUnary(import, "abs", x)
                           : aicNodeBinary(import, "mul", x, x);
  MlirValue size = aicNodeReduce(import, "sum", parts, &axes, true);
  if (p == 2)
    size = aicNodeUnary(import, "sqrt", size);
  MlirValue quotient = aicNodeBinary(import, "div", x, size);
  // Of nothing but zeros it is zero.
  MlirValue zero = aicNodeScalarLike(import, x, 0);
  MlirValue empty = aicNodeCompare(import, "eq", size, zero);
  return aicNodeFinish(import, aicNodeSelect(import, empty, zero, quotient));
}

// x / (bias + alpha/size * sum over a window of channels of x^2)^beta: the mean
// of a pooling over channels, whose padding counts, is the sum / size.
bool aicImportLrn(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  AicInts sizes = aicNodeSizes(import, x);
  int64_t window = aicNodeInt(import, "size", 0);
  if (sizes.count < 3 || window < 1 || window > 1 << 20)
    return aicNodeFail(import,
                       "size is %" PRId64 " and the input has rank %" PRIdPTR,
                       window, sizes.count);
  double alpha = (double)aicNodeFloat(import, "alpha", 1e-4f);
  double beta = (double)aicNodeFloat(import, "beta", 0.75f);
  double bias = (double)aicNodeFloat(import, "bias", 1);
  AicInts planes = {.count = 4, .at = {sizes.at[0], 1, sizes.at[1], -1}};
  planes.symbols[0] = sizes.symbols[0];
  planes.symbols[2] = sizes.symbols[1];
  MlirContext context = import->context;
  const int64_t kernel[] = {window, 1};
  const int64_t pads[] = {(window - 1) / 2, 0, window - 1 - (window - 1) / 2,
                          0};
  MlirValue squares =
      aicNodeReshape(import, aicNodeBinary(import, "mul", x, x), &planes);
  MlirValue mean = aicNodeBuild(
      import, "graph.pool",
      (AicBuild){.operands = AIC_VALUES(squares),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"kind", aicAttrString(context, "average")},
                     {"kernel", aicAttrI64Array(context, 2, kernel)},
                     {"pads", aicAttrI64Array(context, 4, pads)},
                     {"count_include_pad", aicAttrBool(context, true)})});
  mean = aicNodeReshape(import, mean, &sizes);
  MlirValue base =
      aicNodeBinary(import, "mul", mean, aicNodeScalarLike(import, x, alpha));
  base = aicNodeBinary(import, "add", base, aicNodeScalarLike(import, x, bias));
  MlirValue divisor =
      aicNodeBinary(import, "pow", base, aicNodeScalarLike(import, x, beta));
  return aicNodeFinish(import, aicNodeBinary(import, "div", x, divisor));
}
