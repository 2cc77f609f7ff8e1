//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The register-level array that holds the sums: os.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/array_parts.h"

#include <stdlib.h>

/// The bus of a column: what its PEs put on it in this cycle.
typedef struct Bus {
  uint32_t value;
  uint32_t drivers; ///< two at a time spoil the value
  uint64_t fold, row;
} Bus;

typedef struct Array {
  const AicMachine *machine;
  const AicNpuProduct *product;
  ArrayView a, w;
  uint64_t rows, cols, lanes;
  uint64_t foldsM, folds;
  uint64_t out; ///< sums that have left the array, with those of the edge
  ArrayFeed feed;
  uint32_t *sums, *right, *down; ///< per PE: one, lanes, lanes
  ArrayGroup *groups;            ///< per PE
  ArrayGroup entered;            ///< in this cycle
  Bus *buses;                    ///< per column
} Array;

/// One cycle of one PE. Those above and to the left are stepped later: their
/// registers hold what they computed in the cycle before.
static void stepPe(Array *array, uint64_t r, uint64_t c) {
  uint64_t lanes = array->lanes, at = r * array->cols + c;
  ArrayGroup *group = &array->groups[at];
  uint32_t *right = &array->right[at * lanes], *down = &array->down[at * lanes];
  // Both operands of a step are here r + c cycles after it entered.
  *group = c   ? array->groups[at - 1]
           : r ? array->groups[at - array->cols]
               : array->entered;
  if (!group->count)
    return;
  uint64_t m = group->fold % array->foldsM * array->rows + r;
  uint64_t n = group->fold / array->foldsM * array->cols + c;
  if (c)
    memcpy(right, right - lanes, lanes * sizeof *right);
  if (r)
    memcpy(down, down - array->cols * lanes, lanes * sizeof *down);
  for (uint32_t i = 0; i < group->count; ++i) {
    uint64_t k = group->first + i;
    if (!c)
      right[i] = aicArrayGet(&array->a, m, k);
    if (!r)
      down[i] = aicArrayGet(&array->w, k, n);
    array->sums[at] = aicArrayMac(array->product->mac, k ? array->sums[at] : 0,
                                  right[i], down[i]);
  }
  if (group->first + group->count < array->feed.steps)
    return;
  Bus *bus = &array->buses[c];
  bus->value |= array->sums[at];
  bus->fold = group->fold;
  bus->row = r;
  ++bus->drivers;
}

/// A bus brings what it carries to acc.
static void leave(Array *array, uint64_t c) {
  const AicNpuProduct *product = array->product;
  Bus bus = array->buses[c];
  array->buses[c] = (Bus){0};
  array->out += bus.drivers;
  uint64_t m = bus.fold % array->foldsM * array->rows + bus.row;
  uint64_t n = bus.fold / array->foldsM * array->cols + c;
  if (!bus.drivers || m >= product->m || n >= product->n)
    return;
  uint32_t *acc = product->acc + m * product->n + n;
  *acc = product->accumulate ? aicArrayAdd(product->mac, *acc, bus.value)
                             : bus.value;
}

/// Lets the next fold in: when the one before has left, or with a shadow plane
/// when it has entered and no two sums will meet on a bus.
static void control(Array *array, uint64_t cycle) {
  ArrayFeed *feed = &array->feed;
  bool free = array->machine->array.shadow
                  ? !feed->started || (aicArrayFeedIsFree(feed, cycle) &&
                                       cycle >= feed->begin + array->rows)
                  : array->out == feed->started * array->rows * array->cols;
  if (feed->started < array->folds && free)
    aicArrayFeedStart(feed, cycle);
  array->entered = aicArrayFeedStep(feed, cycle);
}

static Array describe(const AicMachine *machine, const AicNpuProduct *product) {
  uint64_t m = product->m, k = product->k, n = product->n;
  Array array = {.machine = machine,
                 .product = product,
                 .a = {product->a, m, k, k, 1},
                 .w = {product->w, k, n, n, 1},
                 .rows = machine->array.rows,
                 .cols = machine->array.cols};
  array.foldsM = (m + array.rows - 1) / array.rows;
  array.folds = array.foldsM * ((n + array.cols - 1) / array.cols);
  array.feed = aicArrayFeed(machine, product->mac, k);
  array.lanes = (array.feed.rate + AIC_FIXED_ONE - 1) / AIC_FIXED_ONE;
  return array;
}

bool aicArrayRunSums(const AicMachine *machine, const AicNpuProduct *product,
                     uint64_t *cycles) {
  Array array = describe(machine, product);
  size_t pes = (size_t)(array.rows * array.cols);
  array.sums = calloc(pes, sizeof *array.sums);
  array.groups = calloc(pes, sizeof *array.groups);
  array.right = calloc(pes * array.lanes, sizeof *array.right);
  array.down = calloc(pes * array.lanes, sizeof *array.down);
  array.buses = calloc(array.cols, sizeof *array.buses);
  bool good =
      array.sums && array.groups && array.right && array.down && array.buses;
  uint64_t all = array.folds * array.rows * array.cols;
  for (*cycles = 0; good && array.out < all; ++*cycles) {
    control(&array, *cycles);
    for (uint64_t r = array.rows; r-- > 0;)
      for (uint64_t c = array.cols; c-- > 0;)
        stepPe(&array, r, c);
    for (uint64_t c = 0; c < array.cols; ++c)
      leave(&array, c);
  }
  free(array.sums);
  free(array.groups);
  free(array.right);
  free(array.down);
  free(array.buses);
  return good;
}
