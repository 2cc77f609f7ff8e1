//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Parts of the assembler: buffers, operands, commands.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_ASSEMBLE_PARTS_H
#define AIC_RUNTIME_NPU_ASSEMBLE_PARTS_H

#include "runtime/npu/program.h"
#include "runtime/npu/scan.h"

/// Numbers in one field each, `count` of them with `separator` between.
bool aicReadSizes(Scanner *scanner, const char *what, char separator,
                  uint32_t *values, int count);
/// " strides 0,16,4": `count` of them.
bool aicReadStrides(Scanner *scanner, int32_t *values, int count);
bool aicReadType(Scanner *scanner, AicNpuType *type);
/// A coordinate with what each of the `depth` loops around adds to it.
bool aicReadCoordinate(Scanner *scanner, uint32_t depth, int32_t *start,
                       int32_t *steps);
bool aicReadRef(Scanner *scanner, uint32_t depth, AicNpuRef *ref);

/// buffer 2 constant weights 4x4xi8, 16 bytes { 00 01 ... }
bool aicReadBuffer(Scanner *scanner, AicNpuProgram *program);

/// ring 0 weights (spad 512, 2 slots of 64, 64 used), commands 0 to 8,
/// filled by ld, used by mx+vx
bool aicReadRing(Scanner *scanner, AicNpuProgram *program);

/// What follows "vx vec" and the semaphores.
bool aicReadVec(Scanner *scanner, uint32_t depth, AicNpuVec *vec);
/// A command from its first word to its last; `depth` is the number of loops
/// around it and changes with "loop" and "end".
bool aicReadCommand(Scanner *scanner, uint32_t *depth, AicNpuCommand *command);

#endif // AIC_RUNTIME_NPU_ASSEMBLE_PARTS_H
