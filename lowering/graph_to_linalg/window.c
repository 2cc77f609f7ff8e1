//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Convolution and pooling over any number of spatial dimensions and of any
// element type, as generics over a padded input.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_linalg/graph_to_linalg.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// A window's dimension that is larger by `low` and `high` than the input's.
typedef struct Padding {
  int64_t low[AIC_GRAPH_MAX_RANK], high[AIC_GRAPH_MAX_RANK];
} Padding;

/// [0..., window...]: `front` dimensions are not padded.
static Padding paddingOf(const AicGraphWindow *window, intptr_t front) {
  Padding padding = {{0}, {0}};
  for (intptr_t i = 0; i < window->rank; ++i) {
    padding.low[front + i] = window->low[i];
    padding.high[front + i] = window->high[i];
  }
  return padding;
}

static MlirValue pad(const AicTosa *tosa, MlirValue value,
                     const Padding *padding, MlirAttribute number) {
  int64_t one = 1;
  MlirType type = mlirRankedTensorTypeGet(1, &one, mlirAttributeGetType(number),
                                          mlirAttributeGetNull());
  return aicTosaPad(
      tosa, value, padding->low, padding->high,
      aicTosaConst(tosa, mlirDenseElementsAttrSplatGet(type, number)));
}

/// Positions of the window on one dimension of the padded input.
static MlirValue positions(const AicTosa *tosa, const AicGraphWindow *window,
                           intptr_t axis, MlirValue padded, intptr_t at) {
  int64_t extent = (window->kernel[axis] - 1) * window->dilations[axis] + 1;
  MlirValue size = aicTosaDim(tosa, padded, at);
  MlirValue stride = aicTosaIndex(tosa, window->strides[axis]);
  // (size - extent + stride) / stride, and none where the window does not fit.
  MlirValue room =
      aicScalarOp2(tosa, "arith.addi", size,
                   aicTosaIndex(tosa, window->strides[axis] - extent));
  room = aicScalarOp2(tosa, "arith.maxsi", room, aicTosaIndex(tosa, 0));
  return aicScalarOp2(tosa, "arith.divui", room, stride);
}

/// Loops are `front` dimensions of the output, positions, then `inner`
/// dimensions and the kernel, which reduce. The input's spatial dimensions are
/// position * stride + kernel * dilation.
static MlirAffineMap inputMap(MlirContext context, const AicGraphWindow *window,
                              intptr_t numFront, const int64_t *front,
                              intptr_t firstPosition, intptr_t firstKernel,
                              intptr_t numLoops) {
  MlirAffineExpr exprs[AIC_GENERIC_MAX_LOOPS];
  for (intptr_t i = 0; i < numFront; ++i)
    exprs[i] = mlirAffineDimExprGet(context, front[i]);
  for (intptr_t i = 0; i < window->rank; ++i) {
    MlirAffineExpr position = mlirAffineMulExprGet(
        mlirAffineDimExprGet(context, firstPosition + i),
        mlirAffineConstantExprGet(context, window->strides[i]));
    MlirAffineExpr kernel = mlirAffineMulExprGet(
        mlirAffineDimExprGet(context, firstKernel + i),
        mlirAffineConstantExprGet(context, window->dilations[i]));
    exprs[numFront + i] = mlirAffineAddExprGet(position, kernel);
  }
  return mlirAffineMapGet(context, numLoops, 0, numFront + window->rank, exprs);
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

static MlirValue multiplyAdd(const AicTosa *tosa, const MlirValue *elements,
                             const void *userData) {
  (void)userData;
  return aicScalarBinary(
      tosa, "add", elements[2],
      aicScalarBinary(tosa, "mul", elements[0], elements[1]));
}

static MlirValue addBody(const AicTosa *tosa, const MlirValue *elements,
                         const void *userData) {
  (void)userData;
  return aicScalarBinary(tosa, "add", elements[0], elements[1]);
}

/// Splits dimension `axis` into [groups, size / groups].
static MlirValue splitAxis(const AicTosa *tosa, MlirValue value, intptr_t axis,
                           int64_t groups) {
  AicGraphShape x = aicTosaShape(value), y = {.rank = x.rank + 1};
  for (intptr_t i = 0; i < y.rank; ++i)
    y.dims[i] = x.dims[i <= axis ? i : i - 1];
  y.dims[axis] = groups;
  y.dims[axis + 1] = x.dims[axis] / groups;
  return aicTosaReshape(tosa, value, &y);
}

static MlirLogicalResult rewriteConv(MlirOperation op,
                                     MlirPatternRewriter rewriter,
                                     const void *options) {
  (void)options;
  MlirContext context = mlirOperationGetContext(op);
  MlirValue input = mlirOperationGetOperand(op, 0);
  MlirValue filter = mlirOperationGetOperand(op, 1);
  MlirType element = aicTosaElement(input);
  AicGraphShape x = aicTosaShape(input);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  // Channels that are split into groups leave room for one dynamic size.
  if (!aicTosaMoves(op) || aicTosaNumDynamic(&x) > 1 ||
      x.rank == AIC_GRAPH_MAX_RANK || aicGraphIsDynamic(x.dims[1]))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  AicGraphWindow window = aicGraphGetWindow(op);
  int64_t groups = aicOpInt(op, "groups", 1);
  intptr_t rank = window.rank;
  Padding padding = paddingOf(&window, 2);
  input = pad(&tosa, input, &padding, aicScalarNumberAttr(element, 0));
  // Loops: batch, group, output, positions, channel, kernel.
  MlirValue sizes[AIC_GRAPH_MAX_RANK] = {{NULL}};
  if (aicGraphIsDynamic(y.dims[0]))
    sizes[0] = aicTosaDim(&tosa, input, 0);
  for (intptr_t i = 0; i < rank; ++i)
    if (aicGraphIsDynamic(y.dims[2 + i]))
      sizes[3 + i] = positions(&tosa, &window, i, input, 2 + i);
  AicGraphShape split = {.rank = y.rank + 1,
                         .dims = {y.dims[0], groups, y.dims[1] / groups}};
  for (intptr_t i = 0; i < rank; ++i)
    split.dims[3 + i] = y.dims[2 + i];
  intptr_t numLoops = 4 + 2 * rank;
  int64_t front[] = {0, 1, 3 + rank}, weights[AIC_GRAPH_MAX_RANK];
  int64_t outputs[AIC_GRAPH_MAX_RANK];
  weights[0] = 1;
  weights[1] = 2;
  for (intptr_t i = 0; i <= rank; ++i)
    weights[2 + i] = 3 + rank + i;
  for (intptr_t i = 0; i < split.rank; ++i)
    outputs[i] = i;
  AicGeneric generic = {
      .numLoops = numLoops,
      .numReductions = 1 + rank,
      .numInputs = 2,
      .inputs = {splitAxis(&tosa, input, 1, groups),
                 splitAxis(&tosa, filter, 0, groups)},
      .maps = {inputMap(context, &window, 3, front, 3, 4 + rank, numLoops),
               aicGenericMap(context, numLoops, 3 + rank, weights)},
      .output = aicGenericFill(
          &tosa, aicScalarNumber(&tosa, element, 0),
          aicGenericEmpty(&tosa, aicTosaType(&split, element), sizes)),
      .outputMap = aicGenericMap(context, numLoops, split.rank, outputs),
      .body = multiplyAdd};
  MlirValue result =
      aicTosaReshape(&tosa, aicGenericBuild(&tosa, &generic), &y);
  MlirValue bias = aicOpOperand(op, "bias");
  if (!mlirValueIsNull(bias)) {
    AicGraphShape column = {.rank = 1 + rank, .dims = {y.dims[1]}};
    for (intptr_t i = 1; i <= rank; ++i)
      column.dims[i] = 1;
    MlirValue operands[] = {result, aicTosaReshape(&tosa, bias, &column)};
    result = aicGenericElementwise(&tosa, 2, operands, mlirValueGetType(result),
                                   addBody, NULL);
  }
  return aicTosaReplace(&tosa, op, result);
}

const AicPatternDef aicGraphConvToLinalg = {
    .name = "graph-conv-to-linalg",
    .summary = "A convolution that TOSA lacks becomes a generic",
    .root = "graph.conv",
    .before =
        "func.func @f(%x: tensor<1x2x8xf32>, %w: tensor<4x2x3xf32>) -> "
        "tensor<1x4x6xf32> {\n"
        "  %0 = graph.conv %x, %w : (tensor<1x2x8xf32>, tensor<4x2x3xf32>) "
        "-> tensor<1x4x6xf32>\n"
        "  return %0 : tensor<1x4x6xf32>\n"
        "}",
    .after =
        "func.func @f(%arg0: tensor<1x2x8xf32>, %arg1: tensor<4x2x3xf32>) "
        "-> tensor<1x4x6xf32> {\n"
        "  %0 = tosa.const_shape  {values = dense<[1, 4, 6]> : "
        "tensor<3xindex>} : () -> !tosa.shape<3>\n"
        "  %cst = arith.constant 0.000000e+00 : f32\n"
        "  %1 = tosa.const_shape  {values = dense<[1, 4, 2, 3]> : "
        "tensor<4xindex>} : () -> !tosa.shape<4>\n"
        "  %2 = tosa.const_shape  {values = dense<[1, 1, 2, 8]> : "
        "tensor<4xindex>} : () -> !tosa.shape<4>\n"
        "  %3 = tosa.reshape %arg0, %2 : (tensor<1x2x8xf32>, "
        "!tosa.shape<4>) -> tensor<1x1x2x8xf32>\n"
        "  %4 = tosa.reshape %arg1, %1 : (tensor<4x2x3xf32>, "
        "!tosa.shape<4>) -> tensor<1x4x2x3xf32>\n"
        "  %5 = tensor.empty() : tensor<1x1x4x6xf32>\n"
        "  %6 = linalg.fill ins(%cst : f32) outs(%5 : tensor<1x1x4x6xf32>) "
        "-> tensor<1x1x4x6xf32>\n"
        "  %7 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, "
        "d3, d4, d5) -> (d0, d1, d4, d3 + d5)>, affine_map<(d0, d1, d2, "
        "d3, d4, d5) -> (d1, d2, d4, d5)>, affine_map<(d0, d1, d2, d3, d4, "
        "d5) -> (d0, d1, d2, d3)>], iterator_types = [\"parallel\", "
        "\"parallel\", \"parallel\", \"parallel\", \"reduction\", "
        "\"reduction\"]} ins(%3, %4 : tensor<1x1x2x8xf32>, "
        "tensor<1x4x2x3xf32>) outs(%6 : tensor<1x1x4x6xf32>) {\n"
        "  ^bb0(%in: f32, %in_0: f32, %out: f32):\n"
        "    %9 = arith.mulf %in, %in_0 : f32\n"
        "    %10 = arith.addf %out, %9 : f32\n"
        "    linalg.yield %10 : f32\n"
        "  } -> tensor<1x1x4x6xf32>\n"
        "  %8 = tosa.reshape %7, %0 : (tensor<1x1x4x6xf32>, "
        "!tosa.shape<3>) -> tensor<1x4x6xf32>\n"
        "  return %8 : tensor<1x4x6xf32>\n"
        "}",
    .rewrite = rewriteConv,
};

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

static MlirValue combine(const AicTosa *tosa, const MlirValue *elements,
                         const void *userData) {
  return aicScalarBinary(tosa, userData, elements[2], elements[0]);
}

static MlirValue divide(const AicTosa *tosa, const MlirValue *elements,
                        const void *userData) {
  (void)userData;
  return aicScalarBinary(tosa, "div", elements[0], elements[1]);
}

/// Combines the elements under the window by `kind`: dimensions before the
/// window's stay.
static MlirValue slide(const AicTosa *tosa, const char *kind, MlirValue padded,
                       const AicGraphWindow *window, AicGraphShape y) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  MlirType element = aicTosaElement(padded);
  intptr_t rank = window->rank, front = y.rank - rank;
  MlirValue sizes[AIC_GRAPH_MAX_RANK] = {{NULL}};
  int64_t outputs[AIC_GRAPH_MAX_RANK], kernel[AIC_GRAPH_MAX_RANK];
  AicGraphShape shape = {.rank = rank};
  for (intptr_t i = 0; i < y.rank; ++i) {
    outputs[i] = i;
    if (!aicGraphIsDynamic(y.dims[i]))
      continue;
    sizes[i] = i < front ? aicTosaDim(tosa, padded, i)
                         : positions(tosa, window, i - front, padded, i);
  }
  for (intptr_t i = 0; i < rank; ++i) {
    kernel[i] = y.rank + i;
    shape.dims[i] = window->kernel[i];
  }
  intptr_t numLoops = y.rank + rank;
  AicGeneric generic = {
      .numLoops = numLoops,
      .numReductions = rank,
      .numInputs = 2,
      // The second input only says how large the window is.
      .inputs = {padded,
                 aicGenericEmpty(tosa, aicTosaType(&shape, element), NULL)},
      .maps = {inputMap(context, window, front, outputs, front, y.rank,
                        numLoops),
               aicGenericMap(context, numLoops, rank, kernel)},
      .output = aicGenericFill(
          tosa, aicScalarIdentity(tosa, kind, element),
          aicGenericEmpty(tosa, aicTosaType(&y, element), sizes)),
      .outputMap = aicGenericMap(context, numLoops, y.rank, outputs),
      .body = combine,
      .userData = kind};
  return aicGenericBuild(tosa, &generic);
}

/// How many elements each position of the window counts.
static MlirValue counts(const AicTosa *tosa, MlirValue input,
                        const AicGraphWindow *window, const Padding *padding,
                        bool include, const AicGraphShape *y) {
  MlirType element = aicTosaElement(input);
  AicGraphShape x = aicTosaShape(input), ones = {.rank = window->rank};
  AicGraphShape result = {.rank = window->rank};
  MlirValue sizes[AIC_GRAPH_MAX_RANK] = {{NULL}};
  Padding inner = paddingOf(window, 0), outer = {{0}, {0}};
  for (intptr_t i = 0; i < window->rank; ++i) {
    ones.dims[i] = x.dims[2 + i];
    result.dims[i] = y->dims[2 + i];
    if (aicGraphIsDynamic(ones.dims[i]))
      sizes[i] = aicTosaDim(tosa, input, 2 + i);
    // What lies behind the padding is never counted.
    int64_t high = padding->high[2 + i];
    inner.high[i] = high < window->high[i] ? high : window->high[i];
    outer.high[i] = high - inner.high[i];
  }
  MlirValue value =
      aicGenericFill(tosa, aicScalarNumber(tosa, element, 1),
                     aicGenericEmpty(tosa, aicTosaType(&ones, element), sizes));
  value =
      pad(tosa, value, &inner, aicScalarNumberAttr(element, include ? 1 : 0));
  value = pad(tosa, value, &outer, aicScalarNumberAttr(element, 0));
  return slide(tosa, "sum", value, window, result);
}

static MlirLogicalResult rewritePool(MlirOperation op,
                                     MlirPatternRewriter rewriter,
                                     const void *options) {
  (void)options;
  MlirValue input = mlirOperationGetOperand(op, 0);
  MlirType element = aicTosaElement(input);
  AicGraphShape x = aicTosaShape(input);
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  AicGraphWindow window = aicGraphGetWindow(op);
  if (!aicTosaMoves(op) || aicGraphBoolTensor.holds(mlirValueGetType(input)))
    return mlirLogicalResultFailure();
  Padding padding = paddingOf(&window, 2);
  for (intptr_t i = 0; i < window.rank && window.ceil; ++i) {
    // As far as the last window reaches, where that is known.
    // In a dynamic size a window might start behind the input.
    if (aicGraphIsDynamic(x.dims[2 + i]))
      return mlirLogicalResultFailure();
    int64_t extent = (window.kernel[i] - 1) * window.dilations[i] + 1;
    int64_t reach = (y.dims[2 + i] - 1) * window.strides[i] + extent -
                    x.dims[2 + i] - window.low[i];
    if (reach > padding.high[2 + i])
      padding.high[2 + i] = reach;
  }
  AicTosa tosa = aicTosaAt(rewriter, op);
  bool average = aicOpString(op, "kind").data[0] == 'a';
  const char *kind = average ? "sum" : "max";
  MlirAttribute outside = aicScalarIdentityAttr(kind, element);
  MlirValue padded = pad(&tosa, input, &padding, outside);
  MlirValue result = slide(&tosa, kind, padded, &window, y);
  if (average) {
    MlirValue operands[] = {result,
                            counts(&tosa, input, &window, &padding,
                                   aicOpFlag(op, "count_include_pad"), &y)};
    result = aicGenericElementwise(&tosa, 2, operands, mlirValueGetType(result),
                                   divide, NULL);
  }
  return aicTosaReplace(&tosa, op, result);
}

const AicPatternDef aicGraphPoolToLinalg = {
    .name = "graph-pool-to-linalg",
    .summary = "Pooling that TOSA lacks becomes a generic; means divide by the "
               "elements that were counted",
    .root = "graph.pool",
    .before = "func.func @f(%x: tensor<1x2x8xf32>) -> tensor<1x2x4xf32> {\n"
              "  %0 = graph.pool max %x window [2] strides [2] : "
              "(tensor<1x2x8xf32>) -> tensor<1x2x4xf32>\n"
              "  return %0 : tensor<1x2x4xf32>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<1x2x8xf32>) -> tensor<1x2x4xf32> {\n"
        "  %cst = arith.constant 0xFF800000 : f32\n"
        "  %0 = tensor.empty() : tensor<2xf32>\n"
        "  %1 = tensor.empty() : tensor<1x2x4xf32>\n"
        "  %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<1x2x4xf32>) "
        "-> tensor<1x2x4xf32>\n"
        "  %3 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, "
        "d3) -> (d0, d1, d2 * 2 + d3)>, affine_map<(d0, d1, d2, d3) -> "
        "(d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>], "
        "iterator_types = [\"parallel\", \"parallel\", \"parallel\", "
        "\"reduction\"]} ins(%arg0, %0 : tensor<1x2x8xf32>, tensor<2xf32>) "
        "outs(%2 : tensor<1x2x4xf32>) {\n"
        "  ^bb0(%in: f32, %in_0: f32, %out: f32):\n"
        "    %4 = arith.maximumf %out, %in : f32\n"
        "    linalg.yield %4 : f32\n"
        "  } -> tensor<1x2x4xf32>\n"
        "  return %3 : tensor<1x2x4xf32>\n"
        "}",
    .rewrite = rewritePool,
};
