//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/support/call_argument.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/LLVM.h"

#include <stdlib.h>

/// Marks the argument. Attributes of arguments are gone before LLVM.
static const char marker[] = "aic.call";

/// Whether the last argument is an AicCall.
static bool hasCall(MlirAttribute argumentAttrs) {
  intptr_t count = mlirAttributeIsNull(argumentAttrs)
                       ? 0
                       : mlirArrayAttrGetNumElements(argumentAttrs);
  return count > 0 && !mlirAttributeIsNull(mlirDictionaryAttrGetElementByName(
                          mlirArrayAttrGetElement(argumentAttrs, count - 1),
                          mlirStringRefCreateFromCString(marker)));
}

MlirValue aicCallArgument(MlirOperation function) {
  MlirContext context = mlirOperationGetContext(function);
  MlirBlock entry =
      mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0));
  MlirAttribute old = aicGetAttr(function, "arg_attrs");
  if (hasCall(old))
    return mlirBlockGetArgument(entry, mlirBlockGetNumArguments(entry) - 1);
  MlirType ptr = mlirLLVMPointerTypeGet(context, 0);
  MlirType type = mlirTypeAttrGetValue(aicGetAttr(function, "function_type"));
  intptr_t numInputs = mlirFunctionTypeGetNumInputs(type);
  intptr_t numResults = mlirFunctionTypeGetNumResults(type);
  MlirType *types = calloc((size_t)(numInputs + numResults) + 1, sizeof *types);
  MlirAttribute *attrs = calloc((size_t)numInputs + 1, sizeof *attrs);
  if (!types || !attrs)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < numInputs; ++i) {
    types[i] = mlirFunctionTypeGetInput(type, i);
    attrs[i] = mlirAttributeIsNull(old)
                   ? mlirDictionaryAttrGet(context, 0, NULL)
                   : mlirArrayAttrGetElement(old, i);
  }
  types[numInputs] = ptr;
  MlirNamedAttribute mark = mlirNamedAttributeGet(
      mlirIdentifierGet(context, mlirStringRefCreateFromCString(marker)),
      mlirUnitAttrGet(context));
  attrs[numInputs] = mlirDictionaryAttrGet(context, 1, &mark);
  for (intptr_t i = 0; i < numResults; ++i)
    types[numInputs + 1 + i] = mlirFunctionTypeGetResult(type, i);
  aicSetAttr(
      function, "function_type",
      mlirTypeAttrGet(mlirFunctionTypeGet(context, numInputs + 1, types,
                                          numResults, types + numInputs + 1)));
  aicSetAttr(function, "arg_attrs",
             mlirArrayAttrGet(context, numInputs + 1, attrs));
  free(types);
  free(attrs);
  return mlirBlockAddArgument(entry, ptr, mlirOperationGetLocation(function));
}
