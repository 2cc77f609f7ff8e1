//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The clock: from event to event, commands are issued, started and retired.
// DMA channels that move bytes share the DRAM equally, up to what each can do
// (processor sharing); their rates change only at events.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/engines.h"

#include "runtime/npu/codec.h"
#include "runtime/npu/timing.h"

static const AicNpuCommand *commandOf(const Simulation *simulation,
                                      const Entry *entry) {
  return &simulation->program->commands[entry->number];
}

static const Entry *headOf(const SimEngine *engine) {
  return &engine->queue[engine->head];
}

/// The first semaphore that the command lacks, or -1.
static int lacks(const Simulation *simulation, const Entry *entry) {
  const SimCommand *command = &simulation->commands[entry->number];
  for (int i = 0; i < command->numWaits; ++i)
    if (!simulation->counts[command->waits[i]])
      return command->waits[i];
  return -1;
}

static uint32_t usedChannels(const SimEngine *engine) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < engine->numFlights; ++i)
    used += engine->flights[i].stage != STAGE_LAND;
  return used;
}

static uint64_t movingChannels(const SimEngine *engine) {
  uint64_t moving = 0;
  for (uint32_t i = 0; i < engine->numFlights; ++i)
    moving += engine->flights[i].stage == STAGE_MOVE &&
              engine->flights[i].moves && !engine->flights[i].blocked;
  return moving;
}

/// Bytes per cycle, fixed point, of one moving channel of each DMA engine.
static void shareDram(const Simulation *simulation,
                      uint64_t rates[AIC_NPU_NUM_ENGINES]) {
  const SimEngine *engines = simulation->engines;
  AicNpuShares shares =
      aicNpuShareDram(simulation->machine, movingChannels(&engines[AIC_NPU_LD]),
                      movingChannels(&engines[AIC_NPU_ST]));
  rates[AIC_NPU_LD] = shares.load;
  rates[AIC_NPU_ST] = shares.store;
  rates[AIC_NPU_MX] = rates[AIC_NPU_VX] = 1;
}

/// Whether `cycles` more would pass the limit; sets the error then.
static bool passesLimit(Simulation *simulation, const Entry *entry,
                        uint64_t cycles) {
  if (!simulation->maxCycles ||
      (cycles <= simulation->maxCycles &&
       simulation->now <= simulation->maxCycles - cycles))
    return false;
  simulation->error = aicErrorCreate(
      AIC_ERROR_UNSUPPORTED, "command %u ends after the limit of %llu cycles",
      entry->number, (unsigned long long)simulation->maxCycles);
  return true;
}

static void start(Simulation *simulation, AicNpuEngine which,
                  const Entry *entry) {
  const AicMachine *machine = simulation->machine;
  SimEngine *engine = &simulation->engines[which];
  SimCommand *command = &simulation->commands[entry->number];
  const AicMachineDma *dma = which == AIC_NPU_LD ? &machine->ld : &machine->st;
  for (int i = 0; i < command->numWaits; ++i)
    --simulation->counts[command->waits[i]];
  ++command->numStarts;
  Flight *flight = &engine->flights[engine->numFlights++];
  *flight = (Flight){.entry = *entry,
                     .stage = STAGE_ISSUE,
                     .moves = command->moves,
                     .begin = simulation->now,
                     .until = simulation->now + command->issue,
                     .busy = command->busy,
                     .latency = command->latency};
  uint64_t cycles = command->issue + command->busy;
  if (command->moves) {
    AicNpuTraffic traffic = aicNpuTileTraffic(
        &commandOf(simulation, entry)->dma.tile, dma->burst, entry->idx);
    flight->remaining = traffic.burstBytes * AIC_FIXED_ONE;
    aicSimCountTransfer(simulation, entry, &traffic);
    cycles = aicNpuDmaCycles(machine, dma, traffic.burstBytes);
  }
  if (passesLimit(simulation, entry, cycles))
    --engine->numFlights;
}

static void executeExact(Simulation *simulation, const Entry *entry) {
  AicNpuStats *stats =
      &simulation->layers[simulation->layerOf[entry->number]].stats;
  bool checked;
  AicError *error = aicNpuExecuteExact(&simulation->memory, simulation->machine,
                                       &commandOf(simulation, entry)->matmul,
                                       entry->idx, &checked);
  ++*(checked ? &stats->exactChecked : &stats->exactSkipped);
  if (!error)
    return;
  simulation->error = aicErrorCreate(aicErrorGetCode(error), "command %u: %s",
                                     entry->number, aicErrorMessage(error));
  aicErrorDestroy(error);
}

/// Effects of a command whose data is there.
static void retire(Simulation *simulation, const Entry *entry) {
  const AicNpuCommand *command = commandOf(simulation, entry);
  if (!simulation->timeOnly)
    switch (command->opcode) {
    case AIC_NPU_LOAD:
    case AIC_NPU_STORE:
      aicNpuExecuteDma(&simulation->memory, command, entry->idx);
      break;
    case AIC_NPU_MATMUL:
      if (simulation->exact)
        executeExact(simulation, entry);
      else
        aicNpuExecuteMatmul(&simulation->memory, simulation->machine,
                            &command->matmul, entry->idx);
      break;
    case AIC_NPU_VEC:
      aicNpuExecuteVec(&simulation->memory, &command->vec, entry->idx);
      break;
    default:
      break;
    }
  const SimCommand *compact = &simulation->commands[entry->number];
  for (int i = 0; i < compact->numPosts; ++i)
    ++simulation->counts[compact->posts[i]];
}

/// Moves the flights of an engine through their stages; true if any moved.
static bool settleFlights(Simulation *simulation, AicNpuEngine which) {
  SimEngine *engine = &simulation->engines[which];
  bool moved = false;
  for (uint32_t i = 0; i < engine->numFlights; ++i) {
    Flight *flight = &engine->flights[i];
    if (flight->stage == STAGE_ISSUE && flight->until <= simulation->now) {
      flight->stage = STAGE_MOVE;
      flight->moved = simulation->now;
      flight->until = simulation->now + flight->busy;
      moved = true;
    }
    if (flight->stage == STAGE_MOVE &&
        (flight->moves ? !flight->remaining
                       : flight->until <= simulation->now)) {
      flight->stage = STAGE_LAND;
      flight->until = simulation->now + flight->latency;
      moved = true;
    }
  }
  // Data arrives in order.
  while (engine->numFlights && engine->flights[0].stage == STAGE_LAND &&
         engine->flights[0].until <= simulation->now) {
    const Flight *oldest = &engine->flights[0];
    retire(simulation, &oldest->entry);
    if (simulation->observer)
      aicSimObserveFlight(simulation, which, &oldest->entry, oldest->begin);
    --engine->numFlights;
    for (uint32_t i = 0; i < engine->numFlights; ++i)
      engine->flights[i] = engine->flights[i + 1];
    moved = true;
  }
  return moved;
}

/// It was not after its last command, as it seemed.
static void endIdle(Simulation *simulation, SimEngine *engine,
                    AicNpuEngine which) {
  for (uint32_t i = engine->idleFrom; engine->idle && i < simulation->numLayers;
       ++i) {
    AicNpuAccount *account = &simulation->layers[i].stats.engines[which];
    account->spent[AIC_NPU_WAIT_QUEUE] += account->spent[AIC_NPU_TAIL];
    account->spent[AIC_NPU_TAIL] = 0;
  }
  engine->idle = false;
}

/// Everything that happens at this cycle.
static void settle(Simulation *simulation) {
  uint64_t queue = simulation->machine->sync.queue;
  for (bool moved = true; moved && !simulation->error;) {
    moved = false;
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
      SimEngine *engine = &simulation->engines[e];
      moved |= settleFlights(simulation, (AicNpuEngine)e);
      while (!simulation->error && engine->count &&
             engine->numFlights < engine->outstanding &&
             usedChannels(engine) < engine->channels) {
        Entry entry = *headOf(engine);
        if (lacks(simulation, &entry) >= 0)
          break;
        engine->head = engine->head + 1 == queue ? 0 : engine->head + 1;
        --engine->count;
        start(simulation, (AicNpuEngine)e, &entry);
        moved = true;
      }
    }
    while (simulation->next && simulation->issueAt <= simulation->now) {
      SimEngine *engine = &simulation->engines[simulation->next->engine];
      if (engine->count == queue)
        break;
      uint64_t tail = engine->head + engine->count++;
      Entry *entry = &engine->queue[tail < queue ? tail : tail - queue];
      entry->number = simulation->cursor.at;
      for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
        entry->idx[level] = simulation->cursor.idx[level];
      endIdle(simulation, engine, simulation->next->engine);
      if (simulation->observer)
        aicSimObserveArrival(simulation, simulation->next->engine);
      aicNpuCursorAdvance(&simulation->cursor);
      simulation->next =
          aicNpuCursorGet(&simulation->cursor, simulation->program);
      simulation->issueAt = simulation->now + simulation->machine->sync.issue;
      moved = true;
    }
  }
}

/// The first layer that is not done.
static uint32_t currentLayer(const Simulation *simulation) {
  uint32_t first = simulation->numLayers - 1;
  for (int e = 0; e <= AIC_NPU_NUM_ENGINES; ++e) {
    uint32_t number;
    const SimEngine *engine = &simulation->engines[e];
    if (e == AIC_NPU_NUM_ENGINES) {
      if (!simulation->next)
        continue;
      number = simulation->cursor.at;
    } else if (engine->numFlights) {
      number = engine->flights[0].entry.number;
    } else if (engine->count) {
      number = headOf(engine)->number;
    } else {
      continue;
    }
    uint32_t layer = simulation->layerOf[number];
    first = layer < first ? layer : first;
  }
  return first;
}

/// The oldest command of the engine in `stage`, or NULL.
static const Entry *oldestIn(const SimEngine *engine, Stage stage,
                             bool blocked) {
  for (uint32_t i = 0; i < engine->numFlights; ++i)
    if (engine->flights[i].stage == stage &&
        engine->flights[i].blocked == blocked)
      return &engine->flights[i].entry;
  return NULL;
}

/// Books `cycles` during which the engine does not change.
static void book(Simulation *simulation, AicNpuEngine which, uint32_t layer,
                 uint64_t cycles) {
  SimEngine *engine = &simulation->engines[which];
  AicNpuAccount *account = &simulation->layers[layer].stats.engines[which];
  const Entry *entry = oldestIn(engine, STAGE_MOVE, false);
  AicNpuActivity activity = AIC_NPU_BUSY;
  int id = -1;
  if (!entry) {
    entry = oldestIn(engine, STAGE_MOVE, true);
    activity = AIC_NPU_BANK_CONFLICT;
  }
  if (!entry) {
    entry = oldestIn(engine, STAGE_ISSUE, false);
    activity = AIC_NPU_ISSUE;
  }
  bool idle = !entry && !engine->count;
  if (idle) {
    activity = AIC_NPU_WAIT_QUEUE;
    if (!engine->idle)
      engine->idleFrom = layer;
    engine->idle = true;
  } else if (!entry) {
    entry = headOf(engine);
    id = lacks(simulation, entry);
    activity = id < 0                                ? AIC_NPU_WAIT_QUEUE
               : simulation->program->semaphores[id] ? AIC_NPU_WAIT_SPACE
                                                     : AIC_NPU_WAIT_DATA;
  }
  account->spent[idle ? AIC_NPU_TAIL : activity] += cycles;
  if (simulation->observer)
    aicSimObserve(simulation, which, activity, entry, id, cycles);
}

/// The next cycle at which anything changes; UINT64_MAX if none.
static uint64_t nextEvent(const Simulation *simulation,
                          const uint64_t rates[AIC_NPU_NUM_ENGINES]) {
  uint64_t next = UINT64_MAX;
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    const SimEngine *engine = &simulation->engines[e];
    for (uint32_t i = 0; i < engine->numFlights; ++i) {
      const Flight *flight = &engine->flights[i];
      if (flight->blocked)
        continue;
      uint64_t at = flight->until;
      if (flight->stage == STAGE_MOVE && flight->moves)
        at = simulation->now + flight->remaining / rates[e] +
             (flight->remaining % rates[e] != 0);
      // Data that arrived, but waits for older data, is no event.
      if (at > simulation->now && at < next)
        next = at;
    }
  }
  if (simulation->next && simulation->issueAt > simulation->now &&
      simulation->issueAt < next)
    next = simulation->issueAt;
  return next;
}

static bool finished(const Simulation *simulation) {
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    if (simulation->engines[e].numFlights || simulation->engines[e].count)
      return false;
  return !simulation->next;
}

void aicSimulate(Simulation *simulation) {
  simulation->next = aicNpuCursorGet(&simulation->cursor, simulation->program);
  for (;;) {
    settle(simulation);
    if (simulation->error || finished(simulation))
      break;
    if (simulation->machine->spad.ports == 1)
      aicSimArbitrate(simulation);
    uint64_t rates[AIC_NPU_NUM_ENGINES];
    shareDram(simulation, rates);
    uint64_t next = nextEvent(simulation, rates);
    if (next == UINT64_MAX) {
      // Verification plays the same game, so this is a fault of the machine.
      simulation->error =
          aicErrorCreate(AIC_ERROR_DEVICE, "deadlock at cycle %llu",
                         (unsigned long long)simulation->now);
      break;
    }
    uint64_t cycles = next - simulation->now;
    uint32_t layer = currentLayer(simulation);
    simulation->layers[layer].stats.cycles += cycles;
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
      SimEngine *engine = &simulation->engines[e];
      book(simulation, (AicNpuEngine)e, layer, cycles);
      for (uint32_t i = 0; i < engine->numFlights; ++i) {
        Flight *flight = &engine->flights[i];
        if (flight->blocked)
          flight->until += flight->moves ? 0 : cycles;
        if (flight->stage != STAGE_MOVE || !flight->moves || flight->blocked)
          continue;
        // No more cycles than this transfer takes, so that it fits.
        uint64_t moved = rates[e] * cycles;
        flight->remaining -=
            moved < flight->remaining ? moved : flight->remaining;
      }
    }
    simulation->now = next;
  }
}
