//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Constraints on kind attributes and on numbers given as attributes.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIALECTS_GRAPH_KINDS_H
#define AIC_DIALECTS_GRAPH_KINDS_H

#include "dialects/graph/graph.h"

extern const AicAttrConstraint aicGraphUnaryWord, aicGraphBinaryWord,
    aicGraphCompareWord, aicGraphPoolWord, aicGraphReduceWord, aicGraphNormWord;

/// A float or integer attribute: one element of a tensor.
extern const AicAttrConstraint aicGraphNumber;

/// A kind with these facts is defined on the elements of tensor `type`.
bool aicGraphKindTakes(unsigned facts, MlirType type);

#endif // AIC_DIALECTS_GRAPH_KINDS_H
