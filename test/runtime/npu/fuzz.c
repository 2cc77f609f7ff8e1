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

int main(void) {
  uint64_t seed = 11;
  int refused = 0, ran = 0, stopped = 0;
  static unsigned char in[2][4096], out[4096];
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac) {
    AicMachine machine;
    aicMachineInit(&machine, "edge4", 4, 4);
    AicNpuProgram *program =
        buildGemm(&machine, (Gemm){(AicNpuMac)mac, 9, 7, 20, 4, 4, 8});
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
