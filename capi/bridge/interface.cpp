//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Models of the upstream interfaces that a table promises.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "capi/bridge/bridge.h"
#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <atomic>

using namespace mlir;
using namespace aic;

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

namespace {
struct EffectsModel : MemoryEffectOpInterface::FallbackModel<EffectsModel> {
  void getEffects(Operation *op, Effects &effects) const {
    const AicOpDef *def = aicOpGetDef(wrap(op));
    addEffects(effects, def->effects);
    // A tensor is a value: using it is no effect.
    for (size_t group = 0; group < list(def->operands).size(); ++group) {
      unsigned bits = aicOpDefEffects(def, false, group);
      intptr_t count = 0, start = aicOpOperandStart(wrap(op), group, &count);
      for (OpOperand &operand : op->getOpOperands().slice(start, count))
        if (!isa<TensorType>(operand.get().getType()))
          addEffects(effects, bits, &operand);
    }
    // Every result with effects is a group of one.
    size_t results = list(def->results).size();
    for (size_t i = 0; i < results && i < op->getNumResults(); ++i)
      if (!isa<TensorType>(op->getResult(i).getType()))
        addEffects(effects, aicOpDefEffects(def, true, i), op->getResult(i));
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
  static bool classof(const Operation *) { return true; }
};
} // namespace

// The interface's functions get no operation and no object of ours, so each
// operation needs a function of its own: a pool of them, and the table that
// each stands for. The pool is process-wide and only ever filled.
static constexpr size_t inferSlots = 512;
static std::atomic<const AicOpDef *> inferDefs[inferSlots];

static size_t getInferSlot(const AicOpDef *def) {
  for (size_t slot = 0; slot < inferSlots; ++slot) {
    const AicOpDef *taken = nullptr;
    if (inferDefs[slot].compare_exchange_strong(taken, def) || taken == def)
      return slot;
  }
  AIC_BUG("more than %zu operations infer their types", inferSlots);
}

static LogicalResult infer(const AicOpDef *def, MLIRContext *context,
                           std::optional<Location> location,
                           ValueRange operands, DictionaryAttr attributes,
                           OpaqueProperties, RegionRange regions,
                           SmallVectorImpl<Type> &types) {
  auto values = llvm::to_vector(
      llvm::map_range(operands, [](Value value) { return wrap(value); }));
  auto wrapped = llvm::to_vector(
      llvm::map_range(regions, [](Region *region) { return wrap(region); }));
  auto append = [](MlirType type, void *to) {
    static_cast<SmallVectorImpl<Type> *>(to)->push_back(unwrap(type));
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

template <size_t slot, typename... Args>
static LogicalResult inferSlot(Args... args) {
  return infer(inferDefs[slot], args...);
}

/// The verifier of the table compares the types with the inferred ones.
static LogicalResult refine(MLIRContext *, std::optional<Location>, ValueRange,
                            DictionaryAttr, OpaqueProperties, RegionRange,
                            SmallVectorImpl<Type> &) {
  return success();
}

static bool areCompatible(TypeRange lhs, TypeRange rhs) {
  return llvm::equal(lhs, rhs, [](Type one, Type other) {
    return aicTypesAreCompatible(wrap(one), wrap(other));
  });
}

template <size_t... slots>
static InferTypeOpInterface::Concept
getInferConcept(size_t slot, std::index_sequence<slots...>) {
  static const InferTypeOpInterface::Concept concepts[] = {
      {inferSlot<slots>, refine, areCompatible}...};
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
struct DestinationModel

    : DestinationStyleOpInterface::FallbackModel<DestinationModel> {
  MutableOperandRange getDpsInitsMutable(Operation *op) const {
    intptr_t count = 0;
    intptr_t start = aicOpOperandStart(
        wrap(op), aicOpDefDestination(aicOpGetDef(wrap(op))), &count);
    return MutableOperandRange(op, start, count);
  }
};

/// What the interface's defaults take for the operation at hand.
struct AnyOp : Op<AnyOp> {
  using Op::Op;
  static bool classof(const Operation *) { return true; }
};

struct BufferModel
    : bufferization::DstBufferizableOpInterfaceExternalModel<BufferModel,
                                                             AnyOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const bufferization::AnalysisState &) const {
    // A destination that is only written needs no copy of what was in it.
    const AicOpDef *def = aicOpGetDef(wrap(op));
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand) ||
           aicOpDefEffects(def, false, aicOpDefDestination(def)) !=
               AIC_EFFECT_WRITE;
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    auto dps = cast<DestinationStyleOpInterface>(op);
    rewriter.setInsertionPoint(op);
    SmallVector<MlirValue> operands;
    for (Value operand : op->getOperands()) {
      bool isTensor = isa<TensorType>(operand.getType());
      FailureOr<Value> buffer =
          isTensor ? bufferization::getBuffer(rewriter, operand, options, state)
                   : operand;
      if (failed(buffer))
        return failure();
      operands.push_back(wrap(*buffer));
    }
    Operation *onBuffers =
        rewriter.insert(unwrap(aicBufferForm(wrap(op), operands.data())));
    SmallVector<Value> values;
    unsigned kept = 0;
    for (OpResult result : op->getResults())
      values.push_back(
          isa<TensorType>(result.getType())
              ? unwrap(
                    operands[dps.getTiedOpOperand(result)->getOperandNumber()])
              : Value(onBuffers->getResult(kept++)));
    bufferization::replaceOpWithBufferizedValues(rewriter, op, values);
    return success();
  }

  static bool supportsUnstructuredControlFlow() { return false; }
};
} // namespace

mlir::detail::InterfaceMap aic::buildInterfaces(const AicOpDef *def) {
  mlir::detail::InterfaceMap map;
  bool isPure = def->traits & (AIC_OP_PURE | AIC_OP_CONSTANT_LIKE);
  bool onDestinations = def->traits & AIC_OP_DESTINATION_STYLE;
  auto hasEffects = [](const AicValueDef &value) { return value.effects != 0; };
  // Without this interface an operation is opaque.
  if (isPure || onDestinations || def->effects ||
      llvm::any_of(list(def->operands), hasEffects) ||
      llvm::any_of(list(def->results), hasEffects))
    map.insertModels<EffectsModel>();
  if (isPure)
    map.insertModels<SpeculatableModel>();
  if (def->traits & AIC_OP_SYMBOL)
    map.insertModels<SymbolOpInterface::Model<AnySymbol>>();
  // With the trait alone the number of results must be known from the table.
  auto isOne = [](const AicValueDef &value) { return !value.arity; };
  if (def->inferTypes ||
      ((def->traits & AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE) &&
       llvm::all_of(list(def->results), isOne))) {
    nextInferSlot = getInferSlot(def);
    map.insertModels<InferModel>();
  }
  if (onDestinations)
    map.insertModels<DestinationModel, BufferModel>();
  return map;
}
