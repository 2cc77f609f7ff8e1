//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Compares the closed forms of the array, and SCALE-Sim's, with the array that
// is stepped register by register, in random shapes: `npu-array-bench [SHAPES]`
// per dataflow. Prints a table; ends with 1 if anything differs.
//
//===----------------------------------------------------------------------===//

#include "test/runtime/npu/array_case.h"

static bool measure(AicNpuDataflow dataflow, const char *name, long shapes) {
  static ArrayCase random;
  uint64_t seed = 100 + (uint64_t)dataflow;
  long shadow = 0, cycles = 0, values = 0, known = 0, peers = 0;
  for (long i = 0; i < shapes; ++i) {
    makeCase(&random, dataflow, &seed);
    uint64_t taken = 0;
    EXPECT_OK(aicNpuArrayRun(&random.machine, &random.product, &taken));
    size_t count = (size_t)random.product.m * random.product.n;
    shadow += random.machine.array.shadow != 0;
    cycles += taken != random.cycles;
    values += memcmp(random.acc, random.wanted, count * 4) != 0;
    uint64_t peer = scaleSim(&random.machine, &random.product);
    known += peer != 0;
    peers += peer && peer + 1 != taken;
  }
  printf("| %s | %ld | %ld | %ld | %ld | %ld | %ld |\n", name, shapes, shadow,
         cycles, values, known, peers);
  return !cycles && !values && !peers;
}

int main(int argc, char **argv) {
  char *end = NULL;
  long shapes = argc > 1 ? strtol(argv[1], &end, 10) : 2000;
  if (argc > 2 || shapes < 1 || (end && *end)) {
    fputs("usage: npu-array-bench [SHAPES]\n", stderr);
    return 2;
  }
  puts("| dataflow | shapes | with shadow | cycles differ | values differ | "
       "SCALE-Sim's machine | not its cycles + 1 |\n"
       "|---|---|---|---|---|---|---|");
  bool good = measure(AIC_NPU_WS, "ws", shapes);
  good &= measure(AIC_NPU_OS, "os", shapes);
  good &= measure(AIC_NPU_IS, "is", shapes);
  return !good;
}
