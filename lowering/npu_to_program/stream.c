//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/stream.h"

#include "aic/diag.h"
#include "dialects/npu/target.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const tokenNames[] = {"npu.acquire", "npu.commit",
                                         "npu.wait", "npu.release"};

int aicNpuTokenOf(MlirOperation op) {
  for (int token = 0; token < AIC_NPU_NUM_TOKENS; ++token)
    if (aicOpIs(op, tokenNames[token]))
      return token;
  return -1;
}

int aicNpuEngineOf(MlirOperation op) {
  static const char *const commands[] = {"npu.load", "npu.matmul", "npu.vec",
                                         "npu.store"};
  for (int engine = 0; engine < AIC_NPU_NUM_ENGINES; ++engine)
    if (aicOpIs(op, commands[engine]))
      return engine;
  if (aicOpIs(op, "npu.sync")) {
    MlirStringRef name = aicOpString(op, "engine");
    for (int engine = 0; engine < AIC_NPU_NUM_ENGINES; ++engine)
      if (mlirStringRefEqual(
              name, mlirStringRefCreateFromCString(aicNpuEngineName(engine))))
        return engine;
  }
  return AIC_NPU_NO_ENGINE;
}

bool aicNpuRingHasFull(const AicNpuRingInfo *ring) {
  // One engine runs its commands in order.
  return ring->producer != ring->consumer &&
         ring->total[AIC_NPU_TOKEN_COMMIT] != 0;
}

bool aicNpuRingHasEmpty(const AicNpuRingInfo *ring) {
  return ring->producer != ring->consumer &&
         ring->total[AIC_NPU_TOKEN_RELEASE] != 0;
}

//===----------------------------------------------------------------------===//
// Reading the stream
//===----------------------------------------------------------------------===//

/// Room for `count` elements; without memory we can do nothing.
static void *allocate(int count, size_t size) {
  void *data = calloc((size_t)count + 1, size);
  if (!data)
    AIC_BUG("out of memory for %d steps", count);
  return data;
}

static int countOps(MlirBlock block) {
  int count = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    ++count;
    if (aicOpIs(op, "npu.loop"))
      count += countOps(mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0)));
  }
  return count;
}

static MlirValue ringOf(MlirOperation token) {
  return mlirOperationGetOperand(token, 0);
}

AicNpuRingInfo *aicNpuStreamRingOf(const AicNpuStream *stream,
                                   MlirOperation token) {
  MlirValue ring = ringOf(token);
  for (int i = 0; i < stream->numRings; ++i)
    if (mlirValueEqual(mlirOperationGetResult(stream->rings[i].op, 0), ring))
      return &stream->rings[i];
  return NULL;
}

static void addRing(AicNpuStream *stream, MlirOperation op) {
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  MlirType slot = aicNpuRingSlotType(type);
  AicNpuShape shape = aicNpuShapeOf(slot);
  stream->rings[stream->numRings++] = (AicNpuRingInfo){
      .op = op,
      .place = aicNpuPlaceOf(slot),
      .depth = aicNpuRingDepth(type),
      .bytes = aicNpuSpan(&shape) *
               aicNpuElementBytes(mlirShapedTypeGetElementType(slot)),
      .producer = AIC_NPU_NO_ENGINE,
      .consumer = AIC_NPU_NO_ENGINE,
      .firstLayer = -1};
}

/// Another layer begins, if anything has happened in this one.
static void startLayer(AicNpuStream *stream, int step) {
  bool busy = false;
  for (int before = step - 1; before >= 0; --before) {
    if (stream->layers[before] != stream->numLayers)
      break;
    busy |= aicNpuEngineOf(stream->ops[before]) != AIC_NPU_NO_ENGINE;
  }
  stream->numLayers += busy;
}

/// The ring is used in the current layer.
static void noteUse(AicNpuStream *stream, AicNpuRingInfo *ring) {
  if (ring->firstLayer < 0) {
    ring->firstLayer = stream->numLayers;
    ring->firstBarrier = stream->numBarriers;
  }
  ring->lastLayer = stream->numLayers;
  ring->lastBarrier = stream->numBarriers;
}

/// A command uses the rings of the slots that it names without tokens.
static void noteSlots(AicNpuStream *stream, MlirOperation op) {
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    MlirValue value = mlirOperationGetOperand(op, i);
    while (mlirValueIsAOpResult(value) &&
           aicOpIs(mlirOpResultGetOwner(value), "npu.view"))
      value = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
    AicNpuRingInfo *ring =
        mlirValueIsAOpResult(value) &&
                aicOpIs(mlirOpResultGetOwner(value), "npu.slot")
            ? aicNpuStreamRingOf(stream, mlirOpResultGetOwner(value))
            : NULL;
    if (ring)
      noteUse(stream, ring);
  }
}

static MlirLogicalResult readBlock(AicNpuStream *stream, MlirBlock block,
                                   int parent) {
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    int step = stream->numSteps++;
    stream->ops[step] = op;
    stream->steps[step] = (AicNpuStep){.parent = parent, .key = -1};
    if (aicOpIs(op, "npu.barrier")) {
      startLayer(stream, step);
      ++stream->numBarriers;
    } else if (aicOpIs(op, "npu.layer")) {
      startLayer(stream, step);
    }
    stream->layers[step] = stream->numLayers;
    if (aicOpIs(op, "npu.ring"))
      addRing(stream, op);
    if (aicOpIs(op, "npu.loop")) {
      stream->steps[step].trip = aicNpuLoopTrip(op);
      if (mlirLogicalResultIsFailure(readBlock(
              stream, mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0)),
              step)))
        return mlirLogicalResultFailure();
    }
    if (aicNpuEngineOf(op) != AIC_NPU_NO_ENGINE)
      noteSlots(stream, op);
    int token = aicNpuTokenOf(op);
    if (token < 0)
      continue;
    AicNpuRingInfo *ring = aicNpuStreamRingOf(stream, op);
    if (!ring)
      return aicOpError(op, "names a ring that is no npu.ring of the program");
    stream->steps[step].key =
        (int)(ring - stream->rings) * AIC_NPU_NUM_TOKENS + token;
    ring->hasTokens = true;
    noteUse(stream, ring);
  }
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Engines of the rings
//===----------------------------------------------------------------------===//

/// Takes `other` as the engine of a side; one error at `op` when the side has
/// another one.
static MlirLogicalResult setEngine(MlirOperation op, const char *side,
                                   int *engine, int other) {
  if (*engine != AIC_NPU_NO_ENGINE && *engine != other) {
    bool swap = other < *engine;
    return aicOpError(op, "has two %ss, %s and %s", side,
                      aicNpuEngineName((AicNpuEngine)(swap ? other : *engine)),
                      aicNpuEngineName((AicNpuEngine)(swap ? *engine : other)));
  }
  *engine = other;
  return mlirLogicalResultSuccess();
}

/// Engines of the commands that use `value` or a view of it.
static MlirLogicalResult visitUses(AicNpuRingInfo *ring, MlirValue value,
                                   const char *side, int *engine) {
  for (MlirOpOperand use = mlirValueGetFirstUse(value);
       !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use)) {
    MlirOperation user = mlirOpOperandGetOwner(use);
    int other = aicNpuEngineOf(user);
    MlirLogicalResult result = mlirLogicalResultSuccess();
    if (aicOpIs(user, "npu.view"))
      result = visitUses(ring, mlirOperationGetResult(user, 0), side, engine);
    else if (other != AIC_NPU_NO_ENGINE)
      result = setEngine(ring->op, side, engine, other);
    if (mlirLogicalResultIsFailure(result))
      return result;
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult findEngines(AicNpuStream *stream) {
  for (int step = 0; step < stream->numSteps; ++step) {
    MlirOperation op = stream->ops[step];
    int token = aicNpuTokenOf(op);
    if (token != AIC_NPU_TOKEN_ACQUIRE && token != AIC_NPU_TOKEN_WAIT)
      continue;
    AicNpuRingInfo *ring = aicNpuStreamRingOf(stream, op);
    bool produces = token == AIC_NPU_TOKEN_ACQUIRE;
    if (mlirLogicalResultIsFailure(
            visitUses(ring, mlirOperationGetResult(op, 0),
                      produces ? "producer" : "consumer",
                      produces ? &ring->producer : &ring->consumer)))
      return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Rules of the async form
//===----------------------------------------------------------------------===//

/// In each block the two tokens of a side alternate: `first` opens, `first` + 1
/// closes. A side that never closes is free.
static MlirLogicalResult checkPairs(const AicNpuStream *stream, int ring,
                                    int first) {
  const AicNpuRingInfo *info = &stream->rings[ring];
  int open = -1; // step of the open token
  for (int step = 0; step < stream->numSteps; ++step) {
    int key = stream->steps[step].key - ring * AIC_NPU_NUM_TOKENS;
    if (key != first && key != first + 1)
      continue;
    bool opens = key == first;
    if (opens == (open < 0) &&
        (opens || stream->steps[open].parent == stream->steps[step].parent)) {
      open = opens ? step : -1;
      continue;
    }
    AicDiag *diag = aicDiagBegin(
        AIC_SEVERITY_ERROR, mlirOperationGetLocation(stream->ops[step]),
        "'%s' op does not alternate with '%s' in the same block",
        tokenNames[key], tokenNames[opens ? first + 1 : first]);
    aicDiagNote(diag, mlirOperationGetLocation(info->op), "of this ring");
    return aicDiagEnd(diag);
  }
  if (open >= 0)
    return aicOpError(stream->ops[open], "has no '%s' behind it",
                      tokenNames[first + 1]);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult checkRing(AicNpuStream *stream, int ring) {
  AicNpuRingInfo *info = &stream->rings[ring];
  for (int token = 0; token < AIC_NPU_NUM_TOKENS; ++token) {
    info->total[token] =
        aicNpuStepsTotal(stream->steps, stream->numSteps,
                         ring * AIC_NPU_NUM_TOKENS + token, stream->scratch);
    if (info->total[token] < 0)
      return aicOpError(info->op, "is used more often than %" PRId64 " times",
                        (int64_t)AIC_NPU_MAX_COUNT);
  }
  int64_t acquires = info->total[AIC_NPU_TOKEN_ACQUIRE];
  int64_t commits = info->total[AIC_NPU_TOKEN_COMMIT];
  int64_t waits = info->total[AIC_NPU_TOKEN_WAIT];
  int64_t releases = info->total[AIC_NPU_TOKEN_RELEASE];
  if (commits && mlirLogicalResultIsFailure(
                     checkPairs(stream, ring, AIC_NPU_TOKEN_ACQUIRE)))
    return mlirLogicalResultFailure();
  if (releases &&
      mlirLogicalResultIsFailure(checkPairs(stream, ring, AIC_NPU_TOKEN_WAIT)))
    return mlirLogicalResultFailure();
  if (commits != waits)
    return aicOpError(info->op,
                      "is committed %" PRId64 " times but waited for %" PRId64
                      " times",
                      commits, waits);
  if (commits && !releases && acquires > info->depth)
    return aicOpError(info->op,
                      "is never released but acquired %" PRId64
                      " times, more than its depth %" PRId64,
                      acquires, info->depth);
  if ((acquires && info->producer == AIC_NPU_NO_ENGINE) ||
      (waits && info->consumer == AIC_NPU_NO_ENGINE))
    return aicOpError(info->op, "has slots that no command uses");
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuStreamRead(MlirOperation program,
                                   AicNpuStream *stream) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(program, 0));
  int count = countOps(body);
  *stream = (AicNpuStream){
      .program = program,
      .ops = allocate(count, sizeof *stream->ops),
      .steps = allocate(count, sizeof *stream->steps),
      .layers = allocate(count, sizeof *stream->layers),
      .scratch = allocate(count, sizeof *stream->scratch),
      .rings = allocate(count, sizeof *stream->rings),
  };
  if (mlirLogicalResultIsFailure(readBlock(stream, body, -1)) ||
      mlirLogicalResultIsFailure(findEngines(stream)))
    return mlirLogicalResultFailure();
  ++stream->numLayers;
  for (int ring = 0; ring < stream->numRings; ++ring)
    if (mlirLogicalResultIsFailure(checkRing(stream, ring)))
      return mlirLogicalResultFailure();
  return mlirLogicalResultSuccess();
}

void aicNpuStreamRelease(AicNpuStream *stream) {
  free(stream->ops);
  free(stream->steps);
  free(stream->layers);
  free(stream->scratch);
  free(stream->rings);
}

//===----------------------------------------------------------------------===//
// Programs of a module
//===----------------------------------------------------------------------===//

MlirLogicalResult aicNpuProgramMachine(MlirOperation program,
                                       AicMachine *machine) {
  MlirStringRef name =
      mlirFlatSymbolRefAttrGetValue(aicOpAttr(program, "target"));
  if (!aicNpuTargetGetMachine(aicNpuTargetOfProgram(program), machine))
    return aicOpError(program, "'@%.*s' is no npu.target of the module",
                      (int)name.length, name.data);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuForEachProgram(
    MlirOperation module,
    MlirLogicalResult (*visit)(MlirOperation program, void *userData),
    void *userData) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    if (aicOpIs(op, "npu.program") &&
        mlirLogicalResultIsFailure(visit(op, userData)))
      return mlirLogicalResultFailure();
  return mlirLogicalResultSuccess();
}
