//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/node.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const MlirValue none = {NULL};

typedef struct Text {
  char data[320];
  size_t size;
} Text;

static void append(MlirStringRef part, void *userData) {
  Text *text = userData;
  size_t room = sizeof text->data - 1 - text->size;
  size_t size = part.length < room ? part.length : room;
  memcpy(text->data + text->size, part.data, size);
  text->size += size;
  text->data[text->size] = 0;
}

// Fails with what the operation said and the types it was given.
static MlirValue refused(AicImport *import, const char *name,
                         const AicBuild *build) {
  Text types = {.size = 0};
  for (intptr_t i = 0; i < build->operands.count; ++i) {
    append(mlirStringRefCreateFromCString(i ? ", " : "; its inputs are "),
           &types);
    mlirTypePrint(mlirValueGetType(build->operands.data[i]), append, &types);
  }
  if (import->diagnostic[0])
    aicNodeFail(import, "%s%s", import->diagnostic, types.data);
  else
    aicNodeFail(import, "'%s' cannot be built%s", name, types.data);
  return none;
}

MlirValue aicNodeBuild(AicImport *import, const char *name, AicBuild build) {
  for (intptr_t i = 0; i < build.operands.count; ++i)
    if (mlirValueIsNull(build.operands.data[i]))
      aicNodeFail(import, "operand %" PRIdPTR " of '%s' is missing", i, name);
  if (aicNodeFailed(import))
    return none;
  import->diagnostic[0] = 0;
  MlirOperation op = aicBuild(import->rewriter, import->location, name, build);
  if (mlirOperationIsNull(op) || !mlirOperationVerify(op))
    return refused(import, name, &build);
  aicSymbolsDefine(&import->symbols, op);
  return mlirOperationGetResult(op, 0);
}

MlirValue aicNodeUnary(AicImport *import, const char *kind, MlirValue x) {
  return aicNodeBuild(
      import, "graph.unary",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"kind", aicAttrString(import->context, kind)})});
}

MlirValue aicNodeBinary(AicImport *import, const char *kind, MlirValue x,
                        MlirValue y) {
  return aicNodeBuild(
      import, "graph.binary",
      (AicBuild){.operands = AIC_VALUES(x, y),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"kind", aicAttrString(import->context, kind)})});
}

MlirValue aicNodeCompare(AicImport *import, const char *kind, MlirValue x,
                         MlirValue y) {
  return aicNodeBuild(
      import, "graph.compare",
      (AicBuild){.operands = AIC_VALUES(x, y),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"kind", aicAttrString(import->context, kind)})});
}

MlirValue aicNodeSelect(AicImport *import, MlirValue condition, MlirValue x,
                        MlirValue y) {
  return aicNodeBuild(
      import, "graph.select",
      (AicBuild){.operands = AIC_VALUES(condition, x, y), .infer = true});
}

MlirValue aicNodeCast(AicImport *import, MlirValue x, MlirType element) {
  if (mlirValueIsNull(x))
    return none;
  MlirType from = mlirValueGetType(x);
  if (mlirTypeEqual(mlirShapedTypeGetElementType(from), element))
    return x;
  int64_t dims[AIC_IMPORT_MAX_RANK];
  intptr_t rank = mlirShapedTypeGetRank(from);
  for (intptr_t i = 0; i < rank; ++i)
    dims[i] = mlirShapedTypeGetDimSize(from, i);
  MlirType to =
      mlirRankedTensorTypeGet(rank, dims, element, mlirAttributeGetNull());
  return aicNodeBuild(
      import, "graph.cast",
      (AicBuild){.operands = AIC_VALUES(x), .results = AIC_TYPES(to)});
}

MlirValue aicNodeReduce(AicImport *import, const char *kind, MlirValue x,
                        const AicInts *axes, bool keep) {
  MlirContext context = import->context;
  return aicNodeBuild(
      import, "graph.reduce",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"kind", aicAttrString(context, kind)},
                     {"axes", aicAttrI64Array(context, axes->count, axes->at)},
                     {"keepdims", keep ? aicAttrBool(context, true)
                                       : mlirAttributeGetNull()})});
}

MlirValue aicNodeScalar(AicImport *import, MlirType element, double number,
                        intptr_t rank) {
  int64_t dims[AIC_IMPORT_MAX_RANK];
  for (intptr_t i = 0; i < rank; ++i)
    dims[i] = 1;
  MlirAttribute value = aicNodeNumberAttr(element, number);
  MlirType type =
      mlirRankedTensorTypeGet(rank, dims, element, mlirAttributeGetNull());
  return aicNodeBuild(
      import, "graph.weight",
      (AicBuild){.infer = true,
                 .attributes = AIC_ATTRS(
                     {"value", mlirDenseElementsAttrSplatGet(type, value)})});
}

MlirValue aicNodeScalarLike(AicImport *import, MlirValue x, double number) {
  return mlirValueIsNull(x)
             ? x
             : aicNodeScalar(import, aicNodeElement(x), number, 0);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

MlirType aicNodeElement(MlirValue x) {
  return mlirShapedTypeGetElementType(mlirValueGetType(x));
}

AicDims aicNodeDims(MlirValue x) {
  MlirType type = mlirValueGetType(x);
  AicDims dims = {.rank = mlirShapedTypeGetRank(type)};
  for (intptr_t i = 0; i < dims.rank; ++i)
    dims.at[i] = mlirShapedTypeIsDynamicDim(type, i)
                     ? -1
                     : mlirShapedTypeGetDimSize(type, i);
  return dims;
}

AicInts aicNodeSizes(AicImport *import, MlirValue x) {
  AicDims dims = aicNodeDims(x);
  AicInts sizes = {.count = dims.rank};
  for (intptr_t i = 0; i < dims.rank; ++i) {
    sizes.at[i] = dims.at[i];
    sizes.symbols[i] = aicSymbolOf(&import->symbols, x, i);
  }
  return sizes;
}

bool aicNodeAxis(AicImport *import, intptr_t rank, int64_t *axis) {
  if (*axis < -rank || *axis >= rank)
    return aicNodeFail(import, "axis %" PRId64 " is not within rank %" PRIdPTR,
                       *axis, rank);
  if (*axis < 0)
    *axis += rank;
  return true;
}

bool aicNodeAxes(AicImport *import, intptr_t rank, AicInts *axes) {
  bool seen[AIC_IMPORT_MAX_RANK] = {false};
  for (intptr_t i = 0; i < axes->count; ++i) {
    if (axes->symbols[i])
      return aicNodeFail(import, "an axis depends on a dynamic size");
    int64_t axis = axes->at[i];
    if (!aicNodeAxis(import, rank, &axis))
      return false;
    if (seen[axis])
      return aicNodeFail(import, "axis %" PRId64 " is given twice", axis);
    seen[axis] = true;
  }
  axes->count = 0;
  for (intptr_t i = 0; i < rank; ++i)
    if (seen[i])
      axes->at[axes->count++] = i;
  return true;
}

// Takes one occurrence of `symbol` out of `list`.
static bool cancel(AicInts *list, AicSymbol symbol) {
  for (intptr_t i = 0; i < list->count; ++i)
    if (list->symbols[i] == symbol) {
      list->symbols[i] = 0;
      list->at[i] = 1;
      return true;
    }
  return false;
}

static bool sameSizes(const AicInts *a, const AicInts *b) {
  bool same = a->count == b->count;
  for (intptr_t i = 0; same && i < a->count; ++i)
    same = a->symbols[i] ? a->symbols[i] == b->symbols[i]
                         : !b->symbols[i] && a->at[i] == b->at[i];
  return same;
}

// Replaces an open entry that the dynamic sizes do not touch by its number:
// [n, 4, 4] to [n, -1] has 16 there.
static void closeOpen(const AicInts *have, AicInts *want, intptr_t open) {
  AicInts rest = *have;
  uint64_t known = 1, total = 1;
  for (intptr_t i = 0; i < want->count; ++i) {
    if (i == open)
      continue;
    if (want->symbols[i] && !cancel(&rest, want->symbols[i]))
      return;
    if (!want->symbols[i])
      known *= (uint64_t)want->at[i];
  }
  for (intptr_t i = 0; i < rest.count; ++i) {
    if (rest.symbols[i])
      return;
    total *= (uint64_t)rest.at[i];
  }
  if (known && total % known == 0)
    want->at[open] = (int64_t)(total / known);
}

MlirValue aicNodeReshape(AicImport *import, MlirValue x, const AicInts *sizes) {
  if (mlirValueIsNull(x) || aicNodeFailed(import))
    return none;
  AicInts have = aicNodeSizes(import, x), want = *sizes;
  if (sameSizes(&have, &want))
    return x;
  intptr_t open = -1, dynamic = 0;
  for (intptr_t i = 0; i < want.count; ++i) {
    if (!want.symbols[i] && want.at[i] == -1) {
      if (open >= 0) {
        aicNodeFail(import, "the shape has -1 twice");
        return none;
      }
      open = i;
    }
  }
  if (open >= 0)
    closeOpen(&have, &want, open);
  for (intptr_t i = 0; i < want.count; ++i) {
    if (want.symbols[i])
      want.at[i] = -1;
    dynamic += want.at[i] == -1;
  }
  if (dynamic > 1) {
    aicNodeFail(import,
                "the result of a reshape would have %" PRIdPTR
                " dynamic dimensions, of which one is supported",
                dynamic);
    return none;
  }
  MlirValue result = aicNodeBuild(
      import, "graph.reshape",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"shape",
                      aicAttrI64Array(import->context, want.count, want.at)})});
  // The shape may know more than the operation: a size that is no quotient of
  // known ones.
  if (!mlirValueIsNull(result))
    for (intptr_t i = 0; i < want.count; ++i)
      if (sizes->symbols[i] &&
          mlirShapedTypeIsDynamicDim(mlirValueGetType(result), i))
        aicSymbolSet(&import->symbols, result, i, sizes->symbols[i]);
  return result;
}
