//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

static MlirLogicalResult verify(MlirOperation op) {
  if (mlirOperationIsNull(aicNpuParentVec(op))) // C1
    return aicOpError(op, "must lie in the body of an npu.vec");
  MlirAttribute init = aicOpAttr(op, "init");
  if (!(mlirAttributeIsAInteger(init) || mlirAttributeIsAFloat(init)) ||
      !mlirTypeEqual(mlirAttributeGetType(init),
                     mlirValueGetType(mlirOperationGetOperand(op, 0)))) // C2
    return aicOpError(op, "init must be a number of value's type");
  return mlirLogicalResultSuccess();
}

static const AicAttrConstraint kind = {
    .name = "a kind of reduction",
    .words = (const char *const[]){"add", "max", "min", NULL},
};

const AicOpDef aicNpuReduce = {
    .name = "npu.reduce",
    .summary = "The reduction of an npu.vec",
    .description = "Combines `value` over the points of the reduction "
                   "dimensions, last one\n"
                   "fastest, starting with `init`: `init op x0 op x1 ...`.\n"
                   "\n"
                   "- C1: it lies in the body of an npu.vec.\n"
                   "- C2: `init` has the type of `value`.\n",
    .example = AIC_NPU_EXAMPLE_VEC,
    .assembly = "$kind $value `init` $init attr-dict `:` type($value)",
    .operands = AIC_LIST(AicValueDef, {.name = "value",
                                       .summary = "one point's value",
                                       .type = &aicNpuComputeType}),
    .results = AIC_LIST(AicValueDef, {.name = "result",
                                      .summary = "the reduced value",
                                      .type = &aicNpuComputeType}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "kind", .summary = "how to combine", .attr = &kind},
        {.name = "init", .summary = "value of no points", .attr = &aicAnyAttr}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .verify = verify,
};
