//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

#include <inttypes.h>

static MlirLogicalResult verify(MlirOperation op) {
  if (mlirLogicalResultIsFailure(aicNpuVerifyInProgram(op)))
    return mlirLogicalResultFailure();
  MlirOperation loops[AIC_NPU_MAX_LOOPS];
  int count = aicNpuLoopsAround(op, loops);
  MlirAttribute advance = aicOpAttr(op, "advance");
  intptr_t entries = mlirDenseArrayGetNumElements(advance);
  if (entries != count) // C1
    return aicOpError(op,
                      "advance has %" PRIdPTR " entries for %d loops around it",
                      entries, count);
  int64_t least = aicOpInt(op, "phase", 0);
  for (intptr_t level = 0; level < entries; ++level) {
    int64_t value = mlirDenseI64ArrayGetElement(advance, level);
    least = value < least ? value : least;
  }
  if (least < 0) // C2
    return aicOpError(op, "phase and advance must be at least 0, got %" PRId64,
                      least);
  return mlirLogicalResultSuccess();
}

const AicOpDef aicNpuSlot = {
    .name = "npu.slot",
    .summary = "The slot of a ring at this point (late form)",
    .description =
        "Slot number `(phase + sum of loop index times advance) mod depth`:\n"
        "`phase` is how often the ring was taken before, `advance` how often "
        "each\n"
        "iteration of the loops around takes it, outermost first. With "
        "`fills`, "
        "the\n"
        "slot was acquired; without, waited for.\n"
        "\n"
        "- C1: `advance` has one entry per loop around the operation.\n"
        "- C2: phase and advances are at least 0.\n",
    .example = AIC_NPU_EXAMPLE_RING
    "  %s = npu.slot %r phase 1 advance []\n"
    "      : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
    "}\n",
    .assembly = "$ring `phase` $phase `advance` $advance attr-dict `:` "
                "type($ring)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "ring", .summary = "the ring", .type = &aicNpuRingConstraint}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "slot", .summary = "the slot", .type = &aicNpuChipMemRef}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "phase", .summary = "slots taken before", .attr = &aicI64Attr},
        {.name = "advance",
         .summary = "slots taken per iteration, per loop",
         .attr = &aicDenseI64ArrayAttr},
        {.name = "fills",
         .summary = "it is the side that fills the slots",
         .attr = &aicUnitAttr,
         .optional = true}),
    .traits = AIC_OP_PURE,
    .inferTypes = aicNpuInferSlot,
    .verify = verify,
};
