//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Cuts a function of very many loops into functions of one loop nest each.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct Options {
  int64_t minLoops;
};

/// What a loop uses of its surroundings, and what stands for it inside.
typedef struct Captures {
  MlirValue *outside;
  MlirValue *inside; ///< null until one is made
  intptr_t count, capacity;
} Captures;

static intptr_t findCapture(const Captures *captures, MlirValue value) {
  for (intptr_t i = 0; i < captures->count; ++i)
    if (mlirValueEqual(captures->outside[i], value))
      return i;
  return -1;
}

static void addCapture(Captures *captures, MlirValue value) {
  if (captures->count == captures->capacity) {
    captures->capacity = 2 * captures->capacity + 16;
    size_t bytes = (size_t)captures->capacity * sizeof *captures->outside;
    captures->outside = realloc(captures->outside, bytes);
    captures->inside = realloc(captures->inside, bytes);
    if (!captures->outside || !captures->inside)
      AIC_BUG("out of memory");
  }
  captures->outside[captures->count] = value;
  captures->inside[captures->count++] = (MlirValue){NULL};
}

/// Operations that are cheaper to repeat than to pass: their results are
/// constants to the optimizer. Not globals: loops that differ in their weights
/// only are to become equal functions, of which the optimizer keeps one.
static bool isRepeated(MlirValue value) {
  if (!mlirValueIsAOpResult(value))
    return false;
  MlirOperation op = mlirOpResultGetOwner(value);
  return aicIsOp(op, "arith.constant") || aicIsOp(op, "ub.poison");
}

/// The types of the captures that become arguments; their number in `*count`.
/// The caller frees them.
static MlirType *argumentTypes(const Captures *captures, intptr_t *count) {
  MlirType *types = calloc((size_t)captures->count + 1, sizeof *types);
  if (!types)
    AIC_BUG("out of memory");
  *count = 0;
  for (intptr_t i = 0; i < captures->count; ++i)
    if (!isRepeated(captures->outside[i]))
      types[(*count)++] = mlirValueGetType(captures->outside[i]);
  return types;
}

/// An empty private function in front of `function`.
static MlirOperation createFunction(MlirOperation function, const char *name,
                                    MlirType type) {
  MlirContext context = mlirOperationGetContext(function);
  return aicCreateBefore(
      function, "func.func",
      (AicBuild){.attributes = AIC_ATTRS(
                     {"sym_name", aicAttrString(context, name)},
                     {"sym_visibility", aicAttrString(context, "private")},
                     {"function_type", mlirTypeAttrGet(type)}),
                 .numRegions = 1});
}

/// Makes all operations below the loop use what is inside the function.
static void replaceCaptures(const AicOpList *ops, const Captures *captures) {
  for (intptr_t i = 0; i < ops->count; ++i)
    for (intptr_t o = 0, e = mlirOperationGetNumOperands(ops->data[i]); o < e;
         ++o) {
      intptr_t index =
          findCapture(captures, mlirOperationGetOperand(ops->data[i], o));
      if (index >= 0)
        mlirOperationSetOperand(ops->data[i], o, captures->inside[index]);
    }
}

/// Moves `loop` into a new function called `name` and calls that instead.
static void outline(MlirOperation function, MlirOperation loop,
                    const char *name) {
  AicOpList ops = aicCollectOps(loop, NULL);
  Captures captures = {0};
  for (intptr_t i = 0; i < ops.count; ++i)
    for (intptr_t o = 0, e = mlirOperationGetNumOperands(ops.data[i]); o < e;
         ++o) {
      MlirValue value = mlirOperationGetOperand(ops.data[i], o);
      if (findCapture(&captures, value) < 0 && !aicIsInside(value, loop))
        addCapture(&captures, value);
    }

  MlirContext context = mlirOperationGetContext(function);
  intptr_t count;
  MlirType *types = argumentTypes(&captures, &count);
  MlirOperation made = createFunction(
      function, name, mlirFunctionTypeGet(context, count, types, 0, NULL));
  MlirLocation *locations = calloc((size_t)count + 1, sizeof *locations);
  MlirValue *arguments = calloc((size_t)count + 1, sizeof *arguments);
  if (!locations || !arguments)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i)
    locations[i] = mlirOperationGetLocation(loop);
  MlirBlock body = mlirBlockCreate(count, types, locations);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(made, 0), body);
  intptr_t next = 0;
  for (intptr_t i = 0; i < captures.count; ++i) {
    MlirValue value = captures.outside[i];
    if (isRepeated(value)) {
      MlirOperation copy = mlirOperationClone(mlirOpResultGetOwner(value));
      mlirBlockAppendOwnedOperation(body, copy);
      captures.inside[i] = mlirOperationGetResult(copy, 0);
    } else {
      arguments[next] = value;
      captures.inside[i] = mlirBlockGetArgument(body, next++);
    }
  }
  (void)aicCreateBefore(
      loop, "func.call",
      (AicBuild){.operands = {count, arguments},
                 .attributes =
                     AIC_ATTRS({"callee", aicAttrSymbol(context, name)})});
  mlirOperationRemoveFromParent(loop);
  mlirBlockAppendOwnedOperation(body, loop);
  replaceCaptures(&ops, &captures);
  MlirOperationState state =
      mlirOperationStateGet(mlirStringRefCreateFromCString("func.return"),
                            mlirOperationGetLocation(loop));
  mlirBlockAppendOwnedOperation(body, mlirOperationCreate(&state));

  free(types);
  free(locations);
  free(arguments);
  free(captures.outside);
  free(captures.inside);
  aicOpListRelease(&ops);
}

/// A name that no symbol of the module has.
static void newName(MlirSymbolTable symbols, char *name, size_t size,
                    int *next) {
  do
    snprintf(name, size, "aic_loop_%d", (*next)++);
  while (!mlirOperationIsNull(
      mlirSymbolTableLookup(symbols, mlirStringRefCreateFromCString(name))));
}

static uint64_t outlineAll(MlirOperation function, MlirSymbolTable symbols,
                           int *next) {
  MlirRegion region = mlirOperationGetRegion(function, 0);
  uint64_t count = 0;
  for (MlirBlock block = mlirRegionGetFirstBlock(region);
       !mlirBlockIsNull(block); block = mlirBlockGetNextInRegion(block))
    for (MlirOperation op = mlirBlockGetFirstOperation(block);
         !mlirOperationIsNull(op);) {
      MlirOperation loop = op;
      op = mlirOperationGetNextInBlock(op);
      // One with results gives vectors on to what follows.
      if (!aicIsOp(loop, "scf.for") || mlirOperationGetNumResults(loop) > 0)
        continue;
      char name[40];
      newName(symbols, name, sizeof name, next);
      outline(function, loop, name);
      ++count;
    }
  return count;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *optionsPointer) {
  const struct Options *options = optionsPointer;
  MlirSymbolTable symbols = mlirSymbolTableCreate(root);
  int next = 0;
  AicOpList functions =
      aicCollectOps(root, (const char *const[]){"func.func", NULL});
  for (intptr_t i = 0; i < functions.count; ++i) {
    AicOpList loops = aicCollectOps(functions.data[i],
                                    (const char *const[]){"scf.for", NULL});
    if (loops.count >= options->minLoops)
      aicPassCount(pass, 0, outlineAll(functions.data[i], symbols, &next));
    aicOpListRelease(&loops);
  }
  aicOpListRelease(&functions);
  mlirSymbolTableDestroy(symbols);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicOutlineLoops = {
    .abi = AIC_ABI,
    .argument = "aic-outline-loops",
    .summary = "Cut functions of very many loops into functions of one nest",
    .description =
        "In a function of at least `min-loops` loops, each outermost loop on "
        "buffers moves\nto a private function of its own. Some of LLVM's loop "
        "passes take time by the\nsquare of the loops in a function: a network "
        "of 150 layers as one function takes\nminutes, in parts seconds. "
        "Constants are repeated in the new function, everything\nelse becomes "
        "an argument, so that equal layers become equal functions.\n\n"
        "```mlir\n"
        "scf.for %i = %c0 to %c8 step %c1 { memref.store %v, %m[%i] : "
        "memref<8xf32> }\n"
        "// becomes\n"
        "func.call @aic_loop_0(%v, %m) : (f32, memref<8xf32>) -> ()\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"func", NULL},
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(AicOptionDef,
                        {.name = "min-loops",
                         .summary = "loops from which on a function is cut",
                         .kind = AIC_OPTION_INT64,
                         .offset = offsetof(struct Options, minLoops),
                         .fallback = "200"}),
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "outlined", .summary = "loops moved"}),
    .run = run,
};
