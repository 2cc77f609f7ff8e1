//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/inspect_module.h"

#include "aic/diag.h"
#include "capi/src/text.h"
#include "lowering/driver/places.h"
#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/support/ir.h"
#include "lowering/support/linalg.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

/// Elements of a constant above which it is elided.
enum { MAX_ELEMENTS = 8 };

typedef struct Walk {
  const AicInspector *inspector;
  MlirAsmState whole, skipping; ///< with and without what lies below
  MlirOperation *ops;           ///< as numbered
  int64_t count, capacity;
} Walk;

static bool hasPrefix(MlirStringRef text, const char *prefix) {
  size_t length = strlen(prefix);
  return text.length >= length && memcmp(text.data, prefix, length) == 0;
}

/// Whether the regions of `op` say what it computes, not what else there is.
static bool isLeaf(MlirOperation op) {
  MlirStringRef name = aicOpName(op);
  return mlirOperationGetNumRegions(op) == 0 || hasPrefix(name, "linalg.") ||
         hasPrefix(name, "tensor.") || aicIsOp(op, "npu.vec");
}

static bool isConstant(MlirOperation op) {
  static const char *const names[] = {
      "graph.weight", "arith.constant", "tosa.const", "tosa.const_shape",
      "tensor.empty", "npu.weight",     "ub.poison",  "memref.get_global"};
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
    if (aicIsOp(op, names[i]))
      return true;
  return false;
}

static int64_t numberOf(const Walk *walk, MlirValue value) {
  if (mlirValueIsAOpResult(value)) {
    // What makes a value mostly stands close to its use.
    MlirOperation owner = mlirOpResultGetOwner(value);
    for (int64_t i = walk->count; i-- > 0;)
      if (mlirOperationEqual(walk->ops[i], owner))
        return i;
    return -1;
  }
  MlirBlock block = mlirBlockArgumentGetOwner(value);
  MlirOperation parent = mlirBlockGetParentOperation(block);
  if (mlirOperationIsNull(parent) || !aicIsOp(parent, "func.func"))
    return -1;
  return -2 - mlirBlockArgumentGetArgNumber(value);
}

/// Bytes of a static tensor or memref; false for anything else.
static bool sizeOf(MlirType type, uint64_t *elements, uint64_t *bytes) {
  if (!mlirTypeIsAShaped(type) || !mlirShapedTypeHasStaticShape(type))
    return false;
  MlirType element = mlirShapedTypeGetElementType(type);
  uint64_t bits = mlirTypeIsAInteger(element) ? mlirIntegerTypeGetWidth(element)
                  : mlirTypeIsAFloat(element) ? mlirFloatTypeGetWidth(element)
                                              : 64;
  uint64_t count = 1;
  for (intptr_t d = 0; d < mlirShapedTypeGetRank(type); ++d)
    count *= (uint64_t)mlirShapedTypeGetDimSize(type, d);
  *elements = count;
  *bytes = (count * bits + 7) / 8;
  return true;
}

static MlirWalkResult countArithmetic(MlirOperation op, void *userData) {
  MlirStringRef name = aicOpName(op);
  *(uint64_t *)userData +=
      (hasPrefix(name, "arith.") || hasPrefix(name, "math.")) &&
      !aicIsOp(op, "arith.constant");
  return MlirWalkResultAdvance;
}

static void countWork(MlirOperation op, AicInspectedOp *inspected) {
  if (!aicIsStructured(op))
    return;
  int64_t iterations = aicLinalgIterations(op);
  if (iterations <= 0)
    return;
  uint64_t perPoint = 0;
  mlirOperationWalk(op, countArithmetic, &perPoint, MlirWalkPreOrder);
  inspected->flops = perPoint * (uint64_t)iterations;
  if (aicLinalgMultiplies(op))
    inspected->macs = (uint64_t)iterations;
}

static void show(Walk *walk, MlirOperation op, intptr_t depth) {
  AicInspectedOp inspected = {.depth = depth, .constant = isConstant(op)};
  AicText name = {0}, symbol = {0}, text = {0}, type = {0};
  aicTextAppend(aicOpName(op), &name);
  MlirAttribute symbolName = aicGetAttr(op, "sym_name");
  if (!mlirAttributeIsNull(symbolName) && mlirAttributeIsAString(symbolName))
    aicTextAppend(mlirStringAttrGetValue(symbolName), &symbol);
  mlirOperationPrintWithState(op, isLeaf(op) ? walk->whole : walk->skipping,
                              aicTextAppend, &text);
  for (intptr_t i = 0, e = mlirOperationGetNumResults(op); i < e; ++i) {
    MlirType result = mlirValueGetType(mlirOperationGetResult(op, i));
    if (i)
      aicTextFormat(&type, ", ");
    aicTextAppendType(&type, result);
    if (!inspected.bytes)
      sizeOf(result, &inspected.elements, &inspected.bytes);
  }
  intptr_t numOperands = mlirOperationGetNumOperands(op);
  int64_t *operands = calloc((size_t)numOperands + 1, sizeof *operands);
  uint64_t *bytes = calloc((size_t)numOperands + 1, sizeof *bytes);
  if (!operands || !bytes)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < numOperands; ++i) {
    MlirValue operand = mlirOperationGetOperand(op, i);
    uint64_t elements;
    operands[i] = numberOf(walk, operand);
    sizeOf(mlirValueGetType(operand), &elements, &bytes[i]);
  }
  AicPlaceList places = {.count = 0};
  // The bodies of named operations have the places of a neighbour.
  if (aicIsOp(op, "linalg.generic"))
    aicPlacesAddOp(&places, op);
  else
    aicPlacesAdd(&places, mlirOperationGetLocation(op));
  countWork(op, &inspected);

  inspected.name = aicTextGet(&name);
  inspected.symbol = aicTextGet(&symbol);
  inspected.text = aicTextGet(&text);
  inspected.type = aicTextGet(&type);
  inspected.operands = operands;
  inspected.operandBytes = bytes;
  inspected.numOperands = numOperands;
  inspected.places =
      (AicPlaces){(const char *const *)places.data, places.count};
  walk->inspector->op(walk->inspector->userData, &inspected);
  aicPlacesClear(&places);
  aicTextRelease(&name);
  aicTextRelease(&symbol);
  aicTextRelease(&text);
  aicTextRelease(&type);
  free(operands);
  free(bytes);
}

static void walkBlocks(Walk *walk, MlirOperation parent, intptr_t depth) {
  for (intptr_t r = 0, e = mlirOperationGetNumRegions(parent); r < e; ++r)
    for (MlirBlock block =
             mlirRegionGetFirstBlock(mlirOperationGetRegion(parent, r));
         !mlirBlockIsNull(block); block = mlirBlockGetNextInRegion(block))
      for (MlirOperation op = mlirBlockGetFirstOperation(block);
           !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
        if (walk->count == walk->capacity) {
          walk->capacity = 2 * walk->capacity + 64;
          walk->ops =
              realloc(walk->ops, (size_t)walk->capacity * sizeof *walk->ops);
          if (!walk->ops)
            AIC_BUG("out of memory");
        }
        walk->ops[walk->count++] = op;
        show(walk, op, depth);
        if (!isLeaf(op))
          walkBlocks(walk, op, depth + 1);
      }
}

static MlirAsmState createState(MlirOperation module, bool skipsRegions) {
  MlirOpPrintingFlags flags = mlirOpPrintingFlagsCreate();
  mlirOpPrintingFlagsElideLargeElementsAttrs(flags, MAX_ELEMENTS);
  mlirOpPrintingFlagsUseLocalScope(flags);
  if (skipsRegions)
    mlirOpPrintingFlagsSkipRegions(flags);
  MlirAsmState state = mlirAsmStateCreateForOperation(module, flags);
  mlirOpPrintingFlagsDestroy(flags);
  return state;
}

void aicInspectModule(MlirModule module, const AicInspector *inspector) {
  if (!inspector->op)
    return;
  MlirOperation root = mlirModuleGetOperation(module);
  Walk walk = {.inspector = inspector,
               .whole = createState(root, false),
               .skipping = createState(root, true)};
  walkBlocks(&walk, root, 0);
  mlirAsmStateDestroy(walk.whole);
  mlirAsmStateDestroy(walk.skipping);
  free(walk.ops);
}

bool aicInspectPrograms(MlirModule module, const AicInspector *inspector) {
  if (!inspector->program)
    return true;
  MlirOperation root = mlirModuleGetOperation(module);
  AicOpList launches =
      aicCollectOps(root, (const char *const[]){"npu.launch", NULL});
  AicOpList programs =
      aicCollectOps(root, (const char *const[]){"npu.program", NULL});
  bool good = true;
  for (intptr_t i = 0; good && i < launches.count; ++i) {
    MlirStringRef callee =
        mlirFlatSymbolRefAttrGetValue(aicGetAttr(launches.data[i], "callee"));
    for (intptr_t p = 0; good && p < programs.count; ++p) {
      MlirStringRef name =
          mlirStringAttrGetValue(aicGetAttr(programs.data[p], "sym_name"));
      unsigned char *bytes = NULL;
      size_t size = 0;
      if (!mlirStringRefEqual(name, callee))
        continue;
      good = mlirLogicalResultIsSuccess(
          aicNpuEmit(programs.data[p], &bytes, &size));
      if (good)
        inspector->program(inspector->userData, bytes, size);
      free(bytes);
    }
  }
  aicOpListRelease(&launches);
  aicOpListRelease(&programs);
  return good;
}

MlirLogicalResult aicInspectDiagnostic(MlirDiagnostic diagnostic,
                                       void *userData) {
  const AicInspector *inspector = userData;
  // Others write what is no remark.
  if (mlirDiagnosticGetSeverity(diagnostic) != MlirDiagnosticRemark)
    return mlirLogicalResultFailure();
  if (!inspector->remark)
    return mlirLogicalResultSuccess();
  AicText text = {0};
  AicPlaceList places = {.count = 0};
  mlirDiagnosticPrint(diagnostic, aicTextAppend, &text);
  aicPlacesAdd(&places, mlirDiagnosticGetLocation(diagnostic));
  AicPlaces all = {(const char *const *)places.data, places.count};
  inspector->remark(inspector->userData, &all, aicTextGet(&text));
  aicPlacesClear(&places);
  aicTextRelease(&text);
  return mlirLogicalResultSuccess();
}
