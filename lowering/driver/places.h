//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The places in the model that an operation comes from, out of its location.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_DRIVER_PLACES_H
#define AIC_LOWERING_DRIVER_PLACES_H

#include "lowering/driver/inspect.h"

#include "mlir-c/IR.h"

enum { AIC_MAX_PLACES = 32 };

/// A list of distinct texts. Starts as zero.
typedef struct AicPlaceList {
  char *data[AIC_MAX_PLACES];
  intptr_t count;
} AicPlaceList;

/// Adds the places of `location`, as far as there is room.
void aicPlacesAdd(AicPlaceList *list, MlirLocation location);
/// Adds those of `op` and of all that lies in its regions.
void aicPlacesAddOp(AicPlaceList *list, MlirOperation op);
void aicPlacesClear(AicPlaceList *list);

#endif // AIC_LOWERING_DRIVER_PLACES_H
