//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The commands that compute: matmuls over a window, and the vector step.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/body.h"
#include "lowering/linalg_to_npu/emit.h"

#include "aic/build.h"
#include "aic/op.h"
#include "dialects/npu/npu.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static void emitMatmul(AicLayerEmitter *layer, int64_t kh, int64_t kw,
                       int64_t depth) {
  const int64_t *tile = layer->plan->tile;
  const AicChipTensor *in = &layer->source[0], *weights = &layer->source[1];
#define STRIDE(tensor, loop)                                                   \
  aicLoopStride((tensor)->access, loop, (tensor)->strides)
  int64_t inOffset =
      kh * STRIDE(in, AIC_LOOP_KH) + kw * STRIDE(in, AIC_LOOP_KW);
  int64_t weightOffset =
      kh * STRIDE(weights, AIC_LOOP_KH) + kw * STRIDE(weights, AIC_LOOP_KW);
  int64_t rows[3] = {tile[AIC_LOOP_OH], tile[AIC_LOOP_OW], depth};
  int64_t rowStrides[3] = {STRIDE(in, AIC_LOOP_OH), STRIDE(in, AIC_LOOP_OW), 1};
  // Rows of the window (kw, c) follow each other, also when c is not cut out.
  int64_t rowStride = STRIDE(weights, AIC_LOOP_C);
  if (layer->layer->size[AIC_LOOP_C] == 1)
    rowStride = STRIDE(weights, AIC_LOOP_KW);
  int64_t columns[2] = {depth, tile[AIC_LOOP_F]};
  int64_t columnStrides[2] = {depth == 1 ? columns[1] : rowStride, 1};
#undef STRIDE
  int rank = 3;
  if (rows[1] == 1) {
    rank = 2;
    rows[1] = depth;
    rowStrides[1] = 1;
  }
  MlirValue lhs =
      aicEmitView(layer, in->slot, inOffset, rank, rows, rowStrides);
  MlirValue rhs = aicEmitView(layer, weights->slot, weightOffset, 2, columns,
                              columnStrides);
  // The first step of the reduction overwrites the accumulator.
  MlirValue operands[3 + AIC_PLAN_MAX_LEVELS] = {lhs, rhs, layer->acc};
  intptr_t count = 3;
  for (int i = layer->result.level; i < layer->plan->numLevels; ++i)
    operands[count++] = layer->index[i];
  bool first = kh == 0 && kw == 0;
  MlirContext context = layer->emitter->context;
  MlirAttribute accumulate = {NULL};
  if (!first) {
    accumulate = mlirUnitAttrGet(context);
    count = 3;
  }
  aicBuild(layer->rewriter, layer->location, "npu.matmul",
           (AicBuild){.operands = {count, operands},
                      .attributes = AIC_ATTRS(
                          {"dataflow",
                           aicAttrString(context, aicNpuDataflowName(
                                                      layer->plan->dataflow))},
                          {"accumulate", accumulate})});
}

void aicEmitMatmuls(AicLayerEmitter *layer) {
  int64_t rows = layer->layer->size[AIC_LOOP_KH];
  int64_t columns = layer->layer->size[AIC_LOOP_KW];
  int64_t depth = layer->plan->tile[AIC_LOOP_C];
  if (aicWindowIsContiguous(layer->layer, layer->plan)) {
    depth *= columns;
    columns = 1;
  }
  for (int64_t kh = 0; kh < rows; ++kh)
    for (int64_t kw = 0; kw < columns; ++kw)
      emitMatmul(layer, kh, kw, depth);
}

//===----------------------------------------------------------------------===//
// The vector step
//===----------------------------------------------------------------------===//

enum { MAX_VALUES = 160 };

/// Building the body of an npu.vec.
typedef struct VectorBody {
  AicLayerEmitter *layer;
  MlirType type; ///< of all values: f32 or i32
  /// Values of the linalg bodies and what they are here.
  int count;
  MlirValue from[MAX_VALUES], to[MAX_VALUES];
} VectorBody;

static void bind(VectorBody *body, MlirValue from, MlirValue to) {
  if (body->count < MAX_VALUES) {
    body->from[body->count] = from;
    body->to[body->count++] = to;
  }
}

static MlirAttribute convertConstant(const VectorBody *body,
                                     MlirAttribute attr) {
  MlirContext context = mlirTypeGetContext(body->type);
  if (mlirAttributeIsAFloat(attr))
    return mlirFloatAttrDoubleGet(context, body->type,
                                  mlirFloatAttrGetValueDouble(attr));
  if (mlirTypeIsAF32(body->type))
    return mlirFloatAttrDoubleGet(context, body->type,
                                  (double)mlirIntegerAttrGetValueInt(attr));
  return mlirIntegerAttrGet(body->type, mlirIntegerAttrGetValueInt(attr));
}

static MlirValue buildConstant(VectorBody *body, MlirAttribute attr) {
  return aicBuildValue(
      body->layer->rewriter, body->layer->location, "arith.constant",
      (AicBuild){.results = AIC_TYPES(body->type),
                 .attributes =
                     AIC_ATTRS({"value", convertConstant(body, attr)})});
}

/// exp(x) is exp2(x * log2(e)).
static MlirValue buildExp(VectorBody *body, MlirValue x) {
  MlirValue factor = buildConstant(
      body, mlirFloatAttrDoubleGet(mlirTypeGetContext(body->type), body->type,
                                   1.4426950408889634));
  MlirRewriterBase rewriter = body->layer->rewriter;
  MlirLocation location = body->layer->location;
  MlirValue power = aicBuildValue(rewriter, location, "arith.mulf",
                                  (AicBuild){.operands = AIC_VALUES(x, factor),
                                             .results = AIC_TYPES(body->type)});
  return aicBuildValue(rewriter, location, "math.exp2",
                       (AicBuild){.operands = AIC_VALUES(power),
                                  .results = AIC_TYPES(body->type)});
}

static MlirValue cloneValue(VectorBody *body, MlirValue value);

/// The shift of a rescaling has a type of its own.
static MlirValue cloneShift(VectorBody *body, MlirValue shift) {
  MlirType type = mlirValueGetType(shift);
  MlirRewriterBase rewriter = body->layer->rewriter;
  MlirAttribute number = aicBodyConstant(shift);
  if (!mlirAttributeIsNull(number))
    return aicBuildValue(
        rewriter, body->layer->location, "arith.constant",
        (AicBuild){.results = AIC_TYPES(type),
                   .attributes = AIC_ATTRS({"value", number})});
  MlirValue wide = cloneValue(body, shift);
  return aicBuildValue(
      rewriter, body->layer->location, "arith.trunci",
      (AicBuild){.operands = AIC_VALUES(wide), .results = AIC_TYPES(type)});
}

static MlirValue cloneLookUp(VectorBody *body, const AicLookUp *lookUp) {
  MlirRewriterBase rewriter = body->layer->rewriter;
  MlirLocation location = body->layer->location;
  MlirValue index = cloneValue(body, lookUp->index);
  if (lookUp->offset) {
    MlirContext context = mlirTypeGetContext(body->type);
    MlirValue by = buildConstant(body, aicAttrI64(context, lookUp->offset));
    const char *add = mlirTypeIsAF32(body->type) ? "arith.addf" : "arith.addi";
    index = aicBuildValue(rewriter, location, add,
                          (AicBuild){.operands = AIC_VALUES(index, by),
                                     .results = AIC_TYPES(body->type)});
  }
  return aicBuildValue(
      rewriter, location, "npu.lut",
      (AicBuild){.operands = AIC_VALUES(index, cloneValue(body, lookUp->table)),
                 .results = AIC_TYPES(body->type)});
}

static MlirValue cloneValue(VectorBody *body, MlirValue value) {
  for (int i = 0; i < body->count; ++i)
    if (mlirValueEqual(body->from[i], value))
      return body->to[i];
  MlirOperation op = mlirOpResultGetOwner(value);
  AicBodyKind kind = aicBodyKindOf(op);
  MlirValue result;
  AicLookUp lookUp;
  if (kind == AIC_BODY_LUT && aicBodyLookUp(op, &lookUp)) {
    result = cloneLookUp(body, &lookUp);
  } else if (kind == AIC_BODY_CONSTANT) {
    result =
        buildConstant(body, mlirOperationGetAttributeByName(
                                op, mlirStringRefCreateFromCString("value")));
  } else if (kind == AIC_BODY_CAST) {
    result = cloneValue(body, mlirOperationGetOperand(op, 0));
  } else if (kind == AIC_BODY_EXP) {
    result = buildExp(body, cloneValue(body, mlirOperationGetOperand(op, 0)));
  } else {
    MlirValue operands[4];
    intptr_t numOperands = mlirOperationGetNumOperands(op);
    for (intptr_t i = 0; i < numOperands && i < 4; ++i)
      operands[i] = i == 2 && aicOpIs(op, "tosa.apply_scale")
                        ? cloneShift(body, mlirOperationGetOperand(op, i))
                        : cloneValue(body, mlirOperationGetOperand(op, i));
    AicNamedAttr attrs[8];
    intptr_t numAttrs = 0;
    for (intptr_t i = 0; i < mlirOperationGetNumAttributes(op) && i < 8; ++i) {
      MlirNamedAttribute attr = mlirOperationGetAttribute(op, i);
      attrs[numAttrs++] =
          (AicNamedAttr){mlirIdentifierStr(attr.name).data, attr.attribute};
    }
    MlirType type = body->type;
    if (aicOpIs(op, "arith.cmpf") || aicOpIs(op, "arith.cmpi"))
      type = mlirIntegerTypeGet(mlirTypeGetContext(type), 1);
    // Names of identifiers end with a zero.
    const char *name = mlirIdentifierStr(mlirOperationGetName(op)).data;
    result = aicBuildValue(body->layer->rewriter, body->layer->location, name,
                           (AicBuild){.operands = {numOperands, operands},
                                      .results = AIC_TYPES(type),
                                      .attributes = {numAttrs, attrs}});
  }
  bind(body, value, result);
  return result;
}

/// The iteration space: the result's loops in order, then the reductions.
typedef struct Space {
  int numLoops, numParallel;
  int loop[5];
  int64_t size[5];
} Space;

static Space vectorSpace(const AicLayerEmitter *layer) {
  Space space = {.numLoops = 0};
  bool contraction = layer->layer->kind == AIC_LAYER_CONTRACTION;
  for (int loop = 0; loop < AIC_NUM_PARALLEL; ++loop) {
    int64_t tile = layer->plan->tile[loop];
    bool unit = contraction
                    ? loop == AIC_LOOP_N || (loop == AIC_LOOP_OW && tile == 1)
                    : tile == 1;
    if (unit)
      continue;
    space.loop[space.numLoops] = loop;
    space.size[space.numLoops++] = tile;
  }
  if (!space.numLoops) {
    space.loop[0] = AIC_NUM_PARALLEL - 1;
    space.size[0] = 1;
    space.numLoops = 1;
  }
  space.numParallel = space.numLoops;
  if (contraction || !layer->layer->reduces)
    return space;
  for (int loop = AIC_LOOP_R0; loop <= AIC_LOOP_R1; ++loop) {
    int64_t size = layer->layer->size[loop];
    if (size == 1 && loop == AIC_LOOP_R0)
      continue;
    space.loop[space.numLoops] = loop;
    space.size[space.numLoops++] = size;
  }
  return space;
}

/// Iteration point to slot coordinates.
static MlirAttribute slotMap(const AicLayerEmitter *layer, const Space *space,
                             const AicChipTensor *tensor) {
  MlirContext context = layer->emitter->context;
  MlirAffineExpr exprs[AIC_LAYER_RANK];
  for (int i = 0; i < tensor->access->rank; ++i) {
    const AicAccessDim *dim = &tensor->access->dim[tensor->order[i]];
    MlirAffineExpr expr = mlirAffineConstantExprGet(context, 0);
    for (int d = 0; d < space->numLoops; ++d) {
      int64_t scale = dim->scale[space->loop[d]];
      if (scale)
        expr = mlirAffineAddExprGet(
            expr,
            mlirAffineMulExprGet(mlirAffineDimExprGet(context, d),
                                 mlirAffineConstantExprGet(context, scale)));
    }
    exprs[i] = expr;
  }
  return mlirAffineMapAttrGet(mlirAffineMapGet(context, space->numLoops, 0,
                                               tensor->access->rank, exprs));
}

static MlirBlock bodyOf(MlirOperation op) {
  return mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
}

static MlirValue buildReduce(VectorBody *body, MlirValue value) {
  const AicMatch *match = body->layer->match;
  MlirContext context = body->layer->emitter->context;
  return aicBuildValue(
      body->layer->rewriter, body->layer->location, "npu.reduce",
      (AicBuild){.operands = AIC_VALUES(value),
                 .results = AIC_TYPES(body->type),
                 .attributes = AIC_ATTRS(
                     {"kind", aicAttrString(context, match->reduceKind)},
                     {"init", convertConstant(body, match->reduceInit)})});
}

/// Fills the block of an npu.vec, whose arguments are the accumulator (of a
/// contraction) and the sources that the vector unit reads.
static void buildBody(AicLayerEmitter *layer, MlirBlock block,
                      const int *sources, int numSources) {
  const AicMatch *match = layer->match;
  VectorBody body = {.layer = layer,
                     .type = mlirValueGetType(mlirBlockGetArgument(block, 0))};
  MlirRewriterBase rewriter = layer->rewriter;
  bool contraction = layer->layer->kind == AIC_LAYER_CONTRACTION;
  MlirValue init = {NULL};
  for (int i = 0; i < numSources; ++i) {
    const AicMatchSource *source = &match->source[sources[i]];
    MlirValue argument = mlirBlockGetArgument(block, contraction + i);
    if (source->role == AIC_SOURCE_INIT)
      init = argument;
    else if (source->role == AIC_SOURCE_TABLE)
      bind(&body, source->tensor, argument);
    else
      bind(&body,
           mlirBlockGetArgument(bodyOf(source->role == AIC_SOURCE_ROOT
                                           ? match->root
                                           : match->consumer),
                                source->argument),
           argument);
  }
  MlirValue value;
  if (contraction) {
    value = mlirBlockGetArgument(block, 0);
    if (!mlirValueIsNull(init))
      value = aicBuildValue(rewriter, layer->location,
                            match->computesFloat ? "arith.addf" : "arith.addi",
                            (AicBuild){.operands = AIC_VALUES(value, init),
                                       .results = AIC_TYPES(body.type)});
  } else {
    AicBody read;
    aicReadBody(match->root, NULL, &read);
    value = cloneValue(&body, read.value);
    if (layer->layer->reduces)
      value = buildReduce(&body, value);
  }
  if (!mlirOperationIsNull(match->consumer)) {
    bind(&body,
         mlirBlockGetArgument(bodyOf(match->consumer), match->consumerArgument),
         value);
    AicBody read;
    aicReadBody(match->consumer, NULL, &read);
    value = cloneValue(&body, read.value);
  }
  aicBuild(rewriter, layer->location, "npu.yield",
           (AicBuild){.operands = AIC_VALUES(value)});
}

void aicEmitVector(AicLayerEmitter *layer, MlirValue output) {
  MlirContext context = layer->emitter->context;
  bool contraction = layer->layer->kind == AIC_LAYER_CONTRACTION;
  Space space = vectorSpace(layer);
  MlirValue operands[AIC_LAYER_MAX_SOURCES + 2];
  MlirAttribute maps[AIC_LAYER_MAX_SOURCES + 2];
  MlirType types[AIC_LAYER_MAX_SOURCES + 1];
  MlirLocation locations[AIC_LAYER_MAX_SOURCES + 1];
  int sources[AIC_LAYER_MAX_SOURCES], numSources = 0;
  intptr_t count = 0;
  if (contraction) {
    operands[count] = layer->acc;
    maps[count++] = mlirAffineMapAttrGet(
        mlirAffineMapMultiDimIdentityGet(context, space.numLoops));
  }
  for (int i = contraction ? 2 : 0; i < layer->layer->numSources; ++i) {
    sources[numSources++] = i;
    operands[count] = layer->source[i].slot;
    maps[count++] = slotMap(layer, &space, &layer->source[i]);
  }
  MlirType type = layer->match->computesFloat ? mlirF32TypeGet(context)
                                              : mlirIntegerTypeGet(context, 32);
  for (intptr_t i = 0; i < count; ++i) {
    types[i] = type;
    locations[i] = layer->location;
  }
  intptr_t numInputs = count;
  operands[count] = output;
  maps[count++] = slotMap(layer, &space, &layer->result);
  intptr_t numReduce = space.numLoops - space.numParallel;
  MlirAttribute reduce = {NULL};
  if (numReduce)
    reduce =
        aicAttrI64Array(context, numReduce, space.size + space.numParallel);
  MlirOperation vec = aicBuild(
      layer->rewriter, layer->location, "npu.vec",
      (AicBuild){.operands = {count, operands},
                 .attributes = AIC_ATTRS(
                     {"parallel",
                      aicAttrI64Array(context, space.numParallel, space.size)},
                     {"reduce", reduce},
                     {"maps", mlirArrayAttrGet(context, count, maps)}),
                 .numRegions = 1});
  MlirBlock block = mlirBlockCreate(numInputs, types, locations);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(vec, 0), block);
  mlirRewriterBaseSetInsertionPointToEnd(layer->rewriter, block);
  buildBody(layer, block, sources, numSources);
  mlirRewriterBaseSetInsertionPointAfter(layer->rewriter, vec);
}
