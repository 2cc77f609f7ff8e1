//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Verification of vector commands: operands, micro-ops, registers.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/vec_ops.h"
#include "runtime/npu/verify_parts.h"

#define F32 (1u << AIC_NPU_F32)
#define I32 (1u << AIC_NPU_I32)

/// Register operands of a micro-op, and the compute types that have it.
static const struct {
  uint8_t operands;
  uint8_t types;
} ops[AIC_NPU_NUM_VEC_OPS] = {
    [AIC_NPU_VEC_MOV] = {1, F32 | I32},    [AIC_NPU_VEC_IMM] = {0, F32 | I32},
    [AIC_NPU_VEC_ADD] = {2, F32 | I32},    [AIC_NPU_VEC_SUB] = {2, F32 | I32},
    [AIC_NPU_VEC_MUL] = {2, F32 | I32},    [AIC_NPU_VEC_DIV] = {2, F32 | I32},
    [AIC_NPU_VEC_MAX] = {2, F32 | I32},    [AIC_NPU_VEC_MIN] = {2, F32 | I32},
    [AIC_NPU_VEC_NEG] = {1, F32 | I32},    [AIC_NPU_VEC_ABS] = {1, F32 | I32},
    [AIC_NPU_VEC_LT] = {2, F32 | I32},     [AIC_NPU_VEC_LE] = {2, F32 | I32},
    [AIC_NPU_VEC_GT] = {2, F32 | I32},     [AIC_NPU_VEC_GE] = {2, F32 | I32},
    [AIC_NPU_VEC_EQ] = {2, F32 | I32},     [AIC_NPU_VEC_NE] = {2, F32 | I32},
    [AIC_NPU_VEC_SELECT] = {3, F32 | I32}, [AIC_NPU_VEC_SHL] = {2, I32},
    [AIC_NPU_VEC_ASHR] = {2, I32},         [AIC_NPU_VEC_AND] = {2, F32 | I32},
    [AIC_NPU_VEC_OR] = {2, F32 | I32},     [AIC_NPU_VEC_XOR] = {2, F32 | I32},
    [AIC_NPU_VEC_EXP2] = {1, F32},         [AIC_NPU_VEC_RCP] = {1, F32},
    [AIC_NPU_VEC_RSQRT] = {1, F32},        [AIC_NPU_VEC_SQRT] = {1, F32},
    [AIC_NPU_VEC_FLOOR] = {1, F32},        [AIC_NPU_VEC_ROUND] = {1, F32},
    [AIC_NPU_VEC_RESCALE] = {3, I32},      [AIC_NPU_VEC_LUT] = {2, F32 | I32},
};

uint32_t aicNpuVecOpOperands(AicNpuVecOp op) {
  return op < AIC_NPU_NUM_VEC_OPS ? ops[op].operands : 3;
}

/// One micro-op; `written` is the set of registers with a value.
static bool checkOp(Verifier *verifier, const AicNpuVec *vec, int number,
                    uint32_t *written) {
  const AicNpuMicroOp *op = &vec->ops[number];
  if (op->op >= AIC_NPU_NUM_VEC_OPS)
    return aicVerifyFail(verifier, "micro-op %d: unknown %d", number,
                         (int)op->op);
  const char *name = aicNpuVecOpName(op->op);
  if (!(verifier->machine->vector.ops >> op->op & 1) ||
      (op->op == AIC_NPU_VEC_RESCALE && !verifier->machine->vector.requant))
    return aicVerifyFail(verifier, "micro-op %d: machine '%s' has no %s",
                         number, verifier->machine->name, name);
  if (!(ops[op->op].types >> vec->compute & 1))
    return aicVerifyFail(verifier, "micro-op %d: %s does not compute in %s",
                         number, name, aicNpuTypeName(vec->compute));
  if (op->immediate && ops[op->op].operands < 2)
    return aicVerifyFail(verifier,
                         "micro-op %d: %s has no operand b to be immediate",
                         number, name);
  // The shift that goes with an immediate multiplier is one itself.
  bool shifts = op->op == AIC_NPU_VEC_RESCALE && op->immediate;
  if (shifts && op->c > 63)
    return aicVerifyFail(verifier, "micro-op %d: shift %u, at most 63", number,
                         op->c);
  bool looksUp = op->op == AIC_NPU_VEC_LUT;
  if (looksUp && (op->immediate || op->b >= vec->numSources ||
                  !vec->sources[op->b].entries))
    return aicVerifyFail(verifier, "micro-op %d: source %u is no table", number,
                         op->b);
  uint8_t reads[3] = {op->a, op->b, op->c};
  for (int i = 0; i < (shifts || looksUp ? 1 : ops[op->op].operands); ++i)
    if (!(i == 1 && op->immediate) &&
        (reads[i] >= AIC_NPU_NUM_REGISTERS || !(*written >> reads[i] & 1)))
      return aicVerifyFail(verifier,
                           "micro-op %d: %s reads register %u, which has no "
                           "value",
                           number, name, reads[i]);
  if (op->dst >= AIC_NPU_NUM_REGISTERS)
    return aicVerifyFail(verifier, "micro-op %d: register %u", number, op->dst);
  *written |= 1u << op->dst;
  return true;
}

static bool checkProgram(Verifier *verifier, const AicNpuVec *vec) {
  if (vec->compute != AIC_NPU_F32 && vec->compute != AIC_NPU_I32)
    return aicVerifyFail(verifier, "computes in type %d", (int)vec->compute);
  if (vec->numOps > AIC_NPU_MAX_VEC_OPS || vec->split > vec->numOps)
    return aicVerifyFail(verifier, "%u micro-ops, %u of them before the split",
                         vec->numOps, vec->split);
  if (vec->reduce > AIC_NPU_REDUCE_MIN)
    return aicVerifyFail(verifier, "unknown reduction %d", (int)vec->reduce);
  bool reduces = vec->reduce != AIC_NPU_REDUCE_NONE;
  if (!reduces &&
      (vec->split != vec->numOps || vec->r[0] != 1 || vec->r[1] != 1))
    return aicVerifyFail(verifier,
                         "reduces %ux%u points and splits %u micro-ops at %u "
                         "without a reduction",
                         vec->r[0], vec->r[1], vec->numOps, vec->split);
  uint32_t sources = 0;
  for (int s = 0; s < vec->numSources; ++s)
    if (!vec->sources[s].entries)
      sources |= 1u << s;
  uint32_t written = sources;
  for (int i = 0; i < vec->split; ++i)
    if (!checkOp(verifier, vec, i, &written))
      return false;
  if (reduces) {
    if (vec->reduced >= AIC_NPU_NUM_REGISTERS || !(written >> vec->reduced & 1))
      return aicVerifyFail(verifier, "reduces register %u, which has no value",
                           vec->reduced);
    written = sources | 1u << vec->reduced;
    for (int i = vec->split; i < vec->numOps; ++i)
      if (!checkOp(verifier, vec, i, &written))
        return false;
  }
  if (vec->result >= AIC_NPU_NUM_REGISTERS || !(written >> vec->result & 1))
    return aicVerifyFail(verifier, "stores register %u, which has no value",
                         vec->result);
  return true;
}

static bool checkType(Verifier *verifier, AicNpuType type) {
  if (type >= AIC_NPU_NUM_TYPES)
    return aicVerifyFail(verifier, "unknown element type %d", (int)type);
  if (!(verifier->machine->vector.types >> type & 1))
    return aicVerifyFail(verifier, "machine '%s' has no vectors of %s",
                         verifier->machine->name, aicNpuTypeName(type));
  return true;
}

/// A table is as the machine can hold it, and so are all of them together.
static bool checkTable(Verifier *verifier, const AicNpuVec *vec, int number) {
  const AicMachine *machine = verifier->machine;
  const AicNpuVecSource *table = &vec->sources[number];
  uint64_t tables = 0, bits = 8ull * aicNpuTypeSize(table->type);
  for (int s = 0; s <= number; ++s)
    tables += vec->sources[s].entries != 0;
  if (tables > machine->vector.lutTables)
    return aicVerifyFail(verifier,
                         "source %d is table %llu, machine '%s' has %llu",
                         number, (unsigned long long)tables, machine->name,
                         (unsigned long long)machine->vector.lutTables);
  if (table->entries > machine->vector.lutEntries ||
      bits > machine->vector.lutBits)
    return aicVerifyFail(
        verifier,
        "source %d: a table of %u x %llu bits, machine '%s' has %llu x %llu",
        number, table->entries, (unsigned long long)bits, machine->name,
        (unsigned long long)machine->vector.lutEntries,
        (unsigned long long)machine->vector.lutBits);
  for (int d = 0; d < 5; ++d)
    if (table->stride[d])
      return aicVerifyFail(verifier, "source %d is a table with strides",
                           number);
  return true;
}

bool aicVerifyVec(Verifier *verifier, const AicNpuVec *vec) {
  if (vec->numSources > AIC_NPU_MAX_SOURCES)
    return aicVerifyFail(verifier, "has %u sources, at most %d",
                         vec->numSources, AIC_NPU_MAX_SOURCES);
  if (!checkType(verifier, vec->dstType) ||
      !checkType(verifier, vec->compute) || !checkProgram(verifier, vec))
    return false;
  uint32_t sizes[5] = {vec->p[0], vec->p[1], vec->p[2], vec->r[0], vec->r[1]};
  // Points are bounded, so that their number does not overflow.
  uint64_t points = 1;
  for (int d = 0; d < 5; ++d) {
    points *= sizes[d];
    if (points > UINT32_MAX)
      return aicVerifyFail(verifier, "has more than %u points", UINT32_MAX);
  }
  for (int s = 0; s < vec->numSources; ++s) {
    static const char *const names[] = {"source 0", "source 1", "source 2",
                                        "source 3", "source 4", "source 5"};
    const AicNpuVecSource *source = &vec->sources[s];
    if (!checkType(verifier, source->type))
      return false;
    uint32_t elem = aicNpuTypeSize(source->type);
    if (source->entries && !checkTable(verifier, vec, s))
      return false;
    uint64_t bytes = source->entries
                         ? (uint64_t)source->entries * elem
                         : aicVerifyExtent(verifier, names[s], sizes,
                                           source->stride, 5, elem);
    if (!bytes || !aicVerifyRef(verifier, &source->ref, names[s], bytes, elem))
      return false;
  }
  uint32_t elem = aicNpuTypeSize(vec->dstType);
  uint64_t bytes =
      aicVerifyExtent(verifier, "destination", sizes, vec->dstStride, 3, elem);
  return bytes && aicVerifyRef(verifier, &vec->dst, "destination", bytes, elem);
}
