//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Parses an operation by its assembly format.
//
//===----------------------------------------------------------------------===//

#include "capi/src/format/format.h"

#include "aic/diag.h"

#include <stdlib.h>

static const MlirStringRef noText = {NULL, 0};

static MlirStringRef str(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

static AicParsed parsedFrom(MlirLogicalResult result) {
  return mlirLogicalResultIsSuccess(result) ? AIC_PARSED_YES : AIC_PARSED_ERROR;
}

//===----------------------------------------------------------------------===//
// Single elements. NONE means that something optional is absent.
//===----------------------------------------------------------------------===//

/// More operands after the first, each after a comma.
static AicParsed parseMoreOperands(AicParser *parser, intptr_t *count) {
  for (*count = 1; aicParseOptionalLiteral(parser, str(",")); ++*count) {
    AicOperand next;
    if (mlirLogicalResultIsFailure(aicParseOperand(parser, &next)))
      return AIC_PARSED_ERROR;
  }
  return AIC_PARSED_YES;
}

static AicParsed parseValues(ParseState *state, Slot slot) {
  AicParser *parser = state->parser;
  if (slot.index == SLOT_ALL) {
    state->flat = true;
    AicParsed parsed = aicParseOptionalOperand(parser, &state->firstFlat);
    if (parsed != AIC_PARSED_YES)
      return parsed;
    return parseMoreOperands(parser, &state->numFlat);
  }
  AicOperand *first = &state->firstOperand[slot.index];
  intptr_t *count = &state->numOperands[slot.index];
  AicArity arity = state->def->operands[slot.index].arity;
  AicParsed parsed = arity == AIC_ARITY_ONE
                         ? parsedFrom(aicParseOperand(parser, first))
                         : aicParseOptionalOperand(parser, first);
  if (parsed != AIC_PARSED_YES)
    return parsed;
  *count = 1;
  return arity == AIC_ARITY_VARIADIC ? parseMoreOperands(parser, count)
                                     : AIC_PARSED_YES;
}

static AicParsed parseRegion(ParseState *state, int index, bool optional) {
  AicParser *parser = state->parser;
  const AicRegionDef *region = &state->def->regions[index];
  AicArgument none = {0};
  AicParsed parsed = optional
                         ? aicParseOptionalRegion(parser, index, none, 0)
                         : parsedFrom(aicParseRegion(parser, index, none, 0));
  if (parsed != AIC_PARSED_YES)
    return parsed;
  if (region->terminator)
    aicParserEnsureBlock(parser, index, str(region->terminator));
  else if (defIsSingleBlock(state->def, region))
    aicParserEnsureBlock(parser, index, noText);
  return AIC_PARSED_YES;
}

/// Types with commas between them; possibly none.
static MlirLogicalResult parseTypeList(AicParser *parser, TypeList *list) {
  MlirType type;
  AicParsed parsed = aicParseOptionalType(parser, &type);
  while (parsed == AIC_PARSED_YES) {
    typeListAppend(list, type);
    if (!aicParseOptionalLiteral(parser, str(",")))
      return mlirLogicalResultSuccess();
    parsed = parsedFrom(aicParseType(parser, &type));
  }
  return parsed == AIC_PARSED_ERROR ? mlirLogicalResultFailure()
                                    : mlirLogicalResultSuccess();
}

static AicParsed parseTypes(ParseState *state, Slot slot) {
  TypeList *list = stateTypes(state, slot);
  list->given = true;
  const AicValueDef *values =
      slot.result ? state->def->results : state->def->operands;
  AicArity arity =
      slot.index == SLOT_ALL ? AIC_ARITY_VARIADIC : values[slot.index].arity;
  if (arity == AIC_ARITY_VARIADIC)
    return parsedFrom(parseTypeList(state->parser, list));
  MlirType type;
  AicParsed parsed = arity == AIC_ARITY_ONE
                         ? parsedFrom(aicParseType(state->parser, &type))
                         : aicParseOptionalType(state->parser, &type);
  if (parsed == AIC_PARSED_YES)
    typeListAppend(list, type);
  return parsed == AIC_PARSED_ERROR ? parsed : AIC_PARSED_YES;
}

static MlirLogicalResult parseInParens(AicParser *parser, TypeList *list) {
  if (mlirLogicalResultIsFailure(aicParseLiteral(parser, str("("))) ||
      mlirLogicalResultIsFailure(parseTypeList(parser, list)))
    return mlirLogicalResultFailure();
  return aicParseLiteral(parser, str(")"));
}

/// A list for one value may not be given none or several.
static MlirLogicalResult checkCount(ParseState *state, Slot slot,
                                    AicPosition position) {
  if (slot.index == SLOT_ALL)
    return mlirLogicalResultSuccess();
  const AicValueDef *value = slot.result ? &state->def->results[slot.index]
                                         : &state->def->operands[slot.index];
  intptr_t count = stateTypes(state, slot)->count;
  if (value->arity == AIC_ARITY_VARIADIC || count == 1 ||
      (value->arity == AIC_ARITY_OPTIONAL && count == 0))
    return mlirLogicalResultSuccess();
  return aicParserError(state->parser, position,
                        "expected one type for '%s', but found %td",
                        value->name, count);
}

/// (a, b) -> c
static AicParsed parseFunction(ParseState *state, const Element *element) {
  AicParser *parser = state->parser;
  AicPosition position = aicParserGetPosition(parser);
  TypeList *inputs = stateTypes(state, element->slot);
  TypeList *outputs = stateTypes(state, element->second);
  inputs->given = outputs->given = true;
  if (mlirLogicalResultIsFailure(parseInParens(parser, inputs)) ||
      mlirLogicalResultIsFailure(aicParseLiteral(parser, str("->"))))
    return AIC_PARSED_ERROR;
  // As for any function type, `(` starts a list and not one more function.
  MlirType type;
  if (aicParseOptionalLiteral(parser, str("("))) {
    if (mlirLogicalResultIsFailure(parseTypeList(parser, outputs)) ||
        mlirLogicalResultIsFailure(aicParseLiteral(parser, str(")"))))
      return AIC_PARSED_ERROR;
  } else if (mlirLogicalResultIsFailure(aicParseType(parser, &type))) {
    return AIC_PARSED_ERROR;
  } else {
    typeListAppend(outputs, type);
  }
  if (mlirLogicalResultIsFailure(checkCount(state, element->slot, position)))
    return AIC_PARSED_ERROR;
  return parsedFrom(checkCount(state, element->second, position));
}

//===----------------------------------------------------------------------===//
// Sequences and groups
//===----------------------------------------------------------------------===//

static MlirLogicalResult parseRange(ParseState *state, int first, int end);

/// `optional`: the first element of a group, which decides about the rest.
static AicParsed parseElement(ParseState *state, int index, bool optional) {
  AicParser *parser = state->parser;
  const Element *element = &state->format->elements[index];
  switch (element->kind) {
  case ELEMENT_SPACE:
  case ELEMENT_NO_SPACE:
  case ELEMENT_NEWLINE:
    return AIC_PARSED_YES;
  case ELEMENT_LITERAL:
    if (optional)
      return aicParseOptionalLiteral(parser, element->text) ? AIC_PARSED_YES
                                                            : AIC_PARSED_NONE;
    return parsedFrom(aicParseLiteral(parser, element->text));
  case ELEMENT_VALUES:
    return parseValues(state, element->slot);
  case ELEMENT_ATTRIBUTE: {
    const AicAttrDef *attr = &state->def->attributes[element->index];
    bool unit = attrSyntax(attr) == ATTR_SYNTAX_UNIT;
    if (unit && optional && !aicParseOptionalLiteral(parser, str(attr->name)))
      return AIC_PARSED_NONE;
    return attrParse(parser, state->def, element->index);
  }
  case ELEMENT_REGION:
    return parseRegion(state, element->index, optional);
  case ELEMENT_TYPES:
    return parseTypes(state, element->slot);
  case ELEMENT_FUNCTION:
    return parseFunction(state, element);
  case ELEMENT_ATTR_DICT:
    return parsedFrom(aicParseAttrDict(parser, element->index == 1));
  case ELEMENT_GROUP:
    break;
  }
  return AIC_PARSED_ERROR;
}

static MlirLogicalResult parseGroup(ParseState *state, int index) {
  const Element *group = &state->format->elements[index];
  int first = index + 1;
  while (formatIsBlank(&state->format->elements[first]))
    ++first;
  AicParsed parsed = parseElement(state, first, /*optional=*/true);
  if (parsed == AIC_PARSED_ERROR)
    return mlirLogicalResultFailure();
  if (parsed == AIC_PARSED_NONE)
    return parseRange(state, group->otherwise, group->end);
  return parseRange(state, first + 1, group->otherwise);
}

static MlirLogicalResult parseRange(ParseState *state, int first, int end) {
  for (int i = first; i < end; ++i) {
    if (state->format->elements[i].kind == ELEMENT_GROUP) {
      if (mlirLogicalResultIsFailure(parseGroup(state, i)))
        return mlirLogicalResultFailure();
      i = state->format->elements[i].end - 1;
      continue;
    }
    if (parseElement(state, i, /*optional=*/false) == AIC_PARSED_ERROR)
      return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicAsmParseOp(AicParser *parser, const AicOpDef *def) {
  if (def->parse)
    return def->parse(parser, def);
  if (!def->assembly)
    return aicParserError(parser, aicParserGetPosition(parser),
                          "'%s' op has no custom assembly form", def->name);
  // On the heap, because the operations in a region are parsed meanwhile.
  ParseState *state = calloc(1, sizeof *state);
  Format *format = malloc(sizeof *format);
  if (!state || !format)
    AIC_BUG("out of memory to parse '%s'", def->name);
  if (!formatCompile(def, format)) {
    // MLIR puts the operation's name before it.
    MlirLogicalResult failed =
        aicParserError(parser, aicParserGetPosition(parser),
                       "has a wrong table: assembly: %s", format->error);
    free(format);
    free(state);
    return failed;
  }
  state->parser = parser;
  state->format = format;
  state->def = def;
  state->numGroups[0] = defCountValues(def->operands);
  state->numGroups[1] = defCountValues(def->results);
  MlirLogicalResult result = parseRange(state, 0, format->numElements);
  aicParserAddRegions(parser, defCountRegions(def));
  if (mlirLogicalResultIsSuccess(result))
    result = stateResolve(state);
  stateRelease(state);
  free(format);
  free(state);
  return result;
}
