//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

/// Splits a matrix operand into batch dimensions and [rows, columns] after its
/// transposition. A vector becomes one row (lhs) or one column (rhs).
static MlirLogicalResult split(const AicInfer *infer, intptr_t operand,
                               AicGraphShape *batch, int64_t matrix[2]) {
  MlirType type = aicGraphOperandType(infer, operand);
  AicGraphShape shape = aicGraphShapeOf(type);
  const char *flag = operand ? "transpose_b" : "transpose_a";
  bool transpose = aicGraphInferFlag(infer, flag);
  if (shape.rank == 0) // C2
    return aicInferError(infer, "%s must not be a scalar",
                         operand ? "rhs" : "lhs");
  if (shape.rank == 1) {
    if (transpose) // C3
      return aicInferError(infer, "%s needs a matrix but has '%s'", flag,
                           aicGraphTypeText(type).text);
    matrix[operand] = 1;
    matrix[1 - operand] = shape.dims[0];
    batch->rank = 0;
    return mlirLogicalResultSuccess();
  }
  matrix[transpose] = shape.dims[shape.rank - 2];
  matrix[!transpose] = shape.dims[shape.rank - 1];
  *batch = shape;
  batch->rank -= 2;
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType lhs = aicGraphOperandType(infer, 0),
           rhs = aicGraphOperandType(infer, 1);
  MlirType element = mlirShapedTypeGetElementType(lhs);
  if (!mlirTypeEqual(element, mlirShapedTypeGetElementType(rhs))) // C1
    return aicInferError(infer, "elements of lhs and rhs differ: '%s' and '%s'",
                         aicGraphTypeText(lhs).text,
                         aicGraphTypeText(rhs).text);
  AicGraphShape batchA = {0}, batchB = {0}, shape;
  int64_t a[2], b[2]; // [rows, columns]
  if (mlirLogicalResultIsFailure(split(infer, 0, &batchA, a)) ||
      mlirLogicalResultIsFailure(split(infer, 1, &batchB, b)))
    return mlirLogicalResultFailure();
  if (a[1] != b[0] && !aicGraphIsDynamic(a[1]) &&
      !aicGraphIsDynamic(b[0])) // C4
    return aicInferError(
        infer, "lhs has %" PRId64 " columns but rhs has %" PRId64 " rows", a[1],
        b[0]);
  intptr_t axis = 0;
  if (!aicGraphBroadcastShapes(&batchA, &batchB, &shape, &axis)) // C5
    return aicInferError(
        infer,
        "batch dimensions of '%s' and '%s' do not "
        "broadcast: they differ in dimension %" PRIdPTR " of the result",
        aicGraphTypeText(lhs).text, aicGraphTypeText(rhs).text, axis);
  if (mlirShapedTypeGetRank(lhs) > 1)
    shape.dims[shape.rank++] = a[0];
  if (mlirShapedTypeGetRank(rhs) > 1)
    shape.dims[shape.rank++] = b[1];
  *type = aicGraphShapeType(&shape, element);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphMatmul, resultType);
}

const AicOpDef aicGraphMatmul = {
    .name = "graph.matmul",
    .summary = "Matrix product with broadcast batches",
    .description =
        "The product of the matrices in the last two dimensions of `lhs` and "
        "`rhs`, after `transpose_a` and `transpose_b` exchanged these two. All "
        "dimensions before them are batches and broadcast. A vector `lhs` "
        "counts as one row and a vector `rhs` as one column; that dimension is "
        "missing in the result. Sums of floats may be taken in any order and "
        "with at least the precision of the element type; integers wrap.\n"
        "\n"
        "- C1: `lhs` and `rhs` have the same element type.\n"
        "- C2: neither is a scalar.\n"
        "- C3: a vector is not transposed.\n"
        "- C4: the columns of `lhs` equal the rows of `rhs`.\n"
        "- C5: the batch dimensions broadcast.\n",
    .example = "func.func @f(%x: tensor<?x64xf32>, %w: tensor<10x64xf32>)\n"
               "    -> tensor<?x10xf32> {\n"
               "  %0 = graph.matmul %x, %w {transpose_b = true}\n"
               "      : (tensor<?x64xf32>, tensor<10x64xf32>)\n"
               "      -> tensor<?x10xf32>\n"
               "  return %0 : tensor<?x10xf32>\n"
               "}",
    .assembly = "$lhs `,` $rhs attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "lhs", .summary = "left matrices", .type = &aicGraphTensor},
        {.name = "rhs", .summary = "right matrices", .type = &aicGraphTensor}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "result", .summary = "products", .type = &aicGraphTensor}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "transpose_a",
                            .summary = "transpose the matrices of lhs",
                            .attr = &aicBoolAttr,
                            .fallback = "false"},
                           {.name = "transpose_b",
                            .summary = "transpose the matrices of rhs",
                            .attr = &aicBoolAttr,
                            .fallback = "false"}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
};
