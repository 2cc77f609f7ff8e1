// RUN: %cc %s %runtime_lib -o %t && %t

// Functions of the vector engine and conversions of 16-bit floats.

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/execute.h"
#include "runtime/npu/half.h"

#include <math.h>

/// Distance of `value` from `exact` in units of the last place of a float.
static double ulps(float value, double exact) {
  float next = (float)exact;
  double unit = (double)nextafterf(fabsf(next), INFINITY) - fabs((double)next);
  return fabs((double)value - exact) / unit;
}

static void checkExp2(void) {
  double worst = 0;
  for (float x = -149.5f; x < 128.0f; x += 0.0009765f) {
    double error = ulps(aicNpuExp2(x), exp2((double)x));
    worst = error > worst ? error : worst;
  }
  printf("exp2: %.3f ulp\n", worst);
  EXPECT(worst < 1.0);
  EXPECT(aicNpuExp2(0.0f) == 1.0f && aicNpuExp2(-0.0f) == 1.0f);
  for (int n = -149; n < 128; ++n)
    EXPECT(aicNpuExp2((float)n) == (float)ldexp(1.0, n));
  EXPECT(aicNpuExp2(128.0f) == INFINITY && aicNpuExp2(INFINITY) == INFINITY);
  EXPECT(aicNpuExp2(-151.0f) == 0.0f && aicNpuExp2(-INFINITY) == 0.0f);
  EXPECT(isnan(aicNpuExp2(NAN)));
  EXPECT(aicNpuExp2(nextafterf(128.0f, 0.0f)) < INFINITY);
}

/// apply_scale_32 as TOSA states it.
static int32_t applyScale(int64_t value, int64_t multiplier, int shift,
                          bool doubleRound) {
  int64_t round = (int64_t)1 << (shift - 1);
  if (doubleRound && shift > 31)
    round += value >= 0 ? (int64_t)1 << 30 : -((int64_t)1 << 30);
  int64_t sum = value * multiplier + round;
  int64_t scale = (int64_t)1 << shift;
  // Arithmetic shift: towards minus infinity.
  int64_t result = sum / scale - (sum % scale < 0);
  return (int32_t)result;
}

static void checkRescale(void) {
  uint64_t seed = 9;
  for (int round = 0; round < 200000; ++round) {
    int shift = 2 + (int)randomBelow(&seed, 61);
    int32_t value =
        (int32_t)(nextRandom(&seed) - (1u << 30)) >> randomBelow(&seed, 31);
    // The result fits 32 bits.
    int32_t multiplier = (int32_t)(nextRandom(&seed) >> 1);
    if (shift < 31)
      multiplier >>= 31 - shift;
    bool twice = randomBelow(&seed, 2);
    EXPECT(aicNpuRescale(value, multiplier, shift, twice) ==
           applyScale(value, multiplier, shift, twice));
  }
  // Halves round up; with double rounding away from zero.
  EXPECT(aicNpuRescale(5, 1 << 30, 31, false) == 3);
  EXPECT(aicNpuRescale(-5, 1 << 30, 31, false) == -2);
  EXPECT(aicNpuRescale(3, 1 << 30, 32, true) == 1);
  EXPECT(aicNpuRescale(-3, 1 << 30, 32, true) == -1);
  EXPECT(aicNpuRescale(INT32_MIN, INT32_MAX, 62, true) == -1);
}

static void checkHalf(void) {
  for (uint32_t half = 0; half < 65536; ++half) {
    float wide = aicF16ToFloat((uint16_t)half);
    // By its definition: sign, exponent, fraction.
    int exponent = (int)(half >> 10 & 31), fraction = (int)(half & 1023);
    double exact =
        exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    exact = half & 0x8000 ? -exact : exact;
    if (exponent == 31) {
      EXPECT(fraction ? isnan(wide) : isinf(wide));
    } else {
      EXPECT((double)wide == exact);
      EXPECT((signbit(wide) != 0) == (half >> 15 != 0));
    }
    if (!isnan(wide))
      EXPECT(aicFloatToF16(wide) == half);
    else
      EXPECT(isnan(aicF16ToFloat(aicFloatToF16(wide))));
    // Halfway to the next goes to the even one, anything more to the next.
    if (exponent < 31 && half % 32768 + 1 < 0x7c00) {
      float next = aicF16ToFloat((uint16_t)(half + 1));
      float middle = (wide + next) / 2;
      EXPECT(aicFloatToF16(middle) == (half & 1 ? half + 1 : half));
      EXPECT(aicFloatToF16(nextafterf(middle, next)) == half + 1);
      EXPECT(aicFloatToF16(nextafterf(middle, wide)) == half);
    }
    float brain = aicBf16ToFloat((uint16_t)half);
    if (isnan(brain)) {
      EXPECT(isnan(aicBf16ToFloat(aicFloatToBf16(brain))));
      continue;
    }
    EXPECT(aicFloatToBf16(brain) == half);
    if (half % 32768 < 0x7f7f) {
      float middle = aicFloatFromBits(half << 16 | 0x8000);
      EXPECT(aicFloatToBf16(middle) == (half & 1 ? half + 1 : half));
      EXPECT(aicFloatToBf16(aicFloatFromBits(half << 16 | 0x8001)) == half + 1);
    }
  }
  EXPECT(aicFloatToF16(65520.0f) == 0x7c00);
  EXPECT(aicFloatToF16(65519.0f) == 0x7bff);
  EXPECT(aicFloatToBf16(3.4e38f) == 0x7f80);
}

static void checkRoundToInt(void) {
  EXPECT(aicNpuRoundToInt(0.5f) == 0 && aicNpuRoundToInt(1.5f) == 2);
  EXPECT(aicNpuRoundToInt(-2.5f) == -2 && aicNpuRoundToInt(-2.6f) == -3);
  EXPECT(aicNpuRoundToInt(3e9f) == INT32_MAX);
  EXPECT(aicNpuRoundToInt(-3e9f) == INT32_MIN);
  EXPECT(aicNpuRoundToInt(-2147483648.0f) == INT32_MIN);
  EXPECT(aicNpuRoundToInt(INFINITY) == INT32_MAX);
  EXPECT(aicNpuRoundToInt(NAN) == 0);
}

int main(void) {
  checkExp2();
  checkRescale();
  checkHalf();
  checkRoundToInt();
  return 0;
}
