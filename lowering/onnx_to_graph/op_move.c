//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Parts of tensors and tensors of parts.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"

#include <inttypes.h>
#include <string.h>

static bool finish(AicImport *import, MlirValue result) {
  aicNodeSetOutput(import, 0, result);
  return !aicNodeFailed(import);
}

static MlirValue concat(AicImport *import, AicValues parts, int64_t axis) {
  return aicNodeBuild(
      import, "graph.concat",
      (AicBuild){.operands = parts,
                 .infer = true,
                 .attributes =
                     AIC_ATTRS({"axis", aicAttrI64(import->context, axis)})});
}

bool aicImportConcat(AicImport *import, const AicImportOp *op) {
  (void)op;
  size_t count = import->node->numInputs;
  MlirValue *parts = aicArenaAlloc(&import->arena, count, sizeof *parts);
  if (!parts)
    return aicNodeFail(import, "no memory for %zu inputs", count);
  for (size_t i = 0; i < count; ++i)
    parts[i] = aicNodeInput(import, i);
  if (aicNodeFailed(import))
    return false;
  // Before opset 4 the axis could be left out.
  int64_t axis = aicNodeInt(import, "axis", 1);
  if (!aicNodeAxis(import, aicNodeDims(parts[0]).rank, &axis))
    return false;
  return finish(import,
                concat(import, (AicValues){(intptr_t)count, parts}, axis));
}

/// What graph.slice takes; one entry per dimension.
typedef struct Range {
  AicInts starts, sizes, strides;
} Range;

static Range wholeRange(const AicDims *dims) {
  Range range = {{0}, {0}, {0}};
  range.starts.count = range.sizes.count = range.strides.count = dims->rank;
  for (intptr_t i = 0; i < dims->rank; ++i) {
    range.sizes.at[i] = -1;
    range.strides.at[i] = 1;
  }
  return range;
}

static MlirValue slice(AicImport *import, MlirValue x, const Range *range) {
  MlirContext context = import->context;
  intptr_t rank = range->starts.count;
  bool steps = false;
  for (intptr_t i = 0; i < rank; ++i)
    steps = steps || range->strides.at[i] != 1;
  return aicNodeBuild(
      import, "graph.slice",
      (AicBuild){
          .operands = AIC_VALUES(x),
          .infer = true,
          .attributes = AIC_ATTRS(
              {"starts", aicAttrI64Array(context, rank, range->starts.at)},
              {"sizes", aicAttrI64Array(context, rank, range->sizes.at)},
              {"strides",
               steps ? aicAttrI64Array(context, rank, range->strides.at)
                     : (MlirAttribute){NULL}})});
}

// The sizes of the parts: given, or as equal as possible.
static bool splitSizes(AicImport *import, int64_t size, AicInts *parts) {
  bool given = aicNodeIntsOf(import, "split", 1, parts);
  if (aicNodeFailed(import) || given)
    return !aicNodeFailed(import);
  int64_t count =
      aicNodeInt(import, "num_outputs", (int64_t)import->node->numOutputs);
  if (size < 0)
    return aicNodeFail(import, "a dynamic dimension cannot be split evenly");
  if (count < 1 || count > (int64_t)(sizeof parts->at / sizeof *parts->at))
    return aicNodeFail(import, "cannot split into %" PRId64 " parts", count);
  // Before opset 18 the parts had to be equal, which the check of the sum
  // leaves to these sizes.
  int64_t each = (size + count - 1) / count;
  parts->count = (intptr_t)count;
  for (int64_t i = 0; i < count; ++i, size -= each)
    parts->at[i] = size < each ? (size < 0 ? 0 : size) : each;
  return true;
}

bool aicImportSplit(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  AicDims dims = aicNodeDims(x);
  int64_t axis = aicNodeInt(import, "axis", 0), start = 0;
  AicInts parts;
  if (!aicNodeAxis(import, dims.rank, &axis) ||
      !splitSizes(import, dims.at[axis], &parts))
    return false;
  if (parts.count != (intptr_t)import->node->numOutputs)
    return aicNodeFail(import, "has %zu outputs but %" PRIdPTR " parts",
                       import->node->numOutputs, parts.count);
  for (intptr_t i = 0; i < parts.count; ++i) {
    if (parts.symbols[i] || parts.at[i] < 0 ||
        parts.at[i] > (INT64_C(1) << 40) - start)
      return aicNodeFail(import, "part %" PRIdPTR " has %" PRId64 " elements",
                         i, parts.at[i]);
    Range range = wholeRange(&dims);
    range.starts.at[axis] = start;
    range.sizes.at[axis] = parts.at[i];
    start += parts.at[i];
    if (import->node->outputs[i].size)
      aicNodeSetOutput(import, (size_t)i, slice(import, x, &range));
  }
  if (!aicNodeFailed(import) && dims.at[axis] >= 0 && start != dims.at[axis])
    return aicNodeFail(import,
                       "the parts have %" PRId64
                       " elements but dimension %" PRId64 " has %" PRId64,
                       start, axis, dims.at[axis]);
  return !aicNodeFailed(import);
}

// One axis of Slice. ONNX clamps both ends to the dimension.
static bool sliceAxis(AicImport *import, int64_t size, int64_t start,
                      int64_t end, int64_t step, intptr_t axis, Range *range) {
  if (step == 0)
    return aicNodeFail(import, "the step of axis %" PRIdPTR " is 0", axis);
  if (size < 0) {
    // Without the size only the whole dimension can be named.
    if (start == 0 && step == 1 && end >= INT32_MAX)
      return true;
    return aicNodeFail(import,
                       "axis %" PRIdPTR
                       " is dynamic and cannot be sliced from %" PRId64
                       " to %" PRId64,
                       axis, start, end);
  }
  int64_t least = step > 0 ? 0 : -1, most = step > 0 ? size : size - 1;
  start += start < 0 ? size : 0;
  end += end < 0 ? size : 0;
  start = start < least ? least : start > most ? most : start;
  end = end < least ? least : end > most ? most : end;
  int64_t length = step > 0 ? end - start : start - end;
  // Steps beyond the dimension are all the same.
  int64_t limit = size + 1;
  int64_t stride = step > limit ? limit : step < -limit ? -limit : step;
  int64_t width = stride < 0 ? -stride : stride;
  int64_t count = length > 0 ? (length - 1) / width + 1 : 0;
  range->starts.at[axis] = count ? start : 0;
  range->sizes.at[axis] = count;
  range->strides.at[axis] = count > 1 ? stride : 1;
  if (count == size && stride == 1)
    range->sizes.at[axis] = -1;
  return true;
}

bool aicImportSlice(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  AicInts starts, ends, axes, steps = {0};
  if (mlirValueIsNull(x) || !aicNodeIntsOf(import, "starts", 1, &starts) ||
      !aicNodeIntsOf(import, "ends", 2, &ends))
    return aicNodeFail(import, "starts or ends are missing");
  AicDims dims = aicNodeDims(x);
  if (!aicNodeIntsOf(import, "axes", 3, &axes)) {
    axes.count = starts.count;
    for (intptr_t i = 0; i < axes.count; ++i)
      axes.at[i] = i;
  }
  if (aicNodeHasInput(import, 4))
    aicNodeInputInts(import, 4, "steps", &steps);
  if (aicNodeFailed(import))
    return false;
  if (starts.count != ends.count || starts.count != axes.count ||
      (steps.count && steps.count != starts.count))
    return aicNodeFail(import,
                       "%" PRIdPTR " starts, %" PRIdPTR " ends, %" PRIdPTR
                       " axes and %" PRIdPTR " steps differ",
                       starts.count, ends.count, axes.count, steps.count);
  Range range = wholeRange(&dims);
  for (intptr_t i = 0; i < starts.count; ++i) {
    int64_t axis = axes.at[i];
    if (axes.symbols[i] || !aicNodeAxis(import, dims.rank, &axis))
      return aicNodeFail(import, "axis %" PRIdPTR " is dynamic", i);
    // A size that is the end of its own dimension names all of it.
    if (ends.symbols[i] &&
        ends.symbols[i] == aicSymbolOf(&import->symbols, x, (intptr_t)axis)) {
      ends.symbols[i] = 0;
      ends.at[i] = INT64_MAX;
    }
    if (starts.symbols[i] || ends.symbols[i] || steps.symbols[i])
      return aicNodeFail(import,
                         "axis %" PRId64 " is sliced at a dynamic index", axis);
    if (!sliceAxis(import, dims.at[axis], starts.at[i], ends.at[i],
                   steps.count ? steps.at[i] : 1, (intptr_t)axis, &range))
      return false;
  }
  return finish(import, slice(import, x, &range));
}

bool aicImportGather(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0), indices = aicNodeInput(import, 1);
  if (aicNodeFailed(import))
    return false;
  int64_t axis = aicNodeInt(import, "axis", 0);
  if (!aicNodeAxis(import, aicNodeDims(x).rank, &axis))
    return false;
  return finish(import,
                aicNodeBuild(import, "graph.gather",
                             (AicBuild){.operands = AIC_VALUES(x, indices),
                                        .infer = true,
                                        .attributes = AIC_ATTRS(
                                            {"axis", aicAttrI64(import->context,
                                                                axis)})}));
}

//===----------------------------------------------------------------------===//
// Pad
//===----------------------------------------------------------------------===//

typedef enum PadMode { PAD_CONSTANT, PAD_REFLECT, PAD_EDGE, PAD_WRAP } PadMode;

// One side of one axis in a mode that repeats elements of the input: `count`
// elements beginning at `start`.
static MlirValue border(AicImport *import, MlirValue x, intptr_t axis,
                        PadMode mode, bool behind, int64_t count) {
  AicDims dims = aicNodeDims(x);
  int64_t size = dims.at[axis];
  Range range = wholeRange(&dims);
  range.sizes.at[axis] = mode == PAD_EDGE ? 1 : count;
  if (mode == PAD_REFLECT) {
    range.starts.at[axis] = behind ? size - 2 : count;
    range.strides.at[axis] = -1;
  } else if (mode == PAD_EDGE) {
    range.starts.at[axis] = behind ? size - 1 : 0;
  } else {
    range.starts.at[axis] = behind ? 0 : size - count;
  }
  MlirValue part = slice(import, x, &range);
  if (mode != PAD_EDGE)
    return part;
  AicInts shape = wholeRange(&dims).sizes;
  shape.at[axis] = count;
  return aicNodeBuild(
      import, "graph.broadcast",
      (AicBuild){.operands = AIC_VALUES(part),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"shape", aicAttrI64Array(import->context, shape.count,
                                               shape.at)})});
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
    x = concat(import, (AicValues){count, parts}, i);
  }
  return x;
}

static MlirValue padConstant(AicImport *import, MlirValue x, const AicInts *low,
                             const AicInts *high) {
  MlirContext context = import->context;
  double number = (double)aicNodeFloat(import, "value", 0);
  if (aicNodeHasInput(import, 2))
    aicNodeInputNumber(import, 2, "constant_value", &number);
  return aicNodeBuild(
      import, "graph.pad",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"low", aicAttrI64Array(context, low->count, low->at)},
                     {"high", aicAttrI64Array(context, high->count, high->at)},
                     {"value", aicNodeNumberAttr(aicNodeElement(x), number)})});
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

// Negative pads cut: does so and leaves the others.
static MlirValue crop(AicImport *import, MlirValue x, AicInts *low,
                      AicInts *high) {
  AicDims dims = aicNodeDims(x);
  Range range = wholeRange(&dims);
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
  return any ? slice(import, x, &range) : x;
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
  x = crop(import, x, &low, &high);
  if (aicNodeFailed(import))
    return false;
  return finish(import,
                mode == PAD_CONSTANT
                    ? padConstant(import, x, &low, &high)
                    : padRepeating(import, x, (PadMode)mode, &low, &high));
}
