//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From linalg on tensors to layer records. A match looks only at the structure
// of an operation (indexing maps and body), never at its name, so named ops,
// linalg.generic and what other compilers produce are the same.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_MATCH_H
#define AIC_LOWERING_LINALG_TO_NPU_MATCH_H

#include "lowering/linalg_to_npu/layer.h"

#include "mlir-c/IR.h"

enum {
  AIC_MATCH_MAX_LOOPS = 10,
  AIC_MATCH_MAX_RANK = 8, ///< dimensions that a memref of npu has at most
};

/// Where a source of a layer comes from.
typedef enum AicSourceRole {
  AIC_SOURCE_ROOT = 0, ///< block argument `argument` of the root's body
  AIC_SOURCE_INIT,     ///< the initial value, added behind the contraction
  AIC_SOURCE_CONSUMER, ///< block argument `argument` of the consumer's body
  AIC_SOURCE_TABLE,    ///< a look-up table of a body
} AicSourceRole;

typedef struct AicMatchSource {
  MlirValue tensor;
  MlirAttribute pad; ///< value outside the tensor, or null for zero
  AicSourceRole role;
  intptr_t argument;
} AicMatchSource;

/// One layer and the operations it stands for. `source[i]` is walked by
/// `layer.source[i]`.
typedef struct AicMatch {
  AicLayer layer;
  MlirOperation root;
  MlirOperation consumer;    ///< fused elementwise op, or null
  intptr_t consumerArgument; ///< its block argument that is the root's result
  AicMatchSource source[AIC_LAYER_MAX_SOURCES];
  MlirValue result;
  /// Reductions: how values combine ("add", "max", "min") and the start.
  const char *reduceKind;
  MlirAttribute reduceInit;
  bool computesFloat; ///< vector step in f32, else in i32
  /// A tensor.insert_slice: the layer writes a part of its result, from here
  /// on.
  bool inserts;
  int64_t sliceOffset[AIC_MATCH_MAX_RANK];
} AicMatch;

/// The roles of an operation's loops in a layer; -1 for a loop of size 1.
typedef struct AicLoopRoles {
  int count;
  int64_t size[AIC_MATCH_MAX_LOOPS];
  int role[AIC_MATCH_MAX_LOOPS];
} AicLoopRoles;

/// A tensor walked by an affine map, before roles are known.
typedef struct AicMapAccess {
  intptr_t rank;
  int64_t extent[AIC_MATCH_MAX_LOOPS];
  int64_t offset[AIC_MATCH_MAX_LOOPS];
  int64_t scale[AIC_MATCH_MAX_LOOPS][AIC_MATCH_MAX_LOOPS]; ///< [dim][loop]
} AicMapAccess;

/// Matches `op` on `machine`; with `fuse` also the elementwise operation behind
/// it, where there is one. NULL on success, else the reason, static text that
/// completes "stays on the host: ".
const char *aicMatchLayer(MlirOperation op, const AicMachine *machine,
                          bool fuse, AicMatch *match);
/// `op` moves no data and computes nothing on the device: a constant, an empty
/// tensor, a fill, a static reshape.
bool aicIsFree(MlirOperation op);
/// `op` is a static reshape (tensor.expand_shape, tensor.collapse_shape).
bool aicIsReshape(MlirOperation op);
/// A number attribute that is 0.
bool aicIsZero(MlirAttribute attr);
/// The constant value behind `value`: of arith.constant, or of a linalg.fill
/// with one; null if there is none.
MlirAttribute aicFillValue(MlirValue value);

// Parts of the matcher.

/// Indexing maps of a linalg operation, as accesses; one per operand. NULL on
/// success.
const char *aicReadMaps(MlirOperation op, intptr_t operand,
                        AicMapAccess *access);
/// Element type of a tensor as the device knows it.
bool aicElementType(MlirType tensor, AicNpuType *type);
/// Rewrites an access in terms of roles; drops dimensions of extent 1.
const char *aicApplyRoles(const AicMapAccess *map, const AicLoopRoles *roles,
                          AicNpuType type, AicAccess *access);
/// Finds the loop sizes of `op` and whether each is in the result's map.
const char *aicReadLoops(MlirOperation op, AicLoopRoles *roles, bool *parallel);
/// If a tensor.pad or a broadcast produces `source->tensor`, walks over its
/// input instead.
void aicLookThrough(AicMatchSource *source, const AicMachine *machine,
                    AicMapAccess *map);

/// What the body of a linalg operation does.
typedef struct AicBody {
  bool multiplyAdd;  ///< out + in0 * in1, casts aside
  bool identity;     ///< yields in0
  bool reduces;      ///< combines with the result's old value
  bool sumsProducts; ///< the values that it adds up are products
  const char *reduceKind;
  MlirValue value; ///< what is combined, or yielded
  int64_t ops;     ///< micro-ops of `value`
  bool isFloat;
  int numTables;
  MlirValue tables[AIC_NPU_MAX_SOURCES]; ///< that it looks up in
} AicBody;
/// Reads the body of `op`. NULL when the vector unit of `machine` (NULL: any)
/// can run it; `body` is filled in as far as possible in any case.
const char *aicReadBody(MlirOperation op, const AicMachine *machine,
                        AicBody *body);

/// Appends the tables of a body to the sources.
const char *aicAddTables(AicMatch *match, const AicBody *body,
                         const AicMachine *machine);

/// Matches tensor.pad and tensor.extract_slice as a copy.
const char *aicMatchPad(MlirOperation op, const AicMachine *machine,
                        AicMatch *match);
/// Matches tensor.insert_slice as a copy into a part of its result, which lies
/// where its destination does.
const char *aicMatchInsert(MlirOperation op, AicMatch *match);
/// The tensor.insert_slice whose result `op`, another one, writes into; a null
/// operation if there is none.
MlirOperation aicInsertedBefore(MlirOperation op);
/// Matches lhs * rhs as a contraction.
const char *aicMatchContraction(MlirOperation op, AicLoopRoles *roles,
                                const AicMachine *machine, AicMatch *match);
/// Sizes of the layer's loops; 1 where there is none.
void aicSetSizes(AicLayer *layer, const AicLoopRoles *roles);
/// Appends an operand of `op` to the sources.
const char *aicAddSource(AicMatch *match, MlirOperation op, intptr_t operand,
                         AicSourceRole role, const AicMachine *machine,
                         const AicLoopRoles *roles);
const char *aicSetResult(AicMatch *match, MlirOperation op,
                         const AicLoopRoles *roles);
/// Each dimension is one loop and each loop is in one dimension at most.
bool aicIsPlainResult(const AicAccess *access);

/// Extends `match` by the elementwise operation that alone uses its result,
/// if there is one that fits.
void aicFuseConsumer(AicMatch *match, const AicMachine *machine,
                     const AicLoopRoles *roles);
/// The loops of an elementwise consumer in terms of the root's roles.
bool aicIsElementwise(MlirOperation op);

#endif // AIC_LOWERING_LINALG_TO_NPU_MATCH_H
