//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The main functions of an mlir-opt and of a language server. Link
// libaic_opt_main.a for them.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_OPT_H
#define AIC_OPT_H

#include "aic/dialect.h"

AIC_EXTERN_C_BEGIN

/// Runs mlir-opt over all upstream dialects, passes and extensions plus those
/// of `packages` (NULL at the end). Returns the exit code.
int aicOptMain(int argc, char **argv, const AicPackage *const *packages);

/// Runs MLIR's language server on the standard streams, with all upstream
/// dialects and those of `packages` (NULL at the end). Returns the exit code.
int aicLspServerMain(int argc, char **argv, const AicPackage *const *packages);

AIC_EXTERN_C_END

#endif // AIC_OPT_H
