//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a layer is called in tables: the nodes of the model that it computes,
// and a word for what that is. Nothing is decided by it.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/emit.h"

#include "aic/build.h"
#include "aic/op.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdio.h>
#include <string.h>

enum { MAX_NAME = 200 };

/// A list of different names; those that do not fit are left out.
typedef struct Names {
  char text[MAX_NAME];
  size_t length;
} Names;

static bool hasName(const Names *names, const char *name, size_t length) {
  for (size_t at = 0; at < names->length;) {
    const char *comma = strstr(names->text + at, ", ");
    size_t end = comma ? (size_t)(comma - names->text) : names->length;
    if (end - at == length && !memcmp(names->text + at, name, length))
      return true;
    at = end + 2;
  }
  return false;
}

static void addName(Names *names, const char *name, size_t length) {
  size_t comma = names->length ? 2 : 0;
  if (!length || names->length + comma + length + 1 > sizeof names->text ||
      hasName(names, name, length))
    return;
  memcpy(names->text + names->length, ", ", comma);
  memcpy(names->text + names->length + comma, name, length);
  names->length += comma + length;
  names->text[names->length] = 0;
}

/// Adds the names in `location`, of fused ones all.
static void addNames(Names *names, MlirLocation location) {
  if (mlirLocationIsAName(location)) {
    MlirStringRef name = mlirIdentifierStr(mlirLocationNameGetName(location));
    addName(names, name.data, name.length);
  } else if (mlirLocationIsAFused(location)) {
    MlirLocation parts[8];
    unsigned count = mlirLocationFusedGetNumLocations(location);
    if (count > 8)
      return;
    mlirLocationFusedGetLocations(location, parts);
    for (unsigned i = 0; i < count; ++i)
      addNames(names, parts[i]);
  } else if (mlirLocationIsACallSite(location)) {
    addNames(names, mlirLocationCallSiteGetCallee(location));
  }
}

/// A file's line stands for what has no name.
static void addLine(Names *names, MlirLocation location) {
  if (mlirLocationIsAFused(location)) {
    MlirLocation parts[8];
    if (mlirLocationFusedGetNumLocations(location) > 8)
      return;
    mlirLocationFusedGetLocations(location, parts);
    addLine(names, parts[0]);
  } else if (mlirLocationIsAFileLineColRange(location)) {
    MlirStringRef file =
        mlirIdentifierStr(mlirLocationFileLineColRangeGetFilename(location));
    const char *base = file.data;
    for (size_t i = 0; i < file.length; ++i)
      if (file.data[i] == '/')
        base = file.data + i + 1;
    char text[MAX_NAME];
    int length = snprintf(text, sizeof text, "%.*s:%d",
                          (int)(file.length - (size_t)(base - file.data)), base,
                          mlirLocationFileLineColRangeGetStartLine(location));
    addName(names, text, length < MAX_NAME ? (size_t)length : 0);
  }
}

static bool nameContains(MlirOperation op, const char *word) {
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
  size_t length = strlen(word);
  for (size_t at = 0; at + length <= name.length; ++at)
    if (!memcmp(name.data + at, word, length))
      return true;
  return false;
}

/// A reduction moves over the dimension of a parallel loop.
static bool hasWindow(const AicAccess *access) {
  for (int dim = 0; dim < access->rank; ++dim) {
    const int64_t *scale = access->dim[dim].scale;
    bool parallel = false;
    for (int loop = 0; loop < AIC_NUM_PARALLEL; ++loop)
      parallel |= scale[loop] != 0;
    for (int loop = AIC_NUM_PARALLEL; loop < AIC_NUM_LOOPS; ++loop)
      if (parallel && scale[loop])
        return true;
  }
  return false;
}

static const char *kindOf(const AicMatch *match) {
  const AicLayer *layer = &match->layer;
  bool none = mlirOperationIsNull(match->root);
  bool convolves = (!none && nameContains(match->root, "conv")) ||
                   (layer->numSources && hasWindow(&layer->source[0]));
  if (layer->kind == AIC_LAYER_CONTRACTION)
    return convolves ? "conv2d" : "matmul";
  if (layer->kind == AIC_LAYER_COPY)
    return match->inserts ? "concat" : "copy";
  if (layer->multiplies)
    return convolves ? "depthwise" : "matmul";
  if (!layer->reduces)
    return "elementwise";
  return convolves ? "pool" : "reduce";
}

static MlirWalkResult addInside(MlirOperation op, void *names) {
  // Equal constants of different nodes are one.
  if (!nameContains(op, "constant"))
    addNames(names, mlirOperationGetLocation(op));
  return MlirWalkResultAdvance;
}

/// Fused chains have the names of their parts in their bodies; the bodies of
/// named operations have those of a neighbour.
static void addOp(Names *names, MlirOperation op) {
  if (aicOpIs(op, "linalg.generic"))
    mlirOperationWalk(op, addInside, names, MlirWalkPostOrder);
  else
    addNames(names, mlirOperationGetLocation(op));
}

/// Bytes of the operands and of the result, each element that is used once. A
/// tensor that the layer takes twice is one operand.
static void countBytes(const AicMatch *match, int64_t *reads, int64_t *writes) {
  const AicLayer *layer = &match->layer;
  *reads = 0;
  for (int i = 0; i < layer->numSources; ++i) {
    bool known = false;
    for (int before = 0; before < i; ++before)
      known |=
          mlirValueEqual(match->source[before].tensor, match->source[i].tensor);
    if (!known && !layer->resident[i])
      *reads += aicTouchedBytes(layer, &layer->source[i]);
  }
  *writes = aicTouchedBytes(layer, &layer->result);
}

void aicEmitLayerName(AicEmitter *emitter, const AicMatch *match,
                      const AicPlan *plan, MlirLocation location) {
  Names names = {.length = 0};
  addNames(&names, location);
  if (!mlirOperationIsNull(match->root))
    addOp(&names, match->root);
  if (!mlirOperationIsNull(match->consumer))
    addOp(&names, match->consumer);
  if (!names.length)
    addLine(&names, location);
  MlirContext context = emitter->context;
  int64_t reads, writes;
  countBytes(match, &reads, &writes);
  aicBuild(
      emitter->rewriter, location, "npu.layer",
      (AicBuild){.attributes = AIC_ATTRS(
                     {"name", aicAttrString(context, names.text)},
                     {"kind", aicAttrString(context, kindOf(match))},
                     {"macs", aicAttrI64(context, aicLayerMacs(&match->layer))},
                     {"bound", aicAttrI64(context, (int64_t)plan->share)},
                     {"reads", aicAttrI64(context, reads)},
                     {"writes", aicAttrI64(context, writes)})});
}
