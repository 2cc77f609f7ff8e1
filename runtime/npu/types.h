//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The element types of an NPU and what its array multiplies. The numbers are
// in the file format.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_TYPES_H
#define AIC_RUNTIME_NPU_TYPES_H

#include "aic/support.h"

#include <stdbool.h>
#include <stdint.h>

AIC_EXTERN_C_BEGIN

/// Element types that memories, the vector engine and the DMA know.
typedef enum AicNpuType {
  AIC_NPU_I8 = 0,
  AIC_NPU_I32 = 1,
  AIC_NPU_BF16 = 2,
  AIC_NPU_F32 = 3,
  AIC_NPU_F16 = 4,
  AIC_NPU_I4 = 5, ///< a byte each, of which the upper half means nothing
  AIC_NPU_NUM_TYPES
} AicNpuType;

/// Their names in a message.
#define AIC_NPU_TYPE_NAMES "i4, i8, i32, f16, bf16 or f32"

/// Bytes of one element.
AIC_EXPORT uint32_t aicNpuTypeSize(AicNpuType type);
/// "i8", "i32", "bf16", "f32", "f16", "i4".
AIC_EXPORT const char *aicNpuTypeName(AicNpuType type);
bool aicNpuTypeIsInteger(AicNpuType type);
/// A float of 16 bits.
bool aicNpuTypeIsHalf(AicNpuType type);
/// The DMA converts one into the other on its way.
bool aicNpuTypeCasts(AicNpuType from, AicNpuType to);

/// What one PE multiplies and adds.
typedef enum AicNpuMac {
  AIC_NPU_MAC_I8 = 0,   ///< i8 * i8 + i32, wrapping
  AIC_NPU_MAC_BF16 = 1, ///< bf16 * bf16 + f32
  AIC_NPU_MAC_F32 = 2,  ///< f32 * f32 + f32
  AIC_NPU_MAC_F16 = 3,  ///< f16 * f16 + f32
  AIC_NPU_MAC_I4 = 4,   ///< i4 * i4 + i32, wrapping
  AIC_NPU_MAC_I8I4 = 5, ///< i8 * i4 + i32, wrapping; w is the i4
  AIC_NPU_NUM_MACS
} AicNpuMac;

/// Their names in a message.
#define AIC_NPU_MAC_NAMES                                                      \
  "i8*i8+i32, bf16*bf16+f32, f32*f32+f32, f16*f16+f32, i4*i4+i32 or "          \
  "i8*i4+i32"

/// The element type of a, of w, which has the same size, and of the
/// accumulator.
AIC_EXPORT AicNpuType aicNpuMacOperandType(AicNpuMac mac);
AicNpuType aicNpuMacWeightType(AicNpuMac mac);
AIC_EXPORT AicNpuType aicNpuMacResultType(AicNpuMac mac);
/// "i8*i8+i32", "bf16*bf16+f32", ...
AIC_EXPORT const char *aicNpuMacName(AicNpuMac mac);
/// Sums are i32 and wrap.
bool aicNpuMacIsInteger(AicNpuMac mac);
/// What multiplies elements of these types; false if nothing does.
bool aicNpuMacFind(AicNpuType a, AicNpuType w, AicNpuMac *mac);

/// The number in a byte that holds an i4: its lower half, with sign.
static inline int32_t aicNpuI4(unsigned char byte) {
  return (int32_t)(byte & 15) - (byte & 8) * 2;
}

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_TYPES_H
