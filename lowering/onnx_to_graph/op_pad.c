//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Pad in all its modes.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include <inttypes.h>
#include <string.h>

typedef enum PadMode { PAD_CONSTANT, PAD_REFLECT, PAD_EDGE, PAD_WRAP } PadMode;

// One side of one axis in a mode that repeats elements of the input: `count`
// elements beginning at `start`.
static MlirValue border(AicImport *import, MlirValue x, intptr_t axis,
                        PadMode mode, bool behind, int64_t count) {
  AicDims dims = aicNodeDims(x);
  int64_t size = dims.at[axis];
  AicRange range = aicRangeWhole(&dims);
  range.sizes.at[axis] = mode == PAD_EDGE ? 1 : count;
  if (mode == PAD_REFLECT) {
    range.starts.at[axis] = behind ? size - 2 : count;
    range.strides.at[axis] = -1;
  } else if (mode == PAD_EDGE) {
    range.starts.at[axis] = behind ? size - 1 : 0;
  } else {
    range.starts.at[axis] = behind ? 0 : size - count;
  }
  MlirValue part = aicNodeSlice(import, x, &range);
  if (mode != PAD_EDGE)
    return part;
  AicInts shape = aicRangeWhole(&dims).sizes;
  shape.at[axis] = count;
  return aicNodeBroadcast(import, part, &shape);
}

static MlirValue padRepeating(AicImport *import, MlirValue x, PadMode mode,
                              const AicInts *low, const AicInts *high) {
  for (intptr_t i = 0; i < low->count && !aicNodeFailed(import); ++i) {
    if (!low->at[i] && !high->at[i])
      continue;
    int64_t size = aicNodeDims(x).at[i];
    int64_t most = mode == PAD_REFLECT ? size - 1 : size;
    if (size < 1 ||
        (mode != PAD_EDGE && (low->at[i] > most || high->at[i] > most))) {
      aicNodeFail(import,
                  "dimension %" PRIdPTR " of size %" PRId64
                  " cannot be padded by %" PRId64 " and %" PRId64
                  " in this mode",
                  i, size, low->at[i], high->at[i]);
      return x;
    }
    MlirValue parts[3];
    intptr_t count = 0;
    if (low->at[i])
      parts[count++] = border(import, x, i, mode, false, low->at[i]);
    parts[count++] = x;
    if (high->at[i])
      parts[count++] = border(import, x, i, mode, true, high->at[i]);
    x = aicNodeConcat(import, (AicValues){count, parts}, i);
  }
  return x;
}

MlirValue aicNodePad(AicImport *import, MlirValue x, const AicInts *low,
                     const AicInts *high, double number) {
  MlirContext context = import->context;
  if (mlirValueIsNull(x))
    return x;
  return aicNodeBuild(
      import, "graph.pad",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"low", aicAttrI64Array(context, low->count, low->at)},
                     {"high", aicAttrI64Array(context, high->count, high->at)},
                     {"value", aicNodeNumberAttr(aicNodeElement(x), number)})});
}

static MlirValue padConstant(AicImport *import, MlirValue x, const AicInts *low,
                             const AicInts *high) {
  double number = (double)aicNodeFloat(import, "value", 0);
  if (aicNodeHasInput(import, 2))
    aicNodeInputNumber(import, 2, "constant_value", &number);
  return aicNodePad(import, x, low, high, number);
}

// The paddings per dimension; `pads` lists all lower ones, then all upper ones
// of the axes.
static bool readPads(AicImport *import, intptr_t rank, AicInts *low,
                     AicInts *high) {
  AicInts pads, axes = {.count = rank};
  // Opset 1 had another name for it.
  const char *name = aicNodeHasAttr(import, "paddings") ? "paddings" : "pads";
  if (!aicNodeIntsOf(import, name, 1, &pads))
    return aicNodeFail(import, "the pads are missing");
  for (intptr_t i = 0; i < rank; ++i)
    axes.at[i] = i;
  if (aicNodeHasInput(import, 3) && !aicNodeInputInts(import, 3, "axes", &axes))
    return false;
  if (pads.count != 2 * axes.count)
    return aicNodeFail(import, "%" PRIdPTR " pads for %" PRIdPTR " axes",
                       pads.count, axes.count);
  *low = *high = (AicInts){.count = rank};
  for (intptr_t i = 0; i < axes.count; ++i) {
    int64_t axis = axes.at[i];
    if (axes.symbols[i] || pads.symbols[i] || pads.symbols[axes.count + i])
      return aicNodeFail(import, "pads depend on a dynamic size");
    if (!aicNodeAxis(import, rank, &axis))
      return false;
    low->at[axis] = pads.at[i];
    high->at[axis] = pads.at[axes.count + i];
  }
  return true;
}

MlirValue aicNodeCrop(AicImport *import, MlirValue x, AicInts *low,
                      AicInts *high) {
  AicDims dims = aicNodeDims(x);
  AicRange range = aicRangeWhole(&dims);
  bool any = false;
  for (intptr_t i = 0; i < dims.rank; ++i) {
    int64_t before = low->at[i] < 0 ? low->at[i] : 0;
    int64_t behind = high->at[i] < 0 ? high->at[i] : 0;
    if (!before && !behind)
      continue;
    if (dims.at[i] < 0 || before < -dims.at[i] || behind < -dims.at[i] ||
        dims.at[i] + before + behind < 0) {
      aicNodeFail(import,
                  "pads %" PRId64 " and %" PRId64
                  " cut more than dimension %" PRIdPTR " has",
                  low->at[i], high->at[i], i);
      return x;
    }
    any = true;
    range.starts.at[i] = -before;
    range.sizes.at[i] = dims.at[i] + before + behind;
    low->at[i] -= before;
    high->at[i] -= behind;
  }
  return any ? aicNodeSlice(import, x, &range) : x;
}

bool aicImportPad(AicImport *import, const AicImportOp *op) {
  (void)op;
  static const char *const modes[] = {"constant", "reflect", "edge", "wrap"};
  MlirValue x = aicNodeInput(import, 0);
  AicInts low, high;
  if (mlirValueIsNull(x) || !readPads(import, aicNodeDims(x).rank, &low, &high))
    return false;
  const char *name = aicNodeText(import, "mode", "constant");
  int mode = 0;
  while (mode < 4 && strcmp(name, modes[mode]) != 0)
    ++mode;
  if (mode == 4)
    return aicNodeFail(import, "mode is '%s'", name);
  x = aicNodeCrop(import, x, &low, &high);
  if (aicNodeFailed(import))
    return false;
  return aicNodeFinish(
      import, mode == PAD_CONSTANT
                  ? padConstant(import, x, &low, &high)
                  : padRepeating(import, x, (PadMode)mode, &low, &high));
}
