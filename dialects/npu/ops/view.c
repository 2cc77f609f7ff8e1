//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirLogicalResult verify(MlirOperation op) {
  MlirType source = mlirValueGetType(mlirOperationGetOperand(op, 0));
  MlirType result = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (!mlirTypeEqual(mlirShapedTypeGetElementType(source),
                     mlirShapedTypeGetElementType(result)) ||
      aicNpuPlaceOf(source) != aicNpuPlaceOf(result)) // C1
    return aicOpError(op, "source and result differ in element type or space");
  if (mlirLogicalResultIsFailure(aicNpuVerifyMap(op, 1))) // C2, C3, C4
    return mlirLogicalResultFailure();
  AicNpuLinear position = aicNpuLinearOf(op, 0);
  int64_t low, high;
  aicNpuLinearRange(op, &position, &low, &high);
  if (aicNpuPlaceOf(source) == AIC_NPU_PLACE_DRAM && low != high) // C5
    return aicOpError(op, "map must be constant for a view in DRAM");
  AicNpuShape from = aicNpuShapeOf(source), to = aicNpuShapeOf(result);
  high += aicNpuSpan(&to);
  if (low < 0 || high > aicNpuSpan(&from)) // C6
    return aicOpError(op,
                      "names elements %" PRId64 " to %" PRId64
                      " of a source that has %" PRId64,
                      low, high - 1, aicNpuSpan(&from));
  return mlirLogicalResultSuccess();
}

const AicOpDef aicNpuView = {
    .name = "npu.view",
    .summary = "Other shape and strides over part of a memref",
    .description =
        "Pointer arithmetic: element (0, ..., 0) of the result is the element "
        "of\n"
        "`source` at linear position `map(indices)`, counted in elements from\n"
        "its first. Shape and strides are those of the result type; elements "
        "may\n"
        "overlap, as in the rows of a convolution.\n"
        "\n"
        "- C1: source and result have the same element type and the same "
        "space.\n"
        "- C2: `map` has one result and as many dimensions as there are "
        "indices.\n"
        "- C3: each index is the index of an npu.loop around the operation.\n"
        "- C4: `map` is linear: a constant plus index times constant.\n"
        "- C5: in DRAM `map` is a constant.\n"
        "- C6: all elements of the result lie in the source, for all "
        "indices.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM
    "  %t = npu.buffer : memref<4x4xi8, #npu.space<dram>>\n"
    "  %v = npu.view %t[affine_map<() -> (8)>]()\n"
    "      : memref<4x4xi8, #npu.space<dram>>\n"
    "      to memref<8xi8, #npu.space<dram>>\n"
    "}\n",
    .assembly = "$source `[` $map `]` `` `(` $indices `)` attr-dict `:` "
                "type($source) `to` type($result)",
    .operands = AIC_LIST(AicValueDef,
                         {.name = "source",
                          .summary = "a slot, a buffer or another view",
                          .type = &aicNpuAnyMemRef},
                         {.name = "indices",
                          .summary = "loop indices",
                          .type = &aicIndexType,
                          .arity = AIC_ARITY_VARIADIC}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "result", .summary = "the view", .type = &aicNpuAnyMemRef}),
    .attributes = AIC_LIST(AicAttrDef, {.name = "map",
                                        .summary = "indices to linear position",
                                        .attr = &aicAffineMapAttr}),
    .traits = AIC_OP_PURE,
    .verify = verify,
};
