//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The bytes that an executed command touches.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/verify_boxes.h"

/// Adds a dimension, if it reaches further than the box does already. They come
/// in the order of their strides.
static void grow(Box *box, uint64_t size, uint64_t stride) {
  if (size == 1 || !stride)
    return;
  box->high += (size - 1) * stride;
  if (!box->rank && stride <= box->run) {
    box->run += (size - 1) * stride;
    return;
  }
  box->size[box->rank] = size;
  box->stride[box->rank++] = stride;
}

static Box makeBox(uint32_t space, bool writes, uint64_t low, uint64_t elem,
                   int rank, const uint64_t *sizes, const int32_t *strides) {
  Box box = {.space = space,
             .reads = !writes,
             .writes = writes,
             .low = low,
             .high = low + elem,
             .run = elem};
  int order[AIC_NPU_BOX_RANK];
  for (int d = 0; d < rank; ++d) {
    int at = d;
    for (; at && strides[order[at - 1]] > strides[d]; --at)
      order[at] = order[at - 1];
    order[at] = d;
  }
  for (int d = 0; d < rank; ++d)
    grow(&box, sizes[order[d]], (uint64_t)strides[order[d]]);
  return box;
}

static Box refBox(const AicNpuRef *ref, const uint32_t *idx, bool writes,
                  uint64_t elem, int rank, const uint64_t *sizes,
                  const int32_t *strides) {
  Box box = makeBox(ref->space, writes, (uint64_t)aicNpuRefAddress(ref, idx),
                    elem, rank, sizes, strides);
  box.ref = ref;
  return box;
}

static int dmaBoxes(const AicNpuProgram *program, const AicNpuDma *dma,
                    bool load, const uint32_t *idx, Box *boxes) {
  const AicNpuTile *tile = &dma->tile;
  uint64_t whole[AIC_NPU_TILE_RANK], inside[AIC_NPU_TILE_RANK];
  uint64_t far = tile->offset, near = 0;
  bool empty = false;
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d) {
    int64_t start = tile->start[d];
    for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
      start += (int64_t)idx[level] * tile->step[d][level];
    int64_t low = start < 0 ? 0 : start, high = start + tile->size[d];
    high = high > tile->extent[d] ? tile->extent[d] : high;
    empty |= high <= low;
    whole[d] = tile->size[d];
    inside[d] = empty ? 0 : (uint64_t)(high - low);
    far += empty ? 0 : (uint64_t)low * (uint64_t)tile->stride[d];
    near += empty ? 0 : (uint64_t)(low - start) * (uint64_t)dma->stride[d];
  }
  int count = 0;
  AicNpuBufferKind kind = program->buffers[tile->buffer].kind;
  uint64_t elem = aicNpuTypeSize(dma->type);
  if (!load && !empty) {
    boxes[count] = refBox(&dma->ref, idx, false, elem, AIC_NPU_TILE_RANK,
                          inside, dma->stride);
    boxes[count].low += near;
    boxes[count++].high += near;
  }
  if (!empty && kind != AIC_NPU_INPUT && kind != AIC_NPU_CONSTANT)
    boxes[count++] = makeBox(AIC_NPU_DRAM_SPACE + (uint32_t)tile->buffer, !load,
                             far, aicNpuTypeSize(tile->type), AIC_NPU_TILE_RANK,
                             inside, tile->stride);
  if (load)
    boxes[count++] = refBox(&dma->ref, idx, true, elem, AIC_NPU_TILE_RANK,
                            whole, dma->stride);
  return count;
}

static int matmulBoxes(const AicNpuMatmul *matmul, const uint32_t *idx,
                       Box *boxes) {
  uint64_t elem = aicNpuTypeSize(aicNpuMacOperandType(matmul->mac));
  uint64_t sizeA[3] = {matmul->m1, matmul->m2, matmul->k};
  int32_t strideA[3] = {matmul->aStride1, matmul->aStride2, (int32_t)elem};
  uint64_t sizeW[2] = {matmul->k, matmul->n};
  int32_t strideW[2] = {matmul->wStride, (int32_t)elem};
  uint64_t sizeAcc[2] = {(uint64_t)matmul->m1 * matmul->m2, matmul->n};
  int32_t strideAcc[2] = {matmul->accStride, 4};
  boxes[0] = refBox(&matmul->a, idx, false, elem, 3, sizeA, strideA);
  boxes[1] = refBox(&matmul->w, idx, false, elem, 2, sizeW, strideW);
  boxes[2] = refBox(&matmul->acc, idx, true, 4, 2, sizeAcc, strideAcc);
  boxes[2].reads = matmul->accumulate;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    if (matmul->accumulateLoops >> level & 1 && idx[level])
      boxes[2].reads = true;
  return 3;
}

static int vecBoxes(const AicNpuVec *vec, const uint32_t *idx, Box *boxes) {
  uint64_t sizes[5] = {vec->p[0], vec->p[1], vec->p[2], vec->r[0], vec->r[1]};
  for (int s = 0; s < vec->numSources; ++s) {
    const AicNpuVecSource *source = &vec->sources[s];
    uint32_t elem = aicNpuTypeSize(source->type);
    uint64_t entries = source->entries;
    int32_t next = (int32_t)elem;
    boxes[s] =
        entries
            ? refBox(&source->ref, idx, false, elem, 1, &entries, &next)
            : refBox(&source->ref, idx, false, elem, 5, sizes, source->stride);
  }
  boxes[vec->numSources] =
      refBox(&vec->dst, idx, true, aicNpuTypeSize(vec->dstType), 3, sizes,
             vec->dstStride);
  return vec->numSources + 1;
}

int aicVerifyBoxes(const AicNpuProgram *program, const AicNpuCommand *command,
                   const uint32_t *idx, Box *boxes) {
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    return dmaBoxes(program, &command->dma, command->opcode == AIC_NPU_LOAD,
                    idx, boxes);
  case AIC_NPU_MATMUL:
    return matmulBoxes(&command->matmul, idx, boxes);
  case AIC_NPU_VEC:
    return vecBoxes(&command->vec, idx, boxes);
  default:
    return 0;
  }
}

bool aicVerifyNextRun(const Box *box, uint64_t at[AIC_NPU_BOX_RANK + 1],
                      uint64_t *low) {
  // The last place says that the first dimensions are through.
  if (at[box->rank])
    return false;
  *low = box->low;
  for (int d = 0; d < box->rank; ++d)
    *low += at[d] * box->stride[d];
  int d = 0;
  while (d < box->rank && ++at[d] == box->size[d])
    at[d++] = 0;
  if (d == box->rank)
    at[d] = 1;
  return true;
}

static uint64_t countRuns(const Box *box) {
  uint64_t runs = 1;
  for (int d = 0; d < box->rank; ++d)
    runs *= box->size[d];
  return runs;
}

/// The part of `box` from `from` on that dimensions below `rank` span has a
/// byte in [low, high). Looks only at indices that can.
static bool touches(const Box *box, int rank, uint64_t from, uint64_t low,
                    uint64_t high) {
  uint64_t reach = box->run;
  for (int d = 0; d < rank; ++d)
    reach += (box->size[d] - 1) * box->stride[d];
  if (from >= high || from + reach <= low)
    return false;
  if (!rank)
    return true;
  uint64_t size = box->size[rank - 1], stride = box->stride[rank - 1];
  uint64_t inner = reach - (size - 1) * stride;
  uint64_t i = from + inner > low ? 0 : (low - from - inner) / stride + 1;
  for (; i < size && from + i * stride < high; ++i)
    if (touches(box, rank - 1, from + i * stride, low, high))
      return true;
  return false;
}

bool aicVerifyBoxesMeet(const Box *a, const Box *b) {
  if (a->space != b->space || a->low >= b->high || b->low >= a->high)
    return false;
  if (countRuns(a) > countRuns(b)) {
    const Box *other = a;
    a = b;
    b = other;
  }
  uint64_t at[AIC_NPU_BOX_RANK + 1] = {0}, low;
  while (aicVerifyNextRun(a, at, &low))
    if (touches(b, b->rank, b->low, low, low + a->run))
      return true;
  return false;
}
