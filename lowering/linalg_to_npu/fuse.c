//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An elementwise operation behind a layer becomes part of its vector step.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/body.h"

#include "aic/op.h"
#include "mlir-c/BuiltinTypes.h"

#include <string.h>

/// The only user of `value`, and the operand it is; false if there are more.
static bool onlyUser(MlirValue value, MlirOperation *user, intptr_t *operand) {
  MlirOpOperand use = mlirValueGetFirstUse(value);
  if (mlirOpOperandIsNull(use) ||
      !mlirOpOperandIsNull(mlirOpOperandGetNextUse(use)))
    return false;
  *user = mlirOpOperandGetOwner(use);
  *operand = mlirOpOperandGetOperandNumber(use);
  return true;
}

/// The consumer's loops in the root's roles: dimension d of the tensor between
/// them is loop l of the consumer and moves with one role of the root.
static bool mapRoles(const AicMatch *match, MlirOperation consumer,
                     intptr_t operand, const AicLoopRoles *rootRoles,
                     AicLoopRoles *roles) {
  bool parallel[AIC_MATCH_MAX_LOOPS];
  AicMapAccess between, produced;
  intptr_t out = mlirOperationGetNumOperands(match->root) - 1;
  if (aicReadLoops(consumer, roles, parallel) ||
      aicReadMaps(consumer, operand, &between) ||
      aicReadMaps(match->root, out, &produced))
    return false;
  for (intptr_t dim = 0; dim < between.rank; ++dim) {
    if (between.extent[dim] == 1)
      continue;
    int loop = -1, role = -1;
    for (int i = 0; i < AIC_MATCH_MAX_LOOPS; ++i) {
      if (between.scale[dim][i] && roles->size[i] > 1) {
        if (loop >= 0 || between.scale[dim][i] != 1)
          return false;
        loop = i;
      }
      if (i < rootRoles->count && produced.scale[dim][i] &&
          rootRoles->size[i] > 1)
        role = rootRoles->role[i];
    }
    if (loop < 0 || role < 0 || between.offset[dim] || roles->role[loop] >= 0)
      return false;
    roles->role[loop] = role;
  }
  for (int loop = 0; loop < roles->count; ++loop)
    if (roles->size[loop] > 1 && roles->role[loop] < 0)
      return false;
  return true;
}

/// `value` exists before `op` runs: only the last producer of a consumer takes
/// it, so that no two layers do.
static bool isReadyBefore(MlirValue value, MlirOperation op) {
  // A reshape is no layer, but what it reshapes may be.
  while (mlirValueIsAOpResult(value) &&
         aicIsReshape(mlirOpResultGetOwner(value)))
    value = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
  if (!mlirValueIsAOpResult(value))
    return true;
  MlirOperation owner = mlirOpResultGetOwner(value);
  return aicIsFree(owner) ||
         !mlirBlockEqual(mlirOperationGetBlock(owner),
                         mlirOperationGetBlock(op)) ||
         mlirOperationIsBeforeInBlock(owner, op);
}

/// The body computes floats of a sum of integers, which the vector unit
/// converts as it reads it. Nothing is computed with it before, or a bias is
/// added and all are numbers of 24 bits, so that floats add them exactly.
static bool reads(const AicMatch *match, const AicBody *body) {
  const AicLayer *layer = &match->layer;
  if (!body->isFloat || layer->kind != AIC_LAYER_CONTRACTION)
    return false;
  if (layer->numSources == 2 && !layer->opsBehind)
    return true;
  AicRange bias;
  int64_t depth = layer->size[AIC_LOOP_KH] * layer->size[AIC_LOOP_KW] *
                  layer->size[AIC_LOOP_C];
  if (layer->numSources != 3 || match->source[2].role != AIC_SOURCE_INIT ||
      layer->mac != AIC_NPU_MAC_I8 || depth > 1 << 10 ||
      !aicBodyConstantRange(match->source[2].tensor, &bias))
    return false;
  int64_t room = (1 << 24) - (depth << 14);
  return bias.low >= -room && bias.high <= room;
}

void aicFuseConsumer(AicMatch *match, const AicMachine *machine,
                     const AicLoopRoles *rootRoles) {
  MlirOperation consumer;
  intptr_t operand;
  AicBody body;
  AicLoopRoles roles;
  MlirValue value = mlirOperationGetResult(match->root, 0);
  if (!onlyUser(value, &consumer, &operand) ||
      !aicOpIs(consumer, "linalg.generic") || !aicIsElementwise(consumer) ||
      !mlirBlockEqual(mlirOperationGetBlock(consumer),
                      mlirOperationGetBlock(match->root)) ||
      operand == mlirOperationGetNumOperands(consumer) - 1 ||
      aicReadBody(consumer, machine, &body) ||
      (body.isFloat != match->computesFloat && !reads(match, &body)) ||
      // Between the two is a rounding that the fused layer would not do.
      aicNpuTypeIsHalf(match->layer.result.type) ||
      !mapRoles(match, consumer, operand, rootRoles, &roles))
    return;
  AicLayer *layer = &match->layer;
  int64_t ops = layer->opsInside + layer->opsBehind + body.ops;
  // The accumulator is one of the operands that the vector unit reads.
  int readByVector = layer->kind == AIC_LAYER_CONTRACTION
                         ? layer->numSources - 1
                         : layer->numSources;
  AicMatch fused = *match;
  for (intptr_t i = 0; i + 1 < mlirOperationGetNumOperands(consumer); ++i) {
    MlirBlock block =
        mlirRegionGetFirstBlock(mlirOperationGetRegion(consumer, 0));
    if (i == operand || mlirOpOperandIsNull(mlirValueGetFirstUse(
                            mlirBlockGetArgument(block, i))))
      continue;
    if (fused.layer.numSources == AIC_LAYER_MAX_SOURCES)
      return;
    AicMatchSource *source = &fused.source[fused.layer.numSources];
    *source = (AicMatchSource){.tensor = mlirOperationGetOperand(consumer, i),
                               .role = AIC_SOURCE_CONSUMER,
                               .argument = i};
    AicMapAccess map;
    AicNpuType type;
    if (aicReadMaps(consumer, i, &map))
      return;
    if (!isReadyBefore(source->tensor, match->root))
      return;
    aicLookThrough(source, machine, &map);
    if (!aicElementType(mlirValueGetType(source->tensor), &type) ||
        aicApplyRoles(&map, &roles, type,
                      &fused.layer.source[fused.layer.numSources]))
      return;
    ++fused.layer.numSources;
    ++readByVector;
  }
  int known = fused.layer.numSources;
  if (aicAddTables(&fused, &body, machine))
    return;
  for (int i = known; i < fused.layer.numSources; ++i)
    if (!isReadyBefore(fused.source[i].tensor, match->root))
      return;
  readByVector += fused.layer.numSources - known;
  if (readByVector > AIC_NPU_MAX_SOURCES || ops > AIC_BODY_MAX_OPS)
    return;
  AicMapAccess map;
  AicNpuType type;
  intptr_t out = mlirOperationGetNumOperands(consumer) - 1;
  fused.result = mlirOperationGetResult(consumer, 0);
  if (aicReadMaps(consumer, out, &map) ||
      !aicElementType(mlirValueGetType(fused.result), &type) ||
      aicApplyRoles(&map, &roles, type, &fused.layer.result) ||
      !aicIsPlainResult(&fused.layer.result))
    return;
  fused.layer.opsBehind += body.ops;
  fused.computesFloat = body.isFloat;
  fused.consumer = consumer;
  fused.consumerArgument = operand;
  *match = fused;
}
