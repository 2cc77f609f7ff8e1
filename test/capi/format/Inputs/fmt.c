//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The dialect `fmt`, whose operations use every element of the assembly format
// language, as a plugin: what a user's own dialect library looks like.
//
//===----------------------------------------------------------------------===//

#include "aic/asm.h"
#include "aic/dialect.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdint.h>

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

static bool isPositive(MlirAttribute attr) {
  return mlirIntegerAttrGetValueInt(attr) > 0;
}

static const AicAttrConstraint positive = {.name = "positive 64-bit integer",
                                           .holds = isPositive,
                                           .base = &aicI64Attr};
static const AicAttrConstraint flow = {
    .name = "dataflow", .words = (const char *const[]){"ws", "os", "is", NULL}};

//===----------------------------------------------------------------------===//
// Operands, results and their types
//===----------------------------------------------------------------------===//

static const AicOpDef literals = {
    .name = "fmt.literals",
    .summary = "Keywords, punctuation and blanks",
    .assembly = "`from` `->` `word.x` `:` `,` `=` `<` `(` `[` `{` `}` `]` `)` "
                "`>` `?` `+` `*` `|` `...` `` `tight` ` ` `wide` attr-dict",
};

static const AicOpDef one = {
    .name = "fmt.one",
    .summary = "One operand, one result",
    .assembly = "$in `to` attr-dict `:` type($in) `->` type($out)",
    .operands = AIC_LIST(AicValueDef, {.name = "in", .type = &aicAnyTensor}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyTensor}),
};

static const AicOpDef variadic = {
    .name = "fmt.variadic",
    .summary = "Variadic operands and results",
    .assembly = "`(` $ins `)` attr-dict `:` type($ins) `to` type($outs)",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "ins", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "outs", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC}),
};

static const AicOpDef segments = {
    .name = "fmt.segments",
    .summary = "Several groups that may be empty",
    .assembly = "$first (`with` $more^ `:` type($more))? "
                "(`last` $last^ `:` type($last))? attr-dict `:` type($first) "
                "(`->` type($a)^)? (`and` type($b)^)?",
    .operands = AIC_LIST(
        AicValueDef, {.name = "first", .type = &aicAnyType},
        {.name = "more", .type = &aicAnyInteger, .arity = AIC_ARITY_VARIADIC},
        {.name = "last", .type = &aicAnyFloat, .arity = AIC_ARITY_OPTIONAL}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "a", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC},
        {.name = "b", .type = &aicAnyType, .arity = AIC_ARITY_OPTIONAL}),
};

static const AicOpDef function = {
    .name = "fmt.function",
    .summary = "All operands and a function type",
    .assembly = "operands attr-dict `:` functional-type(operands, results)",
    .operands = AIC_LIST(
        AicValueDef, {.name = "head", .type = &aicAnyType},
        {.name = "rest", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC},
        {.name = "tail", .type = &aicIndexType}),
    .results = AIC_LIST(
        AicValueDef,
        {.name = "outs", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC}),
};

static const AicOpDef functionOfNames = {
    .name = "fmt.function_of_names",
    .summary = "A function type of named values",
    .assembly =
        "$a `,` $b attr-dict `:` functional-type($a, $out) `,` type($b)",
    .operands = AIC_LIST(AicValueDef, {.name = "a", .type = &aicAnyType},
                         {.name = "b", .type = &aicAnyType}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyType}),
};

static const AicOpDef all = {
    .name = "fmt.all",
    .summary = "Types of all operands, of all results",
    .assembly = "`(` operands `)` attr-dict `:` `(` type(operands) `)` `to` "
                "type(results)",
    .operands = AIC_LIST(
        AicValueDef, {.name = "a", .type = &aicAnyType},
        {.name = "b", .type = &aicAnyType, .arity = AIC_ARITY_OPTIONAL}),
    .results = AIC_LIST(
        AicValueDef, {.name = "c", .type = &aicAnyType},
        {.name = "d", .type = &aicAnyType, .arity = AIC_ARITY_OPTIONAL}),
};

static const AicOpDef only = {
    .name = "fmt.only",
    .summary = "Types that the constraint fixes",
    .assembly = "$at `[` $indices `]` attr-dict",
    .operands = AIC_LIST(AicValueDef, {.name = "at", .type = &aicIndexType},
                         {.name = "indices",
                          .type = &aicIndexType,
                          .arity = AIC_ARITY_VARIADIC}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicIndexType}),
};

static const AicOpDef same = {
    .name = "fmt.same",
    .summary = "One type for all",
    .assembly = "$lhs `,` $rhs attr-dict `:` type($out)",
    .operands = AIC_LIST(AicValueDef, {.name = "lhs", .type = &aicAnyType},
                         {.name = "rhs", .type = &aicAnyType}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyType}),
    .traits = AIC_OP_PURE | AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE,
};

/// tensor<n x the type of `in`>
static MlirLogicalResult inferRepeat(const AicInfer *infer) {
  int64_t n = mlirIntegerAttrGetValueInt(aicInferAttr(infer, "n"));
  if (n > 100)
    return aicInferError(infer, "repeats %lld times, which is more than 100",
                         (long long)n);
  aicInferAppend(infer, mlirRankedTensorTypeGet(
                            1, &n, mlirValueGetType(infer->operands[0]),
                            mlirAttributeGetNull()));
  return mlirLogicalResultSuccess();
}

static const AicOpDef repeat = {
    .name = "fmt.repeat",
    .summary = "Inferred result",
    .assembly = "$in (`times` $n^)? attr-dict `:` type($in)",
    .operands = AIC_LIST(AicValueDef, {.name = "in", .type = &aicAnyFloat}),
    .results = AIC_LIST(AicValueDef, {.name = "out", .type = &aicAnyTensor}),
    .attributes = AIC_LIST(
        AicAttrDef, {.name = "n", .attr = &positive, .fallback = "2 : i64"}),
    .inferTypes = inferRepeat,
};

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static const AicOpDef attributes = {
    .name = "fmt.attributes",
    .summary = "Attributes of every kind",
    .assembly = "$name $flow $count $yes $single $double $text $ref $shape "
                "$type $map $any attr-dict",
    .attributes = AIC_LIST(
        AicAttrDef, {.name = "name", .attr = &aicSymbolNameAttr},
        {.name = "flow", .attr = &flow}, {.name = "count", .attr = &positive},
        {.name = "yes", .attr = &aicBoolAttr},
        {.name = "single", .attr = &aicF32Attr},
        {.name = "double", .attr = &aicF64Attr},
        {.name = "text", .attr = &aicStringAttr},
        {.name = "ref", .attr = &aicFlatSymbolRefAttr},
        {.name = "shape", .attr = &aicDenseI64ArrayAttr},
        {.name = "type", .attr = &aicTypeAttr},
        {.name = "map", .attr = &aicAffineMapAttr},
        {.name = "any", .attr = &aicAnyAttr}),
};

static const AicOpDef data = {
    .name = "fmt.data",
    .summary = "Attributes with elements",
    .assembly = "qualified($data) `,` $dict `,` $list "
                "attr-dict-with-keyword",
    .attributes =
        AIC_LIST(AicAttrDef, {.name = "data", .attr = &aicElementsAttr},
                 {.name = "dict", .attr = &aicDictionaryAttr},
                 {.name = "list", .attr = &aicArrayAttr}),
};

static const AicOpDef groups = {
    .name = "fmt.groups",
    .summary = "Attributes that may be absent",
    .assembly =
        "(`name` $name^)? ($flow^ `flow`)? (`count` `=` $count^)? "
        "(`shape` $shape^ (`of` $of^)?)? ($quiet^)? (`loud` $loud^ `+`)? "
        "(`[` $list^ `]`) : (`none`)? attr-dict",
    .attributes =
        AIC_LIST(AicAttrDef,
                 {.name = "name", .attr = &aicSymbolNameAttr, .optional = true},
                 {.name = "flow", .attr = &flow, .fallback = "\"ws\""},
                 {.name = "count", .attr = &positive, .fallback = "1 : i64"},
                 {.name = "shape",
                  .attr = &aicDenseI64ArrayAttr,
                  .fallback = "array<i64: 1, 1>"},
                 {.name = "of", .attr = &aicTypeAttr, .optional = true},
                 {.name = "quiet", .attr = &aicUnitAttr, .optional = true},
                 {.name = "loud", .attr = &aicUnitAttr, .optional = true},
                 {.name = "list", .attr = &aicArrayAttr, .optional = true},
                 {.name = "unsaid", .attr = &aicBoolAttr, .fallback = "false"}),
};

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

static const AicOpDef region = {
    .name = "fmt.region",
    .summary = "A region with an implied terminator, and one that may be empty",
    .assembly = "$body (`else` $other^)? attr-dict",
    .regions =
        AIC_LIST(AicRegionDef,
                 {.name = "body", .terminator = "fmt.yield", .maxBlocks = 1},
                 {.name = "other", .terminator = "fmt.yield", .maxBlocks = 1}),
};

static const AicOpDef graph = {
    .name = "fmt.graph",
    .summary = "A block without a terminator",
    .assembly = "$body attr-dict",
    .regions = AIC_LIST(AicRegionDef, {.name = "body", .maxBlocks = 1}),
    .traits = AIC_OP_SINGLE_BLOCK | AIC_OP_NO_TERMINATOR,
};

static const AicOpDef flowGraph = {
    .name = "fmt.blocks",
    .summary = "Any number of blocks",
    .assembly = "$body attr-dict",
    .regions =
        AIC_LIST(AicRegionDef, {.name = "body", .terminator = "fmt.yield"}),
};

static const AicOpDef yield = {
    .name = "fmt.yield",
    .summary = "Ends a region",
    .assembly = "($values^ `:` type($values))? attr-dict",
    .operands = AIC_LIST(
        AicValueDef,
        {.name = "values", .type = &aicAnyType, .arity = AIC_ARITY_VARIADIC}),
    .traits = AIC_OP_TERMINATOR | AIC_OP_PURE,
};

//===----------------------------------------------------------------------===//
// Own syntax
//===----------------------------------------------------------------------===//

static MlirStringRef str(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

static bool failed(MlirLogicalResult result) {
  return mlirLogicalResultIsFailure(result);
}

static MlirAttribute i64(AicParser *parser, int64_t value) {
  return mlirIntegerAttrGet(mlirIntegerTypeGet(aicParserGetContext(parser), 64),
                            value);
}

/// fmt.loop "label" word %i = 0 to 4 {2} (%a : type) { ... }
static MlirLogicalResult parseLoop(AicParser *parser, const AicOpDef *def) {
  (void)def;
  MlirContext context = aicParserGetContext(parser);
  MlirStringRef label, word;
  AicArgument argument, other;
  int64_t from, to, step;
  if (failed(aicParseString(parser, &label)) ||
      failed(aicParseKeyword(parser, &word)) ||
      failed(aicParseArgument(parser, false, &argument)) ||
      failed(aicParseLiteral(parser, str("="))) ||
      failed(aicParseInteger(parser, &from)) ||
      failed(aicParseLiteral(parser, str("to"))))
    return mlirLogicalResultFailure();
  AicPosition position = aicParserGetPosition(parser);
  if (failed(aicParseInteger(parser, &to)))
    return mlirLogicalResultFailure();
  if (to < from)
    return aicParserError(parser, position, "ends at %lld, before it starts",
                          (long long)to);
  AicParsed hasStep = aicParseOptionalInteger(parser, &step);
  if (hasStep == AIC_PARSED_ERROR)
    return mlirLogicalResultFailure();
  aicParserSetArgumentType(parser, argument, mlirIndexTypeGet(context));
  AicParsed hasOther = aicParseOptionalArgument(parser, true, &other);
  if (hasOther == AIC_PARSED_ERROR)
    return mlirLogicalResultFailure();
  aicParserAddAttribute(parser, "label", mlirStringAttrGet(context, label));
  aicParserAddAttribute(parser, "word", mlirStringAttrGet(context, word));
  aicParserAddAttribute(parser, "from", i64(parser, from));
  aicParserAddAttribute(parser, "to", i64(parser, to));
  if (hasStep == AIC_PARSED_YES)
    aicParserAddAttribute(parser, "step", i64(parser, step));
  if (failed(aicParseRegion(parser, 0, argument,
                            hasOther == AIC_PARSED_YES ? 2 : 1)))
    return mlirLogicalResultFailure();
  aicParserEnsureBlock(parser, 0, str("fmt.yield"));
  return aicParseAttrDict(parser, true);
}

static void printLoop(AicPrinter *printer, MlirOperation op,
                      const AicOpDef *def) {
  (void)def;
  MlirBlock block = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  aicPrintText(printer, str(" "));
  aicPrintString(printer, aicOpString(op, "label"));
  aicPrintText(printer, str(" "));
  aicPrintKeyword(printer, aicOpString(op, "word"));
  aicPrintText(printer, str(" "));
  aicPrintArgument(printer, mlirBlockGetArgument(block, 0), false);
  aicPrintText(printer, str(" = "));
  aicPrintInteger(printer, aicOpInt(op, "from", 0));
  aicPrintText(printer, str(" to "));
  aicPrintInteger(printer, aicOpInt(op, "to", 0));
  if (!mlirAttributeIsNull(aicOpAttr(op, "step"))) {
    aicPrintText(printer, str(" "));
    aicPrintAttributeWithoutType(printer, aicOpAttr(op, "step"));
  }
  if (mlirBlockGetNumArguments(block) > 1) {
    aicPrintIndent(printer, 1);
    aicPrintIndent(printer, 1);
    aicPrintNewline(printer);
    aicPrintArgument(printer, mlirBlockGetArgument(block, 1), true);
    aicPrintIndent(printer, -1);
    aicPrintIndent(printer, -1);
  }
  aicPrintText(printer, str(" "));
  aicPrintRegion(printer, mlirOperationGetRegion(op, 0), AIC_PRINT_TERMINATORS);
  const MlirStringRef elided[] = {str("label"), str("word"), str("from"),
                                  str("to"), str("step")};
  aicPrintAttrDict(printer, op, elided, 5, true);
}

static const AicOpDef loop = {
    .name = "fmt.loop",
    .summary = "Own syntax",
    .attributes =
        AIC_LIST(AicAttrDef, {.name = "label", .attr = &aicStringAttr},
                 {.name = "word", .attr = &aicStringAttr},
                 {.name = "from", .attr = &aicI64Attr},
                 {.name = "to", .attr = &aicI64Attr},
                 {.name = "step", .attr = &aicI64Attr, .optional = true}),
    .regions =
        AIC_LIST(AicRegionDef,
                 {.name = "body", .terminator = "fmt.yield", .maxBlocks = 1}),
    .parse = parseLoop,
    .print = printLoop,
};

static const AicDialectDef dialect = {
    .abi = AIC_ABI,
    .name = "fmt",
    .summary = "Every element of the assembly format",
    .description = "For tests.",
    .ops = AIC_POINTERS(AicOpDef, &literals, &one, &variadic, &segments,
                        &function, &functionOfNames, &all, &only, &same,
                        &repeat, &attributes, &data, &groups, &region, &graph,
                        &flowGraph, &yield, &loop),
};

//===----------------------------------------------------------------------===//
// Plugin
//===----------------------------------------------------------------------===//

typedef struct DialectPluginLibraryInfo {
  uint32_t apiVersion;
  const char *pluginName;
  const char *pluginVersion;
  void (*registerDialects)(void *registry);
} DialectPluginLibraryInfo;

static void registerDialects(void *registry) {
  aicDialectInsert((MlirDialectRegistry){registry}, &dialect);
}

DialectPluginLibraryInfo mlirGetDialectPluginInfo(void) {
  return (DialectPluginLibraryInfo){1, "fmt", "1", registerDialects};
}
