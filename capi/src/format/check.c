//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a format must say so that every text it prints can be read back: each
// name once, nothing left out, and a type for every value.
//
//===----------------------------------------------------------------------===//

#include "capi/src/format/format.h"

/// How often `kind` names number `index`, or everything.
static int countUses(const Format *format, ElementKind kind, int index) {
  int count = 0;
  for (int i = 0; i < format->numElements; ++i) {
    const Element *each = &format->elements[i];
    if (each->kind != kind)
      continue;
    int named = kind == ELEMENT_VALUES ? each->slot.index : each->index;
    count += named == index || (kind == ELEMENT_VALUES && named == SLOT_ALL) ||
             kind == ELEMENT_ATTR_DICT;
  }
  return count;
}

static bool isOneSure(const AicValueDef *value) {
  return value->arity == AIC_ARITY_ONE;
}

/// With SAME_OPERANDS_AND_RESULT_TYPE: some type is there in any case.
static bool hasSureType(const Format *format) {
  const AicOpDef *def = format->def;
  for (int result = 0; result < 2; ++result) {
    const AicValueDef *values = result ? def->results : def->operands;
    for (int i = 0; values && values[i].name; ++i)
      if (isOneSure(&values[i]) &&
          (values[i].type->only || formatHasTypes(format, result, i)))
        return true;
  }
  return false;
}

static bool checkTypes(Format *format) {
  const AicOpDef *def = format->def;
  bool same = (def->traits & AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE) != 0;
  bool sameKnown = same && hasSureType(format);
  for (int i = 0; def->operands && def->operands[i].name; ++i)
    if (!formatHasTypes(format, false, i) && !def->operands[i].type->only &&
        !sameKnown)
      formatError(format, "the type of operand '%s' cannot be derived",
                  def->operands[i].name);
  int named = 0, missing = -1;
  for (int i = 0; def->results && def->results[i].name; ++i) {
    bool mentioned = formatHasTypes(format, true, i);
    named += mentioned;
    bool derived = isOneSure(&def->results[i]) &&
                   (def->results[i].type->only || sameKnown);
    if (!mentioned && !derived && missing < 0)
      missing = i;
  }
  if (missing >= 0 && !def->inferTypes)
    formatError(format, "the type of result '%s' cannot be derived",
                def->results[missing].name);
  if (missing >= 0 && defCountVariable(def->results) > 1)
    formatError(format, "inferred results cannot be divided: more than one of "
                        "them is optional or variadic");
  if (missing >= 0 && named > 0)
    formatError(format,
                "the types of some results are given and that of '%s' "
                "is not",
                def->results[missing].name);
  return format->error[0] == '\0';
}

/// Lists of all operands or results are cut into groups by their counts, which
/// is possible with one variable group only.
static bool checkFlat(Format *format, Slot slot) {
  const AicOpDef *def = format->def;
  if (slot.index == SLOT_ALL && slot.result &&
      defCountVariable(def->results) > 1)
    formatError(format, "'results' cannot be divided: more than one of them "
                        "is optional or variadic");
  return format->error[0] == '\0';
}

static bool isOptionalElement(const Format *format, const Element *element) {
  const AicOpDef *def = format->def;
  switch (element->kind) {
  case ELEMENT_VALUES:
    return element->slot.index >= 0 &&
           def->operands[element->slot.index].arity != AIC_ARITY_ONE;
  case ELEMENT_ATTRIBUTE:
    return defAttrMayBeAbsent(&def->attributes[element->index]);
  case ELEMENT_REGION:
    return true;
  default:
    return false;
  }
}

/// Values and regions in a group are those that decide about it, so that none
/// is there while the group is not. (Attributes then go to attr-dict.)
static void checkInGroup(Format *format, int index, const Element *group) {
  const Element *each = &format->elements[index];
  const Element *anchor = &format->elements[group->anchor];
  bool values = each->kind == ELEMENT_VALUES || each->kind == ELEMENT_TYPES;
  bool anchored =
      anchor->kind == ELEMENT_VALUES || anchor->kind == ELEMENT_TYPES;
  bool same = values && anchored && index < group->otherwise &&
              each->slot.result == anchor->slot.result &&
              each->slot.index == anchor->slot.index;
  if (each->kind == ELEMENT_ATTR_DICT || each->kind == ELEMENT_FUNCTION)
    formatError(format, "attr-dict and functional-type cannot be in a group");
  if ((values && !same) || (each->kind == ELEMENT_REGION && each != anchor))
    formatError(format, "operands, types and regions in a group must be those "
                        "of its anchor");
}

static void checkGroup(Format *format, int index) {
  const Element *group = &format->elements[index];
  const Element *first = &format->elements[index + 1];
  const Element *anchor = &format->elements[group->anchor];
  while (formatIsBlank(first))
    ++first;
  bool types = anchor->kind == ELEMENT_TYPES && anchor->slot.index >= 0;
  if (!types && !isOptionalElement(format, anchor))
    formatError(format, "the anchor of a group must be an optional attribute, "
                        "operands that may be empty, or a region");
  if (first->kind != ELEMENT_LITERAL && !isOptionalElement(format, first))
    formatError(format, "a group must start with a literal or with something "
                        "that may be absent");
  for (int i = index + 1; i < group->end; ++i)
    checkInGroup(format, i, group);
}

/// A unit attribute has no text of its own: it is a group, or the keyword that
/// one starts with.
static bool isUnitPlaced(const Format *format, int index) {
  for (int i = 0; i < index; ++i) {
    const Element *each = &format->elements[i];
    if (each->kind == ELEMENT_GROUP && each->anchor == index)
      return true;
  }
  return formatIsGroupStart(format, index);
}

static bool isInGroup(const Format *format, int index) {
  for (int i = 0; i < index; ++i)
    if (format->elements[i].kind == ELEMENT_GROUP &&
        index < format->elements[i].end)
      return true;
  return false;
}

static bool literalIs(const Element *element, const char *text) {
  return element->kind == ELEMENT_LITERAL &&
         mlirStringRefEqual(element->text,
                            mlirStringRefCreateFromCString(text));
}

static bool isList(const AicOpDef *def, const Element *element) {
  const AicValueDef *values =
      element->slot.result ? def->results : def->operands;
  return (element->kind == ELEMENT_VALUES || element->kind == ELEMENT_TYPES) &&
         (element->slot.index == SLOT_ALL ||
          values[element->slot.index].arity == AIC_ARITY_VARIADIC);
}

/// What stands behind an element must not look like more of it.
static void checkNext(Format *format, int index) {
  const Element *each = &format->elements[index];
  int next = index + 1;
  while (next < format->numElements &&
         (formatIsBlank(&format->elements[next]) ||
          format->elements[next].kind == ELEMENT_GROUP))
    ++next;
  if (next >= format->numElements)
    return;
  const Element *behind = &format->elements[next];
  if (isList(format->def, each) && literalIs(behind, ","))
    formatError(format, "a list that may go on is followed by ','");
  if (each->kind == ELEMENT_TYPES && isList(format->def, each) &&
      literalIs(behind, "("))
    formatError(format, "a list of types, which may be empty, is followed by "
                        "'('");
  if (each->kind == ELEMENT_ATTR_DICT && each->index == 0 &&
      (behind->kind == ELEMENT_REGION || literalIs(behind, "{")))
    formatError(format, "attr-dict is followed by '{': use "
                        "attr-dict-with-keyword, or put it behind");
}

static void checkElements(Format *format) {
  const AicOpDef *def = format->def;
  for (int i = 0; i < format->numElements; ++i) {
    const Element *each = &format->elements[i];
    checkNext(format, i);
    if (each->kind == ELEMENT_GROUP)
      checkGroup(format, i);
    if (each->kind == ELEMENT_TYPES || each->kind == ELEMENT_FUNCTION)
      checkFlat(format, each->slot);
    if (each->kind == ELEMENT_FUNCTION)
      checkFlat(format, each->second);
    if (each->kind == ELEMENT_VALUES && each->slot.index == SLOT_ALL &&
        defCountVariable(def->operands) > 1)
      formatError(format, "'operands' cannot be divided: more than one of "
                          "them is optional or variadic");
    if (each->kind == ELEMENT_ATTRIBUTE && !isInGroup(format, i) &&
        defAttrMayBeAbsent(&def->attributes[each->index]))
      formatError(format, "attribute '%s' may be absent and stands in no group",
                  def->attributes[each->index].name);
    if (each->kind == ELEMENT_ATTRIBUTE &&
        attrSyntax(&def->attributes[each->index]) == ATTR_SYNTAX_UNIT &&
        !isUnitPlaced(format, i))
      formatError(format,
                  "unit attribute '%s' is neither the anchor nor the "
                  "first element of a group",
                  def->attributes[each->index].name);
  }
}

static void checkWords(Format *format, const AicAttrDef *attr) {
  const char *const *words = attrWords(attr);
  for (; words && *words; ++words)
    if (!formatIsKeyword(mlirStringRefCreateFromCString(*words)))
      formatError(format, "'%s' of attribute '%s' is no keyword", *words,
                  attr->name);
}

bool formatCheckMeaning(Format *format) {
  const AicOpDef *def = format->def;
  for (int i = 0; def->operands && def->operands[i].name; ++i)
    if (countUses(format, ELEMENT_VALUES, i) != 1)
      formatError(format, "operand '%s' appears %d times instead of once",
                  def->operands[i].name, countUses(format, ELEMENT_VALUES, i));
  for (int i = 0; def->regions && def->regions[i].name; ++i)
    if (countUses(format, ELEMENT_REGION, i) != 1)
      formatError(format, "region '%s' appears %d times instead of once",
                  def->regions[i].name, countUses(format, ELEMENT_REGION, i));
  for (int i = 0; def->attributes && def->attributes[i].name; ++i)
    if (countUses(format, ELEMENT_ATTRIBUTE, i) > 1)
      formatError(format, "attribute '%s' appears more than once",
                  def->attributes[i].name);
  for (int i = 0; def->attributes && def->attributes[i].name; ++i)
    if (formatHasAttribute(format, i))
      checkWords(format, &def->attributes[i]);
  if (countUses(format, ELEMENT_ATTR_DICT, 0) != 1)
    formatError(format, "attr-dict appears %d times instead of once",
                countUses(format, ELEMENT_ATTR_DICT, 0));
  checkElements(format);
  return checkTypes(format);
}

MlirLogicalResult aicFormatCheck(const AicOpDef *def, MlirStringCallback report,
                                 void *userData) {
  if (!def->assembly && def->parse && def->print)
    return mlirLogicalResultSuccess();
  Format format;
  if (formatCompile(def, &format) && formatCheckMeaning(&format))
    return mlirLogicalResultSuccess();
  report(mlirStringRefCreateFromCString(format.error), userData);
  return mlirLogicalResultFailure();
}
