//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The npu dialect: programs of a described NPU.
//
// A machine has four engines with in-order queues: ld (DMA into the
// scratchpad), mx (multiply array), vx (vector unit), st (DMA out of the
// scratchpad). Code in an npu.program is one stream; every command goes to the
// queue of its engine (npu.load: ld, npu.matmul: mx, npu.vec: vx, npu.store:
// st) and engines agree only through rings. The dispatcher runs ahead of the
// engines, so a program reads like sequential code and overlaps as far as its
// rings are deep.
//
// The async form, which lowering/linalg_to_npu emits. An i8 matmul, 256x192
// times 192x128, in tiles of 64x64x64, with a bias that stays, and relu:
//
//   npu.program @mm target(@edge32)
//       ins(%a: memref<256x192xi8, #npu.space<dram>>)
//       outs(%c: memref<256x128xi32, #npu.space<dram>>)
//       attributes {macs = 6291456 : i64, names = ["a", "c"]} {
//     %w = npu.weight dense<1> : tensor<192x128xi8>
//         -> memref<192x128xi8, #npu.space<dram>>
//     %b = npu.weight dense<5> : tensor<128xi32>
//         -> memref<128xi32, #npu.space<dram>>
//     %ra = npu.ring : !npu.ring<memref<64x64xi8, #npu.space<spad>>, 2>
//     %rw = npu.ring : !npu.ring<memref<64x64xi8, #npu.space<spad>>, 2>
//     %rb = npu.ring : !npu.ring<memref<128xi32, #npu.space<spad>>, 1>
//     %rp = npu.ring : !npu.ring<memref<64x64xi32, #npu.space<acc>>, 2>
//     %ro = npu.ring : !npu.ring<memref<64x64xi32, #npu.space<spad>>, 2>
//     // Loaded once; vx waits once and never releases it.
//     %b0 = npu.acquire %rb : !npu.ring<...>
//     npu.load %b[affine_map<() -> (0)>]() into %b0 : ...
//     npu.commit %rb : !npu.ring<...>
//     %bias = npu.wait %rb : !npu.ring<...>
//     npu.loop %i = 4 {
//       npu.loop %j = 2 {
//         %p = npu.acquire %rp : ...            // mx: an empty accumulator
//         npu.loop %k = 3 {
//           %a0 = npu.acquire %ra : ...         // ld: an empty slot
//           npu.load %a[affine_map<(d0, d1) -> (d0 * 64, d1 * 64)>](%i, %k)
//               into %a0 : ...
//           npu.commit %ra : ...                // ... is full
//           %w0 = npu.acquire %rw : ...
//           npu.load %w[affine_map<(d0, d1) -> (d0 * 64, d1 * 64)>](%k, %j)
//               into %w0 : ...
//           npu.commit %rw : ...
//           %a1 = npu.wait %ra : ...            // mx: a full slot
//           %w1 = npu.wait %rw : ...
//           npu.matmul %a1, %w1 into %p over(%k) : ...
//           npu.release %ra : ...               // ... is empty again
//           npu.release %rw : ...
//         }
//         npu.commit %rp : ...
//         %q = npu.wait %rp : ...               // vx
//         %o = npu.acquire %ro : ...
//         %bj = npu.view %bias[affine_map<(d0) -> (d0 * 64)>](%j)
//             : memref<128xi32, ...> to memref<64xi32, ...>
//         npu.vec ins(%q, %bj : ...) outs(%o : ...) parallel [64, 64]
//             maps [affine_map<(d0, d1) -> (d0, d1)>,
//                   affine_map<(d0, d1) -> (d1)>,
//                   affine_map<(d0, d1) -> (d0, d1)>] {
//         ^bb0(%x: i32, %y: i32):
//           %s = arith.addi %x, %y : i32
//           %z = arith.constant 0 : i32
//           %r = arith.maxsi %s, %z : i32
//           npu.yield %r : i32
//         }
//         npu.release %rp : ...
//         npu.commit %ro : ...
//         %t = npu.wait %ro : ...               // st
//         npu.store %t into %c[affine_map<(d0, d1) -> (d0 * 64, d1 * 64)>]
//             (%i, %j) : ...
//         npu.release %ro : ...
//       }
//     }
//   }
//
// Rules of the async form (checked by the verifiers and by aic-npu-sync):
// - A ring has one producing and one consuming engine: that of the commands
//   which use the slots from its acquires (waits). Nothing names engines.
// - Each ring is used in the order acquire, commit, wait, release; the four
//   happen equally often in the whole program. A ring without releases is
//   filled at most `depth` times and stays; a ring without commits is scratch
//   of one engine (acquire it where it is used).
// - Indices are loop indices themselves; arithmetic on them is in the maps, all
//   of which are linear: constant + sum of index times constant.
// - A command names slots directly or through npu.view.
// - Loops nest at most as deep as the machine's stream.loops (4).
// - npu.barrier stands between layers at the top level: no ring is in use over
//   it, and rings on either side of it share memory. Use a ring in one layer
//   only. Loads behind it see the stores before it; a layer never loads from a
//   buffer that it stores to.
// - npu.layer names what follows, for tables: in front of all commands, or not
//   at all.
//
// The late form, made by aic-npu-allocate and aic-npu-sync: rings have address,
// slot and semaphore numbers; npu.slot replaces acquire and wait; commands
// carry `waits` and `posts`, lists of semaphore numbers; npu.sync carries those
// that have no command at their loop level.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_NPU_H
#define AIC_NPU_H

#include "aic/dialect.h"

AIC_EXTERN_C_BEGIN

extern const AicDialectDef aicNpuDialect;

/// !npu.ring<memref, depth> and #npu.space<spad|acc|dram>.
extern const AicTypeDef aicNpuRingType;
extern const AicAttributeDef aicNpuSpaceAttr;

// Operations, in the order of the documentation. Structure of each in its file
// in ops/: attributes, operands and regions do not depend on the text form.
extern const AicOpDef aicNpuTarget, aicNpuProgram, aicNpuLaunch;
extern const AicOpDef aicNpuWeight, aicNpuBuffer, aicNpuRing, aicNpuView;
extern const AicOpDef aicNpuLoop, aicNpuLayer, aicNpuBarrier;
extern const AicOpDef aicNpuAcquire, aicNpuCommit, aicNpuWait, aicNpuRelease;
extern const AicOpDef aicNpuLoad, aicNpuStore, aicNpuMatmul;
extern const AicOpDef aicNpuVec, aicNpuReduce, aicNpuLut, aicNpuYield;
extern const AicOpDef aicNpuSlot, aicNpuSync;

// Type constraints.
extern const AicTypeConstraint aicNpuDramMemRef; ///< static, strided, in DRAM
extern const AicTypeConstraint aicNpuSpadMemRef; ///< ... in the scratchpad
extern const AicTypeConstraint aicNpuAccMemRef;  ///< ... in the accumulators
extern const AicTypeConstraint aicNpuChipMemRef; ///< spad or acc
extern const AicTypeConstraint aicNpuAnyMemRef;  ///< any of the three
extern const AicTypeConstraint aicNpuRingConstraint;
extern const AicTypeConstraint aicNpuHostBuffer;  ///< tensor or memref
extern const AicTypeConstraint aicNpuComputeType; ///< f32 or i32

/// Where a memref of the dialect lives.
typedef enum AicNpuPlace {
  AIC_NPU_PLACE_NOWHERE = 0, ///< no memref, or none with #npu.space
  AIC_NPU_PLACE_SPAD,
  AIC_NPU_PLACE_ACC,
  AIC_NPU_PLACE_DRAM,
} AicNpuPlace;

AicNpuPlace aicNpuPlaceOf(MlirType type);
/// "spad", "acc", "dram".
const char *aicNpuPlaceName(AicNpuPlace place);
/// memref<shape x element, #npu.space<place>>, identity layout. The dialect
/// must be loaded.
MlirType aicNpuMemRefGet(MlirContext context, intptr_t rank,
                         const int64_t *shape, MlirType element,
                         AicNpuPlace place);
/// The same with strides in elements (layout strided<[...]>).
MlirType aicNpuStridedMemRefGet(MlirContext context, intptr_t rank,
                                const int64_t *shape, const int64_t *strides,
                                MlirType element, AicNpuPlace place);
/// !npu.ring<slot, depth>.
MlirType aicNpuRingGet(MlirType slot, int64_t depth);
MlirType aicNpuRingSlotType(MlirType ring);
int64_t aicNpuRingDepth(MlirType ring);

AIC_EXTERN_C_END

#endif // AIC_NPU_H
