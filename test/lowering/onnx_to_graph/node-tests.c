//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Imports the node tests of the onnx package. What is imported is evaluated
// with numpy and must agree with ONNX; the rest must be refused with an error
// that names the file.
//
//===----------------------------------------------------------------------===//

// RUN: %cc %s %aic_static -o %t.exe
// RUN: rm -rf %t.dir
// RUN: %python %S/Inputs/node_tests.py make %t.dir
// RUN: %t.exe %t.dir/list.txt > %t.dumps 2> %t.errors
// RUN: FileCheck --check-prefix=IMPORTED %s < %t.errors
// RUN: %python %S/Inputs/node_tests.py check %t.dir %t.dumps | FileCheck %s

// A change that loses an op must not go unseen.
// IMPORTED: {{(8[5-9].|9..|....)}} imported, {{[0-9]+}} refused
// CHECK-NOT: {{^test_}}
// CHECK: {{^(8[5-9].|9..|....)}} agree, 0 differ

#include "aic/dialect.h"
#include "lowering/onnx_to_graph/import.h"
#include "lowering/package.h"

#include "mlir-c/RegisterEverything.h"

#include <stdio.h>
#include <string.h>

static void writeText(MlirStringRef text, void *stream) {
  fwrite(text.data, 1, text.length, stream);
}

int main(int argc, char **argv) {
  FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!list)
    return 2;
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(registry);
  aicPackageInsertDialects(registry, &aicPackage);
  MlirContext context = mlirContextCreateWithRegistry(registry, false);
  MlirOpPrintingFlags flags = mlirOpPrintingFlagsCreate();
  mlirOpPrintingFlagsPrintGenericOpForm(flags);
  int imported = 0, refused = 0;
  char path[4096];
  while (fgets(path, sizeof path, list)) {
    path[strcspn(path, "\n")] = 0;
    AicError *error = NULL;
    MlirModule module = aicOnnxImport(context, path, &error);
    if (mlirModuleIsNull(module) != (error != NULL))
      return 1;
    if (error) {
      ++refused;
      if (!strstr(aicErrorMessage(error), path))
        return 1;
      fprintf(stderr, "%s\n", aicErrorMessage(error));
      aicErrorDestroy(error);
      continue;
    }
    ++imported;
    printf("=== %s\n", path);
    mlirOperationPrintWithFlags(mlirModuleGetOperation(module), flags,
                                writeText, stdout);
    mlirModuleDestroy(module);
  }
  fprintf(stderr, "%d imported, %d refused\n", imported, refused);
  mlirOpPrintingFlagsDestroy(flags);
  mlirContextDestroy(context);
  mlirDialectRegistryDestroy(registry);
  fclose(list);
  return 0;
}
