// RUN: %cc %s %runtime_lib -o %t && %t

// The register-level array against plain loops, and against the closed forms
// and the simulator, in 600 random shapes per dataflow: cycles and values.

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/array.h"
#include "runtime/npu/half.h"
#include "runtime/npu/timing.h"

#define ROUNDS 600
#define MAX_SIDE 9
#define MAX_DIM 40
#define MAX_ELEMENTS (MAX_DIM * MAX_DIM)

/// Dims of 1 and primes more often than chance would have them.
static uint32_t dim(uint64_t *seed) {
  static const uint32_t primes[] = {1, 1, 2, 3, 5, 7, 11, 13, 17, 23, 31, 37};
  return nextRandom(seed) % 2 ? primes[randomBelow(seed, 12)]
                              : 1 + randomBelow(seed, MAX_DIM);
}

static uint32_t bits(float value) {
  uint32_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

static float number(uint32_t word) {
  float value;
  memcpy(&value, &word, sizeof value);
  return value;
}

/// Elements as the array sees them, and as they lie in memory.
static void fill(AicNpuMac mac, uint32_t *words, unsigned char *bytes,
                 uint64_t *seed) {
  for (int i = 0; i < MAX_ELEMENTS; ++i) {
    float value = randomFloat(seed);
    uint16_t half = aicFloatToBf16(value);
    int32_t byte = (int32_t)randomBelow(seed, 256) - 128;
    if (mac == AIC_NPU_MAC_I8) {
      words[i] = (uint32_t)byte;
      bytes[i] = (unsigned char)byte;
    } else if (mac == AIC_NPU_MAC_BF16) {
      words[i] = bits(aicBf16ToFloat(half));
      memcpy(bytes + 2 * i, &half, 2);
    } else {
      words[i] = bits(value);
      memcpy(bytes + 4 * i, &value, 4);
    }
  }
}

/// In the order that command.h states.
static void reference(const AicNpuProduct *p, uint32_t rows, uint32_t *acc) {
  uint32_t depth = p->dataflow == AIC_NPU_OS ? p->k : rows;
  for (uint32_t m = 0; m < p->m; ++m)
    for (uint32_t n = 0; n < p->n; ++n) {
      uint32_t *to = &acc[m * p->n + n], total = p->accumulate ? *to : 0;
      for (uint32_t begin = 0; begin < p->k; begin += depth) {
        uint32_t fold = 0;
        float foldFloat = 0;
        for (uint32_t k = begin; k < p->k && k < begin + depth; ++k) {
          uint32_t a = p->a[m * p->k + k], w = p->w[k * p->n + n];
          fold += a * w;
          foldFloat += number(a) * number(w);
        }
        total = p->mac == AIC_NPU_MAC_I8 ? total + fold
                                         : bits(number(total) + foldFloat);
      }
      *to = total;
    }
}

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
  EXPECT(stats.exactChecked == 1 && stats.exactSkipped == 0);
  aicNpuProgramDestroy(program);
  return stats.engines[AIC_NPU_MX].busy;
}

static AicMachine randomMachine(uint64_t *seed) {
  static const double rates[] = {1, 1, 1, 2, 4, 0.5, 0.3, 0.125, 1.5};
  AicMachine machine;
  aicMachineInit(&machine, "test", 1 + randomBelow(seed, MAX_SIDE),
                 1 + randomBelow(seed, MAX_SIDE));
  machine.spad.size = 1 << 16;
  machine.acc.size = 1 << 16;
  machine.array.dataflows = 7;
  machine.array.shadow = randomBelow(seed, 2);
  machine.array.wload = 1 + randomBelow(seed, (uint32_t)machine.array.rows);
  for (int mac = 0; mac < AIC_NPU_NUM_MACS; ++mac)
    machine.array.rates[mac] = AIC_FIXED(rates[randomBelow(seed, 9)]);
  EXPECT_OK(aicMachineValidate(&machine));
  return machine;
}

static void checkRandom(AicNpuDataflow dataflow, uint64_t seed) {
  static uint32_t a[MAX_ELEMENTS], w[MAX_ELEMENTS], acc[MAX_ELEMENTS],
      wanted[MAX_ELEMENTS], y[MAX_ELEMENTS];
  static unsigned char bytesA[4 * MAX_ELEMENTS], bytesW[4 * MAX_ELEMENTS];
  for (int round = 0; round < ROUNDS; ++round) {
    AicMachine machine = randomMachine(&seed);
    AicNpuMac mac = (AicNpuMac)randomBelow(&seed, AIC_NPU_NUM_MACS);
    AicNpuProduct product = {.dataflow = dataflow,
                             .mac = mac,
                             .m = dim(&seed),
                             .k = dim(&seed),
                             .n = dim(&seed),
                             .accumulate = round % 3 == 0,
                             .a = a,
                             .w = w,
                             .acc = acc};
    fill(mac, a, bytesA, &seed);
    fill(mac, w, bytesW, &seed);
    for (int i = 0; i < MAX_ELEMENTS; ++i)
      acc[i] = mac == AIC_NPU_MAC_I8 ? nextRandom(&seed) * 2
                                     : bits(randomFloat(&seed));
    memcpy(wanted, acc, sizeof wanted);
    reference(&product, (uint32_t)machine.array.rows, wanted);
    uint64_t cycles = aicNpuMatmulCycles(&machine, dataflow, mac, product.m,
                                         product.k, product.n);
    // Compares cycles and values.
    EXPECT_OK(aicNpuArrayCheck(&machine, &product, wanted, cycles));
    if (product.accumulate)
      continue;
    EXPECT(simulate(&machine, &product, bytesA, bytesW, y) == cycles);
    EXPECT(!memcmp(y, wanted, (size_t)product.m * product.n * 4));
  }
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
  EXPECT(aicNpuArrayCheck(&machine, &product, other, 11) != NULL);
}

int main(void) {
  checkRandom(AIC_NPU_WS, 1);
  checkRandom(AIC_NPU_OS, 2);
  checkRandom(AIC_NPU_IS, 3);
  checkScaleSim();
  checkErrors();
  return 0;
}
