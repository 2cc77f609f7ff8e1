//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Writes what a simulated NPU does, and what the host did, as Chrome's trace
// format, which Perfetto (ui.perfetto.dev) and chrome://tracing show: one track
// per engine, one for the layers, and the transfers in flight. A cycle is drawn
// as the time that it takes at the machine's clock; the arguments of an event
// say the cycles. Several runs follow one another.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_TRACE_H
#define AIC_TOOLS_SUPPORT_TRACE_H

#include "aic/support.h"
#include "runtime/npu/observe.h"

typedef struct AicTrace AicTrace;

/// Begins writing `path`, with at most `limit` events (0: without limit, below
/// 0: AIC_TRACE_LIMIT).
/// NULL on failure, with `*error` set.
AicTrace *aicTraceCreate(const char *path, int64_t limit, AicError **error);
/// For AicNpuRunOptions; lives as long as the trace.
const AicNpuObserver *aicTraceGetObserver(const AicTrace *trace);
/// Adds a layer of the host, measured from `begin` to `end` in seconds; its
/// clock is not that of the simulation.
void aicTraceAddHost(AicTrace *trace, const char *name, const char *kind,
                     double begin, double end);
/// Gives the file its name. Says on stderr, after `tool`, if events were left
/// out. False on failure, with `*error` set.
bool aicTraceCommit(AicTrace *trace, const char *tool, AicError **error);
/// Discards the file unless it was committed. NULL is a no-op.
void aicTraceDestroy(AicTrace *trace);

/// What `limit` is unless it is said.
#define AIC_TRACE_LIMIT 250000

/// The option --trace-limit; `traceLimit` of the Request is -1 without it.
#define TRACE_LIMIT_OPTION                                                     \
  {.name = "--trace-limit",                                                    \
   .argument = "N",                                                            \
   .summary = "at most N events in the trace (250000; 0: all)",                \
   .kind = AIC_CLI_INTEGER,                                                    \
   .most = INT64_MAX,                                                          \
   .offset = offsetof(Request, traceLimit)}

#endif // AIC_TOOLS_SUPPORT_TRACE_H
