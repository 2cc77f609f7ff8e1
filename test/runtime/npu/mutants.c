// RUN: %cc %s %runtime_lib -o %t
// RUN: aic compile %S/Inputs/matmul.mlir --target=npu:edge4 -o %t.matmul4.npu
// RUN: aic compile %S/Inputs/matmul.mlir --target=npu:edge32 -o %t.matmul32.npu
// RUN: aic compile %S/Inputs/conv.mlir --target=npu:edge4 -o %t.conv4.npu
// RUN: aic compile %S/Inputs/conv.mlir --target=npu:edge32 -o %t.conv32.npu
// RUN: aic compile %data/digits_cnn.onnx --target=npu:edge32 -o %t.digits32.npu
// RUN: %t 100 %t.matmul4.npu %t.matmul32.npu %t.conv4.npu %t.conv32.npu
// RUN: %t 100 %t.digits32.npu

// Seeded faults in compiled programs. What verification lets through is run at
// 64 random speeds of the engines: it must not stop, and give the same values
// at each. The first argument is the number of mutants per program; a table of
// what became of them is printed.

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/codec.h"

enum { SPEEDS = 64 };

typedef enum Fault {
  DROP_WAIT,
  DROP_POST,
  ADD_WAIT,
  ADD_POST,
  COUNT,
  SLOT,
  SHIFT,
  REORDER,
  NUM_FAULTS
} Fault;

static const char *const faultNames[NUM_FAULTS] = {
    "dropped wait",  "dropped post", "added wait",      "added post",
    "initial count", "swapped slot", "shifted address", "reordered"};

typedef enum Verdict {
  DEADLOCK,
  RACE,
  UNWRITTEN,
  OVERRUN,
  STRUCTURE,
  RIGHT,  ///< accepted; the values of the program
  OTHER,  ///< accepted; other values, the same at all speeds
  MISSED, ///< accepted; stops, or values depend on the speed
  NUM_VERDICTS
} Verdict;

static const char *const verdictNames[NUM_VERDICTS] = {
    "deadlock", "race",  "unwritten", "overrun",
    "bounds",   "right", "other",     "missed"};

static AicNpuCommand *pick(AicNpuProgram *program, uint64_t *seed) {
  return &program->commands[randomBelow(seed, program->numCommands)];
}

static bool drop(uint8_t *ids, uint8_t *count, uint64_t *seed) {
  if (!*count)
    return false;
  ids[randomBelow(seed, *count)] = ids[*count - 1];
  --*count;
  return true;
}

/// Mostly a semaphore that `engine` waits for (or posts) elsewhere, since no
/// other can be accepted.
static bool add(AicNpuProgram *program, AicNpuCommand *command, bool waits,
                uint64_t *seed) {
  uint8_t *ids = waits ? command->waits : command->posts;
  uint8_t *count = waits ? &command->numWaits : &command->numPosts;
  if (command->opcode < AIC_NPU_SYNC || *count == AIC_NPU_MAX_WAITS)
    return false;
  uint8_t id = (uint8_t)randomBelow(seed, 32);
  const AicNpuCommand *like = pick(program, seed);
  uint8_t some = waits ? like->numWaits : like->numPosts;
  if (some && like->engine == command->engine)
    id = (waits ? like->waits : like->posts)[randomBelow(seed, some)];
  else if (randomBelow(seed, 16))
    return false;
  for (int i = 0; i < *count; ++i)
    if (ids[i] == id)
      return false;
  ids[(*count)++] = id;
  return true;
}

static int refsOf(AicNpuCommand *command, AicNpuRef **refs) {
  int count = 0;
  switch (command->opcode) {
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    refs[count++] = &command->dma.ref;
    break;
  case AIC_NPU_MATMUL:
    refs[count++] = &command->matmul.a;
    refs[count++] = &command->matmul.w;
    refs[count++] = &command->matmul.acc;
    break;
  case AIC_NPU_VEC:
    for (int s = 0; s < command->vec.numSources; ++s)
      refs[count++] = &command->vec.sources[s].ref;
    refs[count++] = &command->vec.dst;
    break;
  default:
    break;
  }
  return count;
}

static bool damageRef(AicNpuProgram *program, Fault fault, uint64_t *seed) {
  AicNpuRef *refs[AIC_NPU_MAX_SOURCES + 1];
  int count = refsOf(pick(program, seed), refs);
  if (!count)
    return false;
  AicNpuRef *ref = refs[randomBelow(seed, (uint32_t)count)];
  if (fault == SHIFT) {
    uint32_t by = 4u << randomBelow(seed, 12);
    ref->base += randomBelow(seed, 2) ? by : 0 - by;
    return true;
  }
  if (ref->depth == 1) {
    AicNpuRef *others[AIC_NPU_MAX_SOURCES + 1];
    count = refsOf(pick(program, seed), others);
    AicNpuRef *other = count ? others[0] : ref;
    uint32_t base = other->base;
    bool changes = other->space == ref->space && base != ref->base;
    other->base = ref->base;
    ref->base = base;
    return changes;
  }
  uint8_t by = (uint8_t)(1 + randomBelow(seed, ref->depth - 1u));
  uint8_t *field = randomBelow(seed, 2)
                       ? &ref->phase
                       : &ref->weight[randomBelow(seed, AIC_NPU_MAX_LOOPS)];
  *field = (uint8_t)((*field + by) % ref->depth);
  return true;
}

static bool reorder(AicNpuProgram *program, uint64_t *seed) {
  uint32_t from = randomBelow(seed, program->numCommands);
  uint32_t to = from + 1 + randomBelow(seed, 4);
  if (to >= program->numCommands)
    return false;
  for (uint32_t i = from; i <= to; ++i)
    if (program->commands[i].opcode < AIC_NPU_SYNC)
      return false;
  // The later one goes to the front of the others.
  AicNpuCommand moved = program->commands[to];
  memmove(&program->commands[from + 1], &program->commands[from],
          (to - from) * sizeof moved);
  program->commands[from] = moved;
  return true;
}

/// Puts one fault in; false if the place does not have what it needs.
static bool damage(AicNpuProgram *program, Fault fault, uint64_t *seed) {
  AicNpuCommand *command = pick(program, seed);
  switch (fault) {
  case DROP_WAIT:
    return drop(command->waits, &command->numWaits, seed);
  case DROP_POST:
    return drop(command->posts, &command->numPosts, seed);
  case ADD_WAIT:
  case ADD_POST:
    return add(program, command, fault == ADD_WAIT, seed);
  case COUNT: {
    if (!command->numWaits)
      return false;
    uint32_t *count = &program->semaphores[command->waits[0]];
    *count += randomBelow(seed, 2) || !*count ? 1 : (uint32_t)-1;
    return true;
  }
  case REORDER:
    return reorder(program, seed);
  default:
    return damageRef(program, fault, seed);
  }
}

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

typedef struct Values {
  uint32_t numInputs, numOutputs;
  void *inputs[8], *outputs[8], *wanted[8];
  uint64_t bytes[8];
} Values;

static void runAt(const AicNpuProgram *program, const Values *values,
                  const AicMachine *machine, AicError **error) {
  *error =
      aicNpuRun(program, (const void *const *)values->inputs, values->outputs,
                &(AicNpuRunOptions){.machine = machine}, NULL);
}

static Verdict runAll(const AicNpuProgram *program, const Values *values,
                      uint64_t *seed) {
  Verdict verdict = RIGHT;
  uint32_t sum = 0;
  for (int speed = 0; speed < SPEEDS; ++speed) {
    AicMachine machine = randomSpeeds(&program->machine, seed);
    AicError *error;
    runAt(program, values, &machine, &error);
    if (error) {
      aicErrorDestroy(error);
      return MISSED;
    }
    uint32_t crc = 0;
    for (uint32_t i = 0; i < values->numOutputs; ++i) {
      crc = aicCrc32(crc, values->outputs[i], values->bytes[i]);
      if (memcmp(values->outputs[i], values->wanted[i], values->bytes[i]))
        verdict = OTHER;
    }
    if (speed && crc != sum)
      return MISSED;
    sum = crc;
  }
  return verdict;
}

/// `shown` counts what is refused with reason: some speed shows it.
static Verdict judge(AicNpuProgram *program, const Values *values,
                     uint64_t *seed, uint32_t shown[NUM_VERDICTS]) {
  static const struct {
    const char *text;
    Verdict verdict;
  } kinds[] = {{": deadlock: ", DEADLOCK},
               {": race: ", RACE},
               {"not have been written yet", UNWRITTEN},
               {"the machine's maximum", OVERRUN}};
  AicError *error = aicNpuProgramVerify(program);
  if (!error)
    return runAll(program, values, seed);
  Verdict verdict = STRUCTURE;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; ++i)
    if (strstr(aicErrorMessage(error), kinds[i].text))
      verdict = kinds[i].verdict;
  aicErrorDestroy(error);
  if (verdict == DEADLOCK || verdict == RACE) {
    program->verified = true;
    shown[verdict] += runAll(program, values, seed) == MISSED;
  }
  return verdict;
}

static Values makeValues(const AicNpuProgram *program, uint64_t *seed) {
  Values values = {.numInputs = 0};
  for (uint32_t i = 0; i < program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &program->buffers[i];
    if (buffer->kind == AIC_NPU_INPUT) {
      EXPECT(values.numInputs < 8 && buffer->type == AIC_NPU_F32);
      float *data = malloc(buffer->bytes);
      for (uint64_t at = 0; at < buffer->bytes / 4; ++at)
        data[at] = randomFloat(seed);
      values.inputs[values.numInputs++] = data;
    } else if (buffer->kind == AIC_NPU_OUTPUT) {
      EXPECT(values.numOutputs < 8);
      values.outputs[values.numOutputs] = calloc(1, buffer->bytes);
      values.wanted[values.numOutputs] = calloc(1, buffer->bytes);
      values.bytes[values.numOutputs++] = buffer->bytes;
    }
  }
  AicError *error;
  runAt(program, &values, NULL, &error);
  EXPECT_OK(error);
  for (uint32_t i = 0; i < values.numOutputs; ++i)
    memcpy(values.wanted[i], values.outputs[i], values.bytes[i]);
  return values;
}

static void mutate(const char *path, uint32_t count,
                   uint32_t table[NUM_FAULTS + 2][NUM_VERDICTS]) {
  FILE *file = fopen(path, "rb");
  EXPECT(file);
  static unsigned char bytes[1 << 24];
  size_t size = fread(bytes, 1, sizeof bytes, file);
  EXPECT(size && size < sizeof bytes);
  fclose(file);
  uint64_t seed = 7;
  AicNpuProgram *program;
  EXPECT_OK(aicNpuProgramDecode(bytes, size, &program));
  Values values = makeValues(program, &seed);
  EXPECT(runAll(program, &values, &seed) == RIGHT);
  aicNpuProgramDestroy(program);
  // Not every program has a place for every fault.
  for (uint32_t tried = 0, round = 0; tried < count && round < 40 * count;
       ++round) {
    Fault fault = (Fault)(round % NUM_FAULTS);
    EXPECT_OK(aicNpuProgramDecode(bytes, size, &program));
    if (damage(program, fault, &seed)) {
      Verdict verdict = judge(program, &values, &seed, table[NUM_FAULTS + 1]);
      if (verdict >= OTHER)
        printf("  %s: mutant %u, %s: %s\n", path, tried, faultNames[fault],
               verdictNames[verdict]);
      ++table[fault][verdict];
      ++tried;
    }
    aicNpuProgramDestroy(program);
  }
  for (uint32_t i = 0; i < 8; ++i) {
    free(values.inputs[i]);
    free(values.outputs[i]);
    free(values.wanted[i]);
  }
}

int main(int argc, char **argv) {
  uint32_t table[NUM_FAULTS + 2][NUM_VERDICTS] = {{0}};
  EXPECT(argc > 2);
  for (int i = 2; i < argc; ++i)
    mutate(argv[i], (uint32_t)strtoul(argv[1], NULL, 10), table);
  printf("%-16s", "");
  for (int v = 0; v < NUM_VERDICTS; ++v)
    printf("%10s", verdictNames[v]);
  for (int f = 0; f < NUM_FAULTS + 2; ++f) {
    printf("\n%-16s", f < NUM_FAULTS    ? faultNames[f]
                      : f == NUM_FAULTS ? "all"
                                        : "shown by speeds");
    for (int v = 0; v < NUM_VERDICTS; ++v) {
      printf("%10u", table[f][v]);
      if (f < NUM_FAULTS)
        table[NUM_FAULTS][v] += table[f][v];
    }
  }
  printf("\n");
  const uint32_t *all = table[NUM_FAULTS];
  EXPECT(!all[MISSED]);
  // An address may be wrong and yet in order; semaphores may not.
  for (int f = 0; f < NUM_FAULTS; ++f)
    EXPECT(!table[f][OTHER] || f == SLOT || f == SHIFT);
  // Or the speeds would prove nothing about what is accepted.
  const uint32_t *shown = table[NUM_FAULTS + 1];
  EXPECT(all[DEADLOCK] && shown[DEADLOCK] == all[DEADLOCK]);
  EXPECT(all[RIGHT] && shown[RACE] > all[RACE] / 4);
  return 0;
}
