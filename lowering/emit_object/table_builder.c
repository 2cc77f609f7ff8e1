//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/emit_object/table_builder.h"

#include "aic/runtime.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static LLVMTypeRef structOf(AicTableBuilder *b, LLVMTypeRef *fields,
                            unsigned count) {
  return LLVMStructTypeInContext(b->context, fields, count, false);
}

void aicTableBuilderInit(AicTableBuilder *b, LLVMModuleRef module) {
  *b = (AicTableBuilder){.module = module,
                         .context = LLVMGetModuleContext(module)};
  b->ir = LLVMCreateBuilderInContext(b->context);
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
  b->call = structOf(b,
                     (LLVMTypeRef[]){b->ptr, b->ptr, b->ptr, b->ptr, b->ptr,
                                     b->ptr, b->ptr, b->ptr, b->ptr, b->ptr},
                     10);
  b->model = structOf(b,
                      (LLVMTypeRef[]){b->i32, b->i32, b->i32, b->i32, b->ptr,
                                      b->ptr, b->i64, b->i64, b->ptr, b->ptr,
                                      b->i64, b->ptr, b->ptr, b->i64},
                      14);
  b->layer = structOf(b, (LLVMTypeRef[]){b->ptr, b->ptr, b->i64}, 3);
  b->rule = structOf(b, (LLVMTypeRef[]){b->ptr, b->ptr, b->ptr}, 3);
}

MlirAttribute aicTableEntry(MlirAttribute dictionary, const char *name) {
  return mlirDictionaryAttrGetElementByName(
      dictionary, mlirStringRefCreateFromCString(name));
}

MlirType aicTablePortType(MlirAttribute ports, intptr_t index) {
  return mlirTypeAttrGetValue(
      aicTableEntry(mlirArrayAttrGetElement(ports, index), "type"));
}

LLVMValueRef aicTableI32(AicTableBuilder *b, int64_t value) {
  return LLVMConstInt(b->i32, (unsigned long long)value, true);
}

LLVMValueRef aicTableI64(AicTableBuilder *b, int64_t value) {
  return LLVMConstInt(b->i64, (unsigned long long)value, true);
}

LLVMValueRef aicTableConstant(AicTableBuilder *b, LLVMValueRef value,
                              const char *name) {
  LLVMValueRef global = LLVMAddGlobal(b->module, LLVMTypeOf(value), name);
  LLVMSetInitializer(global, value);
  LLVMSetGlobalConstant(global, true);
  LLVMSetLinkage(global, LLVMPrivateLinkage);
  return global;
}

LLVMValueRef aicTableString(AicTableBuilder *b, MlirStringRef text,
                            const char *name) {
  return aicTableConstant(
      b, LLVMConstStringInContext2(b->context, text.data, text.length, false),
      name);
}

LLVMValueRef aicTableTensorField(AicTableBuilder *b, LLVMValueRef array,
                                 intptr_t index, unsigned field) {
  return LLVMBuildInBoundsGEP2(
      b->ir, b->tensor, array,
      (LLVMValueRef[]){aicTableI64(b, index), aicTableI32(b, field)}, 2, "");
}

LLVMValueRef aicTableShapeField(AicTableBuilder *b, LLVMValueRef array,
                                intptr_t index, int64_t dim) {
  return LLVMBuildInBoundsGEP2(b->ir, b->tensor, array,
                               (LLVMValueRef[]){aicTableI64(b, index),
                                                aicTableI32(b, 2),
                                                aicTableI64(b, dim)},
                               3, "");
}

unsigned aicTableAppendInput(AicTableBuilder *b, LLVMValueRef inputs,
                             intptr_t index, MlirType type,
                             LLVMValueRef *args) {
  unsigned n = 0;
  LLVMValueRef data = LLVMBuildLoad2(
      b->ir, b->ptr, aicTableTensorField(b, inputs, index, 0), "data");
  args[n++] = data;
  args[n++] = data;
  args[n++] = aicTableI64(b, 0);
  int64_t rank = mlirShapedTypeGetRank(type);
  LLVMValueRef stride = aicTableI64(b, 1);
  for (int64_t d = rank - 1; d >= 0; --d) {
    LLVMValueRef size =
        mlirShapedTypeIsDynamicDim(type, d)
            ? LLVMBuildLoad2(b->ir, b->i64,
                             aicTableShapeField(b, inputs, index, d), "size")
            : aicTableI64(b, mlirShapedTypeGetDimSize(type, d));
    args[n + d] = size;
    args[n + rank + d] = stride;
    stride = LLVMBuildMul(b->ir, stride, size, "stride");
  }
  return n + 2 * (unsigned)rank;
}
