//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/matrix.h"

MlirValue aicTosaMatrices(const AicTosa *tosa, MlirOperation op,
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

AicGraphShape aicTosaMatrixShape(MlirOperation op, intptr_t operand) {
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
