//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What an assembly hook sees of MLIR's parser and printer.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_BRIDGE_BRIDGE_H
#define AIC_BRIDGE_BRIDGE_H

#include "capi/src/hooks.h"
#include "mlir/IR/OpImplementation.h"

/// What an assembly hook sees of MLIR's parser. Made by the bridge for one
/// call: `AicParser wrapper{parser, state}`.
struct AicParser {
  mlir::OpAsmParser &parser;
  mlir::OperationState &state;
  /// Numbered by the handles in aic/asm.h.
  llvm::SmallVector<mlir::OpAsmParser::UnresolvedOperand, 4> operands = {};
  llvm::SmallVector<mlir::OpAsmParser::Argument, 0> arguments = {};
};

struct AicPrinter {
  mlir::OpAsmPrinter &printer;
};

#endif // AIC_BRIDGE_BRIDGE_H
