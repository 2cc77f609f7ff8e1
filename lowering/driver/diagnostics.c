//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/driver/diagnostics.h"

#include <stdio.h>

static void writeText(MlirStringRef text, void *userData) {
  (void)userData;
  fwrite(text.data, 1, text.length, stderr);
}

/// A location as compilers write it; one without a file is left out.
static void writeLocation(MlirLocation location) {
  if (mlirLocationIsAFileLineColRange(location)) {
    MlirStringRef file =
        mlirIdentifierStr(mlirLocationFileLineColRangeGetFilename(location));
    fprintf(stderr, "%.*s:%d:%d: ", (int)file.length, file.data,
            mlirLocationFileLineColRangeGetStartLine(location),
            mlirLocationFileLineColRangeGetStartColumn(location));
  } else if (mlirLocationIsAName(location)) {
    MlirStringRef name = mlirIdentifierStr(mlirLocationNameGetName(location));
    MlirLocation child = mlirLocationNameGetChildLoc(location);
    if (mlirLocationIsAFileLineColRange(child))
      writeLocation(child);
    fprintf(stderr, "'%.*s': ", (int)name.length, name.data);
  } else if (mlirLocationIsACallSite(location)) {
    writeLocation(mlirLocationCallSiteGetCallee(location));
  } else if (mlirLocationIsAFused(location) &&
             mlirLocationFusedGetNumLocations(location) > 0) {
    MlirLocation first;
    unsigned count = mlirLocationFusedGetNumLocations(location);
    MlirLocation all[16];
    if (count > 16)
      return;
    mlirLocationFusedGetLocations(location, all);
    first = all[0];
    writeLocation(first);
  }
}

static void writeOne(MlirDiagnostic diagnostic, const char *kind) {
  writeLocation(mlirDiagnosticGetLocation(diagnostic));
  fprintf(stderr, "%s: ", kind);
  mlirDiagnosticPrint(diagnostic, writeText, NULL);
  fputc('\n', stderr);
}

MlirLogicalResult aicWriteDiagnostic(MlirDiagnostic diagnostic,
                                     void *userData) {
  (void)userData;
  static const char *const kinds[] = {[MlirDiagnosticError] = "error",
                                      [MlirDiagnosticWarning] = "warning",
                                      [MlirDiagnosticNote] = "note",
                                      [MlirDiagnosticRemark] = "remark"};
  writeOne(diagnostic, kinds[mlirDiagnosticGetSeverity(diagnostic)]);
  for (intptr_t i = 0, e = mlirDiagnosticGetNumNotes(diagnostic); i < e; ++i)
    writeOne(mlirDiagnosticGetNote(diagnostic, i), "note");
  return mlirLogicalResultSuccess();
}
