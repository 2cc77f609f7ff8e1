//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The graph dialect: what a network is, before anyone decides how to compute
// it. A model is a func.func whose arguments and results carry `graph.name`
// and `graph.dims`; its body holds the operations of this dialect.
//
// Invariants: values are builtin ranked tensors without encoding; dynamic
// sizes are `?`; no side effects; result types are exactly the inferred ones.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIALECTS_GRAPH_GRAPH_H
#define AIC_DIALECTS_GRAPH_GRAPH_H

#include "aic/dialect.h"

extern const AicDialectDef aicGraphDialect;

// In the order of the families.
extern const AicOpDef aicGraphWeight;
extern const AicOpDef aicGraphUnary, aicGraphBinary, aicGraphCompare,
    aicGraphSelect, aicGraphClamp, aicGraphCast;
extern const AicOpDef aicGraphConv, aicGraphMatmul;
extern const AicOpDef aicGraphPool, aicGraphReduce;
extern const AicOpDef aicGraphNorm, aicGraphSoftmax;
extern const AicOpDef aicGraphReshape, aicGraphTranspose, aicGraphBroadcast,
    aicGraphConcat, aicGraphSlice, aicGraphPad, aicGraphGather;

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

enum {
  /// Most dimensions a tensor of this dialect may have.
  AIC_GRAPH_MAX_RANK = 16,
};

/// Largest size of one dimension, and largest stride, padding or dilation: the
/// sums and products of a shape computation stay within 64 bits.
#define AIC_GRAPH_MAX_SIZE ((int64_t)1 << 40)
#define AIC_GRAPH_MAX_STEP ((int64_t)1 << 20)

extern const AicTypeConstraint aicGraphTensor, aicGraphFloatTensor,
    aicGraphBoolTensor, aicGraphIndexTensor;

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

/// Facts about a kind that rewrites rely on.
typedef enum AicGraphFacts {
  /// f(0) = 0: sparse and padded values stay what they are.
  AIC_GRAPH_ZERO_PRESERVING = 1u << 0,
  /// x <= y implies f(x) <= f(y): moves through max pooling.
  AIC_GRAPH_INCREASING = 1u << 1,
  /// f(f(x)) = f(x).
  AIC_GRAPH_IDEMPOTENT = 1u << 2,
  /// Defined on integers, floats, booleans (i1).
  AIC_GRAPH_ON_INTEGERS = 1u << 3,
  AIC_GRAPH_ON_FLOATS = 1u << 4,
  AIC_GRAPH_ON_BOOLS = 1u << 5,
  /// f(x, y) = f(y, x).
  AIC_GRAPH_COMMUTATIVE = 1u << 6,
  /// Takes the attributes `alpha` and `beta`.
  AIC_GRAPH_HAS_ALPHA = 1u << 7,
  AIC_GRAPH_HAS_BETA = 1u << 8,
} AicGraphFacts;

/// One kind of graph.unary. Lists end with a zero name.
typedef struct AicGraphUnaryKind {
  const char *name;
  /// The function of x in words of arithmetic.
  const char *meaning;
  unsigned facts; ///< AicGraphFacts
  /// The value on floats, in double; the result is rounded once.
  double (*evaluate)(double x, double alpha, double beta);
  /// What absent `alpha` and `beta` are.
  float alpha, beta;
} AicGraphUnaryKind;

/// One kind of graph.binary.
typedef struct AicGraphBinaryKind {
  const char *name;
  const char *meaning;
  unsigned facts;
  double (*evaluate)(double x, double y);
  /// y with f(x, y) = x for every x, when `hasIdentity`.
  double identity;
  bool hasIdentity;
} AicGraphBinaryKind;

extern const AicGraphUnaryKind aicGraphUnaryKinds[];
extern const AicGraphBinaryKind aicGraphBinaryKinds[];

/// The facts of a verified graph.unary / graph.binary.
const AicGraphUnaryKind *aicGraphGetUnaryKind(MlirOperation op);
const AicGraphBinaryKind *aicGraphGetBinaryKind(MlirOperation op);

//===----------------------------------------------------------------------===//
// Reading operations
//===----------------------------------------------------------------------===//

/// Dimensions of a ranked tensor; a dynamic one is ShapedType::kDynamic.
typedef struct AicGraphShape {
  intptr_t rank;
  int64_t dims[AIC_GRAPH_MAX_RANK];
} AicGraphShape;

/// The shape of a type for which aicGraphTensor holds.
AicGraphShape aicGraphShapeOf(MlirType type);
/// The type with this shape.
MlirType aicGraphShapeType(const AicGraphShape *shape, MlirType element);
bool aicGraphIsDynamic(int64_t dim);

/// How a window moves over the last `rank` dimensions of an operand: of a
/// convolution or a pooling.
typedef struct AicGraphWindow {
  intptr_t rank;
  int64_t kernel[AIC_GRAPH_MAX_RANK];
  int64_t strides[AIC_GRAPH_MAX_RANK];
  int64_t dilations[AIC_GRAPH_MAX_RANK];
  int64_t low[AIC_GRAPH_MAX_RANK];  ///< padding before
  int64_t high[AIC_GRAPH_MAX_RANK]; ///< padding behind
  bool ceil;                        ///< round sizes up
} AicGraphWindow;

/// The window of a verified graph.conv or graph.pool.
AicGraphWindow aicGraphGetWindow(MlirOperation op);
/// Entries of a verified operation's array attribute; the number of them.
intptr_t aicGraphGetInts(MlirOperation op, const char *name,
                         int64_t values[AIC_GRAPH_MAX_RANK]);

#endif // AIC_DIALECTS_GRAPH_GRAPH_H
