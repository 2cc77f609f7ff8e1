//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic-sim/arguments.h"

int main(int argc, char **argv) { return aicCliMain(&simProgram, argc, argv); }
