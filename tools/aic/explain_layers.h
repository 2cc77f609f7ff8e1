//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The layers of a model as `aic explain` shows them: the nodes of the model, or
// its operations if they have no names. The first stage makes them; operations
// of later stages find theirs by their places.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_EXPLAIN_LAYERS_H
#define AIC_TOOLS_EXPLAIN_LAYERS_H

#include "lowering/driver/inspect.h"
#include "tools/support/json.h"

/// A value that goes from layer to layer.
typedef struct ExplainTensor {
  int64_t from; ///< an operation of the first stage; -2 - N for input N
  int64_t last; ///< the last layer that reads it; INT64_MAX: a result
  uint64_t bytes;
} ExplainTensor;

typedef struct ExplainLayer {
  char *name;
  char *kind;   ///< operations of the first stage
  char *type;   ///< of the last of them
  char *reason; ///< why something of it stays on the host, or NULL
  uint64_t inputBytes, outputBytes, weightBytes, params;
  uint64_t macs, flops;
  bool onNpu, onHost;
  int64_t *inputs; ///< layers, or -2 - N
  intptr_t numInputs;
} ExplainLayer;

typedef struct ExplainLayers {
  ExplainLayer *data;
  intptr_t count, capacity;
  ExplainTensor *tensors; ///< by operation of the first stage, and the inputs
  intptr_t numTensors, maxTensors;
  /// Of each operation of the first stage: its layer, -1 without.
  int64_t *layerOf;
  bool *isConstant, *isCounted;
  uint64_t *elements;
  intptr_t numOps, maxOps;
  uint64_t params, paramBytes; ///< of all, each once
} ExplainLayers;

/// Takes the next operation of the first stage.
void explainLayersAdd(ExplainLayers *layers, const AicInspectedOp *op);
/// The layer of a place, or -1.
int64_t explainLayersFind(const ExplainLayers *layers, const char *place);
/// The layers in a list of names, "a, b"; at most `max`, how many.
intptr_t explainLayersInList(const ExplainLayers *layers, const char *list,
                             int64_t *found, intptr_t max);
/// The layers of some places, at most `max`, each once; how many.
intptr_t explainLayersOf(const ExplainLayers *layers, const AicPlaces *places,
                         int64_t *found, intptr_t max);
/// Says why a layer stays on the host.
void explainLayersRemark(ExplainLayers *layers, const AicPlaces *places,
                         const char *text);
void explainLayersWrite(const ExplainLayers *layers, AicJson *json);
void explainLayersRelease(ExplainLayers *layers);

#endif // AIC_TOOLS_EXPLAIN_LAYERS_H
