//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Building operations of any dialect at a rewriter's insertion point.
//
//   MlirOperation mm = aicBuild(rewriter, loc, "tosa.matmul",
//       (AicBuild){.operands = AIC_VALUES(a, b, zpA, zpB),
//                  .results = AIC_TYPES(type),
//                  .attributes = AIC_ATTRS({"acc_type", f32})});
//
//===----------------------------------------------------------------------===//

#ifndef AIC_BUILD_H
#define AIC_BUILD_H

#include "aic/support.h"
#include "mlir-c/IR.h"
#include "mlir-c/Rewrite.h"

AIC_EXTERN_C_BEGIN

typedef struct AicValues {
  intptr_t count;
  const MlirValue *data;
} AicValues;

typedef struct AicTypes {
  intptr_t count;
  const MlirType *data;
} AicTypes;

/// A null `attribute` is skipped, so that optional attributes need no branch.
typedef struct AicNamedAttr {
  const char *name;
  MlirAttribute attribute;
} AicNamedAttr;

typedef struct AicNamedAttrs {
  intptr_t count;
  const AicNamedAttr *data;
} AicNamedAttrs;

// Lists that live as long as the enclosing block (C11 compound literals).
#define AIC_COUNT_(type, ...)                                                  \
  ((intptr_t)(sizeof((const type[]){__VA_ARGS__}) / sizeof(type)))
#define AIC_VALUES(...)                                                        \
  ((AicValues){AIC_COUNT_(MlirValue, __VA_ARGS__),                             \
               (const MlirValue[]){__VA_ARGS__}})
#define AIC_TYPES(...)                                                         \
  ((AicTypes){AIC_COUNT_(MlirType, __VA_ARGS__),                               \
              (const MlirType[]){__VA_ARGS__}})
#define AIC_ATTRS(...)                                                         \
  ((AicNamedAttrs){AIC_COUNT_(AicNamedAttr, __VA_ARGS__),                      \
                   (const AicNamedAttr[]){__VA_ARGS__}})

typedef struct AicBuild {
  AicValues operands;
  /// Result types. With count 0 they are inferred when `infer` is set, and the
  /// operation has none otherwise.
  AicTypes results;
  bool infer;
  AicNamedAttrs attributes;
  /// How many empty regions to create.
  intptr_t numRegions;
} AicBuild;

/// Creates an operation and inserts it where `rewriter` stands, which then
/// stands behind it. A null operation when inference failed (one error has
/// been emitted). The rewriter owns the result through its block.
AIC_EXPORT MlirOperation aicBuild(MlirRewriterBase rewriter,
                                  MlirLocation location, const char *name,
                                  AicBuild build);
/// The same, giving the only result.
AIC_EXPORT MlirValue aicBuildValue(MlirRewriterBase rewriter,
                                   MlirLocation location, const char *name,
                                   AicBuild build);

/// Attributes in one call.
AIC_EXPORT MlirAttribute aicAttrI64(MlirContext context, int64_t value);
AIC_EXPORT MlirAttribute aicAttrI64Array(MlirContext context, intptr_t count,
                                         const int64_t *values);
AIC_EXPORT MlirAttribute aicAttrString(MlirContext context, const char *text);
AIC_EXPORT MlirAttribute aicAttrBool(MlirContext context, bool value);
AIC_EXPORT MlirAttribute aicAttrF32(MlirContext context, float value);
/// A flat symbol reference @name.
AIC_EXPORT MlirAttribute aicAttrSymbol(MlirContext context, const char *name);
/// Reads a DenseI64ArrayAttr into `values` (at most `capacity`); returns the
/// number of entries it has.
AIC_EXPORT intptr_t aicAttrGetI64Array(MlirAttribute attr, int64_t *values,
                                       intptr_t capacity);
/// The `*bytes` bytes of a dense_resource attribute, valid as long as its
/// context keeps the resource. NULL when `attr` is none, or has no data: text
/// printed with --mlir-elide-resource-strings-if-larger parses and verifies.
/// Nothing has checked that there are as many bytes as the type needs.
AIC_EXPORT const void *aicAttrGetResource(MlirAttribute attr, size_t *bytes);

AIC_EXTERN_C_END

#endif // AIC_BUILD_H
