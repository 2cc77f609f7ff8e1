//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"

static MlirLogicalResult verify(MlirOperation op) {
  MlirOperation vec = aicNpuParentVec(op);
  if (mlirOperationIsNull(vec)) // C1
    return aicOpError(op, "must lie in the body of an npu.vec");
  MlirValue table = aicOpOperand(op, "table");
  if (!mlirValueIsABlockArgument(table) ||
      !mlirOperationEqual(
          mlirBlockGetParentOperation(mlirBlockArgumentGetOwner(table)),
          vec)) // C2
    return aicOpError(op, "table must be an argument of the npu.vec");
  return mlirLogicalResultSuccess();
}

const AicOpDef aicNpuLut = {
    .name = "npu.lut",
    .summary = "An entry of a look-up table",
    .description =
        "Entry number `index` of `table`, an input of the npu.vec around it\n"
        "whose memref has one dimension, the entries, and whose map is\n"
        "constant 0. An index before the first entry gives the first, one\n"
        "behind the last the last; in f32 it is rounded to even before that.\n"
        "A function of i8 is a table of 256 entries at `x + 128`. The vector\n"
        "unit reads the table once per npu.vec, `vector.lanes` entries per\n"
        "cycle.\n"
        "\n"
        "- C1: it lies in the body of an npu.vec.\n"
        "- C2: `table` is an argument of that body.\n",
    .example = AIC_NPU_EXAMPLE_LUT,
    .assembly = "$index `in` $table attr-dict `:` type($index)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "index",
         .summary = "number of the entry",
         .type = &aicNpuComputeType},
        {.name = "table", .summary = "the table", .type = &aicNpuComputeType}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "result", .summary = "the entry", .type = &aicNpuComputeType}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .verify = verify,
};
