//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One decoded command of an NPU stream. A stream is a list of commands with
// hardware loops (LOOP ... END, nested at most four deep); addresses are static
// functions of the loop indices, so a command has no hidden state.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_COMMAND_H
#define AIC_RUNTIME_NPU_COMMAND_H

#include "runtime/npu/machine.h"

AIC_EXTERN_C_BEGIN

#define AIC_NPU_MAX_LOOPS 4    ///< nesting; level 0 is the outermost
#define AIC_NPU_MAX_WAITS 3    ///< semaphores waited for, and posted
#define AIC_NPU_MAX_DEPTH 4    ///< slots of a ring
#define AIC_NPU_MAX_SOURCES 6  ///< of a vector command
#define AIC_NPU_MAX_VEC_OPS 32 ///< micro-ops of a vector command
#define AIC_NPU_NUM_REGISTERS 16
#define AIC_NPU_TILE_RANK 4

typedef enum AicNpuOpcode {
  AIC_NPU_LOOP = 1, ///< repeats up to the matching END `trip` times
  AIC_NPU_END = 2,
  AIC_NPU_SYNC = 3, ///< only waits and posts, on its engine
  AIC_NPU_LOAD = 4,
  AIC_NPU_STORE = 5,
  AIC_NPU_MATMUL = 6,
  AIC_NPU_VEC = 7
} AicNpuOpcode;

typedef enum AicNpuEngine {
  AIC_NPU_LD = 0, ///< DMA in
  AIC_NPU_MX = 1, ///< the array
  AIC_NPU_VX = 2, ///< the vector engine
  AIC_NPU_ST = 3, ///< DMA out
  AIC_NPU_NUM_ENGINES
} AicNpuEngine;

/// "load", "matmul" ... and "ld", "mx", "vx", "st".
AIC_EXPORT const char *aicNpuOpcodeName(AicNpuOpcode opcode);
AIC_EXPORT const char *aicNpuEngineName(AicNpuEngine engine);

typedef enum AicNpuSpace { AIC_NPU_SPAD = 0, AIC_NPU_ACC = 1 } AicNpuSpace;

/// What an operand on the chip is meant to be, for the proof; the machine does
/// not read it. The operand spans bytes [low, high) of the slot that turn
///   turn + sum_l idx_l * turnStep[l]
/// of a ring takes, and is accessed when its engine, on this side, has written
/// to the slot
///   after + sum_l idx_l * afterStep[l]
/// times in that turn, of `writes` times in all.
typedef struct AicNpuClaim {
  uint32_t ring;  ///< its number in the program plus 1; 0: nothing is claimed
  uint32_t fills; ///< 1: on the side that fills slots, 0: that uses them
  uint32_t low, high; ///< over all iterations
  uint32_t turn, turnStep[AIC_NPU_MAX_LOOPS];
  uint32_t after, afterStep[AIC_NPU_MAX_LOOPS];
  uint32_t writes;
} AicNpuClaim;

/// An address on the chip, in bytes from the start of `space`:
///   base + slot * ((phase + sum_l idx_l * weight[l]) mod depth)
///        + sum_l idx_l * stride[l]
/// `weight[l]` is the number of ring advances per iteration of loop l modulo
/// depth, `phase` the number of advances before this point. Weights and
/// strides of levels that do not surround the command are 0.
typedef struct AicNpuRef {
  AicNpuSpace space;
  uint32_t base;
  uint32_t slot; ///< bytes from slot to slot; 0 if depth is 1
  uint8_t depth; ///< 1 .. 4
  uint8_t phase; ///< below depth
  uint8_t weight[AIC_NPU_MAX_LOOPS]; ///< below depth
  int32_t stride[AIC_NPU_MAX_LOOPS];
  AicNpuClaim claim;
} AicNpuRef;

/// A box of a DRAM tensor in coordinates. The element of coordinates c is at
///   offset + sum_d c[d] * stride[d]
/// of the buffer; strides come in any order, so a transpose is a load with
/// permuted strides. The box starts at start[d] + sum_l idx_l * step[d][l].
/// Coordinates outside [0, extent) read as the pad value and are not stored.
/// Tensors of a lower rank have leading dimensions of extent and size 1.
typedef struct AicNpuTile {
  uint16_t buffer; ///< index into the buffer table
  AicNpuType type;
  uint64_t offset; ///< bytes
  uint32_t extent[AIC_NPU_TILE_RANK];
  int32_t stride[AIC_NPU_TILE_RANK]; ///< bytes; not negative
  uint32_t size[AIC_NPU_TILE_RANK];
  int32_t start[AIC_NPU_TILE_RANK];
  int32_t step[AIC_NPU_TILE_RANK][AIC_NPU_MAX_LOOPS];
} AicNpuTile;

/// LOAD (engine ld) and STORE (engine st). The element (i0,i1,i2,i3) of the
/// box lies on the chip at ref + sum_d i_d * stride[d]. The chip side is in
/// spad.
typedef struct AicNpuDma {
  AicNpuTile tile;
  AicNpuRef ref;
  /// Element type on the chip: that of the tile, or a cast, f32 <-> bf16 or
  /// f16.
  AicNpuType type;
  int32_t stride[AIC_NPU_TILE_RANK]; ///< bytes; not negative
  /// LOAD: bits of an element outside the tensor, in the type on the chip.
  uint32_t pad;
} AicNpuDma;

/// MATMUL (engine mx): acc[m][n] (+)= sum_k a[m][k] * w[k][n], rows
/// m = i * m2 + j with 0 <= i < m1, 0 <= j < m2:
///   a[m][k]   at a + i * aStride1 + j * aStride2 + k * size(type)  (in spad)
///   w[k][n]   at w + k * wStride + n * size(type)                  (in spad)
///   acc[m][n] at acc + m * accStride + n * 4                       (in acc)
/// Rows of w, and of acc, do not overlap. Any m, k, n: the array works through
/// folds (timing.h). f32, f16 and bf16: products are rounded and added with k
/// ascending within a fold of R rows (os: over all of k), from +0; then
/// acc = fold (overwrite) or acc += fold, folds ascending. i8, i4: sums wrap.
typedef struct AicNpuMatmul {
  AicNpuRef a, w, acc;
  int32_t aStride1, aStride2, wStride, accStride; ///< bytes; not negative
  uint32_t m1, m2, k, n;
  AicNpuMac mac;
  AicNpuDataflow dataflow;
  /// The first fold overwrites acc iff `accumulate` is false and the index of
  /// each loop level in the bit set `accumulateLoops` is 0; else it adds.
  bool accumulate;
  uint8_t accumulateLoops;
} AicNpuMatmul;

/// One micro-op: v[dst] = op(v[a], v[b], v[c]). With `immediate` the operand b
/// is `imm` (bits of the compute type). f is f32 arithmetic, i is i32.
///   mov a | imm | add sub mul max min a b | neg abs a | div a b
///   lt le gt ge eq ne a b    1 or 0 of the compute type
///   select a b c             a where c is not 0, else b
///   and or xor a b           bits
///   shl ashr a b             i; the amount is taken modulo 32
///   exp2 rcp rsqrt sqrt floor round a     f; round is to nearest even
///   rescale a b c            i; apply_scale_32 of TOSA: multiplier b, shift c,
///                            with doubleRound. If b is immediate, so is the
///                            shift: c is the amount, 0 to 63
///   lut a b                  entry v[a] of the table that source b is; v[a]
///                            is converted to i32 and limited to its entries
/// i: add, sub, mul, neg, shl wrap; div truncates, x/0 is 0. f: max and min
/// give NaN if either operand is NaN; +0 is above -0.
typedef struct AicNpuMicroOp {
  AicNpuVecOp op;
  uint8_t dst, a, b, c; ///< registers
  bool immediate;
  bool doubleRound;
  uint32_t imm;
} AicNpuMicroOp;

/// How points of the reduction dimensions are combined.
typedef enum AicNpuReduce {
  AIC_NPU_REDUCE_NONE = 0,
  AIC_NPU_REDUCE_ADD = 1,
  AIC_NPU_REDUCE_MAX = 2,
  AIC_NPU_REDUCE_MIN = 3
} AicNpuReduce;

/// Source: element (p0,p1,p2,r0,r1) at ref + sum stride * index; a stride of 0
/// broadcasts. Converted to the compute type when read. With `entries` it is a
/// look-up table instead: so many elements, one behind the other from ref on,
/// which the unit reads before it begins; strides are 0, and v[s] has no value.
typedef struct AicNpuVecSource {
  AicNpuRef ref;
  AicNpuType type;
  int32_t stride[5]; ///< bytes; not negative
  uint32_t entries;  ///< below 2^24
} AicNpuVecSource;

/// VEC (engine vx). Source s is in register v[s]. Micro-ops [0, split) run at
/// each point (p, r); then register `reduced` is combined over r, r1 fastest,
/// starting from `init`; micro-ops [split, numOps) run once per p. They see
/// the combined value in `reduced` and the sources at r = (0, 0), nothing else
/// of the first part. A product that ends the first part and is added up goes
/// straight from the multiplier to the adder: with vector.mac it takes no step
/// of its own. The value of `result` is stored. Without reduction r is
/// (1, 1) and split is numOps.
/// Conversions: integers to f32 and f32 to bf16 or f16 round to nearest even;
/// f32 to integers rounds to nearest even and saturates (NaN is 0); i32 to i8
/// or i4 saturates.
/// In place works: the destination may be a source with the same addresses.
typedef struct AicNpuVec {
  uint32_t p[3], r[2];
  uint8_t numSources;
  AicNpuVecSource sources[AIC_NPU_MAX_SOURCES];
  AicNpuRef dst;
  AicNpuType dstType;
  int32_t dstStride[3]; ///< bytes; not negative
  AicNpuType compute;   ///< AIC_NPU_F32 or AIC_NPU_I32
  uint8_t numOps, split;
  AicNpuMicroOp ops[AIC_NPU_MAX_VEC_OPS];
  AicNpuReduce reduce;
  uint8_t reduced, result; ///< registers
  uint32_t init;           ///< bits of the compute type
} AicNpuVec;

/// One command. `waits` are taken (count - 1) before it starts, `posts` are
/// given (count + 1) when its data is there. LOOP and END have neither.
typedef struct AicNpuCommand {
  AicNpuOpcode opcode;
  AicNpuEngine engine; ///< LOAD: ld, STORE: st, MATMUL: mx, VEC: vx, SYNC: any
  uint8_t numWaits, numPosts;
  uint8_t waits[AIC_NPU_MAX_WAITS], posts[AIC_NPU_MAX_WAITS];
  union {
    uint32_t trip; ///< LOOP: at least 1
    AicNpuDma dma; ///< LOAD, STORE
    AicNpuMatmul matmul;
    AicNpuVec vec;
  };
} AicNpuCommand;

/// The address of `ref` at the given loop indices.
AIC_EXPORT int64_t aicNpuRefAddress(const AicNpuRef *ref,
                                    const uint32_t idx[AIC_NPU_MAX_LOOPS]);

/// Operands on the chip: of a load or store one, of a matmul a, w and acc, of a
/// vector command its sources and the destination.
#define AIC_NPU_MAX_REFS (AIC_NPU_MAX_SOURCES + 1)
/// Points `refs` to them and returns how many there are.
AIC_EXPORT int aicNpuCommandRefs(AicNpuCommand *command,
                                 AicNpuRef *refs[AIC_NPU_MAX_REFS]);
/// Bytes from the first to the last of such an operand in one iteration, of a
/// command that verifies.
AIC_EXPORT uint64_t aicNpuCommandReach(const AicNpuCommand *command,
                                       int operand);
/// Whether the command writes to the operand.
AIC_EXPORT bool aicNpuCommandWrites(const AicNpuCommand *command, int operand);

/// Sets the fields that mean nothing in this command to 0, so that commands
/// that do the same are the same bytes and the same text.
void aicNpuCommandClear(AicNpuCommand *command);

/// A reference without ring or loops.
AIC_EXPORT AicNpuRef aicNpuRefAt(AicNpuSpace space, uint32_t base);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_COMMAND_H
