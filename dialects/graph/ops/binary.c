//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/elements.h"
#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"
#include "dialects/graph/kinds.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType lhs = aicGraphOperandType(infer, 0),
           rhs = aicGraphOperandType(infer, 1);
  MlirType element = mlirShapedTypeGetElementType(lhs);
  if (!mlirTypeEqual(element, mlirShapedTypeGetElementType(rhs))) // C1
    return aicInferError(infer, "elements of lhs and rhs differ: '%s' and '%s'",
                         aicGraphTypeText(lhs).text,
                         aicGraphTypeText(rhs).text);
  AicGraphShape shape;
  if (mlirLogicalResultIsFailure(
          aicGraphInferBroadcast(infer, 0, 2, &shape))) // C2
    return mlirLogicalResultFailure();
  *type = aicGraphShapeType(&shape, element);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphBinary, resultType);
}

static MlirLogicalResult verify(MlirOperation op) {
  const AicGraphBinaryKind *kind = aicGraphGetBinaryKind(op);
  MlirType type = mlirValueGetType(mlirOperationGetOperand(op, 0));
  if (!aicGraphKindTakes(kind->facts, type)) // C3
    return aicOpError(op, "kind '%s' is not defined on elements of '%s'",
                      kind->name, aicGraphTypeText(type).text);
  return mlirLogicalResultSuccess();
}

/// `number` is y with f(x, y) = x, exactly: of floats, x + 0 turns -0 into 0.
static bool isIdentity(const AicGraphBinaryKind *kind, double number,
                       MlirType type) {
  return kind->hasIdentity && number == kind->identity &&
         (!aicGraphFloatTensor.holds(type) ||
          !signbit(number) == !signbit(kind->identity));
}

/// x + -0, x - 0, x * 1, x / 1, x^1, and constants.
static MlirLogicalResult fold(const AicFold *fold) {
  const AicGraphBinaryKind *kind = aicGraphGetBinaryKind(fold->op);
  double number;
  MlirAttribute rhs = fold->constants[1];
  MlirType type = mlirValueGetType(mlirOperationGetResult(fold->op, 0));
  if (!mlirAttributeIsNull(rhs) && aicGraphIsSplat(rhs, &number) &&
      isIdentity(kind, number, type) &&
      mlirLogicalResultIsSuccess(aicGraphFoldToInput(fold)))
    return mlirLogicalResultSuccess();
  return aicGraphFoldTo(
      fold, aicGraphZipElements(fold->constants[0], rhs, kind, type));
}

const AicOpDef aicGraphBinary = {
    .name = "graph.binary",
    .summary = "One function of two elements, with broadcasting",
    .description =
        "Broadcasts `lhs` and `rhs` to one shape and applies the function "
        "`kind` to every pair of elements x and y:\n"
        "\n"
        "| kind | value |\n"
        "| --- | --- |\n"
        "| `add`, `sub`, `mul` | x + y, x - y, x y; integers wrap |\n"
        "| `div` | x / y; integers round toward zero; an integer division by "
        "zero, or of the least integer by -1, gives any value |\n"
        "| `max`, `min` | larger, smaller of both; a NaN wins |\n"
        "| `pow` | x^y; integers wrap, and a negative y gives 1/x^-y rounded "
        "toward zero |\n"
        "| `and`, `or`, `xor` | bit by bit, on integers and i1 |\n"
        "\n"
        "- C1: `lhs` and `rhs` have the same element type.\n"
        "- C2: the shapes broadcast; the result has the broadcast shape.\n"
        "- C3: `kind` is defined on the element type.\n",
    .example = "func.func @f(%x: tensor<2x3xf32>, %y: tensor<3xf32>)\n"
               "    -> tensor<2x3xf32> {\n"
               "  %0 = graph.binary add %x, %y\n"
               "      : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>\n"
               "  return %0 : tensor<2x3xf32>\n"
               "}",
    .assembly = "$kind $lhs `,` $rhs attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef, {.name = "lhs", .summary = "x", .type = &aicGraphTensor},
        {.name = "rhs", .summary = "y", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "values of the function",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "kind", .summary = "function", .attr = &aicGraphBinaryWord}),
    .traits = AIC_OP_PURE,
    .verify = verify,
    .inferTypes = infer,
    .fold = fold,
};
