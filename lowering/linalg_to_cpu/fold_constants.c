//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Evaluates transposes and reshapes of constants at compile time.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/support/elements.h"
#include "lowering/support/ir.h"

#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_RANK = 8 };

/// A permutation: dimension d of the result is dimension source[d] of the
/// operand.
typedef struct Transposition {
  intptr_t rank;
  intptr_t source[MAX_RANK];
} Transposition;

/// The only operation of a block, or null.
static MlirOperation onlyOp(MlirOperation op) {
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  MlirOperation first = mlirBlockGetFirstOperation(block);
  bool alone = !mlirOperationIsNull(first) &&
               mlirOperationIsNull(mlirOperationGetNextInBlock(first));
  return alone ? first : (MlirOperation){NULL};
}

/// A linalg.generic that only moves its input: it yields its first argument,
/// and both maps are permutations.
static bool matchGeneric(MlirOperation op, Transposition *t) {
  if (mlirOperationGetNumOperands(op) != 2 ||
      mlirOperationGetNumResults(op) != 1)
    return false;
  MlirOperation yield = onlyOp(op);
  if (!aicIsOp(yield, "linalg.yield"))
    return false;
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  if (!mlirValueEqual(mlirOperationGetOperand(yield, 0),
                      mlirBlockGetArgument(body, 0)))
    return false;
  MlirAttribute maps = mlirLinalgGetIndexingMapsAttribute(op);
  MlirAffineMap in =
      mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, 0));
  MlirAffineMap out =
      mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, 1));
  intptr_t rank = mlirAffineMapGetNumDims(in);
  if (rank > MAX_RANK || !mlirAffineMapIsPermutation(in) ||
      !mlirAffineMapIsPermutation(out))
    return false;
  t->rank = rank;
  // Both maps go from loops: a result dimension names a loop, which names an
  // operand dimension.
  for (intptr_t d = 0; d < rank; ++d)
    for (intptr_t s = 0; s < rank; ++s)
      if (mlirAffineExprEqual(mlirAffineMapGetResult(in, s),
                              mlirAffineMapGetResult(out, d)))
        t->source[d] = s;
  return true;
}

static bool matchTranspose(MlirOperation op, Transposition *t) {
  MlirAttribute permutation = aicGetAttr(op, "permutation");
  t->rank = aicAttrGetI64Array(permutation, NULL, 0);
  int64_t values[MAX_RANK];
  if (t->rank > MAX_RANK || mlirOperationGetNumResults(op) != 1)
    return false;
  aicAttrGetI64Array(permutation, values, MAX_RANK);
  for (intptr_t d = 0; d < t->rank; ++d)
    t->source[d] = values[d];
  return true;
}

/// Copies the elements of `from`, of type `type`, in transposed order.
static void transpose(const Transposition *t, MlirType type, const char *from,
                      size_t elementSize, char *to) {
  int64_t sizes[MAX_RANK] = {0}, strides[MAX_RANK] = {0};
  int64_t index[MAX_RANK] = {0};
  int64_t stride = 1, count = 1, offset = 0;
  int64_t operandStrides[MAX_RANK];
  for (intptr_t d = t->rank - 1; d >= 0; --d) {
    operandStrides[d] = stride;
    stride *= mlirShapedTypeGetDimSize(type, d);
  }
  for (intptr_t d = 0; d < t->rank; ++d) {
    sizes[d] = mlirShapedTypeGetDimSize(type, t->source[d]);
    strides[d] = operandStrides[t->source[d]];
    count *= sizes[d];
  }
  for (int64_t i = 0; i < count; ++i, to += elementSize) {
    memcpy(to, from + (size_t)offset * elementSize, elementSize);
    // The next index of the result, as an odometer.
    for (intptr_t d = t->rank - 1; d >= 0; --d) {
      offset += strides[d];
      if (++index[d] < sizes[d])
        break;
      offset -= index[d] * strides[d];
      index[d] = 0;
    }
  }
}

/// The transposed constant of type `result`, or null when `value` cannot be
/// read.
static MlirAttribute transposed(MlirAttribute value, const Transposition *t,
                                MlirType result) {
  MlirType type = mlirAttributeGetType(value);
  if (mlirAttributeIsADenseElements(value) &&
      mlirDenseElementsAttrIsSplat(value))
    return mlirDenseElementsAttrReshapeGet(value, result);
  AicElements elements;
  if (!aicElementsRead(value, &elements))
    return mlirAttributeGetNull();
  int64_t count = mlirElementsAttrGetNumElements(value);
  char *data = malloc(elements.bytes + 1);
  MlirAttribute made = mlirAttributeGetNull();
  if (data && count > 0) {
    transpose(t, type, elements.data, elements.bytes / (size_t)count, data);
    made = mlirDenseElementsAttrRawBufferGet(result, elements.bytes, data);
  }
  free(data);
  aicElementsRelease(&elements);
  return made;
}

/// The same elements with another shape, or null.
static MlirAttribute reshaped(MlirAttribute value, MlirType result) {
  if (mlirAttributeIsADenseElements(value))
    return mlirDenseElementsAttrReshapeGet(value, result);
  AicElements elements;
  if (!aicElementsRead(value, &elements))
    return mlirAttributeGetNull();
  MlirAttribute made =
      mlirDenseElementsAttrRawBufferGet(result, elements.bytes, elements.data);
  aicElementsRelease(&elements);
  return made;
}

/// The constant that `op` computes, or null.
static MlirAttribute evaluate(MlirOperation op) {
  MlirAttribute value = aicConstantOf(mlirOperationGetOperand(op, 0));
  MlirType result = mlirValueGetType(mlirOperationGetResult(op, 0));
  if (mlirAttributeIsNull(value) || !mlirTypeIsARankedTensor(result) ||
      !mlirShapedTypeHasStaticShape(result) || !aicElementsCanRead(value))
    return mlirAttributeGetNull();
  if (aicIsOp(op, "tensor.collapse_shape") ||
      aicIsOp(op, "tensor.expand_shape"))
    return reshaped(value, result);
  Transposition t;
  bool matched = aicIsOp(op, "linalg.transpose") ? matchTranspose(op, &t)
                                                 : matchGeneric(op, &t);
  return matched ? transposed(value, &t, result) : mlirAttributeGetNull();
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  static const char *const names[] = {"linalg.transpose", "linalg.generic",
                                      "tensor.collapse_shape",
                                      "tensor.expand_shape", NULL};
  AicOpList ops = aicCollectOps(root, names);
  uint64_t folded = 0;
  // In program order, so that a chain folds from its constant on.
  for (intptr_t i = 0; i < ops.count; ++i) {
    MlirOperation op = ops.data[i];
    if (mlirOperationGetNumOperands(op) == 0 ||
        mlirOperationGetNumResults(op) != 1)
      continue;
    MlirAttribute value = evaluate(op);
    if (mlirAttributeIsNull(value))
      continue;
    MlirOperation constant = aicCreateBefore(
        op, "arith.constant",
        (AicBuild){.results = AIC_TYPES(mlirAttributeGetType(value)),
                   .attributes = AIC_ATTRS({"value", value})});
    aicReplaceOp(op, constant);
    ++folded;
  }
  aicPassCount(pass, 0, folded);
  aicOpListRelease(&ops);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicFoldConstants = {
    .abi = AIC_ABI,
    .argument = "aic-fold-constants",
    .summary = "Evaluate transposes and reshapes of constants",
    .description =
        "Replaces `linalg.transpose`, a `linalg.generic` that only permutes, "
        "and\n`tensor.collapse_shape` and `tensor.expand_shape` of a constant "
        "by the constant that\nthey compute, so that weights are laid out once "
        "and not at each call.\n\n"
        "```mlir\n"
        "%w = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>\n"
        "%t = linalg.transpose ins(%w : tensor<2x2xi32>) outs(%e : "
        "tensor<2x2xi32>) permutation = [1, 0]\n"
        "// becomes\n"
        "%t = arith.constant dense<[[1, 3], [2, 4]]> : tensor<2x2xi32>\n"
        "```\n",
    .dependentDialects = (const char *const[]){"arith", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef, {.name = "folded", .summary = "operations evaluated"}),
    .run = run,
};
