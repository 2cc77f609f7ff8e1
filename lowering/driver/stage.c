//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/driver.h"

#include <string.h>

static const char *const names[] = {
    [AIC_STAGE_GRAPH] = "graph",     [AIC_STAGE_TOSA] = "tosa",
    [AIC_STAGE_LINALG] = "linalg",   [AIC_STAGE_NPU] = "npu",
    [AIC_STAGE_PROGRAM] = "program", [AIC_STAGE_VECTOR] = "vector",
    [AIC_STAGE_LLVM] = "llvm",       [AIC_STAGE_ASM] = "asm"};

enum { NUM_NAMES = sizeof names / sizeof *names };

const char *aicStageName(AicStage stage) {
  return (unsigned)stage < NUM_NAMES ? names[stage] : NULL;
}

bool aicStageParse(const char *name, AicStage *stage) {
  for (unsigned i = 0; i < NUM_NAMES; ++i)
    if (strcmp(names[i], name) == 0) {
      *stage = (AicStage)i;
      return true;
    }
  return false;
}
