//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The values of a model's large constants: one aligned blob beside the code.
// As LLVM constants they would cost memory and time at every step.
//
//===----------------------------------------------------------------------===//

#include "lowering/emit_object/llvm_module.h"

#include "lowering/support/elements.h"

#include "mlir-c/BuiltinAttributes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

/// Text of the module assembly, growing.
typedef struct Text {
  char *data;
  size_t length, capacity;
} Text;

static bool append(Text *text, const char *data, size_t length) {
  if (text->length + length > text->capacity) {
    size_t capacity = 2 * (text->length + length);
    char *grown = realloc(text->data, capacity);
    if (!grown)
      return false;
    text->data = grown;
    text->capacity = capacity;
  }
  memcpy(text->data + text->length, data, length);
  text->length += length;
  return true;
}

static bool appendString(Text *text, const char *string) {
  return append(text, string, strlen(string));
}

/// A path as a string of the assembler.
static bool appendQuoted(Text *text, const char *path) {
  bool good = appendString(text, "\"");
  for (; *path; ++path) {
    if (*path == '"' || *path == '\\')
      good = good && appendString(text, "\\");
    good = good && append(text, path, 1);
  }
  return good && appendString(text, "\"\n");
}

/// Writes one weight and the label in front of it; advances `*offset`.
static bool writeWeight(LLVMModuleRef module, MlirNamedAttribute weight,
                        FILE *stream, Text *text, const char *path,
                        uint64_t *offset) {
  MlirStringRef symbol = mlirIdentifierStr(weight.name);
  char name[256];
  if (symbol.length >= sizeof name)
    return false;
  memcpy(name, symbol.data, symbol.length);
  name[symbol.length] = '\0';
  LLVMValueRef global = LLVMGetNamedGlobal(module, name);
  if (!global)
    return true; // nothing uses it any more
  LLVMSetVisibility(global, LLVMHiddenVisibility);
  LLVMSetGlobalConstant(global, true);
  LLVMSetAlignment(global, ALIGNMENT);

  AicElements elements;
  if (!aicElementsRead(weight.attribute, &elements))
    return false;
  bool good =
      fwrite(elements.data, 1, elements.bytes, stream) == elements.bytes;
  char line[640];
  snprintf(line, sizeof line,
           ".balign %d\n.hidden %s\n.globl %s\n.type %s,@object\n"
           ".size %s,%zu\n%s:\n",
           ALIGNMENT, name, name, name, name, elements.bytes, name);
  good = good && appendString(text, line);
  good = good && appendString(text, ".incbin ") && appendQuoted(text, path);
  // The closing newline goes: skip and count follow the path.
  text->length -= good ? 1 : 0;
  snprintf(line, sizeof line, ",%" PRIu64 ",%zu\n", *offset, elements.bytes);
  good = good && appendString(text, line);
  *offset += elements.bytes;
  aicElementsRelease(&elements);
  return good;
}

bool aicWeightsAdd(LLVMModuleRef module, MlirAttribute weights,
                   AicTemporaryFile *file, AicError **error) {
  if (!mlirAttributeIsADictionary(weights)) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "the module's attribute 'aic.weights' is no "
                            "dictionary of constants");
    return false;
  }
  Text text = {0};
  uint64_t offset = 0;
  bool good = appendString(&text, ".section .rodata.weights,\"a\",@progbits\n");
  for (intptr_t i = 0, e = mlirDictionaryAttrGetNumElements(weights);
       good && i < e; ++i)
    good = writeWeight(module, mlirDictionaryAttrGetElement(weights, i),
                       file->stream, &text, file->path, &offset);
  good = good && appendString(&text, ".text\n") && fflush(file->stream) == 0;
  if (good)
    LLVMAppendModuleInlineAsm(module, text.data, text.length);
  else
    *error = aicErrorCreate(AIC_ERROR_IO,
                            "cannot write the weights to a temporary file: %s",
                            strerror(errno));
  free(text.data);
  return good;
}
