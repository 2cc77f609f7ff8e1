//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/progress.h"
#include "tools/aic/host_clock.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// Seconds until the line is shown, and nanoseconds between two of it.
static const double patience = 1;
enum { WAIT_NS = 200000000 };

struct Progress {
  bool verbose;
  double start;
  // The rest is for the line on a terminal, and guarded by `mutex`.
  bool drawing; ///< the thread exists
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  bool stop, drawn;
  char stage[64]; ///< empty between stages
};

static void erase(Progress *progress) {
  if (progress->drawn)
    fputs("\r\033[K", stderr);
  progress->drawn = false;
}

/// Draws the line again and again until it is told to stop.
static void *draw(void *userData) {
  Progress *progress = userData;
  pthread_mutex_lock(&progress->mutex);
  while (!progress->stop) {
    double passed = now() - progress->start;
    if (passed >= patience && *progress->stage) {
      fprintf(stderr, "\r\033[Kaic: %s, %.0f s", progress->stage, passed);
      progress->drawn = true;
    }
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += WAIT_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&progress->wake, &progress->mutex, &until);
  }
  erase(progress);
  pthread_mutex_unlock(&progress->mutex);
  return NULL;
}

static void show(Progress *progress, const char *stage) {
  if (progress->verbose && *stage)
    fprintf(stderr, "aic: [%8.3f s] %s\n", now() - progress->start, stage);
  if (!progress->drawing)
    return;
  pthread_mutex_lock(&progress->mutex);
  snprintf(progress->stage, sizeof progress->stage, "%s", stage);
  erase(progress);
  pthread_mutex_unlock(&progress->mutex);
}

static void receive(const AicProgress *news, void *userData) {
  Progress *progress = userData;
  switch (news->kind) {
  case AIC_PROGRESS_BEGIN:
    show(progress, news->text);
    break;
  case AIC_PROGRESS_END:
    show(progress, "");
    break;
  case AIC_PROGRESS_NOTE:
    fprintf(stderr, "aic: [%8.3f s]   %s\n", now() - progress->start,
            news->text);
    break;
  case AIC_PROGRESS_DIAGNOSTIC:
    // The line would come back between the parts of the diagnostic.
    show(progress, "");
    break;
  }
}

bool progressIsTerminal(void) {
  const char *kind = getenv("TERM");
  return isatty(STDERR_FILENO) && kind && *kind && strcmp(kind, "dumb") != 0;
}

Progress *progressCreate(AicCompileOptions *options) {
  if (!options->verbose && !progressIsTerminal())
    return NULL;
  Progress *progress = calloc(1, sizeof *progress);
  if (!progress)
    return NULL; // The work needs no line.
  progress->verbose = options->verbose;
  progress->start = now();
  if (!options->verbose) {
    pthread_mutex_init(&progress->mutex, NULL);
    pthread_cond_init(&progress->wake, NULL);
    // Signals are for the thread that works, which blocks them at times.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    progress->drawing =
        pthread_create(&progress->thread, NULL, draw, progress) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  options->progress = receive;
  options->progressData = progress;
  return progress;
}

void progressDestroy(Progress *progress) {
  if (!progress)
    return;
  if (progress->drawing) {
    pthread_mutex_lock(&progress->mutex);
    progress->stop = true;
    pthread_cond_signal(&progress->wake);
    pthread_mutex_unlock(&progress->mutex);
    pthread_join(progress->thread, NULL);
  }
  if (!progress->verbose) {
    pthread_cond_destroy(&progress->wake);
    pthread_mutex_destroy(&progress->mutex);
  }
  free(progress);
}

void progressBegin(Progress *progress, const char *stage) {
  if (progress)
    show(progress, stage);
}

void progressEnd(Progress *progress) { progressBegin(progress, ""); }
