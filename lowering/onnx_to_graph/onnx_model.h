//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An ONNX model as plain C structs, without MLIR.
//
// Names are views of the mapped file. Values of tensors are, too, where the
// file has them as one run of bytes (raw_data, packed float_data and
// double_data, external data); everything else is decoded into the model's
// arena. In both cases they have ONNX's raw form: row-major, little-endian,
// elements below a byte packed from the low bits.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_ONNX_MODEL_H
#define AIC_LOWERING_ONNX_TO_GRAPH_ONNX_MODEL_H

#include "lowering/onnx_to_graph/mapped_file.h"
#include "lowering/onnx_to_graph/wire.h"

/// TensorProto.DataType; the numbers are ONNX's.
typedef enum AicOnnxType {
  AIC_ONNX_UNDEFINED = 0,
  AIC_ONNX_FLOAT = 1,
  AIC_ONNX_UINT8 = 2,
  AIC_ONNX_INT8 = 3,
  AIC_ONNX_UINT16 = 4,
  AIC_ONNX_INT16 = 5,
  AIC_ONNX_INT32 = 6,
  AIC_ONNX_INT64 = 7,
  AIC_ONNX_STRING = 8,
  AIC_ONNX_BOOL = 9,
  AIC_ONNX_FLOAT16 = 10,
  AIC_ONNX_DOUBLE = 11,
  AIC_ONNX_UINT32 = 12,
  AIC_ONNX_UINT64 = 13,
  AIC_ONNX_COMPLEX64 = 14,
  AIC_ONNX_COMPLEX128 = 15,
  AIC_ONNX_BFLOAT16 = 16,
} AicOnnxType;

/// Facts about one element type.
typedef struct AicOnnxTypeInfo {
  const char *name;     ///< "float16"
  unsigned bits;        ///< of one element; 0 for strings
  unsigned field;       ///< of TensorProto, that has the values when not raw
  AicWireType encoded;  ///< how that field writes one scalar
  unsigned scalarBytes; ///< of raw data that one such scalar stands for
} AicOnnxTypeInfo;

/// NULL for a number that is no element type.
const AicOnnxTypeInfo *aicOnnxTypeInfo(int64_t type);
/// "float", or "element type 99".
const char *aicOnnxTypeName(int64_t type);

typedef struct AicOnnxTensor {
  AicText name;
  int64_t type; ///< AicOnnxType
  size_t rank;
  const int64_t *dims;
  int64_t count; ///< product of dims
  const uint8_t *data;
  size_t size;
  /// The mapping that holds `data`; NULL when `data` lives as long as the model
  /// only.
  AicMappedFile *file;
  size_t offset; ///< of the message in the model's file
} AicOnnxTensor;

typedef struct AicOnnxDim {
  int64_t size; ///< -1 when it is not a constant
  AicText name; ///< of a dynamic dimension; may be empty
} AicOnnxDim;

typedef enum AicOnnxValueKind {
  AIC_ONNX_VALUE_UNTYPED = 0,
  AIC_ONNX_VALUE_TENSOR,
  AIC_ONNX_VALUE_SEQUENCE,
  AIC_ONNX_VALUE_MAP,
  AIC_ONNX_VALUE_OPTIONAL,
  AIC_ONNX_VALUE_SPARSE_TENSOR,
} AicOnnxValueKind;

typedef struct AicOnnxValue {
  AicText name;
  AicOnnxValueKind kind;
  int64_t type; ///< element type of a tensor
  bool hasRank;
  size_t rank;
  const AicOnnxDim *dims;
} AicOnnxValue;

/// AttributeProto.AttributeType; the numbers are ONNX's.
typedef enum AicOnnxAttrType {
  AIC_ONNX_ATTR_UNDEFINED = 0,
  AIC_ONNX_ATTR_FLOAT = 1,
  AIC_ONNX_ATTR_INT = 2,
  AIC_ONNX_ATTR_STRING = 3,
  AIC_ONNX_ATTR_TENSOR = 4,
  AIC_ONNX_ATTR_GRAPH = 5,
  AIC_ONNX_ATTR_FLOATS = 6,
  AIC_ONNX_ATTR_INTS = 7,
  AIC_ONNX_ATTR_STRINGS = 8,
  AIC_ONNX_ATTR_TENSORS = 9,
  AIC_ONNX_ATTR_GRAPHS = 10,
} AicOnnxAttrType;

/// One attribute. A single value is a list of one in the member of its type.
typedef struct AicOnnxAttr {
  AicText name;
  /// The attribute of the enclosing function that this one refers to.
  AicText reference;
  int64_t type; ///< AicOnnxAttrType, or another of ONNX's numbers
  size_t count;
  const float *floats;
  const int64_t *ints;
  const AicText *strings;
  const AicOnnxTensor *tensors;
  const struct AicOnnxGraph *graphs;
} AicOnnxAttr;

typedef struct AicOnnxNode {
  AicText name;
  AicText opType;
  AicText domain;
  size_t numInputs;
  const AicText *inputs; ///< an empty name is an absent input
  size_t numOutputs;
  const AicText *outputs;
  size_t numAttrs;
  const AicOnnxAttr *attrs;
  size_t offset; ///< of the message in the file
} AicOnnxNode;

typedef struct AicOnnxGraph {
  AicText name;
  size_t numNodes;
  const AicOnnxNode *nodes;
  size_t numInitializers;
  const AicOnnxTensor *initializers;
  size_t numSparseInitializers;
  size_t numInputs;
  const AicOnnxValue *inputs;
  size_t numOutputs;
  const AicOnnxValue *outputs;
  size_t numValueInfos;
  const AicOnnxValue *valueInfos;
} AicOnnxGraph;

typedef struct AicOnnxOpset {
  AicText domain;
  int64_t version;
} AicOnnxOpset;

typedef struct AicOnnxModel {
  const char *path;
  int64_t irVersion;
  AicText producerName;
  AicText producerVersion;
  size_t numOpsets;
  const AicOnnxOpset *opsets;
  size_t numFunctions;
  const AicOnnxGraph *graph;
} AicOnnxModel;

/// Reads the model at `path`; `*out` is NULL on error. Destroying the model
/// leaves alive what still holds a reference to one of its mapped files.
AicError *aicOnnxModelOpen(const char *path, AicOnnxModel **out);
/// The same from bytes, which must outlive the model and are never kept by
/// others; `path` names them in messages and is where external data is looked
/// for.
AicError *aicOnnxModelRead(const char *path, const uint8_t *data, size_t size,
                           AicOnnxModel **out);
/// NULL is a no-op.
void aicOnnxModelDestroy(AicOnnxModel *model);

/// The attribute `name`, or NULL.
const AicOnnxAttr *aicOnnxNodeAttr(const AicOnnxNode *node, const char *name);
bool aicTextEquals(AicText text, const char *other);
bool aicTextSame(AicText left, AicText right);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_ONNX_MODEL_H
