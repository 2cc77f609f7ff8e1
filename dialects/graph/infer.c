//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "aic/build.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

MlirType aicGraphOperandType(const AicInfer *infer, intptr_t operand) {
  return mlirValueGetType(infer->operands[operand]);
}

bool aicGraphInferFlag(const AicInfer *infer, const char *name) {
  MlirAttribute attr = aicInferAttr(infer, name);
  return !mlirAttributeIsNull(attr) && mlirAttributeIsABool(attr) &&
         mlirBoolAttrGetValue(attr);
}

int64_t aicGraphInferInt(const AicInfer *infer, const char *name,
                         int64_t fallback) {
  MlirAttribute attr = aicInferAttr(infer, name);
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAInteger(attr))
    return fallback;
  return mlirIntegerAttrGetValueInt(attr);
}

MlirLogicalResult aicGraphInferIntList(const AicInfer *infer, const char *name,
                                       intptr_t *count,
                                       int64_t values[AIC_GRAPH_MAX_RANK]) {
  MlirAttribute attr = aicInferAttr(infer, name);
  *count = mlirAttributeIsNull(attr)
               ? 0
               : aicAttrGetI64Array(attr, values, AIC_GRAPH_MAX_RANK);
  if (*count > AIC_GRAPH_MAX_RANK)
    return aicInferError(infer,
                         "%s has %" PRIdPTR " entries, at most %d "
                         "are possible",
                         name, *count, AIC_GRAPH_MAX_RANK);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicGraphInferInts(const AicInfer *infer, const char *name,
                                    intptr_t count, int64_t least, int64_t most,
                                    int64_t fallback,
                                    int64_t values[AIC_GRAPH_MAX_RANK]) {
  MlirAttribute attr = aicInferAttr(infer, name);
  if (mlirAttributeIsNull(attr)) {
    for (intptr_t i = 0; i < count; ++i)
      values[i] = fallback;
    return mlirLogicalResultSuccess();
  }
  int64_t read[2 * AIC_GRAPH_MAX_RANK];
  intptr_t has = aicAttrGetI64Array(attr, read, 2 * AIC_GRAPH_MAX_RANK);
  if (has != count)
    return aicInferError(infer,
                         "%s has %" PRIdPTR " entries but must have %" PRIdPTR,
                         name, has, count);
  for (intptr_t i = 0; i < count; ++i) {
    if (read[i] < least || read[i] > most)
      return aicInferError(infer,
                           "%s[%" PRIdPTR "] is %" PRId64
                           " but must lie in [%" PRId64 ", %" PRId64 "]",
                           name, i, read[i], least, most);
    values[i] = read[i];
  }
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Inference
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
  MlirType type = {NULL};
  if (mlirLogicalResultIsFailure(resultType(infer, &type)))
    return mlirLogicalResultFailure();
  aicInferAppend(infer, type);
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
