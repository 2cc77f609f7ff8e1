//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What importing one node may use: its inputs as values or constants, its
// attributes, the building of graph operations, and errors that name it.
//
// Every function that can fail sets the import's error once; a null value or
// false tells so, and all functions do nothing after an error. Code of a node
// therefore builds a whole chain and looks at the end result only.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_NODE_H
#define AIC_LOWERING_ONNX_TO_GRAPH_NODE_H

#include "aic/build.h"
#include "lowering/onnx_to_graph/arena.h"
#include "lowering/onnx_to_graph/onnx_model.h"
#include "lowering/onnx_to_graph/symbols.h"

enum { AIC_IMPORT_MAX_RANK = 16 };

/// A constant: an initializer, a Constant node, or computed at import. An
/// element of an integer constant may be a dynamic size instead of a number.
typedef struct AicConstant {
  AicOnnxTensor tensor;
  /// Per element the symbol it stands for (see symbols.h), or 0; NULL when all
  /// elements are numbers.
  const AicSymbol *symbols;
} AicConstant;

/// What a name of the model stands for.
typedef struct AicImportValue {
  AicText name;
  MlirValue value;             ///< null until a constant is first used
  const AicConstant *constant; ///< or NULL
  const AicOnnxNode *producer; ///< of an output that the import does not give
} AicImportValue;

typedef struct AicImport {
  MlirContext context;
  const AicOnnxModel *model;
  int64_t opset; ///< of the default domain
  AicArena arena;
  MlirRewriterBase rewriter;
  AicSymbols symbols;
  AicImportValue *values; ///< open addressing over names
  size_t capacity;        ///< of values, a power of two
  const AicOnnxNode *node;
  MlirLocation location; ///< of the node
  char diagnostic[512];  ///< text of the first diagnostic since the last clear
  AicError *error;
} AicImport;

/// Integers of a list attribute or input.
typedef struct AicInts {
  intptr_t count;
  int64_t at[AIC_IMPORT_MAX_RANK * 2];
  AicSymbol symbols[AIC_IMPORT_MAX_RANK * 2];
} AicInts;

/// Dimensions of a value; negative where dynamic.
typedef struct AicDims {
  intptr_t rank;
  int64_t at[AIC_IMPORT_MAX_RANK];
} AicDims;

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

/// Sets the error "'file': node 'name' (Op): message"; returns false.
bool aicNodeFail(AicImport *import, const char *format, ...) AIC_PRINTF(2, 3);
bool aicNodeFailed(const AicImport *import);

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

bool aicNodeHasAttr(const AicImport *import, const char *name);
int64_t aicNodeInt(AicImport *import, const char *name, int64_t fallback);
float aicNodeFloat(AicImport *import, const char *name, float fallback);
/// Text that lives as long as the import.
const char *aicNodeText(AicImport *import, const char *name,
                        const char *fallback);
/// False when there is no such attribute, or after an error.
bool aicNodeIntList(AicImport *import, const char *name, AicInts *list);

//===----------------------------------------------------------------------===//
// Inputs and outputs
//===----------------------------------------------------------------------===//

/// Input number `index` is given.
bool aicNodeHasInput(const AicImport *import, size_t index);
/// An input as a value; a constant becomes a graph.weight at its first use.
MlirValue aicNodeInput(AicImport *import, size_t index);
/// An input as a constant, or NULL when it is none (no error).
const AicConstant *aicNodeConstant(AicImport *import, size_t index);
/// A constant list of integers (or one integer). `what` names it in the error
/// when the input is no constant.
bool aicNodeInputInts(AicImport *import, size_t index, const char *what,
                      AicInts *list);
/// The list that newer versions of an op take as an input and older ones as an
/// attribute; false when neither is given, or after an error.
bool aicNodeIntsOf(AicImport *import, const char *attr, size_t input,
                   AicInts *list);
/// A constant of one number.
bool aicNodeInputNumber(AicImport *import, size_t index, const char *what,
                        double *value);
void aicNodeSetOutput(AicImport *import, size_t index, MlirValue value);
/// Sets the first output; what a builder returns.
bool aicNodeFinish(AicImport *import, MlirValue result);
void aicNodeSetConstant(AicImport *import, size_t index,
                        const AicConstant *constant);

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// Builds a graph operation with an inferred result, or with the one in
/// `build.results`, verifies it and gives its result.
MlirValue aicNodeBuild(AicImport *import, const char *name, AicBuild build);
MlirValue aicNodeUnary(AicImport *import, const char *kind, MlirValue x);
MlirValue aicNodeBinary(AicImport *import, const char *kind, MlirValue x,
                        MlirValue y);
MlirValue aicNodeCompare(AicImport *import, const char *kind, MlirValue x,
                         MlirValue y);
MlirValue aicNodeSelect(AicImport *import, MlirValue condition, MlirValue x,
                        MlirValue y);
MlirValue aicNodeCast(AicImport *import, MlirValue x, MlirType element);
/// graph.reduce over `axes` (increasing).
MlirValue aicNodeReduce(AicImport *import, const char *kind, MlirValue x,
                        const AicInts *axes, bool keep);
/// graph.reshape; sizes as in aicNodeIntsOf, where a symbol or -1 may stand
/// for a dynamic size as long as the elements of `x` determine it.
MlirValue aicNodeReshape(AicImport *import, MlirValue x, const AicInts *sizes);
/// Reshapes to rank 2: the dimensions before `axis` and the others.
MlirValue aicNodeFlatten(AicImport *import, MlirValue x, int64_t axis);
/// A graph.weight with one element of type `element`: `rank` sizes of 1.
MlirValue aicNodeScalar(AicImport *import, MlirType element, double number,
                        intptr_t rank);
/// The same of rank 0 and with the element type of `x`.
MlirValue aicNodeScalarLike(AicImport *import, MlirValue x, double number);
/// An attribute with one number of type `element`, or null for another type.
MlirAttribute aicNodeNumberAttr(MlirType element, double number);

MlirType aicNodeElement(MlirValue x);
AicDims aicNodeDims(MlirValue x);
/// Sizes of `x` with the symbols of dynamic ones.
AicInts aicNodeSizes(AicImport *import, MlirValue x);
/// Counts a negative axis from the end; fails outside of [-rank, rank).
bool aicNodeAxis(AicImport *import, intptr_t rank, int64_t *axis);
/// The same for a list, which is sorted; fails when an axis occurs twice.
bool aicNodeAxes(AicImport *import, intptr_t rank, AicInts *axes);

/// What graph.slice takes; one entry per dimension.
typedef struct AicRange {
  AicInts starts, sizes, strides;
} AicRange;

/// All elements.
AicRange aicRangeWhole(const AicDims *dims);
MlirValue aicNodeSlice(AicImport *import, MlirValue x, const AicRange *range);
/// graph.pad with `number`.
MlirValue aicNodePad(AicImport *import, MlirValue x, const AicInts *low,
                     const AicInts *high, double number);
/// Cuts what negative entries of the paddings say, and makes them 0.
MlirValue aicNodeCrop(AicImport *import, MlirValue x, AicInts *low,
                      AicInts *high);
MlirValue aicNodeConcat(AicImport *import, AicValues parts, int64_t axis);
MlirValue aicNodeBroadcast(AicImport *import, MlirValue x,
                           const AicInts *shape);
MlirValue aicNodeTranspose(AicImport *import, MlirValue x, const AicInts *perm);
MlirValue aicNodeMatmul(AicImport *import, MlirValue a, MlirValue b,
                        bool transposeA, bool transposeB);
MlirValue aicNodeGather(AicImport *import, MlirValue x, MlirValue indices,
                        int64_t axis);

//===----------------------------------------------------------------------===//
// Constants and types
//===----------------------------------------------------------------------===//

/// Null for an element type that MLIR or the graph dialect has no word for.
MlirType aicOnnxElementType(MlirContext context, int64_t type);
/// The element type's number, or AIC_ONNX_UNDEFINED.
int64_t aicOnnxTypeOf(MlirType element);
/// Elements as one attribute, in place where they are aligned in a mapped
/// file. Null when the element type is not supported.
MlirAttribute aicConstantAttr(MlirContext context, const AicOnnxTensor *tensor);
/// Element `index` of a constant of integers, booleans or floats.
int64_t aicConstantInt(const AicOnnxTensor *tensor, int64_t index);
double aicConstantNumber(const AicOnnxTensor *tensor, int64_t index);
/// A new constant with room for all elements (not above the rank of AicDims),
/// to be filled by aicConstantSet; NULL after an error.
AicConstant *aicConstantCreate(AicImport *import, int64_t type, size_t rank,
                               const int64_t *dims);
/// Element `index` becomes an integer or a symbol.
void aicConstantSet(AicImport *import, AicConstant *constant, int64_t index,
                    int64_t value, AicSymbol symbol);
AicSymbol aicConstantSymbol(const AicConstant *constant, int64_t index);

//===----------------------------------------------------------------------===//
// Names of the model (import_value.c)
//===----------------------------------------------------------------------===//

/// The entry of `name`; a new one is empty. NULL for the empty name.
AicImportValue *aicImportLookup(AicImport *import, AicText name);
/// Whether the entry stands for something.
bool aicImportDefined(const AicImportValue *value);
/// Sets the entry of a new name; false after an error when it is taken.
bool aicImportDefine(AicImport *import, AicImportValue value);
/// The value of an entry, materialized; null after an error.
MlirValue aicImportMaterialize(AicImport *import, AicImportValue *value);

/// Adds an argument for `input` to the function's block and gives its type;
/// false after an error.
bool aicImportInput(AicImport *import, MlirBlock block,
                    const AicOnnxValue *input, MlirType *type);
/// The value of an output of the model, whose type must be the declared one;
/// null after an error.
MlirValue aicImportOutput(AicImport *import, const AicOnnxValue *output);
/// `graph.name` and `graph.dims` of an argument or result.
MlirAttribute aicImportValueAttrs(AicImport *import, MlirValue value,
                                  const AicOnnxValue *declared);

/// The location "name"("file":line:1).
MlirLocation aicImportLocation(const AicImport *import, AicText name,
                               size_t line);

/// Computes the node at import when all its inputs are small constants of
/// integers, as in the arithmetic on shapes. False when it must be built.
bool aicImportFold(AicImport *import);

/// One op of the default domain.
typedef struct AicImportOp {
  const char *opType;
  unsigned minInputs, maxInputs;
  bool (*build)(AicImport *import, const struct AicImportOp *op);
  const char *kind; ///< of the graph operation, for ops of one family
} AicImportOp;

/// Sorted by opType; ends with a zero entry.
extern const AicImportOp aicImportOps[];

#endif // AIC_LOWERING_ONNX_TO_GRAPH_NODE_H
