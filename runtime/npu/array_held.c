//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The register-level array that holds an operand: ws, and is, which is ws with
// the operands, and so m and n, exchanged.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/array_parts.h"

#include <stdlib.h>

/// Rows of a fold on their way down, `count` from `row` on.
typedef struct Packet {
  uint64_t row;
  uint64_t count; ///< 0: nothing is there
} Packet;

typedef struct Pe {
  uint32_t active, spare; ///< the held values
  ArrayGroup group;       ///< of what it hands on
  Packet packet;
} Pe;

typedef struct Array {
  const AicMachine *machine;
  const AicNpuProduct *product;
  ArrayView moving; ///< steps x depth
  ArrayView held;   ///< depth x width
  uint64_t outRow, outCol;
  uint64_t rows, cols, wload, lanes;
  uint64_t foldsK, folds;
  uint64_t out; ///< sums that have left the array, with those of the edge
  ArrayFeed feed;
  uint64_t loaded;     ///< folds whose held values have entered
  uint64_t loadedRows; ///< of the next one
  bool loading;        ///< the next one
  uint64_t ready;      ///< when the array is ready for the last loaded one
  Pe *pes;
  uint32_t *right, *down, *weights; ///< per PE: lanes, lanes, wload
  ArrayGroup *entered;              ///< in the last `rows` cycles
  Packet *packets;                  ///< in the last `cols` cycles
  uint64_t *packetFolds;
} Array;

/// The sums at the bottom of a column go to acc.
static void leave(Array *array, uint64_t c, const ArrayGroup *group,
                  const uint32_t *sums) {
  array->out += group->count;
  uint64_t col = group->fold / array->foldsK * array->cols + c;
  if (col >= array->held.cols)
    return;
  bool first = group->fold % array->foldsK == 0;
  for (uint32_t i = 0; i < group->count; ++i) {
    uint32_t *acc = array->product->acc + (group->first + i) * array->outRow +
                    col * array->outCol;
    *acc = first && !array->product->accumulate
               ? sums[i]
               : aicArrayAdd(array->product->mac, *acc, sums[i]);
  }
}

/// One cycle of one PE. Those above and to the left are stepped later: their
/// registers hold what they computed in the cycle before.
static void stepPe(Array *array, uint64_t cycle, uint64_t r, uint64_t c) {
  uint64_t lanes = array->lanes, wload = array->wload;
  uint64_t at = r * array->cols + c;
  Pe *pe = &array->pes[at];
  uint32_t *right = &array->right[at * lanes], *down = &array->down[at * lanes];
  pe->group = (ArrayGroup){0};
  if (c) {
    pe->group = array->pes[at - 1].group;
    if (pe->group.count)
      memcpy(right, right - lanes, lanes * sizeof *right);
  } else if (cycle >= r) {
    pe->group = array->entered[(cycle - r) % array->rows];
    uint64_t k = pe->group.fold % array->foldsK * array->rows + r;
    for (uint32_t i = 0; i < pe->group.count; ++i)
      right[i] = aicArrayGet(&array->moving, pe->group.first + i, k);
  }
  if (pe->group.begins && array->machine->array.shadow)
    pe->active = pe->spare;
  if (pe->group.count) {
    const uint32_t *above = r ? down - array->cols * lanes : NULL;
    for (uint32_t i = 0; i < pe->group.count; ++i)
      down[i] = aicArrayMac(array->product->mac, above ? above[i] : 0, right[i],
                            pe->active);
    if (r + 1 == array->rows)
      leave(array, c, &pe->group, down);
  }
  // What comes from above is there at the end of the cycle.
  uint32_t *weights = &array->weights[at * wload];
  pe->packet.count = 0;
  if (r) {
    pe->packet = array->pes[at - array->cols].packet;
    if (pe->packet.count)
      memcpy(weights, weights - array->cols * wload, wload * sizeof *weights);
  } else if (cycle >= c) {
    uint64_t slot = (cycle - c) % array->cols;
    pe->packet = array->packets[slot];
    uint64_t fold = array->packetFolds[slot];
    for (uint64_t i = 0; i < pe->packet.count; ++i)
      weights[i] = aicArrayGet(
          &array->held, fold % array->foldsK * array->rows + pe->packet.row + i,
          fold / array->foldsK * array->cols + c);
  }
  if (r >= pe->packet.row && r - pe->packet.row < pe->packet.count)
    *(array->machine->array.shadow ? &pe->spare : &pe->active) =
        weights[r - pe->packet.row];
}

/// What enters the array at this cycle: a fold once its held values are there;
/// held values once the fold before has begun and has so freed the spare
/// plane, or without one has left.
static void control(Array *array, uint64_t cycle) {
  uint64_t outputs = array->feed.steps * array->cols;
  ArrayFeed *feed = &array->feed;
  if (feed->started < array->loaded && cycle >= array->ready &&
      aicArrayFeedIsFree(feed, cycle))
    aicArrayFeedStart(feed, cycle);
  array->entered[cycle % array->rows] = aicArrayFeedStep(feed, cycle);

  Packet packet = {0};
  bool free = array->machine->array.shadow
                  ? feed->started == array->loaded
                  : array->out == array->loaded * outputs;
  array->loading |= array->loaded < array->folds && free;
  if (array->loading) {
    packet.row = array->loadedRows;
    packet.count = array->rows - packet.row;
    if (packet.count > array->wload)
      packet.count = array->wload;
    array->packetFolds[cycle % array->cols] = array->loaded;
    array->loadedRows += packet.count;
    if (array->loadedRows == array->rows) {
      array->loadedRows = 0;
      array->loading = false;
      array->ready = cycle + 1;
      ++array->loaded;
    }
  }
  array->packets[cycle % array->cols] = packet;
}

/// ws moves a and holds w, is moves the transpose of w and holds that of a.
static Array describe(const AicMachine *machine, const AicNpuProduct *product) {
  uint64_t m = product->m, k = product->k, n = product->n;
  bool is = product->dataflow == AIC_NPU_IS;
  ArrayView a = {product->a, m, k, k, 1}, aT = {product->a, k, m, 1, k};
  ArrayView w = {product->w, k, n, n, 1}, wT = {product->w, n, k, 1, n};
  Array array = {.machine = machine,
                 .product = product,
                 .moving = is ? wT : a,
                 .held = is ? aT : w,
                 .outRow = is ? 1 : n,
                 .outCol = is ? n : 1,
                 .rows = machine->array.rows,
                 .cols = machine->array.cols,
                 .wload = machine->array.wload};
  array.foldsK = (k + array.rows - 1) / array.rows;
  array.folds =
      array.foldsK * ((array.held.cols + array.cols - 1) / array.cols);
  array.feed = aicArrayFeed(machine, product->mac, array.moving.rows);
  array.lanes = (array.feed.rate + AIC_FIXED_ONE - 1) / AIC_FIXED_ONE;
  return array;
}

bool aicArrayRunHeld(const AicMachine *machine, const AicNpuProduct *product,
                     uint64_t *cycles) {
  Array array = describe(machine, product);
  size_t pes = (size_t)(array.rows * array.cols);
  array.pes = calloc(pes, sizeof *array.pes);
  array.right = calloc(pes * array.lanes, sizeof *array.right);
  array.down = calloc(pes * array.lanes, sizeof *array.down);
  array.weights = calloc(pes * array.wload, sizeof *array.weights);
  array.entered = calloc(array.rows, sizeof *array.entered);
  array.packets = calloc(array.cols, sizeof *array.packets);
  array.packetFolds = calloc(array.cols, sizeof *array.packetFolds);
  bool good = array.pes && array.right && array.down && array.weights &&
              array.entered && array.packets && array.packetFolds;
  uint64_t all = array.folds * array.feed.steps * array.cols;
  for (*cycles = 0; good && array.out < all; ++*cycles) {
    control(&array, *cycles);
    for (uint64_t r = array.rows; r-- > 0;)
      for (uint64_t c = array.cols; c-- > 0;)
        stepPe(&array, *cycles, r, c);
  }
  free(array.pes);
  free(array.right);
  free(array.down);
  free(array.weights);
  free(array.entered);
  free(array.packets);
  free(array.packetFolds);
  return good;
}
