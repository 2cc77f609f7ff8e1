//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/emit.h"

#include "aic/build.h"
#include "aic/diag.h"
#include "dialects/npu/support.h"
#include "dialects/npu/vec.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

/// The npu.view that makes `value`, or a null operation.
static MlirOperation viewOf(MlirValue value) {
  if (mlirValueIsAOpResult(value)) {
    MlirOperation op = mlirOpResultGetOwner(value);
    if (aicOpIs(op, "npu.view"))
      return op;
  }
  return (MlirOperation){NULL};
}

static MlirLogicalResult readSlot(MlirOperation slot, AicNpuRef *ref) {
  MlirOperation ring = mlirOpResultGetOwner(mlirOperationGetOperand(slot, 0));
  int64_t address = aicOpInt(ring, "address", -1);
  int64_t bytes = aicOpInt(ring, "slot", -1);
  if (address < 0 || bytes < 0 || address > INT32_MAX || bytes > INT32_MAX)
    return aicOpError(ring, "has no address, aic-npu-allocate must run before");
  MlirType type = mlirValueGetType(mlirOperationGetOperand(slot, 0));
  int64_t depth = aicNpuRingDepth(type);
  *ref = (AicNpuRef){.space = aicNpuPlaceOf(aicNpuRingSlotType(type)) ==
                                      AIC_NPU_PLACE_ACC
                                  ? AIC_NPU_ACC
                                  : AIC_NPU_SPAD,
                     .base = (uint32_t)address,
                     .slot = depth == 1 ? 0 : (uint32_t)bytes,
                     .depth = (uint8_t)depth,
                     .phase = (uint8_t)(aicOpInt(slot, "phase", 0) % depth)};
  MlirAttribute advance = aicOpAttr(slot, "advance");
  for (intptr_t level = 0; level < mlirDenseArrayGetNumElements(advance);
       ++level)
    ref->weight[level] =
        (uint8_t)(mlirDenseI64ArrayGetElement(advance, level) % depth);
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuEmitRef(MlirOperation op, MlirValue value,
                                AicNpuRef *ref) {
  int64_t bytes =
      aicNpuElementBytes(mlirShapedTypeGetElementType(mlirValueGetType(value)));
  AicNpuLinear offset = {0};
  MlirOperation view;
  while (view = viewOf(value), !mlirOperationIsNull(view)) {
    AicNpuLinear part = aicNpuLinearOf(view, 0);
    offset.constant += part.constant;
    for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
      offset.factor[level] += part.factor[level];
    value = mlirOperationGetOperand(view, 0);
  }
  if (!mlirValueIsAOpResult(value) ||
      !aicOpIs(mlirOpResultGetOwner(value), "npu.slot"))
    return aicOpError(op, "uses memory on the chip that is no npu.slot, "
                          "aic-npu-sync must run before");
  if (mlirLogicalResultIsFailure(readSlot(mlirOpResultGetOwner(value), ref)))
    return mlirLogicalResultFailure();
  int64_t base = ref->base + offset.constant * bytes;
  if (base < 0 || base > INT32_MAX)
    return aicOpError(op, "has an operand at byte %" PRId64, base);
  ref->base = (uint32_t)base;
  MlirType element = mlirShapedTypeGetElementType(mlirValueGetType(value));
  for (int level = 0; level < AIC_NPU_MAX_LOOPS; ++level)
    if (mlirLogicalResultIsFailure(aicNpuEmitStride(
            op, offset.factor[level], element, &ref->stride[level])))
      return mlirLogicalResultFailure();
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuEmitStride(MlirOperation op, int64_t elements,
                                   MlirType element, int32_t *stride) {
  int64_t bytes = elements * aicNpuElementBytes(element);
  if (bytes > INT32_MAX || bytes < -INT32_MAX)
    return aicOpError(
        op, "has a stride of %" PRId64 " bytes, more than a command holds",
        bytes);
  *stride = (int32_t)bytes;
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuEmitBuffer(const AicNpuEmitter *emitter,
                                   MlirOperation op, MlirValue value,
                                   uint16_t *buffer, uint64_t *offset) {
  int64_t bytes =
      aicNpuElementBytes(mlirShapedTypeGetElementType(mlirValueGetType(value)));
  int64_t elements = 0;
  MlirOperation view;
  while (view = viewOf(value), !mlirOperationIsNull(view)) {
    elements += aicNpuLinearOf(view, 0).constant;
    value = mlirOperationGetOperand(view, 0);
  }
  for (uint32_t index = 0; index < emitter->numBuffers; ++index)
    if (mlirValueEqual(emitter->buffers[index], value)) {
      *buffer = (uint16_t)index;
      *offset = (uint64_t)(elements * bytes);
      return mlirLogicalResultSuccess();
    }
  return aicOpError(op,
                    "uses memory in DRAM that is no argument, npu.weight or "
                    "npu.buffer of the program");
}
