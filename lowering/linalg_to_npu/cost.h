//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The price of a plan: memory and a lower bound on its cycles.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_COST_H
#define AIC_LOWERING_LINALG_TO_NPU_COST_H

#include "lowering/linalg_to_npu/layer.h"

/// Fills in the depths, at most `depth`, and the memory needs of `plan`, whose
/// tile, order and numLevels are set.
void aicPlanMemory(const AicLayer *layer, const AicMachine *machine, int depth,
                   AicPlan *plan);

/// Gives `plan` rings of more slots where they are reused: `operands` for the
/// sources, `results` for accumulator and result. False if that does not fit.
bool aicPlanDeepen(const AicLayer *layer, const AicMachine *machine,
                   int operands, int results, AicPlan *plan);

/// Fills in commands, DRAM bytes and a lower bound on the cycles:
///   max(first loads + array + last vector step and store,
///       all loads + last array and vector step, vector, stores,
///       DRAM bytes / bandwidth)
/// with each engine's busy time from runtime/npu/timing.h.
void aicPlanCost(const AicLayer *layer, const AicMachine *machine,
                 AicPlan *plan);

/// A part of that bound which is quickly had: the array and the vector unit.
uint64_t aicPlanComputeBound(const AicLayer *layer, const AicMachine *machine,
                             const AicPlan *plan);

/// The matmul commands of one step of a contraction's reduction, and the cycles
/// of each.
uint64_t aicPlanMatmuls(const AicLayer *layer, const AicMachine *machine,
                        const AicPlan *plan, uint64_t *cycles);
/// The cycles of one vector step.
uint64_t aicPlanVectorCycles(const AicLayer *layer, const AicMachine *machine,
                             const AicPlan *plan);
/// What a plan keeps the engines busy with, in cycles.
typedef struct AicPlanParts {
  uint64_t results;                          ///< tiles of it
  uint64_t array;                            ///< of all of them
  uint64_t vector;                           ///< of one
  uint64_t wait;                             ///< of the array for vector steps
  uint64_t firstLoad[AIC_LAYER_MAX_SOURCES]; ///< without latency
  uint64_t loads, stores, lastStore;
  uint64_t bytes; ///< between DRAM and chip
} AicPlanParts;

void aicPlanParts(const AicLayer *layer, const AicMachine *machine,
                  const AicPlan *plan, AicPlanParts *parts);

/// What the DMA moves for one tensor. Elements outside the tensor are not
/// moved; contiguous runs are rounded up to bursts.
typedef struct AicTraffic {
  uint64_t bytes;       ///< of all transfers
  uint64_t first, last; ///< of the first and the last one
  uint64_t count;
} AicTraffic;

AicTraffic aicPlanTraffic(const AicLayer *layer, const AicPlan *plan,
                          const AicAccess *access, bool kept, uint64_t burst);
/// What is loaded of a source.
AicTraffic aicSourceTraffic(const AicLayer *layer, const AicMachine *machine,
                            const AicPlan *plan, int source);
/// No tile of `access` leaves the tensor.
bool aicPlanStaysInside(const AicLayer *layer, const AicPlan *plan,
                        const AicAccess *access);

#endif // AIC_LOWERING_LINALG_TO_NPU_COST_H
