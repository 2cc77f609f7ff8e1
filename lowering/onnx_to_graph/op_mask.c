//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Ops whose index patterns are constants: masks and one-hot codes, and others
// that are a few operations each.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <math.h>

static MlirValue weightOf(AicImport *import, const AicConstant *constant) {
  if (!constant)
    return (MlirValue){NULL};
  MlirAttribute value = aicConstantAttr(import->context, &constant->tensor);
  return aicNodeBuild(
      import, "graph.weight",
      (AicBuild){.infer = true, .attributes = AIC_ATTRS({"value", value})});
}

/// Matrices of masks up to this many elements are constants.
enum { MAX_MASK = 1 << 24 };

// Elements on one side of a diagonal, zeros on the other.
bool aicImportTrilu(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  double k = 0;
  if (mlirValueIsNull(x) ||
      (aicNodeHasInput(import, 1) && !aicNodeInputNumber(import, 1, "k", &k)))
    return false;
  bool upper = aicNodeInt(import, "upper", 1) != 0;
  AicDims dims = aicNodeDims(x);
  int64_t rows = dims.rank < 2 ? -1 : dims.at[dims.rank - 2];
  int64_t columns = dims.rank < 2 ? -1 : dims.at[dims.rank - 1];
  if (rows < 0 || columns < 0 || (columns && rows > MAX_MASK / columns))
    return aicNodeFail(import,
                       "matrices of %" PRId64 " x %" PRId64
                       " are not supported, static ones of at most %d "
                       "elements are",
                       rows, columns, (int)MAX_MASK);
  const int64_t sizes[] = {rows, columns};
  AicConstant *mask = aicConstantCreate(import, AIC_ONNX_BOOL, 2, sizes);
  for (int64_t i = 0; mask && i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j) {
      double distance = (double)(j - i) - k;
      aicConstantSet(import, mask, i * columns + j,
                     upper ? distance >= 0 : distance <= 0, 0);
    }
  MlirValue zero = aicNodeScalarLike(import, x, 0);
  return aicNodeFinish(import,
                       aicNodeSelect(import, weightOf(import, mask), x, zero));
}

// The remainder with the sign of the divisor. Of floats only the one with the
// sign of the dividend is in ONNX, which no operation gives exactly.
bool aicImportMod(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0), y = aicNodeInput(import, 1);
  if (aicNodeFailed(import))
    return false;
  if (mlirTypeIsAFloat(aicNodeElement(x)))
    return aicNodeFail(import, "a remainder of floats is not supported");
  MlirValue quotient = aicNodeBinary(import, "div", x, y);
  MlirValue whole = aicNodeBinary(import, "mul", quotient, y);
  MlirValue rest = aicNodeBinary(import, "sub", x, whole);
  if (aicNodeInt(import, "fmod", 0) != 0 ||
      mlirIntegerTypeIsUnsigned(aicNodeElement(x)))
    return aicNodeFinish(import, rest);
  // Where the signs differ and something is left, one divisor more.
  MlirValue zero = aicNodeScalarLike(import, x, 0);
  MlirValue signs = aicNodeBinary(import, "xor", rest, y);
  MlirValue differ = aicNodeCompare(import, "lt", signs, zero);
  MlirValue some = aicNodeCompare(import, "ne", rest, zero);
  MlirValue both = aicNodeBinary(import, "and", differ, some);
  MlirValue moved = aicNodeBinary(import, "add", rest, y);
  return aicNodeFinish(import, aicNodeSelect(import, both, moved, rest));
}

bool aicImportBitwiseNot(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  MlirType element = aicNodeElement(x);
  // All bits set: -1, or the largest unsigned number.
  MlirValue ones;
  if (mlirTypeIsAInteger(element) && mlirIntegerTypeIsUnsigned(element)) {
    MlirValue zero = aicNodeScalarLike(import, x, 0);
    MlirValue one = aicNodeScalarLike(import, x, 1);
    ones = aicNodeBinary(import, "sub", zero, one);
  } else {
    ones = aicNodeScalarLike(import, x, -1);
  }
  return aicNodeFinish(import, aicNodeBinary(import, "xor", x, ones));
}

bool aicImportIsInf(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  bool negative = aicNodeInt(import, "detect_negative", 1) != 0;
  bool positive = aicNodeInt(import, "detect_positive", 1) != 0;
  MlirValue value = negative && positive ? aicNodeUnary(import, "abs", x) : x;
  double bound = positive || !negative ? (double)INFINITY : -(double)INFINITY;
  // Neither: nothing equals itself and is not equal to itself.
  if (!negative && !positive)
    return aicNodeFinish(
        import,
        aicNodeUnary(import, "not", aicNodeCompare(import, "eq", x, x)));
  return aicNodeFinish(
      import,
      aicNodeCompare(import, "eq", value, aicNodeScalarLike(import, x, bound)));
}

bool aicImportTan(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  MlirValue sine = aicNodeUnary(import, "sin", x);
  MlirValue cosine = aicNodeUnary(import, "cos", x);
  return aicNodeFinish(import, aicNodeBinary(import, "div", sine, cosine));
}

// values[1] where an index is the position along the new axis, else values[0].
bool aicImportOneHot(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue indices = aicNodeInput(import, 0), values = aicNodeInput(import, 2);
  double depth = 0;
  if (aicNodeFailed(import) || !aicNodeInputNumber(import, 1, "depth", &depth))
    return false;
  int64_t count = depth >= 0 && depth <= 1 << 20 ? (int64_t)depth : -1;
  AicInts sizes = aicNodeSizes(import, indices), apart = {0}, behind = {0};
  int64_t axis = aicNodeInt(import, "axis", -1);
  if (count < 0)
    return aicNodeFail(import, "depth is %g", depth);
  if (sizes.count == AIC_IMPORT_MAX_RANK ||
      !aicNodeAxis(import, sizes.count + 1, &axis))
    return aicNodeFail(import, "indices have rank %" PRIdPTR, sizes.count);
  for (intptr_t i = 0; i <= sizes.count; ++i) {
    intptr_t from = i - (i > axis);
    apart.at[i] = i == axis ? 1 : sizes.at[from];
    apart.symbols[i] = i == axis ? 0 : sizes.symbols[from];
    if (i >= axis)
      behind.at[behind.count++] = i == axis ? count : 1;
  }
  apart.count = sizes.count + 1;
  AicConstant *positions = aicConstantCreate(import, AIC_ONNX_INT64, 1, &count);
  for (int64_t i = 0; positions && i < count; ++i)
    aicConstantSet(import, positions, i, i, 0);
  MlirValue list = aicNodeReshape(import, weightOf(import, positions), &behind);
  MlirType index = mlirIntegerTypeGet(import->context, 64);
  MlirValue at = aicNodeCast(import, indices, index);
  // A negative index counts from the end.
  MlirValue negative =
      aicNodeCompare(import, "lt", at, aicNodeScalar(import, index, 0, 0));
  MlirValue wrapped = aicNodeBinary(
      import, "add", at, aicNodeScalar(import, index, (double)count, 0));
  at = aicNodeReshape(import, aicNodeSelect(import, negative, wrapped, at),
                      &apart);
  MlirValue hit = aicNodeCompare(import, "eq", at, list);
  AicDims pair = {.rank = 1, .at = {2}};
  AicRange range = aicRangeWhole(&pair);
  const AicInts scalar = {.count = 0};
  range.sizes.at[0] = 1;
  MlirValue off =
      aicNodeReshape(import, aicNodeSlice(import, values, &range), &scalar);
  range.starts.at[0] = 1;
  MlirValue on =
      aicNodeReshape(import, aicNodeSlice(import, values, &range), &scalar);
  return aicNodeFinish(import, aicNodeSelect(import, hit, on, off));
}

// Sums of everything before an element are a product with a triangle of ones.
bool aicImportCumSum(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  double number = 0;
  if (mlirValueIsNull(x) || !aicNodeInputNumber(import, 1, "axis", &number))
    return false;
  AicDims dims = aicNodeDims(x);
  int64_t axis = number >= -16 && number < 16 ? (int64_t)number : 16;
  if (!aicNodeAxis(import, dims.rank, &axis))
    return false;
  int64_t size = dims.at[axis];
  bool exclusive = aicNodeInt(import, "exclusive", 0) != 0;
  bool reverse = aicNodeInt(import, "reverse", 0) != 0;
  if (size < 0 || size > 4096)
    return aicNodeFail(import,
                       "an axis of size %" PRId64
                       " is not supported, a static one of at most 4096 is",
                       size);
  const int64_t square[] = {size, size};
  AicConstant *ones = aicConstantCreate(import, AIC_ONNX_BOOL, 2, square);
  for (int64_t i = 0; ones && i < size; ++i)
    for (int64_t j = 0; j < size; ++j) {
      int64_t behind = reverse ? i - j : j - i;
      aicConstantSet(import, ones, i * size + j, behind >= exclusive, 0);
    }
  MlirValue matrix =
      aicNodeCast(import, weightOf(import, ones), aicNodeElement(x));
  AicInts swap = {.count = dims.rank};
  for (intptr_t i = 0; i < dims.rank; ++i)
    swap.at[i] = i;
  swap.at[axis] = dims.rank - 1;
  swap.at[dims.rank - 1] = axis;
  bool last = axis == dims.rank - 1;
  x = last ? x : aicNodeTranspose(import, x, &swap);
  x = aicNodeMatmul(import, x, matrix, false, false);
  return aicNodeFinish(import, last ? x : aicNodeTranspose(import, x, &swap));
}
