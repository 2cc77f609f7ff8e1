//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Checked calls of a model, and batches made of several calls.
//
//===----------------------------------------------------------------------===//

#include "runtime/model_call.h"

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

/// A dimension of one of the inputs.
typedef struct Dim {
  size_t input;
  int32_t at;
} Dim;

static const char *dimName(const AicModel *model, Dim dim) {
  return model->inputs[dim.input].dims[dim.at];
}

/// The first dimension before `dim` that has its name; `dim` if there is none.
static Dim firstOfName(const AicModel *model, Dim dim) {
  for (Dim other = {0, 0}; other.input <= dim.input; ++other.input)
    for (other.at = 0; other.at < model->inputs[other.input].rank; ++other.at) {
      if (other.input == dim.input && other.at == dim.at)
        return dim;
      const char *name = dimName(model, other);
      if (name && strcmp(name, dimName(model, dim)) == 0)
        return other;
    }
  return dim;
}

/// Whether dimensions with one name have one size. The compiled code relies on
/// it, and would leave its buffers otherwise.
static bool namesAgree(const AicModel *model, const AicTensor *inputs,
                       AicError **error) {
  for (Dim dim = {0, 0}; dim.input < model->numInputs; ++dim.input)
    for (dim.at = 0; dim.at < model->inputs[dim.input].rank; ++dim.at) {
      if (!dimName(model, dim))
        continue;
      Dim first = firstOfName(model, dim);
      int64_t size = inputs[dim.input].shape[dim.at];
      int64_t wanted = inputs[first.input].shape[first.at];
      if (size == wanted)
        continue;
      *error = aicErrorCreate(
          AIC_ERROR_ARGUMENT,
          "input %zu ('%s') has size %" PRId64
          " in dimension %d but input %zu ('%s') has size %" PRId64
          " in dimension %d; both are '%s' and must be equal",
          dim.input, model->inputs[dim.input].name, size, (int)dim.at,
          first.input, model->inputs[first.input].name, wanted, (int)first.at,
          dimName(model, dim));
      return false;
    }
  return true;
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
  return namesAgree(model, inputs, error) ? calls : 0;
}

/// Whether the sizes of one call fit what the model does with them.
static bool sizesFit(const AicModel *model, const AicCall *call,
                     AicError **error) {
  int64_t sizes[2] = {0};
  int64_t broken = model->check ? model->check(call, sizes) : 0;
  if (broken == 0)
    return true;
  const AicSizeRule *rule = &model->rules[broken - 1];
  *error = rule->between
               ? aicErrorCreate(AIC_ERROR_ARGUMENT,
                                "%s%" PRId64 "%s%" PRId64 "%s", rule->before,
                                sizes[0], rule->between, sizes[1], rule->after)
               : aicErrorCreate(AIC_ERROR_ARGUMENT, "%s", rule->before);
  return false;
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
  return aicModelRunWith(model, &(AicRunOptions){.npu = npu}, inputs, numInputs,
                         outputs, numOutputs, error);
}

void *aicModelAllocateArena(const AicModel *model) {
  enum { ALIGNMENT = 64 };
  if (model->arenaBytes > PTRDIFF_MAX - ALIGNMENT)
    return NULL;
  return aligned_alloc(ALIGNMENT,
                       (model->arenaBytes + ALIGNMENT) / ALIGNMENT * ALIGNMENT);
}

bool aicModelRunWith(const AicModel *model, const AicRunOptions *options,
                     const AicTensor *inputs, size_t numInputs,
                     AicTensor *outputs, size_t numOutputs, AicError **error) {
  AicRunOptions with = options ? *options : (AicRunOptions){0};
  memset(outputs, 0, numOutputs * sizeof *outputs);
  int64_t calls = aicModelCalls(model, inputs, numInputs, error);
  if (calls == 0)
    return false;
  if (numOutputs != model->numOutputs || (model->usesNpu && !with.npu)) {
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
  void *made = NULL;
  if (!with.arena)
    with.arena = made = aicModelAllocateArena(model);
  if (!views || !parts || !with.arena)
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  for (int64_t i = 0; i < calls && !*error; ++i) {
    selectBatch(model, inputs, i, views);
    AicTensor *target = calls == 1 ? outputs : parts;
    AicCall call = {.inputs = views,
                    .outputs = target,
                    .arena = with.arena,
                    .npu = with.npu,
                    .threads = with.threads,
                    .observe = with.observe,
                    .observer = with.observer};
    if (!sizesFit(model, &call, error))
      break;
    if (!aicModelRunGuarded(model, &call, error))
      break;
    if (calls > 1)
      appendOutputs(outputs, parts, numOutputs, i, calls, error);
    releaseAll(parts, numOutputs);
  }
  free(views);
  free(parts);
  free(made);
  if (!*error)
    return true;
  releaseAll(outputs, numOutputs);
  return false;
}
