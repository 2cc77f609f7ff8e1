//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The simulator as a device of the runtime: runs the NPU programs of a compiled
// model, or a bare program, and adds up what they cost. One thread at a time.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_DEVICE_H
#define AIC_RUNTIME_NPU_DEVICE_H

#include "aic/runtime.h"
#include "runtime/npu/simulate.h"

#include <stdio.h>

AIC_EXTERN_C_BEGIN

/// Runs a bare program; like aicModelRun with the program as a model whose
/// ports are its inputs and outputs.
AIC_EXPORT bool aicNpuSimulatorRun(AicNpuSimulator *simulator,
                                   const AicNpuProgram *program,
                                   const AicTensor *inputs, size_t numInputs,
                                   AicTensor *outputs, size_t numOutputs,
                                   AicError **error);

/// Only the cycles of one run: no values are read or written.
AIC_EXPORT AicError *aicNpuSimulatorTime(AicNpuSimulator *simulator,
                                         const AicNpuProgram *program);

/// Sum over all runs, how many they were, and the machine of the last one
/// (NULL before the first).
AIC_EXPORT const AicNpuStats *
aicNpuSimulatorGetStats(const AicNpuSimulator *simulator);
AIC_EXPORT uint64_t aicNpuSimulatorGetRuns(const AicNpuSimulator *simulator);
AIC_EXPORT const AicMachine *
aicNpuSimulatorGetMachine(const AicNpuSimulator *simulator);

/// What one layer of a program took, in all its runs.
typedef struct AicNpuLayerRun {
  char *name, *kind;
  AicNpuStats stats;
} AicNpuLayerRun;

/// The layers of the programs that ran, in the order of their first runs. A
/// program without layers is one, of the kind "program". Valid until the next
/// run.
AIC_EXPORT const AicNpuLayerRun *
aicNpuSimulatorGetLayers(const AicNpuSimulator *simulator, size_t *count);

/// The element type of the runtime for a type of the NPU.
AIC_EXPORT AicElementType aicNpuTypeElement(AicNpuType type);

/// Writes the fields of the statistics as members of a JSON object, without
/// the braces, or as lines of text: cycles, utilization, DRAM bytes, where the
/// time of each engine went. Multiply-adds are left to the caller, who knows
/// those of the whole model.
AIC_EXPORT void aicNpuSimulatorPrint(const AicNpuSimulator *simulator,
                                     bool json, FILE *stream);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_DEVICE_H
