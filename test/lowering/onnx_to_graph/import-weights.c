//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Aligned weights stay in the mapped files as long as the context lives, others
// are copied; both have the values of the file. Locations name file and node.
//
//===----------------------------------------------------------------------===//

// RUN: %cc %s %aic_static -o %t.exe
// RUN: rm -rf %t.dir && mkdir -p %t.dir
// RUN: %python %S/Inputs/make_weights.py %t.dir
// RUN: %t.exe %t.dir/model.onnx aligned.bin | FileCheck %s

// CHECK: loc("aligned"("{{.*}}model.onnx":0:1)) dense_resource 0.000000 299.000000
// CHECK-NEXT: loc("sum"("{{.*}}model.onnx":1:1))
// CHECK-NEXT: loc("shifted"("{{.*}}model.onnx":0:1)) dense_resource 0.000000 299.000000
// CHECK-NEXT: loc("out"("{{.*}}model.onnx":2:1))
// CHECK-NEXT: loc("main"("{{.*}}model.onnx":0:1))
// CHECK-NEXT: mapped while the module lives: 1
// CHECK-NEXT: mapped while the context lives: 1
// CHECK-NEXT: mapped afterwards: 0

#include "aic/dialect.h"
#include "lowering/onnx_to_graph/import.h"
#include "lowering/package.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/RegisterEverything.h"

#include <stdio.h>
#include <string.h>

static void writeText(MlirStringRef text, void *stream) {
  fwrite(text.data, 1, text.length, stream);
}

// Whether a file with this name is mapped into the process.
static bool isMapped(const char *name) {
  FILE *maps = fopen("/proc/self/maps", "r");
  bool found = false;
  char line[4096];
  while (maps && fgets(line, sizeof line, maps))
    found = found || strstr(line, name);
  if (maps)
    fclose(maps);
  return found;
}

static void printOperation(MlirOperation op) {
  mlirLocationPrint(mlirOperationGetLocation(op), writeText, stdout);
  MlirAttribute value = mlirOperationGetAttributeByName(
      op, mlirStringRefCreateFromCString("value"));
  if (!mlirAttributeIsNull(value) &&
      mlirAttributeIsADenseResourceElements(value))
    printf(" dense_resource %f %f",
           (double)mlirDenseFloatResourceElementsAttrGetValue(value, 0),
           (double)mlirDenseFloatResourceElementsAttrGetValue(value, 299));
  printf("\n");
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(registry);
  aicPackageInsertDialects(registry, &aicPackage);
  MlirContext context = mlirContextCreateWithRegistry(registry, false);
  AicError *error = NULL;
  MlirModule module = aicOnnxImport(context, argv[1], &error);
  if (error) {
    fprintf(stderr, "%s\n", aicErrorMessage(error));
    return 1;
  }
  MlirOperation function =
      mlirBlockGetFirstOperation(mlirModuleGetBody(module));
  MlirBlock block =
      mlirRegionGetFirstBlock(mlirOperationGetRegion(function, 0));
  for (MlirOperation op = mlirBlockGetFirstOperation(block);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    printOperation(op);
  printf("mapped while the module lives: %d\n", isMapped(argv[2]));
  mlirModuleDestroy(module);
  printf("mapped while the context lives: %d\n", isMapped(argv[2]));
  mlirContextDestroy(context);
  printf("mapped afterwards: %d\n", isMapped(argv[2]));
  mlirDialectRegistryDestroy(registry);
  return 0;
}
