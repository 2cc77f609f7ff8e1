//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// How long the stages of one compilation took.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_TIMING_H
#define AIC_LOWERING_DRIVER_TIMING_H

#include "lowering/driver/driver.h"

enum { AIC_TIMING_MAX_STAGES = 16 };

/// Seconds of one stage; `cpu` is that of all threads and of programs that were
/// called.
typedef struct AicStageTime {
  const char *name;
  double wall, cpu;
} AicStageTime;

/// Starts as zero but for the callback. One stage runs at a time.
typedef struct AicTiming {
  AicStageTime stages[AIC_TIMING_MAX_STAGES];
  int count;
  bool running; ///< the last one has not ended; it holds when it began
  AicProgressCallback report; ///< may be NULL
  void *userData;
} AicTiming;

/// Ends the stage that runs, if one does, and begins `name` (not copied).
void aicTimingBegin(AicTiming *timing, const char *name);
void aicTimingEnd(AicTiming *timing);
/// Writes stages, sums and the largest memory of this process so far as an
/// aligned table or as a JSON object.
void aicTimingPrint(const AicTiming *timing, bool json, FILE *stream);

#endif // AIC_LOWERING_DRIVER_TIMING_H
