//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// LOAD and STORE: a box of a DRAM tensor to or from the scratchpad, clipped to
// the tensor.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/execute.h"

#include "runtime/npu/half.h"

#include <string.h>

/// A run of elements along the innermost dimension.
typedef struct Run {
  const unsigned char *from;
  unsigned char *to;
  int64_t fromStep, toStep; ///< bytes
  uint64_t count;
} Run;

static void moveRun(Run run, AicNpuType from, AicNpuType to) {
  uint32_t elem = aicNpuTypeSize(from);
  if (from == AIC_NPU_F32 && aicNpuTypeIsHalf(to)) {
    for (uint64_t i = 0; i < run.count; ++i) {
      float value;
      memcpy(&value, run.from, sizeof value);
      uint16_t half = aicFloatToHalf(to, value);
      memcpy(run.to, &half, sizeof half);
      run.from += run.fromStep;
      run.to += run.toStep;
    }
  } else if (aicNpuTypeIsHalf(from) && to == AIC_NPU_F32) {
    for (uint64_t i = 0; i < run.count; ++i) {
      uint16_t half;
      memcpy(&half, run.from, sizeof half);
      float value = aicHalfToFloat(from, half);
      memcpy(run.to, &value, sizeof value);
      run.from += run.fromStep;
      run.to += run.toStep;
    }
  } else if (run.fromStep == elem && run.toStep == elem) {
    memcpy(run.to, run.from, run.count * elem);
  } else if (elem == 1) {
    for (uint64_t i = 0; i < run.count; ++i) {
      *run.to = *run.from;
      run.from += run.fromStep;
      run.to += run.toStep;
    }
  } else {
    for (uint64_t i = 0; i < run.count; ++i) {
      memcpy(run.to, run.from, elem);
      run.from += run.fromStep;
      run.to += run.toStep;
    }
  }
}

static void fillRun(unsigned char *to, int64_t step, uint64_t count,
                    const void *pad, uint32_t elem) {
  for (uint64_t i = 0; i < count; ++i, to += step)
    memcpy(to, pad, elem);
}

/// The part [low, high) of a dimension's tile that lies in the tensor, and the
/// coordinate of the tile's first element.
typedef struct Clip {
  int64_t start;
  uint64_t low, high;
} Clip;

static Clip clip(const AicNpuTile *tile, int d, const uint32_t *idx) {
  Clip result = {.start = tile->start[d]};
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    result.start += (int64_t)idx[level] * tile->step[d][level];
  int64_t size = tile->size[d];
  int64_t low = result.start < 0 ? -result.start : 0;
  int64_t high = tile->extent[d] - result.start;
  low = low > size ? size : low;
  high = high > size ? size : high < low ? low : high;
  result.low = (uint64_t)low;
  result.high = (uint64_t)high;
  return result;
}

void aicNpuExecuteDma(const AicNpuMemory *memory, const AicNpuCommand *command,
                      const uint32_t *idx) {
  const AicNpuDma *dma = &command->dma;
  const AicNpuTile *tile = &dma->tile;
  bool load = command->opcode == AIC_NPU_LOAD;
  unsigned char *chip = aicNpuLocate(memory, &dma->ref, idx);
  unsigned char *dram = memory->buffers[tile->buffer] + tile->offset;
  uint32_t elem = aicNpuTypeSize(dma->type);
  unsigned char pad[4] = {
      (unsigned char)dma->pad, (unsigned char)(dma->pad >> 8),
      (unsigned char)(dma->pad >> 16), (unsigned char)(dma->pad >> 24)};
  Clip clips[AIC_NPU_TILE_RANK];
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d)
    clips[d] = clip(tile, d, idx);
  const Clip *inner = &clips[3];
  int64_t step = dma->stride[3];
  uint64_t i[3];
  for (i[0] = 0; i[0] < tile->size[0]; ++i[0])
    for (i[1] = 0; i[1] < tile->size[1]; ++i[1])
      for (i[2] = 0; i[2] < tile->size[2]; ++i[2]) {
        bool inside = true;
        unsigned char *near = chip;
        int64_t far = 0;
        for (int d = 0; d < 3; ++d) {
          inside &= i[d] >= clips[d].low && i[d] < clips[d].high;
          near += (int64_t)i[d] * dma->stride[d];
          far += (clips[d].start + (int64_t)i[d]) * tile->stride[d];
        }
        uint64_t low = inside ? inner->low : tile->size[3];
        uint64_t high = inside ? inner->high : tile->size[3];
        if (load) {
          fillRun(near, step, low, pad, elem);
          fillRun(near + (int64_t)high * step, step, tile->size[3] - high, pad,
                  elem);
        }
        if (high == low)
          continue;
        near += (int64_t)low * step;
        far += (inner->start + (int64_t)low) * tile->stride[3];
        if (load)
          moveRun((Run){dram + far, near, tile->stride[3], step, high - low},
                  tile->type, dma->type);
        else
          moveRun((Run){near, dram + far, step, tile->stride[3], high - low},
                  dma->type, tile->type);
      }
}
