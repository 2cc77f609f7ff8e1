//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Memory and structure of `toy`: effects, destinations, symbols, regions.
//
//===----------------------------------------------------------------------===//

#include "toy.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"

//===----------------------------------------------------------------------===//
// Effects
//===----------------------------------------------------------------------===//

const AicOpDef toyNoise = {
    .name = "toy.noise",
    .summary = "Writes memory that no operand names",
    .assembly = "attr-dict",
    .effects = AIC_EFFECT_WRITE,
};

const AicOpDef toyPeek = {
    .name = "toy.peek",
    .summary = "Says nothing about its effects",
    .assembly = "attr-dict `:` type($out)",
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyType}),
};

const AicOpDef toyLoad = {
    .name = "toy.load",
    .summary = "Reads a memref",
    .assembly = "$from attr-dict `:` type($from) `->` type($out)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "from", .type = &aicAnyMemRef, .effects = AIC_EFFECT_READ}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyType}),
};

const AicOpDef toyStore = {
    .name = "toy.store",
    .summary = "Writes a memref",
    .assembly = "$value `in` $to attr-dict `:` type($value) `,` type($to)",
    .operands = AIC_LIST(
        AicValueDef, {.name = "value", .type = &aicAnyType},
        {.name = "to", .type = &aicAnyMemRef, .effects = AIC_EFFECT_WRITE}),
};

const AicOpDef toyAllocate = {
    .name = "toy.allocate",
    .summary = "Makes a memref",
    .assembly = "attr-dict `:` type($out)",
    .results = AIC_LIST(
        AicValueDef,
        {.name = "out", .type = &aicAnyMemRef, .effects = AIC_EFFECT_ALLOCATE}),
};

const AicOpDef toyFree = {
    .name = "toy.free",
    .summary = "Ends a memref",
    .assembly = "$in attr-dict `:` type($in)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "in", .type = &aicAnyMemRef, .effects = AIC_EFFECT_FREE}),
};

//===----------------------------------------------------------------------===//
// Destinations
//===----------------------------------------------------------------------===//

const AicOpDef toyAccumulate = {
    .name = "toy.accumulate",
    .summary = "Adds inputs to a destination",
    .assembly = "$ins `into` $into attr-dict `:` functional-type(operands, "
                "results)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "ins", .type = &aicAnyShaped, .arity = AIC_ARITY_VARIADIC},
        {.name = "into", .type = &aicAnyShaped}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "out", .type = &aicAnyTensor, .arity = AIC_ARITY_OPTIONAL}),
    .traits = AIC_OP_DESTINATION_STYLE,
    .destinations = "into",
};

const AicOpDef toyFill = {
    .name = "toy.fill",
    .summary = "Overwrites a destination",
    .assembly = "$value `into` $into attr-dict `:` functional-type(operands, "
                "results)",
    .operands = AIC_LIST(
        AicValueDef, {.name = "value", .type = &aicAnyFloat},
        {.name = "into", .type = &aicAnyShaped, .effects = AIC_EFFECT_WRITE}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "out", .type = &aicAnyTensor, .arity = AIC_ARITY_OPTIONAL}),
    .traits = AIC_OP_DESTINATION_STYLE,
    .destinations = "into",
};

const AicOpDef toyTally = {
    .name = "toy.tally",
    .summary = "Fills several destinations, and gives a number beside them",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "ins", .type = &aicAnyShaped, .arity = AIC_ARITY_VARIADIC},
        {.name = "into", .type = &aicAnyShaped, .arity = AIC_ARITY_VARIADIC}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "outs", .type = &aicAnyTensor, .arity = AIC_ARITY_VARIADIC},
        {.name = "count", .type = &aicIndexType, .arity = AIC_ARITY_OPTIONAL}),
    .regions = AIC_LIST(AicRegionDef, {.name = "body"}),
    .traits = AIC_OP_DESTINATION_STYLE,
    .destinations = "into",
};

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

static MlirLogicalResult verifyGraph(MlirOperation op) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  if (!mlirBlockIsNull(body) &&
      !mlirOperationIsNull(mlirBlockGetFirstOperation(body)))
    return mlirLogicalResultSuccess();
  return aicOpError(op, "needs at least one operation");
}

const AicOpDef toyGraph = {
    .name = "toy.graph",
    .summary = "Holds symbols and sees nothing from above",
    .assembly = "$sym_name $body attr-dict",
    .attributes =
        AIC_LIST(AicAttrDef, {.name = "sym_name", .attr = &aicSymbolNameAttr}),
    .regions = AIC_LIST(AicRegionDef, {.name = "body", .maxBlocks = 1}),
    .traits = AIC_OP_SYMBOL | AIC_OP_SYMBOL_TABLE | AIC_OP_ISOLATED_FROM_ABOVE |
              AIC_OP_NO_TERMINATOR | AIC_OP_SINGLE_BLOCK | AIC_OP_AFFINE_SCOPE,
    .verifyRegions = verifyGraph,
};

const AicOpDef toyNode = {
    .name = "toy.node",
    .summary = "A symbol",
    .assembly = "$sym_name attr-dict",
    .attributes =
        AIC_LIST(AicAttrDef, {.name = "sym_name", .attr = &aicSymbolNameAttr}),
    .traits = AIC_OP_SYMBOL,
};

const AicOpDef toyBody = {
    .name = "toy.body",
    .summary = "Has the effects of what it holds",
    .assembly = "$body attr-dict",
    .regions =
        AIC_LIST(AicRegionDef,
                 {.name = "body", .terminator = "toy.end", .maxBlocks = 1}),
    .traits = AIC_OP_RECURSIVE_EFFECTS | AIC_OP_SINGLE_BLOCK,
};

const AicOpDef toyEnd = {
    .name = "toy.end",
    .summary = "Ends a body",
    .assembly = "attr-dict",
    .traits = AIC_OP_TERMINATOR | AIC_OP_PURE,
};

/// Replaces itself by what aicBuild makes: an operation with an inferred type,
/// one with a given type and one with attributes that are absent.
static MlirLogicalResult
runBuild(MlirOperation op, MlirPatternRewriter rewriter, const void *options) {
  (void)options;
  MlirRewriterBase base = mlirPatternRewriterAsBase(rewriter);
  MlirContext context = mlirOperationGetContext(op);
  MlirLocation loc = mlirOperationGetLocation(op);
  MlirValue in = aicOpOperand(op, "in");
  int64_t count = aicOpInt(op, "count", 3);
  MlirValue stack = aicBuildValue(
      base, loc, "toy.stack",
      (AicBuild){.operands = AIC_VALUES(in),
                 .infer = true,
                 .attributes = AIC_ATTRS({"count", aicAttrI64(context, count)},
                                         {"absent", mlirAttributeGetNull()})});
  if (mlirValueIsNull(stack))
    return mlirLogicalResultFailure();
  MlirOperation last = aicBuild(
      base, loc, "toy.scale",
      (AicBuild){.operands = AIC_VALUES(stack),
                 .results = AIC_TYPES(mlirValueGetType(stack)),
                 .attributes = AIC_ATTRS({"factor", aicAttrI64(context, 5)},
                                         {"on", aicAttrBool(context, true)})});
  MlirValue value = mlirOperationGetResult(last, 0);
  mlirRewriterBaseReplaceOpWithValues(base, op, 1, &value);
  return mlirLogicalResultSuccess();
}

static const AicPatternDef build = {
    .name = "toy-build",
    .summary = "Builds operations",
    .root = "toy.build",
    .rewrite = runBuild,
};

const AicOpDef toyBuild = {
    .name = "toy.build",
    .summary = "Turns into other operations",
    .assembly = "$in attr-dict `:` type($in) `->` type($out)",
    .operands = AIC_LIST(AicValueDef, {.name = "in", .type = &aicRankedTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicRankedTensor}),
    .attributes = AIC_LIST(
        AicAttrDef, {.name = "count", .attr = &aicI64Attr, .optional = true}),
    .canonicalize = AIC_POINTERS(AicPatternDef, &build),
};
