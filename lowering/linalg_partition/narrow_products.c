//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Matrix products and convolutions of f32 round their operands to a narrower
// float.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/generic_edit.h"
#include "lowering/linalg_partition/partition.h"
#include "lowering/linalg_to_npu/match.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "lowering/support/elements.h"
#include "lowering/support/ir.h"
#include "runtime/npu/half.h"

#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

struct Options {
  const char *type;
};

/// What is rounded once: `count` pairs of a tensor and the rounded one.
typedef struct Narrowing {
  MlirType element;
  intptr_t count, capacity;
  MlirValue *from, *to;
} Narrowing;

static void remember(Narrowing *self, MlirValue from, MlirValue to) {
  if (self->count == self->capacity) {
    self->capacity = self->capacity ? 2 * self->capacity : 32;
    size_t bytes = (size_t)self->capacity * sizeof *self->from;
    self->from = realloc(self->from, bytes);
    self->to = realloc(self->to, bytes);
    if (!self->from || !self->to)
      AIC_BUG("out of memory");
  }
  self->from[self->count] = from;
  self->to[self->count++] = to;
}

/// The operation behind what makes `tensor`.
static MlirOperation behind(MlirValue tensor) {
  return mlirValueIsAOpResult(tensor)
             ? mlirOperationGetNextInBlock(mlirOpResultGetOwner(tensor))
             : mlirBlockGetFirstOperation(mlirBlockArgumentGetOwner(tensor));
}

static MlirType withElement(MlirValue tensor, MlirType element) {
  MlirType type = mlirValueGetType(tensor);
  int64_t shape[AIC_EDIT_MAX_LOOPS];
  intptr_t rank = mlirShapedTypeGetRank(type);
  for (intptr_t dim = 0; dim < rank; ++dim)
    shape[dim] = mlirShapedTypeGetDimSize(type, dim);
  return mlirRankedTensorTypeGet(rank, shape, element, mlirAttributeGetNull());
}

static MlirValue constantBefore(MlirOperation anchor, MlirType type,
                                MlirAttribute value) {
  return mlirOperationGetResult(
      aicCreateBefore(anchor, "arith.constant",
                      (AicBuild){.results = AIC_TYPES(type),
                                 .attributes = AIC_ATTRS({"value", value})}),
      0);
}

/// The constant rounded to a narrow float; null if it cannot be read.
static MlirAttribute narrowElements(MlirAttribute value, MlirType type) {
  MlirType element = mlirShapedTypeGetElementType(type);
  if (mlirAttributeIsADenseElements(value) &&
      mlirDenseElementsAttrIsSplat(value))
    return mlirDenseElementsAttrSplatGet(
        type,
        mlirFloatAttrDoubleGet(mlirTypeGetContext(type), element,
                               mlirDenseElementsAttrGetFloatSplatValue(value)));
  AicElements elements;
  if (!aicElementsRead(value, &elements))
    return mlirAttributeGetNull();
  AicNpuType half = mlirTypeIsABF16(element) ? AIC_NPU_BF16 : AIC_NPU_F16;
  size_t count = elements.bytes / sizeof(float);
  uint16_t *halves = malloc((count + 1) * sizeof *halves);
  if (!halves)
    AIC_BUG("out of memory");
  for (size_t i = 0; i < count; ++i) {
    // Data of a file may begin anywhere.
    float number;
    memcpy(&number, (const char *)elements.data + i * sizeof number,
           sizeof number);
    halves[i] = aicFloatToHalf(half, number);
  }
  MlirAttribute made =
      mlirDenseElementsAttrRawBufferGet(type, count * sizeof *halves, halves);
  free(halves);
  aicElementsRelease(&elements);
  return made;
}

/// A linalg.generic that rounds `tensor`.
static MlirValue roundTensor(MlirValue tensor, MlirType element) {
  MlirOperation before = behind(tensor);
  MlirContext context = mlirTypeGetContext(element);
  MlirLocation location = mlirOperationGetLocation(before);
  MlirType type = withElement(tensor, element);
  intptr_t rank = mlirShapedTypeGetRank(type);
  MlirOperation empty = aicCreateBefore(before, "tensor.empty",
                                        (AicBuild){.results = AIC_TYPES(type)});
  MlirAttribute map =
      mlirAffineMapAttrGet(mlirAffineMapMultiDimIdentityGet(context, rank));
  const MlirAttribute maps[] = {map, map};
  const int32_t segments[] = {1, 1};
  MlirOperation round = aicCreateBefore(
      before, "linalg.generic",
      (AicBuild){.operands =
                     AIC_VALUES(tensor, mlirOperationGetResult(empty, 0)),
                 .results = AIC_TYPES(type),
                 .attributes = AIC_ATTRS(
                     {"indexing_maps", mlirArrayAttrGet(context, 2, maps)},
                     {"iterator_types", aicGenericParallelLoops(context, rank)},
                     {"operandSegmentSizes",
                      mlirDenseI32ArrayGet(context, 2, segments)}),
                 .numRegions = 1});
  const MlirType types[] = {mlirF32TypeGet(context), element};
  const MlirLocation locations[] = {location, location};
  MlirBlock body = mlirBlockCreate(2, types, locations);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(round, 0), body);
  MlirOperationState cast = mlirOperationStateGet(
      mlirStringRefCreateFromCString("arith.truncf"), location);
  MlirValue argument = mlirBlockGetArgument(body, 0);
  mlirOperationStateAddOperands(&cast, 1, &argument);
  mlirOperationStateAddResults(&cast, 1, &element);
  MlirOperation made = mlirOperationCreate(&cast);
  mlirBlockAppendOwnedOperation(body, made);
  MlirOperationState yield = mlirOperationStateGet(
      mlirStringRefCreateFromCString("linalg.yield"), location);
  MlirValue rounded = mlirOperationGetResult(made, 0);
  mlirOperationStateAddOperands(&yield, 1, &rounded);
  mlirBlockAppendOwnedOperation(body, mlirOperationCreate(&yield));
  return mlirOperationGetResult(round, 0);
}

/// The number that a tensor.pad puts outside, or null.
static MlirAttribute padValue(MlirOperation pad) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(pad, 0));
  MlirAttribute value =
      aicConstantOf(mlirOperationGetOperand(mlirBlockGetTerminator(body), 0));
  return !mlirAttributeIsNull(value) && mlirAttributeIsAFloat(value)
             ? value
             : mlirAttributeGetNull();
}

/// `op` on what it reads, rounded: it moves elements only.
static MlirValue moveNarrow(MlirOperation op, MlirValue source, MlirType type,
                            MlirAttribute outside) {
  MlirOperation clone = mlirOperationClone(op);
  mlirBlockInsertOwnedOperationAfter(mlirOperationGetBlock(op), op, clone);
  mlirOperationSetOperand(clone, 0, source);
  mlirValueSetType(mlirOperationGetResult(clone, 0), type);
  if (!mlirAttributeIsNull(outside)) {
    MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(clone, 0));
    MlirType element = mlirShapedTypeGetElementType(type);
    MlirAttribute number =
        mlirFloatAttrDoubleGet(mlirTypeGetContext(element), element,
                               mlirFloatAttrGetValueDouble(outside));
    mlirOperationSetOperand(mlirBlockGetTerminator(body), 0,
                            constantBefore(clone, element, number));
  }
  return mlirOperationGetResult(clone, 0);
}

/// A tensor of f32 whose shape is known.
static bool isF32(MlirValue tensor) {
  MlirType type = mlirValueGetType(tensor);
  return mlirTypeIsARankedTensor(type) && mlirShapedTypeHasStaticShape(type) &&
         mlirShapedTypeGetRank(type) <= AIC_EDIT_MAX_LOOPS &&
         mlirTypeIsAF32(mlirShapedTypeGetElementType(type));
}

static MlirValue narrow(Narrowing *self, MlirValue tensor);

static MlirValue makeNarrow(Narrowing *self, MlirValue tensor) {
  MlirType type = withElement(tensor, self->element);
  if (!mlirValueIsAOpResult(tensor))
    return roundTensor(tensor, self->element);
  MlirOperation op = mlirOpResultGetOwner(tensor);
  MlirAttribute constant = aicConstantOf(tensor);
  if (!mlirAttributeIsNull(constant)) {
    MlirAttribute made = narrowElements(constant, type);
    return mlirAttributeIsNull(made) ? roundTensor(tensor, self->element)
                                     : constantBefore(op, type, made);
  }
  MlirAttribute outside =
      aicIsOp(op, "tensor.pad") ? padValue(op) : mlirAttributeGetNull();
  if ((!aicIsReshape(op) && mlirAttributeIsNull(outside)) ||
      !isF32(mlirOperationGetOperand(op, 0)))
    return roundTensor(tensor, self->element);
  // Rounded before it is moved, so that what makes it can do so.
  return moveNarrow(op, narrow(self, mlirOperationGetOperand(op, 0)), type,
                    outside);
}

/// `tensor` with its elements rounded.
static MlirValue narrow(Narrowing *self, MlirValue tensor) {
  for (intptr_t i = 0; i < self->count; ++i)
    if (mlirValueEqual(self->from[i], tensor))
      return self->to[i];
  MlirValue made = makeNarrow(self, tensor);
  remember(self, tensor, made);
  return made;
}

/// Erases what moved `tensor` when nobody needs it wide; whether it did.
static bool eraseMoved(MlirValue tensor) {
  if (!mlirValueIsAOpResult(tensor) ||
      !mlirOpOperandIsNull(mlirValueGetFirstUse(tensor)))
    return false;
  MlirOperation op = mlirOpResultGetOwner(tensor);
  if (!aicIsReshape(op) && !aicIsOp(op, "tensor.pad"))
    return false;
  mlirOperationDestroy(op);
  return true;
}

/// What alone makes and elementwise computes `tensor` rounds it itself, in
/// place of `round`.
static void fuseRounding(MlirValue tensor, MlirValue rounded) {
  if (mlirValueIsNull(tensor) || !mlirValueIsAOpResult(tensor) ||
      !mlirValueIsAOpResult(rounded))
    return;
  MlirOperation op = mlirOpResultGetOwner(tensor);
  MlirOperation round = mlirOpResultGetOwner(rounded);
  MlirOpOperand use = mlirValueGetFirstUse(tensor);
  if (!aicIsOp(op, "linalg.generic") || !aicIsOp(round, "linalg.generic") ||
      mlirOperationGetNumResults(op) != 1 || !aicIsElementwise(op) ||
      mlirOpOperandIsNull(use) ||
      !mlirOpOperandIsNull(mlirOpOperandGetNextUse(use)) ||
      !mlirOperationEqual(mlirOpOperandGetOwner(use), round))
    return;
  MlirType type = mlirValueGetType(rounded);
  MlirType element = mlirShapedTypeGetElementType(type);
  MlirBlock body = aicGenericBody(op);
  intptr_t last = mlirOperationGetNumOperands(op) - 1;
  MlirOperation empty = aicCreateBefore(op, "tensor.empty",
                                        (AicBuild){.results = AIC_TYPES(type)});
  MlirOperation yield = mlirBlockGetTerminator(body);
  MlirOperation cast = aicCreateBefore(
      yield, "arith.truncf",
      (AicBuild){.operands = AIC_VALUES(mlirOperationGetOperand(yield, 0)),
                 .results = AIC_TYPES(element)});
  mlirOperationSetOperand(yield, 0, mlirOperationGetResult(cast, 0));
  mlirOperationSetOperand(op, last, mlirOperationGetResult(empty, 0));
  mlirValueSetType(mlirBlockGetArgument(body, last), element);
  mlirValueReplaceAllUsesOfWith(rounded, tensor);
  mlirOperationDestroy(round);
  mlirValueSetType(tensor, type);
}

/// A sum of products that an array would compute: the weights have columns, so
/// that it is not done channel by channel.
static bool isProduct(MlirOperation op) {
  AicLoopRoles roles;
  bool parallel[AIC_MATCH_MAX_LOOPS];
  AicBody body;
  AicMapAccess lhs, rhs;
  if (mlirOperationGetNumOperands(op) != 3 ||
      mlirOperationGetNumResults(op) != 1 ||
      !isF32(mlirOperationGetOperand(op, 0)) ||
      !isF32(mlirOperationGetOperand(op, 1)) ||
      !isF32(mlirOperationGetOperand(op, 2)) ||
      aicReadLoops(op, &roles, parallel))
    return false;
  (void)aicReadBody(op, NULL, &body);
  if (!body.multiplyAdd || aicReadMaps(op, 0, &lhs) || aicReadMaps(op, 1, &rhs))
    return false;
  for (int loop = 0; loop < roles.count; ++loop) {
    bool inLhs = false, inRhs = false;
    for (intptr_t dim = 0; dim < lhs.rank; ++dim)
      inLhs = inLhs || lhs.scale[dim][loop];
    for (intptr_t dim = 0; dim < rhs.rank; ++dim)
      inRhs = inRhs || rhs.scale[dim][loop];
    if (parallel[loop] && inRhs && !inLhs)
      return true;
  }
  return false;
}

/// Reads input `i` in a narrow type, which the body widens.
static void narrowInput(Narrowing *self, MlirOperation op, intptr_t i) {
  MlirBlock body = aicGenericBody(op);
  MlirValue argument = mlirBlockGetArgument(body, i);
  MlirType wide = mlirValueGetType(argument);
  MlirValue tensor = narrow(self, mlirOperationGetOperand(op, i));
  MlirOperation first = mlirBlockGetFirstOperation(body);
  mlirValueSetType(argument, self->element);
  MlirOperation cast = aicCreateBefore(
      first, "arith.extf",
      (AicBuild){.operands = AIC_VALUES(argument), .results = AIC_TYPES(wide)});
  mlirValueReplaceAllUsesExcept(argument, mlirOperationGetResult(cast, 0), 1,
                                &cast);
  mlirOperationSetOperand(op, i, tensor);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *data) {
  const struct Options *options = data;
  MlirContext context = mlirOperationGetContext(root);
  Narrowing self = {.element = strcmp(options->type, "f16")
                                   ? mlirBF16TypeGet(context)
                                   : mlirF16TypeGet(context)};
  AicOpList ops = aicCollectOps(root, NULL);
  uint64_t narrowed = 0;
  for (intptr_t i = 0; i < ops.count; ++i) {
    MlirStringRef name = aicOpName(ops.data[i]);
    if (name.length < 7 || memcmp(name.data, "linalg.", 7) ||
        !isProduct(ops.data[i]))
      continue;
    for (intptr_t input = 0; input < 2; ++input)
      narrowInput(&self, ops.data[i], input);
    ++narrowed;
  }
  // Users were remembered behind what they use.
  for (intptr_t i = self.count - 1; i >= 0; --i)
    if (eraseMoved(self.from[i]))
      self.from[i] = (MlirValue){NULL};
  for (intptr_t i = 0; i < self.count; ++i)
    fuseRounding(self.from[i], self.to[i]);
  free(self.from);
  free(self.to);
  aicPassCount(pass, 0, narrowed);
  aicOpListRelease(&ops);
  return mlirLogicalResultSuccess();
}

const AicPassDef aicNarrowProducts = {
    .abi = AIC_ABI,
    .argument = "aic-narrow-products",
    .summary = "Multiply matrices and convolve in a narrower float",
    .description =
        "Matrix products and convolutions of `f32` on static tensors round "
        "their operands\nto `type`, weights at compile time; products are "
        "added up in `f32`, and all that is\nno product stays as it is. "
        "Depthwise convolutions do, too: no array computes them.\n\n"
        "```mlir\n"
        "%y = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x2xf32>) "
        "outs(%z : tensor<4x2xf32>)\n"
        "// becomes\n"
        "%x2 = linalg.generic ... { arith.truncf ... : f32 to bf16 } -> "
        "tensor<4x8xbf16>\n"
        "%y = linalg.matmul ins(%x2, %w2 : tensor<4x8xbf16>, tensor<8x2xbf16>) "
        "outs(%z : tensor<4x2xf32>)\n"
        "```\n",
    .dependentDialects =
        (const char *const[]){"arith", "linalg", "tensor", NULL},
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(AicOptionDef,
                        {.name = "type",
                         .summary = "what operands are rounded to",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(struct Options, type),
                         .fallback = "bf16",
                         .words = (const char *const[]){"bf16", "f16", NULL}}),
    .statistics =
        AIC_LIST(AicStatisticDef, {.name = "narrowed",
                                   .summary = "products of rounded operands"}),
    .run = run,
};
