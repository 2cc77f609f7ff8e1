//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Emission of planned layers in the async form of the npu dialect.
//
// Every tensor of a layer gets a ring; its load stands behind the innermost
// loop that moves its tile, and so do the wait and the release of its
// consumer. The result is committed behind the reductions.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_EMIT_H
#define AIC_LOWERING_LINALG_TO_NPU_EMIT_H

#include "lowering/linalg_to_npu/collect.h"

#include "mlir-c/Rewrite.h"

/// A tensor of the function and where it lies in DRAM.
typedef struct AicPlacement {
  MlirValue tensor;
  MlirValue memref;
  MlirValue resident; ///< the slot in the scratchpad where it stays, or null
} AicPlacement;

/// The program being written. The rewriter stands at the end of its body.
typedef struct AicEmitter {
  MlirRewriterBase rewriter;
  MlirContext context;
  const AicMachine *machine;
  AicPlanner *planner;
  intptr_t numPlacements, capacity;
  AicPlacement *placements;
  intptr_t numLayers, numResident;
  uint64_t residentSpan, residentLive; ///< as in AicChain
  uint64_t bound;                      ///< on the cycles of all layers
  uint64_t planned; ///< cycles of the layers so far, one by one
} AicEmitter;

/// Remembers that `tensor` lies in `memref`.
void aicEmitterPlace(AicEmitter *emitter, MlirValue tensor, MlirValue memref);
/// Remembers that `tensor`, which has been placed, stays in `slot`.
void aicEmitterKeep(AicEmitter *emitter, MlirValue tensor, MlirValue slot);
/// That slot.
MlirValue aicEmitterResident(const AicEmitter *emitter, MlirValue tensor);
/// The DRAM memref of a tensor: where it was placed, a weight for a constant,
/// a view for a reshape, or a new buffer.
MlirValue aicEmitterLocate(AicEmitter *emitter, MlirValue tensor);
/// A view of all of `memref` in another shape. Where that is a slice, only
/// dimensions of size 1 may come and go.
MlirValue aicEmitterReshape(AicEmitter *emitter, MlirLocation location,
                            MlirValue memref, intptr_t rank,
                            const int64_t *shape);
/// Emits one layer. `chain` says what stays in the scratchpad; NULL: nothing.
void aicEmitLayer(AicEmitter *emitter, const AicMatch *match,
                  const AicPlan *plan, const AicChainLayer *chain);
/// A view of the part of `memref` that has the shape of `tensor`, of as many
/// dimensions, and begins at `offset`.
MlirValue aicEmitterSlice(AicEmitter *emitter, MlirLocation location,
                          MlirValue memref, MlirType tensor,
                          const int64_t *offset);
/// Finds where tensor.insert_slice among the layers writes to. What alone makes
/// a slice is placed in it, and its insertion is not needed any more.
void aicPlaceSlices(AicEmitter *emitter, AicCollection *layers);
/// The npu.layer in front of what aicEmitLayer emits.
void aicEmitLayerName(AicEmitter *emitter, const AicMatch *match,
                      const AicPlan *plan, MlirLocation location);
/// Emits a copy of all of `from` to `to`, which has as many elements. NULL, or
/// why that cannot be.
AicError *aicEmitCopy(AicEmitter *emitter, MlirLocation location,
                      MlirValue from, MlirValue to);

/// Makes calls of `function`, which is now a program, npu.launch.
void aicReplaceCalls(MlirOperation module, MlirOperation function);

//===----------------------------------------------------------------------===//
// One layer
//===----------------------------------------------------------------------===//

/// A tensor of the layer on the device. The slots of its ring have the tile's
/// dimensions sorted by `order`, so that the layout is the identity.
typedef struct AicChipTensor {
  const AicAccess *access;
  MlirValue dram;
  MlirValue ring, slot;
  MlirValue whole;             ///< slot of the whole tensor, or null
  int64_t tile[AIC_NUM_LOOPS]; ///< by which it is loaded or stored
  int order[AIC_LAYER_RANK];   ///< slot dimension -> dimension of the access
  int64_t strides[AIC_LAYER_RANK];
  int level;
} AicChipTensor;

typedef struct AicLayerEmitter {
  AicEmitter *emitter;
  MlirRewriterBase rewriter;
  MlirLocation location;
  const AicMatch *match;
  const AicLayer *layer;
  const AicPlan *plan;
  AicChipTensor source[AIC_LAYER_MAX_SOURCES], result;
  MlirValue accRing, acc;
  MlirValue index[AIC_PLAN_MAX_LEVELS];
  int64_t firstIndex[AIC_PLAN_MAX_LEVELS]; ///< of the loop that is open
} AicLayerEmitter;

// Ring operations; the slot's value for acquire and wait.
MlirValue aicEmitTake(AicLayerEmitter *layer, const char *name, MlirValue ring);
void aicEmitGive(AicLayerEmitter *layer, const char *name, MlirValue ring);
/// Elements of `source` from linear position `offset` on, in another shape.
MlirValue aicEmitView(AicLayerEmitter *layer, MlirValue source, int64_t offset,
                      intptr_t rank, const int64_t *shape,
                      const int64_t *strides);
/// A slot in the dimensions of its access, for DMA.
MlirValue aicEmitDmaView(AicLayerEmitter *layer, const AicChipTensor *tensor,
                         MlirValue slot);
/// The type of a view of `from`; the plain form has no layout.
MlirType aicViewType(MlirType from, intptr_t rank, const int64_t *shape,
                     const int64_t *strides);
/// Orders the dimensions of a tensor by falling stride.
void aicSortDims(AicChipTensor *tensor);
/// The tensor is in the scratchpad as a whole, in `slot`, laid out as in DRAM.
void aicSetWhole(AicChipTensor *tensor, MlirValue slot);
/// The tile of such a tensor, or of one that was loaded as a whole into its
/// slot, at the loop indices around.
MlirValue aicEmitTile(AicLayerEmitter *layer, const AicChipTensor *tensor);
/// A ring with one slot for all of a result, at a given place; the slot for
/// those who fill it, and for those who read it. What orders them is found when
/// all layers are there.
MlirValue aicEmitWhole(AicLayerEmitter *layer, const AicChainLayer *chain,
                       MlirValue *readers);
/// Stores a result that stays, for those who read it in DRAM.
void aicStoreWhole(AicLayerEmitter *layer, MlirValue slot);
/// The matmuls of one step of the reduction.
void aicEmitMatmuls(AicLayerEmitter *layer);
/// The vector step: epilogue of a contraction, or the whole layer.
void aicEmitVector(AicLayerEmitter *layer, MlirValue output);

#endif // AIC_LOWERING_LINALG_TO_NPU_EMIT_H
