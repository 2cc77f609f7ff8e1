//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Where the C++ of bridge/ and the C of src/ meet. Not published.
//
// The bridge owns the objects that MLIR calls; what they decide from a table
// is decided in C.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_BRIDGE_BRIDGE_H
#define AIC_BRIDGE_BRIDGE_H

#include "aic/asm.h"
#include "aic/op.h"

AIC_EXTERN_C_BEGIN

//===----------------------------------------------------------------------===//
// Implemented in C
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

//===----------------------------------------------------------------------===//
// Implemented by the bridge
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
/// The value that attribute number `index` of `def` has when it is absent, or
/// a null attribute. Parsed once per context; the dialect must be loaded.
MlirAttribute aicOpDefFallback(MlirContext context, const AicOpDef *def,
                               intptr_t index);

/// aicParserError with the text made.
void aicParserErrorText(AicParser *parser, AicPosition position,
                        MlirStringRef text);

AIC_EXTERN_C_END

#ifdef __cplusplus

#include "mlir/IR/OpImplementation.h"

/// What an assembly hook sees of MLIR's parser. Made by the bridge for one
/// call: `AicParser wrapper{parser, state}`.
struct AicParser {
  mlir::OpAsmParser &parser;
  mlir::OperationState &state;
  /// Numbered by the handles in aic/asm.h.
  llvm::SmallVector<mlir::OpAsmParser::UnresolvedOperand, 4> operands = {};
  llvm::SmallVector<mlir::OpAsmParser::Argument, 0> arguments = {};
};

struct AicPrinter {
  mlir::OpAsmPrinter &printer;
};

#endif // __cplusplus

#endif // AIC_BRIDGE_BRIDGE_H
