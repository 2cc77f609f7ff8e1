//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The buffer table: arguments, weights and temporaries of an npu.program.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "dialects/npu/support.h"
#include "dialects/npu/vec.h"
#include "lowering/npu_to_program/emit.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Buffer numbers have 16 bits.
enum { MAX_BUFFERS = 65535 };

static void addBuffer(AicNpuEmitter *emitter, MlirValue value,
                      AicNpuBufferKind kind, const char *name,
                      const void *data) {
  MlirType type = mlirValueGetType(value);
  AicNpuShape shape = aicNpuShapeOf(type);
  AicNpuBuffer buffer = {
      .kind = kind,
      .type = aicNpuTypeOf(mlirShapedTypeGetElementType(type)),
      .name = name,
      .rank = (uint32_t)shape.rank,
      .data = data,
      .bytes =
          (uint64_t)(aicNpuSpan(&shape) *
                     aicNpuElementBytes(mlirShapedTypeGetElementType(type)))};
  memcpy(buffer.shape, shape.size, sizeof shape.size);
  uint32_t index = aicNpuProgramAddBuffer(emitter->program, &buffer);
  emitter->buffers[index] = value;
  emitter->numBuffers = index + 1;
}

/// The bytes of a weight, row-major, into `bytes`.
static bool readElements(MlirAttribute value, AicNpuType type, int64_t count,
                         unsigned char *bytes) {
  size_t size = aicNpuTypeSize(type);
  if (mlirAttributeIsADenseResourceElements(value)) {
    for (int64_t i = 0; i < count; ++i) {
      if (type == AIC_NPU_I8) {
        bytes[i] =
            (unsigned char)mlirDenseInt8ResourceElementsAttrGetValue(value, i);
      } else if (type == AIC_NPU_I32) {
        int32_t number = mlirDenseInt32ResourceElementsAttrGetValue(value, i);
        memcpy(bytes + 4 * i, &number, sizeof number);
      } else if (type == AIC_NPU_F32) {
        float number = mlirDenseFloatResourceElementsAttrGetValue(value, i);
        memcpy(bytes + 4 * i, &number, sizeof number);
      } else {
        return false;
      }
    }
    return true;
  }
  if (!mlirAttributeIsADenseElements(value))
    return false;
  const char *raw = mlirDenseElementsAttrGetRawData(value);
  bool splat = mlirDenseElementsAttrIsSplat(value);
  // Elements of whole bytes lie in memory as the machine wants them.
  for (int64_t i = 0; i < (splat ? count : 1); ++i)
    memcpy(bytes + (size_t)i * size, raw, splat ? size : (size_t)count * size);
  return true;
}

static MlirLogicalResult addWeight(AicNpuEmitter *emitter, MlirOperation op) {
  MlirValue result = mlirOperationGetResult(op, 0);
  MlirAttribute value = aicOpAttr(op, "value");
  AicNpuShape shape = aicNpuShapeOf(mlirValueGetType(result));
  int64_t count = aicNpuSpan(&shape);
  AicNpuType type =
      aicNpuTypeOf(mlirShapedTypeGetElementType(mlirValueGetType(result)));
  unsigned char *bytes = malloc((size_t)count * aicNpuTypeSize(type));
  if (!bytes)
    AIC_BUG("out of memory for a weight of %" PRId64 " elements", count);
  bool ok = readElements(value, type, count, bytes);
  char name[24];
  snprintf(name, sizeof name, "w%" PRIu32, emitter->numBuffers);
  if (ok)
    addBuffer(emitter, result, AIC_NPU_CONSTANT, name, bytes);
  free(bytes);
  return ok ? mlirLogicalResultSuccess()
            : aicOpError(op, "value is neither dense nor a dense resource");
}

static void addArguments(AicNpuEmitter *emitter, MlirBlock body) {
  MlirAttribute names = aicOpAttr(emitter->op, "names");
  int64_t inputs = aicOpInt(emitter->op, "num_inputs", 0);
  for (intptr_t index = 0; index < mlirBlockGetNumArguments(body); ++index) {
    bool isInput = index < inputs;
    char name[256];
    if (mlirAttributeIsNull(names)) {
      snprintf(name, sizeof name, "%s%" PRIdPTR, isInput ? "in" : "out",
               isInput ? index : index - (intptr_t)inputs);
    } else {
      MlirStringRef given =
          mlirStringAttrGetValue(mlirArrayAttrGetElement(names, index));
      snprintf(name, sizeof name, "%.*s", (int)given.length, given.data);
    }
    addBuffer(emitter, mlirBlockGetArgument(body, index),
              isInput ? AIC_NPU_INPUT : AIC_NPU_OUTPUT, name, NULL);
  }
}

MlirLogicalResult aicNpuEmitBuffers(AicNpuEmitter *emitter) {
  MlirBlock body =
      mlirRegionGetFirstBlock(mlirOperationGetRegion(emitter->op, 0));
  intptr_t count = mlirBlockGetNumArguments(body);
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    count += aicOpIs(op, "npu.weight") || aicOpIs(op, "npu.buffer");
  if (count > MAX_BUFFERS)
    return aicOpError(emitter->op, "has %" PRIdPTR " buffers, at most %d",
                      count, MAX_BUFFERS);
  emitter->buffers = calloc((size_t)count + 1, sizeof *emitter->buffers);
  if (!emitter->buffers)
    AIC_BUG("out of memory for %" PRIdPTR " buffers", count);
  addArguments(emitter, body);
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    if (aicOpIs(op, "npu.weight") &&
        mlirLogicalResultIsFailure(addWeight(emitter, op)))
      return mlirLogicalResultFailure();
    if (aicOpIs(op, "npu.buffer")) {
      char name[24];
      snprintf(name, sizeof name, "t%" PRIu32, emitter->numBuffers);
      addBuffer(emitter, mlirOperationGetResult(op, 0), AIC_NPU_TEMPORARY, name,
                NULL);
    }
  }
  return mlirLogicalResultSuccess();
}
