//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a body computes of its loop indices becomes a constant operand.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/evaluate.h"
#include "lowering/linalg_partition/generic_edit.h"
#include "lowering/linalg_partition/partition.h"
#include "lowering/linalg_to_npu/match.h"

#include "lowering/support/ir.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

enum { MAX_VALUES = 8, MAX_POINTS = 1 << 22 };

/// Values that need indices only and are used by what needs more.
typedef struct Frontier {
  int count;
  int steps[MAX_VALUES];
} Frontier;

static bool fitsTensor(MlirType type) {
  unsigned width = mlirTypeIsAInteger(type) ? mlirIntegerTypeGetWidth(type) : 0;
  return mlirTypeIsAF32(type) || width == 1 || width == 8 || width == 32;
}

static bool isUsedOutside(const AicEvaluate *evaluate, MlirValue value) {
  for (MlirOpOperand use = mlirValueGetFirstUse(value);
       !mlirOpOperandIsNull(use); use = mlirOpOperandGetNextUse(use)) {
    MlirOperation owner = mlirOpOperandGetOwner(use);
    if (mlirOperationGetNumResults(owner) != 1 ||
        aicEvaluateFind(evaluate, mlirOperationGetResult(owner, 0)) < 0)
      return true;
  }
  return false;
}

/// False if an index gets to where it cannot become a constant.
static bool findFrontier(const AicEvaluate *evaluate, Frontier *frontier) {
  frontier->count = 0;
  for (int i = 0; i < evaluate->count; ++i) {
    const AicEvaluateStep *step = &evaluate->steps[i];
    if (!step->loops ||
        !isUsedOutside(evaluate, mlirOperationGetResult(step->op, 0)))
      continue;
    if (frontier->count == MAX_VALUES || !fitsTensor(step->type))
      return false;
    frontier->steps[frontier->count++] = i;
  }
  return frontier->count > 0;
}

/// The elements of a constant that is being computed.
typedef struct Table {
  MlirType type;
  int64_t count;
  intptr_t rank;
  int loop[AIC_EVALUATE_MAX_LOOPS];
  int64_t size[AIC_EVALUATE_MAX_LOOPS];
  union {
    void *data;
    int32_t *i32; ///< i1 and i32
    int8_t *i8;
    float *f32;
  } of;
} Table;

static bool makeTable(const AicEvaluateStep *step, const AicLoopRoles *roles,
                      Table *table) {
  *table = (Table){.count = 1};
  for (int loop = 0; loop < roles->count; ++loop) {
    if (!(step->loops >> loop & 1))
      continue;
    table->loop[table->rank] = loop;
    table->size[table->rank++] = roles->size[loop];
    if (roles->size[loop] > MAX_POINTS / table->count)
      return false;
    table->count *= roles->size[loop];
  }
  table->type = mlirRankedTensorTypeGet(table->rank, table->size, step->type,
                                        mlirAttributeGetNull());
  table->of.data = malloc((size_t)table->count * sizeof(int32_t));
  return table->of.data != NULL;
}

static void setElement(Table *table, MlirType type, int64_t i,
                       AicScalarValue value) {
  if (mlirTypeIsAF32(type))
    table->of.f32[i] = (float)value.real;
  else if (mlirIntegerTypeGetWidth(type) == 8)
    table->of.i8[i] = (int8_t)value.integer;
  else
    table->of.i32[i] = (int32_t)value.integer;
}

static MlirAttribute attributeOf(const Table *table, MlirType type) {
  if (mlirTypeIsAF32(type))
    return mlirDenseElementsAttrFloatGet(table->type, table->count,
                                         table->of.f32);
  switch (mlirIntegerTypeGetWidth(type)) {
  case 1:
    return mlirDenseElementsAttrBoolGet(table->type, table->count,
                                        table->of.i32);
  case 8:
    return mlirDenseElementsAttrInt8Get(table->type, table->count,
                                        table->of.i8);
  default:
    return mlirDenseElementsAttrInt32Get(table->type, table->count,
                                         table->of.i32);
  }
}

/// The constant of one value, and its indexing map; null if it has none.
static MlirAttribute evaluateStep(AicEvaluate *evaluate, int number,
                                  const AicLoopRoles *roles,
                                  MlirContext context, MlirAffineMap *map) {
  AicEvaluateStep *step = &evaluate->steps[number];
  Table table;
  if (!makeTable(step, roles, &table))
    return mlirAttributeGetNull();
  int64_t indices[AIC_EVALUATE_MAX_LOOPS] = {0};
  bool good = true;
  for (int64_t i = 0; i < table.count && good; ++i) {
    int64_t rest = i;
    for (intptr_t dim = table.rank - 1; dim >= 0; --dim) {
      indices[table.loop[dim]] = rest % table.size[dim];
      rest /= table.size[dim];
    }
    good = aicEvaluateAt(evaluate, indices);
    setElement(&table, step->type, i, step->value);
  }
  MlirAttribute made =
      good ? attributeOf(&table, step->type) : mlirAttributeGetNull();
  MlirAffineExpr exprs[AIC_EVALUATE_MAX_LOOPS];
  for (intptr_t dim = 0; dim < table.rank; ++dim)
    exprs[dim] = mlirAffineDimExprGet(context, table.loop[dim]);
  *map = mlirAffineMapGet(context, roles->count, 0, table.rank, exprs);
  free(table.of.data);
  return made;
}

static bool foldSteps(MlirOperation op, const AicLoopRoles *roles,
                      AicEvaluate *evaluate) {
  Frontier frontier;
  if (!findFrontier(evaluate, &frontier))
    return false;
  MlirContext context = mlirOperationGetContext(op);
  MlirAttribute values[MAX_VALUES];
  MlirAffineMap maps[MAX_VALUES];
  for (int i = 0; i < frontier.count; ++i) {
    values[i] =
        evaluateStep(evaluate, frontier.steps[i], roles, context, &maps[i]);
    if (mlirAttributeIsNull(values[i]))
      return false;
  }
  for (int i = 0; i < frontier.count; ++i) {
    MlirOperation constant = aicCreateBefore(
        op, "arith.constant",
        (AicBuild){.results = AIC_TYPES(mlirAttributeGetType(values[i])),
                   .attributes = AIC_ATTRS({"value", values[i]})});
    MlirValue argument =
        aicGenericAddInput(op, mlirOperationGetResult(constant, 0), maps[i]);
    mlirValueReplaceAllUsesOfWith(
        mlirOperationGetResult(evaluate->steps[frontier.steps[i]].op, 0),
        argument);
  }
  return true;
}

static bool foldIndices(MlirOperation op) {
  AicLoopRoles roles;
  bool parallel[AIC_MATCH_MAX_LOOPS];
  AicEvaluate evaluate;
  if (mlirOperationGetNumOperands(op) + MAX_VALUES > AIC_EDIT_MAX_INPUTS ||
      aicReadLoops(op, &roles, parallel))
    return false;
  aicEvaluateCollect(aicGenericBody(op), &evaluate);
  bool folded = foldSteps(op, &roles, &evaluate);
  aicEvaluateRelease(&evaluate);
  if (folded)
    aicEraseUnused(aicGenericBody(op));
  return folded;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  static const char *const names[] = {"linalg.generic", NULL};
  AicOpList ops = aicCollectOps(root, names);
  uint64_t folded = 0;
  for (intptr_t i = 0; i < ops.count; ++i)
    folded += foldIndices(ops.data[i]);
  aicPassCount(pass, 0, folded);
  aicOpListRelease(&ops);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicFoldIndices = {
    .abi = AIC_ABI,
    .argument = "aic-fold-indices",
    .summary = "Compute what bodies make of loop indices at compile time",
    .description =
        "A device has no loop indices in its bodies. What a `linalg.generic` "
        "computes of\n`linalg.index` and constants alone, of static loops and "
        "for at most 2^22 points,\nbecomes a constant that the operation "
        "reads: the number of elements in a window\nat the border, a "
        "triangular mask, positions, a constant whose elements are read in "
        "another order. An\noperation that reads another tensor at an index "
        "is left as it is.\n\n"
        "```mlir\n"
        "%i = linalg.index 0 : index\n"
        "%n = arith.index_cast %i : index to i32\n"
        "%f = arith.sitofp %n : i32 to f32\n"
        "%y = arith.mulf %x, %f : f32\n"
        "// becomes, with an operand dense<[0.0, 1.0, 2.0]>\n"
        "%y = arith.mulf %x, %constant : f32\n"
        "```\n",
    .dependentDialects = (const char *const[]){"arith", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "folded", .summary = "operations whose indices are gone"}),
    .run = run,
};
