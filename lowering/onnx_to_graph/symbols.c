//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/symbols.h"

#include "aic/build.h"
#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_RANK = 16 };

typedef struct AicSymbolEntry {
  const void *value; // NULL for a free place
  AicSymbol *dims;
} AicSymbolEntry;

typedef struct AicSymbolName {
  struct AicSymbolName *next;
  AicText name;
  AicSymbol symbol;
} AicSymbolName;

// `symbol` is shown as `as`, an older one or one with a name.
typedef struct AicSymbolPair {
  struct AicSymbolPair *next;
  AicSymbol symbol, as;
} AicSymbolPair;

AicSymbol aicSymbolCreate(AicSymbols *symbols) { return ++symbols->next; }

AicSymbol aicSymbolNamed(AicSymbols *symbols, AicText name) {
  for (AicSymbolName *it = symbols->names; it; it = it->next)
    if (it->name.size == name.size &&
        memcmp(it->name.data, name.data, name.size) == 0)
      return it->symbol;
  AicSymbol symbol = aicSymbolCreate(symbols);
  AicSymbolName *entry = aicArenaAlloc(symbols->arena, 1, sizeof *entry);
  // Without memory the name is only not shared.
  if (entry) {
    *entry = (AicSymbolName){symbols->names, name, symbol};
    symbols->names = entry;
  }
  return symbol;
}

AicText aicSymbolName(const AicSymbols *symbols, AicSymbol symbol) {
  for (AicSymbolName *it = symbols->names; it; it = it->next)
    if (it->symbol == symbol)
      return it->name;
  return (AicText){0};
}

AicSymbol aicSymbolShown(const AicSymbols *symbols, AicSymbol symbol) {
  // The newest pair stands first, and what it shows is in no older one.
  for (bool again = true; again;) {
    again = false;
    for (AicSymbolPair *it = symbols->taken; it && !again; it = it->next)
      if (it->symbol == symbol) {
        symbol = it->as;
        again = true;
      }
  }
  return symbol;
}

// Notes that an operation takes two sizes to be equal; 0 is none.
static void takeAsEqual(AicSymbols *symbols, AicSymbol a, AicSymbol b) {
  if (a <= 0 || b <= 0)
    return;
  a = aicSymbolShown(symbols, a);
  b = aicSymbolShown(symbols, b);
  if (a == b)
    return;
  bool namedA = aicSymbolName(symbols, a).size != 0;
  bool namedB = aicSymbolName(symbols, b).size != 0;
  if (namedA == namedB ? b < a : namedB) {
    AicSymbol other = a;
    a = b;
    b = other;
  }
  AicSymbolPair *pair = aicArenaAlloc(symbols->arena, 1, sizeof *pair);
  // Without memory the sizes are only not checked.
  if (pair) {
    *pair = (AicSymbolPair){symbols->taken, b, a};
    symbols->taken = pair;
  }
}

static AicSymbolEntry *find(const AicSymbols *symbols, const void *value) {
  size_t at = ((uintptr_t)value >> 4) * 0x9e3779b97f4a7c15u;
  for (;; ++at) {
    AicSymbolEntry *entry = &symbols->entries[at & (symbols->capacity - 1)];
    if (!entry->value || entry->value == value)
      return entry;
  }
}

static bool grow(AicSymbols *symbols) {
  AicSymbols larger = *symbols;
  larger.capacity = symbols->capacity ? symbols->capacity * 2 : 64;
  larger.entries = calloc(larger.capacity, sizeof *larger.entries);
  if (!larger.entries)
    return false;
  for (size_t i = 0; i < symbols->capacity; ++i)
    if (symbols->entries[i].value)
      *find(&larger, symbols->entries[i].value) = symbols->entries[i];
  free(symbols->entries);
  *symbols = larger;
  return true;
}

// The symbols of all dimensions of `value`; NULL without memory.
static AicSymbol *dimsOf(AicSymbols *symbols, MlirValue value) {
  if (symbols->count * 2 >= symbols->capacity && !grow(symbols))
    return NULL;
  AicSymbolEntry *entry = find(symbols, value.ptr);
  if (!entry->value) {
    intptr_t rank = mlirShapedTypeGetRank(mlirValueGetType(value));
    AicSymbol *dims = aicArenaAlloc(symbols->arena, (size_t)rank, sizeof *dims);
    if (!dims)
      return NULL;
    *entry = (AicSymbolEntry){value.ptr, dims};
    ++symbols->count;
  }
  return entry->dims;
}

AicSymbol aicSymbolOf(AicSymbols *symbols, MlirValue value, intptr_t dim) {
  if (!mlirShapedTypeIsDynamicDim(mlirValueGetType(value), dim))
    return 0;
  AicSymbol *dims = dimsOf(symbols, value);
  if (!dims)
    return aicSymbolCreate(symbols);
  if (!dims[dim])
    dims[dim] = aicSymbolCreate(symbols);
  return dims[dim];
}

void aicSymbolSet(AicSymbols *symbols, MlirValue value, intptr_t dim,
                  AicSymbol symbol) {
  AicSymbol *dims = dimsOf(symbols, value);
  if (dims)
    dims[dim] = symbol;
}

void aicSymbolsDestroy(AicSymbols *symbols) { free(symbols->entries); }

//===----------------------------------------------------------------------===//
// What operations keep
//===----------------------------------------------------------------------===//

static intptr_t rankOf(MlirValue value) {
  return mlirShapedTypeGetRank(mlirValueGetType(value));
}

// Dimension `dim` counted from the end of operand `index`, as when operands
// broadcast: 0 when it is absent or 1, -1 when it is another constant.
static AicSymbol aligned(AicSymbols *symbols, MlirOperation op, intptr_t index,
                         intptr_t fromEnd) {
  MlirValue operand = mlirOperationGetOperand(op, index);
  intptr_t dim = rankOf(operand) - fromEnd;
  if (dim < 0)
    return 0;
  AicSymbol symbol = aicSymbolOf(symbols, operand, dim);
  if (symbol)
    return symbol;
  return mlirShapedTypeGetDimSize(mlirValueGetType(operand), dim) == 1 ? 0 : -1;
}

// The size that all operands agree on; 0 when one of them could be another.
static AicSymbol broadcast(AicSymbols *symbols, MlirOperation op,
                           intptr_t fromEnd) {
  AicSymbol result = 0;
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    AicSymbol symbol = aligned(symbols, op, i, fromEnd);
    if (symbol < 0 ||
        (symbol && result &&
         aicSymbolShown(symbols, symbol) != aicSymbolShown(symbols, result)))
      return 0;
    if (symbol && !result)
      result = symbol;
  }
  return result;
}

static intptr_t ints(MlirOperation op, const char *name,
                     int64_t values[MAX_RANK]) {
  MlirAttribute attr = aicOpAttr(op, name);
  return mlirAttributeIsNull(attr) ? 0
                                   : aicAttrGetI64Array(attr, values, MAX_RANK);
}

// The source of dimension `dim` of a reduction's result.
static intptr_t reducedFrom(MlirOperation op, intptr_t dim) {
  int64_t axes[MAX_RANK];
  intptr_t count = ints(op, "axes", axes);
  if (aicOpFlag(op, "keepdims"))
    return dim;
  for (intptr_t i = 0; i < count && i < MAX_RANK; ++i)
    dim += axes[i] <= dim;
  return dim;
}

// A reshape with one dynamic size on each side and equal products of the
// others keeps it.
static AicSymbol reshaped(AicSymbols *symbols, MlirOperation op) {
  MlirValue sides[2] = {mlirOperationGetOperand(op, 0),
                        mlirOperationGetResult(op, 0)};
  uint64_t products[2] = {1, 1};
  intptr_t open[2] = {-1, -1};
  for (int side = 0; side < 2; ++side) {
    MlirType type = mlirValueGetType(sides[side]);
    for (intptr_t i = 0; i < rankOf(sides[side]); ++i) {
      if (!mlirShapedTypeIsDynamicDim(type, i))
        products[side] *= (uint64_t)mlirShapedTypeGetDimSize(type, i);
      else if (open[side] >= 0)
        return 0;
      else
        open[side] = i;
    }
  }
  if (open[0] < 0 || products[0] != products[1] || !products[0])
    return 0;
  return aicSymbolOf(symbols, sides[0], open[0]);
}

static AicSymbol symbolFor(AicSymbols *symbols, MlirOperation op,
                           intptr_t dim) {
  MlirValue input = mlirOperationGetOperand(op, 0);
  intptr_t rank = rankOf(mlirOperationGetResult(op, 0));
  int64_t list[MAX_RANK];
  if (aicOpIs(op, "graph.unary") || aicOpIs(op, "graph.clamp") ||
      aicOpIs(op, "graph.cast") || aicOpIs(op, "graph.norm") ||
      aicOpIs(op, "graph.softmax"))
    return aicSymbolOf(symbols, input, dim);
  if (aicOpIs(op, "graph.binary") || aicOpIs(op, "graph.compare") ||
      aicOpIs(op, "graph.select"))
    return broadcast(symbols, op, rank - dim);
  if (aicOpIs(op, "graph.conv") || aicOpIs(op, "graph.pool"))
    return dim == 0 ? aicSymbolOf(symbols, input, 0) : 0;
  if (aicOpIs(op, "graph.reduce"))
    return aicSymbolOf(symbols, input, reducedFrom(op, dim));
  if (aicOpIs(op, "graph.transpose")) {
    ints(op, "perm", list);
    return aicSymbolOf(symbols, input, list[dim]);
  }
  if (aicOpIs(op, "graph.reshape"))
    return reshaped(symbols, op);
  if (aicOpIs(op, "graph.slice")) {
    ints(op, "sizes", list);
    return list[dim] == -1 ? aicSymbolOf(symbols, input, dim) : 0;
  }
  if (aicOpIs(op, "graph.broadcast")) {
    intptr_t from = dim - (rank - rankOf(input));
    return from < 0 ? 0 : aicSymbolOf(symbols, input, from);
  }
  if (aicOpIs(op, "graph.concat") && dim != aicOpInt(op, "axis", -1))
    return aicSymbolOf(symbols, input, dim);
  if (aicOpIs(op, "graph.pad")) {
    ints(op, "low", list);
    int64_t sum = list[dim];
    ints(op, "high", list);
    return sum + list[dim] == 0 ? aicSymbolOf(symbols, input, dim) : 0;
  }
  if (aicOpIs(op, "graph.matmul")) {
    MlirValue rhs = mlirOperationGetOperand(op, 1);
    if (rankOf(input) < 2 || rankOf(rhs) < 2)
      return 0;
    if (dim == rank - 2)
      return aicSymbolOf(symbols, input,
                         rankOf(input) - 2 + aicOpFlag(op, "transpose_a"));
    if (dim == rank - 1)
      return aicSymbolOf(symbols, rhs,
                         rankOf(rhs) - 1 - aicOpFlag(op, "transpose_b"));
    return broadcast(symbols, op, rank - dim);
  }
  if (aicOpIs(op, "graph.gather")) {
    MlirValue indices = mlirOperationGetOperand(op, 1);
    intptr_t axis = (intptr_t)aicOpInt(op, "axis", 0);
    if (dim < axis)
      return aicSymbolOf(symbols, input, dim);
    if (dim < axis + rankOf(indices))
      return aicSymbolOf(symbols, indices, dim - axis);
    return aicSymbolOf(symbols, input, dim - rankOf(indices) + 1);
  }
  return 0;
}

//===----------------------------------------------------------------------===//
// What operations take to be equal
//===----------------------------------------------------------------------===//

// Dimensions of the operands from `first` to `last`, counted from the end.
static void takeAligned(AicSymbols *symbols, MlirOperation op, intptr_t first,
                        intptr_t last) {
  for (intptr_t fromEnd = first; fromEnd <= last; ++fromEnd) {
    AicSymbol seen = 0;
    for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
      AicSymbol symbol = aligned(symbols, op, i, fromEnd);
      takeAsEqual(symbols, seen, symbol);
      if (symbol > 0)
        seen = symbol;
    }
  }
}

// Two dynamic sizes that meet in an elementwise operation could also be any and
// 1. That is not what models mean by it, and a wrong size would go unnoticed.
static void takeEqual(AicSymbols *symbols, MlirOperation op) {
  intptr_t rank = rankOf(mlirOperationGetResult(op, 0));
  if (aicOpIs(op, "graph.binary") || aicOpIs(op, "graph.compare") ||
      aicOpIs(op, "graph.select")) {
    takeAligned(symbols, op, 1, rank);
  } else if (aicOpIs(op, "graph.concat")) {
    intptr_t axis = (intptr_t)aicOpInt(op, "axis", 0);
    takeAligned(symbols, op, 1, rank - axis - 1);
    takeAligned(symbols, op, rank - axis + 1, rank);
  } else if (aicOpIs(op, "graph.matmul")) {
    MlirValue a = mlirOperationGetOperand(op, 0);
    MlirValue b = mlirOperationGetOperand(op, 1);
    intptr_t inA = rankOf(a) - 1, inB = rankOf(b) < 2 ? 0 : rankOf(b) - 2;
    if (rankOf(a) > 1 && aicOpFlag(op, "transpose_a"))
      --inA;
    if (rankOf(b) > 1 && aicOpFlag(op, "transpose_b"))
      ++inB;
    takeAsEqual(symbols, aicSymbolOf(symbols, a, inA),
                aicSymbolOf(symbols, b, inB));
    if (rankOf(a) > 2 && rankOf(b) > 2)
      takeAligned(symbols, op, 3, rank);
  }
}

void aicSymbolsDefine(AicSymbols *symbols, MlirOperation op) {
  if (!mlirOperationGetNumOperands(op) || mlirOperationGetNumResults(op) != 1)
    return;
  takeEqual(symbols, op);
  MlirValue result = mlirOperationGetResult(op, 0);
  MlirType type = mlirValueGetType(result);
  for (intptr_t dim = 0; dim < mlirShapedTypeGetRank(type); ++dim) {
    if (!mlirShapedTypeIsDynamicDim(type, dim))
      continue;
    AicSymbol symbol = symbolFor(symbols, op, dim);
    if (symbol)
      aicSymbolSet(symbols, result, dim, symbol);
  }
}
