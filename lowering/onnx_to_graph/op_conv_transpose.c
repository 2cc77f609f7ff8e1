//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// ConvTranspose: a convolution of the input with zeros between its elements by
// the reversed filter. The filter is a constant that folds.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/ops.h"
#include "lowering/onnx_to_graph/window.h"

#include "mlir-c/BuiltinAttributes.h"

#include <inttypes.h>
#include <string.h>

// [inputs, outputs of a group, kernel...] to [outputs, inputs of a group,
// reversed kernel...].
static MlirValue turnFilter(AicImport *import, MlirValue w, int64_t groups) {
  AicInts sizes = aicNodeSizes(import, w);
  AicInts apart = {.count = sizes.count + 1,
                   .at = {groups, sizes.at[0] / groups, sizes.at[1]}};
  AicInts perm = {.count = sizes.count + 1, .at = {0, 2, 1}};
  AicInts turned = sizes;
  for (intptr_t i = 2; i < sizes.count; ++i) {
    apart.at[i + 1] = sizes.at[i];
    perm.at[i + 1] = i + 1;
  }
  turned.at[0] = groups * sizes.at[1];
  turned.at[1] = sizes.at[0] / groups;
  w = aicNodeReshape(import, w, &apart);
  w = aicNodeTranspose(import, w, &perm);
  w = aicNodeReshape(import, w, &turned);
  if (mlirValueIsNull(w))
    return w;
  AicDims dims = aicNodeDims(w);
  AicRange range = aicRangeWhole(&dims);
  for (intptr_t i = 2; i < dims.rank; ++i) {
    if (dims.at[i] == 1)
      continue;
    range.starts.at[i] = dims.at[i] - 1;
    range.sizes.at[i] = dims.at[i];
    range.strides.at[i] = -1;
  }
  return aicNodeSlice(import, w, &range);
}

// `stride` - 1 zeros between the elements along dimension `dim`.
static MlirValue spread(AicImport *import, MlirValue x, intptr_t dim,
                        int64_t stride) {
  if (stride == 1 || mlirValueIsNull(x))
    return x;
  AicInts sizes = aicNodeSizes(import, x), apart = {0};
  AicInts low = {0}, high = {0};
  for (intptr_t i = 0; i < sizes.count; ++i) {
    apart.symbols[apart.count] = sizes.symbols[i];
    apart.at[apart.count++] = sizes.at[i];
    if (i == dim) {
      high.at[apart.count] = stride - 1;
      apart.at[apart.count++] = 1;
    }
  }
  low.count = high.count = apart.count;
  int64_t size = sizes.at[dim];
  sizes.at[dim] = size * stride;
  x = aicNodePad(import, aicNodeReshape(import, x, &apart), &low, &high, 0);
  x = aicNodeReshape(import, x, &sizes);
  if (mlirValueIsNull(x))
    return x;
  // Not behind the last one.
  AicDims dims = aicNodeDims(x);
  AicRange range = aicRangeWhole(&dims);
  range.sizes.at[dim] = (size - 1) * stride + 1;
  return aicNodeSlice(import, x, &range);
}

// The paddings that give a wanted size, negative where that is larger; the odd
// element goes to one side.
static void padTo(AicWindow *window, intptr_t i, int64_t total, bool upper) {
  int64_t half = total >= 0 ? total / 2 : -((1 - total) / 2);
  window->pads.at[i] = upper ? half : total - half;
  window->pads.at[window->rank + i] = upper ? total - half : half;
}

// Reads pads or what stands for them. `full[i]` is the size without any.
static bool readPads(AicImport *import, const AicDims *input,
                     const int64_t *full, AicWindow *window) {
  const char *mode = aicNodeText(import, "auto_pad", "NOTSET");
  bool upper = strcmp(mode, "SAME_UPPER") == 0;
  bool same = upper || strcmp(mode, "SAME_LOWER") == 0;
  AicInts shape;
  bool sized = aicNodeIntList(import, "output_shape", &shape);
  if (!aicWindowList(import, "pads", 2 * window->rank, 0, &window->pads))
    return false;
  if (sized && shape.count < window->rank)
    return aicNodeFail(import, "output_shape has %" PRIdPTR " entries",
                       shape.count);
  for (intptr_t i = 0; i < window->rank; ++i) {
    // The list may have batch and channels in front.
    if (sized)
      padTo(window, i, full[i] - shape.at[shape.count - window->rank + i],
            upper);
    else if (same)
      padTo(window, i, full[i] - input->at[i + 2] * window->strides.at[i],
            upper);
    else if (strcmp(mode, "VALID") == 0)
      padTo(window, i, 0, upper);
  }
  return true;
}

static bool readWindow(AicImport *import, const AicDims *input,
                       const AicDims *filter, AicWindow *window,
                       AicInts *extra) {
  intptr_t rank = window->rank;
  if (!aicWindowList(import, "strides", rank, 1, &window->strides) ||
      !aicWindowList(import, "dilations", rank, 1, &window->dilations) ||
      !aicWindowList(import, "output_padding", rank, 0, extra))
    return false;
  window->kernel.count = rank;
  int64_t full[AIC_IMPORT_MAX_RANK];
  for (intptr_t i = 0; i < rank; ++i) {
    int64_t size = input->at[i + 2], kernel = filter->at[i + 2];
    int64_t stride = window->strides.at[i], step = window->dilations.at[i];
    const int64_t most = 1 << 20;
    if (size < 1 || size > most || kernel < 1 || kernel > most || stride < 1 ||
        stride > most || step < 1 || step > most || extra->at[i] < 0 ||
        extra->at[i] > most)
      return aicNodeFail(import,
                         "spatial dimension %" PRIdPTR " has size %" PRId64
                         ", kernel %" PRId64 ", stride %" PRId64
                         ", dilation %" PRId64 " and output_padding %" PRId64
                         ", which must be static and at most 2^20",
                         i, size, kernel, stride, step, extra->at[i]);
    window->kernel.at[i] = kernel;
    full[i] = stride * (size - 1) + extra->at[i] + (kernel - 1) * step + 1;
  }
  return readPads(import, input, full, window);
}

bool aicImportConvTranspose(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue operands[3] = {aicNodeInput(import, 0), aicNodeInput(import, 1)};
  intptr_t count = 2;
  if (aicNodeHasInput(import, 2))
    operands[count++] = aicNodeInput(import, 2);
  if (aicNodeFailed(import))
    return false;
  AicDims input = aicNodeDims(operands[0]), filter = aicNodeDims(operands[1]);
  int64_t groups = aicNodeInt(import, "group", 1);
  if (input.rank < 3 || input.rank >= AIC_IMPORT_MAX_RANK ||
      filter.rank != input.rank || groups < 1 || filter.at[0] < 1 ||
      filter.at[0] % groups)
    return aicNodeFail(import,
                       "input of rank %" PRIdPTR ", filter of rank %" PRIdPTR
                       " and %" PRId64 " groups do not fit",
                       input.rank, filter.rank, groups);
  AicWindow window = {.rank = input.rank - 2};
  AicInts extra;
  if (!readWindow(import, &input, &filter, &window, &extra))
    return false;
  // As much of the borders as the pads leave; what they cut deeper is sliced.
  AicInts low = {.count = window.rank}, high = low;
  AicInts pads = {.count = 2 * window.rank};
  for (intptr_t i = 0; i < window.rank; ++i) {
    int64_t reach = (window.kernel.at[i] - 1) * window.dilations.at[i];
    low.at[i] = reach - window.pads.at[i];
    high.at[i] = reach - window.pads.at[window.rank + i] + extra.at[i];
    pads.at[i] = low.at[i] > 0 ? low.at[i] : 0;
    pads.at[window.rank + i] = high.at[i] > 0 ? high.at[i] : 0;
    operands[0] = spread(import, operands[0], i + 2, window.strides.at[i]);
  }
  window.pads = pads;
  operands[1] = turnFilter(import, operands[1], groups);
  bool plane = aicWindowWiden(&input, &window);
  for (intptr_t i = 0; plane && i < 2; ++i)
    operands[i] = aicWindowPlane(import, operands[i], true);
  MlirValue result = aicNodeBuild(
      import, "graph.conv",
      (AicBuild){
          .operands = {count, operands},
          .infer = true,
          .attributes = AIC_ATTRS(
              {"pads", aicWindowAttr(import, &window.pads, 0)},
              {"dilations", aicWindowAttr(import, &window.dilations, 1)},
              {"groups", groups == 1 ? mlirAttributeGetNull()
                                     : aicAttrI64(import->context, groups)})});
  if (plane)
    result = aicWindowPlane(import, result, false);
  if (mlirValueIsNull(result))
    return false;
  AicInts cutLow = {.count = input.rank}, cutHigh = cutLow;
  for (intptr_t i = 0; i < low.count; ++i) {
    cutLow.at[i + 2] = low.at[i] < 0 ? low.at[i] : 0;
    cutHigh.at[i + 2] = high.at[i] < 0 ? high.at[i] : 0;
  }
  return aicNodeFinish(import, aicNodeCrop(import, result, &cutLow, &cutHigh));
}
