//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// How one attribute is written, by its constraint.
//
//===----------------------------------------------------------------------===//

#include "capi/src/format/format.h"
#include "capi/src/text.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

const char *const *attrWords(const AicAttrDef *attr) {
  for (const AicAttrConstraint *each = attr->attr; each; each = each->base)
    if (each->words)
      return each->words;
  return NULL;
}

AttrSyntax attrSyntax(const AicAttrDef *attr) {
  for (const AicAttrConstraint *each = attr->attr; each; each = each->base) {
    if (each->words)
      return ATTR_SYNTAX_WORD;
    if (each == &aicUnitAttr)
      return ATTR_SYNTAX_UNIT;
    if (each == &aicBoolAttr)
      return ATTR_SYNTAX_BOOL;
    if (each == &aicI64Attr)
      return ATTR_SYNTAX_I64;
    if (each == &aicF32Attr)
      return ATTR_SYNTAX_F32;
    if (each == &aicF64Attr)
      return ATTR_SYNTAX_F64;
    if (each == &aicStringAttr)
      return ATTR_SYNTAX_STRING;
    if (each == &aicSymbolNameAttr)
      return ATTR_SYNTAX_SYMBOL_NAME;
    if (each == &aicDenseI64ArrayAttr)
      return ATTR_SYNTAX_I64_ARRAY;
  }
  return ATTR_SYNTAX_ANY;
}

static MlirType fixedType(MlirContext context, AttrSyntax syntax) {
  switch (syntax) {
  case ATTR_SYNTAX_BOOL:
    return mlirIntegerTypeGet(context, 1);
  case ATTR_SYNTAX_I64:
    return mlirIntegerTypeGet(context, 64);
  case ATTR_SYNTAX_F32:
    return mlirF32TypeGet(context);
  case ATTR_SYNTAX_F64:
    return mlirF64TypeGet(context);
  case ATTR_SYNTAX_STRING:
    return mlirNoneTypeGet(context);
  default:
    return (MlirType){NULL};
  }
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

static AicParsed wordError(AicParser *parser, AicPosition position,
                           const AicAttrDef *attr, MlirStringRef got) {
  AicText text = {0};
  aicTextFormat(&text, "expected '%s' to be one of: ", attr->name);
  const char *const *words = attrWords(attr);
  for (int i = 0; words[i]; ++i)
    aicTextFormat(&text, "%s%s", i ? ", " : "", words[i]);
  if (got.length)
    aicTextFormat(&text, ", but got '%.*s'", (int)got.length, got.data);
  aicParserError(parser, position, "%s", aicTextGet(&text));
  aicTextRelease(&text);
  return AIC_PARSED_ERROR;
}

static AicParsed parseWord(AicParser *parser, const AicAttrDef *attr,
                           MlirAttribute *result) {
  AicPosition position = aicParserGetPosition(parser);
  MlirStringRef got = {NULL, 0};
  const char *const *words = attrWords(attr);
  if (defAttrMayBeAbsent(attr)) {
    // Another keyword may follow, so only these words are taken.
    for (int i = 0; words[i]; ++i) {
      got = mlirStringRefCreateFromCString(words[i]);
      if (aicParseOptionalLiteral(parser, got)) {
        *result = mlirStringAttrGet(aicParserGetContext(parser), got);
        return AIC_PARSED_YES;
      }
    }
    return AIC_PARSED_NONE;
  }
  if (!aicParseOptionalKeyword(parser, &got))
    return wordError(parser, position, attr, (MlirStringRef){NULL, 0});
  for (int i = 0; words[i]; ++i) {
    if (!mlirStringRefEqual(got, mlirStringRefCreateFromCString(words[i])))
      continue;
    *result = mlirStringAttrGet(aicParserGetContext(parser), got);
    return AIC_PARSED_YES;
  }
  return wordError(parser, position, attr, got);
}

static AicParsed parsedFrom(MlirLogicalResult result) {
  return mlirLogicalResultIsSuccess(result) ? AIC_PARSED_YES : AIC_PARSED_ERROR;
}

/// [1, 2]
static AicParsed parseArray(AicParser *parser, bool optional,
                            MlirAttribute *result) {
  MlirStringRef open = mlirStringRefCreateFromCString("[");
  MlirStringRef close = mlirStringRefCreateFromCString("]");
  MlirStringRef comma = mlirStringRefCreateFromCString(",");
  if (!aicParseOptionalLiteral(parser, open)) {
    if (optional)
      return AIC_PARSED_NONE;
    return parsedFrom(aicParseLiteral(parser, open));
  }
  AicParsed parsed = AIC_PARSED_YES;
  int64_t *values = NULL;
  intptr_t count = 0, capacity = 0;
  if (aicParseOptionalLiteral(parser, close))
    goto cleanup;
  do {
    if (count == capacity) {
      capacity = capacity ? 2 * capacity : 8;
      int64_t *larger = realloc(values, (size_t)capacity * sizeof *values);
      if (!larger) {
        aicParserError(parser, aicParserGetPosition(parser), "out of memory");
        parsed = AIC_PARSED_ERROR;
        goto cleanup;
      }
      values = larger;
    }
    parsed = parsedFrom(aicParseInteger(parser, &values[count++]));
    if (parsed == AIC_PARSED_ERROR)
      goto cleanup;
  } while (aicParseOptionalLiteral(parser, comma));
  parsed = parsedFrom(aicParseLiteral(parser, close));
cleanup:
  if (parsed == AIC_PARSED_YES)
    *result = mlirDenseI64ArrayGet(aicParserGetContext(parser), count, values);
  free(values);
  return parsed;
}

static AicParsed parseValue(AicParser *parser, const AicAttrDef *attr,
                            MlirAttribute *result) {
  bool optional = defAttrMayBeAbsent(attr);
  AttrSyntax syntax = attrSyntax(attr);
  switch (syntax) {
  case ATTR_SYNTAX_WORD:
    return parseWord(parser, attr, result);
  case ATTR_SYNTAX_UNIT:
    *result = mlirUnitAttrGet(aicParserGetContext(parser));
    return AIC_PARSED_YES;
  case ATTR_SYNTAX_I64_ARRAY:
    return parseArray(parser, optional, result);
  case ATTR_SYNTAX_SYMBOL_NAME:
    if (optional)
      return aicParseOptionalSymbolName(parser, result) ? AIC_PARSED_YES
                                                        : AIC_PARSED_NONE;
    return parsedFrom(aicParseSymbolName(parser, result));
  default:
    break;
  }
  MlirType type = fixedType(aicParserGetContext(parser), syntax);
  if (optional)
    return aicParseOptionalAttribute(parser, type, result);
  return parsedFrom(aicParseAttribute(parser, type, result));
}

AicParsed attrParse(AicParser *parser, const AicOpDef *def, int index) {
  const AicAttrDef *attr = &def->attributes[index];
  MlirAttribute value = {NULL};
  AicParsed parsed = parseValue(parser, attr, &value);
  if (parsed == AIC_PARSED_YES)
    aicParserAddAttribute(parser, attr->name, value);
  return parsed;
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

MlirAttribute attrToPrint(MlirOperation op, const AicOpDef *def, int index) {
  const AicAttrDef *attr = &def->attributes[index];
  MlirAttribute value = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString(attr->name));
  if (mlirAttributeIsNull(value) || !attr->fallback)
    return value;
  MlirAttribute fallback =
      aicOpDefFallback(mlirOperationGetContext(op), def, index);
  return mlirAttributeEqual(value, fallback) ? (MlirAttribute){NULL} : value;
}

static void printArray(AicPrinter *printer, MlirAttribute attr) {
  aicPrintText(printer, mlirStringRefCreateFromCString("["));
  for (intptr_t i = 0; i < mlirDenseArrayGetNumElements(attr); ++i) {
    if (i)
      aicPrintText(printer, mlirStringRefCreateFromCString(", "));
    aicPrintInteger(printer, mlirDenseI64ArrayGetElement(attr, i));
  }
  aicPrintText(printer, mlirStringRefCreateFromCString("]"));
}

void attrPrint(AicPrinter *printer, const AicOpDef *def, int index,
               MlirAttribute attr) {
  // Printing may be asked for without verification, so that the attribute is
  // looked at and not trusted.
  AttrSyntax syntax = attrSyntax(&def->attributes[index]);
  bool isNull = mlirAttributeIsNull(attr);
  bool isString = !isNull && mlirAttributeIsAString(attr);
  if (syntax == ATTR_SYNTAX_WORD && isString)
    aicPrintKeyword(printer, mlirStringAttrGetValue(attr));
  else if (syntax == ATTR_SYNTAX_SYMBOL_NAME && isString)
    aicPrintSymbolName(printer, mlirStringAttrGetValue(attr));
  else if (syntax == ATTR_SYNTAX_I64_ARRAY && !isNull &&
           mlirAttributeIsADenseI64Array(attr))
    printArray(printer, attr);
  else if (!isNull &&
           mlirTypeEqual(mlirAttributeGetType(attr),
                         fixedType(mlirAttributeGetContext(attr), syntax)))
    aicPrintAttributeWithoutType(printer, attr);
  else
    aicPrintAttribute(printer, attr);
}
