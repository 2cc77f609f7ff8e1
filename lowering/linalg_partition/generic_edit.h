//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Changing linalg.generic in place.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_PARTITION_GENERIC_EDIT_H
#define AIC_LOWERING_LINALG_PARTITION_GENERIC_EDIT_H

#include "mlir-c/AffineMap.h"
#include "mlir-c/IR.h"

enum { AIC_EDIT_MAX_INPUTS = 24, AIC_EDIT_MAX_LOOPS = 16 };

/// The body of a linalg operation.
MlirBlock aicGenericBody(MlirOperation op);
/// The indexing map of operand `operand`.
MlirAffineMap aicGenericMapOf(MlirOperation op, intptr_t operand);
/// The iterator types of `count` parallel loops.
MlirAttribute aicGenericParallelLoops(MlirContext context, intptr_t count);
/// Adds `value` behind the inputs of a linalg.generic with one output; gives
/// its argument in the body.
MlirValue aicGenericAddInput(MlirOperation op, MlirValue value,
                             MlirAffineMap map);
/// What a part of a body needs: inputs by bit, and loops with their sizes, in
/// order. Its maps name loops only, each as it is.
typedef struct AicGenericPart {
  unsigned inputs;
  intptr_t numLoops;
  int loops[AIC_EDIT_MAX_LOOPS];
  int64_t sizes[AIC_EDIT_MAX_LOOPS];
} AicGenericPart;

/// Computes `value`, of the body of `op`, in a linalg.generic in front of it;
/// `op` reads the result as its last input.
void aicGenericOutline(MlirOperation op, MlirValue value,
                       const AicGenericPart *part);
/// Takes out the inputs that the body does not use.
void aicGenericDropInputs(MlirOperation op);
/// Erases operations without users, regions or effects at the end of `block`
/// and in front of them: what an edit has left.
void aicEraseUnused(MlirBlock block);

#endif // AIC_LOWERING_LINALG_PARTITION_GENERIC_EDIT_H
