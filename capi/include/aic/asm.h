//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Assembly: the declarative format language, and the parser and printer for
// operations that need more than it says.
//
// AicOpDef::assembly describes the text after the operation's name. It is the
// assembly format language of ODS, read from the table when text is parsed or
// printed; aicFormatCheck tells what is wrong with one.
//
//   `word` `,` `->`   a keyword or one of  -> : , = < > ( ) { } [ ] ? + - * |
//                     ... and /
//   ` ` `` `\n`       a space, no space, a line break; only printed
//   $lhs              operands: %a, or %a, %b when variadic
//   $kind             an attribute: a bare word for an enumeration, @name for
//                     symbols, [1, 2] for arrays of i64, no type after i64,
//                     bool and floats that have a fixed one
//   $body             a region; its operand-less terminator is implied
//   type($lhs)        types of operands or results
//   functional-type(operands, results)
//                     also with $names in place of either word
//   operands          all operands; type(operands), type(results) their types
//   attr-dict         { } with the attributes that the format does not name
//   attr-dict-with-keyword    the same after the word `attributes`
//   qualified(x)      the same as x; types are printed in full in any case
//   (a b $c^ d)?      printed when the anchor c is there (an attribute, an
//                     operand that is not empty, a region with blocks);
//                     parsed when the first element is found
//   (a $c^) : (b)?    the second is printed and parsed when the first is not
//
// A unit attribute that is the anchor of a group is the group's presence and
// prints nothing; as the first element it prints its name. Optional attributes
// and those with a fallback stand in groups; one that equals its fallback is
// not printed, and one whose group is not printed goes to attr-dict. Operands,
// types and regions in a group are those of its anchor.
//
// A type that the format does not mention comes from the constraint's `only`,
// from SAME_OPERANDS_AND_RESULT_TYPE, or (results) from inferTypes.
//
// An AicParser or AicPrinter lives during one parse or print hook. A parse
// function that fails has reported the error; functions named Optional report
// nothing when the thing is absent.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_ASM_H
#define AIC_ASM_H

#include "aic/op.h"

AIC_EXTERN_C_BEGIN

/// Checks def->assembly: names, directives, groups, and that all types can be
/// derived. On failure hands one line of text to `report`. Succeeds when the
/// operation has its own parse and print.
AIC_EXPORT MlirLogicalResult aicFormatCheck(const AicOpDef *def,
                                            MlirStringCallback report,
                                            void *userData);

//===----------------------------------------------------------------------===//
// Parser
//===----------------------------------------------------------------------===//

/// Result of parsing something that may be absent.
typedef enum AicParsed {
  AIC_PARSED_ERROR = -1, ///< there, but wrong; the error has been reported
  AIC_PARSED_NONE = 0,   ///< absent; nothing was consumed
  AIC_PARSED_YES = 1,
} AicParsed;

/// A place in the text.
typedef struct AicPosition {
  const void *pointer;
} AicPosition;

/// An operand that has been parsed but has no type yet: a number, in the order
/// of parsing, so that a list has consecutive ones.
typedef struct AicOperand {
  intptr_t number;
} AicOperand;

/// A block argument that has been parsed for the region to come.
typedef struct AicArgument {
  intptr_t number;
} AicArgument;
/// Where attributes and types of the operation are made.
AIC_EXPORT MlirContext aicParserGetContext(AicParser *parser);
/// Location of the operation.
AIC_EXPORT MlirLocation aicParserGetLocation(AicParser *parser);
/// Where the next token starts.
AIC_EXPORT AicPosition aicParserGetPosition(AicParser *parser);
/// Reports an error at `position`; returns failure.
AIC_EXPORT MlirLogicalResult aicParserError(AicParser *parser,
                                            AicPosition position,
                                            const char *format, ...)
    AIC_PRINTF(3, 4);

/// A given keyword or punctuation: "into", "->", ",".
AIC_EXPORT MlirLogicalResult aicParseLiteral(AicParser *parser,
                                             MlirStringRef text);
AIC_EXPORT bool aicParseOptionalLiteral(AicParser *parser, MlirStringRef text);
/// Any keyword. The view is valid during the hook.
AIC_EXPORT MlirLogicalResult aicParseKeyword(AicParser *parser,
                                             MlirStringRef *keyword);
AIC_EXPORT bool aicParseOptionalKeyword(AicParser *parser,
                                        MlirStringRef *keyword);
AIC_EXPORT MlirLogicalResult aicParseInteger(AicParser *parser, int64_t *value);
AIC_EXPORT AicParsed aicParseOptionalInteger(AicParser *parser, int64_t *value);
/// A string in quotes. The view is valid as long as the context.
AIC_EXPORT MlirLogicalResult aicParseString(AicParser *parser,
                                            MlirStringRef *text);
AIC_EXPORT bool aicParseOptionalString(AicParser *parser, MlirStringRef *text);
/// @name, as a string attribute.
AIC_EXPORT MlirLogicalResult aicParseSymbolName(AicParser *parser,
                                                MlirAttribute *name);
AIC_EXPORT bool aicParseOptionalSymbolName(AicParser *parser,
                                           MlirAttribute *name);

/// Any attribute. With a type that is not null, a number has that type and
/// none follows it in the text.
AIC_EXPORT MlirLogicalResult aicParseAttribute(AicParser *parser, MlirType type,
                                               MlirAttribute *attr);
AIC_EXPORT AicParsed aicParseOptionalAttribute(AicParser *parser, MlirType type,
                                               MlirAttribute *attr);
AIC_EXPORT MlirLogicalResult aicParseType(AicParser *parser, MlirType *type);
AIC_EXPORT AicParsed aicParseOptionalType(AicParser *parser, MlirType *type);
/// { ... } if present, into the operation state; with `keyword`, it follows
/// the word `attributes`.
AIC_EXPORT MlirLogicalResult aicParseAttrDict(AicParser *parser, bool keyword);
/// %x, whose type aicParserResolve() is given later.
AIC_EXPORT MlirLogicalResult aicParseOperand(AicParser *parser,
                                             AicOperand *operand);
AIC_EXPORT AicParsed aicParseOptionalOperand(AicParser *parser,
                                             AicOperand *operand);
/// Finds the value and appends it to the operands of the operation.
AIC_EXPORT MlirLogicalResult aicParserResolve(AicParser *parser,
                                              AicOperand operand,
                                              MlirType type);

/// %name, and with `typed` also `: type`.
AIC_EXPORT MlirLogicalResult aicParseArgument(AicParser *parser, bool typed,
                                              AicArgument *argument);
AIC_EXPORT AicParsed aicParseOptionalArgument(AicParser *parser, bool typed,
                                              AicArgument *argument);
AIC_EXPORT void aicParserSetArgumentType(AicParser *parser,
                                         AicArgument argument, MlirType type);
/// { ... } into region number `index` of the operation (made if needed). Its
/// entry block has the `numArguments` arguments from `first` on.
AIC_EXPORT MlirLogicalResult aicParseRegion(AicParser *parser, intptr_t index,
                                            AicArgument first,
                                            intptr_t numArguments);
AIC_EXPORT AicParsed aicParseOptionalRegion(AicParser *parser, intptr_t index,
                                            AicArgument first,
                                            intptr_t numArguments);
/// Gives region `index` a block if it has none, and ends the last block with
/// `terminator` (may be null) if it has no terminator.
AIC_EXPORT void aicParserEnsureBlock(AicParser *parser, intptr_t index,
                                     MlirStringRef terminator);
/// Region `index` of the operation (made if needed), which owns it.
AIC_EXPORT MlirRegion aicParserGetRegion(AicParser *parser, intptr_t index);
/// Gives the operation at least `count` regions.
AIC_EXPORT void aicParserAddRegions(AicParser *parser, intptr_t count);
/// Adds an attribute to the operation.
AIC_EXPORT void aicParserAddAttribute(AicParser *parser, const char *name,
                                      MlirAttribute attr);
/// Attribute of the operation so far, or null.
AIC_EXPORT MlirAttribute aicParserGetAttribute(AicParser *parser,
                                               const char *name);
AIC_EXPORT void aicParserAddType(AicParser *parser, MlirType type);
/// Appends all result types from the operands, attributes and regions so far
/// (AicOpDef::inferTypes).
AIC_EXPORT MlirLogicalResult aicParserInferTypes(AicParser *parser,
                                                 const AicOpDef *def);

//===----------------------------------------------------------------------===//
// Printer
//===----------------------------------------------------------------------===//

/// Nothing below prints spaces around what it prints, except where it says so.
AIC_EXPORT void aicPrintText(AicPrinter *printer, MlirStringRef text);
AIC_EXPORT void aicPrintInteger(AicPrinter *printer, int64_t value);
/// The word alone if it is a keyword, in quotes otherwise.
AIC_EXPORT void aicPrintKeyword(AicPrinter *printer, MlirStringRef word);
AIC_EXPORT void aicPrintString(AicPrinter *printer, MlirStringRef text);
AIC_EXPORT void aicPrintSymbolName(AicPrinter *printer, MlirStringRef name);
AIC_EXPORT void aicPrintOperand(AicPrinter *printer, MlirValue value);
AIC_EXPORT void aicPrintType(AicPrinter *printer, MlirType type);
AIC_EXPORT void aicPrintAttribute(AicPrinter *printer, MlirAttribute attr);
/// Leaves out the trailing `: type` of numbers.
AIC_EXPORT void aicPrintAttributeWithoutType(AicPrinter *printer,
                                             MlirAttribute attr);
/// ` {...}` with a space before it, without the attributes named in `elided`;
/// nothing when none is left. With `keyword`: ` attributes {...}`.
AIC_EXPORT void aicPrintAttrDict(AicPrinter *printer, MlirOperation op,
                                 const MlirStringRef *elided,
                                 intptr_t numElided, bool keyword);
typedef enum AicPrintRegionFlags {
  AIC_PRINT_ENTRY_ARGUMENTS = 1u << 0,
  AIC_PRINT_TERMINATORS = 1u << 1,
  AIC_PRINT_EMPTY_BLOCK = 1u << 2, ///< the header of a block without operations
} AicPrintRegionFlags;
AIC_EXPORT void aicPrintRegion(AicPrinter *printer, MlirRegion region,
                               unsigned flags);
/// `%name`, and with `typed` also `: type`.
AIC_EXPORT void aicPrintArgument(AicPrinter *printer, MlirValue argument,
                                 bool typed);
/// A line break and the indentation.
AIC_EXPORT void aicPrintNewline(AicPrinter *printer);
/// One level deeper (+1) or less deep (-1) from the next line on.
AIC_EXPORT void aicPrintIndent(AicPrinter *printer, int change);

AIC_EXTERN_C_END

#endif // AIC_ASM_H
