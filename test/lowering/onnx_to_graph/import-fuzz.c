//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Imports models whose bytes were damaged: each becomes a module that verifies
// or an error that names the file, and nothing is printed or crashes.
//
//===----------------------------------------------------------------------===//

// RUN: %cc %s %aic_static -o %t.exe
// RUN: rm -rf %t.dir && mkdir -p %t.dir
// RUN: %python %S/Inputs/make_fuzz_seeds.py %t.dir
// RUN: %t.exe 2000 %t.dir/work.onnx %t.dir/ops.onnx %t.dir/shapes.onnx 2>&1 | FileCheck %s

// CHECK-COUNT-2: {{^.+}}: {{[1-9][0-9]+}} imported, {{[1-9][0-9]+}} refused
// CHECK-NOT: {{.}}

#include "aic/dialect.h"
#include "lowering/onnx_to_graph/import.h"
#include "lowering/package.h"

#include "mlir-c/RegisterEverything.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static bool writeFile(const char *path, const uint8_t *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  if (!file)
    return false;
  bool good = fwrite(bytes, 1, size, file) == size;
  return fclose(file) == 0 && good;
}

// Most damage keeps the length, so that the structure survives and the values
// in it are wrong.
static void mutate(uint8_t *bytes, size_t size, uint64_t *random) {
  unsigned changes = 1 + (unsigned)(next(random) % 3);
  for (unsigned i = 0; i < changes; ++i) {
    size_t at = next(random) % size;
    switch (next(random) % 4) {
    case 0:
      bytes[at] ^= (uint8_t)(1u << (next(random) % 8));
      break;
    case 1:
      bytes[at] = (uint8_t)(next(random) % 8);
      break;
    case 2:
      bytes[at] = (uint8_t)next(random);
      break;
    default: // A name or a number of another place.
      bytes[at] = bytes[next(random) % size];
      break;
    }
  }
}

static bool fuzz(MlirDialectRegistry registry, long iterations,
                 const char *work, const char *seed) {
  static uint8_t original[1 << 16], bytes[1 << 16];
  FILE *file = fopen(seed, "rb");
  if (!file)
    return false;
  size_t size = fread(original, 1, sizeof original, file);
  fclose(file);
  uint64_t random = 88172645463325252u;
  unsigned long imported = 0, refused = 0;
  MlirContext context = mlirContextCreateWithRegistry(registry, false);
  for (long n = 0; n < iterations; ++n) {
    memcpy(bytes, original, size);
    mutate(bytes, size, &random);
    if (!writeFile(work, bytes, size))
      return false;
    AicError *error = NULL;
    MlirModule module = aicOnnxImport(context, work, &error);
    if (mlirModuleIsNull(module) != (error != NULL))
      return false;
    if (error) {
      ++refused;
      if (!strstr(aicErrorMessage(error), work))
        return false;
      aicErrorDestroy(error);
      continue;
    }
    ++imported;
    if (!mlirOperationVerify(mlirModuleGetOperation(module)))
      return false;
    mlirModuleDestroy(module);
  }
  mlirContextDestroy(context);
  printf("%s: %lu imported, %lu refused\n", seed, imported, refused);
  return true;
}

int main(int argc, char **argv) {
  if (argc < 4)
    return 2;
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(registry);
  aicPackageInsertDialects(registry, &aicPackage);
  long iterations = strtol(argv[1], NULL, 10);
  for (int i = 3; i < argc; ++i)
    if (!fuzz(registry, iterations, argv[2], argv[i]))
      return 1;
  mlirDialectRegistryDestroy(registry);
  return 0;
}
