//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A look at a shared library before the loader maps it: reading a page behind
// the end of a truncated file would end the process.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_ELF_CHECK_H
#define AIC_RUNTIME_ELF_CHECK_H

#include "aic/support.h"

/// NULL when the file is a 64-bit ELF library of this machine that is as long
/// as its headers say. `what` it should be ("model") is for the message.
AIC_EXPORT AicError *aicElfCheck(const char *what, const char *path);

#endif // AIC_RUNTIME_ELF_CHECK_H
