//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A stage of a compilation, operation by operation, for programs that show it.
// Operations of different stages belong together when they share a place: the
// name of a node of the model, or file, line and column.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_INSPECT_H
#define AIC_LOWERING_DRIVER_INSPECT_H

#include "lowering/driver/driver.h"

AIC_EXTERN_C_BEGIN

/// Distinct places, those of the operation itself first.
typedef struct AicPlaces {
  const char *const *data;
  intptr_t count;
} AicPlaces;

/// One operation. All of it is valid during the call only.
typedef struct AicInspectedOp {
  const char *name;   ///< "linalg.matmul"
  const char *symbol; ///< its name as a function or program, or ""
  AicPlaces places;
  intptr_t depth; ///< 0: directly in the module
  /// A value without work: a constant, a weight, an empty tensor.
  bool constant;
  /// Per operand the number of the operation that makes it (counted from 0 in
  /// the order of the calls), -2 - N for argument N of the function, else -1.
  const int64_t *operands;
  const uint64_t *operandBytes; ///< 0 for what is no static tensor
  intptr_t numOperands;
  const char *text; ///< large constants are elided; without what lies below it
  const char *type; ///< of the results
  /// Elements and bytes of the first result that is a static tensor, else 0.
  uint64_t elements, bytes;
  /// Of linalg: multiply-accumulates of contractions and convolutions, and
  /// arithmetic operations of any kind; 0 where a size is not known.
  uint64_t macs, flops;
} AicInspectedOp;

/// Functions may be NULL.
typedef struct AicInspector {
  /// Each operation in front of those below it; the bodies of linalg and the
  /// like count as a part of their operation.
  void (*op)(void *userData, const AicInspectedOp *op);
  /// Why an operation stays on the host.
  void (*remark)(void *userData, const AicPlaces *places, const char *text);
  /// At AIC_STAGE_PROGRAM: the encoded programs, in the order of the launches.
  void (*program)(void *userData, const unsigned char *bytes, size_t size);
  void *userData;
} AicInspector;

/// Lowers to `stage`, at most AIC_STAGE_VECTOR, and shows it.
AIC_EXPORT bool aicCompilationInspect(AicCompilation *compilation,
                                      AicStage stage,
                                      const AicInspector *inspector,
                                      AicError **error);

AIC_EXTERN_C_END

#endif // AIC_LOWERING_DRIVER_INSPECT_H
