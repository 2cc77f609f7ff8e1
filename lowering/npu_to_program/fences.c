//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From operations to the input of order.h, and from its fences to semaphores.
//
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/allocate.h"
#include "lowering/npu_to_program/order.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Rewrite.h"

#include <limits.h>
#include <stdlib.h>

enum {
  MAX_OPERANDS = 8, ///< of a command, memory only
  DRAM = 2,         ///< spaces from here on are buffers
};

typedef struct Builder {
  const AicNpuStream *stream;
  const AicNpuPlacement *placements;
  AicNpuOrder order;
  AicNpuOrderStep *steps;
  MlirOperation *items; ///< operations outside of loops
  AicNpuOrderAccess *accesses;
  AicNpuOrderNeed *needs;
  int numBuffers;
  MlirValue *buffers; ///< in DRAM, those that are used
} Builder;

static void *allocate(int count, size_t size) {
  void *data = calloc((size_t)count + 1, size);
  if (!data)
    AIC_BUG("out of memory for the order of %d steps", count);
  return data;
}

static int bufferOf(Builder *builder, MlirValue value) {
  for (int i = 0; i < builder->numBuffers; ++i)
    if (mlirValueEqual(builder->buffers[i], value))
      return i;
  builder->buffers[builder->numBuffers] = value;
  return builder->numBuffers++;
}

/// What `op` does with the memory of one operand.
static void addAccess(Builder *builder, int step, MlirValue value,
                      bool writes) {
  while (mlirValueIsAOpResult(value) &&
         aicOpIs(mlirOpResultGetOwner(value), "npu.view"))
    value = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
  MlirType type = mlirValueGetType(value);
  if (!mlirTypeIsAMemRef(type))
    return; // a loop index
  AicNpuOrderAccess access = {.step = step,
                              .item = builder->steps[step].item,
                              .engine = builder->steps[step].engine,
                              .low = 0,
                              .high = INT64_MAX,
                              .writes = writes,
                              .ring = -1};
  const AicNpuStream *stream = builder->stream;
  if (aicNpuPlaceOf(type) == AIC_NPU_PLACE_DRAM) {
    access.space = DRAM + bufferOf(builder, value);
  } else {
    const AicNpuRingInfo *ring =
        mlirValueIsAOpResult(value)
            ? aicNpuStreamRingOf(stream, mlirOpResultGetOwner(value))
            : NULL;
    if (!ring)
      return;
    int number = (int)(ring - stream->rings);
    access.ring = ring->hasTokens ? number : -1;
    const AicNpuPlacement *place = &builder->placements[number];
    access.space = ring->place == AIC_NPU_PLACE_ACC;
    access.low = place->address;
    access.high = place->address + place->slot * ring->depth;
  }
  builder->accesses[builder->order.numAccesses++] = access;
}

static void addAccesses(Builder *builder, int step) {
  MlirOperation op = builder->stream->ops[step];
  if (aicOpIs(op, "npu.sync"))
    return;
  bool isVec = aicOpIs(op, "npu.vec"), isMatmul = aicOpIs(op, "npu.matmul");
  MlirValue dest = {NULL};
  if (!isVec && !isMatmul)
    dest = aicOpOperand(op, "dest");
  intptr_t last = mlirOperationGetNumOperands(op) - 1;
  for (intptr_t i = 0; i <= last && i < MAX_OPERANDS; ++i) {
    MlirValue value = mlirOperationGetOperand(op, i);
    bool writes = isVec      ? i == last
                  : isMatmul ? i == 2
                             : mlirValueEqual(value, dest);
    addAccess(builder, step, value, writes);
  }
}

/// Tokens of a ring that stand once each: its last wait is for its last commit.
static bool isPlain(const Builder *builder, int ring, AicNpuToken token) {
  int count = 0;
  for (int step = 0; step < builder->stream->numSteps; ++step)
    count += builder->stream->steps[step].key ==
             ring * AIC_NPU_NUM_TOKENS + (int)token;
  return count == 1;
}

static void addSteps(Builder *builder) {
  const AicNpuStream *stream = builder->stream;
  for (int step = 0; step < stream->numSteps; ++step) {
    MlirOperation op = stream->ops[step];
    AicNpuOrderStep *to = &builder->steps[step];
    if (stream->steps[step].parent < 0)
      builder->items[builder->order.numItems++] = op;
    to->item = builder->order.numItems - 1;
    int token = aicNpuTokenOf(op);
    if (aicOpIs(op, "npu.barrier")) {
      to->kind = AIC_NPU_ORDER_BARRIER;
    } else if (token >= 0) {
      to->ring = stream->steps[step].key / AIC_NPU_NUM_TOKENS;
      const AicNpuRingInfo *ring = &stream->rings[to->ring];
      bool commits = token == AIC_NPU_TOKEN_COMMIT;
      to->engine = commits ? ring->producer : ring->consumer;
      if (aicNpuRingHasFull(ring) && (commits || token == AIC_NPU_TOKEN_WAIT) &&
          isPlain(builder, to->ring, AIC_NPU_TOKEN_COMMIT) &&
          isPlain(builder, to->ring, AIC_NPU_TOKEN_WAIT))
        to->kind = commits ? AIC_NPU_ORDER_COMMIT : AIC_NPU_ORDER_WAIT;
    } else if (aicNpuEngineOf(op) != AIC_NPU_NO_ENGINE) {
      to->kind = AIC_NPU_ORDER_COMMAND;
      to->engine = aicNpuEngineOf(op);
      addAccesses(builder, step);
    }
  }
}

/// The first or the last use of a ring by one side; NULL if there is none.
static const AicNpuOrderAccess *useOf(const Builder *builder, int ring,
                                      int engine, bool last) {
  const AicNpuOrderAccess *found = NULL;
  for (int i = 0; i < builder->order.numAccesses; ++i) {
    const AicNpuOrderAccess *access = &builder->accesses[i];
    if (access->ring == ring && access->engine == engine && (last || !found))
      found = access;
  }
  return found;
}

static int64_t outstanding(const AicNpuRingInfo *ring) {
  int64_t commits = ring->total[AIC_NPU_TOKEN_COMMIT];
  return commits < ring->depth ? commits : ring->depth;
}

/// A full semaphore counts the slots of all rings that share it. Where that may
/// be more than it holds, the producer waits for a ring in front.
static void addNeeds(Builder *builder, const AicNpuRingIds *ids) {
  const AicNpuStream *stream = builder->stream;
  for (int ring = 0; ring < stream->numRings; ++ring) {
    if (ids[ring].full < 0)
      continue;
    const AicNpuRingInfo *info = &stream->rings[ring];
    int64_t count = outstanding(info);
    for (int other = ring; other-- > 0;) {
      if (ids[other].full != ids[ring].full)
        continue;
      count += outstanding(&stream->rings[other]);
      if (count <= builder->order.most)
        continue;
      const AicNpuOrderAccess *first =
          useOf(builder, ring, info->producer, false);
      const AicNpuOrderAccess *last =
          useOf(builder, other, info->consumer, true);
      if (first && last)
        builder->needs[builder->order.numNeeds++] =
            (AicNpuOrderNeed){.item = first->item,
                              .waiter = info->producer,
                              .poster = info->consumer,
                              .step = last->step};
      break;
    }
  }
}

//===----------------------------------------------------------------------===//
// Fences become semaphores
//===----------------------------------------------------------------------===//

/// Puts `id` on `op` if that is a command of `engine` that has room.
static bool addTo(MlirOperation op, int engine, const char *list, int64_t id) {
  if (aicNpuEngineOf(op) != engine)
    return false;
  int64_t ids[AIC_NPU_MAX_WAITS];
  MlirAttribute attr = aicOpAttr(op, list);
  intptr_t count =
      mlirAttributeIsNull(attr) ? 0 : mlirDenseArrayGetNumElements(attr);
  if (count >= AIC_NPU_MAX_WAITS)
    return false;
  if (count)
    aicAttrGetI64Array(attr, ids, AIC_NPU_MAX_WAITS);
  ids[count++] = id;
  mlirOperationSetAttributeByName(
      op, mlirStringRefCreateFromCString(list),
      aicAttrI64Array(mlirOperationGetContext(op), count, ids));
  return true;
}

static void addSync(MlirRewriterBase rewriter, MlirOperation at, int engine,
                    const char *list, int64_t id) {
  MlirContext context = mlirOperationGetContext(at);
  aicBuild(
      rewriter, mlirOperationGetLocation(at), "npu.sync",
      (AicBuild){
          .attributes = AIC_ATTRS(
              {"engine",
               aicAttrString(context, aicNpuEngineName((AicNpuEngine)engine))},
              {list, aicAttrI64Array(context, 1, &id)})});
}

static void insert(MlirRewriterBase rewriter, const MlirOperation *items,
                   const AicNpuFence *fence, int64_t id) {
  MlirOperation after = items[fence->after], before = items[fence->before];
  MlirOperation next = mlirOperationGetNextInBlock(after);
  if (!addTo(after, fence->poster, "posts", id) &&
      !(aicOpIs(next, "npu.sync") &&
        mlirAttributeIsNull(aicOpAttr(next, "waits")) &&
        addTo(next, fence->poster, "posts", id))) {
    mlirRewriterBaseSetInsertionPointAfter(rewriter, after);
    addSync(rewriter, after, fence->poster, "posts", id);
  }
  if (!addTo(before, fence->waiter, "waits", id)) {
    mlirRewriterBaseSetInsertionPointBefore(rewriter, before);
    addSync(rewriter, before, fence->waiter, "waits", id);
  }
}

/// One semaphore per pair of engines.
static bool takeIds(const AicNpuFence *fences, int numFences,
                    AicNpuSemaphores *semaphores,
                    int ids[AIC_NPU_NUM_ENGINES][AIC_NPU_NUM_ENGINES]) {
  for (int a = 0; a < AIC_NPU_NUM_ENGINES; ++a)
    for (int b = 0; b < AIC_NPU_NUM_ENGINES; ++b)
      ids[a][b] = -1;
  for (int i = 0; i < numFences; ++i) {
    int *id = &ids[fences[i].poster][fences[i].waiter];
    if (*id >= 0)
      continue;
    *id = aicNpuTakeSemaphore(semaphores, 0,
                              (AicNpuSemaphore){.poster = fences[i].poster,
                                                .waiter = fences[i].waiter,
                                                .lastLayer = INT_MAX});
    if (*id < 0)
      return false;
  }
  return true;
}

bool aicNpuOrderLayers(const AicNpuStream *stream, const AicMachine *machine,
                       const AicNpuPlacement *placements,
                       const AicNpuRingIds *ids, AicNpuSemaphores *semaphores,
                       int *numFences) {
  int numSteps = stream->numSteps;
  Builder builder = {
      .stream = stream,
      .placements = placements,
      .order = {.numRings = stream->numRings,
                .numSteps = numSteps,
                .most = (int64_t)machine->sync.max},
      .steps = allocate(numSteps, sizeof *builder.steps),
      .items = allocate(numSteps, sizeof *builder.items),
      .accesses = allocate(numSteps * MAX_OPERANDS, sizeof *builder.accesses),
      .needs = allocate(stream->numRings, sizeof *builder.needs),
      .buffers = allocate(numSteps * MAX_OPERANDS, sizeof *builder.buffers),
  };
  addSteps(&builder);
  addNeeds(&builder, ids);
  builder.order.steps = builder.steps;
  builder.order.accesses = builder.accesses;
  builder.order.needs = builder.needs;
  AicNpuFence *fences = NULL;
  int count = aicNpuOrderFences(&builder.order, &fences);
  int pairs[AIC_NPU_NUM_ENGINES][AIC_NPU_NUM_ENGINES];
  bool done = count >= 0 && takeIds(fences, count, semaphores, pairs);
  if (done) {
    MlirRewriterBase rewriter =
        mlirIRRewriterCreate(mlirOperationGetContext(stream->program));
    for (int i = 0; i < count; ++i)
      insert(rewriter, builder.items, &fences[i],
             pairs[fences[i].poster][fences[i].waiter]);
    mlirIRRewriterDestroy(rewriter);
    *numFences = count;
  }
  free(fences);
  free(builder.steps);
  free(builder.items);
  free(builder.accesses);
  free(builder.needs);
  free(builder.buffers);
  return done;
}
