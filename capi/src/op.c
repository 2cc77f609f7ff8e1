//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Looking at an operation through its table.
//
//===----------------------------------------------------------------------===//

#include "aic/op.h"

#include "capi/src/hooks.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

bool aicOpIs(MlirOperation op, const char *name) {
  MlirStringRef is = mlirIdentifierStr(mlirOperationGetName(op));
  return is.length == strlen(name) && memcmp(is.data, name, is.length) == 0;
}

/// Number of operands of `group`, when the operation says so itself.
static intptr_t getSegment(MlirOperation op, intptr_t group) {
  MlirAttribute sizes = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("operandSegmentSizes"));
  if (mlirAttributeIsNull(sizes) || !mlirAttributeIsADenseI32Array(sizes) ||
      group >= mlirDenseArrayGetNumElements(sizes))
    return 0;
  return mlirDenseI32ArrayGetElement(sizes, group);
}

intptr_t aicOpOperandStart(MlirOperation op, intptr_t group, intptr_t *count) {
  const AicOpDef *def = aicOpGetDef(op);
  intptr_t total = mlirOperationGetNumOperands(op);
  intptr_t groups = 0, many = 0;
  for (; def && def->operands && def->operands[groups].name; ++groups)
    many += def->operands[groups].arity != AIC_ARITY_ONE;

  // The only group that is not ONE has what the others leave.
  intptr_t start = 0, size = 0;
  for (intptr_t i = 0; i <= group && i < groups; ++i) {
    start += size;
    if (many > 1)
      size = getSegment(op, i);
    else if (def->operands[i].arity == AIC_ARITY_ONE)
      size = 1;
    else
      size = total - (groups - 1);
  }
  // Operations that do not verify are asked too: never out of range.
  if (group >= groups || size < 0)
    size = 0;
  if (start < 0 || start > total)
    start = total;
  *count = size < total - start ? size : total - start;
  return start;
}

MlirValue aicOpOperand(MlirOperation op, const char *name) {
  const AicOpDef *def = aicOpGetDef(op);
  for (intptr_t i = 0; def && def->operands && def->operands[i].name; ++i) {
    if (strcmp(def->operands[i].name, name) != 0)
      continue;
    intptr_t count = 0;
    intptr_t start = aicOpOperandStart(op, i, &count);
    return count ? mlirOperationGetOperand(op, start) : (MlirValue){NULL};
  }
  return (MlirValue){NULL};
}

MlirAttribute aicOpAttr(MlirOperation op, const char *name) {
  MlirAttribute attr =
      mlirOperationGetAttributeByName(op, mlirStringRefCreateFromCString(name));
  if (!mlirAttributeIsNull(attr))
    return attr;
  const AicOpDef *def = aicOpGetDef(op);
  for (intptr_t i = 0; def && def->attributes && def->attributes[i].name; ++i)
    if (strcmp(def->attributes[i].name, name) == 0)
      return aicOpDefFallback(mlirOperationGetContext(op), def, i);
  return mlirAttributeGetNull();
}

int64_t aicOpInt(MlirOperation op, const char *name, int64_t fallback) {
  MlirAttribute attr = aicOpAttr(op, name);
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAInteger(attr))
    return fallback;
  MlirType type = mlirAttributeGetType(attr);
  if (mlirTypeIsAIndex(type) || mlirIntegerTypeIsSignless(type))
    return mlirIntegerAttrGetValueInt(attr);
  return mlirIntegerTypeIsSigned(type)
             ? mlirIntegerAttrGetValueSInt(attr)
             : (int64_t)mlirIntegerAttrGetValueUInt(attr);
}

MlirStringRef aicOpString(MlirOperation op, const char *name) {
  MlirAttribute attr = aicOpAttr(op, name);
  if (!mlirAttributeIsNull(attr)) {
    if (mlirAttributeIsAString(attr))
      return mlirStringAttrGetValue(attr);
    if (mlirAttributeIsAFlatSymbolRef(attr))
      return mlirFlatSymbolRefAttrGetValue(attr);
  }
  return mlirStringRefCreate("", 0);
}

bool aicOpFlag(MlirOperation op, const char *name) {
  MlirAttribute attr = aicOpAttr(op, name);
  if (mlirAttributeIsNull(attr))
    return false;
  return mlirAttributeIsAUnit(attr) ||
         (mlirAttributeIsABool(attr) && mlirBoolAttrGetValue(attr));
}

bool aicConstantAccepts(const AicOpDef *constant, MlirAttribute value,
                        MlirType type) {
  const AicTypeConstraint *result = constant->results[0].type;
  if (result->holds && !result->holds(type))
    return false;
  for (const AicAttrDef *attr = constant->attributes; attr && attr->name;
       ++attr)
    if (strcmp(attr->name, "value") == 0)
      for (const AicAttrConstraint *is = attr->attr; is; is = is->base)
        if (is->holds && !is->holds(value))
          return false;
  return true;
}
