// RUN: %cc %s %runtime_lib -o %t && %t

// 2-D convolutions as a compiler maps them: a halo tile with zero padding by
// the load, and one matmul per row of the filter whose left operand walks the
// output positions; the (kw, c) window is contiguous. NHWC, i8, strides 1 and
// 2, with a loop over blocks of output rows, against plain loops.

#include "test/runtime/npu/build_program.h"

typedef struct Conv {
  int h, w, c, f; ///< input height, width, channels; output channels
  int kh, kw, stride, pad;
  int block; ///< output rows per tile
} Conv;

static int outputs(int size, int kernel, const Conv *v) {
  return (size + 2 * v->pad - kernel) / v->stride + 1;
}

static AicNpuProgram *build(const AicMachine *machine, const Conv *v) {
  AicNpuProgram *program = aicNpuProgramCreate(machine, "conv");
  int oh = outputs(v->h, v->kh, v), ow = outputs(v->w, v->kw, v);
  int window = v->kw * v->c; // of one row of the filter
  int haloH = (v->block - 1) * v->stride + v->kh;
  int haloW = (ow - 1) * v->stride + v->kw;
  int halo = haloH * haloW * v->c, result = v->block * ow * v->f * 4;
  int filter = v->kh * window * v->f;
  int baseW = 2 * ((halo + 3) / 4 * 4), baseY = baseW + (filter + 3) / 4 * 4;
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_I8, "x", v->h, v->w * v->c);
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_I8, "f", v->kh * window, v->f);
  addBuffer(program, AIC_NPU_OUTPUT, AIC_NPU_I32, "y", oh, ow * v->f);
  // 0: x full, 1: x empty, 2: filter, 3: acc full, 4: acc empty, 5: y full,
  // 6: y empty.
  aicNpuProgramSetSemaphore(program, 1, 2);
  aicNpuProgramSetSemaphore(program, 4, 1);
  aicNpuProgramSetSemaphore(program, 6, 1);

  uint32_t size = (uint32_t)filter / (uint32_t)v->f, f = (uint32_t)v->f;
  AicNpuRef refW = aicNpuRefAt(AIC_NPU_SPAD, (uint32_t)baseW);
  append(program, sync(move(AIC_NPU_LOAD,
                            matrixTile(1, AIC_NPU_I8, size, f, size, f), refW),
                       NONE, LIST(2)));
  append(program, syncOn(AIC_NPU_MX, LIST(2), NONE));
  loop(program, (uint32_t)((oh + v->block - 1) / v->block));

  AicNpuRef ringX = {.space = AIC_NPU_SPAD,
                     .slot = (uint32_t)baseW / 2,
                     .depth = 2,
                     .weight = {1}};
  AicNpuTile tile = {
      .buffer = 0,
      .type = AIC_NPU_I8,
      .extent = {1, (uint32_t)v->h, (uint32_t)v->w, (uint32_t)v->c},
      .stride = {0, v->w * v->c, v->c, 1},
      .size = {1, (uint32_t)haloH, (uint32_t)haloW, (uint32_t)v->c},
      .start = {0, -v->pad, -v->pad, 0},
      .step = {{0}, {v->block * v->stride}, {0}, {0}}};
  AicNpuCommand load = move(AIC_NPU_LOAD, tile, ringX);
  int32_t packed[4] = {0, haloW * v->c, v->c, 1};
  memcpy(load.dma.stride, packed, sizeof packed);
  append(program, sync(load, LIST(1), LIST(0)));

  AicNpuRef acc = aicNpuRefAt(AIC_NPU_ACC, 0);
  for (int row = 0; row < v->kh; ++row) {
    AicNpuRef x = ringX, filterRow = refW;
    x.base += (uint32_t)(row * haloW * v->c);
    filterRow.base += (uint32_t)(row * window * v->f);
    AicNpuCommand command =
        matmul(AIC_NPU_MAC_I8, 1, (uint32_t)window, f, x, filterRow, acc);
    command.matmul.m1 = (uint32_t)v->block;
    command.matmul.m2 = (uint32_t)ow;
    command.matmul.aStride1 = v->stride * haloW * v->c;
    command.matmul.aStride2 = v->stride * v->c;
    command.matmul.accumulate = row > 0;
    if (row == 0)
      command = sync(command, LIST(0, 4), NONE);
    if (row == v->kh - 1)
      command = sync(command, NONE, LIST(1, 3));
    append(program, command);
  }
  AicNpuRef y = aicNpuRefAt(AIC_NPU_SPAD, (uint32_t)baseY);
  append(program, sync(copy(AIC_NPU_I32, (uint32_t)result / 4, acc, y),
                       LIST(3, 6), LIST(4, 5)));
  tile = matrixTile(2, AIC_NPU_I32, (uint32_t)oh, (uint32_t)(ow * v->f),
                    (uint32_t)v->block, (uint32_t)(ow * v->f));
  tile.step[2][0] = v->block;
  append(program, sync(move(AIC_NPU_STORE, tile, y), LIST(5), LIST(6)));
  endLoop(program);
  return program;
}

static void check(const AicMachine *machine, const Conv *v, uint64_t *seed) {
  int oh = outputs(v->h, v->kh, v), ow = outputs(v->w, v->kw, v);
  size_t sizeX = (size_t)(v->h * v->w * v->c);
  size_t sizeF = (size_t)(v->kh * v->kw * v->c * v->f);
  signed char *x = malloc(sizeX), *f = malloc(sizeF);
  int32_t *y = malloc((size_t)(oh * ow * v->f) * 4);
  for (size_t i = 0; i < sizeX; ++i)
    x[i] = (signed char)(nextRandom(seed) & 0xff);
  for (size_t i = 0; i < sizeF; ++i)
    f[i] = (signed char)(nextRandom(seed) & 0xff);
  AicNpuProgram *program = build(machine, v);
  AicNpuStats stats;
  EXPECT_OK(aicNpuRun(program, (const void *[]){x, f}, (void *[]){y},
                      &(AicNpuRunOptions){.exact = true}, &stats));
  EXPECT(stats.exactChecked > 0 && stats.exactSkipped == 0);
  aicNpuProgramDestroy(program);
  for (int i = 0; i < oh; ++i)
    for (int j = 0; j < ow; ++j)
      for (int n = 0; n < v->f; ++n) {
        int32_t sum = 0;
        for (int a = 0; a < v->kh; ++a)
          for (int b = 0; b < v->kw; ++b)
            for (int c = 0; c < v->c; ++c) {
              int row = i * v->stride + a - v->pad;
              int col = j * v->stride + b - v->pad;
              if (row >= 0 && row < v->h && col >= 0 && col < v->w)
                sum += x[(row * v->w + col) * v->c + c] *
                       f[((a * v->kw + b) * v->c + c) * v->f + n];
            }
        EXPECT(y[(i * ow + j) * v->f + n] == sum);
      }
  free(x);
  free(f);
  free(y);
}

int main(void) {
  static const Conv cases[] = {
      {8, 8, 1, 8, 3, 3, 1, 1, 4},   {8, 8, 8, 16, 3, 3, 1, 1, 3},
      {9, 7, 5, 6, 3, 3, 2, 1, 2},   {14, 14, 16, 12, 3, 3, 2, 1, 7},
      {10, 11, 3, 4, 5, 3, 1, 0, 4}, {12, 12, 4, 9, 2, 4, 3, 2, 5},
      {6, 6, 7, 5, 1, 1, 1, 0, 6}};
  uint64_t seed = 13;
  static const uint32_t arrays[] = {4, 16, 32};
  for (int i = 0; i < 3; ++i) {
    AicMachine machine;
    aicMachineInit(&machine, "test", arrays[i], arrays[i]);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; ++c)
      check(&machine, &cases[c], &seed);
  }
  return 0;
}
