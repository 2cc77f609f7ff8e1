//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static bool typesFit(MlirType lhs, MlirType rhs, MlirType acc) {
  AicNpuMac mac;
  return aicNpuMacFind(aicNpuTypeOf(lhs), aicNpuTypeOf(rhs), &mac) &&
         aicNpuMacResultType(mac) == aicNpuTypeOf(acc);
}

static MlirLogicalResult verify(MlirOperation op) {
  AicNpuShape shape[3];
  MlirType element[3];
  for (int operand = 0; operand < 3; ++operand) {
    MlirType type = mlirValueGetType(mlirOperationGetOperand(op, operand));
    shape[operand] = aicNpuShapeOf(type);
    element[operand] = mlirShapedTypeGetElementType(type);
  }
  const AicNpuShape *lhs = &shape[0], *rhs = &shape[1], *acc = &shape[2];
  intptr_t last = lhs->rank - 1;
  if ((lhs->rank != 2 && lhs->rank != 3) || acc->rank != lhs->rank ||
      rhs->rank != 2) // C1
    return aicOpError(op,
                      "lhs and acc must have rank 2 or 3 and rhs rank 2, have "
                      "%" PRIdPTR ", %" PRIdPTR " and %" PRIdPTR,
                      lhs->rank, acc->rank, rhs->rank);
  for (intptr_t dim = 0; dim < last; ++dim)
    if (lhs->size[dim] != acc->size[dim]) // C2
      return aicOpError(op, "lhs has %" PRId64 " rows but acc has %" PRId64,
                        lhs->size[dim], acc->size[dim]);
  if (lhs->size[last] != rhs->size[0]) // C2
    return aicOpError(
        op, "lhs has %" PRId64 " columns but rhs has %" PRId64 " rows",
        lhs->size[last], rhs->size[0]);
  if (rhs->size[1] != acc->size[last]) // C2
    return aicOpError(op, "rhs has %" PRId64 " columns but acc has %" PRId64,
                      rhs->size[1], acc->size[last]);
  if (!typesFit(element[0], element[1], element[2])) // C3
    return aicOpError(op, "element types must be those of %s",
                      AIC_NPU_MAC_NAMES);
  for (int operand = 0; operand < 3; ++operand) {
    const AicNpuShape *s = &shape[operand];
    if (s->size[s->rank - 1] > 1 && s->stride[s->rank - 1] != 1) // C4
      return aicOpError(op,
                        "last dimension of operand #%d has stride %" PRId64
                        ", must be contiguous",
                        operand, s->stride[s->rank - 1]);
  }
  if (acc->rank == 3 && acc->size[0] > 1 && acc->size[1] > 1 &&
      acc->stride[0] != acc->size[1] * acc->stride[1]) // C4
    return aicOpError(op,
                      "rows of acc have strides %" PRId64 " and %" PRId64
                      ", must have one",
                      acc->stride[0], acc->stride[1]);
  if (mlirLogicalResultIsFailure(aicNpuVerifyLoopIndices(
          op, 3, mlirOperationGetNumOperands(op) - 3)) || // C5
      mlirLogicalResultIsFailure(aicNpuVerifyInProgram(op)))
    return mlirLogicalResultFailure();
  return aicNpuVerifyTokens(op); // C6
}

static const AicAttrConstraint dataflow = {
    .name = "a dataflow",
    .words = (const char *const[]){"ws", "os", "is", NULL},
};

const AicOpDef aicNpuMatmul = {
    .name = "npu.matmul",
    .summary = "Matrix multiply-accumulate on the array",
    .description =
        "`acc[m][n] = lhs[m][k] * rhs[k][n]` in the first iteration of all "
        "loops\n"
        "whose indices are in `over`, `acc[m][n] += ...` in their others, and "
        "in\n"
        "all with `accumulate`. `lhs` of rank 3 has two dimensions of rows "
        "with\n"
        "strides of their own, the walk of a convolution over its input; "
        "`acc`\n"
        "has the same rank.\n"
        "\n"
        "- C1: lhs and acc have the same rank, 2 or 3, and rhs has rank 2.\n"
        "- C2: rows, columns and depth agree.\n"
        "- C3: types are i8*i8+i32, i8*i4+i32, i4*i4+i32, bf16*bf16+f32, "
        "f16*f16+f32 or "
        "f32*f32+f32.\n"
        "- C4: the last dimension of each is contiguous, and acc's rows have "
        "one\n"
        "  stride.\n"
        "- C5: each index of `over` is the index of an npu.loop around the\n"
        "  operation.\n"
        "- C6: it has at most 3 waits and 3 posts.\n",
    .example = AIC_NPU_EXAMPLE_MATMUL,
    .assembly = "$lhs `,` $rhs `into` $acc (`over` `(` $over^ `)`)? attr-dict "
                "`:` type($lhs) `,` type($rhs) `,` type($acc)",
    .operands = AIC_LIST(AicValueDef,
                         {.name = "lhs",
                          .summary = "streamed operand",
                          .type = &aicNpuSpadMemRef,
                          .effects = AIC_EFFECT_READ},
                         {.name = "rhs",
                          .summary = "operand that stays in the array",
                          .type = &aicNpuSpadMemRef,
                          .effects = AIC_EFFECT_READ},
                         {.name = "acc",
                          .summary = "sums",
                          .type = &aicNpuAccMemRef,
                          .effects = AIC_EFFECT_READ | AIC_EFFECT_WRITE},
                         {.name = "over",
                          .summary = "indices of the loops that accumulate",
                          .type = &aicIndexType,
                          .arity = AIC_ARITY_VARIADIC}),
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "accumulate",
                            .summary = "always add to acc",
                            .attr = &aicUnitAttr,
                            .optional = true},
                           {.name = "dataflow",
                            .summary = "which operand stays",
                            .attr = &dataflow,
                            .fallback = "\"ws\""},
                           AIC_NPU_LATE_ATTRIBUTES),
    .verify = verify,
};
