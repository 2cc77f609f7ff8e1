//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/scalars.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

MlirValue aicMicroNone(void) { return (MlirValue){NULL}; }

static MlirValue constant(const AicTosa *at, MlirAttribute number) {
  return aicBuildValue(
      at->rewriter, at->location, "arith.constant",
      (AicBuild){.results = AIC_TYPES(mlirAttributeGetType(number)),
                 .attributes = AIC_ATTRS({"value", number})});
}

MlirValue aicMicroFloat(const AicTosa *at, double number) {
  MlirContext context = mlirLocationGetContext(at->location);
  return constant(
      at, mlirFloatAttrDoubleGet(context, mlirF32TypeGet(context), number));
}

MlirValue aicMicroInteger(const AicTosa *at, MlirType type, int64_t number) {
  return constant(at, mlirIntegerAttrGet(type, number));
}

MlirValue aicMicroConvert(const AicTosa *at, const char *name, MlirValue x,
                          MlirType type) {
  return aicBuildValue(
      at->rewriter, at->location, name,
      (AicBuild){.operands = AIC_VALUES(x), .results = AIC_TYPES(type)});
}

MlirValue aicMicroUnary(const AicTosa *at, const char *name, MlirValue x) {
  return aicMicroConvert(at, name, x, mlirValueGetType(x));
}

MlirValue aicMicroBuild(const AicTosa *at, const char *name, MlirValue x,
                        MlirValue y) {
  return aicBuildValue(at->rewriter, at->location, name,
                       (AicBuild){.operands = AIC_VALUES(x, y),
                                  .results = AIC_TYPES(mlirValueGetType(x))});
}

MlirValue aicMicroSum(const AicTosa *at, MlirValue x, MlirValue y) {
  return aicMicroBuild(at, "arith.addf", x, y);
}

MlirValue aicMicroProduct(const AicTosa *at, MlirValue x, MlirValue y) {
  return aicMicroBuild(at, "arith.mulf", x, y);
}

MlirValue aicMicroCompare(const AicTosa *at, int64_t predicate, MlirValue x,
                          MlirValue y) {
  MlirContext context = mlirLocationGetContext(at->location);
  return aicBuildValue(
      at->rewriter, at->location, "arith.cmpf",
      (AicBuild){.operands = AIC_VALUES(x, y),
                 .results = AIC_TYPES(mlirIntegerTypeGet(context, 1)),
                 .attributes =
                     AIC_ATTRS({"predicate", aicAttrI64(context, predicate)})});
}

MlirValue aicMicroSelect(const AicTosa *at, MlirValue condition, MlirValue x,
                         MlirValue y) {
  return aicBuildValue(at->rewriter, at->location, "arith.select",
                       (AicBuild){.operands = AIC_VALUES(condition, x, y),
                                  .results = AIC_TYPES(mlirValueGetType(x))});
}
