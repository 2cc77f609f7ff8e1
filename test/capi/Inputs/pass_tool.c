//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An mlir-opt with one package, whose passes and pipelines show what tables
// can do. Run by ../pass.mlir.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "aic/opt.h"
#include "mlir-c/BuiltinAttributes.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

typedef struct Options {
  bool flag;
  int64_t count;
  const char *text;
} Options;

enum { FUNCTIONS, SUM };

static MlirLogicalResult runShow(AicPassRun *run, MlirOperation root,
                                 const void *data) {
  const Options *options = data;
  MlirStringRef name = mlirStringAttrGetValue(mlirOperationGetAttributeByName(
      root, mlirStringRefCreateFromCString("sym_name")));
  aicPassCount(run, FUNCTIONS, 1);
  aicPassCount(run, SUM, (uint64_t)options->count);
  return aicDiagEnd(aicDiagBegin(
      AIC_SEVERITY_REMARK, mlirOperationGetLocation(root),
      "@%.*s: flag %d, count %" PRId64 ", text '%s'", (int)name.length,
      name.data, options->flag, options->count, options->text));
}

static const AicPassDef show = {
    .abi = AIC_ABI,
    .argument = "demo-show",
    .summary = "Report the options as remarks",
    .anchor = "func.func",
    .optionsSize = sizeof(Options),
    .options = AIC_LIST(AicOptionDef,
                        {.name = "flag",
                         .summary = "a switch",
                         .kind = AIC_OPTION_BOOL,
                         .offset = offsetof(Options, flag)},
                        {.name = "count",
                         .summary = "a number",
                         .kind = AIC_OPTION_INT64,
                         .offset = offsetof(Options, count),
                         .fallback = "7"},
                        {.name = "text",
                         .summary = "a word",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(Options, text),
                         .fallback = "none"}),
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "functions", .summary = "functions seen"},
                           {.name = "sum", .summary = "sum of the counts"}),
    .run = runShow,
};

/// x + x becomes x: wrong as arithmetic, easy to see.
static MlirLogicalResult rewriteHalve(MlirOperation op,
                                      MlirPatternRewriter rewriter,
                                      const void *options) {
  (void)options;
  MlirValue lhs = mlirOperationGetOperand(op, 0);
  if (!mlirValueEqual(lhs, mlirOperationGetOperand(op, 1)))
    return mlirLogicalResultFailure();
  mlirRewriterBaseReplaceOpWithValues(mlirPatternRewriterAsBase(rewriter), op,
                                      1, &lhs);
  return mlirLogicalResultSuccess();
}

static const AicPatternDef halvePattern = {
    .name = "halve", .root = "arith.addi", .rewrite = rewriteHalve};

static const AicPassDef halve = {
    .abi = AIC_ABI,
    .argument = "demo-halve",
    .summary = "Apply a pattern",
    .patterns = AIC_POINTERS(AicPatternDef, &halvePattern),
};

/// Touches the operation without an end.
static MlirLogicalResult rewriteCircle(MlirOperation op,
                                       MlirPatternRewriter rewriter,
                                       const void *options) {
  (void)options;
  MlirRewriterBase base = mlirPatternRewriterAsBase(rewriter);
  mlirRewriterBaseStartOpModification(base, op);
  mlirRewriterBaseFinalizeOpModification(base, op);
  return mlirLogicalResultSuccess();
}

static const AicPatternDef circlePattern = {
    .name = "circle", .root = "arith.muli", .rewrite = rewriteCircle};

static const AicPassDef circle = {
    .abi = AIC_ABI,
    .argument = "demo-circle",
    .summary = "Apply a pattern that never ends",
    .patterns = AIC_POINTERS(AicPatternDef, &circlePattern),
};

static MlirLogicalResult runDialects(AicPassRun *run, MlirOperation root,
                                     const void *options) {
  (void)run;
  (void)options;
  static const char *const names[] = {"linalg.matmul", "nobody.op"};
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
    aicDiagEnd(aicDiagBegin(AIC_SEVERITY_REMARK, mlirOperationGetLocation(root),
                            "%s is known: %d", names[i],
                            mlirContextIsRegisteredOperation(
                                mlirOperationGetContext(root),
                                mlirStringRefCreateFromCString(names[i]))));
  return mlirLogicalResultSuccess();
}

static const AicPassDef dialects = {
    .abi = AIC_ABI,
    .argument = "demo-dialects",
    .summary = "Report whether operations are known",
    .dependentDialects =
        (const char *const[]){"linalg", "tosa", "affine", NULL},
    .run = runDialects,
};

static const AicPassDef missing = {
    .abi = AIC_ABI,
    .argument = "demo-missing",
    .summary = "Depend on a dialect that does not exist",
    .dependentDialects = (const char *const[]){"nobody", NULL},
    .run = runDialects,
};

static MlirLogicalResult runFail(AicPassRun *run, MlirOperation root,
                                 const void *options) {
  (void)run;
  (void)options;
  AicDiag *diag =
      aicDiagBegin(AIC_SEVERITY_ERROR, mlirOperationGetLocation(root),
                   "'builtin.module' op has %d functions, too many", 2);
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(root, 0));
  aicDiagNote(diag, mlirOperationGetLocation(mlirBlockGetFirstOperation(body)),
              "the %s", "first");
  return aicDiagEnd(diag);
}

static const AicPassDef fail = {
    .abi = AIC_ABI,
    .argument = "demo-fail",
    .summary = "Fail",
    .anchor = "builtin.module",
    .run = runFail,
};

static MlirLogicalResult runNest(AicPassRun *run, MlirOperation root,
                                 const void *options) {
  return aicPassRunPipeline(run, root, ((const Options *)options)->text);
}

typedef struct NestOptions {
  Options options;
  const char *mood;
} NestOptions;

static const AicPassDef nest = {
    .abi = AIC_ABI,
    .argument = "demo-nest",
    .summary = "Run a pipeline",
    .anchor = "builtin.module",
    .optionsSize = sizeof(NestOptions),
    .options = AIC_LIST(AicOptionDef,
                        {.name = "text",
                         .summary = "the pipeline",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(Options, text)},
                        {.name = "mood",
                         .summary = "fair or good",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(NestOptions, mood),
                         .fallback = "fair",
                         .words = (const char *const[]){"fair", "good", NULL}}),
    .run = runNest,
};

static void buildPipeline(const void *options, MlirStringCallback write,
                          void *userData) {
  char text[64];
  snprintf(text, sizeof text, "func.func(demo-show{count=%" PRId64 "})",
           *(const int64_t *)options);
  write(mlirStringRefCreateFromCString("cse,"), userData);
  write(mlirStringRefCreateFromCString(text), userData);
}

typedef struct PipelineOptions {
  int64_t number;
  const char *colour;
} PipelineOptions;

static const AicPipelineDef pipeline = {
    .name = "demo-pipeline",
    .summary = "Show with a number",
    .optionsSize = sizeof(PipelineOptions),
    .options = AIC_LIST(AicOptionDef,
                        {.name = "number",
                         .summary = "the number to show",
                         .kind = AIC_OPTION_INT64},
                        {.name = "colour",
                         .summary = "red or green",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(PipelineOptions, colour),
                         .fallback = "red",
                         .words = (const char *const[]){"red", "green", NULL}}),
    .build = buildPipeline,
};

static void buildBroken(const void *options, MlirStringCallback write,
                        void *userData) {
  (void)options;
  write(mlirStringRefCreateFromCString("func.func(no-such-pass)"), userData);
}

static const AicPipelineDef broken = {
    .name = "demo-broken",
    .summary = "Write a wrong pipeline",
    .build = buildBroken,
};

static const AicPackage package = {
    .abi = AIC_ABI,
    .name = "demo",
    .version = "1.0",
    .passes = AIC_POINTERS(AicPassDef, &show, &halve, &circle, &dialects,
                           &missing, &fail, &nest),
    .pipelines = AIC_POINTERS(AicPipelineDef, &pipeline, &broken),
};

int main(int argc, char **argv) {
  // A package may be registered again, as by a plugin of the same library.
  aicPackageRegisterPasses(&package);
  return aicOptMain(argc, argv, AIC_POINTERS(AicPackage, &package));
}
