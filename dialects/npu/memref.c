//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Memrefs of the dialect: where they lie, which the machine can hold.
//
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

static const char *const placeNames[] = {"nowhere", "spad", "acc", "dram"};

const char *aicNpuPlaceName(AicNpuPlace place) { return placeNames[place]; }

AicNpuPlace aicNpuPlaceOf(MlirType type) {
  if (!mlirTypeIsAMemRef(type))
    return AIC_NPU_PLACE_NOWHERE;
  MlirAttribute space = mlirMemRefTypeGetMemorySpace(type);
  if (mlirAttributeIsNull(space) || !aicAttributeIs(space, &aicNpuSpaceAttr))
    return AIC_NPU_PLACE_NOWHERE;
  MlirStringRef word = mlirStringAttrGetValue(aicAttributeGetParam(space, 0));
  for (int place = AIC_NPU_PLACE_SPAD; place <= AIC_NPU_PLACE_DRAM; ++place)
    if (mlirStringRefEqual(word,
                           mlirStringRefCreateFromCString(placeNames[place])))
      return (AicNpuPlace)place;
  return AIC_NPU_PLACE_NOWHERE;
}

bool aicNpuTypeRead(MlirType element, AicNpuType *type) {
  bool isInteger =
      mlirTypeIsAInteger(element) && mlirIntegerTypeIsSignless(element);
  unsigned width = isInteger ? mlirIntegerTypeGetWidth(element) : 0;
  if (isInteger && width == 4)
    *type = AIC_NPU_I4;
  else if (isInteger && width == 8)
    *type = AIC_NPU_I8;
  else if (isInteger && width == 32)
    *type = AIC_NPU_I32;
  else if (mlirTypeIsABF16(element))
    *type = AIC_NPU_BF16;
  else if (mlirTypeIsAF16(element))
    *type = AIC_NPU_F16;
  else if (mlirTypeIsAF32(element))
    *type = AIC_NPU_F32;
  else
    return false;
  return true;
}

MlirType aicNpuTypeGet(MlirContext context, AicNpuType type) {
  switch (type) {
  case AIC_NPU_I4:
    return mlirIntegerTypeGet(context, 4);
  case AIC_NPU_I8:
    return mlirIntegerTypeGet(context, 8);
  case AIC_NPU_BF16:
    return mlirBF16TypeGet(context);
  case AIC_NPU_F16:
    return mlirF16TypeGet(context);
  case AIC_NPU_F32:
    return mlirF32TypeGet(context);
  default:
    return mlirIntegerTypeGet(context, 32);
  }
}

AicNpuType aicNpuTypeOf(MlirType element) {
  AicNpuType type;
  if (!aicNpuTypeRead(element, &type))
    AIC_BUG("an element type that no memref of the dialect has");
  return type;
}

int64_t aicNpuElementBytes(MlirType element) {
  AicNpuType type;
  return aicNpuTypeRead(element, &type) ? aicNpuTypeSize(type) : 0;
}

/// Elements; far above what a described machine can hold.
#define AIC_NPU_MAX_STRIDE (INT64_C(1) << 26)
#define AIC_NPU_MAX_SPAN (INT64_C(1) << 40)

/// A static, strided memref of an element type that the machine has, whose
/// layout has no offset.
static bool isUsable(MlirType type) {
  if (aicNpuPlaceOf(type) == AIC_NPU_PLACE_NOWHERE ||
      !mlirShapedTypeHasStaticShape(type))
    return false;
  intptr_t rank = mlirShapedTypeGetRank(type);
  if (rank > AIC_NPU_MEMREF_RANK ||
      aicNpuElementBytes(mlirShapedTypeGetElementType(type)) == 0)
    return false;
  for (intptr_t dim = 0; dim < rank; ++dim)
    if (mlirShapedTypeGetDimSize(type, dim) < 1)
      return false;
  int64_t strides[AIC_NPU_MEMREF_RANK], offset;
  if (mlirLogicalResultIsFailure(
          mlirMemRefTypeGetStridesAndOffset(type, strides, &offset)) ||
      offset != 0)
    return false;
  // Bounds that keep all arithmetic on addresses inside 64 bits.
  int64_t span = 1;
  for (intptr_t dim = 0; dim < rank; ++dim) {
    int64_t size = mlirShapedTypeGetDimSize(type, dim);
    if (mlirShapedTypeIsDynamicStrideOrOffset(strides[dim]) ||
        strides[dim] < 0 || strides[dim] > AIC_NPU_MAX_STRIDE ||
        size > INT32_MAX)
      return false;
    span += (size - 1) * strides[dim];
    if (span > AIC_NPU_MAX_SPAN)
      return false;
  }
  return true;
}

static bool isSpad(MlirType type) {
  return aicNpuPlaceOf(type) == AIC_NPU_PLACE_SPAD && isUsable(type);
}
static bool isAcc(MlirType type) {
  return aicNpuPlaceOf(type) == AIC_NPU_PLACE_ACC && isUsable(type);
}
static bool isDram(MlirType type) {
  return aicNpuPlaceOf(type) == AIC_NPU_PLACE_DRAM && isUsable(type);
}
static bool isChip(MlirType type) { return isSpad(type) || isAcc(type); }
static bool isRing(MlirType type) { return aicTypeIs(type, &aicNpuRingType); }
static bool isHostBuffer(MlirType type) {
  return mlirTypeIsARankedTensor(type) || mlirTypeIsAMemRef(type);
}
static bool isComputeType(MlirType type) {
  return mlirTypeIsAF32(type) ||
         (mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
          mlirIntegerTypeGetWidth(type) == 32);
}

const AicTypeConstraint aicNpuDramMemRef = {
    .name = "static memref of " AIC_NPU_TYPE_NAMES " in #npu.space<dram>",
    .holds = isDram,
    .among = AIC_POINTERS(char, "!builtin.memref")};
const AicTypeConstraint aicNpuSpadMemRef = {
    .name = "static memref of " AIC_NPU_TYPE_NAMES " in #npu.space<spad>",
    .holds = isSpad,
    .among = AIC_POINTERS(char, "!builtin.memref")};
const AicTypeConstraint aicNpuAccMemRef = {
    .name = "static memref of " AIC_NPU_TYPE_NAMES " in #npu.space<acc>",
    .holds = isAcc,
    .among = AIC_POINTERS(char, "!builtin.memref")};
const AicTypeConstraint aicNpuChipMemRef = {
    .name = "static memref of " AIC_NPU_TYPE_NAMES " in #npu.space<spad> or "
            "#npu.space<acc>",
    .holds = isChip,
    .among = AIC_POINTERS(char, "!builtin.memref")};
const AicTypeConstraint aicNpuAnyMemRef = {
    .name = "static memref of " AIC_NPU_TYPE_NAMES " in an #npu.space",
    .holds = isUsable,
    .among = AIC_POINTERS(char, "!builtin.memref")};
const AicTypeConstraint aicNpuRingConstraint = {
    .name = "!npu.ring",
    .holds = isRing,
    .among = AIC_POINTERS(char, "!npu.ring")};
const AicTypeConstraint aicNpuHostBuffer = {
    .name = "ranked tensor or memref",
    .holds = isHostBuffer,
    .among = AIC_POINTERS(char, "!builtin.tensor", "!builtin.memref")};
const AicTypeConstraint aicNpuComputeType = {
    .name = "f32 or i32",
    .holds = isComputeType,
    .among = AIC_POINTERS(char, "f32", "i32")};

static MlirAttribute spaceAttr(MlirContext context, AicNpuPlace place) {
  MlirAttribute word = mlirStringAttrGet(
      context, mlirStringRefCreateFromCString(placeNames[place]));
  return aicAttributeGet(context, &aicNpuSpaceAttr, &word, 1);
}

MlirType aicNpuMemRefGet(MlirContext context, intptr_t rank,
                         const int64_t *shape, MlirType element,
                         AicNpuPlace place) {
  return mlirMemRefTypeGet(element, rank, shape, mlirAttributeGetNull(),
                           spaceAttr(context, place));
}

MlirType aicNpuStridedMemRefGet(MlirContext context, intptr_t rank,
                                const int64_t *shape, const int64_t *strides,
                                MlirType element, AicNpuPlace place) {
  MlirAttribute layout = mlirStridedLayoutAttrGet(context, 0, rank, strides);
  return mlirMemRefTypeGet(element, rank, shape, layout,
                           spaceAttr(context, place));
}

AicNpuShape aicNpuShapeOf(MlirType type) {
  AicNpuShape shape = {.rank = mlirShapedTypeGetRank(type)};
  int64_t offset;
  for (intptr_t dim = 0; dim < shape.rank; ++dim)
    shape.size[dim] = mlirShapedTypeGetDimSize(type, dim);
  // Cannot fail: the constraint has asked before.
  (void)mlirMemRefTypeGetStridesAndOffset(type, shape.stride, &offset);
  return shape;
}

int64_t aicNpuSpan(const AicNpuShape *shape) {
  int64_t span = 1;
  for (intptr_t dim = 0; dim < shape->rank; ++dim)
    span += (shape->size[dim] - 1) * shape->stride[dim];
  return span;
}

bool aicNpuIsContiguous(const AicNpuShape *shape) {
  int64_t elements = 1;
  for (intptr_t dim = shape->rank; dim-- > 0; elements *= shape->size[dim])
    if (shape->stride[dim] != elements && shape->size[dim] != 1)
      return false;
  return true;
}
