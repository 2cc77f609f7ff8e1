//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tables that define operations, types and attributes.
//
// One operation is one constant AicOpDef. Registration, parsing, printing,
// verification, documentation and export all read this table, so a fact about
// an operation is written once.
//
// Every list in a table ends with a zero entry. Every string is UTF-8, has
// static lifetime and is never freed. A table must outlive every context that
// it was registered in.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_OP_H
#define AIC_OP_H

#include "aic/support.h"
#include "mlir-c/IR.h"
#include "mlir-c/Support.h"

AIC_EXTERN_C_BEGIN

typedef struct AicParser AicParser;
typedef struct AicPrinter AicPrinter;
typedef struct AicPatternDef AicPatternDef;

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

/// A named test on a type. `name` completes "must be ..." in diagnostics and
/// is the text shown in the generated documentation.
typedef struct AicTypeConstraint {
  const char *name;
  /// NULL accepts every type.
  bool (*holds)(MlirType type);
  /// MLIR text of the only type that holds ("index"), or NULL. An assembly
  /// format may leave out the type of a value whose constraint has it.
  const char *only;
  /// What IRDL can say of it: bases ("!builtin.tensor") and MLIR text of single
  /// types ("f32"), one of which every type that holds has or is, NULL at the
  /// end. It may let through more than `holds`, not less; NULL says nothing.
  const char *const *among;
} AicTypeConstraint;

/// A named test on an attribute.
typedef struct AicAttrConstraint {
  const char *name;
  bool (*holds)(MlirAttribute attr);
  /// For an enumeration: its words, NULL at the end. The attribute is then a
  /// builtin string with one of these words, `holds` may be NULL, and the
  /// assembly format prints and parses the bare word.
  const char *const *words;
  /// A constraint that must hold as well, before `holds` is asked, and that
  /// gives the syntax: &aicI64Attr for "positive 64-bit integer"; or NULL.
  const struct AicAttrConstraint *base;
  /// As for types: bases ("#builtin.string") and single attributes ("true").
  const char *const *among;
} AicAttrConstraint;

/// Constraints that most dialects need.
AIC_EXPORT extern const AicTypeConstraint aicAnyType, aicIndexType,
    aicAnyTensor, aicRankedTensor, aicAnyMemRef, aicAnyShaped, aicAnyInteger,
    aicAnyFloat;
AIC_EXPORT extern const AicAttrConstraint aicAnyAttr, aicUnitAttr, aicBoolAttr,
    aicI64Attr, aicF32Attr, aicF64Attr, aicStringAttr, aicSymbolNameAttr,
    aicFlatSymbolRefAttr, aicDenseI64ArrayAttr, aicTypeAttr, aicElementsAttr,
    aicAffineMapAttr, aicDictionaryAttr, aicArrayAttr;

//===----------------------------------------------------------------------===//
// Operands, results, attributes, regions
//===----------------------------------------------------------------------===//

/// How many values one operand or result stands for. When more than one of
/// the operands (or results) is not ONE, the operation carries the builtin
/// attribute `operandSegmentSizes` (`resultSegmentSizes`).
typedef enum AicArity {
  AIC_ARITY_ONE = 0,
  AIC_ARITY_OPTIONAL,
  AIC_ARITY_VARIADIC,
} AicArity;

/// What an operation does to the memory behind a value.
typedef enum AicEffects {
  AIC_EFFECT_READ = 1u << 0,
  AIC_EFFECT_WRITE = 1u << 1,
  AIC_EFFECT_ALLOCATE = 1u << 2,
  AIC_EFFECT_FREE = 1u << 3,
} AicEffects;

typedef struct AicValueDef {
  const char *name;
  const char *summary;
  const AicTypeConstraint *type;
  AicArity arity;
  /// AicEffects on this value; for operands and results of memory type. On a
  /// destination, AIC_EFFECT_WRITE alone says that its old contents are not
  /// read; without any effect, destinations are read and written and other
  /// operands read.
  unsigned effects;
} AicValueDef;

typedef struct AicAttrDef {
  const char *name;
  const char *summary;
  const AicAttrConstraint *attr;
  /// The attribute may be absent.
  bool optional;
  /// MLIR text of the value that an absent attribute has ("false",
  /// "array<i64: 1, 1>"), or NULL. Implies `optional`; the assembly format
  /// does not print an attribute that equals it.
  const char *fallback;
} AicAttrDef;

typedef struct AicRegionDef {
  const char *name;
  const char *summary;
  /// Full name of the operation that ends the block, or NULL when the region
  /// needs no terminator. The parser adds one without operands if it is
  /// missing; the printer leaves such a one out.
  const char *terminator;
  /// Most blocks the region may have; 0 means any number.
  unsigned maxBlocks;
} AicRegionDef;

/// Traits an operation promises. The bridge maps each bit to the MLIR trait or
/// interface of the same name.
typedef enum AicOpTraits {
  AIC_OP_PURE = 1u << 0, ///< no memory effects and always speculatable
  AIC_OP_TERMINATOR = 1u << 1,
  AIC_OP_ISOLATED_FROM_ABOVE = 1u << 2,
  AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE = 1u << 3, ///< also infers the types
  AIC_OP_COMMUTATIVE = 1u << 4,
  AIC_OP_CONSTANT_LIKE = 1u << 5, ///< needs `fold`, which gives `value`
  AIC_OP_SYMBOL = 1u << 6,        ///< needs the attribute `sym_name`
  AIC_OP_SYMBOL_TABLE = 1u << 7,
  AIC_OP_NO_TERMINATOR = 1u << 8,
  AIC_OP_SINGLE_BLOCK = 1u << 9,
  /// The operands named by `destinations` are overwritten: operand i is tied
  /// to tensor result i (DestinationStyleOpInterface). With it the operation
  /// also bufferizes: operands become memrefs, tensor results go away.
  AIC_OP_DESTINATION_STYLE = 1u << 10,
  AIC_OP_AFFINE_SCOPE = 1u << 11,
  AIC_OP_RECURSIVE_EFFECTS = 1u << 12,
} AicOpTraits;

//===----------------------------------------------------------------------===//
// Hooks
//===----------------------------------------------------------------------===//

/// What result type inference may look at. Lives during the call only.
typedef struct AicInfer {
  MlirContext context;
  MlirLocation location;
  intptr_t numOperands;
  const MlirValue *operands;
  MlirAttribute attributes; ///< DictionaryAttr with fallbacks filled in
  intptr_t numRegions;
  const MlirRegion *regions;
  void *results; ///< for aicInferAppend
} AicInfer;

/// Appends one result type.
AIC_EXPORT void aicInferAppend(const AicInfer *infer, MlirType type);
/// Attribute `name` of the operation to be (its fallback when absent), or a
/// null attribute.
AIC_EXPORT MlirAttribute aicInferAttr(const AicInfer *infer, const char *name);
/// Emits "'dialect.name' op " and the message at the location; returns failure.
AIC_EXPORT MlirLogicalResult aicInferError(const AicInfer *infer,
                                           const char *format, ...)
    AIC_PRINTF(2, 3);

typedef struct AicFold {
  MlirOperation op;
  /// Per operand its constant value, or a null attribute.
  intptr_t numOperands;
  const MlirAttribute *constants;
  void *results; ///< for aicFoldAppend...
} AicFold;

/// Result number n (in order of the calls) becomes this constant / value.
AIC_EXPORT void aicFoldAppendAttribute(const AicFold *fold, MlirAttribute attr);
AIC_EXPORT void aicFoldAppendValue(const AicFold *fold, MlirValue value);

typedef struct AicOpDef {
  /// Name with its dialect: "npu.matmul".
  const char *name;
  /// One line, no full stop.
  const char *summary;
  /// Markdown paragraphs that reach docs/ unchanged. Constraints are listed as
  /// "- C1: ...", and the verifier and the negative test carry the same label.
  const char *description;
  /// MLIR text of one valid use: a whole module, or operations that need none
  /// from outside. A test parses, verifies and prints it.
  const char *example;
  /// Assembly after the name, in the declarative format language of ODS
  /// (docs: aic/asm.h). NULL when `parse` and `print` are given.
  const char *assembly;

  const AicValueDef *operands;
  const AicValueDef *results;
  const AicAttrDef *attributes;
  const AicRegionDef *regions;
  unsigned traits; ///< AicOpTraits
  /// AicEffects on memory that no operand names. An operation with neither
  /// PURE, RECURSIVE_EFFECTS nor any effect is opaque to MLIR.
  unsigned effects;
  /// Name of the operand (group) that DESTINATION_STYLE ties to the results.
  const char *destinations;

  /// Checks what the lists above cannot say. Runs after them, so it may rely
  /// on them. On failure it has emitted exactly one error at the operation's
  /// location. NULL when there is nothing more to check.
  MlirLogicalResult (*verify)(MlirOperation op);
  /// The same, after the operations in its regions have been verified.
  MlirLogicalResult (*verifyRegions)(MlirOperation op);
  /// Appends all result types, or emits one error. Results that know more or
  /// less about their shape than the appended types are accepted.
  MlirLogicalResult (*inferTypes)(const AicInfer *infer);
  /// Appends all results and succeeds; or changes `op` in place, appends none
  /// and succeeds; or fails without a change or an error.
  MlirLogicalResult (*fold)(const AicFold *fold);
  /// Canonicalization patterns, NULL at the end.
  const AicPatternDef *const *canonicalize;

  /// Own syntax where the format language has no words for it (aic/asm.h).
  /// parse fills the AicParser's operation state.
  MlirLogicalResult (*parse)(AicParser *parser, const struct AicOpDef *def);
  void (*print)(AicPrinter *printer, MlirOperation op,
                const struct AicOpDef *def);
} AicOpDef;

//===----------------------------------------------------------------------===//
// Types and attributes of a dialect
//===----------------------------------------------------------------------===//

/// One parameter of a type or attribute. Parameters are MLIR attributes: a
/// type parameter is a TypeAttr, an integer an i64 IntegerAttr, a word a
/// string.
typedef enum AicParamKind {
  AIC_PARAM_TYPE = 0,
  AIC_PARAM_INT64,
  AIC_PARAM_WORD,
  AIC_PARAM_ATTRIBUTE,
} AicParamKind;

typedef struct AicParamDef {
  const char *name;
  const char *summary;
  AicParamKind kind;
  /// For AIC_PARAM_WORD: the words allowed, NULL at the end; NULL allows all.
  const char *const *words;
} AicParamDef;

/// A type (!dialect.name<...>) or an attribute (#dialect.name<...>).
/// Parameters are printed in order between < and >, separated by commas.
typedef struct AicParametricDef {
  const char *name; ///< with its dialect: "npu.ring"
  const char *summary;
  const char *description;
  const char *example;
  const AicParamDef *params;
  /// Emits one error through `emitError(text, userData)` on failure.
  MlirLogicalResult (*verify)(const MlirAttribute *params, intptr_t numParams,
                              void (*emitError)(const char *text,
                                                void *userData),
                              void *userData);
} AicParametricDef;
typedef AicParametricDef AicTypeDef;
typedef AicParametricDef AicAttributeDef;

/// Builds a type; the dialect must be loaded in `context`. Null on failure,
/// with an error at the unknown location.
AIC_EXPORT MlirType aicTypeGet(MlirContext context, const AicTypeDef *def,
                               const MlirAttribute *params, intptr_t numParams);
AIC_EXPORT bool aicTypeIs(MlirType type, const AicTypeDef *def);
AIC_EXPORT MlirAttribute aicTypeGetParam(MlirType type, intptr_t index);
AIC_EXPORT MlirAttribute aicAttributeGet(MlirContext context,
                                         const AicAttributeDef *def,
                                         const MlirAttribute *params,
                                         intptr_t numParams);
AIC_EXPORT bool aicAttributeIs(MlirAttribute attr, const AicAttributeDef *def);
AIC_EXPORT MlirAttribute aicAttributeGetParam(MlirAttribute attr,
                                              intptr_t index);

//===----------------------------------------------------------------------===//
// Looking at an operation through its table
//===----------------------------------------------------------------------===//

/// The table of `op`, or NULL when it was not defined by one.
AIC_EXPORT const AicOpDef *aicOpGetDef(MlirOperation op);
/// Position of the first value of operand group `group` (index into
/// def->operands), and how many values it has.
AIC_EXPORT intptr_t aicOpOperandStart(MlirOperation op, intptr_t group,
                                      intptr_t *count);
/// The first value of operand group `name`, or a null value when it is empty.
AIC_EXPORT MlirValue aicOpOperand(MlirOperation op, const char *name);
/// Attribute `name`, its fallback when absent, or a null attribute.
AIC_EXPORT MlirAttribute aicOpAttr(MlirOperation op, const char *name);
/// Shorthands; `fallback` when there is no such attribute.
AIC_EXPORT int64_t aicOpInt(MlirOperation op, const char *name,
                            int64_t fallback);
AIC_EXPORT MlirStringRef aicOpString(MlirOperation op, const char *name);
AIC_EXPORT bool aicOpFlag(MlirOperation op, const char *name);
/// The full name of `op` equals `name` ("linalg.matmul").
AIC_EXPORT bool aicOpIs(MlirOperation op, const char *name);

AIC_EXTERN_C_END

#endif // AIC_OP_H
