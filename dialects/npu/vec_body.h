//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Inside of the translation of npu.vec: the body as a list of nodes, and the
// micro-program of one part of it.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_NPU_VEC_BODY_H
#define AIC_NPU_VEC_BODY_H

#include "dialects/npu/vec.h"

/// Most operations of a body, with constants; more than can be needed.
enum { AIC_NPU_VEC_MAX_BODY = 64 };

/// One operation of the body.
typedef struct AicNpuVecNode {
  MlirOperation op;
  const AicNpuVecRule *rule; ///< NULL for constants and the others below
  bool isConstant, isReduce, isAlias;
  bool needed; ///< by the part being translated
  int last;    ///< number of the last node of the part that reads it
  int reg;     ///< -1: none yet
} AicNpuVecNode;

typedef struct AicNpuVecBody {
  MlirOperation vec;
  MlirBlock block;
  AicNpuVec *out;
  int count;
  AicNpuVecNode nodes[AIC_NPU_VEC_MAX_BODY];
  bool used[AIC_NPU_NUM_REGISTERS];
} AicNpuVecBody;

/// Appends `op` to the nodes; one error at the npu.vec when the vector unit
/// cannot run it.
MlirLogicalResult aicNpuVecReadNode(AicNpuVecBody *body, MlirOperation op);
/// Looks through operations that change the type only.
MlirValue aicNpuVecResolve(const AicNpuVecBody *body, MlirValue value);
/// Marks the nodes that `root` needs, up to the reduction, as the part to be
/// translated.
void aicNpuVecMark(AicNpuVecBody *body, MlirValue root);
/// A free register, or -1.
int aicNpuVecTakeRegister(AicNpuVecBody *body);
/// Appends one micro-op.
MlirLogicalResult aicNpuVecAppend(AicNpuVecBody *body, AicNpuMicroOp op);
/// Translates what is marked; the value of `root` is in `*reg`.
MlirLogicalResult aicNpuVecTranslatePart(AicNpuVecBody *body, MlirValue root,
                                         uint8_t *reg);

#endif // AIC_NPU_VEC_BODY_H
