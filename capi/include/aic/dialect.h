//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A dialect as a table, and a package: all that a library contributes.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_DIALECT_H
#define AIC_DIALECT_H

#include "aic/op.h"
#include "aic/pass.h"

AIC_EXTERN_C_BEGIN

typedef struct AicDialectDef {
  unsigned abi;     ///< AIC_ABI
  const char *name; ///< "npu"
  const char *summary;
  const char *description;
  const AicOpDef *const *ops;                ///< NULL at the end
  const AicTypeDef *const *types;            ///< or NULL
  const AicAttributeDef *const *attributes;  ///< or NULL
  /// The operation that materializes a folded constant, with one attribute
  /// `value` and one result; NULL for arith.constant.
  const AicOpDef *constant;
  /// Dialects to load with this one, NULL at the end; or NULL.
  const char *const *dependentDialects;
} AicDialectDef;

/// All that one library offers: what a plugin registers, a tool shows and the
/// documentation lists.
typedef struct AicPackage {
  unsigned abi; ///< AIC_ABI
  const char *name;
  const char *version;
  const AicDialectDef *const *dialects;   ///< NULL at the end; or NULL
  const AicPassDef *const *passes;        ///< NULL at the end; or NULL
  const AicPipelineDef *const *pipelines; ///< NULL at the end; or NULL
} AicPackage;

/// Adds one dialect to `registry`: it is loaded when first needed.
AIC_EXPORT void aicDialectInsert(MlirDialectRegistry registry,
                                 const AicDialectDef *dialect);
/// Adds all dialects of a package to `registry`.
AIC_EXPORT void aicPackageInsertDialects(MlirDialectRegistry registry,
                                         const AicPackage *package);
/// Registers all passes and pipelines of a package in this process; a second
/// call with the same package is a no-op.
AIC_EXPORT void aicPackageRegisterPasses(const AicPackage *package);

AIC_EXTERN_C_END

#endif // AIC_DIALECT_H
