//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Constraints on types and attributes that most dialects need.
//
//===----------------------------------------------------------------------===//

#include "aic/op.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static bool isAnyTensor(MlirType type) { return mlirTypeIsATensor(type); }

static bool isAnyMemRef(MlirType type) {
  return mlirTypeIsAMemRef(type) || mlirTypeIsAUnrankedMemRef(type);
}

const AicTypeConstraint aicAnyType = {.name = "any type"};
const AicTypeConstraint aicIndexType = {
    .name = "index", .holds = mlirTypeIsAIndex, .only = "index"};
const AicTypeConstraint aicAnyTensor = {.name = "tensor of any type values",
                                        .holds = isAnyTensor};
const AicTypeConstraint aicRankedTensor = {
    .name = "ranked tensor of any type values",
    .holds = mlirTypeIsARankedTensor};
const AicTypeConstraint aicAnyMemRef = {.name = "memref of any type values",
                                        .holds = isAnyMemRef};
const AicTypeConstraint aicAnyShaped = {.name = "shaped of any type values",
                                        .holds = mlirTypeIsAShaped};
const AicTypeConstraint aicAnyInteger = {.name = "integer",
                                         .holds = mlirTypeIsAInteger};
const AicTypeConstraint aicAnyFloat = {.name = "floating-point",
                                       .holds = mlirTypeIsAFloat};

static bool isI64(MlirAttribute attr) {
  if (!mlirAttributeIsAInteger(attr))
    return false;
  MlirType type = mlirAttributeGetType(attr);
  return mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
         mlirIntegerTypeGetWidth(type) == 64;
}

static bool isF32(MlirAttribute attr) {
  return mlirAttributeIsAFloat(attr) &&
         mlirTypeIsAF32(mlirAttributeGetType(attr));
}

static bool isF64(MlirAttribute attr) {
  return mlirAttributeIsAFloat(attr) &&
         mlirTypeIsAF64(mlirAttributeGetType(attr));
}

const AicAttrConstraint aicAnyAttr = {.name = "any attribute"};
const AicAttrConstraint aicUnitAttr = {.name = "unit attribute",
                                       .holds = mlirAttributeIsAUnit};
const AicAttrConstraint aicBoolAttr = {.name = "bool attribute",
                                       .holds = mlirAttributeIsABool};
const AicAttrConstraint aicI64Attr = {
    .name = "64-bit signless integer attribute", .holds = isI64};
const AicAttrConstraint aicF32Attr = {.name = "32-bit float attribute",
                                      .holds = isF32};
const AicAttrConstraint aicF64Attr = {.name = "64-bit float attribute",
                                      .holds = isF64};
const AicAttrConstraint aicStringAttr = {.name = "string attribute",
                                         .holds = mlirAttributeIsAString};
const AicAttrConstraint aicSymbolNameAttr = {.name = "symbol name",
                                             .holds = mlirAttributeIsAString};
const AicAttrConstraint aicFlatSymbolRefAttr = {
    .name = "flat symbol reference attribute",
    .holds = mlirAttributeIsAFlatSymbolRef};
const AicAttrConstraint aicDenseI64ArrayAttr = {
    .name = "i64 dense array attribute",
    .holds = mlirAttributeIsADenseI64Array};
const AicAttrConstraint aicTypeAttr = {.name = "any type attribute",
                                       .holds = mlirAttributeIsAType};
const AicAttrConstraint aicElementsAttr = {
    .name = "constant vector/tensor attribute",
    .holds = mlirAttributeIsAElements};
const AicAttrConstraint aicAffineMapAttr = {.name = "AffineMap attribute",
                                            .holds = mlirAttributeIsAAffineMap};
const AicAttrConstraint aicDictionaryAttr = {
    .name = "dictionary of named attribute values",
    .holds = mlirAttributeIsADictionary};
const AicAttrConstraint aicArrayAttr = {.name = "array attribute",
                                        .holds = mlirAttributeIsAArray};
