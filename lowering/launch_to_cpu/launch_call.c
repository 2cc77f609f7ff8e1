//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/launch_to_cpu/launch_call.h"

#include "aic/diag.h"
#include "lowering/launch_to_cpu/launch_to_cpu.h"
#include "lowering/support/elements.h"

#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdio.h>

enum { INVOKE_OPERANDS = 5 };

void aicProgramGlobalName(intptr_t number, char *name, size_t size) {
  snprintf(name, size, "aic_program_%td", number);
}

/// The number of the program `name`, or -1.
static intptr_t findProgram(const AicLaunchState *state, MlirStringRef name) {
  for (intptr_t i = 0; i < state->programs->count; ++i)
    if (mlirStringRefEqual(mlirStringAttrGetValue(aicGetAttr(
                               state->programs->data[i], "sym_name")),
                           name))
      return i;
  return -1;
}

int64_t aicProgramCodeBytes(MlirAttribute code) {
  AicElements elements;
  if (!aicElementsRead(code, &elements))
    return -1;
  int64_t bytes = (int64_t)elements.bytes;
  aicElementsRelease(&elements);
  return bytes;
}

static MlirValue result(MlirOperation op) {
  return mlirOperationGetResult(op, 0);
}

static MlirValue constantI64(AicLaunchState *state, MlirOperation before,
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
static MlirValue address(AicLaunchState *state, MlirOperation before,
                         MlirValue buffer) {
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
static void storePointer(AicLaunchState *state, MlirOperation before,
                         MlirValue array, intptr_t index, MlirValue value) {
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
static MlirValue pointerArray(AicLaunchState *state, MlirBlock entry,
                              intptr_t count) {
  MlirOperation first = mlirBlockGetFirstOperation(entry);
  return result(aicCreateBefore(
      first, "llvm.alloca",
      (AicBuild){.operands = AIC_VALUES(constantI64(state, first, count)),
                 .results = AIC_TYPES(state->ptr),
                 .attributes =
                     AIC_ATTRS({"elem_type", mlirTypeAttrGet(state->ptr)})}));
}

static void callInvoke(AicLaunchState *state, MlirOperation launch,
                       MlirValue call, intptr_t number, MlirValue buffers,
                       intptr_t count) {
  char name[40];
  aicProgramGlobalName(number, name, sizeof name);
  MlirValue code = result(aicCreateBefore(
      launch, "llvm.mlir.addressof",
      (AicBuild){.results = AIC_TYPES(state->ptr),
                 .attributes = AIC_ATTRS(
                     {"global_name", aicAttrSymbol(state->context, name)})}));
  int64_t bytes = aicProgramCodeBytes(
      aicGetAttr(state->programs->data[number], AIC_PROGRAM_CODE));
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

MlirLogicalResult aicLaunchLower(AicLaunchState *state, MlirOperation launch,
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
