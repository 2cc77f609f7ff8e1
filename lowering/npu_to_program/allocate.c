//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Memory and semaphores of rings, and the order of layers that share them.
//
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/allocate.h"
#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/npu_to_program/npu_to_program.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/Rewrite.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>

static void setInt(MlirOperation op, const char *name, int64_t value) {
  if (value >= 0)
    mlirOperationSetAttributeByName(
        op, mlirStringRefCreateFromCString(name),
        aicAttrI64(mlirOperationGetContext(op), value));
}

static MlirLogicalResult noSemaphore(const AicNpuStream *stream,
                                     MlirOperation op,
                                     const AicMachine *machine) {
  MlirStringRef name = aicOpString(stream->program, "sym_name");
  return aicOpError(
      op, "needs a semaphore, but all %" PRIu64 " are in use by '%.*s'",
      machine->sync.semaphores, (int)name.length, name.data);
}

/// The four semaphores that all barriers share: from mx, vx and st to ld, and
/// from ld to vx, the only engine that may start without data from ld. The
/// barrier that found none, or a null operation.
static MlirOperation barrierSemaphores(AicNpuSemaphores *semaphores,
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
      ids[i] = aicNpuTakeSemaphore(semaphores, 0,
                                   (AicNpuSemaphore){.poster = ends[i][0],
                                                     .waiter = ends[i][1],
                                                     .lastLayer = INT_MAX});
      if (ids[i] < 0)
        return op;
    }
    taken = true;
    mlirOperationSetAttributeByName(
        op, mlirStringRefCreateFromCString("semaphores"),
        aicAttrI64Array(mlirOperationGetContext(op), 4, ids));
  }
  return (MlirOperation){NULL};
}

enum { STAT_RINGS, STAT_LAYERS, STAT_FENCES, STAT_BARRIERS };

typedef struct Allocation {
  const AicNpuStream *stream;
  const AicMachine *machine;
  AicNpuPlacement *placements;
  AicNpuRingIds *ids;
  MlirOperation failed; ///< what found no semaphore
  int numFences;
} Allocation;

/// Semaphores for all, rings of neighbouring layers sharing those that were
/// used `distance` layers ago. With `reserve` fewer than there are for rings.
static bool takeSemaphores(Allocation *allocation, int distance, int reserve) {
  const AicNpuStream *stream = allocation->stream;
  int all = (int)allocation->machine->sync.semaphores;
  AicNpuSemaphores semaphores = {.limit = all};
  allocation->failed = barrierSemaphores(&semaphores, stream);
  if (!mlirOperationIsNull(allocation->failed))
    return false;
  semaphores.limit = all - reserve;
  if (semaphores.limit < semaphores.count)
    return false;
  const AicNpuRingInfo *ring =
      aicNpuRingSemaphores(stream, &semaphores, distance, allocation->ids);
  if (ring) {
    allocation->failed = ring->op;
    return false;
  }
  semaphores.limit = all;
  allocation->failed = stream->program;
  return aicNpuOrderLayers(stream, allocation->machine, allocation->placements,
                           allocation->ids, &semaphores,
                           &allocation->numFences);
}

/// Where layers cannot be ordered otherwise, barriers do it.
static int addBarriers(const AicNpuStream *stream) {
  MlirRewriterBase rewriter =
      mlirIRRewriterCreate(mlirOperationGetContext(stream->program));
  int count = 0;
  for (int step = 1; step < stream->numSteps; ++step) {
    MlirOperation op = stream->ops[step];
    if (!aicOpIs(op, "npu.layer") ||
        stream->layers[step] == stream->layers[step - 1] ||
        aicOpIs(mlirOperationGetNextInBlock(op), "npu.barrier"))
      continue;
    mlirRewriterBaseSetInsertionPointAfter(rewriter, op);
    aicBuild(rewriter, mlirOperationGetLocation(op), "npu.barrier",
             (AicBuild){0});
    ++count;
  }
  mlirIRRewriterDestroy(rewriter);
  return count;
}

/// The semaphores of a placed program, in the IR if they suffice.
static bool giveSemaphores(Allocation *allocation) {
  const AicNpuStream *stream = allocation->stream;
  // The more layers apart, the further ahead ld may run.
  if (!takeSemaphores(allocation, 3, 6) && !takeSemaphores(allocation, 2, 4) &&
      !takeSemaphores(allocation, 1, 0))
    return false;
  for (int ring = 0; ring < stream->numRings; ++ring) {
    setInt(stream->rings[ring].op, "full", allocation->ids[ring].full);
    setInt(stream->rings[ring].op, "empty", allocation->ids[ring].empty);
  }
  return true;
}

/// Allocates what `stream` needs. With too few semaphores `again` is set if
/// barriers could be added, which makes them fewer; else that is an error.
static MlirLogicalResult allocate(AicPassRun *run, const AicNpuStream *stream,
                                  const AicMachine *machine, bool *again) {
  size_t rings = (size_t)stream->numRings + 1;
  Allocation allocation = {.stream = stream,
                           .machine = machine,
                           .placements =
                               calloc(rings, sizeof *allocation.placements),
                           .ids = calloc(rings, sizeof *allocation.ids)};
  if (!allocation.placements || !allocation.ids)
    AIC_BUG("out of memory for %d rings", stream->numRings);
  MlirLogicalResult result =
      aicNpuPlaceRings(stream, machine, allocation.placements);
  if (mlirLogicalResultIsSuccess(result)) {
    if (giveSemaphores(&allocation)) {
      aicPassCount(run, STAT_RINGS, (uint64_t)stream->numRings);
      aicPassCount(run, STAT_LAYERS, (uint64_t)stream->numLayers);
      aicPassCount(run, STAT_FENCES, (uint64_t)allocation.numFences);
    } else {
      int barriers = addBarriers(stream);
      aicPassCount(run, STAT_BARRIERS, (uint64_t)barriers);
      *again = barriers != 0;
      if (!barriers)
        result = noSemaphore(stream, allocation.failed, machine);
    }
  }
  free(allocation.placements);
  free(allocation.ids);
  return result;
}

static MlirLogicalResult visit(MlirOperation program, void *userData) {
  AicMachine machine;
  if (mlirLogicalResultIsFailure(aicNpuProgramMachine(program, &machine)))
    return mlirLogicalResultFailure();
  MlirLogicalResult result = mlirLogicalResultSuccess();
  for (bool again = true; again && mlirLogicalResultIsSuccess(result);) {
    again = false;
    AicNpuStream stream;
    result = aicNpuStreamRead(program, &stream);
    if (mlirLogicalResultIsSuccess(result))
      result = aicNpuCheckMachine(&stream, &machine);
    if (mlirLogicalResultIsSuccess(result))
      result = allocate(userData, &stream, &machine, &again);
    aicNpuStreamRelease(&stream);
  }
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
        "operation. Then: a ring lives in the layers (from one npu.layer or\n"
        "npu.barrier to the next) that use it. Rings that live at the same "
        "time\n"
        "get disjoint memory, slots aligned to `spad.align`; of the free "
        "places a\n"
        "ring takes that which was used longest ago, then the lowest. A "
        "semaphore\n"
        "is used again in a later layer between the same engines. A ring gets "
        "no\n"
        "semaphore where none is needed: `empty` if it is never released, "
        "neither\n"
        "if one engine is at both ends.\n"
        "\n"
        "Layers without an npu.barrier in between overlap. Where they share "
        "bytes\n"
        "on the chip or a buffer in DRAM, and no ring orders them already, "
        "one\n"
        "engine waits for the other (npu.sync, or the command that is there).\n"
        "With too few semaphores for that npu.barrier is put between layers.\n"
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
        {.name = "layers", .summary = "layers that memory is shared between"},
        {.name = "fences", .summary = "waits of one layer for another"},
        {.name = "barriers", .summary = "npu.barrier that had to be added"}),
    .run = run,
};
