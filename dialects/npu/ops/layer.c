//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

#include <inttypes.h>

static MlirLogicalResult verify(MlirOperation op) {
  if (mlirLogicalResultIsFailure(aicNpuVerifyTopLevel(op))) // C1
    return mlirLogicalResultFailure();
  int64_t macs = aicOpInt(op, "macs", 0), bound = aicOpInt(op, "bound", 0);
  if (macs < 0 || bound < 0) // C2
    return aicOpError(op,
                      "has %" PRId64 " macs and a bound of %" PRId64
                      " cycles, neither may be negative",
                      macs, bound);
  int64_t reads = aicOpInt(op, "reads", 0), writes = aicOpInt(op, "writes", 0);
  if (reads < 0 || writes < 0)
    return aicOpError(op,
                      "reads %" PRId64 " and writes %" PRId64
                      " bytes, neither may be negative",
                      reads, writes);
  return mlirLogicalResultSuccess();
}

const AicOpDef aicNpuLayer = {
    .name = "npu.layer",
    .summary = "What follows computes this layer of the model",
    .description =
        "Up to the next npu.layer. It is no command: it names rows of the "
        "table\n"
        "that a run prints. A program has it in front of all commands or not "
        "at\n"
        "all, and the `macs` of its layers sum to its own (both are checked "
        "when\n"
        "it is encoded).\n"
        "\n"
        "- C1: it lies directly in an npu.program, in no loop.\n"
        "- C2: `macs`, `bound`, `reads` and `writes` are at least 0.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM
    "  npu.layer \"conv1, relu1\" kind \"conv2d\" macs 512 bound 90 "
    "reads 320 writes 64\n"
    "}\n",
    .assembly = "$name (`kind` $kind^)? (`macs` $macs^)? (`bound` $bound^)? "
                "(`reads` $reads^)? (`writes` $writes^)? attr-dict",
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "name",
         .summary = "names of its nodes in the model",
         .attr = &aicStringAttr},
        {.name = "kind",
         .summary = "what it computes",
         .attr = &aicStringAttr,
         .optional = true},
        {.name = "macs",
         .summary = "multiply-accumulates of the model, without padding",
         .attr = &aicI64Attr,
         .optional = true},
        {.name = "bound",
         .summary = "what it adds to a lower bound on the cycles",
         .attr = &aicI64Attr,
         .optional = true},
        {.name = "reads",
         .summary = "bytes of its operands, each element once",
         .attr = &aicI64Attr,
         .optional = true},
        {.name = "writes",
         .summary = "bytes of its results, each element once",
         .attr = &aicI64Attr,
         .optional = true}),
    .verify = verify,
};
