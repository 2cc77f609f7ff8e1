//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// mlir-lsp-server with packages. Waits for an upstream C API of
// MlirLspServerMain.
//
//===----------------------------------------------------------------------===//

#include "aic/opt.h"

#include "mlir-c/RegisterEverything.h"
#include "mlir/CAPI/IR.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int aicLspServerMain(int argc, char **argv, const AicPackage *const *packages) {
  mlir::DialectRegistry registry;
  mlirRegisterAllDialects(wrap(&registry));
  for (auto *package = packages; *package; ++package)
    aicPackageInsertDialects(wrap(&registry), *package);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}
