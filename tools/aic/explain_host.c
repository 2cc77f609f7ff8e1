//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explain_host.h"

#include "runtime/npu/device.h"
#include "runtime/tensor_file.h"
#include "tools/aic/host_clock.h"
#include "tools/aic/loaded_model.h"

#include <stdlib.h>

static bool runOnce(const AicModel *model, AicNpuSimulator *simulator,
                    HostClock *clock, const AicTensor *inputs,
                    AicTensor *outputs, AicError **error) {
  bool good = aicModelRunWith(
      model,
      &(AicRunOptions){.npu = aicNpuSimulatorGetDevice(simulator),
                       .observe = hostClockObserve,
                       .observer = clock},
      inputs, model->numInputs, outputs, model->numOutputs, error);
  hostClockStop(clock);
  for (uint32_t i = 0; good && i < model->numOutputs; ++i)
    aicTensorRelease(&outputs[i]);
  if (good)
    *error = aicNpuSimulatorTakeError(simulator);
  return good && !*error;
}

/// Each layer as [its nodes, seconds of one call].
static void writeClock(const HostClock *clock, int64_t calls,
                       const ExplainLayers *layers, AicJson *json) {
  aicJsonBegin(json, "host", '[');
  for (size_t i = 0; i < clock->model->numLayers; ++i) {
    int64_t found[16];
    intptr_t count =
        explainLayersInList(layers, clock->rows[i].name, found, 16);
    aicJsonBegin(json, NULL, '[');
    aicJsonBegin(json, NULL, '[');
    for (intptr_t n = 0; n < count; ++n)
      aicJsonInt(json, NULL, found[n]);
    aicJsonEnd(json, ']');
    aicJsonNumber(json, NULL, clock->rows[i].seconds / (double)calls);
    aicJsonEnd(json, ']');
  }
  aicJsonEnd(json, ']');
}

bool explainHost(const char *path, const AicCompileOptions *options,
                 const char *inputs, const ExplainLayers *layers, AicJson *json,
                 AicError **error) {
  LoadedModel loaded = {0};
  if (!loadModel(&loaded, path, options, error))
    return false;
  const AicModel *model = loaded.model;
  AicTensor *in = calloc((size_t)model->numInputs + 1, sizeof *in);
  AicTensor *out = calloc((size_t)model->numOutputs + 1, sizeof *out);
  AicNpuSimulator *simulator = aicNpuSimulatorCreate(NULL);
  HostClock first = {0}, second = {0};
  bool good = in && out && simulator;
  if (!good)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  good = good && aicTensorsReadFolder(inputs, in, model->numInputs, error);
  int64_t calls = good ? aicModelCalls(model, in, model->numInputs, error) : 0;
  good = calls > 0;
  if (good && (!hostClockInit(&first, model, calls) ||
               !hostClockInit(&second, model, calls))) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    good = false;
  }
  good = good && runOnce(model, simulator, &first, in, out, error) &&
         runOnce(model, simulator, &second, in, out, error);
  if (good)
    writeClock(&second, calls, layers, json);
  for (uint32_t i = 0; in && i < model->numInputs; ++i)
    aicTensorRelease(&in[i]);
  free(in);
  free(out);
  hostClockRelease(&first);
  hostClockRelease(&second);
  aicNpuSimulatorDestroy(simulator);
  unloadModel(&loaded);
  return good;
}
