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

bool aicIsReshape(MlirOperation op) {
  if (!aicOpIs(op, "tensor.expand_shape") &&
      !aicOpIs(op, "tensor.collapse_shape"))
    return false;
  return mlirShapedTypeHasStaticShape(
      mlirValueGetType(mlirOperationGetResult(op, 0)));
}

bool aicIsFree(MlirOperation op) {
  return aicOpIs(op, "arith.constant") || aicOpIs(op, "tensor.empty") ||
         aicOpIs(op, "linalg.fill") || aicIsReshape(op);
}

static MlirAttribute constantValue(MlirValue value) {
  if (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (aicOpIs(op, "arith.constant"))
      return mlirOperationGetAttributeByName(
          op, mlirStringRefCreateFromCString("value"));
  }
  return (MlirAttribute){NULL};
}

MlirAttribute aicFillValue(MlirValue value) {
  while (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (aicIsReshape(op)) {
      value = mlirOperationGetOperand(op, 0);
      continue;
    }
    if (aicOpIs(op, "linalg.fill"))
      return constantValue(mlirOperationGetOperand(op, 0));
    MlirAttribute attr = constantValue(value);
    if (!mlirAttributeIsNull(attr) && mlirAttributeIsADenseElements(attr) &&
        mlirDenseElementsAttrIsSplat(attr))
      return mlirDenseElementsAttrGetSplatValue(attr);
    break;
  }
  return (MlirAttribute){NULL};
}

static bool isZero(MlirAttribute attr) {
  if (mlirAttributeIsAFloat(attr))
    return mlirFloatAttrGetValueDouble(attr) == 0.0;
  return mlirAttributeIsAInteger(attr) && mlirIntegerAttrGetValueInt(attr) == 0;
}

/// Which operands a loop moves.
typedef struct LoopUse {
  bool lhs, rhs, out;
  int partner; ///< the loop it shares a dimension of lhs with, or -1
} LoopUse;

static void readUses(const AicMapAccess maps[3], const AicLoopRoles *roles,
                     LoopUse *uses) {
  for (int loop = 0; loop < roles->count; ++loop) {
    bool *const moves[3] = {&uses[loop].lhs, &uses[loop].rhs, &uses[loop].out};
    uses[loop].partner = -1;
    for (int operand = 0; operand < 3; ++operand) {
      *moves[operand] = false;
      for (intptr_t dim = 0; dim < maps[operand].rank; ++dim) {
        if (!maps[operand].scale[dim][loop])
          continue;
        *moves[operand] = true;
        for (int other = 0; operand == 0 && other < roles->count; ++other)
          if (other != loop && roles->size[other] > 1 &&
              maps[operand].scale[dim][other])
            uses[loop].partner = other;
      }
    }
  }
}

/// Gives `loop` the first free role of a list.
static bool assign(AicLoopRoles *roles, int loop, const int *list, int count,
                   bool *taken) {
  for (int i = 0; i < count; ++i) {
    if (taken[list[i]])
      continue;
    taken[list[i]] = true;
    roles->role[loop] = list[i];
    return true;
  }
  return false;
}

/// Loops of lhs * rhs become those of a contraction.
static const char *assignContraction(const LoopUse *uses, AicLoopRoles *roles) {
  static const int windows[2][2] = {{AIC_LOOP_OH, AIC_LOOP_KH},
                                    {AIC_LOOP_OW, AIC_LOOP_KW}};
  static const int rows[] = {AIC_LOOP_OH, AIC_LOOP_OW, AIC_LOOP_N};
  static const int outer[] = {AIC_LOOP_N};
  static const int columns[] = {AIC_LOOP_F};
  static const int reductions[] = {AIC_LOOP_C, AIC_LOOP_KW, AIC_LOOP_KH};
  bool taken[AIC_NUM_LOOPS] = {false};
  int numWindows = 0;
  for (int loop = 0; loop < roles->count; ++loop) {
    int partner = uses[loop].partner;
    if (roles->size[loop] == 1 || partner < 0 || !uses[loop].out)
      continue;
    if (uses[loop].rhs || numWindows == 2 || uses[partner].out)
      return "its window is none of a convolution";
    roles->role[loop] = windows[numWindows][0];
    roles->role[partner] = windows[numWindows][1];
    taken[windows[numWindows][0]] = taken[windows[numWindows][1]] = true;
    ++numWindows;
  }
  // Reductions from the innermost outwards: channels first.
  for (int loop = roles->count - 1; loop >= 0; --loop) {
    if (roles->size[loop] == 1 || roles->role[loop] >= 0 || uses[loop].out)
      continue;
    if (!assign(roles, loop, reductions, 3, taken))
      return "it has more than 3 reductions";
  }
  for (int loop = 0; loop < roles->count; ++loop) {
    if (roles->size[loop] == 1 || roles->role[loop] >= 0)
      continue;
    const LoopUse *use = &uses[loop];
    bool placed;
    if (use->lhs && use->rhs) {
      if (numWindows)
        return "it is a depthwise convolution";
      placed = assign(roles, loop, outer, 1, taken);
    } else if (use->rhs) {
      placed = assign(roles, loop, columns, 1, taken);
    } else if (numWindows) {
      placed = assign(roles, loop, outer, 1, taken);
    } else {
      placed = assign(roles, loop, rows, 3, taken);
    }
    if (!placed)
      return "it has more batch, row or column dimensions than the array walks";
  }
  return NULL;
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

static void setSizes(AicLayer *layer, const AicLoopRoles *roles) {
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    layer->size[loop] = 1;
  for (int loop = 0; loop < roles->count; ++loop)
    if (roles->role[loop] >= 0)
      layer->size[roles->role[loop]] = roles->size[loop];
}

static const char *addSource(AicMatch *match, MlirOperation op,
                             intptr_t operand, AicSourceRole role,
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
  aicLookThrough(source, &map);
  AicNpuType type;
  if (!aicElementType(mlirValueGetType(source->tensor), &type))
    return "an element type is none of the device";
  reason = aicApplyRoles(&map, roles, type,
                         &match->layer.source[match->layer.numSources]);
  if (!reason)
    ++match->layer.numSources;
  return reason;
}

static const char *setResult(AicMatch *match, MlirOperation op,
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

static const char *matchContraction(MlirOperation op, AicLoopRoles *roles,
                                    const AicMachine *machine,
                                    AicMatch *match) {
  AicMapAccess maps[3];
  for (int i = 0; i < 3; ++i) {
    const char *reason = aicReadMaps(op, i, &maps[i]);
    if (reason)
      return reason;
  }
  LoopUse uses[AIC_MATCH_MAX_LOOPS];
  readUses(maps, roles, uses);
  const char *reason = assignContraction(uses, roles);
  if (reason)
    return reason;
  AicLayer *layer = &match->layer;
  layer->kind = AIC_LAYER_CONTRACTION;
  layer->multiplies = true;
  setSizes(layer, roles);
  for (intptr_t i = 0; !reason && i < 2; ++i)
    reason = addSource(match, op, i, AIC_SOURCE_ROOT, roles);
  if (reason)
    return reason;
  AicNpuType a = layer->source[0].type, b = layer->source[1].type;
  layer->mac = a == AIC_NPU_I8     ? AIC_NPU_MAC_I8
               : a == AIC_NPU_BF16 ? AIC_NPU_MAC_BF16
                                   : AIC_NPU_MAC_F32;
  if (a != b || aicNpuMacOperandType(layer->mac) != a ||
      !machine->array.rates[layer->mac])
    return "the array does not multiply these types";
  // The array pads with zero, nothing else.
  for (int i = 0; i < 2; ++i)
    if (!mlirAttributeIsNull(match->source[i].pad) &&
        !isZero(match->source[i].pad))
      return "its padding is not zero";
  reason = setResult(match, op, roles);
  if (reason)
    return reason;
  if (layer->result.type != aicNpuMacResultType(layer->mac))
    return "the array does not add up in this type";
  layer->opsBehind = 1;
  MlirAttribute init = aicFillValue(mlirOperationGetOperand(op, 2));
  if (!mlirAttributeIsNull(init) && isZero(init))
    return NULL;
  return addSource(match, op, 2, AIC_SOURCE_INIT, roles);
}

static const char *matchVector(MlirOperation op, AicLoopRoles *roles,
                               const bool *parallel, const AicBody *body,
                               AicMatch *match) {
  AicLayer *layer = &match->layer;
  const char *reason = NULL;
  assignVector(parallel, roles, &reason);
  if (reason)
    return reason;
  setSizes(layer, roles);
  layer->kind = AIC_LAYER_VECTOR;
  layer->multiplies = body->multiplyAdd;
  layer->reduces = body->reduces;
  *(body->reduces ? &layer->opsInside : &layer->opsBehind) =
      body->ops ? body->ops : 1;
  if (body->reduces) {
    match->reduceKind = body->reduceKind;
    match->reduceInit = aicFillValue(
        mlirOperationGetOperand(op, mlirOperationGetNumOperands(op) - 1));
    if (mlirAttributeIsNull(match->reduceInit))
      return "its reduction does not start from a constant";
  }
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  for (intptr_t i = 0; i + 1 < mlirOperationGetNumOperands(op); ++i) {
    // The window of a pooling is a shape only.
    if (mlirOpOperandIsNull(
            mlirValueGetFirstUse(mlirBlockGetArgument(block, i))))
      continue;
    reason = addSource(match, op, i, AIC_SOURCE_ROOT, roles);
    if (reason)
      return reason;
  }
  if (layer->numSources > 4)
    return "it has more than 4 operands";
  if (!layer->numSources)
    return "it reads no tensor";
  reason = setResult(match, op, roles);
  if (reason)
    return reason;
  // Moving whole elements needs no vector unit.
  if (body->identity && layer->source[0].type == layer->result.type) {
    layer->kind = AIC_LAYER_COPY;
    for (int loop = 0; loop < AIC_NUM_PARALLEL; ++loop) {
      bool moved = layer->size[loop] == 1;
      for (int dim = 0; dim < layer->source[0].rank; ++dim)
        moved |= layer->source[0].dim[dim].scale[loop] == 1;
      if (!moved)
        layer->kind = AIC_LAYER_VECTOR;
    }
    if (layer->source[0].rank != layer->result.rank)
      layer->kind = AIC_LAYER_VECTOR;
  }
  return NULL;
}

static const char *matchPad(MlirOperation op, AicMatch *match) {
  MlirValue result = mlirOperationGetResult(op, 0);
  MlirType type = mlirValueGetType(result);
  AicLayer *layer = &match->layer;
  AicNpuType element;
  if (!mlirShapedTypeHasStaticShape(type))
    return "a shape is dynamic";
  if (!aicElementType(type, &element))
    return "an element type is none of the device";
  AicLoopRoles roles = {.count = (int)mlirShapedTypeGetRank(type)};
  AicMapAccess map = {.rank = roles.count};
  if (roles.count > AIC_NUM_PARALLEL)
    return "a tensor has more than 4 dimensions";
  for (int loop = 0; loop < roles.count; ++loop) {
    map.extent[loop] = roles.size[loop] = mlirShapedTypeGetDimSize(type, loop);
    map.scale[loop][loop] = 1;
    roles.role[loop] = AIC_NUM_PARALLEL - roles.count + loop;
  }
  layer->kind = AIC_LAYER_COPY;
  setSizes(layer, &roles);
  AicMatchSource *source = &match->source[0];
  *source = (AicMatchSource){.tensor = result};
  AicMapAccess in = map;
  aicLookThrough(source, &in);
  if (mlirValueEqual(source->tensor, result))
    return "its padding is not static and constant";
  match->result = result;
  layer->numSources = 1;
  // All dimensions stay, so that both sides have the same ones.
  layer->source[0] = (AicAccess){.type = element, .rank = roles.count};
  layer->result = layer->source[0];
  for (int dim = 0; dim < roles.count; ++dim) {
    AicAccessDim *from = &layer->source[0].dim[dim];
    AicAccessDim *to = &layer->result.dim[dim];
    from->extent = in.extent[dim];
    from->offset = in.offset[dim];
    to->extent = map.extent[dim];
    from->scale[roles.role[dim]] = to->scale[roles.role[dim]] = 1;
  }
  return NULL;
}

const char *aicMatchLayer(MlirOperation op, const AicMachine *machine,
                          AicMatch *match) {
  memset(match, 0, sizeof *match);
  match->root = op;
  if (aicOpIs(op, "tensor.pad"))
    return matchPad(op, match);
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
  if (name.length < 7 || strncmp(name.data, "linalg.", 7))
    return "it is no operation of linalg";
  AicLoopRoles roles;
  bool parallel[AIC_MATCH_MAX_LOOPS];
  const char *reason = aicReadLoops(op, &roles, parallel);
  if (reason)
    return reason;
  AicBody body;
  reason = aicReadBody(op, &body);
  bool contraction = body.multiplyAdd;
  if (reason && !contraction)
    return reason;
  match->computesFloat = body.isFloat;
  if (contraction && !matchContraction(op, &roles, machine, match)) {
    aicFuseConsumer(match, &roles);
    return NULL;
  }
  if (reason)
    return reason;
  memset(&match->layer, 0, sizeof match->layer);
  for (int loop = 0; loop < AIC_MATCH_MAX_LOOPS; ++loop)
    roles.role[loop] = -1;
  reason = matchVector(op, &roles, parallel, &body, match);
  if (!reason && match->layer.reduces)
    aicFuseConsumer(match, &roles);
  return reason;
}
