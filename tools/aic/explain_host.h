//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The host's part of `aic explain`: the model runs on given inputs, and its
// layers are timed.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_EXPLAIN_HOST_H
#define AIC_TOOLS_EXPLAIN_HOST_H

#include "tools/aic/explain_layers.h"

/// Compiles and runs `path` on the files in `inputs`, once to warm up and once
/// with a clock, and writes the seconds per call of each layer as the member
/// "host". False on failure, as loadModel().
bool explainHost(const char *path, const AicCompileOptions *options,
                 const char *inputs, const ExplainLayers *layers, AicJson *json,
                 AicError **error);

#endif // AIC_TOOLS_EXPLAIN_HOST_H
