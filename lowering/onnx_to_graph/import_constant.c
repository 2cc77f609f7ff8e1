//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Constants of a model as attributes and as numbers.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/node.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

MlirType aicOnnxElementType(MlirContext context, int64_t type) {
  switch (type) {
  case AIC_ONNX_FLOAT:
    return mlirF32TypeGet(context);
  case AIC_ONNX_DOUBLE:
    return mlirF64TypeGet(context);
  case AIC_ONNX_FLOAT16:
    return mlirF16TypeGet(context);
  case AIC_ONNX_BFLOAT16:
    return mlirBF16TypeGet(context);
  case AIC_ONNX_BOOL:
    return mlirIntegerTypeGet(context, 1);
  case AIC_ONNX_INT8:
  case AIC_ONNX_INT16:
  case AIC_ONNX_INT32:
  case AIC_ONNX_INT64:
    return mlirIntegerTypeGet(context, aicOnnxTypeInfo(type)->bits);
  case AIC_ONNX_UINT8:
  case AIC_ONNX_UINT16:
  case AIC_ONNX_UINT32:
  case AIC_ONNX_UINT64:
    return mlirIntegerTypeUnsignedGet(context, aicOnnxTypeInfo(type)->bits);
  default:
    return (MlirType){NULL};
  }
}

int64_t aicOnnxTypeOf(MlirType element) {
  MlirContext context = mlirTypeGetContext(element);
  for (int64_t type = AIC_ONNX_FLOAT; type <= AIC_ONNX_BFLOAT16; ++type) {
    MlirType other = aicOnnxElementType(context, type);
    if (!mlirTypeIsNull(other) && mlirTypeEqual(element, other))
      return type;
  }
  return AIC_ONNX_UNDEFINED;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

// Tensors up to this size are elements attributes, which every folder
// understands; larger ones are resources, which are not hashed and not copied.
enum { DENSE_BYTES = 1024, COPY_ALIGNMENT = 64 };

static void releaseMapping(void *file, const void *data, size_t size,
                           size_t align) {
  (void)data, (void)size, (void)align;
  aicMappedFileRelease(file);
}

static void freeCopy(void *copy, const void *data, size_t size, size_t align) {
  (void)data, (void)size, (void)align;
  free(copy);
}

static MlirAttribute boolsAttr(MlirType type, const AicOnnxTensor *tensor) {
  int *values = malloc(tensor->size * sizeof *values + 1);
  if (!values)
    return mlirAttributeGetNull();
  for (size_t i = 0; i < tensor->size; ++i)
    values[i] = tensor->data[i] != 0;
  MlirAttribute attr =
      mlirDenseElementsAttrBoolGet(type, (intptr_t)tensor->size, values);
  free(values);
  return attr;
}

static MlirAttribute resourceAttr(MlirType type, const AicOnnxTensor *tensor) {
  MlirStringRef name = {tensor->name.data, tensor->name.size};
  if (!name.length)
    name = mlirStringRefCreateFromCString("constant");
  size_t align = aicOnnxTypeInfo(tensor->type)->bits / 8;
  // The mapping starts at a page, so that alignment in the file and in memory
  // are the same.
  if (tensor->file && (uintptr_t)tensor->data % align == 0)
    return mlirUnmanagedDenseResourceElementsAttrGet(
        type, name, (void *)(uintptr_t)tensor->data, tensor->size, align, false,
        releaseMapping, aicMappedFileRetain(tensor->file));
  size_t room = (tensor->size + COPY_ALIGNMENT - 1) / COPY_ALIGNMENT *
                (size_t)COPY_ALIGNMENT;
  void *copy = aligned_alloc(COPY_ALIGNMENT, room);
  if (!copy)
    return mlirAttributeGetNull();
  memcpy(copy, tensor->data, tensor->size);
  return mlirUnmanagedDenseResourceElementsAttrGet(
      type, name, copy, tensor->size, COPY_ALIGNMENT, false, freeCopy, copy);
}

MlirAttribute aicConstantAttr(MlirContext context,
                              const AicOnnxTensor *tensor) {
  MlirType element = aicOnnxElementType(context, tensor->type);
  if (mlirTypeIsNull(element))
    return mlirAttributeGetNull();
  MlirType type = mlirRankedTensorTypeGet((intptr_t)tensor->rank, tensor->dims,
                                          element, mlirAttributeGetNull());
  if (!tensor->count)
    return mlirDenseElementsAttrGet(type, 0, NULL);
  if (tensor->type == AIC_ONNX_BOOL)
    return boolsAttr(type, tensor);
  if (tensor->size > DENSE_BYTES)
    return resourceAttr(type, tensor);
  // Elements attributes copy, but read whole elements from the buffer.
  _Alignas(16) uint8_t aligned[DENSE_BYTES];
  memcpy(aligned, tensor->data, tensor->size);
  return mlirDenseElementsAttrRawBufferGet(type, tensor->size, aligned);
}

MlirAttribute aicNodeNumberAttr(MlirType element, double number) {
  if (mlirTypeIsAFloat(element))
    return mlirFloatAttrDoubleGet(mlirTypeGetContext(element), element, number);
  if (!mlirTypeIsAInteger(element))
    return mlirAttributeGetNull();
  // Out of range is undefined in C; bounds like these mean "no bound".
  if (!(number > -0x1p63))
    number = -0x1p63;
  int64_t value = number >= 0x1p63 ? INT64_MAX : (int64_t)number;
  unsigned bits = mlirIntegerTypeGetWidth(element);
  if (bits < 64 && mlirIntegerTypeIsUnsigned(element)) {
    int64_t most = (INT64_C(1) << bits) - 1;
    value = value < 0 ? 0 : value > most ? most : value;
  } else if (bits < 64) {
    int64_t most = (INT64_C(1) << (bits - 1)) - 1;
    value = value < -most - 1 ? -most - 1 : value > most ? most : value;
  }
  return mlirIntegerAttrGet(element, value);
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

static uint64_t bitsAt(const AicOnnxTensor *tensor, int64_t index,
                       unsigned bytes) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < bytes; ++i)
    bits |= (uint64_t)tensor->data[(size_t)index * bytes + i] << (8 * i);
  return bits;
}

static double halfNumber(uint64_t bits) {
  int exponent = (int)(bits >> 10 & 31);
  double mantissa = (double)(bits & 1023);
  double value = exponent == 31
                     ? (mantissa > 0 ? (double)NAN : (double)INFINITY)
                 : exponent ? ldexp(mantissa + 1024, exponent - 25)
                            : ldexp(mantissa, -24);
  return bits >> 15 ? -value : value;
}

int64_t aicConstantInt(const AicOnnxTensor *tensor, int64_t index) {
  unsigned bytes = aicOnnxTypeInfo(tensor->type)->bits / 8;
  uint64_t bits = bitsAt(tensor, index, bytes);
  switch (tensor->type) {
  case AIC_ONNX_INT8:
    return (int8_t)bits;
  case AIC_ONNX_INT16:
    return (int16_t)bits;
  case AIC_ONNX_INT32:
    return (int32_t)bits;
  case AIC_ONNX_BOOL:
    return bits != 0;
  default:
    return (int64_t)bits;
  }
}

double aicConstantNumber(const AicOnnxTensor *tensor, int64_t index) {
  switch (tensor->type) {
  case AIC_ONNX_FLOAT:
  case AIC_ONNX_BFLOAT16: {
    uint32_t word = tensor->type == AIC_ONNX_FLOAT
                        ? (uint32_t)bitsAt(tensor, index, 4)
                        : (uint32_t)bitsAt(tensor, index, 2) << 16;
    float value;
    memcpy(&value, &word, sizeof value);
    return (double)value;
  }
  case AIC_ONNX_DOUBLE: {
    uint64_t word = bitsAt(tensor, index, 8);
    double value;
    memcpy(&value, &word, sizeof value);
    return value;
  }
  case AIC_ONNX_FLOAT16:
    return halfNumber(bitsAt(tensor, index, 2));
  case AIC_ONNX_UINT64:
    return (double)bitsAt(tensor, index, 8);
  default:
    return (double)aicConstantInt(tensor, index);
  }
}

//===----------------------------------------------------------------------===//
// New constants
//===----------------------------------------------------------------------===//

AicConstant *aicConstantCreate(AicImport *import, int64_t type, size_t rank,
                               const int64_t *dims) {
  int64_t count = 1;
  for (size_t i = 0; i < rank; ++i)
    count *= dims[i];
  AicConstant *constant = aicArenaAlloc(&import->arena, 1, sizeof *constant);
  int64_t *sizes = aicArenaAlloc(&import->arena, rank, sizeof *sizes);
  unsigned bytes = aicOnnxTypeInfo(type)->bits / 8;
  uint8_t *data = aicArenaAlloc(&import->arena, (size_t)count, bytes);
  if (!constant || !sizes || !data) {
    aicNodeFail(import, "no memory for %lld elements", (long long)count);
    return NULL;
  }
  if (rank)
    memcpy(sizes, dims, rank * sizeof *sizes);
  constant->tensor = (AicOnnxTensor){
      .type = type,
      .rank = rank,
      .dims = sizes,
      .count = count,
      .data = data,
      .size = (size_t)count * bytes,
  };
  return constant;
}

void aicConstantSet(AicImport *import, AicConstant *constant, int64_t index,
                    int64_t value, AicSymbol symbol) {
  const AicOnnxTensor *tensor = &constant->tensor;
  unsigned bytes = aicOnnxTypeInfo(tensor->type)->bits / 8;
  // The arena gave this constant its own writable bytes.
  uint8_t *data = (uint8_t *)(uintptr_t)tensor->data + (size_t)index * bytes;
  for (unsigned i = 0; i < bytes; ++i)
    data[i] = (uint8_t)((uint64_t)value >> (8 * i));
  if (!symbol)
    return;
  if (!constant->symbols)
    constant->symbols = aicArenaAlloc(&import->arena, (size_t)tensor->count,
                                      sizeof *constant->symbols);
  if (constant->symbols)
    ((AicSymbol *)(uintptr_t)constant->symbols)[index] = symbol;
  else
    aicNodeFail(import, "no memory for %lld symbols", (long long)tensor->count);
}

AicSymbol aicConstantSymbol(const AicConstant *constant, int64_t index) {
  return constant->symbols ? constant->symbols[index] : 0;
}
