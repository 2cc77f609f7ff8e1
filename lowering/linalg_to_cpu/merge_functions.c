//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Makes one function of several that are equal. LLVM can do that, too, but
// after every function has been lowered, which takes longer than all of LLVM.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Text that is being printed.
typedef struct Text {
  char *data;
  size_t size, capacity;
} Text;

/// A function and the first one that is equal to it, perhaps itself.
typedef struct Entry {
  MlirAttribute name, merged;
  uint64_t hash;
  Text text; ///< the function's; empty where it is not the first
} Entry;

static void append(MlirStringRef part, void *userData) {
  Text *text = userData;
  if (text->size + part.length > text->capacity) {
    text->capacity = 2 * text->capacity + part.length;
    text->data = realloc(text->data, text->capacity);
    if (!text->data)
      AIC_BUG("out of memory");
  }
  memcpy(text->data + text->size, part.data, part.length);
  text->size += part.length;
}

/// All of a function but its name and its locations. Two are equal exactly
/// when their texts are: the printer numbers values in their order.
static Text printWithoutName(MlirOperation function) {
  Text text = {0};
  MlirAttribute name = aicGetAttr(function, "sym_name");
  MlirOpPrintingFlags flags = mlirOpPrintingFlagsCreate();
  mlirOpPrintingFlagsPrintGenericOpForm(flags);
  mlirOpPrintingFlagsUseLocalScope(flags);
  mlirOpPrintingFlagsAssumeVerified(flags);
  // A tool's --mlir-elide-elementsattrs-if-larger is not for this text.
  mlirOpPrintingFlagsElideLargeElementsAttrs(flags, INTPTR_MAX);
  aicSetAttr(function, "sym_name",
             aicAttrString(mlirOperationGetContext(function), ""));
  mlirOperationPrintWithFlags(function, flags, append, &text);
  aicSetAttr(function, "sym_name", name);
  mlirOpPrintingFlagsDestroy(flags);
  return text;
}

/// FNV-1a, so that few texts have to be compared.
static uint64_t hashOf(const Text *text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < text->size; ++i)
    hash = (hash ^ (unsigned char)text->data[i]) * 0x100000001b3u;
  return hash;
}

/// Whether names in `op` are those of `root`: nested modules have their own.
static bool sharesNames(MlirOperation root, MlirOperation op) {
  do
    op = mlirOperationGetParentOperation(op);
  while (!mlirOperationEqual(op, root) && !aicIsOp(op, "builtin.module"));
  return mlirOperationEqual(op, root);
}

/// A function that nobody outside the module calls.
static bool isOwn(MlirOperation function) {
  MlirAttribute visibility = aicGetAttr(function, "sym_visibility");
  return !mlirAttributeIsNull(visibility) &&
         mlirStringRefEqual(mlirStringAttrGetValue(visibility),
                            mlirStringRefCreateFromCString("private")) &&
         !mlirBlockIsNull(
             mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0)));
}

/// Finds the functions that are equal to one before them; gives their number.
static uint64_t findEqual(MlirOperation root, Entry *entries, intptr_t *count,
                          const AicOpList *functions) {
  uint64_t merged = 0;
  for (intptr_t i = 0; i < functions->count; ++i) {
    if (!sharesNames(root, functions->data[i]) || !isOwn(functions->data[i]))
      continue;
    Entry *entry = &entries[(*count)++];
    entry->name = entry->merged = aicGetAttr(functions->data[i], "sym_name");
    entry->text = printWithoutName(functions->data[i]);
    entry->hash = hashOf(&entry->text);
    for (const Entry *other = entries; other < entry; ++other)
      if (other->hash == entry->hash && other->text.size == entry->text.size &&
          memcmp(other->text.data, entry->text.data, entry->text.size) == 0) {
        entry->merged = other->name;
        free(entry->text.data);
        entry->text = (Text){0};
        ++merged;
        break;
      }
  }
  return merged;
}

/// Lets everything that names a function name the first one equal to it.
static void redirect(MlirOperation root, const Entry *entries, intptr_t count) {
  static const char *const users[] = {"func.call", "func.constant", NULL};
  MlirContext context = mlirOperationGetContext(root);
  AicOpList ops = aicCollectOps(root, users);
  for (intptr_t i = 0; i < ops.count; ++i) {
    if (!sharesNames(root, ops.data[i]))
      continue;
    bool calls = aicIsOp(ops.data[i], "func.call");
    const char *attribute = calls ? "callee" : "value";
    MlirStringRef name =
        mlirFlatSymbolRefAttrGetValue(aicGetAttr(ops.data[i], attribute));
    for (intptr_t e = 0; e < count; ++e)
      if (mlirStringRefEqual(name, mlirStringAttrGetValue(entries[e].name))) {
        MlirStringRef to = mlirStringAttrGetValue(entries[e].merged);
        aicSetAttr(ops.data[i], attribute,
                   mlirFlatSymbolRefAttrGet(context, to));
        break;
      }
  }
  aicOpListRelease(&ops);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  AicOpList functions =
      aicCollectOps(root, (const char *const[]){"func.func", NULL});
  Entry *entries = calloc((size_t)functions.count + 1, sizeof *entries);
  if (!entries)
    AIC_BUG("out of memory");
  intptr_t count = 0;
  uint64_t merged = findEqual(root, entries, &count, &functions);
  if (merged)
    redirect(root, entries, count);
  aicPassCount(pass, 0, merged);
  for (intptr_t i = 0; i < count; ++i)
    free(entries[i].text.data);
  free(entries);
  aicOpListRelease(&functions);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicMergeFunctions = {
    .abi = AIC_ABI,
    .argument = "aic-merge-functions",
    .summary = "Let equal private functions be called as one",
    .description =
        "Calls of a private function go to the first one that is equal to it "
        "in everything\nbut its name and its locations; `symbol-dce` then "
        "removes the others. Layers of one\nshape are equal after "
        "aic-outline-loops, and need to be compiled once only.\n\n"
        "```mlir\n"
        "func.func private @a(%m: memref<8xf32>) { ... }\n"
        "func.func private @b(%m: memref<8xf32>) { ... }  // the same\n"
        "func.call @a(%x) : (memref<8xf32>) -> ()\n"
        "func.call @b(%y) : (memref<8xf32>) -> ()\n"
        "// becomes\n"
        "func.call @a(%x) : (memref<8xf32>) -> ()\n"
        "func.call @a(%y) : (memref<8xf32>) -> ()\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"func", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "merged", .summary = "functions equal to one before them"}),
    .run = run,
};
