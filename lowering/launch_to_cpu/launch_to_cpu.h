//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The host side of device programs: from npu.launch to a call of the device
// that the caller of the model brings along.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LAUNCH_TO_CPU_H
#define AIC_LOWERING_LAUNCH_TO_CPU_H

#include "aic/pass.h"

// In pipeline order.
extern const AicPassDef aicEmbedPrograms;
extern const AicPassDef aicLaunchToLlvm;

/// The attribute of an npu.program that holds its bytes.
#define AIC_PROGRAM_CODE "aic.code"

#endif // AIC_LOWERING_LAUNCH_TO_CPU_H
