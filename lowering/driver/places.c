//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/places.h"

#include "aic/diag.h"
#include "lowering/support/layers.h"

#include <stdlib.h>
#include <string.h>

static void add(MlirStringRef name, void *userData) {
  AicPlaceList *list = userData;
  for (intptr_t i = 0; i < list->count; ++i)
    if (mlirStringRefEqual(mlirStringRefCreateFromCString(list->data[i]), name))
      return;
  if (list->count == AIC_MAX_PLACES || name.length == 0)
    return;
  char *copy = malloc(name.length + 1);
  if (!copy)
    AIC_BUG("out of memory");
  memcpy(copy, name.data, name.length);
  copy[name.length] = '\0';
  list->data[list->count++] = copy;
}

void aicPlacesAdd(AicPlaceList *list, MlirLocation location) {
  aicLocationNames(location, add, list);
}

static MlirWalkResult addBelow(MlirOperation op, void *userData) {
  aicPlacesAdd(userData, mlirOperationGetLocation(op));
  return MlirWalkResultAdvance;
}

void aicPlacesAddOp(AicPlaceList *list, MlirOperation op) {
  mlirOperationWalk(op, addBelow, list, MlirWalkPreOrder);
}

void aicPlacesClear(AicPlaceList *list) {
  for (intptr_t i = 0; i < list->count; ++i)
    free(list->data[i]);
  *list = (AicPlaceList){0};
}
