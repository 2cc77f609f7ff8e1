//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The commands of a program as text.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/print.h"

#include "runtime/npu/vec_ops.h"

#include <inttypes.h>

/// " + i1*8" for each level that counts.
static void printSteps(const Printer *printer, const int32_t *steps) {
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    if (steps[level])
      aicNpuPrint(printer, "%+" PRId32 "*i%d", steps[level], level);
}

/// "2+1*i0", with all terms above 0 or one 0.
static void printCount(const Printer *printer, uint32_t base,
                       const uint32_t *steps) {
  aicNpuPrint(printer, "%" PRIu32, base);
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    if (steps[level])
      aicNpuPrint(printer, "+%" PRIu32 "*i%d", steps[level], level);
}

static void printClaim(const Printer *printer, const AicNpuClaim *claim) {
  if (!claim->ring)
    return;
  aicNpuPrint(printer, "{ring %" PRIu32 " %s ", claim->ring - 1,
              claim->fills ? "fill" : "use");
  printCount(printer, claim->turn, claim->turnStep);
  aicNpuPrint(printer, " at %" PRIu32 ":%" PRIu32, claim->low, claim->high);
  uint32_t writes = claim->after;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    writes |= claim->afterStep[level];
  if (writes) {
    aicNpuPrint(printer, " after ");
    printCount(printer, claim->after, claim->afterStep);
  }
  if (claim->writes != claim->fills)
    aicNpuPrint(printer, " of %" PRIu32, claim->writes);
  aicNpuPrint(printer, "}");
}

static void printRef(const Printer *printer, const AicNpuRef *ref) {
  aicNpuPrint(printer, "%s[%" PRIu32,
              ref->space == AIC_NPU_ACC ? "acc" : "spad", ref->base);
  printSteps(printer, ref->stride);
  if (ref->depth > 1) {
    aicNpuPrint(printer, "+%" PRIu32 "*((%u", ref->slot, ref->phase);
    for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
      if (ref->weight[level])
        aicNpuPrint(printer, "+%u*i%d", ref->weight[level], level);
    aicNpuPrint(printer, ")%%%u)", ref->depth);
  }
  aicNpuPrint(printer, "]");
  printClaim(printer, &ref->claim);
}

static void printU32s(const Printer *printer, const char *name,
                      const uint32_t *values, int count) {
  for (int i = 0; i < count; ++i)
    aicNpuPrint(printer, "%s%" PRIu32, i ? "x" : name, values[i]);
}

static void printI32s(const Printer *printer, const char *name,
                      const int32_t *values, int count) {
  for (int i = 0; i < count; ++i)
    aicNpuPrint(printer, "%s%" PRId32, i ? "," : name, values[i]);
}

static void printDma(const Printer *printer, const AicNpuDma *dma) {
  const AicNpuTile *tile = &dma->tile;
  aicNpuPrint(printer, " buffer %u+%" PRIu64 " at (", tile->buffer,
              tile->offset);
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d) {
    aicNpuPrint(printer, "%s%" PRId32, d ? ", " : "", tile->start[d]);
    printSteps(printer, tile->step[d]);
  }
  aicNpuPrint(printer, ")");
  printU32s(printer, " size ", tile->size, AIC_NPU_TILE_RANK);
  printU32s(printer, " of ", tile->extent, AIC_NPU_TILE_RANK);
  aicNpuPrint(printer, "x%s", aicNpuTypeName(tile->type));
  printI32s(printer, " strides ", tile->stride, AIC_NPU_TILE_RANK);
  aicNpuPrint(printer, " <-> ");
  printRef(printer, &dma->ref);
  printI32s(printer, " strides ", dma->stride, AIC_NPU_TILE_RANK);
  aicNpuPrint(printer, " %s pad 0x%" PRIx32, aicNpuTypeName(dma->type),
              dma->pad);
}

static void printMatmul(const Printer *printer, const AicNpuMatmul *matmul) {
  if (matmul->dataflow != AIC_NPU_WS)
    aicNpuPrint(printer, " %s", aicNpuDataflowName(matmul->dataflow));
  aicNpuPrint(printer, " %s %" PRIu32 "*%" PRIu32 "x%" PRIu32 "x%" PRIu32 " ",
              aicNpuMacName(matmul->mac), matmul->m1, matmul->m2, matmul->k,
              matmul->n);
  printRef(printer, &matmul->acc);
  aicNpuPrint(printer, " strides %" PRId32, matmul->accStride);
  if (matmul->accumulate)
    aicNpuPrint(printer, " += ");
  else if (matmul->accumulateLoops)
    aicNpuPrint(printer, " +=(loops 0x%x) ", matmul->accumulateLoops);
  else
    aicNpuPrint(printer, " = ");
  printRef(printer, &matmul->a);
  aicNpuPrint(printer, " strides %" PRId32 ",%" PRId32 " * ", matmul->aStride1,
              matmul->aStride2);
  printRef(printer, &matmul->w);
  aicNpuPrint(printer, " strides %" PRId32, matmul->wStride);
}

static void printVec(const Printer *printer, const AicNpuVec *vec) {
  static const char *const reductions[] = {"none", "add", "max", "min"};
  printU32s(printer, " ", vec->p, 3);
  if (vec->reduce) {
    aicNpuPrint(printer, " %s over", reductions[vec->reduce]);
    printU32s(printer, " ", vec->r, 2);
    aicNpuPrint(printer, " of v%u from 0x%" PRIx32, vec->reduced, vec->init);
  }
  aicNpuPrint(printer, " in %s ", aicNpuTypeName(vec->compute));
  printRef(printer, &vec->dst);
  printI32s(printer, " strides ", vec->dstStride, 3);
  aicNpuPrint(printer, " %s = v%u:", aicNpuTypeName(vec->dstType), vec->result);
  for (int s = 0; s < vec->numSources; ++s) {
    const AicNpuVecSource *source = &vec->sources[s];
    aicNpuPrint(printer, " v%d = %s ", s, aicNpuTypeName(source->type));
    printRef(printer, &source->ref);
    if (source->entries)
      aicNpuPrint(printer, " table %" PRIu32, source->entries);
    else
      printI32s(printer, " strides ", source->stride, 5);
    aicNpuPrint(printer, ";");
  }
  for (int i = 0; i < vec->numOps; ++i) {
    const AicNpuMicroOp *op = &vec->ops[i];
    aicNpuPrint(printer, "%s v%u = %s%s",
                vec->reduce && i == vec->split ? " then" : "", op->dst,
                aicNpuVecOpName(op->op), op->doubleRound ? ".double" : "");
    const uint8_t registers[3] = {op->a, op->b, op->c};
    for (uint32_t r = 0; r < aicNpuVecOpOperands(op->op); ++r)
      if (r == 1 && op->immediate)
        aicNpuPrint(printer, " 0x%" PRIx32, op->imm);
      else if (r == 2 && op->immediate && op->op == AIC_NPU_VEC_RESCALE)
        aicNpuPrint(printer, " %u", op->c);
      else
        aicNpuPrint(printer, " v%u", registers[r]);
    if (op->op == AIC_NPU_VEC_IMM)
      aicNpuPrint(printer, " 0x%" PRIx32, op->imm);
    aicNpuPrint(printer, ";");
  }
}

static void printIds(const Printer *printer, const char *verb,
                     const uint8_t *ids, uint32_t count) {
  for (uint32_t i = 0; i < count && i < AIC_NPU_MAX_WAITS; ++i)
    aicNpuPrint(printer, "%s%u", i ? "," : verb, ids[i]);
}

static void printCommand(Printer *printer, const AicNpuProgram *program,
                         uint32_t number) {
  const AicNpuCommand *command = aicNpuProgramGetCommand(program, number);
  if (command->opcode == AIC_NPU_END && printer->depth)
    --printer->depth;
  aicNpuPrint(printer, "%5" PRIu32 "  %*s", number, (int)(2 * printer->depth),
              "");
  if (command->opcode == AIC_NPU_LOOP) {
    aicNpuPrint(printer, "loop i%" PRIu32 " < %" PRIu32, printer->depth++,
                command->trip);
  } else if (command->opcode == AIC_NPU_END) {
    aicNpuPrint(printer, "end");
  } else {
    aicNpuPrint(printer, "%s %s", aicNpuEngineName(command->engine),
                aicNpuOpcodeName(command->opcode));
    printIds(printer, " wait ", command->waits, command->numWaits);
    printIds(printer, " post ", command->posts, command->numPosts);
    if (command->opcode == AIC_NPU_LOAD || command->opcode == AIC_NPU_STORE)
      printDma(printer, &command->dma);
    else if (command->opcode == AIC_NPU_MATMUL)
      printMatmul(printer, &command->matmul);
    else if (command->opcode == AIC_NPU_VEC)
      printVec(printer, &command->vec);
  }
  const char *source = aicNpuProgramGetSource(program, number);
  if (source[0])
    aicNpuPrint(printer, "  // ");
  aicNpuPrintText(printer, source);
  aicNpuPrint(printer, "\n");
}

static void printProgram(Printer *printer, const AicNpuProgram *program,
                         bool data) {
  aicNpuPrintHead(printer, program, data);
  uint32_t layer = 0;
  for (uint32_t i = 0; i < aicNpuProgramGetNumCommands(program); ++i) {
    if (layer < aicNpuProgramGetNumLayers(program) &&
        aicNpuProgramGetLayer(program, layer)->first == i)
      aicNpuPrintLayer(printer, program, layer++);
    printCommand(printer, program, i);
  }
}

void aicNpuProgramPrint(const AicNpuProgram *program,
                        void (*write)(const char *text, size_t size,
                                      void *userData),
                        void *userData) {
  printProgram(&(Printer){write, userData, 0}, program, false);
}

void aicNpuProgramPrintWhole(const AicNpuProgram *program,
                             void (*write)(const char *text, size_t size,
                                           void *userData),
                             void *userData) {
  printProgram(&(Printer){write, userData, 0}, program, true);
}
