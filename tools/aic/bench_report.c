//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/bench_report.h"

#include "tools/support/json.h"

#include <inttypes.h>
#include <stdlib.h>

static int compare(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

/// The value below which `part` of the sorted values lie, between neighbours
/// by their distance.
static double quantile(const double *sorted, int64_t count, double part) {
  double at = part * (double)(count - 1);
  int64_t below = (int64_t)at;
  int64_t above = below + 1 < count ? below + 1 : below;
  return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

static void printJson(const Measurement *m, double median, double spread,
                      double rate, FILE *stream) {
  AicJson json = {.stream = stream};
  aicJsonBegin(&json, NULL, '{');
  aicJsonText(&json, "model", m->model);
  aicJsonText(&json, "target", m->target);
  aicJsonInt(&json, "threads", m->threads);
  aicJsonInt(&json, "runs", m->runs);
  aicJsonInt(&json, "warmup", m->warmup);
  aicJsonInt(&json, "calls_per_run", m->calls);
  aicJsonNumber(&json, "median_ms", 1e3 * median);
  aicJsonNumber(&json, "min_ms", 1e3 * m->seconds[0]);
  aicJsonNumber(&json, "max_ms", 1e3 * m->seconds[m->runs - 1]);
  aicJsonNumber(&json, "spread", spread);
  aicJsonUnsigned(&json, "macs", m->macs);
  if (m->usesNpu) {
    aicJsonUnsigned(&json, "device_cycles", (uint64_t)(m->deviceCycles + 0.5));
    aicJsonNumber(&json, "device_ms", 1e3 * m->deviceSeconds);
  } else if (m->macs) {
    aicJsonNumber(&json, "gflops", rate);
  }
  aicJsonEnd(&json, '}');
  fputc('\n', stream);
}

void printMeasurement(Measurement *m, bool json, FILE *stream) {
  qsort(m->seconds, (size_t)m->runs, sizeof *m->seconds, compare);
  double median = quantile(m->seconds, m->runs, 0.5);
  double quartiles =
      quantile(m->seconds, m->runs, 0.75) - quantile(m->seconds, m->runs, 0.25);
  double spread = median > 0 ? quartiles / median : 0;
  double rate = median > 0 ? 2e-9 * (double)m->macs / median : 0;
  if (json) {
    printJson(m, median, spread, rate, stream);
    return;
  }
  fprintf(stream,
          "model              %s\n"
          "target             %s\n"
          "threads            %" PRId64 "\n"
          "runs               %" PRId64 ", after %" PRId64 " to warm up\n",
          m->model, m->target, m->threads, m->runs, m->warmup);
  if (m->calls > 1)
    fprintf(stream, "calls per run      %" PRId64 "; times are those of one\n",
            m->calls);
  if (m->macs)
    fprintf(stream, "macs               %" PRIu64 "\n", m->macs);
  if (m->usesNpu)
    fprintf(stream,
            "device cycles      %.0f\n"
            "device time        %.6g ms\n"
            "times below are those of this machine, which simulates the "
            "device\n",
            m->deviceCycles, 1e3 * m->deviceSeconds);
  fprintf(stream,
          "median             %.6g ms\n"
          "min                %.6g ms\n"
          "max                %.6g ms\n"
          "spread             %.1f %% of the median, between the quartiles\n",
          1e3 * median, 1e3 * m->seconds[0], 1e3 * m->seconds[m->runs - 1],
          100 * spread);
  if (m->macs && !m->usesNpu)
    fprintf(stream, "GFLOP/s            %.4g\n", rate);
  fprintf(stream, "%.6g\n", 1e3 * median);
}
