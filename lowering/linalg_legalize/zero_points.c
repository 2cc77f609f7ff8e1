//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Quantized products and convolutions without their zero points:
//
//   sum (x - zx) * (w - zw) = sum x * w - zx * sum w - zw * sum x + n * zx * zw
//
// The sums of constant weights are constants, and are added to the bias where
// that is one. All is exact, as i32 wraps everywhere.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/sums.h"

#include "lowering/support/ir.h"
#include "lowering/support/linalg.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <string.h>

/// Quantized operations and those without zero points.
static const char *const plainNames[][2] = {
    {"linalg.conv_2d_nhwc_hwcf_q", "linalg.conv_2d_nhwc_hwcf"},
    {"linalg.conv_2d_nhwc_fhwc_q", "linalg.conv_2d_nhwc_fhwc"},
    {"linalg.conv_2d_nchw_fchw_q", "linalg.conv_2d_nchw_fchw"},
    {"linalg.conv_3d_ndhwc_dhwcf_q", "linalg.conv_3d_ndhwc_dhwcf"},
    {"linalg.depthwise_conv_2d_nhwc_hwc_q",
     "linalg.depthwise_conv_2d_nhwc_hwc"},
    {"linalg.depthwise_conv_2d_nhwc_hwcm_q",
     "linalg.depthwise_conv_2d_nhwc_hwcm"},
    {"linalg.quantized_matmul", "linalg.matmul"},
    {"linalg.quantized_batch_matmul", "linalg.batch_matmul"},
    {NULL, NULL}};

static const char *plainName(MlirOperation op) {
  for (int i = 0; plainNames[i][0]; ++i)
    if (aicIsOp(op, plainNames[i][0]))
      return plainNames[i][1];
  return NULL;
}

/// The zero point that is operand `number`.
static bool readZeroPoint(MlirOperation op, intptr_t number, int32_t *point) {
  MlirAttribute value = aicConstantOf(mlirOperationGetOperand(op, number));
  if (mlirAttributeIsNull(value) || !mlirAttributeIsAInteger(value))
    return false;
  *point = (int32_t)mlirIntegerAttrGetValueInt(value);
  return true;
}

/// Computes in i32: what is wider wraps elsewhere, and floats do not.
static bool isInWords(MlirOperation op) {
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    MlirType type = mlirValueGetType(mlirOperationGetOperand(op, i));
    MlirType element =
        mlirTypeIsAShaped(type) ? mlirShapedTypeGetElementType(type) : type;
    if (!mlirTypeIsAInteger(element) || mlirIntegerTypeGetWidth(element) > 32 ||
        (i == 4 && mlirIntegerTypeGetWidth(element) != 32))
      return false;
  }
  return true;
}

static MlirOperation buildPlain(const AicTosa *at, MlirOperation op,
                                const char *name, MlirValue init) {
  MlirContext context = mlirOperationGetContext(op);
  const int32_t segments[] = {2, 1};
  MlirOperation plain = aicBuild(
      at->rewriter, at->location, name,
      (AicBuild){.operands = AIC_VALUES(mlirOperationGetOperand(op, 0),
                                        mlirOperationGetOperand(op, 1), init),
                 .results = AIC_TYPES(mlirValueGetType(init)),
                 .attributes =
                     AIC_ATTRS({"strides", aicGetAttr(op, "strides")},
                               {"dilations", aicGetAttr(op, "dilations")},
                               {"operandSegmentSizes",
                                mlirDenseI32ArrayGet(context, 2, segments)}),
                 .numRegions = 1});
  mlirLinalgFillBuiltinNamedOpRegion(plain);
  return plain;
}

/// What is added to a product: factors of the sums, and a number.
typedef struct Correction {
  bool hasWeights, hasInputs;
  int32_t weights, inputs, number;
} Correction;

static MlirValue scaled(const AicTosa *at, MlirValue sum, int32_t factor) {
  MlirType type = mlirValueGetType(sum);
  MlirValue constant = aicBuildValue(
      at->rewriter, at->location, "arith.constant",
      (AicBuild){.results = AIC_TYPES(type),
                 .attributes =
                     AIC_ATTRS({"value", mlirIntegerAttrGet(type, factor)})});
  return aicBuildValue(at->rewriter, at->location, "arith.muli",
                       (AicBuild){.operands = AIC_VALUES(sum, constant),
                                  .results = AIC_TYPES(type)});
}

static MlirValue added(const AicTosa *at, MlirValue a, MlirValue b) {
  return aicBuildValue(at->rewriter, at->location, "arith.addi",
                       (AicBuild){.operands = AIC_VALUES(a, b),
                                  .results = AIC_TYPES(mlirValueGetType(a))});
}

static MlirValue correct(const AicTosa *at, const MlirValue *elements,
                         const void *data) {
  const Correction *correction = data;
  MlirValue value = elements[0];
  intptr_t next = 1;
  if (correction->hasWeights)
    value = added(at, value, scaled(at, elements[next++], correction->weights));
  if (correction->hasInputs)
    value = added(at, value, scaled(at, elements[next], correction->inputs));
  if (!correction->number)
    return value;
  MlirType type = mlirValueGetType(value);
  MlirAttribute number = mlirIntegerAttrGet(type, correction->number);
  return added(
      at, value,
      aicBuildValue(at->rewriter, at->location, "arith.constant",
                    (AicBuild){.results = AIC_TYPES(type),
                               .attributes = AIC_ATTRS({"value", number})}));
}

/// `plain` with its corrections, one point at a time.
static MlirValue buildCorrected(const AicTosa *at, MlirValue plain,
                                const Correction *correction,
                                const AicSum *weights, const AicSum *inputs) {
  MlirContext context = mlirLocationGetContext(at->location);
  MlirType type = mlirValueGetType(plain);
  intptr_t rank = mlirShapedTypeGetRank(type);
  MlirAffineMap identity = mlirAffineMapMultiDimIdentityGet(context, rank);
  AicGeneric generic = {.numLoops = rank,
                        .numInputs = 1,
                        .inputs = {plain},
                        .maps = {identity},
                        .output = aicGenericEmpty(at, type, NULL),
                        .outputMap = identity,
                        .body = correct,
                        .userData = correction};
  const AicSum *const sums[] = {correction->hasWeights ? weights : NULL,
                                correction->hasInputs ? inputs : NULL};
  for (int i = 0; i < 2; ++i)
    if (sums[i]) {
      generic.inputs[generic.numInputs] = sums[i]->tensor;
      generic.maps[generic.numInputs++] =
          aicGenericMap(context, rank, sums[i]->rank, sums[i]->resultDim);
    }
  return aicGenericBuild(at, &generic);
}

/// The least number is its own negative, as in i32.
static int32_t negated(int32_t number) {
  return (int32_t)(0 - (uint32_t)number);
}

bool aicLegalizeZeroPoints(const AicTosa *at, MlirOperation op) {
  const char *name = plainName(op);
  int32_t inputPoint, weightPoint;
  if (!name || mlirOperationGetNumResults(op) != 1 || !isInWords(op) ||
      !readZeroPoint(op, 2, &inputPoint) || !readZeroPoint(op, 3, &weightPoint))
    return false;
  AicSum weights, inputs;
  int64_t depth = aicSumDepth(op);
  if (depth < 0 || (inputPoint && !aicSumPrepare(op, 1, &weights)) ||
      (weightPoint && !aicSumPrepare(op, 0, &inputs)))
    return false;
  Correction correction = {
      .hasWeights = inputPoint != 0,
      .hasInputs = weightPoint != 0,
      .weights = negated(inputPoint),
      .inputs = negated(weightPoint),
      .number = (int32_t)(uint32_t)((uint64_t)depth * (uint64_t)inputPoint *
                                    (uint64_t)weightPoint)};
  MlirValue init = mlirOperationGetOperand(op, 4);
  MlirAttribute constant = {NULL};
  if (correction.hasWeights)
    constant = aicSumConstant(op, 1, &weights, correction.weights);
  if (!mlirAttributeIsNull(constant)) {
    correction.hasWeights = false;
    if (!aicSumAddToBias(at, op, &weights, constant, &init)) {
      correction.hasWeights = true;
      correction.weights = 1;
      weights.tensor = aicBuildValue(
          at->rewriter, at->location, "arith.constant",
          (AicBuild){.results = AIC_TYPES(mlirAttributeGetType(constant)),
                     .attributes = AIC_ATTRS({"value", constant})});
    }
  } else if (correction.hasWeights) {
    weights.tensor = aicSumBuild(at, op, 1, &weights);
  }
  if (correction.hasInputs)
    inputs.tensor = aicSumBuild(at, op, 0, &inputs);
  MlirValue value = mlirOperationGetResult(buildPlain(at, op, name, init), 0);
  if (correction.hasWeights || correction.hasInputs || correction.number)
    value = buildCorrected(at, value, &correction, &weights, &inputs);
  mlirRewriterBaseReplaceOpWithValues(at->rewriter, op, 1, &value);
  return true;
}
