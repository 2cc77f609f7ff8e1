// RUN: %cc %s -o %t %runtime_lib -lpthread
// RUN: %t | FileCheck %s

// A pool runs each index once, on all of its threads, from several callers and
// inside of itself.

#define _GNU_SOURCE // sched_setaffinity
#include "aic/runtime.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 257, THREADS = 4 };

typedef struct Work {
  const AicThreads *threads;
  int64_t count;
  unsigned char hits[COUNT];
} Work;

static void hit(void *context, int64_t begin, int64_t end) {
  Work *work = context;
  for (int64_t i = begin; i < end; ++i)
    ++work->hits[i];
}

static bool onceEach(const Work *work) {
  for (int64_t i = 0; i < COUNT; ++i)
    if (work->hits[i] != (i < work->count))
      return false;
  return true;
}

/// Runs a loop inside of each iteration.
static void nest(void *context, int64_t begin, int64_t end) {
  Work *work = context;
  for (int64_t i = begin; i < end; ++i) {
    Work inner = {.threads = work->threads, .count = i};
    work->threads->parallelFor(work->threads, inner.count, hit, &inner);
    work->hits[i] += onceEach(&inner);
  }
}

/// Many loops of all sizes; a non-null pointer when one went wrong.
static void *runMany(void *pointer) {
  const AicThreads *threads = pointer;
  for (int64_t i = 0; i < 400; ++i) {
    Work work = {.threads = threads, .count = i % COUNT};
    threads->parallelFor(threads, work.count, i % 2 ? nest : hit, &work);
    if (!onceEach(&work))
      return pointer;
  }
  return NULL;
}

/// Ends only when all threads are in it, each with one index.
static void meet(void *context, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i)
    pthread_barrier_wait(context);
}

int main(void) {
  AicError *error;
  for (int numThreads = 1; numThreads <= 8; ++numThreads) {
    AicThreads *threads = aicThreadsCreate(numThreads, &error);
    pthread_t callers[2];
    void *wrong[3];
    for (int i = 0; i < 2; ++i)
      pthread_create(&callers[i], NULL, runMany, threads);
    wrong[2] = runMany(threads);
    for (int i = 0; i < 2; ++i)
      pthread_join(callers[i], &wrong[i]);
    // CHECK: 1 threads: good
    // CHECK: 3 threads: good
    // CHECK: 8 threads: good
    printf("%d threads: %s\n", aicThreadsCount(threads),
           wrong[0] || wrong[1] || wrong[2] ? "wrong" : "good");
    aicThreadsDestroy(threads);
  }

  AicThreads *threads = aicThreadsCreate(THREADS, &error);
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (int i = 0; i < 20; ++i)
    threads->parallelFor(threads, THREADS, meet, &barrier);
  pthread_barrier_destroy(&barrier);
  aicThreadsDestroy(threads);
  // CHECK: all 4 threads met
  printf("all %d threads met\n", THREADS);

  // With one processor left to this process, a pool is the caller alone.
  cpu_set_t allowed, one;
  sched_getaffinity(0, sizeof allowed, &allowed);
  CPU_ZERO(&one);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu)
    if (CPU_ISSET(cpu, &allowed))
      CPU_SET(cpu, &one);
  int processors[2];
  for (int i = 0; i < 2; ++i) {
    sched_setaffinity(0, sizeof one, i ? &one : &allowed);
    threads = aicThreadsCreate(0, &error);
    processors[i] = aicThreadsCount(threads);
    aicThreadsDestroy(threads);
  }
  // CHECK: as many as processors: 1, of one: 1
  printf("as many as processors: %d, of one: %d\n",
         processors[0] == CPU_COUNT(&allowed), processors[1]);
  // CHECK: no pool: 1 thread
  printf("no pool: %d thread\n", aicThreadsCount(NULL));
  aicThreadsDestroy(NULL);

  threads = aicThreadsCreate(-1, &error);
  // CHECK: -1 threads asked for, 0 to 1024 are possible
  printf("%p %s\n", (void *)threads, aicErrorMessage(error));
  aicErrorDestroy(error);
  return 0;
}
