//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the vector unit of a processor offers, as far as tile sizes depend on
// it.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_CPU_FEATURES_H
#define AIC_LOWERING_CPU_FEATURES_H

#include <stdint.h>

typedef struct AicCpuFeatures {
  int64_t vectorBytes;  ///< of one vector register
  int64_t numRegisters; ///< vector registers
} AicCpuFeatures;

/// The machine that runs this code. The features it has count, not its name:
/// a hypervisor may hide some.
AicCpuFeatures aicCpuFeaturesOfHost(void);
/// From a list such as "+avx2,-avx512f" (as LLVM writes it).
AicCpuFeatures aicCpuFeaturesParse(const char *features);

#endif // AIC_LOWERING_CPU_FEATURES_H
