//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Dialects of tables.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "capi/bridge/bridge.h"
#include "mlir/CAPI/IR.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/InliningUtils.h"

using namespace mlir;
using namespace aic;

namespace {
struct TableInliner : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *op, Region *, bool, IRMapping &) const final {
    return isMemoryEffectFree(op);
  }
};

/// The id of a dialect comes from its name, so that a table which reaches a
/// process twice (in a tool and in a plugin) is one dialect.
struct DialectId : mlir::detail::FallbackTypeIDResolver {
  static TypeID get(const AicDialectDef *def) {
    return registerImplicitTypeID(def->name);
  }
};

struct TableDialect final : ExtensibleDialect {
  TableDialect(const AicDialectDef *def, MLIRContext *context)
      : ExtensibleDialect(def->name, context, DialectId::get(def)), def(def) {
    for (auto name = def->dependentDialects; name && *name; ++name)
      if (!context->getOrLoadDialect(*name))
        emitError(UnknownLoc::get(context))
            << "dialect '" << def->name << "' needs dialect '" << *name
            << "', which is not registered";
    if (!def->constant)
      context->getOrLoadDialect("arith");
    registerParametrics(def, this);
    for (auto op = def->ops; op && *op; ++op)
      registerOp(*op, this, ids.allocate());
    addInterfaces<TableInliner>();
  }

  Operation *materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                 Location location) override {
    // A typed attribute has the type of its constant, and arith.constant
    // takes no other.
    auto typed = dyn_cast<TypedAttr>(value);
    StringRef name = def->constant ? def->constant->name : "arith.constant";
    if ((typed ? typed.getType() != type : !def->constant) ||
        (def->constant &&
         !aicConstantAccepts(def->constant, wrap(value), wrap(type))) ||
        !RegisteredOperationName::lookup(name, getContext()))
      return nullptr;
    OperationState state(location, name);
    state.addAttribute("value", value);
    state.addTypes(type);
    return builder.create(state);
  }

  Attribute parseAttribute(DialectAsmParser &parser, Type) const override {
    return parse<Attribute>(parser, "attribute",
                            &TableDialect::parseOptionalDynamicAttr);
  }
  Type parseType(DialectAsmParser &parser) const override {
    return parse<Type>(parser, "type", &TableDialect::parseOptionalDynamicType);
  }
  void printAttribute(Attribute attr, DialectAsmPrinter &to) const override {
    (void)printIfDynamicAttr(attr, to);
  }
  void printType(Type type, DialectAsmPrinter &printer) const override {
    (void)printIfDynamicType(type, printer);
  }

private:
  template <typename T>
  T parse(DialectAsmParser &parser, const char *kind,
          OptionalParseResult (TableDialect::*parseOptional)(StringRef,
                                                             AsmParser &, T &)
              const) const {
    SMLoc loc = parser.getCurrentLocation();
    StringRef name;
    T parsed;
    if (failed(parser.parseKeyword(&name)))
      return {};
    OptionalParseResult result = (this->*parseOptional)(name, parser, parsed);
    if (!result.has_value())
      parser.emitError(loc) << "dialect '" << getNamespace() << "' has no "
                            << kind << " '" << name << "'";
    return result.has_value() && succeeded(*result) ? parsed : T();
  }

  const AicDialectDef *def;
  TypeIDAllocator ids;
};
} // namespace

void aicDialectInsert(MlirDialectRegistry registry, const AicDialectDef *def) {
  if (def->abi > AIC_ABI)
    AIC_BUG("dialect '%s' has tables of version %u, this library knows %u",
            def->name, def->abi, AIC_ABI);
  unwrap(registry)->insert(
      DialectId::get(def), def->name, [def](MLIRContext *context) {
        return context->getOrLoadDialect(def->name, DialectId::get(def), [=] {
          return std::make_unique<TableDialect>(def, context);
        });
      });
}
