//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/graph/elements.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

static void *allocate(size_t size) {
  void *data = malloc(size ? size : 1);
  if (!data)
    AIC_BUG("out of memory for %zu bytes of constants", size);
  return data;
}

MlirAttribute aicGraphConstantElements(MlirValue value) {
  MlirAttribute none = {NULL};
  if (!mlirValueIsAOpResult(value))
    return none;
  MlirOperation op = mlirOpResultGetOwner(value);
  const char *name = aicOpIs(op, "graph.weight")     ? "value"
                     : aicOpIs(op, "arith.constant") ? "value"
                     : aicOpIs(op, "tosa.const")     ? "values"
                                                     : NULL;
  if (!name)
    return none;
  MlirAttribute elements =
      mlirOperationGetAttributeByName(op, mlirStringRefCreateFromCString(name));
  return !mlirAttributeIsNull(elements) && mlirAttributeIsAElements(elements)
             ? elements
             : none;
}

int64_t aicGraphNumElements(MlirAttribute elements) {
  return mlirElementsAttrGetNumElements(elements);
}

/// Bytes of one element, or 0 when raw data cannot be read.
static size_t elementSize(MlirAttribute elements) {
  if (!mlirAttributeIsADenseElements(elements))
    return 0;
  MlirType type = mlirShapedTypeGetElementType(mlirAttributeGetType(elements));
  unsigned bits = mlirTypeIsAInteger(type) ? mlirIntegerTypeGetWidth(type)
                  : mlirTypeIsAFloat(type) ? mlirFloatTypeGetWidth(type)
                                           : 0;
  return bits == 8 || bits == 16 || bits == 32 || bits == 64 ? bits / 8 : 0;
}

MlirAttribute aicGraphReshapeElements(MlirAttribute elements, MlirType type) {
  if (!mlirAttributeIsADenseElements(elements))
    return (MlirAttribute){NULL};
  return mlirDenseElementsAttrReshapeGet(elements, type);
}

MlirAttribute aicGraphPermuteElements(MlirAttribute elements,
                                      const int64_t *perm) {
  size_t size = elementSize(elements);
  if (!size)
    return (MlirAttribute){NULL};
  MlirType type = mlirAttributeGetType(elements);
  AicGraphShape x = aicGraphShapeOf(type), y = x;
  int64_t steps[AIC_GRAPH_MAX_RANK], from[AIC_GRAPH_MAX_RANK];
  int64_t step = 1;
  for (intptr_t i = x.rank - 1; i >= 0; --i) {
    steps[i] = step;
    step *= x.dims[i];
  }
  for (intptr_t i = 0; i < x.rank; ++i) {
    y.dims[i] = x.dims[perm[i]];
    from[i] = steps[perm[i]];
  }
  MlirType permuted = aicGraphShapeType(&y, mlirShapedTypeGetElementType(type));
  if (mlirDenseElementsAttrIsSplat(elements))
    return mlirDenseElementsAttrReshapeGet(elements, permuted);
  int64_t count = aicGraphNumElements(elements);
  const char *in = mlirDenseElementsAttrGetRawData(elements);
  char *out = allocate((size_t)count * size);
  int64_t index[AIC_GRAPH_MAX_RANK] = {0};
  int64_t at = 0;
  for (int64_t n = 0; n < count; ++n) {
    memcpy(out + (size_t)n * size, in + (size_t)at * size, size);
    for (intptr_t i = y.rank - 1; i >= 0; --i) {
      at += from[i];
      if (++index[i] < y.dims[i])
        break;
      at -= from[i] * y.dims[i];
      index[i] = 0;
    }
  }
  MlirAttribute result =
      mlirDenseElementsAttrRawBufferGet(permuted, (size_t)count * size, out);
  free(out);
  return result;
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

/// The raw elements and whether all are the first one; NULL when they cannot
/// be read: a resource may lack its data, or have another size.
static const char *rawData(MlirAttribute elements, size_t size, bool *splat) {
  *splat = false;
  if (mlirAttributeIsADenseResourceElements(elements)) {
    size_t bytes = 0;
    const char *data = aicAttrGetResource(elements, &bytes);
    return bytes == (size_t)aicGraphNumElements(elements) * size ? data : NULL;
  }
  if (!mlirAttributeIsADenseElements(elements))
    return NULL;
  *splat = mlirDenseElementsAttrIsSplat(elements);
  return mlirDenseElementsAttrGetRawData(elements);
}

double *aicGraphReadNumbers(MlirAttribute elements) {
  MlirType type = mlirShapedTypeGetElementType(mlirAttributeGetType(elements));
  bool isF32 = mlirTypeIsAF32(type), splat;
  if (!isF32 && !mlirTypeIsAF64(type))
    return NULL;
  size_t size = isF32 ? sizeof(float) : sizeof(double);
  const char *in = rawData(elements, size, &splat);
  if (!in)
    return NULL;
  int64_t count = aicGraphNumElements(elements);
  double *numbers = allocate((size_t)count * sizeof *numbers);
  for (int64_t i = 0; i < count; ++i) {
    const char *at = splat ? in : in + (size_t)i * size;
    if (isF32) {
      float number;
      memcpy(&number, at, sizeof number);
      numbers[i] = (double)number;
    } else {
      memcpy(&numbers[i], at, sizeof numbers[i]);
    }
  }
  return numbers;
}

MlirAttribute aicGraphNumbers(MlirType type, const double *numbers) {
  int64_t count = 1;
  for (intptr_t i = 0; i < mlirShapedTypeGetRank(type); ++i)
    count *= mlirShapedTypeGetDimSize(type, i);
  if (mlirTypeIsAF64(mlirShapedTypeGetElementType(type)))
    return mlirDenseElementsAttrDoubleGet(type, count, numbers);
  float *rounded = allocate((size_t)count * sizeof *rounded);
  for (int64_t i = 0; i < count; ++i)
    rounded[i] = (float)numbers[i];
  MlirAttribute result = mlirDenseElementsAttrFloatGet(type, count, rounded);
  free(rounded);
  return result;
}

bool aicGraphIsSplat(MlirAttribute elements, double *number) {
  if (mlirAttributeIsNull(elements) || !elementSize(elements) ||
      aicGraphNumElements(elements) == 0 ||
      !mlirDenseElementsAttrIsSplat(elements))
    return false;
  MlirAttribute value = mlirDenseElementsAttrGetSplatValue(elements);
  if (mlirAttributeIsAFloat(value))
    *number = mlirFloatAttrGetValueDouble(value);
  else if (mlirAttributeIsAInteger(value) &&
           mlirTypeIsAInteger(mlirAttributeGetType(value)) &&
           mlirIntegerTypeIsSignless(mlirAttributeGetType(value)))
    *number = (double)mlirIntegerAttrGetValueInt(value);
  else
    return false;
  return true;
}
