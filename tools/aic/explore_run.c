//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _DEFAULT_SOURCE
#include "tools/aic/explore.h"

#include "aic/diag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/// A process and its point.
typedef struct Worker {
  pid_t process; ///< 0: none
  intptr_t point;
} Worker;

static size_t bytesOf(intptr_t count) {
  return (size_t)(count ? count : 1) * sizeof(AicTrial);
}

void exploreTrialsRelease(AicTrial *trials, intptr_t count) {
  if (trials)
    munmap(trials, bytesOf(count));
}

/// Begins the trial of `worker`'s point; false with errno set.
static bool begin(Worker *worker, AicCompilation *compilation,
                  const ExploreSpace *space, AicTrial *trial) {
  fflush(stdout);
  worker->process = fork();
  if (worker->process != 0)
    return worker->process > 0;
  char settings[EXPLORE_MAX_TEXT];
  exploreSettings(space, worker->point, settings, sizeof settings);
  aicCompilationTry(compilation, settings, trial);
  // What the parent has registered to be done at its end is not for here.
  _exit(0);
}

/// Waits for one of the workers and frees it; false with errno set.
static bool finish(Worker *workers, int count, AicTrial *trials, bool *isDone,
                   intptr_t *died) {
  int status;
  pid_t process;
  do
    process = waitpid(-1, &status, 0);
  while (process < 0 && errno == EINTR);
  if (process < 0)
    return false;
  for (int w = 0; w < count; ++w) {
    if (workers[w].process != process)
      continue;
    AicTrial *trial = &trials[workers[w].point];
    workers[w].process = 0;
    isDone[workers[w].point] = true;
    if (status != 0) {
      trial->good = false;
      if (*died < 0 || workers[w].point < *died)
        *died = workers[w].point;
      snprintf(trial->reason, sizeof trial->reason,
               "its process ended with %s %d",
               WIFSIGNALED(status) ? "signal" : "code",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    }
  }
  return true;
}

static Worker *findIdle(Worker *workers, int count) {
  for (int w = 0; w < count; ++w)
    if (workers[w].process == 0)
      return &workers[w];
  return NULL;
}

AicTrial *exploreRun(AicCompilation *compilation, const ExploreSpace *space,
                     int jobs, intptr_t *died,
                     void (*done)(void *userData, intptr_t point,
                                  const AicTrial *trial),
                     void *userData, AicError **error) {
  intptr_t count = space->numPoints, next = 0, shown = 0;
  int running = 0;
  *error = NULL;
  *died = -1;
  AicTrial *trials = mmap(NULL, bytesOf(count), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  Worker *workers = calloc((size_t)jobs, sizeof *workers);
  bool *isDone = calloc((size_t)count + 1, sizeof *isDone);
  if (trials == MAP_FAILED || !workers || !isDone) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    goto cleanup;
  }
  while (shown < count && !*error) {
    Worker *idle = next < count ? findIdle(workers, jobs) : NULL;
    if (idle) {
      idle->point = next;
      if (begin(idle, compilation, space, &trials[next])) {
        ++next;
        ++running;
        continue;
      }
      idle->process = 0;
      // Fewer at a time may do.
      if (running == 0)
        *error = aicErrorCreate(AIC_ERROR_IO, "cannot start a process: %s",
                                strerror(errno));
    }
    if (running > 0 && !finish(workers, jobs, trials, isDone, died))
      *error = aicErrorCreate(AIC_ERROR_IO, "cannot wait for a process: %s",
                              strerror(errno));
    running -= !*error;
    for (; shown < count && isDone[shown]; ++shown)
      done(userData, shown, &trials[shown]);
  }

cleanup:
  free(workers);
  free(isDone);
  if (!*error)
    return trials;
  if (trials != MAP_FAILED)
    exploreTrialsRelease(trials, count);
  return NULL;
}
