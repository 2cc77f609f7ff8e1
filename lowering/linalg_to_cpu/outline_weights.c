//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Moves large constants out of the IR's way: into external globals, whose
// values travel as attributes of the module to the emitter.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "aic/op.h"
#include "lowering/support/elements.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct Options {
  int64_t minBytes;
};

enum { ALIGNMENT = 64 };

/// The globals made so far; equal values share one.
typedef struct Weights {
  MlirOperation module;
  MlirSymbolTable symbols;
  MlirNamedAttribute *data;
  intptr_t count, capacity;
  int next; ///< number of the next name to try
} Weights;

/// A name that no symbol of the module has.
static void newName(Weights *weights, char *name, size_t size) {
  do
    snprintf(name, size, "aic_weight_%d", weights->next++);
  while (!mlirOperationIsNull(mlirSymbolTableLookup(
      weights->symbols, mlirStringRefCreateFromCString(name))));
}

static void addWeight(Weights *weights, MlirNamedAttribute weight) {
  if (weights->count == weights->capacity) {
    weights->capacity = 2 * weights->capacity + 16;
    weights->data = realloc(weights->data,
                            (size_t)weights->capacity * sizeof *weights->data);
    if (!weights->data)
      AIC_BUG("out of memory");
  }
  weights->data[weights->count++] = weight;
}

/// Those of a run before, which must not be lost.
static void addEarlier(Weights *weights) {
  MlirAttribute earlier = aicGetAttr(weights->module, "aic.weights");
  if (mlirAttributeIsNull(earlier) || !mlirAttributeIsADictionary(earlier))
    return;
  for (intptr_t i = 0, e = mlirDictionaryAttrGetNumElements(earlier); i < e;
       ++i)
    addWeight(weights, mlirDictionaryAttrGetElement(earlier, i));
}

/// The name of the global that holds `value`.
static MlirStringRef globalFor(Weights *weights, MlirAttribute value,
                               MlirType memref) {
  for (intptr_t i = 0; i < weights->count; ++i)
    if (mlirAttributeEqual(weights->data[i].attribute, value))
      return mlirIdentifierStr(weights->data[i].name);
  MlirContext context = mlirOperationGetContext(weights->module);
  char name[40];
  newName(weights, name, sizeof name);
  MlirBlock body =
      mlirRegionGetFirstBlock(mlirOperationGetRegion(weights->module, 0));
  MlirOperation global = aicCreateBefore(
      mlirBlockGetFirstOperation(body), "memref.global",
      (AicBuild){.attributes =
                     AIC_ATTRS({"sym_name", aicAttrString(context, name)},
                               {"type", mlirTypeAttrGet(memref)},
                               {"alignment", aicAttrI64(context, ALIGNMENT)})});
  mlirSymbolTableInsert(weights->symbols, global);
  MlirIdentifier id =
      mlirIdentifierGet(context, mlirStringRefCreateFromCString(name));
  addWeight(weights, mlirNamedAttributeGet(id, value));
  return mlirIdentifierStr(id);
}

/// Bytes of a constant tensor that can be moved; 0 for another.
static size_t movableBytes(MlirOperation constant) {
  MlirAttribute value = aicGetAttr(constant, "value");
  MlirType type = mlirValueGetType(mlirOperationGetResult(constant, 0));
  if (!mlirTypeIsARankedTensor(type) || !aicElementsCanRead(value))
    return 0;
  // A splat is better as code than as memory traffic.
  if (mlirAttributeIsADenseElements(value) &&
      mlirDenseElementsAttrIsSplat(value))
    return 0;
  AicElements elements;
  if (!aicElementsRead(value, &elements))
    return 0;
  size_t bytes = elements.bytes;
  aicElementsRelease(&elements);
  return bytes;
}

static void outline(Weights *weights, MlirOperation constant) {
  MlirType type = mlirValueGetType(mlirOperationGetResult(constant, 0));
  int64_t shape[64];
  intptr_t rank = mlirShapedTypeGetRank(type);
  if (rank > 64)
    return;
  for (intptr_t d = 0; d < rank; ++d)
    shape[d] = mlirShapedTypeGetDimSize(type, d);
  MlirType memref = mlirMemRefTypeContiguousGet(
      mlirShapedTypeGetElementType(type), rank, shape, mlirAttributeGetNull());
  MlirStringRef name =
      globalFor(weights, aicGetAttr(constant, "value"), memref);
  MlirContext context = mlirOperationGetContext(constant);
  MlirOperation get = aicCreateBefore(
      constant, "memref.get_global",
      (AicBuild){.results = AIC_TYPES(memref),
                 .attributes = AIC_ATTRS(
                     {"name", mlirFlatSymbolRefAttrGet(context, name)})});
  MlirOperation tensor = aicCreateBefore(
      constant, "bufferization.to_tensor",
      (AicBuild){.operands = AIC_VALUES(mlirOperationGetResult(get, 0)),
                 .results = AIC_TYPES(type),
                 .attributes =
                     AIC_ATTRS({"restrict", mlirUnitAttrGet(context)})});
  aicReplaceOp(constant, tensor);
}

/// No later step can do without the values, and LLVM's translation asks for
/// them without looking.
static bool hasValues(MlirOperation constant) {
  if (!aicElementsAreMissing(aicGetAttr(constant, "value")))
    return true;
  aicOpError(constant, "has a resource without the data that its type needs");
  return false;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *optionsPointer) {
  const struct Options *options = optionsPointer;
  Weights weights = {.module = root, .symbols = mlirSymbolTableCreate(root)};
  addEarlier(&weights);
  AicOpList constants =
      aicCollectOps(root, (const char *const[]){"arith.constant", NULL});
  uint64_t moved = 0;
  bool good = true;
  for (intptr_t i = 0; i < constants.count; ++i) {
    good = hasValues(constants.data[i]) && good;
    size_t bytes = movableBytes(constants.data[i]);
    if (bytes == 0 || bytes < (size_t)options->minBytes)
      continue;
    outline(&weights, constants.data[i]);
    moved += bytes;
  }
  if (weights.count > 0)
    aicSetAttr(root, "aic.weights",
               mlirDictionaryAttrGet(mlirOperationGetContext(root),
                                     weights.count, weights.data));
  aicPassCount(pass, 0, moved);
  aicOpListRelease(&constants);
  mlirSymbolTableDestroy(weights.symbols);
  free(weights.data);
  return good ? mlirLogicalResultSuccess() : mlirLogicalResultFailure();
}

const AicPassDef aicOutlineWeights = {
    .abi = AIC_ABI,
    .argument = "aic-outline-weights",
    .summary = "Move large constants to external globals",
    .description =
        "Replaces each constant tensor of at least `min-bytes` bytes by a "
        "global without a\nvalue. The values become the module attribute "
        "`aic.weights`, from which the emitter\nmakes one aligned blob beside "
        "the code: as LLVM constants they would cost time and\nmemory in every "
        "later step. Equal constants share one global; splats stay.\n\n"
        "```mlir\n"
        "%w = arith.constant dense<...> : tensor<256x256xf32>\n"
        "// becomes\n"
        "%g = memref.get_global @aic_weight_0 : memref<256x256xf32>\n"
        "%w = bufferization.to_tensor %g restrict : memref<256x256xf32> to "
        "tensor<256x256xf32>\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"memref", "bufferization", NULL},
    .optionsSize = sizeof(struct Options),
    .options =
        AIC_LIST(AicOptionDef, {.name = "min-bytes",
                                .summary = "smallest constant that is moved",
                                .kind = AIC_OPTION_INT64,
                                .offset = offsetof(struct Options, minBytes),
                                .fallback = "1024"}),
    .statistics =
        AIC_LIST(AicStatisticDef, {.name = "bytes", .summary = "bytes moved"}),
    .run = run,
};
