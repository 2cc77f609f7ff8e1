// RUN: %cc %s %runtime_lib -o %t && %t

// Verification of whole programs: buffers, semaphores, deadlocks, semaphores
// that rise too far at some speed of the engines, and machines.

#include "test/runtime/npu/gemm.h"

static AicNpuProgram *empty(void) {
  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  return aicNpuProgramCreate(&machine, "test");
}

static void refuse(AicNpuProgram *program, const char *text) {
  EXPECT_ERROR(aicNpuProgramVerify(program), text);
  aicNpuProgramDestroy(program);
}

static void checkBuffers(void) {
  AicNpuBuffer buffer = {.kind = AIC_NPU_INPUT,
                         .type = AIC_NPU_I8,
                         .name = "x",
                         .rank = 2,
                         .shape = {2, 3}};
  AicNpuProgram *program = empty();
  buffer.bytes = 5;
  aicNpuProgramAddBuffer(program, &buffer);
  refuse(program, "buffer 0 (x): has 5 bytes, its shape needs 6");

  program = empty();
  buffer.bytes = 6;
  buffer.shape[1] = -3;
  aicNpuProgramAddBuffer(program, &buffer);
  refuse(program, "buffer 0 (x): dimension 1 is -3, but must be at least 1, "
                  "and all together at most 2^40 bytes");

  program = empty();
  buffer.shape[1] = 3;
  buffer.kind = AIC_NPU_CONSTANT;
  aicNpuProgramAddBuffer(program, &buffer);
  refuse(program, "buffer 0 (x): a constant without data");

  // Unless only the program's time is asked for; it is good for nothing else.
  static const char text[] = "program 'test' is for its time only and has no "
                             "data";
  unsigned char *bytes;
  size_t size;
  AicNpuStats stats;
  program = empty();
  aicNpuProgramAddBuffer(program, &buffer);
  aicNpuProgramSetTimeOnly(program);
  EXPECT_OK(aicNpuProgramVerify(program));
  EXPECT_OK(aicNpuRun(program, NULL, NULL,
                      &(AicNpuRunOptions){.timeOnly = true}, &stats));
  EXPECT_ERROR(aicNpuRun(program, NULL, NULL, NULL, &stats), text);
  EXPECT_ERROR(aicNpuProgramEncode(program, &bytes, &size), text);
  EXPECT(bytes == NULL && size == 0);
  aicNpuProgramDestroy(program);

  program = empty();
  buffer.kind = AIC_NPU_TEMPORARY;
  buffer.bytes = 3ull << 30;
  aicNpuProgramAddBuffer(program, &buffer);
  aicNpuProgramAddBuffer(program, &buffer);
  refuse(program, "buffer 1 (x): ends at byte 6442450944 of the DRAM, which "
                  "has 4294967296");

  program = empty();
  buffer.bytes = 6;
  buffer.kind = (AicNpuBufferKind)4;
  aicNpuProgramAddBuffer(program, &buffer);
  refuse(program, "buffer 0: unknown kind 4, type 0 or rank 2");
}

static void checkSemaphores(void) {
  AicNpuProgram *program = empty();
  aicNpuProgramSetSemaphore(program, 3, 16);
  refuse(program, "semaphore 3 starts at 16, more than 15");
  program = empty();
  aicNpuProgramSetSemaphore(program, 32, 1);
  refuse(program, "semaphore 32 starts at 1, more than 0");

  // Two engines that wait for each other.
  program = empty();
  append(program, syncOn(AIC_NPU_LD, LIST(0), LIST(1)));
  append(program, syncOn(AIC_NPU_MX, LIST(1), LIST(0)));
  refuse(program, "command 0 (sync, test): deadlock: engine ld waits for "
                  "semaphore 0, which nobody can post: command 1 (sync, test) "
                  "does, but engine mx waits for semaphore 1 at it");
  // Nobody posts.
  program = empty();
  append(program, syncOn(AIC_NPU_LD, LIST(0), NONE));
  refuse(program, "command 0 (sync, test): deadlock: engine ld waits for "
                  "semaphore 0, which nobody can post: no command that is left "
                  "does");
  // With one token they take turns.
  program = empty();
  aicNpuProgramSetSemaphore(program, 0, 1);
  append(program, syncOn(AIC_NPU_LD, LIST(0), LIST(1)));
  append(program, syncOn(AIC_NPU_MX, LIST(1), LIST(0)));
  EXPECT_OK(aicNpuProgramVerify(program));
  aicNpuProgramDestroy(program);

  // A queue that is too short: the posts are issued behind 17 waits.
  for (uint32_t waits = 16; waits < 19; ++waits) {
    AicMachine machine;
    aicMachineInit(&machine, "edge4", 4, 4);
    machine.sync.max = 20;
    program = aicNpuProgramCreate(&machine, "test");
    for (int post = 0; post < 2; ++post) {
      loop(program, waits);
      append(program, post ? syncOn(AIC_NPU_MX, NONE, LIST(0))
                           : syncOn(AIC_NPU_LD, LIST(0), NONE));
      endLoop(program);
    }
    if (waits == 16)
      EXPECT_OK(aicNpuProgramVerify(program));
    else
      EXPECT_ERROR(aicNpuProgramVerify(program),
                   "command 1 (sync, test): deadlock: engine ld waits for "
                   "semaphore 0, which nobody can post: command 4 (sync, test) "
                   "does, but the queue of engine ld, which holds 16, has no "
                   "place for command 1 (sync, test)");
    aicNpuProgramDestroy(program);
  }

  // 16 posts may come before the first wait.
  program = empty();
  loop(program, 16);
  append(program, syncOn(AIC_NPU_LD, NONE, LIST(0)));
  append(program, syncOn(AIC_NPU_MX, LIST(0), NONE));
  endLoop(program);
  refuse(program, "command 1 (sync, test): can raise semaphore 0 above the "
                  "machine's maximum of 15: its reader may have taken only 0 "
                  "of the 15 before");
  // The order of the engines that is played never sees more than 3; but a slow
  // ld may have 4 waits in its queue when the posts for them are issued, and
  // not more, because the next wait has no place there.
  for (uint64_t most = 3; most < 5; ++most) {
    AicMachine machine;
    aicMachineInit(&machine, "edge4", 4, 4);
    machine.sync.queue = 4;
    machine.sync.max = most;
    program = aicNpuProgramCreate(&machine, "test");
    loop(program, 100);
    append(program, syncOn(AIC_NPU_LD, LIST(0), NONE));
    append(program, syncOn(AIC_NPU_ST, NONE, LIST(0)));
    for (int i = 0; i < 4; ++i)
      append(program, syncOn(AIC_NPU_MX, NONE, NONE));
    endLoop(program);
    if (most == 4)
      EXPECT_OK(aicNpuProgramVerify(program));
    else
      EXPECT_ERROR(aicNpuProgramVerify(program),
                   "command 2 (sync, test): can raise semaphore 0 above the "
                   "machine's maximum of 3: engine ld may have taken only 0 of "
                   "the 3 before");
    aicNpuProgramDestroy(program);
  }
  // An answer bounds them.
  program = empty();
  aicNpuProgramSetSemaphore(program, 1, 2);
  loop(program, 1000);
  append(program, syncOn(AIC_NPU_LD, LIST(1), LIST(0)));
  append(program, syncOn(AIC_NPU_MX, LIST(0), LIST(1)));
  endLoop(program);
  EXPECT_OK(aicNpuProgramVerify(program));
  aicNpuProgramDestroy(program);
  // Also an answer by way of a third engine.
  program = empty();
  aicNpuProgramSetSemaphore(program, 2, 3);
  loop(program, 1000);
  append(program, syncOn(AIC_NPU_LD, LIST(2), LIST(0)));
  append(program, syncOn(AIC_NPU_MX, LIST(0), LIST(1)));
  append(program, syncOn(AIC_NPU_VX, LIST(1), LIST(2)));
  endLoop(program);
  EXPECT_OK(aicNpuProgramVerify(program));
  aicNpuProgramDestroy(program);
}

static void checkMachines(void) {
  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  EXPECT_OK(aicMachineValidate(&machine));
  static const struct {
    const char *set, *text;
  } cases[] = {
      {"array.rows=0", "array.rows is 0, but must be from 1 to 1024"},
      {"array.rate_f32=65", "array.rate_f32 is 65, but must be from 0 to 64"},
      {"spad.size=64",
       "spad.size is 64 bytes, but one 4x4 tile of f32 needs 80"},
      {"acc.size=8", "acc.size is 8 bytes, but one row needs 16"},
      {"array.wload=5", "array.wload is 5, more than the 4 rows"},
      {"sync.semaphores=65", "sync.semaphores is 65, but must be from 1 to 64"},
      {"acc.elem=8", "acc.elem is 8, but must be from 4 to 4"},
      {"spad.align=2", "spad.align is 2, but must be from 4 to 4096"},
      {"spad.align=12", "spad.align is 12, but must be a power of two"},
      {"spad.align=33", "spad.align is 33, but must be a power of two"},
      {"stream.loops=5", "stream.loops is 5, but must be from 0 to 4"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    AicMachine other = machine;
    EXPECT_OK(aicMachineSetText(&other, cases[i].set));
    EXPECT_ERROR(aicMachineValidate(&other), cases[i].text);
    // A program for it is not even looked at.
    AicNpuProgram *program = aicNpuProgramCreate(&other, "test");
    refuse(program, cases[i].text);
  }
  AicMachine other = machine;
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac)
    other.array.rates[mac] = 0;
  EXPECT_ERROR(aicMachineValidate(&other),
               "the array has no type: all of array.rate_* are 0");
  other = machine;
  other.name[0] = '"';
  EXPECT_ERROR(aicMachineValidate(&other),
               "the machine has no name of 1 to 31 letters, digits, '_', '.', "
               "'$' or '-'");

  // Text of each kind, and what is none.
  EXPECT_OK(aicMachineSetText(&other, "spad.size=512K"));
  EXPECT(other.spad.size == 524288);
  EXPECT_OK(aicMachineSetText(&other, "array.rate_f32=0.125"));
  EXPECT(other.array.rates[AIC_NPU_MAC_F32] == AIC_FIXED_ONE / 8);
  EXPECT_OK(aicMachineSetText(&other, "dram.bw=12.8"));
  EXPECT(other.dram.bw == AIC_FIXED(12.8));
  EXPECT_OK(aicMachineSetText(&other, "array.shadow=false"));
  EXPECT(other.array.shadow == 0);
  EXPECT_OK(aicMachineSetText(&other, "array.dataflow=ws+os"));
  EXPECT(other.array.dataflows == 3);
  EXPECT_OK(aicMachineSetText(&other, "vector.types=i8+f32"));
  EXPECT(other.vector.types == (1 << AIC_NPU_I8 | 1 << AIC_NPU_F32));
  EXPECT_OK(aicMachineSetText(&other, "clock=2000000000"));
  EXPECT(other.clock == 2000000000);
  EXPECT_ERROR(aicMachineSetText(&other, "array.rows"),
               "'array.rows' is not of the form group.key=value");
  EXPECT_ERROR(aicMachineSetText(&other, "array.size=1"),
               "a machine has no parameter 'array.size'");
  EXPECT_ERROR(aicMachineSetText(&other, "array.rows=x"),
               "'x' is no value of 'array.rows'");
  EXPECT_ERROR(aicMachineSetText(&other, "array.rows=99999999999999999999"),
               "'99999999999999999999' is no value of 'array.rows'");
  EXPECT_ERROR(aicMachineSetText(&other, "vector.ops=add+bogus"),
               "'add+bogus' is no value of 'vector.ops'");

  // Every parameter round trips, and the structural ones are in the hash.
  for (size_t i = 0; i < aicMachineNumParams; ++i) {
    const AicMachineParam *param = &aicMachineParams[i];
    EXPECT(aicMachineFindParam(param->group, param->key) == param);
    uint64_t value = aicMachineGet(&machine, param);
    EXPECT(value >= param->min && value <= param->max);
    other = machine;
    // A rate counts by whether it is there.
    aicMachineSet(&other, param,
                  param->kind == AIC_MACHINE_FIXED ? 0 : value ^ 1);
    bool same = aicMachineHash(&machine) == aicMachineHash(&other);
    EXPECT(same == !param->structural);
  }
}

int main(void) {
  checkBuffers();
  checkSemaphores();
  checkMachines();
  return 0;
}
