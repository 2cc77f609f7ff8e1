//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/npu_to_program.h"

#include "aic/diag.h"
#include "lowering/npu_to_program/emit.h"
#include "lowering/npu_to_program/stream.h"
#include "runtime/file.h"

#include <stdio.h>
#include <stdlib.h>

/// Reports `error` at `op` and destroys it; NULL is success.
static MlirLogicalResult report(MlirOperation op, AicError *error) {
  if (!error)
    return mlirLogicalResultSuccess();
  MlirLogicalResult failure = aicOpError(op, "%s", aicErrorMessage(error));
  aicErrorDestroy(error);
  return failure;
}

/// Empty semaphores start at the depth of their ring.
static void setSemaphores(AicNpuProgram *program, MlirBlock body) {
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    if (!aicOpIs(op, "npu.ring"))
      continue;
    int64_t id = aicOpInt(op, "empty", -1);
    MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
    if (id >= 0 && id < AIC_NPU_MAX_SEMAPHORES)
      aicNpuProgramSetSemaphore(program, (uint32_t)id,
                                (uint32_t)aicNpuRingDepth(type));
  }
}

static MlirLogicalResult emitAll(AicNpuEmitter *emitter) {
  MlirBlock body =
      mlirRegionGetFirstBlock(mlirOperationGetRegion(emitter->op, 0));
  setSemaphores(emitter->program, body);
  aicNpuProgramSetMacs(emitter->program,
                       (uint64_t)aicOpInt(emitter->op, "macs", 0));
  if (mlirLogicalResultIsFailure(aicNpuEmitBuffers(emitter)))
    return mlirLogicalResultFailure();
  aicNpuClaimsBegin(emitter);
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    if (mlirLogicalResultIsFailure(aicNpuEmitOp(emitter, op)))
      return mlirLogicalResultFailure();
  aicNpuClaimsEnd(emitter);
  return mlirLogicalResultSuccess();
}

AicNpuProgram *aicNpuBuildProgram(MlirOperation program, bool timeOnly) {
  AicMachine machine;
  if (mlirLogicalResultIsFailure(aicNpuProgramMachine(program, &machine)))
    return NULL;
  MlirStringRef symbol = aicOpString(program, "sym_name");
  char name[128];
  snprintf(name, sizeof name, "%.*s", (int)symbol.length, symbol.data);
  AicNpuEmitter emitter = {.op = program,
                           .timeOnly = timeOnly,
                           .program = aicNpuProgramCreate(&machine, name)};
  if (!emitter.program)
    AIC_BUG("out of memory for a program");
  if (timeOnly)
    aicNpuProgramSetTimeOnly(emitter.program);
  MlirLogicalResult result = emitAll(&emitter);
  free(emitter.buffers);
  aicNpuClaimsDestroy(emitter.claims);
  if (mlirLogicalResultIsSuccess(result))
    return emitter.program;
  aicNpuProgramDestroy(emitter.program);
  return NULL;
}

MlirLogicalResult aicNpuEmit(MlirOperation program, unsigned char **bytes,
                             size_t *size) {
  *bytes = NULL;
  AicNpuProgram *built = aicNpuBuildProgram(program, false);
  if (!built)
    return mlirLogicalResultFailure();
  MlirLogicalResult result =
      report(program, aicNpuProgramEncode(built, bytes, size));
  aicNpuProgramDestroy(built);
  return result;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

typedef struct Options {
  const char *output, *program;
} Options;

typedef struct Found {
  const char *name; ///< "" takes any
  MlirOperation program;
  int count;
} Found;

static MlirLogicalResult find(MlirOperation program, void *userData) {
  Found *found = userData;
  if (!found->name[0] ||
      mlirStringRefEqual(aicOpString(program, "sym_name"),
                         mlirStringRefCreateFromCString(found->name))) {
    found->program = program;
    ++found->count;
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation module,
                             const void *opaque) {
  const Options *options = opaque;
  if (!options->output[0])
    return aicOpError(module, "aic-npu-emit needs output=FILE");
  Found found = {.name = options->program};
  (void)aicNpuForEachProgram(module, find, &found);
  if (found.count != 1)
    return aicOpError(module, "has %d npu.program%s%s, must have one to emit",
                      found.count, found.name[0] ? " named " : "", found.name);
  unsigned char *bytes;
  size_t size;
  if (mlirLogicalResultIsFailure(aicNpuEmit(found.program, &bytes, &size)))
    return mlirLogicalResultFailure();
  AicError *error = aicFileWrite(options->output, bytes, size, NULL, 0);
  aicPassCount(pass, 0, error ? 0 : (uint64_t)size);
  free(bytes);
  return report(found.program, error);
}

const AicPassDef aicNpuEmitPass = {
    .abi = AIC_ABI,
    .argument = "aic-npu-emit",
    .summary = "Write an npu program as a file for aic-sim",
    .description =
        "Needs aic-npu-sync. Each operation of the late form becomes one\n"
        "command; the program is verified before it is written. The module "
        "stays\n"
        "as it is.\n"
        "\n"
        "```mlir\n"
        "npu.sync mx waits [1] posts [0]\n"
        "// becomes the command\n"
        "//   sync mx wait 1 post 0\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"npu", NULL},
    .optionsSize = sizeof(Options),
    .options = AIC_LIST(AicOptionDef,
                        {.name = "output",
                         .summary = "file to write",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(Options, output)},
                        {.name = "program",
                         .summary = "its name, if there is more than one",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(Options, program)}),
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "bytes", .summary = "bytes written"}),
    .run = run,
};
