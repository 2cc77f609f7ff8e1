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
  MlirType source = mlirValueGetType(aicOpOperand(op, "source"));
  MlirType dest = mlirValueGetType(aicOpOperand(op, "dest"));
  intptr_t rank = mlirShapedTypeGetRank(source);
  if (rank != mlirShapedTypeGetRank(dest) || rank < 1 || rank > 4) // C1
    return aicOpError(op,
                      "source and dest must have the same rank, 1 to 4, have "
                      "%" PRIdPTR " and %" PRIdPTR,
                      rank, mlirShapedTypeGetRank(dest));
  MlirType from = mlirShapedTypeGetElementType(source);
  MlirType to = mlirShapedTypeGetElementType(dest);
  if (!mlirTypeEqual(from, to) &&
      !(mlirTypeIsAF32(from) &&
        aicNpuTypeCasts(AIC_NPU_F32, aicNpuTypeOf(to)))) // C2
    return aicOpError(op, "source and dest must have the same element type, or "
                          "f32 and bf16 or f16");
  if (mlirLogicalResultIsFailure(aicNpuVerifyMap(op, rank))) // C3, C4, C5
    return mlirLogicalResultFailure();
  MlirAttribute pad = aicOpAttr(op, "pad");
  if (!mlirAttributeIsNull(pad) &&
      !((mlirAttributeIsAInteger(pad) || mlirAttributeIsAFloat(pad)) &&
        mlirTypeEqual(mlirAttributeGetType(pad), from))) // C6
    return aicOpError(op, "pad must be a number of source's element type");
  return aicNpuVerifyTokens(op); // C7
}

const AicOpDef aicNpuLoad = {
    .name = "npu.load",
    .summary = "Copy a tile from DRAM into the scratchpad",
    .description =
        "The tile has the shape of `dest` and starts at coordinate "
        "`map(indices)`\n"
        "of `source`, which may be negative or reach over the end: elements\n"
        "outside of `source` read as `pad` (zero when absent). So borders and\n"
        "ragged edges need no code of their own.\n"
        "\n"
        "- C1: source and dest have the same rank, at most 4.\n"
        "- C2: they have the same element type, or f32 is loaded as bf16 or "
        "f16.\n"
        "- C3: `map` has one result per dimension of `source` and one "
        "dimension\n"
        "  per index.\n"
        "- C4: each index is the index of an npu.loop around the operation.\n"
        "- C5: `map` is linear: each result a constant plus index times "
        "constant.\n"
        "- C6: `pad` has the element type of `source`.\n"
        "- C7: it has at most 3 waits and 3 posts.\n",
    .example = AIC_NPU_EXAMPLE_RING
    "  %t = npu.buffer : memref<8x8xi8, #npu.space<dram>>\n"
    "  %s = npu.acquire %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
    "  npu.load %t[affine_map<() -> (4, -1)>]() into %s {pad = 0 : i8}\n"
    "      : memref<8x8xi8, #npu.space<dram>>, memref<4x4xi8, "
    "#npu.space<spad>>\n"
    "}\n",
    .assembly =
        "$source `[` $map `]` `` `(` $indices `)` `into` $dest attr-dict "
        "`:` type($source) `,` type($dest)",
    .operands = AIC_LIST(AicValueDef,
                         {.name = "source",
                          .summary = "tensor in DRAM",
                          .type = &aicNpuDramMemRef,
                          .effects = AIC_EFFECT_READ},
                         {.name = "indices",
                          .summary = "loop indices",
                          .type = &aicIndexType,
                          .arity = AIC_ARITY_VARIADIC},
                         {.name = "dest",
                          .summary = "slot or view of one",
                          .type = &aicNpuSpadMemRef,
                          .effects = AIC_EFFECT_WRITE}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "map",
                            .summary = "indices to start coordinates",
                            .attr = &aicAffineMapAttr},
                           {.name = "pad",
                            .summary = "value outside of the source",
                            .attr = &aicAnyAttr,
                            .optional = true},
                           AIC_NPU_LATE_ATTRIBUTES),
    .verify = verify,
};
