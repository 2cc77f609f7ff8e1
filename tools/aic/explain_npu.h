//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The device's part of `aic explain`: its programs are simulated for their
// cycles, which do not depend on values, and each command's work, memory and
// time are collected.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_EXPLAIN_NPU_H
#define AIC_TOOLS_EXPLAIN_NPU_H

#include "runtime/npu/device.h"
#include "tools/aic/explain_layers.h"
#include "tools/aic/explain_memory.h"
#include "tools/aic/explain_timeline.h"
#include "tools/support/command_layers.h"
#include "tools/support/json.h"

/// What a layer of a program took.
typedef struct LayerCost {
  uint64_t begin, end; ///< its commands but barriers; none yet if end is 0
  uint64_t spent[AIC_NPU_NUM_ENGINES][AIC_NPU_TAIL]; ///< by activity
  uint64_t readBytes, writtenBytes, macs, commands;
} LayerCost;

typedef struct BufferUse {
  uint64_t begin, end; ///< none yet if end is 0
  bool isRead, isWritten;
} BufferUse;

typedef struct ProgramRun {
  AicNpuProgram *program;
  AicCommandLayers layers;
  LayerCost *costs;
  BufferUse *uses;
  MemoryMap memory;
  uint64_t offset, cycles;
  uint32_t first; ///< number of its first command
} ProgramRun;

typedef struct ExplainNpu {
  const ExplainLayers *layers; ///< of the model
  AicNpuObserver observer;
  AicNpuSimulator *simulator;
  ProgramRun *runs;
  size_t numRuns;
  Timeline timeline;
} ExplainNpu;

/// NULL without memory.
ExplainNpu *explainNpuCreate(const ExplainLayers *layers);
/// Simulates an encoded program behind those before. False on failure, with
/// `*error` set.
bool explainNpuRun(ExplainNpu *npu, const unsigned char *bytes, size_t size,
                   AicError **error);
/// Writes the commands of all programs as a stage; how many lines these are.
intptr_t explainNpuWriteCommands(const ExplainNpu *npu, AicJson *json);
/// Writes machine, sums, layers, memory and timeline as the member "npu".
void explainNpuWrite(const ExplainNpu *npu, AicJson *json);
/// NULL is a no-op.
void explainNpuDestroy(ExplainNpu *npu);

#endif // AIC_TOOLS_EXPLAIN_NPU_H
