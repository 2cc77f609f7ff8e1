//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/program.h"

#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/support/ir.h"
#include "runtime/file.h"
#include "runtime/npu/program.h"
#include "runtime/npu/verify.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>
#include <string.h>

static AicOpList collect(MlirModule module, const char *name) {
  return aicCollectOps(mlirModuleGetOperation(module),
                       (const char *const[]){name, NULL});
}

static MlirWalkResult countLinalg(MlirOperation op, void *userData) {
  int64_t *count = userData;
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
  if (name.length < 7 || strncmp(name.data, "linalg.", 7) != 0)
    return MlirWalkResultAdvance;
  ++*count;
  return MlirWalkResultSkip;
}

int64_t aicProgramsCountHostOps(MlirModule module) {
  int64_t count = 0;
  mlirOperationWalk(mlirModuleGetOperation(module), countLinalg, &count,
                    MlirWalkPreOrder);
  return count;
}

typedef struct Sink {
  MlirStringCallback write;
  void *userData;
} Sink;

static void writeText(const char *text, size_t size, void *userData) {
  const Sink *sink = userData;
  sink->write(mlirStringRefCreate(text, size), sink->userData);
}

bool aicProgramsPrint(MlirModule module, MlirStringCallback write,
                      void *userData, AicError **error) {
  Sink sink = {write, userData};
  AicOpList programs = collect(module, "npu.program");
  bool good = true;
  if (programs.count == 0) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "no part of the model runs on the device");
    good = false;
  }
  for (intptr_t i = 0; good && i < programs.count; ++i) {
    // The text has no weights.
    AicNpuProgram *program = aicNpuBuildProgram(programs.data[i], true);
    good = program != NULL;
    if (good)
      *error = aicNpuProgramVerify(program);
    good = good && !*error;
    if (good)
      aicNpuProgramPrint(program, writeText, &sink);
    aicNpuProgramDestroy(program);
  }
  aicOpListRelease(&programs);
  return good;
}

/// Whether `function` only passes its arguments, in order, to `launch` and
/// returns what that gives, in order.
static bool onlyLaunches(MlirOperation function, MlirOperation launch,
                         intptr_t inputs) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0));
  if (mlirBlockGetNumArguments(body) != inputs)
    return false;
  for (intptr_t i = 0; i < inputs; ++i)
    if (!mlirValueEqual(mlirOperationGetOperand(launch, i),
                        mlirBlockGetArgument(body, i)))
      return false;
  MlirOperation terminator = mlirBlockGetTerminator(body);
  intptr_t outputs = mlirOperationGetNumResults(launch);
  if (mlirOperationGetNumOperands(terminator) != outputs)
    return false;
  for (intptr_t i = 0; i < outputs; ++i)
    if (!mlirValueEqual(mlirOperationGetOperand(terminator, i),
                        mlirOperationGetResult(launch, i)))
      return false;
  return true;
}

bool aicProgramWrite(MlirModule module, const char *path, AicError **error) {
  AicOpList programs = collect(module, "npu.program");
  AicOpList launches = collect(module, "npu.launch");
  unsigned char *bytes = NULL;
  size_t size = 0;
  bool good = false;
  if (programs.count != 1 || launches.count != 1) {
    *error = aicErrorCreate(
        AIC_ERROR_ARGUMENT,
        "cannot write '%s': the model becomes %td programs, a bare program is "
        "one; compile to a .so",
        path, programs.count);
  } else {
    MlirOperation launch = launches.data[0];
    intptr_t inputs = (intptr_t)mlirIntegerAttrGetValueInt(
        aicGetAttr(programs.data[0], "num_inputs"));
    if (!onlyLaunches(mlirOperationGetParentOperation(launch), launch, inputs))
      *error = aicErrorCreate(
          AIC_ERROR_ARGUMENT,
          "cannot write '%s': the program's inputs and outputs are not those "
          "of the model; compile to a .so",
          path);
    else
      good = mlirLogicalResultIsSuccess(
                 aicNpuEmit(programs.data[0], &bytes, &size)) &&
             !(*error = aicFileWrite(path, bytes, size, NULL, 0));
  }
  free(bytes);
  aicOpListRelease(&programs);
  aicOpListRelease(&launches);
  return good;
}
