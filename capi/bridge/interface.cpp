//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Models of the upstream interfaces that a table promises, except those that
// belong to bufferization.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/interface.h"
#include "aic/diag.h"
#include "capi/bridge/bridge.h"
#include "capi/bridge/op.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <atomic>

using namespace mlir;
using namespace aic;

//===----------------------------------------------------------------------===//
// Memory effects
//===----------------------------------------------------------------------===//

using Effects = SmallVectorImpl<MemoryEffects::EffectInstance>;

/// Adds one instance per bit of `bits`; `value` is nothing or one value.
template <typename... Value>
static void addEffects(Effects &effects, unsigned bits, Value... value) {
  if (bits & AIC_EFFECT_READ)
    effects.emplace_back(MemoryEffects::Read::get(), value...);
  if (bits & AIC_EFFECT_WRITE)
    effects.emplace_back(MemoryEffects::Write::get(), value...);
  if (bits & AIC_EFFECT_ALLOCATE)
    effects.emplace_back(MemoryEffects::Allocate::get(), value...);
  if (bits & AIC_EFFECT_FREE)
    effects.emplace_back(MemoryEffects::Free::get(), value...);
}

static bool isPure(const AicOpDef *def) {
  return def->traits & (AIC_OP_PURE | AIC_OP_CONSTANT_LIKE);
}

static bool declaresEffects(const AicOpDef *def) {
  auto has = [](const AicValueDef &value) { return value.effects != 0; };
  return def->effects || llvm::any_of(list(def->operands), has) ||
         llvm::any_of(list(def->results), has);
}

namespace {
struct EffectsModel : MemoryEffectOpInterface::FallbackModel<EffectsModel> {
  void getEffects(Operation *op, Effects &effects) const {
    const AicOpDef *def = OpImpl::getDef(op);
    if (isPure(def))
      return;
    addEffects(effects, def->effects);
    bool implied = !declaresEffects(def);
    for (auto [group, value] : llvm::enumerate(list(def->operands))) {
      unsigned bits = value.effects;
      // What linalg says too: inputs are read, destinations read and written.
      if (implied)
        bits = isDestination(def, group) ? AIC_EFFECT_READ | AIC_EFFECT_WRITE
                                         : AIC_EFFECT_READ;
      intptr_t count = 0, start = aicOpOperandStart(wrap(op), group, &count);
      for (intptr_t i = start; i < start + count; ++i) {
        // A tensor is a value: reading it is no effect.
        Type type = op->getOperand(i).getType();
        if (isa<TensorType>(type) || (implied && !isa<BaseMemRefType>(type)))
          continue;
        addEffects(effects, bits, &op->getOpOperand(i));
      }
    }
    // Groups of results are only needed where there is one of each.
    auto results = list(def->results);
    for (size_t i = 0; i < results.size() && i < op->getNumResults(); ++i)
      if (!isa<TensorType>(op->getResult(i).getType()))
        addEffects(effects, results[i].effects, op->getResult(i));
  }
};

struct SpeculatableModel
    : ConditionallySpeculatable::FallbackModel<SpeculatableModel> {
  Speculation::Speculatability getSpeculatability(Operation *) const {
    return Speculation::Speculatable;
  }
};

/// The interface's defaults, on any operation with the attribute `sym_name`.
struct AnySymbol : Op<AnySymbol, SymbolOpInterface::Trait> {
  using Op::Op;
  static StringRef getOperationName() { return ""; }
  static bool classof(const Operation *) { return true; }
};
} // namespace

//===----------------------------------------------------------------------===//
// Type inference
//===----------------------------------------------------------------------===//

// The interface's functions get no operation and no object of ours, so each
// operation needs functions of its own: a pool of them, and the table that
// each stands for. The pool is process-wide and only ever filled.

namespace {
constexpr size_t inferSlots = 512;
struct InferPool {
  std::mutex mutex;
  size_t used = 0;
  std::atomic<const AicOpDef *> defs[inferSlots] = {};
};
} // namespace

static InferPool &getInferPool() {
  static InferPool pool;
  return pool;
}

static size_t getInferSlot(const AicOpDef *def) {
  InferPool &pool = getInferPool();
  std::lock_guard<std::mutex> lock(pool.mutex);
  for (size_t i = 0; i < pool.used; ++i)
    if (pool.defs[i] == def)
      return i;
  if (pool.used == inferSlots)
    AIC_BUG("more than %zu operations infer their types", inferSlots);
  pool.defs[pool.used] = def;
  return pool.used++;
}

static LogicalResult infer(const AicOpDef *def, MLIRContext *context,
                           std::optional<Location> location,
                           ValueRange operands, DictionaryAttr attributes,
                           RegionRange regions, SmallVectorImpl<Type> &types) {
  SmallVector<MlirValue> values;
  for (Value operand : operands)
    values.push_back(wrap(operand));
  SmallVector<MlirRegion> wrapped;
  for (Region *region : regions)
    wrapped.push_back(wrap(region));
  auto append = [](MlirType type, void *userData) {
    static_cast<SmallVectorImpl<Type> *>(userData)->push_back(unwrap(type));
  };
  // Without a location the caller only asks; then errors are no news.
  std::optional<ScopedDiagnosticHandler> silence;
  if (!location)
    silence.emplace(context, [](Diagnostic &) { return success(); });
  return unwrap(aicInferResultTypes(
      def, wrap(context), wrap(location.value_or(UnknownLoc::get(context))),
      values.size(), values.data(), wrap(Attribute(attributes)), wrapped.size(),
      wrapped.data(), append, &types));
}

/// Types that differ only in what they know about the shape are compatible, so
/// that a pass may refine an operand without touching its users.
static bool areCompatible(TypeRange lhs, TypeRange rhs) {
  if (lhs.size() != rhs.size())
    return false;
  for (auto [a, b] : llvm::zip(lhs, rhs)) {
    if (a == b)
      continue;
    if (!isa<TensorType>(a) || !isa<TensorType>(b) ||
        getElementTypeOrSelf(a) != getElementTypeOrSelf(b) ||
        failed(verifyCompatibleShape(a, b)))
      return false;
  }
  return true;
}

static LogicalResult refine(const AicOpDef *def, MLIRContext *context,
                            std::optional<Location> location,
                            ValueRange operands, DictionaryAttr attributes,
                            RegionRange regions, SmallVectorImpl<Type> &types) {
  SmallVector<Type> inferred;
  if (failed(infer(def, context, location, operands, attributes, regions,
                   inferred)))
    return failure();
  if (areCompatible(inferred, types))
    return success();
  return emitOptionalError(location, "'", def->name, "' op inferred type(s) ",
                           inferred,
                           " are incompatible with return type(s) of "
                           "operation ",
                           types);
}

template <size_t slot>
static LogicalResult
inferSlot(MLIRContext *context, std::optional<Location> location,
          ValueRange operands, DictionaryAttr attributes, OpaqueProperties,
          RegionRange regions, SmallVectorImpl<Type> &types) {
  return infer(getInferPool().defs[slot], context, location, operands,
               attributes, regions, types);
}

template <size_t slot>
static LogicalResult
refineSlot(MLIRContext *context, std::optional<Location> location,
           ValueRange operands, DictionaryAttr attributes, OpaqueProperties,
           RegionRange regions, SmallVectorImpl<Type> &types) {
  return refine(getInferPool().defs[slot], context, location, operands,
                attributes, regions, types);
}

template <size_t... slots>
static InferTypeOpInterface::Concept
getInferConcept(size_t slot, std::index_sequence<slots...>) {
  static const InferTypeOpInterface::Concept concepts[] = {
      {inferSlot<slots>, refineSlot<slots>, areCompatible}...};
  return concepts[slot];
}

/// Slot of the model that is being made: models are default-constructed.
static thread_local size_t nextInferSlot;

namespace {
struct InferModel : InferTypeOpInterface::Concept {
  using Interface = InferTypeOpInterface;
  InferModel()
      : Concept(getInferConcept(nextInferSlot,
                                std::make_index_sequence<inferSlots>())) {}
};
} // namespace

//===----------------------------------------------------------------------===//
// The map
//===----------------------------------------------------------------------===//

/// With the trait the number of results must be known from the table.
static bool infersTypes(const AicOpDef *def) {
  return def->inferTypes ||
         ((def->traits & AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE) &&
          llvm::all_of(list(def->results), [](const AicValueDef &value) {
            return value.arity == AIC_ARITY_ONE;
          }));
}

bool aic::isDestination(const AicOpDef *def, size_t group) {
  return (def->traits & AIC_OP_DESTINATION_STYLE) && def->destinations &&
         StringRef(def->operands[group].name) == def->destinations;
}

detail::InterfaceMap aic::buildInterfaces(const AicOpDef *def) {
  detail::InterfaceMap map;
  bool onDestinations = def->traits & AIC_OP_DESTINATION_STYLE;
  if (isPure(def) || onDestinations || declaresEffects(def))
    map.insertModels<EffectsModel>();
  if (isPure(def))
    map.insertModels<SpeculatableModel>();
  if (def->traits & AIC_OP_SYMBOL)
    map.insertModels<SymbolOpInterface::Model<AnySymbol>>();
  if (infersTypes(def)) {
    nextInferSlot = getInferSlot(def);
    map.insertModels<InferModel>();
  }
  if (onDestinations)
    addDestinationModels(map);
  return map;
}
