//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Dynamic sizes that are known to be equal.
//
// A symbol is a positive number for the size of a dynamic dimension. Results
// of operations get the symbols of their operands where the operation keeps a
// size, and new ones elsewhere; equal symbols mean equal sizes. Where an
// operation takes two sizes to be equal that nothing says so of, their symbols
// stay apart but get one name, and whoever runs the model checks the inputs.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_SYMBOLS_H
#define AIC_LOWERING_ONNX_TO_GRAPH_SYMBOLS_H

#include "lowering/onnx_to_graph/arena.h"
#include "lowering/onnx_to_graph/wire.h"

#include "mlir-c/IR.h"

typedef int32_t AicSymbol;

typedef struct AicSymbols {
  AicArena *arena;
  struct AicSymbolEntry *entries; ///< open addressing over values
  size_t count, capacity;
  struct AicSymbolName *names;
  struct AicSymbolPair *taken;
  AicSymbol next; ///< the last one given out
} AicSymbols;

/// A symbol that equals no other.
AicSymbol aicSymbolCreate(AicSymbols *symbols);
/// The symbol with this name.
AicSymbol aicSymbolNamed(AicSymbols *symbols, AicText name);
/// The first given out of the symbols that operations take to be equal to this
/// one; of those that have a name where there are some.
AicSymbol aicSymbolShown(const AicSymbols *symbols, AicSymbol symbol);
/// The name of a symbol, or an empty one.
AicText aicSymbolName(const AicSymbols *symbols, AicSymbol symbol);
/// The symbol of dimension `dim` of `value`, 0 when the dimension is static.
/// Values that nothing is known of get new symbols, the same ones every time.
AicSymbol aicSymbolOf(AicSymbols *symbols, MlirValue value, intptr_t dim);
void aicSymbolSet(AicSymbols *symbols, MlirValue value, intptr_t dim,
                  AicSymbol symbol);
/// Gives the results of a new graph operation their symbols.
void aicSymbolsDefine(AicSymbols *symbols, MlirOperation op);
void aicSymbolsDestroy(AicSymbols *symbols);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_SYMBOLS_H
