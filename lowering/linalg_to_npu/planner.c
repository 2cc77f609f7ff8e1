//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Plans that were made before are found by the record of their layer.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/planner.h"

#include "aic/diag.h"

#include <stdlib.h>
#include <string.h>

typedef struct Entry {
  uint64_t hash;
  AicLayer layer;
  bool has[2];
  AicPlan plan[2]; ///< the best, and one that was soon found
  AicError *error; ///< or NULL; of both
} Entry;

struct AicPlanner {
  const AicMachine *machine;
  uint64_t dataflows;
  size_t count, capacity;
  Entry *entries;
  AicPlannerCounts counts;
};

AicPlanner *aicPlannerCreate(const AicMachine *machine, uint64_t dataflows) {
  AicPlanner *planner = calloc(1, sizeof *planner);
  if (!planner)
    AIC_BUG("out of memory");
  planner->machine = machine;
  planner->dataflows = dataflows ? dataflows : machine->array.dataflows;
  return planner;
}

void aicPlannerDestroy(AicPlanner *planner) {
  if (!planner)
    return;
  for (size_t i = 0; i < planner->count; ++i)
    aicErrorDestroy(planner->entries[i].error);
  free(planner->entries);
  free(planner);
}

const AicMachine *aicPlannerGetMachine(const AicPlanner *planner) {
  return planner->machine;
}

AicPlannerCounts aicPlannerGetCounts(const AicPlanner *planner) {
  return planner->counts;
}

/// Clears what means nothing, so that equal layers are equal bytes. (Padding
/// that is not 0 only costs planning twice.)
static void normalize(const AicLayer *from, AicLayer *to) {
  memcpy(to, from, sizeof *to);
  for (int i = 0; i <= AIC_LAYER_MAX_SOURCES; ++i) {
    bool isResult = i == AIC_LAYER_MAX_SOURCES;
    AicAccess *access = isResult ? &to->result : &to->source[i];
    if (!isResult && i >= to->numSources)
      memset(access, 0, sizeof *access);
    for (int dim = access->rank; dim < AIC_LAYER_RANK; ++dim)
      memset(&access->dim[dim], 0, sizeof access->dim[dim]);
  }
}

static uint64_t hashOf(const AicLayer *layer) {
  const unsigned char *bytes = (const unsigned char *)layer;
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i + 8 <= sizeof *layer; i += 8) {
    uint64_t word;
    memcpy(&word, bytes + i, 8);
    hash = (hash ^ word) * 0x100000001b3u;
    hash ^= hash >> 29;
  }
  return hash;
}

static Entry *add(AicPlanner *planner) {
  if (planner->count == planner->capacity) {
    planner->capacity = 2 * planner->capacity + 16;
    planner->entries =
        realloc(planner->entries, planner->capacity * sizeof *planner->entries);
    if (!planner->entries)
      AIC_BUG("out of memory");
  }
  return &planner->entries[planner->count++];
}

static AicError *getPlan(AicPlanner *planner, const AicLayer *layer, bool quick,
                         AicPlan *plan) {
  AicLayer record;
  normalize(layer, &record);
  uint64_t hash = hashOf(&record);
  Entry *entry = NULL;
  for (size_t i = 0; i < planner->count && !entry; ++i)
    if (planner->entries[i].hash == hash &&
        !memcmp(&planner->entries[i].layer, &record, sizeof record))
      entry = &planner->entries[i];
  if (!entry) {
    entry = add(planner);
    *entry = (Entry){.hash = hash, .layer = record};
    // Assignment need not copy padding.
    memcpy(&entry->layer, &record, sizeof record);
  }
  if (!entry->has[quick] && !entry->error) {
    planner->counts.layers += !quick;
    entry->error =
        aicPlanSearch(&entry->layer, planner->machine, planner->dataflows,
                      quick, &entry->plan[quick], &planner->counts);
    entry->has[quick] = true;
  }
  if (entry->error)
    return aicErrorCreate(aicErrorGetCode(entry->error), "%s",
                          aicErrorMessage(entry->error));
  *plan = entry->plan[quick];
  return NULL;
}

AicError *aicPlanLayer(AicPlanner *planner, const AicLayer *layer,
                       AicPlan *plan) {
  return getPlan(planner, layer, false, plan);
}

AicError *aicPlanSomehow(AicPlanner *planner, const AicLayer *layer,
                         AicPlan *plan) {
  return getPlan(planner, layer, true, plan);
}
