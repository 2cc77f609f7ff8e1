//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Values of `toy`: constants, arithmetic, inference, and the dialect itself.
//
//===----------------------------------------------------------------------===//

#include "toy.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdint.h>

static bool isInteger(MlirAttribute attr) {
  return !mlirAttributeIsNull(attr) && mlirAttributeIsAInteger(attr);
}

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

static MlirLogicalResult inferConstant(const AicInfer *infer) {
  aicInferAppend(infer, mlirAttributeGetType(aicInferAttr(infer, "value")));
  return mlirLogicalResultSuccess();
}

const AicOpDef toyConstant = {
    .name = "toy.constant",
    .summary = "An integer, without a fold hook of its own",
    .assembly = "$value attr-dict",
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyInteger}),
    .attributes = AIC_LIST(AicAttrDef, {.name = "value", .attr = &aicAnyAttr}),
    .traits = AIC_OP_CONSTANT_LIKE,
    .inferTypes = inferConstant,
};

static MlirLogicalResult foldAdd(const AicFold *fold) {
  MlirAttribute lhs = fold->constants[0], rhs = fold->constants[1];
  if (!isInteger(rhs))
    return mlirLogicalResultFailure();
  if (isInteger(lhs)) {
    aicFoldAppendAttribute(
        fold, mlirIntegerAttrGet(mlirAttributeGetType(lhs),
                                 mlirIntegerAttrGetValueInt(lhs) +
                                     mlirIntegerAttrGetValueInt(rhs)));
    return mlirLogicalResultSuccess();
  }
  if (mlirIntegerAttrGetValueInt(rhs) != 0)
    return mlirLogicalResultFailure();
  aicFoldAppendValue(fold, mlirOperationGetOperand(fold->op, 0));
  return mlirLogicalResultSuccess();
}

const AicOpDef toyAdd = {
    .name = "toy.add",
    .summary = "Adds integers",
    .assembly = "$lhs `,` $rhs attr-dict `:` type($out)",
    .operands = AIC_LIST(AicValueDef, {.name = "lhs", .type = &aicAnyInteger},
                         {.name = "rhs", .type = &aicAnyInteger}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyInteger}),
    .traits =
        AIC_OP_PURE | AIC_OP_COMMUTATIVE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .fold = foldAdd,
};

/// A factor of 1 goes away, a negative one is replaced in place.
static MlirLogicalResult foldScale(const AicFold *fold) {
  int64_t factor = aicOpInt(fold->op, "factor", -1);
  if (factor == 1) {
    aicFoldAppendValue(fold, aicOpOperand(fold->op, "in"));
    return mlirLogicalResultSuccess();
  }
  if (factor >= 0 || factor == INT64_MIN)
    return mlirLogicalResultFailure();
  mlirOperationSetAttributeByName(
      fold->op, mlirStringRefCreateFromCString("factor"),
      aicAttrI64(mlirOperationGetContext(fold->op), -factor));
  return mlirLogicalResultSuccess();
}

const AicOpDef toyScale = {
    .name = "toy.scale",
    .summary = "Multiplies with the magnitude of a factor",
    .assembly = "$in (`by` $factor^)? attr-dict `:` type($in)",
    .operands = AIC_LIST(AicValueDef, {.name = "in", .type = &aicAnyType}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyType}),
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "factor", .attr = &aicI64Attr, .fallback = "1 : i64"}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .fold = foldScale,
};

static MlirLogicalResult dropDoubleNegate(MlirOperation op,
                                          MlirPatternRewriter rewriter,
                                          const void *options) {
  (void)options;
  MlirValue in = aicOpOperand(op, "in");
  if (!mlirValueIsAOpResult(in))
    return mlirLogicalResultFailure();
  MlirOperation inner = mlirOpResultGetOwner(in);
  if (!aicOpIs(inner, "toy.negate"))
    return mlirLogicalResultFailure();
  MlirValue value = aicOpOperand(inner, "in");
  mlirRewriterBaseReplaceOpWithValues(mlirPatternRewriterAsBase(rewriter), op,
                                      1, &value);
  return mlirLogicalResultSuccess();
}

static const AicPatternDef doubleNegate = {
    .name = "toy-double-negate",
    .summary = "-(-x) is x",
    .root = "toy.negate",
    .rewrite = dropDoubleNegate,
};

const AicOpDef toyNegate = {
    .name = "toy.negate",
    .summary = "Negates",
    .assembly = "$in attr-dict `:` type($in)",
    .operands = AIC_LIST(AicValueDef, {.name = "in", .type = &aicAnyType}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyType}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
    .canonicalize = AIC_POINTERS(AicPatternDef, &doubleNegate),
};

//===----------------------------------------------------------------------===//
// Inference
//===----------------------------------------------------------------------===//

static MlirLogicalResult inferStack(const AicInfer *infer) {
  int64_t count = mlirIntegerAttrGetValueInt(aicInferAttr(infer, "count"));
  if (count < 1)
    return aicInferError(infer, "count must be positive, got %lld",
                         (long long)count);
  MlirType in = mlirValueGetType(infer->operands[0]);
  int64_t shape[9] = {count};
  intptr_t rank = mlirShapedTypeGetRank(in);
  for (intptr_t i = 0; i < rank && i < 8; ++i)
    shape[i + 1] = mlirShapedTypeGetDimSize(in, i);
  aicInferAppend(infer, mlirRankedTensorTypeGet(
                            rank + 1, shape, mlirShapedTypeGetElementType(in),
                            mlirAttributeGetNull()));
  return mlirLogicalResultSuccess();
}

const AicOpDef toyStack = {
    .name = "toy.stack",
    .summary = "Copies of a tensor along a new first dimension",
    .assembly = "$in (`times` $count^)? attr-dict `:` type($in)",
    .operands = AIC_LIST(AicValueDef, {.name = "in", .type = &aicRankedTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicRankedTensor}),
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "count", .attr = &aicI64Attr, .fallback = "2 : i64"}),
    .traits = AIC_OP_PURE,
    .inferTypes = inferStack,
};

const AicOpDef toyStackAs = {
    .name = "toy.stack_as",
    .summary = "The same with the type of the result in the text",
    .assembly = "$in attr-dict `:` functional-type(operands, results)",
    .operands = AIC_LIST(AicValueDef, {.name = "in", .type = &aicRankedTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicRankedTensor}),
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "count", .attr = &aicI64Attr, .fallback = "2 : i64"}),
    .traits = AIC_OP_PURE,
    .inferTypes = inferStack,
};

const AicOpDef toySplit = {
    .name = "toy.split",
    .summary = "Groups of operands and of results",
    .operands = AIC_LIST(
        AicValueDef, {.name = "first", .type = &aicAnyType},
        {.name = "some", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC},
        {.name = "last", .type = &aicAnyType, .arity = AIC_ARITY_OPTIONAL}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "outs", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC}),
};

//===----------------------------------------------------------------------===//
// Types, attributes, the dialect
//===----------------------------------------------------------------------===//

static MlirLogicalResult
verifyRing(const MlirAttribute *params, intptr_t numParams,
           void (*emitError)(const char *text, void *userData),
           void *userData) {
  (void)numParams;
  if (mlirIntegerAttrGetValueInt(params[1]) > 0)
    return mlirLogicalResultSuccess();
  emitError("a ring needs at least one slot", userData);
  return mlirLogicalResultFailure();
}

const AicTypeDef toyRing = {
    .name = "toy.ring",
    .summary = "Slots of one type",
    .params = AIC_LIST(AicParamDef, {.name = "slot", .kind = AIC_PARAM_TYPE},
                       {.name = "count", .kind = AIC_PARAM_INT64}),
    .verify = verifyRing,
};

const AicTypeDef toyMark = {.name = "toy.mark", .summary = "No parameters"};

const AicAttributeDef toySpace = {
    .name = "toy.space",
    .summary = "A memory",
    .params = AIC_LIST(AicParamDef,
                       {.name = "memory",
                        .kind = AIC_PARAM_WORD,
                        .words = (const char *const[]){"spad", "acc", NULL}}),
};

const AicAttributeDef toyBox = {
    .name = "toy.box",
    .summary = "Anything, with any word",
    .params = AIC_LIST(AicParamDef, {.name = "it", .kind = AIC_PARAM_ATTRIBUTE},
                       {.name = "label", .kind = AIC_PARAM_WORD}),
};

const AicDialectDef toyDialect = {
    .abi = AIC_ABI,
    .name = "toy",
    .summary = "A test",
    .ops = AIC_POINTERS(AicOpDef, &toyConstant, &toyAdd, &toyScale, &toyNegate,
                        &toyStack, &toyStackAs, &toySplit, &toyNoise, &toyPeek,
                        &toyLoad, &toyStore, &toyAllocate, &toyFree,
                        &toyAccumulate, &toyFill, &toyTally, &toyGraph,
                        &toyNode, &toyBody, &toyEnd, &toyBuild),
    .types = AIC_POINTERS(AicTypeDef, &toyRing, &toyMark),
    .attributes = AIC_POINTERS(AicAttributeDef, &toySpace, &toyBox),
    .constant = &toyConstant,
    .dependentDialects = (const char *const[]){"memref", NULL},
};

const AicPackage toyPackage = {
    .abi = AIC_ABI,
    .name = "toy",
    .version = "1",
    .dialects = AIC_POINTERS(AicDialectDef, &toyDialect),
};
