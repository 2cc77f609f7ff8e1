//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the files of this folder offer to the pass.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_TOSA_GRAPH_TO_TOSA_H
#define AIC_LOWERING_GRAPH_TO_TOSA_GRAPH_TO_TOSA_H

#include "aic/pass.h"

extern const AicPassDef aicGraphToTosa;

// Patterns by family.
extern const AicPatternDef aicGraphWeightToTosa;
extern const AicPatternDef aicGraphUnaryToTosa, aicGraphBinaryToTosa,
    aicGraphCompareToTosa, aicGraphSelectToTosa, aicGraphClampToTosa;
extern const AicPatternDef aicGraphConvToTosa, aicGraphPoolToTosa;
extern const AicPatternDef aicGraphMatmulToTosa;
extern const AicPatternDef aicGraphReduceChannelsLast,
    aicGraphConcatChannelsLast;
extern const AicPatternDef aicGraphReduceToTosa, aicGraphSoftmaxToTosa,
    aicGraphNormToTosa;
extern const AicPatternDef aicGraphReshapeToTosa, aicGraphTransposeToTosa,
    aicGraphConcatToTosa, aicGraphSliceToTosa, aicGraphPadToTosa,
    aicGraphBroadcastToTosa;

/// Gives every unsigned integer of a function the signless type of its width,
/// arguments and results too, and rewrites the operations to which this makes
/// a difference.
MlirLogicalResult aicGraphSignless(MlirOperation func);
/// Operations of graph below `root`.
uint64_t aicGraphCount(MlirOperation root);

/// Batch normalization goes into the convolution before it; run first, while
/// both are there.
extern const AicPatternDef aicGraphConvNorm;

#endif // AIC_LOWERING_GRAPH_TO_TOSA_GRAPH_TO_TOSA_H
