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

/// More than any program may execute.
enum { MAX_TRIP = 1 << 27 };

static MlirLogicalResult verify(MlirOperation op) {
  int64_t trip = aicNpuLoopTrip(op);
  if (trip < 1 || trip > MAX_TRIP) // C1
    return aicOpError(op, "trip must be 1 to %d, is %" PRId64, MAX_TRIP, trip);
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
  if (mlirBlockIsNull(body) || mlirBlockGetNumArguments(body) != 1 ||
      !mlirTypeIsAIndex(mlirValueGetType(mlirBlockGetArgument(body, 0)))) // C2
    return aicOpError(op, "body must have one argument of type index");
  MlirOperation parent = mlirOperationGetParentOperation(op);
  if (mlirOperationIsNull(parent) ||
      (!aicOpIs(parent, "npu.program") && !aicOpIs(parent, "npu.loop"))) // C3
    return aicOpError(op, "must lie in an npu.program or an npu.loop");
  return aicNpuVerifyBody(op, body); // C4
}

static MlirStringRef text(const char *literal) {
  return mlirStringRefCreateFromCString(literal);
}

/// %i = 8 attr-dict { ... }
static MlirLogicalResult parse(AicParser *parser, const AicOpDef *def) {
  (void)def;
  AicArgument index;
  int64_t trip;
  if (mlirLogicalResultIsFailure(aicParseArgument(parser, false, &index)) ||
      mlirLogicalResultIsFailure(aicParseLiteral(parser, text("="))) ||
      mlirLogicalResultIsFailure(aicParseInteger(parser, &trip)) ||
      mlirLogicalResultIsFailure(aicParseAttrDict(parser, true)))
    return mlirLogicalResultFailure();
  MlirContext context = aicParserGetContext(parser);
  aicParserAddAttribute(parser, "trip", aicAttrI64(context, trip));
  aicParserSetArgumentType(parser, index, mlirIndexTypeGet(context));
  if (mlirLogicalResultIsFailure(aicParseRegion(parser, 0, index, 1)))
    return mlirLogicalResultFailure();
  aicParserEnsureBlock(parser, 0, (MlirStringRef){NULL, 0});
  return mlirLogicalResultSuccess();
}

static void print(AicPrinter *printer, MlirOperation op, const AicOpDef *def) {
  (void)def;
  MlirRegion region = mlirOperationGetRegion(op, 0);
  MlirBlock body = mlirRegionGetFirstBlock(region);
  aicPrintText(printer, text(" "));
  aicPrintArgument(printer, mlirBlockGetArgument(body, 0), false);
  aicPrintText(printer, text(" = "));
  aicPrintInteger(printer, aicNpuLoopTrip(op));
  const MlirStringRef trip = text("trip");
  aicPrintAttrDict(printer, op, &trip, 1, true);
  aicPrintText(printer, text(" "));
  aicPrintRegion(printer, region, 0);
}

const AicOpDef aicNpuLoop = {
    .name = "npu.loop",
    .summary = "A hardware loop",
    .description =
        "The dispatcher expands it, for all engines alike. The block argument\n"
        "counts from 0 to `trip` - 1.\n"
        "\n"
        "- C1: `trip` is 1 to 2^27.\n"
        "- C2: the body has one block with one argument of type index.\n"
        "- C3: it lies directly in an npu.program or in another npu.loop.\n"
        "- C4: the body has only operations that an engine runs and memory.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM "  npu.loop %i = 8 {\n"
                                       "  }\n"
                                       "}\n",
    .attributes = AIC_LIST(AicAttrDef, {.name = "trip",
                                        .summary = "number of iterations",
                                        .attr = &aicI64Attr}),
    .regions =
        AIC_LIST(AicRegionDef,
                 {.name = "body", .summary = "one iteration", .maxBlocks = 1}),
    .traits =
        AIC_OP_SINGLE_BLOCK | AIC_OP_NO_TERMINATOR | AIC_OP_RECURSIVE_EFFECTS,
    .verify = verify,
    .parse = parse,
    .print = print,
};
