//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tells on stderr what long work does. With -v, every stage gets a line with
// the time since the start. Without, a person at a terminal who has waited for
// a second sees one line with the stage that runs, which goes away again; a
// file or a pipe sees nothing.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_AIC_PROGRESS_H
#define AIC_TOOLS_AIC_PROGRESS_H

#include "lowering/driver/driver.h"

typedef struct Progress Progress;

/// Begins, and lets `options`, whose `verbose` says how, report to it. NULL,
/// which all functions take, when nobody would see it.
Progress *progressCreate(AicCompileOptions *options);
/// Erases the line. Before anything else is written to the terminal.
void progressDestroy(Progress *progress);
/// Whether standard error can show a line that erases itself.
bool progressIsTerminal(void);

/// Work outside of a compilation; ends the stage before.
void progressBegin(Progress *progress, const char *stage);
/// Nothing is to be shown until the next stage.
void progressEnd(Progress *progress);

#endif // AIC_TOOLS_AIC_PROGRESS_H
