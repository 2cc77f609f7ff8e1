//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the files of this folder offer to the pass.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_LINALG_GRAPH_TO_LINALG_H
#define AIC_LOWERING_GRAPH_TO_LINALG_GRAPH_TO_LINALG_H

#include "aic/pass.h"

extern const AicPassDef aicGraphToLinalg;

// Patterns by family.
extern const AicPatternDef aicGraphWeightToLinalg;
extern const AicPatternDef aicGraphUnaryToLinalg, aicGraphBinaryToLinalg,
    aicGraphCompareToLinalg, aicGraphSelectToLinalg, aicGraphClampToLinalg,
    aicGraphCastToLinalg;
extern const AicPatternDef aicGraphConvToLinalg, aicGraphMatmulToLinalg;
extern const AicPatternDef aicGraphPoolToLinalg, aicGraphReduceToLinalg,
    aicGraphSoftmaxToLinalg;
extern const AicPatternDef aicGraphBroadcastToLinalg, aicGraphSliceToLinalg,
    aicGraphPadToLinalg, aicGraphGatherToLinalg;

/// Elementwise operations of TOSA on dynamic sizes that are known to be equal
/// become linalg.generic: upstream would compare the sizes at run time.
MlirLogicalResult aicLowerEqualSizes(MlirOperation root);

#endif // AIC_LOWERING_GRAPH_TO_LINALG_GRAPH_TO_LINALG_H
