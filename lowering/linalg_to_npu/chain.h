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

#include "lowering/linalg_to_npu/planner.h"

enum { AIC_CHAIN_NOBODY = -1 };

typedef struct AicChainLayer {
  AicLayer *layer;
  AicPlan *plan;
  /// The layer whose result each source is, or AIC_CHAIN_NOBODY.
  int maker[AIC_LAYER_MAX_SOURCES];
  /// Its result has a place of its own, not in a slice of another tensor; it is
  /// a result of the program.
  bool mayStay, isOutput;
  /// Of a result that stays (layer->stays): where, up to which layer, and
  /// whether it is stored as well.
  uint64_t address, bytes;
  int lastReader;
  bool stores;
} AicChainLayer;

typedef struct AicChain {
  int count;
  AicChainLayer *layers; ///< in the order in which they run
  /// Of results that stay: bytes from the lowest to the end of the scratchpad,
  /// and of those that stay at the same time; the difference is lost to gaps.
  uint64_t residentSpan, residentLive;
} AicChain;

/// Whether the result of a layer can be left in the scratchpad as it is in
/// DRAM, and whether a source can be read there that is such a `result`.
bool aicLayerCanStay(const AicLayer *layer);
bool aicSourceCanStay(const AicLayer *layer, int source,
                      const AicAccess *result);

/// Decides which results stay in the scratchpad, and plans the layers anew that
/// this concerns.
void aicChainKeep(AicChain *chain, AicPlanner *planner);

/// A lower bound on the cycles of the program, where layers overlap: no engine
/// works on two at once, and a layer begins to load what another one makes when
/// that has stored or computed all of it. Sets the share of each plan: what its
/// layer adds to the bound of those in front of it, at least 1.
uint64_t aicChainBound(const AicChain *chain, const AicMachine *machine);

#endif // AIC_LOWERING_LINALG_TO_NPU_CHAIN_H
