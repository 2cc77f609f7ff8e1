//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The parts of `aic explore`: the machines that are tried, the trials, and what
// is written about them.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_EXPLORE_H
#define AIC_TOOLS_EXPLORE_H

#include "lowering/driver/trial.h"
#include "tools/support/cli.h"
#include "tools/support/json.h"

enum {
  EXPLORE_MAX_AXES = 16,
  EXPLORE_MAX_VALUES = 256, ///< of one axis
  EXPLORE_MAX_POINTS = 10000,
  EXPLORE_MAX_TEXT = 4352 ///< letters of all settings of a point
};

/// A parameter and the values it takes.
typedef struct ExploreAxis {
  char name[64]; ///< "array.rows"
  const AicMachineParam *params[2]; ///< the second is NULL or of dma.*
  char *values[EXPLORE_MAX_VALUES]; ///< as they were given
  int count;
} ExploreAxis;

/// The machines to try: all combinations, or a sample of them.
typedef struct ExploreSpace {
  ExploreAxis axes[EXPLORE_MAX_AXES];
  int numAxes;
  uint64_t total;     ///< combinations
  uint64_t *points;   ///< those that are tried, ascending
  intptr_t numPoints; ///< at most EXPLORE_MAX_POINTS
} ExploreSpace;

/// Reads "group.key=value,value,..." of all `sets`. With `sample` > 0 at most
/// so many combinations are drawn, the same for the same `seed`. EXIT_GOOD, or
/// an exit code after a message.
int exploreSpaceInit(ExploreSpace *space, const AicCliCommand *command,
                     const AicCliList *sets, int64_t sample, int64_t seed);
void exploreSpaceRelease(ExploreSpace *space);
/// The value of `axis` at the point with this number.
const char *exploreValue(const ExploreSpace *space, intptr_t point, int axis);
/// All values as "group.key=value,...".
void exploreSettings(const ExploreSpace *space, intptr_t point, char *text,
                     size_t size);

/// Tries all points, `jobs` at a time, each in a process of its own: a trial
/// then finds the same memory whatever was tried before. `done` is called for
/// each point in their order, as soon as those before it are done. The result
/// is released by exploreTrialsRelease; NULL with `*error` set. When a process
/// has ended by itself, its trial says so, and `*died` is the first such point,
/// else -1.
AicTrial *exploreRun(AicCompilation *compilation, const ExploreSpace *space,
                     int jobs, intptr_t *died,
                     void (*done)(void *userData, intptr_t point,
                                  const AicTrial *trial),
                     void *userData, AicError **error);
void exploreTrialsRelease(AicTrial *trials, intptr_t count);

/// What makes one machine better than another.
typedef enum ExploreGoal {
  EXPLORE_TIME = 0, ///< seconds, since the clock may differ
  EXPLORE_ENERGY,
  EXPLORE_DRAM, ///< bytes of the bursts that are read and written
  EXPLORE_PES,
  EXPLORE_SRAM, ///< bytes of scratchpad and accumulators
  EXPLORE_NUM_GOALS
} ExploreGoal;

extern const char *const exploreGoalNames[];
double exploreGoal(const AicTrial *trial, ExploreGoal goal);
/// The part of the model's multiply-adds that the NPU does.
double exploreShare(const AicTrial *trial);
/// Sets `best` for the points that no other beats: none is as good in all
/// `goals` (bits) and in the share of the NPU, and better in one.
void explorePareto(const AicTrial *trials, intptr_t count, unsigned goals,
                   bool *best);

/// All that there is to write about.
typedef struct Exploration {
  const char *model, *target;
  const char *option; ///< the target as it was given
  const ExploreSpace *space;
  const AicTrial *trials;
  const bool *best;
  unsigned goals;
  int64_t seed;
} Exploration;

void exploreTableBegin(const Exploration *exploration, FILE *stream);
void exploreTableRow(const Exploration *exploration, intptr_t point,
                     FILE *stream);
/// The best points once more, fastest first.
void exploreTableEnd(const Exploration *exploration, FILE *stream);
void exploreWriteJson(const Exploration *exploration, FILE *stream);
void exploreWriteCsv(const Exploration *exploration, FILE *stream);

#endif // AIC_TOOLS_EXPLORE_H
