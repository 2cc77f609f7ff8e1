//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/collect.h"

#include "aic/diag.h"
#include "aic/op.h"

#include <stdlib.h>
#include <string.h>

MlirValue aicBehindReshapes(MlirValue value) {
  while (mlirValueIsAOpResult(value) &&
         aicIsReshape(mlirOpResultGetOwner(value)))
    value = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
  return value;
}

static AicCollectedLayer *layerOf(AicCollection *collection, MlirOperation op) {
  for (intptr_t i = 0; i < collection->count; ++i)
    if (mlirOperationEqual(collection->layers[i].op, op))
      return &collection->layers[i];
  return NULL;
}

static void need(AicCollection *collection, MlirValue value) {
  value = aicBehindReshapes(value);
  AicCollectedLayer *layer =
      mlirValueIsAOpResult(value)
          ? layerOf(collection, mlirOpResultGetOwner(value))
          : NULL;
  if (layer)
    layer->needed = true;
}

static void findOps(AicCollection *collection, MlirBlock body) {
  MlirOperation ret = mlirBlockGetTerminator(body);
  intptr_t count = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    count += !aicIsFree(op);
  collection->layers = calloc((size_t)count + 1, sizeof *collection->layers);
  if (!collection->layers)
    AIC_BUG("out of memory");
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationEqual(op, ret); op = mlirOperationGetNextInBlock(op))
    if (!aicIsFree(op))
      collection->layers[collection->count++].op = op;
}

void aicCollectLayers(AicCollection *collection, MlirBlock body,
                      AicPlanner *planner) {
  *collection = (AicCollection){.count = 0};
  findOps(collection, body);
  MlirOperation ret = mlirBlockGetTerminator(body);
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(ret); ++i)
    need(collection, mlirOperationGetOperand(ret, i));
  for (intptr_t i = collection->count - 1; i >= 0; --i) {
    AicCollectedLayer *layer = &collection->layers[i];
    if (!layer->needed)
      continue;
    layer->reason = aicMatchLayer(layer->op, aicPlannerGetMachine(planner),
                                  false, &layer->match);
    if (layer->reason)
      continue;
    for (int s = 0; s < layer->match.layer.numSources; ++s)
      need(collection, layer->match.source[s].tensor);
    if (layer->match.inserts)
      need(collection, mlirOperationGetOperand(layer->op, 1));
    layer->error = aicPlanSomehow(planner, &layer->match.layer, &layer->plan);
  }
}

void aicCollectionRelease(AicCollection *collection) {
  for (intptr_t i = 0; i < collection->count; ++i)
    aicErrorDestroy(collection->layers[i].error);
  free(collection->layers);
  *collection = (AicCollection){.count = 0};
}

/// A layer that is no `consumer` reads the result of `layer`: one that looks
/// through a broadcasting consumer reads what is in front of it.
static bool isReadPast(const AicCollection *collection,
                       const AicCollectedLayer *layer,
                       const AicCollectedLayer *consumer) {
  MlirValue result = mlirOperationGetResult(layer->op, 0);
  for (intptr_t i = 0; i < collection->count; ++i) {
    const AicCollectedLayer *reader = &collection->layers[i];
    if (!reader->needed || reader == consumer || reader->reason)
      continue;
    for (int s = 0; s < reader->match.layer.numSources; ++s)
      if (mlirValueEqual(aicBehindReshapes(reader->match.source[s].tensor),
                         result))
        return true;
  }
  return false;
}

/// Takes the consumer of `layer` into it, if that fits the machine beside what
/// all layers need.
static void fuse(AicCollection *collection, AicCollectedLayer *layer,
                 AicPlanner *planner, AicBudget *budget) {
  const AicMachine *machine = aicPlannerGetMachine(planner);
  AicMatch match;
  AicPlan plan;
  if (aicMatchLayer(layer->op, machine, true, &match) ||
      mlirOperationIsNull(match.consumer))
    return;
  AicCollectedLayer *consumer = layerOf(collection, match.consumer);
  if (!consumer || !consumer->needed || isReadPast(collection, layer, consumer))
    return;
  AicError *error = aicPlanSomehow(planner, &match.layer, &plan);
  AicBudget sum = *budget;
  if (!error)
    aicBudgetAdd(&sum, &match.layer, &plan);
  sum.commands -= layer->plan.commands;
  bool fits = !error && aicBudgetFits(&sum, machine);
  aicErrorDestroy(error);
  if (!fits)
    return;
  *budget = sum;
  aicErrorDestroy(layer->error);
  layer->error = NULL;
  layer->match = match;
  layer->plan = plan;
  consumer->needed = false;
}

/// Chooses the best plans, as long as all layers keep to what was promised:
/// `budget` holds what their plans take so far.
static void improve(AicCollection *collection, AicPlanner *planner,
                    AicBudget budget) {
  const AicMachine *machine = aicPlannerGetMachine(planner);
  AicPlan *plans = calloc((size_t)collection->count + 1, sizeof *plans);
  if (!plans)
    AIC_BUG("out of memory");
  AicBudget alone;
  memset(&alone, 0, sizeof alone);
  for (intptr_t i = 0; i < collection->count; ++i) {
    AicCollectedLayer *layer = &collection->layers[i];
    if (!layer->needed)
      continue;
    plans[i] = layer->plan;
    aicErrorDestroy(aicPlanLayer(planner, &layer->match.layer, &plans[i]));
    aicBudgetAdd(&alone, &layer->match.layer, &plans[i]);
  }
  bool fits = aicBudgetFits(&alone, machine);
  for (intptr_t i = 0; i < collection->count; ++i) {
    AicCollectedLayer *layer = &collection->layers[i];
    if (!layer->needed)
      continue;
    AicBudget with = budget;
    aicBudgetAdd(&with, &layer->match.layer, &plans[i]);
    with.commands -= layer->plan.commands;
    if (!fits && !aicBudgetFits(&with, machine))
      continue;
    budget = with;
    layer->plan = plans[i];
  }
  free(plans);
}

MlirLogicalResult aicFuseLayers(AicCollection *collection,
                                AicPlanner *planner) {
  AicBudget budget;
  memset(&budget, 0, sizeof budget);
  for (intptr_t i = 0; i < collection->count; ++i) {
    const AicCollectedLayer *layer = &collection->layers[i];
    if (layer->needed && !layer->reason && !layer->error)
      aicBudgetAdd(&budget, &layer->match.layer, &layer->plan);
  }
  for (intptr_t i = 0; i < collection->count; ++i) {
    AicCollectedLayer *layer = &collection->layers[i];
    if (!layer->needed)
      continue;
    fuse(collection, layer, planner, &budget);
    if (layer->reason || layer->error)
      return aicOpError(layer->op, "cannot run on the device: %s",
                        layer->reason ? layer->reason
                                      : aicErrorMessage(layer->error));
  }
  improve(collection, planner, budget);
  return mlirLogicalResultSuccess();
}

/// The layer among the first `count` that makes `tensor`.
static int makerOf(const AicCollection *collection, const AicChain *chain,
                   MlirValue tensor) {
  tensor = aicBehindReshapes(tensor);
  int maker = -1;
  for (intptr_t i = 0; i < collection->count && maker + 1 < chain->count; ++i) {
    const AicCollectedLayer *layer = &collection->layers[i];
    if (!layer->needed)
      continue;
    ++maker;
    if (mlirValueEqual(layer->match.result, tensor))
      return maker;
  }
  return AIC_CHAIN_NOBODY;
}

/// Whether an operation `name` uses `tensor`, also in another shape.
static bool isUsedBy(MlirValue tensor, const char *name) {
  for (MlirOpOperand use = mlirValueGetFirstUse(tensor);
       !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use)) {
    MlirOperation user = mlirOpOperandGetOwner(use);
    if (aicIsReshape(user) ? isUsedBy(mlirOperationGetResult(user, 0), name)
                           : aicOpIs(user, name))
      return true;
  }
  return false;
}

void aicChainLayers(AicCollection *collection, AicChain *chain) {
  *chain = (AicChain){
      .layers = calloc((size_t)collection->count + 1, sizeof *chain->layers)};
  if (!chain->layers)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < collection->count; ++i) {
    AicCollectedLayer *from = &collection->layers[i];
    if (!from->needed)
      continue;
    AicChainLayer layer = {.layer = &from->match.layer, .plan = &from->plan};
    for (int s = 0; s < from->match.layer.numSources; ++s) {
      layer.maker[s] = makerOf(collection, chain, from->match.source[s].tensor);
      from->plan.made[s] = layer.maker[s] >= 0;
    }
    layer.mayStay = !from->match.inserts &&
                    !isUsedBy(from->match.result, "tensor.insert_slice");
    layer.isOutput = isUsedBy(from->match.result, "func.return");
    chain->layers[chain->count++] = layer;
  }
}
