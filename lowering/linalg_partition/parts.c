//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Which operation runs where, and in which order the parts come.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/partition.h"

#include "lowering/linalg_to_npu/match.h"

#include "aic/diag.h"
#include "aic/op.h"

#include <stdlib.h>
#include <string.h>

static bool hasPrefix(MlirOperation op, const char *prefix) {
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
  size_t length = strlen(prefix);
  return name.length > length && !strncmp(name.data, prefix, length);
}

/// Operations of these dialects on tensors have no side effects, so that they
/// may change places.
static bool mayMove(MlirOperation op) {
  static const char *const dialects[] = {"linalg.", "tensor.", "arith.",
                                         "math.",   "tosa.",   "index.",
                                         "shape.",  NULL};
  for (int i = 0; dialects[i]; ++i)
    if (hasPrefix(op, dialects[i]))
      return true;
  return false;
}

typedef struct Scan {
  MlirBlock block;
  AicPart *parts;
  intptr_t count;
  AicPart *current;
  bool hasDevice; ///< an operand is made on the device
  intptr_t level;
} Scan;

static AicPart *findPart(const Scan *scan, MlirOperation op) {
  for (intptr_t i = scan->count - 1; i >= 0; --i)
    if (mlirOperationEqual(scan->parts[i].op, op))
      return &scan->parts[i];
  return NULL;
}

/// Raises the level of the current operation by what `value` needs.
static void addOperand(Scan *scan, MlirValue value) {
  if (!mlirValueIsAOpResult(value))
    return;
  AicPart *part = findPart(scan, mlirOpResultGetOwner(value));
  if (!part)
    return;
  intptr_t level = part->level;
  // The host part of a level comes in front of the device part.
  if (part->side == AIC_SIDE_DEVICE) {
    scan->hasDevice = true;
    level += scan->current->side == AIC_SIDE_HOST;
  }
  if (level > scan->level)
    scan->level = level;
}

static MlirWalkResult addOperands(MlirOperation op, void *userData) {
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i)
    addOperand(userData, mlirOperationGetOperand(op, i));
  return MlirWalkResultAdvance;
}

/// The side of an operation by itself.
static AicSide sideOf(MlirOperation op, const AicMachine *machine,
                      const char **reason) {
  *reason = NULL;
  if (aicIsFree(op))
    return AIC_SIDE_FREE;
  AicMatch match;
  *reason = aicMatchLayer(op, machine, &match);
  if (*reason)
    return AIC_SIDE_HOST;
  AicPlan plan;
  AicError *error = aicPlanLayer(&match.layer, machine, &plan);
  if (!error)
    return AIC_SIDE_DEVICE;
  aicErrorDestroy(error);
  *reason = "its smallest tile does not fit into the memories";
  return AIC_SIDE_HOST;
}

intptr_t aicPartitionBlock(MlirBlock block, const AicMachine *machine,
                           AicPart **parts) {
  MlirOperation terminator = mlirBlockGetTerminator(block);
  intptr_t count = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op) && !mlirOperationEqual(op, terminator);
       op = mlirOperationGetNextInBlock(op))
    ++count;
  *parts = calloc((size_t)count + 1, sizeof **parts);
  if (!*parts)
    AIC_BUG("out of memory");
  Scan scan = {.block = block, .parts = *parts};
  intptr_t lastEffect = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(block); scan.count < count;
       op = mlirOperationGetNextInBlock(op)) {
    AicPart *part = scan.current = &scan.parts[scan.count];
    part->op = op;
    part->side = sideOf(op, machine, &part->reason);
    scan.level = 0;
    scan.hasDevice = false;
    mlirOperationWalk(op, addOperands, &scan, MlirWalkPreOrder);
    // A reshape follows what it reshapes.
    if (aicIsReshape(op) && scan.hasDevice)
      part->side = AIC_SIDE_DEVICE;
    if (part->side == AIC_SIDE_HOST && !mayMove(op)) {
      if (scan.level < lastEffect)
        scan.level = lastEffect;
      lastEffect = scan.level;
    }
    part->level = scan.level;
    ++scan.count;
  }
  return count;
}
