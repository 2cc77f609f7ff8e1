//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Bodies that are too much for one layer are cut in two operations.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/split_bodies.h"

#include "lowering/linalg_partition/partition.h"

#include "lowering/support/ir.h"

#include "mlir-c/BuiltinTypes.h"

int aicSplitCountBits(unsigned set) {
  int count = 0;
  for (; set; set &= set - 1)
    ++count;
  return count;
}

int aicSplitIndexOf(const AicSplitBody *body, MlirValue value) {
  for (int i = 0; i < body->count; ++i)
    if (mlirValueEqual(mlirOperationGetResult(body->ops[i], 0), value))
      return i;
  return -1;
}

/// The inputs that `value` needs.
static unsigned needsOf(const AicSplitBody *body, MlirValue value) {
  if (mlirValueIsABlockArgument(value))
    return mlirBlockEqual(mlirBlockArgumentGetOwner(value), body->block)
               ? 1u << mlirBlockArgumentGetArgNumber(value)
               : 0;
  int index = aicSplitIndexOf(body, value);
  return index < 0 ? 0 : body->needs[index];
}

static bool readMaps(AicSplitBody *body) {
  AicLoopRoles roles;
  bool parallel[AIC_MATCH_MAX_LOOPS];
  if (aicReadLoops(body->op, &roles, parallel))
    return false;
  for (int loop = 0; loop < roles.count; ++loop)
    if (!parallel[loop])
      body->reductions |= 1u << loop;
  for (intptr_t i = 0; i < body->numInputs; ++i) {
    AicMapAccess map;
    if (aicReadMaps(body->op, i, &map))
      return false;
    body->loops[i] = 0;
    body->plain[i] = true;
    for (intptr_t dim = 0; dim < map.rank; ++dim) {
      int moving = 0;
      for (int loop = 0; loop < AIC_MATCH_MAX_LOOPS; ++loop) {
        if (!map.scale[dim][loop])
          continue;
        ++moving;
        body->loops[i] |= 1u << loop;
        body->plain[i] = body->plain[i] && map.scale[dim][loop] == 1;
      }
      body->plain[i] = body->plain[i] && moving <= 1 && !map.offset[dim];
    }
  }
  return true;
}

/// False where the body is none that can be cut.
static bool readBody(MlirOperation op, AicSplitBody *body) {
  *body = (AicSplitBody){.op = op,
                         .block = aicGenericBody(op),
                         .numInputs = mlirOperationGetNumOperands(op) - 1};
  if (mlirOperationGetNumResults(op) != 1 || body->numInputs < 1 ||
      body->numInputs + AIC_SPLIT_MAX_OPERANDS > AIC_EDIT_MAX_INPUTS ||
      !readMaps(body))
    return false;
  MlirOperation yield = mlirBlockGetTerminator(body->block);
  for (MlirOperation each = mlirBlockGetFirstOperation(body->block);
       !mlirOperationEqual(each, yield);
       each = mlirOperationGetNextInBlock(each)) {
    if (body->count == AIC_SPLIT_MAX_OPS ||
        mlirOperationGetNumResults(each) != 1 ||
        mlirOperationGetNumRegions(each) || aicIsOp(each, "linalg.index"))
      return false;
    for (intptr_t i = 0; i < mlirOperationGetNumOperands(each); ++i)
      body->needs[body->count] |=
          needsOf(body, mlirOperationGetOperand(each, i));
    body->ops[body->count++] = each;
  }
  return true;
}

/// The inputs that the body needs when operation `cut` is an input itself.
unsigned aicSplitNeedsWithout(const AicSplitBody *body, int cut) {
  bool live[AIC_SPLIT_MAX_OPS] = {false};
  MlirOperation yield = mlirBlockGetTerminator(body->block);
  MlirValue yielded = mlirOperationGetOperand(yield, 0);
  int last = aicSplitIndexOf(body, yielded);
  unsigned needs = last < 0 ? needsOf(body, yielded) : 0;
  if (last >= 0)
    live[last] = true;
  // Users come behind what they use.
  for (int i = last; i >= 0; --i) {
    if (!live[i] || i == cut)
      continue;
    for (intptr_t n = 0; n < mlirOperationGetNumOperands(body->ops[i]); ++n) {
      MlirValue operand = mlirOperationGetOperand(body->ops[i], n);
      int index = aicSplitIndexOf(body, operand);
      if (index < 0)
        needs |= needsOf(body, operand);
      else
        live[index] = true;
    }
  }
  return needs;
}

static bool isStored(MlirType type) {
  unsigned width = mlirTypeIsAInteger(type) ? mlirIntegerTypeGetWidth(type) : 0;
  return mlirTypeIsAF32(type) || mlirTypeIsABF16(type) || width == 8 ||
         width == 32;
}

/// A float that is rounded to a whole number, perhaps within limits: storing
/// does it together with the conversion that follows.
static bool isWhole(MlirOperation op) {
  while (aicIsOp(op, "arith.maximumf") || aicIsOp(op, "arith.minimumf")) {
    MlirValue value = mlirOperationGetOperand(op, 0);
    if (!mlirValueIsAOpResult(value))
      return false;
    op = mlirOpResultGetOwner(value);
  }
  return aicIsOp(op, "math.roundeven");
}

/// An operation whose result could be a tensor of its own.
bool aicSplitCanCut(const AicSplitBody *body, int index) {
  unsigned needs = body->needs[index];
  if (!needs || needs >> body->numInputs ||
      !isStored(
          mlirValueGetType(mlirOperationGetResult(body->ops[index], 0))) ||
      isWhole(body->ops[index]))
    return false;
  for (intptr_t i = 0; i < body->numInputs; ++i)
    if (needs >> i & 1 && !body->plain[i])
      return false;
  return true;
}

/// Where to cut a body with too many inputs: so that the first part has few
/// enough and the second as few as can be. -1 if that is nowhere.
static int findCut(const AicSplitBody *body) {
  MlirValue yielded =
      mlirOperationGetOperand(mlirBlockGetTerminator(body->block), 0);
  unsigned inputs = (1u << body->numInputs) - 1;
  int best = -1, fewest = aicSplitCountBits(needsOf(body, yielded) & inputs);
  if (fewest <= AIC_SPLIT_MAX_OPERANDS)
    return -1;
  for (int i = 0; i < body->count; ++i) {
    if (!aicSplitCanCut(body, i) ||
        aicSplitCountBits(body->needs[i]) > AIC_SPLIT_MAX_OPERANDS)
      continue;
    int rest = aicSplitCountBits(aicSplitNeedsWithout(body, i) & inputs) + 1;
    if (rest < fewest) {
      fewest = rest;
      best = i;
    }
  }
  return best;
}

/// Operands of the array are widened as they are read.
static MlirValue skipCasts(MlirValue value) {
  while (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (!aicIsOp(op, "arith.extsi") && !aicIsOp(op, "arith.extf"))
      break;
    value = mlirOperationGetOperand(op, 0);
  }
  return value;
}

/// Operand `side` of the product that a sum adds up, where it is computed from
/// the operands of one side of a matrix product; else -1.
static int findFactor(const AicSplitBody *body, int side) {
  MlirValue yielded =
      mlirOperationGetOperand(mlirBlockGetTerminator(body->block), 0);
  int sum = aicSplitIndexOf(body, yielded);
  if (sum < 0 || (!aicIsOp(body->ops[sum], "arith.addf") &&
                  !aicIsOp(body->ops[sum], "arith.addi")))
    return -1;
  for (int term = 0; term < 2; ++term) {
    int product =
        aicSplitIndexOf(body, mlirOperationGetOperand(body->ops[sum], term));
    if (needsOf(body, mlirOperationGetOperand(body->ops[sum], 1 - term)) !=
            1u << body->numInputs ||
        product < 0 ||
        (!aicIsOp(body->ops[product], "arith.mulf") &&
         !aicIsOp(body->ops[product], "arith.muli")))
      continue;
    unsigned loops[2] = {0, 0};
    for (int factor = 0; factor < 2; ++factor) {
      unsigned needs =
          needsOf(body, mlirOperationGetOperand(body->ops[product], factor));
      for (intptr_t i = 0; i < body->numInputs; ++i)
        if (needs >> i & 1)
          loops[factor] |= body->loops[i];
    }
    // Rows in the one, columns in the other, and what is added up in both:
    // else it is no matrix product.
    if (!(loops[0] & ~loops[1]) || !(loops[1] & ~loops[0]) ||
        (body->reductions & ~(loops[0] & loops[1])))
      return -1;
    int factor = aicSplitIndexOf(
        body, skipCasts(mlirOperationGetOperand(body->ops[product], side)));
    if (factor >= 0 && !aicSplitCanCut(body, factor))
      return -1;
    return factor;
  }
  return -1;
}

/// Makes operation `cut` a linalg.generic in front, of which `body` reads the
/// result.
static void cutAt(const AicSplitBody *body, int cut) {
  AicLoopRoles roles;
  bool parallel[AIC_MATCH_MAX_LOOPS];
  if (aicReadLoops(body->op, &roles, parallel))
    return;
  unsigned loops = 0;
  for (intptr_t i = 0; i < body->numInputs; ++i)
    if (body->needs[cut] >> i & 1)
      loops |= body->loops[i];
  AicGenericPart part = {.inputs = body->needs[cut]};
  for (int loop = 0; loop < roles.count; ++loop)
    if (loops >> loop & 1) {
      part.loops[part.numLoops] = loop;
      part.sizes[part.numLoops++] = roles.size[loop];
    }
  aicGenericOutline(body->op, mlirOperationGetResult(body->ops[cut], 0), &part);
}

/// Cuts `op` until nothing is too much; gives how often.
static uint64_t splitBody(MlirOperation op) {
  AicSplitBody body;
  uint64_t cuts = 0;
  for (; readBody(op, &body); ++cuts) {
    int cut = findCut(&body);
    MlirOperation product = {NULL};
    if (cut < 0)
      cut = aicSplitLong(&body);
    if (cut < 0)
      cut = aicSplitNarrow(&body, &product);
    for (int side = 0; cut < 0 && side < 2; ++side)
      cut = findFactor(&body, side);
    if (cut < 0)
      break;
    cutAt(&body, cut);
    if (mlirOperationIsNull(product))
      continue;
    intptr_t last = mlirOperationGetNumOperands(op) - 2;
    aicSplitMove(mlirOpResultGetOwner(mlirOperationGetOperand(op, last)),
                 product);
  }
  return cuts;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  static const char *const names[] = {"linalg.generic", NULL};
  AicOpList ops = aicCollectOps(root, names);
  uint64_t cuts = 0;
  for (intptr_t i = 0; i < ops.count; ++i)
    cuts += splitBody(ops.data[i]);
  aicPassCount(pass, 0, cuts);
  aicOpListRelease(&ops);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicSplitBodies = {
    .abi = AIC_ABI,
    .argument = "aic-split-bodies",
    .summary = "Cut bodies that are too much for one layer",
    .description =
        "A vector unit reads six tensors and runs 32 operations, and an "
        "array multiplies\nwhat it reads. A `linalg.generic` that uses more, "
        "or "
        "that adds up products of\ncomputed factors as a matrix product, "
        "becomes two: the first computes a value of\nthe body, of which the "
        "second reads the result. So does one that reads two products\nof "
        "integers and needs an i8 of the first, which is then made behind "
        "it.\n\n"
        "```mlir\n"
        "^bb0(%x: f32, %a: f32, %b: f32, %c: f32, %d: f32, %e: f32, %f: f32, "
        "%o: f32):\n"
        "  %0 = arith.mulf %x, %a : f32\n"
        "  ...\n"
        "  %4 = arith.mulf %3, %e : f32\n"
        "  %5 = arith.addf %4, %f : f32\n"
        "// becomes two bodies: of %0 to %4, and of\n"
        "^bb0(%f: f32, %4: f32, %o: f32):\n"
        "  %5 = arith.addf %4, %f : f32\n"
        "```\n",
    .dependentDialects = (const char *const[]){"tensor", NULL},
    .statistics =
        AIC_LIST(AicStatisticDef,
                 {.name = "cuts", .summary = "operations made of a part"}),
    .run = run,
};
