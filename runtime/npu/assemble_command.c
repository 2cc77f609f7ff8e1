//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Commands from text: what print.c writes, read in the same order.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/assemble_parts.h"

#include <string.h>

static bool readDma(Scanner *scanner, uint32_t depth, AicNpuDma *dma) {
  AicNpuTile *tile = &dma->tile;
  uint64_t buffer;
  if (!aicScanNeed(scanner, "buffer") ||
      !aicScanNumber(scanner, "the number of a buffer", 0, UINT16_MAX,
                     &buffer) ||
      (aicScanTake(scanner, "+") &&
       !aicScanNumber(scanner, "an offset", 0, UINT64_MAX, &tile->offset)) ||
      !aicScanNeed(scanner, "at") || !aicScanNeed(scanner, "("))
    return false;
  tile->buffer = (uint16_t)buffer;
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d)
    if ((d && !aicScanNeed(scanner, ",")) ||
        !aicReadCoordinate(scanner, depth, &tile->start[d], tile->step[d]))
      return false;
  if (!aicScanNeed(scanner, ")") || !aicScanNeed(scanner, "size") ||
      !aicReadSizes(scanner, "a size", 'x', tile->size, AIC_NPU_TILE_RANK) ||
      !aicScanNeed(scanner, "of") ||
      !aicReadSizes(scanner, "an extent", 'x', tile->extent, AIC_NPU_TILE_RANK))
    return false;
  if (!aicScanTakeChar(scanner, 'x'))
    return aicScanExpected(scanner, "'x' and a type");
  if (!aicReadType(scanner, &tile->type) ||
      !aicReadStrides(scanner, tile->stride, AIC_NPU_TILE_RANK))
    return false;
  // A line may end here.
  Scanner before = *scanner;
  if (!aicScanLines(scanner) || !aicScanTake(scanner, "<->")) {
    *scanner = before;
    return aicScanExpected(scanner, "'<->'");
  }
  if (!aicReadRef(scanner, depth, &dma->ref) ||
      !aicReadStrides(scanner, dma->stride, AIC_NPU_TILE_RANK) ||
      !aicReadType(scanner, &dma->type))
    return false;
  return !aicScanTake(scanner, "pad") || aicScanBits(scanner, &dma->pad);
}

static const char *macName(uint32_t index) {
  return aicNpuMacName((AicNpuMac)index);
}

/// "=", "+=", or "+=(loops 0x2)": added but where these loops begin.
static bool readAccumulate(Scanner *scanner, AicNpuMatmul *matmul) {
  if (aicScanTake(scanner, "="))
    return true;
  if (!aicScanTake(scanner, "+="))
    return aicScanExpected(scanner, "'=' or '+='");
  matmul->accumulate = !aicScanTake(scanner, "(");
  if (matmul->accumulate)
    return true;
  uint32_t loops;
  if (!aicScanNeed(scanner, "loops"))
    return false;
  const char *at = aicScanBlank(scanner);
  if (!aicScanBits(scanner, &loops))
    return false;
  matmul->accumulateLoops = (uint8_t)loops;
  if (!loops || loops > (1u << AIC_NPU_MAX_LOOPS) - 1)
    return aicScanFail(scanner, at, "0x%x is no set of loops, from 0x1 to 0xf",
                       loops);
  return aicScanNeed(scanner, ")");
}

static bool readMatmul(Scanner *scanner, uint32_t depth, AicNpuMatmul *matmul) {
  for (AicNpuDataflow flow = AIC_NPU_WS; flow <= AIC_NPU_IS; ++flow)
    if (aicScanTake(scanner, aicNpuDataflowName(flow))) {
      matmul->dataflow = flow;
      break;
    }
  uint32_t mac, columns[3];
  if (!aicScanWord(scanner, macName, AIC_NPU_NUM_MACS, AIC_NPU_MAC_NAMES,
                   &mac) ||
      !aicReadSizes(scanner, "a number of rows", 'x', &matmul->m1, 1))
    return false;
  matmul->mac = (AicNpuMac)mac;
  if (!aicScanNeed(scanner, "*") ||
      !aicReadSizes(scanner, "a size", 'x', columns, 3))
    return false;
  matmul->m2 = columns[0];
  matmul->k = columns[1];
  matmul->n = columns[2];
  int32_t strides[2];
  if (!aicReadRef(scanner, depth, &matmul->acc) ||
      !aicReadStrides(scanner, &matmul->accStride, 1) ||
      !readAccumulate(scanner, matmul) ||
      !aicReadRef(scanner, depth, &matmul->a) ||
      !aicReadStrides(scanner, strides, 2) || !aicScanNeed(scanner, "*") ||
      !aicReadRef(scanner, depth, &matmul->w) ||
      !aicReadStrides(scanner, &matmul->wStride, 1))
    return false;
  matmul->aStride1 = strides[0];
  matmul->aStride2 = strides[1];
  return true;
}

static bool readIds(Scanner *scanner, const char *verb, uint8_t *ids,
                    uint8_t *count) {
  if (!aicScanTake(scanner, verb))
    return true;
  do {
    const char *at = aicScanBlank(scanner);
    uint64_t id;
    if (!aicScanNumber(scanner, "a semaphore", 0, AIC_NPU_MAX_SEMAPHORES - 1,
                       &id))
      return false;
    if (*count == AIC_NPU_MAX_WAITS)
      return aicScanFail(scanner, at,
                         "a command has at most %d semaphores to %s",
                         AIC_NPU_MAX_WAITS, verb);
    ids[(*count)++] = (uint8_t)id;
  } while (aicScanTake(scanner, ","));
  return true;
}

static bool readLoop(Scanner *scanner, uint32_t *depth, uint32_t *trip) {
  const char *at = aicScanBlank(scanner);
  if (*depth == AIC_NPU_MAX_LOOPS)
    return aicScanFail(scanner, at, "loops are nested at most %d deep",
                       AIC_NPU_MAX_LOOPS);
  uint32_t level;
  if (!aicScanIndexed(scanner, 'i', AIC_NPU_MAX_LOOPS, &level))
    return false;
  if (level != *depth)
    return aicScanFail(scanner, at,
                       "the index of this loop is i%u, as %u loops are around",
                       *depth, *depth);
  ++*depth;
  return aicScanNeed(scanner, "<") &&
         aicReadSizes(scanner, "a number of iterations", 'x', trip, 1);
}

static const char *engineName(uint32_t index) {
  return aicNpuEngineName((AicNpuEngine)index);
}

static const char *opcodeName(uint32_t index) {
  return aicNpuOpcodeName((AicNpuOpcode)(AIC_NPU_SYNC + index));
}

bool aicReadCommand(Scanner *scanner, uint32_t *depth, AicNpuCommand *command) {
  const char *at = aicScanBlank(scanner);
  memset(command, 0, sizeof *command);
  if (aicScanTake(scanner, "loop")) {
    command->opcode = AIC_NPU_LOOP;
    return readLoop(scanner, depth, &command->trip);
  }
  if (aicScanTake(scanner, "end")) {
    command->opcode = AIC_NPU_END;
    return (*depth)-- || aicScanFail(scanner, at, "no loop is open");
  }
  uint32_t engine, opcode;
  if (!aicScanWord(scanner, engineName, AIC_NPU_NUM_ENGINES,
                   "a command: loop, end, ld, mx, vx or st", &engine) ||
      !aicScanWord(scanner, opcodeName, AIC_NPU_VEC - AIC_NPU_SYNC + 1,
                   "sync, load, store, matmul or vec", &opcode))
    return false;
  command->engine = (AicNpuEngine)engine;
  command->opcode = (AicNpuOpcode)(AIC_NPU_SYNC + opcode);
  if (!readIds(scanner, "wait", command->waits, &command->numWaits) ||
      !readIds(scanner, "post", command->posts, &command->numPosts))
    return false;
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    return readDma(scanner, *depth, &command->dma);
  case AIC_NPU_MATMUL:
    return readMatmul(scanner, *depth, &command->matmul);
  case AIC_NPU_VEC:
    return aicReadVec(scanner, *depth, &command->vec);
  default:
    return true;
  }
}
