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
  if (!mlirTypeEqual(mlirShapedTypeGetElementType(source),
                     mlirShapedTypeGetElementType(dest))) // C2
    return aicOpError(op, "source and dest must have the same element type");
  if (mlirLogicalResultIsFailure(aicNpuVerifyMap(op, rank))) // C3, C4, C5
    return mlirLogicalResultFailure();
  return aicNpuVerifyTokens(op); // C6
}

const AicOpDef aicNpuStore = {
    .name = "npu.store",
    .summary = "Copy a tile from the scratchpad to DRAM",
    .description =
        "The tile has the shape of `source` and starts at coordinate\n"
        "`map(indices)` of `dest`; elements outside of `dest` are skipped.\n"
        "\n"
        "- C1: source and dest have the same rank, at most 4.\n"
        "- C2: they have the same element type.\n"
        "- C3: `map` has one result per dimension of `dest` and one dimension "
        "per\n"
        "  index.\n"
        "- C4: each index is the index of an npu.loop around the operation.\n"
        "- C5: `map` is linear: each result a constant plus index times "
        "constant.\n"
        "- C6: it has at most 3 waits and 3 posts.\n",
    .example = AIC_NPU_EXAMPLE_RING
    "  %t = npu.buffer : memref<8x8xi8, #npu.space<dram>>\n"
    "  %s = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
    "  npu.store %s into %t[affine_map<() -> (4, 6)>]()\n"
    "      : memref<4x4xi8, #npu.space<spad>>, memref<8x8xi8, "
    "#npu.space<dram>>\n"
    "}\n",
    .assembly =
        "$source `into` $dest `[` $map `]` `` `(` $indices `)` attr-dict "
        "`:` type($source) `,` type($dest)",
    .operands = AIC_LIST(AicValueDef,
                         {.name = "source",
                          .summary = "slot or view of one",
                          .type = &aicNpuSpadMemRef,
                          .effects = AIC_EFFECT_READ},
                         {.name = "dest",
                          .summary = "tensor in DRAM",
                          .type = &aicNpuDramMemRef,
                          .effects = AIC_EFFECT_WRITE},
                         {.name = "indices",
                          .summary = "loop indices",
                          .type = &aicIndexType,
                          .arity = AIC_ARITY_VARIADIC}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "map",
                            .summary = "indices to start coordinates",
                            .attr = &aicAffineMapAttr},
                           AIC_NPU_LATE_ATTRIBUTES),
    .verify = verify,
};
