//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Encodes programs early, so that no pass for the host can change them.
//
//===----------------------------------------------------------------------===//

#include "lowering/launch_to_cpu/launch_to_cpu.h"

#include "aic/diag.h"
#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

/// Erases what is in the program's body; its arguments stay, for npu.launch
/// checks its operands against them.
static void emptyBody(MlirOperation program) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(program, 0));
  for (;;) {
    // From the end, so that no result has uses left.
    MlirOperation last = {NULL};
    for (MlirOperation op = mlirBlockGetFirstOperation(body);
         !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
      last = op;
    if (mlirOperationIsNull(last))
      return;
    mlirOperationDestroy(last);
  }
}

static MlirLogicalResult embed(MlirOperation program) {
  if (!mlirAttributeIsNull(aicGetAttr(program, AIC_PROGRAM_CODE)))
    return mlirLogicalResultSuccess();
  unsigned char *bytes = NULL;
  size_t size = 0;
  if (mlirLogicalResultIsFailure(aicNpuEmit(program, &bytes, &size)))
    return mlirLogicalResultFailure();
  MlirContext context = mlirOperationGetContext(program);
  int64_t shape = (int64_t)size;
  MlirType type = mlirRankedTensorTypeGet(
      1, &shape, mlirIntegerTypeGet(context, 8), mlirAttributeGetNull());
  aicSetAttr(program, AIC_PROGRAM_CODE,
             mlirDenseElementsAttrRawBufferGet(type, size, bytes));
  free(bytes);
  emptyBody(program);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  AicOpList programs =
      aicCollectOps(root, (const char *const[]){"npu.program", NULL});
  MlirLogicalResult result = mlirLogicalResultSuccess();
  for (intptr_t i = 0; i < programs.count && mlirLogicalResultIsSuccess(result);
       ++i)
    result = embed(programs.data[i]);
  aicPassCount(pass, 0, (uint64_t)programs.count);
  aicOpListRelease(&programs);
  return result;
}

const AicPassDef aicEmbedPrograms = {
    .abi = AIC_ABI,
    .argument = "aic-embed-programs",
    .summary = "Encode npu programs into an attribute",
    .description =
        "Encodes each npu.program as the device reads it, keeps the bytes as "
        "its attribute\n`aic.code`, and empties its body, so that the passes "
        "for the host leave it alone.\nNeeds aic-npu-sync.\n\n"
        "```mlir\n"
        "npu.program @f target(@edge32) ins(...) outs(...) { ... }\n"
        "// becomes\n"
        "npu.program @f target(@edge32) ins(...) outs(...)\n"
        "    attributes {aic.code = dense<...> : tensor<4096xi8>} {}\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"npu", NULL},
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "programs", .summary = "programs encoded"}),
    .run = run,
};
