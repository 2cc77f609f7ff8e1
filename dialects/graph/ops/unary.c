//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static MlirLogicalResult verify(MlirOperation op) {
  const AicGraphUnaryKind *kind = aicGraphGetUnaryKind(op);
  MlirType type = mlirValueGetType(mlirOperationGetOperand(op, 0));
  if (!aicGraphKindTakes(kind->facts, type)) // C1
    return aicOpError(op, "kind '%s' is not defined on elements of '%s'",
                      kind->name, aicGraphTypeText(type).text);
  if (!(kind->facts & AIC_GRAPH_HAS_ALPHA) &&
      !mlirAttributeIsNull(aicOpAttr(op, "alpha"))) // C2
    return aicOpError(op, "kind '%s' has no alpha", kind->name);
  if (!(kind->facts & AIC_GRAPH_HAS_BETA) &&
      !mlirAttributeIsNull(aicOpAttr(op, "beta"))) // C2
    return aicOpError(op, "kind '%s' has no beta", kind->name);
  return mlirLogicalResultSuccess();
}

static double parameter(MlirOperation op, const char *name, float fallback) {
  MlirAttribute attr = aicOpAttr(op, name);
  return mlirAttributeIsNull(attr) ? (double)fallback
                                   : mlirFloatAttrGetValueDouble(attr);
}

/// The identity, f(f(x)) of idempotent kinds, and constants.
static MlirLogicalResult fold(const AicFold *fold) {
  const AicGraphUnaryKind *kind = aicGraphGetUnaryKind(fold->op);
  if (!strcmp(kind->name, "identity"))
    return aicGraphFoldToInput(fold);
  MlirValue input = mlirOperationGetOperand(fold->op, 0);
  if ((kind->facts & AIC_GRAPH_IDEMPOTENT) && mlirValueIsAOpResult(input)) {
    MlirOperation inner = mlirOpResultGetOwner(input);
    if (aicOpIs(inner, "graph.unary") && aicGraphGetUnaryKind(inner) == kind)
      return aicGraphFoldToInput(fold);
  }
  return aicGraphFoldTo(
      fold, aicGraphMapElements(fold->constants[0], kind,
                                parameter(fold->op, "alpha", kind->alpha),
                                parameter(fold->op, "beta", kind->beta)));
}

const AicOpDef aicGraphUnary = {
    .name = "graph.unary",
    .summary = "One function of one element",
    .description =
        "Every element of the result is the function `kind` of the element of "
        "`input`:\n"
        "\n"
        "| kind | value |\n"
        "| --- | --- |\n"
        "| `abs` | \\|x\\|; the least integer stays |\n"
        "| `ceil` | least integer not below x |\n"
        "| `cos`, `sin` | of x in radians |\n"
        "| `elu` | x for x >= 0, else alpha (e^x - 1); alpha is 1 |\n"
        "| `erf` | 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x |\n"
        "| `exp` | e^x |\n"
        "| `floor` | greatest integer not above x |\n"
        "| `gelu` | x/2 (1 + erf(x / sqrt 2)) |\n"
        "| `gelu_tanh` | x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) |\n"
        "| `hard_sigmoid` | max(0, min(1, alpha x + beta)); 0.2 and 0.5 |\n"
        "| `hard_swish` | x max(0, min(1, x/6 + 1/2)) |\n"
        "| `identity` | x |\n"
        "| `leaky_relu` | x for x >= 0, else alpha x; alpha is 0.01 |\n"
        "| `log` | natural logarithm |\n"
        "| `neg` | -x; integers wrap |\n"
        "| `not` | 1 - x, on i1 |\n"
        "| `reciprocal` | 1/x |\n"
        "| `relu` | x for x >= 0, else 0; a NaN stays |\n"
        "| `round` | nearest integer, halves to the even one |\n"
        "| `rsqrt` | 1 / sqrt x |\n"
        "| `sigmoid` | 1 / (1 + e^-x) |\n"
        "| `sign` | -1, 0 or 1; a NaN stays |\n"
        "| `silu` | x / (1 + e^-x) |\n"
        "| `softplus` | log(1 + e^x) |\n"
        "| `sqrt`, `tanh` | as in mathematics |\n"
        "\n"
        "Integers have `abs`, `identity`, `neg`, `relu` and `sign`; i1 has "
        "`identity` and `not`; floats have all but `not`.\n"
        "\n"
        "- C1: `kind` is defined on the element type.\n"
        "- C2: `alpha` and `beta` are given only to a kind that has them.\n",
    .example = "func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
               "  %0 = graph.unary relu %x : tensor<4xf32>\n"
               "  return %0 : tensor<4xf32>\n"
               "}",
    .assembly = "$kind $input attr-dict `:` type($input)",
    .operands =
        AIC_LIST(AicValueDef,
                 {.name = "input", .summary = "x", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "values of the function",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "kind", .summary = "function", .attr = &aicGraphUnaryWord},
        {.name = "alpha",
         .summary = "first parameter",
         .attr = &aicF32Attr,
         .optional = true},
        {.name = "beta",
         .summary = "second parameter",
         .attr = &aicF32Attr,
         .optional = true}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .verify = verify,
    .fold = fold,
};
