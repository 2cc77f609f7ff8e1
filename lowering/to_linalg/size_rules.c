//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/to_linalg/size_rules.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 512 };

typedef struct Text {
  char data[TEXT_SIZE];
  size_t size;
} Text;

static void append(MlirStringRef part, void *userData) {
  Text *text = userData;
  size_t room = sizeof text->data - 1 - text->size;
  size_t size = part.length < room ? part.length : room;
  memcpy(text->data + text->size, part.data, size);
  text->size += size;
  text->data[text->size] = '\0';
}

static void say(Text *text, const char *part) {
  append(mlirStringRefCreateFromCString(part), text);
}

static MlirAttribute get(MlirAttribute dictionary, const char *name) {
  return mlirDictionaryAttrGetElementByName(
      dictionary, mlirStringRefCreateFromCString(name));
}

/// A dimension of an input, or input -1.
typedef struct Place {
  intptr_t input;
  int64_t dim;
} Place;

/// The dimension whose size `value` is; of a choice between such a size and a
/// constant, which is how a size of 1 is broadcast, the size.
static Place placeOf(MlirValue value) {
  Place none = {-1, 0};
  if (!mlirValueIsAOpResult(value))
    return none;
  MlirOperation op = mlirOpResultGetOwner(value);
  if (aicIsOp(op, "arith.select")) {
    MlirValue a = mlirOperationGetOperand(op, 1);
    MlirValue b = mlirOperationGetOperand(op, 2);
    return mlirAttributeIsNull(aicConstantOf(a))
               ? (mlirAttributeIsNull(aicConstantOf(b)) ? none : placeOf(a))
               : placeOf(b);
  }
  if (!aicIsOp(op, "tensor.dim"))
    return none;
  MlirValue tensor = mlirOperationGetOperand(op, 0);
  MlirAttribute dim = aicConstantOf(mlirOperationGetOperand(op, 1));
  if (!mlirValueIsABlockArgument(tensor) || mlirAttributeIsNull(dim))
    return none;
  return (Place){mlirBlockArgumentGetArgNumber(tensor),
                 mlirIntegerAttrGetValueInt(dim)};
}

/// "dimension 1 ('K') of input 0 ('a')"
static void sayPlace(Text *text, MlirAttribute model, Place place) {
  MlirAttribute port =
      mlirArrayAttrGetElement(get(model, "inputs"), place.input);
  MlirAttribute dims = get(port, "dims");
  char number[64];
  snprintf(number, sizeof number, "dimension %" PRId64, place.dim);
  say(text, number);
  MlirAttribute name = mlirAttributeIsNull(dims)
                           ? dims
                           : mlirArrayAttrGetElement(dims, place.dim);
  if (!mlirAttributeIsNull(name) && mlirAttributeIsAString(name)) {
    say(text, " ('");
    append(mlirStringAttrGetValue(name), text);
    say(text, "')");
  }
  snprintf(number, sizeof number, " of input %" PRIdPTR " ('", place.input);
  say(text, number);
  append(mlirStringAttrGetValue(get(port, "name")), text);
  say(text, "')");
}

/// Where the condition comes from: the name of a node, or a line.
static void sayLocation(Text *text, MlirLocation location) {
  if (mlirLocationIsAFused(location)) {
    MlirLocation parts[64];
    unsigned count = mlirLocationFusedGetNumLocations(location);
    if (count == 0 || count > sizeof parts / sizeof *parts)
      return;
    mlirLocationFusedGetLocations(location, parts);
    location = parts[count - 1];
  }
  if (mlirLocationIsAName(location)) {
    say(text, " (at '");
    append(mlirIdentifierStr(mlirLocationNameGetName(location)), text);
    say(text, "')");
  } else if (mlirLocationIsAFileLineColRange(location)) {
    char line[32];
    snprintf(line, sizeof line, ":%d)",
             mlirLocationFileLineColRangeGetStartLine(location));
    say(text, " (at ");
    append(mlirIdentifierStr(mlirLocationFileLineColRangeGetFilename(location)),
           text);
    say(text, line);
  }
}

/// The words between the two sizes; NULL for a relation without any.
static const char *relationText(int64_t predicate) {
  static const char *const words[] = {
      " but must be ",           " but must not be ",
      " but must be less than ", " but must be at most ",
      " but must be more than ", " but must be at least "};
  return predicate >= 0 && predicate < 6 ? words[predicate] : NULL;
}

static MlirAttribute string(MlirContext context, const Text *text) {
  return mlirStringAttrGet(context,
                           mlirStringRefCreate(text->data, text->size));
}

/// The text of one assertion; `sides` are null when it compares no sizes.
static MlirAttribute describe(MlirOperation assertion, MlirAttribute model,
                              MlirValue sides[2]) {
  MlirContext context = mlirOperationGetContext(assertion);
  MlirLocation location = mlirOperationGetLocation(assertion);
  MlirValue holds = mlirOperationGetOperand(assertion, 0);
  MlirOperation compare = mlirValueIsAOpResult(holds)
                              ? mlirOpResultGetOwner(holds)
                              : (MlirOperation){NULL};
  const char *relation = NULL;
  if (aicIsOp(compare, "arith.cmpi") &&
      mlirTypeIsAIndex(mlirValueGetType(mlirOperationGetOperand(compare, 0))))
    relation = relationText(
        mlirIntegerAttrGetValueInt(aicGetAttr(compare, "predicate")));
  Text parts[3] = {{.size = 0}, {.size = 0}, {.size = 0}};
  sides[0] = sides[1] = (MlirValue){NULL};
  if (!relation) {
    append(mlirStringAttrGetValue(aicGetAttr(assertion, "msg")), &parts[0]);
    sayLocation(&parts[0], location);
    MlirAttribute text = string(context, &parts[0]);
    return mlirArrayAttrGet(context, 1, &text);
  }
  for (intptr_t i = 0; i < 2; ++i)
    sides[i] = mlirOperationGetOperand(compare, i);
  Place left = placeOf(sides[0]), right = placeOf(sides[1]);
  if (left.input >= 0)
    sayPlace(&parts[0], model, left);
  else
    say(&parts[0], "a size that follows from the inputs");
  say(&parts[0], " is ");
  say(&parts[1], relation);
  if (right.input >= 0) {
    say(&parts[2], ", the size of ");
    sayPlace(&parts[2], model, right);
  }
  sayLocation(&parts[2], location);
  MlirAttribute texts[3];
  for (int i = 0; i < 3; ++i)
    texts[i] = string(context, &parts[i]);
  return mlirArrayAttrGet(context, 3, texts);
}

static MlirValue number(MlirOperation before, int64_t value) {
  MlirType index = mlirIndexTypeGet(mlirOperationGetContext(before));
  return mlirOperationGetResult(
      aicCreateBefore(
          before, "arith.constant",
          (AicBuild){.results = AIC_TYPES(index),
                     .attributes = AIC_ATTRS(
                         {"value", mlirIntegerAttrGet(index, value)})}),
      0);
}

static MlirValue choose(MlirOperation before, MlirValue condition, MlirValue a,
                        MlirValue b) {
  return mlirOperationGetResult(
      aicCreateBefore(before, "arith.select",
                      (AicBuild){.operands = AIC_VALUES(condition, a, b),
                                 .results = AIC_TYPES(mlirValueGetType(a))}),
      0);
}

/// Whether an assertion before `at` has the same condition.
static bool isRepeated(const AicOpList *all, intptr_t at) {
  for (intptr_t i = 0; i < at; ++i)
    if (mlirValueEqual(mlirOperationGetOperand(all->data[i], 0),
                       mlirOperationGetOperand(all->data[at], 0)))
      return true;
  return false;
}

/// Whether `value`, a size or made of sizes, cannot be below 0.
static bool isSize(MlirValue value) {
  if (!mlirValueIsAOpResult(value))
    return false;
  MlirOperation op = mlirOpResultGetOwner(value);
  MlirAttribute constant = aicConstantOf(value);
  if (!mlirAttributeIsNull(constant))
    return mlirAttributeIsAInteger(constant) &&
           mlirIntegerAttrGetValueInt(constant) >= 0;
  if (aicIsOp(op, "tensor.dim"))
    return true;
  if (!aicIsOp(op, "arith.addi") && !aicIsOp(op, "arith.divsi"))
    return false;
  return isSize(mlirOperationGetOperand(op, 0)) &&
         isSize(mlirOperationGetOperand(op, 1));
}

/// Whether an assertion says that a size is not below 0.
static bool isTrivial(MlirOperation assertion) {
  MlirValue holds = mlirOperationGetOperand(assertion, 0);
  if (!mlirValueIsAOpResult(holds))
    return false;
  MlirOperation op = mlirOpResultGetOwner(holds);
  enum { AT_LEAST = 5 };
  if (!aicIsOp(op, "arith.cmpi") ||
      mlirIntegerAttrGetValueInt(aicGetAttr(op, "predicate")) != AT_LEAST)
    return false;
  MlirAttribute right = aicConstantOf(mlirOperationGetOperand(op, 1));
  return !mlirAttributeIsNull(right) &&
         mlirIntegerAttrGetValueInt(right) == 0 &&
         isSize(mlirOperationGetOperand(op, 0));
}

/// Keeps what stands in `block` itself, and of equal assertions the
/// first.
static void select(AicOpList *all, MlirBlock block) {
  intptr_t count = 0;
  for (intptr_t i = 0; i < all->count; ++i) {
    all->data[count] = all->data[i];
    if (!mlirBlockEqual(mlirOperationGetBlock(all->data[i]), block))
      continue;
    if (isRepeated(all, count) || isTrivial(all->data[count]))
      mlirOperationDestroy(all->data[count]);
    else
      ++count;
  }
  all->count = count;
}

void aicSizeRulesTake(MlirBlock block, MlirAttribute model,
                      AicSizeRules *rules) {
  MlirOperation end = mlirBlockGetTerminator(block);
  AicOpList all = aicCollectOps(mlirBlockGetParentOperation(block),
                                (const char *const[]){"cf.assert", NULL});
  select(&all, block);
  MlirAttribute *texts = calloc((size_t)all.count + 1, sizeof *texts);
  if (!texts)
    AIC_BUG("out of memory");
  MlirValue zero = number(end, 0);
  *rules = (AicSizeRules){
      .count = all.count, .broken = zero, .left = zero, .right = zero};
  // From the last, so that the first one has its way.
  for (intptr_t i = all.count - 1; i >= 0; --i) {
    MlirValue sides[2];
    texts[i] = describe(all.data[i], model, sides);
    MlirValue holds = mlirOperationGetOperand(all.data[i], 0);
    rules->broken = choose(end, holds, rules->broken, number(end, i + 1));
    bool compares = !mlirValueIsNull(sides[0]);
    rules->left = choose(end, holds, rules->left, compares ? sides[0] : zero);
    rules->right = choose(end, holds, rules->right, compares ? sides[1] : zero);
    mlirOperationDestroy(all.data[i]);
  }
  rules->texts =
      mlirArrayAttrGet(mlirOperationGetContext(end), all.count, texts);
  free(texts);
  aicOpListRelease(&all);
}
