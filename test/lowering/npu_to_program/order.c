// RUN: %cc %s -o %t %aic_static && %t | FileCheck %s

// Fences between layers, on random programs: with them every two accesses that
// conflict are ordered, found by closing over the program order of each engine
// and the fences; few of them follow from the others; and no semaphore, of
// which one pair of engines has one, can count higher than it may.

#include "lowering/npu_to_program/order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS = 60, PER_ITEM = 2, SPACES = 3 };

static unsigned state = 1;

static int draw(int below) {
  state = state * 1103515245u + 12345u;
  return (int)(state >> 16) % below;
}

typedef struct Program {
  AicNpuOrderStep steps[ITEMS];
  AicNpuOrderAccess accesses[ITEMS * PER_ITEM];
  AicNpuOrder order;
} Program;

static void make(Program *program, int most) {
  memset(program, 0, sizeof *program);
  for (int i = 0; i < ITEMS; ++i) {
    int engine = draw(AIC_NPU_NUM_ENGINES);
    program->steps[i] = (AicNpuOrderStep){
        .kind = AIC_NPU_ORDER_COMMAND, .item = i, .engine = engine};
    for (int j = 0; j < PER_ITEM; ++j) {
      int low = draw(20);
      program->accesses[i * PER_ITEM + j] =
          (AicNpuOrderAccess){.step = i,
                              .item = i,
                              .engine = engine,
                              .space = draw(SPACES),
                              .low = low,
                              .high = low + 1 + draw(6),
                              .writes = draw(2),
                              .ring = -1};
    }
  }
  program->order = (AicNpuOrder){.numItems = ITEMS,
                                 .most = most,
                                 .numSteps = ITEMS,
                                 .steps = program->steps,
                                 .numAccesses = ITEMS * PER_ITEM,
                                 .accesses = program->accesses};
}

/// before[a][b]: item a is done when b begins, without fence `skip`.
static bool before[ITEMS][ITEMS];

static void close(const Program *program, const AicNpuFence *fences, int count,
                  int skip) {
  memset(before, 0, sizeof before);
  for (int a = 0; a < ITEMS; ++a)
    for (int b = a + 1; b < ITEMS; ++b)
      before[a][b] = program->steps[a].engine == program->steps[b].engine;
  for (int i = 0; i < count; ++i)
    for (int a = 0; i != skip && a <= fences[i].after; ++a)
      for (int b = fences[i].before; b < ITEMS; ++b)
        before[a][b] |= program->steps[a].engine == fences[i].poster &&
                        program->steps[b].engine == fences[i].waiter;
  for (int via = 0; via < ITEMS; ++via)
    for (int a = 0; a < ITEMS; ++a)
      for (int b = 0; before[a][via] && b < ITEMS; ++b)
        before[a][b] |= before[via][b];
}

static int numRaces(const Program *program) {
  int races = 0;
  for (int i = 0; i < ITEMS * PER_ITEM; ++i)
    for (int j = 0; j < i; ++j) {
      const AicNpuOrderAccess *a = &program->accesses[j];
      const AicNpuOrderAccess *b = &program->accesses[i];
      races += a->engine != b->engine && a->space == b->space &&
               (a->writes || b->writes) && a->low < b->high &&
               b->low < a->high && !before[a->item][b->item];
    }
  return races;
}

/// The most that the semaphore of a pair can count: posts whose waits nothing
/// orders before the last of them.
static int highest(const Program *program, const AicNpuFence *fences,
                   int count) {
  int most = 0;
  for (int i = 0; i < count; ++i) {
    int open = 0;
    for (int j = 0; j <= i; ++j) {
      if (fences[j].poster != fences[i].poster ||
          fences[j].waiter != fences[i].waiter)
        continue;
      bool over = false;
      // A command of the waiter behind the wait that is done before the post.
      for (int a = fences[j].before; a < ITEMS && !over; ++a)
        for (int b = 0; b <= fences[i].after && !over; ++b)
          over = program->steps[a].engine == fences[i].waiter &&
                 program->steps[b].engine == fences[i].poster && before[a][b];
      open += !over;
    }
    most = open > most ? open : most;
  }
  return most;
}

int main(void) {
  static Program program;
  int races = 0, fewer = 0, redundant = 0, high = 0, fences = 0, refused = 0;
  for (int seed = 0; seed < 300; ++seed) {
    int most = seed % 3 == 0 ? 2 : 15;
    make(&program, most);
    AicNpuFence *made;
    int count = aicNpuOrderFences(&program.order, &made);
    if (count < 0) {
      ++refused;
      free(made);
      continue;
    }
    fences += count;
    close(&program, made, count, -1);
    races += numRaces(&program);
    high += highest(&program, made, count) > most;
    for (int i = 0; i < count; ++i) {
      close(&program, made, count, i);
      redundant += numRaces(&program) == 0;
    }
    close(&program, made, 0, -1);
    fewer += numRaces(&program) > 0;
    free(made);
  }
  printf("%d races, %d counts too high\n", races, high);
  printf("%d of %d programs race without\n", fewer, 300 - refused);
  printf("%s were refused, %s of the fences follow from later ones\n",
         refused && refused <= 100 ? "some" : "none or too many",
         redundant * 6 < fences ? "few" : "many");
  return 0;
}

// CHECK: 0 races, 0 counts too high
// CHECK-NEXT: [[N:[0-9]+]] of [[N]] programs race without
// CHECK-NEXT: some were refused, few of the fences follow from later ones
