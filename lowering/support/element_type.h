//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Builtin element types as the runtime numbers them.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_SUPPORT_ELEMENT_TYPE_H
#define AIC_LOWERING_SUPPORT_ELEMENT_TYPE_H

#include "aic/runtime.h"
#include "mlir-c/IR.h"

/// AIC_ELEMENT_NONE for a type that no input or output can have. A signless
/// integer counts as signed, `i1` as bool, `index` as i64.
AicElementType aicElementTypeOf(MlirType type);

#endif // AIC_LOWERING_SUPPORT_ELEMENT_TYPE_H
