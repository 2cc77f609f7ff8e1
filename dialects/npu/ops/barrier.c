//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

#include <inttypes.h>

static MlirLogicalResult verify(MlirOperation op) {
  if (mlirLogicalResultIsFailure(aicNpuVerifyTopLevel(op))) // C1
    return mlirLogicalResultFailure();
  MlirAttribute ids = aicOpAttr(op, "semaphores");
  if (!mlirAttributeIsNull(ids) && mlirDenseArrayGetNumElements(ids) != 4) // C2
    return aicOpError(op, "needs 4 semaphores, has %" PRIdPTR,
                      mlirDenseArrayGetNumElements(ids));
  return mlirLogicalResultSuccess();
}

const AicOpDef aicNpuBarrier = {
    .name = "npu.barrier",
    .summary = "Between layers: all engines finish before any goes on",
    .description = "Rings on either side share memory, and loads behind it see "
                   "the stores\n"
                   "before it.\n"
                   "\n"
                   "- C1: it lies directly in an npu.program, in no loop.\n"
                   "- C2: `semaphores`, when given, has four numbers.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM "  npu.barrier\n}\n",
    .assembly = "attr-dict",
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "semaphores",
         .summary = "posted by mx, vx and st, and by ld for all (late form)",
         .attr = &aicDenseI64ArrayAttr,
         .optional = true}),
    .verify = verify,
};
