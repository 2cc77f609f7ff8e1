//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/loop_nest.h"

#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

/// Iterations that are enough for any number of threads.
enum { ENOUGH = 64 };
/// Iterations that a loop of unknown size counts as.
enum { UNKNOWN = 16 };
/// No sum of costs is above.
static const int64_t endless = INT64_C(1) << 50;

static MlirBlock bodyOf(MlirOperation loop) {
  return mlirRegionGetFirstBlock(mlirOperationGetRegion(loop, 0));
}

static bool constantOf(MlirValue value, int64_t *number) {
  MlirAttribute attr = aicConstantOf(value);
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAInteger(attr))
    return false;
  *number = mlirIntegerAttrGetValueInt(attr);
  return true;
}

int64_t aicLoopDimCount(const AicLoopDim *dim) {
  int64_t lower, upper, step;
  if (!constantOf(dim->lower, &lower) || !constantOf(dim->upper, &upper) ||
      !constantOf(dim->step, &step) || step <= 0)
    return -1;
  return upper <= lower ? 0 : (upper - lower - 1) / step + 1;
}

static int64_t times(int64_t a, int64_t b) {
  return b && a > endless / b ? endless : a * b;
}

//===----------------------------------------------------------------------===//
// What an iteration does
//===----------------------------------------------------------------------===//

static bool startsWith(MlirStringRef name, const char *prefix) {
  size_t length = strlen(prefix);
  return name.length >= length && memcmp(name.data, prefix, length) == 0;
}

static bool isOneOf(MlirOperation op, const char *const *names) {
  for (; *names; ++names)
    if (aicIsOp(op, *names))
      return true;
  return false;
}

/// Which operand of `op` is the buffer that it writes; -1 for none, -2 when
/// that is not known.
static intptr_t writtenOperand(MlirOperation op) {
  static const char *const second[] = {"memref.store", "memref.copy",
                                       "vector.store", "vector.transfer_write",
                                       NULL};
  static const char *const first[] = {"vector.maskedstore", "memref.dealloc",
                                      NULL};
  static const char *const none[] = {"memref.load",
                                     "memref.subview",
                                     "memref.cast",
                                     "memref.view",
                                     "memref.dim",
                                     "memref.alloc",
                                     "memref.get_global",
                                     "memref.expand_shape",
                                     "memref.collapse_shape",
                                     "memref.alloca",
                                     "memref.reinterpret_cast",
                                     "scf.for",
                                     "scf.if",
                                     "scf.parallel",
                                     "scf.yield",
                                     "scf.reduce",
                                     "affine.apply",
                                     "affine.min",
                                     "affine.max",
                                     NULL};
  static const char *const unknown[] = {"vector.scatter", "vector.print",
                                        "vector.compressstore", NULL};
  if (isOneOf(op, second))
    return 1;
  if (isOneOf(op, first))
    return 0;
  if (isOneOf(op, none))
    return -1;
  MlirStringRef name = aicOpName(op);
  bool known = startsWith(name, "arith.") || startsWith(name, "math.") ||
               startsWith(name, "index.") || startsWith(name, "ub.") ||
               startsWith(name, "vector.");
  return known && !isOneOf(op, unknown) ? -1 : -2;
}

/// Whether `value` is computed from `index`, inside of `root`.
static bool dependsOn(MlirValue value, MlirValue index, MlirOperation root,
                      int depth) {
  if (mlirValueEqual(value, index))
    return true;
  if (depth == 0 || !aicIsInside(value, root))
    return false;
  MlirOperation op =
      mlirValueIsAOpResult(value)
          ? mlirOpResultGetOwner(value)
          // An inner loop that starts at the index runs over its part.
          : mlirBlockGetParentOperation(mlirBlockArgumentGetOwner(value));
  for (intptr_t i = 0, e = mlirOperationGetNumOperands(op); i < e; ++i)
    if (dependsOn(mlirOperationGetOperand(op, i), index, root, depth - 1))
      return true;
  return false;
}

/// Whether the buffer is made by the iteration itself.
static bool isOwn(MlirValue buffer, MlirOperation last) {
  while (mlirValueIsAOpResult(buffer) && aicIsInside(buffer, last)) {
    MlirOperation op = mlirOpResultGetOwner(buffer);
    if (aicIsOp(op, "memref.alloc") || aicIsOp(op, "memref.alloca"))
      return true;
    if (mlirOperationGetNumOperands(op) == 0)
      return false;
    buffer = mlirOperationGetOperand(op, 0);
  }
  return false;
}

/// Whether what `op` writes is apart from what other iterations write: where it
/// writes depends on the index of each dimension.
static bool writesApart(MlirOperation op, const AicLoopNest *nest) {
  intptr_t written = writtenOperand(op);
  if (written == -2)
    return false;
  if (written == -1 || isOwn(mlirOperationGetOperand(op, written), nest->last))
    return true;
  enum { DEPTH = 12 };
  for (intptr_t d = 0; d < nest->numDims; ++d) {
    bool depends = false;
    for (intptr_t i = written, e = mlirOperationGetNumOperands(op);
         i < e && !depends; ++i)
      depends = dependsOn(mlirOperationGetOperand(op, i), nest->dims[d].index,
                          nest->root, DEPTH);
    if (!depends)
      return false;
  }
  return true;
}

static bool isIndependent(const AicLoopNest *nest) {
  AicOpList ops = aicCollectOps(nest->root, NULL);
  bool good = true;
  for (intptr_t i = 0; i < ops.count && good; ++i)
    good = writesApart(ops.data[i], nest);
  aicOpListRelease(&ops);
  return good;
}

//===----------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------===//

static bool isMarked(MlirOperation op) {
  return aicIsOp(op, "scf.for") && mlirOperationGetNumResults(op) == 0 &&
         !mlirAttributeIsNull(aicGetAttr(op, AIC_PARALLEL_ATTR));
}

static bool hasEnough(const AicLoopNest *nest) {
  int64_t count = 1;
  for (intptr_t d = 0; d < nest->numDims; ++d) {
    int64_t size = aicLoopDimCount(&nest->dims[d]);
    count = times(count, size < 0 ? UNKNOWN : size);
  }
  return count >= ENOUGH;
}

/// The marked loop that all of a loop's body is, but for addresses; or null.
static MlirOperation onlyLoop(MlirOperation loop) {
  static const char *const addresses[] = {"memref.subview", "memref.cast",
                                          "affine.apply",   "affine.min",
                                          "affine.max",     NULL};
  MlirOperation found = {NULL};
  for (MlirOperation op = mlirBlockGetFirstOperation(bodyOf(loop));
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    if (aicIsOp(op, "scf.yield") || isOneOf(op, addresses) ||
        startsWith(aicOpName(op), "arith."))
      continue;
    if (!isMarked(op) || !mlirOperationIsNull(found))
      return (MlirOperation){NULL};
    found = op;
  }
  return found;
}

/// Bounds inside of the nest could depend on an outer index.
static bool isOutside(const AicLoopDim *dim, MlirOperation root) {
  return !aicIsInside(dim->lower, root) && !aicIsInside(dim->upper, root) &&
         !aicIsInside(dim->step, root);
}

static void findMarked(AicLoopNest *nest) {
  MlirOperation loop = nest->root;
  while (!mlirOperationIsNull(loop) && nest->numDims < AIC_NEST_MAX_DIMS &&
         !hasEnough(nest)) {
    AicLoopDim dim = {mlirOperationGetOperand(loop, 0),
                      mlirOperationGetOperand(loop, 1),
                      mlirOperationGetOperand(loop, 2),
                      mlirBlockGetArgument(bodyOf(loop), 0)};
    if (nest->numDims > 0 && !isOutside(&dim, nest->root))
      return;
    nest->dims[nest->numDims++] = dim;
    nest->last = loop;
    loop = onlyLoop(loop);
  }
}

static bool holdsLoop(MlirOperation op) {
  AicOpList loops =
      aicCollectOps(op, (const char *const[]){"scf.for", "scf.parallel", NULL});
  bool holds = loops.count > 1; // itself is one
  aicOpListRelease(&loops);
  return holds;
}

/// The innermost of several dimensions stays a loop, which runs over what lies
/// side by side.
static void findParallel(AicLoopNest *nest) {
  MlirBlock body = bodyOf(nest->root);
  intptr_t count = mlirBlockGetNumArguments(body);
  intptr_t most = count > 1 && !holdsLoop(nest->root) ? count - 1 : count;
  nest->last = nest->root;
  while (nest->numDims < most && nest->numDims < AIC_NEST_MAX_DIMS &&
         !hasEnough(nest)) {
    intptr_t d = nest->numDims++;
    nest->dims[d] =
        (AicLoopDim){mlirOperationGetOperand(nest->root, d),
                     mlirOperationGetOperand(nest->root, count + d),
                     mlirOperationGetOperand(nest->root, 2 * count + d),
                     mlirBlockGetArgument(body, d)};
  }
}

bool aicLoopNestFind(MlirOperation root, AicLoopNest *nest) {
  *nest = (AicLoopNest){.root = root};
  if (isMarked(root))
    findMarked(nest);
  else if (aicIsOp(root, "scf.parallel") &&
           mlirOperationGetNumResults(root) == 0)
    findParallel(nest);
  return nest->numDims > 0 && isIndependent(nest);
}

//===----------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------===//

static int64_t blockCost(MlirBlock block);

static int64_t loopCost(MlirOperation loop, intptr_t first) {
  MlirBlock body = bodyOf(loop);
  intptr_t dims = aicIsOp(loop, "scf.for") ? 1 : mlirBlockGetNumArguments(body);
  int64_t cost = 1 + blockCost(body);
  for (intptr_t d = first; d < dims; ++d) {
    AicLoopDim dim = {.lower = mlirOperationGetOperand(loop, d),
                      .upper = mlirOperationGetOperand(loop, dims + d),
                      .step = mlirOperationGetOperand(loop, 2 * dims + d)};
    int64_t count = aicLoopDimCount(&dim);
    cost = times(cost, count < 0 ? UNKNOWN : count);
  }
  return cost;
}

static int64_t opCost(MlirOperation op) {
  enum { CALL = 20 };
  if (aicIsOp(op, "scf.for") || aicIsOp(op, "scf.parallel"))
    return loopCost(op, 0);
  if (aicIsOp(op, "arith.constant"))
    return 0;
  if (startsWith(aicOpName(op), "math."))
    return CALL;
  int64_t cost = 1;
  for (intptr_t r = 0; r < mlirOperationGetNumRegions(op); ++r) {
    MlirRegion region = mlirOperationGetRegion(op, r);
    for (MlirBlock block = mlirRegionGetFirstBlock(region);
         !mlirBlockIsNull(block); block = mlirBlockGetNextInRegion(block))
      cost += blockCost(block);
  }
  return cost;
}

static int64_t blockCost(MlirBlock block) {
  int64_t cost = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op) && cost < endless;
       op = mlirOperationGetNextInBlock(op))
    cost += opCost(op);
  return cost < endless ? cost : endless;
}

int64_t aicLoopNestCost(const AicLoopNest *nest) {
  return aicIsOp(nest->last, "scf.parallel")
             ? loopCost(nest->last, nest->numDims)
             : blockCost(bodyOf(nest->last));
}
