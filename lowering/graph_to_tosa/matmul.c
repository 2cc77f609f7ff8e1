//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Matrix products whose batches collapse into one dimension.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/tosa.h"

#include "mlir-c/BuiltinTypes.h"

/// An operand as matrices: at least rank 2, not transposed any more.
static MlirValue asMatrices(const AicTosa *tosa, MlirOperation op,
                            intptr_t operand) {
  MlirValue value = mlirOperationGetOperand(op, operand);
  AicGraphShape shape = aicTosaShape(value);
  if (shape.rank == 1) {
    AicGraphShape matrix = {.rank = 2, .dims = {1, 1}};
    matrix.dims[operand ? 0 : 1] = shape.dims[0];
    return aicTosaReshape(tosa, value, &matrix);
  }
  if (!aicOpFlag(op, operand ? "transpose_b" : "transpose_a"))
    return value;
  int64_t perm[AIC_GRAPH_MAX_RANK];
  for (intptr_t i = 0; i < shape.rank; ++i)
    perm[i] = i;
  perm[shape.rank - 2] = shape.rank - 1;
  perm[shape.rank - 1] = shape.rank - 2;
  return aicTosaTranspose(tosa, value, perm);
}

/// Sizes of matrices before anything is built: [batch..., rows, columns].
static AicGraphShape matrices(MlirOperation op, intptr_t operand) {
  AicGraphShape shape = aicTosaShape(mlirOperationGetOperand(op, operand));
  if (shape.rank == 1) {
    AicGraphShape matrix = {.rank = 2, .dims = {1, 1}};
    matrix.dims[operand ? 0 : 1] = shape.dims[0];
    return matrix;
  }
  if (aicOpFlag(op, operand ? "transpose_b" : "transpose_a")) {
    int64_t rows = shape.dims[shape.rank - 1];
    shape.dims[shape.rank - 1] = shape.dims[shape.rank - 2];
    shape.dims[shape.rank - 2] = rows;
  }
  return shape;
}

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
  AicGraphShape a = matrices(op, 0), b = matrices(op, 1);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  if (!aicTosaIsFloat(element) || !aicTosaHasNoZero(&a) ||
      !aicTosaHasNoZero(&b) || aicTosaNumDynamic(&a) > 1 ||
      aicTosaNumDynamic(&b) > 1 || aicTosaNumDynamic(&y) > 1)
    return mlirLogicalResultFailure();
  int64_t columns = b.dims[b.rank - 1], inner = a.dims[a.rank - 1];
  AicGraphShape left = {.rank = 3}, right = {.rank = 3};
  right.dims[1] = b.dims[b.rank - 2];
  right.dims[2] = columns;
  left.dims[2] = inner;
  if (productOf(b.dims, b.rank - 2) == 1 && a.rank >= b.rank) {
    // One matrix for all batches: they are further rows.
    left.dims[0] = right.dims[0] = 1;
    left.dims[1] = productOf(a.dims, a.rank - 1);
  } else if (sameBatch(&a, &b)) {
    left.dims[0] = right.dims[0] = productOf(a.dims, a.rank - 2);
    left.dims[1] = a.dims[a.rank - 2];
  } else {
    return mlirLogicalResultFailure();
  }
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue lhs = aicTosaReshape(&tosa, asMatrices(&tosa, op, 0), &left);
  MlirValue rhs = aicTosaReshape(&tosa, asMatrices(&tosa, op, 1), &right);
  MlirValue zero = aicTosaScalar(&tosa, element, 0, 1);
  AicGraphShape product = left;
  product.dims[2] = columns;
  MlirValue result = aicBuildValue(
      tosa.rewriter, tosa.location, "tosa.matmul",
      (AicBuild){.operands = AIC_VALUES(lhs, rhs, zero, zero),
                 .results = AIC_TYPES(aicTosaType(&product, element))});
  return aicTosaReplace(&tosa, op, aicTosaReshape(&tosa, result, &y));
}

const AicPatternDef aicGraphMatmulToTosa = {
    .name = "graph-matmul-to-tosa",
    .summary = "A matrix product becomes tosa.matmul over one batch dimension; "
               "batches that share one right matrix become rows",
    .root = "graph.matmul",
    .before = "func.func @f(%x: tensor<?x64xf32>, %w: tensor<10x64xf32>)\n"
              "    -> tensor<?x10xf32> {\n"
              "  %0 = graph.matmul %x, %w {transpose_b = true}\n"
              "      : (tensor<?x64xf32>, tensor<10x64xf32>)\n"
              "      -> tensor<?x10xf32>\n"
              "  return %0 : tensor<?x10xf32>\n"
              "}",
    .after =
        "func.func @f(%x: tensor<?x64xf32>, %w: tensor<10x64xf32>)\n"
        "    -> tensor<?x10xf32> {\n"
        "  %s = tosa.const_shape {values = dense<[1, -1, 64]> : "
        "tensor<3xindex>} : () -> !tosa.shape<3>\n"
        "  %0 = tosa.reshape %x, %s : (tensor<?x64xf32>, !tosa.shape<3>) -> "
        "tensor<1x?x64xf32>\n"
        "  %1 = tosa.transpose %w {perms = array<i32: 1, 0>} : "
        "(tensor<10x64xf32>) -> tensor<64x10xf32>\n"
        "  %t = tosa.const_shape {values = dense<[1, 64, 10]> : "
        "tensor<3xindex>} : () -> !tosa.shape<3>\n"
        "  %2 = tosa.reshape %1, %t : (tensor<64x10xf32>, !tosa.shape<3>) -> "
        "tensor<1x64x10xf32>\n"
        "  %z = \"tosa.const\"() {values = dense<0.0> : tensor<1xf32>} : () "
        "-> tensor<1xf32>\n"
        "  %3 = tosa.matmul %0, %2, %z, %z : (tensor<1x?x64xf32>, "
        "tensor<1x64x10xf32>, tensor<1xf32>, tensor<1xf32>) -> "
        "tensor<1x?x10xf32>\n"
        "  %u = tosa.const_shape {values = dense<[-1, 10]> : tensor<2xindex>} "
        ": () -> !tosa.shape<2>\n"
        "  %4 = tosa.reshape %3, %u : (tensor<1x?x10xf32>, !tosa.shape<2>) -> "
        "tensor<?x10xf32>\n"
        "  return %4 : tensor<?x10xf32>\n"
        "}",
    .rewrite = rewrite,
};
