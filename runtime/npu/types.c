//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One row per element type, and one per kind of product.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/types.h"

static const struct {
  const char *name;
  uint32_t size;
  bool isInteger;
} types[AIC_NPU_NUM_TYPES] = {
    [AIC_NPU_I8] = {"i8", 1, true},      [AIC_NPU_I32] = {"i32", 4, true},
    [AIC_NPU_BF16] = {"bf16", 2, false}, [AIC_NPU_F32] = {"f32", 4, false},
    [AIC_NPU_F16] = {"f16", 2, false},   [AIC_NPU_I4] = {"i4", 1, true},
};

static const struct {
  const char *name;
  AicNpuType operand, weight;
} macs[AIC_NPU_NUM_MACS] = {
    [AIC_NPU_MAC_I8] = {"i8*i8+i32", AIC_NPU_I8, AIC_NPU_I8},
    [AIC_NPU_MAC_BF16] = {"bf16*bf16+f32", AIC_NPU_BF16, AIC_NPU_BF16},
    [AIC_NPU_MAC_F32] = {"f32*f32+f32", AIC_NPU_F32, AIC_NPU_F32},
    [AIC_NPU_MAC_F16] = {"f16*f16+f32", AIC_NPU_F16, AIC_NPU_F16},
    [AIC_NPU_MAC_I4] = {"i4*i4+i32", AIC_NPU_I4, AIC_NPU_I4},
    [AIC_NPU_MAC_I8I4] = {"i8*i4+i32", AIC_NPU_I8, AIC_NPU_I4},
};

uint32_t aicNpuTypeSize(AicNpuType type) { return types[type].size; }

const char *aicNpuTypeName(AicNpuType type) { return types[type].name; }

bool aicNpuTypeIsInteger(AicNpuType type) { return types[type].isInteger; }

bool aicNpuTypeIsHalf(AicNpuType type) {
  return !types[type].isInteger && types[type].size == 2;
}

bool aicNpuTypeCasts(AicNpuType from, AicNpuType to) {
  return (from == AIC_NPU_F32 && aicNpuTypeIsHalf(to)) ||
         (aicNpuTypeIsHalf(from) && to == AIC_NPU_F32);
}

AicNpuType aicNpuMacOperandType(AicNpuMac mac) { return macs[mac].operand; }

AicNpuType aicNpuMacWeightType(AicNpuMac mac) { return macs[mac].weight; }

bool aicNpuMacIsInteger(AicNpuMac mac) {
  return aicNpuTypeIsInteger(macs[mac].operand);
}

AicNpuType aicNpuMacResultType(AicNpuMac mac) {
  return aicNpuMacIsInteger(mac) ? AIC_NPU_I32 : AIC_NPU_F32;
}

const char *aicNpuMacName(AicNpuMac mac) { return macs[mac].name; }

bool aicNpuMacFind(AicNpuType a, AicNpuType w, AicNpuMac *mac) {
  for (int row = 0; row < AIC_NPU_NUM_MACS; ++row)
    if (macs[row].operand == a && macs[row].weight == w) {
      *mac = (AicNpuMac)row;
      return true;
    }
  return false;
}
