//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic/asm.h over OpAsmParser, OperationState and OpAsmPrinter. One call here
// is one call there; what is parsed and printed is decided in C.
//
//===----------------------------------------------------------------------===//

#include "aic/asm.h"
#include "capi/bridge/bridge.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

//===----------------------------------------------------------------------===//
// Parser
//===----------------------------------------------------------------------===//

/// Of MLIR's optional functions that fail when there is nothing.
static AicParsed present(ParseResult result) {
  return failed(result) ? AIC_PARSED_NONE : AIC_PARSED_YES;
}

static MlirLogicalResult done(ParseResult result) {
  return wrap(failure(failed(result)));
}

static AicParsed parsed(OptionalParseResult result) {
  if (!result.has_value())
    return AIC_PARSED_NONE;
  return failed(*result) ? AIC_PARSED_ERROR : AIC_PARSED_YES;
}

MlirLocation aicParserGetLocation(AicParser *parser) {
  return wrap(parser->state.location);
}

AicPosition aicParserGetPosition(AicParser *parser) {
  return {parser->parser.getCurrentLocation().getPointer()};
}

void aicParserErrorText(AicParser *parser, AicPosition position,
                        MlirStringRef text) {
  auto *where = static_cast<const char *>(position.pointer);
  parser->parser.emitError(llvm::SMLoc::getFromPointer(where), unwrap(text));
}

AicParsed aicAsmParseLiteral(AicParser *parser, MlirStringRef literal,
                             bool optional) {
  static constexpr struct {
    const char *text;
    ParseResult (AsmParser::*parse)(), (AsmParser::*parseOptional)();
  } punctuations[] = {
#define AIC_PUNCTUATION(text, name)                                            \
  {text, &AsmParser::parse##name, &AsmParser::parseOptional##name}
      AIC_PUNCTUATION("->", Arrow),    AIC_PUNCTUATION(":", Colon),
      AIC_PUNCTUATION(",", Comma),     AIC_PUNCTUATION("=", Equal),
      AIC_PUNCTUATION("<", Less),      AIC_PUNCTUATION(">", Greater),
      AIC_PUNCTUATION("(", LParen),    AIC_PUNCTUATION(")", RParen),
      AIC_PUNCTUATION("{", LBrace),    AIC_PUNCTUATION("}", RBrace),
      AIC_PUNCTUATION("[", LSquare),   AIC_PUNCTUATION("]", RSquare),
      AIC_PUNCTUATION("?", Question),  AIC_PUNCTUATION("+", Plus),
      AIC_PUNCTUATION("-", Minus),     AIC_PUNCTUATION("*", Star),
      AIC_PUNCTUATION("/", Slash),     AIC_PUNCTUATION("|", VerticalBar),
      AIC_PUNCTUATION("...", Ellipsis)};
#undef AIC_PUNCTUATION
  StringRef text = unwrap(literal);
  for (const auto &each : punctuations)
    if (text == each.text)
      return optional ? present((parser->parser.*each.parseOptional)())
                      : parsed((parser->parser.*each.parse)());
  return optional ? present(parser->parser.parseOptionalKeyword(text))
                  : parsed(parser->parser.parseKeyword(text));
}

bool aicParseOptionalKeyword(AicParser *parser, MlirStringRef *keyword) {
  StringRef text;
  bool found = succeeded(parser->parser.parseOptionalKeyword(&text));
  *keyword = wrap(text);
  return found;
}

AicParsed aicParseOptionalInteger(AicParser *parser, int64_t *value) {
  return parsed(parser->parser.parseOptionalInteger(*value));
}

bool aicParseOptionalString(AicParser *parser, MlirStringRef *text) {
  std::string buffer;
  bool found = succeeded(parser->parser.parseOptionalString(&buffer));
  // The context keeps the text for the caller.
  *text = wrap(parser->parser.getBuilder().getStringAttr(buffer).getValue());
  return found;
}

bool aicParseOptionalSymbolName(AicParser *parser, MlirAttribute *name) {
  StringAttr attr;
  bool found = succeeded(parser->parser.parseOptionalSymbolName(attr));
  *name = wrap(Attribute(attr));
  return found;
}

// MLIR's optional functions for attributes and types know fewer forms.

AicParsed aicAsmParseAttribute(AicParser *parser, MlirType type,
                               MlirAttribute *attr, bool optional) {
  Attribute result;
  AsmParser &from = parser->parser;
  AicParsed found =
      optional ? parsed(from.parseOptionalAttribute(result, unwrap(type)))
               : parsed(from.parseAttribute(result, unwrap(type)));
  *attr = wrap(result);
  return found;
}

AicParsed aicAsmParseType(AicParser *parser, MlirType *type, bool optional) {
  Type result;
  AicParsed found = optional ? parsed(parser->parser.parseOptionalType(result))
                             : parsed(parser->parser.parseType(result));
  *type = wrap(result);
  return found;
}

MlirLogicalResult aicParseAttrDict(AicParser *parser, bool keyword) {
  NamedAttrList &attributes = parser->state.attributes;
  return done(keyword
                  ? parser->parser.parseOptionalAttrDictWithKeyword(attributes)
                  : parser->parser.parseOptionalAttrDict(attributes));
}

AicParsed aicAsmParseOperand(AicParser *parser, AicOperand *operand,
                             bool optional) {
  operand->number = parser->operands.size();
  OpAsmParser::UnresolvedOperand &result = parser->operands.emplace_back();
  return optional ? parsed(parser->parser.parseOptionalOperand(result))
                  : parsed(parser->parser.parseOperand(result));
}

MlirLogicalResult aicParserResolve(AicParser *parser, AicOperand operand,
                                   MlirType type) {
  return done(parser->parser.resolveOperand(
      parser->operands[operand.number], unwrap(type), parser->state.operands));
}

AicParsed aicParseOptionalArgument(AicParser *parser, bool typed,
                                   AicArgument *argument) {
  argument->number = parser->arguments.size();
  return parsed(parser->parser.parseOptionalArgument(
      parser->arguments.emplace_back(), /*allowType=*/typed));
}

void aicParserSetArgumentType(AicParser *parser, AicArgument argument,
                              MlirType type) {
  parser->arguments[argument.number].type = unwrap(type);
}

AicParsed aicParseOptionalRegion(AicParser *parser, intptr_t index,
                                 AicArgument first, intptr_t numArguments) {
  ArrayRef<OpAsmParser::Argument> arguments = parser->arguments;
  return parsed(parser->parser.parseOptionalRegion(
      *unwrap(aicParserGetRegion(parser, index)),
      arguments.slice(numArguments ? first.number : 0, numArguments)));
}

MlirRegion aicParserGetRegion(AicParser *parser, intptr_t index) {
  while (intptr_t(parser->state.regions.size()) <= index)
    parser->state.addRegion();
  return wrap(parser->state.regions[index].get());
}

void aicParserAddAttribute(AicParser *parser, const char *name,
                           MlirAttribute attr) {
  parser->state.addAttribute(name, unwrap(attr));
}

MlirAttribute aicParserGetAttribute(AicParser *parser, const char *name) {
  return wrap(parser->state.attributes.get(name));
}

void aicParserAddType(AicParser *parser, MlirType type) {
  parser->state.addTypes(unwrap(type));
}

MlirLogicalResult aicParserInferTypes(AicParser *parser, const AicOpDef *def) {
  OperationState &state = parser->state;
  SmallVector<MlirValue> operands;
  for (Value operand : state.operands)
    operands.push_back(wrap(operand));
  SmallVector<MlirRegion> regions;
  for (const std::unique_ptr<Region> &region : state.regions)
    regions.push_back(wrap(region.get()));
  // A dictionary cannot be made of a list with duplicates. MLIR reports them.
  if (state.attributes.findDuplicate())
    return mlirLogicalResultSuccess();
  return aicInferResultTypes(
      def, wrap(state.getContext()), wrap(state.location), operands.size(),
      operands.data(),
      wrap(Attribute(state.attributes.getDictionary(state.getContext()))),
      regions.size(), regions.data(),
      [](MlirType type, void *userData) {
        static_cast<OperationState *>(userData)->addTypes(unwrap(type));
      },
      &state);
}

//===----------------------------------------------------------------------===//
// Printer
//===----------------------------------------------------------------------===//

void aicPrintText(AicPrinter *printer, MlirStringRef text) {
  printer->printer << unwrap(text);
}

void aicPrintKeyword(AicPrinter *printer, MlirStringRef word) {
  printer->printer.printKeywordOrString(unwrap(word));
}

void aicPrintString(AicPrinter *printer, MlirStringRef text) {
  printer->printer.printString(unwrap(text));
}

void aicPrintSymbolName(AicPrinter *printer, MlirStringRef name) {
  printer->printer.printSymbolName(unwrap(name));
}

void aicPrintOperand(AicPrinter *printer, MlirValue value) {
  printer->printer.printOperand(unwrap(value));
}

void aicPrintType(AicPrinter *printer, MlirType type) {
  printer->printer.printType(unwrap(type));
}

void aicPrintAttribute(AicPrinter *printer, MlirAttribute attr) {
  if (attr.ptr)
    printer->printer.printAttribute(unwrap(attr));
  else // The alias lookup of MLIR does not expect it.
    printer->printer << "<<NULL ATTRIBUTE>>";
}

void aicPrintAttributeWithoutType(AicPrinter *printer, MlirAttribute attr) {
  if (attr.ptr)
    printer->printer.printAttributeWithoutType(unwrap(attr));
  else
    aicPrintAttribute(printer, attr);
}

void aicPrintAttrDict(AicPrinter *printer, MlirOperation op,
                      const MlirStringRef *elided, intptr_t numElided,
                      bool keyword) {
  SmallVector<StringRef> names;
  for (intptr_t i = 0; i < numElided; ++i)
    names.push_back(unwrap(elided[i]));
  auto print = keyword ? &OpAsmPrinter::printOptionalAttrDictWithKeyword
                       : &OpAsmPrinter::printOptionalAttrDict;
  (printer->printer.*print)(unwrap(op)->getAttrDictionary().getValue(), names);
}

void aicPrintRegion(AicPrinter *printer, MlirRegion region, unsigned flags) {
  printer->printer.printRegion(*unwrap(region),
                               (flags & AIC_PRINT_ENTRY_ARGUMENTS) != 0,
                               (flags & AIC_PRINT_TERMINATORS) != 0,
                               (flags & AIC_PRINT_EMPTY_BLOCK) != 0);
}

void aicPrintArgument(AicPrinter *printer, MlirValue argument, bool typed) {
  printer->printer.printRegionArgument(
      llvm::cast<BlockArgument>(unwrap(argument)), /*argAttrs=*/{},
      /*omitType=*/!typed);
}

void aicPrintNewline(AicPrinter *printer) { printer->printer.printNewline(); }

void aicPrintIndent(AicPrinter *printer, int change) {
  change > 0 ? printer->printer.increaseIndent()
             : printer->printer.decreaseIndent();
}
