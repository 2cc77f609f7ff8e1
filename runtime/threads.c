//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A pool of threads that share the indices of a loop.
//
// One loop at a time: the pool is a lock that a loop takes if it is free. A
// loop that finds it taken, which is one inside of another or one of another
// caller, runs on the thread that it is on. A thread that wakes up late finds
// no loop to join, so that nobody waits for threads that the system does not
// run.
//
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE // sched_getaffinity
#include "aic/runtime.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/// How often a thread looks for work before it goes to sleep: some fifty
/// microseconds, about what it takes to wake it, and as long as most of the
/// work between two loops of a model.
enum { LOOKS = 50000 };

/// Parts of a loop per thread, so that one that is slower takes fewer.
enum { PARTS_PER_THREAD = 4 };

/// One loop. Constant while it is open.
typedef struct Loop {
  void (*body)(void *context, int64_t begin, int64_t end);
  void *context;
  int64_t count, part;
} Loop;

typedef struct Pool {
  AicThreads table; ///< first: the pointer that callers have
  int numThreads;   ///< with the caller's
  atomic_bool taken;

  pthread_mutex_t mutex; ///< of all that follows but `next`
  pthread_cond_t opened, left;
  Loop loop;
  atomic_int_fast64_t next; ///< the first index that nobody has
  atomic_uint number;       ///< of loops opened so far; read without the mutex
  bool isOpen, ends;
  atomic_int inside; ///< workers in the loop; read without the mutex

  int numWorkers;
  pthread_t workers[];
} Pool;

/// Takes parts until none is left.
static void work(Pool *pool, Loop loop) {
  for (;;) {
    int64_t begin = atomic_fetch_add(&pool->next, loop.part);
    if (begin >= loop.count)
      return;
    int64_t rest = loop.count - begin;
    loop.body(loop.context, begin,
              begin + (rest < loop.part ? rest : loop.part));
  }
}

static void *workerMain(void *pointer) {
  Pool *pool = pointer;
  unsigned seen = 0;
  for (;;) {
    for (int i = 0; i < LOOKS && atomic_load(&pool->number) == seen; ++i)
      ;
    pthread_mutex_lock(&pool->mutex);
    while (atomic_load(&pool->number) == seen && !pool->ends)
      pthread_cond_wait(&pool->opened, &pool->mutex);
    seen = atomic_load(&pool->number);
    bool joins = pool->isOpen, ends = pool->ends;
    Loop loop = pool->loop;
    if (joins)
      atomic_fetch_add(&pool->inside, 1);
    pthread_mutex_unlock(&pool->mutex);
    if (ends)
      return NULL;
    if (!joins)
      continue;
    work(pool, loop);
    pthread_mutex_lock(&pool->mutex);
    if (atomic_fetch_sub(&pool->inside, 1) == 1)
      pthread_cond_signal(&pool->left);
    pthread_mutex_unlock(&pool->mutex);
  }
}

/// Lets the workers in.
static void openLoop(Pool *pool, Loop loop) {
  pthread_mutex_lock(&pool->mutex);
  pool->loop = loop;
  pool->isOpen = true;
  atomic_store(&pool->next, 0);
  atomic_fetch_add(&pool->number, 1);
  pthread_cond_broadcast(&pool->opened);
  pthread_mutex_unlock(&pool->mutex);
}

/// Returns when the last worker has left.
static void closeLoop(Pool *pool) {
  pthread_mutex_lock(&pool->mutex);
  pool->isOpen = false;
  pthread_mutex_unlock(&pool->mutex);
  for (int i = 0; i < LOOKS && atomic_load(&pool->inside) > 0; ++i)
    ;
  pthread_mutex_lock(&pool->mutex);
  while (atomic_load(&pool->inside) > 0)
    pthread_cond_wait(&pool->left, &pool->mutex);
  pthread_mutex_unlock(&pool->mutex);
}

static void parallelFor(const AicThreads *threads, int64_t count,
                        void (*body)(void *context, int64_t begin, int64_t end),
                        void *context) {
  Pool *pool = (Pool *)(uintptr_t)threads;
  if (count <= 0)
    return;
  bool isFree = false;
  if (count == 1 || pool->numWorkers == 0 ||
      !atomic_compare_exchange_strong(&pool->taken, &isFree, true)) {
    body(context, 0, count);
    return;
  }
  int64_t parts = (int64_t)pool->numThreads * PARTS_PER_THREAD;
  Loop loop = {body, context, count, (count - 1) / parts + 1};
  openLoop(pool, loop);
  work(pool, loop);
  closeLoop(pool);
  atomic_store(&pool->taken, false);
}

/// The processors that this process may use.
static int processors(void) {
  cpu_set_t set;
  int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return count > 0 ? count : 1;
}

/// Starts one worker, with all signals blocked: they are the program's.
static int startWorker(Pool *pool) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failure =
      pthread_create(&pool->workers[pool->numWorkers], NULL, workerMain, pool);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (failure == 0)
    ++pool->numWorkers;
  return failure;
}

AicThreads *aicThreadsCreate(int numThreads, AicError **error) {
  *error = NULL;
  if (numThreads < 0 || numThreads > AIC_MAX_THREADS) {
    *error = aicErrorCreate(AIC_ERROR_ARGUMENT,
                            "%d threads asked for, 0 to %d are possible",
                            numThreads, AIC_MAX_THREADS);
    return NULL;
  }
  if (numThreads == 0)
    numThreads = processors();
  Pool *pool =
      calloc(1, sizeof *pool + (size_t)numThreads * sizeof *pool->workers);
  if (!pool) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return NULL;
  }
  pool->table.parallelFor = parallelFor;
  pool->numThreads = numThreads;
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->opened, NULL);
  pthread_cond_init(&pool->left, NULL);
  for (int i = 1; i < numThreads; ++i) {
    int failure = startWorker(pool);
    if (failure == 0)
      continue;
    *error =
        aicErrorCreate(AIC_ERROR_MEMORY, "cannot start thread %d of %d: %s",
                       i + 1, numThreads, strerror(failure));
    aicThreadsDestroy(&pool->table);
    return NULL;
  }
  return &pool->table;
}

int aicThreadsCount(const AicThreads *threads) {
  return threads ? ((const Pool *)(const void *)threads)->numThreads : 1;
}

void aicThreadsDestroy(AicThreads *threads) {
  if (!threads)
    return;
  Pool *pool = (Pool *)(void *)threads;
  pthread_mutex_lock(&pool->mutex);
  pool->ends = true;
  pthread_cond_broadcast(&pool->opened);
  pthread_mutex_unlock(&pool->mutex);
  for (int i = 0; i < pool->numWorkers; ++i)
    pthread_join(pool->workers[i], NULL);
  pthread_mutex_destroy(&pool->mutex);
  pthread_cond_destroy(&pool->opened);
  pthread_cond_destroy(&pool->left);
  free(pool);
}
