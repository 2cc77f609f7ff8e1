//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Scalars: one operation of arith or math on values that are no tensors.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_LINALG_SCALAR_H
#define AIC_LOWERING_GRAPH_TO_LINALG_SCALAR_H

#include "lowering/graph_to_tosa/tosa.h"

MlirAttribute aicScalarNumberAttr(MlirType type, double number);
MlirValue aicScalarNumber(const AicTosa *tosa, MlirType type, double number);
MlirValue aicScalarAttr(const AicTosa *tosa, MlirAttribute number);
/// An operation whose operands and result have one type.
MlirValue aicScalarOp1(const AicTosa *tosa, const char *name, MlirValue x);
MlirValue aicScalarOp2(const AicTosa *tosa, const char *name, MlirValue x,
                       MlirValue y);
/// arith.select
MlirValue aicScalarSelect(const AicTosa *tosa, MlirValue condition,
                          MlirValue yes, MlirValue no);

/// x `kind` y for a kind of graph.compare.
MlirValue aicScalarCompare(const AicTosa *tosa, const char *kind, MlirValue x,
                           MlirValue y);
/// A kind of graph.unary with its parameters.
MlirValue aicScalarUnary(const AicTosa *tosa, const char *kind, MlirValue x,
                         double alpha, double beta);
/// A kind of graph.binary.
MlirValue aicScalarBinary(const AicTosa *tosa, const char *kind, MlirValue x,
                          MlirValue y);
/// graph.cast
MlirValue aicScalarCast(const AicTosa *tosa, MlirValue x, MlirType to);
/// The number that changes nothing in a sum, product, max or min.
MlirAttribute aicScalarIdentityAttr(const char *kind, MlirType type);
MlirValue aicScalarIdentity(const AicTosa *tosa, const char *kind,
                            MlirType type);

#endif // AIC_LOWERING_GRAPH_TO_LINALG_SCALAR_H
