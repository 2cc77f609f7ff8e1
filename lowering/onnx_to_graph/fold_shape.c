//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/fold.h"

#include <inttypes.h>

// The sizes of the first input, whatever it is.
static AicInts inputSizes(AicShapeFold *fold) {
  const AicConstant *constant = aicNodeConstant(fold->import, 0);
  AicInts sizes = {0};
  if (!constant) {
    MlirValue value = aicNodeInput(fold->import, 0);
    return aicNodeFailed(fold->import) ? sizes
                                       : aicNodeSizes(fold->import, value);
  }
  if (constant->tensor.rank > AIC_IMPORT_MAX_RANK) {
    aicNodeFail(fold->import, "input 0 has %zu dimensions",
                constant->tensor.rank);
    return sizes;
  }
  sizes.count = (intptr_t)constant->tensor.rank;
  for (intptr_t i = 0; i < sizes.count; ++i)
    sizes.at[i] = constant->tensor.dims[i];
  return sizes;
}

static int64_t clampIndex(int64_t index, int64_t size) {
  if (index < 0)
    index += size;
  return index < 0 ? 0 : index > size ? size : index;
}

bool aicFoldShape(AicShapeFold *fold) {
  AicInts sizes = inputSizes(fold);
  AicImport *import = fold->import;
  int64_t start = clampIndex(aicNodeInt(import, "start", 0), sizes.count);
  int64_t end = clampIndex(aicNodeInt(import, "end", INT64_MAX), sizes.count);
  int64_t count = end > start ? end - start : 0;
  AicConstant *result = aicFoldCreate(fold, AIC_ONNX_INT64, 1, &count);
  if (!result)
    return false;
  for (int64_t i = 0; i < count; ++i)
    aicConstantSet(import, result, i, sizes.at[start + i],
                   sizes.symbols[start + i]);
  return aicFoldGive(fold, result);
}

bool aicFoldSize(AicShapeFold *fold) {
  AicInts sizes = inputSizes(fold);
  uint64_t product = 1;
  AicSymbol symbol = 0;
  AicSymbols *symbols = &fold->import->symbols;
  for (intptr_t i = 0; i < sizes.count; ++i) {
    if (!sizes.symbols[i])
      product *= (uint64_t)sizes.at[i];
    else
      symbol = symbol ? aicSymbolCreate(symbols) : sizes.symbols[i];
  }
  if (symbol && product != 1)
    symbol = aicSymbolCreate(symbols);
  AicConstant *result = aicFoldCreate(fold, AIC_ONNX_INT64, 0, NULL);
  if (!result)
    return false;
  aicConstantSet(fold->import, result, 0, symbol ? -1 : (int64_t)product,
                 symbol);
  return aicFoldGive(fold, result);
}

//===----------------------------------------------------------------------===//
// Movement
//===----------------------------------------------------------------------===//

// The first input's elements in another shape.
static bool reshape(AicShapeFold *fold, intptr_t rank, const int64_t *dims) {
  const AicOnnxTensor *from = aicFoldTensor(fold, 0);
  AicConstant *result = aicFoldCreate(fold, from->type, rank, dims);
  if (!result || result->tensor.count != from->count)
    return false;
  for (int64_t i = 0; i < from->count; ++i)
    aicFoldCopy(fold, result, i, fold->inputs[0], i);
  return aicFoldGive(fold, result);
}

bool aicFoldReshape(AicShapeFold *fold) {
  AicInts shape;
  if (fold->count != 2 || fold->inputs[1]->symbols ||
      !aicNodeInputInts(fold->import, 1, "shape", &shape) ||
      shape.count > AIC_IMPORT_MAX_RANK)
    return false;
  int64_t known = 1;
  intptr_t open = -1;
  for (intptr_t i = 0; i < shape.count; ++i) {
    // Zeros copy a size; constants of shapes are never written that way.
    if (shape.at[i] == -1 && open < 0)
      open = i;
    else if (shape.at[i] <= 0 || shape.at[i] > aicFoldTensor(fold, 0)->count)
      return false;
    else
      known *= shape.at[i];
    if (known > aicFoldTensor(fold, 0)->count)
      return false;
  }
  if (open >= 0)
    shape.at[open] = aicFoldTensor(fold, 0)->count / known;
  return reshape(fold, shape.count, shape.at);
}

bool aicFoldSqueeze(AicShapeFold *fold) {
  const AicOnnxTensor *from = aicFoldTensor(fold, 0);
  AicInts axes;
  bool given = aicNodeIntsOf(fold->import, "axes", 1, &axes);
  if (aicNodeFailed(fold->import) ||
      (given && !aicNodeAxes(fold->import, (intptr_t)from->rank, &axes)))
    return false;
  int64_t dims[AIC_IMPORT_MAX_RANK];
  intptr_t rank = 0, next = 0;
  for (intptr_t i = 0; i < (intptr_t)from->rank; ++i) {
    bool drop =
        given ? next < axes.count && axes.at[next] == i : from->dims[i] == 1;
    next += given && drop;
    if (!drop)
      dims[rank++] = from->dims[i];
  }
  return reshape(fold, rank, dims);
}

bool aicFoldUnsqueeze(AicShapeFold *fold) {
  const AicOnnxTensor *from = aicFoldTensor(fold, 0);
  AicInts axes;
  if (!aicNodeIntsOf(fold->import, "axes", 1, &axes))
    return false;
  intptr_t rank = (intptr_t)from->rank + axes.count;
  if (rank > AIC_IMPORT_MAX_RANK || !aicNodeAxes(fold->import, rank, &axes))
    return false;
  int64_t dims[AIC_IMPORT_MAX_RANK];
  intptr_t next = 0;
  for (intptr_t i = 0; i < rank; ++i) {
    bool added = next < axes.count && axes.at[next] == i;
    dims[i] = added ? 1 : from->dims[i - next];
    next += added;
  }
  return reshape(fold, rank, dims);
}

bool aicFoldConcat(AicShapeFold *fold) {
  int64_t axis = aicNodeInt(fold->import, "axis", 0), count = 0;
  for (size_t i = 0; i < fold->count; ++i) {
    if (!fold->inputs[i] || aicFoldTensor(fold, i)->rank != 1 ||
        aicFoldTensor(fold, i)->type != aicFoldTensor(fold, 0)->type)
      return false;
    count += aicFoldTensor(fold, i)->count;
  }
  if (axis != 0 && axis != -1)
    return false;
  AicConstant *result =
      aicFoldCreate(fold, aicFoldTensor(fold, 0)->type, 1, &count);
  int64_t at = 0;
  for (size_t i = 0; result && i < fold->count; ++i)
    for (int64_t j = 0; j < aicFoldTensor(fold, i)->count; ++j)
      aicFoldCopy(fold, result, at++, fold->inputs[i], j);
  return result && aicFoldGive(fold, result);
}

bool aicFoldGather(AicShapeFold *fold) {
  const AicOnnxTensor *from = aicFoldTensor(fold, 0);
  const AicOnnxTensor *indices = aicFoldTensor(fold, 1);
  int64_t axis = aicNodeInt(fold->import, "axis", 0);
  if (from->rank != 1 || (axis != 0 && axis != -1) || fold->inputs[1]->symbols)
    return false;
  AicConstant *result =
      aicFoldCreate(fold, from->type, (intptr_t)indices->rank, indices->dims);
  for (int64_t i = 0; result && i < indices->count; ++i) {
    int64_t index = aicConstantInt(indices, i);
    if (index < -from->count || index >= from->count)
      return aicNodeFail(fold->import,
                         "index %" PRId64 " is not within %" PRId64 " elements",
                         index, from->count);
    aicFoldCopy(fold, result, i, fold->inputs[0],
                index < 0 ? index + from->count : index);
  }
  return result && aicFoldGive(fold, result);
}

bool aicFoldSlice(AicShapeFold *fold) {
  const AicOnnxTensor *from = aicFoldTensor(fold, 0);
  AicInts starts, ends, steps = {.count = 1, .at = {1}};
  if (from->rank != 1 || !aicNodeIntsOf(fold->import, "starts", 1, &starts) ||
      !aicNodeIntsOf(fold->import, "ends", 2, &ends) || starts.count != 1 ||
      ends.count != 1 || starts.symbols[0] || ends.symbols[0])
    return false;
  if (aicNodeHasInput(fold->import, 4) &&
      !aicNodeInputInts(fold->import, 4, "steps", &steps))
    return false;
  // A shape read backward is rare enough to be left to graph.slice.
  if (steps.count != 1 || steps.symbols[0] || steps.at[0] < 1)
    return false;
  int64_t start = clampIndex(starts.at[0], from->count);
  int64_t end = clampIndex(ends.at[0], from->count);
  int64_t step = steps.at[0] < from->count ? steps.at[0] : from->count + 1;
  int64_t count = end > start ? (end - start - 1) / step + 1 : 0;
  AicConstant *result = aicFoldCreate(fold, from->type, 1, &count);
  for (int64_t i = 0; result && i < count; ++i)
    aicFoldCopy(fold, result, i, fold->inputs[0], start + i * step);
  return result && aicFoldGive(fold, result);
}
