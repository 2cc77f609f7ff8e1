//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What type inference of the operations shares: reading attributes and
// operands that nobody has verified yet, and shape arithmetic.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIALECTS_GRAPH_INFER_H
#define AIC_DIALECTS_GRAPH_INFER_H

#include "dialects/graph/graph.h"

/// Computes the type of the only result, or emits one error. May rely on the
/// operand constraints and on the presence and kind of required attributes.
typedef MlirLogicalResult (*AicGraphResultType)(const AicInfer *infer,
                                                MlirType *type);

/// Body of an inferTypes hook: checks what `def` says about operands and
/// attributes, then calls `resultType`. The verifier calls the hook too.
MlirLogicalResult aicGraphInfer(const AicInfer *infer, const AicOpDef *def,
                                AicGraphResultType resultType);

MlirType aicGraphOperandType(const AicInfer *infer, intptr_t operand);
bool aicGraphInferFlag(const AicInfer *infer, const char *name);
int64_t aicGraphInferInt(const AicInfer *infer, const char *name,
                         int64_t fallback);
/// Reads an array attribute that must have `count` entries between `least` and
/// `most`. An absent one has the value `fallback` everywhere. Errors name the
/// attribute.
MlirLogicalResult aicGraphInferInts(const AicInfer *infer, const char *name,
                                    intptr_t count, int64_t least, int64_t most,
                                    int64_t fallback,
                                    int64_t values[AIC_GRAPH_MAX_RANK]);
/// Reads an array attribute with at most AIC_GRAPH_MAX_RANK entries.
MlirLogicalResult aicGraphInferIntList(const AicInfer *infer, const char *name,
                                       intptr_t *count,
                                       int64_t values[AIC_GRAPH_MAX_RANK]);

/// Text of a type for messages, cut to the buffer.
typedef struct AicGraphText {
  char text[160];
} AicGraphText;
AicGraphText aicGraphTypeText(MlirType type);

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// The numpy broadcast of two shapes. On failure `axis` is the dimension of
/// the result (counted from the front) where they differ.
bool aicGraphBroadcastShapes(const AicGraphShape *a, const AicGraphShape *b,
                             AicGraphShape *result, intptr_t *axis);
/// The same as a result type's shape, with an error that names both types.
MlirLogicalResult aicGraphInferBroadcast(const AicInfer *infer,
                                         intptr_t firstOperand,
                                         intptr_t numOperands,
                                         AicGraphShape *result);
/// Reads strides, dilations, pads and ceil_mode of a window of the given rank;
/// `kernel` has been filled in. Errors name the attribute.
MlirLogicalResult aicGraphInferWindow(const AicInfer *infer,
                                      AicGraphWindow *window);
/// Number of positions of `window` on axis `axis` with `size` elements; 0 or
/// less when it does not fit, dynamic when `size` is.
int64_t aicGraphWindowSize(const AicGraphWindow *window, intptr_t axis,
                           int64_t size);

#endif // AIC_DIALECTS_GRAPH_INFER_H
