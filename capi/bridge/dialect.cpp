//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Dialects of tables.
//
// MLIR knows a dialect by a C++ type, so there is a fixed number of types
// (slots), and each stands for one table as long as the process lives.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "capi/bridge/bridge.h"
#include "capi/bridge/op.h"
#include "mlir/CAPI/IR.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/InliningUtils.h"

#include <atomic>

using namespace mlir;
using namespace aic;

//===----------------------------------------------------------------------===//
// Slots
//===----------------------------------------------------------------------===//

namespace {
constexpr size_t numSlots = 16;
struct SlotPool {
  std::mutex mutex;
  std::atomic<const AicDialectDef *> defs[numSlots] = {};
};
} // namespace

static SlotPool &getSlotPool() {
  static SlotPool pool;
  return pool;
}

static size_t getSlot(const AicDialectDef *def) {
  SlotPool &pool = getSlotPool();
  std::lock_guard<std::mutex> lock(pool.mutex);
  for (size_t i = 0; i < numSlots; ++i) {
    if (!pool.defs[i])
      pool.defs[i] = def;
    if (pool.defs[i] == def)
      return i;
  }
  AIC_BUG("dialect '%s' is one more than the %zu that a process may define",
          def->name, numSlots);
}

//===----------------------------------------------------------------------===//
// The dialect
//===----------------------------------------------------------------------===//

namespace {
struct TableInliner : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *op, Region *, bool, IRMapping &) const final {
    return isMemoryEffectFree(op);
  }
};
} // namespace

namespace aic {
class TableDialect : public ExtensibleDialect {
public:
  TableDialect(const AicDialectDef *def, MLIRContext *context, TypeID id);

  Operation *materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                 Location location) override;
  Attribute parseAttribute(DialectAsmParser &parser, Type) const override;
  void printAttribute(Attribute attr,
                      DialectAsmPrinter &printer) const override {
    (void)printIfDynamicAttr(attr, printer);
  }
  Type parseType(DialectAsmParser &parser) const override;
  void printType(Type type, DialectAsmPrinter &printer) const override {
    (void)printIfDynamicType(type, printer);
  }

private:
  const AicDialectDef *def;
  TypeIDAllocator ids;
};

// Not in an unnamed namespace: MLIR makes its id from its name.
template <size_t slot> struct Slot final : TableDialect {
  static StringRef getDialectNamespace() {
    return getSlotPool().defs[slot].load()->name;
  }
  explicit Slot(MLIRContext *context)
      : TableDialect(getSlotPool().defs[slot], context,
                     TypeID::get<Slot<slot>>()) {}
};
} // namespace aic

TableDialect::TableDialect(const AicDialectDef *def, MLIRContext *context,
                           TypeID id)
    : ExtensibleDialect(def->name, context, id), def(def) {
  for (auto name = def->dependentDialects; name && *name; ++name)
    if (!context->getOrLoadDialect(*name))
      emitError(UnknownLoc::get(context))
          << "dialect '" << def->name << "' needs dialect '" << *name
          << "', which is not registered";
  // Constants of a dialect without an own constant operation.
  if (!def->constant)
    context->getOrLoadDialect("arith");
  registerParametrics(def, this);
  for (auto op = def->ops; op && *op; ++op)
    registerOp(*op, this, ids.allocate());
  addInterfaces<TableInliner>();
}

/// The table of a constant operation accepts `value` and `type`.
static bool accepts(const AicOpDef *constant, Attribute value, Type type) {
  auto results = list(constant->results);
  auto attributes = list(constant->attributes);
  const AicTypeConstraint *typeIs = results.empty() ? nullptr : results[0].type;
  if (typeIs && typeIs->holds && !typeIs->holds(wrap(type)))
    return false;
  for (const AicAttrDef &attr : attributes)
    for (const AicAttrConstraint *is = attr.attr; is; is = is->base)
      if (StringRef(attr.name) == "value" && is->holds &&
          !is->holds(wrap(value)))
        return false;
  return true;
}

Operation *TableDialect::materializeConstant(OpBuilder &builder,
                                             Attribute value, Type type,
                                             Location location) {
  auto typed = dyn_cast<TypedAttr>(value);
  if (typed && typed.getType() != type)
    return nullptr;
  StringRef name = def->constant ? def->constant->name : "arith.constant";
  if (def->constant ? !accepts(def->constant, value, type) : !typed)
    return nullptr;
  if (!RegisteredOperationName::lookup(name, getContext()))
    return nullptr;
  OperationState state(location, name);
  state.addAttribute("value", value);
  state.addTypes(type);
  return builder.create(state);
}

//===----------------------------------------------------------------------===//
// Types and attributes
//===----------------------------------------------------------------------===//

Attribute TableDialect::parseAttribute(DialectAsmParser &parser, Type) const {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  Attribute attr;
  if (failed(parser.parseKeyword(&name)))
    return {};
  OptionalParseResult result = parseOptionalDynamicAttr(name, parser, attr);
  if (!result.has_value())
    parser.emitError(loc) << "dialect '" << getNamespace()
                          << "' has no attribute '" << name << "'";
  return result.has_value() && succeeded(*result) ? attr : Attribute();
}

Type TableDialect::parseType(DialectAsmParser &parser) const {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  Type type;
  if (failed(parser.parseKeyword(&name)))
    return {};
  OptionalParseResult result = parseOptionalDynamicType(name, parser, type);
  if (!result.has_value())
    parser.emitError(loc) << "dialect '" << getNamespace() << "' has no type '"
                          << name << "'";
  return result.has_value() && succeeded(*result) ? type : Type();
}

//===----------------------------------------------------------------------===//
// Insertion
//===----------------------------------------------------------------------===//

template <size_t... slots>
static void insert(DialectRegistry &registry, size_t slot,
                   std::index_sequence<slots...>) {
  using Insert = void (*)(DialectRegistry &);
  static constexpr Insert inserts[] = {
      [](DialectRegistry &to) { to.insert<Slot<slots>>(); }...};
  inserts[slot](registry);
}

void aicDialectInsert(MlirDialectRegistry registry,
                      const AicDialectDef *dialect) {
  if (dialect->abi > AIC_ABI)
    AIC_BUG("dialect '%s' has tables of version %u, this library knows %u",
            dialect->name, dialect->abi, AIC_ABI);
  // A plugin may bring a dialect that the tool has already.
  if (unwrap(registry)->getDialectAllocator(dialect->name))
    return;
  insert(*unwrap(registry), getSlot(dialect),
         std::make_index_sequence<numSlots>());
}

void aicPackageInsertDialects(MlirDialectRegistry registry,
                              const AicPackage *package) {
  for (auto dialect = package->dialects; dialect && *dialect; ++dialect)
    aicDialectInsert(registry, *dialect);
}
