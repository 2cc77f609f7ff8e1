//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reductions that do not fit on the chip become two: of equal pieces, and of
// their results. Floats are then added up piece by piece.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/partition.h"

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/linalg_to_npu/match.h"
#include "lowering/support/ir.h"

#include "aic/diag.h"
#include "mlir-c/AffineExpr.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

enum { MAX_VALUES = 96 };

/// A reduction and how it is cut: loop `loop` of `pieces` * `piece` iterations.
typedef struct Cut {
  MlirOperation op;
  AicLoopRoles loops;
  bool parallel[AIC_MATCH_MAX_LOOPS];
  intptr_t numInputs;
  AicMapAccess map[AIC_GENERIC_MAX_INPUTS]; ///< the output's is the last
  int loop;
  int64_t pieces, piece;
  const char *combine; ///< arith.addf and the like
} Cut;

static MlirBlock bodyOf(MlirOperation op) {
  return mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
}

/// The body has no more values than are cloned; unused ones count, too.
static bool isShort(MlirBlock body, intptr_t numArguments) {
  intptr_t count = numArguments;
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op) && count <= MAX_VALUES;
       op = mlirOperationGetNextInBlock(op))
    ++count;
  return count <= MAX_VALUES;
}

static bool readCut(MlirOperation op, Cut *cut) {
  *cut = (Cut){.op = op, .loop = -1};
  cut->numInputs = mlirOperationGetNumOperands(op) - 1;
  if (cut->numInputs < 1 || cut->numInputs >= AIC_GENERIC_MAX_INPUTS ||
      aicReadLoops(op, &cut->loops, cut->parallel) ||
      cut->loops.count + 1 >= AIC_MATCH_MAX_LOOPS ||
      !isShort(bodyOf(op), cut->numInputs + 1))
    return false;
  for (intptr_t i = 0; i <= cut->numInputs; ++i)
    if (aicReadMaps(op, i, &cut->map[i]))
      return false;
  for (int loop = 0; loop < cut->loops.count; ++loop)
    if (!cut->parallel[loop] &&
        (cut->loop < 0 || cut->loops.size[loop] > cut->loops.size[cut->loop]))
      cut->loop = loop;
  MlirValue yielded =
      mlirOperationGetOperand(mlirBlockGetTerminator(bodyOf(op)), 0);
  if (cut->loop < 0 || !mlirValueIsAOpResult(yielded))
    return false;
  cut->combine =
      mlirIdentifierStr(mlirOperationGetName(mlirOpResultGetOwner(yielded)))
          .data;
  return true;
}

/// Bytes of the sources per iteration of the loop that is cut.
static int64_t bytesPerStep(const Cut *cut) {
  int64_t sum = 0;
  for (intptr_t i = 0; i < cut->numInputs; ++i) {
    AicNpuType type;
    if (!aicElementType(mlirValueGetType(mlirOperationGetOperand(cut->op, i)),
                        &type))
      return 0;
    int64_t bytes = aicNpuTypeSize(type);
    for (int loop = 0; loop < cut->loops.count; ++loop) {
      bool moves = false;
      for (intptr_t dim = 0; dim < cut->map[i].rank; ++dim)
        moves = moves || cut->map[i].scale[dim][loop];
      if (loop != cut->loop && !cut->parallel[loop] && moves)
        bytes *= cut->loops.size[loop];
    }
    sum += bytes;
  }
  return sum;
}

/// The largest equal pieces of which the chip holds four.
static bool choosePieces(Cut *cut, const AicMachine *machine) {
  int64_t size = cut->loops.size[cut->loop], bytes = bytesPerStep(cut);
  if (!bytes)
    return false;
  for (cut->pieces = 2; cut->pieces <= size / 2; ++cut->pieces) {
    cut->piece = size / cut->pieces;
    if (size % cut->pieces == 0 &&
        (uint64_t)(cut->piece * bytes) <= machine->spad.size / 4)
      return true;
  }
  return false;
}

/// Where a loop comes in the first reduction: parallel ones first, to which
/// that over the pieces belongs; the others follow, that within one last.
static int placeOf(const Cut *cut, int loop) {
  int place = 0, parallels = 0;
  for (int other = 0; other < cut->loops.count; ++other) {
    parallels += cut->parallel[other];
    place += other < loop && cut->parallel[other] == cut->parallel[loop] &&
             other != cut->loop;
  }
  if (loop == cut->loop)
    return parallels;
  return cut->parallel[loop] ? place : parallels + 1 + place;
}

static MlirAffineMap mapOfPieces(const Cut *cut, MlirContext context,
                                 const AicMapAccess *map, bool isOutput) {
  MlirAffineExpr exprs[AIC_MATCH_MAX_LOOPS + 1];
  int numLoops = cut->loops.count + 1;
  for (intptr_t dim = 0; dim < map->rank; ++dim) {
    exprs[dim] = mlirAffineConstantExprGet(context, map->offset[dim]);
    for (int loop = 0; loop < cut->loops.count; ++loop) {
      int64_t scale = map->scale[dim][loop];
      if (!scale)
        continue;
      MlirAffineExpr index = mlirAffineDimExprGet(context, placeOf(cut, loop));
      if (loop == cut->loop)
        index = mlirAffineAddExprGet(
            mlirAffineMulExprGet(
                index, mlirAffineConstantExprGet(context, cut->piece)),
            mlirAffineDimExprGet(context, numLoops - 1));
      exprs[dim] = mlirAffineAddExprGet(
          exprs[dim], mlirAffineMulExprGet(
                          index, mlirAffineConstantExprGet(context, scale)));
    }
  }
  intptr_t rank = map->rank;
  if (isOutput)
    exprs[rank++] = mlirAffineDimExprGet(context, placeOf(cut, cut->loop));
  return mlirAffineMapGet(context, numLoops, 0, rank, exprs);
}

/// The body as it is.
static MlirValue cloneBody(const AicTosa *at, const MlirValue *elements,
                           const void *data) {
  const Cut *cut = data;
  MlirBlock block = bodyOf(cut->op);
  MlirValue from[MAX_VALUES], to[MAX_VALUES];
  int count = 0;
  for (intptr_t i = 0; i <= cut->numInputs; ++i) {
    from[count] = mlirBlockGetArgument(block, i);
    // Behind the inputs is the one that only has a shape.
    to[count++] = elements[i < cut->numInputs ? i : i + 1];
  }
  MlirOperation yield = mlirBlockGetTerminator(block);
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationEqual(op, yield); op = mlirOperationGetNextInBlock(op)) {
    MlirOperation clone = mlirOperationClone(op);
    for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
      for (int known = 0; known < count; ++known)
        if (mlirValueEqual(mlirOperationGetOperand(op, i), from[known]))
          mlirOperationSetOperand(clone, i, to[known]);
    mlirRewriterBaseInsert(at->rewriter, clone);
    if (count == MAX_VALUES)
      AIC_BUG("a body that was matched has over %d operations", MAX_VALUES);
    from[count] = mlirOperationGetResult(op, 0);
    to[count++] = mlirOperationGetResult(clone, 0);
  }
  MlirValue value = mlirOperationGetOperand(yield, 0);
  for (int known = 0; known < count; ++known)
    if (mlirValueEqual(value, from[known]))
      return to[known];
  return value;
}

static MlirValue combine(const AicTosa *at, const MlirValue *elements,
                         const void *data) {
  const Cut *cut = data;
  return aicBuildValue(
      at->rewriter, at->location, cut->combine,
      (AicBuild){.operands = AIC_VALUES(elements[1], elements[0]),
                 .results = AIC_TYPES(mlirValueGetType(elements[0]))});
}

/// What pieces start from: nothing to add up, else what the whole starts from,
/// which a largest or smallest value may meet more than once.
static MlirValue startOf(const AicTosa *at, const Cut *cut, MlirType type) {
  MlirAttribute start =
      aicFillValue(mlirOperationGetOperand(cut->op, cut->numInputs));
  MlirContext context = mlirLocationGetContext(at->location);
  MlirType element = mlirShapedTypeGetElementType(type);
  if (!strcmp(cut->combine, "arith.addf"))
    start = mlirFloatAttrDoubleGet(context, element, 0);
  else if (!strcmp(cut->combine, "arith.addi"))
    start = mlirIntegerAttrGet(element, 0);
  MlirValue scalar =
      aicBuildValue(at->rewriter, at->location, "arith.constant",
                    (AicBuild){.results = AIC_TYPES(element),
                               .attributes = AIC_ATTRS({"value", start})});
  return aicGenericFill(at, scalar, aicGenericEmpty(at, type, NULL));
}

static void build(const AicTosa *at, const Cut *cut) {
  MlirContext context = mlirLocationGetContext(at->location);
  MlirValue out = mlirOperationGetOperand(cut->op, cut->numInputs);
  MlirType type = mlirValueGetType(out);
  int64_t shape[AIC_MATCH_MAX_LOOPS + 1];
  intptr_t rank = mlirShapedTypeGetRank(type);
  int64_t dims[AIC_MATCH_MAX_LOOPS];
  for (intptr_t dim = 0; dim < rank; ++dim) {
    shape[dim] = mlirShapedTypeGetDimSize(type, dim);
    dims[dim] = dim;
  }
  shape[rank] = cut->pieces;
  MlirType partial = mlirRankedTensorTypeGet(rank + 1, shape,
                                             mlirShapedTypeGetElementType(type),
                                             mlirAttributeGetNull());
  intptr_t parallels = placeOf(cut, cut->loop);
  AicGeneric first = {
      .numLoops = cut->loops.count + 1,
      .numReductions = cut->loops.count - parallels,
      .numInputs = cut->numInputs + 1,
      .output = startOf(at, cut, partial),
      .outputMap = mapOfPieces(cut, context, &cut->map[cut->numInputs], true),
      .body = cloneBody,
      .userData = cut};
  for (intptr_t i = 0; i < cut->numInputs; ++i) {
    first.inputs[i] = mlirOperationGetOperand(cut->op, i);
    first.maps[i] = mapOfPieces(cut, context, &cut->map[i], false);
  }
  // The size of the innermost loop, which no other operand has.
  first.inputs[cut->numInputs] =
      aicGenericEmpty(at,
                      mlirRankedTensorTypeGet(
                          1, &cut->piece, mlirShapedTypeGetElementType(type),
                          mlirAttributeGetNull()),
                      NULL);
  int64_t innermost = cut->loops.count;
  first.maps[cut->numInputs] =
      aicGenericMap(context, cut->loops.count + 1, 1, &innermost);
  AicGeneric second = {
      .numLoops = rank + 1,
      .numReductions = 1,
      .numInputs = 1,
      .inputs = {aicGenericBuild(at, &first)},
      .maps = {mlirAffineMapMultiDimIdentityGet(context, rank + 1)},
      .output = out,
      .outputMap = aicGenericMap(context, rank + 1, rank, dims),
      .body = combine,
      .userData = cut};
  MlirValue value = aicGenericBuild(at, &second);
  mlirRewriterBaseReplaceOpWithValues(at->rewriter, cut->op, 1, &value);
}

uint64_t aicCutReductions(MlirBlock block, AicPlanner *planner) {
  const AicMachine *machine = aicPlannerGetMachine(planner);
  uint64_t cuts = 0;
  MlirOperation next;
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op); op = next) {
    next = mlirOperationGetNextInBlock(op);
    AicMatch match;
    AicPlan plan;
    Cut cut;
    if (aicMatchLayer(op, machine, false, &match) ||
        match.layer.kind != AIC_LAYER_VECTOR || !match.layer.reduces)
      continue;
    AicError *error = aicPlanSomehow(planner, &match.layer, &plan);
    bool fits = !error;
    aicErrorDestroy(error);
    if (fits || !readCut(op, &cut) || !choosePieces(&cut, machine))
      continue;
    MlirRewriterBase rewriter =
        mlirIRRewriterCreate(mlirOperationGetContext(op));
    mlirRewriterBaseSetInsertionPointBefore(rewriter, op);
    AicTosa at = {rewriter, mlirOperationGetLocation(op)};
    build(&at, &cut);
    mlirIRRewriterDestroy(rewriter);
    ++cuts;
  }
  return cuts;
}
