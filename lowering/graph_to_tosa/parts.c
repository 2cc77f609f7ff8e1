//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Parts of tensors and tensors of parts.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/graph_to_tosa.h"
#include "lowering/graph_to_tosa/tosa.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

static MlirLogicalResult rewriteConcat(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  AicGraphShape whole = aicTosaShape(mlirOperationGetResult(op, 0));
  MlirType element = aicTosaElement(mlirOperationGetResult(op, 0));
  if (!aicTosaHasNoZero(&whole) || !aicTosaCanMove(element))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirContext context = mlirOperationGetContext(op);
  MlirAttribute axis = aicTosaI32(context, (int32_t)aicOpInt(op, "axis", 0));
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  intptr_t count = mlirOperationGetNumOperands(op);
  MlirValue *parts = malloc((size_t)count * sizeof *parts);
  if (!parts)
    AIC_BUG("out of memory");
  intptr_t numParts = 0;
  for (intptr_t i = 0; i < count; ++i) {
    parts[numParts] = mlirOperationGetOperand(op, i);
    AicGraphShape shape = aicTosaShape(parts[numParts]);
    numParts += aicTosaHasNoZero(&shape);
  }
  MlirValue result =
      aicBuildValue(tosa.rewriter, tosa.location, "tosa.concat",
                    (AicBuild){.operands = {numParts, parts},
                               .results = AIC_TYPES(type),
                               .attributes = AIC_ATTRS({"axis", axis})});
  free(parts);
  return aicTosaReplace(&tosa, op, result);
}

const AicPatternDef aicGraphConcatToTosa = {
    .name = "graph-concat-to-tosa",
    .summary = "A concatenation becomes tosa.concat",
    .root = "graph.concat",
    .before = "func.func @f(%x: tensor<?x2xf32>, %y: tensor<?x3xf32>)\n"
              "    -> tensor<?x5xf32> {\n"
              "  %0 = graph.concat %x, %y along 1\n"
              "      : (tensor<?x2xf32>, tensor<?x3xf32>) -> tensor<?x5xf32>\n"
              "  return %0 : tensor<?x5xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x2xf32>, %y: tensor<?x3xf32>)\n"
             "    -> tensor<?x5xf32> {\n"
             "  %0 = tosa.concat %x, %y {axis = 1 : i32} : (tensor<?x2xf32>, "
             "tensor<?x3xf32>) -> tensor<?x5xf32>\n"
             "  return %0 : tensor<?x5xf32>\n"
             "}",
    .rewrite = rewriteConcat,
};

static MlirLogicalResult rewriteSlice(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  if (!aicTosaMoves(op))
    return mlirLogicalResultFailure();
  int64_t starts[AIC_GRAPH_MAX_RANK], sizes[AIC_GRAPH_MAX_RANK];
  int64_t strides[AIC_GRAPH_MAX_RANK];
  aicGraphGetInts(op, "starts", starts);
  aicGraphGetInts(op, "sizes", sizes);
  intptr_t count = aicGraphGetInts(op, "strides", strides);
  for (intptr_t i = 0; i < count; ++i)
    if (strides[i] != 1)
      return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue input = mlirOperationGetOperand(op, 0);
  return aicTosaReplace(&tosa, op, aicTosaSlice(&tosa, input, starts, sizes));
}

const AicPatternDef aicGraphSliceToTosa = {
    .name = "graph-slice-to-tosa",
    .summary = "A slice of neighbours becomes tosa.slice",
    .root = "graph.slice",
    .before = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x3xf32> {\n"
              "  %0 = graph.slice %x from [0, 2] take [-1, 3]\n"
              "      : (tensor<?x8xf32>) -> tensor<?x3xf32>\n"
              "  return %0 : tensor<?x3xf32>\n"
              "}",
    .after =
        "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x3xf32> {\n"
        "  %s = tosa.const_shape {values = dense<[0, 2]> : tensor<2xindex>} : "
        "() -> !tosa.shape<2>\n"
        "  %t = tosa.const_shape {values = dense<[-1, 3]> : tensor<2xindex>} "
        ": () -> !tosa.shape<2>\n"
        "  %0 = tosa.slice %x, %s, %t : (tensor<?x8xf32>, !tosa.shape<2>, "
        "!tosa.shape<2>) -> tensor<?x3xf32>\n"
        "  return %0 : tensor<?x3xf32>\n"
        "}",
    .rewrite = rewriteSlice,
};

static MlirLogicalResult rewritePad(MlirOperation op,
                                    MlirPatternRewriter rewriter,
                                    const void *options) {
  (void)options;
  if (!aicTosaMoves(op))
    return mlirLogicalResultFailure();
  int64_t low[AIC_GRAPH_MAX_RANK], high[AIC_GRAPH_MAX_RANK];
  aicGraphGetInts(op, "low", low);
  aicGraphGetInts(op, "high", high);
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirAttribute number = aicOpAttr(op, "value");
  int64_t one = 1;
  MlirType type = mlirRankedTensorTypeGet(1, &one, mlirAttributeGetType(number),
                                          mlirAttributeGetNull());
  MlirValue value =
      aicTosaConst(&tosa, mlirDenseElementsAttrSplatGet(type, number));
  MlirValue input = mlirOperationGetOperand(op, 0);
  return aicTosaReplace(&tosa, op, aicTosaPad(&tosa, input, low, high, value));
}

const AicPatternDef aicGraphPadToTosa = {
    .name = "graph-pad-to-tosa",
    .summary = "Padding becomes tosa.pad",
    .root = "graph.pad",
    .before = "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x11xf32> {\n"
              "  %0 = graph.pad %x low [0, 1] high [0, 2] with 7.0 : f32\n"
              "      : (tensor<?x8xf32>) -> tensor<?x11xf32>\n"
              "  return %0 : tensor<?x11xf32>\n"
              "}",
    .after =
        "func.func @f(%x: tensor<?x8xf32>) -> tensor<?x11xf32> {\n"
        "  %c = \"tosa.const\"() {values = dense<7.0> : tensor<1xf32>} : () "
        "-> tensor<1xf32>\n"
        "  %s = tosa.const_shape {values = dense<[0, 0, 1, 2]> : "
        "tensor<4xindex>} : () -> !tosa.shape<4>\n"
        "  %0 = tosa.pad %x, %s, %c : (tensor<?x8xf32>, !tosa.shape<4>, "
        "tensor<1xf32>) -> tensor<?x11xf32>\n"
        "  return %0 : tensor<?x11xf32>\n"
        "}",
    .rewrite = rewritePad,
};

static MlirLogicalResult rewriteBroadcast(MlirOperation op,
                                          MlirPatternRewriter rewriter,
                                          const void *options) {
  (void)options;
  MlirValue input = mlirOperationGetOperand(op, 0);
  AicGraphShape x = aicTosaShape(input);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  int64_t times[AIC_GRAPH_MAX_RANK];
  if (!aicTosaMoves(op))
    return mlirLogicalResultFailure();
  bool repeats = false;
  for (intptr_t i = 0; i < y.rank; ++i) {
    intptr_t at = i - (y.rank - x.rank);
    int64_t from = at < 0 ? 1 : x.dims[at];
    // Whether a dynamic size is 1 shows when the model runs.
    if (aicGraphIsDynamic(from) && !aicGraphIsDynamic(y.dims[i]))
      return mlirLogicalResultFailure();
    times[i] = from == y.dims[i] ? 1 : y.dims[i];
    repeats = repeats || times[i] != 1;
  }
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue raised = aicTosaRaise(&tosa, input, y.rank);
  if (!repeats)
    return aicTosaReplace(&tosa, op, raised);
  MlirValue multiples = aicTosaShapeConst(&tosa, y.rank, times);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  return aicTosaReplace(
      &tosa, op,
      aicBuildValue(tosa.rewriter, tosa.location, "tosa.tile",
                    (AicBuild){.operands = AIC_VALUES(raised, multiples),
                               .results = AIC_TYPES(type)}));
}

const AicPatternDef aicGraphBroadcastToTosa = {
    .name = "graph-broadcast-to-tosa",
    .summary = "A broadcast becomes tosa.tile on a value of the same rank",
    .root = "graph.broadcast",
    .before = "func.func @f(%x: tensor<?x1xf32>) -> tensor<?x3xf32> {\n"
              "  %0 = graph.broadcast %x to [-1, 3]\n"
              "      : (tensor<?x1xf32>) -> tensor<?x3xf32>\n"
              "  return %0 : tensor<?x3xf32>\n"
              "}",
    .after =
        "func.func @f(%x: tensor<?x1xf32>) -> tensor<?x3xf32> {\n"
        "  %s = tosa.const_shape {values = dense<[1, 3]> : tensor<2xindex>} : "
        "() -> !tosa.shape<2>\n"
        "  %0 = tosa.tile %x, %s : (tensor<?x1xf32>, !tosa.shape<2>) -> "
        "tensor<?x3xf32>\n"
        "  return %0 : tensor<?x3xf32>\n"
        "}",
    .rewrite = rewriteBroadcast,
};
