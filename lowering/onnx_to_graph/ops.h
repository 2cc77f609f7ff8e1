//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The builders of all ONNX ops, one per op or family; see ops.c for which op
// uses which.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_OPS_H
#define AIC_LOWERING_ONNX_TO_GRAPH_OPS_H

#include "lowering/onnx_to_graph/node.h"

/// Reads the inputs and attributes of the import's node, builds operations
/// and sets the outputs; false after an error.
typedef bool AicImportFn(AicImport *import, const AicImportOp *op);

// op_unary.c
AicImportFn aicImportUnary, aicImportAlpha, aicImportHardSigmoid, aicImportGelu,
    aicImportClip, aicImportPRelu, aicImportSelu, aicImportCelu,
    aicImportThresholdedRelu, aicImportSoftsign, aicImportMish, aicImportSwish,
    aicImportIsNaN, aicImportShrink;
// op_binary.c
AicImportFn aicImportBinary, aicImportVariadic, aicImportMean, aicImportPow,
    aicImportCompare, aicImportWhere, aicImportCast, aicImportCastLike;
// op_window.c
AicImportFn aicImportConv, aicImportPool;
// op_conv_transpose.c
AicImportFn aicImportConvTranspose;
// op_matmul.c
AicImportFn aicImportMatMul, aicImportGemm;
// op_reduce.c
AicImportFn aicImportReduce, aicImportReduceL1, aicImportReduceL2,
    aicImportReduceLogSum, aicImportReduceLogSumExp, aicImportReduceSumSquare,
    aicImportGlobalPool;
// op_norm.c
AicImportFn aicImportBatchNorm, aicImportInstanceNorm, aicImportGroupNorm,
    aicImportLayerNorm, aicImportRmsNorm, aicImportLrn, aicImportSoftmax,
    aicImportLogSoftmax, aicImportLpNorm;
// op_shape.c
AicImportFn aicImportReshape, aicImportFlatten, aicImportSqueeze,
    aicImportUnsqueeze, aicImportExpand, aicImportTranspose, aicImportTile,
    aicImportDepthToSpace, aicImportSpaceToDepth;
// op_move.c
AicImportFn aicImportConcat, aicImportSplit, aicImportSlice, aicImportGather;
// op_pad.c and op_resize.c
AicImportFn aicImportPad, aicImportResize;
// op_mask.c
AicImportFn aicImportTrilu, aicImportMod, aicImportBitwiseNot, aicImportIsInf,
    aicImportTan, aicImportOneHot, aicImportCumSum;
// op_constant.c
AicImportFn aicImportConstant, aicImportConstantOfShape, aicImportIdentity,
    aicImportDropout, aicImportFolded;

#endif // AIC_LOWERING_ONNX_TO_GRAPH_OPS_H
