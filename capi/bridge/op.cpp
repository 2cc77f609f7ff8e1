//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operations of tables: the object that MLIR asks about traits, folding,
// syntax and verification.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/op.h"
#include "aic/diag.h"
#include "capi/bridge/bridge.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Rewrite.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace aic;

namespace {
/// Gives access to the protected helper that elides a default dialect.
struct NamePrinter : OpState {
  using OpState::printOpName;
};
} // namespace

static bool isSegmented(llvm::ArrayRef<AicValueDef> values) {
  return llvm::count_if(values, [](const AicValueDef &value) {
           return value.arity != AIC_ARITY_ONE;
         }) > 1;
}

static bool allOne(llvm::ArrayRef<AicValueDef> values) {
  return llvm::all_of(values, [](const AicValueDef &value) {
    return value.arity == AIC_ARITY_ONE;
  });
}

//===----------------------------------------------------------------------===//
// Registration
//===----------------------------------------------------------------------===//

OpImpl::OpImpl(const AicOpDef *def, Dialect *dialect, TypeID id,
               MLIRContext *context)
    : Impl(StringAttr::get(context, def->name), dialect, id,
           buildInterfaces(def)),
      def(def), context(context) {
  auto add = [&](bool holds, TypeID trait) {
    if (holds)
      traits.push_back(trait);
  };
  auto bit = [&](unsigned bits) { return (def->traits & bits) != 0; };
  auto operands = list(def->operands), results = list(def->results);
  auto regions = list(def->regions);
  // Says that this operation is one of ours.
  add(true, TypeID::get<OpImpl>());
  add(bit(AIC_OP_TERMINATOR), TypeID::get<OpTrait::IsTerminator>());
  add(bit(AIC_OP_ISOLATED_FROM_ABOVE),
      TypeID::get<OpTrait::IsIsolatedFromAbove>());
  add(bit(AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE),
      TypeID::get<OpTrait::SameOperandsAndResultType>());
  add(bit(AIC_OP_COMMUTATIVE), TypeID::get<OpTrait::IsCommutative>());
  add(bit(AIC_OP_CONSTANT_LIKE), TypeID::get<OpTrait::ConstantLike>());
  add(bit(AIC_OP_SYMBOL_TABLE), TypeID::get<OpTrait::SymbolTable>());
  add(bit(AIC_OP_SINGLE_BLOCK), TypeID::get<OpTrait::SingleBlock>());
  add(bit(AIC_OP_AFFINE_SCOPE), TypeID::get<OpTrait::AffineScope>());
  add(bit(AIC_OP_RECURSIVE_EFFECTS),
      TypeID::get<OpTrait::HasRecursiveMemoryEffects>());
  // A region whose table names no terminator may end without one.
  bool open = llvm::any_of(
      regions, [](const AicRegionDef &region) { return !region.terminator; });
  add(bit(AIC_OP_NO_TERMINATOR) || open, TypeID::get<OpTrait::NoTerminator>());
  add(isSegmented(operands), TypeID::get<OpTrait::AttrSizedOperandSegments>());
  add(isSegmented(results), TypeID::get<OpTrait::AttrSizedResultSegments>());
  add(operands.empty(), TypeID::get<OpTrait::ZeroOperands>());
  add(operands.size() == 1 && allOne(operands),
      TypeID::get<OpTrait::OneOperand>());
  add(results.empty(), TypeID::get<OpTrait::ZeroResults>());
  add(results.size() == 1 && allOne(results),
      TypeID::get<OpTrait::OneResult>());
  add(regions.empty(), TypeID::get<OpTrait::ZeroRegions>());
  add(regions.size() == 1, TypeID::get<OpTrait::OneRegion>());
  add(true, TypeID::get<OpTrait::ZeroSuccessors>());
}

void aic::registerOp(const AicOpDef *def, Dialect *dialect, TypeID id) {
  llvm::SmallVector<StringRef, 8> names;
  for (const AicAttrDef &attr : list(def->attributes))
    names.push_back(attr.name);
  if (isSegmented(list(def->operands)))
    names.push_back("operandSegmentSizes");
  if (isSegmented(list(def->results)))
    names.push_back("resultSegmentSizes");
  RegisteredOperationName::insert(
      std::make_unique<OpImpl>(def, dialect, id, dialect->getContext()), names);
}

OpImpl *OpImpl::get(OperationName name) {
  if (!name.isRegistered() || !name.hasTrait(TypeID::get<OpImpl>()))
    return nullptr;
  return static_cast<OpImpl *>(
      static_cast<OperationName::Impl *>(name.getAsOpaquePointer()));
}

const AicOpDef *OpImpl::getDef(Operation *op) {
  return get(op->getName())->def;
}

bool OpImpl::hasTrait(TypeID id) { return llvm::is_contained(traits, id); }

const AicOpDef *aicOpGetDef(MlirOperation op) {
  OpImpl *impl = OpImpl::get(unwrap(op)->getName());
  return impl ? impl->getDef() : nullptr;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

Attribute OpImpl::getFallback(size_t index) {
  // Not at registration: the text may name attributes of the own dialect,
  // which is not loaded before its constructor has returned.
  std::call_once(parsed, [&] {
    for (const AicAttrDef &attr : list(def->attributes)) {
      Attribute value;
      if (attr.fallback && !(value = parseAttribute(attr.fallback, context)))
        AIC_BUG("'%s' op attribute '%s' has the fallback '%s', which is no "
                "attribute",
                def->name, attr.name, attr.fallback);
      fallbacks.push_back(value);
    }
  });
  return index < fallbacks.size() ? fallbacks[index] : Attribute();
}

MlirAttribute aicOpDefFallback(MlirContext context, const AicOpDef *def,
                               intptr_t index) {
  auto name = RegisteredOperationName::lookup(def->name, unwrap(context));
  OpImpl *impl = name ? OpImpl::get(*name) : nullptr;
  return wrap(impl ? impl->getFallback(index) : Attribute());
}

std::optional<Attribute> OpImpl::getInherentAttr(Operation *op,
                                                 StringRef name) {
  if (!llvm::is_contained(getAttributeNames(), name))
    return std::nullopt;
  return op->getDiscardableAttr(name);
}

void OpImpl::setInherentAttr(Operation *op, StringAttr name, Attribute value) {
  if (value)
    op->setDiscardableAttr(name, value);
  else
    op->removeDiscardableAttr(name);
}

LogicalResult OpImpl::setPropertiesFromAttr(
    OperationName, OpaqueProperties, Attribute,
    llvm::function_ref<InFlightDiagnostic()> emitError) {
  emitError() << "'" << def->name
              << "' op has no properties; write its attributes in braces";
  return failure();
}

//===----------------------------------------------------------------------===//
// Syntax
//===----------------------------------------------------------------------===//

OperationName::ParseAssemblyFn OpImpl::getParseAssemblyFn() {
  return [def = def](OpAsmParser &parser, OperationState &state) {
    if (!def->parse && !def->assembly)
      return ParseResult(parser.emitError(parser.getNameLoc())
                         << "'" << def->name
                         << "' op has no custom assembly form");
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

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

static LogicalResult verifySymbolOp(Operation *op) {
  if (failed(mlir::detail::verifySymbol(op)))
    return failure();
  Operation *parent = op->getParentOp();
  if (parent && parent->isRegistered() &&
      !parent->hasTrait<OpTrait::SymbolTable>())
    return op->emitOpError("symbol's parent must have the SymbolTable trait");
  return success();
}

LogicalResult OpImpl::verifyInvariants(Operation *op) {
  if (failed(OpTrait::impl::verifyZeroSuccessors(op)))
    return failure();
  if ((def->traits & AIC_OP_TERMINATOR) &&
      failed(OpTrait::impl::verifyIsTerminator(op)))
    return failure();
  if ((def->traits & AIC_OP_SYMBOL) && failed(verifySymbolOp(op)))
    return failure();
  if (mlirLogicalResultIsFailure(aicVerifyOp(wrap(op), def)))
    return failure();
  // Looks at the destinations, so the operands must have been counted.
  if (def->traits & AIC_OP_DESTINATION_STYLE)
    return mlir::detail::verifyDestinationStyleOpInterface(op);
  return success();
}

LogicalResult OpImpl::verifyRegionInvariants(Operation *op) {
  if ((def->traits & AIC_OP_ISOLATED_FROM_ABOVE) &&
      failed(OpTrait::impl::verifyIsIsolatedFromAbove(op)))
    return failure();
  if ((def->traits & AIC_OP_SYMBOL_TABLE) &&
      failed(mlir::detail::verifySymbolTable(op)))
    return failure();
  // On memrefs a destination style operation has no results to infer.
  bool onBuffers =
      (def->traits & AIC_OP_DESTINATION_STYLE) && op->getNumResults() == 0;
  if (!onBuffers &&
      getInterfaceMap().contains(InferTypeOpInterface::getInterfaceID()) &&
      failed(mlir::detail::verifyInferredResultTypes(op)))
    return failure();
  return def->verifyRegions ? unwrap(def->verifyRegions(wrap(op))) : success();
}

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

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
  } else if (def->traits & AIC_OP_CONSTANT_LIKE) {
    if (Attribute value = op->getAttr("value")) {
      results.push_back(value);
      return success();
    }
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

void OpImpl::getCanonicalizationPatterns(RewritePatternSet &set,
                                         MLIRContext *) {
  for (auto pattern = def->canonicalize; pattern && *pattern; ++pattern)
    aicPatternAdd(wrap(&set), *pattern, nullptr);
}
