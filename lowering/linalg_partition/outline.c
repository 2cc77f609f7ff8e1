//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Moving one part of a function into a function of its own.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/partition.h"

#include "lowering/linalg_to_npu/linalg_to_npu.h"
#include "lowering/linalg_to_npu/match.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Values {
  intptr_t count, capacity;
  MlirValue *data;
} Values;

static void push(Values *values, MlirValue value) {
  if (values->count == values->capacity) {
    values->capacity = values->capacity ? 2 * values->capacity : 16;
    values->data =
        realloc(values->data, (size_t)values->capacity * sizeof *values->data);
    if (!values->data)
      AIC_BUG("out of memory");
  }
  values->data[values->count++] = value;
}

typedef struct Outline {
  MlirContext context;
  MlirBlock from, to;
  MlirRewriterBase rewriter;
  /// Values outside and what stands for them inside.
  Values outside, inside;
  Values inputs, outputs;
} Outline;

static bool isIn(MlirOperation op, MlirBlock block) {
  // Through all enclosing operations.
  for (; !mlirOperationIsNull(op); op = mlirOperationGetParentOperation(op))
    if (mlirBlockEqual(mlirOperationGetBlock(op), block))
      return true;
  return false;
}

/// `value` is made in the block that is outlined from, or is its argument.
static bool isOutside(const Outline *outline, MlirValue value) {
  if (mlirValueIsABlockArgument(value))
    return mlirBlockEqual(mlirBlockArgumentGetOwner(value), outline->from);
  return mlirBlockEqual(mlirOperationGetBlock(mlirOpResultGetOwner(value)),
                        outline->from);
}

static MlirValue importValue(Outline *outline, MlirValue value);

static MlirWalkResult importOperands(MlirOperation op, void *userData) {
  Outline *outline = userData;
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    MlirValue operand = mlirOperationGetOperand(op, i);
    if (isOutside(outline, operand))
      mlirOperationSetOperand(op, i, importValue(outline, operand));
  }
  return MlirWalkResultAdvance;
}

/// A copy of a free operation at the beginning of the new function. Its body
/// may name constants, too.
static MlirValue cloneFree(Outline *outline, MlirOperation op) {
  MlirOperation clone = mlirOperationClone(op);
  mlirOperationWalk(clone, importOperands, outline, MlirWalkPreOrder);
  mlirBlockAppendOwnedOperation(outline->to, clone);
  return mlirOperationGetResult(clone, 0);
}

/// What stands for `value` in the new function. Runs before operations are
/// moved there, so that what it appends comes first.
static MlirValue importValue(Outline *outline, MlirValue value) {
  for (intptr_t i = 0; i < outline->outside.count; ++i)
    if (mlirValueEqual(outline->outside.data[i], value))
      return outline->inside.data[i];
  MlirValue inside;
  if (mlirValueIsAOpResult(value) && aicIsFree(mlirOpResultGetOwner(value))) {
    inside = cloneFree(outline, mlirOpResultGetOwner(value));
  } else {
    push(&outline->inputs, value);
    inside = mlirBlockAddArgument(outline->to, mlirValueGetType(value),
                                  mlirLocationUnknownGet(outline->context));
  }
  push(&outline->outside, value);
  push(&outline->inside, inside);
  return inside;
}

typedef struct Members {
  Outline *outline;
  const AicPart *parts;
  intptr_t count, level;
} Members;

static bool isMember(const Members *members, MlirOperation op) {
  for (intptr_t i = 0; i < members->count; ++i)
    if (mlirOperationEqual(members->parts[i].op, op))
      return members->parts[i].side == AIC_SIDE_DEVICE &&
             members->parts[i].level == members->level;
  return false;
}

static MlirWalkResult redirectOperands(MlirOperation op, void *userData) {
  const Members *members = userData;
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    MlirValue value = mlirOperationGetOperand(op, i);
    if (!isOutside(members->outline, value) ||
        (mlirValueIsAOpResult(value) &&
         isMember(members, mlirOpResultGetOwner(value))))
      continue;
    mlirOperationSetOperand(op, i, importValue(members->outline, value));
  }
  return MlirWalkResultAdvance;
}

/// Results of moved operations that something outside uses.
static void collectOutputs(Outline *outline, MlirOperation op) {
  for (intptr_t i = 0; i < mlirOperationGetNumResults(op); ++i) {
    MlirValue value = mlirOperationGetResult(op, i);
    for (MlirOpOperand use = mlirValueGetFirstUse(value);
         !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use))
      if (!isIn(mlirOpOperandGetOwner(use), outline->to)) {
        push(&outline->outputs, value);
        break;
      }
  }
}

/// A value that a program takes or gives.
static bool isTensorOfDevice(MlirValue value) {
  AicNpuType element;
  MlirType type = mlirValueGetType(value);
  return mlirTypeIsARankedTensor(type) && mlirShapedTypeHasStaticShape(type) &&
         mlirShapedTypeGetRank(type) <= AIC_MATCH_MAX_LOOPS &&
         aicElementType(type, &element);
}

/// The part is all of its function, so that the new function can have the same
/// arguments and results.
static bool isWhole(MlirBlock block, const Members *members) {
  for (intptr_t i = 0; i < members->count; ++i) {
    const AicPart *part = &members->parts[i];
    if (part->side == AIC_SIDE_HOST ||
        (part->side == AIC_SIDE_DEVICE && part->level != members->level))
      return false;
  }
  for (intptr_t i = 0; i < mlirBlockGetNumArguments(block); ++i)
    if (!isTensorOfDevice(mlirBlockGetArgument(block, i)))
      return false;
  MlirOperation ret = mlirBlockGetTerminator(block);
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(ret); ++i)
    if (!isTensorOfDevice(mlirOperationGetOperand(ret, i)))
      return false;
  return true;
}

/// Takes all arguments, and gives what the function gives, in this order.
static void importSignature(Outline *outline, const Members *members) {
  MlirOperation ret = mlirBlockGetTerminator(outline->from);
  for (intptr_t i = 0; i < mlirBlockGetNumArguments(outline->from); ++i)
    importValue(outline, mlirBlockGetArgument(outline->from, i));
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(ret); ++i) {
    MlirValue value = mlirOperationGetOperand(ret, i);
    bool moves = mlirValueIsAOpResult(value) &&
                 isMember(members, mlirOpResultGetOwner(value));
    push(&outline->outputs, moves ? value : importValue(outline, value));
  }
}

/// A name for the part of `function` that no symbol beside it has. The caller
/// frees it.
static char *nameOfPart(MlirOperation function, intptr_t level) {
  MlirStringRef base = mlirStringAttrGetValue(mlirOperationGetAttributeByName(
      function, mlirStringRefCreateFromCString("sym_name")));
  MlirSymbolTable symbols =
      mlirSymbolTableCreate(mlirOperationGetParentOperation(function));
  size_t size = base.length + 64;
  char *name = malloc(size);
  if (!name)
    AIC_BUG("out of memory");
  int length = snprintf(name, size, "%.*s_npu_%" PRIdPTR, (int)base.length,
                        base.data, level);
  for (int next = 0; !mlirOperationIsNull(mlirSymbolTableLookup(
           symbols, mlirStringRefCreateFromCString(name)));
       ++next)
    snprintf(name + length, size - (size_t)length, "_%d", next);
  mlirSymbolTableDestroy(symbols);
  return name;
}

static MlirOperation buildFunction(Outline *outline, MlirOperation function,
                                   intptr_t level, MlirAttribute target) {
  MlirContext context = outline->context;
  MlirType *types =
      malloc((size_t)(outline->inputs.count + outline->outputs.count + 1) *
             sizeof *types);
  if (!types)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < outline->inputs.count; ++i)
    types[i] = mlirValueGetType(outline->inputs.data[i]);
  MlirType *results = types + outline->inputs.count;
  for (intptr_t i = 0; i < outline->outputs.count; ++i)
    results[i] = mlirValueGetType(outline->outputs.data[i]);
  MlirType type = mlirFunctionTypeGet(context, outline->inputs.count, types,
                                      outline->outputs.count, results);
  free(types);
  char *name = nameOfPart(function, level);
  mlirRewriterBaseSetInsertionPointAfter(outline->rewriter, function);
  MlirOperation outlined = aicBuild(
      outline->rewriter, mlirOperationGetLocation(function), "func.func",
      (AicBuild){.attributes = AIC_ATTRS(
                     {"sym_name", aicAttrString(context, name)},
                     {"sym_visibility", aicAttrString(context, "private")},
                     {"function_type", mlirTypeAttrGet(type)},
                     {AIC_NPU_NAMES_ATTR,
                      aicPartNames(function, outline->inputs.count,
                                   outline->inputs.data, outline->outputs.count,
                                   outline->outputs.data)},
                     {AIC_NPU_TARGET_ATTR, target}),
                 .numRegions = 1});
  free(name);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(outlined, 0), outline->to);
  return outlined;
}

/// Uses of `value` outside of the new function become uses of `with`.
static void replaceOuterUses(const Outline *outline, MlirValue value,
                             MlirValue with) {
  MlirOpOperand next;
  for (MlirOpOperand use = mlirValueGetFirstUse(value);
       !mlirOpOperandIsNull(use); use = next) {
    next = mlirOpOperandGetNextUse(use);
    MlirOperation owner = mlirOpOperandGetOwner(use);
    if (!isIn(owner, outline->to))
      mlirOperationSetOperand(owner, mlirOpOperandGetOperandNumber(use), with);
  }
}

/// Calls the new function in front of the first operation behind the part; for
/// a `whole` function that is the return.
static void buildCall(Outline *outline, MlirOperation outlined,
                      MlirOperation before, bool whole) {
  MlirContext context = outline->context;
  intptr_t count = outline->outputs.count;
  MlirType *types = malloc((size_t)(count + 1) * sizeof *types);
  if (!types)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i)
    types[i] = mlirValueGetType(outline->outputs.data[i]);
  MlirLocation location = mlirOperationGetLocation(outlined);
  mlirRewriterBaseSetInsertionPointBefore(outline->rewriter, before);
  MlirStringRef name = mlirStringAttrGetValue(mlirOperationGetAttributeByName(
      outlined, mlirStringRefCreateFromCString("sym_name")));
  MlirOperation call = aicBuild(
      outline->rewriter, location, "func.call",
      (AicBuild){.operands = {outline->inputs.count, outline->inputs.data},
                 .results = {count, types},
                 .attributes = AIC_ATTRS(
                     {"callee", mlirFlatSymbolRefAttrGet(context, name)})});
  free(types);
  for (intptr_t i = 0; i < count; ++i) {
    MlirValue result = mlirOperationGetResult(call, i);
    if (whole)
      mlirOperationSetOperand(before, i, result);
    else
      replaceOuterUses(outline, outline->outputs.data[i], result);
  }
  mlirRewriterBaseSetInsertionPointToEnd(outline->rewriter, outline->to);
  aicBuild(outline->rewriter, location, "func.return",
           (AicBuild){.operands = {count, outline->outputs.data}});
}

static void release(Outline *outline) {
  mlirIRRewriterDestroy(outline->rewriter);
  free(outline->outside.data);
  free(outline->inside.data);
  free(outline->inputs.data);
  free(outline->outputs.data);
}

MlirOperation aicOutlinePart(MlirOperation function, AicPart *parts,
                             intptr_t count, intptr_t level,
                             MlirAttribute target) {
  MlirContext context = mlirOperationGetContext(function);
  Outline outline = {
      .context = context,
      .from = mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0)),
      .to = mlirBlockCreate(0, NULL, NULL),
      .rewriter = mlirIRRewriterCreate(context),
  };
  Members members = {&outline, parts, count, level};
  MlirOperation outlined = {NULL};
  bool whole = isWhole(outline.from, &members);
  if (whole)
    importSignature(&outline, &members);
  intptr_t moved = 0;
  for (intptr_t i = 0; i < count; ++i)
    if (isMember(&members, parts[i].op)) {
      mlirOperationWalk(parts[i].op, redirectOperands, &members,
                        MlirWalkPreOrder);
      ++moved;
    }
  if (!moved) {
    mlirBlockDestroy(outline.to);
    release(&outline);
    return outlined;
  }
  // Host operations of this level come in front of the call, later ones and
  // the terminator behind it.
  MlirOperation before = mlirBlockGetTerminator(outline.from);
  for (intptr_t i = count - 1; i >= 0; --i)
    if (parts[i].level > level) {
      mlirOperationMoveBefore(parts[i].op, before);
      before = parts[i].op;
    }
  for (intptr_t i = 0; i < count; ++i)
    if (isMember(&members, parts[i].op)) {
      mlirOperationRemoveFromParent(parts[i].op);
      mlirBlockAppendOwnedOperation(outline.to, parts[i].op);
    }
  for (MlirOperation op = mlirBlockGetFirstOperation(outline.to);
       !whole && !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    collectOutputs(&outline, op);
  outlined = buildFunction(&outline, function, level, target);
  buildCall(&outline, outlined, before, whole);
  release(&outline);
  return outlined;
}
