//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Notes what the model's layers are called while it has its own operations.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"
#include "lowering/support/layers.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Layers {
  MlirContext context;
  AicLayerInfo *data;
  intptr_t count, capacity;
  MlirStringRef kind; ///< of the operation that is looked at
} Layers;

/// The name of an operation without that of its dialect.
static MlirStringRef shortName(MlirOperation op) {
  MlirStringRef name = aicOpName(op);
  for (size_t i = 0; i < name.length; ++i)
    if (name.data[i] == '.')
      return mlirStringRefCreate(name.data + i + 1, name.length - i - 1);
  return name;
}

static bool isOneOf(MlirStringRef word, const char *const *words) {
  for (; *words; ++words)
    if (mlirStringRefEqual(word, mlirStringRefCreateFromCString(*words)))
      return true;
  return false;
}

/// What makes no code of its own.
static bool isNothing(MlirOperation op) {
  static const char *const words[] = {"weight",      "constant", "const",
                                      "const_shape", "empty",    "return",
                                      "yield",       NULL};
  return isOneOf(shortName(op), words);
}

/// What only prepares the operation that a layer is known for.
static bool isPreparation(MlirStringRef kind) {
  static const char *const words[] = {
      "reshape", "transpose", "pad",          "broadcast",      "cast",
      "fill",    "slice",     "expand_shape", "collapse_shape", NULL};
  return isOneOf(kind, words);
}

/// "conv", "relu" for `graph.unary relu`, "pool max" for `graph.pool max`.
static MlirStringRef kindOf(MlirOperation op) {
  static const char *const families[] = {"unary", "binary", "compare",
                                         "logical", NULL};
  MlirStringRef name = shortName(op);
  MlirAttribute attr = aicGetAttr(op, "kind");
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAString(attr))
    return name;
  MlirStringRef kind = mlirStringAttrGetValue(attr);
  if (isOneOf(name, families))
    return kind;
  char text[64];
  snprintf(text, sizeof text, "%.*s %.*s", (int)name.length, name.data,
           kind.length < 24 ? (int)kind.length : 24, kind.data);
  // The context keeps it.
  return mlirStringAttrGetValue(
      aicAttrString(mlirOperationGetContext(op), text));
}

static void addLayer(MlirStringRef name, void *userData) {
  Layers *layers = userData;
  for (intptr_t i = 0; i < layers->count; ++i)
    if (mlirStringRefEqual(layers->data[i].name, name)) {
      if (isPreparation(layers->data[i].kind))
        layers->data[i].kind = layers->kind;
      return;
    }
  if (layers->count == layers->capacity) {
    layers->capacity = 2 * layers->capacity + 64;
    layers->data =
        realloc(layers->data, (size_t)layers->capacity * sizeof *layers->data);
    if (!layers->data)
      AIC_BUG("out of memory");
  }
  layers->data[layers->count++] = (AicLayerInfo){
      mlirStringAttrGetValue(mlirStringAttrGet(layers->context, name)),
      layers->kind, 0};
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  // Later operations are no longer the model's own.
  if (!aicModelAttrIsValid(aicGetAttr(root, AIC_MODEL_ATTR)) ||
      !mlirAttributeIsNull(aicGetAttr(root, AIC_LAYERS_ATTR)))
    return mlirLogicalResultSuccess();
  Layers layers = {.context = mlirOperationGetContext(root)};
  AicOpList functions =
      aicCollectOps(root, (const char *const[]){"func.func", NULL});
  for (intptr_t i = 0; i < functions.count; ++i) {
    MlirRegion region = mlirOperationGetRegion(functions.data[i], 0);
    for (MlirBlock block = mlirRegionGetFirstBlock(region);
         !mlirBlockIsNull(block); block = mlirBlockGetNextInRegion(block))
      for (MlirOperation op = mlirBlockGetFirstOperation(block);
           !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
        if (!isNothing(op)) {
          layers.kind = kindOf(op);
          aicLocationNames(mlirOperationGetLocation(op), addLayer, &layers);
        }
  }
  aicOpListRelease(&functions);
  aicLayersWrite(root, layers.data, layers.count);
  aicPassCount(pass, 0, (uint64_t)layers.count);
  free(layers.data);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicDescribeLayers = {
    .abi = AIC_ABI,
    .argument = "aic-describe-layers",
    .summary = "Note the names and kinds of the model's layers on the module",
    .description =
        "Sets the module attribute `aic.layers`, unless it is there: for each "
        "name in the\nlocations of the operations, in their order, the name "
        "and what the operation does.\n`aic-count-macs` adds the "
        "multiply-accumulates. Later passes need to carry nothing\nbut "
        "locations. Does nothing on a module without `aic.model`.\n\n"
        "```mlir\n"
        "%1 = graph.unary relu %0 : tensor<8xf32> loc(\"node1\")\n"
        "// adds to the module\n"
        "aic.layers = [{kind = \"relu\", macs = 0 : i64, name = \"node1\"}]\n"
        "```\n",
    .anchor = "builtin.module",
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "layers", .summary = "layers named"}),
    .run = run,
};
