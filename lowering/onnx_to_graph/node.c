//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/node.h"

#include "lowering/onnx_to_graph/onnx_reader.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

bool aicNodeFailed(const AicImport *import) { return import->error != NULL; }

bool aicNodeFail(AicImport *import, const char *format, ...) {
  if (import->error)
    return false;
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  const AicOnnxNode *node = import->node;
  const char *path = import->model->path;
  if (!node) {
    import->error = aicErrorCreate(AIC_ERROR_FORMAT, "'%s': %s", path, text);
    return false;
  }
  // A node without a name is known by its output.
  bool named = node->name.size != 0;
  AicText name = named              ? node->name
                 : node->numOutputs ? node->outputs[0]
                                    : (AicText){"", 0};
  import->error = aicErrorCreate(
      AIC_ERROR_UNSUPPORTED,
      "'%s': node %s'%.*s' (%.*s, opset %" PRId64 "): %s", path,
      named ? "" : "with output ", aicTextLength(name),
      name.data ? name.data : "", aicTextLength(node->opType),
      node->opType.data ? node->opType.data : "", import->opset, text);
  return false;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

bool aicNodeHasAttr(const AicImport *import, const char *name) {
  return aicOnnxNodeAttr(import->node, name) != NULL;
}

// The attribute when it has this type; NULL when absent or after an error.
static const AicOnnxAttr *typedAttr(AicImport *import, const char *name,
                                    AicOnnxAttrType type) {
  const AicOnnxAttr *attr = aicOnnxNodeAttr(import->node, name);
  if (!attr)
    return NULL;
  if (attr->type != (int64_t)type || attr->reference.size) {
    aicNodeFail(import,
                "attribute '%s' has type %" PRId64 " where %d is expected",
                name, attr->type, (int)type);
    return NULL;
  }
  return attr;
}

int64_t aicNodeInt(AicImport *import, const char *name, int64_t fallback) {
  const AicOnnxAttr *attr = typedAttr(import, name, AIC_ONNX_ATTR_INT);
  return attr ? attr->ints[0] : fallback;
}

float aicNodeFloat(AicImport *import, const char *name, float fallback) {
  const AicOnnxAttr *attr = typedAttr(import, name, AIC_ONNX_ATTR_FLOAT);
  return attr ? attr->floats[0] : fallback;
}

const char *aicNodeText(AicImport *import, const char *name,
                        const char *fallback) {
  const AicOnnxAttr *attr = typedAttr(import, name, AIC_ONNX_ATTR_STRING);
  if (!attr)
    return fallback;
  AicText text = attr->strings[0];
  char *copy = aicArenaAlloc(&import->arena, text.size + 1, 1);
  if (!copy) {
    aicNodeFail(import, "no memory for attribute '%s'", name);
    return fallback;
  }
  if (text.size)
    memcpy(copy, text.data, text.size);
  return copy;
}

bool aicNodeIntList(AicImport *import, const char *name, AicInts *list) {
  *list = (AicInts){0};
  const AicOnnxAttr *attr = typedAttr(import, name, AIC_ONNX_ATTR_INTS);
  if (!attr)
    return false;
  if (attr->count > sizeof list->at / sizeof *list->at)
    return aicNodeFail(import,
                       "attribute '%s' has %zu entries, at most %zu "
                       "are supported",
                       name, attr->count, sizeof list->at / sizeof *list->at);
  list->count = (intptr_t)attr->count;
  if (attr->count)
    memcpy(list->at, attr->ints, attr->count * sizeof *list->at);
  return true;
}

//===----------------------------------------------------------------------===//
// Inputs and outputs
//===----------------------------------------------------------------------===//

bool aicNodeHasInput(const AicImport *import, size_t index) {
  const AicOnnxNode *node = import->node;
  return index < node->numInputs && node->inputs[index].size;
}

// The entry of an input; NULL after an error.
static AicImportValue *inputEntry(AicImport *import, size_t index) {
  if (aicNodeFailed(import))
    return NULL;
  if (!aicNodeHasInput(import, index)) {
    aicNodeFail(import, "input %zu is missing", index);
    return NULL;
  }
  AicText name = import->node->inputs[index];
  AicImportValue *value = aicImportLookup(import, name);
  if (!aicImportDefined(value)) {
    aicNodeFail(import, "input %zu, '%.*s', is not defined before it", index,
                aicTextLength(name), name.data);
    return NULL;
  }
  return value;
}

MlirValue aicNodeInput(AicImport *import, size_t index) {
  AicImportValue *value = inputEntry(import, index);
  return value ? aicImportMaterialize(import, value) : (MlirValue){NULL};
}

const AicConstant *aicNodeConstant(AicImport *import, size_t index) {
  if (!aicNodeHasInput(import, index))
    return NULL;
  AicImportValue *value = inputEntry(import, index);
  return value ? value->constant : NULL;
}

static bool isIntegers(const AicConstant *constant) {
  return constant->tensor.type == AIC_ONNX_INT64 ||
         constant->tensor.type == AIC_ONNX_INT32;
}

bool aicNodeInputInts(AicImport *import, size_t index, const char *what,
                      AicInts *list) {
  *list = (AicInts){0};
  AicImportValue *value = inputEntry(import, index);
  if (!value)
    return false;
  const AicConstant *constant = value->constant;
  int shown = aicTextLength(value->name);
  if (!constant || !isIntegers(constant))
    return aicNodeFail(import,
                       "%s, '%.*s', must be a constant of integers, which is "
                       "all that is supported",
                       what, shown, value->name.data);
  if (constant->tensor.rank > 1 ||
      constant->tensor.count > (int64_t)(sizeof list->at / sizeof *list->at))
    return aicNodeFail(
        import, "%s, '%.*s', must be a list of at most %zu integers", what,
        shown, value->name.data, sizeof list->at / sizeof *list->at);
  list->count = (intptr_t)constant->tensor.count;
  for (intptr_t i = 0; i < list->count; ++i) {
    list->at[i] = aicConstantInt(&constant->tensor, i);
    list->symbols[i] = aicConstantSymbol(constant, i);
  }
  return true;
}

bool aicNodeIntsOf(AicImport *import, const char *attr, size_t input,
                   AicInts *list) {
  if (aicNodeHasInput(import, input))
    return aicNodeInputInts(import, input, attr, list);
  return aicNodeIntList(import, attr, list);
}

bool aicNodeInputNumber(AicImport *import, size_t index, const char *what,
                        double *value) {
  *value = 0;
  AicImportValue *entry = inputEntry(import, index);
  if (!entry)
    return false;
  const AicConstant *constant = entry->constant;
  if (!constant || constant->symbols || constant->tensor.count != 1 ||
      mlirTypeIsNull(
          aicOnnxElementType(import->context, constant->tensor.type)))
    return aicNodeFail(import, "%s, '%.*s', must be a constant of one number",
                       what, aicTextLength(entry->name), entry->name.data);
  *value = aicConstantNumber(&constant->tensor, 0);
  return true;
}

void aicNodeSetOutput(AicImport *import, size_t index, MlirValue value) {
  if (!aicNodeFailed(import) && index < import->node->numOutputs)
    aicImportDefine(
        import,
        (AicImportValue){.name = import->node->outputs[index], .value = value});
}

bool aicNodeFinish(AicImport *import, MlirValue result) {
  aicNodeSetOutput(import, 0, result);
  return !aicNodeFailed(import);
}

void aicNodeSetConstant(AicImport *import, size_t index,
                        const AicConstant *constant) {
  if (!aicNodeFailed(import) && index < import->node->numOutputs)
    aicImportDefine(import,
                    (AicImportValue){.name = import->node->outputs[index],
                                     .constant = constant});
}
