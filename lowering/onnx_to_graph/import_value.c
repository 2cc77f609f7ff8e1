//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The names of a model and what they stand for.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/node.h"

#include "mlir-c/BuiltinAttributes.h"

AicImportValue *aicImportLookup(AicImport *import, AicText name) {
  if (!name.size)
    return NULL;
  uint64_t hash = 1469598103934665603u; // FNV-1a
  for (size_t i = 0; i < name.size; ++i)
    hash = (hash ^ (uint8_t)name.data[i]) * 1099511628211u;
  for (size_t at = hash;; ++at) {
    AicImportValue *value = &import->values[at & (import->capacity - 1)];
    if (!value->name.size)
      value->name = name;
    if (aicTextSame(value->name, name))
      return value;
  }
}

bool aicImportDefined(const AicImportValue *value) {
  return !mlirValueIsNull(value->value) || value->constant || value->producer;
}

bool aicImportDefine(AicImport *import, AicImportValue value) {
  AicImportValue *entry = aicImportLookup(import, value.name);
  if (!entry || aicNodeFailed(import))
    return !aicNodeFailed(import);
  if (aicImportDefined(entry))
    return aicNodeFail(import, "the name '%.*s' is defined twice",
                       (int)(value.name.size < 128 ? value.name.size : 128),
                       value.name.data);
  *entry = value;
  return true;
}

MlirLocation aicImportLocation(const AicImport *import, AicText name,
                               size_t line) {
  MlirLocation place = mlirLocationFileLineColGet(
      import->context, mlirStringRefCreateFromCString(import->model->path),
      line < UINT32_MAX ? (unsigned)line : UINT32_MAX, 1);
  if (!name.size)
    return place;
  return mlirLocationNameGet(import->context,
                             mlirStringRefCreate(name.data, name.size), place);
}

MlirValue aicImportMaterialize(AicImport *import, AicImportValue *value) {
  if (!mlirValueIsNull(value->value) || aicNodeFailed(import))
    return value->value;
  const AicConstant *constant = value->constant;
  int shown = (int)(value->name.size < 128 ? value->name.size : 128);
  if (!constant) {
    aicNodeFail(import, "'%.*s' is not supported: it is an output of '%.*s'",
                shown, value->name.data,
                (int)(value->producer->opType.size < 64
                          ? value->producer->opType.size
                          : 64),
                value->producer->opType.data);
    return (MlirValue){NULL};
  }
  if (constant->symbols) {
    aicNodeFail(import,
                "'%.*s' depends on a dynamic size and is used as a tensor, "
                "which is not supported",
                shown, value->name.data);
    return (MlirValue){NULL};
  }
  AicOnnxTensor named = constant->tensor;
  named.name = value->name;
  MlirAttribute attr = aicConstantAttr(import->context, &named);
  if (mlirAttributeIsNull(attr)) {
    aicNodeFail(import,
                "'%.*s' has elements of type %s, which is not "
                "supported",
                shown, value->name.data, aicOnnxTypeName(named.type));
    return (MlirValue){NULL};
  }
  // The weight is named after itself, not after its first user.
  MlirLocation user = import->location;
  import->location = aicImportLocation(import, value->name, 0);
  value->value = aicNodeBuild(
      import, "graph.weight",
      (AicBuild){.infer = true, .attributes = AIC_ATTRS({"value", attr})});
  import->location = user;
  return value->value;
}
