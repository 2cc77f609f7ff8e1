//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Constants, and ops that do nothing in inference.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <string.h>

static const AicConstant *fromTensor(AicImport *import,
                                     const AicOnnxTensor *tensor) {
  AicConstant *constant = aicArenaAlloc(&import->arena, 1, sizeof *constant);
  if (!constant) {
    aicNodeFail(import, "no memory for a constant");
    return NULL;
  }
  constant->tensor = *tensor;
  return constant;
}

// A constant whose elements lie in an attribute as they are.
static const AicConstant *fromList(AicImport *import, AicOnnxType type,
                                   size_t rank, size_t count,
                                   const void *data) {
  const int64_t size = (int64_t)count;
  AicConstant *constant = aicConstantCreate(import, type, rank, &size);
  if (constant && count)
    memcpy((void *)(uintptr_t)constant->tensor.data, data,
           constant->tensor.size);
  return constant;
}

bool aicImportConstant(AicImport *import, const AicImportOp *op) {
  (void)op;
  const AicOnnxNode *node = import->node;
  const AicOnnxAttr *attr = aicOnnxNodeAttr(node, "value");
  if (!attr) // One of the short forms, of which there is one.
    for (size_t i = 0; i < node->numAttrs; ++i)
      if (node->attrs[i].name.size > 6 &&
          memcmp(node->attrs[i].name.data, "value_", 6) == 0)
        attr = &node->attrs[i];
  if (!attr || attr->reference.size)
    return aicNodeFail(import, "no attribute has the value");
  const AicConstant *constant = NULL;
  switch (attr->type) {
  case AIC_ONNX_ATTR_TENSOR:
    constant = fromTensor(import, attr->tensors);
    break;
  case AIC_ONNX_ATTR_INT:
    constant = fromList(import, AIC_ONNX_INT64, 0, 1, attr->ints);
    break;
  case AIC_ONNX_ATTR_INTS:
    constant = fromList(import, AIC_ONNX_INT64, 1, attr->count, attr->ints);
    break;
  case AIC_ONNX_ATTR_FLOAT:
    constant = fromList(import, AIC_ONNX_FLOAT, 0, 1, attr->floats);
    break;
  case AIC_ONNX_ATTR_FLOATS:
    constant = fromList(import, AIC_ONNX_FLOAT, 1, attr->count, attr->floats);
    break;
  default:
    return aicNodeFail(import, "attribute '%.*s' is not supported",
                       (int)(attr->name.size < 64 ? attr->name.size : 64),
                       attr->name.data);
  }
  aicNodeSetConstant(import, 0, constant);
  return !aicNodeFailed(import);
}

bool aicImportConstantOfShape(AicImport *import, const AicImportOp *op) {
  (void)op;
  AicInts shape;
  if (!aicNodeInputInts(import, 0, "shape", &shape))
    return false;
  static const uint8_t zero[4] = {0};
  AicOnnxTensor value = {
      .type = AIC_ONNX_FLOAT, .count = 1, .data = zero, .size = sizeof zero};
  const AicOnnxAttr *attr = aicOnnxNodeAttr(import->node, "value");
  if (attr && attr->type == AIC_ONNX_ATTR_TENSOR)
    value = attr->tensors[0];
  MlirType element = aicOnnxElementType(import->context, value.type);
  if (value.count != 1 || mlirTypeIsNull(element))
    return aicNodeFail(import, "the value is no number");
  if (shape.count > AIC_IMPORT_MAX_RANK)
    return aicNodeFail(import, "the shape has %" PRIdPTR " entries",
                       shape.count);
  // No file holds more, and bytes are computed from it: up to 2^40.
  const int64_t most = INT64_C(1) << 37;
  int64_t count = 1;
  bool isEmpty = false;
  for (intptr_t i = 0; i < shape.count; ++i) {
    if (shape.symbols[i] || shape.at[i] < 0)
      return aicNodeFail(import, "shape[%" PRIdPTR "] is %s", i,
                         shape.symbols[i] ? "dynamic, which is not supported"
                                          : "no size");
    isEmpty |= shape.at[i] == 0;
    if (shape.at[i] > 0)
      count = count > most / shape.at[i] ? INT64_MAX : count * shape.at[i];
  }
  if (isEmpty)
    count = 0;
  if (count > most)
    return aicNodeFail(import,
                       "the shape has more than %" PRId64
                       " elements, which is more than a constant can have",
                       most);
  // A small one may be part of a shape.
  bool integer = value.type == AIC_ONNX_INT64 || value.type == AIC_ONNX_INT32;
  if (integer && count <= 4096) {
    AicConstant *constant =
        aicConstantCreate(import, value.type, (size_t)shape.count, shape.at);
    for (int64_t i = 0; constant && i < count; ++i)
      aicConstantSet(import, constant, i, aicConstantInt(&value, 0), 0);
    aicNodeSetConstant(import, 0, constant);
    return !aicNodeFailed(import);
  }
  // The attribute of one number holds it once for all elements.
  value.rank = 0;
  MlirAttribute one = aicConstantAttr(import->context, &value);
  MlirType type = mlirRankedTensorTypeGet(shape.count, shape.at, element,
                                          mlirAttributeGetNull());
  MlirAttribute all = mlirDenseElementsAttrReshapeGet(one, type);
  aicNodeSetOutput(
      import, 0,
      aicNodeBuild(
          import, "graph.weight",
          (AicBuild){.infer = true, .attributes = AIC_ATTRS({"value", all})}));
  return !aicNodeFailed(import);
}

bool aicImportIdentity(AicImport *import, const AicImportOp *op) {
  (void)op;
  const AicConstant *constant = aicNodeConstant(import, 0);
  if (!constant)
    return aicNodeFinish(import, aicNodeInput(import, 0));
  aicNodeSetConstant(import, 0, constant);
  return !aicNodeFailed(import);
}

bool aicImportDropout(AicImport *import, const AicImportOp *op) {
  double training = 0;
  if (aicNodeHasInput(import, 2) &&
      !aicNodeInputNumber(import, 2, "training_mode", &training))
    return false;
  if (training != 0)
    return aicNodeFail(import, "training_mode is not supported");
  return aicImportIdentity(import, op);
}

bool aicImportFolded(AicImport *import, const AicImportOp *op) {
  return aicNodeFail(import,
                     "%s is supported on constants of integers and on sizes "
                     "only",
                     op->opType);
}
