//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One command per operation.
//
//===----------------------------------------------------------------------===//

#include "aic/build.h"
#include "aic/diag.h"
#include "dialects/npu/support.h"
#include "dialects/npu/vec.h"
#include "lowering/npu_to_program/emit.h"
#include "lowering/npu_to_program/stream.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "runtime/npu/half.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static MlirType elementOf(MlirValue value) {
  return mlirShapedTypeGetElementType(mlirValueGetType(value));
}

//===----------------------------------------------------------------------===//
// Loads and stores
//===----------------------------------------------------------------------===//

static uint32_t padBits(MlirOperation op, MlirType chip) {
  MlirAttribute pad = aicOpAttr(op, "pad");
  if (mlirAttributeIsNull(pad))
    return 0;
  AicNpuType type = aicNpuTypeOf(chip);
  if (aicNpuTypeIsHalf(type))
    return aicFloatToHalf(type, (float)mlirFloatAttrGetValueDouble(pad));
  uint32_t bits = aicNpuBitsOf(pad);
  return aicNpuElementBytes(chip) == 1 ? bits & 0xff : bits;
}

static MlirLogicalResult tooLarge(MlirOperation op, intptr_t dim,
                                  int64_t value) {
  return aicOpError(op,
                    "has coordinate %" PRId64 " in dimension %" PRIdPTR
                    ", more than a command holds",
                    value, dim);
}

/// The tile of `dram`, of the shape of `chip`, in the last dimensions; those
/// before have one element.
static MlirLogicalResult fillTile(MlirOperation op, MlirValue dram,
                                  MlirValue chip, AicNpuDma *dma) {
  AicNpuTile *tile = &dma->tile;
  AicNpuShape from = aicNpuShapeOf(mlirValueGetType(dram));
  AicNpuShape to = aicNpuShapeOf(mlirValueGetType(chip));
  tile->type = aicNpuTypeOf(elementOf(dram));
  for (int dim = 0; dim < AIC_NPU_TILE_RANK; ++dim)
    tile->extent[dim] = tile->size[dim] = 1;
  for (intptr_t dim = 0; dim < from.rank; ++dim) {
    intptr_t at = dim + AIC_NPU_TILE_RANK - from.rank;
    tile->extent[at] = (uint32_t)from.size[dim];
    tile->size[at] = (uint32_t)to.size[dim];
    AicNpuLinear start = aicNpuLinearOf(op, dim);
    int64_t low, high;
    aicNpuLinearRange(op, &start, &low, &high);
    if (low < -INT32_MAX || high > INT32_MAX)
      return tooLarge(op, dim, low < -INT32_MAX ? low : high);
    tile->start[at] = (int32_t)start.constant;
    for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
      tile->step[at][level] = (int32_t)start.factor[level];
    if (mlirLogicalResultIsFailure(aicNpuEmitStride(
            op, from.stride[dim], elementOf(dram), &tile->stride[at])) ||
        mlirLogicalResultIsFailure(aicNpuEmitStride(
            op, to.stride[dim], elementOf(chip), &dma->stride[at])))
      return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult emitDma(const AicNpuEmitter *emitter, MlirOperation op,
                                 AicNpuCommand *command) {
  bool loads = aicOpIs(op, "npu.load");
  AicNpuDma *dma = &command->dma;
  command->opcode = loads ? AIC_NPU_LOAD : AIC_NPU_STORE;
  MlirValue dram = aicOpOperand(op, loads ? "source" : "dest");
  MlirValue chip = aicOpOperand(op, loads ? "dest" : "source");
  dma->type = aicNpuTypeOf(elementOf(chip));
  dma->pad = loads ? padBits(op, elementOf(chip)) : 0;
  if (mlirLogicalResultIsFailure(aicNpuEmitBuffer(
          emitter, op, dram, &dma->tile.buffer, &dma->tile.offset)) ||
      mlirLogicalResultIsFailure(aicNpuEmitRef(op, chip, &dma->ref)))
    return mlirLogicalResultFailure();
  return fillTile(op, dram, chip, dma);
}

//===----------------------------------------------------------------------===//
// The array
//===----------------------------------------------------------------------===//

static MlirLogicalResult emitMatmul(MlirOperation op, AicNpuCommand *command) {
  AicNpuMatmul *matmul = &command->matmul;
  command->opcode = AIC_NPU_MATMUL;
  MlirValue operand[3];
  AicNpuShape shape[3];
  AicNpuRef *const refs[] = {&matmul->a, &matmul->w, &matmul->acc};
  for (int i = 0; i < 3; ++i) {
    operand[i] = mlirOperationGetOperand(op, i);
    shape[i] = aicNpuShapeOf(mlirValueGetType(operand[i]));
    if (mlirLogicalResultIsFailure(aicNpuEmitRef(op, operand[i], refs[i])))
      return mlirLogicalResultFailure();
  }
  const AicNpuShape *a = &shape[0], *w = &shape[1], *acc = &shape[2];
  intptr_t last = a->rank - 1;
  matmul->m1 = last == 2 ? (uint32_t)a->size[0] : 1;
  matmul->m2 = (uint32_t)a->size[last - 1];
  matmul->k = (uint32_t)a->size[last];
  matmul->n = (uint32_t)w->size[1];
  // Rows of the accumulator have one stride; a dimension of one row has none.
  bool inner = acc->size[last - 1] > 1 || last == 1;
  if (mlirLogicalResultIsFailure(
          aicNpuEmitStride(op, last == 2 ? a->stride[0] : 0,
                           elementOf(operand[0]), &matmul->aStride1)) ||
      mlirLogicalResultIsFailure(aicNpuEmitStride(
          op, a->stride[last - 1], elementOf(operand[0]), &matmul->aStride2)) ||
      mlirLogicalResultIsFailure(aicNpuEmitStride(
          op, w->stride[0], elementOf(operand[1]), &matmul->wStride)) ||
      mlirLogicalResultIsFailure(
          aicNpuEmitStride(op, acc->stride[inner ? last - 1 : 0],
                           elementOf(operand[2]), &matmul->accStride)))
    return mlirLogicalResultFailure();
  // C3 of npu.matmul: there is one.
  (void)aicNpuMacFind(aicNpuTypeOf(elementOf(operand[0])),
                      aicNpuTypeOf(elementOf(operand[1])), &matmul->mac);
  char flow = aicOpString(op, "dataflow").data[0];
  matmul->dataflow = flow == 'w'   ? AIC_NPU_WS
                     : flow == 'o' ? AIC_NPU_OS
                                   : AIC_NPU_IS;
  matmul->accumulate = aicOpFlag(op, "accumulate");
  for (intptr_t i = 3; i < mlirOperationGetNumOperands(op); ++i)
    matmul->accumulateLoops |=
        (uint8_t)(1u << aicNpuLoopLevel(op, mlirOperationGetOperand(op, i)));
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// The vector unit, synchronization, loops
//===----------------------------------------------------------------------===//

/// Adds the address of `value` to the offset of the first point in `ref`.
static MlirLogicalResult addRef(MlirOperation op, MlirValue value,
                                AicNpuRef *ref) {
  uint32_t offset = ref->base;
  if (mlirLogicalResultIsFailure(aicNpuEmitRef(op, value, ref)))
    return mlirLogicalResultFailure();
  ref->base += offset;
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult emitVec(MlirOperation op, AicNpuCommand *command) {
  AicNpuVec *vec = &command->vec;
  command->opcode = AIC_NPU_VEC;
  if (mlirLogicalResultIsFailure(aicNpuVecTranslate(op, vec)))
    return mlirLogicalResultFailure();
  for (int i = 0; i < vec->numSources; ++i)
    if (mlirLogicalResultIsFailure(
            addRef(op, mlirOperationGetOperand(op, i), &vec->sources[i].ref)))
      return mlirLogicalResultFailure();
  return addRef(op, mlirOperationGetOperand(op, vec->numSources), &vec->dst);
}

static MlirLogicalResult readTokens(MlirOperation op, const char *list,
                                    uint8_t *count, uint8_t *tokens) {
  int64_t ids[AIC_NPU_MAX_WAITS];
  MlirAttribute attr = aicOpAttr(op, list);
  *count = mlirAttributeIsNull(attr)
               ? 0
               : (uint8_t)aicAttrGetI64Array(attr, ids, AIC_NPU_MAX_WAITS);
  for (int i = 0; i < *count; ++i) {
    if (ids[i] >= AIC_NPU_MAX_SEMAPHORES)
      return aicOpError(op, "names semaphore %" PRId64 ", the last is %d",
                        ids[i], AIC_NPU_MAX_SEMAPHORES - 1);
    tokens[i] = (uint8_t)ids[i];
  }
  return mlirLogicalResultSuccess();
}

static void writeSource(MlirStringRef part, void *userData) {
  char *text = userData;
  size_t used = strlen(text), room = 200 - used;
  size_t length = part.length < room ? part.length : room;
  memcpy(text + used, part.data, length);
  text[used + length] = 0;
}

/// Appends `command` with the location of `op` as its name.
static void append(AicNpuEmitter *emitter, MlirOperation op,
                   const AicNpuCommand *command) {
  char text[256] = "";
  mlirLocationPrint(mlirOperationGetLocation(op), writeSource, text);
  // loc("model.mlir":3:4) becomes "model.mlir":3:4.
  size_t length = strlen(text);
  const char *source = text;
  if (length > 5 && memcmp(text, "loc(", 4) == 0 && text[length - 1] == ')') {
    text[length - 1] = 0;
    source += 4;
  }
  aicNpuProgramAppend(emitter->program, command, source);
}

/// The text of an attribute with a zero byte behind it; "" if it is absent.
static char *copyString(MlirOperation op, const char *attribute) {
  MlirStringRef text = aicOpString(op, attribute);
  char *copy = calloc(text.length + 1, 1);
  if (!copy)
    AIC_BUG("out of memory");
  if (text.length)
    memcpy(copy, text.data, text.length);
  return copy;
}

static void emitLayer(const AicNpuEmitter *emitter, MlirOperation op) {
  char *name = copyString(op, "name"), *kind = copyString(op, "kind");
  aicNpuProgramAddLayer(
      emitter->program,
      &(AicNpuLayer){.name = name,
                     .kind = kind,
                     .macs = (uint64_t)aicOpInt(op, "macs", 0),
                     .bound = (uint64_t)aicOpInt(op, "bound", 0),
                     .reads = (uint64_t)aicOpInt(op, "reads", 0),
                     .writes = (uint64_t)aicOpInt(op, "writes", 0)});
  free(name);
  free(kind);
}

static MlirLogicalResult emitLoop(AicNpuEmitter *emitter, MlirOperation op) {
  AicNpuCommand loop = {.opcode = AIC_NPU_LOOP,
                        .trip = (uint32_t)aicNpuLoopTrip(op)};
  append(emitter, op, &loop);
  aicNpuClaimsOpenLoop(emitter->claims);
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  for (MlirOperation nested = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(nested);
       nested = mlirOperationGetNextInBlock(nested))
    if (mlirLogicalResultIsFailure(aicNpuEmitOp(emitter, nested)))
      return mlirLogicalResultFailure();
  aicNpuClaimsCloseLoop(emitter->claims, loop.trip);
  append(emitter, op, &(AicNpuCommand){.opcode = AIC_NPU_END});
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuEmitOp(AicNpuEmitter *emitter, MlirOperation op) {
  if (aicOpIs(op, "npu.loop"))
    return emitLoop(emitter, op);
  if (aicNpuTokenOf(op) >= 0 || aicOpIs(op, "npu.barrier"))
    return aicOpError(op, "is left, aic-npu-sync must run before");
  if (aicOpIs(op, "npu.layer"))
    emitLayer(emitter, op);
  int engine = aicNpuEngineOf(op);
  if (engine == AIC_NPU_NO_ENGINE) // memory, views and slots
    return mlirLogicalResultSuccess();
  AicNpuCommand command;
  memset(&command, 0, sizeof command);
  command.opcode = AIC_NPU_SYNC;
  command.engine = (AicNpuEngine)engine;
  if (mlirLogicalResultIsFailure(
          readTokens(op, "waits", &command.numWaits, command.waits)) ||
      mlirLogicalResultIsFailure(
          readTokens(op, "posts", &command.numPosts, command.posts)))
    return mlirLogicalResultFailure();
  MlirLogicalResult result = mlirLogicalResultSuccess();
  if (aicOpIs(op, "npu.load") || aicOpIs(op, "npu.store"))
    result = emitDma(emitter, op, &command);
  else if (aicOpIs(op, "npu.matmul"))
    result = emitMatmul(op, &command);
  else if (aicOpIs(op, "npu.vec"))
    result = emitVec(op, &command);
  if (mlirLogicalResultIsFailure(result))
    return result;
  aicNpuClaimsAdd(emitter, op, &command);
  append(emitter, op, &command);
  return mlirLogicalResultSuccess();
}
