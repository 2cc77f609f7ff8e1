//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The simulator behind the runtime's device interface.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/device.h"

#include "runtime/npu/history.h"

#include <stdlib.h>
#include <string.h>

/// A program that was decoded before.
typedef struct Cached {
  const void *bytes;
  uint64_t size;
  AicNpuProgram *program;
  struct Cached *next;
} Cached;

struct AicNpuSimulator {
  AicNpuDevice device; ///< first: the runtime hands back a pointer to it
  AicNpuRunOptions options;
  Cached *cache;
  const AicNpuProgram *bare; ///< what aicNpuSimulatorRun runs
  AicMachine machine;        ///< of the last run
  AicNpuStats stats;
  uint64_t runs;
  AicNpuHistory history;
  AicError *error;
};

static void run(AicNpuSimulator *simulator, const AicNpuProgram *program,
                const void *const *inputs, void *const *outputs) {
  AicNpuStats stats;
  const HistoryProgram *place = aicNpuHistoryFind(&simulator->history, program);
  AicNpuRunOptions options = simulator->options;
  options.layers = place ? calloc(place->numLayers, sizeof stats) : NULL;
  options.buffers =
      place ? calloc(place->numBuffers + 1, sizeof *options.buffers) : NULL;
  if (options.layers && options.buffers) {
    simulator->machine = simulator->options.machine
                             ? *simulator->options.machine
                             : *aicNpuProgramGetMachine(program);
    simulator->error = aicNpuRun(program, inputs, outputs, &options, &stats);
    if (!simulator->error) {
      ++simulator->runs;
      aicNpuStatsAdd(&simulator->stats, &stats);
      aicNpuHistoryAdd(&simulator->history, place, options.layers,
                       options.buffers);
    }
  } else {
    simulator->error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  }
  free(options.layers);
  free(options.buffers);
}

static AicNpuProgram *lookUp(AicNpuSimulator *simulator, const void *bytes,
                             uint64_t size) {
  for (Cached *cached = simulator->cache; cached; cached = cached->next)
    if (cached->bytes == bytes && cached->size == size)
      return cached->program;
  Cached *cached = calloc(1, sizeof *cached);
  if (!cached) {
    simulator->error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return NULL;
  }
  *cached = (Cached){.bytes = bytes, .size = size, .next = simulator->cache};
  // They are part of a model that is there as long as the device runs it.
  simulator->error =
      aicNpuProgramDecodeInPlace(bytes, (size_t)size, &cached->program);
  if (simulator->error) {
    free(cached);
    return NULL;
  }
  simulator->cache = cached;
  return cached->program;
}

static void invoke(const AicNpuDevice *device, const void *bytes, uint64_t size,
                   void *const *buffers, uint64_t count) {
  // The device is the first member of a simulator that is not constant.
  AicNpuSimulator *simulator = (AicNpuSimulator *)(uintptr_t)device;
  if (simulator->error)
    return;
  AicNpuProgram *program = lookUp(simulator, bytes, size);
  if (!program)
    return;
  uint32_t inputs = aicNpuProgramCountBuffers(program, AIC_NPU_INPUT);
  uint32_t outputs = aicNpuProgramCountBuffers(program, AIC_NPU_OUTPUT);
  if (count != (uint64_t)inputs + outputs) {
    simulator->error = aicErrorCreate(
        AIC_ERROR_DEVICE, "NPU program '%s' has %u buffers, but was given %llu",
        aicNpuProgramGetName(program), inputs + outputs,
        (unsigned long long)count);
    return;
  }
  run(simulator, program, (const void *const *)buffers, buffers + inputs);
}

AicError *aicNpuSimulatorTime(AicNpuSimulator *simulator,
                              const AicNpuProgram *program) {
  AicNpuRunOptions options = simulator->options;
  simulator->options.timeOnly = true;
  run(simulator, program, NULL, NULL);
  simulator->options = options;
  return aicNpuSimulatorTakeError(simulator);
}

AicNpuSimulator *aicNpuSimulatorCreate(const AicNpuRunOptions *options) {
  AicNpuSimulator *simulator = calloc(1, sizeof *simulator);
  if (!simulator)
    return NULL;
  simulator->device.invoke = invoke;
  if (options)
    simulator->options = *options;
  return simulator;
}

void aicNpuSimulatorDestroy(AicNpuSimulator *simulator) {
  if (!simulator)
    return;
  while (simulator->cache) {
    Cached *cached = simulator->cache;
    simulator->cache = cached->next;
    aicNpuProgramDestroy(cached->program);
    free(cached);
  }
  aicNpuHistoryRelease(&simulator->history);
  aicErrorDestroy(simulator->error);
  free(simulator);
}

const AicNpuDevice *aicNpuSimulatorGetDevice(const AicNpuSimulator *simulator) {
  return &simulator->device;
}

AicError *aicNpuSimulatorTakeError(AicNpuSimulator *simulator) {
  AicError *error = simulator->error;
  simulator->error = NULL;
  return error;
}

const AicNpuStats *aicNpuSimulatorGetStats(const AicNpuSimulator *simulator) {
  return &simulator->stats;
}

uint64_t aicNpuSimulatorGetRuns(const AicNpuSimulator *simulator) {
  return simulator->runs;
}

const AicMachine *aicNpuSimulatorGetMachine(const AicNpuSimulator *simulator) {
  return simulator->machine.name[0] ? &simulator->machine : NULL;
}

const AicNpuLayerRun *aicNpuSimulatorGetLayers(const AicNpuSimulator *simulator,
                                               size_t *count) {
  *count = simulator->history.numLayers;
  return simulator->history.layers;
}

const AicNpuBufferRun *
aicNpuSimulatorGetBuffers(const AicNpuSimulator *simulator, size_t *count) {
  *count = simulator->history.numBuffers;
  return simulator->history.buffers;
}

AicElementType aicNpuTypeElement(AicNpuType type) {
  static const AicElementType types[] = {AIC_ELEMENT_I8,   AIC_ELEMENT_I32,
                                         AIC_ELEMENT_BF16, AIC_ELEMENT_F32,
                                         AIC_ELEMENT_F16,  AIC_ELEMENT_I8};
  return types[type];
}

/// `run` of a bare program as a model.
static void runBare(const AicCall *call) {
  AicNpuSimulator *simulator = (AicNpuSimulator *)(uintptr_t)call->npu;
  const AicNpuProgram *program = simulator->bare;
  uint32_t inputs = aicNpuProgramCountBuffers(program, AIC_NPU_INPUT);
  uint32_t outputs = aicNpuProgramCountBuffers(program, AIC_NPU_OUTPUT);
  const void **in = calloc(inputs + 1, sizeof *in);
  void **out = calloc(outputs + 1, sizeof *out);
  bool ok = in && out;
  for (uint32_t i = 0; ok && i < inputs; ++i)
    in[i] = call->inputs[i].data;
  for (uint32_t i = 0; i < outputs; ++i) {
    const AicNpuBuffer *buffer = aicNpuProgramGetBuffer(
        program, aicNpuProgramFindBuffer(program, AIC_NPU_OUTPUT, i));
    ok = aicTensorAllocate(&call->outputs[i], aicNpuTypeElement(buffer->type),
                           (int32_t)buffer->rank, buffer->shape) &&
         ok;
    if (out)
      out[i] = call->outputs[i].data;
  }
  if (!ok && !simulator->error)
    simulator->error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  if (!simulator->error)
    run(simulator, program, in, out);
  free(in);
  free(out);
}

/// The inputs (or outputs) of a program as ports; NULL without memory.
static AicPort *makePorts(const AicNpuProgram *program, AicNpuBufferKind kind,
                          uint32_t *count) {
  *count = aicNpuProgramCountBuffers(program, kind);
  AicPort *ports = calloc(*count + 1, sizeof *ports);
  for (uint32_t i = 0; ports && i < *count; ++i) {
    const AicNpuBuffer *buffer = aicNpuProgramGetBuffer(
        program, aicNpuProgramFindBuffer(program, kind, i));
    ports[i] = (AicPort){.name = buffer->name,
                         .rank = (int32_t)buffer->rank,
                         .type = aicNpuTypeElement(buffer->type)};
    memcpy(ports[i].shape, buffer->shape, sizeof ports[i].shape);
  }
  return ports;
}

bool aicNpuSimulatorRun(AicNpuSimulator *simulator,
                        const AicNpuProgram *program, const AicTensor *inputs,
                        size_t numInputs, AicTensor *outputs, size_t numOutputs,
                        AicError **error) {
  AicModel model = {.abi = AIC_MODEL_ABI, .usesNpu = 1, .run = runBare};
  AicPort *in = makePorts(program, AIC_NPU_INPUT, &model.numInputs);
  AicPort *out = makePorts(program, AIC_NPU_OUTPUT, &model.numOutputs);
  model.inputs = in;
  model.outputs = out;
  simulator->bare = program;
  bool good = false;
  if (!in || !out)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  else
    good = aicModelRun(&model, &simulator->device, inputs, numInputs, outputs,
                       numOutputs, error);
  AicError *fault = aicNpuSimulatorTakeError(simulator);
  if (good && fault) {
    for (size_t i = 0; i < numOutputs; ++i)
      aicTensorRelease(&outputs[i]);
    *error = fault;
    good = false;
  } else {
    aicErrorDestroy(fault);
  }
  free(in);
  free(out);
  return good;
}
