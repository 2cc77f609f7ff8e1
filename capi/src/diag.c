//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "aic/diag.h"

#include "capi/src/pass_shim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct AicDiag {
  AicSeverity severity;
  MlirLocation location;
  char *text;
  AicDiagNoteText *notes;
};

/// The formatted text, which the caller frees.
static char *format(const char *text, va_list args) {
  va_list again;
  va_copy(again, args);
  int size = vsnprintf(NULL, 0, text, again);
  va_end(again);
  if (size < 0)
    AIC_BUG("cannot format '%s'", text);
  char *result = malloc((size_t)size + 1);
  if (!result)
    AIC_BUG("out of memory");
  vsnprintf(result, (size_t)size + 1, text, args);
  return result;
}

MlirLogicalResult aicOpError(MlirOperation op, const char *text, ...) {
  va_list args;
  va_start(args, text);
  char *message = format(text, args);
  va_end(args);
  MlirStringRef name = mlirIdentifierStr(mlirOperationGetName(op));
  MlirLogicalResult result =
      aicErrorAt(mlirOperationGetLocation(op), "'%.*s' op %s", (int)name.length,
                 name.data, message);
  free(message);
  return result;
}

MlirLogicalResult aicErrorAt(MlirLocation location, const char *text, ...) {
  va_list args;
  va_start(args, text);
  char *message = format(text, args);
  va_end(args);
  aicBridgeEmit(AIC_SEVERITY_ERROR, location, message, NULL);
  free(message);
  return mlirLogicalResultFailure();
}

AicDiag *aicDiagBegin(AicSeverity severity, MlirLocation location,
                      const char *text, ...) {
  AicDiag *diag = malloc(sizeof *diag);
  if (!diag)
    AIC_BUG("out of memory");
  va_list args;
  va_start(args, text);
  *diag = (AicDiag){severity, location, format(text, args), NULL};
  va_end(args);
  return diag;
}

void aicDiagNote(AicDiag *diag, MlirLocation location, const char *text, ...) {
  AicDiagNoteText *note = malloc(sizeof *note);
  if (!note)
    AIC_BUG("out of memory");
  va_list args;
  va_start(args, text);
  *note = (AicDiagNoteText){location, format(text, args), NULL};
  va_end(args);
  AicDiagNoteText **last = &diag->notes;
  while (*last)
    last = &(*last)->next;
  *last = note;
}

MlirLogicalResult aicDiagEnd(AicDiag *diag) {
  bool isError = diag->severity == AIC_SEVERITY_ERROR;
  aicBridgeEmit(diag->severity, diag->location, diag->text, diag->notes);
  while (diag->notes) {
    AicDiagNoteText *next = diag->notes->next;
    free(diag->notes->text);
    free(diag->notes);
    diag->notes = next;
  }
  free(diag->text);
  free(diag);
  return isError ? mlirLogicalResultFailure() : mlirLogicalResultSuccess();
}

void aicBug(const char *file, int line, const char *text, ...) {
  fprintf(stderr, "aic: bug at %s:%d: ", file, line);
  va_list args;
  va_start(args, text);
  vfprintf(stderr, text, args);
  va_end(args);
  fputc('\n', stderr);
  abort();
}
