//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Closed forms of the timing model.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/timing.h"

static uint64_t ceilDiv(uint64_t value, uint64_t by) {
  return value / by + (value % by != 0);
}

static uint64_t max(uint64_t a, uint64_t b) { return a > b ? a : b; }

static uint64_t min(uint64_t a, uint64_t b) { return a < b ? a : b; }

uint64_t aicNpuMatmulCycles(const AicMachine *machine, AicNpuDataflow dataflow,
                            AicNpuMac mac, uint64_t m, uint64_t k, uint64_t n) {
  uint64_t rows = machine->array.rows, cols = machine->array.cols;
  uint64_t load = ceilDiv(rows, machine->array.wload);
  // What moves, and what the folds tile.
  uint64_t steps = m, deep = k, wide = n;
  // Folds begin at least this far apart.
  uint64_t least = load;
  if (dataflow == AIC_NPU_OS) {
    steps = k;
    deep = m;
    load = 0;
    least = rows;
  } else if (dataflow == AIC_NPU_IS) {
    steps = n;
    wide = m;
  }
  uint64_t folds = ceilDiv(deep, rows) * ceilDiv(wide, cols);
  uint64_t stream = ceilDiv(steps * AIC_FIXED_ONE, machine->array.rates[mac]);
  uint64_t skew = rows + cols - 2;
  if (!machine->array.shadow)
    return folds * (load + stream + skew);
  return load + (folds - 1) * max(stream, least) + stream + skew;
}

uint64_t aicNpuVecCycles(const AicMachine *machine, uint64_t points,
                         uint64_t reduction, uint64_t before, uint64_t after,
                         bool reduces) {
  uint64_t lanes = machine->vector.lanes;
  uint64_t first = max(1, before + reduces);
  return ceilDiv(points * reduction, lanes) * first +
         ceilDiv(points, lanes) * after +
         (reduces ? machine->vector.reduce : 0);
}

AicNpuTraffic aicNpuTileTraffic(const AicNpuTile *tile, uint64_t burst,
                                const uint32_t *idx) {
  AicNpuTraffic traffic = {0, 0, 0, 0};
  uint64_t count[AIC_NPU_TILE_RANK];
  for (int d = 0; d < AIC_NPU_TILE_RANK; ++d) {
    int64_t low = tile->start[d];
    for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
      low += (int64_t)idx[level] * tile->step[d][level];
    int64_t high = low + tile->size[d];
    low = low < 0 ? 0 : low;
    high = high > tile->extent[d] ? tile->extent[d] : high;
    if (high <= low)
      return traffic;
    count[d] = (uint64_t)(high - low);
  }
  // Grows the run by the dimension that continues it, until none does.
  traffic.rowBytes = aicNpuTypeSize(tile->type);
  for (int d = AIC_NPU_TILE_RANK - 1; d >= 0; --d)
    if (count[d] > 1 && (uint64_t)tile->stride[d] == traffic.rowBytes) {
      traffic.rowBytes *= count[d];
      count[d] = 1;
      d = AIC_NPU_TILE_RANK;
    }
  traffic.rows = count[0] * count[1] * count[2] * count[3];
  traffic.bytes = traffic.rows * traffic.rowBytes;
  traffic.burstBytes = traffic.rows * ceilDiv(traffic.rowBytes, burst) * burst;
  return traffic;
}

uint64_t aicNpuDmaBandwidth(const AicMachine *machine,
                            const AicMachineDma *dma) {
  return min(dma->bw, machine->dram.bw);
}

AicNpuShares aicNpuShareDram(const AicMachine *machine, uint64_t loads,
                             uint64_t stores) {
  uint64_t capLoad = aicNpuDmaBandwidth(machine, &machine->ld);
  uint64_t capStore = aicNpuDmaBandwidth(machine, &machine->st);
  uint64_t load = capLoad, store = capStore, all = machine->dram.bw;
  if (machine->dram.shared && loads * capLoad + stores * capStore > all) {
    uint64_t share = all / (loads + stores);
    load = min(share, capLoad);
    store = min(share, capStore);
    // What one side cannot use goes to the other.
    if (store < share && loads)
      load = (all - stores * store) / loads;
    else if (load < share && stores)
      store = (all - loads * load) / stores;
    load = min(load, capLoad);
    store = min(store, capStore);
  }
  return (AicNpuShares){.load = max(load, 1), .store = max(store, 1)};
}

uint64_t aicNpuDmaCycles(const AicMachine *machine, const AicMachineDma *dma,
                         uint64_t burstBytes) {
  return dma->issue +
         ceilDiv(burstBytes * AIC_FIXED_ONE, aicNpuDmaBandwidth(machine, dma));
}

/// What is added up is the product that was made last.
static bool addsUp(const AicNpuVec *vec) {
  if (vec->reduce != AIC_NPU_REDUCE_ADD || !vec->split)
    return false;
  const AicNpuMicroOp *last = &vec->ops[vec->split - 1];
  return last->op == AIC_NPU_VEC_MUL && last->dst == vec->reduced;
}

uint64_t aicNpuCommandCycles(const AicMachine *machine,
                             const AicNpuCommand *command,
                             const uint32_t idx[AIC_NPU_MAX_LOOPS]) {
  switch (command->opcode) {
  case AIC_NPU_LOOP:
  case AIC_NPU_END:
    return 0;
  case AIC_NPU_SYNC:
    return machine->sync.issue;
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE: {
    const AicMachineDma *dma =
        command->opcode == AIC_NPU_LOAD ? &machine->ld : &machine->st;
    AicNpuTraffic traffic =
        aicNpuTileTraffic(&command->dma.tile, dma->burst, idx);
    return aicNpuDmaCycles(machine, dma, traffic.burstBytes);
  }
  case AIC_NPU_MATMUL: {
    const AicNpuMatmul *matmul = &command->matmul;
    return aicNpuMatmulCycles(machine, matmul->dataflow, matmul->mac,
                              (uint64_t)matmul->m1 * matmul->m2, matmul->k,
                              matmul->n);
  }
  case AIC_NPU_VEC: {
    const AicNpuVec *vec = &command->vec;
    uint64_t points = (uint64_t)vec->p[0] * vec->p[1] * vec->p[2];
    uint64_t reduction = (uint64_t)vec->r[0] * vec->r[1];
    uint64_t before = vec->split - (machine->vector.mac && addsUp(vec));
    uint64_t after = (uint64_t)(vec->numOps - vec->split);
    uint64_t tables = 0;
    for (int s = 0; s < vec->numSources; ++s)
      tables += ceilDiv(vec->sources[s].entries, machine->vector.lanes);
    return machine->sync.issue + tables +
           aicNpuVecCycles(machine, points, reduction, before, after,
                           vec->reduce != AIC_NPU_REDUCE_NONE);
  }
  }
  return 0;
}
