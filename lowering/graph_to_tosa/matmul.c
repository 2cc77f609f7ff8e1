//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Matrix products of equal batches.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/matrix.h"

#include "mlir-c/BuiltinTypes.h"

/// The product of `count` sizes; dynamic when one is.
static int64_t productOf(const int64_t *sizes, intptr_t count) {
  int64_t product = 1;
  for (intptr_t i = 0; i < count; ++i) {
    if (aicGraphIsDynamic(sizes[i]))
      return sizes[i];
    product *= sizes[i];
  }
  return product;
}

static bool sameBatch(const AicGraphShape *a, const AicGraphShape *b) {
  if (a->rank != b->rank)
    return false;
  for (intptr_t i = 0; i < a->rank - 2; ++i)
    if (a->dims[i] != b->dims[i] || aicGraphIsDynamic(a->dims[i]))
      return false;
  return true;
}

static MlirLogicalResult rewrite(MlirOperation op, MlirPatternRewriter rewriter,
                                 const void *options) {
  (void)options;
  MlirType element = aicTosaElement(mlirOperationGetOperand(op, 0));
  AicGraphShape a = aicTosaMatrixShape(op, 0), b = aicTosaMatrixShape(op, 1);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  if (!aicTosaIsFloat(element) || !aicTosaHasNoZero(&a) ||
      !aicTosaHasNoZero(&b) || aicTosaNumDynamic(&a) > 1 ||
      aicTosaNumDynamic(&b) > 1 || aicTosaNumDynamic(&y) > 1)
    return mlirLogicalResultFailure();
  // With one right matrix for all batches the left ones are further rows of a
  // plain linalg.matmul; TOSA would put a batch of one around it.
  if (!sameBatch(&a, &b))
    return mlirLogicalResultFailure();
  int64_t batch = productOf(a.dims, a.rank - 2);
  if (batch == 1)
    return mlirLogicalResultFailure();
  AicGraphShape left = {
      .rank = 3, .dims = {batch, a.dims[a.rank - 2], a.dims[a.rank - 1]}};
  AicGraphShape right = {
      .rank = 3, .dims = {batch, b.dims[b.rank - 2], b.dims[b.rank - 1]}};
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue lhs = aicTosaReshape(&tosa, aicTosaMatrices(&tosa, op, 0), &left);
  MlirValue rhs = aicTosaReshape(&tosa, aicTosaMatrices(&tosa, op, 1), &right);
  MlirValue zero = aicTosaScalar(&tosa, element, 0, 1);
  AicGraphShape product = left;
  product.dims[2] = right.dims[2];
  // Sums are kept in f32 at least.
  MlirType sum = mlirF32TypeGet(mlirOperationGetContext(op));
  MlirValue result = aicBuildValue(
      tosa.rewriter, tosa.location, "tosa.matmul",
      (AicBuild){.operands = AIC_VALUES(lhs, rhs, zero, zero),
                 .results = AIC_TYPES(aicTosaType(&product, sum))});
  if (!mlirTypeEqual(sum, element))
    result = aicBuildValue(
        tosa.rewriter, tosa.location, "tosa.cast",
        (AicBuild){.operands = AIC_VALUES(result),
                   .results = AIC_TYPES(aicTosaType(&product, element))});
  return aicTosaReplace(&tosa, op, aicTosaReshape(&tosa, result, &y));
}

const AicPatternDef aicGraphMatmulToTosa = {
    .name = "graph-matmul-to-tosa",
    .summary = "Products of equal batches become tosa.matmul over one batch "
               "dimension",
    .root = "graph.matmul",
    .before = "func.func @f(%x: tensor<2x3x4x5xf32>, %y: tensor<2x3x6x5xf32>)\n"
              "    -> tensor<2x3x4x6xf32> {\n"
              "  %0 = graph.matmul %x, %y {transpose_b = true}\n"
              "      : (tensor<2x3x4x5xf32>, tensor<2x3x6x5xf32>)\n"
              "      -> tensor<2x3x4x6xf32>\n"
              "  return %0 : tensor<2x3x4x6xf32>\n"
              "}",
    .after =
        "func.func @f(%x: tensor<2x3x4x5xf32>, %y: tensor<2x3x6x5xf32>)\n"
        "    -> tensor<2x3x4x6xf32> {\n"
        "  %s = tosa.const_shape {values = dense<[6, 4, 5]> : "
        "tensor<3xindex>} : () -> !tosa.shape<3>\n"
        "  %0 = tosa.reshape %x, %s : (tensor<2x3x4x5xf32>, "
        "!tosa.shape<3>) -> tensor<6x4x5xf32>\n"
        "  %1 = tosa.transpose %y {perms = array<i32: 0, 1, 3, 2>} : "
        "(tensor<2x3x6x5xf32>) -> tensor<2x3x5x6xf32>\n"
        "  %t = tosa.const_shape {values = dense<[6, 5, 6]> : "
        "tensor<3xindex>} : () -> !tosa.shape<3>\n"
        "  %2 = tosa.reshape %1, %t : (tensor<2x3x5x6xf32>, "
        "!tosa.shape<3>) -> tensor<6x5x6xf32>\n"
        "  %z = \"tosa.const\"() {values = dense<0.0> : tensor<1xf32>} : () "
        "-> tensor<1xf32>\n"
        "  %3 = tosa.matmul %0, %2, %z, %z : (tensor<6x4x5xf32>, "
        "tensor<6x5x6xf32>, tensor<1xf32>, tensor<1xf32>) -> "
        "tensor<6x4x6xf32>\n"
        "  %u = tosa.const_shape {values = dense<[2, 3, 4, 6]> : "
        "tensor<4xindex>} : () -> !tosa.shape<4>\n"
        "  %4 = tosa.reshape %3, %u : (tensor<6x4x6xf32>, !tosa.shape<4>) -> "
        "tensor<2x3x4x6xf32>\n"
        "  return %4 : tensor<2x3x4x6xf32>\n"
        "}",
    .rewrite = rewrite,
};
