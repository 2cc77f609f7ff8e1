//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Turns npu.launch on buffers into a call through AicCall (aic/runtime.h).
//
//===----------------------------------------------------------------------===//

#include "lowering/launch_to_cpu/launch_to_cpu.h"

#include "aic/diag.h"
#include "lowering/launch_to_cpu/launch_call.h"
#include "lowering/support/call_argument.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/LLVM.h"

#include <stdlib.h>

/// The call of the device: its table is the fourth field of AicCall, the
/// function its first field.
static const char invokeText[] =
    "llvm.func internal @aicNpuInvoke(%call: !llvm.ptr, %program: !llvm.ptr,\n"
    "    %bytes: i64, %buffers: !llvm.ptr, %count: i64) {\n"
    "  %0 = llvm.getelementptr %call[0, 3]\n"
    "      : (!llvm.ptr) -> !llvm.ptr, " AIC_CALL_STRUCT "\n"
    "  %npu = llvm.load %0 : !llvm.ptr -> !llvm.ptr\n"
    "  %invoke = llvm.load %npu : !llvm.ptr -> !llvm.ptr\n"
    "  llvm.call %invoke(%npu, %program, %bytes, %buffers, %count)\n"
    "      : !llvm.ptr, (!llvm.ptr, !llvm.ptr, i64, !llvm.ptr, i64) -> ()\n"
    "  llvm.return\n"
    "}\n";

/// Declares the bytes of a program as an external global.
static MlirLogicalResult declareProgram(AicLaunchState *state,
                                        intptr_t number) {
  MlirOperation program = state->programs->data[number];
  MlirAttribute code = aicGetAttr(program, AIC_PROGRAM_CODE);
  int64_t bytes = aicProgramCodeBytes(code);
  if (bytes < 0)
    return aicOpError(program, "has no '%s'; run aic-embed-programs before",
                      AIC_PROGRAM_CODE);
  char name[40];
  aicProgramGlobalName(number, name, sizeof name);
  MlirType type = mlirLLVMArrayTypeGet(mlirIntegerTypeGet(state->context, 8),
                                       (unsigned)bytes);
  (void)aicCreateBefore(
      mlirBlockGetFirstOperation(state->body), "llvm.mlir.global",
      (AicBuild){
          .attributes = AIC_ATTRS(
              {"sym_name", aicAttrString(state->context, name)},
              {"global_type", mlirTypeAttrGet(type)},
              {"linkage", mlirAttributeParseGet(
                              state->context, mlirStringRefCreateFromCString(
                                                  "#llvm.linkage<external>"))},
              {"addr_space",
               mlirIntegerAttrGet(mlirIntegerTypeGet(state->context, 32), 0)},
              {"constant", mlirUnitAttrGet(state->context)}),
          .numRegions = 1});
  state->codes[state->numCodes++] = mlirNamedAttributeGet(
      mlirIdentifierGet(state->context, mlirStringRefCreateFromCString(name)),
      code);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult lowerFunction(AicLaunchState *state,
                                       MlirOperation function) {
  AicOpList launches =
      aicCollectOps(function, (const char *const[]){"npu.launch", NULL});
  MlirLogicalResult status = mlirLogicalResultSuccess();
  if (launches.count > 0) {
    MlirBlock entry =
        mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0));
    MlirValue call = aicCallArgument(function);
    for (intptr_t i = 0;
         i < launches.count && mlirLogicalResultIsSuccess(status); ++i)
      status = aicLaunchLower(state, launches.data[i], entry, call);
    state->numLaunches += launches.count;
  }
  aicOpListRelease(&launches);
  return status;
}

/// Adds the programs' bytes to the module's weights.
static void addCodes(AicLaunchState *state) {
  MlirAttribute weights = aicGetAttr(state->module, "aic.weights");
  bool any =
      !mlirAttributeIsNull(weights) && mlirAttributeIsADictionary(weights);
  intptr_t count = any ? mlirDictionaryAttrGetNumElements(weights) : 0;
  MlirNamedAttribute *all =
      calloc((size_t)(count + state->numCodes) + 1, sizeof *all);
  if (!all)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i)
    all[i] = mlirDictionaryAttrGetElement(weights, i);
  for (intptr_t i = 0; i < state->numCodes; ++i)
    all[count + i] = state->codes[i];
  aicSetAttr(
      state->module, "aic.weights",
      mlirDictionaryAttrGet(state->context, count + state->numCodes, all));
  free(all);
}

static void eraseAll(MlirOperation module, const char *name) {
  AicOpList ops = aicCollectOps(module, (const char *const[]){name, NULL});
  for (intptr_t i = 0; i < ops.count; ++i)
    mlirOperationDestroy(ops.data[i]);
  aicOpListRelease(&ops);
}

static MlirLogicalResult lower(AicLaunchState *state) {
  for (intptr_t i = 0; i < state->programs->count; ++i)
    if (mlirLogicalResultIsFailure(declareProgram(state, i)))
      return mlirLogicalResultFailure();
  MlirOperation invoke = mlirOperationCreateParse(
      state->context, mlirStringRefCreateFromCString(invokeText),
      mlirStringRefCreateFromCString("aicNpuInvoke"));
  if (mlirOperationIsNull(invoke))
    AIC_BUG("the text of aicNpuInvoke does not parse");
  mlirBlockInsertOwnedOperation(state->body, 0, invoke);
  AicOpList functions =
      aicCollectOps(state->module, (const char *const[]){"func.func", NULL});
  MlirLogicalResult status = mlirLogicalResultSuccess();
  for (intptr_t i = 0;
       i < functions.count && mlirLogicalResultIsSuccess(status); ++i)
    status = lowerFunction(state, functions.data[i]);
  aicOpListRelease(&functions);
  return status;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  AicOpList programs =
      aicCollectOps(root, (const char *const[]){"npu.program", NULL});
  MlirLogicalResult status = mlirLogicalResultSuccess();
  if (programs.count > 0) {
    MlirContext context = mlirOperationGetContext(root);
    AicLaunchState state = {
        .context = context,
        .module = root,
        .body = mlirRegionGetFirstBlock(mlirOperationGetRegion(root, 0)),
        .ptr = mlirLLVMPointerTypeGet(context, 0),
        .i64 = mlirIntegerTypeGet(context, 64),
        .index = mlirIndexTypeGet(context),
        .programs = &programs,
        .codes = calloc((size_t)programs.count, sizeof *state.codes)};
    if (!state.codes)
      AIC_BUG("out of memory");
    status = lower(&state);
    aicPassCount(pass, 0, (uint64_t)state.numLaunches);
    if (mlirLogicalResultIsSuccess(status)) {
      addCodes(&state);
      eraseAll(root, "npu.program");
    }
    free(state.codes);
  }
  if (mlirLogicalResultIsSuccess(status))
    eraseAll(root, "npu.target");
  aicOpListRelease(&programs);
  return status;
}

const AicPassDef aicLaunchToLlvm = {
    .abi = AIC_ABI,
    .argument = "aic-launch-to-llvm",
    .summary = "Turn npu.launch into a call of the caller's device",
    .description =
        "Works on buffers, behind aic-embed-programs. A function that launches "
        "takes one\nmore argument at the end: the `AicCall` of aic/runtime.h. "
        "The programs' bytes\nbecome external globals whose values join the "
        "module attribute `aic.weights`; the\nnpu operations are gone.\n\n"
        "```mlir\n"
        "npu.launch @f ins(%a : memref<8xf32>) outs(%b : memref<8xf32>)\n"
        "// becomes\n"
        "%p = llvm.mlir.addressof @aic_program_0 : !llvm.ptr\n"
        "llvm.call @aicNpuInvoke(%call, %p, %bytes, %buffers, %count)\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"llvm", "memref", "arith", NULL},
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "launches", .summary = "launches lowered"}),
    .run = run,
};
