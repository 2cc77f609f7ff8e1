// Any bytes are a module of graph operations that verifies, or one error.

#include "lowering/onnx_to_graph/import.h"
#include "lowering/package.h"
#include "test/fuzz/Inputs/wire_mutator.h"

#include "mlir-c/Diagnostics.h"
#include "mlir-c/RegisterEverything.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/// Contexts keep what was made in them, so each input gets its own; making the
/// dialects known is what takes long, and is done once.
static MlirDialectRegistry *getRegistry(void) {
  static MlirDialectRegistry registry;
  return &registry;
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  *getRegistry() = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(*getRegistry());
  aicPackageInsertDialects(*getRegistry(), &aicPackage);
  return 0;
}

/// Errors are returned; warnings may be emitted.
static MlirLogicalResult count(MlirDiagnostic diagnostic, void *userData) {
  *(int *)userData +=
      mlirDiagnosticGetSeverity(diagnostic) == MlirDiagnosticError;
  return mlirLogicalResultSuccess();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char path[64];
  snprintf(path, sizeof path, "/dev/shm/aic-fuzz-%ld.onnx", (long)getpid());
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
    abort();
  MlirContext context = mlirContextCreateWithRegistry(*getRegistry(), false);
  int errors = 0;
  mlirContextAttachDiagnosticHandler(context, count, &errors, NULL);
  AicError *error = NULL;
  MlirModule module = aicOnnxImport(context, path, &error);
  if (mlirModuleIsNull(module) != (error != NULL) || errors)
    abort();
  if (!error && !mlirOperationVerify(mlirModuleGetOperation(module)))
    abort();
  if (!error)
    mlirModuleDestroy(module);
  aicErrorDestroy(error);
  mlirContextDestroy(context);
  unlink(path);
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                               unsigned seed) {
  return mutateWire(data, size, maxSize, seed);
}
