//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The parameter table of a machine, and parameters as text.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/machine.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(AicMachine, field)
#define SIZE_MAX_CHIP (1ull << 30)
#define TIME_MAX (1ull << 20)
#define BANDWIDTH_MAX (65536ull * AIC_FIXED_ONE)
#define RATE_MAX (64ull * AIC_FIXED_ONE)
#define ENERGY_MAX (1ull << 40)
#define ALL_TYPES ((1ull << AIC_NPU_NUM_TYPES) - 1)
#define ALL_OPS ((1ull << AIC_NPU_NUM_VEC_OPS) - 1)

#define DMA(group, field)                                                      \
  {group,                                                                      \
   "channels",                                                                 \
   AIC_MACHINE_INT,                                                            \
   AT(field.channels),                                                         \
   1,                                                                          \
   8,                                                                          \
   false,                                                                      \
   "transfers that move bytes at the same time"},                              \
      {group,                                                                  \
       "bw",                                                                   \
       AIC_MACHINE_FIXED,                                                      \
       AT(field.bw),                                                           \
       1,                                                                      \
       BANDWIDTH_MAX,                                                          \
       false,                                                                  \
       "bytes per cycle of one channel"},                                      \
      {group,                                                                  \
       "latency",                                                              \
       AIC_MACHINE_INT,                                                        \
       AT(field.latency),                                                      \
       0,                                                                      \
       TIME_MAX,                                                               \
       false,                                                                  \
       "cycles from the last byte sent to its arrival"},                       \
      {group,                                                                  \
       "burst",                                                                \
       AIC_MACHINE_INT,                                                        \
       AT(field.burst),                                                        \
       1,                                                                      \
       65536,                                                                  \
       false,                                                                  \
       "bytes to which a contiguous row is rounded up"},                       \
      {group,                                                                  \
       "outstanding",                                                          \
       AIC_MACHINE_INT,                                                        \
       AT(field.outstanding),                                                  \
       1,                                                                      \
       64,                                                                     \
       false,                                                                  \
       "transfers started whose data has not arrived"},                        \
      {group, "issue",  AIC_MACHINE_INT, AT(field.issue),                      \
       0,     TIME_MAX, false,           "cycles to set up a transfer"},       \
      {group,                                                                  \
       "cast",                                                                 \
       AIC_MACHINE_BOOL,                                                       \
       AT(field.cast),                                                         \
       0,                                                                      \
       1,                                                                      \
       true,                                                                   \
       "converts f32 to bf16 or f16 and back on the way"},                     \
      {group,                                                                  \
       "zeropad",                                                              \
       AIC_MACHINE_BOOL,                                                       \
       AT(field.zeropad),                                                      \
       0,                                                                      \
       1,                                                                      \
       true,                                                                   \
       "fills elements outside the tensor"}

const AicMachineParam aicMachineParams[] = {
    {"", "clock", AIC_MACHINE_INT, AT(clock), 1, 1000000000000ull, false,
     "cycles per second"},
    {"array", "rows", AIC_MACHINE_INT, AT(array.rows), 1, 1024, true,
     "rows of the array: k of a fold"},
    {"array", "cols", AIC_MACHINE_INT, AT(array.cols), 1, 1024, true,
     "columns of the array: n of a fold"},
    {"array", "dataflow", AIC_MACHINE_DATAFLOW, AT(array.dataflows), 1, 7, true,
     "operands that may stay in the array"},
    {"array", "shadow", AIC_MACHINE_BOOL, AT(array.shadow), 0, 1, false,
     "a second weight plane hides the loading of weights"},
    {"array", "wload", AIC_MACHINE_INT, AT(array.wload), 1, 1024, false,
     "rows of weights loaded per cycle"},
    {"array", "rate_i8", AIC_MACHINE_FIXED, AT(array.rates[AIC_NPU_MAC_I8]), 0,
     RATE_MAX, true, "i8*i8+i32 per PE and cycle, 0 if there is none"},
    {"array", "rate_bf16", AIC_MACHINE_FIXED, AT(array.rates[AIC_NPU_MAC_BF16]),
     0, RATE_MAX, true, "bf16*bf16+f32 per PE and cycle"},
    {"array", "rate_f32", AIC_MACHINE_FIXED, AT(array.rates[AIC_NPU_MAC_F32]),
     0, RATE_MAX, true, "f32*f32+f32 per PE and cycle"},
    {"array", "rate_f16", AIC_MACHINE_FIXED, AT(array.rates[AIC_NPU_MAC_F16]),
     0, RATE_MAX, true, "f16*f16+f32 per PE and cycle"},
    {"array", "rate_i4", AIC_MACHINE_FIXED, AT(array.rates[AIC_NPU_MAC_I4]), 0,
     RATE_MAX, true, "i4*i4+i32 per PE and cycle"},
    {"array", "rate_i8i4", AIC_MACHINE_FIXED, AT(array.rates[AIC_NPU_MAC_I8I4]),
     0, RATE_MAX, true, "i8*i4+i32 per PE and cycle"},
    {"spad", "size", AIC_MACHINE_INT, AT(spad.size), 1, SIZE_MAX_CHIP, true,
     "bytes of the scratchpad"},
    {"spad", "banks", AIC_MACHINE_INT, AT(spad.banks), 1, 1024, false,
     "banks of the scratchpad"},
    {"spad", "width", AIC_MACHINE_INT, AT(spad.width), 1, 65536, false,
     "bytes per cycle of a bank"},
    {"spad", "ports", AIC_MACHINE_INT, AT(spad.ports), 1, 8, false,
     "engines that a bank serves at a time; 1: they may conflict"},
    {"spad", "align", AIC_MACHINE_INT, AT(spad.align), 4, 4096, true,
     "bytes to which ring slots are aligned, a power of two"},
    {"acc", "size", AIC_MACHINE_INT, AT(acc.size), 1, SIZE_MAX_CHIP, true,
     "bytes of the accumulators"},
    {"acc", "banks", AIC_MACHINE_INT, AT(acc.banks), 1, 1024, false,
     "banks of the accumulators"},
    {"acc", "width", AIC_MACHINE_INT, AT(acc.width), 1, 65536, false,
     "bytes per cycle of a bank"},
    {"acc", "elem", AIC_MACHINE_INT, AT(acc.elem), 4, 4, true,
     "bytes of an accumulator"},
    {"vector", "lanes", AIC_MACHINE_INT, AT(vector.lanes), 1, 65536, false,
     "elements per cycle and micro-op"},
    {"vector", "types", AIC_MACHINE_TYPES, AT(vector.types), 1, ALL_TYPES, true,
     "element types that vectors read and write"},
    {"vector", "ops", AIC_MACHINE_OPS, AT(vector.ops), 1, ALL_OPS, true,
     "micro-ops"},
    {"vector", "reduce", AIC_MACHINE_INT, AT(vector.reduce), 0, TIME_MAX, false,
     "cycles of the reduction tree"},
    {"vector", "requant", AIC_MACHINE_BOOL, AT(vector.requant), 0, 1, true,
     "has the fixed-point rescale unit"},
    {"vector", "mac", AIC_MACHINE_BOOL, AT(vector.mac), 0, 1, false,
     "a sum takes products from the multiplier in the same step"},
    {"vector", "lut_tables", AIC_MACHINE_INT, AT(vector.lutTables), 0, 64, true,
     "look-up tables of one vector command"},
    {"vector", "lut_entries", AIC_MACHINE_INT, AT(vector.lutEntries), 0, 65536,
     true, "most entries of a look-up table"},
    {"vector", "lut_bits", AIC_MACHINE_INT, AT(vector.lutBits), 0, 32, true,
     "most bits of an entry"},
    DMA("ld", ld),
    DMA("st", st),
    {"dram", "size", AIC_MACHINE_INT, AT(dram.size), 1, 1ull << 40, true,
     "bytes of the DRAM"},
    {"dram", "bw", AIC_MACHINE_FIXED, AT(dram.bw), 1, BANDWIDTH_MAX, false,
     "bytes per cycle of all channels together"},
    {"dram", "shared", AIC_MACHINE_BOOL, AT(dram.shared), 0, 1, false,
     "channels share the bandwidth"},
    {"dram", "burst", AIC_MACHINE_INT, AT(dram.burst), 1, 65536, false,
     "bytes of a DRAM burst; reserved, no effect: ld.burst and st.burst round"},
    {"dram", "page", AIC_MACHINE_INT, AT(dram.page), 0, 1ull << 20, false,
     "bytes of a DRAM row; reserved, no effect: rows are not modelled yet"},
    {"dram", "rowmiss", AIC_MACHINE_INT, AT(dram.rowmiss), 0, TIME_MAX, false,
     "cycles to open a DRAM row; reserved, no effect: as dram.page"},
    {"sync", "semaphores", AIC_MACHINE_INT, AT(sync.semaphores), 1,
     AIC_NPU_MAX_SEMAPHORES, true, "counting semaphores"},
    {"sync", "max", AIC_MACHINE_INT, AT(sync.max), 1, 255, true,
     "highest count of a semaphore"},
    {"sync", "queue", AIC_MACHINE_INT, AT(sync.queue), 1, 1024, true,
     "commands waiting in front of an engine"},
    {"sync", "issue", AIC_MACHINE_INT, AT(sync.issue), 0, TIME_MAX, false,
     "cycles of the dispatcher per command"},
    {"stream", "word", AIC_MACHINE_INT, AT(stream.word), 32, 32, true,
     "bytes of a stream word"},
    {"stream", "loops", AIC_MACHINE_INT, AT(stream.loops), 0, 4, true,
     "nesting of hardware loops"},
    {"energy", "mac_i8", AIC_MACHINE_FIXED, AT(energy.macs[AIC_NPU_MAC_I8]), 0,
     ENERGY_MAX, false, "pJ per i8*i8+i32: multiply 0.2, add 32 bits 0.1"},
    {"energy", "mac_bf16", AIC_MACHINE_FIXED, AT(energy.macs[AIC_NPU_MAC_BF16]),
     0, ENERGY_MAX, false,
     "pJ per bf16*bf16+f32: as f16 multiply 1.1, add 0.4"},
    {"energy", "mac_f32", AIC_MACHINE_FIXED, AT(energy.macs[AIC_NPU_MAC_F32]),
     0, ENERGY_MAX, false, "pJ per f32*f32+f32: multiply 3.7, add 0.9"},
    {"energy", "mac_f16", AIC_MACHINE_FIXED, AT(energy.macs[AIC_NPU_MAC_F16]),
     0, ENERGY_MAX, false, "pJ per f16*f16+f32: multiply 1.1, add of f32 0.9"},
    {"energy", "mac_i4", AIC_MACHINE_FIXED, AT(energy.macs[AIC_NPU_MAC_I4]), 0,
     ENERGY_MAX, false, "pJ per i4*i4+i32: a quarter of 0.2, add 0.1"},
    {"energy", "mac_i8i4", AIC_MACHINE_FIXED, AT(energy.macs[AIC_NPU_MAC_I8I4]),
     0, ENERGY_MAX, false, "pJ per i8*i4+i32: half of 0.2, add 0.1"},
    {"energy", "reg", AIC_MACHINE_FIXED, AT(energy.reg), 0, ENERGY_MAX, false,
     "pJ per byte between PEs: an add of 8 bits"},
    {"energy", "spad", AIC_MACHINE_FIXED, AT(energy.spad), 0, ENERGY_MAX, false,
     "pJ per scratchpad byte: 8 of 8 KB take 10"},
    {"energy", "acc", AIC_MACHINE_FIXED, AT(energy.acc), 0, ENERGY_MAX, false,
     "pJ per accumulator byte: 8 of 32 KB take 20"},
    {"energy", "dram", AIC_MACHINE_FIXED, AT(energy.dram), 0, ENERGY_MAX, false,
     "pJ per DRAM byte: 8 take 1300"},
    {"energy", "vec", AIC_MACHINE_FIXED, AT(energy.vec), 0, ENERGY_MAX, false,
     "pJ per vector micro-op and element: add 32 bits"},
    {"energy", "leak", AIC_MACHINE_FIXED, AT(energy.leak), 0, ENERGY_MAX, false,
     "pJ per cycle"},
};

const size_t aicMachineNumParams =
    sizeof aicMachineParams / sizeof aicMachineParams[0];

uint64_t aicMachineGet(const AicMachine *machine,
                       const AicMachineParam *param) {
  uint64_t value;
  memcpy(&value, (const char *)machine + param->offset, sizeof value);
  return value;
}

void aicMachineSet(AicMachine *machine, const AicMachineParam *param,
                   uint64_t value) {
  memcpy((char *)machine + param->offset, &value, sizeof value);
}

const AicMachineParam *aicMachineFindParam(const char *group, const char *key) {
  for (size_t i = 0; i < aicMachineNumParams; ++i)
    if (!strcmp(aicMachineParams[i].group, group) &&
        !strcmp(aicMachineParams[i].key, key))
      return &aicMachineParams[i];
  return NULL;
}

const AicMachineParam *aicMachineRateParam(AicNpuMac mac) {
  size_t offset =
      offsetof(AicMachine, array.rates) + (size_t)mac * sizeof(uint64_t);
  size_t row = 0;
  while (aicMachineParams[row].offset != offset)
    ++row;
  return &aicMachineParams[row];
}

/// Digits with an optional fraction and an optional K, M or G, as fixed point.
static bool parseNumber(const char *text, bool fraction, uint64_t *value) {
  uint64_t whole = 0, part = 0, scale = 1;
  const char *at = text;
  for (; *at >= '0' && *at <= '9'; ++at) {
    if (whole > (1ull << 50))
      return false;
    whole = whole * 10 + (uint64_t)(*at - '0');
  }
  if (at == text)
    return false;
  if (fraction && *at == '.')
    for (++at; *at >= '0' && *at <= '9'; ++at)
      if (scale < 1000000000ull) {
        part = part * 10 + (uint64_t)(*at - '0');
        scale *= 10;
      }
  if (fraction) {
    if (whole >> 40)
      return false;
    *value = whole * AIC_FIXED_ONE + (part * AIC_FIXED_ONE + scale / 2) / scale;
    return *at == 0;
  }
  unsigned shift = *at == 'K' ? 10 : *at == 'M' ? 20 : *at == 'G' ? 30 : 0;
  if (shift)
    ++at;
  if (whole >> (62 - shift))
    return false;
  *value = whole << shift;
  return *at == 0;
}

static const char *setName(AicMachineParamKind kind, unsigned bit) {
  switch (kind) {
  case AIC_MACHINE_DATAFLOW:
    return bit < 3 ? aicNpuDataflowName((AicNpuDataflow)bit) : NULL;
  case AIC_MACHINE_TYPES:
    return bit < AIC_NPU_NUM_TYPES ? aicNpuTypeName((AicNpuType)bit) : NULL;
  case AIC_MACHINE_OPS:
    return bit < AIC_NPU_NUM_VEC_OPS ? aicNpuVecOpName((AicNpuVecOp)bit) : NULL;
  default:
    return NULL;
  }
}

/// Names joined by '+', as a bit set.
static bool parseSet(const char *text, AicMachineParamKind kind,
                     uint64_t *value) {
  *value = 0;
  for (;;) {
    size_t length = strcspn(text, "+");
    unsigned bit = 0;
    for (; setName(kind, bit); ++bit)
      if (strlen(setName(kind, bit)) == length &&
          !memcmp(setName(kind, bit), text, length))
        break;
    if (!setName(kind, bit))
      return false;
    *value |= 1ull << bit;
    if (!text[length])
      return true;
    text += length + 1;
  }
}

AicError *aicMachineParseText(const char *text, AicMachineSetting *setting) {
  char group[32] = "", key[32];
  const char *equals = strchr(text, '=');
  const char *dot = strchr(text, '.');
  const char *name = text;
  if (equals && dot && dot < equals && dot - text < (ptrdiff_t)sizeof group) {
    memcpy(group, text, (size_t)(dot - text));
    group[dot - text] = 0;
    name = dot + 1;
  }
  if (!equals || equals - name >= (ptrdiff_t)sizeof key)
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "'%s' is not of the form group.key=value", text);
  memcpy(key, name, (size_t)(equals - name));
  key[equals - name] = 0;
  bool both = strcmp(group, "dma") == 0;
  const AicMachineParam *param = aicMachineFindParam(both ? "ld" : group, key);
  const AicMachineParam *also = both ? aicMachineFindParam("st", key) : NULL;
  if (!param || (both && !also))
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "a machine has no parameter '%.*s'",
                          (int)(equals - text), text);
  const char *digits = equals + 1;
  uint64_t value = 0;
  bool ok;
  switch (param->kind) {
  case AIC_MACHINE_INT:
    ok = parseNumber(digits, false, &value);
    break;
  case AIC_MACHINE_FIXED:
    ok = parseNumber(digits, true, &value);
    break;
  case AIC_MACHINE_BOOL:
    value = !strcmp(digits, "true") || !strcmp(digits, "1");
    ok = value || !strcmp(digits, "false") || !strcmp(digits, "0");
    break;
  default:
    ok = parseSet(digits, param->kind, &value);
    break;
  }
  if (!ok)
    return aicErrorCreate(AIC_ERROR_ARGUMENT, "'%s' is no value of '%.*s'",
                          digits, (int)(equals - text), text);
  *setting = (AicMachineSetting){{param, also}, value};
  return NULL;
}

AicError *aicMachineSetText(AicMachine *machine, const char *text) {
  AicMachineSetting setting;
  AicError *error = aicMachineParseText(text, &setting);
  for (int i = 0; !error && i < 2 && setting.params[i]; ++i)
    aicMachineSet(machine, setting.params[i], setting.value);
  return error;
}

/// The fewest digits that parseNumber reads as `value`.
static void fixedText(uint64_t value, char *text, size_t size) {
  uint64_t whole = value / AIC_FIXED_ONE, part = value % AIC_FIXED_ONE;
  uint64_t scale = 1, digits = 0;
  for (int count = 0; count <= 6; ++count, scale *= 10) {
    digits = (part * scale + AIC_FIXED_ONE / 2) / AIC_FIXED_ONE;
    if ((digits * AIC_FIXED_ONE + scale / 2) / scale != part)
      continue;
    if (count)
      snprintf(text, size, "%" PRIu64 ".%0*" PRIu64, whole, count, digits);
    else
      snprintf(text, size, "%" PRIu64, whole);
    return;
  }
}

void aicMachineGetText(const AicMachine *machine, const AicMachineParam *param,
                       char *text, size_t size) {
  uint64_t value = aicMachineGet(machine, param);
  size_t length = 0;
  switch (param->kind) {
  case AIC_MACHINE_INT:
    snprintf(text, size, "%" PRIu64, value);
    return;
  case AIC_MACHINE_BOOL:
    snprintf(text, size, "%s", value ? "true" : "false");
    return;
  case AIC_MACHINE_FIXED:
    fixedText(value, text, size);
    return;
  case AIC_MACHINE_DATAFLOW:
  case AIC_MACHINE_TYPES:
  case AIC_MACHINE_OPS:
    text[0] = '\0';
    for (unsigned bit = 0; setName(param->kind, bit) && length < size; ++bit)
      if (value >> bit & 1)
        length +=
            (size_t)snprintf(text + length, size - length, "%s%s",
                             length ? "+" : "", setName(param->kind, bit));
    return;
  }
}
