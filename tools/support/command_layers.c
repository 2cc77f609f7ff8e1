//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

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

bool aicCommandLayersInit(AicCommandLayers *layers,
                          const AicNpuProgram *program) {
  uint32_t commands = aicNpuProgramGetNumCommands(program);
  *layers = (AicCommandLayers){.of = calloc(commands + 1, sizeof *layers->of)};
  layers->data = calloc(commands + 1, sizeof *layers->data);
  if (!layers->of || !layers->data)
    return false;
  for (uint32_t i = 0; i < commands; ++i) {
    const char *source = aicNpuProgramGetSource(program, i);
    // Loops end where they began, whatever the END says.
    AicCommandLayer *last =
        layers->count ? &layers->data[layers->count - 1] : NULL;
    if (!last || (*source && strcmp(source, aicNpuProgramGetSource(
                                                program, last->first)) != 0)) {
      last = &layers->data[layers->count++];
      last->first = i;
      last->name = aicSourceName(source);
      if (!last->name)
        return false;
    }
    last->behind = i + 1;
    layers->of[i] = layers->count - 1;
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
