//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_LINALG_TO_NPU_H
#define AIC_LOWERING_LINALG_TO_NPU_LINALG_TO_NPU_H

#include "aic/pass.h"

/// Functions marked by aic-partition become npu.program.
extern const AicPassDef aicLinalgToNpu;

/// Attribute of a func.func that is to run on the device: a reference to the
/// npu.target.
#define AIC_NPU_TARGET_ATTR "npu.target"
/// Optional attribute of it: the names of the program's arguments.
#define AIC_NPU_NAMES_ATTR "npu.names"

#endif // AIC_LOWERING_LINALG_TO_NPU_LINALG_TO_NPU_H
