//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Inputs for who has none: the same for every run of the program.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_RANDOM_INPUTS_H
#define AIC_TOOLS_RANDOM_INPUTS_H

#include "aic/runtime.h"

/// Allocates the inputs of `model` and fills them: floating-point numbers of
/// either sign from 1/16 to 1, everything else 0 or 1, which is a valid index
/// almost everywhere. Fails on open sizes. The caller releases `inputs` (zero
/// before), on failure too.
bool randomInputs(const AicModel *model, AicTensor *inputs, AicError **error);

#endif // AIC_TOOLS_RANDOM_INPUTS_H
