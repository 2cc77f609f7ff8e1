//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/vec.h"
#include "dialects/npu/support.h"

static MlirLogicalResult verify(MlirOperation op) {
  AicNpuVec vec;
  // C1 to C8, C10.
  if (mlirLogicalResultIsFailure(aicNpuVecTranslate(op, &vec)) ||
      mlirLogicalResultIsFailure(aicNpuVerifyInProgram(op)))
    return mlirLogicalResultFailure();
  return aicNpuVerifyTokens(op); // C9
}

const AicOpDef aicNpuVec = {
    .name = "npu.vec",
    .summary = "A small program on the vector unit",
    .description =
        "Runs the body for every point of `parallel` (at most 3 dimensions) "
        "and,\n"
        "before an npu.reduce in the body, for every point of `reduce` (at "
        "most 2)\n"
        "within it. Like in linalg.generic, `maps` (one per input, then one "
        "for\n"
        "the output) take the iteration point, parallel dimensions first, to "
        "the\n"
        "element of each memref.\n"
        "\n"
        "The block arguments are the inputs in the type that the vector unit\n"
        "computes in, f32 or i32: elements are converted as they are read and "
        "as\n"
        "they are written; writing i8 saturates, writing bf16 or f16 "
        "rounds to\n"
        "nearest even. One operation is one cycle per `vector.lanes` points.\n"
        "\n"
        "Operations of the body: arith.constant, addf, subf, mulf, divf, "
        "maximumf,\n"
        "minimumf, negf, cmpf (ordered, or une), addi, subi, muli, divsi, "
        "maxsi,\n"
        "minsi, andi, ori, xori, shli, shrsi, cmpi (signed), select; "
        "math.absf,\n"
        "absi, exp2, rsqrt, sqrt, floor, roundeven; tosa.apply_scale; "
        "npu.lut,\n"
        "npu.reduce.\n"
        "\n"
        "- C1: at most 6 inputs, 1 to 3 parallel and at most 2 reduction\n"
        "  dimensions, all sizes at least 1.\n"
        "- C2: there is one map per memref; its dimensions are the iteration\n"
        "  space, its results the dimensions of the memref; it is linear.\n"
        "- C3: every point lies inside the memref.\n"
        "- C4: the output's map uses no reduction dimension.\n"
        "- C5: the body has one argument per input, all and the yielded value "
        "of\n"
        "  one type, f32 or i32.\n"
        "- C6: the body has only the operations above, which become at most "
        "32\n"
        "  operations of the vector unit on 16 registers.\n"
        "- C7: there is one npu.reduce exactly if there are reduction "
        "dimensions.\n"
        "- C8: what is computed behind the reduction uses the reduced value,\n"
        "  constants, and inputs whose maps use no reduction dimension.\n"
        "- C9: it has at most 3 waits and 3 posts.\n"
        "- C10: a table of npu.lut has one contiguous dimension, the map "
        "constant\n"
        "  0, and no other use.\n",
    .example = AIC_NPU_EXAMPLE_VEC,
    .assembly =
        "(`ins` `(` $inputs^ `:` type($inputs) `)`)? `outs` `(` $output "
        "`:` type($output) `)` `parallel` $parallel "
        "(`reduce` $reduce^)? `maps` $maps $body attr-dict",
    .operands = AIC_LIST(AicValueDef,
                         {.name = "inputs",
                          .summary = "what is read",
                          .type = &aicNpuChipMemRef,
                          .arity = AIC_ARITY_VARIADIC,
                          .effects = AIC_EFFECT_READ},
                         {.name = "output",
                          .summary = "what is written",
                          .type = &aicNpuChipMemRef,
                          .effects = AIC_EFFECT_WRITE}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "parallel",
                            .summary = "sizes of the parallel dimensions",
                            .attr = &aicDenseI64ArrayAttr},
                           {.name = "reduce",
                            .summary = "sizes of the reduction dimensions",
                            .attr = &aicDenseI64ArrayAttr,
                            .fallback = "array<i64>"},
                           {.name = "maps",
                            .summary = "iteration point to element, per memref",
                            .attr = &aicArrayAttr},
                           AIC_NPU_LATE_ATTRIBUTES),
    .regions = AIC_LIST(AicRegionDef, {.name = "body",
                                       .summary = "one point",
                                       .terminator = "npu.yield",
                                       .maxBlocks = 1}),
    .traits = AIC_OP_SINGLE_BLOCK | AIC_OP_ISOLATED_FROM_ABOVE,
    .verifyRegions = verify,
};
