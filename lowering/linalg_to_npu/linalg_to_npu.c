//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Functions of linalg become programs: all layers are matched and planned
// (collect.h), then emitted one by one.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/linalg_to_npu.h"

#include "lowering/linalg_to_npu/dataflow.h"
#include "lowering/linalg_to_npu/emit.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "aic/op.h"
#include "dialects/npu/target.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stddef.h>
#include <stdlib.h>

enum {
  STAT_PROGRAMS,
  STAT_LAYERS,
  STAT_PLANNED,
  STAT_CANDIDATES,
  STAT_PLAYED,
  STAT_VIOLATIONS,
  STAT_RESIDENT,
  STAT_SPAN,
  STAT_LIVE
};

struct Options {
  const char *dataflow;
};

static MlirAttribute attribute(MlirOperation op, const char *name) {
  return mlirOperationGetAttributeByName(op,
                                         mlirStringRefCreateFromCString(name));
}

static MlirBlock entryBlock(MlirOperation function) {
  return mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0));
}

static MlirType inDram(MlirType tensor) {
  int64_t shape[AIC_MATCH_MAX_LOOPS] = {0};
  intptr_t rank = mlirShapedTypeGetRank(tensor);
  for (intptr_t dim = 0; dim < rank; ++dim)
    shape[dim] = mlirShapedTypeGetDimSize(tensor, dim);
  return aicNpuMemRefGet(mlirTypeGetContext(tensor), rank, shape,
                         mlirShapedTypeGetElementType(tensor),
                         AIC_NPU_PLACE_DRAM);
}

/// A program's arguments must be static tensors of the device's types.
static MlirLogicalResult checkBoundary(MlirOperation function,
                                       MlirValue value) {
  MlirType type = mlirValueGetType(value);
  AicNpuType element;
  if (!mlirTypeIsARankedTensor(type) || !mlirShapedTypeHasStaticShape(type) ||
      mlirShapedTypeGetRank(type) > AIC_MATCH_MAX_RANK ||
      !aicElementType(type, &element))
    return aicOpError(function,
                      "is marked for the device, but one of its "
                      "arguments or results is no static tensor of %s",
                      AIC_NPU_TYPE_NAMES);
  return mlirLogicalResultSuccess();
}

static bool isPlaced(const AicEmitter *emitter, MlirValue tensor) {
  for (intptr_t i = 0; i < emitter->numPlacements; ++i)
    if (mlirValueEqual(emitter->placements[i].tensor, tensor))
      return true;
  return false;
}

/// Results go straight into the outputs where a layer makes them.
static void placeResults(AicEmitter *emitter, MlirOperation ret, MlirBlock body,
                         intptr_t numInputs, bool *copies) {
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(ret); ++i) {
    MlirValue value = aicBehindReshapes(mlirOperationGetOperand(ret, i));
    MlirValue output = mlirBlockGetArgument(body, numInputs + i);
    copies[i] = isPlaced(emitter, value) || !mlirValueIsAOpResult(value) ||
                aicIsFree(mlirOpResultGetOwner(value));
    if (copies[i])
      continue;
    MlirType type = mlirValueGetType(value);
    int64_t shape[AIC_MATCH_MAX_LOOPS] = {0};
    intptr_t rank = mlirShapedTypeGetRank(type);
    for (intptr_t dim = 0; dim < rank && dim < AIC_MATCH_MAX_LOOPS; ++dim)
      shape[dim] = mlirShapedTypeGetDimSize(type, dim);
    aicEmitterPlace(emitter, value,
                    aicEmitterReshape(emitter, mlirOperationGetLocation(ret),
                                      output, rank, shape));
  }
}

static MlirLogicalResult emitLayers(AicEmitter *emitter, MlirBlock from,
                                    int64_t *macs) {
  AicCollection layers;
  aicCollectLayers(&layers, from, emitter->planner);
  aicPlaceSlices(emitter, &layers);
  MlirLogicalResult result = aicFuseLayers(&layers, emitter->planner);
  AicChain chain = {.count = 0};
  if (mlirLogicalResultIsSuccess(result)) {
    aicChainLayers(&layers, &chain);
    aicChainKeep(&chain, emitter->planner);
    emitter->residentSpan = chain.residentSpan;
    emitter->residentLive = chain.residentLive;
    emitter->bound = aicChainBound(&chain, emitter->machine);
  }
  const AicChainLayer *next = chain.layers;
  for (intptr_t i = 0; i < layers.count && mlirLogicalResultIsSuccess(result);
       ++i) {
    const AicCollectedLayer *layer = &layers.layers[i];
    if (!layer->needed)
      continue;
    *macs += aicLayerMacs(&layer->match.layer);
    emitter->planned += layer->plan.simulated;
    emitter->numResident += layer->match.layer.stays;
    aicEmitLayer(emitter, &layer->match, &layer->plan, next++);
  }
  free(chain.layers);
  aicCollectionRelease(&layers);
  return result;
}

static MlirLogicalResult emitBody(AicEmitter *emitter, MlirOperation function,
                                  MlirOperation program) {
  MlirBlock from = entryBlock(function);
  MlirBlock to = mlirRegionGetFirstBlock(mlirOperationGetRegion(program, 0));
  MlirOperation ret = mlirBlockGetTerminator(from);
  intptr_t numInputs = mlirBlockGetNumArguments(from);
  intptr_t numOutputs = mlirOperationGetNumOperands(ret);
  mlirRewriterBaseSetInsertionPointToEnd(emitter->rewriter, to);
  for (intptr_t i = 0; i < numInputs; ++i)
    aicEmitterPlace(emitter, mlirBlockGetArgument(from, i),
                    mlirBlockGetArgument(to, i));
  bool *copies = calloc((size_t)numOutputs + 1, sizeof *copies);
  if (!copies)
    AIC_BUG("out of memory");
  placeResults(emitter, ret, to, numInputs, copies);
  int64_t macs = 0;
  MlirLogicalResult result = emitLayers(emitter, from, &macs);
  for (intptr_t i = 0; i < numOutputs && mlirLogicalResultIsSuccess(result);
       ++i) {
    if (!copies[i])
      continue;
    AicError *error =
        aicEmitCopy(emitter, mlirOperationGetLocation(ret),
                    aicEmitterLocate(emitter, mlirOperationGetOperand(ret, i)),
                    mlirBlockGetArgument(to, numInputs + i));
    if (!error)
      continue;
    result =
        aicOpError(ret, "cannot run on the device: %s", aicErrorMessage(error));
    aicErrorDestroy(error);
  }
  free(copies);
  mlirOperationSetAttributeByName(program,
                                  mlirStringRefCreateFromCString("macs"),
                                  aicAttrI64(emitter->context, macs));
  mlirOperationSetAttributeByName(
      program, mlirStringRefCreateFromCString("npu.bound"),
      aicAttrI64(emitter->context, (int64_t)emitter->bound));
  mlirOperationSetAttributeByName(
      program, mlirStringRefCreateFromCString("npu.planned"),
      aicAttrI64(emitter->context, (int64_t)emitter->planned));
  return result;
}

/// Builds the npu.program of `function` behind it; a null operation after an
/// error.
static MlirOperation buildProgram(AicPassRun *run, MlirOperation function,
                                  MlirOperation target, const char *dataflow) {
  MlirOperation null = {NULL};
  MlirContext context = mlirOperationGetContext(function);
  MlirLocation location = mlirOperationGetLocation(function);
  AicMachine machine;
  uint64_t dataflows;
  if (!aicNpuTargetGetMachine(target, &machine) ||
      mlirLogicalResultIsFailure(
          aicDataflowsResolve(target, &machine, dataflow, &dataflows)))
    return null;
  MlirBlock from = entryBlock(function);
  MlirOperation ret = mlirBlockGetTerminator(from);
  MlirBlock to = mlirBlockCreate(0, NULL, NULL);
  MlirLogicalResult valid = mlirLogicalResultSuccess();
  intptr_t numInputs = mlirBlockGetNumArguments(from);
  for (intptr_t i = 0; i < numInputs + mlirOperationGetNumOperands(ret) &&
                       mlirLogicalResultIsSuccess(valid);
       ++i) {
    MlirValue value = i < numInputs
                          ? mlirBlockGetArgument(from, i)
                          : mlirOperationGetOperand(ret, i - numInputs);
    valid = checkBoundary(function, value);
    if (mlirLogicalResultIsSuccess(valid))
      mlirBlockAddArgument(to, inDram(mlirValueGetType(value)), location);
  }
  if (mlirLogicalResultIsFailure(valid)) {
    mlirBlockDestroy(to);
    return null;
  }
  MlirRewriterBase rewriter = mlirIRRewriterCreate(context);
  mlirRewriterBaseSetInsertionPointAfter(rewriter, function);
  MlirOperation program = aicBuild(
      rewriter, location, "npu.program",
      (AicBuild){.attributes = AIC_ATTRS(
                     {"sym_name", attribute(function, "sym_name")},
                     {"target", attribute(function, AIC_NPU_TARGET_ATTR)},
                     {"names", attribute(function, AIC_NPU_NAMES_ATTR)},
                     {"num_inputs", aicAttrI64(context, numInputs)}),
                 .numRegions = 1});
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(program, 0), to);
  AicEmitter emitter = {.rewriter = rewriter,
                        .context = context,
                        .machine = &machine,
                        .planner = aicPlannerCreate(&machine, dataflows)};
  MlirLogicalResult result = emitBody(&emitter, function, program);
  AicPlannerCounts counts = aicPlannerGetCounts(emitter.planner);
  aicPassCount(run, STAT_LAYERS, (uint64_t)emitter.numLayers);
  aicPassCount(run, STAT_RESIDENT, (uint64_t)emitter.numResident);
  aicPassCount(run, STAT_SPAN, emitter.residentSpan);
  aicPassCount(run, STAT_LIVE, emitter.residentLive);
  aicPassCount(run, STAT_PLANNED, counts.layers);
  aicPassCount(run, STAT_CANDIDATES, counts.candidates);
  aicPassCount(run, STAT_PLAYED, counts.played);
  aicPassCount(run, STAT_VIOLATIONS, counts.violations);
  aicPlannerDestroy(emitter.planner);
  free(emitter.placements);
  mlirIRRewriterDestroy(rewriter);
  if (mlirLogicalResultIsSuccess(result))
    return program;
  mlirOperationDestroy(program);
  return null;
}

static MlirLogicalResult convert(AicPassRun *run, MlirOperation module,
                                 MlirOperation function,
                                 const struct Options *options) {
  MlirAttribute name = attribute(function, AIC_NPU_TARGET_ATTR);
  if (!mlirAttributeIsAFlatSymbolRef(name))
    return aicOpError(function, "has an attribute '" AIC_NPU_TARGET_ATTR
                                "' that is no reference to a target");
  MlirStringRef symbol = mlirFlatSymbolRefAttrGetValue(name);
  MlirOperation target = aicNpuTargetFind(module, symbol);
  if (mlirOperationIsNull(target))
    return aicOpError(function,
                      "is marked for the target '%.*s', which the "
                      "module does not have",
                      (int)symbol.length, symbol.data);
  MlirRegion region = mlirOperationGetRegion(function, 0);
  MlirBlock entry = mlirRegionGetFirstBlock(region);
  if (mlirBlockIsNull(entry) ||
      !mlirBlockIsNull(mlirBlockGetNextInRegion(entry)))
    return aicOpError(function,
                      "is marked for the device, but has not one block");
  MlirOperation program =
      buildProgram(run, function, target, options->dataflow);
  if (mlirOperationIsNull(program))
    return mlirLogicalResultFailure();
  aicReplaceCalls(module, function);
  mlirOperationDestroy(function);
  aicPassCount(run, STAT_PROGRAMS, 1);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult runPass(AicPassRun *run, MlirOperation module,
                                 const void *options) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  MlirOperation next;
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = next) {
    next = mlirOperationGetNextInBlock(op);
    if (aicOpIs(op, "func.func") &&
        !mlirAttributeIsNull(attribute(op, AIC_NPU_TARGET_ATTR)) &&
        mlirLogicalResultIsFailure(convert(run, module, op, options)))
      return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

const AicPassDef aicLinalgToNpu = {
    .abi = AIC_ABI,
    .argument = "aic-linalg-to-npu",
    .summary = "Turn functions marked for the device into npu programs",
    .description =
        "Each function with the attribute `npu.target` becomes an npu.program\n"
        "in async form: every linalg operation (with an elementwise consumer,\n"
        "where there is one) is matched by its structure, cut into tiles by "
        "the\n"
        "planner, and written as loops, rings and commands. Results that "
        "later\n"
        "layers read stay in the scratchpad where that is faster: rings with "
        "one\n"
        "slot at a fixed address, without tokens. Calls become npu.launch. "
        "The\n"
        "attribute `npu.planned` of a program is the sum of what its layers "
        "take\n"
        "one by one, `npu.bound` a lower bound on its cycles, by which the "
        "plans\n"
        "were chosen.\n"
        "\n"
        "```mlir\n"
        "func.func private @f(%a: tensor<64x64xf32>, %b: tensor<64x64xf32>)\n"
        "    -> tensor<64x64xf32> attributes {npu.target = @edge32} {\n"
        "  ...\n"
        "  %1 = linalg.matmul ins(%a, %b : ...) outs(%0 : ...) -> ...\n"
        "  return %1 : tensor<64x64xf32>\n"
        "}\n"
        "```\n"
        "becomes\n"
        "```mlir\n"
        "npu.program @f target(@edge32) ins(%a: ..., %b: ...) outs(%c: ...) {\n"
        "  %ra = npu.ring : !npu.ring<memref<64x64xf32, #npu.space<spad>>, 1>\n"
        "  %s = npu.acquire %ra : ...\n"
        "  npu.load %a[affine_map<() -> (0, 0)>]() into %s : ...\n"
        "  ...\n"
        "}\n"
        "```\n",
    .anchor = "builtin.module",
    .optionsSize = sizeof(struct Options),
    .options =
        AIC_LIST(AicOptionDef, {AIC_DATAFLOW_OPTION,
                                .offset = offsetof(struct Options, dataflow)}),
    .dependentDialects =
        (const char *const[]){"npu", "arith", "tensor", "math", NULL},
    .statistics = AIC_LIST(
        AicStatisticDef, {.name = "programs", .summary = "programs made"},
        {.name = "layers", .summary = "layers emitted"},
        {.name = "planned", .summary = "different layers that were planned"},
        {.name = "candidates", .summary = "plans that fit the machine"},
        {.name = "played", .summary = "plans whose cycles were counted"},
        {.name = "violations",
         .summary = "plans that took less than their bound: none"},
        {.name = "resident", .summary = "results left in the scratchpad"},
        {.name = "resident-span",
         .summary = "bytes from the lowest of them to its end"},
        {.name = "resident-live",
         .summary = "bytes of those that are there at once, at most"}),
    .run = runPass,
};
