//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operations that overwrite destinations, and how they bufferize: operands
// become memrefs, tensor results become the buffers of their destinations.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/interface.h"
#include "capi/bridge/op.h"
#include "mlir/CAPI/IR.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace aic;

/// The destination group of `def`, or its number of groups when the table
/// names none.
static size_t getDestinationGroup(const AicOpDef *def) {
  size_t group = 0, count = list(def->operands).size();
  while (group < count && !isDestination(def, group))
    ++group;
  return group;
}

namespace {
struct DestinationModel
    : DestinationStyleOpInterface::FallbackModel<DestinationModel> {
  MutableOperandRange getDpsInitsMutable(Operation *op) const {
    intptr_t count = 0;
    intptr_t start = aicOpOperandStart(
        wrap(op), getDestinationGroup(OpImpl::getDef(op)), &count);
    return MutableOperandRange(op, start, count);
  }
};

/// What the interface's defaults take for the operation at hand.
struct AnyOp : Op<AnyOp> {
  using Op::Op;
  static bool classof(const Operation *) { return true; }
};

struct BufferModel
    : BufferizableOpInterface::ExternalModel<BufferModel, AnyOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    // A destination whose table says that it is only written needs no copy
    // of what was in it.
    const AicOpDef *def = OpImpl::getDef(op);
    if (!cast<DestinationStyleOpInterface>(op).isDpsInit(&operand))
      return true;
    unsigned effects = def->operands[getDestinationGroup(def)].effects;
    return !(effects & AIC_EFFECT_WRITE) || (effects & AIC_EFFECT_READ);
  }

  bool bufferizesToMemoryWrite(Operation *op, OpOperand &operand,
                               const AnalysisState &) const {
    return cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  AliasingValueList getAliasingValues(Operation *op, OpOperand &operand,
                                      const AnalysisState &) const {
    auto dps = cast<DestinationStyleOpInterface>(op);
    if (!dps.isDpsInit(&operand))
      return {};
    return {{dps.getTiedOpResult(&operand), BufferRelation::Equivalent}};
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const;

  static bool supportsUnstructuredControlFlow() { return false; }
};
} // namespace

/// Number of values per group after all tensors of `results` are gone.
static void dropTensorSegments(Operation *op, NamedAttrList &attributes,
                               Builder &builder) {
  auto old =
      dyn_cast_or_null<DenseI32ArrayAttr>(attributes.get("resultSegmentSizes"));
  if (!old)
    return;
  SmallVector<int32_t> left;
  unsigned index = 0;
  for (int32_t size : old.asArrayRef()) {
    left.push_back(0);
    for (int32_t i = 0; i < size; ++i)
      left.back() += !isa<TensorType>(op->getResult(index++).getType());
  }
  attributes.set("resultSegmentSizes", builder.getDenseI32ArrayAttr(left));
}

LogicalResult BufferModel::bufferize(Operation *op, RewriterBase &rewriter,
                                     const BufferizationOptions &options,
                                     BufferizationState &state) const {
  auto dps = cast<DestinationStyleOpInterface>(op);
  rewriter.setInsertionPoint(op);
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    if (isa<TensorType>(operand.getType())) {
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      operand = *buffer;
    }
    operands.push_back(operand);
  }
  SmallVector<Type> types;
  for (Type type : op->getResultTypes())
    if (!isa<TensorType>(type))
      types.push_back(type);
  NamedAttrList attributes(op->getAttrDictionary());
  dropTensorSegments(op, attributes, rewriter);

  OperationState created(op->getLoc(), op->getName(), operands, types,
                         attributes.getAttrs());
  for (unsigned i = 0; i < op->getNumRegions(); ++i)
    created.addRegion();
  Operation *onBuffers = rewriter.create(created);
  for (auto [from, to] : llvm::zip(op->getRegions(), onBuffers->getRegions()))
    rewriter.inlineRegionBefore(from, to, to.begin());

  SmallVector<Value> values;
  unsigned kept = 0;
  for (OpResult result : op->getResults())
    values.push_back(
        isa<TensorType>(result.getType())
            ? operands[dps.getTiedOpOperand(result)->getOperandNumber()]
            : Value(onBuffers->getResult(kept++)));
  replaceOpWithBufferizedValues(rewriter, op, values);
  return success();
}

void aic::addDestinationModels(mlir::detail::InterfaceMap &map) {
  map.insertModels<DestinationModel, BufferModel>();
}
