//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Broadcasting operands into one linalg.generic.
//
// An operand whose size is known to be that of the result is an input of the
// operation. One whose dynamic size may be 1 or the result's is read element
// by element, at index 0 or the loop's.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_linalg/sizes.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// Most operands of an elementwise operation.
enum { MAX_OPERANDS = AIC_GENERIC_MAX_INPUTS };

typedef struct Elementwise {
  AicGraphShape shape; ///< of the result
  intptr_t numOperands;
  const MlirValue *operands;
  bool open[MAX_OPERANDS];             ///< is read element by element
  MlirValue sizes[AIC_GRAPH_MAX_RANK]; ///< of the result where dynamic
  /// Per open operand and dimension, whether its size is 1; or null.
  MlirValue isOne[MAX_OPERANDS][AIC_GRAPH_MAX_RANK];
  AicGenericBody body;
  const void *userData;
} Elementwise;

/// The operand's dimension that meets dimension `axis` of the result, or -1.
static intptr_t axisOf(const Elementwise *e, intptr_t operand, intptr_t axis) {
  intptr_t rank = aicTosaShape(e->operands[operand]).rank;
  return axis - (e->shape.rank - rank);
}

static int64_t sizeOf(const Elementwise *e, intptr_t operand, intptr_t axis) {
  intptr_t at = axisOf(e, operand, axis);
  return at < 0 ? 1 : aicTosaShape(e->operands[operand]).dims[at];
}

/// Looks at one dimension: which operands are open in it, and how large the
/// result is.
static void examine(const AicTosa *tosa, Elementwise *e, intptr_t axis) {
  intptr_t dynamic[MAX_OPERANDS], count = 0;
  bool equal = true;
  for (intptr_t i = 0; i < e->numOperands; ++i)
    if (aicGraphIsDynamic(sizeOf(e, i, axis)))
      dynamic[count++] = i;
  if (count == 0)
    return;
  // Beside a static size other than 1, a dynamic one is that or 1.
  equal = aicGraphIsDynamic(e->shape.dims[axis]);
  for (intptr_t i = 1; i < count && equal; ++i)
    equal = aicSizesEqual(
        (AicSize){e->operands[dynamic[0]], axisOf(e, dynamic[0], axis)},
        (AicSize){e->operands[dynamic[i]], axisOf(e, dynamic[i], axis)});
  MlirValue size = {NULL}, one = {NULL};
  for (intptr_t i = 0; i < count; ++i) {
    MlirValue part =
        aicTosaDim(tosa, e->operands[dynamic[i]], axisOf(e, dynamic[i], axis));
    if (equal) {
      e->sizes[axis] = part;
      return;
    }
    if (mlirValueIsNull(one))
      one = aicTosaIndex(tosa, 1);
    MlirValue isOne = aicScalarCompare(tosa, "eq", part, one);
    e->open[dynamic[i]] = true;
    e->isOne[dynamic[i]][axis] = isOne;
    size =
        mlirValueIsNull(size) ? part : aicScalarSelect(tosa, isOne, size, part);
  }
  e->sizes[axis] = size;
}

/// Asserts that an open size is 1 or the result's; reading would leave the
/// buffer otherwise.
static void assertFits(const AicTosa *tosa, const Elementwise *e,
                       intptr_t operand, intptr_t axis) {
  MlirValue isOne = e->isOne[operand][axis];
  if (mlirValueIsNull(isOne))
    return;
  AicGraphShape shape = e->shape;
  MlirValue whole = aicGraphIsDynamic(shape.dims[axis])
                        ? e->sizes[axis]
                        : aicTosaIndex(tosa, shape.dims[axis]);
  MlirValue part =
      aicTosaDim(tosa, e->operands[operand], axisOf(e, operand, axis));
  // Compared as a size, so that the error can name it.
  MlirValue holds = aicScalarCompare(
      tosa, "eq", aicScalarSelect(tosa, isOne, whole, part), whole);
  aicGenericAssert(tosa, holds, "sizes do not broadcast");
}

static MlirValue readOpen(const AicTosa *tosa, const Elementwise *e,
                          intptr_t operand) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  MlirValue value = e->operands[operand];
  MlirValue parts[1 + AIC_GRAPH_MAX_RANK] = {value};
  intptr_t rank = aicTosaShape(value).rank, count = 1;
  for (intptr_t i = 0; i < rank; ++i) {
    intptr_t axis = i + e->shape.rank - rank;
    if (sizeOf(e, operand, axis) == 1) {
      parts[count++] = aicTosaIndex(tosa, 0);
      continue;
    }
    MlirType index = mlirIndexTypeGet(context);
    MlirValue loop =
        aicBuildValue(tosa->rewriter, tosa->location, "linalg.index",
                      (AicBuild){.results = AIC_TYPES(index),
                                 .attributes = AIC_ATTRS(
                                     {"dim", aicAttrI64(context, axis)})});
    MlirValue isOne = e->isOne[operand][axis];
    parts[count++] =
        mlirValueIsNull(isOne)
            ? loop
            : aicScalarSelect(tosa, isOne, aicTosaIndex(tosa, 0), loop);
  }
  return aicBuildValue(tosa->rewriter, tosa->location, "tensor.extract",
                       (AicBuild){.operands = {count, parts},
                                  .results = AIC_TYPES(aicTosaElement(value))});
}

static MlirValue bodyOf(const AicTosa *tosa, const MlirValue *elements,
                        const void *userData) {
  const Elementwise *e = userData;
  MlirValue all[MAX_OPERANDS];
  intptr_t next = 0;
  for (intptr_t i = 0; i < e->numOperands; ++i)
    all[i] = e->open[i] ? readOpen(tosa, e, i) : elements[next++];
  return e->body(tosa, all, e->userData);
}

MlirValue aicGenericElementwise(const AicTosa *tosa, intptr_t numOperands,
                                const MlirValue *operands, MlirType type,
                                AicGenericBody body, const void *userData) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  Elementwise e = {.shape = aicGraphShapeOf(type),
                   .numOperands = numOperands,
                   .operands = operands,
                   .body = body,
                   .userData = userData};
  for (intptr_t axis = 0; axis < e.shape.rank; ++axis)
    examine(tosa, &e, axis);
  for (intptr_t i = 0; i < numOperands; ++i)
    for (intptr_t axis = 0; e.open[i] && axis < e.shape.rank; ++axis)
      assertFits(tosa, &e, i, axis);
  AicGeneric generic = {.numLoops = e.shape.rank,
                        .body = bodyOf,
                        .userData = &e,
                        .output = aicGenericEmpty(tosa, type, e.sizes)};
  int64_t dims[AIC_GRAPH_MAX_RANK];
  for (intptr_t i = 0; i < numOperands; ++i) {
    if (e.open[i])
      continue;
    intptr_t rank = aicTosaShape(operands[i]).rank;
    for (intptr_t d = 0; d < rank; ++d) {
      intptr_t axis = d + e.shape.rank - rank;
      dims[d] = sizeOf(&e, i, axis) == 1 && e.shape.dims[axis] != 1 ? -1 : axis;
    }
    generic.inputs[generic.numInputs] = operands[i];
    generic.maps[generic.numInputs++] =
        aicGenericMap(context, e.shape.rank, rank, dims);
  }
  for (intptr_t i = 0; i < e.shape.rank; ++i)
    dims[i] = i;
  generic.outputMap = aicGenericMap(context, e.shape.rank, e.shape.rank, dims);
  return aicGenericBuild(tosa, &generic);
}
