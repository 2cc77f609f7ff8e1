//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Facts about tables and formats that parser, printer and verifier share.
//
//===----------------------------------------------------------------------===//

#include "capi/src/format/format.h"

#include "mlir-c/BuiltinAttributes.h"

int defCountValues(const AicValueDef *values) {
  int count = 0;
  while (values && values[count].name)
    ++count;
  return count;
}

int defCountAttributes(const AicOpDef *def) {
  int count = 0;
  while (def->attributes && def->attributes[count].name)
    ++count;
  return count;
}

int defCountRegions(const AicOpDef *def) {
  int count = 0;
  while (def->regions && def->regions[count].name)
    ++count;
  return count;
}

int defCountVariable(const AicValueDef *values) {
  int count = 0;
  for (; values && values->name; ++values)
    count += values->arity != AIC_ARITY_ONE;
  return count;
}

bool defIsSingleBlock(const AicOpDef *def, const AicRegionDef *region) {
  return region->maxBlocks == 1 || (def->traits & AIC_OP_SINGLE_BLOCK);
}

bool formatHasTypes(const Format *format, bool result, int index) {
  for (int i = 0; i < format->numElements; ++i) {
    const Element *each = &format->elements[i];
    bool function = each->kind == ELEMENT_FUNCTION;
    if (each->kind != ELEMENT_TYPES && !function)
      continue;
    if (each->slot.result == result &&
        (each->slot.index == index || each->slot.index == SLOT_ALL))
      return true;
    if (function && each->second.result == result &&
        (each->second.index == index || each->second.index == SLOT_ALL))
      return true;
  }
  return false;
}

bool formatHasAttribute(const Format *format, int index) {
  for (int i = 0; i < format->numElements; ++i)
    if (format->elements[i].kind == ELEMENT_ATTRIBUTE &&
        format->elements[i].index == index)
      return true;
  return false;
}

bool formatIsGroupStart(const Format *format, int index) {
  while (index > 0 && formatIsBlank(&format->elements[index - 1]))
    --index;
  return index > 0 && format->elements[index - 1].kind == ELEMENT_GROUP;
}

/// Entry `index` of the segment sizes, and the sum of those before it.
static bool readSegments(MlirAttribute sizes, int groups, int index,
                         intptr_t *start, intptr_t *count) {
  if (mlirAttributeIsNull(sizes) || !mlirAttributeIsADenseI32Array(sizes) ||
      mlirDenseArrayGetNumElements(sizes) != groups)
    return false;
  *start = 0;
  for (int i = 0; i < index; ++i)
    *start += mlirDenseI32ArrayGetElement(sizes, i);
  *count = mlirDenseI32ArrayGetElement(sizes, index);
  return true;
}

bool defGroup(const AicValueDef *values, MlirAttribute sizes, intptr_t total,
              int index, intptr_t *start, intptr_t *count) {
  int groups = defCountValues(values);
  int variable = defCountVariable(values);
  *start = 0;
  *count = 0;
  if (variable > 1) {
    if (!readSegments(sizes, groups, index, start, count))
      return false;
  } else {
    intptr_t rest = total - (groups - variable);
    for (int i = 0; i <= index; ++i) {
      *start += *count;
      *count = values[i].arity == AIC_ARITY_ONE ? 1 : rest;
    }
  }
  return *start >= 0 && *count >= 0 && *start <= total - *count;
}

MlirAttribute opSegments(MlirOperation op, bool result) {
  return mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString(result ? "resultSegmentSizes"
                                                : "operandSegmentSizes"));
}
