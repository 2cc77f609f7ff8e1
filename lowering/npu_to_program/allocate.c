//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Memory and semaphores of rings. Lifetimes are intervals of layers, so both
// are interval colourings: first fit at the lowest offset, in program order.
//
//===----------------------------------------------------------------------===//

#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/npu_to_program/stream.h"
#include "mlir-c/BuiltinAttributes.h"

#include <inttypes.h>
#include <stdlib.h>

/// What a ring got.
typedef struct Placement {
  int64_t address, slot; ///< address -1: not yet
} Placement;

/// What a semaphore is used for; one that has the same ends and the same first
/// count can be used again in a later layer, since each layer gives all back.
typedef struct Semaphore {
  int poster, waiter;
  int64_t init;
  int lastLayer;
} Semaphore;

typedef struct Semaphores {
  MlirOperation program;
  int64_t limit; ///< of the machine
  int count;
  Semaphore all[AIC_NPU_MAX_SEMAPHORES];
} Semaphores;

static void setInt(MlirOperation op, const char *name, int64_t value) {
  mlirOperationSetAttributeByName(
      op, mlirStringRefCreateFromCString(name),
      aicAttrI64(mlirOperationGetContext(op), value));
}

static bool overlap(const AicNpuRingInfo *a, const AicNpuRingInfo *b) {
  return a->firstLayer <= b->lastLayer && b->firstLayer <= a->lastLayer;
}

/// The lowest address where `size` bytes are free while `ring` lives.
static int64_t findAddress(const AicNpuStream *stream,
                           const Placement *placements, int ring,
                           int64_t size) {
  const AicNpuRingInfo *info = &stream->rings[ring];
  int64_t address = 0;
  for (bool moved = true; moved;) {
    moved = false;
    for (int other = 0; other < ring; ++other) {
      const AicNpuRingInfo *there = &stream->rings[other];
      const Placement *placed = &placements[other];
      int64_t end = placed->address + placed->slot * there->depth;
      if (placed->address < 0 || there->place != info->place ||
          !overlap(there, info) || end <= address ||
          placed->address >= address + size)
        continue;
      address = end;
      moved = true;
    }
  }
  return address;
}

/// Bytes of all rings that live with `ring`, beside it.
static int64_t bytesBeside(const AicNpuStream *stream,
                           const Placement *placements, int ring) {
  int64_t sum = 0;
  for (int other = 0; other < ring; ++other)
    if (placements[other].address >= 0 &&
        stream->rings[other].place == stream->rings[ring].place &&
        overlap(&stream->rings[other], &stream->rings[ring]))
      sum += placements[other].slot * stream->rings[other].depth;
  return sum;
}

static MlirLogicalResult place(const AicNpuStream *stream,
                               const AicMachine *machine, Placement *placements,
                               int ring) {
  const AicNpuRingInfo *info = &stream->rings[ring];
  placements[ring] = (Placement){.address = -1};
  if (info->firstLayer < 0) // nobody uses it
    return mlirLogicalResultSuccess();
  int64_t align = (int64_t)machine->spad.align;
  int64_t slot = (info->bytes + align - 1) / align * align;
  int64_t available =
      (int64_t)(info->place == AIC_NPU_PLACE_SPAD ? machine->spad.size
                                                  : machine->acc.size);
  int64_t address = slot > available ? available
                                     : findAddress(stream, placements, ring,
                                                   slot * info->depth);
  if (address + slot * info->depth > available)
    return aicOpError(info->op,
                      "needs %" PRId64 " bytes of %s (%" PRId64
                      " slots of %" PRId64 "), but '%s' has %" PRId64
                      " and other rings of the layer hold %" PRId64,
                      slot * info->depth, aicNpuPlaceName(info->place),
                      info->depth, slot, machine->name, available,
                      bytesBeside(stream, placements, ring));
  placements[ring] = (Placement){.address = address, .slot = slot};
  setInt(info->op, "address", address);
  setInt(info->op, "slot", slot);
  return mlirLogicalResultSuccess();
}

/// A semaphore from `poster` to `waiter`; -1 after an error at `op`.
static int64_t takeSemaphore(Semaphores *semaphores, MlirOperation op,
                             int firstLayer, Semaphore wanted) {
  for (int id = 0; id < semaphores->count; ++id) {
    Semaphore *old = &semaphores->all[id];
    if (old->poster == wanted.poster && old->waiter == wanted.waiter &&
        old->init == wanted.init && old->lastLayer < firstLayer) {
      old->lastLayer = wanted.lastLayer;
      return id;
    }
  }
  if (semaphores->count == semaphores->limit) {
    aicOpError(op,
               "needs a semaphore, but all %" PRId64 " are in use by '%.*s'",
               semaphores->limit,
               (int)aicOpString(semaphores->program, "sym_name").length,
               aicOpString(semaphores->program, "sym_name").data);
    return -1;
  }
  semaphores->all[semaphores->count] = wanted;
  return semaphores->count++;
}

static MlirLogicalResult ringSemaphores(Semaphores *semaphores,
                                        const AicNpuRingInfo *ring) {
  if (aicNpuRingHasFull(ring)) {
    int64_t id = takeSemaphore(semaphores, ring->op, ring->firstLayer,
                               (Semaphore){.poster = ring->producer,
                                           .waiter = ring->consumer,
                                           .lastLayer = ring->lastLayer});
    if (id < 0)
      return mlirLogicalResultFailure();
    setInt(ring->op, "full", id);
  }
  if (aicNpuRingHasEmpty(ring)) {
    int64_t id = takeSemaphore(semaphores, ring->op, ring->firstLayer,
                               (Semaphore){.poster = ring->consumer,
                                           .waiter = ring->producer,
                                           .init = ring->depth,
                                           .lastLayer = ring->lastLayer});
    if (id < 0)
      return mlirLogicalResultFailure();
    setInt(ring->op, "empty", id);
  }
  return mlirLogicalResultSuccess();
}

/// The four semaphores that all barriers share: from mx, vx and st to ld, and
/// from ld to vx, the only engine that may start without data from ld.
static MlirLogicalResult barrierSemaphores(Semaphores *semaphores,
                                           const AicNpuStream *stream) {
  static const int ends[4][2] = {{AIC_NPU_MX, AIC_NPU_LD},
                                 {AIC_NPU_VX, AIC_NPU_LD},
                                 {AIC_NPU_ST, AIC_NPU_LD},
                                 {AIC_NPU_LD, AIC_NPU_VX}};
  int64_t ids[4];
  bool taken = false;
  for (int step = 0; step < stream->numSteps; ++step) {
    MlirOperation op = stream->ops[step];
    if (!aicOpIs(op, "npu.barrier"))
      continue;
    for (int i = 0; i < 4 && !taken; ++i) {
      ids[i] = takeSemaphore(semaphores, op, 0,
                             (Semaphore){.poster = ends[i][0],
                                         .waiter = ends[i][1],
                                         .lastLayer = stream->numLayers});
      if (ids[i] < 0)
        return mlirLogicalResultFailure();
    }
    taken = true;
    mlirOperationSetAttributeByName(
        op, mlirStringRefCreateFromCString("semaphores"),
        aicAttrI64Array(mlirOperationGetContext(op), 4, ids));
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult allocate(const AicNpuStream *stream,
                                  const AicMachine *machine) {
  Placement *placements =
      calloc((size_t)stream->numRings + 1, sizeof *placements);
  if (!placements)
    AIC_BUG("out of memory for %d rings", stream->numRings);
  MlirLogicalResult result = mlirLogicalResultSuccess();
  for (int ring = 0;
       ring < stream->numRings && mlirLogicalResultIsSuccess(result); ++ring)
    result = place(stream, machine, placements, ring);
  free(placements);
  if (mlirLogicalResultIsFailure(result))
    return result;
  Semaphores semaphores = {.program = stream->program,
                           .limit = (int64_t)machine->sync.semaphores};
  if (mlirLogicalResultIsFailure(barrierSemaphores(&semaphores, stream)))
    return mlirLogicalResultFailure();
  for (int ring = 0; ring < stream->numRings; ++ring)
    if (mlirLogicalResultIsFailure(
            ringSemaphores(&semaphores, &stream->rings[ring])))
      return mlirLogicalResultFailure();
  return mlirLogicalResultSuccess();
}

enum { STAT_RINGS, STAT_LAYERS };

static MlirLogicalResult visit(MlirOperation program, void *userData) {
  AicMachine machine;
  if (mlirLogicalResultIsFailure(aicNpuProgramMachine(program, &machine)))
    return mlirLogicalResultFailure();
  AicNpuStream stream;
  MlirLogicalResult result = aicNpuStreamRead(program, &stream);
  if (mlirLogicalResultIsSuccess(result))
    result = aicNpuCheckMachine(&stream, &machine);
  if (mlirLogicalResultIsSuccess(result))
    result = allocate(&stream, &machine);
  if (mlirLogicalResultIsSuccess(result)) {
    aicPassCount(userData, STAT_RINGS, (uint64_t)stream.numRings);
    aicPassCount(userData, STAT_LAYERS, (uint64_t)stream.numLayers);
  }
  aicNpuStreamRelease(&stream);
  return result;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation module,
                             const void *options) {
  (void)options;
  return aicNpuForEachProgram(module, visit, pass);
}

const AicPassDef aicNpuAllocate = {
    .abi = AIC_ABI,
    .argument = "aic-npu-allocate",
    .summary = "Give the rings of npu programs addresses and semaphores",
    .description =
        "Checks the rules of the async form and that the machine can run "
        "every\n"
        "operation. Then: a ring lives in the layers (between npu.barrier) "
        "that use it. Rings\n"
        "that live at the same time get disjoint memory, first fit at the "
        "lowest\n"
        "address, slots aligned to `spad.align`; a semaphore is used again in "
        "a\n"
        "later layer between the same engines. A ring gets no semaphore where\n"
        "none is needed: `empty` if it is never released, neither if one "
        "engine\n"
        "is at both ends.\n"
        "\n"
        "```mlir\n"
        "%r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
        "// becomes\n"
        "%r = npu.ring {address = 0 : i64, slot = 32 : i64, full = 0 : i64,\n"
        "               empty = 1 : i64}\n"
        "    : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"npu", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "rings", .summary = "rings that were given addresses"},
        {.name = "layers", .summary = "layers that memory is shared between"}),
    .run = run,
};
