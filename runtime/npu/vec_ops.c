//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The micro-ops, in f32 and in i32.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/vec_ops.h"

#include "runtime/npu/execute.h"

#include <math.h>
#include <string.h>

/// d[i] = value for all elements; x, y and z are the operands.
#define EACH(member, value)                                                    \
  for (int i = 0; i < count; ++i) {                                            \
    x = a->member[i], y = b->member[i], z = c->member[i];                      \
    (void)x, (void)y, (void)z;                                                 \
    d->member[i] = (value);                                                    \
  }                                                                            \
  break

static float maximum(float x, float y) {
  if (x != x || y != y)
    return x != x ? x : y;
  return x > y || (x == y && !signbit(x)) ? x : y;
}

static float minimum(float x, float y) {
  if (x != x || y != y)
    return x != x ? x : y;
  return x < y || (x == y && signbit(x)) ? x : y;
}

static void applyFloat(AicNpuLanes *d, const AicNpuLanes *a,
                       const AicNpuLanes *b, const AicNpuLanes *c,
                       AicNpuVecOp op, int count) {
  float x, y, z;
  switch (op) {
  case AIC_NPU_VEC_MOV:
    EACH(f, x);
  case AIC_NPU_VEC_IMM:
    EACH(f, y);
  case AIC_NPU_VEC_ADD:
    EACH(f, x + y);
  case AIC_NPU_VEC_SUB:
    EACH(f, x - y);
  case AIC_NPU_VEC_MUL:
    EACH(f, x * y);
  case AIC_NPU_VEC_DIV:
    EACH(f, x / y);
  case AIC_NPU_VEC_MAX:
    EACH(f, maximum(x, y));
  case AIC_NPU_VEC_MIN:
    EACH(f, minimum(x, y));
  case AIC_NPU_VEC_NEG:
    EACH(f, -x);
  case AIC_NPU_VEC_ABS:
    EACH(f, fabsf(x));
  case AIC_NPU_VEC_LT:
    EACH(f, x < y ? 1.0f : 0.0f);
  case AIC_NPU_VEC_LE:
    EACH(f, x <= y ? 1.0f : 0.0f);
  case AIC_NPU_VEC_GT:
    EACH(f, x > y ? 1.0f : 0.0f);
  case AIC_NPU_VEC_GE:
    EACH(f, x >= y ? 1.0f : 0.0f);
  case AIC_NPU_VEC_EQ:
    EACH(f, x == y ? 1.0f : 0.0f);
  case AIC_NPU_VEC_NE:
    EACH(f, x != y ? 1.0f : 0.0f);
  case AIC_NPU_VEC_SELECT:
    EACH(f, z != 0 ? x : y);
  case AIC_NPU_VEC_EXP2:
    EACH(f, aicNpuExp2(x));
  case AIC_NPU_VEC_RCP:
    EACH(f, 1.0f / x);
  case AIC_NPU_VEC_RSQRT:
    EACH(f, (float)(1.0 / sqrt((double)x)));
  case AIC_NPU_VEC_SQRT:
    EACH(f, sqrtf(x));
  case AIC_NPU_VEC_FLOOR:
    EACH(f, floorf(x));
  case AIC_NPU_VEC_ROUND:
    EACH(f, nearbyintf(x));
  default:
    break;
  }
}

static uint32_t divide(int32_t x, int32_t y) {
  if (y == 0)
    return 0;
  // The quotient of the smallest number by -1 wraps.
  return y == -1 ? 0u - (uint32_t)x : (uint32_t)(x / y);
}

static uint32_t shiftRight(int32_t x, uint32_t amount) {
  uint32_t bits = (uint32_t)x >> amount;
  return x < 0 && amount ? bits | ~0u << (32 - amount) : bits;
}

/// Bits of i32 results: unsigned arithmetic wraps.
static void applyInt(AicNpuLanes *d, const AicNpuLanes *a, const AicNpuLanes *b,
                     const AicNpuLanes *c, const AicNpuMicroOp *op, int count) {
  uint32_t x, y, z;
#define I(bits) ((int32_t)(bits))
  switch (op->op) {
  case AIC_NPU_VEC_MOV:
    EACH(u, x);
  case AIC_NPU_VEC_IMM:
    EACH(u, y);
  case AIC_NPU_VEC_ADD:
    EACH(u, x + y);
  case AIC_NPU_VEC_SUB:
    EACH(u, x - y);
  case AIC_NPU_VEC_MUL:
    EACH(u, x * y);
  case AIC_NPU_VEC_DIV:
    EACH(u, divide(I(x), I(y)));
  case AIC_NPU_VEC_MAX:
    EACH(u, I(x) > I(y) ? x : y);
  case AIC_NPU_VEC_MIN:
    EACH(u, I(x) < I(y) ? x : y);
  case AIC_NPU_VEC_NEG:
    EACH(u, 0u - x);
  case AIC_NPU_VEC_ABS:
    EACH(u, I(x) < 0 ? 0u - x : x);
  case AIC_NPU_VEC_LT:
    EACH(u, I(x) < I(y));
  case AIC_NPU_VEC_LE:
    EACH(u, I(x) <= I(y));
  case AIC_NPU_VEC_GT:
    EACH(u, I(x) > I(y));
  case AIC_NPU_VEC_GE:
    EACH(u, I(x) >= I(y));
  case AIC_NPU_VEC_EQ:
    EACH(u, x == y);
  case AIC_NPU_VEC_NE:
    EACH(u, x != y);
  case AIC_NPU_VEC_SELECT:
    EACH(u, z ? x : y);
  case AIC_NPU_VEC_SHL:
    EACH(u, x << (y & 31));
  case AIC_NPU_VEC_ASHR:
    EACH(u, shiftRight(I(x), y & 31));
  case AIC_NPU_VEC_RESCALE:
    EACH(u, (uint32_t)aicNpuRescale(I(x), I(y), I(z), op->doubleRound));
  default:
    break;
  }
}

static void applyBits(AicNpuLanes *d, const AicNpuLanes *a,
                      const AicNpuLanes *b, AicNpuVecOp op, int count) {
  for (int i = 0; i < count; ++i) {
    uint32_t x = a->u[i], y = b->u[i];
    d->u[i] = op == AIC_NPU_VEC_AND  ? x & y
              : op == AIC_NPU_VEC_OR ? x | y
                                     : x ^ y;
  }
}

void aicNpuVecApply(AicNpuLanes *v, const AicNpuMicroOp *op, AicNpuType compute,
                    int count, AicNpuLanes *scratch) {
  // Fields that the op does not use may name any register.
  const AicNpuLanes *a = &v[op->a % AIC_NPU_NUM_REGISTERS];
  const AicNpuLanes *b = &v[op->b % AIC_NPU_NUM_REGISTERS];
  const AicNpuLanes *c = &v[op->c % AIC_NPU_NUM_REGISTERS];
  AicNpuLanes *d = &v[op->dst];
  if (op->immediate || op->op == AIC_NPU_VEC_IMM) {
    for (int i = 0; i < count; ++i)
      scratch->u[i] = op->imm;
    b = scratch;
  }
  if (op->op == AIC_NPU_VEC_RESCALE && op->immediate) {
    for (int i = 0; i < count; ++i)
      d->i[i] =
          aicNpuRescale(a->i[i], b->i[i], (int32_t)op->c, op->doubleRound);
    return;
  }
  if (op->op == AIC_NPU_VEC_AND || op->op == AIC_NPU_VEC_OR ||
      op->op == AIC_NPU_VEC_XOR)
    applyBits(d, a, b, op->op, count);
  else if (compute == AIC_NPU_F32)
    applyFloat(d, a, b, c, op->op, count);
  else
    applyInt(d, a, b, c, op, count);
}

void aicNpuVecCombine(AicNpuLanes *into, const AicNpuLanes *value,
                      AicNpuReduce reduce, AicNpuType compute, int count) {
  static const AicNpuVecOp ops[] = {AIC_NPU_VEC_MOV, AIC_NPU_VEC_ADD,
                                    AIC_NPU_VEC_MAX, AIC_NPU_VEC_MIN};
  AicNpuMicroOp op = {.op = ops[reduce]};
  if (compute == AIC_NPU_F32)
    applyFloat(into, into, value, into, op.op, count);
  else
    applyInt(into, into, value, into, &op, count);
}
