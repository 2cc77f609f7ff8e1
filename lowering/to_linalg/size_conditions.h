//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What operations on tensors take for granted about dynamic sizes.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_TO_LINALG_SIZE_CONDITIONS_H
#define AIC_LOWERING_TO_LINALG_SIZE_CONDITIONS_H

#include "mlir-c/IR.h"

/// Inserts a `cf.assert` of an `arith.cmpi` in front of each operation of
/// `block` for each thing that it takes for granted. What is inside of regions
/// is not looked at.
void aicSizeConditionsAdd(MlirBlock block);

#endif // AIC_LOWERING_TO_LINALG_SIZE_CONDITIONS_H
