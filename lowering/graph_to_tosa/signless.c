//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Unsigned integers become signless ones: nothing below graph computes with
// unsigned types.
//
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/signless.h"
#include "lowering/graph_to_tosa/graph_to_tosa.h"

#include "aic/diag.h"
#include "lowering/support/elements.h"
#include "lowering/support/ir.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Width of the unsigned elements of a type, or 0.
static unsigned unsignedBits(MlirType type) {
  if (!mlirTypeIsARankedTensor(type))
    return 0;
  MlirType element = mlirShapedTypeGetElementType(type);
  return mlirTypeIsAInteger(element) && mlirIntegerTypeIsUnsigned(element)
             ? mlirIntegerTypeGetWidth(element)
             : 0;
}

static MlirType signless(MlirType type) {
  unsigned bits = unsignedBits(type);
  if (!bits)
    return type;
  AicGraphShape shape = aicGraphShapeOf(type);
  return aicTosaType(&shape,
                     mlirIntegerTypeGet(mlirTypeGetContext(type), bits));
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// A number of an unsigned type as one of the signless type.
static MlirAttribute signlessNumber(MlirAttribute attr) {
  if (mlirAttributeIsNull(attr) || !mlirAttributeIsAInteger(attr))
    return attr;
  MlirType type = mlirAttributeGetType(attr);
  if (!mlirTypeIsAInteger(type) || !mlirIntegerTypeIsUnsigned(type))
    return attr;
  unsigned bits = mlirIntegerTypeGetWidth(type);
  uint64_t value = mlirIntegerAttrGetValueUInt(attr);
  uint64_t sign = (uint64_t)1 << (bits - 1);
  // The same bits, read as a signed number.
  int64_t number = (int64_t)((value ^ sign) - sign);
  return mlirIntegerAttrGet(mlirIntegerTypeGet(mlirTypeGetContext(type), bits),
                            number);
}

static MlirLogicalResult retypeWeight(MlirOperation op, MlirType type) {
  MlirAttribute value = aicOpAttr(op, "value");
  AicElements elements;
  if (!aicElementsRead(value, &elements))
    return aicOpError(op, "elements cannot be read");
  MlirAttribute same =
      mlirDenseElementsAttrRawBufferGet(type, elements.bytes, elements.data);
  aicElementsRelease(&elements);
  aicSetAttr(op, "value", same);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult retypeOp(MlirOperation op) {
  MlirValue result = mlirOperationGetResult(op, 0);
  MlirType type = mlirValueGetType(result);
  const char *const numbers[] = {"min", "max", "value"};
  if (unsignedBits(type)) {
    if (aicOpIs(op, "graph.weight")) {
      if (mlirLogicalResultIsFailure(retypeWeight(op, signless(type))))
        return mlirLogicalResultFailure();
    } else {
      for (int i = 0; i < 3; ++i) {
        MlirAttribute number = aicGetAttr(op, numbers[i]);
        if (!mlirAttributeIsNull(number))
          aicSetAttr(op, numbers[i], signlessNumber(number));
      }
    }
  }
  mlirValueSetType(result, signless(type));
  return mlirLogicalResultSuccess();
}

/// Arguments and results of the function.
static void retypeFunction(MlirOperation func) {
  MlirAttribute attr = aicGetAttr(func, "function_type");
  MlirType type = mlirTypeAttrGetValue(attr);
  intptr_t numInputs = mlirFunctionTypeGetNumInputs(type);
  intptr_t numResults = mlirFunctionTypeGetNumResults(type);
  MlirType *types =
      malloc((size_t)(numInputs + numResults + 1) * sizeof *types);
  if (!types)
    AIC_BUG("out of memory");
  MlirBlock entry = mlirRegionGetFirstBlock(mlirOperationGetRegion(func, 0));
  for (intptr_t i = 0; i < numInputs; ++i) {
    types[i] = signless(mlirFunctionTypeGetInput(type, i));
    mlirValueSetType(mlirBlockGetArgument(entry, i), types[i]);
  }
  for (intptr_t i = 0; i < numResults; ++i)
    types[numInputs + i] = signless(mlirFunctionTypeGetResult(type, i));
  aicSetAttr(func, "function_type",
             mlirTypeAttrGet(mlirFunctionTypeGet(mlirOperationGetContext(func),
                                                 numInputs, types, numResults,
                                                 types + numInputs)));
  free(types);
}

//===----------------------------------------------------------------------===//
// All operations of a function
//===----------------------------------------------------------------------===//

typedef struct Unsigned {
  MlirOperation op;
  unsigned from, to; ///< bits of operands and result, 0 for other types
} Unsigned;

static bool isGraph(MlirOperation op) {
  MlirStringRef name = aicOpName(op);
  return name.length > 6 && !memcmp(name.data, "graph.", 6);
}

MlirLogicalResult aicGraphSignless(MlirOperation func) {
  AicOpList all = aicCollectOps(func, NULL);
  Unsigned *found = malloc((size_t)(all.count + 1) * sizeof *found);
  if (!found)
    AIC_BUG("out of memory");
  intptr_t count = 0;
  for (intptr_t i = 0; i < all.count; ++i) {
    if (!isGraph(all.data[i]))
      continue;
    Unsigned each = {.op = all.data[i]};
    for (intptr_t o = 0; o < mlirOperationGetNumOperands(each.op); ++o) {
      MlirValue operand = mlirOperationGetOperand(each.op, o);
      unsigned bits = unsignedBits(mlirValueGetType(operand));
      each.from = bits > each.from ? bits : each.from;
    }
    each.to =
        unsignedBits(mlirValueGetType(mlirOperationGetResult(each.op, 0)));
    if (each.from || each.to)
      found[count++] = each;
  }
  aicOpListRelease(&all);
  if (count == 0) {
    free(found);
    return mlirLogicalResultSuccess();
  }
  MlirLogicalResult result = mlirLogicalResultSuccess();
  for (intptr_t i = 0; i < count; ++i)
    if (mlirLogicalResultIsFailure(retypeOp(found[i].op)))
      result = mlirLogicalResultFailure();
  if (mlirLogicalResultIsSuccess(result))
    retypeFunction(func);
  MlirRewriterBase rewriter =
      mlirIRRewriterCreate(mlirOperationGetContext(func));
  for (intptr_t i = 0; i < count && mlirLogicalResultIsSuccess(result); ++i) {
    mlirRewriterBaseSetInsertionPointBefore(rewriter, found[i].op);
    AicTosa tosa = {rewriter, mlirOperationGetLocation(found[i].op)};
    MlirValue value = {NULL};
    result = aicSignlessMeaning(&tosa, found[i].op, found[i].from, found[i].to,
                                &value);
    if (!mlirValueIsNull(value))
      aicTosaReplace(&tosa, found[i].op, value);
  }
  mlirIRRewriterDestroy(rewriter);
  free(found);
  return result;
}
