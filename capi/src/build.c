//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Building operations and attributes.
//
//===----------------------------------------------------------------------===//

#include "aic/build.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

static MlirStringRef ref(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

MlirOperation aicBuild(MlirRewriterBase rewriter, MlirLocation location,
                       const char *name, AicBuild build) {
  MlirContext context = mlirLocationGetContext(location);
  MlirOperationState state = mlirOperationStateGet(ref(name), location);
  if (build.operands.count)
    mlirOperationStateAddOperands(&state, build.operands.count,
                                  build.operands.data);
  if (build.results.count)
    mlirOperationStateAddResults(&state, build.results.count,
                                 build.results.data);
  else if (build.infer)
    mlirOperationStateEnableResultTypeInference(&state);
  for (intptr_t i = 0; i < build.attributes.count; ++i) {
    AicNamedAttr attr = build.attributes.data[i];
    if (mlirAttributeIsNull(attr.attribute))
      continue;
    MlirNamedAttribute named = mlirNamedAttributeGet(
        mlirIdentifierGet(context, ref(attr.name)), attr.attribute);
    mlirOperationStateAddAttributes(&state, 1, &named);
  }
  for (intptr_t i = 0; i < build.numRegions; ++i) {
    MlirRegion region = mlirRegionCreate();
    mlirOperationStateAddOwnedRegions(&state, 1, &region);
  }
  MlirOperation op = mlirOperationCreate(&state);
  if (!mlirOperationIsNull(op))
    mlirRewriterBaseInsert(rewriter, op);
  return op;
}

MlirValue aicBuildValue(MlirRewriterBase rewriter, MlirLocation location,
                        const char *name, AicBuild build) {
  MlirOperation op = aicBuild(rewriter, location, name, build);
  if (mlirOperationIsNull(op))
    return (MlirValue){NULL};
  if (mlirOperationGetNumResults(op) != 1)
    AIC_BUG("'%s' was built with %ld results instead of 1", name,
            (long)mlirOperationGetNumResults(op));
  return mlirOperationGetResult(op, 0);
}

MlirAttribute aicAttrI64(MlirContext context, int64_t value) {
  return mlirIntegerAttrGet(mlirIntegerTypeGet(context, 64), value);
}

MlirAttribute aicAttrI64Array(MlirContext context, intptr_t count,
                              const int64_t *values) {
  return mlirDenseI64ArrayGet(context, count, values);
}

MlirAttribute aicAttrString(MlirContext context, const char *text) {
  return mlirStringAttrGet(context, ref(text));
}

MlirAttribute aicAttrBool(MlirContext context, bool value) {
  return mlirBoolAttrGet(context, value);
}

MlirAttribute aicAttrF32(MlirContext context, float value) {
  return mlirFloatAttrDoubleGet(context, mlirF32TypeGet(context),
                                (double)value);
}

MlirAttribute aicAttrSymbol(MlirContext context, const char *name) {
  return mlirFlatSymbolRefAttrGet(context, ref(name));
}

intptr_t aicAttrGetI64Array(MlirAttribute attr, int64_t *values,
                            intptr_t capacity) {
  intptr_t count = mlirDenseArrayGetNumElements(attr);
  for (intptr_t i = 0; i < count && i < capacity; ++i)
    values[i] = mlirDenseI64ArrayGetElement(attr, i);
  return count;
}
