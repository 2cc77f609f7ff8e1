//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The layers of an NPU program: those that it lists, else stretches of commands
// that come from the same place of the model.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_SUPPORT_COMMAND_LAYERS_H
#define AIC_TOOLS_SUPPORT_COMMAND_LAYERS_H

#include "runtime/npu/program.h"

typedef struct AicCommandLayer {
  char *name;             ///< of the nodes in the model; "" if they have none
  const char *kind;       ///< "conv2d"; "" if nobody knows
  uint64_t macs, bound;   ///< of the program's list, else 0
  uint32_t first, behind; ///< its commands are [first, behind)
} AicCommandLayer;

typedef struct AicCommandLayers {
  AicCommandLayer *data;
  uint32_t count;
  uint32_t *of; ///< per command: index of its layer
} AicCommandLayers;

/// False without memory; `layers` is to be released in any case.
bool aicCommandLayersInit(AicCommandLayers *layers,
                          const AicNpuProgram *program);
/// Fine on a zero struct.
void aicCommandLayersRelease(AicCommandLayers *layers);

/// The name in a location's text: what stands in its first pair of quotes, or
/// all of it. NULL without memory.
char *aicSourceName(const char *source);

#endif // AIC_TOOLS_SUPPORT_COMMAND_LAYERS_H
