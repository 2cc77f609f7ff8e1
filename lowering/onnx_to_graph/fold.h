//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Arithmetic on shapes, done at import: exporters write a reshape as a chain
// of Shape, Gather, Unsqueeze, Concat and integer arithmetic. Dynamic sizes
// flow through it as symbols.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_FOLD_H
#define AIC_LOWERING_ONNX_TO_GRAPH_FOLD_H

#include "lowering/onnx_to_graph/node.h"

enum { AIC_FOLD_MAX_INPUTS = 16 };

/// The operands of a node that is being folded.
typedef struct AicShapeFold {
  AicImport *import;
  size_t count;
  const AicConstant *inputs[AIC_FOLD_MAX_INPUTS]; ///< NULL where absent
  const char *opType;
} AicShapeFold;

/// Gives the node's first output. False means: build the node instead, unless
/// there is an error.
typedef bool AicShapeFoldFn(AicShapeFold *fold);

AicShapeFoldFn aicFoldBinary, aicFoldWhere, aicFoldCast, aicFoldReduceProd,
    aicFoldRange;
AicShapeFoldFn aicFoldShape, aicFoldSize, aicFoldConcat, aicFoldGather,
    aicFoldReshape, aicFoldSlice, aicFoldSqueeze, aicFoldUnsqueeze;

const AicOnnxTensor *aicFoldTensor(const AicShapeFold *fold, size_t input);
/// NULL when the constant would be too large to be a shape, and after errors.
AicConstant *aicFoldCreate(AicShapeFold *fold, int64_t type, intptr_t rank,
                           const int64_t *dims);
bool aicFoldGive(AicShapeFold *fold, const AicConstant *constant);
/// Element `at` of the result becomes element `from` of `source`.
void aicFoldCopy(AicShapeFold *fold, AicConstant *to, int64_t at,
                 const AicConstant *source, int64_t from);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_FOLD_H
