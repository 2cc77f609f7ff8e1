//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A tiled matrix product, as a compiler would write it: three hardware loops,
// rings of depth 2 for a, w, acc and the result, ragged edges by padding.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TEST_RUNTIME_NPU_GEMM_H
#define AIC_TEST_RUNTIME_NPU_GEMM_H

#include "test/runtime/npu/build_program.h"

typedef struct Gemm {
  AicNpuMac mac;
  uint32_t m, n, k;    ///< of the matrices
  uint32_t mt, nt, kt; ///< of a tile; kt is a multiple of the array's rows
} Gemm;

static inline AicNpuRef ring(AicNpuSpace space, uint32_t base, uint32_t slot,
                             uint32_t w0, uint32_t w1, uint32_t w2) {
  return (AicNpuRef){.space = space,
                     .base = base,
                     .slot = slot,
                     .depth = 2,
                     .weight = {w0 % 2, w1 % 2, w2 % 2}};
}

static inline AicNpuProgram *buildGemm(const AicMachine *machine, Gemm g) {
  AicNpuProgram *program = aicNpuProgramCreate(machine, "gemm");
  AicNpuType in = aicNpuMacOperandType(g.mac);
  AicNpuType out = aicNpuMacResultType(g.mac);
  uint32_t size = aicNpuTypeSize(in);
  uint32_t a = addBuffer(program, AIC_NPU_INPUT, in, "a", g.m, g.k);
  uint32_t w = addBuffer(program, AIC_NPU_INPUT, in, "w", g.k, g.n);
  uint32_t y = addBuffer(program, AIC_NPU_OUTPUT, out, "y", g.m, g.n);
  uint32_t im = (g.m + g.mt - 1) / g.mt, in_ = (g.n + g.nt - 1) / g.nt;
  uint32_t ik = (g.k + g.kt - 1) / g.kt;
  uint32_t slotA = (g.mt * g.kt * size + 31) / 32 * 32;
  uint32_t slotW = (g.kt * g.nt * size + 31) / 32 * 32;
  uint32_t slotY = g.mt * g.nt * 4;
  AicNpuRef ringA = ring(AIC_NPU_SPAD, 0, slotA, ik * in_, ik, 1);
  AicNpuRef ringW = ring(AIC_NPU_SPAD, 2 * slotA, slotW, ik * in_, ik, 1);
  AicNpuRef ringY = ring(AIC_NPU_SPAD, 2 * (slotA + slotW), slotY, in_, 1, 0);
  AicNpuRef ringAcc = ring(AIC_NPU_ACC, 0, slotY, in_, 1, 0);
  // Even: full, initially 0; odd: empty, initially 2.
  for (uint32_t id = 1; id < 8; id += 2)
    aicNpuProgramSetSemaphore(program, id, 2);
  aicNpuProgramSetMacs(program, (uint64_t)g.m * g.n * g.k);

  loop(program, im);
  loop(program, in_);
  append(program, syncOn(AIC_NPU_MX, LIST(5), NONE));
  loop(program, ik);
  AicNpuTile tile = matrixTile(a, in, g.m, g.k, g.mt, g.kt);
  tile.step[2][0] = (int32_t)g.mt;
  tile.step[3][2] = (int32_t)g.kt;
  append(program, sync(move(AIC_NPU_LOAD, tile, ringA), LIST(1), LIST(0)));
  tile = matrixTile(w, in, g.k, g.n, g.kt, g.nt);
  tile.step[2][2] = (int32_t)g.kt;
  tile.step[3][1] = (int32_t)g.nt;
  append(program, sync(move(AIC_NPU_LOAD, tile, ringW), LIST(3), LIST(2)));
  AicNpuCommand product =
      matmul(g.mac, g.mt, g.kt, g.nt, ringA, ringW, ringAcc);
  product.matmul.accumulateLoops = 1 << 2;
  append(program, sync(product, LIST(0, 2), LIST(1, 3)));
  endLoop(program);
  append(program, syncOn(AIC_NPU_MX, NONE, LIST(4)));
  append(program,
         sync(copy(out, g.mt * g.nt, ringAcc, ringY), LIST(4, 7), LIST(5, 6)));
  tile = matrixTile(y, out, g.m, g.n, g.mt, g.nt);
  tile.step[2][0] = (int32_t)g.mt;
  tile.step[3][1] = (int32_t)g.nt;
  append(program, sync(move(AIC_NPU_STORE, tile, ringY), LIST(6), LIST(7)));
  endLoop(program);
  endLoop(program);
  return program;
}

#endif // AIC_TEST_RUNTIME_NPU_GEMM_H
