//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the operations of npu share: example texts, facts about memrefs and
// about the loops around an operation.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_NPU_SUPPORT_H
#define AIC_NPU_SUPPORT_H

#include "dialects/npu/npu.h"
#include "mlir-c/AffineMap.h"
#include "runtime/npu/command.h"

/// The attributes that every command has in the late form.
#define AIC_NPU_LATE_ATTRIBUTES                                                \
  {.name = "waits",                                                            \
   .summary = "semaphores to take first (late form)",                          \
   .attr = &aicDenseI64ArrayAttr,                                              \
   .optional = true},                                                          \
  {                                                                            \
    .name = "posts", .summary = "semaphores to raise when done (late form)",   \
    .attr = &aicDenseI64ArrayAttr, .optional = true                            \
  }

// Beginnings of examples; each needs a closing "}\n".
#define AIC_NPU_EXAMPLE_PROGRAM                                                \
  "npu.target @edge4\n"                                                        \
  "npu.program @f target(@edge4) ins(%x: memref<8x8xi8, #npu.space<dram>>)\n"  \
  "    outs(%y: memref<8x8xi8, #npu.space<dram>>) {\n"
#define AIC_NPU_EXAMPLE_RING                                                   \
  AIC_NPU_EXAMPLE_PROGRAM                                                      \
  "  %r = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"
// Complete ones.
#define AIC_NPU_EXAMPLE_MATMUL                                                 \
  AIC_NPU_EXAMPLE_RING                                                         \
  "  %p = npu.ring : !npu.ring<memref<4x4xi32, #npu.space<acc>>, 1>\n"         \
  "  %q = npu.acquire %p : !npu.ring<memref<4x4xi32, #npu.space<acc>>, 1>\n"   \
  "  npu.loop %k = 2 {\n"                                                      \
  "    %a = npu.wait %r : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>\n"    \
  "    npu.matmul %a, %a into %q over(%k)\n"                                   \
  "        : memref<4x4xi8, #npu.space<spad>>,\n"                              \
  "          memref<4x4xi8, #npu.space<spad>>,\n"                              \
  "          memref<4x4xi32, #npu.space<acc>>\n"                               \
  "  }\n"                                                                      \
  "}\n"
#define AIC_NPU_EXAMPLE_LUT                                                    \
  AIC_NPU_EXAMPLE_PROGRAM                                                      \
  "  %p = npu.ring : !npu.ring<memref<64xi8, #npu.space<spad>>, 1>\n"          \
  "  %q = npu.ring : !npu.ring<memref<256xi8, #npu.space<spad>>, 1>\n"         \
  "  %o = npu.ring : !npu.ring<memref<64xi8, #npu.space<spad>>, 1>\n"          \
  "  %a = npu.wait %p : !npu.ring<memref<64xi8, #npu.space<spad>>, 1>\n"       \
  "  %t = npu.wait %q : !npu.ring<memref<256xi8, #npu.space<spad>>, 1>\n"      \
  "  %b = npu.acquire %o : !npu.ring<memref<64xi8, #npu.space<spad>>, 1>\n"    \
  "  npu.vec ins(%a, %t : memref<64xi8, #npu.space<spad>>,\n"                  \
  "                       memref<256xi8, #npu.space<spad>>)\n"                 \
  "      outs(%b : memref<64xi8, #npu.space<spad>>) parallel [64]\n"           \
  "      maps [affine_map<(i) -> (i)>, affine_map<(i) -> (0)>,\n"              \
  "            affine_map<(i) -> (i)>] {\n"                                    \
  "  ^bb0(%v: i32, %f: i32):\n"                                                \
  "    %c = arith.constant 128 : i32\n"                                        \
  "    %i = arith.addi %v, %c : i32\n"                                         \
  "    %u = npu.lut %i in %f : i32\n"                                          \
  "    npu.yield %u : i32\n"                                                   \
  "  }\n"                                                                      \
  "}\n"
#define AIC_NPU_EXAMPLE_VEC                                                    \
  AIC_NPU_EXAMPLE_PROGRAM                                                      \
  "  %p = npu.ring : !npu.ring<memref<8x8xf32, #npu.space<spad>>, 1>\n"        \
  "  %o = npu.ring : !npu.ring<memref<4x4xf32, #npu.space<spad>>, 1>\n"        \
  "  %a = npu.wait %p : !npu.ring<memref<8x8xf32, #npu.space<spad>>, 1>\n"     \
  "  %b = npu.acquire %o : !npu.ring<memref<4x4xf32, #npu.space<spad>>, 1>\n"  \
  "  npu.vec ins(%a : memref<8x8xf32, #npu.space<spad>>)\n"                    \
  "      outs(%b : memref<4x4xf32, #npu.space<spad>>)\n"                       \
  "      parallel [4, 4] reduce [2, 2]\n"                                      \
  "      maps [affine_map<(i, j, r, s) -> (i * 2 + r, j * 2 + s)>,\n"          \
  "            affine_map<(i, j, r, s) -> (i, j)>] {\n"                        \
  "  ^bb0(%v: f32):\n"                                                         \
  "    %m = npu.reduce max %v init -1.0e+10 : f32 : f32\n"                     \
  "    %h = arith.constant 0.5 : f32\n"                                        \
  "    %z = arith.mulf %m, %h : f32\n"                                         \
  "    npu.yield %z : f32\n"                                                   \
  "  }\n"                                                                      \
  "}\n"

/// Most dimensions of a memref.
enum { AIC_NPU_MEMREF_RANK = 8 };

/// Shape and strides of a memref, in elements.
typedef struct AicNpuShape {
  intptr_t rank;
  int64_t size[AIC_NPU_MEMREF_RANK];
  int64_t stride[AIC_NPU_MEMREF_RANK];
} AicNpuShape;

/// `type` must satisfy aicNpuAnyMemRef.
AicNpuShape aicNpuShapeOf(MlirType type);
/// The machine's name of a builtin type; false if it has none.
bool aicNpuTypeRead(MlirType element, AicNpuType *type);
/// The same of an element type that is known to have one.
AicNpuType aicNpuTypeOf(MlirType element);
MlirType aicNpuTypeGet(MlirContext context, AicNpuType type);
/// Bytes of one element, 0 for a type that the machine does not have.
int64_t aicNpuElementBytes(MlirType element);
/// Elements from the first to the last one that `shape` names, both included.
int64_t aicNpuSpan(const AicNpuShape *shape);
/// Row-major without gaps.
bool aicNpuIsContiguous(const AicNpuShape *shape);

/// A linear form of the indices of the loops around an operation.
typedef struct AicNpuLinear {
  int64_t constant;
  int64_t factor[AIC_NPU_MAX_LOOPS]; ///< per loop level, outermost first
} AicNpuLinear;

/// Loops around `op` up to its npu.program, outermost first; returns their
/// number, or -1 when `op` is in no npu.program or in more than
/// AIC_NPU_MAX_LOOPS loops.
int aicNpuLoopsAround(MlirOperation op, MlirOperation loops[AIC_NPU_MAX_LOOPS]);
int64_t aicNpuLoopTrip(MlirOperation loop);
/// Level of the loop around `op` whose index `value` is, or -1.
int aicNpuLoopLevel(MlirOperation op, MlirValue value);
/// Result number `result` of `map` as a linear form of its dimensions, one
/// factor each; false when it is not linear or has symbols.
bool aicNpuLinearResult(MlirAffineMap map, intptr_t result, int64_t *constant,
                        int64_t *factors);
/// Result number `result` of the map of `op` (attribute `map`, operand group
/// `indices`) over the loops around `op`. The operation must have verified.
AicNpuLinear aicNpuLinearOf(MlirOperation op, intptr_t result);
/// Smallest and largest value over all iterations of the loops around `op`.
void aicNpuLinearRange(MlirOperation op, const AicNpuLinear *linear,
                       int64_t *low, int64_t *high);

// Shared parts of verifiers; each has emitted one error when it fails.

/// The operation lies in an npu.program, below loops only.
MlirLogicalResult aicNpuVerifyInProgram(MlirOperation op);
/// It lies directly in an npu.program, in no loop.
MlirLogicalResult aicNpuVerifyTopLevel(MlirOperation op);
/// `op` has group `indices` and attribute `map` as described at npu.load: the
/// indices are those of loops around it, the map is linear and has
/// `numResults` results.
MlirLogicalResult aicNpuVerifyMap(MlirOperation op, intptr_t numResults);
/// `body` of `op` has only commands, tokens, loops and memory.
MlirLogicalResult aicNpuVerifyBody(MlirOperation op, MlirBlock body);
/// Operands `first` to `first + count` are indices of loops around `op`.
MlirLogicalResult aicNpuVerifyLoopIndices(MlirOperation op, intptr_t first,
                                          intptr_t count);
/// At most 3 waits and 3 posts, none negative.
MlirLogicalResult aicNpuVerifyTokens(MlirOperation op);
/// Result type of acquire, wait and slot.
MlirLogicalResult aicNpuInferSlot(const AicInfer *infer);
/// The npu.vec that `op` lies directly in, or a null operation.
MlirOperation aicNpuParentVec(MlirOperation op);

#endif // AIC_NPU_SUPPORT_H
