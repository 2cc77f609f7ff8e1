//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic/report.h"

#include "aic/diag.h"
#include "lowering/embedded.h"

#include <string.h>

/// The parts of the pages, tools/aic/report.
extern const AicEmbeddedFile aicEmbeddedReport[];

static const AicEmbeddedFile *findPart(const char *name, size_t length) {
  for (const AicEmbeddedFile *file = aicEmbeddedReport; file->name; ++file)
    if (strlen(file->name) == length && !memcmp(file->name, name, length))
      return file;
  AIC_BUG("the pages have no part '%.*s'", (int)length, name);
}

bool reportWritePage(const char *name, FILE *stream,
                     bool (*writeData)(void *userData, AicError **error),
                     void *userData, AicError **error) {
  const char *at = findPart(name, strlen(name))->text;
  for (const char *mark; (mark = strstr(at, "{{"));
       at = strstr(mark, "}}") + 2) {
    size_t length = strcspn(mark + 2, "}");
    fwrite(at, 1, (size_t)(mark - at), stream);
    if (length == 4 && memcmp(mark + 2, "data", 4) == 0) {
      if (!writeData(userData, error))
        return false;
      continue;
    }
    const AicEmbeddedFile *part = findPart(mark + 2, length);
    fwrite(part->text, 1, part->size, stream);
  }
  fputs(at, stream);
  return true;
}
