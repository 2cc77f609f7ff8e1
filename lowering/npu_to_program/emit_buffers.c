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
#include "lowering/support/elements.h"
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

static MlirLogicalResult addWeight(AicNpuEmitter *emitter, MlirOperation op) {
  MlirAttribute value = aicOpAttr(op, "value");
  AicElements elements = {0};
  if (aicElementsAreMissing(value))
    return aicOpError(op, "value is a resource without the data that its type "
                          "needs");
  if (!emitter->timeOnly && !aicElementsRead(value, &elements))
    return aicOpError(op, "value is neither dense nor a dense resource");
  char name[24];
  snprintf(name, sizeof name, "w%" PRIu32, emitter->numBuffers);
  addBuffer(emitter, mlirOperationGetResult(op, 0), AIC_NPU_CONSTANT, name,
            elements.data);
  aicElementsRelease(&elements);
  return mlirLogicalResultSuccess();
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
