//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// How long the host spent in each layer of a model.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_HOST_CLOCK_H
#define AIC_TOOLS_HOST_CLOCK_H

#include "aic/runtime.h"
#include "tools/support/layers.h"
#include "tools/support/trace.h"

typedef struct HostClock {
  const AicModel *model;
  LayerRow *rows;  ///< one per layer of the model
  size_t current;  ///< index of the layer that runs; numLayers: none
  double since;    ///< when it began
  AicTrace *trace; ///< gets each layer, or NULL
  double origin;   ///< when the first layer began
} HostClock;

/// Seconds since some point in time.
double now(void);

/// Starts without times; `calls` is how often the model will run. False without
/// memory.
bool hostClockInit(HostClock *clock, const AicModel *model, int64_t calls);
/// For AicRunOptions, where the clock is the observer.
void hostClockObserve(const AicCall *call, int64_t layer);
/// Ends the layer that runs.
void hostClockStop(HostClock *clock);
/// Frees the rows. A no-op on a zero struct.
void hostClockRelease(HostClock *clock);

#endif // AIC_TOOLS_HOST_CLOCK_H
