//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// MLIR's language server with the dialects of aic: docs/editors.md.
//
//===----------------------------------------------------------------------===//

#include "aic/opt.h"
#include "lowering/package.h"

int main(int argc, char **argv) {
  return aicLspServerMain(argc, argv,
                          (const AicPackage *const[]){&aicPackage, NULL});
}
