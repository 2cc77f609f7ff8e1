//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/sizes.h"

#include "aic/op.h"
#include "dialects/graph/graph.h"
#include "lowering/graph_to_tosa/tosa.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

/// Steps that one question may take. Sums of sums would ask about each part
/// twice as often as about the whole; nothing is known then.
enum { MAX_STEPS = 20000 };

/// What one operation says about dimension `axis` of its result.
typedef bool (*Step)(MlirOperation op, AicSize *size, int *left);

static bool equal(AicSize a, AicSize b, int *left);

static MlirValue operand(MlirOperation op, intptr_t index) {
  return mlirOperationGetOperand(op, index);
}

/// Operand 0 has the shape of the result.
static bool sameShape(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  size->value = operand(op, 0);
  return true;
}

/// The operands broadcast to the result: all that are not 1 must agree.
static bool broadcast(MlirOperation op, AicSize *size, int *left) {
  AicSize found = {{NULL}, 0};
  intptr_t rank = aicTosaShape(size->value).rank;
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    // The shift of tosa.mul is no factor.
    if (i == 2 && aicOpIs(op, "tosa.mul"))
      continue;
    AicGraphShape shape = aicTosaShape(operand(op, i));
    AicSize part = {operand(op, i), size->axis - (rank - shape.rank)};
    if (part.axis < 0 || shape.dims[part.axis] == 1)
      continue;
    if (!mlirValueIsNull(found.value) && !equal(found, part, left))
      return false;
    found = part;
  }
  *size = found;
  return !mlirValueIsNull(found.value);
}

/// Batches stay, and what a window that keeps the size passes over.
static bool window(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  if (size->axis != 0)
    return false;
  size->value = operand(op, 0);
  return true;
}

static bool transpose(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  int64_t perm[AIC_GRAPH_MAX_RANK];
  if (aicOpIs(op, "graph.transpose")) {
    aicGraphGetInts(op, "perm", perm);
    size->axis = perm[size->axis];
  } else {
    bool tosa = aicOpIs(op, "tosa.transpose");
    MlirAttribute attr = mlirOperationGetAttributeByName(
        op, mlirStringRefCreateFromCString(tosa ? "perms" : "permutation"));
    size->axis = tosa ? mlirDenseI32ArrayGetElement(attr, size->axis)
                      : mlirDenseI64ArrayGetElement(attr, size->axis);
  }
  size->value = operand(op, 0);
  return true;
}

/// Of one dynamic size among the same static ones, the dynamic size stays.
static bool reshape(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  AicGraphShape x = aicTosaShape(operand(op, 0));
  AicGraphShape y = aicTosaShape(size->value);
  if (aicTosaNumDynamic(&x) != 1 || aicTosaNumDynamic(&y) != 1)
    return false;
  int64_t before = 1, behind = 1;
  intptr_t axis = 0;
  for (intptr_t i = 0; i < x.rank; ++i) {
    if (aicGraphIsDynamic(x.dims[i]))
      axis = i;
    else
      before *= x.dims[i];
  }
  for (intptr_t i = 0; i < y.rank; ++i)
    if (!aicGraphIsDynamic(y.dims[i]))
      behind *= y.dims[i];
  *size = (AicSize){operand(op, 0), axis};
  return before == behind && before != 0;
}

/// tosa.reduce keeps the rank; graph.reduce and linalg.reduce may drop axes.
static bool reduce(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  bool drops =
      aicTosaShape(operand(op, 0)).rank != aicTosaShape(size->value).rank;
  if (drops) {
    int64_t axes[AIC_GRAPH_MAX_RANK];
    intptr_t count = aicGraphGetInts(op, "axes", axes);
    for (intptr_t i = 0; i < count; ++i)
      size->axis += axes[i] <= size->axis;
  }
  size->value = operand(op, 0);
  return true;
}

/// [batch, rows, columns] of tosa.matmul, and matrices of graph.matmul.
static bool matmul(MlirOperation op, AicSize *size, int *left) {
  AicGraphShape y = aicTosaShape(size->value);
  AicGraphShape a = aicTosaShape(operand(op, 0));
  AicGraphShape b = aicTosaShape(operand(op, 1));
  if (aicOpFlag(op, "transpose_a") || aicOpFlag(op, "transpose_b") ||
      a.rank != y.rank || b.rank > y.rank || b.rank < 2)
    return false;
  bool column = size->axis == y.rank - 1;
  // A batch size of the left side may be 1 against a larger one on the right.
  intptr_t atB = size->axis - (y.rank - b.rank);
  if (size->axis < y.rank - 2 && atB >= 0 && b.dims[atB] != 1 &&
      !equal((AicSize){operand(op, 0), size->axis},
             (AicSize){operand(op, 1), atB}, left))
    return false;
  *size = column ? (AicSize){operand(op, 1), b.rank - 1}
                 : (AicSize){operand(op, 0), size->axis};
  return true;
}

static bool concat(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  if (aicOpIs(op, "graph.concat")) {
    if (size->axis == aicOpInt(op, "axis", -1))
      return false;
  } else {
    MlirAttribute axis = mlirOperationGetAttributeByName(
        op, mlirStringRefCreateFromCString("axis"));
    if (size->axis == mlirIntegerAttrGetValueInt(axis))
      return false;
  }
  size->value = operand(op, 0);
  return true;
}

/// Results of linalg have the sizes of the output.
static bool destination(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  size->value = operand(op, mlirOperationGetNumOperands(op) - 1);
  return true;
}

/// tensor.empty and tensor.expand_shape list their dynamic sizes.
static bool sizeOperands(MlirOperation op, AicSize *size, int *left) {
  (void)left;
  AicGraphShape y = aicTosaShape(size->value);
  intptr_t index = aicOpIs(op, "tensor.expand_shape");
  for (intptr_t i = 0; i < size->axis; ++i)
    index += aicGraphIsDynamic(y.dims[i]);
  MlirValue value = operand(op, index);
  if (!mlirValueIsAOpResult(value) ||
      !aicOpIs(mlirOpResultGetOwner(value), "tensor.dim"))
    return false;
  MlirOperation dim = mlirOpResultGetOwner(value);
  MlirValue axis = operand(dim, 1);
  if (!mlirValueIsAOpResult(axis) ||
      !aicOpIs(mlirOpResultGetOwner(axis), "arith.constant"))
    return false;
  MlirAttribute number = mlirOperationGetAttributeByName(
      mlirOpResultGetOwner(axis), mlirStringRefCreateFromCString("value"));
  *size = (AicSize){operand(dim, 0), mlirIntegerAttrGetValueInt(number)};
  return true;
}

static const struct {
  const char *name;
  Step step;
} steps[] = {
    {"graph.unary", sameShape},
    {"graph.clamp", sameShape},
    {"graph.cast", sameShape},
    {"graph.softmax", sameShape},
    {"graph.norm", sameShape},
    {"graph.binary", broadcast},
    {"graph.compare", broadcast},
    {"graph.select", broadcast},
    {"graph.conv", window},
    {"graph.pool", window},
    {"graph.transpose", transpose},
    {"graph.reshape", reshape},
    {"graph.reduce", reduce},
    {"graph.matmul", matmul},
    {"graph.concat", concat},
    {"tosa.abs", sameShape},
    {"tosa.ceil", sameShape},
    {"tosa.cos", sameShape},
    {"tosa.erf", sameShape},
    {"tosa.exp", sameShape},
    {"tosa.floor", sameShape},
    {"tosa.log", sameShape},
    {"tosa.negate", sameShape},
    {"tosa.rsqrt", sameShape},
    {"tosa.reciprocal", sameShape},
    {"tosa.sigmoid", sameShape},
    {"tosa.sin", sameShape},
    {"tosa.tanh", sameShape},
    {"tosa.clamp", sameShape},
    {"tosa.logical_not", sameShape},
    {"tosa.add", broadcast},
    {"tosa.sub", broadcast},
    {"tosa.mul", broadcast},
    {"tosa.maximum", broadcast},
    {"tosa.minimum", broadcast},
    {"tosa.pow", broadcast},
    {"tosa.equal", broadcast},
    {"tosa.greater", broadcast},
    {"tosa.greater_equal", broadcast},
    {"tosa.select", broadcast},
    {"tosa.conv2d", window},
    {"tosa.depthwise_conv2d", window},
    {"tosa.max_pool2d", window},
    {"tosa.avg_pool2d", window},
    {"tosa.transpose", transpose},
    {"tosa.reshape", reshape},
    {"tosa.reduce_sum", reduce},
    {"tosa.reduce_max", reduce},
    {"tosa.reduce_min", reduce},
    {"tosa.reduce_product", reduce},
    {"tosa.matmul", matmul},
    {"tosa.concat", concat},
    {"linalg.generic", destination},
    {"linalg.fill", destination},
    {"linalg.matmul", destination},
    {"linalg.reduce", destination},
    {"tensor.empty", sizeOperands},
    {"tensor.expand_shape", sizeOperands},
};

static Step findStep(MlirOperation op) {
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
  for (size_t i = 0; i < sizeof steps / sizeof *steps; ++i)
    if (strlen(steps[i].name) == name.length &&
        !memcmp(steps[i].name, name.data, name.length))
      return steps[i].step;
  return NULL;
}

static AicSize origin(AicSize size, int *left) {
  while (mlirValueIsAOpResult(size.value) && --*left > 0) {
    MlirOperation op = mlirOpResultGetOwner(size.value);
    Step step = findStep(op);
    AicSize next = size;
    if (!step || !step(op, &next, left) ||
        !aicGraphIsDynamic(aicTosaShape(next.value).dims[next.axis]))
      return size;
    size = next;
  }
  return size;
}

/// The name of a dimension of a function's argument, or a null attribute.
static MlirAttribute nameOf(AicSize size) {
  MlirAttribute none = {NULL};
  if (!mlirValueIsABlockArgument(size.value))
    return none;
  MlirBlock block = mlirBlockArgumentGetOwner(size.value);
  MlirOperation func = mlirBlockGetParentOperation(block);
  if (mlirOperationIsNull(func) || !aicOpIs(func, "func.func") ||
      !mlirBlockEqual(mlirRegionGetFirstBlock(mlirOperationGetRegion(func, 0)),
                      block))
    return none;
  MlirAttribute all = mlirOperationGetAttributeByName(
      func, mlirStringRefCreateFromCString("arg_attrs"));
  if (mlirAttributeIsNull(all))
    return none;
  MlirAttribute dims = mlirDictionaryAttrGetElementByName(
      mlirArrayAttrGetElement(all, mlirBlockArgumentGetArgNumber(size.value)),
      mlirStringRefCreateFromCString("graph.dims"));
  if (mlirAttributeIsNull(dims) || !mlirAttributeIsAArray(dims) ||
      mlirArrayAttrGetNumElements(dims) <= size.axis)
    return none;
  MlirAttribute name = mlirArrayAttrGetElement(dims, size.axis);
  return mlirAttributeIsAString(name) ? name : none;
}

static bool equal(AicSize a, AicSize b, int *left) {
  AicGraphShape shapeA = aicTosaShape(a.value), shapeB = aicTosaShape(b.value);
  int64_t sizeA = shapeA.dims[a.axis], sizeB = shapeB.dims[b.axis];
  if (!aicGraphIsDynamic(sizeA) || !aicGraphIsDynamic(sizeB))
    return sizeA == sizeB;
  a = origin(a, left);
  b = origin(b, left);
  if (mlirValueEqual(a.value, b.value) && a.axis == b.axis)
    return true;
  MlirAttribute nameA = nameOf(a), nameB = nameOf(b);
  return !mlirAttributeIsNull(nameA) && mlirAttributeEqual(nameA, nameB);
}

bool aicSizesEqual(AicSize a, AicSize b) {
  int left = MAX_STEPS;
  return equal(a, b, &left);
}
