//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Puts the buffers of a model into one arena that the caller brings along.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/support/call_argument.h"
#include "lowering/support/ir.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/// Of every buffer, in bytes: a cache line, and the widest vector.
enum { ALIGNMENT = 64 };

/// Of all buffers together, so that no place can overflow.
static const int64_t mostBytes = INT64_MAX / 4;

/// What memref<Nxi8> is to LLVM.
#define BYTES_STRUCT                                                           \
  "!llvm.struct<(ptr, ptr, i64, array<1 x i64>, array<1 x i64>)>"

/// The arena of a call as a buffer of bytes.
static const char arenaText[] =
    "func.func private @aicArena(%%call: !llvm.ptr) -> memref<%" PRId64
    "xi8> {\n"
    "  %%0 = llvm.getelementptr %%call[0, 2]\n"
    "      : (!llvm.ptr) -> !llvm.ptr, " AIC_CALL_STRUCT "\n"
    "  %%1 = llvm.load %%0 : !llvm.ptr -> !llvm.ptr\n"
    "  %%zero = llvm.mlir.constant(0 : i64) : i64\n"
    "  %%one = llvm.mlir.constant(1 : i64) : i64\n"
    "  %%size = llvm.mlir.constant(%" PRId64 " : i64) : i64\n"
    "  %%2 = llvm.mlir.poison : " BYTES_STRUCT "\n"
    "  %%3 = llvm.insertvalue %%1, %%2[0] : " BYTES_STRUCT "\n"
    "  %%4 = llvm.insertvalue %%1, %%3[1] : " BYTES_STRUCT "\n"
    "  %%5 = llvm.insertvalue %%zero, %%4[2] : " BYTES_STRUCT "\n"
    "  %%6 = llvm.insertvalue %%size, %%5[3, 0] : " BYTES_STRUCT "\n"
    "  %%7 = llvm.insertvalue %%one, %%6[4, 0] : " BYTES_STRUCT "\n"
    "  %%8 = builtin.unrealized_conversion_cast %%7\n"
    "      : " BYTES_STRUCT " to memref<%" PRId64 "xi8>\n"
    "  return %%8 : memref<%" PRId64 "xi8>\n"
    "}\n";

/// A buffer of the entry block. It is in use from operation `first` to `last`
/// of the block, both included.
typedef struct Buffer {
  MlirOperation alloc, dealloc;
  int64_t bytes, offset;
  intptr_t first, last;
} Buffer;

typedef struct Plan {
  MlirBlock block;
  Buffer *buffers;
  intptr_t count;
} Plan;

/// Number of `op`, or of the operation around it, in the block. It is looked up
/// in an attribute that only lives in this pass.
static const char positionName[] = "aic.position";

static intptr_t positionOf(MlirBlock block, MlirOperation op) {
  while (!mlirBlockEqual(mlirOperationGetBlock(op), block))
    op = mlirOperationGetParentOperation(op);
  return (intptr_t)mlirIntegerAttrGetValueInt(aicGetAttr(op, positionName));
}

static void numberOps(MlirBlock block, bool remove) {
  MlirOperation op = mlirBlockGetFirstOperation(block);
  for (int64_t i = 0; !mlirOperationIsNull(op);
       ++i, op = mlirOperationGetNextInBlock(op))
    if (remove)
      mlirOperationRemoveAttributeByName(
          op, mlirStringRefCreateFromCString(positionName));
    else
      aicSetAttr(op, positionName, aicAttrI64(mlirOperationGetContext(op), i));
}

/// Bytes of a dense buffer of constant shape, rounded up to the alignment; -1
/// for any other.
static int64_t bytesOf(MlirType type) {
  if (!mlirTypeIsAMemRef(type) || !mlirShapedTypeHasStaticShape(type) ||
      !mlirAffineMapIsIdentity(mlirMemRefTypeGetAffineMap(type)) ||
      !mlirAttributeIsNull(mlirMemRefTypeGetMemorySpace(type)))
    return -1;
  MlirType element = mlirShapedTypeGetElementType(type);
  int64_t bits =
      mlirTypeIsAInteger(element) ? (int64_t)mlirIntegerTypeGetWidth(element)
      : mlirTypeIsAFloat(element) ? (int64_t)mlirFloatTypeGetWidth(element)
                                  : 0;
  // One bit is a byte in memory; other odd widths are left to malloc.
  if (bits != 1 && (bits % 8 || bits > 64 || bits == 0))
    return -1;
  int64_t bytes = bits == 1 ? 1 : bits / 8;
  for (int64_t d = 0; d < mlirShapedTypeGetRank(type); ++d) {
    int64_t size = mlirShapedTypeGetDimSize(type, d);
    if (size && bytes > mostBytes / size)
      return -1;
    bytes *= size;
  }
  return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/// Adds the uses of `value`, and of all buffers that may be parts of it, to the
/// time in which `buffer` is needed. False when it leaves the block.
static bool addUses(MlirBlock block, Buffer *buffer, MlirValue value) {
  for (MlirOpOperand use = mlirValueGetFirstUse(value);
       !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use)) {
    MlirOperation user = mlirOpOperandGetOwner(use);
    if (aicIsOp(user, "memref.dealloc")) {
      // Freed once, as a whole, and not under a condition.
      if (!mlirOperationIsNull(buffer->dealloc) ||
          !mlirValueEqual(value, mlirOperationGetResult(buffer->alloc, 0)) ||
          !mlirBlockEqual(mlirOperationGetBlock(user), block))
        return false;
      buffer->dealloc = user;
      continue;
    }
    if (aicIsOp(user, "func.return") ||
        aicIsOp(user, "memref.extract_aligned_pointer_as_index") ||
        aicIsOp(user, "builtin.unrealized_conversion_cast"))
      return false;
    intptr_t position = positionOf(block, user);
    buffer->first = position < buffer->first ? position : buffer->first;
    buffer->last = position > buffer->last ? position : buffer->last;
    // A loop or a condition hands on what its body yields.
    MlirOperation from =
        aicIsOp(user, "scf.yield") || aicIsOp(user, "scf.condition")
            ? mlirOperationGetParentOperation(user)
            : user;
    for (intptr_t r = 0; r < mlirOperationGetNumResults(from); ++r) {
      MlirValue result = mlirOperationGetResult(from, r);
      if (mlirTypeIsAMemRef(mlirValueGetType(result)) &&
          !addUses(block, buffer, result))
        return false;
    }
    // A body may free what its argument stands for.
    for (intptr_t g = 0; g < mlirOperationGetNumRegions(from); ++g)
      for (MlirBlock body =
               mlirRegionGetFirstBlock(mlirOperationGetRegion(from, g));
           !mlirBlockIsNull(body); body = mlirBlockGetNextInRegion(body))
        if (mlirBlockGetNumArguments(body) > 0)
          for (intptr_t a = 0; a < mlirBlockGetNumArguments(body); ++a)
            if (mlirTypeIsAMemRef(
                    mlirValueGetType(mlirBlockGetArgument(body, a))))
              return false;
  }
  return true;
}

/// The buffers of the block that can live in an arena.
static void findBuffers(Plan *plan) {
  intptr_t capacity = 0;
  int64_t sum = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(plan->block);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    if (!aicIsOp(op, "memref.alloc"))
      continue;
    MlirValue value = mlirOperationGetResult(op, 0);
    Buffer buffer = {.alloc = op,
                     .bytes = bytesOf(mlirValueGetType(value)),
                     .first = INTPTR_MAX,
                     .last = -1};
    if (buffer.bytes < 0 || !addUses(plan->block, &buffer, value) ||
        mlirOperationIsNull(buffer.dealloc) || buffer.bytes > mostBytes - sum)
      continue;
    sum += buffer.bytes;
    if (plan->count == capacity) {
      capacity = 2 * capacity + 64;
      plan->buffers =
          realloc(plan->buffers, (size_t)capacity * sizeof *plan->buffers);
      if (!plan->buffers)
        AIC_BUG("out of memory");
    }
    plan->buffers[plan->count++] = buffer;
  }
}

/// The larger first; what is as large in the order of the program.
static int compareSizes(const void *left, const void *right) {
  const Buffer *a = *(const Buffer *const *)left;
  const Buffer *b = *(const Buffer *const *)right;
  if (a->bytes != b->bytes)
    return a->bytes < b->bytes ? 1 : -1;
  return (a->first > b->first) - (a->first < b->first);
}

/// Gives each buffer the lowest place where no other one is that is needed at
/// the same time, the largest first. Returns the bytes of all.
static int64_t place(Plan *plan) {
  Buffer **order = calloc((size_t)plan->count + 1, sizeof *order);
  if (!order)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < plan->count; ++i)
    order[i] = &plan->buffers[i];
  qsort(order, (size_t)plan->count, sizeof *order, compareSizes);
  int64_t total = 0;
  for (intptr_t i = 0; i < plan->count; ++i) {
    Buffer *buffer = order[i];
    bool moved = true;
    while (moved) {
      moved = false;
      for (intptr_t k = 0; k < i; ++k) {
        const Buffer *other = order[k];
        if (other->first > buffer->last || buffer->first > other->last ||
            other->offset >= buffer->offset + buffer->bytes ||
            buffer->offset >= other->offset + other->bytes)
          continue;
        buffer->offset = other->offset + other->bytes;
        moved = true;
      }
    }
    int64_t end = buffer->offset + buffer->bytes;
    total = end > total ? end : total;
  }
  free(order);
  return total;
}

/// Creates @aicArena in front of `function`, and calls it in its block.
static MlirValue createArena(MlirOperation function, MlirBlock block,
                             int64_t bytes) {
  MlirContext context = mlirOperationGetContext(function);
  char text[2048];
  snprintf(text, sizeof text, arenaText, bytes, bytes, bytes, bytes);
  MlirOperation arena =
      mlirOperationCreateParse(context, mlirStringRefCreateFromCString(text),
                               mlirStringRefCreateFromCString("aicArena"));
  if (mlirOperationIsNull(arena))
    AIC_BUG("the text of aicArena does not parse");
  mlirBlockInsertOwnedOperationBefore(mlirOperationGetBlock(function), function,
                                      arena);
  MlirType type = mlirFunctionTypeGetResult(
      mlirTypeAttrGetValue(aicGetAttr(arena, "function_type")), 0);
  MlirValue call = aicCallArgument(function);
  return mlirOperationGetResult(
      aicCreateBefore(
          mlirBlockGetFirstOperation(block), "func.call",
          (AicBuild){.operands = AIC_VALUES(call),
                     .results = AIC_TYPES(type),
                     .attributes = AIC_ATTRS(
                         {"callee", aicAttrSymbol(context, "aicArena")})}),
      0);
}

static void replace(const Buffer *buffer, MlirValue arena) {
  MlirContext context = mlirOperationGetContext(buffer->alloc);
  MlirType index = mlirIndexTypeGet(context);
  MlirOperation shift = aicCreateBefore(
      buffer->alloc, "arith.constant",
      (AicBuild){.results = AIC_TYPES(index),
                 .attributes = AIC_ATTRS(
                     {"value", mlirIntegerAttrGet(index, buffer->offset)})});
  MlirType type = mlirValueGetType(mlirOperationGetResult(buffer->alloc, 0));
  MlirOperation view =
      aicCreateBefore(buffer->alloc, "memref.view",
                      (AicBuild){.operands = AIC_VALUES(
                                     arena, mlirOperationGetResult(shift, 0)),
                                 .results = AIC_TYPES(type)});
  mlirOperationDestroy(buffer->dealloc);
  aicReplaceOp(buffer->alloc, view);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  MlirAttribute model = aicGetAttr(root, AIC_MODEL_ATTR);
  if (!aicModelAttrIsValid(model) ||
      !mlirAttributeIsNull(aicGetAttr(root, AIC_ARENA_ATTR)))
    return mlirLogicalResultSuccess();
  MlirOperation function = aicModelEntry(root);
  if (mlirOperationIsNull(function))
    return mlirLogicalResultSuccess();
  Plan plan = {
      .block = mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0))};
  // In a function of several blocks, the order in one says too little.
  if (mlirBlockIsNull(plan.block) ||
      !mlirBlockIsNull(mlirBlockGetNextInRegion(plan.block)))
    return mlirLogicalResultSuccess();
  numberOps(plan.block, false);
  findBuffers(&plan);
  numberOps(plan.block, true);
  if (plan.count > 0) {
    int64_t bytes = place(&plan);
    MlirValue arena = createArena(function, plan.block, bytes);
    int64_t sum = 0;
    for (intptr_t i = 0; i < plan.count; ++i) {
      sum += plan.buffers[i].bytes;
      replace(&plan.buffers[i], arena);
    }
    aicSetAttr(root, AIC_ARENA_ATTR,
               aicAttrI64(mlirOperationGetContext(root), bytes));
    aicPassCount(pass, 0, (uint64_t)plan.count);
    aicPassCount(pass, 1, (uint64_t)sum);
    aicPassCount(pass, 2, (uint64_t)bytes);
  }
  free(plan.buffers);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicPlanArena = {
    .abi = AIC_ABI,
    .argument = "aic-plan-arena",
    .summary = "Put buffers of constant size into one arena",
    .description =
        "In the model's entry function, each buffer of constant size that is "
        "allocated and\nfreed in the function's block becomes a part of one "
        "arena, which the caller brings\nalong: `arena` of AicCall in "
        "aic/runtime.h. Buffers that are not needed at the same\ntime share "
        "memory; the largest gets its place first, each the lowest that is "
        "free.\nThe size becomes the module attribute `aic.arena`. Outputs, "
        "and buffers inside of\nloops, are left alone.\n\n"
        "```mlir\n"
        "%0 = memref.alloc() : memref<16xf32>\n"
        "// becomes\n"
        "%arena = call @aicArena(%call) : (!llvm.ptr) -> memref<128xi8>\n"
        "%0 = memref.view %arena[%c64][] : memref<128xi8> to memref<16xf32>\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects =
        (const char *const[]){"llvm", "memref", "arith", "func", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef, {.name = "buffers", .summary = "buffers in the arena"},
        {.name = "buffer-bytes", .summary = "bytes of all of them"},
        {.name = "arena-bytes", .summary = "bytes of the arena"}),
    .run = run,
};
