//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// All layers of a function, matched and planned, before anything is emitted.
// So decisions that concern more than one layer see them all.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_COLLECT_H
#define AIC_LOWERING_LINALG_TO_NPU_COLLECT_H

#include "lowering/linalg_to_npu/chain.h"
#include "lowering/linalg_to_npu/match.h"
#include "lowering/linalg_to_npu/planner.h"

/// An operation that may become a layer. Where `reason` or `error` is set, it
/// cannot, and `match` and `plan` mean nothing.
typedef struct AicCollectedLayer {
  MlirOperation op;
  bool needed; ///< for the results; one that is fused with another is not
  const char *reason;
  AicError *error; ///< of the planner
  AicMatch match;
  AicPlan plan;
} AicCollectedLayer;

typedef struct AicCollection {
  intptr_t count;
  AicCollectedLayer *layers; ///< in the order of the function
} AicCollection;

/// Finds what the results of `body` need: paddings and broadcasts are not where
/// layers read their inputs instead. Matches it and finds a plan that fits,
/// each operation on its own.
void aicCollectLayers(AicCollection *collection, MlirBlock body,
                      AicPlanner *planner);
void aicCollectionRelease(AicCollection *collection);
/// Joins layers with the elementwise operations behind them, as far as there
/// are semaphores, and plans them. An error at the first operation that cannot
/// run.
MlirLogicalResult aicFuseLayers(AicCollection *collection, AicPlanner *planner);
/// The layers that are needed, in their order; `chain->layers` is to be freed.
void aicChainLayers(AicCollection *collection, AicChain *chain);
/// The value that a chain of reshapes starts from.
MlirValue aicBehindReshapes(MlirValue value);

#endif // AIC_LOWERING_LINALG_TO_NPU_COLLECT_H
