//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// mlir-opt with the dialects, passes and pipelines of aic.
//
//===----------------------------------------------------------------------===//

#include "aic/opt.h"
#include "lowering/package.h"

int main(int argc, char **argv) {
  return aicOptMain(argc, argv, (const AicPackage *const[]){&aicPackage, NULL});
}
