//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Types of operands and results: from the text, the constraints, the traits,
// or inference.
//
//===----------------------------------------------------------------------===//

#include "capi/src/format/format.h"

#include "aic/diag.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>

TypeList *stateTypes(ParseState *state, Slot slot) {
  return &state->types[slot.result]
                      [slot.index == SLOT_ALL ? FORMAT_MAX_GROUPS : slot.index];
}

void typeListAppend(TypeList *list, MlirType type) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity ? 2 * list->capacity : 4;
    list->data = realloc(list->data, (size_t)list->capacity * sizeof type);
    if (!list->data)
      AIC_BUG("out of memory for %td types", list->capacity);
  }
  list->data[list->count++] = type;
}

void stateRelease(ParseState *state) {
  for (int result = 0; result < 2; ++result) {
    for (int i = 0; i < state->numGroups[result]; ++i)
      free(state->types[result][i].data);
    free(state->types[result][FORMAT_MAX_GROUPS].data);
  }
}

static MlirLogicalResult error(ParseState *state, const char *what,
                               const char *name, intptr_t got, const char *unit,
                               intptr_t wanted) {
  return aicErrorAt(aicParserGetLocation(state->parser),
                    "'%s' op has %td types for %s%s, but %td %s",
                    state->def->name, got, what, name, wanted, unit);
}

/// The group that takes what the others leave, or -1.
static int variableGroup(const AicValueDef *values) {
  for (int i = 0; values && values[i].name; ++i)
    if (values[i].arity != AIC_ARITY_ONE)
      return i;
  return -1;
}

/// How many of `total` values group `index` has when all are in one list.
static intptr_t shareOf(const AicValueDef *values, int index, intptr_t total) {
  if (values[index].arity == AIC_ARITY_ONE)
    return 1;
  return total - (defCountValues(values) - 1);
}

/// Cuts the list of all operands into groups.
static MlirLogicalResult divideOperands(ParseState *state) {
  const AicValueDef *operands = state->def->operands;
  if (!state->flat)
    return mlirLogicalResultSuccess();
  int groups = state->numGroups[0];
  int variable = variableGroup(operands);
  intptr_t least = groups - (variable >= 0);
  bool optional =
      variable >= 0 && operands[variable].arity == AIC_ARITY_OPTIONAL;
  bool tooMany = (variable < 0 || optional) && state->numFlat > groups;
  if (state->numFlat < least || tooMany)
    return aicErrorAt(aicParserGetLocation(state->parser),
                      "'%s' op expected %td%s operands, but found %td",
                      state->def->name, least,
                      variable < 0 ? ""
                      : optional   ? " or one more"
                                   : " or more",
                      state->numFlat);
  intptr_t first = state->firstFlat.number;
  for (int i = 0; i < groups; ++i) {
    state->firstOperand[i] = (AicOperand){first};
    state->numOperands[i] = shareOf(operands, i, state->numFlat);
    first += state->numOperands[i];
  }
  return mlirLogicalResultSuccess();
}

/// Cuts the list of all operand types by the operands that there are.
static MlirLogicalResult divideOperandTypes(ParseState *state) {
  TypeList *all = stateTypes(state, (Slot){false, SLOT_ALL});
  if (!all->given)
    return mlirLogicalResultSuccess();
  intptr_t wanted = 0;
  for (int i = 0; i < state->numGroups[0]; ++i)
    wanted += state->numOperands[i];
  if (all->count != wanted)
    return error(state, "operands", "", all->count,
                 wanted == 1 ? "operand" : "operands", wanted);
  intptr_t next = 0;
  for (int i = 0; i < state->numGroups[0]; ++i) {
    TypeList *list = &state->types[0][i];
    list->given = true;
    for (intptr_t j = 0; j < state->numOperands[i]; ++j)
      typeListAppend(list, all->data[next++]);
  }
  return mlirLogicalResultSuccess();
}

/// Cuts the list of all result types by the arities.
static MlirLogicalResult divideResultTypes(ParseState *state) {
  const AicValueDef *results = state->def->results;
  TypeList *all = stateTypes(state, (Slot){true, SLOT_ALL});
  if (!all->given)
    return mlirLogicalResultSuccess();
  int groups = state->numGroups[1];
  int variable = variableGroup(results);
  intptr_t least = groups - (variable >= 0);
  bool variadic =
      variable >= 0 && results[variable].arity == AIC_ARITY_VARIADIC;
  if (all->count < least || (!variadic && all->count > groups))
    return error(state, "results", "", all->count,
                 least == 1 ? "result" : "results", least);
  intptr_t next = 0;
  for (int i = 0; i < groups; ++i) {
    TypeList *list = &state->types[1][i];
    list->given = true;
    for (intptr_t j = shareOf(results, i, all->count); j > 0; --j)
      typeListAppend(list, all->data[next++]);
  }
  return mlirLogicalResultSuccess();
}

static MlirType onlyType(ParseState *state, const AicValueDef *value) {
  MlirType type =
      mlirTypeParseGet(aicParserGetContext(state->parser),
                       mlirStringRefCreateFromCString(value->type->only));
  if (mlirTypeIsNull(type))
    AIC_BUG("constraint '%s' of '%s': no such type: %s", value->type->name,
            state->def->name, value->type->only);
  return type;
}

/// The type that SAME_OPERANDS_AND_RESULT_TYPE gives to all, or null.
static MlirType sharedType(ParseState *state) {
  if (!(state->def->traits & AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE))
    return (MlirType){NULL};
  for (int result = 0; result < 2; ++result) {
    const AicValueDef *values =
        result ? state->def->results : state->def->operands;
    for (int i = 0; i < state->numGroups[result]; ++i) {
      if (state->types[result][i].count)
        return state->types[result][i].data[0];
      if (values[i].type->only)
        return onlyType(state, &values[i]);
    }
  }
  return (MlirType){NULL};
}

static MlirLogicalResult resolveGroup(ParseState *state, int group,
                                      MlirType shared) {
  const AicValueDef *value = &state->def->operands[group];
  intptr_t count = state->numOperands[group];
  TypeList *list = &state->types[0][group];
  if (list->given && list->count != count)
    return error(state, "operand ", value->name, list->count,
                 count == 1 ? "value" : "values", count);
  MlirType type = shared;
  if (!list->given && count && value->type->only)
    type = onlyType(state, value);
  for (intptr_t i = 0; i < count; ++i) {
    MlirType own = list->given ? list->data[i] : type;
    if (mlirTypeIsNull(own))
      return aicErrorAt(aicParserGetLocation(state->parser),
                        "'%s' op cannot tell the type of operand '%s'",
                        state->def->name, value->name);
    AicOperand operand = {state->firstOperand[group].number + i};
    if (mlirLogicalResultIsFailure(
            aicParserResolve(state->parser, operand, own)))
      return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

/// How many values each group has, where counts alone do not tell.
static void addSegments(ParseState *state, bool result) {
  const AicValueDef *values =
      result ? state->def->results : state->def->operands;
  if (defCountVariable(values) < 2)
    return;
  int32_t sizes[FORMAT_MAX_GROUPS] = {0};
  for (int i = 0; i < state->numGroups[result]; ++i)
    sizes[i] =
        (int32_t)(result ? state->types[1][i].count : state->numOperands[i]);
  aicParserAddAttribute(state->parser,
                        result ? "resultSegmentSizes" : "operandSegmentSizes",
                        mlirDenseI32ArrayGet(aicParserGetContext(state->parser),
                                             state->numGroups[result], sizes));
}

/// Whether the text, the constraints and the traits give all result types.
static bool resultsAreKnown(ParseState *state, MlirType shared) {
  for (int i = 0; i < state->numGroups[1]; ++i) {
    const AicValueDef *value = &state->def->results[i];
    if (state->types[1][i].given)
      continue;
    // A group of the format that is absent gives no types.
    bool none =
        value->arity != AIC_ARITY_ONE && formatHasTypes(state->format, true, i);
    bool derived = value->arity == AIC_ARITY_ONE &&
                   (value->type->only || !mlirTypeIsNull(shared));
    if (!none && !derived)
      return false;
  }
  return true;
}

static MlirLogicalResult addResults(ParseState *state, MlirType shared) {
  if (!resultsAreKnown(state, shared)) {
    if (state->def->inferTypes)
      return aicParserInferTypes(state->parser, state->def);
    return aicErrorAt(aicParserGetLocation(state->parser),
                      "'%s' op cannot tell the types of its results",
                      state->def->name);
  }
  for (int i = 0; i < state->numGroups[1]; ++i) {
    TypeList *list = &state->types[1][i];
    const AicValueDef *value = &state->def->results[i];
    if (!list->given && value->arity == AIC_ARITY_ONE)
      typeListAppend(list, value->type->only ? onlyType(state, value) : shared);
    for (intptr_t j = 0; j < list->count; ++j)
      aicParserAddType(state->parser, list->data[j]);
  }
  return mlirLogicalResultSuccess();
}

MlirLogicalResult stateResolve(ParseState *state) {
  if (mlirLogicalResultIsFailure(divideOperands(state)) ||
      mlirLogicalResultIsFailure(divideOperandTypes(state)) ||
      mlirLogicalResultIsFailure(divideResultTypes(state)))
    return mlirLogicalResultFailure();
  MlirType shared = sharedType(state);
  for (int i = 0; i < state->numGroups[0]; ++i)
    if (mlirLogicalResultIsFailure(resolveGroup(state, i, shared)))
      return mlirLogicalResultFailure();
  addSegments(state, false);
  MlirLogicalResult added = addResults(state, shared);
  addSegments(state, true);
  return added;
}
