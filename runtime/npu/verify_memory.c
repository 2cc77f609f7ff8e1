//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Verification of addresses: references on the chip and tiles in the DRAM, for
// every combination of loop indices, by interval arithmetic.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify_parts.h"

Range aicVerifyLoopRange(const Verifier *verifier, int64_t base,
                         const int32_t *steps) {
  Range range = {base, base};
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level) {
    // At most AIC_NPU_MAX_EXECUTED iterations: nothing here overflows.
    int64_t last = (int64_t)verifier->trip[level] - 1;
    if (steps[level] < 0)
      range.low += last * steps[level];
    else
      range.high += last * steps[level];
  }
  return range;
}

/// Steps of levels that do not surround the command are 0.
static bool checkLevels(Verifier *verifier, const int32_t *steps,
                        const char *what) {
  for (uint32_t level = verifier->depth; level < AIC_NPU_MAX_LOOPS; ++level)
    if (steps[level])
      return aicVerifyFail(verifier,
                           "%s depends on loop %u, but is %u loops deep", what,
                           level, verifier->depth);
  return true;
}

bool aicVerifyRef(Verifier *verifier, const AicNpuRef *ref, const char *what,
                  uint64_t bytes, uint32_t elem) {
  if (ref->space != AIC_NPU_SPAD && ref->space != AIC_NPU_ACC)
    return aicVerifyFail(verifier, "%s: unknown space %d", what,
                         (int)ref->space);
  if (ref->depth < 1 || ref->depth > AIC_NPU_MAX_DEPTH ||
      ref->phase >= ref->depth)
    return aicVerifyFail(verifier, "%s: ring of depth %u in phase %u", what,
                         ref->depth, ref->phase);
  if (!checkLevels(verifier, ref->stride, what))
    return false;
  Range range = aicVerifyLoopRange(verifier, ref->base, ref->stride);
  bool turns = false, aligned = ref->base % elem == 0;
  for (uint32_t level = 0; level < AIC_NPU_MAX_LOOPS; ++level) {
    aligned &= ref->stride[level] % (int32_t)elem == 0;
    turns |= ref->weight[level] != 0;
    if (ref->weight[level] >= ref->depth)
      return aicVerifyFail(verifier,
                           "%s: advances %u slots of a ring of depth %u", what,
                           ref->weight[level], ref->depth);
    if (ref->weight[level] && level >= verifier->depth)
      return aicVerifyFail(verifier,
                           "%s depends on loop %u, but is %u loops deep", what,
                           level, verifier->depth);
  }
  if (ref->depth > 1)
    aligned &= ref->slot % elem == 0;
  if (turns)
    range.high += (int64_t)ref->slot * (ref->depth - 1);
  else if (ref->depth > 1)
    range = (Range){range.low + (int64_t)ref->slot * ref->phase,
                    range.high + (int64_t)ref->slot * ref->phase};
  if (!aligned)
    return aicVerifyFail(verifier,
                         "%s: base %u, slot %u or a stride is no multiple of "
                         "%u bytes",
                         what, ref->base, ref->slot, elem);
  bool spad = ref->space == AIC_NPU_SPAD;
  uint64_t size =
      spad ? verifier->machine->spad.size : verifier->machine->acc.size;
  if (range.low < 0 || bytes > size || (uint64_t)range.high > size - bytes)
    return aicVerifyFail(
        verifier, "%s: bytes %lld to %lld are outside %s, which has %llu", what,
        (long long)range.low, (long long)range.high + (long long)bytes,
        spad ? "spad" : "acc", (unsigned long long)size);
  return aicVerifyClaim(verifier, ref, what, bytes);
}

uint64_t aicVerifyExtent(Verifier *verifier, const char *what,
                         const uint32_t *sizes, const int32_t *strides,
                         int rank, uint32_t elem) {
  uint64_t bytes = elem;
  for (int d = 0; d < rank; ++d) {
    if (!sizes[d]) {
      aicVerifyFail(verifier, "%s: dimension %d is 0", what, d);
      return 0;
    }
    if (strides[d] < 0 || strides[d] % (int32_t)elem) {
      aicVerifyFail(verifier,
                    "%s: stride %d of dimension %d is negative or no "
                    "multiple of %u bytes",
                    what, strides[d], d, elem);
      return 0;
    }
    // Five dimensions of 2^32 * 2^31 each stay below 2^64 only one by one.
    uint64_t step = (uint64_t)(sizes[d] - 1) * (uint64_t)strides[d];
    bytes =
        step > (1ull << 50) || bytes > (1ull << 50) ? 1ull << 51 : bytes + step;
  }
  return bytes;
}

/// The tile's tensor lies in its buffer; its type can be moved.
static bool checkTile(Verifier *verifier, const AicNpuDma *dma, bool store) {
  const AicNpuTile *tile = &dma->tile;
  const AicNpuProgram *program = verifier->program;
  if (tile->buffer >= program->numBuffers)
    return aicVerifyFail(verifier, "buffer %u of %u", tile->buffer,
                         program->numBuffers);
  const AicNpuBuffer *buffer = &program->buffers[tile->buffer];
  if (store && buffer->kind != AIC_NPU_OUTPUT &&
      buffer->kind != AIC_NPU_TEMPORARY)
    return aicVerifyFail(verifier, "stores to buffer %u (%.100s), which is %s",
                         tile->buffer, buffer->name,
                         buffer->kind == AIC_NPU_INPUT ? "an input"
                                                       : "a constant");
  if (tile->type >= AIC_NPU_NUM_TYPES || dma->type >= AIC_NPU_NUM_TYPES)
    return aicVerifyFail(verifier, "unknown element type %d or %d",
                         (int)tile->type, (int)dma->type);
  const AicMachineDma *engine =
      store ? &verifier->machine->st : &verifier->machine->ld;
  bool cast = aicNpuTypeCasts(tile->type, dma->type);
  if (tile->type != dma->type && !(cast && engine->cast))
    return aicVerifyFail(verifier, "cannot move %s as %s",
                         aicNpuTypeName(tile->type), aicNpuTypeName(dma->type));
  uint32_t elem = aicNpuTypeSize(tile->type);
  uint64_t bytes = aicVerifyExtent(verifier, "tensor", tile->extent,
                                   tile->stride, AIC_NPU_TILE_RANK, elem);
  if (!bytes)
    return false;
  if (tile->offset % elem || bytes > buffer->bytes ||
      tile->offset > buffer->bytes - bytes)
    return aicVerifyFail(
        verifier,
        "tensor of %llu bytes at byte %llu is outside buffer %u "
        "(%.100s), which has %llu",
        (unsigned long long)bytes, (unsigned long long)tile->offset,
        tile->buffer, buffer->name, (unsigned long long)buffer->bytes);
  return true;
}

bool aicVerifyDma(Verifier *verifier, const AicNpuCommand *command) {
  const AicNpuDma *dma = &command->dma;
  const AicNpuTile *tile = &dma->tile;
  bool store = command->opcode == AIC_NPU_STORE;
  if (!checkTile(verifier, dma, store))
    return false;
  uint64_t elements = 1;
  bool pads = false;
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d) {
    if (!checkLevels(verifier, tile->step[d], "tile"))
      return false;
    Range range = aicVerifyLoopRange(verifier, tile->start[d], tile->step[d]);
    // Claims do not tell what is left out in front of a tensor.
    if (store && range.low < 0 && verifier->program->numRings)
      return aicVerifyFail(verifier,
                           "stores from %lld on in dimension %d, before the "
                           "tensor begins",
                           (long long)range.low, d);
    pads |= range.low < 0 || range.high + tile->size[d] > tile->extent[d];
    elements *= tile->size[d];
    if (elements > verifier->machine->spad.size)
      return aicVerifyFail(verifier, "tile has more elements than spad bytes");
  }
  if (pads && !store && !verifier->machine->ld.zeropad)
    return aicVerifyFail(
        verifier, "tile leaves the tensor, but the machine does not pad");
  uint32_t elem = aicNpuTypeSize(dma->type);
  uint64_t bytes = aicVerifyExtent(verifier, "tile", tile->size, dma->stride,
                                   AIC_NPU_TILE_RANK, elem);
  if (!bytes)
    return false;
  if (dma->ref.space != AIC_NPU_SPAD)
    return aicVerifyFail(verifier, "the DMA reaches only spad");
  return aicVerifyRef(verifier, &dma->ref, "tile", bytes, elem);
}

bool aicVerifyMatmul(Verifier *verifier, const AicNpuMatmul *matmul) {
  const AicMachine *machine = verifier->machine;
  if (matmul->mac >= AIC_NPU_NUM_MACS)
    return aicVerifyFail(verifier, "unknown type %d", (int)matmul->mac);
  if (!machine->array.rates[matmul->mac])
    return aicVerifyFail(verifier, "machine '%s' has no %s", machine->name,
                         aicNpuMacName(matmul->mac));
  if (matmul->dataflow > AIC_NPU_IS ||
      !(machine->array.dataflows >> matmul->dataflow & 1))
    return aicVerifyFail(verifier, "machine '%s' has no dataflow %d",
                         machine->name, (int)matmul->dataflow);
  if (matmul->accumulateLoops >> verifier->depth)
    return aicVerifyFail(verifier,
                         "accumulates over loops 0x%x, but is %u loops deep",
                         matmul->accumulateLoops, verifier->depth);
  uint32_t elem = aicNpuTypeSize(aicNpuMacOperandType(matmul->mac));
  uint64_t rows = (uint64_t)matmul->m1 * matmul->m2;
  if (rows > UINT32_MAX)
    return aicVerifyFail(verifier, "has %llu rows", (unsigned long long)rows);
  uint32_t sizeA[3] = {matmul->m1, matmul->m2, matmul->k};
  int32_t strideA[3] = {matmul->aStride1, matmul->aStride2, (int32_t)elem};
  uint32_t sizeW[2] = {matmul->k, matmul->n};
  int32_t strideW[2] = {matmul->wStride, (int32_t)elem};
  uint32_t sizeAcc[2] = {(uint32_t)rows, matmul->n};
  int32_t strideAcc[2] = {matmul->accStride, 4};
  uint64_t a = aicVerifyExtent(verifier, "a", sizeA, strideA, 3, elem);
  uint64_t w = a ? aicVerifyExtent(verifier, "w", sizeW, strideW, 2, elem) : 0;
  uint64_t acc =
      w ? aicVerifyExtent(verifier, "acc", sizeAcc, strideAcc, 2, 4) : 0;
  if (!acc)
    return false;
  if (rows > 1 && (uint64_t)matmul->accStride < 4ull * matmul->n)
    return aicVerifyFail(verifier,
                         "rows of acc overlap: stride %d, but %u columns",
                         matmul->accStride, matmul->n);
  if (matmul->k > 1 && (uint64_t)matmul->wStride < (uint64_t)elem * matmul->n)
    return aicVerifyFail(verifier,
                         "rows of w overlap: stride %d, but %u columns",
                         matmul->wStride, matmul->n);
  if (matmul->a.space != AIC_NPU_SPAD || matmul->w.space != AIC_NPU_SPAD ||
      matmul->acc.space != AIC_NPU_ACC)
    return aicVerifyFail(verifier,
                         "reads a and w from spad and adds into acc only");
  return aicVerifyRef(verifier, &matmul->a, "a", a, elem) &&
         aicVerifyRef(verifier, &matmul->w, "w", w, elem) &&
         aicVerifyRef(verifier, &matmul->acc, "acc", acc, 4);
}
