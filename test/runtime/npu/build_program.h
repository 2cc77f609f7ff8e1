//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Short words to write NPU programs by hand, for tests.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TEST_RUNTIME_NPU_BUILD_PROGRAM_H
#define AIC_TEST_RUNTIME_NPU_BUILD_PROGRAM_H

#include "runtime/npu/program.h"
#include "runtime/npu/simulate.h"
#include "runtime/npu/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Ends the test program if `condition` does not hold.
#define EXPECT(condition)                                                      \
  do {                                                                         \
    if (!(condition)) {                                                        \
      printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                   \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

/// Ends the test program unless `error` is NULL.
#define EXPECT_OK(error) expectOk((error), __FILE__, __LINE__)
static inline void expectOk(AicError *error, const char *file, int line) {
  if (!error)
    return;
  printf("%s:%d: %s\n", file, line, aicErrorMessage(error));
  exit(1);
}

/// Ends the test program unless `error` has exactly this text.
#define EXPECT_ERROR(error, text) expectError((error), text, __FILE__, __LINE__)
static inline void expectError(AicError *error, const char *text,
                               const char *file, int line) {
  if (!error || strcmp(aicErrorMessage(error), text) != 0) {
    printf("%s:%d: wanted: %s\ngot: %s\n", file, line, text,
           error ? aicErrorMessage(error) : "no error");
    exit(1);
  }
  aicErrorDestroy(error);
}

/// The same numbers on every host.
static inline uint32_t nextRandom(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}
static inline uint32_t randomBelow(uint64_t *state, uint32_t limit) {
  return nextRandom(state) % limit;
}
/// From -1 to 1, with a full fraction.
static inline float randomFloat(uint64_t *state) {
  return (float)(int32_t)(nextRandom(state) - (1u << 30)) / (1 << 30);
}

static inline uint32_t addBuffer(AicNpuProgram *program, AicNpuBufferKind kind,
                                 AicNpuType type, const char *name,
                                 int64_t rows, int64_t cols) {
  return aicNpuProgramAddBuffer(program,
                                &(AicNpuBuffer){.kind = kind,
                                                .type = type,
                                                .name = name,
                                                .rank = 2,
                                                .shape = {rows, cols}});
}

/// A box of `rows` x `cols` of a dense matrix of extent x extent elements.
static inline AicNpuTile matrixTile(uint32_t buffer, AicNpuType type,
                                    uint32_t extentRows, uint32_t extentCols,
                                    uint32_t rows, uint32_t cols) {
  int32_t size = (int32_t)aicNpuTypeSize(type);
  return (AicNpuTile){.buffer = (uint16_t)buffer,
                      .type = type,
                      .extent = {1, 1, extentRows, extentCols},
                      .stride = {0, 0, (int32_t)extentCols * size, size},
                      .size = {1, 1, rows, cols}};
}

/// A LOAD or STORE of a dense matrix on the chip.
static inline AicNpuCommand move(AicNpuOpcode opcode, AicNpuTile tile,
                                 AicNpuRef ref) {
  AicNpuCommand command = {.opcode = opcode,
                           .engine = opcode == AIC_NPU_LOAD ? AIC_NPU_LD
                                                            : AIC_NPU_ST};
  int32_t size = (int32_t)aicNpuTypeSize(tile.type);
  command.dma =
      (AicNpuDma){.tile = tile,
                  .ref = ref,
                  .type = tile.type,
                  .stride = {0, 0, (int32_t)tile.size[3] * size, size}};
  return command;
}

/// acc[m][n] (+)= a[m][k] * w[k][n], all dense on the chip.
static inline AicNpuCommand matmul(AicNpuMac mac, uint32_t m, uint32_t k,
                                   uint32_t n, AicNpuRef a, AicNpuRef w,
                                   AicNpuRef acc) {
  AicNpuCommand command = {.opcode = AIC_NPU_MATMUL, .engine = AIC_NPU_MX};
  int32_t size = (int32_t)aicNpuTypeSize(aicNpuMacOperandType(mac));
  command.matmul = (AicNpuMatmul){.a = a,
                                  .w = w,
                                  .acc = acc,
                                  .aStride2 = (int32_t)k * size,
                                  .wStride = (int32_t)n * size,
                                  .accStride = (int32_t)n * 4,
                                  .m1 = 1,
                                  .m2 = m,
                                  .k = k,
                                  .n = n,
                                  .mac = mac};
  return command;
}

/// Writes zeros to the first bytes of a memory.
static inline AicNpuCommand zeros(AicNpuSpace space, uint32_t bytes) {
  AicNpuCommand command = {.opcode = AIC_NPU_VEC, .engine = AIC_NPU_VX};
  command.vec = (AicNpuVec){.p = {1, 1, bytes},
                            .r = {1, 1},
                            .dst = aicNpuRefAt(space, 0),
                            .dstType = AIC_NPU_I8,
                            .dstStride = {0, 0, 1},
                            .compute = AIC_NPU_I32,
                            .numOps = 1,
                            .split = 1,
                            .ops = {{.op = AIC_NPU_VEC_IMM}}};
  return command;
}

/// Elementwise over `count` dense elements without micro-ops: a copy.
static inline AicNpuCommand copy(AicNpuType type, uint32_t count,
                                 AicNpuRef from, AicNpuRef to) {
  AicNpuCommand command = {.opcode = AIC_NPU_VEC, .engine = AIC_NPU_VX};
  int32_t size = (int32_t)aicNpuTypeSize(type);
  AicNpuType compute =
      type == AIC_NPU_I8 || type == AIC_NPU_I32 ? AIC_NPU_I32 : AIC_NPU_F32;
  command.vec = (AicNpuVec){
      .p = {1, 1, count},
      .r = {1, 1},
      .numSources = 1,
      .sources = {{.ref = from, .type = type, .stride = {0, 0, size, 0, 0}}},
      .dst = to,
      .dstType = type,
      .dstStride = {0, 0, size},
      .compute = compute};
  return command;
}

/// Adds semaphores: `waits` and `posts` are lists that end with -1.
static inline AicNpuCommand sync(AicNpuCommand command, const int *waits,
                                 const int *posts) {
  for (; *waits >= 0; ++waits)
    command.waits[command.numWaits++] = (uint8_t)*waits;
  for (; *posts >= 0; ++posts)
    command.posts[command.numPosts++] = (uint8_t)*posts;
  return command;
}
#define LIST(...) ((const int[]){__VA_ARGS__, -1})
#define NONE ((const int[]){-1})

static inline AicNpuCommand syncOn(AicNpuEngine engine, const int *waits,
                                   const int *posts) {
  AicNpuCommand command = {.opcode = AIC_NPU_SYNC, .engine = engine};
  return sync(command, waits, posts);
}

static inline void loop(AicNpuProgram *program, uint32_t trip) {
  AicNpuCommand command = {.opcode = AIC_NPU_LOOP, .trip = trip};
  aicNpuProgramAppend(program, &command, NULL);
}
static inline void endLoop(AicNpuProgram *program) {
  AicNpuCommand command = {.opcode = AIC_NPU_END};
  aicNpuProgramAppend(program, &command, NULL);
}
static inline void append(AicNpuProgram *program, AicNpuCommand command) {
  aicNpuProgramAppend(program, &command, "test");
}

/// All cycles that an engine accounts for.
static inline uint64_t sumOf(const AicNpuAccount *account) {
  uint64_t sum = 0;
  for (int share = 0; share < AIC_NPU_NUM_SHARES; ++share)
    sum += account->spent[share];
  return sum;
}

#endif // AIC_TEST_RUNTIME_NPU_BUILD_PROGRAM_H
