//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/support/command_layers.h"

#include <stdlib.h>
#include <string.h>

char *aicSourceName(const char *source) {
  const char *begin = strchr(source, '"');
  begin = begin ? begin + 1 : source;
  size_t length = begin == source ? strlen(source) : strcspn(begin, "\"");
  char *name = malloc(length + 1);
  if (!name)
    return NULL;
  memcpy(name, begin, length);
  name[length] = '\0';
  return name;
}

/// Begins the next layer at a command.
static AicCommandLayer *begin(AicCommandLayers *layers, uint32_t first,
                              char *name) {
  AicCommandLayer *layer = &layers->data[layers->count++];
  *layer = (AicCommandLayer){.name = name, .kind = "", .first = first};
  return layer;
}

static bool listLayers(AicCommandLayers *layers, const AicNpuProgram *program) {
  for (uint32_t i = 0; i < aicNpuProgramGetNumLayers(program); ++i) {
    const AicNpuLayer *listed = aicNpuProgramGetLayer(program, i);
    AicCommandLayer *layer = begin(layers, listed->first, strdup(listed->name));
    if (!layer->name)
      return false;
    layer->kind = listed->kind;
    layer->macs = listed->macs;
    layer->bound = listed->bound;
  }
  return true;
}

static bool findLayers(AicCommandLayers *layers, const AicNpuProgram *program) {
  for (uint32_t i = 0; i < aicNpuProgramGetNumCommands(program); ++i) {
    const char *source = aicNpuProgramGetSource(program, i);
    // Loops end where they began, whatever the END says.
    const AicCommandLayer *last =
        layers->count ? &layers->data[layers->count - 1] : NULL;
    if (last && (!*source || strcmp(source, aicNpuProgramGetSource(
                                                program, last->first)) == 0))
      continue;
    if (!begin(layers, i, aicSourceName(source))->name)
      return false;
  }
  return true;
}

bool aicCommandLayersInit(AicCommandLayers *layers,
                          const AicNpuProgram *program) {
  uint32_t commands = aicNpuProgramGetNumCommands(program);
  uint32_t listed = aicNpuProgramGetNumLayers(program);
  *layers = (AicCommandLayers){
      .of = calloc((size_t)commands + 1, sizeof *layers->of),
      .data = calloc((size_t)commands + listed + 1, sizeof *layers->data)};
  if (!layers->of || !layers->data ||
      !(listed ? listLayers : findLayers)(layers, program))
    return false;
  for (uint32_t i = 0; i < layers->count; ++i) {
    AicCommandLayer *layer = &layers->data[i];
    layer->behind = i + 1 < layers->count ? layer[1].first : commands;
    for (uint32_t c = layer->first; c < layer->behind; ++c)
      layers->of[c] = i;
  }
  return true;
}

void aicCommandLayersRelease(AicCommandLayers *layers) {
  for (uint32_t i = 0; layers->data && i < layers->count; ++i)
    free(layers->data[i].name);
  free(layers->data);
  free(layers->of);
  *layers = (AicCommandLayers){0};
}
