//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/sums.h"

#include "lowering/support/elements.h"
#include "lowering/support/ir.h"
#include "lowering/support/linalg.h"

#include "aic/diag.h"
#include "mlir-c/AffineExpr.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <stdlib.h>
#include <string.h>

static MlirAffineMap mapOf(MlirOperation op, intptr_t operand) {
  MlirAttribute maps = mlirLinalgGetIndexingMapsAttribute(op);
  return mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, operand));
}

/// The loop that alone walks over dimension `dim`, or -1.
static intptr_t loopOf(MlirAffineMap map, intptr_t dim) {
  MlirAffineExpr expr = mlirAffineMapGetResult(map, dim);
  return mlirAffineExprIsADim(expr) ? mlirAffineDimExprGetPosition(expr) : -1;
}

/// The dimension of the result that `loop` walks over, or -1.
static intptr_t resultDimOf(MlirOperation op, intptr_t loop) {
  MlirAffineMap map = mapOf(op, mlirOperationGetNumOperands(op) - 1);
  for (intptr_t dim = 0; dim < mlirAffineMapGetNumResults(map); ++dim)
    if (loopOf(map, dim) == loop)
      return dim;
  return -1;
}

bool aicSumPrepare(MlirOperation op, intptr_t number, AicSum *sum) {
  MlirType type = mlirValueGetType(mlirOperationGetOperand(op, number));
  MlirAffineMap map = mapOf(op, number);
  *sum = (AicSum){.operandRank = mlirShapedTypeGetRank(type)};
  if (!mlirShapedTypeHasStaticShape(type) ||
      sum->operandRank > AIC_SUM_MAX_RANK)
    return false;
  for (intptr_t dim = 0; dim < sum->operandRank; ++dim) {
    intptr_t loop = loopOf(map, dim);
    if (loop < 0)
      return false;
    intptr_t at = resultDimOf(op, loop);
    sum->kept[dim] = at >= 0;
    if (at < 0)
      continue;
    sum->size[sum->rank] = mlirShapedTypeGetDimSize(type, dim);
    sum->resultDim[sum->rank++] = at;
  }
  return true;
}

int64_t aicSumDepth(MlirOperation op) {
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  int64_t points = aicLinalgIterations(op);
  if (points < 0 || !mlirShapedTypeHasStaticShape(type))
    return -1;
  for (intptr_t dim = 0; dim < mlirShapedTypeGetRank(type); ++dim) {
    int64_t size = mlirShapedTypeGetDimSize(type, dim);
    if (size < 1)
      return -1;
    points /= size;
  }
  return points;
}

static MlirType typeOf(MlirContext context, const AicSum *sum) {
  return mlirRankedTensorTypeGet(sum->rank, sum->size,
                                 mlirIntegerTypeGet(context, 32),
                                 mlirAttributeGetNull());
}

static bool isByte(MlirType type) {
  return mlirTypeIsAInteger(type) && mlirIntegerTypeGetWidth(type) == 8;
}

MlirAttribute aicSumConstant(MlirOperation op, intptr_t number,
                             const AicSum *sum, int32_t factor) {
  MlirValue operand = mlirOperationGetOperand(op, number);
  MlirType type = mlirValueGetType(operand);
  MlirAttribute value = aicConstantOf(operand);
  AicElements elements;
  if (!isByte(mlirShapedTypeGetElementType(type)) ||
      mlirAttributeIsNull(value) || !aicElementsRead(value, &elements))
    return mlirAttributeGetNull();
  int64_t count = 1, index[AIC_SUM_MAX_RANK] = {0};
  int64_t size[AIC_SUM_MAX_RANK], stride[AIC_SUM_MAX_RANK] = {0};
  int64_t sumCount = 1;
  for (intptr_t dim = sum->operandRank - 1; dim >= 0; --dim) {
    size[dim] = mlirShapedTypeGetDimSize(type, dim);
    count *= size[dim];
    if (sum->kept[dim]) {
      stride[dim] = sumCount;
      sumCount *= size[dim];
    }
  }
  uint32_t *sums = calloc((size_t)sumCount + 1, sizeof *sums);
  if (!sums)
    AIC_BUG("out of memory");
  const signed char *data = elements.data;
  int64_t at = 0;
  for (int64_t i = 0; i < count; ++i) {
    sums[at] += (uint32_t)data[i] * (uint32_t)factor;
    for (intptr_t dim = sum->operandRank - 1; dim >= 0; --dim) {
      at += stride[dim];
      if (++index[dim] < size[dim])
        break;
      at -= index[dim] * stride[dim];
      index[dim] = 0;
    }
  }
  MlirAttribute made = mlirDenseElementsAttrRawBufferGet(
      typeOf(mlirOperationGetContext(op), sum), (size_t)sumCount * sizeof *sums,
      sums);
  free(sums);
  aicElementsRelease(&elements);
  return made;
}

static MlirValue addByte(const AicTosa *at, const MlirValue *elements,
                         const void *data) {
  (void)data;
  MlirType type = mlirValueGetType(elements[1]);
  MlirValue wide = elements[0];
  if (!mlirTypeEqual(mlirValueGetType(wide), type))
    wide = aicBuildValue(
        at->rewriter, at->location, "arith.extsi",
        (AicBuild){.operands = AIC_VALUES(wide), .results = AIC_TYPES(type)});
  return aicBuildValue(at->rewriter, at->location, "arith.addi",
                       (AicBuild){.operands = AIC_VALUES(elements[1], wide),
                                  .results = AIC_TYPES(type)});
}

MlirValue aicSumBuild(const AicTosa *at, MlirOperation op, intptr_t number,
                      const AicSum *sum) {
  MlirContext context = mlirOperationGetContext(op);
  MlirType word = mlirIntegerTypeGet(context, 32);
  MlirValue zero =
      aicBuildValue(at->rewriter, at->location, "arith.constant",
                    (AicBuild){.results = AIC_TYPES(word),
                               .attributes = AIC_ATTRS(
                                   {"value", mlirIntegerAttrGet(word, 0)})});
  int64_t dims[AIC_SUM_MAX_RANK], keptDims[AIC_SUM_MAX_RANK];
  intptr_t kept = 0, reduced = sum->rank;
  for (intptr_t dim = 0; dim < sum->operandRank; ++dim)
    dims[dim] = sum->kept[dim] ? kept++ : reduced++;
  for (intptr_t dim = 0; dim < sum->rank; ++dim)
    keptDims[dim] = dim;
  intptr_t loops = sum->operandRank;
  AicGeneric generic = {
      .numLoops = loops,
      .numReductions = loops - sum->rank,
      .numInputs = 1,
      .inputs = {mlirOperationGetOperand(op, number)},
      .maps = {aicGenericMap(context, loops, loops, dims)},
      .output = aicGenericFill(at, zero,
                               aicGenericEmpty(at, typeOf(context, sum), NULL)),
      .outputMap = aicGenericMap(context, loops, sum->rank, keptDims),
      .body = addByte};
  return aicGenericBuild(at, &generic);
}
