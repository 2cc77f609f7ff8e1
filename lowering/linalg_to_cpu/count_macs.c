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
#include "lowering/support/model_attribute.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <stdlib.h>
#include <string.h>

/// Number of iterations of a structured operation: the size of each loop is
/// that of an operand's dimension which it indexes alone. 0 when one is not
/// static, or the number has no 63 bits.
static int64_t iterations(MlirOperation op) {
  MlirAttribute maps = mlirLinalgGetIndexingMapsAttribute(op);
  if (mlirAttributeIsNull(maps) || mlirArrayAttrGetNumElements(maps) == 0)
    return 0;
  intptr_t numLoops = mlirAffineMapGetNumDims(
      mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, 0)));
  int64_t *sizes = calloc((size_t)numLoops + 1, sizeof *sizes);
  if (!sizes)
    AIC_BUG("out of memory");
  for (intptr_t i = 0, e = mlirArrayAttrGetNumElements(maps); i < e; ++i) {
    MlirAffineMap map =
        mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, i));
    MlirType type = mlirValueGetType(mlirOperationGetOperand(op, i));
    if (!mlirTypeIsAShaped(type))
      continue;
    for (intptr_t d = 0, n = mlirAffineMapGetNumResults(map); d < n; ++d) {
      MlirAffineExpr expr = mlirAffineMapGetResult(map, d);
      if (mlirAffineExprIsADim(expr) && !mlirShapedTypeIsDynamicDim(type, d))
        sizes[mlirAffineDimExprGetPosition(expr)] =
            mlirShapedTypeGetDimSize(type, d);
    }
  }
  int64_t count = 1;
  for (intptr_t i = 0; i < numLoops && count; ++i)
    count = sizes[i] && count > INT64_MAX / sizes[i] ? 0 : count * sizes[i];
  free(sizes);
  return count;
}

/// Whether each iteration of `op` is a multiply-accumulate.
static bool multiplies(MlirOperation op) {
  MlirStringRef name = aicOpName(op);
  static const char prefix[] = "linalg.";
  static const char pooling[] = "linalg.pooling";
  if (name.length < sizeof prefix ||
      memcmp(name.data, prefix, sizeof prefix - 1) != 0)
    return false;
  if (name.length >= sizeof pooling - 1 &&
      memcmp(name.data, pooling, sizeof pooling - 1) == 0)
    return false;
  return mlirLinalgIsAContractionOp(op) || mlirLinalgIsAConvolutionOp(op);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)pass;
  (void)options;
  MlirAttribute model = aicGetAttr(root, AIC_MODEL_ATTR);
  // A second run would count what partitioning left on the host.
  if (!aicModelAttrIsValid(model) ||
      !mlirAttributeIsNull(mlirDictionaryAttrGetElementByName(
          model, mlirStringRefCreateFromCString("macs"))))
    return mlirLogicalResultSuccess();
  int64_t macs = 0;
  AicOpList ops = aicCollectOps(root, NULL);
  for (intptr_t i = 0; i < ops.count; ++i)
    if (multiplies(ops.data[i])) {
      int64_t more = iterations(ops.data[i]);
      macs = more > INT64_MAX - macs ? INT64_MAX : macs + more;
    }
  aicOpListRelease(&ops);

  MlirContext context = mlirOperationGetContext(root);
  MlirNamedAttribute fields[4]; // three and the new one
  intptr_t count = mlirDictionaryAttrGetNumElements(model);
  for (intptr_t i = 0; i < count; ++i)
    fields[i] = mlirDictionaryAttrGetElement(model, i);
  MlirStringRef name = mlirStringRefCreateFromCString("macs");
  fields[count] = mlirNamedAttributeGet(mlirIdentifierGet(context, name),
                                        aicAttrI64(context, macs));
  aicSetAttr(root, AIC_MODEL_ATTR,
             mlirDictionaryAttrGet(context, count + 1, fields));
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
        "none. Does nothing on a module without\n`aic.model`, or with a "
        "count.\n\n"
        "```mlir\n"
        "aic.model = {entry = \"main\", ...}\n"
        "// with one linalg.matmul of 4x8 by 8x2 becomes\n"
        "aic.model = {entry = \"main\", macs = 64 : i64, ...}\n"
        "```\n",
    .anchor = "builtin.module",
    .run = run,
};
