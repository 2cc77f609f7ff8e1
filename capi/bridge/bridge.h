//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Where the C++ of the bridge and the C of capi/src meet. Not published.
//
// The bridge owns what needs MLIR classes; whatever can be said through the
// MLIR C API is C in capi/src and is called from here.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_BRIDGE_BRIDGE_H
#define AIC_CAPI_BRIDGE_BRIDGE_H

#include "aic/dialect.h"

AIC_EXTERN_C_BEGIN

//===----------------------------------------------------------------------===//
// Written in C, called by the bridge
//===----------------------------------------------------------------------===//

/// Parses what follows the name of an operation, by `def->assembly`, into the
/// operation state of `parser`. Called only when `def->parse` is NULL and
/// `def->assembly` is not.
MlirLogicalResult aicAsmParseOp(AicParser *parser, const AicOpDef *def);
/// Prints what follows the name of `op`, by `def->assembly`. `op` may come
/// from a failing verifier: it has the right name and nothing else is sure,
/// but MLIR prints operations that do not verify in the generic form.
void aicAsmPrintOp(AicPrinter *printer, MlirOperation op, const AicOpDef *def);
/// Checks `op` against the lists of `def`: counts and segments of operands and
/// results, type constraints, attributes, regions. One error on failure.
MlirLogicalResult aicVerifyOp(MlirOperation op, const AicOpDef *def);

//===----------------------------------------------------------------------===//
// Written in C++, called by C
//===----------------------------------------------------------------------===//

/// The value that attribute number `index` of `def` has when it is absent, or
/// a null attribute. Parsed once per context; the dialect must be loaded.
MlirAttribute aicOpDefFallback(MlirContext context, const AicOpDef *def,
                               intptr_t index);

AIC_EXTERN_C_END

#endif // AIC_CAPI_BRIDGE_BRIDGE_H
