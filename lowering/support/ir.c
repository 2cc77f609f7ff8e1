//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/ir.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>
#include <string.h>

MlirOperation aicCreateBefore(MlirOperation anchor, const char *name,
                              AicBuild build) {
  MlirContext context = mlirOperationGetContext(anchor);
  MlirOperationState state = mlirOperationStateGet(
      mlirStringRefCreateFromCString(name), mlirOperationGetLocation(anchor));
  mlirOperationStateAddOperands(&state, build.operands.count,
                                build.operands.data);
  mlirOperationStateAddResults(&state, build.results.count, build.results.data);
  for (intptr_t i = 0; i < build.attributes.count; ++i) {
    AicNamedAttr named = build.attributes.data[i];
    if (mlirAttributeIsNull(named.attribute))
      continue;
    MlirNamedAttribute attr = mlirNamedAttributeGet(
        mlirIdentifierGet(context, mlirStringRefCreateFromCString(named.name)),
        named.attribute);
    mlirOperationStateAddAttributes(&state, 1, &attr);
  }
  for (intptr_t i = 0; i < build.numRegions; ++i) {
    MlirRegion region = mlirRegionCreate();
    mlirOperationStateAddOwnedRegions(&state, 1, &region);
  }
  if (build.infer)
    mlirOperationStateEnableResultTypeInference(&state);
  MlirOperation op = mlirOperationCreate(&state);
  if (mlirOperationIsNull(op))
    AIC_BUG("cannot create '%s'", name);
  mlirBlockInsertOwnedOperationBefore(mlirOperationGetBlock(anchor), anchor,
                                      op);
  return op;
}

void aicReplaceOpWithValues(MlirOperation op, const MlirValue *values) {
  for (intptr_t i = 0, e = mlirOperationGetNumResults(op); i < e; ++i)
    mlirValueReplaceAllUsesOfWith(mlirOperationGetResult(op, i), values[i]);
  mlirOperationDestroy(op);
}

void aicReplaceOp(MlirOperation op, MlirOperation by) {
  for (intptr_t i = 0, e = mlirOperationGetNumResults(op); i < e; ++i)
    mlirValueReplaceAllUsesOfWith(mlirOperationGetResult(op, i),
                                  mlirOperationGetResult(by, i));
  mlirOperationDestroy(op);
}

MlirStringRef aicOpName(MlirOperation op) {
  return mlirIdentifierStr(mlirOperationGetName(op));
}

bool aicIsOp(MlirOperation op, const char *name) {
  return !mlirOperationIsNull(op) &&
         mlirStringRefEqual(aicOpName(op),
                            mlirStringRefCreateFromCString(name));
}

MlirAttribute aicGetAttr(MlirOperation op, const char *name) {
  return mlirOperationGetAttributeByName(op,
                                         mlirStringRefCreateFromCString(name));
}

void aicSetAttr(MlirOperation op, const char *name, MlirAttribute attr) {
  mlirOperationSetAttributeByName(op, mlirStringRefCreateFromCString(name),
                                  attr);
}

bool aicIsInside(MlirValue value, MlirOperation root) {
  MlirOperation op =
      mlirValueIsAOpResult(value)
          ? mlirOpResultGetOwner(value)
          : mlirBlockGetParentOperation(mlirBlockArgumentGetOwner(value));
  for (; !mlirOperationIsNull(op); op = mlirOperationGetParentOperation(op))
    if (mlirOperationEqual(op, root))
      return true;
  return false;
}

typedef struct Collector {
  AicOpList list;
  intptr_t capacity;
  const char *const *names;
} Collector;

static bool isWanted(MlirOperation op, const char *const *names) {
  if (!names)
    return true;
  for (; *names; ++names)
    if (aicIsOp(op, *names))
      return true;
  return false;
}

static MlirWalkResult collect(MlirOperation op, void *userData) {
  Collector *self = userData;
  if (!isWanted(op, self->names))
    return MlirWalkResultAdvance;
  if (self->list.count == self->capacity) {
    self->capacity = self->capacity ? 2 * self->capacity : 16;
    self->list.data = realloc(self->list.data,
                              (size_t)self->capacity * sizeof *self->list.data);
    if (!self->list.data)
      AIC_BUG("out of memory");
  }
  self->list.data[self->list.count++] = op;
  return MlirWalkResultAdvance;
}

AicOpList aicCollectOps(MlirOperation root, const char *const *names) {
  Collector collector = {.names = names};
  mlirOperationWalk(root, collect, &collector, MlirWalkPostOrder);
  return collector.list;
}

void aicOpListRelease(AicOpList *list) {
  free(list->data);
  *list = (AicOpList){0};
}

MlirAttribute aicConstantOf(MlirValue value) {
  if (!mlirValueIsAOpResult(value))
    return mlirAttributeGetNull();
  MlirOperation op = mlirOpResultGetOwner(value);
  if (!aicIsOp(op, "arith.constant"))
    return mlirAttributeGetNull();
  return aicGetAttr(op, "value");
}
