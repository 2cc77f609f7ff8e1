//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A program as text, for people.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/program.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct Printer {
  void (*write)(const char *text, size_t size, void *userData);
  void *userData;
  uint32_t depth; ///< loops around the command: levels with an index
} Printer;

static void print(const Printer *printer, const char *format, ...)
    AIC_PRINTF(2, 3);
static void print(const Printer *printer, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  int length = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (length > 0)
    printer->write(
        text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1,
        printer->userData);
}

/// " + i1*8" for each level that counts.
static void printSteps(const Printer *printer, const int32_t *steps) {
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    if (steps[level])
      print(printer, "%+" PRId32 "*i%d", steps[level], level);
}

static void printRef(const Printer *printer, const AicNpuRef *ref) {
  print(printer, "%s[%" PRIu32, ref->space == AIC_NPU_ACC ? "acc" : "spad",
        ref->base);
  printSteps(printer, ref->stride);
  if (ref->depth > 1) {
    print(printer, "+%" PRIu32 "*((%u", ref->slot, ref->phase);
    for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
      if (ref->weight[level])
        print(printer, "+%u*i%d", ref->weight[level], level);
    print(printer, ")%%%u)", ref->depth);
  }
  print(printer, "]");
}

static void printU32s(const Printer *printer, const char *name,
                      const uint32_t *values, int count) {
  for (int i = 0; i < count; ++i)
    print(printer, "%s%" PRIu32, i ? "x" : name, values[i]);
}

static void printI32s(const Printer *printer, const char *name,
                      const int32_t *values, int count) {
  for (int i = 0; i < count; ++i)
    print(printer, "%s%" PRId32, i ? "," : name, values[i]);
}

static void printDma(const Printer *printer, const AicNpuDma *dma) {
  const AicNpuTile *tile = &dma->tile;
  print(printer, " buffer %u+%" PRIu64 " at (", tile->buffer, tile->offset);
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d) {
    print(printer, "%s%" PRId32, d ? ", " : "", tile->start[d]);
    printSteps(printer, tile->step[d]);
  }
  print(printer, ")");
  printU32s(printer, " size ", tile->size, AIC_NPU_TILE_RANK);
  printU32s(printer, " of ", tile->extent, AIC_NPU_TILE_RANK);
  print(printer, "x%s", aicNpuTypeName(tile->type));
  printI32s(printer, " strides ", tile->stride, AIC_NPU_TILE_RANK);
  print(printer, " <-> ");
  printRef(printer, &dma->ref);
  printI32s(printer, " strides ", dma->stride, AIC_NPU_TILE_RANK);
  print(printer, " %s pad 0x%" PRIx32, aicNpuTypeName(dma->type), dma->pad);
}

static void printMatmul(const Printer *printer, const AicNpuMatmul *matmul) {
  print(printer, " %s %" PRIu32 "*%" PRIu32 "x%" PRIu32 "x%" PRIu32 " ",
        aicNpuMacName(matmul->mac), matmul->m1, matmul->m2, matmul->k,
        matmul->n);
  printRef(printer, &matmul->acc);
  print(printer, " strides %" PRId32, matmul->accStride);
  if (matmul->accumulate)
    print(printer, " += ");
  else if (matmul->accumulateLoops)
    print(printer, " +=(loops 0x%x) ", matmul->accumulateLoops);
  else
    print(printer, " = ");
  printRef(printer, &matmul->a);
  print(printer, " strides %" PRId32 ",%" PRId32 " * ", matmul->aStride1,
        matmul->aStride2);
  printRef(printer, &matmul->w);
  print(printer, " strides %" PRId32, matmul->wStride);
}

static void printVec(const Printer *printer, const AicNpuVec *vec) {
  static const char *const reductions[] = {"none", "add", "max", "min"};
  printU32s(printer, " ", vec->p, 3);
  if (vec->reduce) {
    print(printer, " %s over", reductions[vec->reduce]);
    printU32s(printer, " ", vec->r, 2);
    print(printer, " of v%u from 0x%" PRIx32, vec->reduced, vec->init);
  }
  print(printer, " in %s ", aicNpuTypeName(vec->compute));
  printRef(printer, &vec->dst);
  printI32s(printer, " strides ", vec->dstStride, 3);
  print(printer, " %s = v%u:", aicNpuTypeName(vec->dstType), vec->result);
  for (int s = 0; s < vec->numSources; ++s) {
    const AicNpuVecSource *source = &vec->sources[s];
    print(printer, " v%d = %s ", s, aicNpuTypeName(source->type));
    printRef(printer, &source->ref);
    printI32s(printer, " strides ", source->stride, 5);
    print(printer, ";");
  }
  for (int i = 0; i < vec->numOps; ++i) {
    const AicNpuMicroOp *op = &vec->ops[i];
    print(printer, "%s v%u = %s%s v%u",
          vec->reduce && i == vec->split ? " then" : "", op->dst,
          aicNpuVecOpName(op->op), op->doubleRound ? ".double" : "", op->a);
    if (op->immediate || op->op == AIC_NPU_VEC_IMM)
      print(printer, " 0x%" PRIx32 " v%u;", op->imm, op->c);
    else
      print(printer, " v%u v%u;", op->b, op->c);
  }
}

static void printIds(const Printer *printer, const char *verb,
                     const uint8_t *ids, uint32_t count) {
  for (uint32_t i = 0; i < count && i < AIC_NPU_MAX_WAITS; ++i)
    print(printer, "%s%u", i ? "," : verb, ids[i]);
}

static void printCommand(Printer *printer, const AicNpuProgram *program,
                         uint32_t number) {
  const AicNpuCommand *command = aicNpuProgramGetCommand(program, number);
  if (command->opcode == AIC_NPU_END && printer->depth)
    --printer->depth;
  print(printer, "%5" PRIu32 "  %*s", number, (int)(2 * printer->depth), "");
  if (command->opcode == AIC_NPU_LOOP) {
    print(printer, "loop i%" PRIu32 " < %" PRIu32, printer->depth++,
          command->trip);
  } else if (command->opcode == AIC_NPU_END) {
    print(printer, "end");
  } else {
    print(printer, "%s %s", aicNpuEngineName(command->engine),
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
  print(printer, "%s%.200s\n", source[0] ? "  // " : "", source);
}

static void printLayer(const Printer *printer, const AicNpuProgram *program,
                       uint32_t number) {
  const AicNpuLayer *layer = aicNpuProgramGetLayer(program, number);
  print(printer,
        "layer %" PRIu32 " %.200s (%.60s), %" PRIu64 " macs, at least %" PRIu64
        " cycles\n",
        number, layer->name, layer->kind, layer->macs, layer->bound);
}

void aicNpuProgramPrint(const AicNpuProgram *program,
                        void (*write)(const char *text, size_t size,
                                      void *userData),
                        void *userData) {
  static const char *const kinds[] = {"input", "output", "constant",
                                      "temporary"};
  Printer printer = {write, userData, 0};
  const AicMachine *machine = aicNpuProgramGetMachine(program);
  print(&printer,
        "program %.200s for %s (hash %016" PRIx64 "), %" PRIu64 " macs\n",
        aicNpuProgramGetName(program), machine->name, aicMachineHash(machine),
        aicNpuProgramGetMacs(program));
  for (uint32_t i = 0; i < aicNpuProgramGetNumBuffers(program); ++i) {
    const AicNpuBuffer *buffer = aicNpuProgramGetBuffer(program, i);
    print(&printer, "buffer %" PRIu32 " %s %.200s ", i, kinds[buffer->kind],
          buffer->name);
    for (uint32_t d = 0; d < buffer->rank; ++d)
      print(&printer, "%" PRId64 "x", buffer->shape[d]);
    print(&printer, "%s, %" PRIu64 " bytes\n", aicNpuTypeName(buffer->type),
          buffer->bytes);
  }
  for (uint32_t id = 0; id < AIC_NPU_MAX_SEMAPHORES; ++id)
    if (aicNpuProgramGetSemaphore(program, id))
      print(&printer, "semaphore %" PRIu32 " starts at %" PRIu32 "\n", id,
            aicNpuProgramGetSemaphore(program, id));
  uint32_t layer = 0;
  for (uint32_t i = 0; i < aicNpuProgramGetNumCommands(program); ++i) {
    if (layer < aicNpuProgramGetNumLayers(program) &&
        aicNpuProgramGetLayer(program, layer)->first == i)
      printLayer(&printer, program, layer++);
    printCommand(&printer, program, i);
  }
}
