//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tokens of rings become waits and posts of commands.
//
// Each engine runs its part of the stream in order, so a token stands between
// two commands of its engine. A wait moves to the command behind it, a post to
// the one before it, if that is in the same block with no loop of the engine in
// between; otherwise an npu.sync takes it. Both moves keep the engine's order.
//
//===----------------------------------------------------------------------===//

#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/npu_to_program/stream.h"
#include "lowering/support/ir.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirStringRef ref(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

/// Whether `op` is a command or token of `engine`, or a loop with one.
static bool concerns(const AicNpuStream *stream, MlirOperation op, int engine) {
  if (aicNpuEngineOf(op) == engine)
    return true;
  int token = aicNpuTokenOf(op);
  if (token >= 0) {
    const AicNpuRingInfo *ring = aicNpuStreamRingOf(stream, op);
    return (token <= AIC_NPU_TOKEN_COMMIT ? ring->producer : ring->consumer) ==
           engine;
  }
  if (!aicOpIs(op, "npu.loop"))
    return false;
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  for (MlirOperation nested = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(nested);
       nested = mlirOperationGetNextInBlock(nested))
    if (concerns(stream, nested, engine))
      return true;
  return false;
}

/// The operation before `op` in its block, or a null operation.
static MlirOperation previous(MlirOperation op) {
  MlirOperation before = {NULL};
  for (MlirOperation at = mlirBlockGetFirstOperation(mlirOperationGetBlock(op));
       !mlirOperationEqual(at, op); at = mlirOperationGetNextInBlock(at))
    before = at;
  return before;
}

static intptr_t countTokens(MlirOperation op, const char *list) {
  MlirAttribute attr = aicOpAttr(op, list);
  return mlirAttributeIsNull(attr) ? 0 : mlirDenseArrayGetNumElements(attr);
}

static void addToken(MlirOperation op, const char *list, int64_t id) {
  int64_t ids[AIC_NPU_MAX_WAITS + 1];
  intptr_t count = countTokens(op, list);
  if (count)
    aicAttrGetI64Array(aicOpAttr(op, list), ids, AIC_NPU_MAX_WAITS);
  ids[count++] = id;
  mlirOperationSetAttributeByName(
      op, ref(list), aicAttrI64Array(mlirOperationGetContext(op), count, ids));
}

/// An npu.sync of `engine` with one semaphore, where `rewriter` stands.
static void addSync(MlirRewriterBase rewriter, MlirLocation location,
                    int engine, const char *list, int64_t id) {
  MlirContext context = mlirLocationGetContext(location);
  aicBuild(
      rewriter, location, "npu.sync",
      (AicBuild){
          .attributes = AIC_ATTRS(
              {"engine",
               aicAttrString(context, aicNpuEngineName((AicNpuEngine)engine))},
              {list, aicAttrI64Array(context, 1, &id)})});
}

/// The command of `engine` that the token at `op` can move to, or null.
static MlirOperation neighbour(const AicNpuStream *stream, MlirOperation op,
                               int engine, bool behind) {
  MlirOperation at = op;
  do {
    at = behind ? mlirOperationGetNextInBlock(at) : previous(at);
    // A barrier orders all engines.
    if (mlirOperationIsNull(at) || aicOpIs(at, "npu.barrier"))
      return (MlirOperation){NULL};
  } while (aicNpuTokenOf(at) >= 0 || !concerns(stream, at, engine));
  if (aicNpuEngineOf(at) != engine)
    return (MlirOperation){NULL};
  const char *list = behind ? "waits" : "posts";
  return countTokens(at, list) < AIC_NPU_MAX_WAITS ? at : (MlirOperation){NULL};
}

static void moveToken(const AicNpuStream *stream, MlirRewriterBase rewriter,
                      MlirOperation op, int engine, bool waits, int64_t id) {
  const char *list = waits ? "waits" : "posts";
  MlirOperation command = neighbour(stream, op, engine, waits);
  if (!mlirOperationIsNull(command)) {
    addToken(command, list, id);
    return;
  }
  mlirRewriterBaseSetInsertionPointBefore(rewriter, op);
  addSync(rewriter, mlirOperationGetLocation(op), engine, list, id);
}

/// Replaces an acquire or a wait by the slot that it takes.
static MlirLogicalResult makeSlot(const AicNpuStream *stream,
                                  MlirRewriterBase rewriter, int step) {
  MlirOperation op = stream->ops[step];
  AicNpuPosition position;
  if (!aicNpuStepsPosition(stream->steps, stream->numSteps, step,
                           stream->scratch, &position))
    return aicOpError(op, "is executed too often to be counted");
  MlirContext context = mlirOperationGetContext(op);
  MlirValue ring = mlirOperationGetOperand(op, 0);
  mlirRewriterBaseSetInsertionPointBefore(rewriter, op);
  // The sides of a ring count alike and are told apart by an attribute.
  bool fills = aicNpuTokenOf(op) == AIC_NPU_TOKEN_ACQUIRE;
  MlirValue slot = aicBuildValue(
      rewriter, mlirOperationGetLocation(op), "npu.slot",
      (AicBuild){.operands = AIC_VALUES(ring),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"phase", aicAttrI64(context, position.phase)},
                     {"advance", aicAttrI64Array(context, position.numLoops,
                                                 position.advance)},
                     {"fills", fills ? mlirUnitAttrGet(context)
                                     : (MlirAttribute){NULL}})});
  mlirRewriterBaseReplaceAllUsesWith(rewriter, mlirOperationGetResult(op, 0),
                                     slot);
  return mlirLogicalResultSuccess();
}

/// A semaphore number that aic-npu-allocate has set.
static MlirLogicalResult semaphoreOf(MlirOperation ring, const char *name,
                                     int64_t *id) {
  *id = aicOpInt(ring, name, -1);
  if (*id >= 0)
    return mlirLogicalResultSuccess();
  return aicOpError(ring,
                    "has no '%s' semaphore, aic-npu-allocate must run "
                    "before",
                    name);
}

static MlirLogicalResult synchronizeToken(const AicNpuStream *stream,
                                          MlirRewriterBase rewriter, int step) {
  MlirOperation op = stream->ops[step];
  AicNpuToken token = (AicNpuToken)aicNpuTokenOf(op);
  const AicNpuRingInfo *ring = aicNpuStreamRingOf(stream, op);
  // Acquire waits for and release posts `empty`; commit posts and wait waits
  // for `full`.
  bool full = token == AIC_NPU_TOKEN_COMMIT || token == AIC_NPU_TOKEN_WAIT;
  bool waits = token == AIC_NPU_TOKEN_ACQUIRE || token == AIC_NPU_TOKEN_WAIT;
  if (full ? aicNpuRingHasFull(ring) : aicNpuRingHasEmpty(ring)) {
    int64_t id;
    if (mlirLogicalResultIsFailure(
            semaphoreOf(ring->op, full ? "full" : "empty", &id)))
      return mlirLogicalResultFailure();
    moveToken(stream, rewriter, op,
              token <= AIC_NPU_TOKEN_COMMIT ? ring->producer : ring->consumer,
              waits, id);
  }
  return waits ? makeSlot(stream, rewriter, step) : mlirLogicalResultSuccess();
}

/// mx, vx and st post when they are done; ld waits for all and lets vx go on,
/// the only engine that may have nothing else to wait for. An mx without work
/// in the layer (`usesMx`) posts nothing: it would run ahead of ld and count up
/// its semaphore.
static MlirLogicalResult synchronizeBarrier(MlirRewriterBase rewriter,
                                            MlirOperation op, bool usesMx) {
  int64_t ids[4];
  MlirAttribute attr = aicOpAttr(op, "semaphores");
  if (mlirAttributeIsNull(attr))
    return aicOpError(op,
                      "has no semaphores, aic-npu-allocate must run before");
  aicAttrGetI64Array(attr, ids, 4);
  MlirLocation location = mlirOperationGetLocation(op);
  MlirContext context = mlirOperationGetContext(op);
  mlirRewriterBaseSetInsertionPointBefore(rewriter, op);
  int first = usesMx ? 0 : 1;
  for (int i = first; i < 3; ++i)
    addSync(rewriter, location, AIC_NPU_MX + i, "posts", ids[i]);
  aicBuild(rewriter, location, "npu.sync",
           (AicBuild){
               .attributes = AIC_ATTRS(
                   {"engine", aicAttrString(context, "ld")},
                   {"waits", aicAttrI64Array(context, 3 - first, ids + first)},
                   {"posts", aicAttrI64Array(context, 1, ids + 3)})});
  addSync(rewriter, location, AIC_NPU_VX, "waits", ids[3]);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult synchronize(const AicNpuStream *stream,
                                     MlirRewriterBase rewriter) {
  bool usesMx = false;
  for (int step = 0; step < stream->numSteps; ++step) {
    MlirOperation op = stream->ops[step];
    MlirLogicalResult result = mlirLogicalResultSuccess();
    usesMx |= aicNpuEngineOf(op) == AIC_NPU_MX;
    if (aicNpuTokenOf(op) >= 0) {
      result = synchronizeToken(stream, rewriter, step);
    } else if (aicOpIs(op, "npu.barrier")) {
      result = synchronizeBarrier(rewriter, op, usesMx);
      usesMx = false;
    }
    if (mlirLogicalResultIsFailure(result))
      return result;
  }
  // Only now, since tokens look at each other.
  for (int step = 0; step < stream->numSteps; ++step)
    if (aicNpuTokenOf(stream->ops[step]) >= 0 ||
        aicOpIs(stream->ops[step], "npu.barrier"))
      mlirRewriterBaseEraseOp(rewriter, stream->ops[step]);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult visit(MlirOperation program, void *userData) {
  AicNpuStream stream;
  MlirLogicalResult result = aicNpuStreamRead(program, &stream);
  if (mlirLogicalResultIsSuccess(result)) {
    MlirRewriterBase rewriter =
        mlirIRRewriterCreate(mlirOperationGetContext(program));
    result = synchronize(&stream, rewriter);
    mlirIRRewriterDestroy(rewriter);
  }
  aicNpuStreamRelease(&stream);
  AicOpList syncs =
      aicCollectOps(program, (const char *const[]){"npu.sync", NULL});
  aicPassCount(userData, 0, (uint64_t)syncs.count);
  aicOpListRelease(&syncs);
  return result;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation module,
                             const void *options) {
  (void)options;
  return aicNpuForEachProgram(module, visit, pass);
}

const AicPassDef aicNpuSynchronize = {
    .abi = AIC_ABI,
    .argument = "aic-npu-sync",
    .summary = "Turn the tokens of npu rings into semaphores of commands",
    .description =
        "Needs aic-npu-allocate. Afterwards the program is in its late form:\n"
        "slots are static functions of the loop indices, commands wait for "
        "and\n"
        "post semaphores, npu.sync stands where an engine has no command to "
        "do\n"
        "so.\n"
        "\n"
        "```mlir\n"
        "%s = npu.acquire %r : !npu.ring<...>\n"
        "npu.load %x[...](%i) into %s : ...\n"
        "npu.commit %r : !npu.ring<...>\n"
        "// becomes\n"
        "%s = npu.slot %r phase 0 advance [1] : !npu.ring<...>\n"
        "npu.load %x[...](%i) into %s {waits = array<i64: 1>,\n"
        "                              posts = array<i64: 0>} : ...\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"npu", NULL},
    .statistics =
        AIC_LIST(AicStatisticDef,
                 {.name = "syncs",
                  .summary = "npu.sync that no other command could carry"}),
    .run = run,
};
