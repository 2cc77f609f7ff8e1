//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The parts of aic/asm.h that are made of others.
//
//===----------------------------------------------------------------------===//

#include "aic/asm.h"

#include "aic/diag.h"
#include "capi/src/hooks.h"
#include "capi/src/text.h"

#include <stdio.h>

MlirLogicalResult aicParserError(AicParser *parser, AicPosition position,
                                 const char *format, ...) {
  AicText text = {0};
  va_list arguments;
  va_start(arguments, format);
  aicTextFormatList(&text, format, arguments);
  va_end(arguments);
  aicParserErrorText(parser, position,
                     mlirStringRefCreateFromCString(aicTextGet(&text)));
  aicTextRelease(&text);
  return mlirLogicalResultFailure();
}

/// Reports what is missing when an optional function found nothing.
static MlirLogicalResult require(AicParser *parser, AicParsed parsed,
                                 const char *what) {
  if (parsed == AIC_PARSED_YES)
    return mlirLogicalResultSuccess();
  if (parsed == AIC_PARSED_ERROR)
    return mlirLogicalResultFailure();
  return aicParserError(parser, aicParserGetPosition(parser), "expected %s",
                        what);
}

static AicParsed found(bool is) {
  return is ? AIC_PARSED_YES : AIC_PARSED_NONE;
}

static MlirLogicalResult done(AicParsed parsed) {
  return parsed == AIC_PARSED_YES ? mlirLogicalResultSuccess()
                                  : mlirLogicalResultFailure();
}

MlirContext aicParserGetContext(AicParser *parser) {
  return mlirLocationGetContext(aicParserGetLocation(parser));
}

MlirLogicalResult aicParseLiteral(AicParser *parser, MlirStringRef text) {
  return done(aicAsmParseLiteral(parser, text, false));
}

bool aicParseOptionalLiteral(AicParser *parser, MlirStringRef text) {
  return aicAsmParseLiteral(parser, text, true) == AIC_PARSED_YES;
}

MlirLogicalResult aicParseAttribute(AicParser *parser, MlirType type,
                                    MlirAttribute *attr) {
  return done(aicAsmParseAttribute(parser, type, attr, false));
}

AicParsed aicParseOptionalAttribute(AicParser *parser, MlirType type,
                                    MlirAttribute *attr) {
  return aicAsmParseAttribute(parser, type, attr, true);
}

MlirLogicalResult aicParseType(AicParser *parser, MlirType *type) {
  return done(aicAsmParseType(parser, type, false));
}

AicParsed aicParseOptionalType(AicParser *parser, MlirType *type) {
  return aicAsmParseType(parser, type, true);
}

MlirLogicalResult aicParseOperand(AicParser *parser, AicOperand *operand) {
  return done(aicAsmParseOperand(parser, operand, false));
}

AicParsed aicParseOptionalOperand(AicParser *parser, AicOperand *operand) {
  return aicAsmParseOperand(parser, operand, true);
}

MlirLogicalResult aicParseKeyword(AicParser *parser, MlirStringRef *keyword) {
  return require(parser, found(aicParseOptionalKeyword(parser, keyword)),
                 "keyword");
}

MlirLogicalResult aicParseInteger(AicParser *parser, int64_t *value) {
  return require(parser, aicParseOptionalInteger(parser, value),
                 "integer value");
}

MlirLogicalResult aicParseString(AicParser *parser, MlirStringRef *text) {
  return require(parser, found(aicParseOptionalString(parser, text)), "string");
}

MlirLogicalResult aicParseSymbolName(AicParser *parser, MlirAttribute *name) {
  return require(parser, found(aicParseOptionalSymbolName(parser, name)),
                 "symbol name '@...'");
}

MlirLogicalResult aicParseArgument(AicParser *parser, bool typed,
                                   AicArgument *argument) {
  return require(parser, aicParseOptionalArgument(parser, typed, argument),
                 "argument '%...'");
}

MlirLogicalResult aicParseRegion(AicParser *parser, intptr_t index,
                                 AicArgument first, intptr_t numArguments) {
  return require(parser,
                 aicParseOptionalRegion(parser, index, first, numArguments),
                 "region '{'");
}

void aicParserAddRegions(AicParser *parser, intptr_t count) {
  if (count > 0)
    aicParserGetRegion(parser, count - 1);
}

void aicParserEnsureBlock(AicParser *parser, intptr_t index,
                          MlirStringRef terminator) {
  MlirRegion region = aicParserGetRegion(parser, index);
  MlirBlock last = mlirRegionGetFirstBlock(region);
  if (mlirBlockIsNull(last)) {
    last = mlirBlockCreate(0, NULL, NULL);
    mlirRegionAppendOwnedBlock(region, last);
  }
  if (!terminator.data)
    return;
  for (MlirBlock next = last; !mlirBlockIsNull(next);
       next = mlirBlockGetNextInRegion(next))
    last = next;
  // MLIR's function asks for the last operation without checking for one.
  if (!mlirOperationIsNull(mlirBlockGetFirstOperation(last)) &&
      !mlirOperationIsNull(mlirBlockGetTerminator(last)))
    return;
  MlirOperationState state =
      mlirOperationStateGet(terminator, aicParserGetLocation(parser));
  MlirOperation end = mlirOperationCreate(&state);
  if (mlirOperationIsNull(end))
    AIC_BUG("cannot make the terminator '%.*s'", (int)terminator.length,
            terminator.data);
  mlirBlockAppendOwnedOperation(last, end);
}

void aicPrintInteger(AicPrinter *printer, int64_t value) {
  char text[32];
  snprintf(text, sizeof text, "%lld", (long long)value);
  aicPrintText(printer, mlirStringRefCreateFromCString(text));
}
