//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Applies a transform-dialect library, with tile sizes for this processor.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "lowering/embedded.h"
#include "lowering/linalg_to_cpu/cpu_features.h"
#include "lowering/support/ir.h"
#include "lowering/support/linalg.h"
#include "runtime/file.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Diagnostics.h"
#include "mlir-c/Dialect/Transform/Interpreter.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Options {
  const char *schedule;
  const char *file;
  const char *features;
};

static const AicEmbeddedFile *findEmbedded(const char *name) {
  for (const AicEmbeddedFile *file = aicEmbeddedSchedules; file->name; ++file)
    if (strcmp(file->name, name) == 0)
      return file;
  return NULL;
}

/// The sizes that a schedule reads with transform.dlti.query. A register tile
/// of `mr` rows of `nr` values leaves registers for one row of the right
/// operand and a broadcast of the left one; one spilled accumulator would halve
/// the speed. More than one step of the reduction at a time would load several
/// values of the left operand as a vector, only to take it apart again.
static MlirAttribute tileSizes(MlirContext context, int64_t mr, int64_t nr,
                               int64_t vl) {
  char text[256];
  snprintf(text, sizeof text,
           "#dlti.map<\"mr\" = %" PRId64 " : i64, \"nr\" = %" PRId64
           " : i64, \"ku\" = 1 : i64, \"vl\" = %" PRId64 " : i64>",
           mr, nr, vl);
  return mlirAttributeParseGet(context, mlirStringRefCreateFromCString(text));
}

/// Notes the tile sizes on the module, and others on operations whose last tile
/// would not be whole vectors but much of them: two vectors of 24 columns are
/// half as fast as one of 16 and one of 8.
static void setTileSizes(MlirOperation root, const char *features) {
  static const char *const names[] = {"linalg.matmul", "linalg.batch_matmul",
                                      "linalg.conv_2d_nhwc_hwcf", NULL};
  MlirContext context = mlirOperationGetContext(root);
  AicCpuFeatures cpu =
      *features ? aicCpuFeaturesParse(features) : aicCpuFeaturesOfHost();
  int64_t lanes = cpu.vectorBytes / 4, nr = 2 * lanes;
  int64_t mr = cpu.numRegisters >= 32 ? 12 : 6;
  aicSetAttr(root, "dlti.map", tileSizes(context, mr, nr, 4 * lanes));
  MlirAttribute narrow = tileSizes(context, mr, lanes, 4 * lanes);
  AicOpList ops = aicCollectOps(root, names);
  for (intptr_t i = 0; i < ops.count; ++i) {
    intptr_t last = mlirOperationGetNumOperands(ops.data[i]) - 1;
    MlirType type =
        mlirValueGetType(mlirOperationGetOperand(ops.data[i], last));
    intptr_t dim = mlirShapedTypeGetRank(type) - 1;
    if (mlirShapedTypeIsDynamicDim(type, dim))
      continue;
    int64_t rest = mlirShapedTypeGetDimSize(type, dim) % nr;
    if (rest > lanes)
      aicSetAttr(ops.data[i], "dlti.map", narrow);
  }
  aicOpListRelease(&ops);
}

/// Parses the library; a null operation after an error.
static MlirOperation parseLibrary(MlirOperation root,
                                  const struct Options *options) {
  MlirContext context = mlirOperationGetContext(root);
  MlirLocation location = mlirOperationGetLocation(root);
  const AicEmbeddedFile *embedded = findEmbedded(options->schedule);
  if (!*options->file) {
    if (embedded)
      return mlirOperationCreateParse(
          context, mlirStringRefCreate(embedded->text, embedded->size),
          mlirStringRefCreateFromCString(embedded->name));
    aicErrorAt(location, "there is no built-in schedule '%s'",
               options->schedule);
    return (MlirOperation){NULL};
  }
  unsigned char *text;
  size_t size;
  AicError *error = aicFileRead(options->file, &text, &size);
  if (error) {
    aicErrorAt(location, "the schedule: %s", aicErrorMessage(error));
    aicErrorDestroy(error);
    return (MlirOperation){NULL};
  }
  MlirOperation library = mlirOperationCreateParse(
      context, mlirStringRefCreate((const char *)text, size),
      mlirStringRefCreateFromCString(options->file));
  free(text);
  return library;
}

/// The sequence that upstream's interpreter starts with, too.
static MlirOperation findEntry(MlirOperation library,
                               const struct Options *options) {
  MlirSymbolTable symbols = mlirSymbolTableCreate(library);
  MlirOperation entry = {NULL};
  if (symbols.ptr)
    entry = mlirSymbolTableLookup(
        symbols, mlirStringRefCreateFromCString("__transform_main"));
  mlirSymbolTableDestroy(symbols);
  if (mlirOperationIsNull(entry) || !aicIsOp(entry, "transform.named_sequence"))
    aicErrorAt(mlirOperationGetLocation(library),
               "schedule '%s' has no named sequence '__transform_main'",
               *options->file ? options->file : options->schedule);
  return entry;
}

static MlirLogicalResult dropDiagnostic(MlirDiagnostic diagnostic,
                                        void *userData) {
  (void)diagnostic;
  (void)userData;
  return mlirLogicalResultSuccess();
}

/// Applies the sequence to one function. When the built-in library cannot
/// handle it, the function stays as it was: loops are slower but right.
/// Returns false for an error.
static bool applyTo(MlirOperation function, MlirOperation entry,
                    MlirOperation library, bool required, AicPassRun *pass) {
  MlirContext context = mlirOperationGetContext(function);
  MlirOperation copy = mlirOperationClone(function);
  MlirDiagnosticHandlerID handler = {0};
  if (!required)
    handler =
        mlirContextAttachDiagnosticHandler(context, dropDiagnostic, NULL, NULL);
  MlirTransformOptions options = mlirTransformOptionsCreate();
  bool good = mlirLogicalResultIsSuccess(mlirTransformApplyNamedSequence(
                  function, entry, library, options)) &&
              mlirOperationVerify(function);
  mlirTransformOptionsDestroy(options);
  if (!required)
    mlirContextDetachDiagnosticHandler(context, handler);
  aicPassCount(pass, good ? 0 : 1, 1);
  if (good || required) {
    mlirOperationDestroy(copy);
    return good;
  }
  mlirBlockInsertOwnedOperationBefore(mlirOperationGetBlock(function), function,
                                      copy);
  mlirOperationDestroy(function);
  return true;
}

/// Removes a library that came with the payload: later passes would take its
/// sequences for code.
static void removeLibraries(MlirOperation root) {
  mlirOperationRemoveAttributeByName(
      root, mlirStringRefCreateFromCString("transform.with_named_sequence"));
  AicOpList sequences = aicCollectOps(
      root, (const char *const[]){"transform.named_sequence", NULL});
  for (intptr_t i = 0; i < sequences.count; ++i)
    mlirOperationDestroy(sequences.data[i]);
  aicOpListRelease(&sequences);
}

/// Replaces operations without iterations by what they start from: tiling
/// would divide by their sizes.
static void removeEmptyOps(MlirOperation root) {
  AicOpList ops = aicCollectOps(root, NULL);
  for (intptr_t i = 0; i < ops.count; ++i) {
    MlirOperation op = ops.data[i];
    intptr_t results = mlirOperationGetNumResults(op);
    if (!aicIsStructured(op) || results == 0 || aicLinalgIterations(op) != 0)
      continue;
    intptr_t first = mlirOperationGetNumOperands(op) - results;
    for (intptr_t r = 0; r < results; ++r)
      mlirValueReplaceAllUsesOfWith(mlirOperationGetResult(op, r),
                                    mlirOperationGetOperand(op, first + r));
    mlirOperationDestroy(op);
  }
  aicOpListRelease(&ops);
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *optionsPointer) {
  const struct Options *options = optionsPointer;
  removeLibraries(root);
  removeEmptyOps(root);
  MlirOperation library = parseLibrary(root, options);
  if (mlirOperationIsNull(library))
    return mlirLogicalResultFailure();
  MlirOperation entry = findEntry(library, options);
  bool good = !mlirOperationIsNull(entry);
  MlirAttribute before = aicGetAttr(root, "dlti.map");
  setTileSizes(root, options->features);
  AicOpList functions =
      aicCollectOps(root, (const char *const[]){"func.func", NULL});
  for (intptr_t i = 0; good && i < functions.count; ++i)
    good = applyTo(functions.data[i], entry, library, *options->file != '\0',
                   pass);
  aicOpListRelease(&functions);
  if (mlirAttributeIsNull(before))
    mlirOperationRemoveAttributeByName(
        root, mlirStringRefCreateFromCString("dlti.map"));
  else
    aicSetAttr(root, "dlti.map", before);
  mlirOperationDestroy(library);
  return good ? mlirLogicalResultSuccess() : mlirLogicalResultFailure();
}

const AicPassDef aicApplySchedule = {
    .abi = AIC_ABI,
    .argument = "aic-apply-schedule",
    .summary = "Tile and vectorize by a transform-dialect library",
    .description =
        "Runs the named sequence `__transform_main` of a library on each "
        "function. The\nlibrary reads its tile sizes with "
        "`transform.dlti.query`: `mr` and `nr`, rows and\ncolumns of a "
        "register tile; `ku`, unrolling of the reduction; `vl`, elements per\n"
        "step of an elementwise loop. They are chosen from the vector features "
        "that this\nmachine really has. A function that a built-in library "
        "cannot handle stays as it\nis, which is slower but right; a library "
        "from a file has to succeed. Operations "
        "without\niterations are replaced by what they start from. A "
        "library\nthat came with the module is "
        "removed.\n\n"
        "```mlir\n"
        "%0 = linalg.matmul ins(%a, %b : tensor<60x64xf32>, tensor<64x64xf32>) "
        "outs(%c : tensor<60x64xf32>) -> tensor<60x64xf32>\n"
        "// becomes loops around\n"
        "%v = vector.contract ... : vector<6x1xf32>, vector<1x16xf32> into "
        "vector<6x16xf32>\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects =
        (const char *const[]){"transform", "scf", "vector", "tensor", "affine",
                              "arith", "linalg", "memref", "dlti", NULL},
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(AicOptionDef,
                        {.name = "schedule",
                         .summary = "name of a built-in library",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(struct Options, schedule),
                         .fallback = "cpu"},
                        {.name = "file",
                         .summary = "file with a library to use instead",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(struct Options, file)},
                        {.name = "features",
                         .summary = "vector features to choose sizes for, such "
                                    "as +avx2; default: this machine's",
                         .kind = AIC_OPTION_STRING,
                         .offset = offsetof(struct Options, features)}),
    .statistics = AIC_LIST(
        AicStatisticDef,
        {.name = "scheduled", .summary = "functions that were scheduled"},
        {.name = "kept", .summary = "functions left as they were"}),
    .run = run,
};
