//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Type inference through the hook of a table.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "capi/src/hooks.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/// What AicInfer.results points to.
typedef struct InferState {
  const AicOpDef *def;
  void (*append)(MlirType type, void *userData);
  void *userData;
} InferState;

void aicInferAppend(const AicInfer *infer, MlirType type) {
  const InferState *state = infer->results;
  state->append(type, state->userData);
}

MlirAttribute aicInferAttr(const AicInfer *infer, const char *name) {
  return mlirDictionaryAttrGetElementByName(
      infer->attributes, mlirStringRefCreateFromCString(name));
}

MlirLogicalResult aicInferError(const AicInfer *infer, const char *format,
                                ...) {
  const InferState *state = infer->results;
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return aicErrorAt(infer->location, "'%s' op %s", state->def->name, text);
}

bool aicTypesAreCompatible(MlirType one, MlirType other) {
  if (mlirTypeEqual(one, other))
    return true;
  if (!mlirTypeIsATensor(one) || !mlirTypeIsATensor(other) ||
      !mlirTypeEqual(mlirShapedTypeGetElementType(one),
                     mlirShapedTypeGetElementType(other)))
    return false;
  if (!mlirShapedTypeHasRank(one) || !mlirShapedTypeHasRank(other))
    return true;
  intptr_t rank = mlirShapedTypeGetRank(one);
  if (rank != mlirShapedTypeGetRank(other))
    return false;
  for (intptr_t i = 0; i < rank; ++i)
    if (!mlirShapedTypeIsDynamicDim(one, i) &&
        !mlirShapedTypeIsDynamicDim(other, i) &&
        mlirShapedTypeGetDimSize(one, i) != mlirShapedTypeGetDimSize(other, i))
      return false;
  return true;
}

/// `attributes` with the fallbacks of those that are absent.
static MlirAttribute fillIn(MlirContext context, const AicOpDef *def,
                            MlirAttribute attributes) {
  if (mlirAttributeIsNull(attributes))
    attributes = mlirDictionaryAttrGet(context, 0, NULL);
  intptr_t given = mlirDictionaryAttrGetNumElements(attributes), defined = 0;
  while (def->attributes && def->attributes[defined].name)
    ++defined;
  MlirNamedAttribute *all = NULL;
  intptr_t count = given;
  for (intptr_t i = 0; i < defined; ++i) {
    MlirStringRef name =
        mlirStringRefCreateFromCString(def->attributes[i].name);
    if (!def->attributes[i].fallback ||
        !mlirAttributeIsNull(
            mlirDictionaryAttrGetElementByName(attributes, name)))
      continue;
    if (!all) {
      all = calloc((size_t)(given + defined), sizeof *all);
      if (!all)
        AIC_BUG("out of memory");
      for (intptr_t k = 0; k < given; ++k)
        all[k] = mlirDictionaryAttrGetElement(attributes, k);
    }
    all[count++] = mlirNamedAttributeGet(mlirIdentifierGet(context, name),
                                         aicOpDefFallback(context, def, i));
  }
  if (all)
    attributes = mlirDictionaryAttrGet(context, count, all);
  free(all);
  return attributes;
}

MlirLogicalResult aicInferResultTypes(
    const AicOpDef *def, MlirContext context, MlirLocation location,
    intptr_t numOperands, const MlirValue *operands, MlirAttribute attributes,
    intptr_t numRegions, const MlirRegion *regions,
    void (*append)(MlirType type, void *userData), void *userData) {
  InferState state = {def, append, userData};
  AicInfer infer = {.context = context,
                    .location = location,
                    .numOperands = numOperands,
                    .operands = operands,
                    .attributes = mlirAttributeGetNull(),
                    .numRegions = numRegions,
                    .regions = regions,
                    .results = &state};
  if (def->inferTypes) {
    // The hook reads operands by position and attributes by kind.
    if (mlirLogicalResultIsFailure(
            aicVerifyInputs(def, location, numOperands, operands, attributes)))
      return mlirLogicalResultFailure();
    infer.attributes = fillIn(context, def, attributes);
    return def->inferTypes(&infer);
  }
  if (!(def->traits & AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE))
    return aicInferError(&infer, "does not infer its result types");
  if (numOperands == 0)
    return aicInferError(&infer, "infers its type from an operand, got none");
  for (const AicValueDef *result = def->results; result && result->name;
       ++result)
    append(mlirValueGetType(operands[0]), userData);
  return mlirLogicalResultSuccess();
}
