// Diagnostics reach the handler with severity, place, text and notes; a bug
// of ours ends the program.
// RUN: %cc %s -o %t.diag %aic_lib
// RUN: %t.diag | FileCheck %s
// RUN: not --crash %t.diag bug 2>&1 | FileCheck %s --check-prefix=BUG

#include "aic/diag.h"

#include "mlir-c/Diagnostics.h"

#include <inttypes.h>
#include <stdio.h>

static void printPart(MlirStringRef text, void *userData) {
  (void)userData;
  printf("%.*s", (int)text.length, text.data);
}

static void show(MlirDiagnostic diagnostic, int depth) {
  static const char *const words[] = {"error", "warning", "note", "remark"};
  printf("%s%s ", depth ? "> " : "",
         words[mlirDiagnosticGetSeverity(diagnostic)]);
  mlirLocationPrint(mlirDiagnosticGetLocation(diagnostic), printPart, NULL);
  printf(": ");
  mlirDiagnosticPrint(diagnostic, printPart, NULL);
  printf("\n");
  for (intptr_t i = 0; i < mlirDiagnosticGetNumNotes(diagnostic); ++i)
    show(mlirDiagnosticGetNote(diagnostic, i), depth + 1);
}

static MlirLogicalResult handle(MlirDiagnostic diagnostic, void *userData) {
  (void)userData;
  show(diagnostic, 0);
  return mlirLogicalResultSuccess();
}

static const char *word(MlirLogicalResult result) {
  return mlirLogicalResultIsSuccess(result) ? "success" : "failure";
}

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1)
    // BUG: aic: bug at {{.*}}diag.c:[[#@LINE+1]]: 2 and 2 is 5
    AIC_BUG("%d and %d is %d", 2, 2, 5);
  MlirContext context = mlirContextCreate();
  mlirContextAttachDiagnosticHandler(context, handle, NULL, NULL);
  MlirLocation a = mlirLocationFileLineColGet(
      context, mlirStringRefCreateFromCString("a"), 1, 2);
  MlirLocation b = mlirLocationFileLineColGet(
      context, mlirStringRefCreateFromCString("b"), 3, 4);

  // An error of an operation begins with its name.
  // CHECK: error loc("a":1:2): 'builtin.module' op has 100% of 7 %s
  // CHECK-NEXT: failure
  MlirModule module = mlirModuleCreateEmpty(a);
  MlirLogicalResult result =
      aicOpError(mlirModuleGetOperation(module), "has 100%% of %d %s", 7, "%s");
  printf("%s\n", word(result));
  mlirModuleDestroy(module);

  // A text may be long, and notes keep their order.
  // CHECK-NEXT: error loc("b":3:4): {{ *}}x
  // CHECK-NEXT: failure
  result = aicErrorAt(b, "%1000s", "x");
  printf("%s\n", word(result));
  // CHECK-NEXT: warning loc("a":1:2): odd
  // CHECK-NEXT: > note loc("b":3:4): first 1
  // CHECK-NEXT: > note loc("a":1:2): second 2
  // CHECK-NEXT: success
  AicDiag *diag = aicDiagBegin(AIC_SEVERITY_WARNING, a, "odd");
  aicDiagNote(diag, b, "first %d", 1);
  aicDiagNote(diag, a, "second %d", 2);
  result = aicDiagEnd(diag);
  printf("%s\n", word(result));

  // An error that was built fails, a remark does not.
  // CHECK-NEXT: error loc("a":1:2): wrong
  // CHECK-NEXT: failure
  result = aicDiagEnd(aicDiagBegin(AIC_SEVERITY_ERROR, a, "wrong"));
  printf("%s\n", word(result));
  // CHECK-NEXT: remark loc("a":1:2): fine
  // CHECK-NEXT: success
  result = aicDiagEnd(aicDiagBegin(AIC_SEVERITY_REMARK, a, "fine"));
  printf("%s\n", word(result));

  mlirContextDestroy(context);
  return 0;
}
