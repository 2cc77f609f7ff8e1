//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operands of commands from text: sizes, strides, coordinates, addresses.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/assemble_parts.h"

bool aicReadSizes(Scanner *scanner, const char *what, char separator,
                  uint32_t *values, int count) {
  for (int i = 0; i < count; ++i) {
    const char text[4] = {'\'', separator, '\'', '\0'};
    uint64_t value;
    if (i && !aicScanTakeChar(scanner, separator))
      return aicScanExpected(scanner, text);
    if (!aicScanNumber(scanner, what, 0, UINT32_MAX, &value))
      return false;
    values[i] = (uint32_t)value;
  }
  return true;
}

bool aicReadStrides(Scanner *scanner, int32_t *values, int count) {
  if (!aicScanNeed(scanner, "strides"))
    return false;
  for (int i = 0; i < count; ++i) {
    uint64_t value;
    if ((i && !aicScanNeed(scanner, ",")) ||
        !aicScanNumber(scanner, "a stride", 0, INT32_MAX, &value))
      return false;
    values[i] = (int32_t)value;
  }
  return true;
}

static const char *typeName(uint32_t index) {
  return aicNpuTypeName((AicNpuType)index);
}

bool aicReadType(Scanner *scanner, AicNpuType *type) {
  uint32_t index;
  bool good = aicScanWord(scanner, typeName, AIC_NPU_NUM_TYPES,
                          AIC_NPU_TYPE_NAMES, &index);
  *type = (AicNpuType)index;
  return good;
}

/// A number plus a multiple of each loop's index, in any order; one term may
/// say which slot of a ring is meant.
typedef struct Sum {
  int64_t base, steps[AIC_NPU_MAX_LOOPS];
  AicNpuRef *ring; ///< gets slot, phase, weights and depth; NULL: no ring
  bool turns;      ///< there was a ring
} Sum;

static bool readSum(Scanner *scanner, uint32_t depth, Sum *sum);

/// The phase and weights in "((1+1*i0)%2)", behind the first parenthesis.
static bool readRing(Scanner *scanner, uint32_t depth, AicNpuRef *ref) {
  Sum turns = {0};
  uint64_t slots;
  if (!aicScanNeed(scanner, "("))
    return false;
  const char *at = aicScanBlank(scanner);
  if (!readSum(scanner, depth, &turns) || !aicScanNeed(scanner, ")") ||
      !aicScanNeed(scanner, "%") ||
      !aicScanNumber(scanner, "the depth of a ring", 2, AIC_NPU_MAX_DEPTH,
                     &slots))
    return false;
  ref->depth = (uint8_t)slots;
  bool fits = turns.base >= 0 && turns.base < ref->depth;
  ref->phase = (uint8_t)turns.base;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level) {
    fits &= turns.steps[level] >= 0 && turns.steps[level] < ref->depth;
    ref->weight[level] = (uint8_t)turns.steps[level];
  }
  if (!fits)
    return aicScanFail(scanner, at,
                       "a ring of %u slots turns by 0 to %u of them",
                       ref->depth, ref->depth - 1u);
  return aicScanNeed(scanner, ")");
}

/// "i2" of a loop that is around.
static bool readLevel(Scanner *scanner, uint32_t depth, uint32_t *level) {
  const char *at = aicScanBlank(scanner);
  if (!aicScanIndexed(scanner, 'i', AIC_NPU_MAX_LOOPS, level))
    return false;
  return *level < depth ||
         aicScanFail(scanner, at,
                     "i%u is no index of the %u loops around the command",
                     *level, depth);
}

/// One term without its sign: 8, 8*i0, i0 or a slot of a ring.
static bool readTerm(Scanner *scanner, uint32_t depth, bool negative,
                     Sum *sum) {
  const char *at = aicScanBlank(scanner);
  uint64_t number = 1;
  uint32_t level = 0;
  bool hasLevel = at < scanner->end && *at == 'i';
  if (!hasLevel) {
    if (!aicScanNumber(scanner, "a number", 0, UINT32_MAX, &number))
      return false;
    hasLevel = aicScanTake(scanner, "*");
    if (hasLevel && sum->ring && aicScanTake(scanner, "(")) {
      if (sum->turns || negative)
        return aicScanFail(scanner, at, "a second ring, or a negative one");
      sum->turns = true;
      sum->ring->slot = (uint32_t)number;
      return readRing(scanner, depth, sum->ring);
    }
  }
  if (hasLevel && !readLevel(scanner, depth, &level))
    return false;
  int64_t *field = hasLevel ? &sum->steps[level] : &sum->base;
  *field += negative ? -(int64_t)number : (int64_t)number;
  // Sums stay far from the limits of 64 bits.
  return (*field <= UINT32_MAX && *field >= INT32_MIN) ||
         aicScanFail(scanner, at, "this makes a sum that needs over 32 bits");
}

static bool readSum(Scanner *scanner, uint32_t depth, Sum *sum) {
  for (bool first = true;; first = false) {
    bool negative = aicScanTake(scanner, "-");
    if (!negative && !aicScanTake(scanner, "+") && !first)
      return true;
    if (!readTerm(scanner, depth, negative, sum))
      return false;
  }
}

static bool toSteps(Scanner *scanner, const char *at, const Sum *sum,
                    int32_t *steps) {
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level) {
    if (sum->steps[level] > INT32_MAX)
      return aicScanFail(scanner, at, "i%d is multiplied by more than %d",
                         level, INT32_MAX);
    steps[level] = (int32_t)sum->steps[level];
  }
  return true;
}

bool aicReadCoordinate(Scanner *scanner, uint32_t depth, int32_t *start,
                       int32_t *steps) {
  Sum sum = {0};
  const char *at = aicScanBlank(scanner);
  if (!readSum(scanner, depth, &sum))
    return false;
  if (sum.base > INT32_MAX)
    return aicScanFail(scanner, at, "a coordinate above %d", INT32_MAX);
  *start = (int32_t)sum.base;
  return toSteps(scanner, at, &sum, steps);
}

/// "2+1*i0" without negative terms.
static bool readCount(Scanner *scanner, uint32_t depth, uint32_t *base,
                      uint32_t *steps) {
  Sum sum = {0};
  const char *at = aicScanBlank(scanner);
  if (!readSum(scanner, depth, &sum))
    return false;
  bool fits = sum.base >= 0;
  *base = (uint32_t)sum.base;
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level) {
    fits &= sum.steps[level] >= 0;
    steps[level] = (uint32_t)sum.steps[level];
  }
  return fits || aicScanFail(scanner, at, "a count that may be below 0");
}

/// "{ring 0 fill 1*i0 at 0:32 after 2*i1 of 8}", which may be missing.
static bool readClaim(Scanner *scanner, uint32_t depth, AicNpuClaim *claim) {
  uint64_t ring, low, high, writes;
  if (!aicScanTake(scanner, "{"))
    return true;
  if (!aicScanNeed(scanner, "ring") ||
      !aicScanNumber(scanner, "the number of a ring", 0, UINT32_MAX - 1, &ring))
    return false;
  claim->ring = (uint32_t)ring + 1;
  claim->fills = aicScanTake(scanner, "fill");
  if (!claim->fills && !aicScanTake(scanner, "use"))
    return aicScanExpected(scanner, "'fill' or 'use'");
  if (!readCount(scanner, depth, &claim->turn, claim->turnStep) ||
      !aicScanNeed(scanner, "at") ||
      !aicScanNumber(scanner, "a byte of a slot", 0, UINT32_MAX, &low) ||
      !aicScanNeed(scanner, ":") ||
      !aicScanNumber(scanner, "a byte of a slot", 0, UINT32_MAX, &high))
    return false;
  claim->low = (uint32_t)low;
  claim->high = (uint32_t)high;
  writes = claim->fills;
  if ((aicScanTake(scanner, "after") &&
       !readCount(scanner, depth, &claim->after, claim->afterStep)) ||
      (aicScanTake(scanner, "of") &&
       !aicScanNumber(scanner, "a number of writes", 0, UINT32_MAX, &writes)))
    return false;
  claim->writes = (uint32_t)writes;
  return aicScanNeed(scanner, "}");
}

bool aicReadRef(Scanner *scanner, uint32_t depth, AicNpuRef *ref) {
  bool acc = aicScanTake(scanner, "acc");
  if (!acc && !aicScanTake(scanner, "spad"))
    return aicScanExpected(scanner, "spad[...] or acc[...]");
  *ref = aicNpuRefAt(acc ? AIC_NPU_ACC : AIC_NPU_SPAD, 0);
  Sum sum = {.ring = ref};
  if (!aicScanNeed(scanner, "["))
    return false;
  const char *at = aicScanBlank(scanner);
  if (!readSum(scanner, depth, &sum))
    return false;
  if (sum.base < 0)
    return aicScanFail(scanner, at, "an address below 0");
  ref->base = (uint32_t)sum.base;
  return toSteps(scanner, at, &sum, ref->stride) && aicScanNeed(scanner, "]") &&
         readClaim(scanner, depth, &ref->claim);
}
