//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Inside of aicNpuEmit: operands of commands as addresses of the machine.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_NPU_EMIT_H
#define AIC_LOWERING_NPU_EMIT_H

#include "dialects/npu/npu.h"
#include "runtime/npu/program.h"

/// Rings, slots and what operands claim of them.
typedef struct AicNpuClaims AicNpuClaims;

/// A program being encoded. Buffers of the program by the value that they are.
typedef struct AicNpuEmitter {
  MlirOperation op; ///< the npu.program
  AicNpuProgram *program;
  bool timeOnly; ///< weights without their data
  uint32_t numBuffers;
  MlirValue *buffers;
  AicNpuClaims *claims;
} AicNpuEmitter;

/// Appends the input, output, constant and temporary buffers.
MlirLogicalResult aicNpuEmitBuffers(AicNpuEmitter *emitter);
/// Appends one command, or a loop with its body.
MlirLogicalResult aicNpuEmitOp(AicNpuEmitter *emitter, MlirOperation op);

/// Appends the rings; before the first command.
void aicNpuClaimsBegin(AicNpuEmitter *emitter);
/// Notes what the operands of `command`, which comes from `op` and is appended
/// next, claim.
void aicNpuClaimsAdd(AicNpuEmitter *emitter, MlirOperation op,
                     AicNpuCommand *command);
void aicNpuClaimsOpenLoop(AicNpuClaims *claims);
void aicNpuClaimsCloseLoop(AicNpuClaims *claims, int64_t trip);
/// Sets the claims of all commands; behind the last.
void aicNpuClaimsEnd(AicNpuEmitter *emitter);
/// NULL is a no-op.
void aicNpuClaimsDestroy(AicNpuClaims *claims);

/// The address of element (0, ..., 0) of `value`, an operand of `op` on the
/// chip: through views to its npu.slot.
MlirLogicalResult aicNpuEmitRef(MlirOperation op, MlirValue value,
                                AicNpuRef *ref);
/// Buffer number and byte offset of a memref in DRAM, through views.
MlirLogicalResult aicNpuEmitBuffer(const AicNpuEmitter *emitter,
                                   MlirOperation op, MlirValue value,
                                   uint16_t *buffer, uint64_t *offset);
/// A byte stride as the format holds it; one error at `op` when it does not
/// fit.
MlirLogicalResult aicNpuEmitStride(MlirOperation op, int64_t elements,
                                   MlirType element, int32_t *stride);

#endif // AIC_LOWERING_NPU_EMIT_H
