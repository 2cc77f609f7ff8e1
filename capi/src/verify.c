//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Verifies an operation against its table.
//
//===----------------------------------------------------------------------===//

#include "capi/src/verify.h"

#include "aic/diag.h"
#include "capi/src/text.h"

#include "mlir-c/BuiltinAttributes.h"

#include <stdlib.h>

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

static MlirLogicalResult verifyBlock(const Subject *subject, int index,
                                     MlirBlock block) {
  const AicRegionDef *region = &subject->def->regions[index];
  MlirOperation last = mlirBlockGetFirstOperation(block);
  if (mlirOperationIsNull(last))
    return verifyError(subject,
                       "region #%d '%s' must end with '%s', but has an empty "
                       "block",
                       index, region->name, region->terminator);
  for (MlirOperation next = last; !mlirOperationIsNull(next);
       next = mlirOperationGetNextInBlock(next))
    last = next;
  // Blocks inside of a control flow graph end with branches.
  if (aicOpIs(last, region->terminator) ||
      mlirOperationGetNumSuccessors(last) > 0)
    return mlirLogicalResultSuccess();
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(last));
  return verifyError(
      subject, "region #%d '%s' must end with '%s', but ends with '%.*s'",
      index, region->name, region->terminator, (int)name.length, name.data);
}

static MlirLogicalResult verifyRegion(const Subject *subject, int index) {
  const AicRegionDef *region = &subject->def->regions[index];
  unsigned most =
      defIsSingleBlock(subject->def, region) ? 1 : region->maxBlocks;
  MlirRegion body = mlirOperationGetRegion(subject->op, index);
  unsigned count = 0;
  for (MlirBlock block = mlirRegionGetFirstBlock(body); !mlirBlockIsNull(block);
       block = mlirBlockGetNextInRegion(block)) {
    ++count;
    if (region->terminator &&
        mlirLogicalResultIsFailure(verifyBlock(subject, index, block)))
      return mlirLogicalResultFailure();
  }
  if (!most || count <= most)
    return mlirLogicalResultSuccess();
  return verifyError(subject,
                     "region #%d '%s' must have at most %u block%s, but has %u",
                     index, region->name, most, most == 1 ? "" : "s", count);
}

static MlirLogicalResult verifyRegions(const Subject *subject) {
  intptr_t expected = defCountRegions(subject->def);
  intptr_t count = mlirOperationGetNumRegions(subject->op);
  if (count != expected)
    return verifyError(subject, "expected %td region%s, but found %td",
                       expected, expected == 1 ? "" : "s", count);
  for (int i = 0; i < expected; ++i)
    if (mlirLogicalResultIsFailure(verifyRegion(subject, i)))
      return mlirLogicalResultFailure();
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Types of all values
//===----------------------------------------------------------------------===//

static MlirLogicalResult verifySameTypes(const Subject *subject) {
  MlirType first = {NULL};
  for (int result = 0; result < 2; ++result) {
    for (intptr_t i = 0; i < verifyCountOf(subject, result); ++i) {
      MlirType type = verifyTypeOf(subject, result, i);
      if (mlirTypeIsNull(first))
        first = type;
      if (mlirTypeEqual(first, type))
        continue;
      AicText one = {0}, other = {0};
      aicTextAppendType(&one, first);
      aicTextAppendType(&other, type);
      MlirLogicalResult failed = verifyError(
          subject,
          "requires the same type for all operands and results, but got '%s' "
          "and '%s'",
          aicTextGet(&one), aicTextGet(&other));
      aicTextRelease(&one);
      aicTextRelease(&other);
      return failed;
    }
  }
  return mlirLogicalResultSuccess();
}

/// Compares types with the results as they are inferred.
typedef struct Inferred {
  const Subject *subject;
  intptr_t count;
  bool wrong;
} Inferred;

/// The text gives the result types, so that they may say less than inference
/// does. Otherwise reading the text again would change them.
static bool areResultsWritten(const AicOpDef *def) {
  if (def->print || !def->assembly)
    return true;
  Format format;
  formatCompileOrAbort(def, &format);
  for (int i = 0; i < defCountValues(def->results); ++i)
    if (!formatHasTypes(&format, true, i))
      return false;
  return true;
}

static bool fitsInferred(const Subject *subject, MlirType inferred,
                         MlirType type) {
  return mlirTypeEqual(inferred, type) ||
         (aicTypesAreCompatible(inferred, type) &&
          areResultsWritten(subject->def));
}

static void compareInferred(MlirType type, void *userData) {
  Inferred *inferred = userData;
  const Subject *subject = inferred->subject;
  intptr_t index = inferred->count++;
  if (inferred->wrong || index >= verifyCountOf(subject, true) ||
      fitsInferred(subject, type, verifyTypeOf(subject, true, index)))
    return;
  inferred->wrong = true;
  AicText wanted = {0}, got = {0};
  aicTextAppendType(&wanted, type);
  aicTextAppendType(&got, verifyTypeOf(subject, true, index));
  verifyError(subject,
              "result #%td must have the inferred type '%s', but got "
              "'%s'",
              index, aicTextGet(&wanted), aicTextGet(&got));
  aicTextRelease(&wanted);
  aicTextRelease(&got);
}

static void *allocate(intptr_t count, size_t size) {
  void *data = calloc((size_t)count + 1, size);
  if (!data)
    AIC_BUG("out of memory for %td values", count);
  return data;
}

static MlirAttribute dictionaryOf(MlirOperation op) {
  intptr_t count = mlirOperationGetNumAttributes(op);
  MlirNamedAttribute *named = allocate(count, sizeof *named);
  for (intptr_t i = 0; i < count; ++i)
    named[i] = mlirOperationGetAttribute(op, i);
  MlirAttribute all =
      mlirDictionaryAttrGet(mlirOperationGetContext(op), count, named);
  free(named);
  return all;
}

static MlirLogicalResult verifyInferred(const Subject *subject) {
  MlirOperation op = subject->op;
  intptr_t numOperands = mlirOperationGetNumOperands(op);
  intptr_t numRegions = mlirOperationGetNumRegions(op);
  MlirValue *operands = allocate(numOperands, sizeof *operands);
  for (intptr_t i = 0; i < numOperands; ++i)
    operands[i] = mlirOperationGetOperand(op, i);
  MlirRegion *regions = allocate(numRegions, sizeof *regions);
  for (intptr_t i = 0; i < numRegions; ++i)
    regions[i] = mlirOperationGetRegion(op, i);
  Inferred inferred = {.subject = subject};
  MlirLogicalResult result = aicInferResultTypes(
      subject->def, mlirOperationGetContext(op), mlirOperationGetLocation(op),
      numOperands, operands, dictionaryOf(op), numRegions, regions,
      compareInferred, &inferred);
  free(operands);
  free(regions);
  intptr_t count = verifyCountOf(subject, true);
  if (mlirLogicalResultIsFailure(result) || inferred.wrong)
    return mlirLogicalResultFailure();
  if (inferred.count == count)
    return mlirLogicalResultSuccess();
  return verifyError(subject, "has %td results, but %td are inferred", count,
                     inferred.count);
}

MlirLogicalResult aicVerifyOp(MlirOperation op, const AicOpDef *def) {
  Subject subject = {
      .def = def, .op = op, .location = mlirOperationGetLocation(op)};
  // In this order each check may rely on the ones before it.
  if (mlirLogicalResultIsFailure(verifyValues(&subject, false)) ||
      mlirLogicalResultIsFailure(verifyValues(&subject, true)) ||
      mlirLogicalResultIsFailure(verifyAttributes(&subject)) ||
      mlirLogicalResultIsFailure(verifyRegions(&subject)))
    return mlirLogicalResultFailure();
  if ((def->traits & AIC_OP_SAME_OPERANDS_AND_RESULT_TYPE) &&
      mlirLogicalResultIsFailure(verifySameTypes(&subject)))
    return mlirLogicalResultFailure();
  // On memrefs an operation with destinations has no results to infer.
  bool onBuffers = (def->traits & AIC_OP_DESTINATION_STYLE) &&
                   mlirOperationGetNumResults(op) == 0;
  if (def->inferTypes && !onBuffers &&
      mlirLogicalResultIsFailure(verifyInferred(&subject)))
    return mlirLogicalResultFailure();
  return def->verify ? def->verify(op) : mlirLogicalResultSuccess();
}
