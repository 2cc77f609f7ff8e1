//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the plans of known layers move between DRAM and chip, by tensor, against
// what must be moved and against the least that a search over loop orders,
// tiles and places of the buffers finds. The search is brute force and shares
// nothing with the planner: it knows sizes, not rings, and needs no second
// slots. Prints a Markdown table. The goal of a plan is 1.05 of what must be
// moved where one operand fits the chip beside two slots of the smallest tiles
// of the other, else 1.25 of the least. A goal that is missed is printed; ends
// with 1 if a plan took less cycles than its bound.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/cost.h"
#include "lowering/linalg_to_npu/planner.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/// A convolution of i8; a matmul m x n x k is height 1, width m, channels k,
/// filters n, kernel 1. A batch is as many of them.
typedef struct Shape {
  const char *name;
  int64_t batch, height, width, channels, filters, kernel, stride;
} Shape;

static const Shape shapes[] = {
    {"stem 7x7 s2", 1, 224, 224, 3, 64, 7, 2},
    {"1x1 64-64", 1, 56, 56, 64, 64, 1, 1},
    {"3x3 64-64", 1, 56, 56, 64, 64, 3, 1},
    {"1x1 64-256", 1, 56, 56, 64, 256, 1, 1},
    {"1x1 256-64", 1, 56, 56, 256, 64, 1, 1},
    {"1x1 256-128", 1, 56, 56, 256, 128, 1, 1},
    {"3x3 128-128 s2", 1, 56, 56, 128, 128, 3, 2},
    {"1x1 256-512 s2", 1, 56, 56, 256, 512, 1, 2},
    {"1x1 128-512", 1, 28, 28, 128, 512, 1, 1},
    {"1x1 512-128", 1, 28, 28, 512, 128, 1, 1},
    {"3x3 128-128", 1, 28, 28, 128, 128, 3, 1},
    {"1x1 512-256", 1, 28, 28, 512, 256, 1, 1},
    {"3x3 256-256 s2", 1, 28, 28, 256, 256, 3, 2},
    {"1x1 512-1024 s2", 1, 28, 28, 512, 1024, 1, 2},
    {"1x1 256-1024", 1, 14, 14, 256, 1024, 1, 1},
    {"1x1 1024-256", 1, 14, 14, 1024, 256, 1, 1},
    {"3x3 256-256", 1, 14, 14, 256, 256, 3, 1},
    {"1x1 1024-512", 1, 14, 14, 1024, 512, 1, 1},
    {"3x3 512-512 s2", 1, 14, 14, 512, 512, 3, 2},
    {"1x1 1024-2048 s2", 1, 14, 14, 1024, 2048, 1, 2},
    {"1x1 512-2048", 1, 7, 7, 512, 2048, 1, 1},
    {"1x1 2048-512", 1, 7, 7, 2048, 512, 1, 1},
    {"3x3 512-512", 1, 7, 7, 512, 512, 3, 1},
    {"fc 2048-1000", 1, 1, 1, 2048, 1000, 1, 1},
    {"BERT 128x768x768", 1, 1, 128, 768, 768, 1, 1},
    {"BERT 128x3072x768", 1, 1, 128, 768, 3072, 1, 1},
    {"BERT 128x768x3072", 1, 1, 128, 3072, 768, 1, 1},
    {"BERT scores 12x128x128x64", 12, 1, 128, 64, 128, 1, 1},
    {"BERT context 12x128x64x128", 12, 1, 128, 128, 64, 1, 1},
};

static AicAccessDim along(int64_t extent, int64_t offset, int loop,
                          int64_t scale, int other, int64_t otherScale) {
  AicAccessDim dim = {.extent = extent, .offset = offset};
  dim.scale[loop] = scale;
  if (other != loop)
    dim.scale[other] = otherScale;
  return dim;
}

static int64_t outOf(int64_t in, const Shape *shape) {
  return (in + 2 * (shape->kernel / 2) - shape->kernel) / shape->stride + 1;
}

static AicLayer layerOf(const Shape *shape) {
  AicLayer layer = {.kind = AIC_LAYER_CONTRACTION,
                    .numSources = 2,
                    .mac = AIC_NPU_MAC_I8,
                    .opsBehind = 1,
                    .multiplies = true};
  int64_t pad = shape->kernel / 2, k = shape->kernel, s = shape->stride;
  int64_t oh = outOf(shape->height, shape), ow = outOf(shape->width, shape);
  int64_t size[AIC_NUM_LOOPS] = {shape->batch,   oh, ow, shape->filters, k, k,
                                 shape->channels};
  memcpy(layer.size, size, sizeof size);
  layer.source[0] = (AicAccess){
      .type = AIC_NPU_I8,
      .rank = 4,
      .dim = {along(shape->batch, 0, AIC_LOOP_N, 1, AIC_LOOP_N, 0),
              along(shape->height, -pad, AIC_LOOP_OH, s, AIC_LOOP_KH, 1),
              along(shape->width, -pad, AIC_LOOP_OW, s, AIC_LOOP_KW, 1),
              along(shape->channels, 0, AIC_LOOP_C, 1, AIC_LOOP_C, 0)}};
  layer.source[1] = (AicAccess){
      .type = AIC_NPU_I8,
      .rank = 4,
      .dim = {along(k, 0, AIC_LOOP_KH, 1, AIC_LOOP_KH, 0),
              along(k, 0, AIC_LOOP_KW, 1, AIC_LOOP_KW, 0),
              along(shape->channels, 0, AIC_LOOP_C, 1, AIC_LOOP_C, 0),
              along(shape->filters, 0, AIC_LOOP_F, 1, AIC_LOOP_F, 0)}};
  aicAccessSkip(&layer, &layer.source[0]);
  if (shape->batch > 1)
    layer.source[1].dim[0] =
        along(shape->batch, 0, AIC_LOOP_N, 1, AIC_LOOP_N, 0);
  layer.result = (AicAccess){
      .type = AIC_NPU_I8,
      .rank = 4,
      .dim = {along(shape->batch, 0, AIC_LOOP_N, 1, AIC_LOOP_N, 0),
              along(oh, 0, AIC_LOOP_OH, 1, AIC_LOOP_OH, 0),
              along(ow, 0, AIC_LOOP_OW, 1, AIC_LOOP_OW, 0),
              along(shape->filters, 0, AIC_LOOP_F, 1, AIC_LOOP_F, 0)}};
  return layer;
}

//===----------------------------------------------------------------------===//
// Brute force
//===----------------------------------------------------------------------===//

enum { H, W, F, C, NUM_LOOPS }; // rows, columns, filters, channels

typedef struct Tiling {
  int64_t size[NUM_LOOPS], tile[NUM_LOOPS];
  int order[NUM_LOOPS]; ///< outermost first
} Tiling;

/// Rows (or columns) of the input that tiles of `tile` results read, summed.
static int64_t inputRows(const Shape *shape, int64_t in, int64_t out,
                         int64_t tile) {
  int64_t sum = 0, pad = shape->kernel / 2;
  for (int64_t first = 0; first < out; first += tile) {
    int64_t last = first + tile < out ? first + tile : out;
    int64_t low = first * shape->stride - pad;
    int64_t high = (last - 1) * shape->stride - pad + shape->kernel;
    low = low < 0 ? 0 : low;
    high = high > in ? in : high;
    // With a stride above the kernel, what lies between is not read.
    sum += shape->stride > shape->kernel ? last - first : high - low;
  }
  return sum;
}

/// What a buffer holds that covers the loops from place `from` of the order on.
static void spans(const Tiling *tiling, int from, int64_t span[NUM_LOOPS]) {
  for (int place = 0; place < NUM_LOOPS; ++place) {
    int loop = tiling->order[place];
    span[loop] = place >= from ? tiling->size[loop] : tiling->tile[loop];
  }
}

/// How often the loops in front of `from` fill a buffer again that they do not
/// move.
static int64_t repeats(const Tiling *tiling, int from, unsigned moves) {
  int64_t count = 1;
  for (int place = 0; place < from; ++place) {
    int loop = tiling->order[place];
    if (!(moves >> loop & 1))
      count *=
          (tiling->size[loop] + tiling->tile[loop] - 1) / tiling->tile[loop];
  }
  return count;
}

/// The least traffic of one order and one tiling over all places of the
/// buffers.
static int64_t leastOf(const Shape *shape, const AicMachine *machine,
                       const Tiling *tiling) {
  int64_t least = INT64_MAX, span[NUM_LOOPS], k = shape->kernel;
  // The sums stay until all channels are added.
  int channels = 0;
  while (tiling->order[channels] != C)
    ++channels;
  spans(tiling, channels, span);
  int64_t sums = span[H] * span[W] * span[F];
  if (4 * sums > (int64_t)machine->acc.size)
    return least;
  int64_t results = tiling->size[H] * tiling->size[W] * tiling->size[F];
  for (int a = 0; a <= NUM_LOOPS; ++a) {
    spans(tiling, a, span);
    int64_t rows = (span[H] - 1) * shape->stride + k;
    int64_t columns = (span[W] - 1) * shape->stride + k;
    rows = rows < shape->height ? rows : shape->height;
    columns = columns < shape->width ? columns : shape->width;
    int64_t holdsA = rows * columns * span[C];
    int64_t movesA = inputRows(shape, shape->height, tiling->size[H], span[H]) *
                     inputRows(shape, shape->width, tiling->size[W], span[W]) *
                     tiling->size[C] *
                     repeats(tiling, a, 1u << H | 1u << W | 1u << C);
    for (int b = 0; b <= NUM_LOOPS; ++b) {
      spans(tiling, b, span);
      int64_t holdsB = k * k * span[C] * span[F];
      int64_t movesB = k * k * tiling->size[C] * tiling->size[F] *
                       repeats(tiling, b, 1u << F | 1u << C);
      if (holdsA + holdsB <= (int64_t)machine->spad.size &&
          movesA + movesB + results < least)
        least = movesA + movesB + results;
    }
  }
  return least;
}

/// All tile sizes of a loop that differ in the number of tiles.
static int tilesOf(int64_t size, int64_t unit, int64_t *tiles) {
  int count = 0;
  for (int64_t parts = 1; parts <= size && count < 64; ++parts) {
    int64_t tile = (size + parts - 1) / parts;
    tile = parts == 1 ? size : (tile + unit - 1) / unit * unit;
    if (!count || tile < tiles[count - 1])
      tiles[count++] = tile;
  }
  return count;
}

static int64_t bruteForce(const Shape *shape, const AicMachine *machine) {
  Tiling tiling = {.size = {outOf(shape->height, shape),
                            outOf(shape->width, shape), shape->filters,
                            shape->channels}};
  int64_t tiles[NUM_LOOPS][64], least = INT64_MAX;
  int count[NUM_LOOPS];
  for (int loop = 0; loop < NUM_LOOPS; ++loop)
    count[loop] = tilesOf(tiling.size[loop], loop < F ? 1 : 32, tiles[loop]);
  int at[NUM_LOOPS];
  for (at[H] = 0; at[H] < count[H]; ++at[H])
    for (at[W] = 0; at[W] < count[W]; ++at[W])
      for (at[F] = 0; at[F] < count[F]; ++at[F])
        for (at[C] = 0; at[C] < count[C]; ++at[C]) {
          for (int loop = 0; loop < NUM_LOOPS; ++loop)
            tiling.tile[loop] = tiles[loop][at[loop]];
          // Columns are cut where a row is too much.
          if (at[W] && tiling.size[H] > 1 && tiling.tile[H] > 2)
            continue;
          for (int order = 0; order < 24; ++order) {
            // The order of number `order`.
            int left[NUM_LOOPS] = {H, W, F, C}, rest = order;
            for (int place = 0; place < NUM_LOOPS; ++place) {
              int pick = rest % (NUM_LOOPS - place);
              rest /= NUM_LOOPS - place;
              tiling.order[place] = left[pick];
              for (int i = pick; i + 1 < NUM_LOOPS; ++i)
                left[i] = left[i + 1];
            }
            int64_t bytes = leastOf(shape, machine, &tiling);
            if (bytes < least)
              least = bytes;
          }
        }
  return least * shape->batch;
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

/// An operand fits beside two slots of the smallest tiles of the others.
static bool oneFits(const AicLayer *layer, const AicMachine *machine) {
  int64_t tile[AIC_NUM_LOOPS];
  memcpy(tile, layer->size, sizeof tile);
  tile[AIC_LOOP_N] = 1;
  int64_t whole[2], least[2];
  for (int i = 0; i < 2; ++i)
    whole[i] =
        aicTouchedBytes(layer, &layer->source[i]) / layer->size[AIC_LOOP_N];
  tile[AIC_LOOP_OH] = tile[AIC_LOOP_OW] = 1;
  tile[AIC_LOOP_C] = tile[AIC_LOOP_C] < 32 ? tile[AIC_LOOP_C] : 32;
  tile[AIC_LOOP_F] = tile[AIC_LOOP_F] < 32 ? tile[AIC_LOOP_F] : 32;
  for (int i = 0; i < 2; ++i)
    least[i] = 2 * aicTileElements(&layer->source[i], tile);
  return whole[0] + least[1] <= (int64_t)machine->spad.size ||
         whole[1] + least[0] <= (int64_t)machine->spad.size;
}

static bool printRow(const Shape *shape, AicPlanner *planner) {
  const AicMachine *machine = aicPlannerGetMachine(planner);
  AicLayer layer = layerOf(shape);
  AicPlan plan;
  AicError *error = aicPlanLayer(planner, &layer, &plan);
  if (error) {
    printf("%s: %s\n", shape->name, aicErrorMessage(error));
    aicErrorDestroy(error);
    return false;
  }
  printf("| %s |", shape->name);
  double all = 0, least = 0;
  for (int i = 0; i < 3; ++i) {
    const AicAccess *access = i < 2 ? &layer.source[i] : &layer.result;
    AicPlan load = i < 2 ? aicLoadPlan(&layer, &plan, i) : plan;
    AicTraffic traffic =
        aicPlanTraffic(&layer, &load, access, i < 2 && plan.kept[i], 1);
    double compulsory = (double)aicTouchedBytes(&layer, access);
    printf(" %.0f (%.2f) |", compulsory, (double)traffic.bytes / compulsory);
    all += (double)traffic.bytes;
    least += compulsory;
  }
  double best = (double)bruteForce(shape, machine);
  bool fits = oneFits(&layer, machine);
  bool good = fits ? all <= 1.05 * least : all <= 1.25 * best;
  double macs = (double)aicLayerMacs(&layer);
  double peak = (double)(machine->array.rows * machine->array.cols);
  printf(" %.3f | %.3f | %s | %s | %s | %" PRIu64 " | %.1f %% |\n", all / least,
         all / best, fits ? "1.05 compulsory" : "1.25 best",
         good ? "reached" : "MISSED", aicNpuDataflowName(plan.dataflow),
         plan.simulated, 100 * macs / peak / (double)plan.simulated);
  return good;
}

int main(void) {
  AicMachine machine;
  aicMachineInit(&machine, "edge32", 32, 32);
  static const char *const settings[] = {"array.dataflow=ws+os+is",
                                         "spad.size=512K",
                                         "acc.size=128K",
                                         "vector.lanes=128",
                                         "ld.channels=2",
                                         "ld.bw=64",
                                         "ld.latency=100",
                                         "ld.burst=64",
                                         "st.channels=1",
                                         "st.bw=32",
                                         "st.latency=100",
                                         "st.burst=64",
                                         "dram.bw=64",
                                         "dram.shared=true"};
  for (size_t i = 0; i < sizeof settings / sizeof *settings; ++i) {
    AicError *error = aicMachineSetText(&machine, settings[i]);
    if (!error)
      continue;
    printf("%s: %s\n", settings[i], aicErrorMessage(error));
    aicErrorDestroy(error);
    return 1;
  }
  puts("| layer | A bytes (x moved) | B | result | moved / compulsory | moved /"
       " best found | goal | | dataflow | cycles alone | utilization |\n"
       "|---|---|---|---|---|---|---|---|---|---|---|");
  AicPlanner *planner = aicPlannerCreate(&machine, 0);
  int missed = 0;
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; ++i)
    missed += !printRow(&shapes[i], planner);
  AicPlannerCounts counts = aicPlannerGetCounts(planner);
  printf("\n%d of %zu missed. %" PRIu64 " plans fit, %" PRIu64
         " of them were played, %" PRIu64 " took less than their bound.\n",
         missed, sizeof shapes / sizeof *shapes, counts.candidates,
         counts.played, counts.violations);
  aicPlannerDestroy(planner);
  return counts.violations != 0;
}
