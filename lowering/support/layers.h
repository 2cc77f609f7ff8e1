//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The module attribute `aic.layers`: what the model's layers are called, as
// `[{kind = "conv", macs = 64 : i64, name = "conv1"}]`. An operation belongs to
// the layers that its location names, from the model's own operations down to
// loops; so no lowering has to carry more than MLIR does. Behind
// aic-mark-layers the list is that of the compiled model's table.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_SUPPORT_LAYERS_H
#define AIC_LOWERING_SUPPORT_LAYERS_H

#include "mlir-c/IR.h"

#include <stdbool.h>
#include <stdint.h>

#define AIC_LAYERS_ATTR "aic.layers"

typedef struct AicLayerInfo {
  MlirStringRef name, kind; ///< owned by the attribute
  int64_t macs;
} AicLayerInfo;

/// The layers of `module`; NULL and no count when it has none, or an attribute
/// that is something else. The caller frees the list.
AicLayerInfo *aicLayersRead(MlirOperation module, intptr_t *count);
void aicLayersWrite(MlirOperation module, const AicLayerInfo *layers,
                    intptr_t count);

/// The names in `location` one after the other, each once for `visit`: of what
/// was called (not the caller), of all parts of a fused one. A place in a file
/// is "file.mlir:3:1".
void aicLocationNames(MlirLocation location,
                      void (*visit)(MlirStringRef name, void *userData),
                      void *userData);

/// Sets `used[i]` for each layer that `location` names.
void aicLayersUse(const AicLayerInfo *layers, intptr_t count,
                  MlirLocation location, bool *used);

#endif // AIC_LOWERING_SUPPORT_LAYERS_H
