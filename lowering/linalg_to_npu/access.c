//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Indexing maps as numbers.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/match.h"

#include "aic/op.h"
#include "dialects/npu/support.h"
#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

static const char *readMap(MlirAffineMap map, MlirType type,
                           AicMapAccess *access) {
  *access = (AicMapAccess){.rank = mlirAffineMapGetNumResults(map)};
  if (mlirAffineMapGetNumDims(map) > AIC_MATCH_MAX_LOOPS ||
      access->rank > AIC_MATCH_MAX_RANK)
    return "it has too many dimensions";
  if (mlirAffineMapGetNumSymbols(map))
    return "an indexing map has symbols";
  if (!mlirTypeIsARankedTensor(type) ||
      mlirShapedTypeGetRank(type) != access->rank)
    return "an operand is no ranked tensor";
  for (intptr_t dim = 0; dim < access->rank; ++dim) {
    if (mlirShapedTypeIsDynamicDim(type, dim))
      return "a shape is dynamic";
    access->extent[dim] = mlirShapedTypeGetDimSize(type, dim);
    if (!access->extent[dim])
      return "a tensor is empty";
    if (!aicNpuLinearResult(map, dim, &access->offset[dim], access->scale[dim]))
      return "an indexing map is not linear";
  }
  return NULL;
}

const char *aicReadMaps(MlirOperation op, intptr_t operand,
                        AicMapAccess *access) {
  MlirAttribute maps = mlirLinalgGetIndexingMapsAttribute(op);
  if (mlirAttributeIsNull(maps) || !mlirAttributeIsAArray(maps) ||
      operand >= mlirArrayAttrGetNumElements(maps))
    return "it has no indexing maps";
  MlirAttribute map = mlirArrayAttrGetElement(maps, operand);
  return readMap(mlirAffineMapAttrGetValue(map),
                 mlirValueGetType(mlirOperationGetOperand(op, operand)),
                 access);
}

const char *aicReadLoops(MlirOperation op, AicLoopRoles *roles,
                         bool *parallel) {
  MlirAttribute maps = mlirLinalgGetIndexingMapsAttribute(op);
  if (mlirAttributeIsNull(maps) || !mlirAttributeIsAArray(maps))
    return "it has no indexing maps";
  intptr_t operands = mlirOperationGetNumOperands(op);
  if (mlirOperationGetNumResults(op) != 1 ||
      mlirArrayAttrGetNumElements(maps) != operands)
    return "it does not have one tensor result";
  *roles = (AicLoopRoles){.count = 0};
  for (int loop = 0; loop < AIC_MATCH_MAX_LOOPS; ++loop) {
    roles->role[loop] = -1;
    parallel[loop] = false;
  }
  for (intptr_t i = 0; i < operands; ++i) {
    AicMapAccess access;
    const char *reason = aicReadMaps(op, i, &access);
    // A scalar operand (of a fill) has no dimensions to read.
    if (reason)
      return reason;
    MlirAffineMap map =
        mlirAffineMapAttrGetValue(mlirArrayAttrGetElement(maps, i));
    roles->count = (int)mlirAffineMapGetNumDims(map);
    for (intptr_t dim = 0; dim < access.rank; ++dim) {
      MlirAffineExpr expr = mlirAffineMapGetResult(map, dim);
      if (mlirAffineExprIsADim(expr))
        roles->size[mlirAffineDimExprGetPosition(expr)] = access.extent[dim];
      for (int loop = 0; loop < roles->count; ++loop)
        if (i == operands - 1 && access.scale[dim][loop])
          parallel[loop] = true;
    }
  }
  for (int loop = 0; loop < roles->count; ++loop)
    if (!roles->size[loop])
      return "the size of a loop is in no operand's shape";
  return NULL;
}

bool aicElementType(MlirType tensor, AicNpuType *type) {
  return aicNpuTypeRead(mlirShapedTypeGetElementType(tensor), type);
}

const char *aicApplyRoles(const AicMapAccess *map, const AicLoopRoles *roles,
                          AicNpuType type, AicAccess *access) {
  *access = (AicAccess){.type = type};
  int64_t bytes = aicNpuTypeSize(type);
  for (intptr_t dim = 0; dim < map->rank; ++dim) {
    // Strides of commands have 32 bits; extents are not 0.
    if (map->extent[dim] > INT32_MAX / bytes)
      return "a tensor has more than 2^31 bytes";
    bytes *= map->extent[dim];
    AicAccessDim out = {.extent = map->extent[dim], .offset = map->offset[dim]};
    bool moves = out.offset != 0;
    for (int loop = 0; loop < roles->count; ++loop) {
      int64_t scale = map->scale[dim][loop];
      if (!scale || roles->size[loop] == 1)
        continue;
      if (scale < 0)
        return "an indexing map runs backwards";
      if (roles->role[loop] < 0)
        return "its loops have no place on the device";
      out.scale[roles->role[loop]] += scale;
      moves = true;
    }
    if (out.extent == 1 && !moves)
      continue;
    if (access->rank == AIC_LAYER_RANK)
      return "a tensor has more than 4 dimensions larger than 1";
    access->dim[access->rank++] = out;
  }
  if (!access->rank)
    access->dim[access->rank++] = (AicAccessDim){.extent = 1};
  return NULL;
}

/// The constant padding value of a tensor.pad with constant amounts; null if it
/// is another one. Fills in the low amounts.
static MlirAttribute readPad(MlirOperation pad, int64_t *low) {
  MlirAttribute null = {NULL};
  MlirAttribute lows = mlirOperationGetAttributeByName(
      pad, mlirStringRefCreateFromCString("static_low"));
  intptr_t rank = mlirDenseArrayGetNumElements(lows);
  if (rank > AIC_MATCH_MAX_LOOPS)
    return null;
  // Amounts that are operands come in order behind the source.
  intptr_t numOperands = 0;
  for (intptr_t i = 0; i < rank; ++i) {
    low[i] = mlirDenseI64ArrayGetElement(lows, i);
    if (low[i] != mlirShapedTypeGetDynamicSize())
      continue;
    MlirValue amount = mlirOperationGetOperand(pad, ++numOperands);
    MlirAttribute number =
        mlirValueIsAOpResult(amount) &&
                aicOpIs(mlirOpResultGetOwner(amount), "arith.constant")
            ? mlirOperationGetAttributeByName(
                  mlirOpResultGetOwner(amount),
                  mlirStringRefCreateFromCString("value"))
            : null;
    if (mlirAttributeIsNull(number))
      return null;
    low[i] = mlirIntegerAttrGetValueInt(number);
  }
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(pad, 0));
  MlirOperation yield = mlirBlockGetTerminator(body);
  MlirValue value = mlirOperationGetOperand(yield, 0);
  if (!mlirValueIsAOpResult(value))
    return null;
  MlirOperation constant = mlirOpResultGetOwner(value);
  if (!aicOpIs(constant, "arith.constant"))
    return null;
  return mlirOperationGetAttributeByName(
      constant, mlirStringRefCreateFromCString("value"));
}

/// `op` copies its only input to every place along new dimensions.
static bool isBroadcast(MlirOperation op) {
  if (aicOpIs(op, "linalg.broadcast"))
    return true;
  AicBody body;
  return aicOpIs(op, "linalg.generic") &&
         mlirOperationGetNumOperands(op) == 2 && aicIsElementwise(op) &&
         !aicReadBody(op, NULL, &body) && body.identity;
}

/// Walks over the input of a tensor.pad instead; false if it cannot be.
static bool lookThroughPad(AicMatchSource *source, MlirOperation op,
                           AicMapAccess *map) {
  int64_t low[AIC_MATCH_MAX_LOOPS];
  MlirAttribute value = readPad(op, low);
  MlirValue input = mlirOperationGetOperand(op, 0);
  MlirType type = mlirValueGetType(input);
  if (mlirAttributeIsNull(value) || !mlirShapedTypeHasStaticShape(type))
    return false;
  source->tensor = input;
  source->pad = value;
  for (intptr_t dim = 0; dim < map->rank; ++dim) {
    map->extent[dim] = mlirShapedTypeGetDimSize(type, dim);
    map->offset[dim] -= low[dim];
  }
  return true;
}

/// Walks over the input of a broadcast or transposition; false if it cannot be.
static bool lookThroughBroadcast(AicMatchSource *source, MlirOperation op,
                                 AicMapAccess *map) {
  // Compose: loops of `op` are the dimensions of its result, if its map says
  // so.
  AicMapAccess in, out;
  if (aicReadMaps(op, 0, &in) || aicReadMaps(op, 1, &out))
    return false;
  for (intptr_t dim = 0; dim < out.rank; ++dim)
    for (int loop = 0; loop < AIC_MATCH_MAX_LOOPS; ++loop)
      if (out.scale[dim][loop] != (loop == dim) || out.offset[dim])
        return false;
  AicMapAccess composed = {.rank = in.rank};
  for (intptr_t dim = 0; dim < in.rank; ++dim) {
    composed.extent[dim] = in.extent[dim];
    composed.offset[dim] = in.offset[dim];
    for (intptr_t via = 0; via < out.rank; ++via) {
      composed.offset[dim] += in.scale[dim][via] * map->offset[via];
      for (int loop = 0; loop < AIC_MATCH_MAX_LOOPS; ++loop)
        composed.scale[dim][loop] += in.scale[dim][via] * map->scale[via][loop];
    }
  }
  *map = composed;
  source->tensor = mlirOperationGetOperand(op, 0);
  return true;
}

void aicLookThrough(AicMatchSource *source, const AicMachine *machine,
                    AicMapAccess *map) {
  while (mlirValueIsAOpResult(source->tensor)) {
    MlirOperation op = mlirOpResultGetOwner(source->tensor);
    if (aicOpIs(op, "tensor.pad")) {
      // Behind it coordinates outside the tensor count, so it is the last.
      if (machine->ld.zeropad)
        lookThroughPad(source, op, map);
      return;
    }
    if (!isBroadcast(op) || !lookThroughBroadcast(source, op, map))
      return;
  }
}
