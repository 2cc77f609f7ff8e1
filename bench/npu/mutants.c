//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Seeded faults in compiled programs: `npu-mutants COUNT PROGRAM.npu...` makes
// COUNT mutants of every kind, in turn from the programs. What verification
// accepts is run at 64 random speeds of the engines: it must not stop, and give
// the values of the program at each. What it refuses is run at some speeds,
// where that is safe, to see how often the fault shows. Prints a table; ends
// with 1 if a valid program is refused or an accepted mutant is wrong.
//
//===----------------------------------------------------------------------===//

#include "bench/npu/faults.h"
#include "test/runtime/npu/build_program.h"

enum { SPEEDS = 64, SPEEDS_REFUSED = 8, MAX_ENDS = 16 };

typedef enum Outcome {
  RIGHT, ///< the values of the program
  OTHER, ///< other values, the same at all speeds
  STOPS, ///< deadlock, or values that depend on the speed
} Outcome;

typedef struct Row {
  uint32_t made, refused, shown, outcomes[STOPS + 1];
} Row;

typedef struct Case {
  const char *path;
  unsigned char *bytes;
  size_t size;
  uint32_t numInputs, numOutputs;
  void *inputs[MAX_ENDS], *outputs[MAX_ENDS], *wanted[MAX_ENDS];
  uint64_t outputBytes[MAX_ENDS];
} Case;

/// Engines that are up to thousands of times faster or slower than another.
static AicMachine randomSpeeds(const AicMachine *machine, uint64_t *seed) {
  AicMachine other = *machine;
  AicMachineDma *sides[] = {&other.ld, &other.st};
  for (int s = 0; s < 2; ++s) {
    sides[s]->bw = (uint64_t)AIC_FIXED_ONE << randomBelow(seed, 8);
    sides[s]->latency = randomBelow(seed, 2) ? randomBelow(seed, 5000) : 0;
    sides[s]->issue = randomBelow(seed, 2) ? randomBelow(seed, 500) : 0;
    sides[s]->channels = 1 + randomBelow(seed, 4);
    sides[s]->outstanding = sides[s]->channels + randomBelow(seed, 8);
  }
  other.dram.bw = (uint64_t)AIC_FIXED_ONE << randomBelow(seed, 8);
  other.dram.shared = randomBelow(seed, 2);
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac)
    if (other.array.rates[mac])
      other.array.rates[mac] = (uint64_t)AIC_FIXED_ONE >> randomBelow(seed, 10);
  other.array.wload = randomBelow(seed, 2) ? other.array.rows : 1;
  other.vector.lanes = 1ull << randomBelow(seed, 13);
  other.sync.issue = randomBelow(seed, 2) ? 0 : randomBelow(seed, 100);
  EXPECT_OK(aicMachineValidate(&other));
  return other;
}

static AicError *runAt(const AicNpuProgram *program, const Case *at,
                       const AicMachine *machine) {
  return aicNpuRun(program, (const void *const *)at->inputs, at->outputs,
                   &(AicNpuRunOptions){.machine = machine}, NULL);
}

static Outcome runAll(const AicNpuProgram *program, const Case *at, int speeds,
                      uint64_t *seed) {
  Outcome outcome = RIGHT;
  uint32_t sum = 0;
  for (int speed = 0; speed < speeds; ++speed) {
    AicMachine machine = randomSpeeds(&program->machine, seed);
    AicError *error = runAt(program, at, &machine);
    if (error) {
      aicErrorDestroy(error);
      return STOPS;
    }
    uint32_t crc = 0;
    for (uint32_t i = 0; i < at->numOutputs; ++i) {
      crc = aicCrc32(crc, at->outputs[i], at->outputBytes[i]);
      if (memcmp(at->outputs[i], at->wanted[i], at->outputBytes[i]) != 0)
        outcome = OTHER;
    }
    if (speed && crc != sum)
      return STOPS;
    sum = crc;
  }
  return outcome;
}

/// Whether all addresses are inside of the memories, so that the program can be
/// run: without what it claims, nothing is left to refuse, or something that is
/// looked for when all commands were checked one by one. It claims nothing
/// then.
static bool isSafe(AicNpuProgram *program) {
  static const char *const texts[] = {
      ": deadlock: ", ": race: ", "have been written yet",
      "the machine's maximum"};
  for (uint32_t i = 0; i < program->numCommands; ++i) {
    AicNpuRef *refs[AIC_NPU_MAX_REFS];
    int count = aicNpuCommandRefs(&program->commands[i], refs);
    for (int operand = 0; operand < count; ++operand)
      refs[operand]->claim = (AicNpuClaim){0};
  }
  uint32_t rings = program->numRings;
  program->numRings = 0;
  AicError *error = aicNpuProgramVerify(program);
  bool safe = !error;
  for (size_t i = 0; i < sizeof texts / sizeof *texts && !safe; ++i)
    safe = strstr(aicErrorMessage(error), texts[i]) != NULL;
  aicErrorDestroy(error);
  program->verified = safe;
  program->numRings = rings;
  return safe;
}

static void judge(AicNpuProgram *program, const Case *at, Fault fault,
                  uint64_t *seed, Row *row) {
  static const char *const names[] = {"right", "other values", "stops"};
  AicError *error = aicNpuProgramVerify(program);
  ++row->made;
  if (!error) {
    Outcome outcome = runAll(program, at, SPEEDS, seed);
    ++row->outcomes[outcome];
    if (outcome != RIGHT)
      fprintf(stderr, "%s: %s %u: %s\n", at->path, faultNames[fault],
              row->made - 1, names[outcome]);
    return;
  }
  ++row->refused;
  aicErrorDestroy(error);
  row->shown +=
      isSafe(program) && runAll(program, at, SPEEDS_REFUSED, seed) != RIGHT;
}

static void fillInput(const AicNpuBuffer *buffer, uint64_t *seed, void *data) {
  if (buffer->type == AIC_NPU_F32)
    for (uint64_t i = 0; i < buffer->bytes / 4; ++i)
      ((float *)data)[i] = randomFloat(seed);
  else // of half a float the sign and the fraction, so that none is infinite
    for (uint64_t i = 0; i < buffer->bytes; ++i)
      ((unsigned char *)data)[i] = (unsigned char)(nextRandom(seed) & 0xbf);
}

/// Reads the program, which must verify, and runs it.
static void readCase(Case *at, const char *path, uint64_t *seed) {
  *at = (Case){.path = path};
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) {
    fprintf(stderr, "npu-mutants: cannot read %s\n", path);
    exit(1);
  }
  long size = ftell(file);
  rewind(file);
  at->bytes = malloc((size_t)size + 1);
  EXPECT(size > 0 && at->bytes);
  at->size = fread(at->bytes, 1, (size_t)size, file);
  EXPECT(at->size == (size_t)size);
  fclose(file);
  AicNpuProgram *program;
  EXPECT_OK(aicNpuProgramDecode(at->bytes, at->size, &program));
  for (uint32_t i = 0; i < program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &program->buffers[i];
    if (buffer->kind == AIC_NPU_INPUT) {
      EXPECT(at->numInputs < MAX_ENDS);
      fillInput(buffer, seed,
                at->inputs[at->numInputs++] = malloc(buffer->bytes));
    } else if (buffer->kind == AIC_NPU_OUTPUT) {
      EXPECT(at->numOutputs < MAX_ENDS);
      at->outputBytes[at->numOutputs] = buffer->bytes;
      at->outputs[at->numOutputs] = calloc(1, buffer->bytes);
      at->wanted[at->numOutputs++] = calloc(1, buffer->bytes);
    }
  }
  EXPECT_OK(runAt(program, at, NULL));
  for (uint32_t i = 0; i < at->numOutputs; ++i)
    memcpy(at->wanted[i], at->outputs[i], at->outputBytes[i]);
  EXPECT(runAll(program, at, SPEEDS, seed) == RIGHT);
  aicNpuProgramDestroy(program);
}

static void freeCase(Case *at) {
  free(at->bytes);
  for (int i = 0; i < MAX_ENDS; ++i) {
    free(at->inputs[i]);
    free(at->outputs[i]);
    free(at->wanted[i]);
  }
}

/// `count` mutants of a kind, in turn from the cases. Not every program has a
/// place for every fault.
static void mutate(const Case *cases, uint32_t numCases, Fault fault,
                   uint32_t count, Row *row) {
  uint64_t seed = 7 + (uint64_t)fault;
  for (uint32_t round = 0; row->made < count && round < 400 * count; ++round) {
    const Case *at = &cases[round % numCases];
    AicNpuProgram *program;
    EXPECT_OK(aicNpuProgramReadBytes(at->bytes, at->size, false, &program));
    if (injectFault(program, fault, &seed))
      judge(program, at, fault, &seed, row);
    aicNpuProgramDestroy(program);
  }
}

static void print(const char *name, const Row *row) {
  printf("| %s | %u | %u | %u | %u | %u | %u |\n", name, row->made,
         row->refused, row->shown, row->made - row->refused,
         row->outcomes[OTHER], row->outcomes[STOPS]);
  fflush(stdout);
}

int main(int argc, char **argv) {
  char *end = NULL;
  unsigned long count = argc > 2 ? strtoul(argv[1], &end, 10) : 0;
  if (!count || count > 1000000 || *end) {
    fprintf(stderr, "usage: npu-mutants COUNT PROGRAM.npu...\n");
    return 2;
  }
  uint32_t numCases = (uint32_t)argc - 2;
  uint64_t seed = 1;
  Case *cases = calloc(numCases, sizeof *cases);
  EXPECT(cases);
  for (uint32_t i = 0; i < numCases; ++i)
    readCase(&cases[i], argv[2 + i], &seed);
  printf("| fault | made | refused | shown at %d speeds | accepted | with "
         "other values | stops or depends on the speed |\n"
         "|---|---|---|---|---|---|---|\n",
         SPEEDS_REFUSED);
  Row all = {0};
  for (int fault = 0; fault < NUM_FAULTS; ++fault) {
    Row row = {0};
    mutate(cases, numCases, (Fault)fault, (uint32_t)count, &row);
    print(faultNames[fault], &row);
    all.made += row.made;
    all.refused += row.refused;
    all.shown += row.shown;
    for (int o = 0; o <= STOPS; ++o)
      all.outcomes[o] += row.outcomes[o];
  }
  print("all", &all);
  for (uint32_t i = 0; i < numCases; ++i)
    freeCase(&cases[i]);
  free(cases);
  // Were nothing shown, the speeds would prove nothing about the rest.
  return all.outcomes[OTHER] || all.outcomes[STOPS] || !all.outcomes[RIGHT] ||
         !all.shown;
}
