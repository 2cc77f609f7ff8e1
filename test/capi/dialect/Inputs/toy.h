//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The dialect `toy`: every trait, effect and hook of a table, on operations
// that do as little as possible. The tests beside this folder link it.
//
//===----------------------------------------------------------------------===//

#ifndef TEST_CAPI_DIALECT_TOY_H
#define TEST_CAPI_DIALECT_TOY_H

#include "aic/dialect.h"

extern const AicOpDef toyConstant, toyAdd, toyScale, toyNegate, toyStack,
    toyStackAs, toySplit, toyNoise, toyPeek, toyLoad, toyStore, toyAllocate,
    toyFree, toyAccumulate, toyFill, toyTally, toyGraph, toyNode, toyBody,
    toyEnd, toyBuild;
extern const AicTypeDef toyRing, toyMark;
extern const AicAttributeDef toySpace, toyBox;
extern const AicDialectDef toyDialect;
extern const AicPackage toyPackage;

#endif // TEST_CAPI_DIALECT_TOY_H
