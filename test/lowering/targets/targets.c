// RUN: %cc %s -o %t %aic_static && %t %S/Inputs 2>&1 | FileCheck %s

// Finding a machine: by name, by path, in the module; and what is said when
// there is none.

#include "lowering/targets/targets.h"
#include "aic/diag.h"
#include "aic/dialect.h"
#include "lowering/package.h"
#include "mlir-c/Diagnostics.h"
#include "mlir-c/RegisterEverything.h"

#include <stdio.h>

static void print(MlirStringRef text, void *userData) {
  (void)userData;
  printf("%.*s", (int)text.length, text.data);
}

static MlirLogicalResult show(MlirDiagnostic diagnostic, void *userData) {
  (void)userData;
  printf("  error: ");
  mlirDiagnosticPrint(diagnostic, print, NULL);
  printf("\n");
  return mlirLogicalResultSuccess();
}

static void resolve(MlirContext context, const char *module, const char *name) {
  printf("'%s'\n", name);
  MlirModule parsed =
      mlirModuleCreateParse(context, mlirStringRefCreateFromCString(module));
  MlirOperation op = mlirModuleGetOperation(parsed), target;
  if (mlirLogicalResultIsSuccess(aicNpuTargetResolve(op, name, &target))) {
    AicMachine machine;
    if (!aicNpuTargetGetMachine(target, &machine))
      printf("  invalid\n");
    printf("  %s %llux%llu spad %llu acc %llu lanes %llu ld %g st %g\n",
           machine.name, (unsigned long long)machine.array.rows,
           (unsigned long long)machine.array.cols,
           (unsigned long long)machine.spad.size,
           (unsigned long long)machine.acc.size,
           (unsigned long long)machine.vector.lanes,
           (double)machine.dram.bw / AIC_FIXED_ONE,
           (double)machine.st.bw / AIC_FIXED_ONE);
    printf("  in the module: %d\n",
           mlirOperationEqual(mlirOperationGetParentOperation(target), op));
  }
  mlirModuleDestroy(parsed);
}

int main(int argc, char **argv) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(registry);
  aicPackageInsertDialects(registry, &aicPackage);
  MlirContext context =
      mlirContextCreateWithRegistry(registry, /*threadingEnabled=*/false);
  mlirDialectRegistryDestroy(registry);
  mlirContextAttachDiagnosticHandler(context, show, NULL, NULL);
  const char *folder = argc > 1 ? argv[1] : ".";
  char path[4096];

  // The embedded descriptions, and the default.
  // CHECK: 'edge4'
  // CHECK-NEXT: edge4 4x4 spad 32768 acc 8192 lanes 16 ld 8 st 4
  // CHECK-NEXT: in the module: 1
  resolve(context, "", "edge4");
  // CHECK: 'edge16'
  // CHECK-NEXT: edge16 16x16 spad 262144 acc 65536 lanes 64 ld 32 st 16
  resolve(context, "", "edge16");
  // CHECK: ''
  // CHECK-NEXT: edge32 32x32 spad 524288 acc 131072 lanes 128 ld 64 st 32
  resolve(context, "", "");

  // The module's own comes first, with or without its name.
  static const char own[] = "npu.target @edge4 {array = {rows = 2, cols = 2}}";
  // CHECK: 'edge4'
  // CHECK-NEXT: edge4 2x2
  resolve(context, own, "edge4");
  // CHECK: ''
  // CHECK-NEXT: edge4 2x2
  resolve(context, own, "");

  // What is left out is as in the base, or the default of the whole array.
  static const char derived[] =
      "npu.target @t extends @s {spad = {size = 99328}}"
      "npu.target @s extends @edge32"
      "  {array = {rows = 64}}";
  // CHECK: ''
  // CHECK-NEXT: t 64x32 spad 99328 acc 131072 lanes 128 ld 64 st 32
  resolve(context, derived, "");
  // CHECK: 's'
  // CHECK-NEXT: s 64x32 spad 524288
  resolve(context, derived, "s");
  // A module's own base of a shipped name; its lanes are those of 8 columns.
  // CHECK: ''
  // CHECK-NEXT: t 2x8 spad 65536 acc 16384 lanes 32
  resolve(context,
          "npu.target @edge4 {array = {rows = 2, cols = 2}}"
          "npu.target @t extends @edge4 {array = {cols = 8}}",
          "");
  // CHECK: ''
  // CHECK-NEXT: error: the module has 2 npu.target, name one
  resolve(context, "npu.target @t extends @edge4 npu.target @u extends @edge4",
          "");

  // A file, and one with a base in it.
  // CHECK: family.mlir'
  // CHECK-NEXT: child 8x4 spad 65536
  // CHECK-NEXT: in the module: 1
  snprintf(path, sizeof path, "%s/family.mlir", folder);
  resolve(context, "", path);
  // CHECK: family.mlir'
  // CHECK-NEXT: error: the module has an npu.target 'parent' already, other than that of '{{.*}}family.mlir'
  resolve(context, "npu.target @parent", path);
  // CHECK: small.mlir'
  // CHECK-NEXT: small 8x8 spad 65536
  snprintf(path, sizeof path, "%s/small.mlir", folder);
  resolve(context, "", path);

  // CHECK: 'edge5'
  // CHECK-NEXT: error: no NPU is named 'edge5'; known are edge16, edge32, edge4, gemmini16, tpu128, and paths of .mlir files
  resolve(context, "", "edge5");
  // CHECK: ''
  // CHECK-NEXT: error: the module has 2 npu.target, name one
  resolve(context, "npu.target @a npu.target @b", "");
  // CHECK: none.mlir'
  // CHECK-NEXT: error: {{.*}}none.mlir{{.*}}
  snprintf(path, sizeof path, "%s/none.mlir", folder);
  resolve(context, "", path);
  // CHECK: empty.mlir'
  // CHECK-NEXT: error: '{{.*}}empty.mlir' must have one npu.target, has 0
  snprintf(path, sizeof path, "%s/empty.mlir", folder);
  resolve(context, "", path);
  // CHECK: zero-rows.mlir'
  // CHECK-NEXT: error: 'npu.target' op array.rows is 0, but must be from 1 to 1024
  snprintf(path, sizeof path, "%s/zero-rows.mlir", folder);
  resolve(context, "", path);
  // CHECK: small.mlir'
  // CHECK-NEXT: error: the module has an npu.target 'small' already, other than that of '{{.*}}small.mlir'
  snprintf(path, sizeof path, "%s/small.mlir", folder);
  resolve(context, "npu.target @small", path);
  mlirContextDestroy(context);
  return 0;
}
