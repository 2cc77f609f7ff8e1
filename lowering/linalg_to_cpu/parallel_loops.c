//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Gives the loops of a model to the threads of its caller.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"
#include "lowering/linalg_to_cpu/parallel_body.h"

#include "aic/diag.h"
#include "lowering/support/call_argument.h"
#include "lowering/support/ir.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stddef.h>
#include <stdio.h>

struct Options {
  int64_t minCost;
};

/// Whether it is known that all iterations together are cheap.
static bool isSmall(const AicLoopNest *nest, int64_t minCost) {
  int64_t cost = aicLoopNestCost(nest);
  for (intptr_t d = 0; d < nest->numDims; ++d) {
    int64_t count = aicLoopDimCount(&nest->dims[d]);
    if (count < 0)
      return false;
    if (count == 0)
      return true;
    if (cost >= minCost && count > 1)
      return false;
    cost = cost > minCost / count ? minCost : cost * count;
  }
  return cost < minCost;
}

/// Whether there is one iteration at most, for all that is known.
static bool isSingle(const AicLoopNest *nest) {
  for (intptr_t d = 0; d < nest->numDims; ++d) {
    int64_t count = aicLoopDimCount(&nest->dims[d]);
    if (count != 0 && count != 1)
      return false;
  }
  return true;
}

static uint64_t outlineAll(MlirOperation function, MlirOperation module,
                           int64_t minCost) {
  MlirSymbolTable symbols = mlirSymbolTableCreate(module);
  MlirRegion region = mlirOperationGetRegion(function, 0);
  uint64_t count = 0;
  int next = 0;
  for (MlirBlock block = mlirRegionGetFirstBlock(region);
       !mlirBlockIsNull(block); block = mlirBlockGetNextInRegion(block))
    for (MlirOperation op = mlirBlockGetFirstOperation(block);
         !mlirOperationIsNull(op);) {
      MlirOperation root = op;
      op = mlirOperationGetNextInBlock(op);
      AicLoopNest nest;
      if (!aicLoopNestFind(root, &nest) || isSingle(&nest) ||
          isSmall(&nest, minCost))
        continue;
      // The prefix is that of aic-outline-loops: not to be inlined.
      char name[48];
      do
        snprintf(name, sizeof name, "aic_loop_parallel_%d", next++);
      while (!mlirOperationIsNull(mlirSymbolTableLookup(
          symbols, mlirStringRefCreateFromCString(name))));
      count += aicParallelOutline(&nest, function, name,
                                  aicCallArgument(function), minCost);
    }
  mlirSymbolTableDestroy(symbols);
  return count;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *optionsPointer) {
  const struct Options *options = optionsPointer;
  if (!aicModelAttrIsValid(aicGetAttr(root, AIC_MODEL_ATTR)))
    return mlirLogicalResultSuccess();
  MlirOperation function = aicModelEntry(root);
  if (mlirOperationIsNull(function) ||
      mlirBlockIsNull(
          mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0))))
    return mlirLogicalResultSuccess();
  uint64_t count = outlineAll(function, root, options->minCost);
  if (count > 0) {
    MlirOperation parallelFor = mlirOperationCreateParse(
        mlirOperationGetContext(root),
        mlirStringRefCreateFromCString(aicParallelForText),
        mlirStringRefCreateFromCString("aicParallelFor"));
    if (mlirOperationIsNull(parallelFor))
      AIC_BUG("the text of aicParallelFor does not parse");
    mlirBlockInsertOwnedOperation(
        mlirRegionGetFirstBlock(mlirOperationGetRegion(root, 0)), 0,
        parallelFor);
  }
  aicPassCount(pass, 0, count);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicParallelLoops = {
    .abi = AIC_ABI,
    .argument = "aic-parallel-loops",
    .summary = "Give loops to the threads of the model's caller",
    .description =
        "In the entry function of a model, each outermost loop on buffers "
        "whose iterations are\nindependent becomes a function that runs a part "
        "of them, and a call of\n`parallelFor` in the `AicThreads` of "
        "aic/runtime.h, which the caller may give or\nnot. These loops are "
        "`scf.parallel`, and `scf.for` that the schedule has marked\nwith "
        "`aic.parallel`, if each place that they write depends on the index. "
        "As many outer\ndimensions as make 64 iterations become one; the "
        "innermost one of several stays a\nloop. A loop that costs less than "
        "`min-cost` instructions stays where it is; where\nthat is not known "
        "before, it is decided at run time. Reductions are not split, so\nthat "
        "a result does not depend on the number of threads.\n\n"
        "```mlir\n"
        "scf.for %i = %c0 to %n step %c8 { ... } {aic.parallel}\n"
        "// becomes\n"
        "llvm.call @aicParallelFor(%call, %count, %body, %record, %large)\n"
        "// with a function\n"
        "func.func private @aic_loop_parallel_0(%record: !llvm.ptr, %begin: "
        "i64, %end: i64)\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects =
        (const char *const[]){"llvm", "func", "arith", "scf", NULL},
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(
        AicOptionDef,
        {.name = "min-cost",
         .summary = "instructions below which a loop stays on one thread",
         .kind = AIC_OPTION_INT64,
         .offset = offsetof(struct Options, minCost),
         .fallback = "50000"}),
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "parallel", .summary = "loops given away"}),
    .run = run,
};
