//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The layers of a program as a chain: who reads whose result. Plain records
// without IR, for what is decided over several layers.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_CHAIN_H
#define AIC_LOWERING_LINALG_TO_NPU_CHAIN_H

#include "lowering/linalg_to_npu/layer.h"

enum { AIC_CHAIN_NOBODY = -1 };

typedef struct AicChainLayer {
  const AicLayer *layer;
  AicPlan *plan;
  /// The layer whose result each source is, or AIC_CHAIN_NOBODY.
  int maker[AIC_LAYER_MAX_SOURCES];
} AicChainLayer;

typedef struct AicChain {
  int count;
  AicChainLayer *layers; ///< in the order in which they run
} AicChain;

/// A lower bound on the cycles of the program, where layers overlap: no engine
/// works on two at once, and a layer begins to load what another one makes when
/// that has stored all of it. Sets the share of each plan: what its layer adds
/// to the bound of those in front of it, at least 1.
uint64_t aicChainBound(const AicChain *chain, const AicMachine *machine);

#endif // AIC_LOWERING_LINALG_TO_NPU_CHAIN_H
