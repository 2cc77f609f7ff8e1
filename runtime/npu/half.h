//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// 16-bit floating point as bits. To f32 is exact; from f32 rounds to nearest
// even and keeps NaN a NaN.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_HALF_H
#define AIC_RUNTIME_NPU_HALF_H

#include "runtime/npu/types.h"

#include <string.h>

static inline uint32_t aicFloatBits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float aicFloatFromBits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline float aicBf16ToFloat(uint16_t half) {
  return aicFloatFromBits((uint32_t)half << 16);
}

static inline uint16_t aicFloatToBf16(float value) {
  uint32_t bits = aicFloatBits(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u)
    return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static inline float aicF16ToFloat(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  uint32_t exponent = half >> 10 & 31, fraction = half & 0x3ff;
  if (exponent == 31)
    return aicFloatFromBits(sign | 0x7f800000u | fraction << 13);
  if (exponent)
    return aicFloatFromBits(sign | (exponent + 112) << 23 | fraction << 13);
  // Subnormal: fraction * 2^-24, exact in f32.
  float value = (float)fraction * (1.0f / 16777216.0f);
  return aicFloatFromBits(sign | aicFloatBits(value));
}

static inline uint16_t aicFloatToF16(float value) {
  uint32_t bits = aicFloatBits(value);
  uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u)
    return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
  if (magnitude >= 0x47800000u) // 65536 and above
    return (uint16_t)(sign | 0x7c00);
  if (magnitude < 0x38800000u) {
    // Below 2^-14: adding 0.5 leaves the value in units of 2^-24, rounded.
    float shifted = aicFloatFromBits(magnitude) + 0.5f;
    return (uint16_t)(sign | (aicFloatBits(shifted) - 0x3f000000u));
  }
  uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
  return (uint16_t)(sign | (rounded - 0x38000000u) >> 13);
}

/// Of a type that is a float of 16 bits.
static inline float aicHalfToFloat(AicNpuType type, uint16_t half) {
  return type == AIC_NPU_F16 ? aicF16ToFloat(half) : aicBf16ToFloat(half);
}

static inline uint16_t aicFloatToHalf(AicNpuType type, float value) {
  return type == AIC_NPU_F16 ? aicFloatToF16(value) : aicFloatToBf16(value);
}

#endif // AIC_RUNTIME_NPU_HALF_H
