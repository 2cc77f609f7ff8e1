//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Operations with a moving window: convolution and pooling.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/window.h"

#include "lowering/onnx_to_graph/ops.h"

#include <inttypes.h>
#include <string.h>

bool aicWindowList(AicImport *import, const char *name, intptr_t count,
                   int64_t fallback, AicInts *list) {
  if (aicNodeIntList(import, name, list)) {
    if (list->count != count)
      return aicNodeFail(import,
                         "attribute '%s' has %" PRIdPTR
                         " entries where %" PRIdPTR " are expected",
                         name, list->count, count);
    return true;
  }
  list->count = count;
  for (intptr_t i = 0; i < count; ++i)
    list->at[i] = fallback;
  return !aicNodeFailed(import);
}

// SAME_UPPER and SAME_LOWER: as many positions as fit with a stride when
// nothing is lost at the border; the odd element of padding goes to one side.
static bool padSame(AicImport *import, const AicDims *input, bool upper,
                    AicWindow *window) {
  for (intptr_t i = 0; i < window->rank; ++i) {
    int64_t size = input->at[i + 2], stride = window->strides.at[i];
    if (size < 0)
      return aicNodeFail(import,
                         "auto_pad needs a static size in dimension "
                         "%" PRIdPTR,
                         i + 2);
    if (stride < 1 || window->kernel.at[i] > 1 << 20 ||
        window->dilations.at[i] > 1 << 20)
      return true; // The operation refuses it.
    int64_t extent = (window->kernel.at[i] - 1) * window->dilations.at[i] + 1;
    int64_t positions = (size + stride - 1) / stride;
    int64_t total = (positions - 1) * stride + extent - size;
    total = total < 0 ? 0 : total;
    window->pads.at[i] = upper ? total / 2 : total - total / 2;
    window->pads.at[window->rank + i] = total - window->pads.at[i];
  }
  return true;
}

// Reads all but the kernel.
static bool readWindow(AicImport *import, const AicDims *input,
                       AicWindow *window) {
  const char *mode = aicNodeText(import, "auto_pad", "NOTSET");
  bool set = strcmp(mode, "NOTSET") == 0 || !*mode;
  bool upper = strcmp(mode, "SAME_UPPER") == 0;
  bool same = upper || strcmp(mode, "SAME_LOWER") == 0;
  bool valid = strcmp(mode, "VALID") == 0;
  if (!set && !same && !valid)
    return aicNodeFail(import, "auto_pad is '%s'", mode);
  if (!aicWindowList(import, "strides", window->rank, 1, &window->strides) ||
      !aicWindowList(import, "dilations", window->rank, 1,
                     &window->dilations) ||
      !aicWindowList(import, "pads", 2 * window->rank, 0, &window->pads))
    return false;
  if (valid)
    memset(window->pads.at, 0, sizeof window->pads.at);
  return !same || padSame(import, input, upper, window);
}

/// False, with an error, if a static size of `input` with its padding has no
/// room for the window. Attributes out of range the operation refuses.
static bool checkRoom(AicImport *import, const AicDims *input,
                      const AicWindow *window) {
  const int64_t most = 1 << 20;
  for (intptr_t i = 0; i < window->rank; ++i) {
    int64_t size = input->at[i + 2], kernel = window->kernel.at[i];
    int64_t step = window->dilations.at[i], low = window->pads.at[i];
    int64_t high = window->pads.at[window->rank + i];
    if (size <= 0 || kernel < 1 || kernel > most || step < 1 || step > most ||
        low < 0 || low > most || high < 0 || high > most)
      continue;
    int64_t extent = (kernel - 1) * step + 1;
    if (size < extent - low - high)
      return aicNodeFail(import,
                         "the window covers %" PRId64
                         " elements of dimension %" PRIdPTR " (kernel %" PRId64
                         ", dilation %" PRId64 "), but the input has %" PRId64
                         " and padding of %" PRId64 " and %" PRId64,
                         extent, i + 2, kernel, step, size, low, high);
  }
  return true;
}

MlirAttribute aicWindowAttr(AicImport *import, const AicInts *list,
                            int64_t fallback) {
  for (intptr_t i = 0; i < list->count; ++i)
    if (list->at[i] != fallback)
      return aicAttrI64Array(import->context, list->count, list->at);
  return (MlirAttribute){NULL};
}

//===----------------------------------------------------------------------===//
// One spatial dimension is two of which the first is 1
//===----------------------------------------------------------------------===//

MlirValue aicWindowPlane(AicImport *import, MlirValue x, bool add) {
  if (mlirValueIsNull(x))
    return x;
  AicInts sizes = aicNodeSizes(import, x);
  intptr_t last = sizes.count - 1, other = add ? last + 1 : last - 1;
  sizes.at[other] = sizes.at[last];
  sizes.symbols[other] = sizes.symbols[last];
  if (add) {
    sizes.at[last] = 1;
    sizes.symbols[last] = 0;
  }
  sizes.count += add ? 1 : -1;
  return aicNodeReshape(import, x, &sizes);
}

// Puts `value` before every entry.
static void interleave(AicInts *list, int64_t value) {
  for (intptr_t i = list->count - 1; i >= 0; --i) {
    list->at[2 * i + 1] = list->at[i];
    list->at[2 * i] = value;
  }
  list->count *= 2;
}

bool aicWindowWiden(const AicDims *input, AicWindow *window) {
  int dynamic = (input->at[0] < 0) + (input->at[1] < 0) + (input->at[2] < 0);
  if (window->rank != 1 || dynamic > 1)
    return false;
  interleave(&window->kernel, 1);
  interleave(&window->strides, 1);
  interleave(&window->dilations, 1);
  interleave(&window->pads, 0);
  window->rank = 2;
  return true;
}

bool aicImportConv(AicImport *import, const AicImportOp *op) {
  (void)op;
  MlirValue operands[3] = {aicNodeInput(import, 0), aicNodeInput(import, 1)};
  intptr_t count = 2;
  if (aicNodeHasInput(import, 2))
    operands[count++] = aicNodeInput(import, 2);
  if (aicNodeFailed(import))
    return false;
  AicDims input = aicNodeDims(operands[0]);
  AicDims filter = aicNodeDims(operands[1]);
  AicWindow window = {.rank = input.rank - 2};
  if (input.rank < 3 || filter.rank != input.rank)
    return aicNodeFail(import,
                       "input and filter must have one rank of at least 3, but "
                       "have rank %" PRIdPTR " and %" PRIdPTR,
                       input.rank, filter.rank);
  if (!aicWindowList(import, "kernel_shape", window.rank, -1, &window.kernel))
    return false;
  for (intptr_t i = 0; i < window.rank; ++i) {
    if (window.kernel.at[i] == -1)
      window.kernel.at[i] = filter.at[i + 2];
    if (window.kernel.at[i] != filter.at[i + 2])
      return aicNodeFail(import,
                         "kernel_shape[%" PRIdPTR "] is %" PRId64
                         " but the filter has %" PRId64,
                         i, window.kernel.at[i], filter.at[i + 2]);
  }
  if (!readWindow(import, &input, &window) ||
      !checkRoom(import, &input, &window))
    return false;
  bool plane = aicWindowWiden(&input, &window);
  for (intptr_t i = 0; plane && i < 2; ++i)
    operands[i] = aicWindowPlane(import, operands[i], true);
  int64_t groups = aicNodeInt(import, "group", 1);
  MlirValue result = aicNodeBuild(
      import, "graph.conv",
      (AicBuild){
          .operands = {count, operands},
          .infer = true,
          .attributes = AIC_ATTRS(
              {"strides", aicWindowAttr(import, &window.strides, 1)},
              {"pads", aicWindowAttr(import, &window.pads, 0)},
              {"dilations", aicWindowAttr(import, &window.dilations, 1)},
              {"groups", groups == 1 ? (MlirAttribute){NULL}
                                     : aicAttrI64(import->context, groups)})});
  if (plane)
    result = aicWindowPlane(import, result, false);
  return aicNodeFinish(import, result);
}

bool aicImportPool(AicImport *import, const AicImportOp *op) {
  MlirValue x = aicNodeInput(import, 0);
  if (mlirValueIsNull(x))
    return false;
  AicDims input = aicNodeDims(x);
  AicWindow window = {.rank = input.rank - 2};
  if (input.rank < 3)
    return aicNodeFail(import,
                       "input must have at least rank 3 but has rank %" PRIdPTR,
                       input.rank);
  if (!aicNodeHasAttr(import, "kernel_shape"))
    return aicNodeFail(import, "attribute 'kernel_shape' is missing");
  if (!aicWindowList(import, "kernel_shape", window.rank, 1, &window.kernel) ||
      !readWindow(import, &input, &window) ||
      !checkRoom(import, &input, &window))
    return false;
  bool plane = aicWindowWiden(&input, &window);
  if (plane)
    x = aicWindowPlane(import, x, true);
  bool average = strcmp(op->kind, "average") == 0;
  bool counted = average && aicNodeInt(import, "count_include_pad", 0) != 0;
  bool ceil = aicNodeInt(import, "ceil_mode", 0) != 0;
  MlirAttribute null = {NULL}, yes = aicAttrBool(import->context, true);
  MlirValue result = aicNodeBuild(
      import, "graph.pool",
      (AicBuild){.operands = AIC_VALUES(x),
                 .infer = true,
                 .attributes = AIC_ATTRS(
                     {"kind", aicAttrString(import->context, op->kind)},
                     {"kernel", aicAttrI64Array(import->context, window.rank,
                                                window.kernel.at)},
                     {"strides", aicWindowAttr(import, &window.strides, 1)},
                     {"pads", aicWindowAttr(import, &window.pads, 0)},
                     {"dilations", aicWindowAttr(import, &window.dilations, 1)},
                     {"ceil_mode", ceil ? yes : null},
                     {"count_include_pad", counted ? yes : null})});
  if (plane)
    result = aicWindowPlane(import, result, false);
  return aicNodeFinish(import, result);
}
