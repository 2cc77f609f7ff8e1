//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "aic/pass.h"
#include "capi/src/pass_shim.h"

#include <stdlib.h>

typedef struct Bound {
  const AicPatternDef *pattern;
  const void *options;
} Bound;

static MlirLogicalResult rewrite(MlirRewritePattern pattern, MlirOperation op,
                                 MlirPatternRewriter rewriter, void *userData) {
  (void)pattern;
  const Bound *bound = userData;
  return bound->pattern->rewrite(op, rewriter, bound->options);
}

void aicPatternAdd(MlirRewritePatternSet set, const AicPatternDef *pattern,
                   const void *options) {
  Bound *bound = malloc(sizeof *bound);
  if (!bound)
    AIC_BUG("out of memory");
  *bound = (Bound){pattern, options};
  mlirRewritePatternSetAdd(
      set,
      mlirOpRewritePatternCreate(
          mlirStringRefCreateFromCString(pattern->root),
          pattern->benefit ? pattern->benefit : 1, aicBridgePatternContext(set),
          (MlirRewritePatternCallbacks){.destruct = free,
                                        .matchAndRewrite = rewrite},
          bound, 0, NULL));
}

MlirLogicalResult aicPatternsApply(MlirOperation root,
                                   const AicPatternDef *const *patterns,
                                   const void *options) {
  // A set that is still busy then goes in circles: within one sweep when a
  // rewrite brings its own input back, over sweeps when several do.
  enum { MAX_SWEEPS = 10, MAX_REWRITES = 1000000 };
  MlirRewritePatternSet set =
      mlirRewritePatternSetCreate(mlirOperationGetContext(root));
  for (; *patterns; ++patterns)
    aicPatternAdd(set, *patterns, options);
  MlirFrozenRewritePatternSet frozen = mlirFreezeRewritePattern(set);
  // Freezing empties the set, but leaves the object behind.
  mlirRewritePatternSetDestroy(set);

  MlirGreedyRewriteDriverConfig config = mlirGreedyRewriteDriverConfigCreate();
  mlirGreedyRewriteDriverConfigSetMaxIterations(config, MAX_SWEEPS);
  mlirGreedyRewriteDriverConfigSetMaxNumRewrites(config, MAX_REWRITES);
  mlirGreedyRewriteDriverConfigEnableFolding(config, false);
  mlirGreedyRewriteDriverConfigEnableConstantCSE(config, false);
  mlirGreedyRewriteDriverConfigSetRegionSimplificationLevel(
      config, MLIR_GREEDY_SIMPLIFY_REGION_LEVEL_DISABLED);
  MlirLogicalResult result =
      mlirApplyPatternsAndFoldGreedilyWithOp(root, frozen, config);
  mlirGreedyRewriteDriverConfigDestroy(config);
  mlirFrozenRewritePatternSetDestroy(frozen);
  if (mlirLogicalResultIsFailure(result))
    return aicOpError(root,
                      "rewriting did not come to an end in %d sweeps of %d "
                      "rewrites",
                      MAX_SWEEPS, MAX_REWRITES);
  return result;
}
