//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Names of a device part's arguments: those of the model where they are the
// model's inputs and outputs.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/partition.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/// The `graph.name` of argument (or result) `index` of a function, or null.
static MlirAttribute modelName(MlirOperation function, const char *list,
                               intptr_t index) {
  MlirAttribute null = {NULL};
  MlirAttribute attrs = mlirOperationGetAttributeByName(
      function, mlirStringRefCreateFromCString(list));
  if (mlirAttributeIsNull(attrs) || !mlirAttributeIsAArray(attrs) ||
      index >= mlirArrayAttrGetNumElements(attrs))
    return null;
  MlirAttribute dictionary = mlirArrayAttrGetElement(attrs, index);
  if (!mlirAttributeIsADictionary(dictionary))
    return null;
  MlirAttribute name = mlirDictionaryAttrGetElementByName(
      dictionary, mlirStringRefCreateFromCString("graph.name"));
  return !mlirAttributeIsNull(name) && mlirAttributeIsAString(name) ? name
                                                                    : null;
}

/// Which result of the function `value` is returned as, or -1.
static intptr_t returnedAs(MlirOperation function, MlirValue value) {
  MlirBlock block =
      mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0));
  MlirOperation ret = mlirBlockGetTerminator(block);
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(ret); ++i)
    if (mlirValueEqual(mlirOperationGetOperand(ret, i), value))
      return i;
  return -1;
}

static MlirAttribute numbered(MlirContext context, const char *word,
                              intptr_t index) {
  char text[48];
  snprintf(text, sizeof text, "%s_%" PRIdPTR, word, index);
  return mlirStringAttrGet(context, mlirStringRefCreateFromCString(text));
}

MlirAttribute aicPartNames(MlirOperation function, intptr_t numInputs,
                           const MlirValue *inputs, intptr_t numOutputs,
                           const MlirValue *outputs) {
  MlirContext context = mlirOperationGetContext(function);
  intptr_t count = numInputs + numOutputs;
  MlirAttribute *names = malloc((size_t)(count + 1) * sizeof *names);
  if (!names)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i) {
    MlirAttribute name = {NULL};
    if (i < numInputs && mlirValueIsABlockArgument(inputs[i])) {
      name = modelName(function, "arg_attrs",
                       mlirBlockArgumentGetArgNumber(inputs[i]));
    } else if (i >= numInputs) {
      intptr_t result = returnedAs(function, outputs[i - numInputs]);
      if (result >= 0)
        name = modelName(function, "res_attrs", result);
    }
    bool input = i < numInputs;
    if (mlirAttributeIsNull(name))
      name = numbered(context, input ? "input" : "output",
                      input ? i : i - numInputs);
    names[i] = name;
  }
  // A model may call two things the same; a program may not.
  bool distinct = true;
  for (intptr_t i = 0; i < count; ++i)
    for (intptr_t other = 0; other < i; ++other)
      distinct = distinct && !mlirAttributeEqual(names[other], names[i]);
  MlirAttribute result = {NULL};
  if (distinct)
    result = mlirArrayAttrGet(context, count, names);
  free(names);
  return result;
}
