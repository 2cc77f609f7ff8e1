// RUN: %cc %s %runtime_lib -o %t && %t

// Banks of the scratchpad with one port: of two engines on one bank the one
// that began later stands still, and the time is booked as that.

#include "test/runtime/npu/gemm.h"

static AicMachine makeMachine(uint64_t ports) {
  AicMachine machine;
  aicMachineInit(&machine, "test", 4, 4);
  machine.spad.size = 65536;
  machine.spad.banks = 16; // of 4096 bytes
  machine.spad.ports = ports;
  machine.ld.channels = 1;
  machine.dram.bw = machine.ld.bw;
  EXPECT_OK(aicMachineValidate(&machine));
  return machine;
}

static AicNpuStats run(AicNpuProgram *program) {
  AicNpuStats stats;
  EXPECT_OK(aicNpuRun(program, NULL, NULL,
                      &(AicNpuRunOptions){.timeOnly = true}, &stats));
  aicNpuProgramDestroy(program);
  return stats;
}

/// A matmul on bank 0, and a load of 1024 bytes to `address`; cycles in which
/// the load stood still are in `*conflict`.
static uint64_t overlap(uint64_t ports, uint32_t address, uint64_t *conflict) {
  AicMachine machine = makeMachine(ports);
  AicNpuProgram *program = aicNpuProgramCreate(&machine, "test");
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_I8, "in", 1, 4096);
  append(program, zeros(AIC_NPU_SPAD, 1024));
  append(program, sync(syncOn(AIC_NPU_VX, NONE, NONE), NONE, LIST(0)));
  append(program, syncOn(AIC_NPU_LD, LIST(0), LIST(1)));
  AicNpuRef a = aicNpuRefAt(AIC_NPU_SPAD, 0);
  append(program, sync(matmul(AIC_NPU_MAC_I8, 100, 8, 8, a, a,
                              aicNpuRefAt(AIC_NPU_ACC, 0)),
                       LIST(1), NONE));
  append(program,
         move(AIC_NPU_LOAD, matrixTile(0, AIC_NPU_I8, 1, 4096, 1, 1024),
              aicNpuRefAt(AIC_NPU_SPAD, address)));
  AicNpuStats stats = run(program);
  *conflict = stats.engines[AIC_NPU_LD].spent[AIC_NPU_BANK_CONFLICT];
  EXPECT(stats.engines[AIC_NPU_MX].spent[AIC_NPU_BANK_CONFLICT] == 0);
  return stats.cycles;
}

static void checkOverlap(void) {
  uint64_t conflict;
  uint64_t free = overlap(2, 2048, &conflict);
  EXPECT(conflict == 0);
  // Another bank.
  EXPECT(overlap(1, 4096, &conflict) == free && conflict == 0);
  // From the load's first byte to the end of the product: it takes 4 cycles to
  // load weights, 4 folds of 100 rows and 6 to drain, and begins 8 earlier.
  uint64_t stretched = overlap(1, 2048, &conflict);
  EXPECT(conflict == 4 + 4 * 100 + 6 - 8);
  // Behind the product it moves 8 bytes a cycle; they take 100 to arrive.
  EXPECT(stretched == free + 1024 / 8 + 100);
  // The last byte of the load is in the bank.
  EXPECT(overlap(1, 65536 - 1024, &conflict) == free && conflict == 0);
}

/// Whole products: the same values, no faster, all time accounted for (the
/// simulator checks that), and the same twice.
static void checkProducts(void) {
  uint64_t seed = 8, conflicts = 0;
  for (int round = 0; round < 40; ++round) {
    Gemm g = {AIC_NPU_MAC_I8,
              1 + randomBelow(&seed, 90),
              1 + randomBelow(&seed, 90),
              1 + randomBelow(&seed, 90),
              4 + randomBelow(&seed, 20),
              4 + randomBelow(&seed, 20),
              4 + randomBelow(&seed, 40)};
    static unsigned char a[90 * 90], w[90 * 90];
    static int32_t y[2][90 * 90];
    for (int i = 0; i < 90 * 90; ++i)
      a[i] = (unsigned char)nextRandom(&seed), w[i] = (unsigned char)(i * 7);
    AicNpuStats stats[3];
    for (uint64_t run = 0; run < 3; ++run) {
      AicMachine machine = makeMachine(run ? 1 : 2);
      AicNpuProgram *program = buildGemm(&machine, g);
      EXPECT_OK(aicNpuRun(program, (const void *[]){a, w},
                          (void *[]){y[run != 0]}, NULL, &stats[run]));
      aicNpuProgramDestroy(program);
    }
    EXPECT(!memcmp(y[0], y[1], sizeof **y * g.m * g.n));
    EXPECT(stats[1].cycles >= stats[0].cycles);
    EXPECT(stats[1].cycles == stats[2].cycles);
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
      EXPECT(!stats[0].engines[e].spent[AIC_NPU_BANK_CONFLICT]);
      conflicts += stats[1].engines[e].spent[AIC_NPU_BANK_CONFLICT];
    }
  }
  EXPECT(conflicts > 0);
}

int main(void) {
  checkOverlap();
  checkProducts();
  return 0;
}
