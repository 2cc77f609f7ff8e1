//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Memory of rings. Lifetimes are intervals of layers. Of the places that are
// free a ring takes the one whose bytes were last used longest ago, so that it
// can be filled while the layer in front still computes.
//
// Where a bank of the scratchpad serves one engine at a time (spad.ports = 1),
// each slot gets banks of its own if the layer's rings fit so: one engine fills
// a slot while another reads the next one.
//
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/allocate.h"

#include "aic/build.h"
#include "aic/diag.h"

#include <inttypes.h>

/// Layers that may still be running; bytes that were used before are as good
/// as those never used.
enum { RECENT_LAYERS = 3 };

typedef struct Placer {
  const AicNpuStream *stream;
  const AicMachine *machine;
  AicNpuPlacement *placements;
  bool spread;  ///< else the lowest address is taken
  int64_t bank; ///< bytes of a bank that slots do not share, or 0
} Placer;

static int64_t roundUp(int64_t bytes, int64_t to) {
  return (bytes + to - 1) / to * to;
}

static int64_t alignOf(const Placer *placer, const AicNpuRingInfo *ring) {
  return placer->bank && ring->place == AIC_NPU_PLACE_SPAD
             ? placer->bank
             : (int64_t)placer->machine->spad.align;
}

static int64_t sizeOf(const Placer *placer, const AicNpuRingInfo *ring) {
  return roundUp(ring->bytes, alignOf(placer, ring)) * ring->depth;
}

static int64_t available(const Placer *placer, const AicNpuRingInfo *ring) {
  return (int64_t)(ring->place == AIC_NPU_PLACE_SPAD
                       ? placer->machine->spad.size
                       : placer->machine->acc.size);
}

/// Without tokens to move, a ring lies where its maker has put it.
static bool isFixed(const AicNpuRingInfo *ring) {
  return !ring->hasTokens && aicOpInt(ring->op, "address", -1) >= 0;
}

static bool overlap(const AicNpuRingInfo *a, const AicNpuRingInfo *b) {
  return a->firstLayer <= b->lastLayer && b->firstLayer <= a->lastLayer;
}

/// Another ring in the same memory that may matter for `ring`.
static bool isNear(const Placer *placer, int other, int ring) {
  const AicNpuRingInfo *there = &placer->stream->rings[other];
  const AicNpuRingInfo *info = &placer->stream->rings[ring];
  return other != ring && placer->placements[other].address >= 0 &&
         there->place == info->place &&
         (overlap(there, info) ||
          (placer->spread && there->lastBarrier == info->firstBarrier &&
           there->lastLayer + RECENT_LAYERS >= info->firstLayer));
}

static int64_t endOf(const Placer *placer, int ring) {
  const AicNpuPlacement *placement = &placer->placements[ring];
  return placement->address +
         placement->slot * placer->stream->rings[ring].depth;
}

/// The layer behind the last one that uses [address, address + size) before
/// `ring` does; INT64_MAX where one uses it at the same time.
static int64_t costOf(const Placer *placer, int ring, int64_t address,
                      int64_t size, int numRings) {
  const AicNpuRingInfo *info = &placer->stream->rings[ring];
  int64_t cost = 0;
  for (int other = 0; other < numRings; ++other) {
    if (!isNear(placer, other, ring) || endOf(placer, other) <= address ||
        placer->placements[other].address >= address + size)
      continue;
    const AicNpuRingInfo *there = &placer->stream->rings[other];
    if (overlap(there, info))
      return INT64_MAX;
    if (there->lastLayer + 1 > cost)
      cost = there->lastLayer + 1;
  }
  return cost;
}

/// The best address for `ring` beside the first `numRings` ones; -1: none.
static int64_t findAddress(const Placer *placer, int ring, int numRings) {
  const AicNpuRingInfo *info = &placer->stream->rings[ring];
  int64_t size = sizeOf(placer, info), room = available(placer, info);
  if (size > room)
    return -1;
  int64_t best = 0, cost = costOf(placer, ring, 0, size, numRings);
  for (int other = 0; other < numRings; ++other) {
    if (!isNear(placer, other, ring))
      continue;
    int64_t address = roundUp(endOf(placer, other), alignOf(placer, info));
    if (address + size > room)
      continue;
    int64_t price = costOf(placer, ring, address, size, numRings);
    if (price < cost || (price == cost && address < best)) {
      best = address;
      cost = price;
    }
  }
  return cost == INT64_MAX ? -1 : best;
}

/// Places the rings [from, to), of which none is placed yet. False at the first
/// that does not fit.
static bool placeSome(Placer *placer, int from, int to, int *failed) {
  const AicNpuStream *stream = placer->stream;
  for (int ring = from; ring < to; ++ring)
    if (!isFixed(&stream->rings[ring]))
      placer->placements[ring].address = -1;
  for (int ring = from; ring < to; ++ring) {
    const AicNpuRingInfo *info = &stream->rings[ring];
    // Nobody uses it, or it has its place.
    if (info->firstLayer < 0 || isFixed(info))
      continue;
    int64_t address = findAddress(placer, ring, to);
    *failed = ring;
    if (address < 0)
      return false;
    placer->placements[ring] = (AicNpuPlacement){
        .address = address, .slot = sizeOf(placer, info) / info->depth};
  }
  return true;
}

/// Bytes of all rings that live with `ring`, beside it.
static int64_t bytesBeside(const Placer *placer, int ring) {
  const AicNpuRingInfo *info = &placer->stream->rings[ring];
  int64_t sum = 0;
  for (int other = 0; other < ring; ++other)
    if (placer->placements[other].address >= 0 &&
        placer->stream->rings[other].place == info->place &&
        overlap(&placer->stream->rings[other], info))
      sum += sizeOf(placer, &placer->stream->rings[other]);
  return sum;
}

/// Bytes of a bank that only one engine may use at a time; 0 if there is none,
/// or if slots could not begin at banks.
static int64_t bankSize(const AicMachine *machine) {
  uint64_t size = machine->spad.size / machine->spad.banks;
  return machine->spad.ports > 1 || machine->spad.size % machine->spad.banks ||
                 size % machine->spad.align
             ? 0
             : (int64_t)size;
}

/// Layer by layer. One that does not fit so takes the lowest addresses, where
/// no gaps are left; if that is not enough either, all do.
static bool placeAll(Placer *placer, int *failed) {
  const AicNpuStream *stream = placer->stream;
  for (int from = 0, to; from < stream->numRings; from = to) {
    int layer = stream->rings[from].firstLayer;
    for (to = from + 1;
         to < stream->numRings && stream->rings[to].firstLayer == layer;)
      ++to;
    placer->spread = true;
    placer->bank = bankSize(placer->machine);
    if (placer->bank && placeSome(placer, from, to, failed))
      continue;
    placer->bank = 0;
    if (placeSome(placer, from, to, failed))
      continue;
    placer->spread = false;
    if (!placeSome(placer, from, to, failed))
      return placeSome(placer, 0, stream->numRings, failed);
  }
  return true;
}

static void setInt(MlirOperation op, const char *name, int64_t value) {
  mlirOperationSetAttributeByName(
      op, mlirStringRefCreateFromCString(name),
      aicAttrI64(mlirOperationGetContext(op), value));
}

MlirLogicalResult aicNpuPlaceRings(const AicNpuStream *stream,
                                   const AicMachine *machine,
                                   AicNpuPlacement *placements) {
  Placer placer = {
      .stream = stream, .machine = machine, .placements = placements};
  for (int ring = 0; ring < stream->numRings; ++ring)
    if (isFixed(&stream->rings[ring]))
      placements[ring] = (AicNpuPlacement){
          .address = aicOpInt(stream->rings[ring].op, "address", 0),
          .slot = aicOpInt(stream->rings[ring].op, "slot", 0)};
  int failed = 0;
  if (!placeAll(&placer, &failed)) {
    const AicNpuRingInfo *info = &stream->rings[failed];
    int64_t size = sizeOf(&placer, info);
    return aicOpError(info->op,
                      "needs %" PRId64 " bytes of %s (%" PRId64
                      " slots of %" PRId64 "), but '%s' has %" PRId64
                      " and other rings of the layer hold %" PRId64,
                      size, aicNpuPlaceName(info->place), info->depth,
                      size / info->depth, machine->name,
                      available(&placer, info), bytesBeside(&placer, failed));
  }
  for (int ring = 0; ring < stream->numRings; ++ring) {
    if (placements[ring].address < 0)
      continue;
    setInt(stream->rings[ring].op, "address", placements[ring].address);
    setInt(stream->rings[ring].op, "slot", placements[ring].slot);
  }
  return mlirLogicalResultSuccess();
}
