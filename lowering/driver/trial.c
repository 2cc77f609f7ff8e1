//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/trial.h"

#include "aic/diag.h"
#include "capi/src/text.h"
#include "lowering/driver/compilation.h"
#include "lowering/driver/program.h"
#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/support/ir.h"
#include "lowering/support/model_attribute.h"
#include "runtime/npu/device.h"

#include "lowering/targets/targets.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/Diagnostics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The first error of a trial, and the first remark: why something stays on
/// the host.
typedef struct Said {
  char error[256], remark[256];
} Said;

static MlirLogicalResult listen(MlirDiagnostic diagnostic, void *userData) {
  Said *said = userData;
  MlirDiagnosticSeverity severity = mlirDiagnosticGetSeverity(diagnostic);
  char *to = severity == MlirDiagnosticError    ? said->error
             : severity == MlirDiagnosticRemark ? said->remark
                                                : NULL;
  if (!to || *to)
    return mlirLogicalResultSuccess();
  AicText text = {0};
  mlirDiagnosticPrint(diagnostic, aicTextAppend, &text);
  // That it is a target goes without saying.
  static const char prefix[] = "'npu.target' op ";
  const char *start = aicTextGet(&text);
  if (strncmp(start, prefix, sizeof prefix - 1) == 0)
    start += sizeof prefix - 1;
  snprintf(to, sizeof said->error, "%s", start);
  aicTextRelease(&text);
  return mlirLogicalResultSuccess();
}

static uint64_t macsOf(MlirModule module) {
  MlirAttribute model = mlirOperationGetDiscardableAttributeByName(
      mlirModuleGetOperation(module),
      mlirStringRefCreateFromCString(AIC_MODEL_ATTR));
  if (mlirAttributeIsNull(model))
    return 0;
  MlirAttribute macs = mlirDictionaryAttrGetElementByName(
      model, mlirStringRefCreateFromCString("macs"));
  return mlirAttributeIsNull(macs) ? 0
                                   : (uint64_t)mlirIntegerAttrGetValueInt(macs);
}

/// Whether there is such a machine; it is copied into a copy.
static bool findTarget(const AicCompilation *self) {
  MlirOperation copy = mlirOperationClone(mlirModuleGetOperation(self->module));
  MlirOperation target;
  MlirLogicalResult found =
      aicNpuTargetResolve(copy, aicCompilationDevice(self), &target);
  mlirOperationDestroy(copy);
  return mlirLogicalResultIsSuccess(found);
}

bool aicCompilationPrepareTrials(AicCompilation *self) {
  if (!aicCompilationDevice(self))
    AIC_BUG("trials are for an NPU");
  if (!findTarget(self))
    return false;
  aicTimingBegin(&self->timing, "linalg");
  bool good = aicCompilationRun(self, "builtin.module(lower-to-linalg)");
  aicTimingEnd(&self->timing);
  return good;
}

/// Builds the programs in the order of their launches; false after an error.
/// The caller destroys those that were built.
static bool buildPrograms(MlirOperation module, AicNpuProgram **built,
                          const AicOpList *launches) {
  AicOpList programs =
      aicCollectOps(module, (const char *const[]){"npu.program", NULL});
  bool good = true;
  for (intptr_t i = 0; good && i < launches->count; ++i) {
    MlirStringRef callee =
        mlirFlatSymbolRefAttrGetValue(aicGetAttr(launches->data[i], "callee"));
    for (intptr_t p = 0; p < programs.count; ++p)
      if (mlirStringRefEqual(
              mlirStringAttrGetValue(aicGetAttr(programs.data[p], "sym_name")),
              callee))
        built[i] = aicNpuBuildProgram(programs.data[p], true);
    good = built[i] != NULL;
  }
  aicOpListRelease(&programs);
  return good;
}

/// Simulates all programs. They live until the simulator ends, which knows them
/// by their addresses.
static bool simulate(MlirOperation module, AicTrial *trial) {
  AicOpList launches =
      aicCollectOps(module, (const char *const[]){"npu.launch", NULL});
  AicNpuProgram **programs =
      calloc((size_t)launches.count + 1, sizeof *programs);
  AicNpuSimulator *simulator =
      aicNpuSimulatorCreate(&(AicNpuRunOptions){.timeOnly = true});
  if (!programs || !simulator)
    AIC_BUG("out of memory");
  bool good = buildPrograms(module, programs, &launches);
  for (intptr_t i = 0; good && i < launches.count; ++i) {
    AicError *error = aicNpuSimulatorTime(simulator, programs[i]);
    good = !error;
    if (error)
      snprintf(trial->reason, sizeof trial->reason, "%s",
               aicErrorMessage(error));
    aicErrorDestroy(error);
  }
  trial->programs = launches.count;
  if (good && launches.count) {
    trial->machine = *aicNpuSimulatorGetMachine(simulator);
    trial->stats = *aicNpuSimulatorGetStats(simulator);
  }
  aicNpuSimulatorDestroy(simulator);
  for (intptr_t i = 0; i < launches.count; ++i)
    aicNpuProgramDestroy(programs[i]);
  free(programs);
  aicOpListRelease(&launches);
  return good;
}

static bool lowerAndTime(AicCompilation *self, const char *settings,
                         const Said *said, AicTrial *trial) {
  if (!aicCompilationRun(self,
                         "builtin.module(lower-to-npu{from=linalg target=%s "
                         "set=%s products=%s explain=1})",
                         aicCompilationDevice(self), settings,
                         aicCompilationProducts(self)))
    return false;
  trial->hostOps = aicProgramsCountHostOps(self->module);
  if (!simulate(mlirModuleGetOperation(self->module), trial))
    return false;
  if (trial->programs > 0)
    return true;
  snprintf(trial->reason, sizeof trial->reason,
           "no part of the model runs there%s%s", *said->remark ? "; " : "",
           said->remark);
  return false;
}

void aicCompilationTry(AicCompilation *self, const char *settings,
                       AicTrial *trial) {
  *trial = (AicTrial){.modelMacs = macsOf(self->module)};
  Said said = {0};
  MlirDiagnosticHandlerID handler =
      mlirContextAttachDiagnosticHandler(self->context, listen, &said, NULL);
  MlirModule prepared = self->module;
  bool verbose = self->options.verbose;
  self->options.verbose = false;
  self->module = mlirModuleFromOperation(
      mlirOperationClone(mlirModuleGetOperation(prepared)));
  trial->good = lowerAndTime(self, settings, &said, trial);
  if (!trial->good && !*trial->reason)
    snprintf(trial->reason, sizeof trial->reason, "%s", said.error);
  mlirModuleDestroy(self->module);
  self->module = prepared;
  self->options.verbose = verbose;
  mlirContextDetachDiagnosticHandler(self->context, handler);
}
