// RUN: %cc %s %runtime_lib -o %t && %t

// Programs with random damage behind a valid checksum: nothing crashes or
// hangs, whether they are refused or still run.

#include "test/runtime/npu/gemm.h"

#include "runtime/npu/codec.h"

/// Makes checksum and hash of the machine match what the file says now.
static void repair(unsigned char *bytes, size_t size, uint64_t *seed) {
  if (randomBelow(seed, 2)) {
    Codec codec = {.bytes = bytes, .at = 64 + 32, .size = size};
    AicMachine machine = {.name = ""};
    for (size_t i = 0; i < aicMachineNumParams; ++i) {
      uint64_t value;
      aicCodecU64(&codec, &value);
      aicMachineSet(&machine, &aicMachineParams[i], value);
    }
    uint64_t hash = aicMachineHash(&machine);
    for (int i = 0; i < 8; ++i)
      bytes[32 + i] = (unsigned char)(hash >> (8 * i));
  }
  memset(bytes + 8, 0, 4);
  uint32_t crc = aicCrc32(0, bytes, size);
  for (int i = 0; i < 4; ++i)
    bytes[8 + i] = (unsigned char)(crc >> (8 * i));
}

/// A vector command with everything: sources of each type and space, micro-ops
/// of all kinds before and after a reduction.
static AicNpuProgram *buildVec(const AicMachine *machine) {
  AicNpuProgram *program = aicNpuProgramCreate(machine, "vec");
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_F32, "x", 8, 16);
  addBuffer(program, AIC_NPU_OUTPUT, AIC_NPU_F32, "y", 8, 16);
  AicNpuRef at = aicNpuRefAt(AIC_NPU_SPAD, 0);
  AicNpuTile tile = matrixTile(0, AIC_NPU_F32, 8, 16, 4, 16);
  tile.step[2][0] = 4;
  AicNpuCommand command = {.opcode = AIC_NPU_VEC, .engine = AIC_NPU_VX};
  command.vec = (AicNpuVec){
      .p = {1, 2, 8},
      .r = {2, 4},
      .numSources = 4,
      .sources =
          {{at, AIC_NPU_F32, {0, 64, 4, 32, 4}, 0},
           {at, AIC_NPU_I8, {0, 8, 1, 1, 0}, 0},
           {at, AIC_NPU_BF16, {0, 16, 2, 0, 2}, 0},
           {aicNpuRefAt(AIC_NPU_ACC, 0), AIC_NPU_I32, {0, 0, 4, 0, 0}, 0}},
      .dst = at,
      .dstType = AIC_NPU_F32,
      .dstStride = {0, 64, 4},
      .compute = AIC_NPU_F32,
      .numOps = 7,
      .split = 4,
      .reduce = AIC_NPU_REDUCE_MAX,
      .reduced = 5,
      .result = 7,
      .ops = {{.op = AIC_NPU_VEC_IMM, .dst = 4, .imm = 0x3f800000},
              {.op = AIC_NPU_VEC_ADD, .dst = 5, .a = 0, .b = 4},
              {.op = AIC_NPU_VEC_LT, .dst = 6, .a = 1, .b = 2},
              {.op = AIC_NPU_VEC_SELECT, .dst = 5, .a = 6, .b = 5, .c = 3},
              {.op = AIC_NPU_VEC_EXP2, .dst = 6, .a = 5},
              {.op = AIC_NPU_VEC_RCP, .dst = 6, .a = 6},
              {.op = AIC_NPU_VEC_MUL,
               .dst = 7,
               .a = 6,
               .immediate = true,
               .imm = 0x40000000}}};
  aicNpuProgramSetSemaphore(program, 2, 1);
  append(program, zeros(AIC_NPU_ACC, 32));
  loop(program, 2);
  append(program, sync(move(AIC_NPU_LOAD, tile, at), LIST(2), LIST(0)));
  append(program, sync(command, LIST(0), LIST(1)));
  tile.buffer = 1;
  append(program, sync(move(AIC_NPU_STORE, tile, at), LIST(1), LIST(2)));
  endLoop(program);
  return program;
}

int main(void) {
  uint64_t seed = 11;
  int refused = 0, ran = 0, stopped = 0;
  static unsigned char in[2][4096], out[4096];
  for (int which = 0; which <= AIC_NPU_NUM_MACS; ++which) {
    AicMachine machine;
    aicMachineInit(&machine, "edge4", 4, 4);
    Gemm g = {(AicNpuMac)which, 9, 7, 20, 4, 4, 8};
    AicNpuProgram *program =
        which < AIC_NPU_NUM_MACS ? buildGemm(&machine, g) : buildVec(&machine);
    unsigned char *bytes;
    size_t size;
    EXPECT_OK(aicNpuProgramEncode(program, &bytes, &size));
    aicNpuProgramDestroy(program);
    unsigned char *damaged = malloc(size);
    for (int round = 0; round < 2000; ++round) {
      memcpy(damaged, bytes, size);
      uint32_t flips = 1 + randomBelow(&seed, 3);
      for (uint32_t i = 0; i < flips; ++i) {
        // Most damage goes to the stream, which lies in the middle.
        size_t at = randomBelow(&seed, 4)
                        ? 900 + randomBelow(&seed, (uint32_t)size - 900)
                        : randomBelow(&seed, (uint32_t)size);
        damaged[at] =
            randomBelow(&seed, 2)
                ? (unsigned char)(damaged[at] ^ 1u << randomBelow(&seed, 8))
                : (unsigned char)nextRandom(&seed);
      }
      repair(damaged, size, &seed);
      AicNpuProgram *read;
      AicError *error = aicNpuProgramDecode(damaged, size, &read);
      if (error) {
        EXPECT(!read && aicErrorMessage(error)[0]);
        aicErrorDestroy(error);
        ++refused;
        continue;
      }
      // Buffers may have changed places, but not grown beyond these.
      bool fits = aicNpuProgramCountBuffers(read, AIC_NPU_INPUT) <= 2 &&
                  aicNpuProgramCountBuffers(read, AIC_NPU_OUTPUT) <= 1;
      for (uint32_t i = 0; i < aicNpuProgramGetNumBuffers(read); ++i)
        fits &= aicNpuProgramGetBuffer(read, i)->bytes <= sizeof out;
      AicNpuRunOptions options = {.maxCycles = 100000};
      if (fits) {
        error = aicNpuRun(read, (const void *[]){in[0], in[1]}, (void *[]){out},
                          &options, NULL);
        *(error ? &stopped : &ran) += 1;
        aicErrorDestroy(error);
      }
      aicNpuProgramDestroy(read);
    }
    free(damaged);
    free(bytes);
  }
  printf("%d refused, %d ran, %d stopped\n", refused, ran, stopped);
  // The damage is of both kinds, or this proves nothing.
  EXPECT(refused > 1000 && ran > 500);
  return 0;
}
