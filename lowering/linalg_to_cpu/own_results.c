//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Gives each buffer that a function returns memory of its own. Who calls the
// function frees every result, and MLIR's deallocation checks each of them by
// itself: one buffer that is returned twice would be freed twice.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/op.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinTypes.h"

#include <stddef.h>

/// Whether the result of `op` lies in the memory of its first operand.
static bool isView(MlirOperation op) {
  static const char *const names[] = {
      "memref.cast",         "memref.collapse_shape",
      "memref.expand_shape", "memref.memory_space_cast",
      "memref.reshape",      "memref.reinterpret_cast",
      "memref.subview",      "memref.transpose",
      "memref.view"};
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
    if (aicIsOp(op, names[i]))
      return true;
  return false;
}

/// The allocation that `buffer` lies in; a null value when that is decided at
/// run time, or is not this function's.
static MlirValue allocationOf(MlirValue buffer) {
  while (mlirValueIsAOpResult(buffer)) {
    MlirOperation op = mlirOpResultGetOwner(buffer);
    if (aicIsOp(op, "memref.alloc"))
      return buffer;
    if (!isView(op))
      break;
    buffer = mlirOperationGetOperand(op, 0);
  }
  return (MlirValue){NULL};
}

/// Whether operand `index` of a return may lie in the memory of one before.
static bool mayShare(MlirOperation leave, intptr_t index) {
  MlirValue own = allocationOf(mlirOperationGetOperand(leave, index));
  for (intptr_t i = 0; i < index; ++i) {
    MlirValue other = mlirOperationGetOperand(leave, i);
    if (!mlirTypeIsAMemRef(mlirValueGetType(other)))
      continue;
    MlirValue allocation = allocationOf(other);
    if (mlirValueIsNull(own) || mlirValueIsNull(allocation) ||
        mlirValueEqual(own, allocation))
      return true;
  }
  return false;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  AicOpList returns =
      aicCollectOps(root, (const char *const[]){"func.return", NULL});
  uint64_t copies = 0;
  for (intptr_t i = 0; i < returns.count; ++i) {
    MlirOperation leave = returns.data[i];
    intptr_t count = mlirOperationGetNumOperands(leave);
    for (intptr_t at = 1; at < count; ++at) {
      MlirValue buffer = mlirOperationGetOperand(leave, at);
      MlirType type = mlirValueGetType(buffer);
      if (!mlirTypeIsAMemRef(type) || !mayShare(leave, at))
        continue;
      MlirOperation copy =
          aicCreateBefore(leave, "bufferization.clone",
                          (AicBuild){.operands = AIC_VALUES(buffer),
                                     .results = AIC_TYPES(type)});
      mlirOperationSetOperand(leave, at, mlirOperationGetResult(copy, 0));
      ++copies;
    }
  }
  aicPassCount(pass, 0, copies);
  aicOpListRelease(&returns);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicOwnResults = {
    .abi = AIC_ABI,
    .argument = "aic-own-results",
    .summary = "Give each returned buffer memory of its own",
    .description =
        "The caller frees every buffer that a function returns. Where two of "
        "them are the\nsame buffer or views of one, all but the first become "
        "copies; so does one of which\nonly the run decides where it lies. A "
        "function with one result is left alone: what\nit returns of its "
        "caller's, MLIR's deallocation copies.\n\n"
        "```mlir\n"
        "return %a, %a : memref<4xf32>, memref<4xf32>\n"
        "// becomes\n"
        "%0 = bufferization.clone %a : memref<4xf32> to memref<4xf32>\n"
        "return %a, %0 : memref<4xf32>, memref<4xf32>\n"
        "```\n",
    .anchor = "func.func",
    .dependentDialects = (const char *const[]){"bufferization", NULL},
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "copies", .summary = "results copied"}),
    .run = run,
};
