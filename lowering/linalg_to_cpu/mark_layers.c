//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tells the caller of a compiled model which layer begins.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/support/call_argument.h"
#include "lowering/support/ir.h"
#include "lowering/support/layers.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

/// The call of the observer, if there is one. Not inlined, because one function
/// calls it once for each layer.
static const char observeText[] =
    "llvm.func internal @aicObserve(%call: !llvm.ptr, %layer: i64)\n"
    "    attributes {no_inline} {\n"
    "  %0 = llvm.getelementptr %call[0, 5]\n"
    "      : (!llvm.ptr) -> !llvm.ptr, " AIC_CALL_STRUCT "\n"
    "  %observe = llvm.load %0 : !llvm.ptr -> !llvm.ptr\n"
    "  %null = llvm.mlir.zero : !llvm.ptr\n"
    "  %none = llvm.icmp \"eq\" %observe, %null : !llvm.ptr\n"
    "  llvm.cond_br %none, ^end, ^begin\n"
    "^begin:\n"
    "  llvm.call %observe(%call, %layer) : !llvm.ptr, (!llvm.ptr, i64) -> ()\n"
    "  llvm.br ^end\n"
    "^end:\n"
    "  llvm.return\n"
    "}\n";

/// One run of the pass. A group is a set of layers that one piece of code
/// computes: `groups[g * count + i]` says whether layer i is in group g.
typedef struct Marking {
  MlirOperation module;
  MlirContext context;
  AicLayerInfo *layers;
  intptr_t count;
  bool *groups;
  intptr_t numGroups, capacity;
  MlirValue call; ///< null until there is something to mark
  uint64_t marks;
} Marking;

enum { NO_GROUP = -1 };

/// What takes time, as far as it stands directly in a function.
static bool isWork(MlirOperation op) {
  static const char *const names[] = {"func.call",
                                      "llvm.call",
                                      "memref.copy",
                                      "memref.store",
                                      "vector.store",
                                      "vector.transfer_write",
                                      NULL};
  if (mlirOperationGetNumRegions(op) > 0)
    return true;
  for (const char *const *name = names; *name; ++name)
    if (aicIsOp(op, *name))
      return true;
  return false;
}

static bool launches(MlirOperation op) {
  if (!aicIsOp(op, "llvm.call"))
    return false;
  MlirAttribute callee = aicGetAttr(op, "callee");
  return !mlirAttributeIsNull(callee) &&
         mlirStringRefEqual(mlirFlatSymbolRefAttrGetValue(callee),
                            mlirStringRefCreateFromCString("aicNpuInvoke"));
}

/// The number of the group of `op`; NO_GROUP when it belongs to no layer.
static intptr_t groupOf(Marking *marking, MlirOperation op) {
  size_t count = (size_t)marking->count;
  if (marking->numGroups == marking->capacity) {
    marking->capacity = 2 * marking->capacity + 64;
    marking->groups =
        realloc(marking->groups, (size_t)marking->capacity * count);
    if (!marking->groups)
      AIC_BUG("out of memory");
  }
  bool *used = marking->groups + (size_t)marking->numGroups * count;
  memset(used, 0, count);
  AicOpList parts = aicCollectOps(op, NULL);
  for (intptr_t i = 0; i < parts.count; ++i)
    // A constant may have come from anywhere.
    if (!aicIsOp(parts.data[i], "arith.constant"))
      aicLayersUse(marking->layers, marking->count,
                   mlirOperationGetLocation(parts.data[i]), used);
  aicOpListRelease(&parts);
  aicLayersUse(marking->layers, marking->count, mlirOperationGetLocation(op),
               used);
  if (!memchr(used, true, count))
    return NO_GROUP;
  for (intptr_t g = 0; g < marking->numGroups; ++g)
    if (memcmp(marking->groups + (size_t)g * count, used, count) == 0)
      return g;
  return marking->numGroups++;
}

/// Calls the observer in front of `op`.
static void mark(Marking *marking, MlirOperation function, MlirOperation op,
                 intptr_t group) {
  MlirContext context = marking->context;
  if (mlirValueIsNull(marking->call))
    marking->call = aicCallArgument(function);
  MlirType i64 = mlirIntegerTypeGet(context, 64);
  MlirOperation number = aicCreateBefore(
      op, "llvm.mlir.constant",
      (AicBuild){.results = AIC_TYPES(i64),
                 .attributes =
                     AIC_ATTRS({"value", mlirIntegerAttrGet(i64, group)})});
  (void)aicCreateBefore(
      op, "llvm.call",
      (AicBuild){
          .operands =
              AIC_VALUES(marking->call, mlirOperationGetResult(number, 0)),
          .attributes = AIC_ATTRS(
              {"callee", aicAttrSymbol(context, "aicObserve")},
              {"operandSegmentSizes",
               mlirDenseI32ArrayGet(context, 2, (const int32_t[]){2, 0})},
              {"op_bundle_sizes", mlirDenseI32ArrayGet(context, 0, NULL)})});
  ++marking->marks;
}

static void markFunction(Marking *marking, MlirOperation function) {
  MlirRegion region = mlirOperationGetRegion(function, 0);
  for (MlirBlock block = mlirRegionGetFirstBlock(region);
       !mlirBlockIsNull(block); block = mlirBlockGetNextInRegion(block)) {
    bool started = false;
    intptr_t current = NO_GROUP;
    for (MlirOperation op = mlirBlockGetFirstOperation(block);
         !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
      if (!isWork(op))
        continue;
      bool device = launches(op);
      intptr_t group = device ? NO_GROUP : groupOf(marking, op);
      if ((group == NO_GROUP && !device) || (started && group == current))
        continue;
      mark(marking, function, op, group);
      started = true;
      current = group;
    }
  }
}

/// `first` and, behind a comma, `second`; kept by the context.
static MlirStringRef join(MlirContext context, MlirStringRef first,
                          MlirStringRef second) {
  if (!first.length)
    return second;
  size_t length = first.length + 2 + second.length;
  char *text = malloc(length);
  if (!text)
    AIC_BUG("out of memory");
  memcpy(text, first.data, first.length);
  memcpy(text + first.length, ", ", 2);
  memcpy(text + first.length + 2, second.data, second.length);
  MlirStringRef joined = mlirStringAttrGetValue(
      mlirStringAttrGet(context, mlirStringRefCreate(text, length)));
  free(text);
  return joined;
}

/// The groups as the module's layers.
static void writeGroups(Marking *marking) {
  AicLayerInfo *groups = calloc((size_t)marking->numGroups + 1, sizeof *groups);
  if (!groups)
    AIC_BUG("out of memory");
  for (intptr_t g = 0; g < marking->numGroups; ++g)
    for (intptr_t i = 0; i < marking->count; ++i) {
      if (!marking->groups[g * marking->count + i])
        continue;
      AicLayerInfo *layer = &marking->layers[i];
      groups[g].name = join(marking->context, groups[g].name, layer->name);
      groups[g].kind = join(marking->context, groups[g].kind, layer->kind);
      // The first piece of code of a layer is the one that computes it.
      groups[g].macs += layer->macs;
      layer->macs = 0;
    }
  aicLayersWrite(marking->module, groups, marking->numGroups);
  free(groups);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  Marking marking = {.module = root, .context = mlirOperationGetContext(root)};
  if (!aicModelAttrIsValid(aicGetAttr(root, AIC_MODEL_ATTR)))
    return mlirLogicalResultSuccess();
  MlirOperation function = aicModelEntry(root);
  marking.layers = aicLayersRead(root, &marking.count);
  if (marking.layers && marking.count > 0 && !mlirOperationIsNull(function)) {
    markFunction(&marking, function);
    writeGroups(&marking);
  }
  if (marking.marks) {
    MlirOperation observe = mlirOperationCreateParse(
        marking.context, mlirStringRefCreateFromCString(observeText),
        mlirStringRefCreateFromCString("aicObserve"));
    if (mlirOperationIsNull(observe))
      AIC_BUG("the text of aicObserve does not parse");
    mlirBlockInsertOwnedOperation(
        mlirRegionGetFirstBlock(mlirOperationGetRegion(root, 0)), 0, observe);
    aicPassCount(pass, 0, marking.marks);
  }
  free(marking.layers);
  free(marking.groups);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicMarkLayers = {
    .abi = AIC_ABI,
    .argument = "aic-mark-layers",
    .summary = "Call the caller's observer where a layer begins",
    .description =
        "Works on loops, in the model's entry function, which gets the "
        "`AicCall` of\naic/runtime.h as its last argument. Code whose "
        "locations name the same layers of\n`aic.layers` is one layer of the "
        "compiled model; the list is replaced by those.\nWithout an observer "
        "a mark costs one comparison. Before a device runs a program,\nthe "
        "observer hears of layer -1.\n\n"
        "```mlir\n"
        "scf.for %i = %c0 to %c8 step %c1 { ... } loc(\"conv1\")\n"
        "// becomes\n"
        "llvm.call @aicObserve(%call, %0) : (!llvm.ptr, i64) -> ()\n"
        "scf.for %i = %c0 to %c8 step %c1 { ... } loc(\"conv1\")\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"llvm", NULL},
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "marks", .summary = "calls inserted"}),
    .run = run,
};
