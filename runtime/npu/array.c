//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The register-level array: how a fold enters, and what must come out.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/array_parts.h"

#include <math.h>
#include <stdlib.h>

ArrayFeed aicArrayFeed(const AicMachine *machine, AicNpuMac mac,
                       uint64_t steps) {
  uint64_t rate = machine->array.rates[mac];
  return (ArrayFeed){.steps = steps,
                     .cycles = (steps * AIC_FIXED_ONE + rate - 1) / rate,
                     .rate = rate,
                     .next = steps};
}

bool aicArrayFeedIsFree(const ArrayFeed *feed, uint64_t cycle) {
  return !feed->started || cycle >= feed->begin + feed->cycles;
}

void aicArrayFeedStart(ArrayFeed *feed, uint64_t cycle) {
  feed->begin = cycle;
  feed->next = 0;
  ++feed->started;
}

ArrayGroup aicArrayFeedStep(ArrayFeed *feed, uint64_t cycle) {
  ArrayGroup group = {.fold = feed->started - 1,
                      .first = feed->next,
                      .begins = feed->started && cycle == feed->begin};
  // A step enters in the cycle in which its time ends.
  while (feed->next < feed->steps &&
         (feed->next + 1) * AIC_FIXED_ONE <=
             (cycle - feed->begin + 1) * feed->rate) {
    ++feed->next;
    ++group.count;
  }
  return group;
}

AicError *aicNpuArrayRun(const AicMachine *machine,
                         const AicNpuProduct *product, uint64_t *cycles) {
  bool good = product->dataflow == AIC_NPU_OS
                  ? aicArrayRunSums(machine, product, cycles)
                  : aicArrayRunHeld(machine, product, cycles);
  return good ? NULL : aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
}

static bool isNan(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return isnan(value);
}

AicError *aicNpuArrayCheck(const AicMachine *machine,
                           const AicNpuProduct *product, const uint32_t *acc,
                           uint64_t cycles) {
  uint64_t taken = 0;
  AicError *error = aicNpuArrayRun(machine, product, &taken);
  if (error)
    return error;
  if (taken != cycles)
    return aicErrorCreate(
        AIC_ERROR_DEVICE,
        "%ux%ux%u took %llu cycles, but %llu register by register", product->m,
        product->k, product->n, (unsigned long long)cycles,
        (unsigned long long)taken);
  bool floats = !aicNpuMacIsInteger(product->mac);
  for (uint32_t m = 0; m < product->m; ++m)
    for (uint32_t n = 0; n < product->n; ++n) {
      size_t at = (size_t)m * product->n + n;
      uint32_t fast = acc[at], exact = product->acc[at];
      if (fast != exact && !(floats && isNan(fast) && isNan(exact)))
        return aicErrorCreate(
            AIC_ERROR_DEVICE,
            "%ux%ux%u: acc[%u][%u] is 0x%08x, but 0x%08x register by register",
            product->m, product->k, product->n, m, n, fast, exact);
    }
  return NULL;
}
