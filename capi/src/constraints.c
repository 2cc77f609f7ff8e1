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
const AicTypeConstraint aicAnyTensor = {
    .name = "tensor of any type values",
    .holds = isAnyTensor,
    .among = AIC_POINTERS(char, "!builtin.tensor", "!builtin.unranked_tensor")};
const AicTypeConstraint aicRankedTensor = {
    .name = "ranked tensor of any type values",
    .holds = mlirTypeIsARankedTensor,
    .among = AIC_POINTERS(char, "!builtin.tensor")};
const AicTypeConstraint aicAnyMemRef = {
    .name = "memref of any type values",
    .holds = isAnyMemRef,
    .among = AIC_POINTERS(char, "!builtin.memref", "!builtin.unranked_memref")};
const AicTypeConstraint aicAnyShaped = {.name = "shaped of any type values",
                                        .holds = mlirTypeIsAShaped};
const AicTypeConstraint aicAnyInteger = {
    .name = "integer",
    .holds = mlirTypeIsAInteger,
    .among = AIC_POINTERS(char, "!builtin.integer")};
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
                                       .holds = mlirAttributeIsAUnit,
                                       .among = AIC_POINTERS(char, "unit")};
const AicAttrConstraint aicBoolAttr = {.name = "bool attribute",
                                       .holds = mlirAttributeIsABool,
                                       .among =
                                           AIC_POINTERS(char, "false", "true")};
const AicAttrConstraint aicI64Attr = {
    .name = "64-bit signless integer attribute",
    .holds = isI64,
    .among = AIC_POINTERS(char, "#builtin.integer")};
const AicAttrConstraint aicF32Attr = {.name = "32-bit float attribute",
                                      .holds = isF32,
                                      .among =
                                          AIC_POINTERS(char, "#builtin.float")};
const AicAttrConstraint aicF64Attr = {.name = "64-bit float attribute",
                                      .holds = isF64,
                                      .among =
                                          AIC_POINTERS(char, "#builtin.float")};
const AicAttrConstraint aicStringAttr = {
    .name = "string attribute",
    .holds = mlirAttributeIsAString,
    .among = AIC_POINTERS(char, "#builtin.string")};
const AicAttrConstraint aicSymbolNameAttr = {
    .name = "symbol name",
    .holds = mlirAttributeIsAString,
    .among = AIC_POINTERS(char, "#builtin.string")};
const AicAttrConstraint aicFlatSymbolRefAttr = {
    .name = "flat symbol reference attribute",
    .holds = mlirAttributeIsAFlatSymbolRef,
    .among = AIC_POINTERS(char, "#builtin.symbol_ref")};
const AicAttrConstraint aicDenseI64ArrayAttr = {
    .name = "i64 dense array attribute",
    .holds = mlirAttributeIsADenseI64Array,
    .among = AIC_POINTERS(char, "#builtin.dense_array")};
const AicAttrConstraint aicTypeAttr = {.name = "any type attribute",
                                       .holds = mlirAttributeIsAType,
                                       .among =
                                           AIC_POINTERS(char, "#builtin.type")};
const AicAttrConstraint aicElementsAttr = {
    .name = "constant vector/tensor attribute",
    .holds = mlirAttributeIsAElements};
const AicAttrConstraint aicAffineMapAttr = {
    .name = "AffineMap attribute",
    .holds = mlirAttributeIsAAffineMap,
    .among = AIC_POINTERS(char, "#builtin.affine_map")};
const AicAttrConstraint aicDictionaryAttr = {
    .name = "dictionary of named attribute values",
    .holds = mlirAttributeIsADictionary,
    .among = AIC_POINTERS(char, "#builtin.dictionary")};
const AicAttrConstraint aicArrayAttr = {
    .name = "array attribute",
    .holds = mlirAttributeIsAArray,
    .among = AIC_POINTERS(char, "#builtin.array")};
