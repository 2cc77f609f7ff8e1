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
#include "lowering/support/elements.h"
#include "lowering/support/ir.h"

#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/LLVM.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The call of the device: its table is the last field of AicCall, the function
/// its first field.
static const char invokeText[] =
    "llvm.func internal @aicNpuInvoke(%call: !llvm.ptr, %program: !llvm.ptr,\n"
    "    %bytes: i64, %buffers: !llvm.ptr, %count: i64) {\n"
    "  %0 = llvm.getelementptr %call[0, 3]\n"
    "      : (!llvm.ptr) -> !llvm.ptr, !llvm.struct<(ptr, ptr, ptr, ptr)>\n"
    "  %npu = llvm.load %0 : !llvm.ptr -> !llvm.ptr\n"
    "  %invoke = llvm.load %npu : !llvm.ptr -> !llvm.ptr\n"
    "  llvm.call %invoke(%npu, %program, %bytes, %buffers, %count)\n"
    "      : !llvm.ptr, (!llvm.ptr, !llvm.ptr, i64, !llvm.ptr, i64) -> ()\n"
    "  llvm.return\n"
    "}\n";

enum { INVOKE_OPERANDS = 5 };

/// What one run of the pass works on.
typedef struct State {
  MlirContext context;
  MlirOperation module;
  MlirBlock body;
  MlirType ptr, i64, index;
  const AicOpList *programs;
  /// Names and bytes of the programs, for the module's weights.
  MlirNamedAttribute *codes;
  intptr_t numCodes;
} State;

/// By number: names of programs are any text, of any length, and these become
/// labels of the assembler.
static void globalName(intptr_t number, char *name, size_t size) {
  snprintf(name, size, "aic_program_%td", number);
}

/// The number of the program `name`, or -1.
static intptr_t findProgram(const State *state, MlirStringRef name) {
  for (intptr_t i = 0; i < state->programs->count; ++i)
    if (mlirStringRefEqual(mlirStringAttrGetValue(aicGetAttr(
                               state->programs->data[i], "sym_name")),
                           name))
      return i;
  return -1;
}

/// Bytes of the code that aic-embed-programs made; -1 for anything else.
static int64_t codeBytes(MlirAttribute code) {
  AicElements elements;
  if (!aicElementsRead(code, &elements))
    return -1;
  int64_t bytes = (int64_t)elements.bytes;
  aicElementsRelease(&elements);
  return bytes;
}

/// Declares the bytes of a program as an external global.
static MlirLogicalResult declareProgram(State *state, intptr_t number) {
  MlirOperation program = state->programs->data[number];
  MlirAttribute code = aicGetAttr(program, AIC_PROGRAM_CODE);
  int64_t bytes = codeBytes(code);
  if (bytes < 0)
    return aicOpError(program, "has no '%s'; run aic-embed-programs before",
                      AIC_PROGRAM_CODE);
  char name[40];
  globalName(number, name, sizeof name);
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

static MlirValue result(MlirOperation op) {
  return mlirOperationGetResult(op, 0);
}

static MlirValue constantI64(State *state, MlirOperation before,
                             int64_t value) {
  return result(aicCreateBefore(
      before, "llvm.mlir.constant",
      (AicBuild){.results = AIC_TYPES(state->i64),
                 .attributes = AIC_ATTRS(
                     {"value", mlirIntegerAttrGet(state->i64, value)})}));
}

/// The operand as a dense buffer: itself, or a copy when it is a part of one.
/// `*copied` tells which.
static MlirValue denseBuffer(MlirOperation launch, MlirValue operand,
                             bool *copied) {
  MlirType type = mlirValueGetType(operand);
  *copied = false;
  if (mlirAffineMapIsIdentity(mlirMemRefTypeGetAffineMap(type)))
    return operand;
  int64_t shape[64];
  intptr_t rank = mlirShapedTypeGetRank(type);
  for (intptr_t d = 0; d < rank; ++d)
    shape[d] = mlirShapedTypeGetDimSize(type, d);
  MlirType dense =
      mlirMemRefTypeContiguousGet(mlirShapedTypeGetElementType(type), rank,
                                  shape, mlirMemRefTypeGetMemorySpace(type));
  *copied = true;
  MlirContext context = mlirOperationGetContext(launch);
  return result(aicCreateBefore(
      launch, "memref.alloc",
      (AicBuild){
          .results = AIC_TYPES(dense),
          .attributes = AIC_ATTRS(
              {"alignment", aicAttrI64(context, 64)},
              {"operandSegmentSizes",
               mlirDenseI32ArrayGet(context, 2, (const int32_t[]){0, 0})})}));
}

static void copy(MlirOperation before, MlirValue from, MlirValue to) {
  (void)aicCreateBefore(before, "memref.copy",
                        (AicBuild){.operands = AIC_VALUES(from, to)});
}

/// The address of a dense buffer's first element.
static MlirValue address(State *state, MlirOperation before, MlirValue buffer) {
  MlirValue index =
      result(aicCreateBefore(before, "memref.extract_aligned_pointer_as_index",
                             (AicBuild){.operands = AIC_VALUES(buffer),
                                        .results = AIC_TYPES(state->index)}));
  MlirValue number =
      result(aicCreateBefore(before, "arith.index_cast",
                             (AicBuild){.operands = AIC_VALUES(index),
                                        .results = AIC_TYPES(state->i64)}));
  return result(aicCreateBefore(before, "llvm.inttoptr",
                                (AicBuild){.operands = AIC_VALUES(number),
                                           .results = AIC_TYPES(state->ptr)}));
}

/// Stores `value` as pointer number `index` of the array.
static void storePointer(State *state, MlirOperation before, MlirValue array,
                         intptr_t index, MlirValue value) {
  MlirValue place = result(aicCreateBefore(
      before, "llvm.getelementptr",
      (AicBuild){.operands = AIC_VALUES(array),
                 .results = AIC_TYPES(state->ptr),
                 .attributes = AIC_ATTRS(
                     {"rawConstantIndices",
                      mlirDenseI32ArrayGet(state->context, 1,
                                           (const int32_t[]){(int32_t)index})},
                     {"elem_type", mlirTypeAttrGet(state->ptr)})}));
  (void)aicCreateBefore(before, "llvm.store",
                        (AicBuild){.operands = AIC_VALUES(value, place)});
}

/// An array of `count` pointers that lives as long as the function's frame.
static MlirValue pointerArray(State *state, MlirBlock entry, intptr_t count) {
  MlirOperation first = mlirBlockGetFirstOperation(entry);
  return result(aicCreateBefore(
      first, "llvm.alloca",
      (AicBuild){.operands = AIC_VALUES(constantI64(state, first, count)),
                 .results = AIC_TYPES(state->ptr),
                 .attributes =
                     AIC_ATTRS({"elem_type", mlirTypeAttrGet(state->ptr)})}));
}

static void callInvoke(State *state, MlirOperation launch, MlirValue call,
                       intptr_t number, MlirValue buffers, intptr_t count) {
  char name[40];
  globalName(number, name, sizeof name);
  MlirValue code = result(aicCreateBefore(
      launch, "llvm.mlir.addressof",
      (AicBuild){.results = AIC_TYPES(state->ptr),
                 .attributes = AIC_ATTRS(
                     {"global_name", aicAttrSymbol(state->context, name)})}));
  int64_t bytes =
      codeBytes(aicGetAttr(state->programs->data[number], AIC_PROGRAM_CODE));
  (void)aicCreateBefore(
      launch, "llvm.call",
      (AicBuild){
          .operands = AIC_VALUES(call, code, constantI64(state, launch, bytes),
                                 buffers, constantI64(state, launch, count)),
          .attributes = AIC_ATTRS(
              {"callee", aicAttrSymbol(state->context, "aicNpuInvoke")},
              {"operandSegmentSizes",
               mlirDenseI32ArrayGet(state->context, 2,
                                    (const int32_t[]){INVOKE_OPERANDS, 0})},
              {"op_bundle_sizes",
               mlirDenseI32ArrayGet(state->context, 0, NULL)})});
}

static MlirLogicalResult lowerLaunch(State *state, MlirOperation launch,
                                     MlirBlock entry, MlirValue call) {
  intptr_t number = findProgram(
      state, mlirFlatSymbolRefAttrGetValue(aicGetAttr(launch, "callee")));
  if (number < 0 || mlirOperationGetNumResults(launch) != 0)
    return aicOpError(launch, "is not on buffers; bufferize before");
  intptr_t count = mlirOperationGetNumOperands(launch);
  intptr_t inputs = (intptr_t)mlirIntegerAttrGetValueInt(
      aicGetAttr(state->programs->data[number], "num_inputs"));
  MlirValue array = pointerArray(state, entry, count);
  MlirOperation next = mlirOperationGetNextInBlock(launch);
  for (intptr_t i = 0; i < count; ++i) {
    MlirValue operand = mlirOperationGetOperand(launch, i);
    bool copied;
    MlirValue dense = denseBuffer(launch, operand, &copied);
    storePointer(state, launch, array, i, address(state, launch, dense));
    if (!copied)
      continue;
    if (i < inputs)
      copy(launch, operand, dense);
    else
      copy(next, dense, operand);
    (void)aicCreateBefore(next, "memref.dealloc",
                          (AicBuild){.operands = AIC_VALUES(dense)});
  }
  callInvoke(state, launch, call, number, array, count);
  mlirOperationDestroy(launch);
  return mlirLogicalResultSuccess();
}

/// Gives `function` a last argument: the AicCall.
static MlirValue addCallArgument(State *state, MlirOperation function,
                                 MlirBlock entry) {
  MlirType type = mlirTypeAttrGetValue(aicGetAttr(function, "function_type"));
  intptr_t numInputs = mlirFunctionTypeGetNumInputs(type);
  intptr_t numResults = mlirFunctionTypeGetNumResults(type);
  MlirType *types = calloc((size_t)(numInputs + numResults) + 1, sizeof *types);
  MlirAttribute *attrs = calloc((size_t)numInputs + 1, sizeof *attrs);
  if (!types || !attrs)
    AIC_BUG("out of memory");
  MlirAttribute old = aicGetAttr(function, "arg_attrs");
  for (intptr_t i = 0; i < numInputs; ++i) {
    types[i] = mlirFunctionTypeGetInput(type, i);
    attrs[i] = mlirAttributeIsNull(old)
                   ? mlirDictionaryAttrGet(state->context, 0, NULL)
                   : mlirArrayAttrGetElement(old, i);
  }
  types[numInputs] = state->ptr;
  attrs[numInputs] = mlirDictionaryAttrGet(state->context, 0, NULL);
  for (intptr_t i = 0; i < numResults; ++i)
    types[numInputs + 1 + i] = mlirFunctionTypeGetResult(type, i);
  aicSetAttr(
      function, "function_type",
      mlirTypeAttrGet(mlirFunctionTypeGet(state->context, numInputs + 1, types,
                                          numResults, types + numInputs + 1)));
  if (!mlirAttributeIsNull(old))
    aicSetAttr(function, "arg_attrs",
               mlirArrayAttrGet(state->context, numInputs + 1, attrs));
  free(types);
  free(attrs);
  return mlirBlockAddArgument(entry, state->ptr,
                              mlirOperationGetLocation(function));
}

static MlirLogicalResult lowerFunction(State *state, MlirOperation function) {
  AicOpList launches =
      aicCollectOps(function, (const char *const[]){"npu.launch", NULL});
  MlirLogicalResult status = mlirLogicalResultSuccess();
  if (launches.count > 0) {
    MlirBlock entry =
        mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0));
    MlirValue call = addCallArgument(state, function, entry);
    for (intptr_t i = 0;
         i < launches.count && mlirLogicalResultIsSuccess(status); ++i)
      status = lowerLaunch(state, launches.data[i], entry, call);
  }
  aicOpListRelease(&launches);
  return status;
}

/// Adds the programs' bytes to the module's weights.
static void addCodes(State *state) {
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

static MlirLogicalResult lower(State *state) {
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
  (void)pass;
  (void)options;
  AicOpList programs =
      aicCollectOps(root, (const char *const[]){"npu.program", NULL});
  MlirLogicalResult status = mlirLogicalResultSuccess();
  if (programs.count > 0) {
    MlirContext context = mlirOperationGetContext(root);
    State state = {
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
    .run = run,
};
