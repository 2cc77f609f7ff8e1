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
    .before = "func.func @f(%x: tensor<4xf64>) -> tensor<4xf64> {\n"
              "  %0 = graph.softmax %x along 0 : tensor<4xf64>\n"
              "  return %0 : tensor<4xf64>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<4xf64>) -> tensor<4xf64> {\n"
        "  %cst = arith.constant 0.000000e+00 : f64\n"
        "  %cst_0 = arith.constant 0xFFF0000000000000 : f64\n"
        "  %0 = tensor.empty() : tensor<f64>\n"
        "  %1 = linalg.fill ins(%cst_0 : f64) outs(%0 : tensor<f64>) -> "
        "tensor<f64>\n"
        "  %reduced = linalg.reduce ins(%arg0 : tensor<4xf64>) outs(%1 : "
        "tensor<f64>) dimensions = [0] \n"
        "    (%in: f64, %init: f64) {\n"
        "      %7 = arith.maximumf %in, %init : f64\n"
        "      linalg.yield %7 : f64\n"
        "    }\n"
        "  %expanded = tensor.expand_shape %reduced [] output_shape [1] : "
        "tensor<f64> into tensor<1xf64>\n"
        "  %2 = tensor.empty() : tensor<4xf64>\n"
        "  %3 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (0)>, affine_map<(d0) -> (d0)>], "
        "iterator_types = [\"parallel\"]} ins(%arg0, %expanded : "
        "tensor<4xf64>, tensor<1xf64>) outs(%2 : tensor<4xf64>) {\n"
        "  ^bb0(%in: f64, %in_3: f64, %out: f64):\n"
        "    %7 = arith.subf %in, %in_3 : f64\n"
        "    linalg.yield %7 : f64\n"
        "  } -> tensor<4xf64>\n"
        "  %4 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (d0)>], iterator_types = [\"parallel\"]} "
        "ins(%3 : tensor<4xf64>) outs(%2 : tensor<4xf64>) {\n"
        "  ^bb0(%in: f64, %out: f64):\n"
        "    %7 = math.exp %in : f64\n"
        "    linalg.yield %7 : f64\n"
        "  } -> tensor<4xf64>\n"
        "  %5 = linalg.fill ins(%cst : f64) outs(%0 : tensor<f64>) -> "
        "tensor<f64>\n"
        "  %reduced_1 = linalg.reduce ins(%4 : tensor<4xf64>) outs(%5 : "
        "tensor<f64>) dimensions = [0] \n"
        "    (%in: f64, %init: f64) {\n"
        "      %7 = arith.addf %in, %init : f64\n"
        "      linalg.yield %7 : f64\n"
        "    }\n"
        "  %expanded_2 = tensor.expand_shape %reduced_1 [] output_shape "
        "[1] : tensor<f64> into tensor<1xf64>\n"
        "  %6 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, "
        "affine_map<(d0) -> (0)>, affine_map<(d0) -> (d0)>], "
        "iterator_types = [\"parallel\"]} ins(%4, %expanded_2 : "
        "tensor<4xf64>, tensor<1xf64>) outs(%2 : tensor<4xf64>) {\n"
        "  ^bb0(%in: f64, %in_3: f64, %out: f64):\n"
        "    %7 = arith.divf %in, %in_3 : f64\n"
        "    linalg.yield %7 : f64\n"
        "  } -> tensor<4xf64>\n"
        "  return %6 : tensor<4xf64>\n"
        "}",
    .rewrite = rewrite,
};
