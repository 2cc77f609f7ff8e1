//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An assembly format, compiled from its text for one parse or print.
//
// It is small and has no memory of its own, so that it is made anew each time:
// tables are constant, and nothing needs to be kept per context.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_FORMAT_H
#define AIC_CAPI_FORMAT_H

#include "aic/asm.h"
#include "capi/src/hooks.h"

enum {
  FORMAT_MAX_ELEMENTS = 96,
  /// Operand groups and result groups, each.
  FORMAT_MAX_GROUPS = 32,
  FORMAT_MAX_ATTRIBUTES = 64,
};

typedef enum ElementKind {
  ELEMENT_LITERAL,
  ELEMENT_SPACE,
  ELEMENT_NO_SPACE,
  ELEMENT_NEWLINE,
  ELEMENT_VALUES,    ///< $lhs; `slot`
  ELEMENT_ATTRIBUTE, ///< $kind; `index`
  ELEMENT_REGION,    ///< $body; `index`
  ELEMENT_TYPES,     ///< type(slot)
  ELEMENT_FUNCTION,  ///< functional-type(slot, second)
  ELEMENT_ATTR_DICT, ///< index 1: with keyword
  ELEMENT_GROUP,     ///< (...)?
} ElementKind;

/// Names one operand or result group, or all operands, or all results.
typedef struct Slot {
  bool result;
  /// Index into the operands or results of the table, or ALL.
  int index;
} Slot;
enum { SLOT_ALL = -1 };

typedef struct Element {
  ElementKind kind;
  MlirStringRef text; ///< of a literal, inside the table's string
  Slot slot, second;
  int index;
  /// Of a group: its elements are the ones behind it up to `otherwise`, the
  /// else-elements go on up to `end`; `anchor` is in the former.
  int anchor, otherwise, end;
} Element;

typedef struct Format {
  const AicOpDef *def;
  int numElements;
  Element elements[FORMAT_MAX_ELEMENTS];
  /// Empty when the format is right.
  char error[192];
} Format;

/// Compiles def->assembly. False, with `error` set, when it is wrong.
bool formatCompile(const AicOpDef *def, Format *format);
/// Compiles a format that has been checked before it was released.
void formatCompileOrAbort(const AicOpDef *def, Format *format);
/// Whether all types can be derived, and each thing appears at most once.
bool formatCheckMeaning(Format *format);
/// Keeps the first error.
void formatError(Format *format, const char *text, ...) AIC_PRINTF(2, 3);

/// The format has `type(...)` of group `index` or of all.
bool formatHasTypes(const Format *format, bool result, int index);

/// What MLIR's parser takes for a bare word.
bool formatIsKeyword(MlirStringRef text);
bool formatHasAttribute(const Format *format, int index);
/// The element is the first of a group, after blanks.
bool formatIsGroupStart(const Format *format, int index);
static inline bool formatIsBlank(const Element *element) {
  return element->kind == ELEMENT_SPACE || element->kind == ELEMENT_NO_SPACE ||
         element->kind == ELEMENT_NEWLINE;
}

//===----------------------------------------------------------------------===//
// Facts about tables
//===----------------------------------------------------------------------===//

int defCountValues(const AicValueDef *values);
int defCountAttributes(const AicOpDef *def);
int defCountRegions(const AicOpDef *def);
/// How many of the groups are not AIC_ARITY_ONE.
int defCountVariable(const AicValueDef *values);
/// Where group `index` starts and how many values it has. False when the
/// `total` values or the segment `sizes` (may be null) do not fit the table.
bool defGroup(const AicValueDef *values, MlirAttribute sizes, intptr_t total,
              int index, intptr_t *start, intptr_t *count);
/// The attribute with the sizes of operand or result groups, or null.
MlirAttribute opSegments(MlirOperation op, bool result);
/// A region that always has one block, which need not be written.
bool defIsSingleBlock(const AicOpDef *def, const AicRegionDef *region);
static inline bool defAttrMayBeAbsent(const AicAttrDef *attr) {
  return attr->optional || attr->fallback;
}

/// How an attribute is written.
typedef enum AttrSyntax {
  ATTR_SYNTAX_ANY,
  ATTR_SYNTAX_WORD,
  ATTR_SYNTAX_UNIT,
  ATTR_SYNTAX_BOOL,
  ATTR_SYNTAX_I64,
  ATTR_SYNTAX_F32,
  ATTR_SYNTAX_F64,
  ATTR_SYNTAX_STRING,
  ATTR_SYNTAX_SYMBOL_NAME,
  ATTR_SYNTAX_I64_ARRAY,
} AttrSyntax;
AttrSyntax attrSyntax(const AicAttrDef *attr);
/// Words of the enumeration, or NULL.
const char *const *attrWords(const AicAttrDef *attr);

/// Parses attribute number `index` and adds it to the operation. NONE is
/// possible only when it may be absent.
AicParsed attrParse(AicParser *parser, const AicOpDef *def, int index);
void attrPrint(AicPrinter *printer, const AicOpDef *def, int index,
               MlirAttribute attr);
/// Attribute number `index` if it is to be printed: null when it is absent or
/// equals its fallback.
MlirAttribute attrToPrint(MlirOperation op, const AicOpDef *def, int index);

//===----------------------------------------------------------------------===//
// Types of operands and results while parsing
//===----------------------------------------------------------------------===//

typedef struct TypeList {
  bool given;
  intptr_t count, capacity;
  MlirType *data;
} TypeList;

/// What has been parsed of an operation. The last entry of the type lists is
/// for all groups at once.
typedef struct ParseState {
  AicParser *parser;
  const Format *format;
  const AicOpDef *def;
  int numGroups[2]; ///< of operands, of results
  TypeList types[2][FORMAT_MAX_GROUPS + 1];
  AicOperand firstOperand[FORMAT_MAX_GROUPS];
  intptr_t numOperands[FORMAT_MAX_GROUPS];
  /// All operands, when the format has `operands`.
  bool flat;
  AicOperand firstFlat;
  intptr_t numFlat;
} ParseState;

TypeList *stateTypes(ParseState *state, Slot slot);
void typeListAppend(TypeList *list, MlirType type);
/// Gives all operands and results their types and adds them to the operation.
MlirLogicalResult stateResolve(ParseState *state);
void stateRelease(ParseState *state);

#endif // AIC_CAPI_FORMAT_H
