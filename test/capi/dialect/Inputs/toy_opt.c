//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An mlir-opt with the dialect `toy`.
//
//===----------------------------------------------------------------------===//

#include "toy.h"

#include "aic/opt.h"

int main(int argc, char **argv) {
  return aicOptMain(argc, argv, AIC_POINTERS(AicPackage, &toyPackage));
}
