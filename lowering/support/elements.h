//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The bytes of constant tensors.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_SUPPORT_ELEMENTS_H
#define AIC_LOWERING_SUPPORT_ELEMENTS_H

#include "mlir-c/IR.h"

#include <stdbool.h>
#include <stddef.h>

/// Elements in row-major order, each of its byte width.
typedef struct AicElements {
  const void *data;
  size_t bytes;
  void *owned; ///< what aicElementsRelease frees
} AicElements;

/// Whether aicElementsRead can read `attr` (dense elements and resources of
/// whole-byte types).
bool aicElementsCanRead(MlirAttribute attr);
/// Whether `attr` is a resource without data, or with more or less of it than
/// its type needs. It verifies all the same: the parser does not look.
bool aicElementsAreMissing(MlirAttribute attr);
/// Reads `attr`; the data of a dense attribute or a resource is borrowed from
/// it, a splat is written out. False when it cannot be read or memory is short.
bool aicElementsRead(MlirAttribute attr, AicElements *elements);
void aicElementsRelease(AicElements *elements);

#endif // AIC_LOWERING_SUPPORT_ELEMENTS_H
