//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Structured operations on tensors of any size.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_LINALG_GENERIC_H
#define AIC_LOWERING_GRAPH_TO_LINALG_GENERIC_H

#include "lowering/graph_to_linalg/scalar.h"

#include "mlir-c/AffineMap.h"

enum {
  /// Most inputs, and most loops, that a generic of this folder has.
  AIC_GENERIC_MAX_INPUTS = 4,
  AIC_GENERIC_MAX_LOOPS = 3 * AIC_GRAPH_MAX_RANK,
};

/// Builds the scalar to yield from the elements of all inputs and the output.
typedef MlirValue (*AicGenericBody)(const AicTosa *tosa,
                                    const MlirValue *elements,
                                    const void *userData);

/// A linalg.generic with one output.
typedef struct AicGeneric {
  intptr_t numLoops;
  /// The last `numReductions` loops reduce.
  intptr_t numReductions;
  intptr_t numInputs;
  MlirValue inputs[AIC_GENERIC_MAX_INPUTS];
  MlirAffineMap maps[AIC_GENERIC_MAX_INPUTS];
  MlirValue output;
  MlirAffineMap outputMap;
  AicGenericBody body;
  const void *userData;
} AicGeneric;

MlirValue aicGenericBuild(const AicTosa *tosa, const AicGeneric *generic);
/// (d0, ..., dn-1) -> (d[dims[0]], ...); a negative entry stands for 0.
MlirAffineMap aicGenericMap(MlirContext context, intptr_t numLoops,
                            intptr_t count, const int64_t *dims);

/// tensor.empty of `type`; `sizes` holds an index value for each dynamic
/// dimension, by dimension.
MlirValue aicGenericEmpty(const AicTosa *tosa, MlirType type,
                          const MlirValue *sizes);
/// linalg.fill of `output` with a scalar.
MlirValue aicGenericFill(const AicTosa *tosa, MlirValue scalar,
                         MlirValue output);
/// A named operation with a region of its own (linalg.matmul).
MlirValue aicGenericNamed(const AicTosa *tosa, const char *name,
                          AicValues inputs, MlirValue output,
                          const MlirAffineMap *maps);
/// Reduces `axes` by a kind of graph.reduce other than mean.
MlirValue aicGenericReduce(const AicTosa *tosa, const char *kind,
                           MlirValue input, intptr_t numAxes,
                           const int64_t *axes);
/// Broadcasts operands to `type` and applies `body`. Dynamic sizes that meet
/// are looked at when the model runs, unless they are known to be equal.
MlirValue aicGenericElementwise(const AicTosa *tosa, intptr_t numOperands,
                                const MlirValue *operands, MlirType type,
                                AicGenericBody body, const void *userData);

/// Asserts what an operation that reads element by element takes for granted.
void aicGenericAssert(const AicTosa *tosa, MlirValue holds, const char *text);

#endif // AIC_LOWERING_GRAPH_TO_LINALG_GENERIC_H
