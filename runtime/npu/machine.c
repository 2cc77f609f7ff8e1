//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Defaults, checks and hash of a machine.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/machine.h"

#include <string.h>

const char *aicNpuDataflowName(AicNpuDataflow dataflow) {
  static const char *const names[] = {"ws", "os", "is"};
  return names[dataflow];
}

const char *aicNpuVecOpName(AicNpuVecOp op) {
  static const char *const names[AIC_NPU_NUM_VEC_OPS] = {
      "mov",    "imm",  "add",   "sub",   "mul",     "div", "max",  "min",
      "neg",    "abs",  "lt",    "le",    "gt",      "ge",  "eq",   "ne",
      "select", "shl",  "ashr",  "and",   "or",      "xor", "exp2", "rcp",
      "rsqrt",  "sqrt", "floor", "round", "rescale", "lut"};
  return names[op];
}

void aicMachineInit(AicMachine *machine, const char *name, uint64_t rows,
                    uint64_t cols) {
  memset(machine, 0, sizeof *machine);
  size_t length = strlen(name);
  if (length >= sizeof machine->name)
    length = sizeof machine->name - 1;
  memcpy(machine->name, name, length);
  machine->clock = 1000000000;
  machine->array.rows = rows;
  machine->array.cols = cols;
  machine->array.dataflows = 1u << AIC_NPU_WS;
  machine->array.shadow = 1;
  machine->array.wload = 1;
  machine->array.rates[AIC_NPU_MAC_I8] = AIC_FIXED_ONE;
  machine->array.rates[AIC_NPU_MAC_BF16] = AIC_FIXED_ONE / 2;
  machine->array.rates[AIC_NPU_MAC_F32] = AIC_FIXED_ONE / 8;
  machine->array.rates[AIC_NPU_MAC_F16] = AIC_FIXED_ONE / 2;
  machine->array.rates[AIC_NPU_MAC_I4] = 2 * AIC_FIXED_ONE;
  machine->array.rates[AIC_NPU_MAC_I8I4] = AIC_FIXED_ONE;
  // 512K and 128K at 32 x 32; small arrays keep a useful minimum.
  uint64_t spad = rows * cols * 512, acc = rows * cols * 128;
  machine->spad.size = spad < 65536 ? 65536 : spad;
  machine->spad.banks = 8;
  machine->spad.width = 32;
  machine->spad.ports = 2;
  machine->spad.align = 32;
  machine->acc.size = acc < 16384 ? 16384 : acc;
  machine->acc.banks = 2;
  machine->acc.width = 4 * cols;
  machine->acc.elem = 4;
  machine->vector.lanes = 4 * cols;
  machine->vector.types = (1u << AIC_NPU_NUM_TYPES) - 1;
  machine->vector.ops = (1u << AIC_NPU_NUM_VEC_OPS) - 1;
  machine->vector.requant = 1;
  machine->vector.mac = 1;
  machine->vector.lutTables = 2;
  machine->vector.lutEntries = 256;
  machine->vector.lutBits = 16;
  // Adders of a tree over the lanes.
  while ((1ull << machine->vector.reduce) < machine->vector.lanes)
    ++machine->vector.reduce;
  machine->ld = (AicMachineDma){.channels = 2,
                                .bw = 2 * cols * AIC_FIXED_ONE,
                                .latency = 100,
                                .burst = 64,
                                .outstanding = 8,
                                .issue = 8,
                                .cast = 1,
                                .zeropad = 1};
  machine->st = machine->ld;
  machine->st.channels = 1;
  machine->st.bw = cols * AIC_FIXED_ONE;
  machine->dram.size = 4ull << 30;
  machine->dram.bw = machine->ld.bw;
  machine->dram.shared = 1;
  machine->dram.burst = 64;
  machine->dram.page = 2048;
  machine->sync.semaphores = 32;
  machine->sync.max = 15;
  machine->sync.queue = 16;
  machine->sync.issue = 1;
  machine->stream.word = 32;
  machine->stream.loops = 4;
  // 45 nm: Horowitz, "Computing's energy problem (and what we can do about
  // it)", ISSCC 2014, figure 1.1.9; machine_params.c says how each follows.
  machine->energy.macs[AIC_NPU_MAC_I8] = AIC_FIXED(0.30);
  machine->energy.macs[AIC_NPU_MAC_BF16] = AIC_FIXED(1.5);
  machine->energy.macs[AIC_NPU_MAC_F32] = AIC_FIXED(4.6);
  machine->energy.macs[AIC_NPU_MAC_F16] = AIC_FIXED(2.0);
  machine->energy.macs[AIC_NPU_MAC_I4] = AIC_FIXED(0.15);
  machine->energy.macs[AIC_NPU_MAC_I8I4] = AIC_FIXED(0.20);
  machine->energy.reg = AIC_FIXED(0.03);
  machine->energy.spad = AIC_FIXED(1.25);
  machine->energy.acc = AIC_FIXED(2.5);
  machine->energy.dram = AIC_FIXED(160.0);
  machine->energy.vec = AIC_FIXED(0.1);
}

/// The widest operand that the array multiplies, in bytes.
static uint64_t widestOperand(const AicMachine *machine, const char **name) {
  uint64_t widest = 0;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
    AicNpuType type = aicNpuMacOperandType((AicNpuMac)mac);
    if (machine->array.rates[mac] && aicNpuTypeSize(type) > widest) {
      widest = aicNpuTypeSize(type);
      *name = aicNpuTypeName(type);
    }
  }
  return widest;
}

/// Letters, digits and a few marks: fit for messages and JSON.
static bool isName(const char *name, size_t size) {
  size_t length = 0;
  for (; length < size && name[length]; ++length) {
    char c = name[length];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && !strchr("_.$-", c))
      return false;
  }
  return length > 0 && length < size;
}

AicError *aicMachineValidate(const AicMachine *machine) {
  if (!isName(machine->name, sizeof machine->name))
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "the machine has no name of 1 to 31 letters, digits, "
                          "'_', '.', '$' or '-'");
  for (size_t i = 0; i < aicMachineNumParams; ++i) {
    const AicMachineParam *param = &aicMachineParams[i];
    uint64_t value = aicMachineGet(machine, param);
    if (value >= param->min && value <= param->max)
      continue;
    const char *dot = param->group[0] ? "." : "";
    if (param->kind == AIC_MACHINE_FIXED)
      return aicErrorCreate(
          AIC_ERROR_ARGUMENT, "%s%s%s is %g, but must be from %g to %g",
          param->group, dot, param->key, (double)value / AIC_FIXED_ONE,
          (double)param->min / AIC_FIXED_ONE,
          (double)param->max / AIC_FIXED_ONE);
    return aicErrorCreate(
        AIC_ERROR_ARGUMENT, "%s%s%s is %llu, but must be from %llu to %llu",
        param->group, dot, param->key, (unsigned long long)value,
        (unsigned long long)param->min, (unsigned long long)param->max);
  }
  // Elements of every type start at a multiple of their size.
  uint64_t align = machine->spad.align;
  if (align & (align - 1))
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "spad.align is %llu, but must be a power of two",
                          (unsigned long long)align);
  const char *widest = "";
  uint64_t size = widestOperand(machine, &widest);
  uint64_t rows = machine->array.rows, cols = machine->array.cols;
  if (!size)
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "the array has no type: all of array.rate_* "
                          "are 0");
  if (machine->array.wload > rows)
    return aicErrorCreate(
        AIC_ERROR_ARGUMENT, "array.wload is %llu, more than the %llu rows",
        (unsigned long long)machine->array.wload, (unsigned long long)rows);
  // One fold of weights and one row of inputs.
  uint64_t needed = (rows * cols + rows) * size;
  if (machine->spad.size < needed)
    return aicErrorCreate(
        AIC_ERROR_ARGUMENT,
        "spad.size is %llu bytes, but one %llux%llu tile of %s needs %llu",
        (unsigned long long)machine->spad.size, (unsigned long long)rows,
        (unsigned long long)cols, widest, (unsigned long long)needed);
  if (machine->spad.size < machine->spad.banks)
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "spad.size is %llu bytes, fewer than its %llu banks",
                          (unsigned long long)machine->spad.size,
                          (unsigned long long)machine->spad.banks);
  if (machine->acc.size < cols * machine->acc.elem)
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "acc.size is %llu bytes, but one row needs %llu",
                          (unsigned long long)machine->acc.size,
                          (unsigned long long)(cols * machine->acc.elem));
  return NULL;
}

uint64_t aicMachineHash(const AicMachine *machine) {
  uint64_t hash = 0xcbf29ce484222325u; // FNV-1a
  for (size_t i = 0; i < aicMachineNumParams; ++i) {
    const AicMachineParam *param = &aicMachineParams[i];
    if (!param->structural)
      continue;
    uint64_t value = aicMachineGet(machine, param);
    // Of a rate only whether the type is there.
    if (param->kind == AIC_MACHINE_FIXED)
      value = value != 0;
    for (int byte = 0; byte < 8; ++byte)
      hash = (hash ^ (value >> (8 * byte) & 0xff)) * 0x100000001b3u;
  }
  return hash;
}
