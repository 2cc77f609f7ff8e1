//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What `aic bench` measures and prints.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_BENCH_REPORT_H
#define AIC_TOOLS_BENCH_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/// The time of each run, and what is known about one call.
typedef struct Measurement {
  const char *model, *target;
  int64_t threads;
  double *seconds; ///< of one call, one entry per run
  int64_t runs, warmup;
  int64_t calls; ///< per run
  uint64_t macs; ///< of one call; 0: not known
  bool usesNpu;
  double deviceCycles, deviceSeconds; ///< for one call
} Measurement;

/// Prints lines of text of which the last is the median in milliseconds, or one
/// JSON object. Sorts `seconds`.
void printMeasurement(Measurement *measurement, bool json, FILE *stream);

#endif // AIC_TOOLS_BENCH_REPORT_H
