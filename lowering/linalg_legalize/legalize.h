//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Rewriting linalg operations into what the array and the vector unit have.
//
// What is written here is linalg again, of the same value within a stated
// error, so that matching, planning and emission know micro-ops only, and what
// stays on the host after all runs there.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_LEGALIZE_LEGALIZE_H
#define AIC_LOWERING_LINALG_LEGALIZE_LEGALIZE_H

#include "aic/pass.h"
#include "lowering/graph_to_linalg/generic.h"
#include "runtime/npu/machine.h"

extern const AicPassDef aicNpuLegalize;

/// Takes the zero points out of a quantized product or convolution: products
/// of the bare integers, and sums of one operand. False if `op` is none, or its
/// zero points cannot be taken out.
bool aicLegalizeZeroPoints(const AicTosa *at, MlirOperation op);

/// Brings the constant limits in front of an i8 result into one form. False if
/// there are none.
bool aicLegalizeLimits(const AicTosa *at, MlirOperation yield);

/// Computes a function of f32 by arithmetic. False if `op`, whose users then
/// have the new value, is none.
bool aicLegalizeFunction(const AicTosa *at, MlirOperation op);
/// The same for integer operations, conversions and comparisons.
bool aicLegalizeInteger(const AicTosa *at, MlirOperation op);
/// Takes limits out from between a zero point and its subtraction.
bool aicLegalizeOffset(const AicTosa *at, MlirOperation op);

#endif // AIC_LOWERING_LINALG_LEGALIZE_LEGALIZE_H
