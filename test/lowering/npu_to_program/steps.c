// RUN: %cc %s -o %t %aic_static && %t | FileCheck %s

// The number of a ring's slot at any point of a loop nest, against counting it
// by running the nest.

#include "lowering/npu_to_program/steps.h"

#include <stdio.h>

enum { MOST = 16 };

typedef struct Nest {
  const AicNpuStep *steps;
  int count;
  int64_t seen[4]; // executions per key
  int64_t index[AIC_NPU_MAX_LOOPS];
  int wrong, checked;
} Nest;

static void check(Nest *nest, int leaf) {
  int64_t scratch[MOST];
  AicNpuPosition position;
  if (!aicNpuStepsPosition(nest->steps, nest->count, leaf, scratch,
                           &position)) {
    ++nest->wrong;
    return;
  }
  int64_t value = position.phase;
  for (int level = 0; level < position.numLoops; ++level)
    value += nest->index[level] * position.advance[level];
  ++nest->checked;
  nest->wrong += value != nest->seen[nest->steps[leaf].key];
}

static void run(Nest *nest, int parent, int depth) {
  for (int i = 0; i < nest->count; ++i) {
    const AicNpuStep *step = &nest->steps[i];
    if (step->parent != parent)
      continue;
    for (int64_t n = 0; n < step->trip; ++n) {
      nest->index[depth] = n;
      run(nest, i, depth + 1);
    }
    if (step->trip || step->key < 0)
      continue;
    check(nest, i);
    ++nest->seen[step->key];
  }
}

static void report(const char *name, const AicNpuStep *steps, int count) {
  Nest nest = {.steps = steps, .count = count};
  run(&nest, -1, 0);
  printf("%s: %d checked, %d wrong\n", name, nest.checked, nest.wrong);
  int64_t scratch[MOST];
  for (int key = 0; key < 2; ++key)
    printf("  key %d: %lld of %lld\n", key,
           (long long)aicNpuStepsTotal(steps, count, key, scratch),
           (long long)nest.seen[key]);
}

int main(void) {
  // CHECK: flat: 3 checked, 0 wrong
  // CHECK-NEXT: key 0: 2 of 2
  // CHECK-NEXT: key 1: 1 of 1
  const AicNpuStep flat[] = {{-1, 0, 0}, {-1, 0, 1}, {-1, 0, -1}, {-1, 0, 0}};
  report("flat", flat, 4);

  // Leaves before, in and behind an inner loop, at all levels.
  // CHECK: nest: 76 checked, 0 wrong
  // CHECK-NEXT: key 0: 31 of 31
  // CHECK-NEXT: key 1: 45 of 45
  const AicNpuStep nest[] = {
      {-1, 0, 0}, // 1
      {-1, 3, -1},
      {1, 0, 1}, // 3
      {1, 0, 0}, // 3
      {1, 2, -1},
      {4, 0, 0}, // 6
      {4, 5, -1},
      {6, 0, 1}, // 30
      {4, 0, 0}, // 6
      {1, 4, -1},
      {9, 0, 1}, // 12
      {1, 0, 0}, // 3
      {-1, 12, -1},
      {12, 0, 0}, // 12
  };
  report("nest", nest, 14);

  // CHECK: too many: -1
  const AicNpuStep many[] = {{-1, 1 << 27, -1}, {0, 1 << 27, -1}, {1, 0, 0}};
  int64_t scratch[MOST];
  printf("too many: %lld\n", (long long)aicNpuStepsTotal(many, 3, 0, scratch));

  // CHECK: too deep: 0
  const AicNpuStep deep[] = {{-1, 2, -1}, {0, 2, -1}, {1, 2, -1},
                             {2, 2, -1},  {3, 2, -1}, {4, 0, 0}};
  AicNpuPosition position;
  printf("too deep: %d\n",
         aicNpuStepsPosition(deep, 6, 5, scratch, &position));
  return 0;
}
