//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

static intptr_t countOf(MlirOperation op, const char *name) {
  MlirAttribute attr = aicOpAttr(op, name);
  return mlirAttributeIsNull(attr) ? 0 : mlirDenseArrayGetNumElements(attr);
}

static MlirLogicalResult verify(MlirOperation op) {
  if (countOf(op, "waits") + countOf(op, "posts") == 0) // C1
    return aicOpError(op, "neither waits nor posts");
  if (mlirLogicalResultIsFailure(aicNpuVerifyTokens(op))) // C2
    return mlirLogicalResultFailure();
  return aicNpuVerifyInProgram(op);
}

static const AicAttrConstraint engine = {
    .name = "an engine",
    .words = (const char *const[]){"ld", "mx", "vx", "st", NULL},
};

const AicOpDef aicNpuSync = {
    .name = "npu.sync",
    .summary = "A command that only waits and posts (late form)",
    .description =
        "Posts when all commands before it in the engine's queue are done.\n"
        "\n"
        "- C1: it waits or posts.\n"
        "- C2: it has at most 3 waits and 3 posts.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM "  npu.sync mx waits [1] posts [0, 2]\n"
                                       "}\n",
    .assembly = "$engine (`waits` $waits^)? (`posts` $posts^)? attr-dict",
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "engine", .summary = "whose queue", .attr = &engine},
                 {.name = "waits",
                  .summary = "semaphores to take first",
                  .attr = &aicDenseI64ArrayAttr,
                  .optional = true},
                 {.name = "posts",
                  .summary = "semaphores to raise when done",
                  .attr = &aicDenseI64ArrayAttr,
                  .optional = true}),
    .verify = verify,
};
