//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/tosa.h"

#include "dialects/graph/elements.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static MlirContext contextOf(const AicTosa *tosa) {
  return mlirLocationGetContext(tosa->location);
}

static bool sameShape(const AicGraphShape *a, const AicGraphShape *b) {
  return a->rank == b->rank &&
         !memcmp(a->dims, b->dims, (size_t)a->rank * sizeof *a->dims);
}

MlirValue aicTosaReshape(const AicTosa *tosa, MlirValue value,
                         const AicGraphShape *shape) {
  AicGraphShape now = aicTosaShape(value);
  if (sameShape(&now, shape))
    return value;
  MlirType type = aicTosaType(shape, aicTosaElement(value));
  MlirAttribute elements = aicGraphConstantElements(value);
  if (!mlirAttributeIsNull(elements)) {
    MlirAttribute reshaped = aicGraphReshapeElements(elements, type);
    if (!mlirAttributeIsNull(reshaped))
      return aicTosaConst(tosa, reshaped);
  }
  MlirValue sizes = aicTosaShapeConst(tosa, shape->rank, shape->dims);
  return aicBuildValue(tosa->rewriter, tosa->location, "tosa.reshape",
                       (AicBuild){.operands = AIC_VALUES(value, sizes),
                                  .results = AIC_TYPES(type)});
}

MlirValue aicTosaExpand(const AicTosa *tosa, MlirValue value,
                        const AicGraphShape *shape) {
  MlirContext context = contextOf(tosa);
  AicGraphShape now = aicTosaShape(value);
  MlirAttribute groups[AIC_GRAPH_MAX_RANK], members[AIC_GRAPH_MAX_RANK];
  MlirValue operands[1 + AIC_GRAPH_MAX_RANK] = {value};
  intptr_t numOperands = 1, numMembers = 0, next = 0;
  for (intptr_t i = 0; i < shape->rank; ++i) {
    bool matches = next < now.rank && now.dims[next] == shape->dims[i];
    // A group ends where the next dimension of the value begins; units in
    // front belong to the first.
    if (matches && next > 0) {
      groups[next - 1] = mlirArrayAttrGet(context, numMembers, members);
      numMembers = 0;
    }
    members[numMembers++] = aicAttrI64(context, i);
    if (!matches)
      continue;
    if (aicGraphIsDynamic(now.dims[next]))
      operands[numOperands++] = aicTosaDim(tosa, value, next);
    ++next;
  }
  if (next > 0)
    groups[next - 1] = mlirArrayAttrGet(context, numMembers, members);
  MlirAttribute sizes = aicAttrI64Array(context, shape->rank, shape->dims);
  MlirType type = aicTosaType(shape, aicTosaElement(value));
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tensor.expand_shape",
      (AicBuild){.operands = {numOperands, operands},
                 .results = AIC_TYPES(type),
                 .attributes =
                     AIC_ATTRS({"reassociation",
                                mlirArrayAttrGet(context, now.rank, groups)},
                               {"static_output_shape", sizes})});
}

MlirValue aicTosaRaise(const AicTosa *tosa, MlirValue value, intptr_t rank) {
  AicGraphShape now = aicTosaShape(value), raised = {.rank = rank};
  for (intptr_t i = 0; i < rank; ++i) {
    intptr_t at = i - (rank - now.rank);
    raised.dims[i] = at < 0 ? 1 : now.dims[at];
  }
  // tosa.reshape leaves one size open; tensor.expand_shape any number.
  return aicTosaNumDynamic(&now) <= 1 ? aicTosaReshape(tosa, value, &raised)
                                      : aicTosaExpand(tosa, value, &raised);
}

MlirValue aicTosaTranspose(const AicTosa *tosa, MlirValue value,
                           const int64_t *perm) {
  AicGraphShape x = aicTosaShape(value), y = x;
  int32_t perms[AIC_GRAPH_MAX_RANK];
  bool identity = true;
  for (intptr_t i = 0; i < x.rank; ++i) {
    y.dims[i] = x.dims[perm[i]];
    perms[i] = (int32_t)perm[i];
    identity = identity && perm[i] == i;
  }
  if (identity)
    return value;
  MlirAttribute elements = aicGraphConstantElements(value);
  if (!mlirAttributeIsNull(elements)) {
    MlirAttribute permuted = aicGraphPermuteElements(elements, perm);
    if (!mlirAttributeIsNull(permuted))
      return aicTosaConst(tosa, permuted);
  }
  MlirAttribute attr = mlirDenseI32ArrayGet(contextOf(tosa), x.rank, perms);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tosa.transpose",
      (AicBuild){.operands = AIC_VALUES(value),
                 .results = AIC_TYPES(aicTosaType(&y, aicTosaElement(value))),
                 .attributes = AIC_ATTRS({"perms", attr})});
}

MlirValue aicTosaPad(const AicTosa *tosa, MlirValue value, const int64_t *low,
                     const int64_t *high, MlirValue number) {
  AicGraphShape shape = aicTosaShape(value);
  int64_t pairs[2 * AIC_GRAPH_MAX_RANK];
  bool any = false;
  for (intptr_t i = 0; i < shape.rank; ++i) {
    pairs[2 * i] = low[i];
    pairs[2 * i + 1] = high[i];
    any = any || low[i] || high[i];
    if (!aicGraphIsDynamic(shape.dims[i]))
      shape.dims[i] += low[i] + high[i];
  }
  if (!any)
    return value;
  MlirValue padding = aicTosaShapeConst(tosa, 2 * shape.rank, pairs);
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tosa.pad",
      (AicBuild){.operands = AIC_VALUES(value, padding, number),
                 .results =
                     AIC_TYPES(aicTosaType(&shape, aicTosaElement(value)))});
}

MlirValue aicTosaSlice(const AicTosa *tosa, MlirValue value,
                       const int64_t *starts, const int64_t *sizes) {
  AicGraphShape now = aicTosaShape(value), shape = now;
  for (intptr_t i = 0; i < now.rank; ++i)
    if (sizes[i] != -1)
      shape.dims[i] = sizes[i];
  if (sameShape(&now, &shape))
    return value;
  MlirValue from = aicTosaShapeConst(tosa, now.rank, starts);
  MlirValue count = aicTosaShapeConst(tosa, now.rank, shape.dims);
  return aicBuildValue(tosa->rewriter, tosa->location, "tosa.slice",
                       (AicBuild){.operands = AIC_VALUES(value, from, count),
                                  .results = AIC_TYPES(aicTosaType(
                                      &shape, aicTosaElement(value)))});
}
