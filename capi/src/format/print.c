//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Prints an operation by its assembly format.
//
// It may be an operation that does not verify, so counts and kinds are looked
// at and not trusted.
//
//===----------------------------------------------------------------------===//

#include "capi/src/format/format.h"

#include "aic/diag.h"

#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

typedef struct PrintState {
  AicPrinter *printer;
  const Format *format;
  const AicOpDef *def;
  MlirOperation op;
  /// Whether a space is due before the next element, and whether the last one
  /// was punctuation that a bracket may follow closely.
  bool space, punctuation;
} PrintState;

static MlirStringRef str(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

static void print(PrintState *state, const char *text) {
  aicPrintText(state->printer, str(text));
}

/// Values [start, start + count) of a group; count 0 when there are too few.
static intptr_t groupStart(const PrintState *state, Slot slot,
                           intptr_t *count) {
  intptr_t total = slot.result ? mlirOperationGetNumResults(state->op)
                               : mlirOperationGetNumOperands(state->op);
  *count = total;
  if (slot.index == SLOT_ALL)
    return 0;
  intptr_t start;
  const AicValueDef *values =
      slot.result ? state->def->results : state->def->operands;
  if (!defGroup(values, opSegments(state->op, slot.result), total, slot.index,
                &start, count))
    start = *count = 0;
  return start;
}

static MlirType typeOf(const PrintState *state, bool result, intptr_t index) {
  return mlirValueGetType(result ? mlirOperationGetResult(state->op, index)
                                 : mlirOperationGetOperand(state->op, index));
}

//===----------------------------------------------------------------------===//
// Spaces
//===----------------------------------------------------------------------===//

static void printLiteral(PrintState *state, MlirStringRef text) {
  char first = text.data[0];
  bool bracket = text.length == 1 && strchr("<>(){}[],", first);
  bool closing = text.length == 1 && strchr(">)}],", first);
  bool tight = state->punctuation ? closing : bracket;
  bool arrow = text.length == 2 && first == '-';
  if (state->space && (arrow || !tight))
    print(state, " ");
  aicPrintText(state->printer, text);
  state->space = !(text.length == 1 && strchr("<({[", first));
  state->punctuation = !(first == '_' || (first >= 'a' && first <= 'z') ||
                         (first >= 'A' && first <= 'Z'));
}

/// The space before anything that is no literal.
static void separate(PrintState *state) {
  if (state->space || !state->punctuation)
    print(state, " ");
  state->space = true;
  state->punctuation = false;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

static void printOperands(PrintState *state, Slot slot) {
  intptr_t count, start = groupStart(state, slot, &count);
  if (!count)
    return;
  separate(state);
  for (intptr_t i = 0; i < count; ++i) {
    if (i)
      print(state, ", ");
    aicPrintOperand(state->printer,
                    mlirOperationGetOperand(state->op, start + i));
  }
}

static void printTypeList(PrintState *state, Slot slot) {
  intptr_t count, start = groupStart(state, slot, &count);
  for (intptr_t i = 0; i < count; ++i) {
    if (i)
      print(state, ", ");
    aicPrintType(state->printer, typeOf(state, slot.result, start + i));
  }
}

static void printFunction(PrintState *state, const Element *element) {
  separate(state);
  print(state, "(");
  printTypeList(state, element->slot);
  print(state, ") -> ");
  intptr_t count, start = groupStart(state, element->second, &count);
  // A function type in place of the result would read as two arrows.
  bool bare = count == 1 && !mlirTypeIsAFunction(
                                typeOf(state, element->second.result, start));
  print(state, bare ? "" : "(");
  printTypeList(state, element->second);
  print(state, bare ? "" : ")");
}

/// The terminator is the one that the parser would add.
static bool isImplied(MlirRegion region, const char *terminator) {
  MlirBlock block = mlirRegionGetFirstBlock(region);
  if (mlirBlockIsNull(block) ||
      !mlirBlockIsNull(mlirBlockGetNextInRegion(block)) ||
      mlirOperationIsNull(mlirBlockGetFirstOperation(block)))
    return false;
  MlirOperation last = mlirBlockGetTerminator(block);
  return !mlirOperationIsNull(last) && aicOpIs(last, terminator) &&
         mlirOperationGetNumOperands(last) == 0 &&
         mlirOperationGetNumResults(last) == 0 &&
         mlirOperationGetNumAttributes(last) == 0 &&
         mlirOperationGetNumRegions(last) == 0;
}

static void printRegion(PrintState *state, int index) {
  if (index >= mlirOperationGetNumRegions(state->op))
    return;
  const AicRegionDef *def = &state->def->regions[index];
  MlirRegion region = mlirOperationGetRegion(state->op, index);
  unsigned flags = AIC_PRINT_ENTRY_ARGUMENTS;
  if (!def->terminator || !isImplied(region, def->terminator))
    flags |= AIC_PRINT_TERMINATORS;
  if (!def->terminator && !defIsSingleBlock(state->def, def))
    flags |= AIC_PRINT_EMPTY_BLOCK;
  separate(state);
  aicPrintRegion(state->printer, region, flags);
}

static bool isThere(const PrintState *state, const Element *anchor);

/// Element `index` is in no group, or in the branches that are printed.
static bool isShown(const PrintState *state, int index) {
  const Element *elements = state->format->elements;
  for (int i = 0; i < index; ++i) {
    const Element *group = &elements[i];
    if (group->kind == ELEMENT_GROUP && index < group->end &&
        isThere(state, &elements[group->anchor]) != (index < group->otherwise))
      return false;
  }
  return true;
}

/// Attribute number `index` has its own place in the text. One in a group that
/// is not printed has none, and must not get lost.
static bool isShownAttribute(const PrintState *state, int index) {
  for (int i = 0; i < state->format->numElements; ++i) {
    const Element *each = &state->format->elements[i];
    if (each->kind == ELEMENT_ATTRIBUTE && each->index == index)
      return isShown(state, i);
  }
  return false;
}

/// Leaves out what the format prints in another place, the segment sizes that
/// the text implies, and what equals its fallback.
static void printAttrDict(PrintState *state, bool keyword) {
  const AicOpDef *def = state->def;
  MlirStringRef elided[FORMAT_MAX_ATTRIBUTES + 2]; // and segment sizes
  intptr_t count = 0;
  if (defCountVariable(def->operands) > 1)
    elided[count++] = str("operandSegmentSizes");
  if (defCountVariable(def->results) > 1)
    elided[count++] = str("resultSegmentSizes");
  for (int i = 0; def->attributes && def->attributes[i].name; ++i)
    if (isShownAttribute(state, i) ||
        mlirAttributeIsNull(attrToPrint(state->op, def, i)))
      elided[count++] = str(def->attributes[i].name);
  aicPrintAttrDict(state->printer, state->op, elided, count, keyword);
  state->space = true;
  state->punctuation = false;
}

static void printAttribute(PrintState *state, int index, bool first) {
  const AicAttrDef *attr = &state->def->attributes[index];
  MlirAttribute value = attrToPrint(state->op, state->def, index);
  if (mlirAttributeIsNull(value) && defAttrMayBeAbsent(attr))
    return;
  if (attrSyntax(attr) == ATTR_SYNTAX_UNIT) {
    if (first)
      printLiteral(state, str(attr->name));
    return;
  }
  separate(state);
  attrPrint(state->printer, state->def, index, value);
}

static bool isThere(const PrintState *state, const Element *anchor) {
  intptr_t count = 0;
  switch (anchor->kind) {
  case ELEMENT_VALUES:
  case ELEMENT_TYPES:
    groupStart(state, anchor->slot, &count);
    return count > 0;
  case ELEMENT_ATTRIBUTE:
    return !mlirAttributeIsNull(
        attrToPrint(state->op, state->def, anchor->index));
  case ELEMENT_REGION:
    return anchor->index < mlirOperationGetNumRegions(state->op) &&
           !mlirBlockIsNull(mlirRegionGetFirstBlock(
               mlirOperationGetRegion(state->op, anchor->index)));
  default:
    return false;
  }
}

static void printRange(PrintState *state, int first, int end);

static void printElement(PrintState *state, int index) {
  const Element *element = &state->format->elements[index];
  switch (element->kind) {
  case ELEMENT_LITERAL:
    printLiteral(state, element->text);
    return;
  case ELEMENT_SPACE:
    print(state, " ");
    state->space = false;
    state->punctuation = true;
    return;
  case ELEMENT_NO_SPACE:
    state->space = false;
    state->punctuation = true;
    return;
  case ELEMENT_NEWLINE:
    aicPrintNewline(state->printer);
    state->space = false;
    state->punctuation = true;
    return;
  case ELEMENT_VALUES:
    printOperands(state, element->slot);
    return;
  case ELEMENT_ATTRIBUTE:
    printAttribute(state, element->index,
                   formatIsGroupStart(state->format, index));
    return;
  case ELEMENT_REGION:
    printRegion(state, element->index);
    return;
  case ELEMENT_TYPES: {
    intptr_t count;
    groupStart(state, element->slot, &count);
    if (count)
      separate(state);
    printTypeList(state, element->slot);
    return;
  }
  case ELEMENT_FUNCTION:
    printFunction(state, element);
    return;
  case ELEMENT_ATTR_DICT:
    printAttrDict(state, element->index == 1);
    return;
  case ELEMENT_GROUP:
    if (isThere(state, &state->format->elements[element->anchor]))
      printRange(state, index + 1, element->otherwise);
    else
      printRange(state, element->otherwise, element->end);
    return;
  }
}

static void printRange(PrintState *state, int first, int end) {
  for (int i = first; i < end; ++i) {
    printElement(state, i);
    if (state->format->elements[i].kind == ELEMENT_GROUP)
      i = state->format->elements[i].end - 1;
  }
}

void aicAsmPrintOp(AicPrinter *printer, MlirOperation op, const AicOpDef *def) {
  if (def->print) {
    def->print(printer, op, def);
    return;
  }
  // On the heap, because the operations in a region are printed meanwhile.
  Format *format = malloc(sizeof *format);
  if (!format)
    AIC_BUG("out of memory to print '%s'", def->name);
  formatCompileOrAbort(def, format);
  PrintState state = {.printer = printer,
                      .format = format,
                      .def = def,
                      .op = op,
                      .space = true};
  printRange(&state, 0, format->numElements);
  free(format);
}
