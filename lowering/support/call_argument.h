//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// How a compiled function reaches the record of its call, AicCall in
// aic/runtime.h: as its last argument.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_SUPPORT_CALL_ARGUMENT_H
#define AIC_LOWERING_SUPPORT_CALL_ARGUMENT_H

#include "mlir-c/IR.h"

/// The pointer that a func.func with a body takes to its AicCall; gives it that
/// argument if it has none yet.
MlirValue aicCallArgument(MlirOperation function);

/// The fields of AicCall for llvm.getelementptr.
#define AIC_CALL_STRUCT                                                        \
  "!llvm.struct<(ptr, ptr, ptr, ptr, ptr, ptr, ptr, ptr, ptr, ptr)>"

#endif // AIC_LOWERING_SUPPORT_CALL_ARGUMENT_H
