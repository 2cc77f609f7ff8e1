//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Checks of operands, results and attributes against their table.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_CAPI_VERIFY_H
#define AIC_CAPI_VERIFY_H

#include "capi/src/format/format.h"

/// What is checked: an operation, or what one will be made of (then `op` is
/// null and the rest is given).
typedef struct Subject {
  const AicOpDef *def;
  MlirOperation op;
  MlirLocation location;
  MlirAttribute attributes; ///< DictionaryAttr or null
  intptr_t numOperands;
  const MlirValue *operands;
} Subject;

/// Emits "'dialect.name' op " and the message; returns failure.
MlirLogicalResult verifyError(const Subject *subject, const char *format, ...)
    AIC_PRINTF(2, 3);
/// Counts, segment sizes and type constraints of operands or results.
MlirLogicalResult verifyValues(const Subject *subject, bool result);
MlirLogicalResult verifyAttributes(const Subject *subject);
MlirType verifyTypeOf(const Subject *subject, bool result, intptr_t index);
intptr_t verifyCountOf(const Subject *subject, bool result);

#endif // AIC_CAPI_VERIFY_H
