//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What convolution and pooling share: channels go last, and TOSA's rule that
// windows divide the padded input exactly.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_TOSA_WINDOW_H
#define AIC_LOWERING_GRAPH_TO_TOSA_WINDOW_H

#include "lowering/graph_to_tosa/tosa.h"

/// [batch, channels, height, width] with channels last, and back.
MlirValue aicTosaChannelsLast(const AicTosa *tosa, MlirValue value);
MlirValue aicTosaChannelsFirst(const AicTosa *tosa, MlirValue value);

/// Changes the padding behind so that the last window ends where the padded
/// input ends, and cuts elements of `input` (channels last) that no window
/// sees. `sizes` are the spatial sizes of the result.
MlirValue aicTosaFitWindow(const AicTosa *tosa, MlirValue input,
                           AicGraphWindow *window, const int64_t *sizes);

/// [top, bottom, left, right] and [y, x] as TOSA's attributes want them.
MlirAttribute aicTosaPads(MlirContext context, const AicGraphWindow *window);
MlirAttribute aicTosaPair(MlirContext context, const int64_t *values);

#endif // AIC_LOWERING_GRAPH_TO_TOSA_WINDOW_H
