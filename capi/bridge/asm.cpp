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
#include "mlir/IR/OpDefinition.h"

using namespace mlir;

//===----------------------------------------------------------------------===//
// Parser
//===----------------------------------------------------------------------===//

static MlirLogicalResult parsed(ParseResult result) {
  return wrap(failure(failed(result)));
}

static AicParsed parsed(OptionalParseResult result) {
  if (!result.has_value())
    return AIC_PARSED_NONE;
  return failed(*result) ? AIC_PARSED_ERROR : AIC_PARSED_YES;
}

/// Hands out what has been parsed; null when nothing has.
template <typename Result, typename Value, typename Out>
static auto parsedInto(Out *out, Result result, const Value &value) {
  *out = wrap(value);
  return parsed(result);
}

MlirContext aicParserGetContext(AicParser *parser) {
  return wrap(parser->parser.getContext());
}

MlirLocation aicParserGetLocation(AicParser *parser) {
  return wrap(parser->state.location);
}

AicPosition aicParserGetPosition(AicParser *parser) {
  return {parser->parser.getCurrentLocation().getPointer()};
}

MlirLogicalResult aicParserErrorText(AicParser *parser, AicPosition position,
                                     MlirStringRef text) {
  auto where =
      llvm::SMLoc::getFromPointer(static_cast<const char *>(position.pointer));
  return parsed(ParseResult(parser->parser.emitError(where, unwrap(text))));
}

namespace {
using Parse = ParseResult (AsmParser::*)();
struct Punctuation {
  const char *text;
  Parse parse, parseOptional;
};
} // namespace

static const Punctuation punctuations[] = {
    {"->", &AsmParser::parseArrow, &AsmParser::parseOptionalArrow},
    {":", &AsmParser::parseColon, &AsmParser::parseOptionalColon},
    {",", &AsmParser::parseComma, &AsmParser::parseOptionalComma},
    {"=", &AsmParser::parseEqual, &AsmParser::parseOptionalEqual},
    {"<", &AsmParser::parseLess, &AsmParser::parseOptionalLess},
    {">", &AsmParser::parseGreater, &AsmParser::parseOptionalGreater},
    {"(", &AsmParser::parseLParen, &AsmParser::parseOptionalLParen},
    {")", &AsmParser::parseRParen, &AsmParser::parseOptionalRParen},
    {"{", &AsmParser::parseLBrace, &AsmParser::parseOptionalLBrace},
    {"}", &AsmParser::parseRBrace, &AsmParser::parseOptionalRBrace},
    {"[", &AsmParser::parseLSquare, &AsmParser::parseOptionalLSquare},
    {"]", &AsmParser::parseRSquare, &AsmParser::parseOptionalRSquare},
    {"?", &AsmParser::parseQuestion, &AsmParser::parseOptionalQuestion},
    {"+", &AsmParser::parsePlus, &AsmParser::parseOptionalPlus},
    {"-", &AsmParser::parseMinus, &AsmParser::parseOptionalMinus},
    {"*", &AsmParser::parseStar, &AsmParser::parseOptionalStar},
    {"/", &AsmParser::parseSlash, &AsmParser::parseOptionalSlash},
    {"|", &AsmParser::parseVerticalBar, &AsmParser::parseOptionalVerticalBar},
    {"...", &AsmParser::parseEllipsis, &AsmParser::parseOptionalEllipsis},
};

static const Punctuation *findPunctuation(StringRef text) {
  for (const Punctuation &each : punctuations)
    if (text == each.text)
      return &each;
  return nullptr;
}

MlirLogicalResult aicParseLiteral(AicParser *parser, MlirStringRef text) {
  if (const Punctuation *found = findPunctuation(unwrap(text)))
    return parsed((parser->parser.*found->parse)());
  return parsed(parser->parser.parseKeyword(unwrap(text)));
}

bool aicParseOptionalLiteral(AicParser *parser, MlirStringRef text) {
  if (const Punctuation *found = findPunctuation(unwrap(text)))
    return succeeded((parser->parser.*found->parseOptional)());
  return succeeded(parser->parser.parseOptionalKeyword(unwrap(text)));
}

MlirLogicalResult aicParseKeyword(AicParser *parser, MlirStringRef *keyword) {
  StringRef text;
  return parsedInto(keyword, parser->parser.parseKeyword(&text), text);
}

bool aicParseOptionalKeyword(AicParser *parser, MlirStringRef *keyword) {
  StringRef text;
  bool found = succeeded(parser->parser.parseOptionalKeyword(&text));
  *keyword = wrap(text);
  return found;
}

MlirLogicalResult aicParseInteger(AicParser *parser, int64_t *value) {
  return parsed(parser->parser.parseInteger(*value));
}

AicParsed aicParseOptionalInteger(AicParser *parser, int64_t *value) {
  return parsed(parser->parser.parseOptionalInteger(*value));
}

MlirLogicalResult aicParseString(AicParser *parser, MlirStringRef *text) {
  std::string buffer;
  ParseResult result = parser->parser.parseString(&buffer);
  // The context keeps the text for the caller.
  *text = wrap(parser->parser.getBuilder().getStringAttr(buffer).getValue());
  return parsed(result);
}

MlirLogicalResult aicParseSymbolName(AicParser *parser, MlirAttribute *name) {
  StringAttr attr;
  ParseResult result = parser->parser.parseSymbolName(attr);
  return parsedInto(name, result, Attribute(attr));
}

bool aicParseOptionalSymbolName(AicParser *parser, MlirAttribute *name) {
  StringAttr attr;
  bool found = succeeded(parser->parser.parseOptionalSymbolName(attr));
  *name = wrap(Attribute(attr));
  return found;
}

MlirLogicalResult aicParseAttribute(AicParser *parser, MlirType type,
                                    MlirAttribute *attr) {
  Attribute result;
  return parsedInto(attr, parser->parser.parseAttribute(result, unwrap(type)),
                    result);
}

AicParsed aicParseOptionalAttribute(AicParser *parser, MlirType type,
                                    MlirAttribute *attr) {
  Attribute result;
  return parsedInto(attr,
                    parser->parser.parseOptionalAttribute(result, unwrap(type)),
                    result);
}

MlirLogicalResult aicParseType(AicParser *parser, MlirType *type) {
  Type result;
  return parsedInto(type, parser->parser.parseType(result), result);
}

AicParsed aicParseOptionalType(AicParser *parser, MlirType *type) {
  Type result;
  return parsedInto(type, parser->parser.parseOptionalType(result), result);
}

MlirLogicalResult aicParseAttrDict(AicParser *parser, bool keyword) {
  NamedAttrList &attributes = parser->state.attributes;
  return parsed(
      keyword ? parser->parser.parseOptionalAttrDictWithKeyword(attributes)
              : parser->parser.parseOptionalAttrDict(attributes));
}

MlirLogicalResult aicParseOperand(AicParser *parser, AicOperand *operand) {
  operand->number = parser->operands.size();
  return parsed(parser->parser.parseOperand(parser->operands.emplace_back()));
}

AicParsed aicParseOptionalOperand(AicParser *parser, AicOperand *operand) {
  OpAsmParser::UnresolvedOperand result;
  AicParsed found = parsed(parser->parser.parseOptionalOperand(result));
  operand->number = parser->operands.size();
  if (found == AIC_PARSED_YES)
    parser->operands.push_back(result);
  return found;
}

MlirLogicalResult aicParserResolve(AicParser *parser, AicOperand operand,
                                   MlirType type) {
  return parsed(parser->parser.resolveOperand(
      parser->operands[operand.number], unwrap(type), parser->state.operands));
}

MlirLogicalResult aicParseArgument(AicParser *parser, bool typed,
                                   AicArgument *argument) {
  argument->number = parser->arguments.size();
  return parsed(parser->parser.parseArgument(parser->arguments.emplace_back(),
                                             /*allowType=*/typed));
}

AicParsed aicParseOptionalArgument(AicParser *parser, bool typed,
                                   AicArgument *argument) {
  OpAsmParser::Argument result;
  AicParsed found =
      parsed(parser->parser.parseOptionalArgument(result, /*allowType=*/typed));
  argument->number = parser->arguments.size();
  if (found == AIC_PARSED_YES)
    parser->arguments.push_back(result);
  return found;
}

void aicParserSetArgumentType(AicParser *parser, AicArgument argument,
                              MlirType type) {
  parser->arguments[argument.number].type = unwrap(type);
}

void aicParserAddRegions(AicParser *parser, intptr_t count) {
  while (intptr_t(parser->state.regions.size()) < count)
    parser->state.addRegion();
}

static ArrayRef<OpAsmParser::Argument>
argumentRange(AicParser *parser, AicArgument first, intptr_t count) {
  return ArrayRef<OpAsmParser::Argument>(parser->arguments)
      .slice(count ? first.number : 0, count);
}

MlirLogicalResult aicParseRegion(AicParser *parser, intptr_t index,
                                 AicArgument first, intptr_t numArguments) {
  aicParserAddRegions(parser, index + 1);
  return parsed(
      parser->parser.parseRegion(*parser->state.regions[index],
                                 argumentRange(parser, first, numArguments)));
}

AicParsed aicParseOptionalRegion(AicParser *parser, intptr_t index,
                                 AicArgument first, intptr_t numArguments) {
  aicParserAddRegions(parser, index + 1);
  return parsed(parser->parser.parseOptionalRegion(
      *parser->state.regions[index],
      argumentRange(parser, first, numArguments)));
}

void aicParserEnsureBlock(AicParser *parser, intptr_t index,
                          MlirStringRef terminator) {
  aicParserAddRegions(parser, index + 1);
  Region &region = *parser->state.regions[index];
  if (!terminator.data) {
    if (region.empty())
      region.emplaceBlock();
    return;
  }
  auto build = [&](OpBuilder &builder, Location location) {
    OperationState state(location, unwrap(terminator));
    return Operation::create(state);
  };
  impl::ensureRegionTerminator(region, parser->parser.getBuilder(),
                               parser->state.location, build);
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
  // A dictionary cannot be made of a list with duplicates.
  if (std::optional<NamedAttribute> twice = state.attributes.findDuplicate())
    return wrap(
        failure(failed(parser->parser.emitError(parser->parser.getNameLoc())
                       << "attribute '" << twice->getName().getValue()
                       << "' occurs more than once in the attribute list")));
  return aicInferResultTypes(
      def, aicParserGetContext(parser), wrap(state.location), operands.size(),
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

void aicPrintInteger(AicPrinter *printer, int64_t value) {
  printer->printer << value;
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
  DictionaryAttr attributes = unwrap(op)->getAttrDictionary();
  if (keyword)
    printer->printer.printOptionalAttrDictWithKeyword(attributes.getValue(),
                                                      names);
  else
    printer->printer.printOptionalAttrDict(attributes.getValue(), names);
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
  for (; change > 0; --change)
    printer->printer.increaseIndent();
  for (; change < 0; ++change)
    printer->printer.decreaseIndent();
}
