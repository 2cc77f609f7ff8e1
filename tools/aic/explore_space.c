//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"
#include "tools/aic/explore.h"

#include <stdlib.h>
#include <string.h>

/// Adds the value `text` to `axis`.
static int addValue(const AicCliCommand *command, ExploreAxis *axis,
                    const char *text, size_t length) {
  char setting[sizeof axis->name + 200];
  if (!length)
    return aicCliUsageError(command, "--set %s has an empty value", axis->name);
  if (axis->count == EXPLORE_MAX_VALUES)
    return aicCliUsageError(command, "--set %s has more than %d values",
                            axis->name, EXPLORE_MAX_VALUES);
  if ((size_t)snprintf(setting, sizeof setting, "%s=%.*s", axis->name,
                       (int)length, text) >= sizeof setting)
    return aicCliUsageError(command, "a value of --set %s is too long",
                            axis->name);
  AicMachineSetting parsed;
  AicError *error = aicMachineParseText(setting, &parsed);
  if (error)
    return settingsUsageError(command, setting, error);
  memcpy(axis->params, parsed.params, sizeof axis->params);
  char *copy = malloc(length + 1);
  if (!copy)
    return inputError(aicErrorCreate(AIC_ERROR_MEMORY, "out of memory"));
  memcpy(copy, text, length);
  copy[length] = '\0';
  axis->values[axis->count++] = copy;
  return EXIT_GOOD;
}

/// dma.bw is ld.bw and st.bw.
static bool overlap(const ExploreAxis *a, const ExploreAxis *b) {
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      if (a->params[i] && a->params[i] == b->params[j])
        return true;
  return false;
}

static int addAxis(ExploreSpace *space, const AicCliCommand *command,
                   const char *text) {
  size_t length = strcspn(text, "=");
  if (space->numAxes == EXPLORE_MAX_AXES)
    return aicCliUsageError(command, "--set names more than %d parameters",
                            EXPLORE_MAX_AXES);
  ExploreAxis *axis = &space->axes[space->numAxes];
  if (!text[length] || length >= sizeof axis->name)
    return aicCliUsageError(
        command, "--set: '%s' is not of the form group.key=value,value,...",
        text);
  memcpy(axis->name, text, length);
  axis->name[length] = '\0';
  for (int i = 0; i < space->numAxes; ++i)
    if (strcmp(space->axes[i].name, axis->name) == 0)
      return aicCliUsageError(command,
                              "--set names '%s' twice; its values go into one, "
                              "with commas between",
                              axis->name);
  ++space->numAxes;
  for (const char *at = text + length; *at;) {
    ++at; // the '=' or a comma
    size_t size = strcspn(at, ",");
    int code = addValue(command, axis, at, size);
    if (code != EXIT_GOOD)
      return code;
    at += size;
  }
  for (int i = 0; i + 1 < space->numAxes; ++i)
    if (overlap(&space->axes[i], axis))
      return aicCliUsageError(command,
                              "--set names '%s' and '%s', which are in part "
                              "the same",
                              space->axes[i].name, axis->name);
  return EXIT_GOOD;
}

/// SplitMix64, from its state.
static uint64_t draw(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/// Inserts `value` into the sorted points unless it is there.
static void insert(ExploreSpace *space, uint64_t value) {
  intptr_t low = 0, high = space->numPoints;
  while (low < high) {
    intptr_t middle = (low + high) / 2;
    if (space->points[middle] < value)
      low = middle + 1;
    else
      high = middle;
  }
  if (low < space->numPoints && space->points[low] == value)
    return;
  memmove(&space->points[low + 1], &space->points[low],
          (size_t)(space->numPoints - low) * sizeof *space->points);
  space->points[low] = value;
  ++space->numPoints;
}

static int choosePoints(ExploreSpace *space, const AicCliCommand *command,
                        int64_t sample, int64_t seed) {
  bool all = sample == 0 || (uint64_t)sample >= space->total;
  uint64_t wanted = all ? space->total : (uint64_t)sample;
  if (wanted > EXPLORE_MAX_POINTS)
    return aicCliUsageError(
        command,
        "the values make %llu machines, at most %d are tried; --points=N "
        "draws N of them",
        (unsigned long long)space->total, EXPLORE_MAX_POINTS);
  space->points = calloc((size_t)wanted + 1, sizeof *space->points);
  if (!space->points)
    return inputError(aicErrorCreate(AIC_ERROR_MEMORY, "out of memory"));
  uint64_t state = (uint64_t)seed;
  for (uint64_t i = 0; all && i < wanted; ++i)
    space->points[space->numPoints++] = i;
  while ((uint64_t)space->numPoints < wanted)
    insert(space, draw(&state) % space->total);
  return EXIT_GOOD;
}

int exploreSpaceInit(ExploreSpace *space, const AicCliCommand *command,
                     const AicCliList *sets, int64_t sample, int64_t seed) {
  *space = (ExploreSpace){.total = 1};
  for (int i = 0; i < sets->count; ++i) {
    int code = addAxis(space, command, sets->items[i]);
    if (code != EXIT_GOOD)
      return code;
  }
  // 16 axes of 256 values would wrap.
  for (int i = 0; i < space->numAxes; ++i) {
    uint64_t count = (uint64_t)space->axes[i].count;
    space->total =
        space->total > UINT64_MAX / count ? UINT64_MAX : space->total * count;
  }
  return choosePoints(space, command, sample, seed);
}

void exploreSpaceRelease(ExploreSpace *space) {
  for (int a = 0; a < space->numAxes; ++a)
    for (int v = 0; v < space->axes[a].count; ++v)
      free(space->axes[a].values[v]);
  free(space->points);
  *space = (ExploreSpace){0};
}

const char *exploreValue(const ExploreSpace *space, intptr_t point, int axis) {
  uint64_t number = space->points[point];
  // The last axis is the fastest.
  for (int a = space->numAxes - 1; a > axis; --a)
    number /= (uint64_t)space->axes[a].count;
  const ExploreAxis *wanted = &space->axes[axis];
  return wanted->values[number % (uint64_t)wanted->count];
}

void exploreSettings(const ExploreSpace *space, intptr_t point, char *text,
                     size_t size) {
  size_t used = 0;
  *text = '\0';
  for (int a = 0; a < space->numAxes && used < size; ++a)
    used +=
        (size_t)snprintf(text + used, size - used, "%s%s=%s", a ? "," : "",
                         space->axes[a].name, exploreValue(space, point, a));
}
