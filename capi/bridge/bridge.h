//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the C++ files of the bridge share.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_BRIDGE_BRIDGE_H
#define AIC_BRIDGE_BRIDGE_H

#include "capi/src/hooks.h"
#include "mlir/IR/ExtensibleDialect.h"
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

namespace aic {

/// Registers one operation with `dialect`.
void registerOp(const AicOpDef *def, mlir::Dialect *dialect, mlir::TypeID id);
/// The interfaces that the table promises.
mlir::detail::InterfaceMap buildInterfaces(const AicOpDef *def);
/// Registers the types and attributes of a table with its dialect.
void registerParametrics(const AicDialectDef *def,
                         mlir::ExtensibleDialect *dialect);

/// Entries of a list that ends with a nameless one; it may be NULL.
template <typename Def> llvm::ArrayRef<Def> list(const Def *defs) {
  size_t count = 0;
  while (defs && defs[count].name)
    ++count;
  return llvm::ArrayRef<Def>(defs, count);
}

} // namespace aic

#endif // AIC_BRIDGE_BRIDGE_H
