//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/elements.h"
#include "dialects/graph/fold.h"
#include "dialects/graph/infer.h"

#include "aic/build.h"

#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

/// The number of elements; dynamic when a size is, negative when it does not
/// fit into 64 bits.
static int64_t numElements(const AicGraphShape *shape) {
  int64_t count = 1;
  bool dynamic = false;
  for (intptr_t i = 0; i < shape->rank; ++i)
    if (shape->dims[i] == 0)
      return 0;
  for (intptr_t i = 0; i < shape->rank; ++i) {
    if (aicGraphIsDynamic(shape->dims[i])) {
      dynamic = true;
    } else {
      if (count > INT64_MAX / shape->dims[i])
        return -1;
      count *= shape->dims[i];
    }
  }
  return dynamic ? mlirShapedTypeGetDynamicSize() : count;
}

static MlirLogicalResult resultType(const AicInfer *infer, MlirType *type) {
  MlirType input = aicGraphOperandType(infer, 0);
  AicGraphShape x = aicGraphShapeOf(input), y = {0};
  if (mlirLogicalResultIsFailure(
          aicGraphInferIntList(infer, "shape", &y.rank, y.dims))) // C1
    return mlirLogicalResultFailure();
  intptr_t open = -1; // the entry that is -1
  for (intptr_t i = 0; i < y.rank; ++i) {
    if (y.dims[i] < -1 || y.dims[i] > AIC_GRAPH_MAX_SIZE ||
        (y.dims[i] == -1 && open >= 0)) // C1
      return aicInferError(infer,
                           "shape[%" PRIdPTR "] is %" PRId64
                           " but must lie in [0, %" PRId64 "], or be -1 once",
                           i, y.dims[i], AIC_GRAPH_MAX_SIZE);
    if (y.dims[i] == -1)
      open = i;
  }
  if (open >= 0)
    y.dims[open] = 1;
  int64_t have = numElements(&x), known = numElements(&y);
  if (open < 0) {
    if (!aicGraphIsDynamic(have) && have != known) // C2
      return aicInferError(
          infer, "'%s' has %" PRId64 " elements but the shape has %" PRId64,
          aicGraphTypeText(input).text, have, known);
  } else if (known <= 0) { // C3
    return aicInferError(infer,
                         "shape[%" PRIdPTR "] is -1 beside sizes with "
                         "a product of %" PRId64,
                         open, known);
  } else if (aicGraphIsDynamic(have)) {
    y.dims[open] = have;
    // [?, 4, 4] to [-1, 16]: the open size is the only dynamic one, and all
    // others have the same product. It stays dynamic in any case.
  } else if (have < 0 || have % known || have / known > AIC_GRAPH_MAX_SIZE) {
    return aicInferError( // C2
        infer,
        "'%s' has %" PRId64 " elements, no multiple of the shape's %" PRId64,
        aicGraphTypeText(input).text, have, known);
  } else {
    y.dims[open] = have / known;
  }
  *type = aicGraphShapeType(&y, mlirShapedTypeGetElementType(input));
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult infer(const AicInfer *infer) {
  return aicGraphInfer(infer, &aicGraphReshape, resultType);
}

/// No change, and constants. At most one size is dynamic, so equal types are
/// equal shapes.
static MlirLogicalResult fold(const AicFold *fold) {
  if (mlirLogicalResultIsSuccess(aicGraphFoldToInput(fold)))
    return mlirLogicalResultSuccess();
  MlirType type = mlirValueGetType(mlirOperationGetResult(fold->op, 0));
  if (mlirAttributeIsNull(fold->constants[0]))
    return mlirLogicalResultFailure();
  return aicGraphFoldTo(fold,
                        aicGraphReshapeElements(fold->constants[0], type));
}

static MlirLogicalResult rewriteTwice(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  MlirValue middle = mlirOperationGetOperand(op, 0);
  if (!mlirValueIsAOpResult(middle) ||
      !aicOpIs(mlirOpResultGetOwner(middle), "graph.reshape"))
    return mlirLogicalResultFailure();
  MlirOperation inner = mlirOpResultGetOwner(middle);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  // From a static input a size that was open is known, and the type changes.
  AicGraphShape x =
      aicGraphShapeOf(mlirValueGetType(mlirOperationGetOperand(inner, 0)));
  bool dynamic = false;
  for (intptr_t i = 0; i < x.rank; ++i)
    dynamic = dynamic || aicGraphIsDynamic(x.dims[i]);
  if (!dynamic && !mlirShapedTypeHasStaticShape(type))
    return mlirLogicalResultFailure();
  MlirRewriterBase base = mlirPatternRewriterAsBase(rewriter);
  AicGraphShape y = aicGraphShapeOf(type);
  // Where the middle was static and the input is not, -1 has its size now.
  for (intptr_t i = 0; i < y.rank; ++i)
    if (aicGraphIsDynamic(y.dims[i]))
      y.dims[i] = -1;
  MlirAttribute shape =
      aicAttrI64Array(mlirOperationGetContext(op), y.rank, y.dims);
  MlirOperation both = aicBuild(
      base, mlirOperationGetLocation(op), "graph.reshape",
      (AicBuild){.operands = AIC_VALUES(mlirOperationGetOperand(inner, 0)),
                 .results = AIC_TYPES(type),
                 .attributes = AIC_ATTRS({"shape", shape})});
  mlirRewriterBaseReplaceOpWithOperation(base, op, both);
  return mlirLogicalResultSuccess();
}

static const AicPatternDef reshapeTwice = {
    .name = "reshape-of-reshape",
    .summary = "Only the last shape counts",
    .root = "graph.reshape",
    .before = "func.func @f(%x: tensor<?x4x2xf32>) -> tensor<?x2x2xf32> {\n"
              "  %0 = graph.reshape %x to [-1, 8]\n"
              "      : (tensor<?x4x2xf32>) -> tensor<?x8xf32>\n"
              "  %1 = graph.reshape %0 to [-1, 2, 2]\n"
              "      : (tensor<?x8xf32>) -> tensor<?x2x2xf32>\n"
              "  return %1 : tensor<?x2x2xf32>\n"
              "}",
    .after = "func.func @f(%x: tensor<?x4x2xf32>) -> tensor<?x2x2xf32> {\n"
             "  %0 = graph.reshape %x to [-1, 2, 2]\n"
             "      : (tensor<?x4x2xf32>) -> tensor<?x2x2xf32>\n"
             "  return %0 : tensor<?x2x2xf32>\n"
             "}",
    .rewrite = rewriteTwice,
};

const AicOpDef aicGraphReshape = {
    .name = "graph.reshape",
    .summary = "The same elements in another shape",
    .description =
        "The result has the elements of `input` in row-major order. `shape` "
        "lists its sizes; an entry of -1 is what the number of elements leaves "
        "(0 has no special meaning). When `input` has a dynamic size, the "
        "entry -1 is dynamic in the result, and the number of elements must "
        "be right when the model runs.\n"
        "\n"
        "- C1: entries of `shape` lie in [0, 2^40], at most one is -1, and "
        "there are at most 16.\n"
        "- C2: the number of elements is that of `input`.\n"
        "- C3: beside -1 no entry is 0.\n",
    .example = "func.func @f(%x: tensor<?x16x4x4xf32>) -> tensor<?x256xf32> {\n"
               "  %0 = graph.reshape %x to [-1, 256]\n"
               "      : (tensor<?x16x4x4xf32>) -> tensor<?x256xf32>\n"
               "  return %0 : tensor<?x256xf32>\n"
               "}",
    .assembly = "$input `to` $shape attr-dict `:` "
                "functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "input", .summary = "elements", .type = &aicGraphTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "the same elements",
                                      .type = &aicGraphTensor}),
    .attributes = AIC_LIST(AicAttrDef, {.name = "shape",
                                        .summary = "sizes, at most one -1",
                                        .attr = &aicDenseI64ArrayAttr}),
    .traits = AIC_OP_PURE,
    .inferTypes = infer,
    .fold = fold,
    .canonicalize = AIC_POINTERS(AicPatternDef, &reshapeTwice),
};
