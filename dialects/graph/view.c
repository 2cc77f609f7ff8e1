//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/view.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

intptr_t aicGraphViewNumOperands(const AicGraphView *view) {
  return view->infer ? view->infer->numOperands
                     : mlirOperationGetNumOperands(view->op);
}

MlirType aicGraphViewType(const AicGraphView *view, intptr_t operand) {
  return mlirValueGetType(view->infer
                              ? view->infer->operands[operand]
                              : mlirOperationGetOperand(view->op, operand));
}

MlirAttribute aicGraphViewAttr(const AicGraphView *view, const char *name) {
  return view->infer ? aicInferAttr(view->infer, name)
                     : aicOpAttr(view->op, name);
}

bool aicGraphViewFlag(const AicGraphView *view, const char *name) {
  MlirAttribute attr = aicGraphViewAttr(view, name);
  return !mlirAttributeIsNull(attr) && mlirAttributeIsABool(attr) &&
         mlirBoolAttrGetValue(attr);
}

int64_t aicGraphViewInt(const AicGraphView *view, const char *name,
                        int64_t fallback) {
  MlirAttribute attr = aicGraphViewAttr(view, name);
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAInteger(attr))
    return fallback;
  return mlirIntegerAttrGetValueInt(attr);
}

MlirLogicalResult aicGraphViewError(const AicGraphView *view,
                                    const char *format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return view->infer ? aicInferError(view->infer, "%s", text)
                     : aicOpError(view->op, "%s", text);
}

MlirLogicalResult aicGraphViewIntList(const AicGraphView *view,
                                      const char *name, intptr_t *count,
                                      int64_t values[AIC_GRAPH_MAX_RANK]) {
  MlirAttribute attr = aicGraphViewAttr(view, name);
  *count = mlirAttributeIsNull(attr)
               ? 0
               : aicAttrGetI64Array(attr, values, AIC_GRAPH_MAX_RANK);
  if (*count > AIC_GRAPH_MAX_RANK)
    return aicGraphViewError(view,
                             "%s has %" PRIdPTR " entries, at most %d "
                             "are possible",
                             name, *count, AIC_GRAPH_MAX_RANK);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicGraphViewInts(const AicGraphView *view, const char *name,
                                   intptr_t count, int64_t least, int64_t most,
                                   int64_t fallback,
                                   int64_t values[AIC_GRAPH_MAX_RANK]) {
  MlirAttribute attr = aicGraphViewAttr(view, name);
  if (mlirAttributeIsNull(attr)) {
    for (intptr_t i = 0; i < count; ++i)
      values[i] = fallback;
    return mlirLogicalResultSuccess();
  }
  int64_t read[2 * AIC_GRAPH_MAX_RANK];
  intptr_t has = aicAttrGetI64Array(attr, read, 2 * AIC_GRAPH_MAX_RANK);
  if (has != count)
    return aicGraphViewError(
        view, "%s has %" PRIdPTR " entries but must have %" PRIdPTR, name, has,
        count);
  for (intptr_t i = 0; i < count; ++i) {
    if (read[i] < least || read[i] > most)
      return aicGraphViewError(view,
                               "%s[%" PRIdPTR "] is %" PRId64
                               " but must lie in [%" PRId64 ", %" PRId64 "]",
                               name, i, read[i], least, most);
    values[i] = read[i];
  }
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Inference and verification
//===----------------------------------------------------------------------===//

static bool attrHolds(const AicAttrConstraint *constraint, MlirAttribute attr) {
  if (!constraint->words)
    return !constraint->holds || constraint->holds(attr);
  if (!mlirAttributeIsAString(attr))
    return false;
  MlirStringRef text = mlirStringAttrGetValue(attr);
  for (const char *const *word = constraint->words; *word; ++word)
    if (mlirStringRefEqual(text, mlirStringRefCreateFromCString(*word)))
      return true;
  return false;
}

MlirLogicalResult aicGraphInfer(const AicInfer *infer, const AicOpDef *def,
                                AicGraphResultType resultType) {
  // Inference runs before the verifier, on whatever a builder or a parser has.
  intptr_t least = 0;
  for (const AicValueDef *o = def->operands; o && o->name; ++o)
    least += o->arity == AIC_ARITY_ONE;
  if (infer->numOperands < least)
    return aicInferError(infer, "needs %" PRIdPTR " operands but has %" PRIdPTR,
                         least, infer->numOperands);
  for (intptr_t i = 0; i < infer->numOperands; ++i)
    if (!aicGraphTensor.holds(mlirValueGetType(infer->operands[i])))
      return aicInferError(infer, "operand #%" PRIdPTR " must be %s", i,
                           aicGraphTensor.name);
  for (const AicAttrDef *a = def->attributes; a && a->name; ++a) {
    MlirAttribute attr = aicInferAttr(infer, a->name);
    if (mlirAttributeIsNull(attr) && !a->optional && !a->fallback)
      return aicInferError(infer, "requires attribute '%s'", a->name);
    if (!mlirAttributeIsNull(attr) && !attrHolds(a->attr, attr))
      return aicInferError(infer, "attribute '%s' must be %s", a->name,
                           a->attr->name);
  }
  AicGraphView view = {.infer = infer};
  MlirType type = {NULL};
  if (mlirLogicalResultIsFailure(resultType(&view, &type)))
    return mlirLogicalResultFailure();
  aicInferAppend(infer, type);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicGraphVerify(MlirOperation op,
                                 AicGraphResultType resultType) {
  AicGraphView view = {.op = op};
  MlirType type = {NULL};
  if (mlirLogicalResultIsFailure(resultType(&view, &type)))
    return mlirLogicalResultFailure();
  MlirType actual = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (!mlirTypeEqual(type, actual))
    return aicOpError(op, "result must be '%s' but is '%s'",
                      aicGraphTypeText(type).text,
                      aicGraphTypeText(actual).text);
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void appendText(MlirStringRef part, void *userData) {
  AicGraphText *text = userData;
  size_t used = strlen(text->text);
  size_t room = sizeof text->text - 1 - used;
  size_t length = part.length < room ? part.length : room;
  memcpy(text->text + used, part.data, length);
  text->text[used + length] = '\0';
}

AicGraphText aicGraphTypeText(MlirType type) {
  AicGraphText text = {""};
  mlirTypePrint(type, appendText, &text);
  return text;
}
