//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a table says about memory: effects, destinations, and an operation's
// form on buffers.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "capi/src/hooks.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static const AicValueDef *getValues(const AicOpDef *def, bool result) {
  return result ? def->results : def->operands;
}

intptr_t aicOpDefDestination(const AicOpDef *def) {
  if (!(def->traits & AIC_OP_DESTINATION_STYLE) || !def->destinations)
    return -1;
  for (intptr_t i = 0; def->operands && def->operands[i].name; ++i)
    if (strcmp(def->operands[i].name, def->destinations) == 0)
      return i;
  return -1;
}

static bool declaresEffects(const AicOpDef *def) {
  if (def->effects)
    return true;
  for (int result = 0; result < 2; ++result)
    for (const AicValueDef *value = getValues(def, result);
         value && value->name; ++value)
      if (value->effects)
        return true;
  return false;
}

unsigned aicOpDefEffects(const AicOpDef *def, bool result, intptr_t group) {
  if (def->traits & (AIC_OP_PURE | AIC_OP_CONSTANT_LIKE))
    return 0;
  if (!(def->traits & AIC_OP_DESTINATION_STYLE) || declaresEffects(def))
    return getValues(def, result)[group].effects;
  // As linalg does: inputs are read, destinations read and written.
  if (result)
    return 0;
  return group == aicOpDefDestination(def) ? AIC_EFFECT_READ | AIC_EFFECT_WRITE
                                           : AIC_EFFECT_READ;
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

/// `sizes` of the result groups of `op` without the tensors.
static MlirAttribute countAgain(MlirOperation op, MlirAttribute sizes) {
  enum { MAX_GROUPS = 16 };
  int32_t left[MAX_GROUPS] = {0};
  intptr_t groups = mlirDenseArrayGetNumElements(sizes), index = 0;
  if (groups > MAX_GROUPS)
    AIC_BUG("an operation has %td groups of results, at most %d are supported",
            groups, MAX_GROUPS);
  for (intptr_t i = 0; i < groups; ++i)
    for (int32_t k = mlirDenseI32ArrayGetElement(sizes, i); k > 0; --k)
      left[i] += !mlirTypeIsATensor(
          mlirValueGetType(mlirOperationGetResult(op, index++)));
  return mlirDenseI32ArrayGet(mlirOperationGetContext(op), groups, left);
}

MlirOperation aicBufferForm(MlirOperation op, const MlirValue *operands) {
  MlirOperationState state =
      mlirOperationStateGet(mlirIdentifierStr(mlirOperationGetName(op)),
                            mlirOperationGetLocation(op));
  mlirOperationStateAddOperands(&state, mlirOperationGetNumOperands(op),
                                operands);
  for (intptr_t i = 0; i < mlirOperationGetNumResults(op); ++i) {
    MlirType type = mlirValueGetType(mlirOperationGetResult(op, i));
    if (!mlirTypeIsATensor(type))
      mlirOperationStateAddResults(&state, 1, &type);
  }
  MlirIdentifier segments =
      mlirIdentifierGet(mlirOperationGetContext(op),
                        mlirStringRefCreateFromCString("resultSegmentSizes"));
  for (intptr_t i = 0; i < mlirOperationGetNumAttributes(op); ++i) {
    MlirNamedAttribute attr = mlirOperationGetAttribute(op, i);
    if (mlirIdentifierEqual(attr.name, segments))
      attr.attribute = countAgain(op, attr.attribute);
    mlirOperationStateAddAttributes(&state, 1, &attr);
  }
  intptr_t regions = mlirOperationGetNumRegions(op);
  for (intptr_t i = 0; i < regions; ++i) {
    MlirRegion region = mlirRegionCreate();
    mlirRegionTakeBody(region, mlirOperationGetRegion(op, i));
    mlirOperationStateAddOwnedRegions(&state, 1, &region);
  }
  return mlirOperationCreate(&state);
}
