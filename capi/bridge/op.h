//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The C++ parts of the bridge among themselves: what an operation of a table
// is to MLIR, and who builds its interfaces and the types of its dialect.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_BRIDGE_OP_H
#define AIC_CAPI_BRIDGE_OP_H

#include "aic/dialect.h"
#include "mlir/IR/ExtensibleDialect.h"

#include <mutex>

namespace aic {

/// The registration of one operation in one context. MLIR calls it through
/// OperationName; interface models find it through the operation's name.
class OpImpl final : public mlir::OperationName::Impl {
public:
  OpImpl(const AicOpDef *def, mlir::Dialect *dialect, mlir::TypeID id,
         mlir::MLIRContext *context);

  /// The table, of an operation known to be one of ours.
  static const AicOpDef *getDef(mlir::Operation *op);
  /// The registration of `name`, or null when it is not one of ours.
  static OpImpl *get(mlir::OperationName name);
  mlir::Attribute getFallback(size_t index);
  const AicOpDef *getDef() const { return def; }

  mlir::LogicalResult
  foldHook(mlir::Operation *, llvm::ArrayRef<mlir::Attribute>,
           llvm::SmallVectorImpl<mlir::OpFoldResult> &) final;
  void getCanonicalizationPatterns(mlir::RewritePatternSet &,
                                   mlir::MLIRContext *) final;
  bool hasTrait(mlir::TypeID) final;
  mlir::OperationName::ParseAssemblyFn getParseAssemblyFn() final;
  void populateDefaultAttrs(const mlir::OperationName &,
                            mlir::NamedAttrList &) final {}
  void printAssembly(mlir::Operation *, mlir::OpAsmPrinter &,
                     llvm::StringRef) final;
  mlir::LogicalResult verifyInvariants(mlir::Operation *) final;
  mlir::LogicalResult verifyRegionInvariants(mlir::Operation *) final;

  // All attributes live in the dictionary of the operation, none in
  // properties; the ones of the table are inherent by their names.
  std::optional<mlir::Attribute> getInherentAttr(mlir::Operation *,
                                                 llvm::StringRef) final;
  void setInherentAttr(mlir::Operation *, mlir::StringAttr,
                       mlir::Attribute) final;
  void populateInherentAttrs(mlir::Operation *, mlir::NamedAttrList &) final {}
  mlir::LogicalResult
  verifyInherentAttrs(mlir::OperationName, mlir::NamedAttrList &,
                      llvm::function_ref<mlir::InFlightDiagnostic()>) final {
    return mlir::success();
  }
  int getOpPropertyByteSize() final { return 0; }
  void initProperties(mlir::OperationName, mlir::OpaqueProperties,
                      mlir::OpaqueProperties) final {}
  void deleteProperties(mlir::OpaqueProperties) final {}
  void populateDefaultProperties(mlir::OperationName,
                                 mlir::OpaqueProperties) final {}
  mlir::LogicalResult setPropertiesFromAttr(
      mlir::OperationName, mlir::OpaqueProperties, mlir::Attribute,
      llvm::function_ref<mlir::InFlightDiagnostic()> emitError) final;
  mlir::Attribute getPropertiesAsAttr(mlir::Operation *) final { return {}; }
  void copyProperties(mlir::OpaqueProperties, mlir::OpaqueProperties) final {}
  bool compareProperties(mlir::OpaqueProperties, mlir::OpaqueProperties) final {
    return true;
  }
  llvm::hash_code hashProperties(mlir::OpaqueProperties) final { return {}; }

private:
  const AicOpDef *def;
  mlir::MLIRContext *context;
  llvm::SmallVector<mlir::TypeID, 8> traits;
  std::once_flag parsed;
  llvm::SmallVector<mlir::Attribute, 0> fallbacks;
};

/// Registers one operation with `dialect`.
void registerOp(const AicOpDef *def, mlir::Dialect *dialect, mlir::TypeID id);
/// The interfaces that the table promises.
mlir::detail::InterfaceMap buildInterfaces(const AicOpDef *def);
/// Registers the types and attributes of a table with its dialect.
void registerParametrics(const AicDialectDef *def,
                         mlir::ExtensibleDialect *dialect);

/// Entries of a zero-terminated list of a table, which may be NULL.
template <typename Def> llvm::ArrayRef<Def> list(const Def *defs) {
  size_t count = 0;
  while (defs && defs[count].name)
    ++count;
  return llvm::ArrayRef<Def>(defs, count);
}

} // namespace aic

#endif // AIC_CAPI_BRIDGE_OP_H
