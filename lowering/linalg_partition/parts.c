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
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
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
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    MlirType type = mlirValueGetType(mlirOperationGetOperand(op, i));
    if (mlirTypeIsAMemRef(type) || mlirTypeIsAUnrankedMemRef(type))
      return false;
  }
  static const char *const dialects[] = {"linalg.", "tensor.", "arith.",
                                         "math.",   "tosa.",   "index.",
                                         "shape.",  NULL};
  for (int i = 0; dialects[i]; ++i)
    if (hasPrefix(op, dialects[i]))
      return true;
  return false;
}

/// What the layers of one part take of what a program has.
typedef struct Budget {
  AicBudget shared;
  uint64_t bytes;
} Budget;

typedef struct Scan {
  const AicMachine *machine;
  AicPlanner *planner;
  Budget *budgets; ///< by level
  intptr_t numBudgets;
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

/// The side of an operation by itself; `match` and `plan` if it is the device.
static AicSide sideOf(MlirOperation op, AicPlanner *planner, AicMatch *match,
                      AicPlan *plan, const char **reason, AicError **error) {
  *reason = NULL;
  if (aicIsFree(op))
    return AIC_SIDE_FREE;
  *reason = aicMatchLayer(op, aicPlannerGetMachine(planner), false, match);
  if (*reason)
    return AIC_SIDE_HOST;
  *error = aicPlanSomehow(planner, &match->layer, plan);
  return *error ? AIC_SIDE_HOST : AIC_SIDE_DEVICE;
}

static uint64_t bytesOf(const AicAccess *access) {
  uint64_t bytes = aicNpuTypeSize(access->type);
  for (int dim = 0; dim < access->rank; ++dim)
    bytes *= (uint64_t)access->dim[dim].extent;
  return bytes;
}

/// Bytes of what a layer makes. Slices lie in their tensor, for which the first
/// of them makes room.
static uint64_t madeBytes(const AicMatch *match) {
  if (!match->inserts)
    return bytesOf(&match->layer.result);
  if (!mlirOperationIsNull(aicInsertedBefore(match->root)))
    return 0;
  MlirType type = mlirValueGetType(mlirOperationGetOperand(match->root, 1));
  uint64_t bytes = aicNpuTypeSize(match->layer.result.type);
  for (intptr_t dim = 0; dim < mlirShapedTypeGetRank(type); ++dim)
    bytes *= (uint64_t)mlirShapedTypeGetDimSize(type, dim);
  return bytes;
}

/// What a program would need more of than there is; NULL if it fits.
static AicError *checkBudget(const Budget *budget, const AicMachine *machine) {
  if (budget->bytes > machine->dram.size)
    return aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                          "its program would have %" PRIu64
                          " bytes of tensors, but dram.size is %" PRIu64,
                          budget->bytes, machine->dram.size);
  int semaphores = aicSemaphoresTotal(&budget->shared.semaphores);
  if ((uint64_t)semaphores > machine->sync.semaphores)
    return aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                          "its program would need %d semaphores, but "
                          "sync.semaphores is %" PRIu64,
                          semaphores, machine->sync.semaphores);
  if (!aicBudgetFits(&budget->shared, machine))
    return aicErrorCreate(AIC_ERROR_UNSUPPORTED,
                          "its program would execute %" PRIu64
                          " commands, more than one may",
                          budget->shared.commands);
  return NULL;
}

/// Takes what a layer needs from the budget of the part of the current level,
/// unless that has too little left.
static AicError *spend(Scan *scan, const AicMatch *match, const AicPlan *plan) {
  const AicLayer *layer = &match->layer;
  while (scan->numBudgets <= scan->level) {
    intptr_t count = 2 * scan->numBudgets + 4;
    scan->budgets =
        realloc(scan->budgets, (size_t)count * sizeof *scan->budgets);
    if (!scan->budgets)
      AIC_BUG("out of memory");
    memset(scan->budgets + scan->numBudgets, 0,
           (size_t)(count - scan->numBudgets) * sizeof *scan->budgets);
    scan->numBudgets = count;
  }
  Budget budget = scan->budgets[scan->level];
  aicBudgetAdd(&budget.shared, layer, plan);
  budget.bytes += madeBytes(match);
  for (int i = 0; i < layer->numSources; ++i)
    budget.bytes += bytesOf(&layer->source[i]);
  AicError *error = checkBudget(&budget, scan->machine);
  if (!error)
    scan->budgets[scan->level] = budget;
  return error;
}

static void findLevel(Scan *scan, MlirOperation op) {
  scan->level = 0;
  scan->hasDevice = false;
  mlirOperationWalk(op, addOperands, scan, MlirWalkPreOrder);
}

/// What a tensor.insert_slice writes into is made in the same part.
static bool isDestHere(const Scan *scan, MlirOperation op) {
  MlirOperation before = aicInsertedBefore(op);
  if (mlirOperationIsNull(before))
    return true;
  const AicPart *part = findPart(scan, before);
  return part && part->side == AIC_SIDE_DEVICE && part->level == scan->level;
}

intptr_t aicPartitionBlock(MlirBlock block, AicPlanner *planner,
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
  Scan scan = {.block = block,
               .parts = *parts,
               .planner = planner,
               .machine = aicPlannerGetMachine(planner)};
  intptr_t lastEffect = 0;
  for (MlirOperation op = mlirBlockGetFirstOperation(block); scan.count < count;
       op = mlirOperationGetNextInBlock(op)) {
    AicPart *part = scan.current = &scan.parts[scan.count];
    part->op = op;
    AicMatch match;
    AicPlan plan;
    part->side =
        sideOf(op, planner, &match, &plan, &part->reason, &part->error);
    findLevel(&scan, op);
    if (part->side == AIC_SIDE_DEVICE && aicOpIs(op, "tensor.insert_slice") &&
        !isDestHere(&scan, op)) {
      part->side = AIC_SIDE_HOST;
      part->reason = "the tensor that it writes into is made elsewhere";
      findLevel(&scan, op);
    }
    if (part->side == AIC_SIDE_DEVICE &&
        (part->error = spend(&scan, &match, &plan))) {
      part->side = AIC_SIDE_HOST;
      findLevel(&scan, op);
    }
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
  free(scan.budgets);
  return count;
}
