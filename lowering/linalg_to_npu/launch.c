//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Calls of functions that became programs.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/emit.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "aic/op.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>

static MlirAttribute attribute(MlirOperation op, const char *name) {
  return mlirOperationGetAttributeByName(op,
                                         mlirStringRefCreateFromCString(name));
}

typedef struct Calls {
  MlirAttribute callee;
  intptr_t count, capacity;
  MlirOperation *ops;
} Calls;

static MlirWalkResult collectCall(MlirOperation op, void *userData) {
  Calls *calls = userData;
  if (!aicOpIs(op, "func.call") ||
      !mlirAttributeEqual(attribute(op, "callee"), calls->callee))
    return MlirWalkResultAdvance;
  if (calls->count == calls->capacity) {
    calls->capacity = calls->capacity ? 2 * calls->capacity : 8;
    calls->ops =
        realloc(calls->ops, (size_t)calls->capacity * sizeof *calls->ops);
    if (!calls->ops)
      AIC_BUG("out of memory");
  }
  calls->ops[calls->count++] = op;
  return MlirWalkResultAdvance;
}

static void replaceCall(MlirRewriterBase rewriter, MlirOperation call) {
  MlirContext context = mlirOperationGetContext(call);
  MlirLocation location = mlirOperationGetLocation(call);
  intptr_t numInputs = mlirOperationGetNumOperands(call);
  intptr_t numOutputs = mlirOperationGetNumResults(call);
  MlirValue *operands =
      malloc((size_t)(numInputs + numOutputs + 1) * sizeof *operands);
  MlirType *types = malloc((size_t)(numOutputs + 1) * sizeof *types);
  if (!operands || !types)
    AIC_BUG("out of memory");
  mlirRewriterBaseSetInsertionPointBefore(rewriter, call);
  for (intptr_t i = 0; i < numInputs; ++i)
    operands[i] = mlirOperationGetOperand(call, i);
  for (intptr_t i = 0; i < numOutputs; ++i) {
    types[i] = mlirValueGetType(mlirOperationGetResult(call, i));
    operands[numInputs + i] =
        aicBuildValue(rewriter, location, "tensor.empty",
                      (AicBuild){.results = AIC_TYPES(types[i])});
  }
  int32_t sizes[2] = {(int32_t)numInputs, (int32_t)numOutputs};
  MlirOperation launch =
      aicBuild(rewriter, location, "npu.launch",
               (AicBuild){.operands = {numInputs + numOutputs, operands},
                          .results = {numOutputs, types},
                          .attributes = AIC_ATTRS(
                              {"callee", attribute(call, "callee")},
                              {"operandSegmentSizes",
                               mlirDenseI32ArrayGet(context, 2, sizes)})});
  for (intptr_t i = 0; i < numOutputs; ++i)
    mlirValueReplaceAllUsesOfWith(mlirOperationGetResult(call, i),
                                  mlirOperationGetResult(launch, i));
  mlirOperationDestroy(call);
  free(operands);
  free(types);
}

void aicReplaceCalls(MlirOperation module, MlirOperation function) {
  MlirContext context = mlirOperationGetContext(module);
  MlirStringRef name = mlirStringAttrGetValue(attribute(function, "sym_name"));
  Calls calls = {.callee = mlirFlatSymbolRefAttrGet(context, name)};
  mlirOperationWalk(module, collectCall, &calls, MlirWalkPostOrder);
  MlirRewriterBase rewriter = mlirIRRewriterCreate(context);
  for (intptr_t i = 0; i < calls.count; ++i)
    replaceCall(rewriter, calls.ops[i]);
  mlirIRRewriterDestroy(rewriter);
  free(calls.ops);
}
