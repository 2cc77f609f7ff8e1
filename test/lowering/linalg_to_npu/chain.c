// RUN: %cc %s -o %t %aic_static && %t | FileCheck %s

// Which results stay in the scratchpad, on random chains of products: never do
// two lie on one another while both are needed, what stays and what the plan of
// a layer takes fit together, all who read it can, and the layers are faster.

#include "lowering/linalg_to_npu/chain.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 12 };

static unsigned state = 7;

static int64_t draw(int64_t below) {
  state = state * 1103515245u + 12345u;
  return (int64_t)(state >> 16) % below;
}

static AicAccess matrix(AicNpuType type, int64_t rows, int rowLoop,
                        int64_t columns, int columnLoop) {
  AicAccess access = {.type = type, .rank = 2};
  access.dim[0].extent = rows;
  access.dim[0].scale[rowLoop] = 1;
  access.dim[1].extent = columns;
  access.dim[1].scale[columnLoop] = 1;
  return access;
}

static AicLayer product(int64_t m, int64_t k, int64_t n) {
  AicLayer layer = {.kind = AIC_LAYER_CONTRACTION,
                    .numSources = 2,
                    .mac = AIC_NPU_MAC_I8,
                    .opsBehind = 3,
                    .multiplies = true};
  for (int loop = 0; loop < AIC_NUM_LOOPS; ++loop)
    layer.size[loop] = 1;
  layer.size[AIC_LOOP_OH] = m;
  layer.size[AIC_LOOP_F] = n;
  layer.size[AIC_LOOP_C] = k;
  layer.source[0] = matrix(AIC_NPU_I8, m, AIC_LOOP_OH, k, AIC_LOOP_C);
  layer.source[1] = matrix(AIC_NPU_I8, k, AIC_LOOP_C, n, AIC_LOOP_F);
  layer.result = matrix(AIC_NPU_I8, m, AIC_LOOP_OH, n, AIC_LOOP_F);
  return layer;
}

typedef struct Counts {
  int stay, stored, overlaps, tooLarge, unmarked, slower, gaps;
} Counts;

static void check(const AicChain *chain, const AicMachine *machine,
                  uint64_t before, Counts *counts) {
  uint64_t now = 0;
  for (int i = 0; i < chain->count; ++i) {
    const AicChainLayer *layer = &chain->layers[i];
    now += layer->plan->simulated;
    counts->tooLarge += layer->plan->spadBytes > machine->spad.size;
    int maker = layer->maker[0];
    counts->unmarked += layer->layer->resident[0] !=
                        (maker >= 0 && chain->layers[maker].layer->stays);
    if (!layer->layer->stays)
      continue;
    ++counts->stay;
    counts->stored += layer->stores;
    counts->tooLarge += layer->address + layer->bytes > machine->spad.size;
    for (int j = 0; j < chain->count; ++j) {
      const AicChainLayer *other = &chain->layers[j];
      if (j != i && other->layer->stays && j <= layer->lastReader &&
          i <= other->lastReader)
        counts->overlaps += layer->address < other->address + other->bytes &&
                            other->address < layer->address + layer->bytes;
      // While it lives nobody's rings reach up to it.
      if (j >= i && j <= layer->lastReader)
        counts->tooLarge +=
            machine->spad.size - other->layer->reserved > layer->address;
    }
  }
  counts->slower += now > before;
  counts->gaps += chain->residentSpan < chain->residentLive;
}

int main(void) {
  Counts counts = {0};
  int layers = 0;
  for (int seed = 0; seed < 40; ++seed) {
    AicMachine machine;
    aicMachineInit(&machine, "test", 32, 32);
    machine.spad.size = (uint64_t)(8 << draw(6)) << 10;
    AicPlanner *planner = aicPlannerCreate(&machine, 0);
    static AicLayer records[MOST];
    static AicPlan plans[MOST];
    static AicChainLayer all[MOST];
    AicChain chain = {.count = 2 + (int)draw(MOST - 1), .layers = all};
    memset(all, 0, sizeof all);
    int64_t m = 16 << draw(4), widths[MOST];
    uint64_t before = 0;
    for (int i = 0; i < chain.count; ++i) {
      // The layer in front, or any other one.
      int maker = i ? (int)(draw(3) ? i - 1 : draw(i)) : AIC_CHAIN_NOBODY;
      widths[i] = 32 * (1 + draw(6));
      records[i] = product(m, i ? widths[maker] : 64, widths[i]);
      AicError *error = aicPlanLayer(planner, &records[i], &plans[i]);
      if (error) {
        printf("%s\n", aicErrorMessage(error));
        return 1;
      }
      before += plans[i].simulated;
      all[i] = (AicChainLayer){.layer = &records[i],
                               .plan = &plans[i],
                               .maker = {maker, AIC_CHAIN_NOBODY},
                               .mayStay = true,
                               .isOutput = i == chain.count - 1 || !draw(5)};
    }
    aicChainKeep(&chain, planner);
    check(&chain, &machine, before, &counts);
    layers += chain.count;
    aicPlannerDestroy(planner);
  }
  printf("%s stay, %s of them stored as well\n",
         counts.stay > layers / 3 ? "many" : "few",
         counts.stored ? "some" : "none");
  printf("%d overlap, %d too large, %d unmarked, %d slower, %d gaps below 0\n",
         counts.overlaps, counts.tooLarge, counts.unmarked, counts.slower,
         counts.gaps);
  return 0;
}

// CHECK: many stay, some of them stored as well
// CHECK-NEXT: 0 overlap, 0 too large, 0 unmarked, 0 slower, 0 gaps below 0
