//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The table of rings, and what each operand claims: of which slot it is, and
// how many writes to the slot are before it. That is counted as commands are
// emitted; what a loop adds per iteration is known where it ends.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "dialects/npu/support.h"
#include "dialects/npu/vec.h"
#include "lowering/npu_to_program/emit.h"
#include "lowering/npu_to_program/stream.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// An npu.slot. Loops around it are levels below `depth`; those from there to a
/// command that uses it repeat the use.
typedef struct Slot {
  const void *op;
  AicNpuClaim claim;
  int64_t address; ///< of its ring
  uint32_t depth;
  uint64_t writes[AIC_NPU_NUM_ENGINES];
  /// Per level: the loop that runs there, and the writes when it began.
  uint32_t loop[AIC_NPU_MAX_LOOPS];
  uint64_t begin[AIC_NPU_MAX_LOOPS][AIC_NPU_NUM_ENGINES];
  uint32_t closed; ///< the last loop whose end was counted
} Slot;

/// An operand that was emitted.
typedef struct Use {
  uint32_t command;
  int operand;
  AicNpuEngine engine;
  uint32_t slot;
  AicNpuClaim claim;
} Use;

struct AicNpuClaims {
  uint32_t numRings;
  const void **rings; ///< the npu.ring, by number
  Slot *slots;
  uint32_t numSlots, maxSlots;
  uint32_t *table; ///< slots by address of the operation, 0 is free; 2^n places
  uint32_t tableSize;
  Use *uses;
  uint32_t numUses, maxUses;
  uint32_t depth, numLoops;
  uint32_t loop[AIC_NPU_MAX_LOOPS];  ///< that run, numbered from 1
  uint32_t first[AIC_NPU_MAX_LOOPS]; ///< use in them
};

static void *grow(void *array, uint32_t count, uint32_t *capacity,
                  size_t size) {
  if (count < *capacity)
    return array;
  *capacity = *capacity ? *capacity * 2 : 64;
  void *larger = realloc(array, *capacity * size);
  if (!larger)
    AIC_BUG("out of memory for %" PRIu32 " claims", count);
  return larger;
}

/// Text without what would have to be escaped in a name.
static void writeText(MlirStringRef part, void *userData) {
  char *text = userData;
  size_t used = strlen(text);
  for (size_t i = 0; i < part.length && used < 150; ++i)
    if (!strchr("\"\\()", part.data[i]))
      text[used++] = part.data[i];
  text[used] = 0;
}

/// "16x32xi8 of conv1": what a slot holds, and where it comes from.
static void addRing(AicNpuEmitter *emitter, MlirOperation op) {
  AicNpuClaims *claims = emitter->claims;
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  MlirType memref = aicNpuRingSlotType(type);
  AicNpuShape shape = aicNpuShapeOf(memref);
  MlirType element = mlirShapedTypeGetElementType(memref);
  char name[256] = "";
  for (intptr_t dim = 0; dim < shape.rank; ++dim) {
    size_t used = strlen(name);
    snprintf(name + used, sizeof name - used, "%" PRId64 "x", shape.size[dim]);
  }
  mlirTypePrint(element, writeText, name);
  // "loc", whose parentheses are left out, becomes "of ".
  strcat(name, " ");
  size_t length = strlen(name);
  mlirLocationPrint(mlirOperationGetLocation(op), writeText, name);
  if (!strncmp(name + length, "loc", 3))
    memcpy(name + length, "of ", 3);
  claims->rings[claims->numRings++] = op.ptr;
  aicNpuProgramAddRing(
      emitter->program,
      &(AicNpuRing){
          .name = name,
          .space = aicNpuPlaceOf(memref) == AIC_NPU_PLACE_ACC ? AIC_NPU_ACC
                                                              : AIC_NPU_SPAD,
          .depth = (uint32_t)aicNpuRingDepth(type),
          .base = (uint32_t)aicOpInt(op, "address", 0),
          .slot = (uint32_t)aicOpInt(op, "slot", 0),
          .bytes =
              (uint32_t)(aicNpuSpan(&shape) * aicNpuElementBytes(element))});
}

void aicNpuClaimsBegin(AicNpuEmitter *emitter) {
  MlirBlock body =
      mlirRegionGetFirstBlock(mlirOperationGetRegion(emitter->op, 0));
  uint32_t count = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    count += aicOpIs(op, "npu.ring");
  emitter->claims = calloc(1, sizeof *emitter->claims);
  if (!emitter->claims ||
      !(emitter->claims->rings = calloc(count + 1, sizeof(void *))))
    AIC_BUG("out of memory for %" PRIu32 " rings", count);
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    // A ring that nobody uses has no address.
    if (aicOpIs(op, "npu.ring") && aicOpInt(op, "address", -1) >= 0)
      addRing(emitter, op);
}

//===----------------------------------------------------------------------===//
// Slots
//===----------------------------------------------------------------------===//

static uint32_t place(const AicNpuClaims *claims, const void *op) {
  uint32_t mask = claims->tableSize - 1;
  uint32_t at = (uint32_t)((uintptr_t)op >> 4) * 2654435761u >> 7 & mask;
  while (claims->table[at] && claims->slots[claims->table[at] - 1].op != op)
    at = (at + 1) & mask;
  return at;
}

/// Keeps the table at most half full.
static void rehash(AicNpuClaims *claims) {
  if (claims->tableSize > 2 * claims->numSlots)
    return;
  free(claims->table);
  claims->tableSize = claims->tableSize ? claims->tableSize * 2 : 128;
  claims->table = calloc(claims->tableSize, sizeof *claims->table);
  if (!claims->table)
    AIC_BUG("out of memory for %" PRIu32 " slots", claims->numSlots);
  for (uint32_t i = 0; i < claims->numSlots; ++i)
    claims->table[place(claims, claims->slots[i].op)] = i + 1;
}

static Slot newSlot(const AicNpuClaims *claims, MlirOperation op) {
  MlirOperation ring = mlirOpResultGetOwner(mlirOperationGetOperand(op, 0));
  Slot slot = {.op = op.ptr, .address = aicOpInt(ring, "address", 0)};
  uint32_t number = 0;
  while (number < claims->numRings && claims->rings[number] != ring.ptr)
    ++number;
  slot.claim.ring = number + 1;
  slot.claim.fills = aicOpFlag(op, "fills");
  slot.claim.turn = (uint32_t)aicOpInt(op, "phase", 0);
  MlirAttribute advance = aicOpAttr(op, "advance");
  slot.depth = (uint32_t)mlirDenseArrayGetNumElements(advance);
  for (uint32_t level = 0; level < slot.depth; ++level)
    slot.claim.turnStep[level] =
        (uint32_t)mlirDenseI64ArrayGetElement(advance, level);
  return slot;
}

/// The number of the slot that `value`, an operand on the chip, is in.
static uint32_t slotOf(AicNpuClaims *claims, MlirValue value) {
  MlirOperation op = mlirOpResultGetOwner(value);
  while (aicOpIs(op, "npu.view"))
    op = mlirOpResultGetOwner(mlirOperationGetOperand(op, 0));
  rehash(claims);
  uint32_t *at = &claims->table[place(claims, op.ptr)];
  if (*at)
    return *at - 1;
  claims->slots = grow(claims->slots, claims->numSlots, &claims->maxSlots,
                       sizeof *claims->slots);
  claims->slots[claims->numSlots] = newSlot(claims, op);
  *at = ++claims->numSlots;
  return *at - 1;
}

//===----------------------------------------------------------------------===//
// Commands and loops
//===----------------------------------------------------------------------===//

static MlirValue operandOf(MlirOperation op, int operand) {
  if (aicOpIs(op, "npu.load"))
    return aicOpOperand(op, "dest");
  if (aicOpIs(op, "npu.store"))
    return aicOpOperand(op, "source");
  return mlirOperationGetOperand(op, operand);
}

/// What `ref` claims as an operand of `op` in `slot`.
static AicNpuClaim claimOf(const AicNpuClaims *claims, MlirOperation op,
                           const Slot *slot, const AicNpuRef *ref,
                           AicNpuEngine engine, uint64_t bytes) {
  AicNpuClaim claim = slot->claim;
  AicNpuLinear offset = {.constant = (int64_t)ref->base - slot->address};
  for (uint32_t level = 0; level < claims->depth; ++level)
    offset.factor[level] = ref->stride[level];
  int64_t low, high;
  aicNpuLinearRange(op, &offset, &low, &high);
  claim.low = (uint32_t)low;
  claim.high = (uint32_t)(high + (int64_t)bytes);
  claim.after = (uint32_t)slot->writes[engine];
  return claim;
}

void aicNpuClaimsAdd(AicNpuEmitter *emitter, MlirOperation op,
                     AicNpuCommand *command) {
  AicNpuClaims *claims = emitter->claims;
  AicNpuRef *refs[AIC_NPU_MAX_REFS];
  int count = aicNpuCommandRefs(command, refs);
  uint32_t written = UINT32_MAX;
  for (int operand = 0; operand < count; ++operand) {
    uint32_t number = slotOf(claims, operandOf(op, operand));
    Slot *slot = &claims->slots[number];
    for (uint32_t level = slot->depth; level < claims->depth; ++level)
      if (slot->loop[level] != claims->loop[level]) {
        slot->loop[level] = claims->loop[level];
        memcpy(slot->begin[level], slot->writes, sizeof slot->writes);
      }
    claims->uses = grow(claims->uses, claims->numUses, &claims->maxUses,
                        sizeof *claims->uses);
    claims->uses[claims->numUses++] =
        (Use){.command = aicNpuProgramGetNumCommands(emitter->program),
              .operand = operand,
              .engine = command->engine,
              .slot = number,
              .claim = claimOf(claims, op, slot, refs[operand], command->engine,
                               aicNpuCommandReach(command, operand))};
    if (aicNpuCommandWrites(command, operand))
      written = number;
  }
  if (written != UINT32_MAX)
    ++claims->slots[written].writes[command->engine];
}

void aicNpuClaimsOpenLoop(AicNpuClaims *claims) {
  claims->first[claims->depth] = claims->numUses;
  claims->loop[claims->depth++] = ++claims->numLoops;
}

void aicNpuClaimsCloseLoop(AicNpuClaims *claims, int64_t trip) {
  uint32_t level = --claims->depth, loop = claims->loop[level];
  for (uint32_t i = claims->first[level]; i < claims->numUses; ++i) {
    Use *use = &claims->uses[i];
    const Slot *slot = &claims->slots[use->slot];
    if (slot->depth <= level)
      use->claim.afterStep[level] = (uint32_t)(slot->writes[use->engine] -
                                               slot->begin[level][use->engine]);
  }
  for (uint32_t i = claims->first[level]; i < claims->numUses; ++i) {
    Slot *slot = &claims->slots[claims->uses[i].slot];
    if (slot->depth > level || slot->closed == loop)
      continue;
    slot->closed = loop;
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      slot->writes[e] +=
          (slot->writes[e] - slot->begin[level][e]) * (uint64_t)(trip - 1);
  }
}

void aicNpuClaimsEnd(AicNpuEmitter *emitter) {
  AicNpuClaims *claims = emitter->claims;
  for (uint32_t i = 0; i < claims->numUses; ++i) {
    Use *use = &claims->uses[i];
    use->claim.writes = (uint32_t)claims->slots[use->slot].writes[use->engine];
    aicNpuProgramSetClaim(emitter->program, use->command, use->operand,
                          &use->claim);
  }
  aicNpuProgramTraceRings(emitter->program);
}

void aicNpuClaimsDestroy(AicNpuClaims *claims) {
  if (!claims)
    return;
  free(claims->rings);
  free(claims->slots);
  free(claims->table);
  free(claims->uses);
  free(claims);
}
