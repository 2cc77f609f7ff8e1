//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef AIC_VERSION_H
#define AIC_VERSION_H

#define AIC_VERSION_MAJOR 0
#define AIC_VERSION_MINOR 1
#define AIC_VERSION_PATCH 0
#define AIC_VERSION_STRING "0.1.0"

#endif // AIC_VERSION_H
