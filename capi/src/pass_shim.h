//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the C of passes, patterns and diagnostics needs from C++. Not
// published.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_SRC_PASS_SHIM_H
#define AIC_CAPI_SRC_PASS_SHIM_H

#include "aic/diag.h"
#include "aic/pass.h"

AIC_EXTERN_C_BEGIN

/// A note of a diagnostic that is being built.
typedef struct AicDiagNoteText {
  MlirLocation location;
  char *text;
  struct AicDiagNoteText *next;
} AicDiagNoteText;

/// Emits a diagnostic with its list of notes at once.
void aicBridgeEmit(AicSeverity severity, MlirLocation location,
                   const char *text, const AicDiagNoteText *notes);

/// Writes "option 'to' is 'x', must be one of a, b" into `text` for the first
/// option in `bytes` that has none of its words; returns whether all are right.
bool aicOptionsCheck(const AicOptionDef *options, const void *bytes, char *text,
                     size_t size);

/// What a pass and its clones on other threads have counted. Debian's MLIR is
/// built without LLVM_ENABLE_STATS, where mlir::Pass::Statistic counts nothing,
/// so the counters are ours.
typedef struct AicCounters AicCounters;
AicCounters *aicCountersCreate(const AicPassDef *pass);
/// Notes that the pass ran; one that never did is not shown.
void aicCountersStart(AicCounters *counters);
/// Prints them to stderr first if asked to.
void aicCountersDestroy(AicCounters *counters, bool show);
AicCounters *aicBridgeCounters(AicPassRun *run);

/// The context of the patterns of a set.
MlirContext aicBridgePatternContext(MlirRewritePatternSet set);

AIC_EXTERN_C_END

#endif // AIC_CAPI_SRC_PASS_SHIM_H
