//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/model_attribute.h"

#include "aic/runtime.h"
#include "lowering/support/element_type.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

bool aicIsPortType(MlirType type) {
  return mlirTypeIsARankedTensor(type) &&
         mlirShapedTypeGetRank(type) <= AIC_MAX_RANK &&
         aicElementTypeOf(mlirShapedTypeGetElementType(type)) !=
             AIC_ELEMENT_NONE;
}

/// Of `aic.model`: entry, inputs, outputs, macs, check and rules.
enum { MAX_ENTRIES = 6 };

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

/// The texts of the conditions: `[["before", "between", "after"], ["text"]]`.
static bool areRules(MlirAttribute attr) {
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAArray(attr))
    return false;
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(attr); i < e; ++i) {
    MlirAttribute texts = mlirArrayAttrGetElement(attr, i);
    if (!mlirAttributeIsAArray(texts))
      return false;
    intptr_t count = mlirArrayAttrGetNumElements(texts);
    for (intptr_t k = 0; k < count; ++k)
      if (!mlirAttributeIsAString(mlirArrayAttrGetElement(texts, k)))
        return false;
    if (count != 1 && count != 3)
      return false;
  }
  return true;
}

bool aicModelAttrIsValid(MlirAttribute attr) {
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsADictionary(attr) ||
      !isString(get(attr, "entry")) || !arePorts(get(attr, "inputs")) ||
      !arePorts(get(attr, "outputs")))
    return false;
  intptr_t known = 3;
  MlirAttribute macs = get(attr, "macs"), check = get(attr, "check");
  if (!mlirAttributeIsNull(macs)) {
    if (!mlirAttributeIsAInteger(macs) ||
        !mlirTypeIsAInteger(mlirAttributeGetType(macs)) ||
        mlirIntegerTypeGetWidth(mlirAttributeGetType(macs)) != 64)
      return false;
    ++known;
  }
  if (!mlirAttributeIsNull(check)) {
    if (!isString(check) || !areRules(get(attr, "rules")))
      return false;
    known += 2;
  }
  return mlirDictionaryAttrGetNumElements(attr) == known;
}

MlirOperation aicModelEntry(MlirOperation module) {
  MlirStringRef name =
      mlirStringAttrGetValue(get(aicGetAttr(module, AIC_MODEL_ATTR), "entry"));
  MlirSymbolTable symbols = mlirSymbolTableCreate(module);
  MlirOperation function = mlirSymbolTableLookup(symbols, name);
  mlirSymbolTableDestroy(symbols);
  if (mlirOperationIsNull(function) || aicIsOp(function, "func.func"))
    return function;
  return (MlirOperation){NULL};
}

void aicModelAdd(MlirOperation module, const char *name, MlirAttribute value) {
  MlirAttribute model = aicGetAttr(module, AIC_MODEL_ATTR);
  intptr_t count = mlirDictionaryAttrGetNumElements(model);
  MlirNamedAttribute fields[MAX_ENTRIES];
  for (intptr_t i = 0; i < count; ++i)
    fields[i] = mlirDictionaryAttrGetElement(model, i);
  MlirContext context = mlirOperationGetContext(module);
  fields[count] = mlirNamedAttributeGet(
      mlirIdentifierGet(context, mlirStringRefCreateFromCString(name)), value);
  aicSetAttr(module, AIC_MODEL_ATTR,
             mlirDictionaryAttrGet(context, count + 1, fields));
}

int64_t aicModelArenaBytes(MlirOperation module) {
  MlirAttribute attr = aicGetAttr(module, AIC_ARENA_ATTR);
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAInteger(attr) ||
      !mlirTypeIsAInteger(mlirAttributeGetType(attr)) ||
      mlirIntegerTypeGetWidth(mlirAttributeGetType(attr)) != 64)
    return 0;
  return mlirIntegerAttrGetValueInt(attr);
}
