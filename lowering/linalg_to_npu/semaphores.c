//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/layer.h"

#include "runtime/npu/verify.h"

#include <string.h>

static void addRing(AicSemaphoreNeed *need, AicNpuEngine producer,
                    AicNpuEngine consumer, int depth, bool isReused) {
  ++need->count[producer][consumer][0];
  // A slot that is filled once is never given back.
  if (isReused)
    ++need->count[consumer][producer][depth];
}

void aicSemaphoresAdd(AicSemaphoreNeed *need, const AicLayer *layer,
                      const AicPlan *plan) {
  AicSemaphoreNeed own;
  memset(&own, 0, sizeof own);
  bool contraction = layer->kind == AIC_LAYER_CONTRACTION;
  for (int i = 0; i < layer->numSources; ++i) {
    if (layer->resident[i])
      continue;
    AicNpuEngine consumer = contraction && i < 2            ? AIC_NPU_MX
                            : layer->kind == AIC_LAYER_COPY ? AIC_NPU_ST
                                                            : AIC_NPU_VX;
    addRing(&own, AIC_NPU_LD, consumer, plan->depth[i],
            aicSourceIsReused(layer, plan, i));
  }
  bool isReused = aicResultIsReused(layer, plan);
  if (contraction)
    addRing(&own, AIC_NPU_MX, AIC_NPU_VX, plan->accDepth, isReused);
  if (layer->kind != AIC_LAYER_COPY && !layer->stays)
    addRing(&own, AIC_NPU_VX, AIC_NPU_ST, plan->resultDepth, isReused);
  int *to = &need->count[0][0][0];
  const int *from = &own.count[0][0][0];
  for (size_t i = 0; i < sizeof own.count / sizeof *from; ++i)
    if (to[i] < from[i])
      to[i] = from[i];
}

int aicSemaphoresTotal(const AicSemaphoreNeed *need) {
  const int *count = &need->count[0][0][0];
  int total = 4; // of barriers
  for (size_t i = 0; i < sizeof need->count / sizeof *count; ++i)
    total += count[i];
  // A result that is needed twice is copied.
  total += !need->count[AIC_NPU_LD][AIC_NPU_ST][0];
  total += !need->count[AIC_NPU_ST][AIC_NPU_LD][1] &&
           !need->count[AIC_NPU_ST][AIC_NPU_LD][2];
  return total;
}

void aicBudgetAdd(AicBudget *budget, const AicLayer *layer,
                  const AicPlan *plan) {
  aicSemaphoresAdd(&budget->semaphores, layer, plan);
  budget->commands += plan->commands;
}

bool aicBudgetFits(const AicBudget *budget, const AicMachine *machine) {
  return (uint64_t)aicSemaphoresTotal(&budget->semaphores) <=
             machine->sync.semaphores &&
         // Copies to outputs take the last tenth.
         budget->commands <= AIC_NPU_MAX_EXECUTED / 10 * 9;
}
