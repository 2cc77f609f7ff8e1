//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The parameters and their defaults are a table of the runtime; this file reads
// attributes into it.
//
//===----------------------------------------------------------------------===//

#include "dialects/npu/target.h"
#include "dialects/npu/support.h"
#include "dialects/npu/target_bases.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/// Array of a target that says nothing.
enum { DEFAULT_ROWS = 16, DEFAULT_COLS = 16 };

/// Where an error goes; `op` is null when nobody wants it.
typedef struct Reader {
  MlirOperation op;
  AicMachine *machine;
} Reader;

#define FAIL(reader, ...)                                                      \
  (mlirOperationIsNull((reader)->op) ? mlirLogicalResultFailure()              \
                                     : aicOpError((reader)->op, __VA_ARGS__))

static bool same(MlirStringRef text, const char *word) {
  return mlirStringRefEqual(text, mlirStringRefCreateFromCString(word));
}

/// Steps of one letter from `a` to `b`; words longer than the row are far.
static int distance(MlirStringRef a, const char *b) {
  enum { LONGEST = 40 };
  int row[LONGEST + 1];
  size_t length = strlen(b);
  if (length > LONGEST || a.length > LONGEST)
    return LONGEST;
  for (size_t j = 0; j <= length; ++j)
    row[j] = (int)j;
  for (size_t i = 1; i <= a.length; ++i) {
    int diagonal = row[0];
    row[0] = (int)i;
    for (size_t j = 1; j <= length; ++j) {
      int change = diagonal + (a.data[i - 1] != b[j - 1]);
      int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
      diagonal = row[j];
      row[j] = change < least ? change : least;
    }
  }
  return row[length];
}

/// The key of `group` (or, with NULL, the group) that is most like `word`.
static const char *nearest(const char *group, MlirStringRef word) {
  const char *best = "clock";
  int least = 1000;
  for (size_t row = 0; row < aicMachineNumParams; ++row) {
    const AicMachineParam *param = &aicMachineParams[row];
    if (group && strcmp(group, param->group) != 0)
      continue;
    const char *name = group || !param->group[0] ? param->key : param->group;
    int steps = distance(word, name);
    if (steps < least) {
      least = steps;
      best = name;
    }
  }
  return best;
}

/// Words of a set as one text "a+b", which the runtime parses.
static bool joinWords(MlirAttribute attr, char *text, size_t size) {
  size_t used = 0;
  for (intptr_t index = 0; index < mlirArrayAttrGetNumElements(attr); ++index) {
    MlirAttribute word = mlirArrayAttrGetElement(attr, index);
    if (!mlirAttributeIsAString(word))
      return false;
    MlirStringRef name = mlirStringAttrGetValue(word);
    if (used + name.length + 2 > size)
      return false;
    if (index)
      text[used++] = '+';
    memcpy(text + used, name.data, name.length);
    used += name.length;
  }
  text[used] = 0;
  return used != 0;
}

static MlirLogicalResult readSet(const Reader *reader,
                                 const AicMachineParam *param,
                                 MlirAttribute attr) {
  char words[400], text[480];
  if (mlirAttributeIsAArray(attr) && !mlirArrayAttrGetNumElements(attr)) // C3
    return FAIL(reader, "'%s.%s' is an empty list, but must have a word",
                param->group, param->key);
  if (!mlirAttributeIsAArray(attr) ||
      !joinWords(attr, words, sizeof words)) // C3
    return FAIL(reader, "'%s.%s' must be a list of words", param->group,
                param->key);
  snprintf(text, sizeof text, "%s.%s=%s", param->group, param->key, words);
  AicError *error = aicMachineSetText(reader->machine, text);
  if (!error)
    return mlirLogicalResultSuccess();
  MlirLogicalResult failure = FAIL(reader, "%s", aicErrorMessage(error)); // C3
  aicErrorDestroy(error);
  return failure;
}

/// The numbers that a parameter may have, as text.
static void rangeText(const AicMachineParam *param, char *text, size_t size) {
  if (param->kind == AIC_MACHINE_FIXED)
    snprintf(text, size, "from %g to %g", (double)param->min / AIC_FIXED_ONE,
             (double)param->max / AIC_FIXED_ONE);
  else
    snprintf(text, size, "from %" PRIu64 " to %" PRIu64, param->min,
             param->max);
}

static MlirLogicalResult readValue(const Reader *reader,
                                   const AicMachineParam *param,
                                   MlirAttribute attr) {
  const char *dot = param->group[0] ? "." : "";
  char range[80];
  rangeText(param, range, sizeof range);
  switch (param->kind) {
  case AIC_MACHINE_BOOL:
    if (!mlirAttributeIsABool(attr)) // C3
      return FAIL(reader, "'%s%s%s' must be true or false", param->group, dot,
                  param->key);
    aicMachineSet(reader->machine, param, mlirBoolAttrGetValue(attr));
    return mlirLogicalResultSuccess();
  case AIC_MACHINE_FIXED:
    if (mlirAttributeIsAFloat(attr)) {
      double value = mlirFloatAttrGetValueDouble(attr);
      if (!(value * AIC_FIXED_ONE >= (double)param->min &&
            value * AIC_FIXED_ONE <= (double)param->max)) // C3
        return FAIL(reader, "'%s%s%s' must be %s, is %g", param->group, dot,
                    param->key, range, value);
      aicMachineSet(reader->machine, param, AIC_FIXED(value));
      return mlirLogicalResultSuccess();
    }
    break;
  case AIC_MACHINE_INT:
    break;
  case AIC_MACHINE_DATAFLOW:
  case AIC_MACHINE_TYPES:
  case AIC_MACHINE_OPS:
    return readSet(reader, param, attr);
  }
  bool isInt = mlirAttributeIsAInteger(attr) && !mlirAttributeIsABool(attr) &&
               (mlirTypeIsAIndex(mlirAttributeGetType(attr)) ||
                (mlirIntegerTypeIsSignless(mlirAttributeGetType(attr)) &&
                 mlirIntegerTypeGetWidth(mlirAttributeGetType(attr)) <= 64));
  int64_t value = isInt ? mlirIntegerAttrGetValueInt(attr) : -1;
  uint64_t scale = param->kind == AIC_MACHINE_FIXED ? AIC_FIXED_ONE : 1;
  if (!isInt) // C3
    return FAIL(reader, "'%s%s%s' must be a%s number %s", param->group, dot,
                param->key, scale == 1 ? " whole" : "", range);
  // Smaller ones that are out of range are the validator's.
  if (value < 0 || (uint64_t)value > INT64_MAX / scale) // C3
    return FAIL(reader, "'%s%s%s' must be %s, is %" PRId64, param->group, dot,
                param->key, range, value);
  aicMachineSet(reader->machine, param, (uint64_t)value * scale);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult readGroup(const Reader *reader, const char *group,
                                   MlirAttribute attr) {
  if (!mlirAttributeIsADictionary(attr)) // C2
    return FAIL(reader, "'%s' must be a dictionary", group);
  for (intptr_t index = 0; index < mlirDictionaryAttrGetNumElements(attr);
       ++index) {
    MlirNamedAttribute entry = mlirDictionaryAttrGetElement(attr, index);
    MlirStringRef key = mlirIdentifierStr(entry.name);
    const AicMachineParam *param = NULL;
    for (size_t row = 0; row < aicMachineNumParams && !param; ++row)
      if (!strcmp(aicMachineParams[row].group, group) &&
          same(key, aicMachineParams[row].key))
        param = &aicMachineParams[row];
    if (!param) // C2
      return FAIL(reader, "'%s' has no '%.*s', the nearest is '%s'", group,
                  (int)key.length, key.data, nearest(group, key));
    if (mlirLogicalResultIsFailure(readValue(reader, param, entry.attribute)))
      return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult readAttribute(const Reader *reader,
                                       MlirNamedAttribute entry) {
  MlirStringRef name = mlirIdentifierStr(entry.name);
  // Attributes of other dialects ("test.note") are theirs.
  if (same(name, "sym_name") || same(name, "sym_visibility") ||
      same(name, "base") || memchr(name.data, '.', name.length))
    return mlirLogicalResultSuccess();
  for (size_t row = 0; row < aicMachineNumParams; ++row) {
    const AicMachineParam *param = &aicMachineParams[row];
    if (!param->group[0] && same(name, param->key))
      return readValue(reader, param, entry.attribute);
    if (param->group[0] && same(name, param->group))
      return readGroup(reader, param->group, entry.attribute);
  }
  return FAIL(reader, "has no '%.*s', the nearest is '%s'", (int)name.length,
              name.data, nearest(NULL, name)); // C1
}

/// An entry of dictionary `group`, as a count: what the target says, else what
/// the nearest of its bases says, else `fallback`.
static uint64_t peek(const AicNpuTargetBases *bases, const char *group,
                     const char *key, uint64_t fallback) {
  for (int i = 0; i < bases->count; ++i) {
    MlirAttribute attr = aicOpAttr(bases->ops[i], group);
    if (mlirAttributeIsNull(attr) || !mlirAttributeIsADictionary(attr))
      continue;
    attr = mlirDictionaryAttrGetElementByName(
        attr, mlirStringRefCreateFromCString(key));
    if (mlirAttributeIsNull(attr))
      continue;
    if (!mlirAttributeIsAInteger(attr) ||
        mlirTypeIsAIndex(mlirAttributeGetType(attr)) ||
        mlirIntegerTypeGetWidth(mlirAttributeGetType(attr)) != 64)
      return fallback;
    int64_t value = mlirIntegerAttrGetValueInt(attr);
    return value < 1 || value > 65536 ? fallback : (uint64_t)value;
  }
  return fallback;
}

static MlirLogicalResult readAttributes(const Reader *reader,
                                        MlirOperation target) {
  for (intptr_t index = 0; index < mlirOperationGetNumAttributes(target);
       ++index)
    if (mlirLogicalResultIsFailure(
            readAttribute(reader, mlirOperationGetAttribute(target, index))))
      return mlirLogicalResultFailure();
  return mlirLogicalResultSuccess();
}

/// What the bases say, the farthest first, so that a nearer one overrides it.
static MlirLogicalResult readBases(const AicNpuTargetBases *bases,
                                   AicMachine *machine) {
  MlirStringRef name = aicOpString(bases->ops[0], "sym_name");
  char text[sizeof machine->name];
  snprintf(text, sizeof text, "%.*s", (int)name.length, name.data);
  // Defaults grow with the array, which may be that of a base.
  aicMachineInit(machine, text, peek(bases, "array", "rows", DEFAULT_ROWS),
                 peek(bases, "array", "cols", DEFAULT_COLS));
  for (int i = bases->count; i-- > 1;)
    if (mlirLogicalResultIsFailure(
            readAttributes(&(Reader){.machine = machine}, bases->ops[i])))
      return mlirLogicalResultFailure();
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult readTarget(const Reader *reader,
                                    MlirOperation target) {
  if (mlirLogicalResultIsFailure(readAttributes(reader, target)))
    return mlirLogicalResultFailure();
  AicError *error = aicMachineValidate(reader->machine);
  if (!error)
    return mlirLogicalResultSuccess();
  MlirLogicalResult failure = FAIL(reader, "%s", aicErrorMessage(error)); // C4
  aicErrorDestroy(error);
  return failure;
}

bool aicNpuTargetGetMachine(MlirOperation target, AicMachine *machine) {
  if (mlirOperationIsNull(target) || !aicOpIs(target, "npu.target"))
    return false;
  AicNpuTargetBases bases;
  bool good = mlirLogicalResultIsSuccess(
                  aicNpuTargetBasesFind(&bases, target, false)) &&
              mlirLogicalResultIsSuccess(readBases(&bases, machine)) &&
              mlirLogicalResultIsSuccess(
                  readTarget(&(Reader){.machine = machine}, target));
  aicNpuTargetBasesDestroy(&bases);
  return good;
}

static MlirLogicalResult verify(MlirOperation op) {
  AicMachine machine;
  AicNpuTargetBases bases;
  MlirLogicalResult result = aicNpuTargetBasesFind(&bases, op, true); // C5
  // What a base says wrong is reported once, there.
  bool goodBases = mlirLogicalResultIsSuccess(result);
  for (int i = 1; i < bases.count && goodBases; ++i)
    goodBases = aicNpuTargetGetMachine(bases.ops[i], &machine);
  if (goodBases && mlirLogicalResultIsSuccess(readBases(&bases, &machine)))
    result = readTarget(&(Reader){.op = op, .machine = &machine}, op);
  aicNpuTargetBasesDestroy(&bases);
  return result;
}

MlirOperation aicNpuTargetFind(MlirOperation module, MlirStringRef name) {
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  MlirOperation op = mlirBlockGetFirstOperation(body);
  while (!mlirOperationIsNull(op) &&
         !(aicOpIs(op, "npu.target") &&
           mlirStringRefEqual(aicOpString(op, "sym_name"), name)))
    op = mlirOperationGetNextInBlock(op);
  return op;
}

MlirOperation aicNpuTargetOfProgram(MlirOperation program) {
  MlirOperation module = mlirOperationGetParentOperation(program);
  if (mlirOperationIsNull(module) || !aicOpIs(module, "builtin.module"))
    return (MlirOperation){NULL};
  return aicNpuTargetFind(
      module, mlirFlatSymbolRefAttrGetValue(aicOpAttr(program, "target")));
}

#define GROUP(group, text)                                                     \
  {.name = group, .summary = text, .attr = &aicDictionaryAttr, .optional = true}

const AicOpDef aicNpuTarget = {
    .name = "npu.target",
    .summary = "Description of a machine",
    .description =
        "Sizes are bytes, times are core cycles, bandwidths bytes per cycle,\n"
        "energies picojoule. What is left out has a default, which grows with\n"
        "the array (16 x 16): `ld.bw` 2 * cols, `st.bw` cols, `vector.lanes`\n"
        "4 * cols. `aic-sim --help-machine` lists all parameters.\n"
        "\n"
        "With `extends @base` everything that is left out is as in `base`, an\n"
        "npu.target of the same module or, if it has none of that name, a\n"
        "shipped one (edge4, edge16, edge32, ...). What neither says has the\n"
        "default of the array that results.\n"
        "\n"
        "- C1: every attribute is `clock` or one of the groups array, spad, "
        "acc,\n"
        "  vector, ld, st, dram, sync, stream, energy.\n"
        "- C2: a group is a dictionary and has known keys only.\n"
        "- C3: values have the type of their parameter.\n"
        "- C4: values are in their range and fit together: the scratchpad "
        "holds\n"
        "  operands of one fold of the array.\n"
        "- C5: the base exists, and no target is its own base, directly or by "
        "way\n"
        "  of at most 16 others.\n",
    .example = "npu.target @small {array = {rows = 8, cols = 8},\n"
               "                   spad = {size = 65536}}\n"
               "npu.target @tall extends @small {array = {rows = 16}}\n",
    .assembly = "$sym_name (`extends` $base^)? attr-dict",
    .attributes = AIC_LIST(
        AicAttrDef,
        {.name = "sym_name", .summary = "name", .attr = &aicSymbolNameAttr},
        {.name = "base",
         .summary = "the target that this one extends",
         .attr = &aicFlatSymbolRefAttr,
         .optional = true},
        {.name = "clock",
         .summary = "core cycles per second",
         .attr = &aicAnyAttr,
         .optional = true},
        GROUP("array", "the multiply array"), GROUP("spad", "the scratchpad"),
        GROUP("acc", "the accumulators"), GROUP("vector", "the vector unit"),
        GROUP("ld", "DMA into the scratchpad"),
        GROUP("st", "DMA out of the scratchpad"),
        GROUP("dram", "memory outside"), GROUP("sync", "semaphores and queues"),
        GROUP("stream", "the command stream"),
        GROUP("energy", "picojoule per event")),
    .traits = AIC_OP_SYMBOL,
    .verify = verify,
};
