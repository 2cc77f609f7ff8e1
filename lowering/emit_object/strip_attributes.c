//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Removes attributes of arguments and results that meant something to earlier
// steps only: LLVM's translation warns of each that it does not know.
//
//===----------------------------------------------------------------------===//

#include "lowering/emit_object/llvm_module.h"

#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>
#include <string.h>

/// Whether the name belongs to a dialect that LLVM has no use for.
static bool isForeign(MlirNamedAttribute attr) {
  static const char *const prefixes[] = {"graph.", "aic."};
  MlirStringRef name = mlirIdentifierStr(attr.name);
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; ++i)
    if (name.length > strlen(prefixes[i]) &&
        memcmp(name.data, prefixes[i], strlen(prefixes[i])) == 0)
      return true;
  return false;
}

static MlirAttribute stripDictionary(MlirAttribute dictionary) {
  intptr_t count = mlirDictionaryAttrGetNumElements(dictionary), kept = 0;
  MlirNamedAttribute *fields = calloc((size_t)count + 1, sizeof *fields);
  if (!fields)
    return dictionary;
  for (intptr_t i = 0; i < count; ++i) {
    MlirNamedAttribute field = mlirDictionaryAttrGetElement(dictionary, i);
    if (!isForeign(field))
      fields[kept++] = field;
  }
  MlirAttribute result =
      mlirDictionaryAttrGet(mlirAttributeGetContext(dictionary), kept, fields);
  free(fields);
  return result;
}

static void stripList(MlirOperation function, const char *name) {
  MlirAttribute list = aicGetAttr(function, name);
  if (mlirAttributeIsNull(list))
    return;
  intptr_t count = mlirArrayAttrGetNumElements(list);
  MlirAttribute *entries = calloc((size_t)count + 1, sizeof *entries);
  if (!entries)
    return;
  for (intptr_t i = 0; i < count; ++i)
    entries[i] = stripDictionary(mlirArrayAttrGetElement(list, i));
  aicSetAttr(function, name,
             mlirArrayAttrGet(mlirAttributeGetContext(list), count, entries));
  free(entries);
}

void aicStripArgumentAttributes(MlirModule module) {
  AicOpList functions = aicCollectOps(mlirModuleGetOperation(module),
                                      (const char *const[]){"llvm.func", NULL});
  for (intptr_t i = 0; i < functions.count; ++i) {
    stripList(functions.data[i], "arg_attrs");
    stripList(functions.data[i], "res_attrs");
  }
  aicOpListRelease(&functions);
}
