//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The function that a call enters, and the table `aicModel`, as LLVM IR. The
// layouts are those of AicModel, AicPort, AicCall and AicTensor in
// aic/runtime.h. A tensor is an LLVM descriptor {allocation, data, offset,
// sizes, strides} to the compiled code, as MLIR's conversion makes it.
//
//===----------------------------------------------------------------------===//

#include "lowering/emit_object/allocations.h"

#include "aic/diag.h"
#include "aic/runtime.h"
#include "lowering/support/element_type.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

/// The names of a port's dimensions.
static LLVMValueRef dimNames(AicTableBuilder *b, MlirAttribute port) {
  MlirAttribute list = aicTableEntry(port, "dims");
  int64_t count =
      mlirAttributeIsNull(list) ? 0 : mlirArrayAttrGetNumElements(list);
  LLVMValueRef names[AIC_MAX_RANK];
  for (int64_t d = 0; d < AIC_MAX_RANK; ++d) {
    MlirAttribute name =
        d < count ? mlirArrayAttrGetElement(list, d) : mlirAttributeGetNull();
    names[d] = d < count && mlirAttributeIsAString(name)
                   ? aicTableString(b, mlirStringAttrGetValue(name), "dimName")
                   : LLVMConstNull(b->ptr);
  }
  return LLVMConstArray2(b->ptr, names, AIC_MAX_RANK);
}

/// The table of one list of ports.
static LLVMValueRef portTable(AicTableBuilder *b, MlirAttribute ports,
                              const char *name) {
  intptr_t count = mlirArrayAttrGetNumElements(ports);
  LLVMValueRef *rows = calloc((size_t)count + 1, sizeof *rows);
  if (!rows)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i) {
    MlirType type = aicTablePortType(ports, i);
    MlirAttribute port = mlirArrayAttrGetElement(ports, i);
    LLVMValueRef sizes[AIC_MAX_RANK];
    int64_t rank = mlirShapedTypeGetRank(type);
    for (int64_t d = 0; d < AIC_MAX_RANK; ++d) {
      int64_t size = 0;
      if (d < rank)
        size = mlirShapedTypeIsDynamicDim(type, d)
                   ? -1
                   : mlirShapedTypeGetDimSize(type, d);
      sizes[d] = aicTableI64(b, size);
    }
    rows[i] = LLVMConstStructInContext(
        b->context,
        (LLVMValueRef[]){
            aicTableString(b,
                           mlirStringAttrGetValue(aicTableEntry(port, "name")),
                           "portName"),
            LLVMConstArray2(b->i64, sizes, AIC_MAX_RANK), aicTableI32(b, rank),
            aicTableI32(b,
                        aicElementTypeOf(mlirShapedTypeGetElementType(type))),
            dimNames(b, port)},
        5, false);
  }
  LLVMValueRef table = aicTableConstant(
      b, LLVMConstArray2(b->port, rows, (uint64_t)count), name);
  free(rows);
  return table;
}

/// Stores one returned descriptor to an output tensor.
static void storeOutput(AicTableBuilder *b, LLVMValueRef outputs,
                        intptr_t index, MlirType type,
                        LLVMValueRef descriptor) {
  LLVMBuildStore(b->ir, LLVMBuildExtractValue(b->ir, descriptor, 1, ""),
                 aicTableTensorField(b, outputs, index, 0));
  LLVMBuildStore(b->ir, LLVMBuildExtractValue(b->ir, descriptor, 0, ""),
                 aicTableTensorField(b, outputs, index, 1));
  int64_t rank = mlirShapedTypeGetRank(type);
  for (int64_t d = 0; d < rank; ++d) {
    LLVMValueRef sizes = LLVMBuildExtractValue(b->ir, descriptor, 3, "");
    LLVMBuildStore(b->ir, LLVMBuildExtractValue(b->ir, sizes, (unsigned)d, ""),
                   aicTableShapeField(b, outputs, index, d));
  }
  LLVMBuildStore(b->ir, aicTableI32(b, rank),
                 aicTableTensorField(b, outputs, index, 3));
  LLVMBuildStore(
      b->ir,
      aicTableI32(b, aicElementTypeOf(mlirShapedTypeGetElementType(type))),
      aicTableTensorField(b, outputs, index, 4));
}

/// `void run(const AicCall *call)`: unpacks, calls, packs.
static LLVMValueRef createRun(AicTableBuilder *b, LLVMValueRef callee,
                              MlirAttribute inputs, MlirAttribute outputs) {
  LLVMValueRef current = aicAllocationsAdd(b);
  LLVMValueRef run =
      LLVMAddFunction(b->module, "aicModelRunOnce",
                      LLVMFunctionType(b->void_, &b->ptr, 1, false));
  LLVMSetLinkage(run, LLVMInternalLinkage);
  LLVMPositionBuilderAtEnd(b->ir,
                           LLVMAppendBasicBlockInContext(b->context, run, ""));
  LLVMValueRef call = LLVMGetParam(run, 0);
  if (current)
    LLVMBuildStore(b->ir, call, current);
  LLVMValueRef in = LLVMBuildLoad2(b->ir, b->ptr, call, "inputs");
  LLVMValueRef out = LLVMBuildLoad2(
      b->ir, b->ptr, LLVMBuildStructGEP2(b->ir, b->call, call, 1, ""),
      "outputs");

  unsigned numParams = LLVMCountParams(callee), n = 0;
  LLVMValueRef *args = calloc((size_t)numParams + 1, sizeof *args);
  if (!args)
    AIC_BUG("out of memory");
  intptr_t numInputs = mlirArrayAttrGetNumElements(inputs);
  for (intptr_t i = 0; i < numInputs; ++i)
    n += aicTableAppendInput(b, in, i, aicTablePortType(inputs, i), args + n);
  // A function that needs the call itself takes it last.
  if (n < numParams)
    args[n++] = call;
  LLVMTypeRef type = LLVMGlobalGetValueType(callee);
  LLVMValueRef result = LLVMBuildCall2(b->ir, type, callee, args, n, "");
  free(args);

  intptr_t numOutputs = mlirArrayAttrGetNumElements(outputs);
  for (intptr_t i = 0; i < numOutputs; ++i)
    storeOutput(b, out, i, aicTablePortType(outputs, i),
                numOutputs == 1
                    ? result
                    : LLVMBuildExtractValue(b->ir, result, (unsigned)i, ""));
  if (current)
    LLVMBuildStore(b->ir, LLVMConstNull(b->ptr), current);
  LLVMBuildRetVoid(b->ir);
  return run;
}

/// How many values the compiled code takes for these ports.
static unsigned countParams(MlirAttribute ports) {
  unsigned count = 0;
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(ports); i < e; ++i)
    count +=
        3 + 2 * (unsigned)mlirShapedTypeGetRank(aicTablePortType(ports, i));
  return count;
}

/// Whether `type` is what a memref of this rank becomes.
static bool isDescriptor(LLVMTypeRef type, int64_t rank) {
  if (LLVMGetTypeKind(type) != LLVMStructTypeKind ||
      LLVMCountStructElementTypes(type) != (rank ? 5 : 3))
    return false;
  return rank == 0 || LLVMGetArrayLength2(LLVMStructGetTypeAtIndex(type, 3)) ==
                          (uint64_t)rank;
}

/// Whether the compiled code returns these ports.
static bool returns(LLVMTypeRef type, MlirAttribute ports) {
  intptr_t count = mlirArrayAttrGetNumElements(ports);
  if (count == 0)
    return LLVMGetTypeKind(type) == LLVMVoidTypeKind;
  if (count == 1)
    return isDescriptor(type,
                        mlirShapedTypeGetRank(aicTablePortType(ports, 0)));
  if (LLVMGetTypeKind(type) != LLVMStructTypeKind ||
      LLVMCountStructElementTypes(type) != (unsigned)count)
    return false;
  for (intptr_t i = 0; i < count; ++i)
    if (!isDescriptor(LLVMStructGetTypeAtIndex(type, (unsigned)i),
                      mlirShapedTypeGetRank(aicTablePortType(ports, i))))
      return false;
  return true;
}

/// The table of the layers.
static LLVMValueRef layerTable(AicTableBuilder *b, const AicLayerInfo *layers,
                               intptr_t count) {
  LLVMValueRef *rows = calloc((size_t)count + 1, sizeof *rows);
  if (!rows)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i)
    rows[i] = LLVMConstStructInContext(
        b->context,
        (LLVMValueRef[]){aicTableString(b, layers[i].name, "layerName"),
                         aicTableString(b, layers[i].kind, "layerKind"),
                         aicTableI64(b, layers[i].macs)},
        3, false);
  LLVMValueRef table = aicTableConstant(
      b, LLVMConstArray2(b->layer, rows, (uint64_t)count), "layers");
  free(rows);
  return table;
}

bool aicModelTableAdd(LLVMModuleRef module, MlirAttribute description,
                      const AicLayerInfo *layers, intptr_t numLayers,
                      int64_t arenaBytes, AicError **error) {
  if (!aicModelAttrIsValid(description)) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "the module's attribute "
                            "'" AIC_MODEL_ATTR "' describes no model");
    return false;
  }
  MlirAttribute inputs = aicTableEntry(description, "inputs");
  MlirAttribute outputs = aicTableEntry(description, "outputs");
  MlirStringRef name =
      mlirStringAttrGetValue(aicTableEntry(description, "entry"));
  LLVMValueRef callee =
      LLVMGetNamedFunctionWithLength(module, name.data, name.length);
  if (!callee || LLVMCountParams(callee) < countParams(inputs) ||
      LLVMCountParams(callee) > countParams(inputs) + 1 ||
      !returns(LLVMGetReturnType(LLVMGlobalGetValueType(callee)), outputs)) {
    *error = aicErrorCreate(
        AIC_ERROR_ARGUMENT,
        "function '%.*s' does not take the inputs or does not return the "
        "outputs that '" AIC_MODEL_ATTR "' lists",
        (int)name.length, name.data);
    return false;
  }
  AicTableBuilder b;
  aicTableBuilderInit(&b, module);
  AicTableCheck check;
  if (!aicTableAddCheck(&b, description, &check)) {
    LLVMDisposeBuilder(b.ir);
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "the function that '" AIC_MODEL_ATTR
                            "' names as 'check' does not take the inputs or "
                            "does not return three sizes");
    return false;
  }
  LLVMValueRef run = createRun(&b, callee, inputs, outputs);
  bool usesNpu = LLVMGetNamedFunction(module, "aicNpuInvoke") != NULL;
  MlirAttribute macs = aicTableEntry(description, "macs");
  LLVMValueRef fields[] = {
      aicTableI32(&b, AIC_MODEL_ABI),
      aicTableI32(&b, usesNpu),
      aicTableI32(&b, mlirArrayAttrGetNumElements(inputs)),
      aicTableI32(&b, mlirArrayAttrGetNumElements(outputs)),
      portTable(&b, inputs, "inputs"),
      portTable(&b, outputs, "outputs"),
      aicTableI64(&b, arenaBytes),
      aicTableI64(
          &b, mlirAttributeIsNull(macs) ? 0 : mlirIntegerAttrGetValueInt(macs)),
      run,
      check.rules,
      check.numRules,
      check.check,
      layerTable(&b, layers, numLayers),
      aicTableI64(&b, numLayers)};
  LLVMValueRef table = LLVMConstStructInContext(
      b.context, fields, sizeof fields / sizeof *fields, false);
  LLVMValueRef global = LLVMAddGlobal(module, b.model, "aicModel");
  LLVMSetInitializer(global, table);
  LLVMSetGlobalConstant(global, true);
  LLVMDisposeBuilder(b.ir);
  return true;
}
