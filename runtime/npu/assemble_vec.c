//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Vector commands from text.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/assemble_parts.h"

#include "runtime/npu/vec_ops.h"

static bool readRegister(Scanner *scanner, uint8_t *number) {
  uint32_t index = 0;
  bool good = aicScanIndexed(scanner, 'v', AIC_NPU_NUM_REGISTERS, &index);
  *number = (uint8_t)index;
  return good;
}

static const char *microOpName(uint32_t index) {
  return aicNpuVecOpName((AicNpuVecOp)index);
}

static const char *sourceTypeName(uint32_t index) {
  return aicNpuTypeName((AicNpuType)index);
}

/// "v2 = sub v1 0x3f800000;" behind the equals sign.
static bool readMicroOp(Scanner *scanner, AicNpuMicroOp *op) {
  uint32_t name;
  if (!aicScanWord(scanner, microOpName, AIC_NPU_NUM_VEC_OPS,
                   "a type or a micro-op", &name))
    return false;
  op->op = (AicNpuVecOp)name;
  op->doubleRound = aicScanTake(scanner, ".double");
  uint8_t *registers[3] = {&op->a, &op->b, &op->c};
  for (uint32_t r = 0; r < aicNpuVecOpOperands(op->op); ++r) {
    const char *at = aicScanBlank(scanner);
    bool immediate = r == 1 && at < scanner->end && *at != 'v';
    op->immediate |= immediate;
    if (r == 2 && op->immediate && op->op == AIC_NPU_VEC_RESCALE) {
      uint64_t shift;
      if (!aicScanNumber(scanner, "a shift", 0, 63, &shift))
        return false;
      op->c = (uint8_t)shift;
      continue;
    }
    if (immediate ? !aicScanBits(scanner, &op->imm)
                  : !readRegister(scanner, registers[r]))
      return false;
  }
  return op->op != AIC_NPU_VEC_IMM || aicScanBits(scanner, &op->imm);
}

/// Whether a statement of the body follows, maybe on another line.
static bool goesOn(Scanner *scanner) {
  Scanner before = *scanner;
  if (aicScanLines(scanner)) {
    const char *at = scanner->at;
    bool number = scanner->end - at > 1 && at[1] >= '0' && at[1] <= '9';
    if (*at == 'v' && number)
      return true;
    if (aicScanTake(scanner, "then")) {
      scanner->at = at;
      return true;
    }
  }
  *scanner = before;
  return false;
}

/// One statement of the body: a source, or a micro-op.
static bool readStatement(Scanner *scanner, uint32_t depth, AicNpuVec *vec) {
  const char *at = aicScanBlank(scanner);
  uint8_t dst;
  if (!readRegister(scanner, &dst) || !aicScanNeed(scanner, "="))
    return false;
  for (uint32_t type = 0; type < AIC_NPU_NUM_TYPES; ++type) {
    if (!aicScanTake(scanner, sourceTypeName(type)))
      continue;
    if (vec->numOps || dst != vec->numSources ||
        vec->numSources == AIC_NPU_MAX_SOURCES)
      return aicScanFail(scanner, at,
                         "sources are v0 to v%d, in order, before the first "
                         "micro-op",
                         AIC_NPU_MAX_SOURCES - 1);
    AicNpuVecSource *source = &vec->sources[vec->numSources++];
    source->type = (AicNpuType)type;
    if (!aicReadRef(scanner, depth, &source->ref))
      return false;
    if (!aicScanTake(scanner, "table"))
      return aicReadStrides(scanner, source->stride, 5);
    uint64_t entries = 0;
    bool good = aicScanNumber(scanner, "a number of entries", 1, (1u << 24) - 1,
                              &entries);
    source->entries = (uint32_t)entries;
    return good;
  }
  if (vec->numOps == AIC_NPU_MAX_VEC_OPS)
    return aicScanFail(scanner, at, "a command has at most %d micro-ops",
                       AIC_NPU_MAX_VEC_OPS);
  AicNpuMicroOp *op = &vec->ops[vec->numOps++];
  op->dst = dst;
  return readMicroOp(scanner, op);
}

/// "add over 1x16 of v0 from 0x0", which may be missing.
static bool readReduction(Scanner *scanner, AicNpuVec *vec) {
  static const struct {
    const char *name;
    AicNpuReduce reduce;
  } reductions[] = {{"add", AIC_NPU_REDUCE_ADD},
                    {"max", AIC_NPU_REDUCE_MAX},
                    {"min", AIC_NPU_REDUCE_MIN}};
  vec->r[0] = vec->r[1] = 1;
  for (int i = 0; i < 3; ++i)
    if (aicScanTake(scanner, reductions[i].name)) {
      vec->reduce = reductions[i].reduce;
      return aicScanNeed(scanner, "over") &&
             aicReadSizes(scanner, "a size", 'x', vec->r, 2) &&
             aicScanNeed(scanner, "of") &&
             readRegister(scanner, &vec->reduced) &&
             aicScanNeed(scanner, "from") && aicScanBits(scanner, &vec->init);
    }
  return true;
}

bool aicReadVec(Scanner *scanner, uint32_t depth, AicNpuVec *vec) {
  if (!aicReadSizes(scanner, "a size", 'x', vec->p, 3) ||
      !readReduction(scanner, vec) || !aicScanNeed(scanner, "in") ||
      !aicReadType(scanner, &vec->compute) ||
      !aicReadRef(scanner, depth, &vec->dst) ||
      !aicReadStrides(scanner, vec->dstStride, 3) ||
      !aicReadType(scanner, &vec->dstType) || !aicScanNeed(scanner, "=") ||
      !readRegister(scanner, &vec->result) || !aicScanNeed(scanner, ":"))
    return false;
  bool split = false;
  while (goesOn(scanner)) {
    const char *at = scanner->at;
    if (aicScanTake(scanner, "then")) {
      if (split || vec->reduce == AIC_NPU_REDUCE_NONE)
        return aicScanFail(scanner, at,
                           "'then' separates what a reduction combines from "
                           "what follows it, once");
      split = true;
      vec->split = vec->numOps;
    }
    if (!readStatement(scanner, depth, vec) || !aicScanNeed(scanner, ";"))
      return false;
  }
  if (!split)
    vec->split = vec->numOps;
  return true;
}
