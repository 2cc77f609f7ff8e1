//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/legalize.h"

#include "lowering/support/ir.h"

#include <stddef.h>
#include <string.h>

struct Options {
  bool offsets;
};

enum { STAT_ZERO_POINTS, STAT_OPERATIONS };

/// Erases operations of `block` that nobody uses.
static void eraseUnused(MlirBlock block) {
  AicOpList ops = aicCollectOps(mlirBlockGetParentOperation(block), NULL);
  for (intptr_t i = ops.count - 1; i >= 0; --i) {
    MlirOperation op = ops.data[i];
    MlirStringRef name = aicOpName(op);
    bool isPure = name.length > 5 && (!memcmp(name.data, "arith", 5) ||
                                      !memcmp(name.data, "math.", 5));
    if (isPure && mlirOperationGetNumResults(op) == 1 &&
        mlirOpOperandIsNull(
            mlirValueGetFirstUse(mlirOperationGetResult(op, 0))))
      mlirOperationDestroy(op);
  }
  aicOpListRelease(&ops);
}

enum { MAX_STEPS = 512 }; ///< rewrites of one body; none goes in circles

/// Rewrites operations of a body until all are as they should be; gives how
/// many were. What a rewrite builds stands in front of what it replaces, so
/// that it is looked at as well.
static uint64_t legalizeBody(const AicTosa *at, MlirOperation op,
                             bool offsets) {
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  MlirOperation each = mlirBlockGetFirstOperation(block);
  uint64_t count = 0;
  while (!mlirOperationIsNull(each) && count < MAX_STEPS) {
    if (!aicLegalizeFunction(at, each) && !aicLegalizeInteger(at, each) &&
        !(offsets && aicLegalizeOffset(at, each))) {
      each = mlirOperationGetNextInBlock(each);
      continue;
    }
    ++count;
    eraseUnused(block);
    each = mlirBlockGetFirstOperation(block);
  }
  if (aicLegalizeLimits(at, mlirBlockGetTerminator(block))) {
    eraseUnused(block);
    ++count;
  }
  return count;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  const struct Options *given = options;
  bool changed = false;
  AicOpList ops = aicCollectOps(root, NULL);
  MlirRewriterBase rewriter =
      mlirIRRewriterCreate(mlirOperationGetContext(root));
  for (intptr_t i = 0; i < ops.count; ++i) {
    AicTosa at = {rewriter, mlirOperationGetLocation(ops.data[i])};
    mlirRewriterBaseSetInsertionPointBefore(rewriter, ops.data[i]);
    if (!aicLegalizeZeroPoints(&at, ops.data[i]))
      continue;
    aicPassCount(pass, STAT_ZERO_POINTS, 1);
    changed = true;
  }
  aicOpListRelease(&ops);
  // What corrects a product joins what follows it.
  MlirLogicalResult result =
      changed ? aicPassRunPipeline(
                    pass, root, "linalg-fuse-elementwise-ops,canonicalize,cse")
              : mlirLogicalResultSuccess();
  static const char *const generics[] = {"linalg.generic", NULL};
  ops = aicCollectOps(root, generics);
  for (intptr_t i = 0; i < ops.count; ++i) {
    AicTosa at = {rewriter, mlirOperationGetLocation(ops.data[i])};
    aicPassCount(pass, STAT_OPERATIONS,
                 legalizeBody(&at, ops.data[i], given->offsets));
  }
  aicOpListRelease(&ops);
  mlirIRRewriterDestroy(rewriter);
  return result;
}

const AicPassDef aicNpuLegalize = {
    .abi = AIC_ABI,
    .argument = "aic-npu-legalize",
    .summary = "Rewrite linalg operations into what an NPU has",
    .description =
        "Operations that the array and the vector unit lack become several "
        "that\n"
        "they have, in linalg as before:\n"
        "\n"
        "- Products and convolutions with zero points become products of the "
        "bare\n"
        "  integers and sums of one operand, which are constants for constant\n"
        "  weights and then become part of the bias. This is exact.\n"
        "- In bodies `math.erf`, `math.tanh`, powers with constant exponents "
        "and\n"
        "  roundings of f32 become arithmetic; so do unsigned bytes, logical "
        "shifts\n"
        "  and remainders. `math.erf` is within 7.1 units in the last place,\n"
        "  `math.tanh` within 3.0; `math.fma` rounds its product as well.\n"
        "- Limits of an i8 result are brought into one form.\n"
        "\n"
        "```mlir\n"
        "%y = linalg.quantized_matmul ins(%x, %w, %c5, %c0 : ...) outs(%z : "
        "...)\n"
        "// becomes, where %s sums the rows of %w:\n"
        "%p = linalg.matmul ins(%x, %w : ...) outs(%z : ...)\n"
        "%y = linalg.generic ... ins(%p, %s : ...)  // %p - 5 * %s\n"
        "```\n",
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(
        AicOptionDef,
        {.name = "offsets",
         .summary = "limit x instead of x + c where c is taken away again; "
                    "behind aic-split-bodies, which looks for i8 values",
         .kind = AIC_OPTION_BOOL,
         .offset = offsetof(struct Options, offsets)}),
    .dependentDialects =
        (const char *const[]){"arith", "linalg", "math", "tensor", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "zero-points", .summary = "operations without zero points"},
        {.name = "operations", .summary = "operations of bodies rewritten"}),
    .run = run,
};
