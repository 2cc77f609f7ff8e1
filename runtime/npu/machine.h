//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A described NPU as plain numbers: everything that legality, planning,
// encoding, values and cycles need to know about the hardware. The parameters
// are also a table (aicMachineParams), from which the file format, the hash,
// `--set group.key=value` and the checks of a description are derived.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_MACHINE_H
#define AIC_RUNTIME_NPU_MACHINE_H

#include "runtime/npu/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

AIC_EXTERN_C_BEGIN

/// Fractional parameters (bandwidths, rates, energies) are fixed point with 16
/// fractional bits, so that cycles are the same integers on every host.
#define AIC_FIXED_ONE 65536u
#define AIC_FIXED(value) ((uint64_t)((value) * 65536.0 + 0.5))

/// Which operand stays in the array.
typedef enum AicNpuDataflow {
  AIC_NPU_WS = 0, ///< weights stay
  AIC_NPU_OS = 1, ///< outputs stay
  AIC_NPU_IS = 2  ///< inputs stay
} AicNpuDataflow;

/// "ws", "os", "is".
AIC_EXPORT const char *aicNpuDataflowName(AicNpuDataflow dataflow);

/// Micro-ops of the vector engine; the numbers are in the file format. The
/// meaning of each is stated in command.h.
typedef enum AicNpuVecOp {
  AIC_NPU_VEC_MOV = 0,
  AIC_NPU_VEC_IMM,
  AIC_NPU_VEC_ADD,
  AIC_NPU_VEC_SUB,
  AIC_NPU_VEC_MUL,
  AIC_NPU_VEC_DIV,
  AIC_NPU_VEC_MAX,
  AIC_NPU_VEC_MIN,
  AIC_NPU_VEC_NEG,
  AIC_NPU_VEC_ABS,
  AIC_NPU_VEC_LT,
  AIC_NPU_VEC_LE,
  AIC_NPU_VEC_GT,
  AIC_NPU_VEC_GE,
  AIC_NPU_VEC_EQ,
  AIC_NPU_VEC_NE,
  AIC_NPU_VEC_SELECT,
  AIC_NPU_VEC_SHL,
  AIC_NPU_VEC_ASHR,
  AIC_NPU_VEC_AND,
  AIC_NPU_VEC_OR,
  AIC_NPU_VEC_XOR,
  AIC_NPU_VEC_EXP2,
  AIC_NPU_VEC_RCP,
  AIC_NPU_VEC_RSQRT,
  AIC_NPU_VEC_SQRT,
  AIC_NPU_VEC_FLOOR,
  AIC_NPU_VEC_ROUND,
  AIC_NPU_VEC_RESCALE,
  AIC_NPU_VEC_LUT,
  AIC_NPU_NUM_VEC_OPS
} AicNpuVecOp;

/// "mov", "imm", "add" ...
AIC_EXPORT const char *aicNpuVecOpName(AicNpuVecOp op);

/// One DMA engine. `bw` is the bandwidth of one channel.
typedef struct AicMachineDma {
  uint64_t channels;    ///< transfers that move bytes at the same time
  uint64_t bw;          ///< bytes per cycle of one channel, fixed point
  uint64_t latency;     ///< cycles from the last byte sent to its arrival
  uint64_t burst;       ///< bytes; each contiguous row is rounded up to it
  uint64_t outstanding; ///< transfers started whose data has not arrived
  uint64_t issue;       ///< cycles to set up one transfer
  uint64_t cast;        ///< 0 or 1: f32 <-> bf16 or f16 on the way
  uint64_t zeropad;     ///< 0 or 1: fills elements outside the tensor
} AicMachineDma;

/// All parameters are uint64_t so that the table can reach each by its
/// offset. Sizes are bytes, times are core cycles.
typedef struct AicMachine {
  char name[32];  ///< zero-terminated
  uint64_t clock; ///< Hz
  struct {
    uint64_t rows, cols;
    uint64_t dataflows; ///< bit set of 1 << AicNpuDataflow
    uint64_t shadow;    ///< 0 or 1: a second weight plane per PE
    uint64_t wload;     ///< weight rows loaded per cycle
    /// MACs per PE and cycle by AicNpuMac, fixed point; 0 is unsupported.
    uint64_t rates[AIC_NPU_NUM_MACS];
  } array;
  struct {
    uint64_t size, banks, width, ports, align;
  } spad;
  struct {
    uint64_t size, banks, width, elem;
  } acc;
  struct {
    uint64_t lanes;
    uint64_t types;   ///< bit set of 1 << AicNpuType
    uint64_t ops;     ///< bit set of 1 << AicNpuVecOp
    uint64_t reduce;  ///< cycles of the reduction tree
    uint64_t requant; ///< 0 or 1: has the fixed-point rescale unit
    uint64_t mac;     ///< 0 or 1: sums of products take one step a product
    /// Tables of one command, entries of one, and bits of an entry, at most.
    uint64_t lutTables, lutEntries, lutBits;
  } vector;
  AicMachineDma ld, st;
  struct {
    uint64_t size;
    uint64_t bw;     ///< bytes per cycle of all channels together, fixed point
    uint64_t shared; ///< 0 or 1: channels share `bw`; else each has its own
    uint64_t burst, page, rowmiss;
  } dram;
  struct {
    uint64_t semaphores; ///< at most AIC_NPU_MAX_SEMAPHORES
    uint64_t max;        ///< highest count of a semaphore
    uint64_t queue;      ///< commands waiting in front of an engine
    uint64_t issue;      ///< cycles of the dispatcher per command
  } sync;
  struct {
    uint64_t word, loops;
  } stream;
  /// Picojoule per event or byte, fixed point.
  struct {
    uint64_t macs[AIC_NPU_NUM_MACS];
    uint64_t reg, spad, acc, dram, vec, leak;
  } energy;
} AicMachine;

#define AIC_NPU_MAX_SEMAPHORES 64

/// How the text of a parameter reads.
typedef enum AicMachineParamKind {
  AIC_MACHINE_INT,      ///< decimal; in text also with K, M or G (1024)
  AIC_MACHINE_BOOL,     ///< true or false
  AIC_MACHINE_FIXED,    ///< decimal fraction
  AIC_MACHINE_DATAFLOW, ///< set of ws, os, is
  AIC_MACHINE_TYPES,    ///< set of i8, i32, bf16, f32, f16, i4
  AIC_MACHINE_OPS       ///< set of micro-op names
} AicMachineParamKind;

/// One row of the parameter table. `group` and `key` are the words of the
/// description: group "array", key "rows"; clock has the group "".
typedef struct AicMachineParam {
  const char *group;
  const char *key;
  AicMachineParamKind kind;
  size_t offset;     ///< of the uint64_t in AicMachine
  uint64_t min, max; ///< inclusive
  bool structural;   ///< part of the hash: a stream depends on it
  const char *help;
} AicMachineParam;

/// The table, in the order of the file format.
AIC_EXPORT extern const AicMachineParam aicMachineParams[];
AIC_EXPORT extern const size_t aicMachineNumParams;

/// Finds a row, NULL if there is none.
AIC_EXPORT const AicMachineParam *aicMachineFindParam(const char *group,
                                                      const char *key);
/// The row of a rate, "array" "rate_i8" ...
const AicMachineParam *aicMachineRateParam(AicNpuMac mac);
/// Reads and writes the value of a row.
AIC_EXPORT uint64_t aicMachineGet(const AicMachine *machine,
                                  const AicMachineParam *param);
AIC_EXPORT void aicMachineSet(AicMachine *machine, const AicMachineParam *param,
                              uint64_t value);
/// What a "group.key=value" says.
typedef struct AicMachineSetting {
  /// One row, or two for the group `dma`, which is ld and st: the second is
  /// NULL otherwise.
  const AicMachineParam *params[2];
  uint64_t value; ///< its range is not checked
} AicMachineSetting;

/// Parses "group.key=value", as in `--set array.rows=16`. Sets are names
/// joined by '+': `array.dataflow=ws+os`. `dma.latency=400` is that of both DMA
/// engines.
AIC_EXPORT AicError *aicMachineParseText(const char *text,
                                         AicMachineSetting *setting);
/// Parses and stores it.
AIC_EXPORT AicError *aicMachineSetText(AicMachine *machine, const char *text);
/// Writes the value of a row so that aicMachineSetText reads it back.
AIC_EXPORT void aicMachineGetText(const AicMachine *machine,
                                  const AicMachineParam *param, char *text,
                                  size_t size);

/// Fills in the defaults: those of an array of `rows` x `cols` with a
/// bandwidth of 2 * cols bytes per cycle in and cols out.
AIC_EXPORT void aicMachineInit(AicMachine *machine, const char *name,
                               uint64_t rows, uint64_t cols);

/// Checks each parameter against its range and the parameters against each
/// other: the array is not empty, the memories hold at least one fold, ...
AIC_EXPORT AicError *aicMachineValidate(const AicMachine *machine);

/// Hash of the structural parameters (not of the name, nor of bandwidths and
/// latencies). A program runs only on a machine with its hash.
AIC_EXPORT uint64_t aicMachineHash(const AicMachine *machine);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_MACHINE_H
