//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// TOSA operations in one call: zero points, shifts and shape operands are
// filled in, and result types computed.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_GRAPH_TO_TOSA_TOSA_H
#define AIC_LOWERING_GRAPH_TO_TOSA_TOSA_H

#include "aic/build.h"
#include "dialects/graph/graph.h"

/// Where operations are built, and at which location.
typedef struct AicTosa {
  MlirRewriterBase rewriter;
  MlirLocation location;
} AicTosa;

/// Building in front of `op`, for patterns.
AicTosa aicTosaAt(MlirPatternRewriter rewriter, MlirOperation op);

/// Replaces `op` by `value`.
MlirLogicalResult aicTosaReplace(const AicTosa *tosa, MlirOperation op,
                                 MlirValue value);

/// The shape and the element type of a tensor value.
AicGraphShape aicTosaShape(MlirValue value);
MlirType aicTosaElement(MlirValue value);
/// Every size is known, and none is 0, which TOSA refuses.
bool aicTosaHasNoZero(const AicGraphShape *shape);
intptr_t aicTosaNumDynamic(const AicGraphShape *shape);
/// f16, bf16 or f32: floats that TOSA computes with.
bool aicTosaIsFloat(MlirType element);

/// Operands and result are what TOSA moves: floats from 16 bits or signless
/// integers, and not empty.
bool aicTosaMoves(MlirOperation op);
bool aicTosaCanMove(MlirType element);

MlirValue aicTosaConst(const AicTosa *tosa, MlirAttribute elements);
/// A constant with one element, of the given rank.
MlirValue aicTosaScalar(const AicTosa *tosa, MlirType element, double number,
                        intptr_t rank);
/// An index constant, and the size of a dimension when the model runs.
MlirValue aicTosaIndex(const AicTosa *tosa, int64_t value);
MlirValue aicTosaDim(const AicTosa *tosa, MlirValue value, intptr_t axis);
/// A !tosa.shape; a dynamic size becomes -1.
MlirValue aicTosaShapeConst(const AicTosa *tosa, intptr_t count,
                            const int64_t *sizes);

/// The value itself when it has that shape. At most one size may be dynamic.
MlirValue aicTosaReshape(const AicTosa *tosa, MlirValue value,
                         const AicGraphShape *shape);
/// Inserts unit dimensions so that `shape` results; any number of sizes may be
/// dynamic.
MlirValue aicTosaExpand(const AicTosa *tosa, MlirValue value,
                        const AicGraphShape *shape);
/// Unit dimensions in front, up to `rank`.
MlirValue aicTosaRaise(const AicTosa *tosa, MlirValue value, intptr_t rank);
/// Permutes dimensions; constants with dense elements at once.
MlirValue aicTosaTranspose(const AicTosa *tosa, MlirValue value,
                           const int64_t *perm);
/// An operation with the type of its operand.
MlirValue aicTosaUnary(const AicTosa *tosa, const char *name, MlirValue value);
/// A broadcasting operation; operands are brought to one rank.
MlirValue aicTosaBinary(const AicTosa *tosa, const char *name, MlirValue a,
                        MlirValue b, MlirType element);
/// Product, sum with a number.
MlirValue aicTosaScale(const AicTosa *tosa, MlirValue value, double factor);
MlirValue aicTosaShift(const AicTosa *tosa, MlirValue value, double summand);
/// min(max(x, low), high) on floats; an infinity does not limit.
MlirValue aicTosaClamp(const AicTosa *tosa, MlirValue value, double low,
                       double high);
/// Surrounds `value` with a number.
MlirValue aicTosaPad(const AicTosa *tosa, MlirValue value, const int64_t *low,
                     const int64_t *high, MlirValue number);
/// Static sizes `sizes` from `starts`; a size of -1 keeps the dimension.
MlirValue aicTosaSlice(const AicTosa *tosa, MlirValue value,
                       const int64_t *starts, const int64_t *sizes);

/// The type with this shape and element.
MlirType aicTosaType(const AicGraphShape *shape, MlirType element);

MlirAttribute aicTosaI32(MlirContext context, int32_t value);

#endif // AIC_LOWERING_GRAPH_TO_TOSA_TOSA_H
