//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/model_attribute.h"

#include "aic/runtime.h"
#include "lowering/support/element_type.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

bool aicIsPortType(MlirType type) {
  return mlirTypeIsARankedTensor(type) &&
         mlirShapedTypeGetRank(type) <= AIC_MAX_RANK &&
         aicElementTypeOf(mlirShapedTypeGetElementType(type)) !=
             AIC_ELEMENT_NONE;
}

static MlirAttribute get(MlirAttribute dictionary, const char *name) {
  return mlirDictionaryAttrGetElementByName(
      dictionary, mlirStringRefCreateFromCString(name));
}

static bool isString(MlirAttribute attr) {
  return !mlirAttributeIsNull(attr) && mlirAttributeIsAString(attr);
}

static bool isPort(MlirAttribute attr) {
  if (!mlirAttributeIsADictionary(attr) || !isString(get(attr, "name")))
    return false;
  MlirAttribute type = get(attr, "type"), dims = get(attr, "dims");
  if (mlirAttributeIsNull(type) || !mlirAttributeIsAType(type) ||
      !aicIsPortType(mlirTypeAttrGetValue(type)))
    return false;
  return mlirAttributeIsNull(dims) ||
         (mlirAttributeIsAArray(dims) &&
          mlirArrayAttrGetNumElements(dims) ==
              mlirShapedTypeGetRank(mlirTypeAttrGetValue(type)));
}

static bool arePorts(MlirAttribute attr) {
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAArray(attr))
    return false;
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(attr); i < e; ++i)
    if (!isPort(mlirArrayAttrGetElement(attr, i)))
      return false;
  return true;
}

bool aicModelAttrIsValid(MlirAttribute attr) {
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsADictionary(attr) ||
      !isString(get(attr, "entry")) || !arePorts(get(attr, "inputs")) ||
      !arePorts(get(attr, "outputs")))
    return false;
  MlirAttribute macs = get(attr, "macs");
  if (mlirAttributeIsNull(macs))
    return mlirDictionaryAttrGetNumElements(attr) == 3;
  return mlirDictionaryAttrGetNumElements(attr) == 4 &&
         mlirAttributeIsAInteger(macs) &&
         mlirTypeIsAInteger(mlirAttributeGetType(macs)) &&
         mlirIntegerTypeGetWidth(mlirAttributeGetType(macs)) == 64;
}
