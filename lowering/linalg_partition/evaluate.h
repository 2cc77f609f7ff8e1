//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Computing at compile time what the body of a linalg operation makes of loop
// indices and constants alone.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_PARTITION_EVALUATE_H
#define AIC_LOWERING_LINALG_PARTITION_EVALUATE_H

#include "lowering/support/elements.h"

#include "mlir-c/IR.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  AIC_EVALUATE_MAX_OPS = 96,
  AIC_EVALUATE_MAX_LOOPS = 16,
  AIC_EVALUATE_MAX_OPERANDS = 9,
};

/// A scalar; which of the two is by the value's type. Integers are
/// sign-extended, but i1 is 0 or 1.
typedef union AicScalarValue {
  int64_t integer;
  double real;
} AicScalarValue;

/// One operation of the body that needs nothing but indices and constants.
typedef struct AicEvaluateStep {
  MlirOperation op;
  int kind; ///< of the operation, as evaluate.c counts them
  MlirType type;
  unsigned loops; ///< those that it depends on, by bit
  int numOperands;
  int step[AIC_EVALUATE_MAX_OPERANDS]; ///< that makes an operand, or -1
  AicScalarValue constant[AIC_EVALUATE_MAX_OPERANDS];
  MlirType operandType;
  AicElements table;    ///< of a constant that is read, operand 0
  AicScalarValue value; ///< at the point evaluated last
} AicEvaluateStep;

typedef struct AicEvaluate {
  int count;
  AicEvaluateStep steps[AIC_EVALUATE_MAX_OPS];
} AicEvaluate;

/// Collects the operations of `body` that can be computed, in order.
void aicEvaluateCollect(MlirBlock body, AicEvaluate *evaluate);
/// Frees what was collected.
void aicEvaluateRelease(AicEvaluate *evaluate);
/// The step that makes `value`, or -1.
int aicEvaluateFind(const AicEvaluate *evaluate, MlirValue value);
/// Computes all steps for one point of the loops. False where a step has no
/// value: a division by zero, an index that is none of a tensor.
bool aicEvaluateAt(AicEvaluate *evaluate, const int64_t *indices);

#endif // AIC_LOWERING_LINALG_PARTITION_EVALUATE_H
