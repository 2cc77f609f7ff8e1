//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_partition/partition.h"

#include "lowering/linalg_to_npu/dataflow.h"
#include "lowering/linalg_to_npu/linalg_to_npu.h"
#include "lowering/targets/targets.h"

#include "aic/diag.h"
#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>

enum { STAT_DEVICE, STAT_HOST, STAT_CUT };

struct Options {
  const char *target, *set, *dataflow;
  bool require;
  bool explain;
};

/// Says which input has a size that is known at run time only, the one reason
/// of all that follows from it. False when none has.
static bool reportOpenInput(MlirBlock block, MlirLocation location) {
  for (intptr_t i = 0; i < mlirBlockGetNumArguments(block); ++i) {
    MlirType type = mlirValueGetType(mlirBlockGetArgument(block, i));
    if (!mlirTypeIsAShaped(type) || !mlirShapedTypeHasRank(type))
      continue;
    for (intptr_t d = 0; d < mlirShapedTypeGetRank(type); ++d)
      if (mlirShapedTypeIsDynamicDim(type, d)) {
        aicErrorAt(location,
                   "dimension %td of input %td is open, but a program for an "
                   "NPU needs static sizes",
                   d, i);
        return true;
      }
  }
  return false;
}

/// Reports what stays on the host: remarks, or one error with notes when
/// nothing may.
static MlirLogicalResult reportHost(MlirLocation function, const AicPart *parts,
                                    intptr_t count,
                                    const struct Options *options,
                                    uint64_t *numHost) {
  AicDiag *error = NULL;
  for (intptr_t i = 0; i < count; ++i) {
    const AicPart *part = &parts[i];
    if (part->side != AIC_SIDE_HOST)
      continue;
    ++*numHost;
    MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(part->op));
    MlirLocation location = mlirOperationGetLocation(part->op);
    const char *reason = part->error    ? aicErrorMessage(part->error)
                         : part->reason ? part->reason
                                        : "it is no layer";
    if (options->require && !error &&
        reportOpenInput(mlirOperationGetBlock(part->op), function))
      return mlirLogicalResultFailure();
    if (options->require && error)
      aicDiagNote(error, location, "so would '%.*s': %s", (int)name.length,
                  name.data, reason);
    else if (options->require)
      error = aicDiagBegin(AIC_SEVERITY_ERROR, location,
                           "'%.*s' would run on the host: %s", (int)name.length,
                           name.data, reason);
    else if (options->explain)
      aicDiagEnd(aicDiagBegin(AIC_SEVERITY_REMARK, location,
                              "'%.*s' stays on the host: %s", (int)name.length,
                              name.data, reason));
  }
  return error ? aicDiagEnd(error) : mlirLogicalResultSuccess();
}

static MlirLogicalResult partition(AicPassRun *run, MlirOperation function,
                                   AicPlanner *planner, MlirAttribute target,
                                   const struct Options *options) {
  MlirRegion region = mlirOperationGetRegion(function, 0);
  MlirBlock block = mlirRegionGetFirstBlock(region);
  // Declarations have no body; control flow stays on the host as it is.
  if (mlirBlockIsNull(block) ||
      !mlirBlockIsNull(mlirBlockGetNextInRegion(block)))
    return mlirLogicalResultSuccess();
  aicPassCount(run, STAT_CUT, aicCutReductions(block, planner));
  AicPart *parts;
  intptr_t count = aicPartitionBlock(block, planner, &parts);
  uint64_t numHost = 0, numDevice = 0;
  MlirLogicalResult result = reportHost(mlirOperationGetLocation(function),
                                        parts, count, options, &numHost);
  intptr_t levels = 0;
  for (intptr_t i = 0; i < count; ++i) {
    numDevice += parts[i].side == AIC_SIDE_DEVICE;
    if (parts[i].level >= levels)
      levels = parts[i].level + 1;
  }
  if (mlirLogicalResultIsSuccess(result))
    for (intptr_t level = 0; level < levels; ++level)
      aicOutlinePart(function, parts, count, level, target);
  aicPassCount(run, STAT_DEVICE, numDevice);
  aicPassCount(run, STAT_HOST, numHost);
  for (intptr_t i = 0; i < count; ++i)
    aicErrorDestroy(parts[i].error);
  free(parts);
  return result;
}

static MlirLogicalResult runPass(AicPassRun *run, MlirOperation module,
                                 const void *data) {
  const struct Options *options = data;
  MlirOperation target;
  if (mlirLogicalResultIsFailure(
          aicNpuTargetResolve(module, options->target, &target)) ||
      mlirLogicalResultIsFailure(aicNpuTargetSet(target, options->set)))
    return mlirLogicalResultFailure();
  AicMachine machine;
  uint64_t dataflows;
  if (!aicNpuTargetGetMachine(target, &machine) ||
      mlirLogicalResultIsFailure(
          aicDataflowsResolve(target, &machine, options->dataflow, &dataflows)))
    return mlirLogicalResultFailure();
  MlirStringRef symbol = mlirStringAttrGetValue(mlirOperationGetAttributeByName(
      target, mlirStringRefCreateFromCString("sym_name")));
  MlirAttribute name =
      mlirFlatSymbolRefAttrGet(mlirOperationGetContext(module), symbol);
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  AicPlanner *planner = aicPlannerCreate(&machine, dataflows);
  MlirLogicalResult result = mlirLogicalResultSuccess();
  MlirOperation next;
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op) && mlirLogicalResultIsSuccess(result);
       op = next) {
    next = mlirOperationGetNextInBlock(op);
    if (aicOpIs(op, "func.func") &&
        mlirAttributeIsNull(mlirOperationGetAttributeByName(
            op, mlirStringRefCreateFromCString(AIC_NPU_TARGET_ATTR))))
      result = partition(run, op, planner, name, options);
  }
  aicPlannerDestroy(planner);
  return result;
}

const AicPassDef aicPartition = {
    .abi = AIC_ABI,
    .argument = "aic-partition",
    .summary = "Split functions into a host part and device parts",
    .description =
        "Every operation of linalg on static tensors that the described "
        "device\n"
        "can run moves into a private function with the attribute "
        "`npu.target`;\n"
        "the rest stays, in front of the part or behind it as its operands\n"
        "allow, so that there are as few parts as possible. Constants are\n"
        "copied to where they are used. Reductions that do not fit on the "
        "chip\n"
        "are cut into those of equal pieces and one of their results.\n"
        "\n"
        "```mlir\n"
        "func.func @main(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> ... {\n"
        "  %0 = linalg.matmul ins(%x, %w : ...) outs(%zero : ...) -> ...\n"
        "  %1 = math.exp %0 : tensor<8x8xf32>\n"
        "  return %1 : tensor<8x8xf32>\n"
        "}\n"
        "```\n"
        "becomes\n"
        "```mlir\n"
        "func.func @main(%x: tensor<8x8xf32>, %w: tensor<8x8xf32>) -> ... {\n"
        "  %0 = call @main_npu_0(%x, %w) : ...\n"
        "  %1 = math.exp %0 : tensor<8x8xf32>\n"
        "  return %1 : tensor<8x8xf32>\n"
        "}\n"
        "func.func private @main_npu_0(...) -> ...\n"
        "    attributes {npu.target = @edge32} {\n"
        "  %0 = linalg.matmul ...\n"
        "  return %0 : tensor<8x8xf32>\n"
        "}\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects =
        (const char *const[]){"npu", "func", "arith", "linalg", "tensor", NULL},
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(
        AicOptionDef,
        {.name = "target",
         .summary = "npu.target of the module, embedded description or file; "
                    "without it the module's only one, else edge32",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, target)},
        {.name = "set",
         .summary = "changes of the description, group.key=value with commas "
                    "between them",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, set)},
        {AIC_DATAFLOW_OPTION, .offset = offsetof(struct Options, dataflow)},
        {.name = "require",
         .summary = "an operation that would stay on the host is an error",
         .kind = AIC_OPTION_BOOL,
         .offset = offsetof(struct Options, require)},
        {.name = "explain",
         .summary = "a remark per operation that stays on the host",
         .kind = AIC_OPTION_BOOL,
         .offset = offsetof(struct Options, explain)}),
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "device", .summary = "operations that go to the device"},
        {.name = "host", .summary = "operations that stay on the host"},
        {.name = "cut", .summary = "reductions cut in two"}),
    .run = runPass,
};
