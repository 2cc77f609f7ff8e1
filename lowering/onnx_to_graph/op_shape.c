//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The same elements in another shape or order, and repeated.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include <inttypes.h>
#include <string.h>

bool aicImportReshape(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  AicInts shape;
  if (mlirValueIsNull(x) || !aicNodeIntsOf(import, "shape", 1, &shape))
    return aicNodeFail(import, "the shape is missing");
  if (shape.count > AIC_IMPORT_MAX_RANK)
    return aicNodeFail(import, "the shape has %" PRIdPTR " entries",
                       shape.count);
  AicInts sizes = aicNodeSizes(import, x);
  bool copies = aicNodeInt(import, "allowzero", 0) == 0;
  for (intptr_t i = 0; i < shape.count; ++i) {
    if (shape.symbols[i] || shape.at[i] != 0 || !copies)
      continue;
    if (i >= sizes.count)
      return aicNodeFail(
          import, "shape[%" PRIdPTR "] is 0 but the input has rank %" PRIdPTR,
          i, sizes.count);
    shape.at[i] = sizes.at[i];
    shape.symbols[i] = sizes.symbols[i];
  }
  return aicNodeFinish(import, aicNodeReshape(import, x, &shape));
}

MlirValue aicNodeFlatten(AicImport *import, MlirValue x, int64_t axis) {
  AicInts sizes = aicNodeSizes(import, x), flat = {.count = 2, .at = {1, 1}};
  for (intptr_t i = 0; i < sizes.count; ++i) {
    int part = i >= axis;
    if (!sizes.symbols[i]) {
      flat.at[part] *= sizes.at[i];
    } else {
      // Of several dynamic sizes the product is a new one.
      flat.symbols[part] = flat.symbols[part]
                               ? aicSymbolCreate(&import->symbols)
                               : sizes.symbols[i];
    }
  }
  for (int part = 0; part < 2; ++part)
    if (flat.symbols[part] && flat.at[part] != 1)
      flat.symbols[part] = aicSymbolCreate(&import->symbols);
  return aicNodeReshape(import, x, &flat);
}

bool aicImportFlatten(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  intptr_t rank = aicNodeDims(x).rank;
  int64_t axis = aicNodeInt(import, "axis", 1);
  if (axis < -rank || axis > rank)
    return aicNodeFail(import, "axis %" PRId64 " is not within rank %" PRIdPTR,
                       axis, rank);
  return aicNodeFinish(
      import, aicNodeFlatten(import, x, axis < 0 ? axis + rank : axis));
}

bool aicImportSqueeze(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  AicInts sizes = aicNodeSizes(import, x), axes, result = {0};
  bool given = aicNodeIntsOf(import, "axes", 1, &axes);
  if (aicNodeFailed(import) ||
      (given && !aicNodeAxes(import, sizes.count, &axes)))
    return false;
  for (intptr_t i = 0, next = 0; i < sizes.count; ++i) {
    bool drop =
        given ? next < axes.count && axes.at[next] == i : sizes.at[i] == 1;
    next += given && drop;
    if (drop && sizes.at[i] != 1 && !sizes.symbols[i])
      return aicNodeFail(import,
                         "dimension %" PRIdPTR " has size %" PRId64
                         " and cannot be squeezed",
                         i, sizes.at[i]);
    if (drop)
      continue;
    result.at[result.count] = sizes.at[i];
    result.symbols[result.count++] = sizes.symbols[i];
  }
  return aicNodeFinish(import, aicNodeReshape(import, x, &result));
}

bool aicImportUnsqueeze(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  AicInts axes;
  if (mlirValueIsNull(x) || !aicNodeIntsOf(import, "axes", 1, &axes))
    return aicNodeFail(import, "the axes are missing");
  AicInts sizes = aicNodeSizes(import, x), result = {0};
  intptr_t rank = sizes.count + axes.count;
  if (rank > AIC_IMPORT_MAX_RANK)
    return aicNodeFail(import, "the result would have rank %" PRIdPTR, rank);
  if (!aicNodeAxes(import, rank, &axes))
    return false;
  for (intptr_t i = 0, next = 0; i < rank; ++i) {
    bool added = next < axes.count && axes.at[next] == i;
    result.at[i] = added ? 1 : sizes.at[i - next];
    result.symbols[i] = added ? 0 : sizes.symbols[i - next];
    next += added;
  }
  result.count = rank;
  return aicNodeFinish(import, aicNodeReshape(import, x, &result));
}

MlirValue aicNodeBroadcast(AicImport *import, MlirValue x,
                           const AicInts *shape) {
  return aicNodeBuild(
      import, "graph.broadcast",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"shape", aicAttrI64Array(import->context, shape->count,
                                               shape->at)})});
}

// Both shapes broadcast: an entry of 1 keeps the input's size.
bool aicImportExpand(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  AicInts shape;
  if (mlirValueIsNull(x) || !aicNodeInputInts(import, 1, "shape", &shape))
    return false;
  AicInts sizes = aicNodeSizes(import, x), result = {0};
  intptr_t rank = shape.count > sizes.count ? shape.count : sizes.count;
  if (rank > AIC_IMPORT_MAX_RANK)
    return aicNodeFail(import, "the result would have rank %" PRIdPTR, rank);
  bool same = rank == sizes.count;
  for (intptr_t i = 0; i < rank; ++i) {
    intptr_t from = i - (rank - sizes.count), to = i - (rank - shape.count);
    int64_t want = to < 0 ? 1 : shape.at[to];
    AicSymbol symbol = to < 0 ? 0 : shape.symbols[to];
    bool keeps = from >= 0 && (symbol ? symbol == sizes.symbols[from]
                                      : want == 1 || want == sizes.at[from]);
    if (symbol && !keeps)
      return aicNodeFail(import,
                         "dimension %" PRIdPTR
                         " would be repeated a dynamic number of times, which "
                         "is not supported",
                         i);
    result.at[i] = keeps ? -1 : want;
    same = same && keeps;
  }
  result.count = rank;
  return aicNodeFinish(import, same ? x : aicNodeBroadcast(import, x, &result));
}

MlirValue aicNodeTranspose(AicImport *import, MlirValue x,
                           const AicInts *perm) {
  return aicNodeBuild(
      import, "graph.transpose",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"perm", aicAttrI64Array(import->context, perm->count,
                                              perm->at)})});
}

bool aicImportTranspose(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  intptr_t rank = aicNodeDims(x).rank;
  AicInts perm;
  if (!aicNodeIntList(import, "perm", &perm)) {
    perm.count = rank;
    for (intptr_t i = 0; i < rank; ++i)
      perm.at[i] = rank - 1 - i;
  }
  return aicNodeFinish(import, aicNodeTranspose(import, x, &perm));
}

// [a, b] repeated r and s times: [1, a, 1, b] to [r, a, s, b] to [r a, s b].
bool aicImportTile(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  AicInts repeats;
  if (mlirValueIsNull(x) || !aicNodeInputInts(import, 1, "repeats", &repeats))
    return false;
  AicInts sizes = aicNodeSizes(import, x), apart = {0}, wide = {0};
  if (repeats.count != sizes.count || sizes.count > AIC_IMPORT_MAX_RANK / 2)
    return aicNodeFail(import,
                       "there are %" PRIdPTR " repeats for rank %" PRIdPTR,
                       repeats.count, sizes.count);
  for (intptr_t i = 0; i < sizes.count; ++i) {
    int64_t repeat = repeats.at[i];
    if (repeats.symbols[i] || repeat < 0 || repeat > INT64_C(1) << 20)
      return aicNodeFail(import, "repeats[%" PRIdPTR "] is %" PRId64, i,
                         repeat);
    if (repeat != 1) {
      wide.at[apart.count] = repeat;
      apart.at[apart.count++] = 1;
    }
    wide.at[apart.count] = -1;
    apart.at[apart.count] = sizes.at[i];
    apart.symbols[apart.count++] = sizes.symbols[i];
    if (repeat != 1 && sizes.symbols[i])
      sizes.symbols[i] = aicSymbolCreate(&import->symbols);
    else if (repeat != 1)
      sizes.at[i] *= repeat;
  }
  wide.count = apart.count;
  if (apart.count == sizes.count)
    return aicNodeFinish(import, x);
  MlirValue repeated =
      aicNodeBroadcast(import, aicNodeReshape(import, x, &apart), &wide);
  return aicNodeFinish(import, aicNodeReshape(import, repeated, &sizes));
}

//===----------------------------------------------------------------------===//
// Blocks of pixels as channels
//===----------------------------------------------------------------------===//

// Reshapes to 6 dimensions, permutes them and reshapes to 4.
static bool rearrange(AicImport *import, MlirValue x, const AicInts *apart,
                      const AicInts *perm, const AicInts *together) {
  MlirValue split = aicNodeReshape(import, x, apart);
  return aicNodeFinish(
      import,
      aicNodeReshape(import, aicNodeTranspose(import, split, perm), together));
}

static bool readBlocks(AicImport *import, MlirValue *x, AicInts *sizes,
                       int64_t *block, bool *depthFirst) {
  const char *mode = aicNodeText(import, "mode", "DCR");
  *depthFirst = strcmp(mode, "DCR") == 0;
  if (!*depthFirst && strcmp(mode, "CRD") != 0)
    return aicNodeFail(import, "mode is '%s', must be DCR or CRD", mode);
  *x = aicNodeInput(import, 0);
  if (mlirValueIsNull(*x))
    return false;
  *sizes = aicNodeSizes(import, *x);
  *block = aicNodeInt(import, "blocksize", 0);
  if (sizes->count != 4 || *block < 1 || *block > 1 << 20 ||
      sizes->symbols[1] || sizes->symbols[2] || sizes->symbols[3])
    return aicNodeFail(import,
                       "blocksize is %" PRId64
                       " and the input has rank %" PRIdPTR
                       "; static sizes in rank 4 are supported",
                       *block, sizes->count);
  return true;
}

bool aicImportDepthToSpace(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x;
  AicInts in;
  int64_t b;
  bool depthFirst;
  if (!readBlocks(import, &x, &in, &b, &depthFirst))
    return false;
  int64_t c = in.at[1] / (b * b), h = in.at[2], w = in.at[3];
  if (in.at[1] % (b * b))
    return aicNodeFail(import,
                       "%" PRId64 " channels are no multiple of %" PRId64,
                       in.at[1], b * b);
  AicInts dcr = {.count = 6, .at = {in.at[0], b, b, c, h, w}};
  AicInts crd = {.count = 6, .at = {in.at[0], c, b, b, h, w}};
  const AicInts permDcr = {.count = 6, .at = {0, 3, 4, 1, 5, 2}};
  const AicInts permCrd = {.count = 6, .at = {0, 1, 4, 2, 5, 3}};
  AicInts out = {.count = 4, .at = {in.at[0], c, h * b, w * b}};
  dcr.symbols[0] = crd.symbols[0] = out.symbols[0] = in.symbols[0];
  return rearrange(import, x, depthFirst ? &dcr : &crd,
                   depthFirst ? &permDcr : &permCrd, &out);
}

bool aicImportSpaceToDepth(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x;
  AicInts in;
  int64_t b;
  bool depthFirst;
  if (!readBlocks(import, &x, &in, &b, &depthFirst))
    return false;
  int64_t c = in.at[1], h = in.at[2] / b, w = in.at[3] / b;
  if (in.at[2] % b || in.at[3] % b)
    return aicNodeFail(import,
                       "sizes %" PRId64 " and %" PRId64
                       " are no multiples of %" PRId64,
                       in.at[2], in.at[3], b);
  AicInts apart = {.count = 6, .at = {in.at[0], c, h, b, w, b}};
  const AicInts permDcr = {.count = 6, .at = {0, 3, 5, 1, 2, 4}};
  const AicInts permCrd = {.count = 6, .at = {0, 1, 3, 5, 2, 4}};
  AicInts out = {.count = 4, .at = {in.at[0], c * b * b, h, w}};
  apart.symbols[0] = out.symbols[0] = in.symbols[0];
  return rearrange(import, x, &apart, depthFirst ? &permDcr : &permCrd, &out);
}
