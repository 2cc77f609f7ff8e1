//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Layer records: what one layer computes, as plain numbers, and the plan for
// it. The planner sees nothing else, so that it needs no IR.
//
// A layer is a nest of at most eight loops over tensors in DRAM. Each tensor
// dimension is a linear form of the loop indices (an *access*), so matmul,
// convolution, depthwise convolution, pooling, reductions and elementwise
// chains differ in numbers only:
//
//   contraction  result[n][oh][ow][f] = sum over kh, kw, c of
//                  source0[n][oh*sh + kh*dh - pad][ow*sw + kw*dw - pad][c]
//                  * source1[(n)][kh][kw][c][f]
//                A matmul is oh = m, f = n, c = k and all other sizes 1.
//   vector       result[p0..p3] = body(sources) with reductions r0, r1
//   copy         result[p0..p3] = source0[...], elements outside are `pad`
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_LAYER_H
#define AIC_LOWERING_LINALG_TO_NPU_LAYER_H

#include "runtime/npu/command.h"

/// Loops of a layer. Contractions use all; vector layers P0..P3 and R0, R1.
enum {
  AIC_LOOP_N = 0,
  AIC_LOOP_OH = 1,
  AIC_LOOP_OW = 2,
  AIC_LOOP_F = 3,
  AIC_LOOP_KH = 4,
  AIC_LOOP_KW = 5,
  AIC_LOOP_C = 6,
  AIC_LOOP_R0 = 4,
  AIC_LOOP_R1 = 5,
  AIC_NUM_PARALLEL = 4,
  AIC_NUM_LOOPS = 7,
};

enum {
  AIC_LAYER_MAX_SOURCES = 7, ///< contraction: two and the vector step's five
  AIC_LAYER_RANK = 4,
  AIC_PLAN_MAX_LEVELS = 4, ///< loops that the hardware nests
};

typedef enum AicLayerKind {
  AIC_LAYER_CONTRACTION,
  AIC_LAYER_VECTOR,
  AIC_LAYER_COPY,
} AicLayerKind;

/// One dimension of a tensor: coordinate = offset + sum_l index_l * scale[l].
/// Where a layer steps over elements that no tile needs, it sees a tensor of
/// the others: every `every`-th of `all`, from `skipped` on. 0 and 1 are all.
typedef struct AicAccessDim {
  int64_t every, all, skipped;
  int64_t extent;
  int64_t offset;
  int64_t scale[AIC_NUM_LOOPS];
  int64_t whole; ///< 1: each point reads all of it, a look-up table
} AicAccessDim;

/// How a layer walks over one tensor.
typedef struct AicAccess {
  AicNpuType type;
  int rank; ///< at most AIC_LAYER_RANK
  AicAccessDim dim[AIC_LAYER_RANK];
} AicAccess;

typedef struct AicLayer {
  AicLayerKind kind;
  int64_t size[AIC_NUM_LOOPS]; ///< 1 where a loop is not used
  int numSources;
  AicAccess source[AIC_LAYER_MAX_SOURCES];
  AicAccess result;
  AicNpuMac mac; ///< contractions
  /// Micro-ops of the vector step per point: inside and behind a reduction.
  int64_t opsInside, opsBehind;
  bool reduces;
  bool sumsProducts; ///< what its points add up is the last product
  bool multiplies;   ///< its points count as multiply-accumulates of the model
  /// Sources that are in the scratchpad, all of them, and whether the result
  /// stays there; bytes at its end that others hold, these among them.
  bool resident[AIC_LAYER_MAX_SOURCES], stays;
  uint64_t reserved;
} AicLayer;

/// How a layer is cut. Loops with more than one tile run in `order`, the
/// outermost first; reductions of a contraction are innermost.
typedef struct AicPlan {
  int64_t tile[AIC_NUM_LOOPS];
  int numLevels;
  int order[AIC_PLAN_MAX_LEVELS];
  AicNpuDataflow dataflow; ///< contractions
  /// Slots of the rings: sources, accumulator, result.
  int depth[AIC_LAYER_MAX_SOURCES], accDepth, resultDepth;
  /// Loaded in the first iteration of the outermost loop, which does not move
  /// it, into as many slots as it has tiles; contractions only.
  bool kept[AIC_LAYER_MAX_SOURCES];
  /// The image of a contraction is loaded all at once, with what the last tiles
  /// reach beyond it, and the array reads each tile out of it.
  bool whole;
  /// By another layer of the program. The planner knows none of them.
  bool made[AIC_LAYER_MAX_SOURCES];
  /// Transfers that load a tile of an operand of the array, 1 or 2: two use
  /// both channels for the tile that is waited for.
  int parts;
  uint64_t cycles; ///< a lower bound
  uint64_t share;  ///< of a bound of the whole program, where layers overlap
  /// Of the layer alone, as the simulator counts; the bound if that is not
  /// known.
  uint64_t simulated;
  uint64_t dramBytes;
  uint64_t commands; ///< at most, that are executed
  uint64_t spadBytes, accBytes;
} AicPlan;

/// Number of tiles of `loop`.
int64_t aicPlanTrips(const AicLayer *layer, const AicPlan *plan, int loop);
/// Iterations of the loops around what stands behind `level` of them.
uint64_t aicPlanIterations(const AicLayer *layer, const AicPlan *plan,
                           int level);
/// Size of dimension `dim` of the on-chip tile of an access.
int64_t aicTileSize(const AicAccess *access, int dim, const int64_t *tile);
/// Elements of the on-chip tile of an access.
int64_t aicTileElements(const AicAccess *access, const int64_t *tile);
/// The index of `loop` moves the tile.
bool aicAccessUses(const AicAccess *access, int loop);
/// Makes the tensor one of the elements that the layer uses, where those are
/// evenly spaced: a 1x1 convolution with a stride loads what it needs.
void aicAccessSkip(const AicLayer *layer, AicAccess *access);
/// The number of loop levels around the place where a tensor is loaded or
/// stored: behind the innermost level that moves its tile.
int aicAccessLevel(const AicAccess *access, const AicPlan *plan);
/// The source is loaded as a whole, and each tile is a part of that.
bool aicSourceIsWhole(const AicPlan *plan, int source);
/// The same for the loads of a source: behind the loop over images if it is
/// loaded as a whole.
int aicSourceLevel(const AicLayer *layer, const AicPlan *plan, int source);
/// The plan as the loads of a source see it: of the loops that do not move what
/// they load there is one tile.
AicPlan aicLoadPlan(const AicLayer *layer, const AicPlan *plan, int source);
/// A slot of the ring of a source, or of the result and the accumulator, is
/// filled more than once.
bool aicSourceIsReused(const AicLayer *layer, const AicPlan *plan, int source);
bool aicResultIsReused(const AicLayer *layer, const AicPlan *plan);
/// Transfers that load a tile of a source.
int aicLoadParts(const AicLayer *layer, const AicPlan *plan, int source);
/// The dimension in which a load is cut in two, or -1 if it cannot be.
int aicLoadCut(const AicAccess *access, const int64_t *tile);
/// Something is kept.
bool aicPlanKeeps(const AicPlan *plan);
/// How the tile of a tensor is laid out on the chip. DMA permutes on the way.
typedef enum AicChipLayout {
  AIC_CHIP_DRAM = 0, ///< like the tensor
  AIC_CHIP_LOOPS,    ///< in the order of the loops: the innermost is contiguous
  AIC_CHIP_WEIGHTS,  ///< the same, but the columns F are contiguous
} AicChipLayout;

/// The layout that the engine behind source `source` (-1: the result) wants.
AicChipLayout aicChipLayout(const AicLayer *layer, int source);
/// Strides, in elements, of the on-chip tile of an access per dimension.
void aicTileStrides(const AicAccess *access, AicChipLayout layout,
                    const int64_t *tile, int64_t *strides);
/// Strides, in elements, of the whole tensor.
void aicTensorStrides(const AicAccess *access, int64_t *strides);
/// Distance in elements between neighbours of a loop, given the strides.
int64_t aicLoopStride(const AicAccess *access, int loop,
                      const int64_t *strides);
/// The columns and channels of a convolution's window are one contiguous run
/// on the chip, so that one matmul per window row does.
bool aicWindowIsContiguous(const AicLayer *layer, const AicPlan *plan);
/// Multiply-accumulates of the layer, without padding; 0 for copies and for
/// vector layers that do not multiply and add.
int64_t aicLayerMacs(const AicLayer *layer);
/// Bytes of the elements of a tensor that the layer uses, each once: what it
/// moves at least. Where more than two loops walk along one dimension, all of
/// that dimension counts.
int64_t aicTouchedBytes(const AicLayer *layer, const AicAccess *access);

/// Semaphores by poster, waiter and initial count: within a class layers use
/// the same ones.
typedef struct AicSemaphoreNeed {
  int count[AIC_NPU_NUM_ENGINES][AIC_NPU_NUM_ENGINES][AIC_NPU_MAX_DEPTH + 1];
} AicSemaphoreNeed;

/// Raises `need` to what the rings of one layer take.
void aicSemaphoresAdd(AicSemaphoreNeed *need, const AicLayer *layer,
                      const AicPlan *plan);
/// All of them, with those of barriers and of copies to outputs.
int aicSemaphoresTotal(const AicSemaphoreNeed *need);

/// What the layers of a program take of what there is once.
typedef struct AicBudget {
  AicSemaphoreNeed semaphores;
  uint64_t commands; ///< that are executed
} AicBudget;

void aicBudgetAdd(AicBudget *budget, const AicLayer *layer,
                  const AicPlan *plan);
bool aicBudgetFits(const AicBudget *budget, const AicMachine *machine);

#endif // AIC_LOWERING_LINALG_TO_NPU_LAYER_H
