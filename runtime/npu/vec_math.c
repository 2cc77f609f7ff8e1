//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Functions of the vector engine: own code, so that they give the same bits on
// every host. Double arithmetic is exact enough to round once.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/execute.h"

#include <math.h>
#include <string.h>

float aicNpuExp2(float x) {
  if (x != x)
    return x;
  if (x >= 128.0f)
    return INFINITY;
  if (x <= -151.0f)
    return 0.0f;
  // x = n + f with f in [-0.5, 0.5]; 2^f by its series, terms below 2^-34.
  int32_t n = (int32_t)(x + (x < 0 ? -0.5f : 0.5f));
  double f = (double)x - n;
  double power = 1.0178086009239699e-7;
  power = power * f + 1.3215486790144309e-6;
  power = power * f + 1.5252733804059840e-5;
  power = power * f + 1.5403530393381609e-4;
  power = power * f + 1.3333558146428443e-3;
  power = power * f + 9.6181291076284772e-3;
  power = power * f + 5.5504108664821580e-2;
  power = power * f + 2.4022650695910072e-1;
  power = power * f + 6.9314718055994531e-1;
  power = power * f + 1.0;
  // 2^n in the exponent of a double, which holds all of float's range.
  uint64_t bits = (uint64_t)(1023 + n) << 52;
  double scale;
  memcpy(&scale, &bits, sizeof scale);
  return (float)(power * scale);
}

int32_t aicNpuRoundToInt(float value) {
  if (value != value)
    return 0;
  float rounded = nearbyintf(value);
  if (rounded >= 2147483648.0f)
    return INT32_MAX;
  if (rounded < -2147483648.0f)
    return INT32_MIN;
  return (int32_t)rounded;
}
