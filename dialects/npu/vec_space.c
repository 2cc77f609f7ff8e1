//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// npu.vec: the iteration space and how it walks over the memrefs.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "dialects/npu/support.h"
#include "dialects/npu/vec.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <string.h>

/// Far above what a machine can hold; keeps sums of positions in 64 bits.
enum { MAX_SIZE = 1 << 27 };

/// The iteration space of one npu.vec: parallel dimensions, then reduction.
typedef struct Space {
  intptr_t parallel, reduce;
  int64_t size[5];
} Space;

uint32_t aicNpuBitsOf(MlirAttribute number) {
  if (mlirAttributeIsAInteger(number))
    return (uint32_t)mlirIntegerAttrGetValueInt(number);
  float value = (float)mlirFloatAttrGetValueDouble(number);
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static MlirLogicalResult readSpace(MlirOperation op, Space *space) {
  MlirAttribute parallel = aicOpAttr(op, "parallel");
  MlirAttribute reduce = aicOpAttr(op, "reduce");
  space->parallel = mlirDenseArrayGetNumElements(parallel);
  space->reduce = mlirDenseArrayGetNumElements(reduce);
  if (space->parallel < 1 || space->parallel > 3 || space->reduce > 2) // C1
    return aicOpError(op,
                      "has %" PRIdPTR " parallel and %" PRIdPTR
                      " reduction dimensions, possible are 1 to 3 and 0 to 2",
                      space->parallel, space->reduce);
  for (intptr_t dim = 0; dim < space->parallel + space->reduce; ++dim) {
    int64_t size =
        dim < space->parallel
            ? mlirDenseI64ArrayGetElement(parallel, dim)
            : mlirDenseI64ArrayGetElement(reduce, dim - space->parallel);
    if (size < 1 || size > MAX_SIZE) // C1
      return aicOpError(op, "size of dimension %" PRIdPTR " is %" PRId64, dim,
                        size);
    space->size[dim] = size;
  }
  return mlirLogicalResultSuccess();
}

/// Byte strides over the five machine dimensions (p0, p1, p2, r0, r1), where
/// missing ones come first, and the byte offset of the first point.
static MlirLogicalResult walk(MlirOperation op, const Space *space,
                              intptr_t number, MlirValue value, int32_t *stride,
                              uint32_t *offset) {
  MlirType type = mlirValueGetType(value);
  AicNpuShape shape = aicNpuShapeOf(type);
  int64_t bytes = aicNpuElementBytes(mlirShapedTypeGetElementType(type));
  MlirAttribute attr = mlirArrayAttrGetElement(aicOpAttr(op, "maps"), number);
  intptr_t dims = space->parallel + space->reduce;
  if (!mlirAttributeIsAAffineMap(attr)) // C2
    return aicOpError(op, "map #%" PRIdPTR " is no affine map", number);
  MlirAffineMap map = mlirAffineMapAttrGetValue(attr);
  if (mlirAffineMapGetNumDims(map) != dims ||
      mlirAffineMapGetNumResults(map) != shape.rank) // C2
    return aicOpError(op,
                      "map #%" PRIdPTR " must take %" PRIdPTR " to %" PRIdPTR
                      " dimensions",
                      number, dims, shape.rank);
  int64_t steps[5] = {0}, start = 0;
  for (intptr_t result = 0; result < shape.rank; ++result) {
    int64_t factors[5], low, high;
    if (!aicNpuLinearResult(map, result, &low, factors)) // C2
      return aicOpError(op, "map #%" PRIdPTR " is not linear", number);
    high = low;
    start += low * shape.stride[result];
    for (intptr_t dim = 0; dim < dims; ++dim) {
      int64_t reach = factors[dim] * (space->size[dim] - 1);
      *(reach < 0 ? &low : &high) += reach;
      steps[dim] += factors[dim] * shape.stride[result];
      // A dimension of one point has no stride.
      if (space->size[dim] == 1)
        steps[dim] = 0;
    }
    if (low < 0 || high >= shape.size[result]) // C3
      return aicOpError(op,
                        "map #%" PRIdPTR " reaches %" PRId64 " to %" PRId64
                        " in dimension %" PRIdPTR " of size %" PRId64,
                        number, low, high, result, shape.size[result]);
  }
  *offset = (uint32_t)(start * bytes);
  for (intptr_t dim = 0; dim < 5; ++dim)
    stride[dim] = 0;
  for (intptr_t dim = 0; dim < dims; ++dim) {
    if (steps[dim] < 0 || steps[dim] * bytes > INT32_MAX) // C2
      return aicOpError(op,
                        "map #%" PRIdPTR " walks dimension %" PRIdPTR
                        " with stride %" PRId64 ", which is impossible",
                        number, dim, steps[dim]);
    intptr_t machine = dim < space->parallel
                           ? dim + 3 - space->parallel
                           : dim - space->parallel + 5 - space->reduce;
    stride[machine] = (int32_t)(steps[dim] * bytes);
  }
  return mlirLogicalResultSuccess();
}

/// Whether npu.lut looks up in input `input`, and whether nothing else reads
/// it.
static bool isTable(MlirOperation op, intptr_t input, bool *only) {
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  bool found = false;
  *only = true;
  if (mlirBlockIsNull(block) || input >= mlirBlockGetNumArguments(block))
    return false;
  MlirOpOperand use = mlirValueGetFirstUse(mlirBlockGetArgument(block, input));
  for (; !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use)) {
    bool looksUp = aicOpIs(mlirOpOperandGetOwner(use), "npu.lut") &&
                   mlirOpOperandGetOperandNumber(use) == 1;
    found |= looksUp;
    *only &= looksUp;
  }
  return found;
}

/// Input `input`, whose walk is known, as a look-up table.
static MlirLogicalResult readTable(MlirOperation op, intptr_t input, bool only,
                                   AicNpuVecSource *source) {
  AicNpuShape shape =
      aicNpuShapeOf(mlirValueGetType(mlirOperationGetOperand(op, input)));
  bool fits = only && shape.rank == 1 && source->ref.base == 0 &&
              aicNpuIsContiguous(&shape) && shape.size[0] < 1 << 24;
  for (int dim = 0; dim < 5; ++dim)
    fits = fits && source->stride[dim] == 0;
  if (!fits) // C10
    return aicOpError(op,
                      "input #%" PRIdPTR " is a table of npu.lut: it must have "
                      "one contiguous dimension of at most 2^24 - 1 entries, a "
                      "map that is constant 0, and no other use",
                      input);
  source->entries = (uint32_t)shape.size[0];
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuVecTranslate(MlirOperation op, AicNpuVec *vec) {
  Space space;
  memset(vec, 0, sizeof *vec);
  if (mlirLogicalResultIsFailure(readSpace(op, &space)))
    return mlirLogicalResultFailure();
  intptr_t inputs = mlirOperationGetNumOperands(op) - 1;
  if (inputs > AIC_NPU_MAX_SOURCES) // C1
    return aicOpError(op, "has %" PRIdPTR " inputs, at most %d are possible",
                      inputs, AIC_NPU_MAX_SOURCES);
  intptr_t maps = mlirArrayAttrGetNumElements(aicOpAttr(op, "maps"));
  if (maps != inputs + 1) // C2
    return aicOpError(op, "has %" PRIdPTR " maps for %" PRIdPTR " memrefs",
                      maps, inputs + 1);
  for (int dim = 0; dim < 3; ++dim)
    vec->p[dim] = dim < 3 - space.parallel
                      ? 1
                      : (uint32_t)space.size[dim - 3 + space.parallel];
  for (int dim = 0; dim < 2; ++dim)
    vec->r[dim] =
        dim < 2 - space.reduce
            ? 1
            : (uint32_t)space.size[space.parallel + dim - 2 + space.reduce];
  vec->numSources = (uint8_t)inputs;
  int32_t stride[5];
  for (intptr_t input = 0; input <= inputs; ++input) {
    MlirValue value = mlirOperationGetOperand(op, input);
    AicNpuVecSource *source = &vec->sources[input % AIC_NPU_MAX_SOURCES];
    uint32_t offset;
    if (mlirLogicalResultIsFailure(
            walk(op, &space, input, value, stride, &offset)))
      return mlirLogicalResultFailure();
    AicNpuType type =
        aicNpuTypeOf(mlirShapedTypeGetElementType(mlirValueGetType(value)));
    if (input < inputs) {
      source->ref.base = offset;
      source->type = type;
      memcpy(source->stride, stride, sizeof stride);
      bool only;
      if (isTable(op, input, &only) &&
          mlirLogicalResultIsFailure(readTable(op, input, only, source)))
        return mlirLogicalResultFailure();
      continue;
    }
    vec->dst.base = offset;
    vec->dstType = type;
    memcpy(vec->dstStride, stride, sizeof vec->dstStride);
    if (stride[3] != 0 || stride[4] != 0) // C4
      return aicOpError(op, "the output's map uses a reduction dimension");
  }
  return aicNpuVecTranslateBody(op, vec);
}
