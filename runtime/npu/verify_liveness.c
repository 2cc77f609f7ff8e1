//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Liveness: one untimed execution. A command that can run stays able to run
// until it does (each semaphore has one waiting engine), so if one order of
// the engines ends, all do. How far a semaphore can rise does depend on the
// order: its bound follows from what must have happened before each post.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/cursor.h"
#include "runtime/npu/verify_parts.h"

#include <stdlib.h>
#include <string.h>

/// For each engine, how many of its commands are known to have run.
typedef struct Clock {
  uint64_t ran[AIC_NPU_NUM_ENGINES];
} Clock;

typedef struct Semaphore {
  uint64_t posted, waited; ///< in this order, the initial count is posted
  uint64_t known;          ///< waits that happened before the last post
  int waiter;
  Clock *posts;    ///< ring of max + 1: clock of a post that is not taken
  uint64_t *waits; ///< ring of max + 1: waiter's command of an unknown wait
} Semaphore;

typedef struct Engine {
  uint32_t *queue; ///< ring of command numbers
  uint64_t head, tail;
  Clock clock;
} Engine;

typedef struct Game {
  const AicNpuProgram *program;
  uint64_t ring; ///< sync.max + 1
  Semaphore semaphores[AIC_NPU_MAX_SEMAPHORES];
  Engine engines[AIC_NPU_NUM_ENGINES];
  AicError *error;
} Game;

static const AicNpuCommand *headOf(const Game *game, const Engine *engine) {
  uint64_t queue = game->program->machine.sync.queue;
  return &game->program->commands[engine->queue[engine->head % queue]];
}

static bool post(Game *game, uint32_t number, const Clock *clock, uint8_t id) {
  Semaphore *semaphore = &game->semaphores[id];
  uint64_t most = game->program->machine.sync.max;
  // Waits that the poster knows of lowered the count at any speed.
  if (semaphore->waiter >= 0)
    while (semaphore->known < semaphore->waited &&
           semaphore->waits[semaphore->known % game->ring] <=
               clock->ran[semaphore->waiter])
      ++semaphore->known;
  if (semaphore->posted + 1 - semaphore->known > most) {
    Verifier verifier = {.program = game->program, .number = number};
    aicVerifyFail(&verifier,
                  "can raise semaphore %u above the machine's maximum of %llu",
                  id, (unsigned long long)most);
    game->error = verifier.error;
    return false;
  }
  semaphore->posts[semaphore->posted++ % game->ring] = *clock;
  return true;
}

/// Runs the command at the head of an engine's queue, if it can.
static bool step(Game *game, AicNpuEngine which) {
  Engine *engine = &game->engines[which];
  if (engine->head == engine->tail)
    return false;
  const AicNpuCommand *command = headOf(game, engine);
  for (int i = 0; i < command->numWaits; ++i) {
    const Semaphore *semaphore = &game->semaphores[command->waits[i]];
    if (semaphore->posted == semaphore->waited)
      return false;
  }
  uint64_t own = ++engine->clock.ran[which];
  for (int i = 0; i < command->numWaits; ++i) {
    Semaphore *semaphore = &game->semaphores[command->waits[i]];
    const Clock *clock = &semaphore->posts[semaphore->waited % game->ring];
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      if (clock->ran[e] > engine->clock.ran[e])
        engine->clock.ran[e] = clock->ran[e];
    semaphore->waiter = (int)which;
    semaphore->waits[semaphore->waited++ % game->ring] = own;
  }
  uint64_t queue = game->program->machine.sync.queue;
  uint32_t number = engine->queue[engine->head++ % queue];
  for (int i = 0; i < command->numPosts; ++i)
    if (!post(game, number, &engine->clock, command->posts[i]))
      return false;
  return true;
}

static void play(Game *game) {
  const AicNpuProgram *program = game->program;
  uint64_t queue = program->machine.sync.queue;
  AicNpuCursor cursor = {0};
  const AicNpuCommand *next = aicNpuCursorGet(&cursor, program);
  bool moved = true;
  while (moved && !game->error) {
    moved = false;
    while (next) {
      Engine *engine = &game->engines[next->engine];
      if (engine->tail - engine->head == queue)
        break;
      engine->queue[engine->tail++ % queue] = cursor.at;
      aicNpuCursorAdvance(&cursor);
      next = aicNpuCursorGet(&cursor, program);
      moved = true;
    }
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      while (!game->error && step(game, (AicNpuEngine)e))
        moved = true;
  }
  for (int e = 0; e < AIC_NPU_NUM_ENGINES && !game->error; ++e) {
    Engine *engine = &game->engines[e];
    if (engine->head == engine->tail)
      continue;
    const AicNpuCommand *command = headOf(game, engine);
    int i = 0;
    while (game->semaphores[command->waits[i]].posted !=
           game->semaphores[command->waits[i]].waited)
      ++i;
    Verifier verifier = {.program = program,
                         .number = engine->queue[engine->head % queue]};
    aicVerifyFail(&verifier,
                  "deadlock: engine %s waits for semaphore %u, which nobody "
                  "can post",
                  aicNpuEngineName((AicNpuEngine)e), command->waits[i]);
    game->error = verifier.error;
  }
}

AicError *aicVerifyLiveness(const AicNpuProgram *program) {
  Game game = {.program = program, .ring = program->machine.sync.max + 1};
  uint64_t count = program->machine.sync.semaphores;
  uint64_t queue = program->machine.sync.queue;
  Clock *posts = calloc(count * game.ring, sizeof *posts);
  uint64_t *waits = calloc(count * game.ring, sizeof *waits);
  uint32_t *queues = calloc(queue * AIC_NPU_NUM_ENGINES, sizeof *queues);
  if (!posts || !waits || !queues) {
    game.error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    goto cleanup;
  }
  for (uint64_t id = 0; id < count; ++id)
    game.semaphores[id] = (Semaphore){.posted = program->semaphores[id],
                                      .waiter = -1,
                                      .posts = posts + id * game.ring,
                                      .waits = waits + id * game.ring};
  for (uint64_t e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    game.engines[e].queue = queues + e * queue;
  play(&game);
cleanup:
  free(posts);
  free(waits);
  free(queues);
  return game.error;
}
