//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/targets/targets.h"

#include "aic/diag.h"
#include "lowering/embedded.h"
#include "mlir-c/BuiltinAttributes.h"
#include "runtime/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char defaultName[] = "edge32";

static MlirStringRef ref(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

/// The only npu.target directly in `module`; `*count` is how many there are.
static MlirOperation onlyTarget(MlirOperation module, int *count) {
  MlirOperation found = {NULL};
  *count = 0;
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    if (aicOpIs(op, "npu.target")) {
      found = op;
      ++*count;
    }
  return found;
}

/// Copies the only npu.target of `text` into `module`.
static MlirLogicalResult import(MlirOperation module, MlirStringRef text,
                                const char *source, MlirOperation *target) {
  MlirContext context = mlirOperationGetContext(module);
  MlirOperation parsed = mlirOperationCreateParse(context, text, ref(source));
  if (mlirOperationIsNull(parsed)) // reported by the parser
    return mlirLogicalResultFailure();
  MlirLogicalResult result = mlirLogicalResultSuccess();
  // A file with one operation may come without a module around it.
  MlirOperation found = parsed;
  int count = 1;
  if (aicOpIs(parsed, "builtin.module"))
    found = onlyTarget(parsed, &count);
  else if (!aicOpIs(parsed, "npu.target"))
    count = 0;
  if (count != 1) {
    result = aicErrorAt(mlirOperationGetLocation(module),
                        "'%s' must have one npu.target, has %d", source, count);
  } else if (!mlirOperationIsNull(
                 aicNpuTargetFind(module, aicOpString(found, "sym_name")))) {
    MlirStringRef name = aicOpString(found, "sym_name");
    result = aicErrorAt(mlirOperationGetLocation(module),
                        "the module has an npu.target '%.*s' already, other "
                        "than that of '%s'",
                        (int)name.length, name.data, source);
  } else {
    MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
    *target = mlirOperationClone(found);
    mlirBlockInsertOwnedOperation(body, 0, *target);
  }
  mlirOperationDestroy(parsed);
  return result;
}

static MlirLogicalResult importEmbedded(MlirOperation module,
                                        const AicEmbeddedFile *file,
                                        MlirOperation *target) {
  char source[64];
  snprintf(source, sizeof source, "<%s>", file->name);
  return import(module, mlirStringRefCreate(file->text, file->size), source,
                target);
}

static MlirLogicalResult importFile(MlirOperation module, const char *path,
                                    MlirOperation *target) {
  unsigned char *bytes;
  size_t size;
  AicError *error = aicFileRead(path, &bytes, &size);
  if (error) {
    MlirLogicalResult failure = aicErrorAt(mlirOperationGetLocation(module),
                                           "%s", aicErrorMessage(error));
    aicErrorDestroy(error);
    return failure;
  }
  MlirLogicalResult result = import(
      module, mlirStringRefCreate((const char *)bytes, size), path, target);
  free(bytes);
  return result;
}

static bool isPath(const char *name) {
  size_t length = strlen(name);
  return strchr(name, '/') ||
         (length > 5 && strcmp(name + length - 5, ".mlir") == 0);
}

static MlirLogicalResult unknownName(MlirOperation module, const char *name) {
  char known[400] = "";
  size_t used = 0;
  for (const AicEmbeddedFile *file = aicEmbeddedTargets; file->name; ++file) {
    int length = snprintf(known + used, sizeof known - used, "%s%s",
                          used ? ", " : "", file->name);
    if (length < 0 || (size_t)length >= sizeof known - used)
      break;
    used += (size_t)length;
  }
  return aicErrorAt(mlirOperationGetLocation(module),
                    "no NPU is named '%s'; known are %s, and paths of .mlir "
                    "files",
                    name, known);
}

MlirLogicalResult aicNpuTargetResolve(MlirOperation module,
                                      const char *nameOrPath,
                                      MlirOperation *target) {
  *target = (MlirOperation){NULL};
  const char *name = nameOrPath && nameOrPath[0] ? nameOrPath : NULL;
  if (!name) {
    int count;
    *target = onlyTarget(module, &count);
    if (count == 1)
      return mlirLogicalResultSuccess();
    if (count > 1)
      return aicErrorAt(mlirOperationGetLocation(module),
                        "the module has %d npu.target, name one", count);
    name = defaultName;
  }
  *target = aicNpuTargetFind(module, ref(name));
  if (!mlirOperationIsNull(*target))
    return mlirLogicalResultSuccess();
  for (const AicEmbeddedFile *file = aicEmbeddedTargets; file->name; ++file)
    if (strcmp(file->name, name) == 0)
      return importEmbedded(module, file, target);
  return isPath(name) ? importFile(module, name, target)
                      : unknownName(module, name);
}
