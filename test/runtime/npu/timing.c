// RUN: %cc %s %runtime_lib -o %t && %t

// The closed forms against an array that is stepped PE by PE: cycles, and
// values of the simulator, for random shapes, with and without a shadow plane.

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/timing.h"

#define MAX_SIDE 8
#define MAX_CYCLES 4096
#define MAX_FOLDS 512

typedef struct Shape {
  uint32_t rows, cols, wload, m, k, n;
  bool shadow;
} Shape;

/// A value that moves: its fold, or -1 for none, and its row of a.
typedef struct Wave {
  int fold;
  uint32_t row;
  float left;
} Wave;

typedef struct Pe {
  float plane[2];
  int planeFold[2];
  Wave right; ///< leaves to the right
  float down; ///< leaves downwards
} Pe;

typedef struct Array {
  Shape s;
  const float *a, *w;
  float *acc;
  uint32_t foldsK, folds;
  uint64_t ready[MAX_FOLDS]; ///< cycle from which on fold's weights are there
  Wave entered[MAX_CYCLES];  ///< what entered the top row at each cycle
  Pe pes[MAX_SIDE][MAX_SIDE];
  uint64_t outputs[MAX_FOLDS]; ///< values of the fold that left the array
} Array;

/// Weights of a fold follow the diagonal of its first values, one step ahead.
static void updatePlane(Array *array, uint64_t cycle, uint32_t r, uint32_t c,
                        uint32_t loaded) {
  const Shape *s = &array->s;
  for (uint32_t fold = 0; fold < loaded; ++fold) {
    if (array->ready[fold] + r + c != cycle)
      continue;
    uint32_t k = fold % array->foldsK * s->rows + r;
    uint32_t n = fold / array->foldsK * s->cols + c;
    int plane = s->shadow ? (int)(fold % 2) : 0;
    array->pes[r][c].plane[plane] =
        k < s->k && n < s->n ? array->w[k * s->n + n] : 0.0f;
    array->pes[r][c].planeFold[plane] = (int)fold;
  }
}

/// One cycle of one PE; its neighbours above and to the left still hold what
/// they computed in the last cycle.
static void stepPe(Array *array, uint64_t cycle, uint32_t r, uint32_t c) {
  const Shape *s = &array->s;
  Pe *pe = &array->pes[r][c];
  Wave in = {.fold = -1};
  if (c) {
    in = array->pes[r][c - 1].right;
  } else if (cycle >= r) {
    // A triangle of registers delays row r by r cycles.
    in = array->entered[cycle - r];
    uint32_t k = (uint32_t)in.fold % array->foldsK * s->rows + r;
    if (in.fold >= 0)
      in.left = k < s->k ? array->a[in.row * s->k + k] : 0.0f;
  }
  pe->right = in;
  if (in.fold < 0)
    return;
  int plane = s->shadow ? in.fold % 2 : 0;
  // No fold ever meets the weights of another.
  EXPECT(pe->planeFold[plane] == in.fold);
  float above = r ? array->pes[r - 1][c].down : 0.0f;
  pe->down = above + in.left * pe->plane[plane];
  if (r + 1 < s->rows)
    return;
  ++array->outputs[in.fold];
  uint32_t n = (uint32_t)in.fold / array->foldsK * s->cols + c;
  if (n >= s->n)
    return;
  float *to = &array->acc[in.row * s->n + n];
  *to = in.fold % (int)array->foldsK ? *to + pe->down : pe->down;
}

/// Steps until all has left; returns the cycles. A fold's weights take
/// ceil(rows/wload) cycles into the shadow plane, which the fold before frees
/// when it starts; without one they wait until it has left the array.
static uint64_t stepArray(Array *array) {
  const Shape *s = &array->s;
  uint64_t load = (s->rows + s->wload - 1) / s->wload, left = load;
  uint64_t all = (uint64_t)s->m * s->cols;
  uint32_t loaded = 0, started = 0, row = 0;
  for (uint32_t r = 0; r < s->rows; ++r)
    for (uint32_t c = 0; c < s->cols; ++c)
      array->pes[r][c] = (Pe){.planeFold = {-1, -1}, .right = {.fold = -1}};
  for (uint64_t cycle = 0; cycle < MAX_CYCLES; ++cycle) {
    array->entered[cycle] = (Wave){.fold = -1};
    uint32_t fold = row ? started - 1 : started;
    if (fold < array->folds && fold < loaded && array->ready[fold] <= cycle) {
      array->entered[cycle] = (Wave){.fold = (int)fold, .row = row};
      started = fold + 1;
      row = (row + 1) % s->m;
    }
    // The next weights may come when the fold before has started, or left.
    bool may = !loaded || (s->shadow ? started >= loaded
                                     : array->outputs[loaded - 1] == all);
    if (loaded < array->folds && may && --left == 0) {
      array->ready[loaded++] = cycle + 1;
      left = load;
    }
    for (uint32_t r = s->rows; r-- > 0;)
      for (uint32_t c = s->cols; c-- > 0;) {
        updatePlane(array, cycle, r, c, loaded);
        stepPe(array, cycle, r, c);
      }
    if (array->outputs[array->folds - 1] == all)
      return cycle + 1;
  }
  return 0;
}

/// The same product on the simulator; returns the cycles of the array.
static uint64_t simulate(const AicMachine *machine, const Shape *s,
                         const float *a, const float *w, float *y) {
  AicNpuProgram *program = aicNpuProgramCreate(machine, "one");
  uint32_t bufferA =
      addBuffer(program, AIC_NPU_INPUT, AIC_NPU_F32, "a", s->m, s->k);
  uint32_t bufferW =
      addBuffer(program, AIC_NPU_INPUT, AIC_NPU_F32, "w", s->k, s->n);
  uint32_t bufferY =
      addBuffer(program, AIC_NPU_OUTPUT, AIC_NPU_F32, "y", s->m, s->n);
  AicNpuRef refA = aicNpuRefAt(AIC_NPU_SPAD, 0);
  AicNpuRef refW = aicNpuRefAt(AIC_NPU_SPAD, 16384);
  AicNpuRef refY = aicNpuRefAt(AIC_NPU_SPAD, 32768);
  AicNpuRef acc = aicNpuRefAt(AIC_NPU_ACC, 0);
  append(program,
         move(AIC_NPU_LOAD,
              matrixTile(bufferA, AIC_NPU_F32, s->m, s->k, s->m, s->k), refA));
  append(
      program,
      sync(move(AIC_NPU_LOAD,
                matrixTile(bufferW, AIC_NPU_F32, s->k, s->n, s->k, s->n), refW),
           NONE, LIST(0)));
  append(program,
         sync(matmul(AIC_NPU_MAC_F32, s->m, s->k, s->n, refA, refW, acc),
              LIST(0), LIST(1)));
  append(program,
         sync(copy(AIC_NPU_F32, s->m * s->n, acc, refY), LIST(1), LIST(2)));
  append(
      program,
      sync(move(AIC_NPU_STORE,
                matrixTile(bufferY, AIC_NPU_F32, s->m, s->n, s->m, s->n), refY),
           LIST(2), NONE));
  AicNpuStats stats;
  EXPECT_OK(
      aicNpuRun(program, (const void *[]){a, w}, (void *[]){y}, NULL, &stats));
  aicNpuProgramDestroy(program);
  return stats.engines[AIC_NPU_MX].busy;
}

int main(void) {
  uint64_t seed = 7;
  static Array array;
  static float a[4096], w[4096], y[4096], acc[4096];
  for (int i = 0; i < 4096; ++i) {
    a[i] = randomFloat(&seed);
    w[i] = randomFloat(&seed);
  }
  for (int round = 0; round < 600; ++round) {
    Shape s = {.rows = 1 + randomBelow(&seed, MAX_SIDE),
               .cols = 1 + randomBelow(&seed, MAX_SIDE),
               .m = 1 + randomBelow(&seed, 24),
               .k = 1 + randomBelow(&seed, 24),
               .n = 1 + randomBelow(&seed, 24),
               .shadow = round % 2};
    s.wload = 1 + randomBelow(&seed, s.rows);
    array = (Array){.s = s, .a = a, .w = w, .acc = acc};
    array.foldsK = (s.k + s.rows - 1) / s.rows;
    array.folds = array.foldsK * ((s.n + s.cols - 1) / s.cols);
    if (array.folds * (s.m + 3 * MAX_SIDE) > MAX_CYCLES ||
        array.folds > MAX_FOLDS)
      continue;
    AicMachine machine;
    aicMachineInit(&machine, "test", s.rows, s.cols);
    machine.array.shadow = s.shadow;
    machine.array.wload = s.wload;
    machine.array.rates[AIC_NPU_MAC_F32] = AIC_FIXED_ONE;
    uint64_t cycles = stepArray(&array);
    uint64_t closed =
        aicNpuMatmulCycles(&machine, AIC_NPU_MAC_F32, s.m, s.k, s.n);
    if (cycles != closed)
      printf("%ux%u wload %u shadow %d, %ux%ux%u: %llu steps, %llu closed\n",
             s.rows, s.cols, s.wload, s.shadow, s.m, s.k, s.n,
             (unsigned long long)cycles, (unsigned long long)closed);
    EXPECT(cycles == closed);
    EXPECT(simulate(&machine, &s, a, w, y) == closed);
    EXPECT(!memcmp(y, acc, (size_t)s.m * s.n * 4));
  }

  // The forms as they are specified, with fractional rates.
  AicMachine machine;
  aicMachineInit(&machine, "test", 32, 32);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_MAC_I8, 128, 768, 3072) ==
         32 + (24 * 96 - 1) * 128 + 128 + 62);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_MAC_I8, 8, 64, 32) ==
         32 + 32 + 8 + 62);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_MAC_F32, 100, 32, 64) ==
         32 + 800 + 800 + 62);
  machine.array.shadow = 0;
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_MAC_I8, 128, 768, 3072) ==
         24 * 96 * (2 * 32 + 32 + 128 - 2));
  // 100 / 0.3 = 333.3: rounded up once.
  machine.array.rates[AIC_NPU_MAC_BF16] = AIC_FIXED(0.3);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_MAC_BF16, 100, 1, 1) ==
         32 + 334 + 62);

  // Vectors: 128 lanes, a tree of 7 levels.
  EXPECT(aicNpuVecCycles(&machine, 1000, 1, 3, 0, false) == 8 * 3);
  EXPECT(aicNpuVecCycles(&machine, 1000, 1, 0, 0, false) == 8);
  EXPECT(aicNpuVecCycles(&machine, 10, 100, 2, 4, true) == 8 * 3 + 4 + 7);

  // Transfers: 10 rows of 65 bytes are 10 bursts of 128; 64 bytes per cycle.
  AicNpuTile tile = matrixTile(0, AIC_NPU_I8, 100, 200, 10, 65);
  uint32_t idx[4] = {0};
  AicNpuTraffic traffic = aicNpuTileTraffic(&tile, 64, idx);
  EXPECT(traffic.rows == 10 && traffic.rowBytes == 65 && traffic.bytes == 650 &&
         traffic.burstBytes == 1280);
  EXPECT(aicNpuDmaCycles(&machine, &machine.ld, traffic.burstBytes) == 8 + 20);
  // Full rows are one run; a transpose is the same run.
  tile = matrixTile(0, AIC_NPU_F32, 100, 16, 10, 16);
  traffic = aicNpuTileTraffic(&tile, 64, idx);
  EXPECT(traffic.rows == 1 && traffic.rowBytes == 640);
  tile.stride[2] = 4;
  tile.stride[3] = 400;
  tile.extent[2] = 100;
  tile.size[2] = 100;
  traffic = aicNpuTileTraffic(&tile, 64, idx);
  EXPECT(traffic.rows == 1 && traffic.rowBytes == 6400);
  // Clipped at both ends: rows 98 and 99, columns 0 and 1; or nothing at all.
  tile = matrixTile(0, AIC_NPU_I32, 100, 16, 10, 16);
  tile.start[2] = 90;
  tile.step[2][1] = 8;
  tile.start[3] = -14;
  traffic = aicNpuTileTraffic(&tile, 64, (uint32_t[]){0, 1, 0, 0});
  EXPECT(traffic.rows == 2 && traffic.rowBytes == 8 &&
         traffic.burstBytes == 128);
  traffic = aicNpuTileTraffic(&tile, 64, (uint32_t[]){0, 2, 0, 0});
  EXPECT(traffic.rows == 0 && traffic.bytes == 0 && traffic.burstBytes == 0);
  return 0;
}
