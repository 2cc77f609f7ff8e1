//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/steps.h"

/// scratch[i] = executions of the key's leaves below (or at) step i in one
/// execution of its parent's body.
static bool countBelow(const AicNpuStep *steps, int count, int key,
                       int64_t *scratch) {
  for (int i = 0; i < count; ++i)
    scratch[i] = 0;
  for (int i = count; i-- > 0;) {
    const AicNpuStep *step = &steps[i];
    if (!step->trip)
      scratch[i] = step->key == key;
    else if (scratch[i] > AIC_NPU_MAX_COUNT / step->trip)
      return false;
    else
      scratch[i] *= step->trip;
    if (step->parent < 0)
      continue;
    scratch[step->parent] += scratch[i];
    if (scratch[step->parent] > AIC_NPU_MAX_COUNT)
      return false;
  }
  return true;
}

int64_t aicNpuStepsTotal(const AicNpuStep *steps, int count, int key,
                         int64_t *scratch) {
  if (!countBelow(steps, count, key, scratch))
    return -1;
  int64_t total = 0;
  for (int i = 0; i < count; ++i)
    if (steps[i].parent < 0)
      total += scratch[i];
  return total > AIC_NPU_MAX_COUNT ? -1 : total;
}

bool aicNpuStepsPosition(const AicNpuStep *steps, int count, int leaf,
                         int64_t *scratch, AicNpuPosition *position) {
  if (!countBelow(steps, count, steps[leaf].key, scratch))
    return false;
  *position = (AicNpuPosition){0};
  int64_t advance[AIC_NPU_MAX_LOOPS];
  for (int at = leaf; at >= 0; at = steps[at].parent) {
    // Whatever stands before it in the same body has run.
    for (int i = 0; i < at; ++i)
      if (steps[i].parent == steps[at].parent)
        position->phase += scratch[i];
    if (!steps[at].trip)
      continue;
    if (position->numLoops == AIC_NPU_MAX_LOOPS)
      return false;
    advance[position->numLoops++] = scratch[at] / steps[at].trip;
  }
  for (int level = 0; level < position->numLoops; ++level)
    position->advance[level] = advance[position->numLoops - 1 - level];
  return position->phase <= AIC_NPU_MAX_COUNT;
}
