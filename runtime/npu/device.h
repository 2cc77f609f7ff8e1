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

AIC_EXTERN_C_BEGIN

/// Runs a bare program; like aicModelRun with the program as a model whose
/// ports are its inputs and outputs. The program must live as long as the
/// simulator, which tells its runs apart by it.
AIC_EXPORT bool aicNpuSimulatorRun(AicNpuSimulator *simulator,
                                   const AicNpuProgram *program,
                                   const AicTensor *inputs, size_t numInputs,
                                   AicTensor *outputs, size_t numOutputs,
                                   AicError **error);

/// Only the cycles of one run: no values are read or written. The program must
/// live as long as the simulator.
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

/// What one buffer of a program moved, in all its runs.
typedef struct AicNpuBufferRun {
  char *program, *name;
  AicNpuBufferKind kind;
  uint64_t bytes;
  AicNpuBufferTraffic traffic;
  /// Inputs, constants and outputs once per run; temporaries could stay on the
  /// chip.
  uint64_t compulsoryBytes;
} AicNpuBufferRun;

/// The buffers of the programs that ran, in the order of their first runs.
/// Valid until the next run.
AIC_EXPORT const AicNpuBufferRun *
aicNpuSimulatorGetBuffers(const AicNpuSimulator *simulator, size_t *count);

/// The element type of the runtime for a type of the NPU.
AIC_EXPORT AicElementType aicNpuTypeElement(AicNpuType type);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_DEVICE_H
