//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operations that overwrite destinations, and how they bufferize: operands
// become memrefs, tensor results become the buffers of their destinations.
//
//===----------------------------------------------------------------------===//

#include "capi/bridge/op.h"
#include "capi/src/hooks.h"
#include "mlir/CAPI/IR.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace aic;

namespace {
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
    : BufferizableOpInterface::ExternalModel<BufferModel, AnyOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const AnalysisState &) const {
    // A destination that is only written needs no copy of what was in it.
    const AicOpDef *def = aicOpGetDef(wrap(op));
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand) ||
           aicOpDefEffects(def, false, aicOpDefDestination(def)) !=
               AIC_EFFECT_WRITE;
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
  OperationState created(op->getLoc(), op->getName(), operands, types);
  auto append = [](MlirNamedAttribute attr, void *state) {
    static_cast<OperationState *>(state)->addAttribute(unwrap(attr.name),
                                                       unwrap(attr.attribute));
  };
  aicBufferAttributes(wrap(op), append, &created);
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
