//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What an npu.target extends: `npu.target @mine extends @edge32 {...}`.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_NPU_TARGET_BASES_H
#define AIC_NPU_TARGET_BASES_H

#include "dialects/npu/npu.h"

enum { AIC_NPU_MAX_BASES = 16 };

/// A target and its bases: ops[0] is the target, each next one is what the one
/// in front of it extends.
typedef struct AicNpuTargetBases {
  MlirOperation ops[AIC_NPU_MAX_BASES + 1];
  int count;
  /// Texts of shipped descriptions, parsed; they own some of `ops`.
  MlirOperation parsed[AIC_NPU_MAX_BASES];
  int numParsed;
} AicNpuTargetBases;

/// Finds the bases of `target` among its siblings, then among the shipped
/// descriptions. On failure one error is emitted at `target` if `report`.
/// aicNpuTargetBasesDestroy is due in both cases.
MlirLogicalResult aicNpuTargetBasesFind(AicNpuTargetBases *bases,
                                        MlirOperation target, bool report);
void aicNpuTargetBasesDestroy(AicNpuTargetBases *bases);

#endif // AIC_NPU_TARGET_BASES_H
