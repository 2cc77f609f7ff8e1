//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Questions about structured operations.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_SUPPORT_LINALG_H
#define AIC_LOWERING_SUPPORT_LINALG_H

#include "mlir-c/IR.h"

#include <stdbool.h>
#include <stdint.h>

/// Whether `op` is of the linalg dialect and has indexing maps.
bool aicIsStructured(MlirOperation op);
/// Whether each iteration of `op`, which may be any, is a multiply-accumulate.
bool aicLinalgMultiplies(MlirOperation op);
/// How many iterations a structured operation has: 0 when one of its loops has
/// none, else -1 when one has a dynamic size or the number has no 63 bits.
int64_t aicLinalgIterations(MlirOperation op);

#endif // AIC_LOWERING_SUPPORT_LINALG_H
