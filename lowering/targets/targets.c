//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/targets/targets.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "runtime/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char defaultName[] = "edge32";

static MlirStringRef ref(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

static bool isTarget(MlirOperation op) { return aicOpIs(op, "npu.target"); }

/// Another npu.target of `module` extends `target`.
static bool isBase(MlirOperation module, MlirOperation target) {
  MlirStringRef name = aicOpString(target, "sym_name");
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    if (isTarget(op) && !mlirAttributeIsNull(aicOpAttr(op, "base")) &&
        mlirStringRefEqual(aicOpString(op, "base"), name))
      return true;
  return false;
}

/// The only npu.target directly in `module` that is no other one's base;
/// `*count` is how many there are.
static MlirOperation onlyTarget(MlirOperation module, int *count) {
  MlirOperation found = {NULL};
  *count = 0;
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    if (isTarget(op) && !isBase(module, op)) {
      found = op;
      ++*count;
    }
  return found;
}

static MlirOperation insert(MlirOperation module, MlirOperation target) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  MlirOperation copy = mlirOperationClone(target);
  mlirBlockInsertOwnedOperation(body, 0, copy);
  return copy;
}

/// Copies the only npu.target of the module `file` into `module`, and those of
/// its bases that the file has.
static MlirLogicalResult copyTarget(MlirOperation module, MlirOperation file,
                                    const char *path, MlirLocation place,
                                    MlirOperation *target) {
  int count;
  MlirOperation link = onlyTarget(file, &count);
  if (count != 1)
    return aicErrorAt(place, "'%s' must have one npu.target, has %d", path,
                      count);
  *target = (MlirOperation){NULL};
  while (!mlirOperationIsNull(link)) {
    MlirStringRef name = aicOpString(link, "sym_name");
    if (!mlirOperationIsNull(aicNpuTargetFind(module, name)))
      return aicErrorAt(mlirOperationGetLocation(link),
                        "the module has an npu.target '%.*s' already, other "
                        "than that of '%s'",
                        (int)name.length, name.data, path);
    MlirOperation copy = insert(module, link);
    if (mlirOperationIsNull(*target))
      *target = copy;
    bool extends = !mlirAttributeIsNull(aicOpAttr(link, "base"));
    link = extends ? aicNpuTargetFind(file, aicOpString(link, "base"))
                   : (MlirOperation){NULL};
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult importFile(MlirOperation module, const char *path,
                                    MlirOperation *target) {
  MlirContext context = mlirOperationGetContext(module);
  MlirLocation place = mlirLocationFileLineColGet(context, ref(path), 1, 1);
  // MLIR's parser does not say why a file cannot be read.
  unsigned char *bytes;
  size_t size;
  AicError *error = aicFileRead(path, &bytes, &size);
  if (error) {
    MlirLogicalResult failure = aicErrorAt(place, "%s", aicErrorMessage(error));
    aicErrorDestroy(error);
    return failure;
  }
  free(bytes);
  MlirModule file = mlirModuleCreateParseFromFile(context, ref(path));
  if (mlirModuleIsNull(file)) // reported by the parser
    return mlirLogicalResultFailure();
  MlirLogicalResult result =
      copyTarget(module, mlirModuleGetOperation(file), path, place, target);
  mlirModuleDestroy(file);
  return result;
}

static bool isPath(const char *name) {
  size_t length = strlen(name);
  return strchr(name, '/') ||
         (length > 5 && strcmp(name + length - 5, ".mlir") == 0);
}

static MlirLogicalResult unknownName(MlirOperation module, const char *name) {
  char known[400];
  aicNpuShippedTargetNames(known, sizeof known);
  // The name is the user's, not the model's: no place in that is at fault.
  return aicErrorAt(mlirLocationUnknownGet(mlirOperationGetContext(module)),
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
  const AicEmbeddedFile *shipped = aicNpuShippedTargetFind(ref(name));
  if (shipped) {
    MlirOperation parsed =
        aicNpuShippedTargetParse(mlirOperationGetContext(module), shipped);
    *target = insert(module, parsed);
    mlirOperationDestroy(parsed);
    return mlirLogicalResultSuccess();
  }
  return isPath(name) ? importFile(module, name, target)
                      : unknownName(module, name);
}
