//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The analytic cost of a plan.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_COST_H
#define AIC_LOWERING_LINALG_TO_NPU_COST_H

#include "lowering/linalg_to_npu/layer.h"

typedef struct AicCost {
  uint64_t cycles; ///< a lower bound on the simulated cycles
  uint64_t dramBytes;
} AicCost;

/// Fills in depths and memory needs of `plan` (tile, order and numLevels are
/// set) and its cost:
///   max(first loads + array + last vector step and store,
///       loads + last matmul + ..., vector, stores, DRAM bytes / bandwidth)
/// with each engine's busy time from runtime/npu/timing.h.
void aicPlanCost(const AicLayer *layer, const AicMachine *machine,
                 AicPlan *plan, AicCost *cost);

#endif // AIC_LOWERING_LINALG_TO_NPU_COST_H
