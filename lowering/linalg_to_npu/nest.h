//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a plan does, as a list: loops, tokens of rings, and commands. Emission
// writes it as operations, the timeline plays it; so what is simulated is what
// is emitted.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_NEST_H
#define AIC_LOWERING_LINALG_TO_NPU_NEST_H

#include "lowering/linalg_to_npu/layer.h"

/// Rings of a layer: its sources by number, then these.
enum {
  AIC_RING_RESULT = AIC_LAYER_MAX_SOURCES,
  AIC_RING_ACC,
  AIC_NUM_RINGS,
};

typedef enum AicNestKind {
  AIC_NEST_LOOP, ///< `trip` iterations of plan level `level`, from `first` on
  AIC_NEST_END,
  AIC_NEST_ACQUIRE, ///< `ring`: the producer takes an empty slot
  AIC_NEST_COMMIT,  ///< and makes it full
  AIC_NEST_WAIT,    ///< the consumer takes a full slot
  AIC_NEST_RELEASE, ///< and makes it empty
  AIC_NEST_REUSE,   ///< a slot that stays full, or what is resident, is taken
  AIC_NEST_LOAD,    ///< source `ring`
  AIC_NEST_MATMULS, ///< all of the window
  AIC_NEST_VECTOR,
  AIC_NEST_STORE,
} AicNestKind;

typedef struct AicNestStep {
  AicNestKind kind;
  int ring, level;
  int64_t trip, first;
  int part, parts; ///< LOAD: of how many transfers
} AicNestStep;

enum { AIC_NEST_MAX_STEPS = 160 };

/// Writes the steps of a plan; returns how many. A loop nest of a hundred
/// million commands has as many steps as one of ten.
int aicPlanNest(const AicLayer *layer, const AicPlan *plan,
                AicNestStep steps[AIC_NEST_MAX_STEPS]);

#endif // AIC_LOWERING_LINALG_TO_NPU_NEST_H
