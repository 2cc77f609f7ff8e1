//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Matrix products: linalg.matmul where one right matrix serves all rows, else
// a generic contraction that broadcasts batches.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_linalg/graph_to_linalg.h"
#include "lowering/graph_to_linalg/sizes.h"
#include "lowering/graph_to_tosa/matrix.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirValue zeros(const AicTosa *tosa, MlirType type,
                       const MlirValue *sizes) {
  MlirType element = mlirShapedTypeGetElementType(type);
  return aicGenericFill(tosa, aicScalarNumber(tosa, element, 0),
                        aicGenericEmpty(tosa, type, sizes));
}

/// Floats of 16 bits are added up in f32 and rounded once: that is what other
/// backends and matrix units do, and a sum of many terms needs it.
static MlirType sumType(MlirType element) {
  bool isHalf = mlirTypeIsAF16(element) || mlirTypeIsABF16(element);
  return isHalf ? mlirF32TypeGet(mlirTypeGetContext(element)) : element;
}

static MlirValue castElement(const AicTosa *tosa, const MlirValue *elements,
                             const void *userData) {
  return aicScalarCast(tosa, elements[0], *(const MlirType *)userData);
}

/// `sums` in elements of `type`.
static MlirValue rounded(const AicTosa *tosa, MlirValue sums, MlirType type) {
  MlirType element = mlirShapedTypeGetElementType(type);
  if (mlirTypeEqual(aicTosaElement(sums), element))
    return sums;
  return aicGenericElementwise(tosa, 1, &sums, type, castElement, &element);
}

static bool isOneMatrix(const AicGraphShape *shape) {
  for (intptr_t i = 0; i < shape->rank - 2; ++i)
    if (shape->dims[i] != 1)
      return false;
  return true;
}

/// [batch..., rows, inner] times [inner, columns] as one product.
static MlirValue plain(const AicTosa *tosa, MlirOperation op,
                       const AicGraphShape *a, const AicGraphShape *b) {
  MlirContext context = mlirOperationGetContext(op);
  AicGraphShape left = {.rank = 2, .dims = {1, a->dims[a->rank - 1]}};
  AicGraphShape right = {.rank = 2,
                         .dims = {b->dims[b->rank - 2], b->dims[b->rank - 1]}};
  for (intptr_t i = 0; i < a->rank - 1 && !aicGraphIsDynamic(left.dims[0]); ++i)
    left.dims[0] =
        aicGraphIsDynamic(a->dims[i]) ? a->dims[i] : left.dims[0] * a->dims[i];
  MlirValue lhs = aicTosaReshape(tosa, aicTosaMatrices(tosa, op, 0), &left);
  MlirValue rhs = aicTosaReshape(tosa, aicTosaMatrices(tosa, op, 1), &right);
  AicGraphShape product = {.rank = 2, .dims = {left.dims[0], right.dims[1]}};
  MlirValue sizes[2] = {{NULL}};
  if (aicGraphIsDynamic(product.dims[0]))
    sizes[0] = aicTosaDim(tosa, lhs, 0);
  if (aicGraphIsDynamic(product.dims[1]))
    sizes[1] = aicTosaDim(tosa, rhs, 1);
  // Loops are row, column, inner.
  const int64_t maps[][2] = {{0, 2}, {2, 1}, {0, 1}};
  MlirAffineMap list[3];
  for (int i = 0; i < 3; ++i)
    list[i] = aicGenericMap(context, 3, 2, maps[i]);
  MlirType element = aicTosaElement(lhs);
  MlirValue result = aicGenericNamed(
      tosa, "linalg.matmul", AIC_VALUES(lhs, rhs),
      zeros(tosa, aicTosaType(&product, sumType(element)), sizes), list);
  result = rounded(tosa, result, aicTosaType(&product, element));
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  return aicTosaReshape(tosa, result, &y);
}

static MlirValue multiplyAdd(const AicTosa *tosa, const MlirValue *elements,
                             const void *userData) {
  (void)userData;
  MlirType sum = mlirValueGetType(elements[2]);
  return aicScalarBinary(
      tosa, "add", elements[2],
      aicScalarBinary(tosa, "mul", aicScalarCast(tosa, elements[0], sum),
                      aicScalarCast(tosa, elements[1], sum)));
}

/// Loops are the batches of the result, row and column where there are such,
/// inner. Each operand is read as it is, transposed or not.
static MlirValue contract(const AicTosa *tosa, MlirOperation op,
                          const MlirValue operands[2]) {
  MlirContext context = mlirOperationGetContext(op);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  AicGraphShape y = aicGraphShapeOf(type);
  AicGraphShape shapes[] = {aicTosaShape(operands[0]),
                            aicTosaShape(operands[1])};
  bool rows = shapes[0].rank > 1, columns = shapes[1].rank > 1;
  intptr_t batches = y.rank - rows - columns;
  const int64_t row = batches, column = batches + rows, inner = y.rank;
  AicGeneric generic = {.numLoops = y.rank + 1,
                        .numReductions = 1,
                        .numInputs = 2,
                        .body = multiplyAdd};
  MlirValue sizes[AIC_GRAPH_MAX_RANK] = {{NULL}};
  for (intptr_t o = 0; o < 2; ++o) {
    int64_t dims[AIC_GRAPH_MAX_RANK];
    intptr_t rank = shapes[o].rank, own = rank > 1 ? rank - 2 : 0;
    for (intptr_t i = 0; i < own; ++i) {
      intptr_t loop = i + batches - own;
      bool one = shapes[o].dims[i] == 1 && y.dims[loop] != 1;
      dims[i] = one ? -1 : loop;
      if (aicGraphIsDynamic(y.dims[loop]) && !one)
        sizes[loop] = aicTosaDim(tosa, operands[o], i);
    }
    int64_t outer = o ? column : row;
    if (rank == 1) {
      dims[0] = inner;
    } else {
      bool flipped = aicOpFlag(op, o ? "transpose_b" : "transpose_a");
      intptr_t at = (o == 0) != flipped ? rank - 2 : rank - 1;
      dims[at] = outer;
      dims[2 * rank - 3 - at] = inner;
      intptr_t result = o == 0 ? batches : y.rank - 1;
      if (aicGraphIsDynamic(y.dims[result]))
        sizes[result] = aicTosaDim(tosa, operands[o], at);
    }
    generic.inputs[o] = operands[o];
    generic.maps[o] = aicGenericMap(context, generic.numLoops, rank, dims);
  }
  int64_t dims[AIC_GRAPH_MAX_RANK];
  for (intptr_t i = 0; i < y.rank; ++i)
    dims[i] = i;
  generic.outputMap = aicGenericMap(context, generic.numLoops, y.rank, dims);
  MlirType sum = sumType(mlirShapedTypeGetElementType(type));
  generic.output = zeros(tosa, aicTosaType(&y, sum), sizes);
  return rounded(tosa, aicGenericBuild(tosa, &generic), type);
}

static MlirValue first(const AicTosa *tosa, const MlirValue *elements,
                       const void *userData) {
  (void)tosa;
  (void)userData;
  return elements[0];
}

/// Operand `o` with the batches that both have together: those that may be 1
/// are looked at when the model runs.
static MlirValue spread(const AicTosa *tosa, MlirOperation op, intptr_t o) {
  MlirValue value = mlirOperationGetOperand(op, o);
  MlirValue other = mlirOperationGetOperand(op, 1 - o);
  AicGraphShape own = aicTosaShape(value), shape = aicTosaShape(other);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  MlirValue sizes[AIC_GRAPH_MAX_RANK] = {{NULL}};
  // Only the batch sizes of the other one count: a tensor without elements to
  // read has them.
  for (intptr_t i = 0; i < shape.rank; ++i) {
    if (i >= shape.rank - 2)
      shape.dims[i] = 1;
    else if (aicGraphIsDynamic(shape.dims[i]))
      sizes[i] = aicTosaDim(tosa, other, i);
  }
  MlirType element = aicTosaElement(value);
  MlirValue operands[] = {
      value, aicGenericEmpty(tosa, aicTosaType(&shape, element), sizes)};
  intptr_t batches = (own.rank > shape.rank ? own.rank : shape.rank) - 2;
  AicGraphShape whole = {.rank = batches + 2};
  for (intptr_t i = 0; i < batches; ++i)
    whole.dims[i] = y.dims[i];
  whole.dims[batches] = own.dims[own.rank - 2];
  whole.dims[batches + 1] = own.dims[own.rank - 1];
  return aicGenericElementwise(tosa, 2, operands, aicTosaType(&whole, element),
                               first, NULL);
}

/// Dynamic batch sizes that meet are equal, or one is statically 1.
static bool batchesAgree(MlirOperation op) {
  MlirValue lhs = mlirOperationGetOperand(op, 0);
  MlirValue rhs = mlirOperationGetOperand(op, 1);
  AicGraphShape a = aicTosaShape(lhs), b = aicTosaShape(rhs);
  for (intptr_t i = 3; i <= a.rank && i <= b.rank; ++i) {
    int64_t x = a.dims[a.rank - i], y = b.dims[b.rank - i];
    if (x != 1 && y != 1 && (aicGraphIsDynamic(x) || aicGraphIsDynamic(y)) &&
        !aicSizesEqual((AicSize){lhs, a.rank - i}, (AicSize){rhs, b.rank - i}))
      return false;
  }
  return true;
}

static MlirLogicalResult rewrite(MlirOperation op, MlirPatternRewriter rewriter,
                                 const void *options) {
  (void)options;
  MlirType element = aicTosaElement(mlirOperationGetOperand(op, 0));
  AicGraphShape a = aicTosaMatrixShape(op, 0), b = aicTosaMatrixShape(op, 1);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  if (mlirTypeIsAInteger(element) && !mlirIntegerTypeIsSignless(element))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  if (isOneMatrix(&b) && a.rank >= b.rank && aicTosaMoves(op) &&
      aicTosaNumDynamic(&a) <= 1 && aicTosaNumDynamic(&b) <= 1 &&
      aicTosaNumDynamic(&y) <= 1)
    return aicTosaReplace(&tosa, op, plain(&tosa, op, &a, &b));
  MlirValue operands[] = {mlirOperationGetOperand(op, 0),
                          mlirOperationGetOperand(op, 1)};
  if (!batchesAgree(op))
    for (intptr_t o = 0; o < 2; ++o)
      operands[o] = spread(&tosa, op, o);
  return aicTosaReplace(&tosa, op, contract(&tosa, op, operands));
}

const AicPatternDef aicGraphMatmulToLinalg = {
    .name = "graph-matmul-to-linalg",
    .summary = "A product with one right matrix becomes linalg.matmul over all "
               "rows",
    .root = "graph.matmul",
    .before = "func.func @f(%x: tensor<?x64xf32>, %w: tensor<64x10xf32>) -> "
              "tensor<?x10xf32> {\n"
              "  %0 = graph.matmul %x, %w : (tensor<?x64xf32>, "
              "tensor<64x10xf32>) -> tensor<?x10xf32>\n"
              "  return %0 : tensor<?x10xf32>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<?x64xf32>, %arg1: tensor<64x10xf32>) "
        "-> tensor<?x10xf32> {\n"
        "  %cst = arith.constant 0.000000e+00 : f32\n"
        "  %c0 = arith.constant 0 : index\n"
        "  %dim = tensor.dim %arg0, %c0 : tensor<?x64xf32>\n"
        "  %0 = tensor.empty(%dim) : tensor<?x10xf32>\n"
        "  %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<?x10xf32>) -> "
        "tensor<?x10xf32>\n"
        "  %2 = linalg.matmul ins(%arg0, %arg1 : tensor<?x64xf32>, "
        "tensor<64x10xf32>) outs(%1 : tensor<?x10xf32>) -> tensor<?x10xf32>\n"
        "  return %2 : tensor<?x10xf32>\n"
        "}",
    .rewrite = rewrite,
};
