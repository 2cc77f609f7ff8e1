//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"

#include "llvm-c/ErrorHandling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// LLVM ends the process, with exit code 1, when the file that it writes
/// machine code to takes no more: the only one that it writes.
static void reportFatal(const char *reason) {
  static const char stream[] = "IO failure on output stream: ";
  const char *folder = getenv("TMPDIR");
  if (strncmp(reason, stream, sizeof stream - 1) == 0)
    fprintf(stderr, "aic: error: cannot write a temporary file in '%s': %s\n",
            folder && *folder ? folder : "/tmp", reason + sizeof stream - 1);
  else
    fprintf(stderr, "aic: error: LLVM: %s\n", reason);
}

int main(int argc, char **argv) {
  LLVMInstallFatalErrorHandler(reportFatal);
  return aicCliMain(&aicProgram, argc, argv);
}
