//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contractions: which loop of lhs * rhs is which of the array.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/match.h"

#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

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

/// `loop` moves a window over a dimension of lhs.
static bool isWindow(const LoopUse *uses, const AicLoopRoles *roles, int loop) {
  return roles->size[loop] > 1 && uses[loop].partner >= 0 && uses[loop].out;
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
  for (int loop = 0; loop < roles->count; ++loop)
    numWindows += isWindow(uses, roles, loop);
  // A window in one dimension is one in columns, which are contiguous.
  int window = numWindows == 1;
  for (int loop = 0; loop < roles->count; ++loop) {
    int partner = uses[loop].partner;
    if (!isWindow(uses, roles, loop))
      continue;
    if (uses[loop].rhs || numWindows > 2 || uses[partner].out ||
        roles->role[partner] >= 0)
      return "its window is none of a convolution";
    roles->role[loop] = windows[window][0];
    roles->role[partner] = windows[window][1];
    taken[windows[window][0]] = taken[windows[window][1]] = true;
    ++window;
  }
  // Reductions from the innermost outwards: channels first.
  for (int loop = roles->count - 1; loop >= 0; --loop) {
    if (roles->size[loop] == 1 || roles->role[loop] >= 0 || uses[loop].out)
      continue;
    if (!uses[loop].lhs || !uses[loop].rhs)
      return "it adds up what one operand has only once";
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
    } else {
      placed = assign(roles, loop, rows, 3, taken);
    }
    if (!placed)
      return "it has more batch, row or column dimensions than the array walks";
  }
  return NULL;
}

/// Each dimension is moved by one loop at most and each loop moves one.
static bool isSimple(const AicAccess *access) {
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop) {
    int dims = 0;
    for (int dim = 0; dim < access->rank; ++dim)
      dims += access->dim[dim].scale[loop] != 0;
    if (dims > 1)
      return false;
  }
  for (int dim = 0; dim < access->rank; ++dim) {
    int loops = 0;
    for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
      loops += access->dim[dim].scale[loop] != 0;
    if (loops > 1)
      return false;
  }
  return true;
}

/// What is `loop` in `access` lies in steps of one element.
static bool isUnit(const AicAccess *access, int loop) {
  int dims = 0;
  for (int dim = 0; dim < access->rank; ++dim) {
    int64_t scale = access->dim[dim].scale[loop];
    if (scale > 1)
      return false;
    dims += scale == 1;
  }
  return dims <= 1;
}

enum { MAX_MATMULS = 1024 }; ///< commands of one tile, they are not looped

/// The array reads channels next to each other, and whole rows of weights.
static bool isWalkable(const AicLayer *layer) {
  const AicAccess *in = &layer->source[0], *weights = &layer->source[1];
  return isUnit(in, AIC_LOOP_C) && isSimple(weights) &&
         isUnit(weights, AIC_LOOP_F) && aicIsPlainResult(&layer->result) &&
         layer->size[AIC_LOOP_KH] <= MAX_MATMULS &&
         layer->size[AIC_LOOP_KW] <= MAX_MATMULS / layer->size[AIC_LOOP_KH];
}

const char *aicMatchContraction(MlirOperation op, AicLoopRoles *roles,
                                const AicMachine *machine, AicMatch *match) {
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
  aicSetSizes(layer, roles);
  for (intptr_t i = 0; !reason && i < 2; ++i)
    reason = aicAddSource(match, op, i, AIC_SOURCE_ROOT, machine, roles);
  if (reason)
    return reason;
  AicNpuType a = layer->source[0].type, b = layer->source[1].type;
  if (!aicNpuMacFind(a, b, &layer->mac) || !machine->array.rates[layer->mac])
    return "the array does not multiply these types";
  // Channels beyond the last are padded as well, with zero in one operand: what
  // stands in the other does not matter unless it is no number.
  for (int i = aicNpuMacIsInteger(layer->mac); i < 2; ++i)
    if (!mlirAttributeIsNull(match->source[i].pad) &&
        !aicIsZero(match->source[i].pad))
      return "its padding is not zero";
  reason = aicSetResult(match, op, roles);
  if (reason)
    return reason;
  if (layer->result.type != aicNpuMacResultType(layer->mac))
    return "the array does not add up in this type";
  if (!isWalkable(layer))
    return "the array does not walk over its operands";
  MlirAttribute init = aicFillValue(mlirOperationGetOperand(op, 2));
  if (!mlirAttributeIsNull(init) && aicIsZero(init))
    return NULL;
  if (!(machine->vector.ops >> AIC_NPU_VEC_ADD & 1))
    return "the vector unit cannot add its initial value";
  layer->opsBehind = 1;
  return aicAddSource(match, op, 2, AIC_SOURCE_INIT, machine, roles);
}
