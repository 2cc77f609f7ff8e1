//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/parallel_body.h"
#include "lowering/linalg_to_cpu/loop_captures.h"

#include "aic/diag.h"
#include "lowering/support/call_argument.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/LLVM.h"

#include <stdlib.h>

// Not inlined: in a large model it is called a thousand times by one function,
// and LLVM takes time by the square of a function's blocks.
const char aicParallelForText[] =
    "llvm.func internal @aicParallelFor(%call: !llvm.ptr, %count: i64,\n"
    "    %body: !llvm.ptr, %context: !llvm.ptr, %large: i1)\n"
    "    attributes {no_inline} {\n"
    "  %zero = llvm.mlir.constant(0 : i64) : i64\n"
    "  %null = llvm.mlir.zero : !llvm.ptr\n"
    "  %0 = llvm.getelementptr %call[0, 4]\n"
    "      : (!llvm.ptr) -> !llvm.ptr, " AIC_CALL_STRUCT "\n"
    "  %threads = llvm.load %0 : !llvm.ptr -> !llvm.ptr\n"
    "  %there = llvm.icmp \"ne\" %threads, %null : !llvm.ptr\n"
    "  %share = llvm.and %there, %large : i1\n"
    "  llvm.cond_br %share, ^shared, ^alone\n"
    "^shared:\n"
    "  %parallelFor = llvm.load %threads : !llvm.ptr -> !llvm.ptr\n"
    "  llvm.call %parallelFor(%threads, %count, %body, %context)\n"
    "      : !llvm.ptr, (!llvm.ptr, i64, !llvm.ptr, !llvm.ptr) -> ()\n"
    "  llvm.return\n"
    "^alone:\n"
    "  llvm.call %body(%context, %zero, %count)\n"
    "      : !llvm.ptr, (!llvm.ptr, i64, i64) -> ()\n"
    "  llvm.return\n"
    "}\n";

typedef struct Outlining {
  const AicLoopNest *nest;
  AicLoopCaptures captures;
  MlirContext context;
  MlirType ptr, i64, index;
} Outlining;

static MlirValue resultOf(MlirOperation op) {
  return mlirOperationGetResult(op, 0);
}

static MlirValue binary(MlirOperation before, const char *name, MlirValue a,
                        MlirValue b) {
  return resultOf(
      aicCreateBefore(before, name,
                      (AicBuild){.operands = AIC_VALUES(a, b),
                                 .results = AIC_TYPES(mlirValueGetType(a))}));
}

static MlirValue constant(MlirOperation before, MlirType type, int64_t value) {
  return resultOf(aicCreateBefore(
      before, "arith.constant",
      (AicBuild){.results = AIC_TYPES(type),
                 .attributes =
                     AIC_ATTRS({"value", mlirIntegerAttrGet(type, value)})}));
}

//===----------------------------------------------------------------------===//
// The range of numbers
//===----------------------------------------------------------------------===//

/// Iterations of one dimension. What is below 0 is none.
static MlirValue sizeOf(MlirOperation before, MlirValue lower, MlirValue upper,
                        MlirValue step) {
  MlirType index = mlirValueGetType(lower);
  MlirValue span = binary(before, "arith.subi", upper, lower);
  span = binary(before, "arith.maxsi", span, constant(before, index, 0));
  return binary(before, "arith.ceildivsi", span, step);
}

/// Makes the indices of the outer dimensions from `number`.
static void splitNumber(const Outlining *self, MlirOperation before,
                        MlirValue number) {
  const AicLoopNest *nest = self->nest;
  for (intptr_t d = nest->numDims - 1; d >= 0; --d) {
    const AicLoopDim *dim = &nest->dims[d];
    MlirValue lower = aicLoopCapturesInside(&self->captures, dim->lower),
              step = aicLoopCapturesInside(&self->captures, dim->step);
    MlirValue position = number;
    if (d > 0) {
      MlirValue size =
          sizeOf(before, lower,
                 aicLoopCapturesInside(&self->captures, dim->upper), step);
      position = binary(before, "arith.remui", number, size);
      number = binary(before, "arith.divui", number, size);
    }
    position = binary(before, "arith.muli", position, step);
    mlirValueReplaceAllUsesOfWith(
        dim->index, binary(before, "arith.addi", position, lower));
  }
}

/// Moves what `from` holds, but for its end and the loop `but`, before
/// `before`.
static void moveBody(MlirOperation from, MlirOperation but,
                     MlirOperation before) {
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(from, 0));
  MlirOperation end = mlirBlockGetTerminator(block);
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationEqual(op, end);) {
    MlirOperation next = mlirOperationGetNextInBlock(op);
    if (!mlirOperationEqual(op, but))
      mlirOperationMoveBefore(op, before);
    op = next;
  }
}

/// The dimensions of scf.parallel that are left, as a loop of their own.
static void moveParallel(const Outlining *self, MlirOperation before) {
  MlirOperation root = self->nest->root;
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(root, 0));
  intptr_t all = mlirBlockGetNumArguments(block), gone = self->nest->numDims;
  if (gone == all) {
    moveBody(root, (MlirOperation){NULL}, before);
    return;
  }
  MlirValue *bounds = calloc(3 * (size_t)all, sizeof *bounds);
  if (!bounds)
    AIC_BUG("out of memory");
  intptr_t count = 0;
  for (intptr_t list = 0; list < 3; ++list)
    for (intptr_t d = gone; d < all; ++d)
      bounds[count++] = mlirOperationGetOperand(root, list * all + d);
  int32_t rest = (int32_t)(all - gone);
  MlirOperation loop = aicCreateBefore(
      before, "scf.parallel",
      (AicBuild){
          .operands = {count, bounds},
          .attributes = AIC_ATTRS(
              {"operandSegmentSizes",
               mlirDenseI32ArrayGet(self->context, 4,
                                    (const int32_t[]){rest, rest, rest, 0})}),
          .numRegions = 1});
  free(bounds);
  mlirRegionTakeBody(mlirOperationGetRegion(loop, 0),
                     mlirOperationGetRegion(root, 0));
  for (intptr_t d = 0; d < gone; ++d)
    mlirBlockEraseArgument(block, 0);
}

/// The loop over a part of the numbers, in front of `end`.
static void createLoop(Outlining *self, MlirOperation end, MlirBlock body) {
  const AicLoopNest *nest = self->nest;
  MlirLocation location = mlirOperationGetLocation(nest->root);
  MlirValue from = aicCastBits(end, mlirBlockGetArgument(body, 1), self->index);
  MlirValue to = aicCastBits(end, mlirBlockGetArgument(body, 2), self->index);
  MlirOperation loop =
      aicCreateBefore(end, "scf.for",
                      (AicBuild){.operands = AIC_VALUES(
                                     from, to, constant(end, self->index, 1)),
                                 .numRegions = 1});
  MlirBlock block = mlirBlockCreate(1, &self->index, &location);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(loop, 0), block);
  MlirOperationState state = mlirOperationStateGet(
      mlirStringRefCreateFromCString("scf.yield"), location);
  MlirOperation yield = mlirOperationCreate(&state);
  mlirBlockAppendOwnedOperation(block, yield);
  splitNumber(self, yield, mlirBlockGetArgument(block, 0));
  if (aicIsOp(nest->root, "scf.parallel")) {
    moveParallel(self, yield);
    return;
  }
  for (MlirOperation at = nest->root;;) {
    // The next loop of the nest is the one that holds `last`.
    MlirOperation next = {NULL};
    if (!mlirOperationEqual(at, nest->last))
      for (next = nest->last;
           !mlirOperationEqual(mlirOperationGetParentOperation(next), at);)
        next = mlirOperationGetParentOperation(next);
    moveBody(at, next, yield);
    if (mlirOperationIsNull(next))
      return;
    at = next;
  }
}

//===----------------------------------------------------------------------===//
// The function and its call
//===----------------------------------------------------------------------===//

static void createFunction(Outlining *self, MlirOperation function,
                           const char *name) {
  MlirLocation location = mlirOperationGetLocation(self->nest->root);
  MlirType types[] = {self->ptr, self->i64, self->i64};
  MlirLocation locations[] = {location, location, location};
  MlirOperation made = aicCreateBefore(
      function, "func.func",
      (AicBuild){
          .attributes = AIC_ATTRS(
              {"sym_name", aicAttrString(self->context, name)},
              {"sym_visibility", aicAttrString(self->context, "private")},
              {"function_type", mlirTypeAttrGet(mlirFunctionTypeGet(
                                    self->context, 3, types, 0, NULL))}),
          .numRegions = 1});
  MlirBlock body = mlirBlockCreate(3, types, locations);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(made, 0), body);
  MlirOperationState state = mlirOperationStateGet(
      mlirStringRefCreateFromCString("func.return"), location);
  MlirOperation end = mlirOperationCreate(&state);
  mlirBlockAppendOwnedOperation(body, end);
  aicLoopCapturesLoad(&self->captures, end, mlirBlockGetArgument(body, 0));
  createLoop(self, end, body);
}

/// All iterations of the outer dimensions, as an index.
static MlirValue countAll(const Outlining *self) {
  MlirOperation root = self->nest->root;
  MlirValue count = {NULL};
  for (intptr_t d = 0; d < self->nest->numDims; ++d) {
    const AicLoopDim *dim = &self->nest->dims[d];
    MlirValue size = sizeOf(root, dim->lower, dim->upper, dim->step);
    count = d ? binary(root, "arith.muli", count, size) : size;
  }
  return count;
}

/// Whether `count` iterations cost at least `minCost`.
static MlirValue isLarge(const Outlining *self, MlirValue count,
                         int64_t minCost) {
  MlirOperation root = self->nest->root;
  int64_t cost = aicLoopNestCost(self->nest);
  int64_t least = cost > 0 ? (minCost - 1) / cost + 1 : INT64_MAX;
  enum { AT_LEAST = 5 };
  return resultOf(aicCreateBefore(
      root, "arith.cmpi",
      (AicBuild){.operands =
                     AIC_VALUES(count, constant(root, self->index, least)),
                 .results = AIC_TYPES(mlirIntegerTypeGet(self->context, 1)),
                 .attributes = AIC_ATTRS(
                     {"predicate", mlirIntegerAttrGet(self->i64, AT_LEAST)})}));
}

static void createCall(const Outlining *self, MlirBlock entry, const char *name,
                       MlirValue call, int64_t minCost) {
  MlirOperation root = self->nest->root;
  MlirValue record = aicLoopCapturesStore(&self->captures, entry);
  MlirType inputs[] = {self->ptr, self->i64, self->i64};
  MlirType type = mlirFunctionTypeGet(self->context, 3, inputs, 0, NULL);
  MlirValue body = resultOf(aicCreateBefore(
      root, "func.constant",
      (AicBuild){.results = AIC_TYPES(type),
                 .attributes = AIC_ATTRS(
                     {"value", aicAttrSymbol(self->context, name)})}));
  MlirValue count = countAll(self);
  (void)aicCreateBefore(
      root, "llvm.call",
      (AicBuild){
          .operands = AIC_VALUES(call, aicCastBits(root, count, self->i64),
                                 aicCastBits(root, body, self->ptr), record,
                                 isLarge(self, count, minCost)),
          .attributes = AIC_ATTRS(
              {"callee", aicAttrSymbol(self->context, "aicParallelFor")},
              {"operandSegmentSizes",
               mlirDenseI32ArrayGet(self->context, 2, (const int32_t[]){5, 0})},
              {"op_bundle_sizes",
               mlirDenseI32ArrayGet(self->context, 0, NULL)})});
}

bool aicParallelOutline(const AicLoopNest *nest, MlirOperation function,
                        const char *name, MlirValue call, int64_t minCost) {
  MlirContext context = mlirOperationGetContext(function);
  Outlining self = {.nest = nest,
                    .context = context,
                    .ptr = mlirLLVMPointerTypeGet(context, 0),
                    .i64 = mlirIntegerTypeGet(context, 64),
                    .index = mlirIndexTypeGet(context)};
  bool good = aicLoopCapturesCollect(&self.captures, nest->root);
  if (good) {
    createCall(&self,
               mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0)),
               name, call, minCost);
    createFunction(&self, function, name);
    mlirOperationDestroy(nest->root);
  }
  aicLoopCapturesRelease(&self.captures);
  return good;
}
