//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Loops that walk neighbouring dimensions everywhere become one loop.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/generic_edit.h"
#include "lowering/linalg_partition/partition.h"
#include "lowering/linalg_to_npu/match.h"

#include "aic/build.h"
#include "lowering/support/ir.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <string.h>

enum { MAX_LOOPS = AIC_EDIT_MAX_LOOPS, MAX_OPERANDS = AIC_EDIT_MAX_INPUTS + 1 };

/// A linalg.generic or transposition whose maps name each of their loops once,
/// as it is.
typedef struct Nest {
  MlirOperation op;
  intptr_t numOperands, numLoops;
  int64_t size[MAX_LOOPS];
  MlirAttribute iterator[MAX_LOOPS];
  intptr_t rank[MAX_OPERANDS];
  int loop[MAX_OPERANDS][MAX_LOOPS]; ///< of each dimension
  intptr_t numGroups;
  int group[MAX_LOOPS];      ///< of a loop; -1 of one of size 1
  int64_t extent[MAX_LOOPS]; ///< of a group
  MlirAttribute groupIterator[MAX_LOOPS];
} Nest;

static bool readOperand(Nest *nest, intptr_t operand) {
  MlirType type = mlirValueGetType(mlirOperationGetOperand(nest->op, operand));
  MlirAffineMap map = aicGenericMapOf(nest->op, operand);
  if (!mlirTypeIsARankedTensor(type) || !mlirShapedTypeHasStaticShape(type) ||
      !mlirAttributeIsNull(mlirRankedTensorTypeGetEncoding(type)) ||
      mlirAffineMapGetNumSymbols(map) ||
      mlirShapedTypeGetRank(type) > MAX_LOOPS)
    return false;
  nest->rank[operand] = mlirShapedTypeGetRank(type);
  bool seen[MAX_LOOPS] = {false};
  for (intptr_t dim = 0; dim < nest->rank[operand]; ++dim) {
    MlirAffineExpr expr = mlirAffineMapGetResult(map, dim);
    if (!mlirAffineExprIsADim(expr))
      return false;
    int loop = (int)mlirAffineDimExprGetPosition(expr);
    if (seen[loop])
      return false;
    seen[loop] = true;
    nest->loop[operand][dim] = loop;
    nest->size[loop] = mlirShapedTypeGetDimSize(type, dim);
  }
  return true;
}

static bool readNest(MlirOperation op, Nest *nest) {
  *nest = (Nest){.op = op, .numOperands = mlirOperationGetNumOperands(op)};
  MlirAttribute iterators = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("iterator_types"));
  nest->numLoops = mlirAffineMapGetNumDims(aicGenericMapOf(op, 0));
  if (mlirOperationGetNumResults(op) != 1 || nest->numOperands > MAX_OPERANDS ||
      nest->numLoops > MAX_LOOPS)
    return false;
  for (intptr_t i = 0; i < nest->numOperands; ++i)
    if (!readOperand(nest, i))
      return false;
  for (intptr_t loop = 0; loop < nest->numLoops; ++loop) {
    // All loops of a transposition are parallel.
    nest->iterator[loop] =
        mlirAttributeIsNull(iterators)
            ? mlirAttributeParseGet(mlirOperationGetContext(op),
                                    mlirStringRefCreateFromCString(
                                        "#linalg.iterator_type<parallel>"))
            : mlirArrayAttrGetElement(iterators, loop);
    if (nest->size[loop] < 1)
      return false;
  }
  MlirBlock body = aicGenericBody(op);
  for (MlirOperation each = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(each); each = mlirOperationGetNextInBlock(each))
    if (aicIsOp(each, "linalg.index"))
      return false;
  return true;
}

/// The operands that a loop moves, by bit.
static uint32_t usersOf(const Nest *nest, int loop) {
  uint32_t users = 0;
  for (intptr_t i = 0; i < nest->numOperands; ++i)
    for (intptr_t dim = 0; dim < nest->rank[i]; ++dim)
      if (nest->loop[i][dim] == loop)
        users |= UINT32_C(1) << i;
  return users;
}

/// Some loops of a product move the same operands as `loop`, and columns: a
/// product has one loop over them.
static bool sharesColumns(const Nest *nest, int loop) {
  uint32_t users = usersOf(nest, loop);
  if (nest->numOperands != 3 || (users & 6) != 6)
    return false;
  for (int other = 0; other < loop; ++other)
    if (nest->size[other] > 1 && usersOf(nest, other) == users)
      return true;
  return false;
}

/// More loops than a layer has, or more dimensions than a memref of npu.
static bool isTooMuch(const Nest *nest) {
  int parallel = 0, reductions = 0;
  bool columns = false;
  for (int loop = 0; loop < nest->numLoops; ++loop) {
    if (nest->size[loop] == 1)
      continue;
    bool inResult = usersOf(nest, loop) >> (nest->numOperands - 1) & 1;
    ++*(inResult ? &parallel : &reductions);
    columns = columns || sharesColumns(nest, loop);
  }
  intptr_t most = 0;
  for (intptr_t i = 0; i < nest->numOperands; ++i)
    most = nest->rank[i] > most ? nest->rank[i] : most;
  return parallel > AIC_NUM_PARALLEL || reductions > 2 ||
         most > AIC_MATCH_MAX_RANK || (columns && reductions);
}

/// The next dimension of operand `i` behind `dim` that is larger than 1, or
/// the rank.
static intptr_t nextDim(const Nest *nest, intptr_t i, intptr_t dim) {
  for (++dim; dim < nest->rank[i]; ++dim)
    if (nest->size[nest->loop[i][dim]] > 1)
      break;
  return dim;
}

/// The loop behind `loop` wherever that is, or -1.
static int followerOf(const Nest *nest, int loop) {
  int follower = -1;
  for (intptr_t i = 0; i < nest->numOperands; ++i)
    for (intptr_t dim = 0; dim < nest->rank[i]; ++dim) {
      if (nest->loop[i][dim] != loop)
        continue;
      intptr_t next = nextDim(nest, i, dim);
      if (next == nest->rank[i])
        return -1;
      if (follower >= 0 && nest->loop[i][next] != follower)
        return -1;
      follower = nest->loop[i][next];
    }
  return follower >= 0 && usersOf(nest, follower) == usersOf(nest, loop) &&
                 mlirAttributeEqual(nest->iterator[follower],
                                    nest->iterator[loop])
             ? follower
             : -1;
}

/// Gives each loop its group; false if nothing is joined.
static bool findGroups(Nest *nest) {
  bool follows[MAX_LOOPS] = {false}, joined = false;
  for (int loop = 0; loop < nest->numLoops; ++loop) {
    nest->group[loop] = -1;
    joined = joined || nest->size[loop] == 1;
    int follower = nest->size[loop] > 1 ? followerOf(nest, loop) : -1;
    if (follower >= 0)
      joined = follows[follower] = true;
  }
  for (int loop = 0; loop < nest->numLoops; ++loop) {
    if (nest->size[loop] == 1 || follows[loop])
      continue;
    int number = (int)nest->numGroups++;
    nest->extent[number] = 1;
    nest->groupIterator[number] = nest->iterator[loop];
    for (int member = loop; member >= 0; member = followerOf(nest, member)) {
      nest->group[member] = number;
      nest->extent[number] *= nest->size[member];
    }
  }
  return joined && nest->numGroups > 0;
}

/// How an operand is seen: its groups in order, and which of its dimensions
/// each takes.
typedef struct Shape {
  intptr_t rank;
  int64_t size[MAX_LOOPS];
  MlirAffineExpr exprs[MAX_LOOPS];
  MlirAttribute parts[MAX_LOOPS];
} Shape;

static Shape shapeOf(const Nest *nest, intptr_t operand) {
  MlirContext context = mlirOperationGetContext(nest->op);
  MlirType index = mlirIntegerTypeGet(context, 64);
  Shape shape = {.rank = 0};
  MlirAttribute dims[MAX_LOOPS];
  intptr_t count = 0;
  for (intptr_t dim = 0; dim < nest->rank[operand]; ++dim) {
    int group = nest->group[nest->loop[operand][dim]];
    bool begins = group >= 0 &&
                  (!shape.rank ||
                   !mlirAffineExprEqual(shape.exprs[shape.rank - 1],
                                        mlirAffineDimExprGet(context, group)));
    if (begins) {
      if (shape.rank) {
        shape.parts[shape.rank - 1] = mlirArrayAttrGet(context, count, dims);
        count = 0;
      }
      // Dimensions of size 1 in front of the first belong to it.
      shape.exprs[shape.rank] = mlirAffineDimExprGet(context, group);
      shape.size[shape.rank++] = nest->extent[group];
    }
    dims[count++] = mlirIntegerAttrGet(index, dim);
  }
  if (shape.rank)
    shape.parts[shape.rank - 1] = mlirArrayAttrGet(context, count, dims);
  return shape;
}

static MlirType typeOf(const Shape *shape, MlirValue like) {
  return mlirRankedTensorTypeGet(
      shape->rank, shape->size,
      mlirShapedTypeGetElementType(mlirValueGetType(like)),
      mlirAttributeGetNull());
}

static MlirValue collapse(MlirOperation before, MlirValue tensor,
                          const Shape *shape) {
  MlirType type = typeOf(shape, tensor);
  if (mlirTypeEqual(type, mlirValueGetType(tensor)))
    return tensor;
  MlirContext context = mlirOperationGetContext(before);
  bool empty = mlirValueIsAOpResult(tensor) &&
               aicIsOp(mlirOpResultGetOwner(tensor), "tensor.empty");
  MlirAttribute parts =
      empty || !shape->rank
          ? mlirArrayAttrGet(context, 0, NULL)
          : mlirArrayAttrGet(context, shape->rank, shape->parts);
  MlirOperation made =
      empty
          ? aicCreateBefore(before, "tensor.empty",
                            (AicBuild){.results = AIC_TYPES(type)})
          : aicCreateBefore(
                before, "tensor.collapse_shape",
                (AicBuild){.operands = AIC_VALUES(tensor),
                           .results = AIC_TYPES(type),
                           .attributes = AIC_ATTRS({"reassociation", parts})});
  return mlirOperationGetResult(made, 0);
}

/// Makes `op` a linalg.generic of its groups, in its old shape behind it.
static void rebuild(const Nest *nest) {
  MlirOperation op = nest->op;
  MlirContext context = mlirOperationGetContext(op);
  MlirValue values[MAX_OPERANDS];
  MlirAttribute maps[MAX_OPERANDS];
  Shape shape;
  for (intptr_t i = 0; i < nest->numOperands; ++i) {
    shape = shapeOf(nest, i);
    values[i] = collapse(op, mlirOperationGetOperand(op, i), &shape);
    maps[i] = mlirAffineMapAttrGet(
        mlirAffineMapGet(context, nest->numGroups, 0, shape.rank, shape.exprs));
  }
  MlirValue old = mlirOperationGetResult(op, 0);
  MlirType wide = mlirValueGetType(old), type = typeOf(&shape, old);
  const int32_t segments[] = {(int32_t)nest->numOperands - 1, 1};
  MlirOperation made = aicCreateBefore(
      op, "linalg.generic",
      (AicBuild){
          .operands = {nest->numOperands, values},
          .results = AIC_TYPES(type),
          .attributes = AIC_ATTRS(
              {"indexing_maps",
               mlirArrayAttrGet(context, nest->numOperands, maps)},
              {"iterator_types",
               mlirArrayAttrGet(context, nest->numGroups, nest->groupIterator)},
              {"operandSegmentSizes",
               mlirDenseI32ArrayGet(context, 2, segments)}),
          .numRegions = 1});
  mlirRegionTakeBody(mlirOperationGetRegion(made, 0),
                     mlirOperationGetRegion(op, 0));
  if (mlirTypeEqual(type, wide)) {
    aicReplaceOp(op, made);
    return;
  }
  int64_t sizes[MAX_LOOPS];
  for (intptr_t dim = 0; dim < mlirShapedTypeGetRank(wide); ++dim)
    sizes[dim] = mlirShapedTypeGetDimSize(wide, dim);
  MlirOperation expanded = aicCreateBefore(
      op, "tensor.expand_shape",
      (AicBuild){.operands = AIC_VALUES(mlirOperationGetResult(made, 0)),
                 .results = AIC_TYPES(wide),
                 .attributes = AIC_ATTRS(
                     {"reassociation",
                      mlirArrayAttrGet(context, shape.rank, shape.parts)},
                     {"static_output_shape",
                      mlirDenseI64ArrayGet(context, mlirShapedTypeGetRank(wide),
                                           sizes)})});
  aicReplaceOp(op, expanded);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  static const char *const names[] = {"linalg.generic", "linalg.transpose",
                                      NULL};
  AicOpList ops = aicCollectOps(root, names);
  uint64_t joined = 0;
  for (intptr_t i = 0; i < ops.count; ++i) {
    Nest nest;
    if (!readNest(ops.data[i], &nest) || !isTooMuch(&nest) ||
        !findGroups(&nest) || !shapeOf(&nest, nest.numOperands - 1).rank)
      continue;
    rebuild(&nest);
    ++joined;
  }
  aicPassCount(pass, 0, joined);
  aicOpListRelease(&ops);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicJoinLoops = {
    .abi = AIC_ABI,
    .argument = "aic-join-loops",
    .summary = "Make one loop of those that walk neighbouring dimensions",
    .description =
        "A layer has four parallel loops and two reductions, and a product "
        "one loop over\ncolumns. Where a `linalg.generic` or "
        "`linalg.transpose` has more, loops "
        "that stand next to each other in\nall operands that they move "
        "become one, and loops of size 1 go; reshapes in front\nand behind "
        "keep the shapes.\n\n"
        "```mlir\n"
        "#map = affine_map<(a, b, c, d, e) -> (b, a, c, d, e)>\n"
        "// of tensor<2x3x4x5x6xf32> becomes, with tensor<2x3x120xf32>,\n"
        "#map = affine_map<(a, b, c) -> (b, a, c)>\n"
        "```\n",
    .dependentDialects = (const char *const[]){"linalg", "tensor", NULL},
    .statistics =
        AIC_LIST(AicStatisticDef,
                 {.name = "joined", .summary = "operations with fewer loops"}),
    .run = run,
};
