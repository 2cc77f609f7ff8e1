//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The best of many plans: bounds prune, the timeline decides.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_SEARCH_H
#define AIC_LOWERING_LINALG_TO_NPU_SEARCH_H

#include "lowering/linalg_to_npu/cost.h"
#include "lowering/linalg_to_npu/planner.h"

enum { AIC_MAX_CANDIDATES = 64 };

/// Tile sizes of a loop.
typedef struct AicCandidates {
  int count;
  int64_t tile[AIC_MAX_CANDIDATES]; ///< the largest first
} AicCandidates;

void aicCandidateTiles(const AicLayer *layer, const AicMachine *machine,
                       AicCandidates candidates[AIC_NUM_LOOPS]);

typedef struct AicSearch {
  const AicLayer *layer;
  const AicMachine *machine;
  AicPlannerCounts *counts;
  /// Bytes that a plan may move without being called wasteful.
  uint64_t allowance;
  size_t count, capacity;
  AicPlan *plans;               ///< those whose bound does not exclude them
  uint64_t leastBound, fastest; ///< of all so far; UINT64_MAX before the first
  uint64_t played;              ///< commands
  /// The fewest of a plan that needs more than there are, for the error.
  uint64_t leastSemaphores;
  /// One plan is enough: the first of few commands, else that with the fewest.
  bool quick, done;
} AicSearch;

AicSearch aicSearchBegin(const AicLayer *layer, const AicMachine *machine,
                         AicPlannerCounts *counts);
/// Takes a plan whose memory fits the machine into account.
void aicSearchOffer(AicSearch *search, AicPlan plan);
/// The best of those that were offered; false if there was none. Ends the
/// search.
bool aicSearchEnd(AicSearch *search, AicPlan *best);

#endif // AIC_LOWERING_LINALG_TO_NPU_SEARCH_H
