//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Functions of one tensor.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include "mlir-c/BuiltinAttributes.h"

#include <string.h>

bool aicImportUnary(AicImport *import, const AicImportOp *op) {
  aicNodeSetOutput(import, 0,
                   aicNodeUnary(import, op->kind, aicNodeInput(import, 0)));
  return !aicNodeFailed(import);
}

static MlirValue unaryWith(AicImport *import, const char *kind, MlirValue x,
                           float alpha, const float *beta) {
  MlirContext context = import->context;
  return aicNodeBuild(import, "graph.unary",
                      (AicBuild){.operands = AIC_VALUES(x),
                                 .infer = true,
                                 .attributes = AIC_ATTRS(
                                     {"kind", aicAttrString(context, kind)},
                                     {"alpha", aicAttrF32(context, alpha)},
                                     {"beta", beta ? aicAttrF32(context, *beta)
                                                   : mlirAttributeGetNull()})});
}

bool aicImportAlpha(AicImport *import, const AicImportOp *op) {
  float fallback = strcmp(op->kind, "elu") == 0 ? 1.0f : 0.01f;
  float alpha = aicNodeFloat(import, "alpha", fallback);
  aicNodeSetOutput(
      import, 0,
      unaryWith(import, op->kind, aicNodeInput(import, 0), alpha, NULL));
  return !aicNodeFailed(import);
}

bool aicImportHardSigmoid(AicImport *import, const AicImportOp *op) {
  float beta = aicNodeFloat(import, "beta", 0.5f);
  float alpha = aicNodeFloat(import, "alpha", 0.2f);
  aicNodeSetOutput(
      import, 0,
      unaryWith(import, op->kind, aicNodeInput(import, 0), alpha, &beta));
  return !aicNodeFailed(import);
}

bool aicImportGelu(AicImport *import, const AicImportOp *op) {
  const char *approximate = aicNodeText(import, "approximate", "none");
  if (strcmp(approximate, "none") != 0 && strcmp(approximate, "tanh") != 0)
    return aicNodeFail(import, "approximate is '%s', must be none or tanh",
                       approximate);
  bool tanh = strcmp(approximate, "tanh") == 0;
  aicNodeSetOutput(import, 0,
                   aicNodeUnary(import, tanh ? "gelu_tanh" : op->kind,
                                aicNodeInput(import, 0)));
  return !aicNodeFailed(import);
}

// A bound of Clip: a number when it is a constant, else a value.
typedef struct Bound {
  MlirAttribute number;
  MlirValue value;
} Bound;

static Bound readBound(AicImport *import, const char *name, size_t input,
                       MlirType element) {
  Bound bound = {{NULL}, {NULL}};
  if (aicNodeHasAttr(import, name)) {
    bound.number =
        aicNodeNumberAttr(element, (double)aicNodeFloat(import, name, 0));
  } else if (aicNodeHasInput(import, input)) {
    const AicConstant *constant = aicNodeConstant(import, input);
    double number;
    if (!constant)
      bound.value = aicNodeInput(import, input);
    else if (aicNodeInputNumber(import, input, name, &number))
      bound.number = aicNodeNumberAttr(element, number);
  }
  return bound;
}

bool aicImportClip(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  Bound low = readBound(import, "min", 1, aicNodeElement(x));
  Bound high = readBound(import, "max", 2, aicNodeElement(x));
  bool lowIsValue = !mlirValueIsNull(low.value);
  bool highIsValue = !mlirValueIsNull(high.value);
  // min(max(x, low), high), in this order.
  if (lowIsValue)
    x = aicNodeBinary(import, "max", x, low.value);
  MlirAttribute after = highIsValue ? mlirAttributeGetNull() : high.number;
  if (!mlirAttributeIsNull(low.number) || !mlirAttributeIsNull(after))
    x = aicNodeBuild(import, "graph.clamp",
                     (AicBuild){.operands = AIC_VALUES(x),
                                .infer = true,
                                .attributes = AIC_ATTRS({"min", low.number},
                                                        {"max", after})});
  if (highIsValue)
    x = aicNodeBinary(import, "min", x, high.value);
  return aicNodeFinish(import, x);
}

//===----------------------------------------------------------------------===//
// Functions made of pieces
//===----------------------------------------------------------------------===//

bool aicImportPRelu(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0), slope = aicNodeInput(import, 1);
  if (aicNodeFailed(import))
    return false;
  AicInts sizes = aicNodeSizes(import, slope);
  // Before opset 7 a list of slopes was one per channel.
  if (import->opset < 7 && sizes.count == 1 && sizes.at[0] != 1) {
    for (intptr_t i = 2; i < aicNodeDims(x).rank; ++i)
      sizes.at[sizes.count++] = 1;
    slope = aicNodeReshape(import, slope, &sizes);
  }
  MlirValue negative =
      aicNodeCompare(import, "lt", x, aicNodeScalarLike(import, x, 0));
  MlirValue scaled = aicNodeBinary(import, "mul", x, slope);
  return aicNodeFinish(import, aicNodeSelect(import, negative, scaled, x));
}

bool aicImportSelu(AicImport *import, const AicImportOp *op) {
  (void)op;
  float alpha = aicNodeFloat(import, "alpha", 1.67326319217681884765625f);
  float gamma = aicNodeFloat(import, "gamma", 1.05070102214813232421875f);
  MlirValue x = aicNodeInput(import, 0);
  MlirValue elu = unaryWith(import, "elu", x, alpha, NULL);
  return aicNodeFinish(
      import, aicNodeBinary(import, "mul", elu,
                            aicNodeScalarLike(import, x, (double)gamma)));
}

// max(0, x) + min(0, alpha (e^(x/alpha) - 1)) = alpha elu(x / alpha)
bool aicImportCelu(AicImport *import, const AicImportOp *op) {
  (void)op;
  float alpha = aicNodeFloat(import, "alpha", 1);
  MlirValue x = aicNodeInput(import, 0);
  MlirValue factor = aicNodeScalarLike(import, x, (double)alpha);
  MlirValue scaled = aicNodeBinary(import, "div", x, factor);
  MlirValue elu = unaryWith(import, "elu", scaled, 1, NULL);
  return aicNodeFinish(import, aicNodeBinary(import, "mul", elu, factor));
}

bool aicImportThresholdedRelu(AicImport *import, const AicImportOp *op) {
  (void)op;
  float alpha = aicNodeFloat(import, "alpha", 1);
  MlirValue x = aicNodeInput(import, 0);
  MlirValue above = aicNodeCompare(import, "gt", x,
                                   aicNodeScalarLike(import, x, (double)alpha));
  return aicNodeFinish(
      import, aicNodeSelect(import, above, x, aicNodeScalarLike(import, x, 0)));
}

bool aicImportSoftsign(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  MlirValue size = aicNodeUnary(import, "abs", x);
  MlirValue divisor =
      aicNodeBinary(import, "add", size, aicNodeScalarLike(import, x, 1));
  return aicNodeFinish(import, aicNodeBinary(import, "div", x, divisor));
}

bool aicImportMish(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  MlirValue factor =
      aicNodeUnary(import, "tanh", aicNodeUnary(import, "softplus", x));
  return aicNodeFinish(import, aicNodeBinary(import, "mul", x, factor));
}

bool aicImportSwish(AicImport *import, const AicImportOp *op) {
  (void)op;
  float alpha = aicNodeFloat(import, "alpha", 1);
  MlirValue x = aicNodeInput(import, 0);
  if (alpha == 1.0f)
    return aicNodeFinish(import, aicNodeUnary(import, "silu", x));
  MlirValue scaled = aicNodeBinary(import, "mul", x,
                                   aicNodeScalarLike(import, x, (double)alpha));
  return aicNodeFinish(
      import,
      aicNodeBinary(import, "mul", x, aicNodeUnary(import, "sigmoid", scaled)));
}

bool aicImportIsNaN(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  return aicNodeFinish(import, aicNodeCompare(import, "ne", x, x));
}

// x + bias below -lambd, x - bias above lambd, else 0
bool aicImportShrink(AicImport *import, const AicImportOp *op) {
  (void)op;
  double lambda = (double)aicNodeFloat(import, "lambd", 0.5f);
  double bias = (double)aicNodeFloat(import, "bias", 0);
  MlirValue x = aicNodeInput(import, 0);
  MlirValue below =
      aicNodeCompare(import, "lt", x, aicNodeScalarLike(import, x, -lambda));
  MlirValue above =
      aicNodeCompare(import, "gt", x, aicNodeScalarLike(import, x, lambda));
  MlirValue shift = aicNodeScalarLike(import, x, bias);
  MlirValue minus = aicNodeBinary(import, "sub", x, shift);
  MlirValue plus = aicNodeBinary(import, "add", x, shift);
  MlirValue rest =
      aicNodeSelect(import, above, minus, aicNodeScalarLike(import, x, 0));
  return aicNodeFinish(import, aicNodeSelect(import, below, plus, rest));
}
