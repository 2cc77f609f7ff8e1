//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Pages that need nothing else: their parts are files of tools/aic/report.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_REPORT_H
#define AIC_TOOLS_REPORT_H

#include "aic/runtime.h"

#include <stdbool.h>
#include <stdio.h>

/// Writes the page `name` with its parts in their places, {{part}}; {{data}} is
/// written by `writeData`, false with `*error` set or after diagnostics.
bool reportWritePage(const char *name, FILE *stream,
                     bool (*writeData)(void *userData, AicError **error),
                     void *userData, AicError **error);

#endif // AIC_TOOLS_REPORT_H
