//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Copies between strided buffers as loops instead of calls of a library that a
// compiled model does not have.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  MlirContext context = mlirOperationGetContext(root);
  AicOpList copies =
      aicCollectOps(root, (const char *const[]){"memref.copy", NULL});
  uint64_t changed = 0;
  for (intptr_t i = 0; i < copies.count; ++i) {
    MlirOperation copy = copies.data[i];
    MlirValue from = mlirOperationGetOperand(copy, 0);
    MlirValue to = mlirOperationGetOperand(copy, 1);
    // linalg knows no unranked buffers; nothing here makes them.
    if (!mlirTypeIsAMemRef(mlirValueGetType(from)) ||
        !mlirTypeIsAMemRef(mlirValueGetType(to)))
      continue;
    MlirOperation made = aicCreateBefore(
        copy, "linalg.copy",
        (AicBuild){
            .operands = AIC_VALUES(from, to),
            .attributes = AIC_ATTRS(
                {"operandSegmentSizes",
                 mlirDenseI32ArrayGet(context, 2, (const int32_t[]){1, 1})}),
            .numRegions = 1});
    mlirLinalgFillBuiltinNamedOpRegion(made);
    mlirOperationDestroy(copy);
    ++changed;
  }
  aicPassCount(pass, 0, changed);
  aicOpListRelease(&copies);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicCopyToLinalg = {
    .abi = AIC_ABI,
    .argument = "aic-copy-to-linalg",
    .summary = "Turn memref.copy into linalg.copy",
    .description =
        "`memref.copy` of a strided buffer becomes a call of MLIR's runner "
        "library, which a\ncompiled model does not have and which copies "
        "element by element. As `linalg.copy`\nit becomes loops that are "
        "vectorized with the rest.\n\n"
        "```mlir\n"
        "memref.copy %a, %b : memref<4x4xf32> to memref<4x4xf32, strided<[8, "
        "1]>>\n"
        "// becomes\n"
        "linalg.copy ins(%a : memref<4x4xf32>) outs(%b : memref<4x4xf32, "
        "strided<[8, 1]>>)\n"
        "```\n",
    .anchor = "func.func",
    .dependentDialects = (const char *const[]){"linalg", NULL},
    .statistics =
        AIC_LIST(AicStatisticDef,
                 {.name = "copies", .summary = "copies turned into loops"}),
    .run = run,
};
