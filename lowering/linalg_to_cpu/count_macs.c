//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Counts the multiply-accumulates of a model where shapes are still known.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"
#include "lowering/support/layers.h"
#include "lowering/support/linalg.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>
#include <string.h>

/// Adds to the first layer that the location of `op` names.
static void countLayer(AicLayerInfo *layers, intptr_t count, MlirOperation op,
                       int64_t macs) {
  bool *used = calloc((size_t)count + 1, sizeof *used);
  if (!used)
    AIC_BUG("out of memory");
  aicLayersUse(layers, count, mlirOperationGetLocation(op), used);
  bool *first = memchr(used, true, (size_t)count);
  if (first && layers[first - used].macs <= INT64_MAX - macs)
    layers[first - used].macs += macs;
  free(used);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  MlirAttribute model = aicGetAttr(root, AIC_MODEL_ATTR);
  // A second run would count what partitioning left on the host.
  if (!aicModelAttrIsValid(model) ||
      !mlirAttributeIsNull(mlirDictionaryAttrGetElementByName(
          model, mlirStringRefCreateFromCString("macs"))))
    return mlirLogicalResultSuccess();
  int64_t macs = 0;
  intptr_t numLayers;
  AicLayerInfo *layers = aicLayersRead(root, &numLayers);
  AicOpList ops = aicCollectOps(root, NULL);
  for (intptr_t i = 0; i < ops.count; ++i)
    if (aicLinalgMultiplies(ops.data[i])) {
      int64_t count = aicLinalgIterations(ops.data[i]);
      int64_t more = count > 0 ? count : 0;
      macs = more > INT64_MAX - macs ? INT64_MAX : macs + more;
      countLayer(layers, numLayers, ops.data[i], more);
    }
  if (layers)
    aicLayersWrite(root, layers, numLayers);
  free(layers);
  aicOpListRelease(&ops);
  aicPassCount(pass, 0, (uint64_t)macs);
  aicModelAdd(root, "macs", aicAttrI64(mlirOperationGetContext(root), macs));
  return mlirLogicalResultSuccess();
}

const AicPassDef aicCountMacs = {
    .abi = AIC_ABI,
    .argument = "aic-count-macs",
    .summary = "Count the multiply-accumulates of the model",
    .description =
        "Sets the entry `macs` of the module attribute `aic.model` to the sum "
        "of the\niterations of all linalg contractions and convolutions. "
        "Pooling counts none, and an\noperation with a dynamic loop counts "
        "none. Those of a layer of `aic.layers` are added to its entry. Does "
        "nothing on a\nmodule without `aic.model`, or with a count.\n\n"
        "```mlir\n"
        "aic.model = {entry = \"main\", ...}\n"
        "// with one linalg.matmul of 4x8 by 8x2 becomes\n"
        "aic.model = {entry = \"main\", macs = 64 : i64, ...}\n"
        "```\n",
    .anchor = "builtin.module",
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "macs", .summary = "multiply-accumulates of the model"}),
    .run = run,
};
