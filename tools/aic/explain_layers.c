//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/explain_layers.h"

#include "aic/diag.h"

#include <stdlib.h>
#include <string.h>

static void *check(void *memory) {
  if (!memory)
    AIC_BUG("out of memory");
  return memory;
}

/// Room for one more.
static void *grow(void *data, intptr_t count, intptr_t *capacity, size_t size) {
  if (count < *capacity)
    return data;
  *capacity = 2 * *capacity + 16;
  return check(realloc(data, (size_t)*capacity * size));
}

int64_t explainLayersFind(const ExplainLayers *layers, const char *place) {
  for (intptr_t i = layers->count; i-- > 0;)
    if (strcmp(layers->data[i].name, place) == 0)
      return i;
  return -1;
}

intptr_t explainLayersInList(const ExplainLayers *layers, const char *list,
                             int64_t *found, intptr_t max) {
  intptr_t count = 0;
  for (const char *at = list; *at && count < max;) {
    const char *comma = strstr(at, ", ");
    size_t length = comma ? (size_t)(comma - at) : strlen(at);
    for (intptr_t i = layers->count; i-- > 0;)
      if (strncmp(layers->data[i].name, at, length) == 0 &&
          layers->data[i].name[length] == '\0') {
        found[count++] = i;
        break;
      }
    at += length + (comma ? 2 : 0);
  }
  return count;
}

intptr_t explainLayersOf(const ExplainLayers *layers, const AicPlaces *places,
                         int64_t *found, intptr_t max) {
  intptr_t count = 0;
  for (intptr_t i = 0; i < places->count && count < max; ++i) {
    int64_t layer = explainLayersFind(layers, places->data[i]);
    if (layer >= 0)
      found[count++] = layer;
  }
  return count;
}

void explainLayersRemark(ExplainLayers *layers, const AicPlaces *places,
                         const char *text) {
  int64_t layer;
  if (explainLayersOf(layers, places, &layer, 1) == 0 ||
      layers->data[layer].reason)
    return;
  layers->data[layer].reason = check(strdup(text));
}

/// The layer of an operation, made if it is the first of it.
static int64_t layerOf(ExplainLayers *layers, const AicInspectedOp *op) {
  char number[32];
  snprintf(number, sizeof number, "#%td", layers->numOps);
  const char *place = op->places.count ? op->places.data[0] : number;
  int64_t found = explainLayersFind(layers, place);
  if (found >= 0)
    return found;
  layers->data = grow(layers->data, layers->count, &layers->capacity,
                      sizeof *layers->data);
  layers->data[layers->count] = (ExplainLayer){.name = check(strdup(place)),
                                               .kind = check(strdup(op->name))};
  return layers->count++;
}

static void addKind(ExplainLayer *layer, const char *name) {
  if (strstr(layer->kind, name) || strlen(layer->kind) > 200)
    return;
  size_t size = strlen(layer->kind) + strlen(name) + 3;
  char *both = check(malloc(size));
  snprintf(both, size, "%s, %s", layer->kind, name);
  free(layer->kind);
  layer->kind = both;
}

static void addEdge(ExplainLayer *layer, int64_t from) {
  for (intptr_t i = 0; i < layer->numInputs; ++i)
    if (layer->inputs[i] == from)
      return;
  layer->inputs = check(realloc(layer->inputs, ((size_t)layer->numInputs + 1) *
                                                   sizeof *layer->inputs));
  layer->inputs[layer->numInputs++] = from;
}

/// The tensor of this maker, an operation or -2 - N.
static ExplainTensor *tensorOf(ExplainLayers *layers, int64_t from,
                               uint64_t bytes) {
  for (intptr_t i = 0; i < layers->numTensors; ++i)
    if (layers->tensors[i].from == from)
      return &layers->tensors[i];
  layers->tensors = grow(layers->tensors, layers->numTensors,
                         &layers->maxTensors, sizeof *layers->tensors);
  layers->tensors[layers->numTensors] =
      (ExplainTensor){.from = from, .last = -1, .bytes = bytes};
  return &layers->tensors[layers->numTensors++];
}

/// What `layer` (the number of layers: the function's end) reads.
static void addOperand(ExplainLayers *layers, int64_t layer,
                       const AicInspectedOp *op, intptr_t index) {
  int64_t from = op->operands[index];
  uint64_t bytes = op->operandBytes[index];
  bool isLayer = layer >= 0;
  ExplainLayer *reader = isLayer ? &layers->data[layer] : NULL;
  int64_t last = isLayer ? layer : INT64_MAX;
  if (from == -1)
    return;
  if (from < -1) {
    ExplainTensor *tensor = tensorOf(layers, from, bytes);
    tensor->last = tensor->last > last ? tensor->last : last;
  } else if (layers->isConstant[from]) {
    if (!layers->isCounted[from]) {
      layers->params += layers->elements[from];
      layers->paramBytes += bytes;
      layers->isCounted[from] = true;
    }
    if (reader) {
      reader->weightBytes += bytes;
      reader->params += layers->elements[from];
    }
    return;
  } else {
    int64_t producer = layers->layerOf[from];
    if (producer == layer || producer < 0)
      return;
    ExplainTensor *tensor = tensorOf(layers, from, bytes);
    if (tensor->last < 0)
      layers->data[producer].outputBytes += bytes;
    tensor->last = tensor->last > last ? tensor->last : last;
    from = producer;
  }
  if (reader) {
    reader->inputBytes += bytes;
    addEdge(reader, from);
  }
}

void explainLayersAdd(ExplainLayers *layers, const AicInspectedOp *op) {
  intptr_t before = layers->maxOps;
  layers->layerOf = grow(layers->layerOf, layers->numOps, &layers->maxOps,
                         sizeof *layers->layerOf);
  if (layers->maxOps != before) {
    size_t count = (size_t)layers->maxOps;
    layers->isConstant =
        check(realloc(layers->isConstant, count * sizeof(bool)));
    layers->isCounted = check(realloc(layers->isCounted, count * sizeof(bool)));
    layers->elements =
        check(realloc(layers->elements, count * sizeof(uint64_t)));
  }
  intptr_t number = layers->numOps;
  layers->isConstant[number] = op->constant;
  layers->isCounted[number] = false;
  layers->elements[number] = op->elements;
  bool ends = strcmp(op->name, "func.return") == 0;
  bool computes = op->depth == 1 && !op->constant && !ends;
  int64_t layer = computes ? layerOf(layers, op) : -1;
  layers->layerOf[number] = layer;
  ++layers->numOps;
  if (op->depth != 1 || op->constant)
    return;
  for (intptr_t i = 0; i < op->numOperands; ++i)
    addOperand(layers, layer, op, i);
  if (!computes)
    return;
  addKind(&layers->data[layer], op->name);
  free(layers->data[layer].type);
  layers->data[layer].type = check(strdup(op->type));
}

static void writeLayer(const ExplainLayer *layer, AicJson *json) {
  aicJsonBegin(json, NULL, '{');
  aicJsonText(json, "name", layer->name);
  aicJsonText(json, "kind", layer->kind);
  aicJsonText(json, "type", layer->type ? layer->type : "");
  aicJsonUnsigned(json, "params", layer->params);
  aicJsonUnsigned(json, "weightBytes", layer->weightBytes);
  aicJsonUnsigned(json, "inputBytes", layer->inputBytes);
  aicJsonUnsigned(json, "outputBytes", layer->outputBytes);
  aicJsonUnsigned(json, "macs", layer->macs);
  aicJsonUnsigned(json, "flops", layer->flops);
  aicJsonBool(json, "onNpu", layer->onNpu);
  aicJsonBool(json, "onHost", layer->onHost);
  if (layer->reason)
    aicJsonText(json, "reason", layer->reason);
  aicJsonBegin(json, "inputs", '[');
  for (intptr_t i = 0; i < layer->numInputs; ++i)
    aicJsonInt(json, NULL, layer->inputs[i]);
  aicJsonEnd(json, ']');
  aicJsonEnd(json, '}');
}

void explainLayersWrite(const ExplainLayers *layers, AicJson *json) {
  aicJsonUnsigned(json, "params", layers->params);
  aicJsonUnsigned(json, "paramBytes", layers->paramBytes);
  aicJsonBegin(json, "layers", '[');
  for (intptr_t i = 0; i < layers->count; ++i) {
    aicJsonLine(json);
    writeLayer(&layers->data[i], json);
  }
  aicJsonEnd(json, ']');
  // [from, last layer that reads it, bytes]
  aicJsonBegin(json, "tensors", '[');
  for (intptr_t i = 0; i < layers->numTensors; ++i) {
    const ExplainTensor *tensor = &layers->tensors[i];
    int64_t from =
        tensor->from < 0 ? tensor->from : layers->layerOf[tensor->from];
    aicJsonBegin(json, NULL, '[');
    aicJsonInt(json, NULL, from);
    aicJsonInt(json, NULL,
               tensor->last == INT64_MAX ? layers->count : tensor->last);
    aicJsonUnsigned(json, NULL, tensor->bytes);
    aicJsonEnd(json, ']');
  }
  aicJsonEnd(json, ']');
}

void explainLayersRelease(ExplainLayers *layers) {
  for (intptr_t i = 0; i < layers->count; ++i) {
    free(layers->data[i].name);
    free(layers->data[i].kind);
    free(layers->data[i].type);
    free(layers->data[i].reason);
    free(layers->data[i].inputs);
  }
  free(layers->data);
  free(layers->tensors);
  free(layers->layerOf);
  free(layers->isConstant);
  free(layers->isCounted);
  free(layers->elements);
  *layers = (ExplainLayers){0};
}
