//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/layers.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static MlirAttribute entry(MlirAttribute dictionary, const char *name) {
  return mlirDictionaryAttrGetElementByName(
      dictionary, mlirStringRefCreateFromCString(name));
}

static bool readLayer(MlirAttribute attr, AicLayerInfo *layer) {
  if (!mlirAttributeIsADictionary(attr))
    return false;
  MlirAttribute name = entry(attr, "name"), kind = entry(attr, "kind"),
                macs = entry(attr, "macs");
  if (mlirAttributeIsNull(name) || !mlirAttributeIsAString(name) ||
      mlirAttributeIsNull(kind) || !mlirAttributeIsAString(kind) ||
      mlirAttributeIsNull(macs) || !mlirAttributeIsAInteger(macs) ||
      !mlirTypeIsAInteger(mlirAttributeGetType(macs)) ||
      mlirIntegerTypeGetWidth(mlirAttributeGetType(macs)) != 64)
    return false;
  *layer =
      (AicLayerInfo){mlirStringAttrGetValue(name), mlirStringAttrGetValue(kind),
                     mlirIntegerAttrGetValueInt(macs)};
  return true;
}

AicLayerInfo *aicLayersRead(MlirOperation module, intptr_t *count) {
  *count = 0;
  MlirAttribute list = aicGetAttr(module, AIC_LAYERS_ATTR);
  if (mlirAttributeIsNull(list) || !mlirAttributeIsAArray(list))
    return NULL;
  intptr_t size = mlirArrayAttrGetNumElements(list);
  AicLayerInfo *layers = calloc((size_t)size + 1, sizeof *layers);
  if (!layers)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < size; ++i)
    if (!readLayer(mlirArrayAttrGetElement(list, i), &layers[i])) {
      free(layers);
      return NULL;
    }
  *count = size;
  return layers;
}

static MlirNamedAttribute named(MlirContext context, const char *name,
                                MlirAttribute attr) {
  return mlirNamedAttributeGet(
      mlirIdentifierGet(context, mlirStringRefCreateFromCString(name)), attr);
}

void aicLayersWrite(MlirOperation module, const AicLayerInfo *layers,
                    intptr_t count) {
  MlirContext context = mlirOperationGetContext(module);
  MlirAttribute *list = calloc((size_t)count + 1, sizeof *list);
  if (!list)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i) {
    MlirNamedAttribute fields[] = {
        named(context, "kind", mlirStringAttrGet(context, layers[i].kind)),
        named(context, "macs", aicAttrI64(context, layers[i].macs)),
        named(context, "name", mlirStringAttrGet(context, layers[i].name))};
    list[i] = mlirDictionaryAttrGet(context, 3, fields);
  }
  aicSetAttr(module, AIC_LAYERS_ATTR, mlirArrayAttrGet(context, count, list));
  free(list);
}

/// "file.mlir:3:1", without the folder.
static void visitPlace(MlirLocation location,
                       void (*visit)(MlirStringRef, void *), void *userData) {
  MlirStringRef file =
      mlirIdentifierStr(mlirLocationFileLineColRangeGetFilename(location));
  char text[160];
  size_t start = file.length;
  while (start && file.data[start - 1] != '/')
    --start;
  size_t length = file.length - start;
  snprintf(text, sizeof text, "%.*s:%d:%d", length < 120 ? (int)length : 120,
           file.data + start,
           mlirLocationFileLineColRangeGetStartLine(location),
           mlirLocationFileLineColRangeGetStartColumn(location));
  visit(mlirStringRefCreateFromCString(text), userData);
}

void aicLocationNames(MlirLocation location,
                      void (*visit)(MlirStringRef, void *), void *userData) {
  if (mlirLocationIsAName(location)) {
    visit(mlirIdentifierStr(mlirLocationNameGetName(location)), userData);
  } else if (mlirLocationIsAFileLineColRange(location)) {
    visitPlace(location, visit, userData);
  } else if (mlirLocationIsACallSite(location)) {
    aicLocationNames(mlirLocationCallSiteGetCallee(location), visit, userData);
  } else if (mlirLocationIsAFused(location)) {
    unsigned count = mlirLocationFusedGetNumLocations(location);
    MlirLocation *parts = calloc((size_t)count + 1, sizeof *parts);
    if (!parts)
      AIC_BUG("out of memory");
    mlirLocationFusedGetLocations(location, parts);
    for (unsigned i = 0; i < count; ++i)
      aicLocationNames(parts[i], visit, userData);
    free(parts);
  }
}

/// What aicLayersUse() hands on.
typedef struct Use {
  const AicLayerInfo *layers;
  intptr_t count;
  bool *used;
} Use;

static void useName(MlirStringRef name, void *userData) {
  Use *use = userData;
  for (intptr_t i = 0; i < use->count; ++i)
    if (mlirStringRefEqual(use->layers[i].name, name)) {
      use->used[i] = true;
      return;
    }
}

void aicLayersUse(const AicLayerInfo *layers, intptr_t count,
                  MlirLocation location, bool *used) {
  aicLocationNames(location, useName, &(Use){layers, count, used});
}
