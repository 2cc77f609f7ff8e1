//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Where bodies of linalg operations are cut. A cut is the number of an
// operation whose result becomes a tensor of its own, or -1.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_PARTITION_SPLIT_BODIES_H
#define AIC_LOWERING_LINALG_PARTITION_SPLIT_BODIES_H

#include "lowering/linalg_partition/generic_edit.h"
#include "lowering/linalg_to_npu/body.h"

enum { AIC_SPLIT_MAX_OPERANDS = AIC_NPU_MAX_SOURCES, AIC_SPLIT_MAX_OPS = 128 };

/// A body, and which inputs each of its values needs.
typedef struct AicSplitBody {
  MlirOperation op;
  MlirBlock block;
  intptr_t numInputs;
  int count;
  MlirOperation ops[AIC_SPLIT_MAX_OPS];
  unsigned needs[AIC_SPLIT_MAX_OPS];   ///< inputs by bit; the output's is bit
                                       ///< numInputs
  unsigned loops[AIC_EDIT_MAX_INPUTS]; ///< that the input's map names
  unsigned reductions;
  bool plain[AIC_EDIT_MAX_INPUTS]; ///< its map has nothing but loops
} AicSplitBody;

int aicSplitCountBits(unsigned set);
/// The number of the operation that computes `value`, or -1.
int aicSplitIndexOf(const AicSplitBody *body, MlirValue value);
/// An operation whose result could be a tensor of its own.
bool aicSplitCanCut(const AicSplitBody *body, int index);
/// The inputs that the body needs when operation `cut` is an input itself.
unsigned aicSplitNeedsWithout(const AicSplitBody *body, int cut);

/// Where to cut a body that is longer than a program of the vector unit: the
/// first part as long as can be.
int aicSplitLong(const AicSplitBody *body);
/// An i8 that is all the body needs of a product in i32, while it needs another
/// one that is computed later: what makes it an i8 belongs to the former, or
/// four times as many bytes wait for the latter. Gives the product.
int aicSplitNarrow(const AicSplitBody *body, MlirOperation *product);
/// Puts `op` behind `product`, with what it reads that depends on nothing;
/// leaves it where it is if it reads something else from further behind.
void aicSplitMove(MlirOperation op, MlirOperation product);

#endif // AIC_LOWERING_LINALG_PARTITION_SPLIT_BODIES_H
