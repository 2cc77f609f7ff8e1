//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "capi/src/pass_shim.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct AicCounters {
  const AicPassDef *pass;
  size_t count;
  atomic_bool ran;
  _Atomic uint64_t values[];
};

AicCounters *aicCountersCreate(const AicPassDef *pass) {
  size_t count = 0;
  while (pass->statistics && pass->statistics[count].name)
    ++count;
  AicCounters *counters =
      malloc(sizeof *counters + count * sizeof *counters->values);
  if (!counters)
    AIC_BUG("out of memory");
  counters->pass = pass;
  counters->count = count;
  atomic_init(&counters->ran, false);
  for (size_t i = 0; i < count; ++i)
    atomic_init(&counters->values[i], 0);
  return counters;
}

void aicCountersStart(AicCounters *counters) {
  atomic_store(&counters->ran, true);
}

void aicPassCount(AicPassRun *run, size_t index, uint64_t count) {
  AicCounters *counters = aicBridgeCounters(run);
  if (index >= counters->count)
    AIC_BUG("pass '%s' has no statistic %zu", counters->pass->argument, index);
  atomic_fetch_add(&counters->values[index], count);
}

void aicCountersDestroy(AicCounters *counters, bool show) {
  const AicPassDef *pass = counters->pass;
  if (show && counters->ran && counters->count) {
    fprintf(stderr, "%s\n", pass->argument);
    for (size_t i = 0; i < counters->count; ++i)
      fprintf(stderr, "  (S) %" PRIu64 " %s - %s\n",
              atomic_load(&counters->values[i]), pass->statistics[i].name,
              pass->statistics[i].summary);
  }
  free(counters);
}
