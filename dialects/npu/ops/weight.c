//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirLogicalResult verify(MlirOperation op) {
  MlirType value = mlirAttributeGetType(aicOpAttr(op, "value"));
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  intptr_t rank = mlirShapedTypeGetRank(type);
  bool same = mlirTypeEqual(mlirShapedTypeGetElementType(value),
                            mlirShapedTypeGetElementType(type)) &&
              mlirShapedTypeGetRank(value) == rank;
  for (intptr_t dim = 0; same && dim < rank; ++dim)
    same = mlirShapedTypeGetDimSize(value, dim) ==
           mlirShapedTypeGetDimSize(type, dim);
  if (!same) // C1
    return aicOpError(op, "memref and value differ in shape or element type");
  AicNpuShape shape = aicNpuShapeOf(type);
  if (!aicNpuIsContiguous(&shape)) // C2
    return aicOpError(op, "memref must be contiguous");
  return aicNpuVerifyTopLevel(op); // C3
}

const AicOpDef aicNpuWeight = {
    .name = "npu.weight",
    .summary = "A constant in the program's constant section",
    .description =
        "- C1: the memref has the shape and the element type of `value`.\n"
        "- C2: the memref is contiguous.\n"
        "- C3: it lies directly in an npu.program.\n",
    .example =
        AIC_NPU_EXAMPLE_PROGRAM "  %w = npu.weight dense<1> : tensor<4x4xi8>\n"
                                "      -> memref<4x4xi8, #npu.space<dram>>\n"
                                "}\n",
    .assembly = "$value attr-dict `->` type($weight)",
    .results = AIC_LIST(AicValueDef, {.name = "weight",
                                      .summary = "where it lies in DRAM",
                                      .type = &aicNpuDramMemRef}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "value", .summary = "the elements", .attr = &aicElementsAttr}),
    .traits = AIC_OP_PURE,
    .verify = verify,
};
