//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tables that define passes, patterns and pipelines.
//
// Options are the only state of a pass: clones of it run on other threads at
// the same time.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_PASS_H
#define AIC_PASS_H

#include "aic/support.h"
#include "mlir-c/IR.h"
#include "mlir-c/Pass.h"
#include "mlir-c/Rewrite.h"

#include <stddef.h>

AIC_EXTERN_C_BEGIN

/// Storage type of an option inside the options struct.
typedef enum AicOptionKind {
  AIC_OPTION_BOOL = 0, ///< bool
  AIC_OPTION_INT64,    ///< int64_t
  AIC_OPTION_STRING,   ///< const char *, valid during run(); never NULL
} AicOptionKind;

/// One textual option of a pass, stored at `offset` of its options struct.
typedef struct AicOptionDef {
  const char *name;
  const char *summary;
  AicOptionKind kind;
  size_t offset;
  const char *fallback; ///< text of the default; NULL: false, 0, ""
  /// For AIC_OPTION_STRING: the words allowed, NULL at the end; NULL allows
  /// all.
  const char *const *words;
} AicOptionDef;

typedef struct AicStatisticDef {
  const char *name;
  const char *summary;
} AicStatisticDef;

/// What a running pass may use. Owned by the bridge, valid during run() only.
typedef struct AicPassRun AicPassRun;

/// Adds `count` to statistic number `index` of the pass. Safe to call from the
/// threads of a nested pass manager.
AIC_EXPORT void aicPassCount(AicPassRun *run, size_t index, uint64_t count);
/// Runs a textual pipeline ("canonicalize,cse") on `op`, which is the pass's
/// root or nested in it. Errors have been reported when it fails.
AIC_EXPORT MlirLogicalResult aicPassRunPipeline(AicPassRun *run,
                                                MlirOperation op,
                                                const char *pipeline);

/// One rewrite. `before` and `after` are MLIR functions; docs/ shows them and a
/// test checks that the pattern turns one into the other.
struct AicPatternDef {
  const char *name;
  const char *summary;
  const char *root; ///< operation it matches: "graph.binary"
  unsigned benefit; ///< 0 means 1
  const char *before;
  const char *after;
  /// Matches first and returns failure without any change; then builds, then
  /// replaces `op`.
  MlirLogicalResult (*rewrite)(MlirOperation op, MlirPatternRewriter rewriter,
                               const void *options);
};
typedef struct AicPatternDef AicPatternDef;

typedef struct AicPassDef {
  unsigned abi;         ///< AIC_ABI
  const char *argument; ///< "aic-partition"
  const char *summary;
  /// Markdown, with a before/after.
  const char *description;
  /// Operation the pass runs on ("func.func"), or NULL for any.
  const char *anchor;
  /// Dialects the pass may create operations of, NULL at the end; or NULL.
  const char *const *dependentDialects;
  size_t optionsSize;
  const AicOptionDef *options;
  const AicStatisticDef *statistics;
  /// Patterns to apply greedily when `run` is NULL; documented in any case.
  const AicPatternDef *const *patterns;
  /// `options` points to optionsSize bytes filled from the pipeline text.
  MlirLogicalResult (*run)(AicPassRun *run, MlirOperation root,
                           const void *options);
} AicPassDef;

typedef struct AicPipelineDef {
  const char *name; ///< "lower-to-npu"
  const char *summary;
  const char *description;
  /// Operation the pipeline runs on; NULL means builtin.module.
  const char *anchor;
  size_t optionsSize;
  const AicOptionDef *options;
  /// Writes the textual pipeline (without the enclosing "builtin.module(...)")
  /// for these options.
  void (*build)(const void *options, MlirStringCallback write, void *userData);
} AicPipelineDef;

/// Adds a pattern to a set. `options` is handed to rewrite and must live as
/// long as the set.
AIC_EXPORT void aicPatternAdd(MlirRewritePatternSet set,
                              const AicPatternDef *pattern,
                              const void *options);
/// Applies patterns (NULL at the end) greedily below `root`, with folding and
/// region simplification off. Patterns that go in circles are an error.
AIC_EXPORT MlirLogicalResult
aicPatternsApply(MlirOperation root, const AicPatternDef *const *patterns,
                 const void *options);
/// One pass of a table as an MLIR pass with default options; for C programs
/// that build a pass manager by hand.
AIC_EXPORT MlirPass aicPassCreate(const AicPassDef *pass);

AIC_EXTERN_C_END

#endif // AIC_PASS_H
