//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operands of graph.matmul as matrices: vectors as one row or column, and the
// transposition carried out.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_TOSA_MATRIX_H
#define AIC_LOWERING_GRAPH_TO_TOSA_MATRIX_H

#include "lowering/graph_to_tosa/tosa.h"

/// [batch..., rows, columns] of operand 0 or 1, without building anything.
AicGraphShape aicTosaMatrixShape(MlirOperation op, intptr_t operand);
/// The operand with that shape.
MlirValue aicTosaMatrices(const AicTosa *tosa, MlirOperation op,
                          intptr_t operand);

#endif // AIC_LOWERING_GRAPH_TO_TOSA_MATRIX_H
