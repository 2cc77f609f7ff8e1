//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/fold.h"

#include <inttypes.h>
#include <string.h>

typedef struct Number {
  int64_t value;
  AicSymbol symbol;
} Number;

static Number numberAt(const AicConstant *constant, int64_t index) {
  return (Number){aicConstantInt(&constant->tensor, index),
                  aicConstantSymbol(constant, index)};
}

static bool isNumber(Number number, int64_t value) {
  return !number.symbol && number.value == value;
}

// x op y; false when nothing can be said.
static bool compute(AicShapeFold *fold, Number x, Number y, Number *result) {
  const char *op = fold->opType;
  bool known = !x.symbol && !y.symbol;
  uint64_t a = (uint64_t)x.value, b = (uint64_t)y.value;
  *result = (Number){0, 0};
  if (strcmp(op, "Equal") == 0) {
    // A size is never negative.
    result->value = known ? x.value == y.value : x.symbol == y.symbol;
    return known || x.symbol == y.symbol || (!x.symbol && x.value < 0) ||
           (!y.symbol && y.value < 0);
  }
  if (strcmp(op, "Add") == 0) {
    result->value = (int64_t)(a + b);
    if (isNumber(x, 0) || isNumber(y, 0)) {
      *result = isNumber(x, 0) ? y : x;
      return true;
    }
  } else if (strcmp(op, "Sub") == 0) {
    result->value = (int64_t)(a - b);
    if (isNumber(y, 0)) {
      *result = x;
      return true;
    }
  } else if (strcmp(op, "Mul") == 0) {
    result->value = (int64_t)(a * b);
    if (isNumber(x, 1) || isNumber(y, 1)) {
      *result = isNumber(x, 1) ? y : x;
      return true;
    }
  } else if (strcmp(op, "Div") == 0) {
    if (isNumber(y, 1)) {
      *result = x;
      return true;
    }
    if (isNumber(y, 0) || isNumber(y, -1))
      return false;
    if (known)
      result->value = x.value / y.value;
  } else if (known) {
    bool less = x.value < y.value;
    result->value = less == (strcmp(op, "Min") == 0) ? x.value : y.value;
  }
  if (!known)
    *result = (Number){-1, aicSymbolCreate(&fold->import->symbols)};
  return true;
}

// Shape of the numpy broadcast of all inputs; false when there is none.
static bool broadcastDims(const AicShapeFold *fold, intptr_t *rank,
                          int64_t *dims) {
  *rank = 0;
  for (size_t i = 0; i < fold->count; ++i)
    if ((intptr_t)aicFoldTensor(fold, i)->rank > *rank)
      *rank = (intptr_t)aicFoldTensor(fold, i)->rank;
  if (*rank > AIC_IMPORT_MAX_RANK)
    return false;
  for (intptr_t d = 0; d < *rank; ++d) {
    dims[d] = 1;
    for (size_t i = 0; i < fold->count; ++i) {
      const AicOnnxTensor *tensor = aicFoldTensor(fold, i);
      intptr_t at = d - (*rank - (intptr_t)tensor->rank);
      int64_t size = at < 0 ? 1 : tensor->dims[at];
      if (size != 1 && dims[d] != 1 && dims[d] != size)
        return false;
      if (size != 1)
        dims[d] = size;
    }
  }
  return true;
}

// Which element of `tensor` element `index` of the broadcast shape reads.
static int64_t sourceIndex(const AicOnnxTensor *tensor, intptr_t rank,
                           const int64_t *dims, int64_t index) {
  int64_t result = 0, stride = 1;
  for (intptr_t d = rank; d-- > 0; index /= dims[d]) {
    intptr_t at = d - (rank - (intptr_t)tensor->rank);
    if (at < 0)
      continue;
    if (tensor->dims[at] != 1)
      result += index % dims[d] * stride;
    stride *= tensor->dims[at];
  }
  return result;
}

bool aicFoldBinary(AicShapeFold *fold) {
  intptr_t rank;
  int64_t dims[AIC_IMPORT_MAX_RANK];
  if (fold->count != 2 ||
      aicFoldTensor(fold, 0)->type != aicFoldTensor(fold, 1)->type ||
      !broadcastDims(fold, &rank, dims))
    return false;
  int64_t type = strcmp(fold->opType, "Equal") == 0
                     ? (int64_t)AIC_ONNX_BOOL
                     : aicFoldTensor(fold, 0)->type;
  AicConstant *result = aicFoldCreate(fold, type, rank, dims);
  for (int64_t i = 0; result && i < result->tensor.count; ++i) {
    int64_t a = sourceIndex(aicFoldTensor(fold, 0), rank, dims, i);
    int64_t b = sourceIndex(aicFoldTensor(fold, 1), rank, dims, i);
    Number number;
    if (!compute(fold, numberAt(fold->inputs[0], a),
                 numberAt(fold->inputs[1], b), &number))
      return false;
    aicConstantSet(fold->import, result, i, number.value, number.symbol);
  }
  return result && aicFoldGive(fold, result);
}

bool aicFoldWhere(AicShapeFold *fold) {
  intptr_t rank;
  int64_t dims[AIC_IMPORT_MAX_RANK];
  if (fold->inputs[0]->symbols || !broadcastDims(fold, &rank, dims) ||
      aicFoldTensor(fold, 1)->type != aicFoldTensor(fold, 2)->type)
    return false;
  AicConstant *result =
      aicFoldCreate(fold, aicFoldTensor(fold, 1)->type, rank, dims);
  for (int64_t i = 0; result && i < result->tensor.count; ++i) {
    int64_t at = sourceIndex(aicFoldTensor(fold, 0), rank, dims, i);
    const AicConstant *from =
        fold->inputs[aicConstantInt(aicFoldTensor(fold, 0), at) ? 1 : 2];
    aicFoldCopy(fold, result, i, from,
                sourceIndex(&from->tensor, rank, dims, i));
  }
  return result && aicFoldGive(fold, result);
}

bool aicFoldCast(AicShapeFold *fold) {
  int64_t type = aicNodeInt(fold->import, "to", 0);
  if (type != AIC_ONNX_INT64 && type != AIC_ONNX_INT32 && type != AIC_ONNX_BOOL)
    return false;
  const AicConstant *from = fold->inputs[0];
  if (type == AIC_ONNX_BOOL && from->symbols)
    return false;
  AicConstant *result =
      aicFoldCreate(fold, type, (intptr_t)from->tensor.rank, from->tensor.dims);
  for (int64_t i = 0; result && i < result->tensor.count; ++i) {
    Number number = numberAt(from, i);
    if (type == AIC_ONNX_BOOL)
      number.value = number.value != 0;
    aicConstantSet(fold->import, result, i, number.value, number.symbol);
  }
  return result && aicFoldGive(fold, result);
}

bool aicFoldReduceProd(AicShapeFold *fold) {
  if (fold->count != 1 || aicFoldTensor(fold, 0)->rank > 1)
    return false;
  Number product = {1, 0};
  fold->opType = "Mul";
  for (int64_t i = 0; i < aicFoldTensor(fold, 0)->count; ++i)
    if (!compute(fold, product, numberAt(fold->inputs[0], i), &product))
      return false;
  bool keep = aicNodeInt(fold->import, "keepdims", 1) != 0;
  const int64_t one = 1;
  AicConstant *result =
      aicFoldCreate(fold, aicFoldTensor(fold, 0)->type,
                    keep ? (intptr_t)aicFoldTensor(fold, 0)->rank : 0, &one);
  if (!result)
    return false;
  aicConstantSet(fold->import, result, 0, product.value, product.symbol);
  return aicFoldGive(fold, result);
}

bool aicFoldRange(AicShapeFold *fold) {
  int64_t from = aicConstantInt(aicFoldTensor(fold, 0), 0);
  int64_t limit = aicConstantInt(aicFoldTensor(fold, 1), 0);
  int64_t step = aicConstantInt(aicFoldTensor(fold, 2), 0);
  for (size_t i = 0; i < 3; ++i)
    if (aicFoldTensor(fold, i)->count != 1 || fold->inputs[i]->symbols)
      return false;
  // Beyond these bounds the range is too long for a constant of this size.
  const int64_t most = INT64_C(1) << 40;
  if (step == 0 || step > most || step < -most || from > most || from < -most ||
      limit > most || limit < -most)
    return aicNodeFail(fold->import,
                       "range from %" PRId64 " to %" PRId64 " by %" PRId64,
                       from, limit, step);
  int64_t count = (limit - from + step - (step > 0 ? 1 : -1)) / step;
  count = count < 0 ? 0 : count;
  AicConstant *result =
      aicFoldCreate(fold, aicFoldTensor(fold, 0)->type, 1, &count);
  for (int64_t i = 0; result && i < count; ++i)
    aicConstantSet(fold->import, result, i, from + i * step, 0);
  return result && aicFoldGive(fold, result);
}
