//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The dialect `fixed`: numbers with a binary point, as small devices compute
// with. A plugin in one file; my-dialect.md explains it.
//
//===----------------------------------------------------------------------===//

#include "aic/build.h"
#include "aic/diag.h"
#include "aic/plugin.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

//===----------------------------------------------------------------------===//
// The type !fixed.q<bits, fraction>
//===----------------------------------------------------------------------===//

static MlirLogicalResult
verifyQ(const MlirAttribute *params, intptr_t numParams,
        void (*emitError)(const char *text, void *userData), void *userData) {
  (void)numParams;
  int64_t bits = mlirIntegerAttrGetValueInt(params[0]);
  int64_t fraction = mlirIntegerAttrGetValueInt(params[1]);
  if (bits >= 2 && bits <= 32 && fraction >= 0 && fraction < bits)
    return mlirLogicalResultSuccess();
  emitError("a number has 2 to 32 bits, fewer of them after the point",
            userData);
  return mlirLogicalResultFailure();
}

static const AicTypeDef fixedQ = {
    .name = "fixed.q",
    .summary = "A signed number, a part of its bits after the binary point",
    .params = AIC_LIST(AicParamDef, {.name = "bits", .kind = AIC_PARAM_INT64},
                       {.name = "fraction", .kind = AIC_PARAM_INT64}),
    .verify = verifyQ,
};

static int64_t getBits(MlirType q) {
  return mlirIntegerAttrGetValueInt(aicTypeGetParam(q, 0));
}

static int64_t getFraction(MlirType q) {
  return mlirIntegerAttrGetValueInt(aicTypeGetParam(q, 1));
}

static double getLowest(MlirType q) { return -ldexp(1, (int)getBits(q) - 1); }

static double getHighest(MlirType q) { return -getLowest(q) - 1; }

static bool isQ(MlirType type) { return aicTypeIs(type, &fixedQ); }

static const AicTypeConstraint qType = {.name = "a fixed-point number",
                                        .holds = isQ};

/// Bits that a float keeps exactly; 0 for a type that is not supported.
static int64_t getPrecision(MlirType type) {
  return mlirTypeIsABF16(type)  ? 8
         : mlirTypeIsAF16(type) ? 11
         : mlirTypeIsAF32(type) ? 24
         : mlirTypeIsAF64(type) ? 53
                                : 0;
}

static bool isFloat(MlirType type) { return getPrecision(type) > 0; }

static const AicTypeConstraint floatType = {.name = "bf16, f16, f32 or f64",
                                            .holds = isFloat};

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

/// C1: the float keeps all bits of the number.
static MlirLogicalResult verifyBits(MlirOperation op) {
  MlirType in = mlirValueGetType(mlirOperationGetOperand(op, 0));
  MlirType out = mlirValueGetType(mlirOperationGetResult(op, 0));
  int64_t bits = getBits(isQ(in) ? in : out);
  int64_t kept = getPrecision(isQ(in) ? out : in);
  if (bits <= kept)
    return mlirLogicalResultSuccess();
  return aicOpError(op, "the number has %lld bits, but the float keeps %lld",
                    (long long)bits, (long long)kept);
}

/// Encoding what was decoded from the same type changes nothing.
static MlirLogicalResult foldEncode(const AicFold *fold) {
  MlirValue in = mlirOperationGetOperand(fold->op, 0);
  if (!mlirValueIsAOpResult(in))
    return mlirLogicalResultFailure();
  MlirOperation decode = mlirOpResultGetOwner(in);
  if (!aicOpIs(decode, "fixed.decode"))
    return mlirLogicalResultFailure();
  MlirValue q = mlirOperationGetOperand(decode, 0);
  if (!mlirTypeEqual(mlirValueGetType(q),
                     mlirValueGetType(mlirOperationGetResult(fold->op, 0))))
    return mlirLogicalResultFailure();
  aicFoldAppendValue(fold, q);
  return mlirLogicalResultSuccess();
}

static const AicOpDef fixedEncode = {
    .name = "fixed.encode",
    .summary = "The nearest fixed-point number",
    .description =
        "Ties go to the even number; what is too large becomes the largest "
        "number, and NaN the lowest.\n\n"
        "- C1: the operand keeps as many bits as the result has.",
    .example = "%x = arith.constant 0.3 : f32\n"
               "%q = fixed.encode %x : f32 -> !fixed.q<8, 4>",
    .assembly = "$value attr-dict `:` type($value) `->` type($result)",
    .operands = AIC_LIST(AicValueDef, {.name = "value", .type = &floatType}),
    .results = AIC_LIST(AicValueDef, {.name = "result", .type = &qType}),
    .traits = AIC_OP_PURE,
    .verify = verifyBits,
    .fold = foldEncode,
};

/// A constant that went through a fixed-point number is a constant.
static MlirLogicalResult foldDecode(const AicFold *fold) {
  MlirValue q = mlirOperationGetOperand(fold->op, 0);
  MlirType type = mlirValueGetType(mlirOperationGetResult(fold->op, 0));
  if (!mlirValueIsAOpResult(q))
    return mlirLogicalResultFailure();
  MlirOperation encode = mlirOpResultGetOwner(q);
  if (!aicOpIs(encode, "fixed.encode"))
    return mlirLogicalResultFailure();
  MlirValue in = mlirOperationGetOperand(encode, 0);
  if (!mlirValueIsAOpResult(in) ||
      !aicOpIs(mlirOpResultGetOwner(in), "arith.constant"))
    return mlirLogicalResultFailure();
  MlirAttribute value = aicOpAttr(mlirOpResultGetOwner(in), "value");

  MlirType qType = mlirValueGetType(q);
  int fraction = (int)getFraction(qType);
  double scaled = rint(ldexp(mlirFloatAttrGetValueDouble(value), fraction));
  // fmax turns NaN into the lowest number; adding 0 turns -0 into 0.
  double number = fmin(fmax(scaled, getLowest(qType)), getHighest(qType)) + 0;
  aicFoldAppendAttribute(
      fold, mlirFloatAttrDoubleGet(mlirOperationGetContext(fold->op), type,
                                   ldexp(number, -fraction)));
  return mlirLogicalResultSuccess();
}

static const AicOpDef fixedDecode = {
    .name = "fixed.decode",
    .summary = "The value of a fixed-point number",
    .description = "- C1: the result keeps as many bits as the operand has.",
    .example = "%x = arith.constant 0.3 : f32\n"
               "%q = fixed.encode %x : f32 -> !fixed.q<8, 4>\n"
               "%y = fixed.decode %q : !fixed.q<8, 4> -> f32",
    .assembly = "$value attr-dict `:` type($value) `->` type($result)",
    .operands = AIC_LIST(AicValueDef, {.name = "value", .type = &qType}),
    .results = AIC_LIST(AicValueDef, {.name = "result", .type = &floatType}),
    .traits = AIC_OP_PURE,
    .verify = verifyBits,
    .fold = foldDecode,
};

//===----------------------------------------------------------------------===//
// The pass fixed-to-arith
//===----------------------------------------------------------------------===//

typedef struct Options {
  const char *storage;
} Options;

/// The integer that holds a number of type `q`.
static MlirType getStorage(MlirType q, const Options *options) {
  int64_t bits = getBits(q);
  if (strcmp(options->storage, "native") == 0)
    bits = bits <= 8 ? 8 : bits <= 16 ? 16 : 32;
  return mlirIntegerTypeGet(mlirTypeGetContext(q), (unsigned)bits);
}

/// A conversion that goes away once the other side is lowered as well.
static MlirValue cast(MlirRewriterBase at, MlirLocation loc, MlirValue value,
                      MlirType type) {
  return aicBuildValue(
      at, loc, "builtin.unrealized_conversion_cast",
      (AicBuild){.operands = AIC_VALUES(value), .results = AIC_TYPES(type)});
}

static MlirValue binary(MlirRewriterBase at, MlirLocation loc, const char *name,
                        MlirValue lhs, double rhs) {
  MlirType type = mlirValueGetType(lhs);
  MlirAttribute attr =
      mlirFloatAttrDoubleGet(mlirTypeGetContext(type), type, rhs);
  MlirValue constant =
      aicBuildValue(at, loc, "arith.constant",
                    (AicBuild){.results = AIC_TYPES(type),
                               .attributes = AIC_ATTRS({"value", attr})});
  return aicBuildValue(at, loc, name,
                       (AicBuild){.operands = AIC_VALUES(lhs, constant),
                                  .results = AIC_TYPES(type)});
}

static MlirLogicalResult lowerEncode(MlirOperation op,
                                     MlirPatternRewriter rewriter,
                                     const void *options) {
  MlirRewriterBase at = mlirPatternRewriterAsBase(rewriter);
  MlirLocation loc = mlirOperationGetLocation(op);
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirType q = mlirValueGetType(mlirOperationGetResult(op, 0));
  x = binary(at, loc, "arith.mulf", x, ldexp(1, (int)getFraction(q)));
  x = aicBuildValue(at, loc, "math.roundeven",
                    (AicBuild){.operands = AIC_VALUES(x),
                               .results = AIC_TYPES(mlirValueGetType(x))});
  x = binary(at, loc, "arith.maxnumf", x, getLowest(q));
  x = binary(at, loc, "arith.minnumf", x, getHighest(q));
  x = aicBuildValue(at, loc, "arith.fptosi",
                    (AicBuild){.operands = AIC_VALUES(x),
                               .results = AIC_TYPES(getStorage(q, options))});
  x = cast(at, loc, x, q);
  mlirRewriterBaseReplaceOpWithValues(at, op, 1, &x);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult lowerDecode(MlirOperation op,
                                     MlirPatternRewriter rewriter,
                                     const void *options) {
  MlirRewriterBase at = mlirPatternRewriterAsBase(rewriter);
  MlirLocation loc = mlirOperationGetLocation(op);
  MlirValue x = mlirOperationGetOperand(op, 0);
  MlirType q = mlirValueGetType(x);
  MlirType type = mlirValueGetType(mlirOperationGetResult(op, 0));
  x = cast(at, loc, x, getStorage(q, options));
  x = aicBuildValue(
      at, loc, "arith.sitofp",
      (AicBuild){.operands = AIC_VALUES(x), .results = AIC_TYPES(type)});
  x = binary(at, loc, "arith.mulf", x, ldexp(1, (int)-getFraction(q)));
  mlirRewriterBaseReplaceOpWithValues(at, op, 1, &x);
  return mlirLogicalResultSuccess();
}

static const AicPatternDef encodePattern = {.name = "fixed-lower-encode",
                                            .root = "fixed.encode",
                                            .rewrite = lowerEncode};
static const AicPatternDef decodePattern = {.name = "fixed-lower-decode",
                                            .root = "fixed.decode",
                                            .rewrite = lowerDecode};

static const AicPassDef fixedToArith = {
    .abi = AIC_ABI,
    .argument = "fixed-to-arith",
    .summary = "Lower fixed-point numbers to integers",
    .anchor = "func.func",
    .dependentDialects = (const char *const[]){"arith", "math", NULL},
    .optionsSize = sizeof(Options),
    .options =
        AIC_LIST(AicOptionDef,
                 {.name = "storage",
                  .summary = "exact: as many bits as the number has; "
                             "native: 8, 16 or 32",
                  .kind = AIC_OPTION_STRING,
                  .offset = offsetof(Options, storage),
                  .fallback = "exact",
                  .words = (const char *const[]){"exact", "native", NULL}}),
    .patterns = AIC_POINTERS(AicPatternDef, &encodePattern, &decodePattern),
};

//===----------------------------------------------------------------------===//
// The plugin
//===----------------------------------------------------------------------===//

static const AicDialectDef fixedDialect = {
    .abi = AIC_ABI,
    .name = "fixed",
    .summary = "Numbers with a binary point",
    .ops = AIC_POINTERS(AicOpDef, &fixedEncode, &fixedDecode),
    .types = AIC_POINTERS(AicTypeDef, &fixedQ),
    .dependentDialects = (const char *const[]){"arith", NULL},
};

static const AicPackage fixedPackage = {
    .abi = AIC_ABI,
    .name = "fixed",
    .version = "1.0",
    .dialects = AIC_POINTERS(AicDialectDef, &fixedDialect),
    .passes = AIC_POINTERS(AicPassDef, &fixedToArith),
};

AIC_PLUGIN(fixedPackage)
