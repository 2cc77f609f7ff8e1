// RUN: aic compile %S/Inputs/scale.mlir -o %t.so
// RUN: %cc %s -o %t %runtime_lib
// RUN: %t %t.so %t-cut.so | FileCheck %s

// A library of any shorter length is refused with the reason; loading one
// would end the process. So are files that are no library for this machine.

#include "aic/runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char bytes[1 << 16];

static AicError *openBytes(const char *path, size_t size) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
    abort();
  AicError *error;
  AicModelFile *model = aicModelOpen(path, &error);
  if (!model == !error)
    abort();
  aicModelClose(model);
  return error;
}

static void print(const char *what, AicError *error) {
  printf("%s: %s\n", what, error ? aicErrorMessage(error) : "loaded");
  aicErrorDestroy(error);
}

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!file)
    return 1;
  const char *path = argv[2];
  size_t size = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  // CHECK: whole: loaded
  print("whole", openBytes(path, size));
  // CHECK: 3000 bytes: cannot load model '{{.*}}-cut.so': file is truncated:
  // CHECK-SAME: bytes from offset {{[0-9]+}} on, but the file has 3000
  print("3000 bytes", openBytes(path, 3000));
  // CHECK: header: cannot load model {{.*}}: file is truncated: the ELF header
  // CHECK-SAME: takes 64 bytes from offset 0 on, but the file has 40
  print("header", openBytes(path, 40));
  // CHECK: empty: cannot load model {{.*}}: it is not a shared library (no ELF
  print("empty", openBytes(path, 0));
  size_t refused = 0;
  for (size_t length = 0; length < size; length += 7) {
    AicError *error = openBytes(path, length);
    refused += error != NULL;
    aicErrorDestroy(error);
  }
  // CHECK: shorter ones: all refused
  printf("shorter ones: %s\n",
         refused == (size + 6) / 7 ? "all refused" : "some loaded");
  // CHECK: class: cannot load model {{.*}}: it is for another kind of machine
  ++bytes[4];
  print("class", openBytes(path, size));
  --bytes[4];
  // CHECK: folder: cannot read model '.': not a regular file
  AicError *error;
  AicModelFile *none = aicModelOpen(".", &error);
  print("folder", error);
  // CHECK: missing: cannot read model 'none.so': No such file or directory
  none = none ? none : aicModelOpen("none.so", &error);
  print("missing", error);
  return none != NULL;
}
