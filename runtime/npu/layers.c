//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The table of layers: which stretch of the stream computes what of the model.
// Built, kept in a file, checked.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"
#include "runtime/npu/verify_parts.h"

#include <stdlib.h>
#include <string.h>

#define LAYER_BYTES 44 ///< of one entry in a file

static void addLayer(AicNpuProgram *program, const AicNpuLayer *layer,
                     uint32_t first) {
  program->verified = false;
  void *layers = program->layers;
  if (!aicNpuGrow(&layers, program->numLayers, &program->maxLayers,
                  sizeof *layer)) {
    program->failed = true;
    return;
  }
  program->layers = layers;
  AicNpuLayer *added = &program->layers[program->numLayers++];
  *added = *layer;
  added->first = first;
  added->name = aicNpuCopyText(layer->name ? layer->name : "");
  added->kind = aicNpuCopyText(layer->kind ? layer->kind : "");
  program->failed |= !added->name || !added->kind;
}

void aicNpuProgramAddLayer(AicNpuProgram *program, const AicNpuLayer *layer) {
  addLayer(program, layer, program->numCommands);
}

uint32_t aicNpuProgramGetNumLayers(const AicNpuProgram *program) {
  return program->numLayers;
}

const AicNpuLayer *aicNpuProgramGetLayer(const AicNpuProgram *program,
                                         uint32_t index) {
  return &program->layers[index];
}

void aicNpuLayersDestroy(AicNpuProgram *program) {
  for (uint32_t i = 0; i < program->numLayers; ++i) {
    free((char *)(uintptr_t)program->layers[i].name);
    free((char *)(uintptr_t)program->layers[i].kind);
  }
  free(program->layers);
}

//===----------------------------------------------------------------------===//
// In a file
//===----------------------------------------------------------------------===//

static void codecLayer(Codec *codec, AicNpuLayer *layer, uint32_t *name,
                       uint32_t *kind) {
  aicCodecU32(codec, &layer->first);
  aicCodecU32(codec, name);
  aicCodecU32(codec, kind);
  aicCodecU64(codec, &layer->macs);
  aicCodecU64(codec, &layer->bound);
  aicCodecU64(codec, &layer->reads);
  aicCodecU64(codec, &layer->writes);
}

void aicCodecWriteLayers(Codec *codec, Codec *strings,
                         const AicNpuProgram *program) {
  uint32_t count = program->numLayers;
  aicCodecU32(codec, &count);
  for (uint32_t i = 0; i < count; ++i) {
    AicNpuLayer layer = program->layers[i];
    uint32_t name = aicCodecPutString(strings, layer.name ? layer.name : "");
    uint32_t kind = aicCodecPutString(strings, layer.kind ? layer.kind : "");
    codecLayer(codec, &layer, &name, &kind);
  }
}

AicError *aicCodecSkipLayers(Codec *codec, uint32_t numCommands) {
  uint32_t count = 0;
  aicCodecU32(codec, &count);
  uint64_t left = codec->failed ? 0 : codec->size - codec->at;
  uint64_t bytes = (uint64_t)count * LAYER_BYTES;
  if (codec->failed || bytes > left)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "has a table of %u layers, which takes %llu bytes, "
                          "but %llu are left in the file",
                          count, (unsigned long long)bytes,
                          (unsigned long long)left);
  if (count > numCommands)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "has %u layers, but only %u commands", count,
                          numCommands);
  codec->at += (size_t)bytes;
  return NULL;
}

AicError *aicCodecReadLayers(Codec *codec, const char *strings,
                             uint64_t stringBytes, AicNpuProgram *program) {
  uint32_t count = 0;
  aicCodecU32(codec, &count);
  for (uint32_t i = 0; i < count; ++i) {
    AicNpuLayer layer = {0};
    uint32_t name = 0, kind = 0;
    codecLayer(codec, &layer, &name, &kind);
    layer.name = aicCodecGetString(strings, stringBytes, name);
    layer.kind = aicCodecGetString(strings, stringBytes, kind);
    if (!layer.name || !layer.kind)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "has layer %u with a %s at byte %u of its names, "
                            "which have %llu",
                            i, layer.name ? "kind" : "name",
                            layer.name ? kind : name,
                            (unsigned long long)stringBytes);
    addLayer(program, &layer, layer.first);
  }
  return NULL;
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

/// Loops around each command are counted once, as layers follow each other.
AicError *aicVerifyLayers(const AicNpuProgram *program) {
  uint64_t macs = 0;
  uint32_t depth = 0, at = 0;
  for (uint32_t i = 0; i < program->numLayers; ++i) {
    const AicNpuLayer *layer = &program->layers[i];
    if (i == 0 && layer->first)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "layer 0 (%s) starts at command %u, not at 0",
                            layer->name, layer->first);
    if (i && layer->first <= program->layers[i - 1].first)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "layer %u (%s) starts at command %u, but the one "
                            "before it at %u",
                            i, layer->name, layer->first,
                            program->layers[i - 1].first);
    if (layer->first >= program->numCommands)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "layer %u (%s) starts at command %u of %u", i,
                            layer->name, layer->first, program->numCommands);
    for (; at < layer->first; ++at) {
      depth += program->commands[at].opcode == AIC_NPU_LOOP;
      depth -= program->commands[at].opcode == AIC_NPU_END;
    }
    if (depth)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "layer %u (%s) starts at command %u, inside of %u "
                            "loops",
                            i, layer->name, layer->first, depth);
    if (layer->macs > UINT64_MAX - macs)
      return aicErrorCreate(AIC_ERROR_FORMAT,
                            "layers 0 to %u have more than 2^64 multiply-adds",
                            i);
    macs += layer->macs;
  }
  if (program->numLayers && macs != program->macs)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "the layers have %llu multiply-adds, but the program "
                          "%llu",
                          (unsigned long long)macs,
                          (unsigned long long)program->macs);
  return NULL;
}
