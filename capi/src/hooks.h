//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What src/ decides from a table for the objects of bridge/. Not published.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_HOOKS_H
#define AIC_CAPI_HOOKS_H

#include "aic/asm.h"
#include "aic/dialect.h"

AIC_EXTERN_C_BEGIN

//===----------------------------------------------------------------------===//
// Implemented in src/, called by bridge/
//===----------------------------------------------------------------------===//

/// Parses what follows the name of an operation, by def->parse or
/// def->assembly, into the operation state behind `parser`.
MlirLogicalResult aicAsmParseOp(AicParser *parser, const AicOpDef *def);
/// Prints what follows the name of an operation.
void aicAsmPrintOp(AicPrinter *printer, MlirOperation op, const AicOpDef *def);
/// Checks `op` against all lists of its table, then calls def->verify. Safe on
/// any operation, also one with wrong counts.
MlirLogicalResult aicVerifyOp(MlirOperation op, const AicOpDef *def);
/// Checks operands and attributes (a DictionaryAttr or null) of an operation
/// to be, so that def->inferTypes may rely on them.
MlirLogicalResult aicVerifyInputs(const AicOpDef *def, MlirLocation location,
                                  intptr_t numOperands,
                                  const MlirValue *operands,
                                  MlirAttribute attributes);

/// Checks number, kinds and words of parameters, then calls def->verify. One
/// call of `emitError` on failure.
MlirLogicalResult
aicVerifyParams(const AicParametricDef *def, const MlirAttribute *params,
                intptr_t numParams,
                void (*emitError)(const char *text, void *userData),
                void *userData);
/// `op` on memrefs, not inserted: with these operands, without tensor results,
/// and with the regions of `op`.
MlirOperation aicBufferForm(MlirOperation op, const MlirValue *operands);
/// A constant of table `constant` may have this value and type.
bool aicConstantAccepts(const AicOpDef *constant, MlirAttribute value,
                        MlirType type);
/// The group of operands that DESTINATION_STYLE overwrites, or -1.
intptr_t aicOpDefDestination(const AicOpDef *def);
/// AicEffects of operand or result group `group` when it is a memref; what an
/// operation with destinations implies is filled in.
unsigned aicOpDefEffects(const AicOpDef *def, bool result, intptr_t group);

//===----------------------------------------------------------------------===//
// For both
//===----------------------------------------------------------------------===//

/// Infers the result types by def->inferTypes, or from the first operand with
/// SAME_OPERANDS_AND_RESULT_TYPE, and hands them to `append` in order. Fills
/// in the fallbacks of `attributes` (a DictionaryAttr or null). On failure one
/// error has been emitted at `location`.
MlirLogicalResult aicInferResultTypes(
    const AicOpDef *def, MlirContext context, MlirLocation location,
    intptr_t numOperands, const MlirValue *operands, MlirAttribute attributes,
    intptr_t numRegions, const MlirRegion *regions,
    void (*append)(MlirType type, void *userData), void *userData);
/// Equal, or tensors that differ only in what they know about their shape, so
/// that a pass may refine an operand without touching its users.
bool aicTypesAreCompatible(MlirType one, MlirType other);
/// The value that attribute number `index` of `def` has when it is absent, or
/// a null attribute. Parsed once per context; the dialect must be loaded.
MlirAttribute aicOpDefFallback(MlirContext context, const AicOpDef *def,
                               intptr_t index);

// Functions of aic/asm.h in two forms: when `optional` is set, NONE says that
// nothing is there, else that is an error.
AicParsed aicAsmParseLiteral(AicParser *parser, MlirStringRef literal,
                             bool optional);
AicParsed aicAsmParseAttribute(AicParser *parser, MlirType type,
                               MlirAttribute *attr, bool optional);
AicParsed aicAsmParseType(AicParser *parser, MlirType *type, bool optional);
AicParsed aicAsmParseOperand(AicParser *parser, AicOperand *operand,
                             bool optional);
/// aicParserError with the text made.
void aicParserErrorText(AicParser *parser, AicPosition position,
                        MlirStringRef text);

AIC_EXTERN_C_END

#endif // AIC_CAPI_HOOKS_H
