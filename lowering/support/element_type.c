//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/element_type.h"

#include "mlir-c/BuiltinTypes.h"

static AicElementType integerType(unsigned width, bool isUnsigned) {
  switch (width) {
  case 1:
    return AIC_ELEMENT_BOOL;
  case 8:
    return isUnsigned ? AIC_ELEMENT_U8 : AIC_ELEMENT_I8;
  case 16:
    return isUnsigned ? AIC_ELEMENT_U16 : AIC_ELEMENT_I16;
  case 32:
    return isUnsigned ? AIC_ELEMENT_U32 : AIC_ELEMENT_I32;
  case 64:
    return isUnsigned ? AIC_ELEMENT_U64 : AIC_ELEMENT_I64;
  default:
    return AIC_ELEMENT_NONE;
  }
}

AicElementType aicElementTypeOf(MlirType type) {
  if (mlirTypeIsAF32(type))
    return AIC_ELEMENT_F32;
  if (mlirTypeIsAF64(type))
    return AIC_ELEMENT_F64;
  if (mlirTypeIsAF16(type))
    return AIC_ELEMENT_F16;
  if (mlirTypeIsABF16(type))
    return AIC_ELEMENT_BF16;
  if (mlirTypeIsAIndex(type))
    return AIC_ELEMENT_I64;
  if (mlirTypeIsAInteger(type))
    return integerType(mlirIntegerTypeGetWidth(type),
                       mlirIntegerTypeIsUnsigned(type));
  return AIC_ELEMENT_NONE;
}
