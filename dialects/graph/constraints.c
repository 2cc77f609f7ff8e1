//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/infer.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// Integers fit into 64 bits, so that numbers of any type have an attribute,
/// and one bit is a boolean, which has no sign.
static bool isElement(MlirType type) {
  if (!mlirTypeIsAInteger(type))
    return mlirTypeIsAFloat(type);
  unsigned width = mlirIntegerTypeGetWidth(type);
  return width == 1 ? mlirIntegerTypeIsSignless(type)
                    : width >= 2 && width <= 64;
}

static bool isTensor(MlirType type) {
  if (!mlirTypeIsARankedTensor(type) ||
      !mlirAttributeIsNull(mlirRankedTensorTypeGetEncoding(type)) ||
      !isElement(mlirShapedTypeGetElementType(type)) ||
      mlirShapedTypeGetRank(type) > AIC_GRAPH_MAX_RANK)
    return false;
  for (intptr_t i = 0; i < mlirShapedTypeGetRank(type); ++i)
    if (!mlirShapedTypeIsDynamicDim(type, i) &&
        mlirShapedTypeGetDimSize(type, i) > AIC_GRAPH_MAX_SIZE)
      return false;
  return true;
}

static bool isFloatTensor(MlirType type) {
  return isTensor(type) && mlirTypeIsAFloat(mlirShapedTypeGetElementType(type));
}

static bool isBoolTensor(MlirType type) {
  if (!isTensor(type))
    return false;
  MlirType element = mlirShapedTypeGetElementType(type);
  return mlirTypeIsAInteger(element) && mlirIntegerTypeIsSignless(element) &&
         mlirIntegerTypeGetWidth(element) == 1;
}

static bool isIndexTensor(MlirType type) {
  if (!isTensor(type))
    return false;
  MlirType element = mlirShapedTypeGetElementType(type);
  return mlirTypeIsAInteger(element) && mlirIntegerTypeIsSignless(element) &&
         (mlirIntegerTypeGetWidth(element) == 32 ||
          mlirIntegerTypeGetWidth(element) == 64);
}

const AicTypeConstraint aicGraphTensor = {
    .name = "ranked tensor of floats or integers up to 64 bits without "
            "encoding, of at most 16 dimensions of at most 2^40 elements",
    .holds = isTensor,
    .among = AIC_POINTERS(char, "!builtin.tensor"),
};
const AicTypeConstraint aicGraphFloatTensor = {
    .name = "ranked tensor of floats without encoding, of at most 16 "
            "dimensions of at most 2^40 elements",
    .holds = isFloatTensor,
    .among = AIC_POINTERS(char, "!builtin.tensor"),
};
const AicTypeConstraint aicGraphBoolTensor = {
    .name = "ranked tensor of i1 without encoding, of at most 16 dimensions of "
            "at most 2^40 elements",
    .holds = isBoolTensor,
    .among = AIC_POINTERS(char, "!builtin.tensor"),
};
const AicTypeConstraint aicGraphIndexTensor = {
    .name = "ranked tensor of i32 or i64 without encoding, of at most 16 "
            "dimensions of at most 2^40 elements",
    .holds = isIndexTensor,
    .among = AIC_POINTERS(char, "!builtin.tensor"),
};
