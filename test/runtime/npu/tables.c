// RUN: %cc %s %runtime_lib -o %t && %t

// Look-up tables of the vector unit: entries of all types, indices outside, and
// the time to read a table.

#include "runtime/npu/execute.h"
#include "runtime/npu/half.h"
#include "runtime/npu/timing.h"
#include "test/runtime/npu/build_program.h"

static unsigned char spad[8192], acc[64];

static void writeAs(unsigned char *at, AicNpuType type, int32_t value) {
  float number = (float)value;
  uint16_t half = aicFloatToHalf(type, number);
  if (type == AIC_NPU_I8 || type == AIC_NPU_I4)
    *(signed char *)at = (signed char)value;
  else if (type == AIC_NPU_I32)
    memcpy(at, &value, 4);
  else if (type == AIC_NPU_F32)
    memcpy(at, &number, 4);
  else
    memcpy(at, &half, 2);
}

/// A table of each type, indexed by what is before, in and behind it.
static void checkTables(void) {
  static const uint32_t idx[AIC_NPU_MAX_LOOPS];
  static const int32_t indices[] = {-100, -1, 0, 1, 7, 8, 2147483647};
  static const int32_t entries[8] = {5, -3, 127, -128, 0, 77, 1, -9};
  enum { COUNT = sizeof indices / sizeof *indices, TABLE = 4096 };
  for (int compute = 0; compute < 2; ++compute)
    for (int type = 0; type < AIC_NPU_NUM_TYPES; ++type) {
      AicNpuVec vec = {.p = {1, 1, COUNT},
                       .r = {1, 1},
                       .numSources = 2,
                       .dst = aicNpuRefAt(AIC_NPU_ACC, 0),
                       .dstType = AIC_NPU_I32,
                       .dstStride = {0, 0, 4},
                       .compute = compute ? AIC_NPU_F32 : AIC_NPU_I32,
                       .numOps = 1,
                       .split = 1,
                       .result = 9};
      vec.sources[0] = (AicNpuVecSource){.ref = aicNpuRefAt(AIC_NPU_SPAD, 0),
                                         .type = AIC_NPU_I32,
                                         .stride = {0, 0, 4, 0, 0}};
      vec.sources[1] =
          (AicNpuVecSource){.ref = aicNpuRefAt(AIC_NPU_SPAD, TABLE),
                            .type = (AicNpuType)type,
                            .entries = 8};
      vec.ops[0] =
          (AicNpuMicroOp){.op = AIC_NPU_VEC_LUT, .dst = 9, .a = 0, .b = 1};
      memcpy(spad, indices, sizeof indices);
      uint32_t size = aicNpuTypeSize((AicNpuType)type);
      for (uint32_t i = 0; i < 8; ++i)
        writeAs(spad + TABLE + i * size, (AicNpuType)type, entries[i]);
      AicNpuMemory memory = {.spad = spad, .acc = acc};
      aicNpuExecuteVec(&memory, &vec, idx);
      for (int i = 0; i < COUNT; ++i) {
        int32_t at = indices[i] < 0 ? 0 : indices[i] > 7 ? 7 : indices[i];
        int32_t got;
        memcpy(&got, acc + 4 * i, sizeof got);
        // The lower half of a byte, with its sign.
        int32_t low = (entries[at] & 15) - (entries[at] & 8) * 2;
        EXPECT(got == (type == AIC_NPU_I4 ? low : entries[at]));
      }
      // The unit reads the table first: one more cycle per 4 * 32 entries.
      AicMachine machine;
      aicMachineInit(&machine, "test", 32, 32);
      AicNpuCommand command = {.opcode = AIC_NPU_VEC};
      command.vec = vec;
      uint64_t cycles = aicNpuCommandCycles(&machine, &command, idx);
      command.vec.sources[1].entries = 129;
      EXPECT(aicNpuCommandCycles(&machine, &command, idx) == cycles + 1);
    }
}

int main(void) {
  checkTables();
  return 0;
}
