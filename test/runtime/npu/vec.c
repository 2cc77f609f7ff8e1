// RUN: %cc %s %runtime_lib -o %t && %t

// Vector commands: each micro-op on edge values, conversions, broadcasts,
// reductions with a second part, in place, and the shapes that are merged and
// reordered inside, against plain loops.

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/execute.h"
#include "runtime/npu/half.h"

#include <math.h>

static unsigned char spad[65536], acc[65536];

static void execute(const AicNpuVec *vec) {
  AicNpuMemory memory = {.spad = spad, .acc = acc};
  uint32_t idx[4] = {0};
  AicMachine machine;
  aicMachineInit(&machine, "test", 32, 32);
  // What is run here is what verification lets through.
  AicNpuProgram *program = aicNpuProgramCreate(&machine, "vec");
  for (int space = AIC_NPU_SPAD; space <= AIC_NPU_ACC; ++space)
    append(program, zeros((AicNpuSpace)space, sizeof spad));
  AicNpuCommand command = {.opcode = AIC_NPU_VEC, .engine = AIC_NPU_VX};
  command.vec = *vec;
  append(program, command);
  EXPECT_OK(aicNpuProgramVerify(program));
  aicNpuProgramDestroy(program);
  aicNpuExecuteVec(&memory, vec, idx);
}

/// One micro-op of up to three operands on 32-bit patterns.
static uint32_t apply(AicNpuType compute, AicNpuMicroOp op, uint32_t x,
                      uint32_t y, uint32_t z) {
  AicNpuVec vec = {.p = {1, 1, 1},
                   .r = {1, 1},
                   .numSources = 3,
                   .dst = aicNpuRefAt(AIC_NPU_ACC, 0),
                   .dstType = compute,
                   .compute = compute,
                   .numOps = 1,
                   .split = 1,
                   .result = 9};
  for (int s = 0; s < 3; ++s)
    vec.sources[s] = (AicNpuVecSource){
        .ref = aicNpuRefAt(AIC_NPU_SPAD, (uint32_t)s * 4), .type = compute};
  op.a = 0;
  op.b = 1;
  // The shift behind an immediate multiplier is no register.
  if (!op.c)
    op.c = 2;
  op.dst = 9;
  vec.ops[0] = op;
  uint32_t values[3] = {x, y, z}, result;
  memcpy(spad, values, sizeof values);
  execute(&vec);
  memcpy(&result, acc, sizeof result);
  return result;
}

static int32_t applyInt(AicNpuVecOp op, int32_t x, int32_t y, int32_t z) {
  return (int32_t)apply(AIC_NPU_I32, (AicNpuMicroOp){.op = op}, (uint32_t)x,
                        (uint32_t)y, (uint32_t)z);
}

static float applyFloat(AicNpuVecOp op, float x, float y, float z) {
  return aicFloatFromBits(apply(AIC_NPU_F32, (AicNpuMicroOp){.op = op},
                                aicFloatBits(x), aicFloatBits(y),
                                aicFloatBits(z)));
}

static void checkInts(void) {
  EXPECT(applyInt(AIC_NPU_VEC_MOV, 7, 0, 0) == 7);
  EXPECT(applyInt(AIC_NPU_VEC_ADD, INT32_MAX, 1, 0) == INT32_MIN);
  EXPECT(applyInt(AIC_NPU_VEC_SUB, INT32_MIN, 1, 0) == INT32_MAX);
  EXPECT(applyInt(AIC_NPU_VEC_MUL, 65537, 65536, 0) == 65536);
  EXPECT(applyInt(AIC_NPU_VEC_DIV, -7, 2, 0) == -3);
  EXPECT(applyInt(AIC_NPU_VEC_DIV, 7, 0, 0) == 0);
  EXPECT(applyInt(AIC_NPU_VEC_DIV, INT32_MIN, -1, 0) == INT32_MIN);
  EXPECT(applyInt(AIC_NPU_VEC_MAX, -1, 1, 0) == 1);
  EXPECT(applyInt(AIC_NPU_VEC_MIN, -1, 1, 0) == -1);
  EXPECT(applyInt(AIC_NPU_VEC_NEG, INT32_MIN, 0, 0) == INT32_MIN);
  EXPECT(applyInt(AIC_NPU_VEC_ABS, -5, 0, 0) == 5);
  EXPECT(applyInt(AIC_NPU_VEC_LT, -1, 1, 0) == 1);
  EXPECT(applyInt(AIC_NPU_VEC_LE, 2, 1, 0) == 0);
  EXPECT(applyInt(AIC_NPU_VEC_GT, 2, 1, 0) == 1);
  EXPECT(applyInt(AIC_NPU_VEC_GE, 1, 1, 0) == 1);
  EXPECT(applyInt(AIC_NPU_VEC_EQ, 1, 1, 0) == 1);
  EXPECT(applyInt(AIC_NPU_VEC_NE, 1, 1, 0) == 0);
  EXPECT(applyInt(AIC_NPU_VEC_SELECT, 5, 6, 4) == 5);
  EXPECT(applyInt(AIC_NPU_VEC_SELECT, 5, 6, 0) == 6);
  EXPECT(applyInt(AIC_NPU_VEC_SHL, 3, 31, 0) == INT32_MIN);
  EXPECT(applyInt(AIC_NPU_VEC_SHL, 3, 33, 0) == 6);
  EXPECT(applyInt(AIC_NPU_VEC_ASHR, -8, 2, 0) == -2);
  EXPECT(applyInt(AIC_NPU_VEC_ASHR, -8, 32, 0) == -8);
  EXPECT(applyInt(AIC_NPU_VEC_AND, 12, 10, 0) == 8);
  EXPECT(applyInt(AIC_NPU_VEC_OR, 12, 10, 0) == 14);
  EXPECT(applyInt(AIC_NPU_VEC_XOR, 12, 10, 0) == 6);
  EXPECT(applyInt(AIC_NPU_VEC_RESCALE, 1000, 1 << 30, 32) == 250);
  // Immediates stand for b.
  EXPECT(apply(AIC_NPU_I32, (AicNpuMicroOp){.op = AIC_NPU_VEC_IMM, .imm = 42},
               1, 2, 3) == 42);
  EXPECT(
      apply(AIC_NPU_I32,
            (AicNpuMicroOp){.op = AIC_NPU_VEC_SUB, .immediate = true, .imm = 2},
            10, 5, 0) == 8);
  EXPECT(apply(AIC_NPU_I32,
               (AicNpuMicroOp){.op = AIC_NPU_VEC_RESCALE,
                               .immediate = true,
                               .doubleRound = true,
                               .c = 32,
                               .imm = 1 << 30},
               (uint32_t)-3, 0, 0) == (uint32_t)-1);
}

static void checkFloats(void) {
  EXPECT(applyFloat(AIC_NPU_VEC_ADD, 0.1f, 0.2f, 0) == 0.1f + 0.2f);
  EXPECT(applyFloat(AIC_NPU_VEC_SUB, 1, 3, 0) == -2);
  EXPECT(applyFloat(AIC_NPU_VEC_MUL, 0.1f, 0.2f, 0) == 0.1f * 0.2f);
  EXPECT(applyFloat(AIC_NPU_VEC_DIV, 1, 3, 0) == 1.0f / 3);
  EXPECT(applyFloat(AIC_NPU_VEC_DIV, 1, 0, 0) == INFINITY);
  EXPECT(applyFloat(AIC_NPU_VEC_MAX, -1, 2, 0) == 2);
  EXPECT(!signbit(applyFloat(AIC_NPU_VEC_MAX, -0.0f, 0.0f, 0)));
  EXPECT(!signbit(applyFloat(AIC_NPU_VEC_MAX, 0.0f, -0.0f, 0)));
  EXPECT(signbit(applyFloat(AIC_NPU_VEC_MIN, -0.0f, 0.0f, 0)));
  EXPECT(signbit(applyFloat(AIC_NPU_VEC_MIN, 0.0f, -0.0f, 0)));
  EXPECT(isnan(applyFloat(AIC_NPU_VEC_MAX, NAN, 1, 0)));
  EXPECT(isnan(applyFloat(AIC_NPU_VEC_MIN, 1, NAN, 0)));
  EXPECT(applyFloat(AIC_NPU_VEC_NEG, 2, 0, 0) == -2);
  EXPECT(applyFloat(AIC_NPU_VEC_ABS, -2, 0, 0) == 2);
  EXPECT(applyFloat(AIC_NPU_VEC_LT, 1, 2, 0) == 1);
  EXPECT(applyFloat(AIC_NPU_VEC_LE, NAN, 2, 0) == 0);
  EXPECT(applyFloat(AIC_NPU_VEC_GT, 3, 2, 0) == 1);
  EXPECT(applyFloat(AIC_NPU_VEC_GE, 2, 2, 0) == 1);
  EXPECT(applyFloat(AIC_NPU_VEC_EQ, NAN, NAN, 0) == 0);
  EXPECT(applyFloat(AIC_NPU_VEC_NE, NAN, NAN, 0) == 1);
  EXPECT(applyFloat(AIC_NPU_VEC_SELECT, 5, 6, -0.0f) == 6);
  EXPECT(applyFloat(AIC_NPU_VEC_SELECT, 5, 6, 0.5f) == 5);
  EXPECT(applyFloat(AIC_NPU_VEC_EXP2, 10, 0, 0) == 1024);
  EXPECT(applyFloat(AIC_NPU_VEC_RCP, 3, 0, 0) == 1.0f / 3);
  EXPECT(applyFloat(AIC_NPU_VEC_RSQRT, 4, 0, 0) == 0.5f);
  EXPECT(applyFloat(AIC_NPU_VEC_RSQRT, 0, 0, 0) == INFINITY);
  EXPECT(applyFloat(AIC_NPU_VEC_SQRT, 2, 0, 0) == sqrtf(2));
  EXPECT(applyFloat(AIC_NPU_VEC_FLOOR, -1.5f, 0, 0) == -2);
  EXPECT(applyFloat(AIC_NPU_VEC_ROUND, 2.5f, 0, 0) == 2);
  EXPECT(applyFloat(AIC_NPU_VEC_AND, 1, 1, 0) == 1);
}

static double readAs(const unsigned char *at, AicNpuType type) {
  float value;
  int32_t whole;
  uint16_t half;
  switch (type) {
  case AIC_NPU_I4:
    return (*at & 15) - (*at & 8) * 2;
  case AIC_NPU_I8:
    return *(const signed char *)at;
  case AIC_NPU_I32:
    memcpy(&whole, at, 4);
    return whole;
  case AIC_NPU_BF16:
  case AIC_NPU_F16:
    memcpy(&half, at, 2);
    return type == AIC_NPU_F16 ? aicF16ToFloat(half) : aicBf16ToFloat(half);
  default:
    memcpy(&value, at, 4);
    return value;
  }
}

static void writeAs(unsigned char *at, AicNpuType type, int value) {
  float number = (float)value;
  int32_t whole = value;
  uint16_t half =
      type == AIC_NPU_F16 ? aicFloatToF16(number) : aicFloatToBf16(number);
  if (type == AIC_NPU_I8 || type == AIC_NPU_I4)
    *(signed char *)at = (signed char)value;
  else
    memcpy(at,
           type == AIC_NPU_I32         ? (void *)&whole
           : aicNpuTypeSize(type) == 2 ? (void *)&half
                                       : (void *)&number,
           aicNpuTypeSize(type));
}

/// Random shapes, types, orders of dimensions and broadcasts: the sum over r of
/// 2 * x + y, plus the first y, where small integers make all types exact.
static void checkShapes(void) {
  uint64_t seed = 21;
  for (int round = 0; round < 2000; ++round) {
    bool reduces = round % 2;
    AicNpuVec vec = {
        .numSources = 2,
        .compute = randomBelow(&seed, 2) ? AIC_NPU_F32 : AIC_NPU_I32,
        .reduce = reduces ? AIC_NPU_REDUCE_ADD : AIC_NPU_REDUCE_NONE,
        .reduced = 5,
        .result = 6};
    uint32_t sizes[5];
    for (int d = 0; d < 5; ++d)
      sizes[d] = d < 3 ? 1 + randomBelow(&seed, d == 2 ? 200 : 4)
                       : 1 + (reduces ? randomBelow(&seed, 3) : 0);
    if (randomBelow(&seed, 2)) { // a short innermost dimension
      uint32_t swap = sizes[2];
      sizes[2] = sizes[0];
      sizes[0] = swap;
    }
    memcpy(vec.p, sizes, sizeof vec.p);
    memcpy(vec.r, sizes + 3, sizeof vec.r);
    uint32_t one = vec.compute == AIC_NPU_F32 ? aicFloatBits(1) : 1;
    vec.init = one;
    vec.ops[0] = (AicNpuMicroOp){.op = AIC_NPU_VEC_ADD, .dst = 4};
    vec.ops[1] =
        (AicNpuMicroOp){.op = AIC_NPU_VEC_ADD, .dst = 5, .a = 4, .b = 1};
    vec.ops[2] =
        (AicNpuMicroOp){.op = AIC_NPU_VEC_ADD, .dst = 6, .a = 5, .b = 1};
    vec.numOps = 3;
    vec.split = reduces ? 2 : 3;
    for (int s = 0; s < 2; ++s) {
      AicNpuVecSource *source = &vec.sources[s];
      source->type = (AicNpuType)randomBelow(&seed, AIC_NPU_NUM_TYPES);
      source->ref = aicNpuRefAt(AIC_NPU_SPAD, (uint32_t)s * 32768);
      uint32_t step = aicNpuTypeSize(source->type);
      for (int d = 4; d >= 0; --d) {
        bool broadcast = randomBelow(&seed, 4) == 0;
        source->stride[d] = broadcast ? 0 : (int32_t)step;
        // Stay in the half of the memory.
        if (!broadcast && step * sizes[d] < 32000)
          step *= sizes[d];
        else
          source->stride[d] = 0;
      }
      for (uint32_t at = 0; at < 32768; at += 4)
        for (uint32_t i = 0; i < 4; i += aicNpuTypeSize(source->type))
          writeAs(spad + s * 32768 + at + i, source->type,
                  (int)randomBelow(&seed, 5) - 2);
    }
    vec.dstType = (AicNpuType)randomBelow(&seed, AIC_NPU_NUM_TYPES);
    vec.dst = aicNpuRefAt(AIC_NPU_ACC, 0);
    uint32_t size = aicNpuTypeSize(vec.dstType);
    vec.dstStride[2] = (int32_t)size;
    vec.dstStride[1] = (int32_t)(size * sizes[2]);
    vec.dstStride[0] = (int32_t)(size * sizes[2] * sizes[1]);
    execute(&vec);
    uint32_t i[5];
    for (i[0] = 0; i[0] < sizes[0]; ++i[0])
      for (i[1] = 0; i[1] < sizes[1]; ++i[1])
        for (i[2] = 0; i[2] < sizes[2]; ++i[2]) {
          double sum = reduces, first = 0;
          for (i[3] = 0; i[3] < sizes[3]; ++i[3])
            for (i[4] = 0; i[4] < sizes[4]; ++i[4]) {
              double v[2];
              for (int s = 0; s < 2; ++s) {
                const unsigned char *at = spad + s * 32768;
                for (int d = 0; d < 5; ++d)
                  at += i[d] * (uint32_t)vec.sources[s].stride[d];
                v[s] = readAs(at, vec.sources[s].type);
              }
              sum += 2 * v[0] + v[1];
              if (!i[3] && !i[4])
                first = v[1];
            }
          uint32_t at = 0;
          for (int d = 0; d < 3; ++d)
            at += i[d] * (uint32_t)vec.dstStride[d];
          double wanted = sum + first;
          if (vec.dstType == AIC_NPU_I4) // saturates, others are wide enough
            wanted = wanted > 7 ? 7 : wanted < -8 ? -8 : wanted;
          EXPECT(readAs(acc + at, vec.dstType) == wanted);
        }
  }
}

/// Storing rounds and saturates.
static void checkStores(void) {
  static const struct {
    AicNpuType compute, type;
    double from, to;
  } cases[] = {{AIC_NPU_I32, AIC_NPU_I8, 128, 127},
               {AIC_NPU_I32, AIC_NPU_I8, -129, -128},
               {AIC_NPU_I32, AIC_NPU_I4, 8, 7},
               {AIC_NPU_F32, AIC_NPU_I4, -8.75, -8},
               {AIC_NPU_F32, AIC_NPU_I8, 2.5, 2},
               {AIC_NPU_F32, AIC_NPU_I8, -1000, -128},
               {AIC_NPU_F32, AIC_NPU_I32, 1e10, INT32_MAX},
               {AIC_NPU_I32, AIC_NPU_F32, 16777217, 16777216},
               {AIC_NPU_I32, AIC_NPU_BF16, 257, 256},
               {AIC_NPU_F32, AIC_NPU_BF16, 1.01171875, 1.015625}};
  for (size_t c = 0; c < sizeof cases / sizeof *cases; ++c) {
    AicNpuVec vec = {.p = {1, 1, 1},
                     .r = {1, 1},
                     .numSources = 1,
                     .sources = {{.ref = aicNpuRefAt(AIC_NPU_SPAD, 0),
                                  .type = cases[c].compute}},
                     .dst = aicNpuRefAt(AIC_NPU_ACC, 0),
                     .dstType = cases[c].type,
                     .compute = cases[c].compute};
    float value = (float)cases[c].from;
    int32_t whole = (int32_t)(fabs(cases[c].from) < 2e9 ? cases[c].from : 0);
    memcpy(spad, cases[c].compute == AIC_NPU_F32 ? (void *)&value : &whole, 4);
    execute(&vec);
    EXPECT(readAs(acc, cases[c].type) == cases[c].to);
  }
}

/// A row softmax in three commands, the last in place.
static void checkSoftmax(void) {
  enum { ROWS = 5, COLS = 37 };
  uint64_t seed = 31;
  float x[ROWS][COLS], got[ROWS][COLS];
  for (int i = 0; i < ROWS * COLS; ++i)
    x[i / COLS][i % COLS] = 4 * randomFloat(&seed);
  memcpy(spad, x, sizeof x);
  AicNpuRef at = aicNpuRefAt(AIC_NPU_SPAD, 0);
  AicNpuRef maxima = aicNpuRefAt(AIC_NPU_ACC, 0);
  AicNpuRef sums = aicNpuRefAt(AIC_NPU_ACC, 64);
  AicNpuVec rows = {.p = {1, 1, ROWS},
                    .r = {1, COLS},
                    .numSources = 1,
                    .sources = {{.ref = at,
                                 .type = AIC_NPU_F32,
                                 .stride = {0, 0, COLS * 4, 0, 4}}},
                    .dst = maxima,
                    .dstType = AIC_NPU_F32,
                    .dstStride = {0, 0, 4},
                    .compute = AIC_NPU_F32,
                    .reduce = AIC_NPU_REDUCE_MAX,
                    .init = aicFloatBits(-INFINITY)};
  execute(&rows);
  AicNpuVec powers = {.p = {1, ROWS, COLS},
                      .r = {1, 1},
                      .numSources = 2,
                      .sources = {{at, AIC_NPU_F32, {0, COLS * 4, 4, 0, 0}, 0},
                                  {maxima, AIC_NPU_F32, {0, 4, 0, 0, 0}, 0}},
                      .dst = at,
                      .dstType = AIC_NPU_F32,
                      .dstStride = {0, COLS * 4, 4},
                      .compute = AIC_NPU_F32,
                      .numOps = 3,
                      .split = 3,
                      .ops = {{.op = AIC_NPU_VEC_SUB, .dst = 0, .a = 0, .b = 1},
                              {.op = AIC_NPU_VEC_MUL,
                               .immediate = true,
                               .imm = aicFloatBits(1.44269504f)},
                              {.op = AIC_NPU_VEC_EXP2}}};
  execute(&powers);
  rows.dst = sums;
  rows.reduce = AIC_NPU_REDUCE_ADD;
  rows.init = 0;
  rows.numOps = 1; // after the reduction
  rows.ops[0] = (AicNpuMicroOp){.op = AIC_NPU_VEC_RCP};
  execute(&rows);
  powers.sources[1].ref = sums;
  powers.numOps = powers.split = 1;
  powers.ops[0] = (AicNpuMicroOp){.op = AIC_NPU_VEC_MUL, .b = 1};
  execute(&powers);
  memcpy(got, spad, sizeof got);
  for (int r = 0; r < ROWS; ++r) {
    double sum = 0;
    for (int c = 0; c < COLS; ++c)
      sum += exp((double)x[r][c]);
    for (int c = 0; c < COLS; ++c)
      EXPECT(fabs(got[r][c] - exp((double)x[r][c]) / sum) < 1e-6);
  }
}

int main(void) {
  checkInts();
  checkFloats();
  checkStores();
  checkShapes();
  checkSoftmax();
  return 0;
}
