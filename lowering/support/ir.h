//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Short words for what passes do to IR outside of patterns.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_SUPPORT_IR_H
#define AIC_LOWERING_SUPPORT_IR_H

#include "aic/build.h"
#include "mlir-c/IR.h"

#include <stdbool.h>

/// Creates an operation in front of `anchor`, at its location.
MlirOperation aicCreateBefore(MlirOperation anchor, const char *name,
                              AicBuild build);
/// Replaces the results of `op` by those of `by`, and erases `op`.
void aicReplaceOp(MlirOperation op, MlirOperation by);
/// Replaces the results of `op` by `values`, and erases `op`.
void aicReplaceOpWithValues(MlirOperation op, const MlirValue *values);

/// Full name of an operation.
MlirStringRef aicOpName(MlirOperation op);
/// Whether `op` is called `name`.
bool aicIsOp(MlirOperation op, const char *name);
/// An inherent or discardable attribute of `op`, or null.
MlirAttribute aicGetAttr(MlirOperation op, const char *name);
void aicSetAttr(MlirOperation op, const char *name, MlirAttribute attr);

/// Whether `value` is defined by `root` or below it.
bool aicIsInside(MlirValue value, MlirOperation root);

/// The operations named in `names` (NULL at the end; NULL: all) below `root`,
/// each after those it contains. The caller frees the list.
typedef struct AicOpList {
  MlirOperation *data;
  intptr_t count;
} AicOpList;
AicOpList aicCollectOps(MlirOperation root, const char *const *names);
void aicOpListRelease(AicOpList *list);

/// The value of the constant that defines `value`, or null.
MlirAttribute aicConstantOf(MlirValue value);

#endif // AIC_LOWERING_SUPPORT_IR_H
