//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/explore.h"

#include "aic/diag.h"

const char *const exploreGoalNames[] = {"time", "energy", "dram",
                                        "pes",  "sram",   NULL};

double exploreGoal(const AicTrial *trial, ExploreGoal goal) {
  const AicMachine *machine = &trial->machine;
  const AicNpuStats *stats = &trial->stats;
  switch (goal) {
  case EXPLORE_TIME:
    return (double)stats->cycles / (double)machine->clock;
  case EXPLORE_ENERGY:
    return stats->energy;
  case EXPLORE_DRAM:
    return (double)stats->dramReadBurstBytes +
           (double)stats->dramWriteBurstBytes;
  case EXPLORE_PES:
    return (double)machine->array.rows * (double)machine->array.cols;
  case EXPLORE_SRAM:
    return (double)machine->spad.size + (double)machine->acc.size;
  case EXPLORE_NUM_GOALS:
    break;
  }
  AIC_BUG("there is no goal %d", (int)goal);
}

double exploreShare(const AicTrial *trial) {
  if (trial->modelMacs == 0)
    return trial->hostOps == 0 ? 1 : 0;
  return (double)trial->stats.macs / (double)trial->modelMacs;
}

/// At least as good in all and better in one.
static bool beats(const AicTrial *a, const AicTrial *b, unsigned goals) {
  // Who does less work on the NPU is no faster for it.
  if (exploreShare(a) < exploreShare(b))
    return false;
  bool better = exploreShare(a) > exploreShare(b);
  for (int goal = 0; goal < EXPLORE_NUM_GOALS; ++goal) {
    if (!(goals >> goal & 1))
      continue;
    double of = exploreGoal(a, (ExploreGoal)goal);
    double other = exploreGoal(b, (ExploreGoal)goal);
    if (of > other)
      return false;
    better |= of < other;
  }
  return better;
}

void explorePareto(const AicTrial *trials, intptr_t count, unsigned goals,
                   bool *best) {
  for (intptr_t i = 0; i < count; ++i) {
    best[i] = trials[i].good;
    for (intptr_t other = 0; other < count && best[i]; ++other)
      best[i] =
          !trials[other].good || !beats(&trials[other], &trials[i], goals);
  }
}
