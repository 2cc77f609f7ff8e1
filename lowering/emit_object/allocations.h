//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Lets compiled code take its memory from its caller.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_EMIT_OBJECT_ALLOCATIONS_H
#define AIC_LOWERING_EMIT_OBJECT_ALLOCATIONS_H

#include "lowering/emit_object/table_builder.h"

/// Turns each malloc() and free() into `allocate` and `release` of the AicCall
/// that runs. Gives the variable of each thread that has to hold its address,
/// or NULL when the module allocates nothing.
LLVMValueRef aicAllocationsAdd(AicTableBuilder *b);

#endif // AIC_LOWERING_EMIT_OBJECT_ALLOCATIONS_H
