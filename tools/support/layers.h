//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The table of layers that a run prints, as text and as JSON. Whoever ran the
// layers fills the rows: the host measures seconds, an NPU counts cycles.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_LAYERS_H
#define AIC_TOOLS_SUPPORT_LAYERS_H

#include "runtime/npu/device.h"
#include "tools/support/json.h"

/// What one layer took, in all calls together. Texts are the caller's.
typedef struct LayerRow {
  const char *name;  ///< of its nodes in the model, as a list
  const char *kind;  ///< "conv2d"; "" when unknown
  const char *where; ///< "cpu" or "npu"
  uint64_t macs;
  double seconds; ///< measured on the host; those of the device on an NPU
  /// Where it ran on an NPU; else NULL.
  const AicNpuStats *npu;
} LayerRow;

/// The rows of what ran on `simulator`; free the array. NULL without memory or
/// when nothing ran.
LayerRow *makeNpuRows(const AicNpuSimulator *simulator, size_t *count);

/// Writes the rows, in the order in which they are given, as aligned tables of
/// at most 100 columns, one for each stretch that ran in the same place, with a
/// line of sums; nothing if there are none. `total` is the line of the NPU,
/// whose layers hand on tensors. Long names are cut in their middle.
void printLayersText(const LayerRow *rows, size_t count,
                     const AicNpuStats *total, FILE *stream);

/// Writes them as the member `"layers": [...]` of the current object.
void printLayersJson(AicJson *json, const LayerRow *rows, size_t count);

#endif // AIC_TOOLS_SUPPORT_LAYERS_H
