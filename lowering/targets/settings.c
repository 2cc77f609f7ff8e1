//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Changes of a description from the command line. They become attributes of
// the npu.target, so whoever reads that later knows nothing of them, and
// defaults that grow with the array grow with the changed one.
//
//===----------------------------------------------------------------------===//

#include "lowering/targets/targets.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The words of a set, "ws+os", as a list.
static MlirAttribute wordsOf(MlirContext context, const char *text) {
  MlirAttribute words[64];
  intptr_t count = 0;
  for (; count < 64; ++text) {
    size_t length = strcspn(text, "+");
    words[count++] =
        mlirStringAttrGet(context, mlirStringRefCreate(text, length));
    text += length;
    if (!*text)
      break;
  }
  return mlirArrayAttrGet(context, count, words);
}

static MlirAttribute valueOf(MlirContext context, const AicMachineParam *param,
                             uint64_t value, const char *text) {
  switch (param->kind) {
  case AIC_MACHINE_INT:
    return aicAttrI64(context, (int64_t)value);
  case AIC_MACHINE_BOOL:
    return aicAttrBool(context, value != 0);
  case AIC_MACHINE_FIXED:
    return mlirFloatAttrDoubleGet(context, mlirF64TypeGet(context),
                                  (double)value / AIC_FIXED_ONE);
  default:
    return wordsOf(context, text);
  }
}

/// `group`, which may be null, with `entry` in it.
static MlirAttribute withEntry(MlirContext context, MlirAttribute group,
                               MlirNamedAttribute entry) {
  intptr_t count =
      mlirAttributeIsNull(group) ? 0 : mlirDictionaryAttrGetNumElements(group);
  MlirNamedAttribute *entries = malloc((size_t)(count + 1) * sizeof *entries);
  if (!entries)
    AIC_BUG("out of memory");
  intptr_t kept = 0;
  for (intptr_t i = 0; i < count; ++i) {
    entries[kept] = mlirDictionaryAttrGetElement(group, i);
    kept += !mlirIdentifierEqual(entries[kept].name, entry.name);
  }
  entries[kept++] = entry;
  MlirAttribute result = mlirDictionaryAttrGet(context, kept, entries);
  free(entries);
  return result;
}

static void setParam(MlirOperation target, const AicMachineParam *param,
                     MlirAttribute attr) {
  MlirContext context = mlirOperationGetContext(target);
  MlirStringRef key = mlirStringRefCreateFromCString(param->key);
  if (param->group[0]) {
    MlirNamedAttribute entry = {mlirIdentifierGet(context, key), attr};
    key = mlirStringRefCreateFromCString(param->group);
    attr =
        withEntry(context, mlirOperationGetAttributeByName(target, key), entry);
  }
  mlirOperationSetAttributeByName(target, key, attr);
}

/// One "group.key=value".
static MlirLogicalResult apply(MlirOperation target, const char *text) {
  AicMachineSetting setting;
  AicError *error = aicMachineParseText(text, &setting);
  if (error) {
    MlirLogicalResult failure = aicErrorAt(mlirOperationGetLocation(target),
                                           "%s", aicErrorMessage(error));
    aicErrorDestroy(error);
    return failure;
  }
  const char *value = text + strcspn(text, "=") + 1;
  for (int i = 0; i < 2 && setting.params[i]; ++i)
    setParam(target, setting.params[i],
             valueOf(mlirOperationGetContext(target), setting.params[i],
                     setting.value, value));
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuTargetSet(MlirOperation target, const char *settings) {
  if (!settings || !*settings)
    return mlirLogicalResultSuccess();
  size_t size = strlen(settings) + 1;
  char *copy = malloc(size);
  if (!copy)
    AIC_BUG("out of memory");
  memcpy(copy, settings, size);
  MlirLogicalResult result = mlirLogicalResultSuccess();
  for (char *text = copy, *next; text && mlirLogicalResultIsSuccess(result);
       text = next) {
    next = strchr(text, ',');
    if (next)
      *next++ = '\0';
    result = apply(target, text);
  }
  free(copy);
  // All of them together make a machine or none; the verifier says why.
  if (mlirLogicalResultIsSuccess(result) && !mlirOperationVerify(target))
    result = mlirLogicalResultFailure();
  return result;
}
