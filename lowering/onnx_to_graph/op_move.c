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

MlirValue aicNodeConcat(AicImport *import, AicValues parts, int64_t axis) {
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
  return aicNodeFinish(
      import, aicNodeConcat(import, (AicValues){(intptr_t)count, parts}, axis));
}

AicRange aicRangeWhole(const AicDims *dims) {
  AicRange range = {{0}, {0}, {0}};
  range.starts.count = range.sizes.count = range.strides.count = dims->rank;
  for (intptr_t i = 0; i < dims->rank; ++i) {
    range.sizes.at[i] = -1;
    range.strides.at[i] = 1;
  }
  return range;
}

MlirValue aicNodeSlice(AicImport *import, MlirValue x, const AicRange *range) {
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

// A dimension whose size is known at run time only gets that of its parts, so
// that the model checks it before it runs. Without effect where others are
// open, too: then no number of elements says anything of one dimension.
static MlirValue closeAxis(AicImport *import, MlirValue x, AicDims *dims,
                           int64_t axis, const AicInts *parts) {
  AicInts sizes = {.count = dims->rank};
  for (intptr_t d = 0; d < dims->rank; ++d) {
    if ((dims->at[d] < 0) != (d == axis))
      return x;
    sizes.at[d] = dims->at[d];
  }
  sizes.at[axis] = 0;
  for (intptr_t i = 0; i < parts->count; ++i) {
    if (parts->symbols[i] || parts->at[i] < 0 ||
        parts->at[i] > (INT64_C(1) << 40) - sizes.at[axis])
      return x;
    sizes.at[axis] += parts->at[i];
  }
  MlirValue closed = aicNodeReshape(import, x, &sizes);
  if (!mlirValueIsNull(closed))
    dims->at[axis] = sizes.at[axis];
  return closed;
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
  x = closeAxis(import, x, &dims, axis, &parts);
  if (mlirValueIsNull(x))
    return false;
  for (intptr_t i = 0; i < parts.count; ++i) {
    if (parts.symbols[i] || parts.at[i] < 0 ||
        parts.at[i] > (INT64_C(1) << 40) - start)
      return aicNodeFail(import, "part %" PRIdPTR " has %" PRId64 " elements",
                         i, parts.at[i]);
    AicRange range = aicRangeWhole(&dims);
    range.starts.at[axis] = start;
    range.sizes.at[axis] = parts.at[i];
    start += parts.at[i];
    if (import->node->outputs[i].size)
      aicNodeSetOutput(import, (size_t)i, aicNodeSlice(import, x, &range));
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
                      int64_t end, int64_t step, intptr_t axis,
                      AicRange *range) {
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
  AicRange range = aicRangeWhole(&dims);
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
  return aicNodeFinish(import, aicNodeSlice(import, x, &range));
}

MlirValue aicNodeGather(AicImport *import, MlirValue x, MlirValue indices,
                        int64_t axis) {
  return aicNodeBuild(
      import, "graph.gather",
      (AicBuild){.operands = AIC_VALUES(x, indices),
                 .infer = true,
                 .attributes =
                     AIC_ATTRS({"axis", aicAttrI64(import->context, axis)})});
}

// Constant indices in even steps forward are a slice. False if they are none,
// or not within the dimension.
static bool readSteps(const AicConstant *indices, int64_t size, AicRange *range,
                      int64_t axis) {
  if (!indices || indices->symbols || indices->tensor.count < 1 || size < 1)
    return false;
  int64_t first = 0, step = 1, before = 0;
  for (int64_t i = 0; i < indices->tensor.count; ++i) {
    int64_t index = aicConstantInt(&indices->tensor, i);
    if (index < -size || index >= size)
      return false;
    index += index < 0 ? size : 0;
    if (i == 0)
      first = index;
    else if (i == 1)
      step = index - first;
    if (step < 1 || (i > 1 && index != before + step))
      return false;
    before = index;
  }
  range->starts.at[axis] = first;
  range->sizes.at[axis] = indices->tensor.count;
  range->strides.at[axis] = step;
  return true;
}

// The slice that stands for a gathering, in the shape of its result; a null
// value where it is none.
static MlirValue gatherSlice(AicImport *import, MlirValue x, int64_t axis) {
  MlirValue null = {NULL};
  // A table stays whole: part of a weight is no weight, which is mapped where
  // it lies, but a constant that the compiler carries along.
  if (aicNodeConstant(import, 0))
    return null;
  const AicConstant *indices = aicNodeConstant(import, 1);
  AicDims dims = aicNodeDims(x);
  AicRange range = aicRangeWhole(&dims);
  if (!readSteps(indices, dims.at[axis], &range, axis) ||
      dims.rank + (intptr_t)indices->tensor.rank > AIC_IMPORT_MAX_RANK)
    return null;
  MlirValue part = aicNodeSlice(import, x, &range);
  if (mlirValueIsNull(part) || indices->tensor.rank == 1)
    return part;
  AicInts from = aicNodeSizes(import, part), sizes = {.count = 0};
  for (intptr_t dim = 0; dim < from.count; ++dim) {
    for (size_t i = 0; dim == axis && i < indices->tensor.rank; ++i)
      sizes.at[sizes.count++] = indices->tensor.dims[i];
    if (dim == axis)
      continue;
    sizes.symbols[sizes.count] = from.symbols[dim];
    sizes.at[sizes.count++] = from.at[dim];
  }
  return aicNodeReshape(import, part, &sizes);
}

bool aicImportGather(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue x = aicNodeInput(import, 0);
  if (aicNodeFailed(import))
    return false;
  int64_t axis = aicNodeInt(import, "axis", 0);
  if (!aicNodeAxis(import, aicNodeDims(x).rank, &axis))
    return false;
  MlirValue part = gatherSlice(import, x, axis);
  if (aicNodeFailed(import) || !mlirValueIsNull(part))
    return aicNodeFinish(import, part);
  MlirValue indices = aicNodeInput(import, 1);
  if (aicNodeFailed(import))
    return false;
  return aicNodeFinish(import, aicNodeGather(import, x, indices, axis));
}
