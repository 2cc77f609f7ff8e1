//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/to_linalg/size_conditions.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/support/ir.h"
#include "lowering/support/linalg.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <stdlib.h>

/// arith.cmpi's numbers.
typedef enum Relation {
  EQUAL = 0,
  NOT = 1,
  AT_MOST = 3,
  AT_LEAST = 5
} Relation;

static const MlirValue none = {NULL};

static MlirValue result(MlirOperation op) {
  return mlirOperationGetResult(op, 0);
}

static MlirValue constant(MlirOperation before, int64_t value) {
  MlirType index = mlirIndexTypeGet(mlirOperationGetContext(before));
  return result(aicCreateBefore(
      before, "arith.constant",
      (AicBuild){.results = AIC_TYPES(index),
                 .attributes =
                     AIC_ATTRS({"value", mlirIntegerAttrGet(index, value)})}));
}

static MlirValue binary(MlirOperation before, const char *name, MlirValue a,
                        MlirValue b) {
  return result(
      aicCreateBefore(before, name,
                      (AicBuild){.operands = AIC_VALUES(a, b),
                                 .results = AIC_TYPES(mlirIndexTypeGet(
                                     mlirOperationGetContext(before)))}));
}

/// Whether `value` is a constant, whose number goes to `*number`.
static bool isConstant(MlirValue value, int64_t *number) {
  MlirAttribute attr = aicConstantOf(value);
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAInteger(attr))
    return false;
  *number = mlirIntegerAttrGetValueInt(attr);
  return true;
}

static intptr_t rankOf(MlirValue value) {
  return mlirShapedTypeGetRank(mlirValueGetType(value));
}

static bool isOpen(MlirValue value, intptr_t dim) {
  return mlirShapedTypeIsDynamicDim(mlirValueGetType(value), dim);
}

/// The size of a dimension.
static MlirValue sizeOf(MlirOperation before, MlirValue value, intptr_t dim) {
  if (!isOpen(value, dim))
    return constant(before,
                    mlirShapedTypeGetDimSize(mlirValueGetType(value), dim));
  return binary(before, "tensor.dim", value, constant(before, dim));
}

/// Adds a condition; constant ones are the verifiers' business.
static void require(MlirOperation before, MlirValue a, Relation relation,
                    MlirValue b) {
  int64_t number;
  if (mlirValueEqual(a, b) ||
      (isConstant(a, &number) && isConstant(b, &number)))
    return;
  MlirContext context = mlirOperationGetContext(before);
  MlirType bit = mlirIntegerTypeGet(context, 1);
  MlirAttribute predicate =
      mlirIntegerAttrGet(mlirIntegerTypeGet(context, 64), relation);
  MlirValue holds = result(aicCreateBefore(
      before, "arith.cmpi",
      (AicBuild){.operands = AIC_VALUES(a, b),
                 .results = AIC_TYPES(bit),
                 .attributes = AIC_ATTRS({"predicate", predicate})}));
  (void)aicCreateBefore(
      before, "cf.assert",
      (AicBuild){.operands = AIC_VALUES(holds),
                 .attributes = AIC_ATTRS(
                     {"msg", aicAttrString(context, "sizes do not fit")})});
}

//===----------------------------------------------------------------------===//
// Structured operations
//===----------------------------------------------------------------------===//

/// The largest value of `expr`; null for one that may be below 0 or that this
/// does not know. `sizes` are those of the loops.
static MlirValue largest(MlirOperation op, MlirAffineExpr expr,
                         const MlirValue *sizes) {
  if (mlirAffineExprIsAConstant(expr)) {
    int64_t number = mlirAffineConstantExprGetValue(expr);
    return number < 0 ? none : constant(op, number);
  }
  if (mlirAffineExprIsADim(expr)) {
    MlirValue size = sizes[mlirAffineDimExprGetPosition(expr)];
    return mlirValueIsNull(size)
               ? none
               : binary(op, "arith.subi", size, constant(op, 1));
  }
  bool isSum = mlirAffineExprIsAAdd(expr);
  if (!isSum && !mlirAffineExprIsAMul(expr))
    return none;
  MlirValue a = largest(op, mlirAffineBinaryOpExprGetLHS(expr), sizes);
  MlirValue b = largest(op, mlirAffineBinaryOpExprGetRHS(expr), sizes);
  if (mlirValueIsNull(a) || mlirValueIsNull(b))
    return none;
  return binary(op, isSum ? "arith.addi" : "arith.muli", a, b);
}

static MlirAffineMap mapOf(MlirOperation op, intptr_t operand) {
  return mlirAffineMapAttrGetValue(
      mlirArrayAttrGetElement(mlirLinalgGetIndexingMapsAttribute(op), operand));
}

/// Dimensions that one loop runs over are equal; what else is read is there.
static void addStructured(MlirOperation op) {
  intptr_t count = mlirOperationGetNumOperands(op);
  intptr_t numLoops =
      count ? mlirAffineMapGetNumDims(mapOf(op, 0)) : (intptr_t)0;
  MlirValue *sizes = calloc((size_t)numLoops + 1, sizeof *sizes);
  if (!sizes)
    AIC_BUG("out of memory");
  for (int windows = 0; windows < 2; ++windows)
    for (intptr_t i = 0; i < count; ++i) {
      MlirValue operand = mlirOperationGetOperand(op, i);
      if (!mlirTypeIsAShaped(mlirValueGetType(operand)))
        continue;
      MlirAffineMap map = mapOf(op, i);
      for (intptr_t d = 0; d < rankOf(operand); ++d) {
        MlirAffineExpr expr = mlirAffineMapGetResult(map, d);
        if (mlirAffineExprIsADim(expr) == (windows == 1))
          continue;
        MlirValue size = sizeOf(op, operand, d);
        if (windows) {
          MlirValue last = largest(op, expr, sizes);
          if (!mlirValueIsNull(last))
            require(op, size, AT_LEAST,
                    binary(op, "arith.addi", last, constant(op, 1)));
          continue;
        }
        MlirValue *loop = &sizes[mlirAffineDimExprGetPosition(expr)];
        if (mlirValueIsNull(*loop))
          *loop = size;
        else
          require(op, size, EQUAL, *loop);
      }
    }
  free(sizes);
}

//===----------------------------------------------------------------------===//
// Reshapes and slices
//===----------------------------------------------------------------------===//

static void addCast(MlirOperation op) {
  MlirValue from = mlirOperationGetOperand(op, 0), to = result(op);
  if (!mlirTypeIsARankedTensor(mlirValueGetType(from)) ||
      !mlirTypeIsARankedTensor(mlirValueGetType(to)))
    return;
  for (intptr_t d = 0; d < rankOf(to); ++d)
    if (isOpen(from, d) && !isOpen(to, d))
      require(op, sizeOf(op, from, d), EQUAL, sizeOf(op, to, d));
}

/// A list of sizes: numbers, and operands from `*next` on where a number is
/// dynamic.
static MlirValue listed(MlirOperation op, const char *name, intptr_t index,
                        intptr_t *next) {
  int64_t number = mlirDenseI64ArrayGetElement(aicGetAttr(op, name), index);
  if (number == mlirShapedTypeGetDynamicSize())
    return mlirOperationGetOperand(op, (*next)++);
  return constant(op, number);
}

/// The sizes that one dimension becomes have its size as their product.
static void addExpand(MlirOperation op) {
  MlirAttribute groups = aicGetAttr(op, "reassociation");
  MlirValue from = mlirOperationGetOperand(op, 0);
  intptr_t next = 1, dim = 0;
  for (intptr_t g = 0; g < mlirArrayAttrGetNumElements(groups); ++g) {
    intptr_t count =
        mlirArrayAttrGetNumElements(mlirArrayAttrGetElement(groups, g));
    MlirValue product = none;
    for (intptr_t i = 0; i < count; ++i) {
      MlirValue size = listed(op, "static_output_shape", dim++, &next);
      product = mlirValueIsNull(product)
                    ? size
                    : binary(op, "arith.muli", product, size);
    }
    if (!mlirValueIsNull(product))
      require(op, sizeOf(op, from, g), EQUAL, product);
  }
}

/// What tensor.reshape reads is as many elements as there are.
static void addReshape(MlirOperation op) {
  MlirValue sides[2] = {mlirOperationGetOperand(op, 0), result(op)};
  MlirValue products[2];
  if (!mlirTypeIsARankedTensor(mlirValueGetType(sides[0])) ||
      !mlirTypeIsARankedTensor(mlirValueGetType(sides[1])))
    return;
  MlirOperation next = mlirOperationGetNextInBlock(op);
  for (int side = 0; side < 2; ++side) {
    products[side] = constant(next, 1);
    for (intptr_t d = 0; d < rankOf(sides[side]); ++d)
      products[side] = binary(next, "arith.muli", products[side],
                              sizeOf(next, sides[side], d));
  }
  require(next, products[0], EQUAL, products[1]);
}

/// A part of `whole`, whose offsets start at operand `next`, lies inside. The
/// tensor that an insertion takes has the sizes of the part.
static void addSlice(MlirOperation op, MlirValue whole, intptr_t next,
                     MlirValue part) {
  intptr_t rank = rankOf(whole);
  MlirValue *parts = calloc(3 * (size_t)rank + 1, sizeof *parts);
  if (!parts)
    AIC_BUG("out of memory");
  static const char *const names[] = {"static_offsets", "static_sizes",
                                      "static_strides"};
  intptr_t at = 0;
  for (intptr_t list = 0; list < 3; ++list)
    for (intptr_t d = 0; d < rank; ++d)
      parts[list * rank + d] = listed(op, names[list], d, &next);
  for (intptr_t d = 0; d < rank; ++d) {
    MlirValue offset = parts[d], size = parts[rank + d];
    MlirValue steps = binary(op, "arith.subi", size, constant(op, 1));
    MlirValue end = binary(op, "arith.addi", offset, constant(op, 1));
    end = binary(op, "arith.addi", end,
                 binary(op, "arith.muli", steps, parts[2 * rank + d]));
    int64_t number;
    // Sizes of 1 may be missing in what is inserted.
    if (!mlirValueIsNull(part) && (rankOf(part) - at == rank - d ||
                                   !isConstant(size, &number) || number != 1))
      require(op, sizeOf(op, part, at++), EQUAL, size);
    if (isOpen(whole, d) || !isConstant(offset, &number) ||
        !isConstant(size, &number))
      require(op, end, AT_MOST, sizeOf(op, whole, d));
    require(op, offset, AT_LEAST, constant(op, 0));
    require(op, size, AT_LEAST, constant(op, 0));
  }
  free(parts);
}

static void addConcat(MlirOperation op) {
  int64_t axis = mlirIntegerAttrGetValueInt(aicGetAttr(op, "dim"));
  MlirValue first = mlirOperationGetOperand(op, 0);
  for (intptr_t i = 1; i < mlirOperationGetNumOperands(op); ++i)
    for (intptr_t d = 0; d < rankOf(first); ++d)
      if (d != axis)
        require(op, sizeOf(op, mlirOperationGetOperand(op, i), d), EQUAL,
                sizeOf(op, first, d));
}

/// Sizes of what is made are no less than 0.
static void addEmpty(MlirOperation op) {
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
    require(op, mlirOperationGetOperand(op, i), AT_LEAST, constant(op, 0));
}

/// No division by a size of 0, which would end the process: here by 1 instead,
/// as the conditions are evaluated all together.
static void addDivision(MlirOperation op) {
  MlirValue divisor = mlirOperationGetOperand(op, 1);
  int64_t number;
  if (!mlirTypeIsAIndex(mlirValueGetType(divisor)) ||
      isConstant(divisor, &number))
    return;
  require(op, divisor, NOT, constant(op, 0));
  mlirOperationSetOperand(op, 1,
                          binary(op, "arith.maxsi", divisor, constant(op, 1)));
}

static void addFor(MlirOperation op) {
  if (aicIsStructured(op))
    addStructured(op);
  else if (aicIsOp(op, "tensor.cast"))
    addCast(op);
  else if (aicIsOp(op, "tensor.expand_shape"))
    addExpand(op);
  else if (aicIsOp(op, "tensor.reshape"))
    addReshape(op);
  else if (aicIsOp(op, "tensor.extract_slice"))
    addSlice(op, mlirOperationGetOperand(op, 0), 1, none);
  else if (aicIsOp(op, "tensor.insert_slice"))
    addSlice(op, mlirOperationGetOperand(op, 1), 2,
             mlirOperationGetOperand(op, 0));
  else if (aicIsOp(op, "tensor.concat"))
    addConcat(op);
  else if (aicIsOp(op, "tensor.empty") || aicIsOp(op, "tensor.generate"))
    addEmpty(op);
  else if (aicIsOp(op, "arith.divsi") || aicIsOp(op, "arith.floordivsi") ||
           aicIsOp(op, "arith.ceildivsi") || aicIsOp(op, "arith.remsi") ||
           aicIsOp(op, "arith.divui") || aicIsOp(op, "arith.remui"))
    addDivision(op);
}

void aicSizeConditionsAdd(MlirBlock block) {
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op);) {
    MlirOperation next = mlirOperationGetNextInBlock(op);
    addFor(op);
    op = next;
  }
}
