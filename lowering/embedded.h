//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Text files that are part of this layer: schedules.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_EMBEDDED_H
#define AIC_LOWERING_EMBEDDED_H

#include "runtime/embedded.h"

extern const AicEmbeddedFile aicEmbeddedSchedules[];

#endif // AIC_LOWERING_EMBEDDED_H
