//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Look-up tables: a tensor.extract in the body of a linalg operation, from a
// tensor outside of it, becomes a source of the layer that is whole on the
// chip. What is outside of the tensor has no meaning, so that the sum of an
// index and an offset may be formed in i32.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/body.h"

#include "aic/op.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

/// Behind an addition of a constant to an index.
static MlirValue skipOffset(MlirValue value, int64_t *offset) {
  *offset = 0;
  if (!mlirValueIsAOpResult(value))
    return value;
  MlirOperation op = mlirOpResultGetOwner(value);
  for (int side = 0; side < 2 && aicOpIs(op, "arith.addi"); ++side) {
    MlirAttribute number = aicBodyConstant(mlirOperationGetOperand(op, side));
    if (mlirAttributeIsNull(number))
      continue;
    *offset = mlirIntegerAttrGetValueInt(number);
    return mlirOperationGetOperand(op, 1 - side);
  }
  return value;
}

static bool isWord(MlirType type) {
  if (!mlirTypeIsAInteger(type) || !mlirIntegerTypeIsSignless(type))
    return false;
  unsigned width = mlirIntegerTypeGetWidth(type);
  return width == 8 || width == 32;
}

bool aicBodyLookUp(MlirOperation op, AicLookUp *lookUp) {
  if (!aicOpIs(op, "tensor.extract") || mlirOperationGetNumOperands(op) != 2)
    return false;
  lookUp->table = mlirOperationGetOperand(op, 0);
  MlirType type = mlirValueGetType(lookUp->table);
  if (!mlirTypeIsARankedTensor(type) || !mlirShapedTypeHasStaticShape(type))
    return false;
  MlirValue index = skipOffset(mlirOperationGetOperand(op, 1), &lookUp->offset);
  if (!mlirValueIsAOpResult(index) ||
      !aicOpIs(mlirOpResultGetOwner(index), "arith.index_cast") ||
      lookUp->offset < INT32_MIN || lookUp->offset > INT32_MAX)
    return false;
  lookUp->index = mlirOperationGetOperand(mlirOpResultGetOwner(index), 0);
  lookUp->entries = mlirShapedTypeGetDimSize(type, 0);
  return isWord(mlirValueGetType(lookUp->index));
}

const char *aicBodyAddTable(AicBody *body, const AicLookUp *lookUp,
                            const AicMachine *machine) {
  AicNpuType type;
  if (!aicElementType(mlirValueGetType(lookUp->table), &type) ||
      (!body->isFloat && !aicNpuTypeIsInteger(type)))
    return "its body looks up in a table of a type that the device lacks";
  // Whole numbers in f32 are exact where they come from i8.
  if (body->isFloat &&
      mlirIntegerTypeGetWidth(mlirValueGetType(lookUp->index)) != 8)
    return "its body mixes floats with an index in i32";
  if (machine && (lookUp->entries > (int64_t)machine->vector.lutEntries ||
                  8ull * aicNpuTypeSize(type) > machine->vector.lutBits ||
                  !(machine->vector.ops >> AIC_NPU_VEC_LUT & 1)))
    return "its body looks up in a table that the vector unit cannot hold";
  for (int i = 0; i < body->numTables; ++i)
    if (mlirValueEqual(body->tables[i], lookUp->table))
      return NULL;
  if (body->numTables == AIC_NPU_MAX_SOURCES ||
      (machine && body->numTables == (int)machine->vector.lutTables))
    return "its body looks up in more tables than the vector unit has";
  body->tables[body->numTables++] = lookUp->table;
  return NULL;
}

const char *aicAddTables(AicMatch *match, const AicBody *body,
                         const AicMachine *machine) {
  AicLayer *layer = &match->layer;
  uint64_t tables = 0;
  for (int i = 0; i < layer->numSources; ++i)
    tables += match->source[i].role == AIC_SOURCE_TABLE;
  for (int i = 0; i < body->numTables; ++i) {
    bool known = false;
    for (int s = 0; s < layer->numSources; ++s)
      known |= match->source[s].role == AIC_SOURCE_TABLE &&
               mlirValueEqual(match->source[s].tensor, body->tables[i]);
    if (known)
      continue;
    if (layer->numSources == AIC_LAYER_MAX_SOURCES ||
        tables++ == machine->vector.lutTables)
      return "it looks up in more tables than the vector unit has";
    MlirType type = mlirValueGetType(body->tables[i]);
    AicAccess *access = &layer->source[layer->numSources];
    *access = (AicAccess){.rank = 1};
    access->dim[0].extent = mlirShapedTypeGetDimSize(type, 0);
    access->dim[0].whole = 1;
    (void)aicElementType(type, &access->type);
    match->source[layer->numSources++] =
        (AicMatchSource){.tensor = body->tables[i], .role = AIC_SOURCE_TABLE};
  }
  return NULL;
}
