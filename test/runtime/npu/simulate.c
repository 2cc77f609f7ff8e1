// RUN: %cc %s %runtime_lib -o %t && %t

// The clock: cycles of small programs by hand, DRAM shared between channels,
// transfers in flight, queues; accounts that sum to the total; limits.

#include "test/runtime/npu/gemm.h"

#include "runtime/npu/codec.h"
#include "runtime/npu/timing.h"

static AicMachine makeMachine(void) {
  AicMachine machine;
  aicMachineInit(&machine, "test", 4, 4);
  machine.ld.bw = machine.st.bw = machine.dram.bw = 8 * AIC_FIXED_ONE;
  return machine;
}

static AicNpuStats run(AicNpuProgram *program) {
  AicNpuStats stats;
  // Only the clock is looked at: what moves need not make sense.
  program->verified = true;
  EXPECT_OK(aicNpuRun(program, NULL, NULL,
                      &(AicNpuRunOptions){.timeOnly = true}, &stats));
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
    EXPECT(sumOf(&stats.engines[e]) == stats.cycles);
  }
  aicNpuProgramDestroy(program);
  return stats;
}

/// `bytes` of i8, without conflicts, from buffer 0 or to buffer 1.
static AicNpuCommand transfer(AicNpuOpcode opcode, uint32_t bytes) {
  bool load = opcode == AIC_NPU_LOAD;
  return move(opcode, matrixTile(!load, AIC_NPU_I8, 1, 4096, 1, bytes),
              aicNpuRefAt(AIC_NPU_SPAD, load ? 0 : 8192));
}

static AicNpuProgram *create(const AicMachine *machine) {
  AicNpuProgram *program = aicNpuProgramCreate(machine, "test");
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_I8, "in", 1, 4096);
  addBuffer(program, AIC_NPU_OUTPUT, AIC_NPU_I8, "out", 1, 4096);
  return program;
}

static void checkTransfers(void) {
  AicMachine machine = makeMachine();
  // issue 8, 1024 bytes at 8 per cycle, latency 100.
  AicNpuProgram *program = create(&machine);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  AicNpuStats stats = run(program);
  EXPECT(stats.cycles == 8 + 128 + 100);
  EXPECT(stats.dramReadBytes == 1024 && stats.dramReadBurstBytes == 1024);
  EXPECT(stats.engines[AIC_NPU_LD].spent[AIC_NPU_BUSY] == 128);
  EXPECT(stats.engines[AIC_NPU_LD].spent[AIC_NPU_ISSUE] == 8);
  EXPECT(stats.engines[AIC_NPU_LD].spent[AIC_NPU_TAIL] == 100);

  // Two channels share the DRAM: the second starts a cycle later, both move at
  // half the speed, and the last cycles belong to the second alone.
  program = create(&machine);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  append(program, transfer(AIC_NPU_LOAD, 1024));
  stats = run(program);
  EXPECT(stats.cycles == 8 + 256 + 100);
  // A DRAM of twice the bandwidth, or one for each, keeps them apart.
  machine.dram.bw *= 2;
  program = create(&machine);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  append(program, transfer(AIC_NPU_LOAD, 1024));
  EXPECT(run(program).cycles == 1 + 8 + 128 + 100);
  machine.dram.bw /= 2;
  machine.dram.shared = 0;
  program = create(&machine);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  append(program, transfer(AIC_NPU_STORE, 1024));
  EXPECT(run(program).cycles == 1 + 8 + 128 + 100);
  // A slow store leaves the rest to the load: 6 and 2 bytes per cycle.
  machine.dram.shared = 1;
  machine.st.bw = 2 * AIC_FIXED_ONE;
  machine.sync.issue = 0;
  program = create(&machine);
  append(program, transfer(AIC_NPU_LOAD, 3072));
  append(program, transfer(AIC_NPU_STORE, 1024));
  EXPECT(run(program).cycles == 8 + 512 + 100);
  // Three shares of 8/3 bytes: 1024 bytes need 384 cycles and a bit.
  machine.st.bw = 8 * AIC_FIXED_ONE;
  program = create(&machine);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  append(program, transfer(AIC_NPU_LOAD, 1024));
  append(program, transfer(AIC_NPU_STORE, 1024));
  EXPECT(run(program).cycles == 8 + 385 + 100);

  // One channel, one transfer in flight: each waits for the data of the last.
  machine = makeMachine();
  machine.ld.channels = 1;
  machine.ld.outstanding = 1;
  program = create(&machine);
  loop(program, 3);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  endLoop(program);
  stats = run(program);
  EXPECT(stats.cycles == 3 * (8 + 128 + 100));
  EXPECT(stats.engines[AIC_NPU_LD].spent[AIC_NPU_WAIT_QUEUE] == 200);
  // Two in flight: the issue hides nothing on one channel, the latency does.
  machine.ld.outstanding = 2;
  program = create(&machine);
  loop(program, 3);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  endLoop(program);
  EXPECT(run(program).cycles == 3 * (8 + 128) + 100);

  // Nothing inside the tensor: only issue and latency.
  program = create(&machine);
  AicNpuCommand outside = transfer(AIC_NPU_LOAD, 64);
  outside.dma.tile.start[3] = 5000;
  append(program, outside);
  stats = run(program);
  EXPECT(stats.cycles == 8 + 100 && stats.dramReadBytes == 0);
}

static void checkOrder(void) {
  AicMachine machine = makeMachine();
  // Data of a short transfer waits for that of a long one before it.
  AicNpuProgram *program = create(&machine);
  append(program, transfer(AIC_NPU_LOAD, 1024));
  append(program, sync(transfer(AIC_NPU_LOAD, 64), NONE, LIST(0)));
  append(program, syncOn(AIC_NPU_MX, LIST(0), NONE));
  AicNpuStats stats = run(program);
  EXPECT(stats.cycles == 8 + 136 + 100 + 1);
  EXPECT(stats.engines[AIC_NPU_MX].spent[AIC_NPU_WAIT_DATA] ==
         8 + 136 + 100 - 2);

  // The array works through f folds while the vector engine waits; both
  // matrices are of zeros.
  program = create(&machine);
  AicNpuRef a = aicNpuRefAt(AIC_NPU_SPAD, 0);
  AicNpuRef acc = aicNpuRefAt(AIC_NPU_ACC, 0);
  append(program,
         sync(matmul(AIC_NPU_MAC_I8, 10, 8, 8, a, a, acc), NONE, LIST(0)));
  append(program, sync(copy(AIC_NPU_I32, 80, acc, a), LIST(0), NONE));
  stats = run(program);
  uint64_t array = 4 + 3 * 10 + 10 + 6, vector = 1 + 80 / 16;
  EXPECT(stats.cycles == array + vector);
  EXPECT(stats.engines[AIC_NPU_MX].spent[AIC_NPU_BUSY] == array);
  EXPECT(stats.engines[AIC_NPU_MX].spent[AIC_NPU_TAIL] == vector);
  EXPECT(stats.engines[AIC_NPU_VX].spent[AIC_NPU_ISSUE] == 1);
  EXPECT(stats.engines[AIC_NPU_VX].spent[AIC_NPU_WAIT_QUEUE] == 1);
  EXPECT(stats.engines[AIC_NPU_VX].spent[AIC_NPU_WAIT_DATA] == array - 1);
  EXPECT(stats.arrayMacs[AIC_NPU_MAC_I8] == 640);

  // A semaphore that starts above 0 is space: the second round waits for it.
  program = create(&machine);
  aicNpuProgramSetSemaphore(program, 1, 1);
  loop(program, 2);
  append(program, syncOn(AIC_NPU_LD, LIST(1), LIST(0)));
  append(program,
         sync(matmul(AIC_NPU_MAC_I8, 10, 8, 8, a, a, acc), LIST(0), LIST(1)));
  endLoop(program);
  stats = run(program);
  EXPECT(stats.cycles == 2 * (1 + array));
  // It is issued in cycle 2 and starts when the array is done.
  EXPECT(stats.engines[AIC_NPU_LD].spent[AIC_NPU_WAIT_SPACE] == array - 1);

  // The dispatcher: 40 syncs, one per cycle, each of one cycle.
  program = create(&machine);
  loop(program, 10);
  loop(program, 4);
  append(program, syncOn(AIC_NPU_VX, NONE, NONE));
  endLoop(program);
  endLoop(program);
  EXPECT(run(program).cycles == 40);
  // A full queue holds it up, and the other engine with it.
  machine.sync.queue = 1;
  program = create(&machine);
  for (int i = 0; i < 3; ++i)
    append(program, matmul(AIC_NPU_MAC_I8, 10, 8, 8, a, a, acc));
  append(program, syncOn(AIC_NPU_VX, NONE, NONE));
  stats = run(program);
  EXPECT(stats.cycles == 3 * array);
  EXPECT(stats.engines[AIC_NPU_VX].spent[AIC_NPU_WAIT_QUEUE] == array + 1);
}

static void checkRuns(void) {
  AicMachine machine;
  aicMachineInit(&machine, "edge16", 16, 16);
  Gemm g = {AIC_NPU_MAC_I8, 200, 170, 333, 64, 48, 64};
  AicNpuStats first = run(buildGemm(&machine, g));
  AicNpuStats second = run(buildGemm(&machine, g));
  EXPECT(!memcmp(&first, &second, sizeof first));
  // Never below any bound: the array, the DRAM.
  EXPECT(first.cycles >= first.engines[AIC_NPU_MX].spent[AIC_NPU_BUSY]);
  EXPECT(first.cycles * 32 >=
         first.dramReadBurstBytes + first.dramWriteBurstBytes);
  EXPECT(first.dramWriteBytes == 200 * 170 * 4);
  // A is read once per column of tiles, w once per row.
  EXPECT(first.dramReadBytes == 200 * 333 * 4 + 333 * 170 * 4);
  EXPECT(first.utilization ==
         (double)first.macs / (256.0 * (double)first.cycles));
  // f32 runs at an eighth of the speed; its peak is an eighth as well.
  g.mac = AIC_NPU_MAC_F32;
  g.kt = 32;
  AicNpuStats slow = run(buildGemm(&machine, g));
  EXPECT(slow.cycles > 4 * first.cycles && slow.utilization <= 1);

  // Sums over runs.
  AicNpuStats sum = {0};
  aicNpuStatsAdd(&sum, &first);
  aicNpuStatsAdd(&sum, &second);
  EXPECT(sum.cycles == 2 * first.cycles && sum.macs == 2 * first.macs);
  EXPECT(sum.utilization == first.utilization);
  EXPECT(sum.engines[AIC_NPU_ST].commands ==
         2 * first.engines[AIC_NPU_ST].commands);

  // Large DRAM latency and slow bandwidth keep the accounts whole.
  uint64_t seed = 17;
  for (int round = 0; round < 200; ++round) {
    machine.ld.bw = 1 + randomBelow(&seed, 64 * AIC_FIXED_ONE);
    machine.st.bw = 1 + randomBelow(&seed, 64 * AIC_FIXED_ONE);
    machine.dram.bw = AIC_FIXED_ONE / 4 + randomBelow(&seed, 1 << 22);
    machine.ld.channels = 1 + randomBelow(&seed, 4);
    machine.st.channels = 1 + randomBelow(&seed, 4);
    machine.ld.outstanding = 1 + randomBelow(&seed, 9);
    machine.ld.latency = randomBelow(&seed, 300);
    machine.st.latency = randomBelow(&seed, 300);
    machine.sync.queue = 4 + randomBelow(&seed, 20);
    machine.sync.issue = randomBelow(&seed, 5);
    machine.array.shadow = randomBelow(&seed, 2);
    g.mac = (AicNpuMac)randomBelow(&seed, AIC_NPU_NUM_MACS);
    run(buildGemm(&machine, g));
  }

  // A limit stops before it is passed, and nothing is written.
  AicNpuProgram *program =
      buildGemm(&machine, (Gemm){AIC_NPU_MAC_I8, 4, 4, 4, 4, 4, 16});
  signed char a[16] = {1}, w[16] = {1};
  int32_t y[16] = {-7};
  AicError *error = aicNpuRun(program, (const void *[]){a, w}, (void *[]){y},
                              &(AicNpuRunOptions){.maxCycles = 5}, NULL);
  EXPECT(error &&
         strstr(aicErrorMessage(error), "ends after the limit of 5 cycles"));
  aicErrorDestroy(error);
  EXPECT(y[0] == -7);
  aicNpuProgramDestroy(program);
}

int main(void) {
  checkTransfers();
  checkOrder();
  checkRuns();
  return 0;
}
