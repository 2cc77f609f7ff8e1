//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_tosa/window.h"

static const int64_t last[] = {0, 2, 3, 1}, first[] = {0, 3, 1, 2};

MlirValue aicTosaChannelsLast(const AicTosa *tosa, MlirValue value) {
  return aicTosaTranspose(tosa, value, last);
}

MlirValue aicTosaChannelsFirst(const AicTosa *tosa, MlirValue value) {
  return aicTosaTranspose(tosa, value, first);
}

MlirValue aicTosaFitWindow(const AicTosa *tosa, MlirValue input,
                           AicGraphWindow *window, const int64_t *sizes) {
  AicGraphShape shape = aicTosaShape(input);
  int64_t starts[4] = {0}, keep[4] = {-1, -1, -1, -1};
  for (intptr_t i = 0; i < window->rank; ++i) {
    int64_t size = shape.dims[i + 1];
    // Of a dynamic size nothing is known, and TOSA checks nothing.
    if (aicGraphIsDynamic(size))
      continue;
    int64_t extent = (window->kernel[i] - 1) * window->dilations[i] + 1;
    int64_t end = (sizes[i] - 1) * window->strides[i] + extent;
    window->high[i] = end - size - window->low[i];
    if (window->high[i] < 0) {
      keep[i + 1] = size + window->high[i];
      window->high[i] = 0;
    }
  }
  return aicTosaSlice(tosa, input, starts, keep);
}

MlirAttribute aicTosaPads(MlirContext context, const AicGraphWindow *window) {
  const int64_t pads[] = {window->low[0], window->high[0], window->low[1],
                          window->high[1]};
  return aicAttrI64Array(context, 4, pads);
}

MlirAttribute aicTosaPair(MlirContext context, const int64_t *values) {
  return aicAttrI64Array(context, 2, values);
}
