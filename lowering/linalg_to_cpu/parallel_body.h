//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The body of a parallel loop as a function of its own.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_CPU_PARALLEL_BODY_H
#define AIC_LOWERING_LINALG_TO_CPU_PARALLEL_BODY_H

#include "lowering/linalg_to_cpu/loop_nest.h"

/// Moves the loop into a new function `name`, in front of `function`, that runs
/// a part of the iterations: `(%context: !llvm.ptr, %begin: i64, %end: i64)`.
/// In its place stands a call of `aicParallelFor` with the record `call`, the
/// number of iterations and what the loop uses of its surroundings. `large`,
/// an i1, says whether more than one thread is worth it. False, and nothing
/// changed, when the loop uses something that cannot be handed over.
bool aicParallelOutline(const AicLoopNest *nest, MlirOperation function,
                        const char *name, MlirValue call, int64_t minCost);

/// `llvm.func` of the call, as text.
extern const char aicParallelForText[];

#endif // AIC_LOWERING_LINALG_TO_CPU_PARALLEL_BODY_H
