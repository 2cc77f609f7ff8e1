//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Everything that libaic offers to an MLIR tool, as one table.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_PACKAGE_H
#define AIC_LOWERING_PACKAGE_H

#include "aic/dialect.h"

AIC_EXPORT extern const AicPackage aicPackage;

#endif // AIC_LOWERING_PACKAGE_H
