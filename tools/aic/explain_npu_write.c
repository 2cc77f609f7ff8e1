//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explain_npu.h"

#include <stdlib.h>
#include <string.h>

/// The layers of the model that a layer of a program computes.
static void writeNodes(const ExplainNpu *npu, const AicCommandLayer *layer,
                       AicJson *json) {
  int64_t found[16];
  intptr_t count = explainLayersInList(npu->layers, layer->name, found, 16);
  for (intptr_t i = 0; i < count; ++i)
    aicJsonInt(json, NULL, found[i]);
}

/// The lines of a printed program.
typedef struct Lines {
  const ExplainNpu *npu;
  const ProgramRun *run;
  AicJson *json;
  char text[1200];
  size_t length;
  intptr_t count;
} Lines;

static void writeLine(Lines *lines) {
  char *source = strstr(lines->text, "  // ");
  if (source)
    *source = '\0';
  char *end, *text = lines->text + strspn(lines->text, " ");
  unsigned long number = strtoul(text, &end, 10);
  bool isCommand = end != text && *end == ' ' &&
                   number < aicNpuProgramGetNumCommands(lines->run->program);
  AicJson *json = lines->json;
  aicJsonLine(json);
  aicJsonBegin(json, NULL, '[');
  aicJsonInt(json, NULL, isCommand);
  if (isCommand) {
    const AicNpuCommand *command =
        aicNpuProgramGetCommand(lines->run->program, (uint32_t)number);
    aicJsonText(json, NULL, aicNpuOpcodeName(command->opcode));
  } else {
    aicJsonTextN(json, NULL, text, strcspn(text, " "));
  }
  aicJsonBegin(json, NULL, '[');
  if (isCommand) {
    const AicCommandLayers *layers = &lines->run->layers;
    writeNodes(lines->npu, &layers->data[layers->of[number]], json);
  }
  aicJsonEnd(json, ']');
  aicJsonText(json, NULL, text);
  aicJsonEnd(json, ']');
}

static void addText(const char *text, size_t size, void *userData) {
  Lines *lines = userData;
  for (size_t i = 0; i < size; ++i) {
    if (text[i] == '\n') {
      lines->text[lines->length] = '\0';
      writeLine(lines);
      ++lines->count;
      lines->length = 0;
    } else if (lines->length + 1 < sizeof lines->text) {
      lines->text[lines->length++] = text[i];
    }
  }
}

intptr_t explainNpuWriteCommands(const ExplainNpu *npu, AicJson *json) {
  intptr_t count = 0;
  for (size_t r = 0; r < npu->numRuns; ++r) {
    Lines lines = {.npu = npu, .run = &npu->runs[r], .json = json};
    aicNpuProgramPrint(npu->runs[r].program, addText, &lines);
    count += lines.count;
  }
  return count;
}

static void writeList(AicJson *json, const char *key, const uint64_t *data,
                      int count) {
  aicJsonBegin(json, key, '[');
  for (int i = 0; i < count; ++i)
    aicJsonUnsigned(json, NULL, data[i]);
  aicJsonEnd(json, ']');
}

static void writeEnergy(const char *key, const AicNpuStats *stats,
                        AicJson *json) {
  aicJsonBegin(json, key, '[');
  for (int level = 0; level < AIC_NPU_NUM_ENERGY_LEVELS; ++level)
    aicJsonNumber(json, NULL, stats->energyOf[level]);
  aicJsonEnd(json, ']');
}

/// `stats` are those of the layers, by the simulator; NULL if it has none.
static void writeLayers(const ExplainNpu *npu, const ProgramRun *run,
                        const AicNpuLayerRun *stats, AicJson *json) {
  aicJsonBegin(json, "layers", '[');
  for (uint32_t i = 0; i < run->layers.count; ++i) {
    const LayerCost *cost = &run->costs[i];
    const AicCommandLayer *layer = &run->layers.data[i];
    aicJsonLine(json);
    aicJsonBegin(json, NULL, '{');
    aicJsonText(json, "name", layer->name);
    aicJsonText(json, "kind", layer->kind);
    aicJsonBegin(json, "nodes", '[');
    writeNodes(npu, layer, json);
    aicJsonEnd(json, ']');
    aicJsonUnsigned(json, "bound", layer->bound);
    aicJsonUnsigned(json, "first", run->first + layer->first);
    aicJsonUnsigned(json, "behind", run->first + layer->behind);
    aicJsonUnsigned(json, "begin", cost->begin);
    aicJsonUnsigned(json, "end", cost->end);
    aicJsonUnsigned(json, "read", cost->readBytes);
    aicJsonUnsigned(json, "written", cost->writtenBytes);
    aicJsonUnsigned(json, "macs", layer->macs ? layer->macs : cost->macs);
    aicJsonUnsigned(json, "commands", cost->commands);
    if (stats) {
      aicJsonUnsigned(json, "least",
                      stats[i].stats.compulsoryReadBytes +
                          stats[i].stats.compulsoryWriteBytes);
      writeEnergy("energy", &stats[i].stats, json);
    }
    aicJsonBegin(json, "engines", '[');
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      writeList(json, NULL, cost->spent[e], AIC_NPU_TAIL);
    aicJsonEnd(json, ']');
    aicJsonEnd(json, '}');
  }
  aicJsonEnd(json, ']');
}

/// [name, kind, bytes, begin, end] of each tensor in the DRAM.
static void writeBuffers(const ProgramRun *run, AicJson *json) {
  aicJsonBegin(json, "buffers", '[');
  for (uint32_t i = 0; i < aicNpuProgramGetNumBuffers(run->program); ++i) {
    const AicNpuBuffer *buffer = aicNpuProgramGetBuffer(run->program, i);
    const BufferUse *use = &run->uses[i];
    aicJsonBegin(json, NULL, '[');
    aicJsonText(json, NULL, buffer->name);
    aicJsonText(json, NULL, aicNpuBufferKindName(buffer->kind));
    aicJsonUnsigned(json, NULL, buffer->bytes);
    aicJsonUnsigned(json, NULL, use->begin);
    aicJsonUnsigned(json, NULL, use->end);
    aicJsonEnd(json, ']');
  }
  aicJsonEnd(json, ']');
}

static void writeMemory(const ProgramRun *run, AicJson *json) {
  const MemoryMap *map = &run->memory;
  // [0 spad, 1 acc; base, slot, depth, used of a slot, begin, end, layer,
  // loaded from, stored to, name]
  aicJsonBegin(json, "rings", '[');
  for (uint32_t i = 0; i < aicNpuProgramGetNumRings(run->program); ++i) {
    const AicNpuRing *ring = aicNpuProgramGetRing(run->program, i);
    const MemoryRing *use = &map->rings[i];
    const uint64_t fields[] = {ring->space, ring->base, ring->slot, ring->depth,
                               ring->bytes, use->begin, use->end,   use->layer};
    aicJsonBegin(json, NULL, '[');
    for (size_t f = 0; f < sizeof fields / sizeof *fields; ++f)
      aicJsonUnsigned(json, NULL, fields[f]);
    aicJsonInt(json, NULL, use->loads);
    aicJsonInt(json, NULL, use->stores);
    aicJsonTextN(json, NULL, ring->name, strcspn(ring->name, "("));
    aicJsonEnd(json, ']');
  }
  aicJsonEnd(json, ']');
  // Ring, slot, begin and cycles of each turn, one after the other.
  aicJsonBegin(json, "turns", '[');
  for (uint32_t i = 0; map->isWhole && i < map->numTurns; ++i) {
    const MemoryTurn *turn = &map->turns[i];
    aicJsonUnsigned(json, NULL, turn->ring);
    aicJsonUnsigned(json, NULL, turn->slot);
    aicJsonUnsigned(json, NULL, turn->begin);
    aicJsonUnsigned(json, NULL, turn->end - turn->begin);
  }
  aicJsonEnd(json, ']');
}

static void writeMachine(const AicMachine *machine, AicJson *json) {
  uint64_t dram = machine->ld.bw + machine->st.bw;
  if (machine->dram.shared && machine->dram.bw < dram)
    dram = machine->dram.bw;
  aicJsonBegin(json, "machine", '{');
  aicJsonText(json, "name", machine->name);
  aicJsonUnsigned(json, "rows", machine->array.rows);
  aicJsonUnsigned(json, "cols", machine->array.cols);
  aicJsonUnsigned(json, "clock", machine->clock);
  aicJsonUnsigned(json, "lanes", machine->vector.lanes);
  aicJsonBegin(json, "rates", '[');
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac)
    aicJsonNumber(json, NULL,
                  (double)machine->array.rates[mac] / AIC_FIXED_ONE);
  aicJsonEnd(json, ']');
  aicJsonNumber(json, "dramBytesPerCycle", (double)dram / AIC_FIXED_ONE);
  aicJsonUnsigned(json, "spad", machine->spad.size);
  aicJsonUnsigned(json, "acc", machine->acc.size);
  aicJsonEnd(json, '}');
}

void explainNpuWrite(const ExplainNpu *npu, AicJson *json) {
  const AicNpuStats *stats = aicNpuSimulatorGetStats(npu->simulator);
  const AicMachine *machine = aicNpuSimulatorGetMachine(npu->simulator);
  if (!machine)
    return;
  aicJsonBegin(json, "npu", '{');
  writeMachine(machine, json);
  aicJsonUnsigned(json, "cycles", stats->cycles);
  aicJsonUnsigned(json, "macs", stats->macs);
  aicJsonNumber(json, "utilization", stats->utilization);
  aicJsonUnsigned(json, "read", stats->dramReadBurstBytes);
  aicJsonUnsigned(json, "written", stats->dramWriteBurstBytes);
  aicJsonUnsigned(json, "commands", stats->commands);
  aicJsonNumber(json, "energy", stats->energy);
  writeList(json, "arrayMacs", stats->arrayMacs, AIC_NPU_NUM_MACS);
  aicJsonBegin(json, "engines", '[');
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    writeList(json, NULL, stats->engines[e].spent, AIC_NPU_NUM_SHARES);
  aicJsonEnd(json, ']');
  aicJsonBegin(json, "energyLevels", '[');
  for (int level = 0; level < AIC_NPU_NUM_ENERGY_LEVELS; ++level)
    aicJsonText(json, NULL, aicNpuEnergyLevelName((AicNpuEnergyLevel)level));
  aicJsonEnd(json, ']');
  writeEnergy("energyOf", stats, json);
  size_t numLayers;
  const AicNpuLayerRun *layers =
      aicNpuSimulatorGetLayers(npu->simulator, &numLayers);
  aicJsonBegin(json, "programs", '[');
  for (size_t r = 0; r < npu->numRuns; ++r) {
    const ProgramRun *run = &npu->runs[r];
    aicJsonLine(json);
    aicJsonBegin(json, NULL, '{');
    aicJsonText(json, "name", aicNpuProgramGetName(run->program));
    aicJsonUnsigned(json, "offset", run->offset);
    aicJsonUnsigned(json, "cycles", run->cycles);
    aicJsonUnsigned(json, "commands",
                    aicNpuProgramGetNumCommands(run->program));
    uint32_t listed = aicNpuProgramGetNumLayers(run->program);
    writeLayers(npu, run, listed ? layers : NULL, json);
    layers += listed ? listed : 1;
    writeBuffers(run, json);
    writeMemory(run, json);
    aicJsonEnd(json, '}');
  }
  aicJsonEnd(json, ']');
  timelineWrite(&npu->timeline, json);
  aicJsonEnd(json, '}');
}
