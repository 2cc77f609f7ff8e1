//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The parameters of a machine as a table: what an npu.target may say.
//
//===----------------------------------------------------------------------===//

#include "tools/aic-sim/arguments.h"

#include "runtime/npu/machine.h"

#include <inttypes.h>
#include <stdio.h>

static void printValue(const AicMachineParam *param, uint64_t value) {
  char text[32] = "";
  switch (param->kind) {
  case AIC_MACHINE_INT:
    snprintf(text, sizeof text, "%" PRIu64, value);
    break;
  case AIC_MACHINE_FIXED:
    snprintf(text, sizeof text, "%g", (double)value / AIC_FIXED_ONE);
    break;
  case AIC_MACHINE_BOOL:
    snprintf(text, sizeof text, "%s", value ? "true" : "false");
    break;
  default:
    snprintf(text, sizeof text, "(a set)");
    break;
  }
  printf("%-14s", text);
}

void printMachineHelp(void) {
  AicMachine machine;
  aicMachineInit(&machine, "default", 16, 16);
  printf("Parameters of a machine, with the defaults of a 16 x 16 array. Those "
         "marked *\nare part of a program's hash: --set cannot change them.\n"
         "The group dma stands for ld and st: --set dma.latency=400.\n\n");
  for (size_t i = 0; i < aicMachineNumParams; ++i) {
    const AicMachineParam *param = &aicMachineParams[i];
    char name[64];
    snprintf(name, sizeof name, "%s%s%s", param->group,
             *param->group ? "." : "", param->key);
    printf("%c %-18s ", param->structural ? '*' : ' ', name);
    printValue(param, aicMachineGet(&machine, param));
    printf("%s\n", param->help);
  }
}
