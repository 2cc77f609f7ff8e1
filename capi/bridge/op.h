//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The C++ parts of the bridge that make a dialect of a table.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_BRIDGE_OP_H
#define AIC_CAPI_BRIDGE_OP_H

#include "aic/dialect.h"
#include "mlir/IR/ExtensibleDialect.h"

namespace aic {

/// Registers one operation with `dialect`.
void registerOp(const AicOpDef *def, mlir::Dialect *dialect, mlir::TypeID id);
/// The interfaces that the table promises.
mlir::detail::InterfaceMap buildInterfaces(const AicOpDef *def);
/// Adds DestinationStyleOpInterface and BufferizableOpInterface.
void addDestinationModels(mlir::detail::InterfaceMap &map);
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

#endif // AIC_CAPI_BRIDGE_OP_H
