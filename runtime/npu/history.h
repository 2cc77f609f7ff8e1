//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the layers and buffers of several programs took, in all their runs.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_HISTORY_H
#define AIC_RUNTIME_NPU_HISTORY_H

#include "runtime/npu/device.h"

/// A program that ran, by its first layer and buffer.
typedef struct HistoryProgram {
  const AicNpuProgram *program;
  size_t firstLayer, numLayers, firstBuffer, numBuffers;
} HistoryProgram;

/// Starts as a zero struct.
typedef struct AicNpuHistory {
  AicNpuLayerRun *layers;
  size_t numLayers;
  AicNpuBufferRun *buffers;
  size_t numBuffers;
  HistoryProgram *programs;
  size_t numPrograms;
} AicNpuHistory;

/// The place of `program`, which is made for one that runs for the first time;
/// NULL without memory. Valid until the next call.
const HistoryProgram *aicNpuHistoryFind(AicNpuHistory *history,
                                        const AicNpuProgram *program);
/// Adds what a run of it took.
void aicNpuHistoryAdd(AicNpuHistory *history, const HistoryProgram *of,
                      const AicNpuStats *layers,
                      const AicNpuBufferTraffic *buffers);
void aicNpuHistoryRelease(AicNpuHistory *history);

#endif // AIC_RUNTIME_NPU_HISTORY_H
