//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Constants that are added to a product become part of its bias.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_legalize/sums.h"

#include "lowering/support/elements.h"
#include "lowering/support/ir.h"

#include "aic/diag.h"
#include "mlir-c/AffineExpr.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <stdlib.h>
#include <string.h>

/// `a` + `b`, two constants of one type of i32; null if `a` cannot be read.
static MlirAttribute addConstants(MlirAttribute a, MlirAttribute b) {
  MlirType type = mlirAttributeGetType(b);
  AicElements x, y;
  if (mlirAttributeIsNull(a) || !mlirTypeEqual(mlirAttributeGetType(a), type) ||
      !aicElementsRead(a, &x))
    return mlirAttributeGetNull();
  if (!aicElementsRead(b, &y))
    AIC_BUG("a constant that was just made cannot be read");
  uint32_t *sum = malloc(x.bytes + 1);
  if (!sum)
    AIC_BUG("out of memory");
  for (size_t i = 0; i < x.bytes / sizeof *sum; ++i) {
    uint32_t first, second;
    memcpy(&first, (const char *)x.data + i * sizeof first, sizeof first);
    memcpy(&second, (const char *)y.data + i * sizeof second, sizeof second);
    sum[i] = first + second;
  }
  MlirAttribute made = mlirDenseElementsAttrRawBufferGet(type, x.bytes, sum);
  free(sum);
  aicElementsRelease(&x);
  aicElementsRelease(&y);
  return made;
}

static MlirValue buildConstant(const AicTosa *at, MlirAttribute value) {
  return aicBuildValue(
      at->rewriter, at->location, "arith.constant",
      (AicBuild){.results = AIC_TYPES(mlirAttributeGetType(value)),
                 .attributes = AIC_ATTRS({"value", value})});
}

/// Operand `operand` of a structured operation whose loops are the dimensions
/// of its result walks over the dimensions of `sum`.
static bool walksLike(MlirOperation op, intptr_t operand, const AicSum *sum) {
  MlirAttribute maps = mlirLinalgGetIndexingMapsAttribute(op);
  MlirAffineMap out = mlirAffineMapAttrGetValue(
      mlirArrayAttrGetElement(maps, mlirArrayAttrGetNumElements(maps) - 1));
  MlirAffineMap map =
      mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, operand));
  if (!mlirAffineMapIsIdentity(out) ||
      mlirAffineMapGetNumResults(map) != sum->rank)
    return false;
  for (intptr_t dim = 0; dim < sum->rank; ++dim) {
    MlirAffineExpr expr = mlirAffineMapGetResult(map, dim);
    if (!mlirAffineExprIsADim(expr) ||
        mlirAffineDimExprGetPosition(expr) != sum->resultDim[dim])
      return false;
  }
  return true;
}

static MlirBlock bodyOf(MlirOperation op) {
  return mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
}

/// `op` gives its only input, along more dimensions.
static bool isBroadcast(MlirOperation op) {
  if (!aicIsOp(op, "linalg.generic") || mlirOperationGetNumOperands(op) != 2)
    return aicIsOp(op, "linalg.broadcast");
  MlirBlock body = bodyOf(op);
  return mlirValueEqual(
      mlirOperationGetOperand(mlirBlockGetTerminator(body), 0),
      mlirBlockGetArgument(body, 0));
}

static bool addToStart(const AicTosa *at, const AicSum *sum,
                       MlirAttribute constant, MlirValue *init) {
  if (!mlirValueIsAOpResult(*init))
    return false;
  MlirOperation start = mlirOpResultGetOwner(*init);
  if (!isBroadcast(start) || !walksLike(start, 0, sum))
    return false;
  MlirAttribute bias =
      addConstants(aicConstantOf(mlirOperationGetOperand(start, 0)), constant);
  if (mlirAttributeIsNull(bias))
    return false;
  MlirOperation clone = mlirOperationClone(start);
  mlirOperationSetOperand(clone, 0, buildConstant(at, bias));
  mlirRewriterBaseInsert(at->rewriter, clone);
  *init = mlirOperationGetResult(clone, 0);
  return true;
}

/// The only use of `value`.
static bool onlyUse(MlirValue value, MlirOperation *user, intptr_t *operand) {
  MlirOpOperand use = mlirValueGetFirstUse(value);
  if (mlirOpOperandIsNull(use) ||
      !mlirOpOperandIsNull(mlirOpOperandGetNextUse(use)))
    return false;
  *user = mlirOpOperandGetOwner(use);
  *operand = mlirOpOperandGetOperandNumber(use);
  return true;
}

/// The user of the product adds a constant to it before all else.
static bool addToUser(const AicTosa *at, MlirOperation op, const AicSum *sum,
                      MlirAttribute constant) {
  MlirOperation user, add;
  intptr_t operand, side;
  if (!onlyUse(mlirOperationGetResult(op, 0), &user, &operand) ||
      !aicIsOp(user, "linalg.generic") ||
      operand == mlirOperationGetNumOperands(user) - 1 ||
      !mlirAffineMapIsIdentity(
          mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(
              mlirLinalgGetIndexingMapsAttribute(user), operand))) ||
      !onlyUse(mlirBlockGetArgument(bodyOf(user), operand), &add, &side) ||
      !aicIsOp(add, "arith.addi"))
    return false;
  MlirValue other = mlirOperationGetOperand(add, 1 - side);
  if (!mlirValueIsABlockArgument(other) || !onlyUse(other, &add, &side))
    return false;
  intptr_t number = mlirBlockArgumentGetArgNumber(other);
  if (number == mlirOperationGetNumOperands(user) - 1 ||
      !walksLike(user, number, sum))
    return false;
  MlirAttribute bias = addConstants(
      aicConstantOf(mlirOperationGetOperand(user, number)), constant);
  if (mlirAttributeIsNull(bias))
    return false;
  mlirOperationSetOperand(user, number, buildConstant(at, bias));
  return true;
}

bool aicSumAddToBias(const AicTosa *at, MlirOperation op, const AicSum *sum,
                     MlirAttribute constant, MlirValue *init) {
  return addToStart(at, sum, constant, init) ||
         addToUser(at, op, sum, constant);
}
