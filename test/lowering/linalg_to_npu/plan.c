// RUN: %cc %s -o %t %aic_static && %t | FileCheck %s

// The planner on layer records, without any IR: plans respect the memories, the
// same record gives the same plan, and what does not fit is said.

#include "lowering/linalg_to_npu/planner.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/// A dimension of `extent` that two loops move.
static AicAccessDim dim2(int64_t extent, int64_t offset, int loop,
                         int64_t scale, int other, int64_t otherScale) {
  AicAccessDim dim = {.extent = extent, .offset = offset};
  dim.scale[loop] = scale;
  dim.scale[other] = otherScale;
  return dim;
}

static AicAccessDim dim1(int64_t extent, int loop) {
  AicAccessDim dim = {.extent = extent};
  dim.scale[loop] = 1;
  return dim;
}

/// A square i8 convolution, padded by half its kernel; kernel 1, height 1 and
/// width m is a matmul.
static AicLayer conv(int64_t height, int64_t width, int64_t channels,
                     int64_t filters, int64_t kernel, int64_t stride) {
  int64_t pad = kernel / 2;
  AicLayer layer = {.kind = AIC_LAYER_CONTRACTION,
                    .numSources = 2,
                    .mac = AIC_NPU_MAC_I8,
                    .multiplies = true};
  int64_t oh = (height + 2 * pad - kernel) / stride + 1;
  int64_t ow = (width + 2 * pad - kernel) / stride + 1;
  int64_t size[AIC_NUM_LOOPS] = {1, oh, ow, filters, kernel, kernel, channels};
  memcpy(layer.size, size, sizeof size);
  layer.source[0] = (AicAccess){
      .type = AIC_NPU_I8,
      .rank = 3,
      .dim = {dim2(height, -pad, AIC_LOOP_OH, stride, AIC_LOOP_KH, 1),
              dim2(width, -pad, AIC_LOOP_OW, stride, AIC_LOOP_KW, 1),
              dim1(channels, AIC_LOOP_C)}};
  layer.source[1] = (AicAccess){
      .type = AIC_NPU_I8,
      .rank = 4,
      .dim = {dim1(kernel, AIC_LOOP_KH), dim1(kernel, AIC_LOOP_KW),
              dim1(channels, AIC_LOOP_C), dim1(filters, AIC_LOOP_F)}};
  layer.result =
      (AicAccess){.type = AIC_NPU_I32,
                  .rank = 3,
                  .dim = {dim1(oh, AIC_LOOP_OH), dim1(ow, AIC_LOOP_OW),
                          dim1(filters, AIC_LOOP_F)}};
  return layer;
}

/// relu(x) of a tensor with four dimensions.
static AicLayer elementwise(int64_t size) {
  AicLayer layer = {.kind = AIC_LAYER_VECTOR, .numSources = 1, .opsBehind = 1};
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    layer.size[loop] = loop < AIC_NUM_PARALLEL ? size : 1;
  layer.source[0] = (AicAccess){.type = AIC_NPU_F32, .rank = 4};
  for (int dim = 0; dim < AIC_NUM_PARALLEL; ++dim)
    layer.source[0].dim[dim] = dim1(size, dim);
  layer.result = layer.source[0];
  return layer;
}

typedef struct Totals {
  int plans, wrong;
  double seconds, slowest;
} Totals;

static bool fits(const AicLayer *layer, const AicMachine *machine,
                 const AicPlan *plan) {
  uint64_t spad = 0;
  for (int i = 0; i < layer->numSources; ++i) {
    AicPlan load = aicLoadPlan(layer, plan, i);
    spad += (uint64_t)plan->depth[i] *
            (uint64_t)aicTileElements(&layer->source[i], load.tile) *
            aicNpuTypeSize(layer->source[i].type);
  }
  spad += (uint64_t)plan->resultDepth *
          (uint64_t)aicTileElements(&layer->result, plan->tile) *
          aicNpuTypeSize(layer->result.type);
  int64_t tiles = 1;
  for (int level = 0; level < plan->numLevels; ++level)
    tiles *= aicPlanTrips(layer, plan, plan->order[level]);
  int64_t all = 1;
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    all *= aicPlanTrips(layer, plan, loop);
  return spad <= plan->spadBytes && plan->spadBytes <= machine->spad.size &&
         plan->accBytes <= machine->acc.size && tiles == all &&
         plan->numLevels <= (int)machine->stream.loops;
}

static void check(Totals *totals, const AicLayer *layer,
                  const AicMachine *machine) {
  AicPlan plan, again;
  memset(&plan, 0, sizeof plan);
  memset(&again, 0, sizeof again);
  clock_t start = clock();
  AicPlanner *planner = aicPlannerCreate(machine, 0);
  AicError *error = aicPlanLayer(planner, layer, &plan);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  totals->seconds += seconds;
  if (seconds > totals->slowest)
    totals->slowest = seconds;
  ++totals->plans;
  aicPlannerDestroy(planner);
  if (error) {
    printf("%s: %s\n", machine->name, aicErrorMessage(error));
    aicErrorDestroy(error);
    ++totals->wrong;
    return;
  }
  planner = aicPlannerCreate(machine, 0);
  error = aicPlanLayer(planner, layer, &again);
  aicPlannerDestroy(planner);
  bool same = !error && !memcmp(&plan, &again, sizeof plan);
  aicErrorDestroy(error);
  totals->wrong += !same || !fits(layer, machine, &plan);
}

static void checkError(const AicLayer *layer, AicMachine machine,
                       const char *set) {
  AicPlan plan;
  AicError *error = aicMachineSetText(&machine, set);
  AicPlanner *planner = aicPlannerCreate(&machine, 0);
  if (!error)
    error = aicPlanLayer(planner, layer, &plan);
  printf("%s: %s\n", set, error ? aicErrorMessage(error) : "fits");
  aicPlannerDestroy(planner);
  aicErrorDestroy(error);
}

/// Elements that are used, each once, by counting them.
static void checkTouched(void) {
  static const int64_t shapes[][3] = {{9, 1, 2}, {9, 3, 2}, {10, 3, 4},
                                      {7, 5, 1}, {1, 1, 1}, {8, 7, 3}};
  int wrong = 0;
  for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; ++s) {
    int64_t height = shapes[s][0], kernel = shapes[s][1], step = shapes[s][2];
    AicLayer layer = conv(height, height, 5, 6, kernel, step);
    int64_t used = 0;
    for (int64_t at = 0; at < height; ++at) {
      bool found = false;
      for (int64_t oh = 0; oh < layer.size[AIC_LOOP_OH]; ++oh)
        for (int64_t kh = 0; kh < kernel; ++kh)
          found |= oh * step + kh - kernel / 2 == at;
      used += found;
    }
    wrong += aicTouchedBytes(&layer, &layer.source[0]) != used * used * 5;
    wrong +=
        aicTouchedBytes(&layer, &layer.source[1]) != kernel * kernel * 5 * 6;
    wrong += aicTouchedBytes(&layer, &layer.result) !=
             layer.size[AIC_LOOP_OH] * layer.size[AIC_LOOP_OW] * 6 * 4;
  }
  printf("touched: %d wrong\n", wrong);
}

/// An image that the accumulators cut into rows is loaded once if there is room
/// for all of it.
static void checkWhole(const char *size) {
  AicMachine machine;
  aicMachineInit(&machine, "machine", 32, 32);
  AicError *error = aicMachineSetText(&machine, "acc.size=128K");
  if (!error)
    error = aicMachineSetText(&machine, "ld.bw=64");
  if (!error)
    error = aicMachineSetText(&machine, size);
  AicLayer layer = conv(56, 56, 64, 64, 3, 1);
  layer.result.type = AIC_NPU_I8;
  AicPlan plan;
  AicPlanner *planner = aicPlannerCreate(&machine, 0);
  if (!error)
    error = aicPlanLayer(planner, &layer, &plan);
  int64_t once = aicTouchedBytes(&layer, &layer.result);
  for (int i = 0; i < layer.numSources; ++i)
    once += aicTouchedBytes(&layer, &layer.source[i]);
  printf("%s: %s\n", size,
         error                                         ? aicErrorMessage(error)
         : !fits(&layer, &machine, &plan)              ? "does not fit"
         : !plan.whole                                 ? "in tiles"
         : plan.dramBytes * 100 > (uint64_t)once * 105 ? "whole, but wasteful"
                                                       : "whole");
  aicPlannerDestroy(planner);
  aicErrorDestroy(error);
}

int main(void) {
  // CHECK: spad.size=512K: whole{{$}}
  checkWhole("spad.size=512K");
  // CHECK: spad.size=200K: in tiles
  checkWhole("spad.size=200K");
  // CHECK: touched: 0 wrong
  checkTouched();
  // Height, width, channels, filters, kernel, stride of a residual network of
  // 50 layers, then matmuls.
  static const int64_t shapes[][6] = {
      {224, 224, 3, 64, 7, 2},   {56, 56, 64, 64, 1, 1},
      {56, 56, 64, 64, 3, 1},    {56, 56, 64, 256, 1, 1},
      {56, 56, 256, 128, 1, 1},  {56, 56, 128, 128, 3, 2},
      {28, 28, 128, 512, 1, 1},  {28, 28, 512, 256, 1, 1},
      {28, 28, 256, 256, 3, 2},  {14, 14, 256, 1024, 1, 1},
      {14, 14, 1024, 512, 1, 1}, {14, 14, 512, 512, 3, 2},
      {7, 7, 512, 2048, 1, 1},   {7, 7, 2048, 512, 1, 1},
      {1, 1, 2048, 1000, 1, 1},  {1, 1024, 1024, 1024, 1, 1},
      {1, 128, 768, 3072, 1, 1},
  };
  static const uint64_t arrays[] = {4, 16, 32, 128};
  Totals totals = {0};
  for (size_t a = 0; a < sizeof arrays / sizeof arrays[0]; ++a) {
    AicMachine machine;
    aicMachineInit(&machine, "machine", arrays[a], arrays[a]);
    machine.spad.size = arrays[a] * 16384;
    machine.acc.size = arrays[a] * 4096;
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; ++s) {
      const int64_t *size = shapes[s];
      AicLayer layer =
          conv(size[0], size[1], size[2], size[3], size[4], size[5]);
      check(&totals, &layer, &machine);
    }
    for (int64_t size = 1; size < 100; size = 2 * size + 1) {
      AicLayer layer = elementwise(size);
      check(&totals, &layer, &machine);
    }
  }
  // CHECK: 92 plans, 0 wrong
  printf("%d plans, %d wrong, %.2f ms each, slowest %.2f ms\n", totals.plans,
         totals.wrong, 1e3 * totals.seconds / totals.plans,
         1e3 * totals.slowest);

  AicMachine machine;
  aicMachineInit(&machine, "machine", 16, 16);
  AicLayer layer = conv(56, 56, 64, 64, 3, 1);
  // CHECK: spad.size=1000: the smallest tile needs {{[0-9]+}} bytes of scratchpad and 64 of accumulator, but there are 1000 and
  checkError(&layer, machine, "spad.size=1000");
  // CHECK: acc.size=32: the smallest tile needs {{[0-9]+}} bytes of scratchpad and 64 of accumulator, but there are {{[0-9]+}} and 32{{$}}
  checkError(&layer, machine, "acc.size=32");
  // CHECK: stream.loops=1: fits
  checkError(&layer, machine, "stream.loops=1");
  // CHECK: stream.loops=0: no plan that fits needs fewer than 1 loops, but stream.loops is 0{{$}}
  checkError(&layer, machine, "stream.loops=0");
  // CHECK: ld.zeropad=false: no plan fits into tensors without padding, which the machine lacks
  checkError(&layer, machine, "ld.zeropad=false");
  // CHECK: sync.semaphores=8: no plan needs fewer than {{[0-9]+}} semaphores, but sync.semaphores is 8{{$}}
  checkError(&layer, machine, "sync.semaphores=8");
  return 0;
}
