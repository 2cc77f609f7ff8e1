//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Checks the parameters of a type or attribute against its table.
//
//===----------------------------------------------------------------------===//

#include "capi/src/hooks.h"
#include "capi/src/text.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static bool isWord(const AicParamDef *param, MlirStringRef word) {
  if (!param->words)
    return true;
  for (const char *const *next = param->words; *next; ++next)
    if (strlen(*next) == word.length &&
        memcmp(*next, word.data, word.length) == 0)
      return true;
  return false;
}

static bool isI64(MlirAttribute value) {
  if (!mlirAttributeIsAInteger(value))
    return false;
  MlirType type = mlirAttributeGetType(value);
  return mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
         mlirIntegerTypeGetWidth(type) == 64;
}

static bool isOfKind(const AicParamDef *param, MlirAttribute value) {
  if (mlirAttributeIsNull(value))
    return false;
  switch (param->kind) {
  case AIC_PARAM_TYPE:
    return mlirAttributeIsAType(value);
  case AIC_PARAM_INT64:
    return isI64(value);
  case AIC_PARAM_WORD:
    return mlirAttributeIsAString(value) &&
           isWord(param, mlirStringAttrGetValue(value));
  case AIC_PARAM_ATTRIBUTE:
    return true;
  }
  return false;
}

/// "must be one of 'spad', 'acc', but got ..."
static void describe(AicText *text, const AicParametricDef *def,
                     const AicParamDef *param, MlirAttribute value) {
  static const char *const kinds[] = {"a type", "a 64-bit integer", "a word",
                                      "an attribute"};
  aicTextFormat(text, "'%s' parameter '%s' must be ", def->name, param->name);
  if (param->kind == AIC_PARAM_WORD && param->words)
    for (const char *const *word = param->words; *word; ++word)
      aicTextFormat(text, "%s'%s'", word == param->words ? "one of " : ", ",
                    *word);
  else
    aicTextFormat(text, "%s", kinds[param->kind]);
  aicTextFormat(text, ", but got ");
  if (mlirAttributeIsNull(value))
    aicTextFormat(text, "nothing");
  else
    aicTextAppendAttribute(text, value);
}

MlirLogicalResult
aicVerifyParams(const AicParametricDef *def, const MlirAttribute *params,
                intptr_t numParams,
                void (*emitError)(const char *text, void *userData),
                void *userData) {
  intptr_t count = 0;
  while (def->params && def->params[count].name)
    ++count;
  AicText text = {0};
  if (count != numParams)
    aicTextFormat(&text, "'%s' expects %td parameter%s, but got %td", def->name,
                  count, count == 1 ? "" : "s", numParams);
  for (intptr_t i = 0; i < count && !text.length; ++i)
    if (!isOfKind(&def->params[i], params[i]))
      describe(&text, def, &def->params[i], params[i]);
  bool wrong = text.length != 0;
  if (wrong)
    emitError(aicTextGet(&text), userData);
  aicTextRelease(&text);
  if (wrong)
    return mlirLogicalResultFailure();
  return def->verify ? def->verify(params, numParams, emitError, userData)
                     : mlirLogicalResultSuccess();
}
