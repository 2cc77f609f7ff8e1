//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/asm.h"
#include "aic/build.h"
#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirStringRef text(const char *literal) {
  return mlirStringRefCreateFromCString(literal);
}

/// word(%name: type, ...) or nothing; adds to `count` and keeps the first.
static MlirLogicalResult parseArguments(AicParser *parser, const char *word,
                                        AicArgument *first, int64_t *count) {
  if (!aicParseOptionalLiteral(parser, text(word)))
    return mlirLogicalResultSuccess();
  if (mlirLogicalResultIsFailure(aicParseLiteral(parser, text("("))))
    return mlirLogicalResultFailure();
  do {
    AicArgument argument;
    if (mlirLogicalResultIsFailure(aicParseArgument(parser, true, &argument)))
      return mlirLogicalResultFailure();
    if ((*count)++ == 0)
      *first = argument;
  } while (aicParseOptionalLiteral(parser, text(",")));
  return aicParseLiteral(parser, text(")"));
}

/// @name target(@target) ins(...) outs(...) attributes {...} { ... }
static MlirLogicalResult parse(AicParser *parser, const AicOpDef *def) {
  (void)def;
  MlirAttribute name, target;
  MlirContext context = aicParserGetContext(parser);
  if (mlirLogicalResultIsFailure(aicParseSymbolName(parser, &name)) ||
      mlirLogicalResultIsFailure(aicParseLiteral(parser, text("target"))) ||
      mlirLogicalResultIsFailure(aicParseLiteral(parser, text("("))) ||
      mlirLogicalResultIsFailure(aicParseSymbolName(parser, &target)) ||
      mlirLogicalResultIsFailure(aicParseLiteral(parser, text(")"))))
    return mlirLogicalResultFailure();
  AicArgument first = {0};
  int64_t count = 0;
  if (mlirLogicalResultIsFailure(parseArguments(parser, "ins", &first, &count)))
    return mlirLogicalResultFailure();
  int64_t inputs = count;
  if (mlirLogicalResultIsFailure(
          parseArguments(parser, "outs", &first, &count)) ||
      mlirLogicalResultIsFailure(aicParseAttrDict(parser, true)))
    return mlirLogicalResultFailure();
  aicParserAddAttribute(parser, "sym_name", name);
  aicParserAddAttribute(
      parser, "target",
      mlirFlatSymbolRefAttrGet(context, mlirStringAttrGetValue(target)));
  aicParserAddAttribute(parser, "num_inputs", aicAttrI64(context, inputs));
  if (mlirLogicalResultIsFailure(aicParseRegion(parser, 0, first, count)))
    return mlirLogicalResultFailure();
  aicParserEnsureBlock(parser, 0, (MlirStringRef){NULL, 0});
  return mlirLogicalResultSuccess();
}

static void printArguments(AicPrinter *printer, const char *word,
                           MlirBlock body, intptr_t begin, intptr_t end) {
  for (intptr_t index = begin; index < end; ++index) {
    aicPrintText(printer, text(index == begin ? word : ", "));
    aicPrintArgument(printer, mlirBlockGetArgument(body, index), true);
  }
  if (begin < end)
    aicPrintText(printer, text(")"));
}

static void print(AicPrinter *printer, MlirOperation op, const AicOpDef *def) {
  (void)def;
  MlirRegion region = mlirOperationGetRegion(op, 0);
  MlirBlock body = mlirRegionGetFirstBlock(region);
  intptr_t inputs = aicOpInt(op, "num_inputs", 0);
  aicPrintText(printer, text(" "));
  aicPrintSymbolName(printer, aicOpString(op, "sym_name"));
  aicPrintText(printer, text(" target("));
  aicPrintAttribute(printer, aicOpAttr(op, "target"));
  aicPrintText(printer, text(")"));
  printArguments(printer, " ins(", body, 0, inputs);
  printArguments(printer, " outs(", body, inputs,
                 mlirBlockGetNumArguments(body));
  const MlirStringRef elided[] = {text("sym_name"), text("target"),
                                  text("num_inputs")};
  aicPrintAttrDict(printer, op, elided, 3, true);
  aicPrintText(printer, text(" "));
  aicPrintRegion(printer, region, 0);
}

static MlirLogicalResult verifyNames(MlirOperation op, intptr_t arguments) {
  MlirAttribute names = aicOpAttr(op, "names");
  if (mlirAttributeIsNull(names))
    return mlirLogicalResultSuccess();
  intptr_t count = mlirArrayAttrGetNumElements(names);
  if (count != arguments) // C3
    return aicOpError(op, "has %" PRIdPTR " names for %" PRIdPTR " arguments",
                      count, arguments);
  for (intptr_t index = 0; index < count; ++index) {
    MlirAttribute name = mlirArrayAttrGetElement(names, index);
    if (!mlirAttributeIsAString(name)) // C3
      return aicOpError(op, "name #%" PRIdPTR " is not a string", index);
    for (intptr_t other = 0; other < index; ++other)
      if (mlirAttributeEqual(name, mlirArrayAttrGetElement(names, other))) // C3
        return aicOpError(op,
                          "names #%" PRIdPTR " and #%" PRIdPTR " are the same",
                          other, index);
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult verify(MlirOperation op) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  if (mlirBlockIsNull(body)) // C5
    return aicOpError(op, "has no body");
  intptr_t arguments = mlirBlockGetNumArguments(body);
  for (intptr_t index = 0; index < arguments; ++index) {
    MlirType type = mlirValueGetType(mlirBlockGetArgument(body, index));
    if (!aicNpuDramMemRef.holds(type)) // C1
      return aicOpError(op, "argument #%" PRIdPTR " must be %s", index,
                        aicNpuDramMemRef.name);
    AicNpuShape shape = aicNpuShapeOf(type);
    if (!aicNpuIsContiguous(&shape)) // C1
      return aicOpError(op, "argument #%" PRIdPTR " must be contiguous", index);
  }
  int64_t inputs = aicOpInt(op, "num_inputs", 0);
  if (inputs < 0 || inputs > arguments) // C2
    return aicOpError(
        op, "num_inputs is %" PRId64 " but there are %" PRIdPTR " arguments",
        inputs, arguments);
  if (aicOpInt(op, "macs", 0) < 0) // C6
    return aicOpError(op, "macs is %" PRId64, aicOpInt(op, "macs", 0));
  if (mlirLogicalResultIsFailure(verifyNames(op, arguments)))
    return mlirLogicalResultFailure();
  return aicNpuVerifyBody(op, body); // C4
}

const AicOpDef aicNpuProgram = {
    .name = "npu.program",
    .summary = "One compiled function of the NPU",
    .description =
        "The block arguments are the inputs, then the outputs, all in DRAM. "
        "The\n"
        "body is one stream of commands, without terminator.\n"
        "\n"
        "- C1: the block arguments are static, contiguous memrefs in\n"
        "  DRAM.\n"
        "- C2: `num_inputs` is between 0 and the number of arguments.\n"
        "- C3: `names`, when given, has one distinct name per argument.\n"
        "- C4: the body has only operations that an engine runs and memory.\n"
        "- C5: there is a body.\n"
        "- C6: `macs` is at least 0.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM "}\n",
    .attributes = AIC_LIST(AicAttrDef,
                           {.name = "sym_name",
                            .summary = "the program's name",
                            .attr = &aicSymbolNameAttr},
                           {.name = "target",
                            .summary = "the npu.target it is made for",
                            .attr = &aicFlatSymbolRefAttr},
                           {.name = "num_inputs",
                            .summary = "arguments that are inputs",
                            .attr = &aicI64Attr},
                           {.name = "names",
                            .summary = "names of the arguments",
                            .attr = &aicArrayAttr,
                            .optional = true},
                           {.name = "macs",
                            .summary = "multiply-accumulates of the model part",
                            .attr = &aicI64Attr,
                            .optional = true}),
    .regions =
        AIC_LIST(AicRegionDef,
                 {.name = "body", .summary = "the stream", .maxBlocks = 1}),
    .traits = AIC_OP_SYMBOL | AIC_OP_ISOLATED_FROM_ABOVE | AIC_OP_SINGLE_BLOCK |
              AIC_OP_NO_TERMINATOR,
    .verify = verify,
    .parse = parse,
    .print = print,
};
