//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tensors of i1 between operations become tensors of a type that a device
// stores.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/generic_edit.h"
#include "lowering/linalg_partition/partition.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/support/ir.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

enum { MAX_RANK = 16 };

static bool isBoolean(MlirType type) {
  return mlirTypeIsAInteger(type) && mlirIntegerTypeIsSignless(type) &&
         mlirIntegerTypeGetWidth(type) == 1;
}

static bool isBooleans(MlirValue tensor) {
  MlirType type = mlirValueGetType(tensor);
  return mlirTypeIsARankedTensor(type) && mlirShapedTypeHasStaticShape(type) &&
         mlirShapedTypeGetRank(type) <= MAX_RANK &&
         isBoolean(mlirShapedTypeGetElementType(type));
}

/// The type of `tensor` with other elements.
static MlirType withElement(MlirValue tensor, MlirType element) {
  MlirType type = mlirValueGetType(tensor);
  int64_t shape[MAX_RANK];
  intptr_t rank = mlirShapedTypeGetRank(type);
  for (intptr_t dim = 0; dim < rank; ++dim)
    shape[dim] = mlirShapedTypeGetDimSize(type, dim);
  return mlirRankedTensorTypeGet(rank, shape, element,
                                 mlirRankedTensorTypeGetEncoding(type));
}

static MlirValue resultBefore(MlirOperation anchor, const char *name,
                              AicBuild build) {
  return mlirOperationGetResult(aicCreateBefore(anchor, name, build), 0);
}

/// The same constant with elements of i8 or f32, or a null value.
static MlirValue widenConstant(MlirOperation constant, MlirType element) {
  MlirValue null = {NULL};
  MlirValue tensor = mlirOperationGetResult(constant, 0);
  MlirAttribute value = aicGetAttr(constant, "value");
  MlirType type = withElement(tensor, element);
  if (!mlirAttributeIsADenseElements(value))
    return null;
  bool isFloat = mlirTypeIsAF32(element);
  bool isSplat = mlirDenseElementsAttrIsSplat(value);
  // As many as there are, or the one that stands for all.
  intptr_t count = isSplat ? 1 : mlirElementsAttrGetNumElements(value);
  float *floats = malloc((size_t)count * sizeof *floats);
  int8_t *bytes = malloc((size_t)count);
  if (!floats || !bytes)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < count; ++i)
    floats[i] = bytes[i] =
        isSplat ? (int8_t)mlirDenseElementsAttrGetBoolSplatValue(value)
                : mlirDenseElementsAttrGetBoolValue(value, i);
  MlirAttribute made;
  if (isSplat)
    made = isFloat ? mlirDenseElementsAttrFloatSplatGet(type, floats[0])
                   : mlirDenseElementsAttrInt8SplatGet(type, bytes[0]);
  else
    made = isFloat ? mlirDenseElementsAttrFloatGet(type, count, floats)
                   : mlirDenseElementsAttrInt8Get(type, count, bytes);
  free(floats);
  free(bytes);
  return resultBefore(constant, "arith.constant",
                      (AicBuild){.results = AIC_TYPES(type),
                                 .attributes = AIC_ATTRS({"value", made})});
}

/// The constant `number` of an element type, in front of `anchor`.
static MlirValue numberBefore(MlirOperation anchor, MlirType type, int number) {
  MlirAttribute value =
      mlirTypeIsAF32(type)
          ? mlirFloatAttrDoubleGet(mlirTypeGetContext(type), type, number)
          : mlirIntegerAttrGet(type, number);
  return resultBefore(anchor, "arith.constant",
                      (AicBuild){.results = AIC_TYPES(type),
                                 .attributes = AIC_ATTRS({"value", value})});
}

/// The same linalg.generic, yielding 1 or 0.
static MlirValue widenGeneric(MlirOperation op, MlirType element) {
  MlirType type = withElement(mlirOperationGetResult(op, 0), element);
  MlirOperation empty = aicCreateBefore(op, "tensor.empty",
                                        (AicBuild){.results = AIC_TYPES(type)});
  MlirOperation clone = mlirOperationClone(op);
  mlirBlockInsertOwnedOperationAfter(mlirOperationGetBlock(op), op, clone);
  MlirBlock body = aicGenericBody(clone);
  intptr_t last = mlirOperationGetNumOperands(clone) - 1;
  mlirOperationSetOperand(clone, last, mlirOperationGetResult(empty, 0));
  mlirValueSetType(mlirBlockGetArgument(body, last), element);
  mlirValueSetType(mlirOperationGetResult(clone, 0), type);
  MlirOperation yield = mlirBlockGetTerminator(body);
  MlirValue yielded = mlirOperationGetOperand(yield, 0), chosen;
  if (mlirTypeIsAF32(element))
    chosen =
        resultBefore(yield, "arith.select",
                     (AicBuild){.operands = AIC_VALUES(
                                    yielded, numberBefore(yield, element, 1),
                                    numberBefore(yield, element, 0)),
                                .results = AIC_TYPES(element)});
  else
    chosen = resultBefore(yield, "arith.extui",
                          (AicBuild){.operands = AIC_VALUES(yielded),
                                     .results = AIC_TYPES(element)});
  mlirOperationSetOperand(yield, 0, chosen);
  return mlirOperationGetResult(clone, 0);
}

/// Makes nothing of the old elements of its output.
static bool ignoresOutput(MlirOperation op) {
  intptr_t last = mlirOperationGetNumOperands(op) - 1;
  return mlirOpOperandIsNull(
      mlirValueGetFirstUse(mlirBlockGetArgument(aicGenericBody(op), last)));
}

/// A tensor of `element`, i8 or f32, with 1 where `tensor` is true and 0
/// elsewhere; a null value if it cannot be made.
static MlirValue widen(MlirValue tensor, MlirType element) {
  MlirValue null = {NULL};
  if (!mlirValueIsAOpResult(tensor) || !isBooleans(tensor))
    return null;
  MlirOperation op = mlirOpResultGetOwner(tensor);
  if (aicIsOp(op, "arith.constant"))
    return widenConstant(op, element);
  if (aicIsOp(op, "linalg.generic"))
    return mlirOperationGetNumResults(op) == 1 && ignoresOutput(op)
               ? widenGeneric(op, element)
               : null;
  if (!aicIsOp(op, "tensor.expand_shape") &&
      !aicIsOp(op, "tensor.collapse_shape") &&
      !aicIsOp(op, "tensor.extract_slice"))
    return null;
  // What moves elements moves those of any type.
  MlirValue source = widen(mlirOperationGetOperand(op, 0), element);
  if (mlirValueIsNull(source))
    return null;
  MlirOperation clone = mlirOperationClone(op);
  mlirBlockInsertOwnedOperationAfter(mlirOperationGetBlock(op), op, clone);
  mlirOperationSetOperand(clone, 0, source);
  mlirValueSetType(mlirOperationGetResult(clone, 0),
                   withElement(tensor, element));
  return mlirOperationGetResult(clone, 0);
}

/// Reads input `i` of a linalg.generic, a tensor of i1, in the type that its
/// body computes in: a body that mixes types may not fit a device.
static bool widenInput(MlirOperation op, intptr_t i) {
  MlirBlock body = aicGenericBody(op);
  MlirContext context = mlirOperationGetContext(op);
  MlirValue old = mlirBlockGetArgument(body, i);
  MlirType yielded = mlirValueGetType(
      mlirBlockGetArgument(body, mlirBlockGetNumArguments(body) - 1));
  bool isFloat = mlirTypeIsAFloat(yielded);
  MlirType element =
      isFloat ? mlirF32TypeGet(context) : mlirIntegerTypeGet(context, 8);
  MlirValue tensor = widen(mlirOperationGetOperand(op, i), element);
  if (mlirValueIsNull(tensor))
    return false;
  MlirOperation first = mlirBlockGetFirstOperation(body);
  MlirValue argument =
      mlirBlockInsertArgument(body, i, element, mlirOperationGetLocation(op));
  // Predicates: une of floats, ne of integers.
  MlirValue condition = resultBefore(
      first, isFloat ? "arith.cmpf" : "arith.cmpi",
      (AicBuild){
          .operands = AIC_VALUES(argument, numberBefore(first, element, 0)),
          .results = AIC_TYPES(mlirIntegerTypeGet(context, 1)),
          .attributes =
              AIC_ATTRS({"predicate", aicAttrI64(context, isFloat ? 13 : 1)})});
  mlirValueReplaceAllUsesOfWith(old, condition);
  mlirBlockEraseArgument(body, (unsigned)i + 1);
  mlirOperationSetOperand(op, i, tensor);
  return true;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  static const char *const names[] = {"linalg.generic", NULL};
  AicOpList ops = aicCollectOps(root, names);
  uint64_t widened = 0;
  for (intptr_t op = 0; op < ops.count; ++op)
    for (intptr_t i = 0; i + 1 < mlirOperationGetNumOperands(ops.data[op]); ++i)
      if (isBooleans(mlirOperationGetOperand(ops.data[op], i)))
        widened += widenInput(ops.data[op], i);
  aicPassCount(pass, 0, widened);
  aicOpListRelease(&ops);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicWidenBooleans = {
    .abi = AIC_ABI,
    .argument = "aic-widen-booleans",
    .summary = "Store conditions as numbers",
    .description =
        "No device stores elements of one bit. Where a `linalg.generic` reads "
        "a tensor of\n`i1` that is a constant, a slice or reshape of one, or "
        "what another one computes,\nit reads 1 and 0 in `f32` where it "
        "computes floats, else in `i8`, and asks whether\nthat is 0. Tensors "
        "of `i1` that come from elsewhere stay.\n\n"
        "```mlir\n"
        "^bb0(%c: i1, %x: f32, %o: f32):\n"
        "  %y = arith.select %c, %x, %low : f32\n"
        "// becomes\n"
        "^bb0(%n: f32, %x: f32, %o: f32):\n"
        "  %c = arith.cmpf une, %n, %zero : f32\n"
        "  %y = arith.select %c, %x, %low : f32\n"
        "```\n",
    .dependentDialects = (const char *const[]){"arith", "tensor", NULL},
    .statistics =
        AIC_LIST(AicStatisticDef,
                 {.name = "widened", .summary = "operands of i1 replaced"}),
    .run = run,
};
