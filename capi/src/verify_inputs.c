//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Checks of operands, results and attributes against their table.
//
//===----------------------------------------------------------------------===//

#include "capi/src/verify.h"

#include "aic/diag.h"
#include "capi/src/text.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdarg.h>

MlirLogicalResult verifyError(const Subject *subject, const char *format, ...) {
  AicText text = {0};
  va_list arguments;
  va_start(arguments, format);
  aicTextFormatList(&text, format, arguments);
  va_end(arguments);
  MlirLogicalResult failure =
      mlirOperationIsNull(subject->op)
          ? aicErrorAt(subject->location, "'%s' op %s", subject->def->name,
                       aicTextGet(&text))
          : aicOpError(subject->op, "%s", aicTextGet(&text));
  aicTextRelease(&text);
  return failure;
}

intptr_t verifyCountOf(const Subject *subject, bool result) {
  if (mlirOperationIsNull(subject->op))
    return result ? 0 : subject->numOperands;
  return result ? mlirOperationGetNumResults(subject->op)
                : mlirOperationGetNumOperands(subject->op);
}

MlirType verifyTypeOf(const Subject *subject, bool result, intptr_t index) {
  if (mlirOperationIsNull(subject->op))
    return mlirValueGetType(subject->operands[index]);
  return mlirValueGetType(result ? mlirOperationGetResult(subject->op, index)
                                 : mlirOperationGetOperand(subject->op, index));
}

static MlirAttribute attributeOf(const Subject *subject, const char *name) {
  MlirStringRef key = mlirStringRefCreateFromCString(name);
  if (!mlirOperationIsNull(subject->op))
    return mlirOperationGetAttributeByName(subject->op, key);
  if (mlirAttributeIsNull(subject->attributes))
    return subject->attributes;
  return mlirDictionaryAttrGetElementByName(subject->attributes, key);
}

//===----------------------------------------------------------------------===//
// Counts
//===----------------------------------------------------------------------===//

static MlirLogicalResult verifySegments(const Subject *subject, bool result) {
  const AicValueDef *values =
      result ? subject->def->results : subject->def->operands;
  const char *name = result ? "resultSegmentSizes" : "operandSegmentSizes";
  MlirAttribute sizes = attributeOf(subject, name);
  if (mlirAttributeIsNull(sizes))
    return verifyError(subject, "requires attribute '%s'", name);
  if (!mlirAttributeIsADenseI32Array(sizes))
    return verifyError(subject,
                       "attribute '%s' must be i32 dense array "
                       "attribute",
                       name);
  intptr_t groups = defCountValues(values);
  if (mlirDenseArrayGetNumElements(sizes) != groups)
    return verifyError(subject, "'%s' must have %td elements, but has %td",
                       name, groups, mlirDenseArrayGetNumElements(sizes));
  intptr_t sum = 0;
  for (intptr_t i = 0; i < groups; ++i) {
    int32_t size = mlirDenseI32ArrayGetElement(sizes, i);
    bool fits = values[i].arity == AIC_ARITY_ONE        ? size == 1
                : values[i].arity == AIC_ARITY_OPTIONAL ? size == 0 || size == 1
                                                        : size >= 0;
    if (!fits)
      return verifyError(subject, "%s '%s' cannot have %d values",
                         result ? "result" : "operand", values[i].name,
                         (int)size);
    sum += size;
  }
  intptr_t total = verifyCountOf(subject, result);
  if (sum == total)
    return mlirLogicalResultSuccess();
  return verifyError(subject, "has %td %s, but '%s' adds up to %td", total,
                     result ? "results" : "operands", name, sum);
}

static MlirLogicalResult verifyCounts(const Subject *subject, bool result) {
  const AicValueDef *values =
      result ? subject->def->results : subject->def->operands;
  intptr_t variable = defCountVariable(values);
  if (variable > 1)
    return verifySegments(subject, result);
  intptr_t total = verifyCountOf(subject, result);
  intptr_t most = defCountValues(values), least = most - variable;
  bool unlimited = false;
  for (intptr_t i = 0; i < most; ++i)
    unlimited |= values[i].arity == AIC_ARITY_VARIADIC;
  if (total >= least && (unlimited || total <= most))
    return mlirLogicalResultSuccess();
  const char *what = result ? "result" : "operand";
  const char *more = unlimited ? " or more" : variable ? " or one more" : "";
  return verifyError(subject, "expected %td%s %s%s, but found %td", least, more,
                     what, least == 1 && !variable ? "" : "s", total);
}

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

static MlirLogicalResult verifyType(const Subject *subject, bool result,
                                    const AicValueDef *value, intptr_t index) {
  MlirType type = verifyTypeOf(subject, result, index);
  if (!value->type->holds || value->type->holds(type))
    return mlirLogicalResultSuccess();
  AicText text = {0};
  aicTextAppendType(&text, type);
  MlirLogicalResult failed =
      verifyError(subject, "%s #%td '%s' must be %s, but got '%s'",
                  result ? "result" : "operand", index, value->name,
                  value->type->name, aicTextGet(&text));
  aicTextRelease(&text);
  return failed;
}

MlirLogicalResult verifyValues(const Subject *subject, bool result) {
  if (mlirLogicalResultIsFailure(verifyCounts(subject, result)))
    return mlirLogicalResultFailure();
  const AicValueDef *values =
      result ? subject->def->results : subject->def->operands;
  MlirAttribute sizes = attributeOf(subject, result ? "resultSegmentSizes"
                                                    : "operandSegmentSizes");
  intptr_t total = verifyCountOf(subject, result);
  for (int group = 0; values && values[group].name; ++group) {
    intptr_t start, count;
    if (!defGroup(values, sizes, total, group, &start, &count))
      AIC_BUG("'%s': counts were accepted but do not fit", subject->def->name);
    for (intptr_t i = 0; i < count; ++i)
      if (mlirLogicalResultIsFailure(
              verifyType(subject, result, &values[group], start + i)))
        return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

static bool holds(const AicAttrConstraint *constraint, MlirAttribute attr) {
  if (constraint->base && !holds(constraint->base, attr))
    return false;
  if (constraint->words) {
    if (!mlirAttributeIsAString(attr))
      return false;
    MlirStringRef word = mlirStringAttrGetValue(attr);
    bool found = false;
    for (int i = 0; constraint->words[i] && !found; ++i)
      found = mlirStringRefEqual(
          word, mlirStringRefCreateFromCString(constraint->words[i]));
    if (!found)
      return false;
  }
  return !constraint->holds || constraint->holds(attr);
}

static MlirLogicalResult attributeError(const Subject *subject,
                                        const AicAttrDef *attr,
                                        MlirAttribute value) {
  AicText text = {0};
  const char *const *words = attrWords(attr);
  if (words) {
    aicTextFormat(&text, "one of ");
    for (int i = 0; words[i]; ++i)
      aicTextFormat(&text, "%s%s", i ? ", " : "", words[i]);
  } else {
    aicTextFormat(&text, "%s", attr->attr->name);
  }
  aicTextFormat(&text, ", but got ");
  aicTextAppendAttribute(&text, value);
  MlirLogicalResult failed = verifyError(subject, "attribute '%s' must be %s",
                                         attr->name, aicTextGet(&text));
  aicTextRelease(&text);
  return failed;
}

MlirLogicalResult verifyAttributes(const Subject *subject) {
  const AicAttrDef *attr = subject->def->attributes;
  for (; attr && attr->name; ++attr) {
    MlirAttribute value = attributeOf(subject, attr->name);
    if (mlirAttributeIsNull(value)) {
      if (defAttrMayBeAbsent(attr))
        continue;
      return verifyError(subject, "requires attribute '%s'", attr->name);
    }
    if (!holds(attr->attr, value))
      return attributeError(subject, attr, value);
  }
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicVerifyInputs(const AicOpDef *def, MlirLocation location,
                                  intptr_t numOperands,
                                  const MlirValue *operands,
                                  MlirAttribute attributes) {
  Subject subject = {.def = def,
                     .location = location,
                     .attributes = attributes,
                     .numOperands = numOperands,
                     .operands = operands};
  if (mlirLogicalResultIsFailure(verifyValues(&subject, false)))
    return mlirLogicalResultFailure();
  return verifyAttributes(&subject);
}
