//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A shipped base is parsed where it is needed and not put into the module, so
// that a module says no more than its author did.
//
//===----------------------------------------------------------------------===//

#include "dialects/npu/target_bases.h"

#include "aic/diag.h"
#include "dialects/npu/target.h"

#include <stdio.h>
#include <string.h>

void aicNpuShippedTargetNames(char *names, size_t size) {
  size_t used = 0;
  names[0] = 0;
  for (const AicEmbeddedFile *file = aicNpuShippedTargets; file->name; ++file) {
    int length = snprintf(names + used, size - used, "%s%s", used ? ", " : "",
                          file->name);
    if (length < 0 || (size_t)length >= size - used)
      return;
    used += (size_t)length;
  }
}

const AicEmbeddedFile *aicNpuShippedTargetFind(MlirStringRef name) {
  for (const AicEmbeddedFile *file = aicNpuShippedTargets; file->name; ++file)
    if (mlirStringRefEqual(mlirStringRefCreateFromCString(file->name), name))
      return file;
  return NULL;
}

MlirOperation aicNpuShippedTargetParse(MlirContext context,
                                       const AicEmbeddedFile *file) {
  char source[64];
  snprintf(source, sizeof source, "<%s>", file->name);
  MlirOperation parsed = mlirOperationCreateParse(
      context, mlirStringRefCreate(file->text, file->size),
      mlirStringRefCreateFromCString(source));
  if (mlirOperationIsNull(parsed) || !aicOpIs(parsed, "npu.target"))
    AIC_BUG("the shipped description %s is no npu.target", file->name);
  return parsed;
}

/// The siblings of `target` come first, so that a module may have an edge32 of
/// its own.
static MlirOperation findBase(AicNpuTargetBases *bases, MlirOperation target,
                              MlirStringRef name) {
  MlirOperation found = {NULL};
  MlirOperation module = mlirOperationGetParentOperation(target);
  if (!mlirOperationIsNull(module) && aicOpIs(module, "builtin.module"))
    found = aicNpuTargetFind(module, name);
  const AicEmbeddedFile *file = aicNpuShippedTargetFind(name);
  if (mlirOperationIsNull(found) && file) {
    found = aicNpuShippedTargetParse(mlirOperationGetContext(target), file);
    bases->parsed[bases->numParsed++] = found;
  }
  return found;
}

/// "@a -> @b -> @a": the targets from the first to `last`.
static void chainText(const AicNpuTargetBases *bases, MlirStringRef last,
                      char *text, size_t size) {
  size_t used = 0;
  for (int i = 0; i <= bases->count && used < size; ++i) {
    MlirStringRef name =
        i < bases->count ? aicOpString(bases->ops[i], "sym_name") : last;
    used += (size_t)snprintf(text + used, size - used, "%s@%.*s",
                             i ? " -> " : "", (int)name.length, name.data);
  }
}

MlirLogicalResult aicNpuTargetBasesFind(AicNpuTargetBases *bases,
                                        MlirOperation target, bool report) {
  *bases = (AicNpuTargetBases){.ops = {target}, .count = 1};
  for (;;) {
    MlirOperation last = bases->ops[bases->count - 1];
    if (mlirAttributeIsNull(aicOpAttr(last, "base")))
      return mlirLogicalResultSuccess();
    MlirStringRef name = aicOpString(last, "base");
    char text[400];
    MlirOperation base = {NULL};
    if (bases->count <= AIC_NPU_MAX_BASES)
      base = findBase(bases, last, name);
    else if (report)
      return aicOpError(target, "has more than %d bases", AIC_NPU_MAX_BASES);
    if (mlirOperationIsNull(base)) {
      if (!report)
        return mlirLogicalResultFailure();
      aicNpuShippedTargetNames(text, sizeof text);
      return aicOpError(target,
                        "extends @%.*s, which is neither an npu.target of the "
                        "module nor one of %s",
                        (int)name.length, name.data, text);
    }
    for (int i = 0; i < bases->count; ++i)
      if (mlirOperationEqual(bases->ops[i], base)) {
        if (!report)
          return mlirLogicalResultFailure();
        chainText(bases, name, text, sizeof text);
        return aicOpError(target, "is its own base: %s", text);
      }
    bases->ops[bases->count++] = base;
  }
}

void aicNpuTargetBasesDestroy(AicNpuTargetBases *bases) {
  for (int i = 0; i < bases->numParsed; ++i)
    mlirOperationDestroy(bases->parsed[i]);
  bases->numParsed = 0;
}
