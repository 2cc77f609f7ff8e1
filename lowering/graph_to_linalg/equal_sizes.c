//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"
#include "lowering/graph_to_linalg/graph_to_linalg.h"
#include "lowering/graph_to_linalg/sizes.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinTypes.h"

#include <string.h>

/// TOSA's operations that broadcast, and the kind of the same meaning.
static const char *const kinds[][2] = {
    {"tosa.add", "add"},          {"tosa.sub", "sub"},
    {"tosa.mul", "mul"},          {"tosa.maximum", "max"},
    {"tosa.minimum", "min"},      {"tosa.pow", "pow"},
    {"tosa.equal", "eq"},         {"tosa.greater", "gt"},
    {"tosa.greater_equal", "ge"}, {"tosa.select", "select"}};

enum { NUM_KINDS = sizeof kinds / sizeof *kinds };

static MlirValue body(const AicTosa *tosa, const MlirValue *elements,
                      const void *userData) {
  const char *kind = userData;
  if (!strcmp(kind, "select"))
    return aicScalarSelect(tosa, elements[0], elements[1], elements[2]);
  if (!strcmp(kind, "eq") || !strcmp(kind, "gt") || !strcmp(kind, "ge"))
    return aicScalarCompare(tosa, kind, elements[0], elements[1]);
  return aicScalarBinary(tosa, kind, elements[0], elements[1]);
}

/// Dynamic sizes meet, and all that meet are known to be equal.
static bool meetsEqual(MlirOperation op, intptr_t numOperands) {
  AicGraphShape y = aicTosaShape(mlirOperationGetResult(op, 0));
  bool meets = false;
  for (intptr_t d = 0; d < y.rank; ++d) {
    AicSize found = {{NULL}, d};
    for (intptr_t i = 0; i < numOperands; ++i) {
      AicSize part = {mlirOperationGetOperand(op, i), d};
      if (!aicGraphIsDynamic(aicTosaShape(part.value).dims[d]))
        continue;
      if (!aicGraphIsDynamic(y.dims[d]))
        return false;
      if (!mlirValueIsNull(found.value)) {
        meets = true;
        if (!aicSizesEqual(found, part))
          return false;
      }
      found = part;
    }
  }
  return meets;
}

MlirLogicalResult aicLowerEqualSizes(MlirOperation root) {
  const char *names[NUM_KINDS + 1] = {NULL};
  for (int i = 0; i < NUM_KINDS; ++i)
    names[i] = kinds[i][0];
  AicOpList all = aicCollectOps(root, names);
  MlirRewriterBase rewriter =
      mlirIRRewriterCreate(mlirOperationGetContext(root));
  for (intptr_t i = 0; i < all.count; ++i) {
    MlirOperation op = all.data[i];
    const char *kind = NULL;
    for (int k = 0; k < NUM_KINDS; ++k)
      if (aicIsOp(op, kinds[k][0]))
        kind = kinds[k][1];
    intptr_t numOperands = !strcmp(kind, "select") ? 3 : 2;
    // Products of integers have a shift.
    MlirType element = aicTosaElement(mlirOperationGetOperand(op, 1));
    if (!aicTosaIsFloat(element) || !meetsEqual(op, numOperands))
      continue;
    mlirRewriterBaseSetInsertionPointBefore(rewriter, op);
    AicTosa tosa = {rewriter, mlirOperationGetLocation(op)};
    MlirValue operands[3];
    for (intptr_t o = 0; o < numOperands; ++o)
      operands[o] = mlirOperationGetOperand(op, o);
    MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
    aicTosaReplace(
        &tosa, op,
        aicGenericElementwise(&tosa, numOperands, operands, type, body, kind));
  }
  mlirIRRewriterDestroy(rewriter);
  aicOpListRelease(&all);
  return mlirLogicalResultSuccess();
}
