//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/cpu_features.h"

#include "llvm-c/Core.h"
#include "llvm-c/TargetMachine.h"

#include <stdbool.h>
#include <string.h>

/// Whether `list` holds "+feature" as a whole entry.
static bool has(const char *list, const char *feature) {
  size_t length = strlen(feature);
  for (const char *at = list; at && *at; at = strchr(at, ',')) {
    at += *at == ',';
    if (*at == '+' && strncmp(at + 1, feature, length) == 0 &&
        (at[1 + length] == ',' || at[1 + length] == '\0'))
      return true;
  }
  return false;
}

AicCpuFeatures aicCpuFeaturesParse(const char *features) {
  if (has(features, "avx512f") && has(features, "avx512vl"))
    return (AicCpuFeatures){.vectorBytes = 64, .numRegisters = 32};
  if (has(features, "avx2") || has(features, "avx"))
    return (AicCpuFeatures){.vectorBytes = 32, .numRegisters = 16};
  if (has(features, "neon"))
    return (AicCpuFeatures){.vectorBytes = 16, .numRegisters = 32};
  // SSE, which every 64-bit x86 processor has, and what is unknown.
  return (AicCpuFeatures){.vectorBytes = 16, .numRegisters = 16};
}

AicCpuFeatures aicCpuFeaturesOfHost(void) {
  char *features = LLVMGetHostCPUFeatures();
  AicCpuFeatures result = aicCpuFeaturesParse(features);
  LLVMDisposeMessage(features);
  return result;
}
