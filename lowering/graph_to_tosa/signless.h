//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Parts of the rewriting of unsigned integers.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_TOSA_SIGNLESS_H
#define AIC_LOWERING_GRAPH_TO_TOSA_SIGNLESS_H

#include "lowering/graph_to_tosa/tosa.h"

/// What replaces an operation that had `from` unsigned bits in operands and
/// `to` in its result (0: other types) and is signless now. Null when it means
/// the same; an error when there is no way.
MlirLogicalResult aicSignlessMeaning(const AicTosa *tosa, MlirOperation op,
                                     unsigned from, unsigned to,
                                     MlirValue *result);

#endif // AIC_LOWERING_GRAPH_TO_TOSA_SIGNLESS_H
