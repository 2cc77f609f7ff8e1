//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The game of runtime/npu/engines.c with less to keep: the dispatcher, the
// array and the vector unit run ahead as far as the tokens they wait for have a
// known time, since nothing else delays them. Only transfers share something,
// the DRAM, and need events in the order of time.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/timeline_parts.h"

#include "aic/diag.h"
#include "runtime/npu/timing.h"

typedef AicTimeline Timeline;
typedef AicTimelineEntry Entry;
typedef AicTimelineSemaphore Semaphore;
typedef AicTimelineFlight Flight;
typedef AicTimelineEngine Engine;

static uint64_t max(uint64_t a, uint64_t b) { return a > b ? a : b; }

//===----------------------------------------------------------------------===//
// Semaphores
//===----------------------------------------------------------------------===//

/// Raises `time` to when all tokens are there; false if that is not known.
static bool canWait(const Timeline *line, const AicTimelineItem *item,
                    uint64_t *time) {
  for (int i = 0; i < item->numWaits; ++i) {
    const Semaphore *semaphore = &line->semaphores[item->waits[i]];
    if (semaphore->waited < semaphore->initial)
      continue;
    uint64_t token = semaphore->waited - semaphore->initial;
    if (token >= semaphore->posted)
      return false;
    *time = max(*time, semaphore->time[token % AIC_TIMELINE_TOKENS]);
  }
  return true;
}

static void takeTokens(Timeline *line, const AicTimelineItem *item) {
  for (int i = 0; i < item->numWaits; ++i)
    ++line->semaphores[item->waits[i]].waited;
}

static void post(Timeline *line, const AicTimelineItem *item, uint64_t time) {
  for (int i = 0; i < item->numPosts; ++i) {
    Semaphore *semaphore = &line->semaphores[item->posts[i]];
    semaphore->time[semaphore->posted++ % AIC_TIMELINE_TOKENS] = time;
  }
  line->end = max(line->end, time);
}

//===----------------------------------------------------------------------===//
// Dispatcher, array, vector unit
//===----------------------------------------------------------------------===//

static uint64_t bytesOf(const Timeline *line, const AicTimelineItem *item) {
  int ring = item->kind == AIC_NEST_STORE ? AIC_RING_RESULT : item->ring;
  if (line->constant[item->part][ring] != UINT64_MAX)
    return line->constant[item->part][ring];
  const AicMachineDma *dma =
      item->kind == AIC_NEST_STORE ? &line->machine->st : &line->machine->ld;
  return aicNpuTileTraffic(&line->tiles[item->part][ring], dma->burst,
                           line->idx)
      .burstBytes;
}

/// The item behind `at`, through loops.
static void advance(Timeline *line) {
  const AicTimelineItem *item = &line->items[line->at];
  if (item->kind == AIC_NEST_LOOP) {
    line->idx[item->level] = (uint32_t)item->first;
    line->left[line->depth] = item->trip;
    line->loop[line->depth++] = line->at++;
  } else if (item->kind != AIC_NEST_END) {
    ++line->at;
  } else if (--line->left[line->depth - 1] > 0) {
    line->at = line->loop[line->depth - 1];
    ++line->idx[line->items[line->at++].level];
  } else {
    line->idx[line->items[line->loop[--line->depth]].level] = 0;
    ++line->at;
  }
}

/// Issues commands until one needs a place in a queue that is full for a time
/// not known yet; true if any was issued.
static bool dispatch(Timeline *line) {
  uint64_t size = line->machine->sync.queue;
  bool moved = false;
  while (line->at < line->numItems) {
    const AicTimelineItem *item = &line->items[line->at];
    if (item->kind == AIC_NEST_LOOP || item->kind == AIC_NEST_END) {
      advance(line);
      continue;
    }
    Engine *engine = &line->engines[item->engine];
    if (engine->issued - engine->started == size)
      break;
    Entry *entry = &engine->queue[engine->issued++ % size];
    entry->item = item;
    entry->waits = line->repeat == 0;
    entry->posts = ++line->repeat == item->repeat;
    entry->dispatched = max(line->issueAt, entry->started);
    if (item->kind == AIC_NEST_LOAD || item->kind == AIC_NEST_STORE)
      entry->bytes = bytesOf(line, item);
    line->issueAt = entry->dispatched + line->machine->sync.issue;
    ++line->commands;
    moved = true;
    if (!entry->posts)
      continue;
    line->repeat = 0;
    advance(line);
  }
  return moved;
}

/// Runs the array or the vector unit as far as it is known.
static bool compute(Timeline *line, Engine *engine) {
  uint64_t size = line->machine->sync.queue;
  bool moved = false;
  while (engine->started < engine->issued) {
    Entry *entry = &engine->queue[engine->started % size];
    uint64_t start = max(entry->dispatched, engine->free);
    if (entry->waits && !canWait(line, entry->item, &start))
      break;
    if (entry->waits)
      takeTokens(line, entry->item);
    ++engine->started;
    entry->started = start;
    engine->free = start + entry->item->cycles;
    engine->ahead -= entry->item->least;
    line->end = max(line->end, engine->free);
    if (entry->posts)
      post(line, entry->item, engine->free);
    moved = true;
  }
  return moved;
}

//===----------------------------------------------------------------------===//
// Transfers
//===----------------------------------------------------------------------===//

/// When the next command may start, UINT64_MAX if that is not known.
static uint64_t startOf(const Timeline *line, const Engine *engine) {
  if (engine->started == engine->issued || engine->active == engine->channels)
    return UINT64_MAX;
  const Entry *entry =
      &engine->queue[engine->started % line->machine->sync.queue];
  uint64_t start = max(line->now, entry->dispatched);
  if (engine->started >= engine->outstanding) {
    uint64_t before = engine->started - engine->outstanding;
    if (before >= engine->retired)
      return UINT64_MAX;
    start = max(start, engine->retireTime[before % AIC_TIMELINE_FLIGHTS]);
  }
  if (!canWait(line, entry->item, &start))
    return UINT64_MAX;
  return start;
}

static void start(Timeline *line, Engine *engine) {
  Entry *entry = &engine->queue[engine->started % line->machine->sync.queue];
  takeTokens(line, entry->item);
  engine->ahead -= entry->item->least;
  entry->started = line->now;
  bool moves = entry->item->kind >= AIC_NEST_LOAD;
  engine->flights[engine->started++ % AIC_TIMELINE_FLIGHTS] = (Flight){
      .item = entry->item,
      .moves = moves,
      .issued = line->now + (moves ? engine->setUp : entry->item->cycles),
      .remaining = moves ? entry->bytes * AIC_FIXED_ONE : 0};
  ++engine->active;
}

/// Ends what has moved all, and retires in order.
static void settle(Timeline *line, Engine *engine) {
  for (uint64_t i = engine->retired; engine->active && i < engine->started;
       ++i) {
    Flight *flight = &engine->flights[i % AIC_TIMELINE_FLIGHTS];
    if (flight->ended || flight->issued > line->now || flight->remaining)
      continue;
    flight->ended = true;
    flight->arrives = line->now + (flight->moves ? engine->latency : 0);
    --engine->active;
  }
  while (engine->retired < engine->started) {
    const Flight *flight =
        &engine->flights[engine->retired % AIC_TIMELINE_FLIGHTS];
    if (!flight->ended)
      break;
    uint64_t time = flight->arrives;
    if (engine->retired)
      time =
          max(time,
              engine->retireTime[(engine->retired - 1) % AIC_TIMELINE_FLIGHTS]);
    engine->retireTime[engine->retired++ % AIC_TIMELINE_FLIGHTS] = time;
    post(line, flight->item, time);
  }
}

static bool isMoving(const Timeline *line, const Flight *flight) {
  return flight->remaining && flight->issued <= line->now;
}

static uint64_t numMoving(const Timeline *line, const Engine *engine) {
  uint64_t moving = 0;
  for (uint64_t i = engine->retired; engine->active && i < engine->started; ++i)
    moving += isMoving(line, &engine->flights[i % AIC_TIMELINE_FLIGHTS]);
  return moving;
}

/// The next event of an engine of transfers.
static uint64_t nextOf(const Timeline *line, const Engine *engine,
                       uint64_t rate) {
  uint64_t next = startOf(line, engine);
  for (uint64_t i = engine->retired; engine->active && i < engine->started;
       ++i) {
    const Flight *flight = &engine->flights[i % AIC_TIMELINE_FLIGHTS];
    if (flight->ended)
      continue;
    uint64_t at = flight->issued;
    if (at <= line->now)
      at = line->now + (flight->remaining + rate - 1) / rate;
    if (at < next)
      next = at;
  }
  return next;
}

static void move(const Timeline *line, Engine *engine, uint64_t rate,
                 uint64_t cycles) {
  for (uint64_t i = engine->retired; engine->active && i < engine->started;
       ++i) {
    Flight *flight = &engine->flights[i % AIC_TIMELINE_FLIGHTS];
    if (!isMoving(line, flight))
      continue;
    flight->remaining -=
        flight->remaining / rate < cycles ? flight->remaining : rate * cycles;
  }
}

//===----------------------------------------------------------------------===//
// The game
//===----------------------------------------------------------------------===//

/// The limit is passed, or will be by what an engine has still to do.
static bool isBehind(const Timeline *line) {
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    const Engine *engine = &line->engines[e];
    if (max(line->now, engine->free) + engine->ahead > line->limit)
      return true;
  }
  return line->end > line->limit;
}

uint64_t aicTimelinePlay(AicTimeline *line) {
  Engine *load = &line->engines[AIC_NPU_LD],
         *store = &line->engines[AIC_NPU_ST];
  for (;;) {
    for (bool moved = true; moved;) {
      settle(line, load);
      settle(line, store);
      moved = dispatch(line);
      moved |= compute(line, &line->engines[AIC_NPU_MX]);
      moved |= compute(line, &line->engines[AIC_NPU_VX]);
      while (startOf(line, load) == line->now) {
        start(line, load);
        moved = true;
      }
      while (startOf(line, store) == line->now) {
        start(line, store);
        moved = true;
      }
    }
    if (isBehind(line))
      return UINT64_MAX;
    AicNpuShares shares = aicNpuShareDram(line->machine, numMoving(line, load),
                                          numMoving(line, store));
    uint64_t next = nextOf(line, load, shares.load);
    uint64_t other = nextOf(line, store, shares.store);
    next = other < next ? other : next;
    if (next == UINT64_MAX)
      break;
    move(line, load, shares.load, next - line->now);
    move(line, store, shares.store, next - line->now);
    line->now = next;
  }
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    if (line->engines[e].started < line->engines[e].issued)
      AIC_BUG("a plan stops at cycle %llu", (unsigned long long)line->now);
  return line->end;
}
