//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// mlir-opt with packages. Waits for an upstream C API of MlirOptMain.
//
//===----------------------------------------------------------------------===//

#include "aic/opt.h"

#include "mlir-c/RegisterEverything.h"
#include "mlir/CAPI/IR.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"

using namespace mlir;

int aicOptMain(int argc, char **argv, const AicPackage *const *packages) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::SetVersionPrinter([packages](llvm::raw_ostream &os) {
    for (auto *package = packages; *package; ++package)
      os << (*package)->name << " " << (*package)->version << "\n";
    os << "MLIR " << LLVM_VERSION_STRING << "\n";
  });

  DialectRegistry registry;
  mlirRegisterAllDialects(wrap(&registry));
  registerAllGPUToLLVMIRTranslations(registry);
  mlirRegisterAllPasses();
  for (auto *package = packages; *package; ++package) {
    aicPackageInsertDialects(wrap(&registry), *package);
    aicPackageRegisterPasses(*package);
  }
  return asMainReturnCode(
      MlirOptMain(argc, argv, "aic modular optimizer driver\n", registry));
}
