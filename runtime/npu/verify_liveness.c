//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Liveness: one untimed execution. A command that can run stays able to run
// until it does (each semaphore has one waiting engine), so if one order of
// the engines ends, all do. How far a semaphore can rise does depend on the
// order: its bound follows from what must have happened before each post, by
// semaphores or because the dispatcher found a place in a full queue. The same
// knowledge proves that no two engines race.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/cursor.h"
#include "runtime/npu/verify_parts.h"
#include "runtime/npu/verify_race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// For each engine, how many of its commands are known to have started, and to
/// have retired: a transfer starts before the data of the last one is there.
typedef struct Clock {
  uint64_t ran[AIC_NPU_NUM_ENGINES];
  uint64_t done[AIC_NPU_NUM_ENGINES];
} Clock;

typedef struct Semaphore {
  uint64_t posted, waited; ///< in this order, the initial count is posted
  uint64_t known;          ///< waits that happened before the last post
  int waiter;
  Clock *posts;    ///< ring of max + 1: clock of a post that is not taken
  uint64_t *waits; ///< ring of max + 1: waiter's command of an unknown wait
} Semaphore;

/// A command in a queue: its number and what the dispatcher knew. Once it has
/// started, what its engine knew then, until its place is needed again.
typedef struct Place {
  uint32_t number;
  uint32_t idx[AIC_NPU_MAX_LOOPS];
  Clock clock;
} Place;

typedef struct Engine {
  Place *queue; ///< ring of sync.queue
  uint64_t head, tail;
  Clock clock;
} Engine;

typedef struct Game {
  const AicNpuProgram *program;
  uint64_t ring; ///< sync.max + 1
  Semaphore semaphores[AIC_NPU_MAX_SEMAPHORES];
  Engine engines[AIC_NPU_NUM_ENGINES];
  Clock dispatcher;
  RaceProof *races;
  AicError *error;
} Game;

static Place *placeOf(const Game *game, const Engine *engine, uint64_t at) {
  return &engine->queue[at % game->program->machine.sync.queue];
}

static const AicNpuCommand *headOf(const Game *game, const Engine *engine) {
  return &game->program->commands[placeOf(game, engine, engine->head)->number];
}

static void learn(Clock *clock, const Clock *from) {
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    if (from->ran[e] > clock->ran[e])
      clock->ran[e] = from->ran[e];
    if (from->done[e] > clock->done[e])
      clock->done[e] = from->done[e];
  }
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
    bool known = semaphore->waiter >= 0;
    aicVerifyFail(
        &verifier,
        "can raise semaphore %u above the machine's maximum of %llu: "
        "%s%s may have taken only %llu of the %llu before",
        id, (unsigned long long)most, known ? "engine " : "its reader",
        known ? aicNpuEngineName((AicNpuEngine)semaphore->waiter) : "",
        (unsigned long long)semaphore->known,
        (unsigned long long)semaphore->posted);
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
  Place *place = placeOf(game, engine, engine->head++);
  uint64_t own = ++engine->clock.ran[which];
  learn(&engine->clock, &place->clock);
  for (int i = 0; i < command->numWaits; ++i) {
    Semaphore *semaphore = &game->semaphores[command->waits[i]];
    const Clock *clock = &semaphore->posts[semaphore->waited % game->ring];
    learn(&engine->clock, clock);
    semaphore->waiter = (int)which;
    semaphore->waits[semaphore->waited++ % game->ring] = own;
  }
  place->clock = engine->clock;
  game->error =
      aicRaceRun(game->races, place->number, place->idx, engine->clock.done);
  if (game->error)
    return false;
  // Commands of an engine retire in their order, and then post.
  Clock retired = engine->clock;
  retired.done[which] = own;
  for (int i = 0; i < command->numPosts; ++i)
    if (!post(game, place->number, &retired, command->posts[i]))
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Deadlocks
//===----------------------------------------------------------------------===//

/// The semaphore that the head of an engine's queue lacks.
static uint8_t lacks(const Game *game, const Engine *engine) {
  const AicNpuCommand *command = headOf(game, engine);
  int i = 0;
  while (game->semaphores[command->waits[i]].posted !=
         game->semaphores[command->waits[i]].waited)
    ++i;
  return command->waits[i];
}

static bool posts(const AicNpuCommand *command, uint8_t id) {
  for (int i = 0; i < command->numPosts; ++i)
    if (command->posts[i] == id)
      return true;
  return false;
}

/// "command N (load, source)"
static void describe(const Game *game, uint32_t number, char text[160]) {
  const char *source = aicNpuProgramGetSource(game->program, number);
  snprintf(text, 160, "command %u (%s%s%.100s)", number,
           aicNpuOpcodeName(game->program->commands[number].opcode),
           source[0] ? ", " : "", source);
}

/// Who would post `id`, and what keeps it: its engine's own wait, or the
/// dispatcher, which has no place for the command in front of it.
static void explain(const Game *game, uint8_t id, const AicNpuCursor *cursor,
                    const AicNpuCommand *next, char text[500]) {
  const AicNpuProgram *program = game->program;
  char poster[160], other[160];
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    const Engine *engine = &game->engines[e];
    for (uint64_t at = engine->head; at < engine->tail; ++at) {
      uint32_t number = placeOf(game, engine, at)->number;
      if (!posts(&program->commands[number], id))
        continue;
      describe(game, number, poster);
      describe(game, placeOf(game, engine, engine->head)->number, other);
      snprintf(text, 500, "%s does, but engine %s waits for semaphore %u at %s",
               poster, aicNpuEngineName((AicNpuEngine)e), lacks(game, engine),
               at == engine->head ? "it" : other);
      return;
    }
  }
  AicNpuCursor ahead = *cursor;
  const AicNpuCommand *command = next;
  // One that is in a loop is found in this iteration or the next.
  for (uint64_t i = 0; command && i < 2ull * program->numCommands; ++i) {
    if (posts(command, id)) {
      describe(game, ahead.at, poster);
      describe(game, cursor->at, other);
      snprintf(text, 500,
               "%s does, but the queue of engine %s, which holds %llu, has no "
               "place for %s",
               poster, aicNpuEngineName(next->engine),
               (unsigned long long)program->machine.sync.queue,
               ahead.at == cursor->at ? "it" : other);
      return;
    }
    aicNpuCursorAdvance(&ahead);
    command = aicNpuCursorGet(&ahead, program);
  }
  snprintf(text, 500, "no command that is left does");
}

static void failStuck(Game *game, AicNpuEngine which,
                      const AicNpuCursor *cursor, const AicNpuCommand *next) {
  const Engine *engine = &game->engines[which];
  uint8_t id = lacks(game, engine);
  char text[500];
  explain(game, id, cursor, next, text);
  Verifier verifier = {.program = game->program,
                       .number = placeOf(game, engine, engine->head)->number};
  aicVerifyFail(&verifier,
                "deadlock: engine %s waits for semaphore %u, which nobody can "
                "post: %s",
                aicNpuEngineName(which), id, text);
  game->error = verifier.error;
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
      // The command whose place it takes has started.
      Place *place = placeOf(game, engine, engine->tail++);
      learn(&game->dispatcher, &place->clock);
      *place = (Place){.number = cursor.at, .clock = game->dispatcher};
      memcpy(place->idx, cursor.idx, sizeof place->idx);
      aicNpuCursorAdvance(&cursor);
      next = aicNpuCursorGet(&cursor, program);
      moved = true;
    }
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
      while (!game->error && step(game, (AicNpuEngine)e))
        moved = true;
  }
  for (int e = 0; e < AIC_NPU_NUM_ENGINES && !game->error; ++e)
    if (game->engines[e].head != game->engines[e].tail)
      failStuck(game, (AicNpuEngine)e, &cursor, next);
}

AicError *aicVerifyLiveness(const AicNpuProgram *program) {
  Game game = {.program = program, .ring = program->machine.sync.max + 1};
  uint64_t count = program->machine.sync.semaphores;
  uint64_t queue = program->machine.sync.queue;
  Clock *posts = calloc(count * game.ring, sizeof *posts);
  uint64_t *waits = calloc(count * game.ring, sizeof *waits);
  Place *queues = calloc(queue * AIC_NPU_NUM_ENGINES, sizeof *queues);
  game.races = aicRaceCreate(program);
  if (!posts || !waits || !queues || !game.races) {
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
  if (!game.error)
    game.error = aicRaceEnd(game.races);
cleanup:
  free(posts);
  free(waits);
  free(queues);
  aicRaceDestroy(game.races);
  return game.error;
}
