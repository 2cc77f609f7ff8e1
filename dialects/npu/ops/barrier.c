//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"

static MlirLogicalResult verify(MlirOperation op) {
  MlirOperation parent = mlirOperationGetParentOperation(op);
  if (mlirOperationIsNull(parent) || !aicOpIs(parent, "npu.program")) // C1
    return aicOpError(op, "must lie directly in an npu.program");
  return mlirLogicalResultSuccess();
}

const AicOpDef aicNpuBarrier = {
    .name = "npu.barrier",
    .summary = "Between layers: all engines finish before any goes on",
    .description = "Rings on either side share memory, and loads behind it see "
                   "the stores\n"
                   "before it.\n"
                   "\n"
                   "- C1: it lies directly in an npu.program, in no loop.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM "  npu.barrier\n}\n",
    .assembly = "attr-dict",
    .verify = verify,
};
