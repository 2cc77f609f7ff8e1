//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Softmax of other types than TOSA's, as reductions and arithmetic in graph.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/graph_to_linalg.h"
#include "lowering/graph_to_tosa/tosa.h"

static MlirValue reduce(const AicTosa *tosa, const char *kind, MlirValue value,
                        int64_t axis) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "graph.reduce",
      (AicBuild){.operands = AIC_VALUES(value),
                 .infer = true,
                 .attributes =
                     AIC_ATTRS({"kind", aicAttrString(context, kind)},
                               {"axes", aicAttrI64Array(context, 1, &axis)},
                               {"keepdims", aicAttrBool(context, true)})});
}

static MlirValue binary(const AicTosa *tosa, const char *kind, MlirValue x,
                        MlirValue y) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  return aicBuildValue(tosa->rewriter, tosa->location, "graph.binary",
                       (AicBuild){.operands = AIC_VALUES(x, y),
                                  .infer = true,
                                  .attributes = AIC_ATTRS(
                                      {"kind", aicAttrString(context, kind)})});
}

static MlirLogicalResult rewrite(MlirOperation op, MlirPatternRewriter rewriter,
                                 const void *options) {
  (void)options;
  MlirContext context = mlirOperationGetContext(op);
  MlirValue x = mlirOperationGetOperand(op, 0);
  int64_t axis = aicOpInt(op, "axis", 0);
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue power = aicBuildValue(
      tosa.rewriter, tosa.location, "graph.unary",
      (AicBuild){.operands = AIC_VALUES(
                     binary(&tosa, "sub", x, reduce(&tosa, "max", x, axis))),
                 .results = AIC_TYPES(mlirValueGetType(x)),
                 .attributes =
                     AIC_ATTRS({"kind", aicAttrString(context, "exp")})});
  return aicTosaReplace(
      &tosa, op,
      binary(&tosa, "div", power, reduce(&tosa, "sum", power, axis)));
}

const AicPatternDef aicGraphSoftmaxToLinalg = {
    .name = "graph-softmax-to-linalg",
    .summary = "Softmax becomes exponentials over their sum, below the largest",
    .root = "graph.softmax",
    .rewrite = rewrite,
};
