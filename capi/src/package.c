//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a package brings to a registry.
//
//===----------------------------------------------------------------------===//

#include "aic/dialect.h"

void aicPackageInsertDialects(MlirDialectRegistry registry,
                              const AicPackage *package) {
  for (const AicDialectDef *const *dialect = package->dialects;
       dialect && *dialect; ++dialect)
    aicDialectInsert(registry, *dialect);
}
