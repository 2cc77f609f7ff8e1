//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"

static MlirLogicalResult verify(MlirOperation op) {
  if (mlirOperationIsNull(aicNpuParentVec(op))) // C1
    return aicOpError(op, "must lie in the body of an npu.vec");
  return mlirLogicalResultSuccess();
}

const AicOpDef aicNpuYield = {
    .name = "npu.yield",
    .summary = "Ends the body of an npu.vec with the value to write",
    .description = "- C1: it lies in the body of an npu.vec.\n",
    .example = AIC_NPU_EXAMPLE_VEC,
    .assembly = "$value attr-dict `:` type($value)",
    .operands = AIC_LIST(AicValueDef, {.name = "value",
                                       .summary = "the element's value",
                                       .type = &aicNpuComputeType}),
    .traits = AIC_OP_PURE | AIC_OP_TERMINATOR,
    .verify = verify,
};
