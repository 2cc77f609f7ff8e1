//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What AicParser and AicPrinter are: the MLIR objects that live during one call
// of the parse or print hook. op.cpp makes them, asm.cpp uses them.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_BRIDGE_ASM_STATE_H
#define AIC_CAPI_BRIDGE_ASM_STATE_H

#include "capi/bridge/bridge.h"
#include "mlir/IR/OpImplementation.h"

/// Made on the stack by the parse hook of an operation.
struct AicParser {
  mlir::OpAsmParser &parser;
  mlir::OperationState &state;
};

/// Made on the stack by the print hook of an operation, which has printed its
/// name.
struct AicPrinter {
  mlir::OpAsmPrinter &printer;
};

#endif // AIC_CAPI_BRIDGE_ASM_STATE_H
