//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Checked calls of a model, and batches made of several calls.
//
//===----------------------------------------------------------------------===//

#include "aic/runtime.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Room for "(9223372036854775807, ...)" of the largest rank.
enum { SHAPE_TEXT = 24 * AIC_MAX_RANK };

/// "2x3x?" for messages.
static void shapeText(const int64_t *shape, int32_t rank, char *text) {
  size_t length = 0;
  text[0] = '\0';
  if (rank == 0)
    snprintf(text, SHAPE_TEXT, "scalar");
  for (int32_t i = 0; i < rank; ++i) {
    const char *separator = i ? "x" : "";
    int added = shape[i] < 0 ? snprintf(text + length, SHAPE_TEXT - length,
                                        "%s?", separator)
                             : snprintf(text + length, SHAPE_TEXT - length,
                                        "%s%" PRId64, separator, shape[i]);
    length += added > 0 ? (size_t)added : 0;
  }
}

static AicError *shapeError(const AicTensor *tensor, const AicPort *port,
                            size_t index) {
  char given[SHAPE_TEXT], expected[SHAPE_TEXT];
  shapeText(tensor->shape, tensor->rank, given);
  shapeText(port->shape, port->rank, expected);
  return aicErrorCreate(
      AIC_ERROR_ARGUMENT,
      "input %zu ('%s') has shape %s but the model takes %s%s", index,
      port->name, given, expected,
      port->rank && port->shape[0] > 0
          ? " (or a multiple of its leading dimension)"
          : "");
}

/// How many of `port` lie one behind the other in `tensor`; 0 for none.
static int64_t repetitions(const AicTensor *tensor, const AicPort *port) {
  if (tensor->rank != port->rank)
    return 0;
  for (int32_t i = 0; i < port->rank; ++i)
    if (tensor->shape[i] < 0)
      return 0;
  for (int32_t i = 1; i < port->rank; ++i)
    if (port->shape[i] >= 0 && tensor->shape[i] != port->shape[i])
      return 0;
  if (port->rank == 0 || port->shape[0] < 0 ||
      tensor->shape[0] == port->shape[0])
    return 1;
  if (port->shape[0] == 0 || tensor->shape[0] % port->shape[0])
    return 0;
  return tensor->shape[0] / port->shape[0];
}

int64_t aicModelCalls(const AicModel *model, const AicTensor *inputs,
                      size_t numInputs, AicError **error) {
  *error = NULL;
  if (numInputs != model->numInputs) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "%zu inputs given but the model takes %u",
                            numInputs, (unsigned)model->numInputs);
    return 0;
  }
  int64_t calls = 1;
  size_t first = 0;
  for (size_t i = 0; i < numInputs; ++i) {
    const AicPort *port = &model->inputs[i];
    if (inputs[i].type != port->type) {
      *error = aicErrorCreate(
          AIC_ERROR_ARGUMENT,
          "input %zu ('%s') has element type %s but the model takes %s", i,
          port->name, aicElementTypeName(inputs[i].type),
          aicElementTypeName(port->type));
      return 0;
    }
    int64_t times = repetitions(&inputs[i], port);
    if (times == 0) {
      *error = shapeError(&inputs[i], port, i);
      return 0;
    }
    if (times > 1 && calls > 1 && times != calls) {
      *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                              "input %zu ('%s') holds %" PRId64
                              " batches but input %zu ('%s') holds %" PRId64,
                              i, port->name, times, first,
                              model->inputs[first].name, calls);
      return 0;
    }
    if (times > 1 && calls == 1)
      first = i;
    calls = times > calls ? times : calls;
  }
  return calls;
}

/// Copies the outputs of call `index` behind those of the calls before. The
/// first call decides the shapes.
static bool appendOutputs(AicTensor *whole, const AicTensor *parts,
                          size_t count, int64_t index, int64_t calls,
                          AicError **error) {
  for (size_t i = 0; i < count; ++i) {
    const AicTensor *part = &parts[i];
    if (index == 0) {
      int64_t shape[AIC_MAX_RANK] = {0};
      memcpy(shape, part->shape, sizeof shape);
      int32_t rank = part->rank ? part->rank : 1;
      shape[0] = (part->rank ? shape[0] : 1) * calls;
      if (!aicTensorAllocate(&whole[i], part->type, rank, shape)) {
        *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
        return false;
      }
    }
    size_t bytes = aicTensorBytes(part);
    if (bytes * (size_t)calls != aicTensorBytes(&whole[i])) {
      *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                              "output %zu has another shape in batch %" PRId64
                              " than in the first",
                              i, index);
      return false;
    }
    if (bytes)
      memcpy((char *)whole[i].data + (size_t)index * bytes, part->data, bytes);
  }
  return true;
}

static void releaseAll(AicTensor *tensors, size_t count) {
  for (size_t i = 0; i < count; ++i)
    aicTensorRelease(&tensors[i]);
}

/// Points `views` at the part of the inputs that call `index` works on.
static void selectBatch(const AicModel *model, const AicTensor *inputs,
                        int64_t index, AicTensor *views) {
  for (uint32_t i = 0; i < model->numInputs; ++i) {
    views[i] = inputs[i];
    views[i].allocation = NULL;
    if (repetitions(&inputs[i], &model->inputs[i]) <= 1)
      continue;
    views[i].shape[0] = model->inputs[i].shape[0];
    views[i].data =
        (char *)inputs[i].data + (size_t)index * aicTensorBytes(&views[i]);
  }
}

bool aicModelRun(const AicModel *model, const AicNpuDevice *npu,
                 const AicTensor *inputs, size_t numInputs, AicTensor *outputs,
                 size_t numOutputs, AicError **error) {
  memset(outputs, 0, numOutputs * sizeof *outputs);
  int64_t calls = aicModelCalls(model, inputs, numInputs, error);
  if (calls == 0)
    return false;
  if (numOutputs != model->numOutputs || (model->usesNpu && !npu)) {
    *error =
        numOutputs != model->numOutputs
            ? aicErrorCreate(AIC_ERROR_ARGUMENT,
                             "%zu outputs asked for but the model gives %u",
                             numOutputs, (unsigned)model->numOutputs)
            : aicErrorCreate(AIC_ERROR_DEVICE,
                             "the model needs an NPU but none was given");
    return false;
  }
  AicTensor *views = calloc(numInputs + 1, sizeof *views);
  AicTensor *parts = calloc(numOutputs + 1, sizeof *parts);
  void *arena = aligned_alloc(64, (model->arenaBytes + 64) / 64 * 64);
  if (!views || !parts || !arena)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  for (int64_t i = 0; i < calls && !*error; ++i) {
    selectBatch(model, inputs, i, views);
    AicTensor *target = calls == 1 ? outputs : parts;
    model->run(&(AicCall){
        .inputs = views, .outputs = target, .arena = arena, .npu = npu});
    if (calls > 1)
      appendOutputs(outputs, parts, numOutputs, i, calls, error);
    releaseAll(parts, numOutputs);
  }
  free(views);
  free(parts);
  free(arena);
  if (!*error)
    return true;
  releaseAll(outputs, numOutputs);
  return false;
}
