//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The planner of one pass: a machine, the dataflows that may be used, and the
// plans made so far. Networks repeat their layers, and a layer is asked for
// several times (alone, with its consumer, at emission), so equal records are
// planned once.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_PLANNER_H
#define AIC_LOWERING_LINALG_TO_NPU_PLANNER_H

#include "lowering/linalg_to_npu/layer.h"

typedef struct AicPlanner AicPlanner;

/// What planning took.
typedef struct AicPlannerCounts {
  uint64_t layers;     ///< records that were planned, without repetitions
  uint64_t candidates; ///< plans that fit the machine
  uint64_t played;     ///< of those, plans whose cycles were counted
  uint64_t violations; ///< of those, plans below their bound: none
} AicPlannerCounts;

/// A planner for `machine`, which must outlive it. `dataflows` is a bit set of
/// 1 << AicNpuDataflow; 0 means all that the machine has.
AicPlanner *aicPlannerCreate(const AicMachine *machine, uint64_t dataflows);
void aicPlannerDestroy(AicPlanner *planner);

/// Chooses the plan of the fewest cycles. NULL on success, else what does not
/// fit; the caller destroys it.
AicError *aicPlanLayer(AicPlanner *planner, const AicLayer *layer,
                       AicPlan *plan);
/// A plan that fits, soon found, where there is one: where aicPlanLayer gives
/// one.
AicError *aicPlanSomehow(AicPlanner *planner, const AicLayer *layer,
                         AicPlan *plan);

const AicMachine *aicPlannerGetMachine(const AicPlanner *planner);
AicPlannerCounts aicPlannerGetCounts(const AicPlanner *planner);

/// One layer without memory of others; what aicPlanLayer calls, and `quick`
/// what aicPlanSomehow does.
AicError *aicPlanSearch(const AicLayer *layer, const AicMachine *machine,
                        uint64_t dataflows, bool quick, AicPlan *plan,
                        AicPlannerCounts *counts);

#endif // AIC_LOWERING_LINALG_TO_NPU_PLANNER_H
