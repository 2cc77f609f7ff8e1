//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operations of tables: the object that MLIR asks about traits, folding,
// syntax and verification.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "capi/bridge/bridge.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Rewrite.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

#include <mutex>

using namespace mlir;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;

/// Gives access to the protected helper that elides a default dialect.
struct NamePrinter : OpState {
  using OpState::printOpName;
};

static bool isSegmented(const AicValueDef *values) {
  return llvm::count_if(aic::list(values), [](const AicValueDef &value) {
           return value.arity != AIC_ARITY_ONE;
         }) > 1;
}

namespace aic {
/// The registration of one operation in one context. MLIR calls it through
/// OperationName, which also gives it back.
struct OpImpl final : OperationName::Impl {
  OpImpl(const AicOpDef *def, Dialect *dialect, TypeID id);

  template <template <typename> class Trait> void add(bool holds) {
    if (holds)
      traits.push_back(TypeID::get<Trait>());
  }
  /// The registration of `name`, or null when it is not one of ours.
  static OpImpl *get(OperationName name) {
    if (!name.isRegistered() || !name.hasTrait(TypeID::get<OpImpl>()))
      return nullptr;
    return static_cast<OpImpl *>(
        static_cast<OperationName::Impl *>(name.getAsOpaquePointer()));
  }

  LogicalResult foldHook(Operation *, ArrayRef<Attribute>,
                         SmallVectorImpl<OpFoldResult> &) final;
  void getCanonicalizationPatterns(RewritePatternSet &set,
                                   MLIRContext *) final {
    for (auto pattern = def->canonicalize; pattern && *pattern; ++pattern)
      aicPatternAdd(wrap(&set), *pattern, nullptr);
  }
  bool hasTrait(TypeID id) final { return llvm::is_contained(traits, id); }
  OperationName::ParseAssemblyFn getParseAssemblyFn() final;
  void printAssembly(Operation *, OpAsmPrinter &, StringRef) final;
  LogicalResult verifyInvariants(Operation *) final;
  LogicalResult verifyRegionInvariants(Operation *) final;

  // All attributes live in the dictionary of the operation, none in
  // properties; those of the table are inherent by their names.
  std::optional<Attribute> getInherentAttr(Operation *op,
                                           StringRef name) final {
    if (!llvm::is_contained(getAttributeNames(), name))
      return std::nullopt;
    return op->getDiscardableAttr(name);
  }
  void setInherentAttr(Operation *op, StringAttr name, Attribute value) final {
    if (value)
      op->setDiscardableAttr(name, value);
    else
      op->removeDiscardableAttr(name);
  }
  LogicalResult setPropertiesFromAttr(OperationName, OpaqueProperties,
                                      Attribute, EmitError error) final {
    return error() << "'" << def->name
                   << "' op has no properties; write its attributes in braces";
  }
  void populateDefaultAttrs(const OperationName &, NamedAttrList &) final {}
  void populateInherentAttrs(Operation *, NamedAttrList &) final {}
  LogicalResult verifyInherentAttrs(OperationName, NamedAttrList &,
                                    EmitError) final {
    return success();
  }
  int getOpPropertyByteSize() final { return 0; }
  void initProperties(OperationName, OpaqueProperties, OpaqueProperties) final {
  }
  void deleteProperties(OpaqueProperties) final {}
  void populateDefaultProperties(OperationName, OpaqueProperties) final {}
  Attribute getPropertiesAsAttr(Operation *) final { return {}; }
  void copyProperties(OpaqueProperties, OpaqueProperties) final {}
  bool compareProperties(OpaqueProperties, OpaqueProperties) final {
    return true;
  }
  llvm::hash_code hashProperties(OpaqueProperties) final { return {}; }

  const AicOpDef *def;
  llvm::SmallVector<TypeID, 8> traits;
  std::once_flag parsed;
  llvm::SmallVector<Attribute, 0> fallbacks;
};
} // namespace aic

using namespace aic;

OpImpl::OpImpl(const AicOpDef *def, Dialect *dialect, TypeID id)
    : Impl(StringAttr::get(dialect->getContext(), def->name), dialect, id,
           buildInterfaces(def)),
      def(def) {
  unsigned bits = def->traits;
  // A region whose table names no terminator may end without one.
  bool open = llvm::any_of(list(def->regions), [](const AicRegionDef &region) {
    return !region.terminator;
  });
  traits.push_back(TypeID::get<OpImpl>()); // says that it is one of ours
  add<OpTrait::IsTerminator>(bits & AIC_OP_TERMINATOR);
  add<OpTrait::IsIsolatedFromAbove>(bits & AIC_OP_ISOLATED_FROM_ABOVE);
  add<OpTrait::SameOperandsAndResultType>(bits &
                                          AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE);
  add<OpTrait::IsCommutative>(bits & AIC_OP_COMMUTATIVE);
  add<OpTrait::ConstantLike>(bits & AIC_OP_CONSTANT_LIKE);
  add<OpTrait::SymbolTable>(bits & AIC_OP_SYMBOL_TABLE);
  add<OpTrait::NoTerminator>((bits & AIC_OP_NO_TERMINATOR) || open);
  add<OpTrait::SingleBlock>(bits & AIC_OP_SINGLE_BLOCK);
  add<OpTrait::AffineScope>(bits & AIC_OP_AFFINE_SCOPE);
  add<OpTrait::HasRecursiveMemoryEffects>(bits & AIC_OP_RECURSIVE_EFFECTS);
  add<OpTrait::AttrSizedOperandSegments>(isSegmented(def->operands));
  add<OpTrait::AttrSizedResultSegments>(isSegmented(def->results));
}

void aic::registerOp(const AicOpDef *def, Dialect *dialect, TypeID id) {
  llvm::SmallVector<StringRef, 8> names;
  for (const AicAttrDef &attr : list(def->attributes))
    names.push_back(attr.name);
  if (isSegmented(def->operands))
    names.push_back("operandSegmentSizes");
  if (isSegmented(def->results))
    names.push_back("resultSegmentSizes");
  RegisteredOperationName::insert(std::make_unique<OpImpl>(def, dialect, id),
                                  names);
}

const AicOpDef *aicOpGetDef(MlirOperation op) {
  OpImpl *impl = OpImpl::get(unwrap(op)->getName());
  return impl ? impl->def : nullptr;
}

MlirAttribute aicOpDefFallback(MlirContext context, const AicOpDef *def,
                               intptr_t index) {
  auto name = RegisteredOperationName::lookup(def->name, unwrap(context));
  OpImpl *impl = name ? OpImpl::get(*name) : nullptr;
  if (!impl)
    return {nullptr};
  // Not at registration: the text may name attributes of the own dialect,
  // which is not loaded before its constructor has returned.
  std::call_once(impl->parsed, [&] {
    for (const AicAttrDef &attr : list(def->attributes)) {
      Attribute value;
      if (attr.fallback &&
          !(value = parseAttribute(attr.fallback, unwrap(context))))
        AIC_BUG("'%s' op attribute '%s' has the fallback '%s', which is no "
                "attribute",
                def->name, attr.name, attr.fallback);
      impl->fallbacks.push_back(value);
    }
  });
  return wrap(impl->fallbacks[index]);
}

OperationName::ParseAssemblyFn OpImpl::getParseAssemblyFn() {
  return [def = def](OpAsmParser &parser, OperationState &state) {
    AicParser wrapper{parser, state};
    return ParseResult(unwrap(aicAsmParseOp(&wrapper, def)));
  };
}

void OpImpl::printAssembly(Operation *op, OpAsmPrinter &printer,
                           StringRef defaultDialect) {
  if (!def->print && !def->assembly)
    return printer.printGenericOp(op);
  NamePrinter::printOpName(op, printer, defaultDialect);
  AicPrinter wrapper{printer};
  aicAsmPrintOp(&wrapper, wrap(op), def);
}

static LogicalResult verifySymbolOp(Operation *op) {
  Operation *parent = op->getParentOp();
  if (parent && parent->isRegistered() &&
      !parent->hasTrait<OpTrait::SymbolTable>())
    return op->emitOpError("symbol's parent must have the SymbolTable trait");
  return mlir::detail::verifySymbol(op);
}

LogicalResult OpImpl::verifyInvariants(Operation *op) {
  // The destinations come last: their operands must have been counted.
  return success(
      succeeded(OpTrait::impl::verifyZeroSuccessors(op)) &&
      (!(def->traits & AIC_OP_TERMINATOR) ||
       succeeded(OpTrait::impl::verifyIsTerminator(op))) &&
      (!(def->traits & AIC_OP_SYMBOL) || succeeded(verifySymbolOp(op))) &&
      mlirLogicalResultIsSuccess(aicVerifyOp(wrap(op), def)) &&
      (!(def->traits & AIC_OP_DESTINATION_STYLE) ||
       succeeded(mlir::detail::verifyDestinationStyleOpInterface(op))));
}

LogicalResult OpImpl::verifyRegionInvariants(Operation *op) {
  return success((!(def->traits & AIC_OP_ISOLATED_FROM_ABOVE) ||
                  succeeded(OpTrait::impl::verifyIsIsolatedFromAbove(op))) &&
                 (!(def->traits & AIC_OP_SYMBOL_TABLE) ||
                  succeeded(mlir::detail::verifySymbolTable(op))) &&
                 (!def->verifyRegions ||
                  mlirLogicalResultIsSuccess(def->verifyRegions(wrap(op)))));
}

LogicalResult OpImpl::foldHook(Operation *op, ArrayRef<Attribute> operands,
                               SmallVectorImpl<OpFoldResult> &results) {
  if (def->fold) {
    llvm::SmallVector<MlirAttribute, 4> constants;
    for (Attribute attr : operands)
      constants.push_back(wrap(attr));
    // A caller may know fewer constants than the operation has operands.
    constants.resize(op->getNumOperands(), MlirAttribute{nullptr});
    AicFold fold = {wrap(op), static_cast<intptr_t>(constants.size()),
                    constants.data(), &results};
    if (mlirLogicalResultIsSuccess(def->fold(&fold))) {
      if (!results.empty() && results.size() != op->getNumResults())
        AIC_BUG("fold of '%s' appended %zu results instead of %u", def->name,
                results.size(), op->getNumResults());
      return success();
    }
    results.clear();
  } else if (Attribute value = op->getAttr("value");
             value && (def->traits & AIC_OP_CONSTANT_LIKE)) {
    results.push_back(value);
    return success();
  }
  if (def->traits & AIC_OP_COMMUTATIVE)
    return OpTrait::impl::foldCommutative(op, operands, results);
  return failure();
}

void aicFoldAppendAttribute(const AicFold *fold, MlirAttribute attr) {
  static_cast<SmallVectorImpl<OpFoldResult> *>(fold->results)
      ->push_back(unwrap(attr));
}

void aicFoldAppendValue(const AicFold *fold, MlirValue value) {
  static_cast<SmallVectorImpl<OpFoldResult> *>(fold->results)
      ->push_back(unwrap(value));
}
