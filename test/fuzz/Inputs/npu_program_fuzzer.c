// Any bytes are one error, or a program that verifies: it is printed and
// assembled, timed, and encoded to bytes that decode again. Size, checksum and
// the machine's hash are put right before, since no fuzzer would guess them.

#include "npu_text.h"

#include "runtime/npu/codec.h"
#include "runtime/npu/device.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CRC = 8, SIZE = 24, HASH = 32, MACHINE = 64, MAX_SIZE = 1 << 16 };

static void put(uint8_t *bytes, uint64_t value, unsigned size) {
  for (unsigned i = 0; i < size; ++i)
    bytes[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get(const uint8_t *bytes) {
  uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i)
    value |= (uint64_t)bytes[i] << (8 * i);
  return value;
}

static void repair(uint8_t *bytes, size_t size) {
  put(bytes + SIZE, size, 8);
  AicMachine machine;
  aicMachineInit(&machine, "", 4, 4);
  size_t at = MACHINE + sizeof machine.name;
  if (size >= at + 8 * aicMachineNumParams) {
    memcpy(machine.name, bytes + MACHINE, sizeof machine.name);
    for (size_t i = 0; i < aicMachineNumParams; ++i)
      aicMachineSet(&machine, &aicMachineParams[i], get(bytes + at + 8 * i));
    if (!machine.name[sizeof machine.name - 1])
      put(bytes + HASH, aicMachineHash(&machine), 8);
  }
  put(bytes + CRC, 0, 4);
  put(bytes + CRC, aicCrc32(0, bytes, size), 4);
}

static void ignore(const char *text, size_t size, void *userData) {
  *(size_t *)userData += size + (text == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t bytes[MAX_SIZE];
  if (size < MACHINE || size > MAX_SIZE)
    return 0;
  memcpy(bytes, data, size);
  repair(bytes, size);
  AicNpuProgram *program;
  AicError *error = aicNpuProgramDecode(bytes, size, &program);
  if (!error) {
    size_t printed = 0;
    aicNpuProgramPrint(program, ignore, &printed);
    unsigned char *encoded;
    size_t encodedSize;
    AicError *wrong = aicNpuProgramEncode(program, &encoded, &encodedSize);
    AicNpuProgram *again = NULL;
    if (!wrong)
      wrong = aicNpuProgramDecode(encoded, encodedSize, &again);
    if (wrong || !printed)
      abort();
    aicNpuProgramDestroy(again);
    free(encoded);
    checkText(program);
    // Loops may run for long; the first cycles show enough.
    AicNpuSimulator *simulator = aicNpuSimulatorCreate(
        &(AicNpuRunOptions){.machine = aicNpuProgramGetMachine(program),
                            .timeOnly = true,
                            .maxCycles = 20000});
    if (!simulator)
      abort();
    aicErrorDestroy(aicNpuSimulatorTime(simulator, program));
    aicNpuSimulatorDestroy(simulator);
  }
  aicNpuProgramDestroy(program);
  aicErrorDestroy(error);
  return 0;
}
