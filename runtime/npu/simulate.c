//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Running a program: memories, the clock, and the figures afterwards.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/simulate.h"

#include "runtime/npu/codec.h"
#include "runtime/npu/engines.h"
#include "runtime/npu/timing.h"
#include "runtime/npu/verify.h"

#include <stdlib.h>
#include <string.h>

/// Buffers of the program and the memories of the chip; false without memory.
static bool allocate(Simulation *simulation, const void *const *inputs) {
  const AicNpuProgram *program = simulation->program;
  AicNpuMemory *memory = &simulation->memory;
  memory->buffers = calloc(program->numBuffers + 1, sizeof(unsigned char *));
  // Sizes that the machine's limits keep far below SIZE_MAX.
  memory->spad = calloc(1, (size_t)simulation->machine->spad.size);
  memory->acc = calloc(1, (size_t)simulation->machine->acc.size);
  size_t workspace = 1;
  for (uint32_t i = 0; i < program->numCommands; ++i)
    if (program->commands[i].opcode == AIC_NPU_MATMUL) {
      size_t needed = aicNpuMatmulWorkspace(&program->commands[i].matmul);
      workspace = needed > workspace ? needed : workspace;
    }
  memory->workspace = malloc(workspace);
  bool ok = memory->buffers && memory->spad && memory->acc && memory->workspace;
  uint32_t input = 0;
  for (uint32_t i = 0; ok && i < program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &program->buffers[i];
    // Verification saw to it that nothing stores to inputs and constants.
    if (buffer->kind == AIC_NPU_INPUT)
      memory->buffers[i] = (unsigned char *)(uintptr_t)inputs[input++];
    else if (buffer->kind == AIC_NPU_CONSTANT)
      memory->buffers[i] = (unsigned char *)(uintptr_t)buffer->data;
    else
      memory->buffers[i] = calloc(1, (size_t)buffer->bytes);
    ok = memory->buffers[i] != NULL;
  }
  return ok;
}

static void release(Simulation *simulation) {
  const AicNpuProgram *program = simulation->program;
  AicNpuMemory *memory = &simulation->memory;
  for (uint32_t i = 0; memory->buffers && i < program->numBuffers; ++i)
    if (program->buffers[i].kind == AIC_NPU_OUTPUT ||
        program->buffers[i].kind == AIC_NPU_TEMPORARY)
      free(memory->buffers[i]);
  free(memory->buffers);
  free(memory->spad);
  free(memory->acc);
  free(memory->workspace);
  free(simulation->engines[0].queue);
  free(simulation->layers);
  free(simulation->layerOf);
  free(simulation->traffic);
  free(simulation->commands);
}

static void copyOutputs(const Simulation *simulation, void *const *outputs) {
  const AicNpuProgram *program = simulation->program;
  uint32_t output = 0;
  for (uint32_t i = 0; i < program->numBuffers; ++i)
    if (program->buffers[i].kind == AIC_NPU_OUTPUT)
      memcpy(outputs[output++], simulation->memory.buffers[i],
             (size_t)program->buffers[i].bytes);
}

static AicError *checkRun(const AicNpuProgram *program,
                          const AicNpuRunOptions *options) {
  if (program->timeOnly && !options->timeOnly)
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "program '%s' is for its time only and has no data",
                          program->name);
  AicError *error = NULL;
  if (!program->verified)
    error = aicNpuProgramVerify(program);
  if (!error && options->machine)
    error = aicNpuProgramCheckMachine(program, options->machine);
  return error;
}

/// The state before cycle 0; false without memory.
static bool prepare(Simulation *simulation, const AicNpuProgram *program,
                    const AicNpuRunOptions *options,
                    const void *const *inputs) {
  *simulation = (Simulation){.program = program,
                             .machine = options->machine ? options->machine
                                                         : &program->machine,
                             .maxCycles = options->maxCycles,
                             .timeOnly = options->timeOnly,
                             .exact = options->exact,
                             .observer = options->observer};
  for (int id = 0; id < AIC_NPU_MAX_SEMAPHORES; ++id)
    simulation->counts[id] = program->semaphores[id];
  const AicMachine *machine = simulation->machine;
  uint64_t queue = machine->sync.queue;
  Entry *queues = calloc(queue * AIC_NPU_NUM_ENGINES, sizeof *queues);
  for (uint64_t e = 0; queues && e < AIC_NPU_NUM_ENGINES; ++e) {
    SimEngine *engine = &simulation->engines[e];
    const AicMachineDma *dma = e == AIC_NPU_LD   ? &machine->ld
                               : e == AIC_NPU_ST ? &machine->st
                                                 : NULL;
    engine->queue = queues + e * queue;
    engine->channels = dma ? dma->channels : 1;
    engine->outstanding = dma ? dma->outstanding : 1;
  }
  return queues && aicSimStartCount(simulation) &&
         (options->timeOnly || allocate(simulation, inputs));
}

static AicError *simulate(Simulation *simulation, AicNpuStats *sum) {
  const AicNpuObserver *observer = simulation->observer;
  if (observer && observer->begin)
    observer->begin(observer->userData, simulation->program,
                    simulation->machine);
  aicSimulate(simulation);
  if (simulation->error)
    return simulation->error;
  if (observer)
    aicSimObserveEnd(simulation);
  aicSimFinishCount(simulation, sum);
  AicError *error = aicSimCheckAccounts(sum);
  for (uint32_t i = 0; !error && i < simulation->numLayers; ++i)
    error = aicSimCheckAccounts(&simulation->layers[i].stats);
  return error;
}

/// Hands out what was asked for.
static void copyResults(const Simulation *simulation, void *const *outputs,
                        const AicNpuRunOptions *options) {
  if (!options->timeOnly)
    copyOutputs(simulation, outputs);
  for (uint32_t i = 0; options->layers && i < simulation->numLayers; ++i)
    options->layers[i] = simulation->layers[i].stats;
  for (uint32_t i = 0; options->buffers && i < simulation->program->numBuffers;
       ++i)
    options->buffers[i] = simulation->traffic[i];
}

AicError *aicNpuRun(const AicNpuProgram *program, const void *const *inputs,
                    void *const *outputs, const AicNpuRunOptions *options,
                    AicNpuStats *stats) {
  static const AicNpuRunOptions defaults;
  if (!options)
    options = &defaults;
  AicError *error = checkRun(program, options);
  if (error)
    return error;
  AicNpuStats sum;
  Simulation *simulation = malloc(sizeof *simulation);
  if (!simulation)
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  if (prepare(simulation, program, options, inputs))
    error = simulate(simulation, &sum);
  else
    error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  if (!error) {
    copyResults(simulation, outputs, options);
    if (stats)
      *stats = sum;
  }
  release(simulation);
  free(simulation);
  return error;
}
