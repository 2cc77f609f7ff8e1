//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Bytes of a stream. A command takes as many words of 32 bytes as it needs:
//
//   all      word 0, 64 bits: opcode 8, engine 3, waits 2, posts 2, words 5,
//            reserved 4, wait ids 3 x 6, post ids 3 x 6, depth 4; the fields
//            below follow from byte 8 on and are padded with zeros
//   loop     trip 4                                                  1 word
//   end, sync                                                        1 word
//   load,    buffer 2, tile type 1, chip type 1, pad 4, offset 8,
//   store    extent 4x4, stride 4x4, size 4x4, start 4x4, step 16x4,
//            ref, chip strides 4x4                                   7 words
//   matmul   mac 1, dataflow 1, accumulate 1, loop set 1, m1 m2 k n 4x4,
//            strides 4x4, refs a w acc                               4 words
//   vec      sources 1, ops 1, split 1, reduce 1, reduced 1, result 1,
//            compute 1, destination type 1, init 4, p 3x4, r 2x4,
//            destination ref, strides 3x4; per source: ref, type 4,
//            strides 5x4; per micro-op: op 1, dst and a 1, b and c 1,
//            flags 1, immediate 4                              3 to 21 words
//   ref      base 4, slot 4, stride 4x4, packed 4: space 1, depth 3, phase 2,
//            weights 4 x 2 bits                                    28 bytes
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"

#include <stdlib.h>
#include <string.h>

void aicCodecBytes(Codec *codec, void *data, size_t size) {
  if (codec->failed || !size)
    return;
  if (!codec->writing) {
    if (size > codec->size - codec->at) {
      codec->failed = true;
      memset(data, 0, size);
      return;
    }
    memcpy(data, codec->bytes + codec->at, size);
    codec->at += size;
    return;
  }
  if (size > codec->capacity - codec->at) {
    size_t capacity = (codec->at + size) * 2;
    unsigned char *larger = realloc(codec->bytes, capacity);
    if (!larger) {
      codec->failed = true;
      return;
    }
    codec->bytes = larger;
    codec->capacity = capacity;
  }
  memcpy(codec->bytes + codec->at, data, size);
  codec->at += size;
  codec->size = codec->at;
}

void aicCodecUnsigned(Codec *codec, uint64_t *value, unsigned width) {
  unsigned char bytes[8] = {0};
  for (unsigned i = 0; i < width; ++i)
    bytes[i] = (unsigned char)(*value >> (8 * i));
  aicCodecBytes(codec, bytes, width);
  if (codec->writing)
    return;
  *value = 0;
  for (unsigned i = 0; i < width; ++i)
    *value |= (uint64_t)bytes[i] << (8 * i);
}

void aicCodecU8(Codec *codec, uint8_t *value) {
  aicCodecBytes(codec, value, 1);
}

void aicCodecU32(Codec *codec, uint32_t *value) {
  uint64_t wide = *value;
  aicCodecUnsigned(codec, &wide, 4);
  *value = (uint32_t)wide;
}

void aicCodecI32(Codec *codec, int32_t *value) {
  uint64_t wide = (uint32_t)*value;
  aicCodecUnsigned(codec, &wide, 4);
  // Two's complement without an implementation-defined conversion.
  uint32_t bits = (uint32_t)wide;
  memcpy(value, &bits, sizeof bits);
}

void aicCodecU64(Codec *codec, uint64_t *value) {
  aicCodecUnsigned(codec, value, 8);
}

void aicCodecAlign(Codec *codec, size_t alignment) {
  unsigned char zeros[64] = {0};
  aicCodecBytes(codec, zeros, (alignment - codec->at % alignment) % alignment);
}

/// An enum, whose size is the compiler's choice.
#define ENUM8(codec, type, field)                                              \
  do {                                                                         \
    uint8_t byte = (uint8_t)(field);                                           \
    aicCodecU8(codec, &byte);                                                  \
    (field) = (type)byte;                                                      \
  } while (0)

static void codecBool(Codec *codec, bool *value) {
  uint8_t byte = *value;
  aicCodecU8(codec, &byte);
  *value = byte != 0;
}

static void codecU32s(Codec *codec, uint32_t *values, int count) {
  for (int i = 0; i < count; ++i)
    aicCodecU32(codec, &values[i]);
}

static void codecI32s(Codec *codec, int32_t *values, int count) {
  for (int i = 0; i < count; ++i)
    aicCodecI32(codec, &values[i]);
}

/// Moves `width` bits between `value` and `packed`, from `*bit` on.
static void codecBits(const Codec *codec, uint64_t *packed, unsigned *bit,
                      unsigned width, uint32_t *value) {
  uint64_t mask = (1ull << width) - 1;
  if (codec->writing)
    *packed |= (*value & mask) << *bit;
  else
    *value = (uint32_t)(*packed >> *bit & mask);
  *bit += width;
}

static void codecRef(Codec *codec, AicNpuRef *ref) {
  aicCodecU32(codec, &ref->base);
  aicCodecU32(codec, &ref->slot);
  codecI32s(codec, ref->stride, AIC_NPU_MAX_LOOPS);
  uint64_t packed = 0;
  uint32_t fields[7] = {(uint32_t)ref->space, ref->depth,     ref->phase,
                        ref->weight[0],       ref->weight[1], ref->weight[2],
                        ref->weight[3]};
  static const unsigned widths[7] = {1, 3, 2, 2, 2, 2, 2};
  unsigned bit = 0;
  if (!codec->writing)
    aicCodecUnsigned(codec, &packed, 4);
  for (int i = 0; i < 7; ++i)
    codecBits(codec, &packed, &bit, widths[i], &fields[i]);
  if (codec->writing)
    aicCodecUnsigned(codec, &packed, 4);
  ref->space = (AicNpuSpace)fields[0];
  ref->depth = (uint8_t)fields[1];
  ref->phase = (uint8_t)fields[2];
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    ref->weight[level] = (uint8_t)fields[3 + level];
}

static void codecDma(Codec *codec, AicNpuDma *dma) {
  AicNpuTile *tile = &dma->tile;
  uint64_t buffer = tile->buffer;
  aicCodecUnsigned(codec, &buffer, 2);
  tile->buffer = (uint16_t)buffer;
  ENUM8(codec, AicNpuType, tile->type);
  ENUM8(codec, AicNpuType, dma->type);
  aicCodecU32(codec, &dma->pad);
  aicCodecU64(codec, &tile->offset);
  codecU32s(codec, tile->extent, AIC_NPU_TILE_RANK);
  codecI32s(codec, tile->stride, AIC_NPU_TILE_RANK);
  codecU32s(codec, tile->size, AIC_NPU_TILE_RANK);
  codecI32s(codec, tile->start, AIC_NPU_TILE_RANK);
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d)
    codecI32s(codec, tile->step[d], AIC_NPU_MAX_LOOPS);
  codecRef(codec, &dma->ref);
  codecI32s(codec, dma->stride, AIC_NPU_TILE_RANK);
}

static void codecMatmul(Codec *codec, AicNpuMatmul *matmul) {
  ENUM8(codec, AicNpuMac, matmul->mac);
  ENUM8(codec, AicNpuDataflow, matmul->dataflow);
  codecBool(codec, &matmul->accumulate);
  aicCodecU8(codec, &matmul->accumulateLoops);
  aicCodecU32(codec, &matmul->m1);
  aicCodecU32(codec, &matmul->m2);
  aicCodecU32(codec, &matmul->k);
  aicCodecU32(codec, &matmul->n);
  aicCodecI32(codec, &matmul->aStride1);
  aicCodecI32(codec, &matmul->aStride2);
  aicCodecI32(codec, &matmul->wStride);
  aicCodecI32(codec, &matmul->accStride);
  codecRef(codec, &matmul->a);
  codecRef(codec, &matmul->w);
  codecRef(codec, &matmul->acc);
}

static void codecMicroOp(Codec *codec, AicNpuMicroOp *op) {
  ENUM8(codec, AicNpuVecOp, op->op);
  uint8_t first = (uint8_t)(op->dst << 4 | (op->a & 15));
  // The shift that goes with an immediate multiplier takes the place of b, too.
  bool shifts = op->op == AIC_NPU_VEC_RESCALE && op->immediate;
  uint8_t second = shifts ? op->c : (uint8_t)(op->b << 4 | (op->c & 15));
  uint8_t flags = (uint8_t)(op->immediate | op->doubleRound << 1);
  aicCodecU8(codec, &first);
  aicCodecU8(codec, &second);
  aicCodecU8(codec, &flags);
  aicCodecU32(codec, &op->imm);
  op->dst = first >> 4;
  op->a = first & 15;
  op->immediate = flags & 1;
  shifts = op->op == AIC_NPU_VEC_RESCALE && op->immediate;
  op->b = shifts ? 0 : second >> 4;
  op->c = shifts ? second : second & 15;
  op->doubleRound = flags >> 1 & 1;
}

static void codecVec(Codec *codec, AicNpuVec *vec) {
  aicCodecU8(codec, &vec->numSources);
  aicCodecU8(codec, &vec->numOps);
  aicCodecU8(codec, &vec->split);
  ENUM8(codec, AicNpuReduce, vec->reduce);
  aicCodecU8(codec, &vec->reduced);
  aicCodecU8(codec, &vec->result);
  ENUM8(codec, AicNpuType, vec->compute);
  ENUM8(codec, AicNpuType, vec->dstType);
  aicCodecU32(codec, &vec->init);
  codecU32s(codec, vec->p, 3);
  codecU32s(codec, vec->r, 2);
  codecRef(codec, &vec->dst);
  codecI32s(codec, vec->dstStride, 3);
  // Counts beyond the arrays are refused by verification.
  for (int s = 0; s < vec->numSources && s < AIC_NPU_MAX_SOURCES; ++s) {
    AicNpuVecSource *source = &vec->sources[s];
    codecRef(codec, &source->ref);
    uint32_t type = (uint32_t)source->type | source->entries << 8;
    aicCodecU32(codec, &type);
    source->type = (AicNpuType)(type & 0xff);
    source->entries = type >> 8;
    codecI32s(codec, source->stride, 5);
  }
  for (int i = 0; i < vec->numOps && i < AIC_NPU_MAX_VEC_OPS; ++i)
    codecMicroOp(codec, &vec->ops[i]);
}

void aicCodecCommand(Codec *codec, AicNpuCommand *command, uint32_t *depth) {
  size_t start = codec->at;
  // Written once the number of words is known.
  uint64_t header = 0;
  aicCodecU64(codec, &header);
  uint32_t fields[13] = {(uint32_t)command->opcode,
                         (uint32_t)command->engine,
                         command->numWaits,
                         command->numPosts,
                         0,
                         0,
                         command->waits[0],
                         command->waits[1],
                         command->waits[2],
                         command->posts[0],
                         command->posts[1],
                         command->posts[2],
                         *depth};
  static const unsigned widths[13] = {8, 3, 2, 2, 5, 4, 6, 6, 6, 6, 6, 6, 4};
  unsigned bit = 0;
  if (!codec->writing) {
    for (int i = 0; i < 13; ++i)
      codecBits(codec, &header, &bit, widths[i], &fields[i]);
    command->opcode = (AicNpuOpcode)fields[0];
    command->engine = (AicNpuEngine)fields[1];
    command->numWaits = (uint8_t)fields[2];
    command->numPosts = (uint8_t)fields[3];
    for (int i = 0; i < AIC_NPU_MAX_WAITS; ++i) {
      command->waits[i] = (uint8_t)fields[6 + i];
      command->posts[i] = (uint8_t)fields[9 + i];
    }
    *depth = fields[12];
  }
  switch (command->opcode) {
  case AIC_NPU_LOOP:
    aicCodecU32(codec, &command->trip);
    break;
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    codecDma(codec, &command->dma);
    break;
  case AIC_NPU_MATMUL:
    codecMatmul(codec, &command->matmul);
    break;
  case AIC_NPU_VEC:
    codecVec(codec, &command->vec);
    break;
  case AIC_NPU_END:
  case AIC_NPU_SYNC:
    break;
  }
  aicCodecAlign(codec, AIC_NPU_WORD);
  uint32_t words = (uint32_t)((codec->at - start) / AIC_NPU_WORD);
  if (codec->failed)
    return;
  if (!codec->writing) {
    codec->failed = words != fields[4];
    return;
  }
  fields[4] = words;
  for (int i = 0; i < 13; ++i)
    codecBits(codec, &header, &bit, widths[i], &fields[i]);
  for (int i = 0; i < 8; ++i)
    codec->bytes[start + (size_t)i] = (unsigned char)(header >> (8 * i));
}
