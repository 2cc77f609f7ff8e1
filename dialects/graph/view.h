//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One look at an operation, whether it exists (verification) or is to be
// created (type inference), so that each operation has one function that
// computes its result type and names what is wrong.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIALECTS_GRAPH_VIEW_H
#define AIC_DIALECTS_GRAPH_VIEW_H

#include "dialects/graph/graph.h"

typedef struct AicGraphView {
  MlirOperation op;      ///< null during inference
  const AicInfer *infer; ///< NULL during verification
} AicGraphView;

/// Computes the type of the only result, or emits one error. May rely on the
/// operand constraints and on the presence and kind of required attributes.
typedef MlirLogicalResult (*AicGraphResultType)(const AicGraphView *view,
                                                MlirType *type);

/// Body of an inferTypes hook: checks what the operation's table says about
/// `def`'s operands and attributes, then calls `resultType`.
MlirLogicalResult aicGraphInfer(const AicInfer *infer, const AicOpDef *def,
                                AicGraphResultType resultType);
/// Body of a verify hook: the result has exactly the computed type.
MlirLogicalResult aicGraphVerify(MlirOperation op,
                                 AicGraphResultType resultType);

intptr_t aicGraphViewNumOperands(const AicGraphView *view);
MlirType aicGraphViewType(const AicGraphView *view, intptr_t operand);
MlirAttribute aicGraphViewAttr(const AicGraphView *view, const char *name);
bool aicGraphViewFlag(const AicGraphView *view, const char *name);
int64_t aicGraphViewInt(const AicGraphView *view, const char *name,
                        int64_t fallback);
/// Emits one error and returns failure.
MlirLogicalResult aicGraphViewError(const AicGraphView *view,
                                    const char *format, ...) AIC_PRINTF(2, 3);
/// Reads an array attribute that must have `count` entries between `least` and
/// `most`. An absent one has the value `fallback` everywhere. Errors name the
/// attribute.
MlirLogicalResult aicGraphViewInts(const AicGraphView *view, const char *name,
                                   intptr_t count, int64_t least, int64_t most,
                                   int64_t fallback,
                                   int64_t values[AIC_GRAPH_MAX_RANK]);
/// Reads an array attribute with at most AIC_GRAPH_MAX_RANK entries.
MlirLogicalResult aicGraphViewIntList(const AicGraphView *view,
                                      const char *name, intptr_t *count,
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
MlirLogicalResult aicGraphViewBroadcast(const AicGraphView *view,
                                        intptr_t firstOperand,
                                        intptr_t numOperands,
                                        AicGraphShape *result);
/// Reads strides, dilations, pads and ceil_mode of a window of the given rank;
/// `kernel` has been filled in. Errors name the attribute.
MlirLogicalResult aicGraphViewWindow(const AicGraphView *view,
                                     AicGraphWindow *window);
/// Number of positions of `window` on axis `axis` with `size` elements; 0 or
/// less when it does not fit, dynamic when `size` is.
int64_t aicGraphWindowSize(const AicGraphWindow *window, intptr_t axis,
                           int64_t size);

#endif // AIC_DIALECTS_GRAPH_VIEW_H
