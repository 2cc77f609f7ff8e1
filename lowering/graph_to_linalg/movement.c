//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Movement that TOSA lacks: strides, indices, dynamic sizes that grow.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_linalg/graph_to_linalg.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirValue loopIndex(const AicTosa *tosa, int64_t loop) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "linalg.index",
      (AicBuild){.results = AIC_TYPES(mlirIndexTypeGet(context)),
                 .attributes = AIC_ATTRS({"dim", aicAttrI64(context, loop)})});
}

/// A tensor whose elements are read one by one from others.
static MlirValue generate(const AicTosa *tosa, MlirType type,
                          const MlirValue *sizes, AicGenericBody body,
                          const void *userData) {
  intptr_t rank = mlirShapedTypeGetRank(type);
  int64_t dims[AIC_GRAPH_MAX_RANK];
  for (intptr_t i = 0; i < rank; ++i)
    dims[i] = i;
  AicGeneric generic = {
      .numLoops = rank,
      .output = aicGenericEmpty(tosa, type, sizes),
      .outputMap = aicGenericMap(mlirLocationGetContext(tosa->location), rank,
                                 rank, dims),
      .body = body,
      .userData = userData};
  return aicGenericBuild(tosa, &generic);
}

static MlirValue extract(const AicTosa *tosa, MlirValue tensor,
                         const MlirValue *indices) {
  intptr_t rank = aicTosaShape(tensor).rank;
  MlirValue operands[1 + AIC_GRAPH_MAX_RANK] = {tensor};
  for (intptr_t i = 0; i < rank; ++i)
    operands[1 + i] = indices[i];
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tensor.extract",
      (AicBuild){.operands = {1 + rank, operands},
                 .results = AIC_TYPES(aicTosaElement(tensor))});
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

typedef struct Slice {
  MlirValue input;
  intptr_t rank;
  int64_t starts[AIC_GRAPH_MAX_RANK], strides[AIC_GRAPH_MAX_RANK];
} Slice;

static MlirValue sliceBody(const AicTosa *tosa, const MlirValue *elements,
                           const void *userData) {
  (void)elements;
  const Slice *slice = userData;
  MlirValue indices[AIC_GRAPH_MAX_RANK];
  for (intptr_t i = 0; i < slice->rank; ++i) {
    MlirValue step = aicScalarOp2(tosa, "arith.muli", loopIndex(tosa, i),
                                  aicTosaIndex(tosa, slice->strides[i]));
    indices[i] = aicScalarOp2(tosa, "arith.addi", step,
                              aicTosaIndex(tosa, slice->starts[i]));
  }
  return extract(tosa, slice->input, indices);
}

static MlirLogicalResult rewriteSlice(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  Slice slice = {.input = mlirOperationGetOperand(op, 0)};
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  AicGraphShape y = aicGraphShapeOf(type);
  slice.rank = y.rank;
  aicGraphGetInts(op, "starts", slice.starts);
  if (aicGraphGetInts(op, "strides", slice.strides) == 0)
    for (intptr_t i = 0; i < y.rank; ++i)
      slice.strides[i] = 1;
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue sizes[AIC_GRAPH_MAX_RANK] = {{NULL}};
  for (intptr_t i = 0; i < y.rank; ++i)
    if (aicGraphIsDynamic(y.dims[i]))
      sizes[i] = aicTosaDim(&tosa, slice.input, i);
  return aicTosaReplace(&tosa, op,
                        generate(&tosa, type, sizes, sliceBody, &slice));
}

const AicPatternDef aicGraphSliceToLinalg = {
    .name = "graph-slice-to-linalg",
    .summary = "A slice with strides reads element by element",
    .root = "graph.slice",
    .before = "func.func @f(%x: tensor<8xf32>) -> tensor<3xf32> {\n"
              "  %0 = graph.slice %x from [6] take [3] step [-2] : "
              "(tensor<8xf32>) -> tensor<3xf32>\n"
              "  return %0 : tensor<3xf32>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<8xf32>) -> tensor<3xf32> {\n"
        "  %c6 = arith.constant 6 : index\n"
        "  %c-2 = arith.constant -2 : index\n"
        "  %0 = tensor.empty() : tensor<3xf32>\n"
        "  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> "
        "(d0)>], iterator_types = [\"parallel\"]} outs(%0 : tensor<3xf32>) "
        "{\n"
        "  ^bb0(%out: f32):\n"
        "    %2 = linalg.index 0 : index\n"
        "    %3 = arith.muli %2, %c-2 : index\n"
        "    %4 = arith.addi %3, %c6 : index\n"
        "    %extracted = tensor.extract %arg0[%4] : tensor<8xf32>\n"
        "    linalg.yield %extracted : f32\n"
        "  } -> tensor<3xf32>\n"
        "  return %1 : tensor<3xf32>\n"
        "}",
    .rewrite = rewriteSlice,
};

//===----------------------------------------------------------------------===//
// Gathering
//===----------------------------------------------------------------------===//

typedef struct Gather {
  MlirValue input, indices;
  int64_t axis;
} Gather;

static MlirValue gatherBody(const AicTosa *tosa, const MlirValue *elements,
                            const void *userData) {
  (void)elements;
  const Gather *gather = userData;
  MlirContext context = mlirLocationGetContext(tosa->location);
  intptr_t rank = aicTosaShape(gather->input).rank;
  intptr_t many = aicTosaShape(gather->indices).rank;
  MlirValue at[AIC_GRAPH_MAX_RANK], from[AIC_GRAPH_MAX_RANK];
  for (intptr_t i = 0; i < many; ++i)
    at[i] = loopIndex(tosa, gather->axis + i);
  MlirValue index = aicBuildValue(
      tosa->rewriter, tosa->location, "arith.index_cast",
      (AicBuild){.operands = AIC_VALUES(extract(tosa, gather->indices, at)),
                 .results = AIC_TYPES(mlirIndexTypeGet(context))});
  // From the end, then into the dimension: no index reads beyond it.
  MlirValue size = aicTosaDim(tosa, gather->input, gather->axis);
  MlirValue zero = aicTosaIndex(tosa, 0);
  index = aicScalarSelect(tosa, aicScalarCompare(tosa, "lt", index, zero),
                          aicScalarOp2(tosa, "arith.addi", index, size), index);
  MlirValue last =
      aicScalarOp2(tosa, "arith.subi", size, aicTosaIndex(tosa, 1));
  index = aicScalarOp2(tosa, "arith.minsi", index, last);
  index = aicScalarOp2(tosa, "arith.maxsi", index, zero);
  for (intptr_t i = 0; i < rank; ++i)
    from[i] = i < gather->axis   ? loopIndex(tosa, i)
              : i > gather->axis ? loopIndex(tosa, i + many - 1)
                                 : index;
  return extract(tosa, gather->input, from);
}

static MlirLogicalResult rewriteGather(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  Gather gather = {mlirOperationGetOperand(op, 0),
                   mlirOperationGetOperand(op, 1), aicOpInt(op, "axis", 0)};
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  AicGraphShape y = aicGraphShapeOf(type), x = aicTosaShape(gather.input);
  // There is no element to give.
  if (x.dims[gather.axis] == 0)
    return mlirLogicalResultFailure();
  intptr_t many = aicTosaShape(gather.indices).rank;
  AicTosa tosa = aicTosaAt(rewriter, op);
  if (aicGraphIsDynamic(x.dims[gather.axis]))
    aicGenericAssert(
        &tosa,
        aicScalarCompare(&tosa, "ge",
                         aicTosaDim(&tosa, gather.input, gather.axis),
                         aicTosaIndex(&tosa, 1)),
        "there is nothing to gather from");
  MlirValue sizes[AIC_GRAPH_MAX_RANK] = {{NULL}};
  for (intptr_t i = 0; i < y.rank; ++i) {
    if (!aicGraphIsDynamic(y.dims[i]))
      continue;
    bool index = i >= gather.axis && i < gather.axis + many;
    sizes[i] = aicTosaDim(&tosa, index ? gather.indices : gather.input,
                          index             ? i - gather.axis
                          : i < gather.axis ? i
                                            : i - many + 1);
  }
  return aicTosaReplace(&tosa, op,
                        generate(&tosa, type, sizes, gatherBody, &gather));
}

const AicPatternDef aicGraphGatherToLinalg = {
    .name = "graph-gather-to-linalg",
    .summary = "Gathering reads element by element, at indices in range",
    .root = "graph.gather",
    .before = "func.func @f(%x: tensor<9x8xf32>, %i: tensor<2xi64>) -> "
              "tensor<2x8xf32> {\n"
              "  %0 = graph.gather %x at %i along 0 : (tensor<9x8xf32>, "
              "tensor<2xi64>) -> tensor<2x8xf32>\n"
              "  return %0 : tensor<2x8xf32>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<9x8xf32>, %arg1: tensor<2xi64>) -> "
        "tensor<2x8xf32> {\n"
        "  %c8 = arith.constant 8 : index\n"
        "  %c9 = arith.constant 9 : index\n"
        "  %c0 = arith.constant 0 : index\n"
        "  %0 = tensor.empty() : tensor<2x8xf32>\n"
        "  %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> "
        "(d0, d1)>], iterator_types = [\"parallel\", \"parallel\"]} "
        "outs(%0 : tensor<2x8xf32>) {\n"
        "  ^bb0(%out: f32):\n"
        "    %2 = linalg.index 0 : index\n"
        "    %extracted = tensor.extract %arg1[%2] : tensor<2xi64>\n"
        "    %3 = arith.index_cast %extracted : i64 to index\n"
        "    %4 = arith.cmpi slt, %3, %c0 : index\n"
        "    %5 = arith.addi %3, %c9 : index\n"
        "    %6 = arith.select %4, %5, %3 : index\n"
        "    %7 = arith.minsi %6, %c8 : index\n"
        "    %8 = arith.maxsi %7, %c0 : index\n"
        "    %9 = linalg.index 1 : index\n"
        "    %extracted_0 = tensor.extract %arg0[%8, %9] : tensor<9x8xf32>\n"
        "    linalg.yield %extracted_0 : f32\n"
        "  } -> tensor<2x8xf32>\n"
        "  return %1 : tensor<2x8xf32>\n"
        "}",
    .rewrite = rewriteGather,
};

//===----------------------------------------------------------------------===//
// Broadcast and padding
//===----------------------------------------------------------------------===//

static MlirValue first(const AicTosa *tosa, const MlirValue *elements,
                       const void *userData) {
  (void)tosa;
  (void)userData;
  return elements[0];
}

static MlirLogicalResult rewriteBroadcast(MlirOperation op,
                                          MlirPatternRewriter rewriter,
                                          const void *options) {
  (void)options;
  AicTosa tosa = aicTosaAt(rewriter, op);
  MlirValue input = mlirOperationGetOperand(op, 0);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  return aicTosaReplace(
      &tosa, op, aicGenericElementwise(&tosa, 1, &input, type, first, NULL));
}

const AicPatternDef aicGraphBroadcastToLinalg = {
    .name = "graph-broadcast-to-linalg",
    .summary = "A broadcast of a dynamic size looks at it when the model runs",
    .root = "graph.broadcast",
    .before = "func.func @f(%x: tensor<?xf32>) -> tensor<4xf32> {\n"
              "  %0 = graph.broadcast %x to [4] : (tensor<?xf32>) -> "
              "tensor<4xf32>\n"
              "  return %0 : tensor<4xf32>\n"
              "}",
    .after =
        "func.func @f(%arg0: tensor<?xf32>) -> tensor<4xf32> {\n"
        "  %c4 = arith.constant 4 : index\n"
        "  %c1 = arith.constant 1 : index\n"
        "  %c0 = arith.constant 0 : index\n"
        "  %dim = tensor.dim %arg0, %c0 : tensor<?xf32>\n"
        "  %0 = arith.cmpi eq, %dim, %c1 : index\n"
        "  %s = arith.select %0, %c4, %dim : index\n"
        "  %b = arith.cmpi eq, %s, %c4 : index\n"
        "  cf.assert %b, \"sizes do not broadcast\"\n"
        "  %1 = tensor.empty() : tensor<4xf32>\n"
        "  %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> "
        "(d0)>], iterator_types = [\"parallel\"]} outs(%1 : tensor<4xf32>) "
        "{\n"
        "  ^bb0(%out: f32):\n"
        "    %3 = linalg.index 0 : index\n"
        "    %4 = arith.select %0, %c0, %3 : index\n"
        "    %extracted = tensor.extract %arg0[%4] : tensor<?xf32>\n"
        "    linalg.yield %extracted : f32\n"
        "  } -> tensor<4xf32>\n"
        "  return %2 : tensor<4xf32>\n"
        "}",
    .rewrite = rewriteBroadcast,
};

static MlirLogicalResult rewritePad(MlirOperation op,
                                    MlirPatternRewriter rewriter,
                                    const void *options) {
  (void)options;
  AicGraphShape x = aicTosaShape(mlirOperationGetOperand(op, 0));
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  AicGraphShape y = aicGraphShapeOf(type);
  if (aicTosaHasNoZero(&x) || aicTosaNumDynamic(&y))
    return mlirLogicalResultFailure();
  AicTosa tosa = aicTosaAt(rewriter, op);
  return aicTosaReplace(
      &tosa, op,
      aicGenericFill(&tosa, aicScalarAttr(&tosa, aicOpAttr(op, "value")),
                     aicGenericEmpty(&tosa, type, NULL)));
}

const AicPatternDef aicGraphPadToLinalg = {
    .name = "graph-pad-to-linalg",
    .summary = "Padding around nothing is a fill",
    .root = "graph.pad",
    .before = "func.func @f(%x: tensor<0xf32>) -> tensor<2xf32> {\n"
              "  %0 = graph.pad %x low [1] high [1] with 7.0 : f32 : "
              "(tensor<0xf32>) -> tensor<2xf32>\n"
              "  return %0 : tensor<2xf32>\n"
              "}",
    .after = "func.func @f(%arg0: tensor<0xf32>) -> tensor<2xf32> {\n"
             "  %cst = arith.constant 7.000000e+00 : f32\n"
             "  %0 = tensor.empty() : tensor<2xf32>\n"
             "  %1 = linalg.fill ins(%cst : f32) outs(%0 : tensor<2xf32>) -> "
             "tensor<2xf32>\n"
             "  return %1 : tensor<2xf32>\n"
             "}",
    .rewrite = rewritePad,
};
