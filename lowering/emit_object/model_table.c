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

#include "lowering/emit_object/llvm_module.h"

#include "aic/diag.h"
#include "aic/runtime.h"
#include "lowering/support/element_type.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

/// What the functions below share. Types are those of the runtime's structs.
typedef struct Builder {
  LLVMModuleRef module;
  LLVMContextRef context;
  LLVMBuilderRef ir;
  LLVMTypeRef ptr, i32, i64, void_;
  LLVMTypeRef shape, names, tensor, port, call, model;
} Builder;

static LLVMTypeRef structOf(Builder *b, LLVMTypeRef *fields, unsigned count) {
  return LLVMStructTypeInContext(b->context, fields, count, false);
}

static void createTypes(Builder *b) {
  b->ptr = LLVMPointerTypeInContext(b->context, 0);
  b->i32 = LLVMInt32TypeInContext(b->context);
  b->i64 = LLVMInt64TypeInContext(b->context);
  b->void_ = LLVMVoidTypeInContext(b->context);
  b->shape = LLVMArrayType2(b->i64, AIC_MAX_RANK);
  b->names = LLVMArrayType2(b->ptr, AIC_MAX_RANK);
  b->tensor =
      structOf(b, (LLVMTypeRef[]){b->ptr, b->ptr, b->shape, b->i32, b->i32}, 5);
  b->port = structOf(
      b, (LLVMTypeRef[]){b->ptr, b->shape, b->i32, b->i32, b->names}, 5);
  b->call = structOf(b, (LLVMTypeRef[]){b->ptr, b->ptr, b->ptr, b->ptr}, 4);
  b->model = structOf(b,
                      (LLVMTypeRef[]){b->i32, b->i32, b->i32, b->i32, b->ptr,
                                      b->ptr, b->i64, b->i64, b->ptr},
                      9);
}

static MlirAttribute entry(MlirAttribute dictionary, const char *name) {
  return mlirDictionaryAttrGetElementByName(
      dictionary, mlirStringRefCreateFromCString(name));
}

static MlirType portType(MlirAttribute ports, intptr_t index) {
  return mlirTypeAttrGetValue(
      entry(mlirArrayAttrGetElement(ports, index), "type"));
}

static LLVMValueRef constI32(Builder *b, int64_t value) {
  return LLVMConstInt(b->i32, (unsigned long long)value, true);
}

static LLVMValueRef constI64(Builder *b, int64_t value) {
  return LLVMConstInt(b->i64, (unsigned long long)value, true);
}

/// A private constant with an address.
static LLVMValueRef constant(Builder *b, LLVMValueRef value, const char *name) {
  LLVMValueRef global = LLVMAddGlobal(b->module, LLVMTypeOf(value), name);
  LLVMSetInitializer(global, value);
  LLVMSetGlobalConstant(global, true);
  LLVMSetLinkage(global, LLVMPrivateLinkage);
  return global;
}

/// A text that ends in a zero.
static LLVMValueRef string(Builder *b, MlirAttribute attr, const char *name) {
  MlirStringRef text = mlirStringAttrGetValue(attr);
  return constant(
      b, LLVMConstStringInContext2(b->context, text.data, text.length, false),
      name);
}

/// The names of a port's dimensions.
static LLVMValueRef dimNames(Builder *b, MlirAttribute port) {
  MlirAttribute list = entry(port, "dims");
  int64_t count =
      mlirAttributeIsNull(list) ? 0 : mlirArrayAttrGetNumElements(list);
  LLVMValueRef names[AIC_MAX_RANK];
  for (int64_t d = 0; d < AIC_MAX_RANK; ++d) {
    MlirAttribute name =
        d < count ? mlirArrayAttrGetElement(list, d) : mlirAttributeGetNull();
    names[d] = d < count && mlirAttributeIsAString(name)
                   ? string(b, name, "dimName")
                   : LLVMConstNull(b->ptr);
  }
  return LLVMConstArray2(b->ptr, names, AIC_MAX_RANK);
}

/// The table of one list of ports.
static LLVMValueRef portTable(Builder *b, MlirAttribute ports,
                              const char *name) {
  intptr_t count = mlirArrayAttrGetNumElements(ports);
  LLVMValueRef *rows = calloc((size_t)count + 1, sizeof *rows);
  if (!rows)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i) {
    MlirType type = portType(ports, i);
    MlirAttribute port = mlirArrayAttrGetElement(ports, i);
    LLVMValueRef sizes[AIC_MAX_RANK];
    int64_t rank = mlirShapedTypeGetRank(type);
    for (int64_t d = 0; d < AIC_MAX_RANK; ++d) {
      int64_t size = 0;
      if (d < rank)
        size = mlirShapedTypeIsDynamicDim(type, d)
                   ? -1
                   : mlirShapedTypeGetDimSize(type, d);
      sizes[d] = constI64(b, size);
    }
    rows[i] = LLVMConstStructInContext(
        b->context,
        (LLVMValueRef[]){
            string(b, entry(port, "name"), "portName"),
            LLVMConstArray2(b->i64, sizes, AIC_MAX_RANK), constI32(b, rank),
            constI32(b, aicElementTypeOf(mlirShapedTypeGetElementType(type))),
            dimNames(b, port)},
        5, false);
  }
  LLVMValueRef table =
      constant(b, LLVMConstArray2(b->port, rows, (uint64_t)count), name);
  free(rows);
  return table;
}

/// Address of field `field` of element `index` of an array of tensors.
static LLVMValueRef tensorField(Builder *b, LLVMValueRef array, intptr_t index,
                                unsigned field) {
  return LLVMBuildInBoundsGEP2(
      b->ir, b->tensor, array,
      (LLVMValueRef[]){constI64(b, index), constI32(b, field)}, 2, "");
}

static LLVMValueRef shapeField(Builder *b, LLVMValueRef array, intptr_t index,
                               int64_t dim) {
  return LLVMBuildInBoundsGEP2(
      b->ir, b->tensor, array,
      (LLVMValueRef[]){constI64(b, index), constI32(b, 2), constI64(b, dim)}, 3,
      "");
}

/// Appends the parts of one input's descriptor to `args`.
static unsigned appendInput(Builder *b, LLVMValueRef inputs, intptr_t index,
                            MlirType type, LLVMValueRef *args) {
  unsigned n = 0;
  LLVMValueRef data =
      LLVMBuildLoad2(b->ir, b->ptr, tensorField(b, inputs, index, 0), "data");
  args[n++] = data;
  args[n++] = data;
  args[n++] = constI64(b, 0);
  int64_t rank = mlirShapedTypeGetRank(type);
  LLVMValueRef stride = constI64(b, 1);
  for (int64_t d = rank - 1; d >= 0; --d) {
    LLVMValueRef size =
        mlirShapedTypeIsDynamicDim(type, d)
            ? LLVMBuildLoad2(b->ir, b->i64, shapeField(b, inputs, index, d),
                             "size")
            : constI64(b, mlirShapedTypeGetDimSize(type, d));
    args[n + d] = size;
    args[n + rank + d] = stride;
    stride = LLVMBuildMul(b->ir, stride, size, "stride");
  }
  return n + 2 * (unsigned)rank;
}

/// Stores one returned descriptor to an output tensor.
static void storeOutput(Builder *b, LLVMValueRef outputs, intptr_t index,
                        MlirType type, LLVMValueRef descriptor) {
  LLVMBuildStore(b->ir, LLVMBuildExtractValue(b->ir, descriptor, 1, ""),
                 tensorField(b, outputs, index, 0));
  LLVMBuildStore(b->ir, LLVMBuildExtractValue(b->ir, descriptor, 0, ""),
                 tensorField(b, outputs, index, 1));
  int64_t rank = mlirShapedTypeGetRank(type);
  for (int64_t d = 0; d < rank; ++d) {
    LLVMValueRef sizes = LLVMBuildExtractValue(b->ir, descriptor, 3, "");
    LLVMBuildStore(b->ir, LLVMBuildExtractValue(b->ir, sizes, (unsigned)d, ""),
                   shapeField(b, outputs, index, d));
  }
  LLVMBuildStore(b->ir, constI32(b, rank), tensorField(b, outputs, index, 3));
  LLVMBuildStore(
      b->ir, constI32(b, aicElementTypeOf(mlirShapedTypeGetElementType(type))),
      tensorField(b, outputs, index, 4));
}

/// `void run(const AicCall *call)`: unpacks, calls, packs.
static LLVMValueRef createRun(Builder *b, LLVMValueRef callee,
                              MlirAttribute inputs, MlirAttribute outputs) {
  LLVMValueRef run =
      LLVMAddFunction(b->module, "aicModelRunOnce",
                      LLVMFunctionType(b->void_, &b->ptr, 1, false));
  LLVMSetLinkage(run, LLVMInternalLinkage);
  LLVMPositionBuilderAtEnd(b->ir,
                           LLVMAppendBasicBlockInContext(b->context, run, ""));
  LLVMValueRef call = LLVMGetParam(run, 0);
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
    n += appendInput(b, in, i, portType(inputs, i), args + n);
  // A function that launches device programs takes the call itself last.
  if (n < numParams)
    args[n++] = call;
  LLVMTypeRef type = LLVMGlobalGetValueType(callee);
  LLVMValueRef result = LLVMBuildCall2(b->ir, type, callee, args, n, "");
  free(args);

  intptr_t numOutputs = mlirArrayAttrGetNumElements(outputs);
  for (intptr_t i = 0; i < numOutputs; ++i)
    storeOutput(b, out, i, portType(outputs, i),
                numOutputs == 1
                    ? result
                    : LLVMBuildExtractValue(b->ir, result, (unsigned)i, ""));
  LLVMBuildRetVoid(b->ir);
  return run;
}

/// How many values the compiled code takes for these ports.
static unsigned countParams(MlirAttribute ports) {
  unsigned count = 0;
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(ports); i < e; ++i)
    count += 3 + 2 * (unsigned)mlirShapedTypeGetRank(portType(ports, i));
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
    return isDescriptor(type, mlirShapedTypeGetRank(portType(ports, 0)));
  if (LLVMGetTypeKind(type) != LLVMStructTypeKind ||
      LLVMCountStructElementTypes(type) != (unsigned)count)
    return false;
  for (intptr_t i = 0; i < count; ++i)
    if (!isDescriptor(LLVMStructGetTypeAtIndex(type, (unsigned)i),
                      mlirShapedTypeGetRank(portType(ports, i))))
      return false;
  return true;
}

bool aicModelTableAdd(LLVMModuleRef module, MlirAttribute description,
                      AicError **error) {
  if (!aicModelAttrIsValid(description)) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "the module's attribute "
                            "'" AIC_MODEL_ATTR "' describes no model");
    return false;
  }
  MlirAttribute inputs = entry(description, "inputs");
  MlirAttribute outputs = entry(description, "outputs");
  MlirStringRef name = mlirStringAttrGetValue(entry(description, "entry"));
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
  Builder b = {.module = module, .context = LLVMGetModuleContext(module)};
  b.ir = LLVMCreateBuilderInContext(b.context);
  createTypes(&b);
  LLVMValueRef run = createRun(&b, callee, inputs, outputs);
  bool usesNpu = LLVMCountParams(callee) > countParams(inputs);
  MlirAttribute macs = entry(description, "macs");
  LLVMValueRef table = LLVMConstStructInContext(
      b.context,
      (LLVMValueRef[]){constI32(&b, AIC_MODEL_ABI), constI32(&b, usesNpu),
                       constI32(&b, mlirArrayAttrGetNumElements(inputs)),
                       constI32(&b, mlirArrayAttrGetNumElements(outputs)),
                       portTable(&b, inputs, "inputs"),
                       portTable(&b, outputs, "outputs"), constI64(&b, 0),
                       constI64(&b, mlirAttributeIsNull(macs)
                                        ? 0
                                        : mlirIntegerAttrGetValueInt(macs)),
                       run},
      9, false);
  LLVMValueRef global = LLVMAddGlobal(module, b.model, "aicModel");
  LLVMSetInitializer(global, table);
  LLVMSetGlobalConstant(global, true);
  LLVMDisposeBuilder(b.ir);
  return true;
}
