//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/emit_object/table_builder.h"

#include "aic/diag.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

/// The texts of the conditions.
static LLVMValueRef ruleTable(AicTableBuilder *b, MlirAttribute rules) {
  intptr_t count = mlirArrayAttrGetNumElements(rules);
  LLVMValueRef *rows = calloc((size_t)count + 1, sizeof *rows);
  if (!rows)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i) {
    MlirAttribute texts = mlirArrayAttrGetElement(rules, i);
    LLVMValueRef fields[3];
    for (intptr_t k = 0; k < 3; ++k)
      fields[k] = k < mlirArrayAttrGetNumElements(texts)
                      ? aicTableString(b,
                                       mlirStringAttrGetValue(
                                           mlirArrayAttrGetElement(texts, k)),
                                       "ruleText")
                      : LLVMConstNull(b->ptr);
    rows[i] = LLVMConstStructInContext(b->context, fields, 3, false);
  }
  LLVMValueRef table = aicTableConstant(
      b, LLVMConstArray2(b->rule, rows, (uint64_t)count), "rules");
  free(rows);
  return table;
}

/// Unpacks the inputs, calls, and stores the two sizes.
static LLVMValueRef createCheck(AicTableBuilder *b, LLVMValueRef callee,
                                MlirAttribute inputs) {
  LLVMTypeRef params[] = {b->ptr, b->ptr};
  LLVMValueRef check = LLVMAddFunction(
      b->module, "aicModelCheck", LLVMFunctionType(b->i64, params, 2, false));
  LLVMSetLinkage(check, LLVMInternalLinkage);
  LLVMPositionBuilderAtEnd(
      b->ir, LLVMAppendBasicBlockInContext(b->context, check, ""));
  LLVMValueRef in =
      LLVMBuildLoad2(b->ir, b->ptr, LLVMGetParam(check, 0), "inputs");
  LLVMValueRef *args = calloc(LLVMCountParams(callee) + 1, sizeof *args);
  if (!args)
    AIC_BUG("out of memory");
  unsigned n = 0;
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(inputs); i < e; ++i)
    n += aicTableAppendInput(b, in, i, aicTablePortType(inputs, i), args + n);
  LLVMValueRef result = LLVMBuildCall2(b->ir, LLVMGlobalGetValueType(callee),
                                       callee, args, n, "");
  free(args);
  for (unsigned i = 0; i < 2; ++i) {
    LLVMValueRef index = aicTableI64(b, i);
    LLVMBuildStore(b->ir, LLVMBuildExtractValue(b->ir, result, 1 + i, ""),
                   LLVMBuildInBoundsGEP2(b->ir, b->i64, LLVMGetParam(check, 1),
                                         &index, 1, ""));
  }
  LLVMBuildRet(b->ir, LLVMBuildExtractValue(b->ir, result, 0, ""));
  return check;
}

/// Whether `type` is three sizes.
static bool isVerdict(AicTableBuilder *b, LLVMTypeRef type) {
  if (LLVMGetTypeKind(type) != LLVMStructTypeKind ||
      LLVMCountStructElementTypes(type) != 3)
    return false;
  for (unsigned i = 0; i < 3; ++i)
    if (LLVMStructGetTypeAtIndex(type, i) != b->i64)
      return false;
  return true;
}

bool aicTableAddCheck(AicTableBuilder *b, MlirAttribute description,
                      AicTableCheck *check) {
  *check = (AicTableCheck){LLVMConstNull(b->ptr), aicTableI64(b, 0),
                           LLVMConstNull(b->ptr)};
  MlirAttribute name = aicTableEntry(description, "check");
  if (mlirAttributeIsNull(name))
    return true;
  MlirAttribute inputs = aicTableEntry(description, "inputs");
  MlirAttribute rules = aicTableEntry(description, "rules");
  MlirStringRef text = mlirStringAttrGetValue(name);
  LLVMValueRef callee =
      LLVMGetNamedFunctionWithLength(b->module, text.data, text.length);
  unsigned count = 0;
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(inputs); i < e; ++i)
    count +=
        3 + 2 * (unsigned)mlirShapedTypeGetRank(aicTablePortType(inputs, i));
  if (!callee || LLVMCountParams(callee) != count ||
      !isVerdict(b, LLVMGetReturnType(LLVMGlobalGetValueType(callee))))
    return false;
  check->rules = ruleTable(b, rules);
  check->numRules = aicTableI64(b, mlirArrayAttrGetNumElements(rules));
  check->check = createCheck(b, callee, inputs);
  return true;
}
