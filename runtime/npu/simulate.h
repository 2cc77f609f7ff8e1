//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Runs a program: values and cycles from the same commands. Deterministic: the
// same program, machine and inputs give the same bytes and cycles anywhere.
//
// One dispatcher issues the commands in stream order, loops expanded, one per
// sync.issue cycles, and blocks on a full queue. Each engine takes its commands
// in order. A transfer's data arrives, and posts go out, in the engine's order.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_SIMULATE_H
#define AIC_RUNTIME_NPU_SIMULATE_H

#include "runtime/npu/observe.h"
#include "runtime/npu/program.h"

AIC_EXTERN_C_BEGIN

/// Where the cycles of an engine went, by AicNpuActivity; they sum to the
/// total, which is checked after each run.
///   busy           computing or moving bytes
///   issue          setting a command up
///   wait data      for a semaphore that starts at 0: a producer
///   wait space     for one that starts above 0: a consumer's slot
///   wait queue     for its next command, or for transfers in flight
///   bank conflict  for another engine's access to the same bank
///   tail           after its last command
typedef struct AicNpuAccount {
  uint64_t spent[AIC_NPU_NUM_SHARES];
  uint64_t commands;
} AicNpuAccount;

/// Where energy goes.
typedef enum AicNpuEnergyLevel {
  AIC_NPU_ENERGY_ARRAY = 0, ///< multiply-adds
  AIC_NPU_ENERGY_REG,       ///< operands handed from PE to PE
  AIC_NPU_ENERGY_SPAD,
  AIC_NPU_ENERGY_ACC,
  AIC_NPU_ENERGY_DRAM, ///< bursts
  AIC_NPU_ENERGY_VECTOR,
  AIC_NPU_ENERGY_LEAK, ///< time
  AIC_NPU_NUM_ENERGY_LEVELS
} AicNpuEnergyLevel;

/// "array", "reg", "spad", "acc", "dram", "vector", "leak".
AIC_EXPORT const char *aicNpuEnergyLevelName(AicNpuEnergyLevel level);

/// What was moved between one buffer and the chip, without burst rounding.
typedef struct AicNpuBufferTraffic {
  uint64_t readBytes, writeBytes;
} AicNpuBufferTraffic;

typedef struct AicNpuStats {
  uint64_t cycles;
  uint64_t commands;                    ///< executed, without LOOP and END
  uint64_t macs;                        ///< of the model
  uint64_t arrayMacs[AIC_NPU_NUM_MACS]; ///< of the commands, with padding
  /// macs / (cycles * rows * cols * rate of the type). Multiply-adds of the
  /// model that the vector unit computes count with the program's rate.
  double utilization;
  uint64_t dramReadBytes, dramWriteBytes; ///< elements, without burst rounding
  uint64_t dramReadBurstBytes, dramWriteBurstBytes;
  /// What is moved at least: by a program its inputs and constants, and its
  /// outputs, each once; by a layer what the program says (0: nothing). Layers
  /// hand tensors on, so theirs sum to more than the program's.
  uint64_t compulsoryReadBytes, compulsoryWriteBytes;
  double energy; ///< picojoule, of all levels
  double energyOf[AIC_NPU_NUM_ENERGY_LEVELS];
  /// A lower bound on the cycles: the program's, or else what the array's peak
  /// and the DRAM's bandwidth leave.
  uint64_t bound;
  AicNpuAccount engines[AIC_NPU_NUM_ENGINES];
  /// With AicNpuRunOptions.exact: matmuls that were checked against the
  /// register-level array, and those too large for that.
  uint64_t exactChecked, exactSkipped;
} AicNpuStats;

typedef struct AicNpuRunOptions {
  /// Another machine with the same hash, for other timing; NULL is the
  /// program's own.
  const AicMachine *machine;
  /// Cycles only: no buffer is read or written.
  bool timeOnly;
  /// Stops with an error before a command that would end after this many
  /// cycles; 0 is no limit.
  uint64_t maxCycles;
  /// Told what every engine does; NULL, the default, costs nothing.
  const AicNpuObserver *observer;
  /// Where to put what each layer took, aicNpuProgramGetNumLayers of them, or
  /// the whole program if it has none; NULL if nobody asks. The sums are those
  /// of the program: a cycle belongs to the first layer that is not done.
  AicNpuStats *layers;
  /// Where to put what each buffer moved, aicNpuProgramGetNumBuffers of them;
  /// NULL if nobody asks.
  AicNpuBufferTraffic *buffers;
  /// Steps the array register by register beside each matmul of at most 64^3
  /// multiply-adds, and fails if values or cycles differ (array.h). Not with
  /// timeOnly.
  bool exact;
} AicNpuRunOptions;

/// Runs `program` once. It is verified first, unless it was decoded (which
/// verifies) and not changed since. `inputs` and `outputs` are
/// dense buffers in the order of the program; outputs are written only on
/// success. `options` and `stats` may be NULL.
AIC_EXPORT AicError *aicNpuRun(const AicNpuProgram *program,
                               const void *const *inputs, void *const *outputs,
                               const AicNpuRunOptions *options,
                               AicNpuStats *stats);

/// Adds `other` to `stats`, as for programs that run one after the other.
AIC_EXPORT void aicNpuStatsAdd(AicNpuStats *stats, const AicNpuStats *other);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_SIMULATE_H
