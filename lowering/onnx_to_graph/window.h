//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What operations with a moving window share.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_WINDOW_H
#define AIC_LOWERING_ONNX_TO_GRAPH_WINDOW_H

#include "lowering/onnx_to_graph/node.h"

typedef struct AicWindow {
  intptr_t rank; ///< spatial dimensions
  AicInts kernel, strides, dilations;
  AicInts pads; ///< all before, then all behind
} AicWindow;

/// A list attribute of `count` entries, all `fallback` when absent; false after
/// an error.
bool aicWindowList(AicImport *import, const char *name, intptr_t count,
                   int64_t fallback, AicInts *list);
/// The list as an attribute, null where all entries are `fallback`.
MlirAttribute aicWindowAttr(AicImport *import, const AicInts *list,
                            int64_t fallback);

/// Makes a window over one dimension one over planes of height 1, which
/// lowerings know. False when it is over others already, or over several
/// dynamic dimensions, which no reshape has; then the operation stays as it is.
bool aicWindowWiden(const AicDims *input, AicWindow *window);
/// `x` with a 1 before its last dimension, or without it.
MlirValue aicWindowPlane(AicImport *import, MlirValue x, bool add);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_WINDOW_H
