//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/match.h"

#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

#include <string.h>

void aicSetSizes(AicLayer *layer, const AicLoopRoles *roles) {
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    layer->size[loop] = 1;
  for (int loop = 0; loop < roles->count; ++loop)
    if (roles->role[loop] >= 0)
      layer->size[roles->role[loop]] = roles->size[loop];
}

static bool moves(const AicMapAccess *map, int loop) {
  for (intptr_t dim = 0; dim < map->rank; ++dim)
    if (map->scale[dim][loop])
      return true;
  return false;
}

static bool movesSameLoops(const AicMapAccess *a, const AicMapAccess *b) {
  for (int loop = 0; loop < AIC_MATCH_MAX_LOOPS; ++loop)
    if (moves(a, loop) != moves(b, loop))
      return false;
  return true;
}

const char *aicAddSource(AicMatch *match, MlirOperation op, intptr_t operand,
                         AicSourceRole role, const AicMachine *machine,
                         const AicLoopRoles *roles) {
  if (match->layer.numSources == AIC_LAYER_MAX_SOURCES)
    return "it has more operands than a layer";
  AicMatchSource *source = &match->source[match->layer.numSources];
  *source = (AicMatchSource){.tensor = mlirOperationGetOperand(op, operand),
                             .role = role,
                             .argument = operand};
  AicMapAccess map;
  const char *reason = aicReadMaps(op, operand, &map);
  if (reason)
    return reason;
  AicMapAccess direct = map;
  aicLookThrough(source, machine, &map);
  // The array walks over all its loops in both operands.
  if (match->layer.kind == AIC_LAYER_CONTRACTION && role == AIC_SOURCE_ROOT &&
      !movesSameLoops(&direct, &map)) {
    map = direct;
    source->tensor = mlirOperationGetOperand(op, operand);
    source->pad = (MlirAttribute){NULL};
  }
  AicNpuType type;
  if (!aicElementType(mlirValueGetType(source->tensor), &type))
    return "an element type is none of the device";
  reason = aicApplyRoles(&map, roles, type,
                         &match->layer.source[match->layer.numSources]);
  if (!reason)
    ++match->layer.numSources;
  return reason;
}

const char *aicSetResult(AicMatch *match, MlirOperation op,
                         const AicLoopRoles *roles) {
  AicMapAccess map;
  intptr_t last = mlirOperationGetNumOperands(op) - 1;
  const char *reason = aicReadMaps(op, last, &map);
  if (reason)
    return reason;
  match->result = mlirOperationGetResult(op, 0);
  AicNpuType type;
  if (!aicElementType(mlirValueGetType(match->result), &type))
    return "an element type is none of the device";
  return aicApplyRoles(&map, roles, type, &match->layer.result);
}

bool aicIsPlainResult(const AicAccess *access) {
  for (int dim = 0; dim < access->rank; ++dim) {
    int loops = 0;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop) {
      if (!access->dim[dim].scale[loop])
        continue;
      ++loops;
      if (access->dim[dim].scale[loop] != 1)
        return false;
      for (int other = 0; other < dim; ++other)
        if (access->dim[other].scale[loop])
          return false;
    }
    if (loops > 1 || access->dim[dim].offset)
      return false;
  }
  return true;
}

static void assignVector(const bool *parallel, AicLoopRoles *roles,
                         const char **reason) {
  int numParallel = 0, numReduction = 0;
  for (int loop = 0; loop < roles->count; ++loop) {
    if (roles->size[loop] == 1)
      continue;
    numParallel += parallel[loop];
    numReduction += !parallel[loop];
  }
  if (numParallel > AIC_NUM_PARALLEL || numReduction > 2) {
    *reason = "it has more than 4 parallel or 2 reduction dimensions";
    return;
  }
  int p = AIC_NUM_PARALLEL - numParallel, r = AIC_LOOP_R1 + 1 - numReduction;
  for (int loop = 0; loop < roles->count; ++loop)
    roles->role[loop] = roles->size[loop] == 1 ? -1
                        : parallel[loop]       ? p++
                                               : r++;
}

/// Every element of the result is one of the source, and tiles are too, so that
/// it takes no vector unit to move them.
static bool isMove(const AicLayer *layer) {
  const AicAccess *from = &layer->source[0];
  if (from->type != layer->result.type || from->rank != layer->result.rank)
    return false;
  for (int dim = 0; dim < from->rank; ++dim) {
    int64_t sum = 0;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
      sum += from->dim[dim].scale[loop];
    if (sum > 1)
      return false;
  }
  for (int loop = 0; loop < AIC_NUM_PARALLEL; ++loop) {
    int dims = 0;
    for (int dim = 0; dim < from->rank; ++dim)
      dims += from->dim[dim].scale[loop] != 0;
    if (dims != (layer->size[loop] > 1))
      return false;
  }
  return true;
}

static const char *matchVector(MlirOperation op, AicLoopRoles *roles,
                               const bool *parallel, const AicBody *body,
                               const AicMachine *machine, AicMatch *match) {
  AicLayer *layer = &match->layer;
  const char *reason = NULL;
  assignVector(parallel, roles, &reason);
  if (reason)
    return reason;
  aicSetSizes(layer, roles);
  layer->kind = AIC_LAYER_VECTOR;
  layer->multiplies = body->multiplyAdd;
  layer->reduces = body->reduces;
  layer->sumsProducts = body->sumsProducts;
  *(body->reduces ? &layer->opsInside : &layer->opsBehind) = body->ops;
  if (body->reduces) {
    match->reduceKind = body->reduceKind;
    match->reduceInit = aicFillValue(
        mlirOperationGetOperand(op, mlirOperationGetNumOperands(op) - 1));
    if (mlirAttributeIsNull(match->reduceInit))
      return "its reduction does not start from a constant";
  }
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  for (intptr_t i = 0; i + 1 < mlirOperationGetNumOperands(op); ++i) {
    AicNpuType type;
    if (!aicElementType(mlirValueGetType(mlirOperationGetOperand(op, i)),
                        &type))
      return "an element type is none of the device";
    // The window of a pooling is a shape only.
    if (mlirOpOperandIsNull(
            mlirValueGetFirstUse(mlirBlockGetArgument(block, i))))
      continue;
    reason = aicAddSource(match, op, i, AIC_SOURCE_ROOT, machine, roles);
    if (reason)
      return reason;
  }
  reason = aicAddTables(match, body, machine);
  if (reason)
    return reason;
  if (layer->numSources > AIC_NPU_MAX_SOURCES)
    return "it has more than 6 operands";
  if (!layer->numSources)
    return "it reads no tensor";
  reason = aicSetResult(match, op, roles);
  if (reason)
    return reason;
  if (!aicIsPlainResult(&layer->result))
    return "its result is not written in the order of its loops";
  // A loop that only reads would leave the last value, not combine them.
  if (!body->reduces && layer->size[AIC_LOOP_R0] * layer->size[AIC_LOOP_R1] > 1)
    return "its result does not depend on one of its loops";
  if (body->identity && isMove(layer))
    layer->kind = AIC_LAYER_COPY;
  return NULL;
}

static bool vectorHas(const AicMachine *machine, AicNpuType type) {
  return machine->vector.types >> type & 1;
}

/// The vector unit knows the types that it reads, computes in, and writes.
static const char *checkTypes(const AicMachine *machine,
                              const AicMatch *match) {
  const AicLayer *layer = &match->layer;
  if (layer->kind == AIC_LAYER_COPY)
    return NULL;
  bool fits =
      vectorHas(machine, layer->result.type) &&
      vectorHas(machine, match->computesFloat ? AIC_NPU_F32 : AIC_NPU_I32);
  for (int i = layer->kind == AIC_LAYER_CONTRACTION ? 2 : 0;
       i < layer->numSources; ++i)
    fits = fits && vectorHas(machine, layer->source[i].type);
  return fits ? NULL : "the vector unit lacks an element type";
}

static const char *matchRoot(MlirOperation op, const AicMachine *machine,
                             AicLoopRoles *roles, AicMatch *match) {
  bool parallel[AIC_MATCH_MAX_LOOPS];
  const char *reason = aicReadLoops(op, roles, parallel);
  if (reason)
    return reason;
  AicBody body;
  reason = aicReadBody(op, machine, &body);
  match->computesFloat = body.isFloat;
  if (body.multiplyAdd && !aicMatchContraction(op, roles, machine, match))
    return NULL;
  if (reason)
    return reason;
  memset(&match->layer, 0, sizeof match->layer);
  for (int loop = 0; loop < AIC_MATCH_MAX_LOOPS; ++loop)
    roles->role[loop] = -1;
  return matchVector(op, roles, parallel, &body, machine, match);
}

const char *aicMatchLayer(MlirOperation op, const AicMachine *machine,
                          bool fuse, AicMatch *result) {
  memset(result, 0, sizeof *result);
  result->root = op;
  if (aicOpIs(op, "tensor.pad") || aicOpIs(op, "tensor.extract_slice"))
    return aicMatchPad(op, machine, result);
  if (aicOpIs(op, "tensor.insert_slice"))
    return aicMatchInsert(op, result);
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
  if (name.length < 7 || strncmp(name.data, "linalg.", 7))
    return "it is no operation of linalg";
  AicLoopRoles roles;
  const char *reason = matchRoot(op, machine, &roles, result);
  if (!reason)
    reason = checkTypes(machine, result);
  if (!reason && result->layer.kind == AIC_LAYER_CONTRACTION)
    aicAccessSkip(&result->layer, &result->layer.source[0]);
  if (reason || !fuse || result->layer.kind == AIC_LAYER_COPY ||
      (result->layer.kind == AIC_LAYER_VECTOR && !result->layer.reduces))
    return reason;
  AicMatch fused = *result;
  aicFuseConsumer(&fused, machine, &roles);
  if (!checkTypes(machine, &fused))
    *result = fused;
  return NULL;
}
