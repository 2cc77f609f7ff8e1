//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// State of a simulation: the queues, what is in flight, and the counters.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_ENGINES_H
#define AIC_RUNTIME_NPU_ENGINES_H

#include "runtime/npu/cursor.h"
#include "runtime/npu/execute.h"
#include "runtime/npu/observe.h"
#include "runtime/npu/simulate.h"
#include "runtime/npu/timing.h"

#define AIC_NPU_MAX_FLIGHTS 64

/// A command that was issued, with its loop indices.
typedef struct Entry {
  uint32_t number;
  uint32_t idx[AIC_NPU_MAX_LOOPS];
} Entry;

/// What the clock needs of a command, close together.
typedef struct SimCommand {
  uint8_t engine, numWaits, numPosts;
  uint8_t waits[AIC_NPU_MAX_WAITS], posts[AIC_NPU_MAX_WAITS];
  bool moves;         ///< bytes of the DRAM
  uint64_t issue;     ///< cycles
  uint64_t busy;      ///< cycles behind it, for what does not move bytes
  uint64_t latency;   ///< for what does
  uint64_t numStarts; ///< how often it ran
} SimCommand;

/// Issue: the channel is set up until `until`. Move: it computes until
/// `until`, or moves `remaining` bytes. Land: it has left the channel, its data
/// arrives at `until`.
typedef enum Stage { STAGE_ISSUE, STAGE_MOVE, STAGE_LAND } Stage;

typedef struct Flight {
  Entry entry;
  Stage stage;
  bool moves; ///< bytes of the DRAM
  uint64_t begin;
  uint64_t until;
  uint64_t remaining; ///< bytes, fixed point
  uint64_t busy;      ///< cycles after issue, for what does not move bytes
  uint64_t latency;
  uint64_t moved; ///< when it began to move
  bool blocked;   ///< stands still: an earlier one has a bank of its own
} Flight;

typedef struct SimEngine {
  Entry *queue;         ///< ring of sync.queue
  uint64_t head, count; ///< the oldest one and how many there are
  /// In order; the first `numFlights` of them, oldest first.
  Flight flights[AIC_NPU_MAX_FLIGHTS];
  uint32_t numFlights;
  uint64_t channels, outstanding;
  /// Cycles with nothing to do are booked as tail, until another command comes
  /// and makes them waitQueue: those since layer `idleFrom`.
  bool idle;
  uint32_t idleFrom;
  AicNpuSpan span; ///< what it does now, if anyone observes
} SimEngine;

/// What one layer took.
typedef struct SimLayer {
  AicNpuStats stats;
  /// Bytes on the chip and micro-ops, for the energy.
  uint64_t spadBytes, accBytes, vecOps;
} SimLayer;

typedef struct Simulation {
  const AicNpuProgram *program;
  const AicMachine *machine;
  uint64_t maxCycles;
  bool timeOnly, exact;
  const AicNpuObserver *observer; ///< or NULL
  AicNpuMemory memory;
  uint64_t now;
  uint64_t counts[AIC_NPU_MAX_SEMAPHORES];
  SimEngine engines[AIC_NPU_NUM_ENGINES];
  AicNpuCursor cursor;
  const AicNpuCommand *next; ///< to be issued, NULL after the last
  uint64_t issueAt;          ///< when the dispatcher may issue it
  SimLayer *layers;          ///< of the program, at least one
  uint32_t numLayers;
  uint32_t *layerOf; ///< per command
  SimCommand *commands;
  AicNpuBufferTraffic *traffic; ///< per buffer
  AicError *error;
} Simulation;

/// Runs until every command has retired, or sets `error`. `queues` has
/// sync.queue entries per engine.
void aicSimulate(Simulation *simulation);

/// For banks with one port: of commands of two engines that move on the same
/// bank, the one that began later is blocked as long as both do.
void aicSimArbitrate(Simulation *simulation);

/// For the observer, which must not be NULL: what an engine does during the
/// next `cycles` (`entry` may be NULL), a command that comes into its queue, a
/// command that has just retired, and the end of the run.
void aicSimObserve(Simulation *simulation, AicNpuEngine which,
                   AicNpuActivity activity, const Entry *entry,
                   int32_t semaphore, uint64_t cycles);
void aicSimObserveArrival(Simulation *simulation, AicNpuEngine which);
void aicSimObserveFlight(Simulation *simulation, AicNpuEngine which,
                         const Entry *entry, uint64_t begin);
void aicSimObserveEnd(Simulation *simulation);

/// Counts what a transfer moves, when it starts.
void aicSimCountTransfer(Simulation *simulation, const Entry *entry,
                         const AicNpuTraffic *traffic);

/// Adds up what the commands that ran did, but for transfers.
void aicSimCountCommands(Simulation *simulation);

/// Prepares the commands and makes room for what is counted; false without
/// memory.
bool aicSimStartCount(Simulation *simulation);
/// Fills in what follows from the counters of the layers, and their sum.
void aicSimFinishCount(Simulation *simulation, AicNpuStats *sum);
/// An error unless the time of each engine is accounted for.
AicError *aicSimCheckAccounts(const AicNpuStats *stats);

#endif // AIC_RUNTIME_NPU_ENGINES_H
