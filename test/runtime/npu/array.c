// RUN: %cc %s %runtime_lib -o %t && %t

// The register-level array against plain loops, and against the closed forms,
// SCALE-Sim's and the simulator, in 600 random shapes per dataflow: cycles and
// values.

#include "test/runtime/npu/array_case.h"

#define ROUNDS 600

/// The same product on the simulator; returns the cycles of the array.
static uint64_t simulate(const AicMachine *machine, const AicNpuProduct *p,
                         const void *a, const void *w, uint32_t *y) {
  AicNpuType in = aicNpuMacOperandType(p->mac);
  AicNpuType out = aicNpuMacResultType(p->mac);
  AicNpuProgram *program = aicNpuProgramCreate(machine, "one");
  uint32_t bufferA = addBuffer(program, AIC_NPU_INPUT, in, "a", p->m, p->k);
  uint32_t bufferW = addBuffer(program, AIC_NPU_INPUT, in, "w", p->k, p->n);
  uint32_t bufferY = addBuffer(program, AIC_NPU_OUTPUT, out, "y", p->m, p->n);
  AicNpuRef refA = aicNpuRefAt(AIC_NPU_SPAD, 0);
  AicNpuRef refW = aicNpuRefAt(AIC_NPU_SPAD, 16384);
  AicNpuRef refY = aicNpuRefAt(AIC_NPU_SPAD, 32768);
  AicNpuRef acc = aicNpuRefAt(AIC_NPU_ACC, 0);
  append(program, move(AIC_NPU_LOAD,
                       matrixTile(bufferA, in, p->m, p->k, p->m, p->k), refA));
  append(program,
         sync(move(AIC_NPU_LOAD,
                   matrixTile(bufferW, in, p->k, p->n, p->k, p->n), refW),
              NONE, LIST(0)));
  AicNpuCommand product = matmul(p->mac, p->m, p->k, p->n, refA, refW, acc);
  product.matmul.dataflow = p->dataflow;
  append(program, sync(product, LIST(0), LIST(1)));
  append(program, sync(copy(out, p->m * p->n, acc, refY), LIST(1), LIST(2)));
  append(program,
         sync(move(AIC_NPU_STORE,
                   matrixTile(bufferY, out, p->m, p->n, p->m, p->n), refY),
              LIST(2), NONE));
  AicNpuStats stats;
  AicNpuRunOptions options = {.exact = true};
  EXPECT_OK(aicNpuRun(program, (const void *[]){a, w}, (void *[]){y}, &options,
                      &stats));
  bool small = (uint64_t)p->m * p->k * p->n <= 64 * 64 * 64;
  EXPECT(stats.exactChecked == small && stats.exactSkipped == !small);
  aicNpuProgramDestroy(program);
  return stats.engines[AIC_NPU_MX].spent[AIC_NPU_BUSY];
}

static void checkRandom(AicNpuDataflow dataflow, uint64_t seed) {
  static ArrayCase random;
  static uint32_t y[MAX_ELEMENTS];
  int known = 0;
  for (int round = 0; round < ROUNDS; ++round) {
    makeCase(&random, dataflow, &seed);
    const AicNpuProduct *product = &random.product;
    // Compares cycles and values.
    EXPECT_OK(aicNpuArrayCheck(&random.machine, product, random.wanted,
                               random.cycles));
    uint64_t peer = scaleSim(&random.machine, product);
    EXPECT(!peer || peer + 1 == random.cycles);
    known += peer != 0;
    if (product->accumulate)
      continue;
    EXPECT(simulate(&random.machine, product, random.bytesA, random.bytesW,
                    y) == random.cycles);
    EXPECT(!memcmp(y, random.wanted, (size_t)product->m * product->n * 4));
  }
  EXPECT(known > ROUNDS / 4);
}

/// What SCALE-Sim 3.0.0 printed for arrays of 32x32, plus the one cycle that it
/// does not count (timing.h).
static void checkScaleSim(void) {
  static const uint32_t shapes[][3] = {
      {128, 768, 3072}, {128, 768, 768}, {196, 1024, 256}, {128, 128, 128}};
  static const uint64_t printed[][3] = {{511487, 318719, 303935},
                                        {127871, 79679, 82751},
                                        {74239, 60815, 78399},
                                        {3551, 3039, 3551}};
  AicMachine machine;
  aicMachineInit(&machine, "test", 32, 32);
  machine.array.shadow = 0;
  for (int i = 0; i < 4; ++i)
    for (int flow = 0; flow < 3; ++flow)
      EXPECT(aicNpuMatmulCycles(&machine, (AicNpuDataflow)flow, AIC_NPU_MAC_I8,
                                shapes[i][0], shapes[i][1],
                                shapes[i][2]) == printed[i][flow] + 1);
}

/// A check that nothing fails would say nothing.
static void checkErrors(void) {
  AicMachine machine;
  aicMachineInit(&machine, "test", 4, 4);
  uint32_t one[] = {1, 2}, acc[1], wrong[] = {6};
  AicNpuProduct product = {
      .m = 1, .k = 2, .n = 1, .a = one, .w = one, .acc = acc};
  EXPECT_ERROR(aicNpuArrayCheck(&machine, &product, wrong, 11),
               "1x2x1: acc[0][0] is 0x00000006, but 0x00000005 register by "
               "register");
  EXPECT_ERROR(aicNpuArrayCheck(&machine, &product, wrong, 10),
               "1x2x1 took 10 cycles, but 11 register by register");
  // Any NaN is like any other, but only in floats.
  uint32_t nan[] = {0x7fc00000, 0x7fc00000}, other[] = {0xffc00001};
  product.a = nan;
  product.mac = AIC_NPU_MAC_F32;
  machine.array.rates[AIC_NPU_MAC_F32] = AIC_FIXED_ONE;
  EXPECT_OK(aicNpuArrayCheck(&machine, &product, other, 11));
  product.mac = AIC_NPU_MAC_I8;
  EXPECT_ERROR(aicNpuArrayCheck(&machine, &product, other, 11),
               "1x2x1: acc[0][0] is 0xffc00001, but 0x7f400000 register by "
               "register");
}

/// The most multiply-adds that are checked, and a few more.
static void checkLarge(void) {
  static unsigned char zeros[16384];
  static uint32_t y[16384];
  AicMachine machine;
  aicMachineInit(&machine, "test", 8, 8);
  machine.spad.size = machine.acc.size = 1 << 17;
  AicNpuProduct product = {.m = 64, .k = 64, .n = 64};
  simulate(&machine, &product, zeros, zeros, y);
  product.m = 65;
  simulate(&machine, &product, zeros, zeros, y);
}

int main(void) {
  checkRandom(AIC_NPU_WS, 1);
  checkRandom(AIC_NPU_OS, 2);
  checkRandom(AIC_NPU_IS, 3);
  checkScaleSim();
  checkErrors();
  checkLarge();
  return 0;
}
