//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// VEC: reads sources into registers, a chunk of points at a time, runs the
// micro-program, and stores the result.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/execute.h"
#include "runtime/npu/half.h"
#include "runtime/npu/vec_ops.h"

#include <string.h>

/// The command with its parallel dimensions in the order of execution: merged
/// where all operands allow it, a long one innermost.
typedef struct Plan {
  const AicNpuVec *vec;
  uint64_t size[3];
  int64_t stride[AIC_NPU_MAX_SOURCES + 1][3]; ///< the destination is last
  const unsigned char *sources[AIC_NPU_MAX_SOURCES];
  unsigned char *dst;
} Plan;

static void swapDims(Plan *plan, int x, int y) {
  uint64_t size = plan->size[x];
  plan->size[x] = plan->size[y];
  plan->size[y] = size;
  for (int s = 0; s <= AIC_NPU_MAX_SOURCES; ++s) {
    int64_t stride = plan->stride[s][x];
    plan->stride[s][x] = plan->stride[s][y];
    plan->stride[s][y] = stride;
  }
}

static void orderDims(Plan *plan) {
  for (int inner = 2; inner > 0; --inner) {
    int outer = inner - 1;
    bool merges = true;
    for (int s = 0; s <= AIC_NPU_MAX_SOURCES; ++s)
      merges &= plan->size[outer] == 1 || plan->size[inner] == 1 ||
                plan->stride[s][outer] ==
                    plan->stride[s][inner] * (int64_t)plan->size[inner];
    if (!merges)
      continue;
    // The pair becomes the outer one, which the next turn may merge further.
    for (int s = 0; s <= AIC_NPU_MAX_SOURCES; ++s)
      if (plan->size[inner] > 1)
        plan->stride[s][outer] = plan->stride[s][inner];
    plan->size[outer] *= plan->size[inner];
    plan->size[inner] = 1;
  }
  int longest = 2;
  for (int d = 0; d < 3; ++d)
    if (plan->size[d] > plan->size[longest])
      longest = d;
  if (plan->size[2] < 16 && longest != 2)
    swapDims(plan, longest, 2);
}

/// Reads `count` elements into a register, converted to the compute type.
static void load(AicNpuLanes *to, const unsigned char *from, int64_t stride,
                 AicNpuType type, AicNpuType compute, int count) {
  if (aicNpuTypeSize(type) == 4) {
    if (stride == 4)
      memcpy(to->u, from, (size_t)count * 4);
    else
      for (int i = 0; i < count; ++i)
        memcpy(&to->u[i], from + i * stride, 4);
  } else if (type == AIC_NPU_I4) {
    for (int i = 0; i < count; ++i)
      to->i[i] = aicNpuI4(from[i * stride]);
  } else if (type == AIC_NPU_I8) {
    for (int i = 0; i < count; ++i)
      to->i[i] = ((const signed char *)from)[i * stride];
  } else {
    for (int i = 0; i < count; ++i) {
      uint16_t half;
      memcpy(&half, from + i * stride, sizeof half);
      to->f[i] = aicHalfToFloat(type, half);
    }
  }
  bool integer = aicNpuTypeIsInteger(type);
  if (integer && compute == AIC_NPU_F32)
    for (int i = 0; i < count; ++i)
      to->f[i] = (float)to->i[i];
  else if (!integer && compute == AIC_NPU_I32)
    for (int i = 0; i < count; ++i)
      to->i[i] = aicNpuRoundToInt(to->f[i]);
}

/// Converts the register in place and stores it.
static void store(AicNpuLanes *from, unsigned char *to, int64_t stride,
                  AicNpuType type, AicNpuType compute, int count) {
  bool integer = aicNpuTypeIsInteger(type);
  if (integer && compute == AIC_NPU_F32)
    for (int i = 0; i < count; ++i)
      from->i[i] = aicNpuRoundToInt(from->f[i]);
  else if (!integer && compute == AIC_NPU_I32)
    for (int i = 0; i < count; ++i)
      from->f[i] = (float)from->i[i];
  int32_t most = type == AIC_NPU_I4 ? 7 : 127;
  switch (type) {
  case AIC_NPU_I4:
  case AIC_NPU_I8:
    for (int i = 0; i < count; ++i) {
      int32_t value = from->i[i];
      value = value > most ? most : value < -most - 1 ? -most - 1 : value;
      ((signed char *)to)[i * stride] = (signed char)value;
    }
    break;
  case AIC_NPU_BF16:
  case AIC_NPU_F16:
    for (int i = 0; i < count; ++i) {
      uint16_t half = aicFloatToHalf(type, from->f[i]);
      memcpy(to + i * stride, &half, sizeof half);
    }
    break;
  default:
    for (int i = 0; i < count; ++i)
      memcpy(to + i * stride, &from->u[i], 4);
    break;
  }
}

/// Loads all sources of the points from `at` on, moved by the reduction.
static void loadAll(const Plan *plan, AicNpuLanes *v, const uint64_t at[3],
                    uint32_t r0, uint32_t r1, int count) {
  const AicNpuVec *vec = plan->vec;
  for (int s = 0; s < vec->numSources; ++s) {
    if (vec->sources[s].entries)
      continue;
    const int64_t *stride = plan->stride[s];
    const unsigned char *from = plan->sources[s] + (int64_t)at[0] * stride[0] +
                                (int64_t)at[1] * stride[1] +
                                (int64_t)at[2] * stride[2] +
                                (int64_t)r0 * vec->sources[s].stride[3] +
                                (int64_t)r1 * vec->sources[s].stride[4];
    load(&v[s], from, stride[2], vec->sources[s].type, vec->compute, count);
  }
}

/// v[dst] = the entries of a table that v[a] tells.
static void lookUp(const Plan *plan, AicNpuLanes *v, const AicNpuMicroOp *op,
                   int count) {
  const AicNpuVecSource *table = &plan->vec->sources[op->b];
  const unsigned char *entries = plan->sources[op->b];
  AicNpuType compute = plan->vec->compute;
  uint32_t size = aicNpuTypeSize(table->type);
  AicNpuLanes one;
  for (int i = 0; i < count; ++i) {
    int64_t index = compute == AIC_NPU_F32 ? aicNpuRoundToInt(v[op->a].f[i])
                                           : v[op->a].i[i];
    index = index < 0 ? 0 : index < table->entries ? index : table->entries - 1;
    load(&one, entries + index * size, size, table->type, compute, 1);
    v[op->dst].u[i] = one.u[0];
  }
}

static void apply(const Plan *plan, AicNpuLanes *v, const AicNpuMicroOp *op,
                  int count, AicNpuLanes *scratch) {
  if (op->op == AIC_NPU_VEC_LUT)
    lookUp(plan, v, op, count);
  else
    aicNpuVecApply(v, op, plan->vec->compute, count, scratch);
}

/// All of the command for up to AIC_NPU_CHUNK points.
static void runChunk(const Plan *plan, AicNpuLanes *v, const uint64_t at[3],
                     int count) {
  const AicNpuVec *vec = plan->vec;
  AicNpuLanes scratch, combined;
  if (vec->reduce == AIC_NPU_REDUCE_NONE) {
    loadAll(plan, v, at, 0, 0, count);
  } else {
    for (int i = 0; i < count; ++i)
      combined.u[i] = vec->init;
    for (uint32_t r0 = 0; r0 < vec->r[0]; ++r0)
      for (uint32_t r1 = 0; r1 < vec->r[1]; ++r1) {
        loadAll(plan, v, at, r0, r1, count);
        for (int op = 0; op < vec->split; ++op)
          apply(plan, v, &vec->ops[op], count, &scratch);
        aicNpuVecCombine(&combined, &v[vec->reduced], vec->reduce, vec->compute,
                         count);
      }
    if (vec->numOps > vec->split)
      loadAll(plan, v, at, 0, 0, count);
    memcpy(&v[vec->reduced], &combined, sizeof combined);
  }
  int first = vec->reduce == AIC_NPU_REDUCE_NONE ? 0 : vec->split;
  for (int op = first; op < vec->numOps; ++op)
    apply(plan, v, &vec->ops[op], count, &scratch);
  const int64_t *stride = plan->stride[AIC_NPU_MAX_SOURCES];
  unsigned char *to = plan->dst + (int64_t)at[0] * stride[0] +
                      (int64_t)at[1] * stride[1] + (int64_t)at[2] * stride[2];
  store(&v[vec->result], to, stride[2], vec->dstType, vec->compute, count);
}

void aicNpuExecuteVec(const AicNpuMemory *memory, const AicNpuVec *vec,
                      const uint32_t *idx) {
  Plan plan = {.vec = vec};
  for (int d = 0; d < 3; ++d) {
    plan.size[d] = vec->p[d];
    plan.stride[AIC_NPU_MAX_SOURCES][d] = vec->dstStride[d];
    for (int s = 0; s < vec->numSources; ++s)
      plan.stride[s][d] = vec->sources[s].stride[d];
  }
  for (int s = 0; s < vec->numSources; ++s)
    plan.sources[s] = aicNpuLocate(memory, &vec->sources[s].ref, idx);
  plan.dst = aicNpuLocate(memory, &vec->dst, idx);
  orderDims(&plan);
  AicNpuLanes v[AIC_NPU_NUM_REGISTERS];
  memset(v, 0, sizeof v);
  uint64_t at[3];
  for (at[0] = 0; at[0] < plan.size[0]; ++at[0])
    for (at[1] = 0; at[1] < plan.size[1]; ++at[1])
      for (at[2] = 0; at[2] < plan.size[2]; at[2] += AIC_NPU_CHUNK) {
        uint64_t left = plan.size[2] - at[2];
        runChunk(&plan, v, at,
                 left < AIC_NPU_CHUNK ? (int)left : AIC_NPU_CHUNK);
      }
}
