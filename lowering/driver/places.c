//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/places.h"

#include "aic/diag.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(AicPlaceList *list, const char *text, size_t length) {
  for (intptr_t i = 0; i < list->count; ++i)
    if (strncmp(list->data[i], text, length) == 0 &&
        list->data[i][length] == '\0')
      return;
  if (list->count == AIC_MAX_PLACES || length == 0)
    return;
  char *copy = malloc(length + 1);
  if (!copy)
    AIC_BUG("out of memory");
  memcpy(copy, text, length);
  copy[length] = '\0';
  list->data[list->count++] = copy;
}

/// "model.mlir:12:3".
static void addLine(AicPlaceList *list, MlirLocation location) {
  MlirStringRef file =
      mlirIdentifierStr(mlirLocationFileLineColRangeGetFilename(location));
  size_t base = file.length;
  while (base > 0 && file.data[base - 1] != '/')
    --base;
  char text[512];
  int length = snprintf(text, sizeof text, "%.*s:%d:%d",
                        (int)(file.length - base), file.data + base,
                        mlirLocationFileLineColRangeGetStartLine(location),
                        mlirLocationFileLineColRangeGetStartColumn(location));
  if (length > 0 && (size_t)length < sizeof text)
    add(list, text, (size_t)length);
}

void aicPlacesAdd(AicPlaceList *list, MlirLocation location) {
  if (mlirLocationIsAName(location)) {
    // The name of a node says more than the number of its line.
    MlirStringRef name = mlirIdentifierStr(mlirLocationNameGetName(location));
    add(list, name.data, name.length);
  } else if (mlirLocationIsAFileLineColRange(location)) {
    addLine(list, location);
  } else if (mlirLocationIsACallSite(location)) {
    aicPlacesAdd(list, mlirLocationCallSiteGetCallee(location));
  } else if (mlirLocationIsAFused(location)) {
    unsigned count = mlirLocationFusedGetNumLocations(location);
    MlirLocation *parts = calloc(count + 1, sizeof *parts);
    if (!parts)
      AIC_BUG("out of memory");
    mlirLocationFusedGetLocations(location, parts);
    for (unsigned i = 0; i < count; ++i)
      aicPlacesAdd(list, parts[i]);
    free(parts);
  }
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
