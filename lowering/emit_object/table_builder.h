//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Pieces of the table `aicModel`, as LLVM IR. The layouts are those of the
// structs in aic/runtime.h.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_EMIT_OBJECT_TABLE_BUILDER_H
#define AIC_LOWERING_EMIT_OBJECT_TABLE_BUILDER_H

#include "lowering/emit_object/llvm_module.h"

/// Types are those of the runtime's structs.
typedef struct AicTableBuilder {
  LLVMModuleRef module;
  LLVMContextRef context;
  LLVMBuilderRef ir;
  LLVMTypeRef ptr, i32, i64, void_;
  LLVMTypeRef shape, names, tensor, port, rule, layer, call, model;
} AicTableBuilder;

/// The caller disposes of `ir`.
void aicTableBuilderInit(AicTableBuilder *b, LLVMModuleRef module);

MlirAttribute aicTableEntry(MlirAttribute dictionary, const char *name);
MlirType aicTablePortType(MlirAttribute ports, intptr_t index);

LLVMValueRef aicTableI32(AicTableBuilder *b, int64_t value);
LLVMValueRef aicTableI64(AicTableBuilder *b, int64_t value);
/// A private constant with an address.
LLVMValueRef aicTableConstant(AicTableBuilder *b, LLVMValueRef value,
                              const char *name);
/// A text that ends in a zero.
LLVMValueRef aicTableString(AicTableBuilder *b, MlirStringRef text,
                            const char *name);

/// Address of field `field` of element `index` of an array of tensors.
LLVMValueRef aicTableTensorField(AicTableBuilder *b, LLVMValueRef array,
                                 intptr_t index, unsigned field);
/// Address of one size of such a tensor.
LLVMValueRef aicTableShapeField(AicTableBuilder *b, LLVMValueRef array,
                                intptr_t index, int64_t dim);
/// Appends the parts of one input's descriptor to `args`; gives their number.
unsigned aicTableAppendInput(AicTableBuilder *b, LLVMValueRef inputs,
                             intptr_t index, MlirType type, LLVMValueRef *args);

/// `int64_t check(const AicCall *call, int64_t sizes[2])` for the function that
/// aic-check-sizes made, and its rules. NULL pointers when `description` has
/// none; false when the module has no such function.
typedef struct AicTableCheck {
  LLVMValueRef rules, numRules, check;
} AicTableCheck;
bool aicTableAddCheck(AicTableBuilder *b, MlirAttribute description,
                      AicTableCheck *check);

#endif // AIC_LOWERING_EMIT_OBJECT_TABLE_BUILDER_H
