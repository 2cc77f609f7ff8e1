//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/fold.h"

#include <stdlib.h>
#include <string.h>

/// Larger constants are data, not shapes.
enum { MAX_ELEMENTS = 4096 };

const AicOnnxTensor *aicFoldTensor(const AicShapeFold *fold, size_t input) {
  return &fold->inputs[input]->tensor;
}

AicConstant *aicFoldCreate(AicShapeFold *fold, int64_t type, intptr_t rank,
                           const int64_t *dims) {
  int64_t count = 1;
  for (intptr_t i = 0; i < rank; ++i) {
    if (dims[i] > MAX_ELEMENTS)
      return NULL;
    count *= dims[i];
    if (count > MAX_ELEMENTS)
      return NULL;
  }
  return aicConstantCreate(fold->import, type, (size_t)rank, dims);
}

bool aicFoldGive(AicShapeFold *fold, const AicConstant *constant) {
  aicNodeSetConstant(fold->import, 0, constant);
  return true;
}

void aicFoldCopy(AicShapeFold *fold, AicConstant *to, int64_t at,
                 const AicConstant *source, int64_t from) {
  aicConstantSet(fold->import, to, at, aicConstantInt(&source->tensor, from),
                 aicConstantSymbol(source, from));
}

typedef struct Rule {
  const char *opType;
  AicShapeFoldFn *fold;
  /// The op asks for the shape of its input only.
  bool anyInput;
} Rule;

// Sorted by opType.
static const Rule rules[] = {
    {"Add", aicFoldBinary, false},
    {"Cast", aicFoldCast, false},
    {"Concat", aicFoldConcat, false},
    {"Div", aicFoldBinary, false},
    {"Equal", aicFoldBinary, false},
    {"Gather", aicFoldGather, false},
    {"Max", aicFoldBinary, false},
    {"Min", aicFoldBinary, false},
    {"Mul", aicFoldBinary, false},
    {"Range", aicFoldRange, false},
    {"ReduceProd", aicFoldReduceProd, false},
    {"Reshape", aicFoldReshape, false},
    {"Shape", aicFoldShape, true},
    {"Size", aicFoldSize, true},
    {"Slice", aicFoldSlice, false},
    {"Squeeze", aicFoldSqueeze, false},
    {"Sub", aicFoldBinary, false},
    {"Unsqueeze", aicFoldUnsqueeze, false},
    {"Where", aicFoldWhere, false},
};

static const Rule *findRule(AicText opType) {
  for (size_t i = 0; i < sizeof rules / sizeof *rules; ++i)
    if (aicTextEquals(opType, rules[i].opType))
      return &rules[i];
  return NULL;
}

static bool isSmallInteger(const AicConstant *constant) {
  int64_t type = constant->tensor.type;
  return constant->tensor.count <= MAX_ELEMENTS &&
         constant->tensor.rank <= AIC_IMPORT_MAX_RANK &&
         (type == AIC_ONNX_INT64 || type == AIC_ONNX_INT32 ||
          type == AIC_ONNX_BOOL);
}

bool aicImportFold(AicImport *import) {
  const AicOnnxNode *node = import->node;
  const Rule *rule = findRule(node->opType);
  if (!rule || node->numInputs > AIC_FOLD_MAX_INPUTS)
    return false;
  AicShapeFold fold = {
      .import = import, .count = node->numInputs, .opType = rule->opType};
  for (size_t i = 0; !rule->anyInput && i < fold.count; ++i) {
    fold.inputs[i] = aicNodeConstant(import, i);
    if (aicNodeHasInput(import, i) &&
        (!fold.inputs[i] || !isSmallInteger(fold.inputs[i])))
      return false;
  }
  return !aicNodeFailed(import) && rule->fold(&fold);
}
