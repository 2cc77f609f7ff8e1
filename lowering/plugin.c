//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// libaic.so is a plugin itself.
//
//===----------------------------------------------------------------------===//

#include "aic/plugin.h"
#include "lowering/package.h"

AIC_PLUGIN(aicPackage)
