// RUN: %cc %s %runtime_lib -o %t && %t %t.npy
// RUN: %python %S/Inputs/npy.py %t

// Round trips of every element type, and the refusal of broken files. With a
// second argument it only copies a file, for Inputs/npy.py.

#include "runtime/npy.h"
#include "runtime/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void expect(int ok, const char *what, int line) {
  if (ok)
    return;
  printf("line %d: %s\n", line, what);
  ++failures;
}
#define EXPECT(condition) expect((condition), #condition, __LINE__)

/// Reads `path` and says whether it is refused with a text that has `part`.
static int refused(const char *path, const char *part) {
  AicNpy npy;
  AicError *error = aicNpyRead(path, &npy);
  int ok = error && strstr(aicErrorMessage(error), part) && !npy.data;
  if (!ok)
    printf("got: %s\n", error ? aicErrorMessage(error) : "no error");
  aicErrorDestroy(error);
  aicNpyRelease(&npy);
  return ok;
}

static void writeText(const char *path, const char *dictionary, size_t data) {
  unsigned char bytes[512] = "\x93NUMPY\x01";
  size_t length = strlen(dictionary);
  bytes[8] = (unsigned char)length;
  memcpy(bytes + 10, dictionary, length);
  aicErrorDestroy(aicFileWrite(path, bytes, 10 + length + data, NULL, 0));
}

int main(int argc, char **argv) {
  const char *path = argv[1];
  if (argc == 3) {
    AicNpy npy;
    AicError *error = aicNpyRead(path, &npy);
    if (!error)
      error = aicNpyWrite(argv[2], &npy);
    if (error)
      printf("%s\n", aicErrorMessage(error));
    aicNpyRelease(&npy);
    return error != NULL;
  }

  // Every type and rank comes back as it was written.
  for (int type = 0; type < AIC_NPY_NUM_TYPES; ++type)
    for (uint32_t rank = 0; rank <= AIC_NPY_MAX_RANK; ++rank) {
      unsigned char data[8 * 6];
      for (size_t i = 0; i < sizeof data; ++i)
        data[i] = (unsigned char)(i * 37 + 1);
      AicNpy npy = {.type = (AicNpyType)type, .rank = rank, .data = data};
      for (uint32_t i = 0; i < rank; ++i)
        npy.shape[i] = i < 2 ? 2 + i : 1;
      npy.bytes = aicNpyTypeSize(npy.type);
      for (uint32_t i = 0; i < rank; ++i)
        npy.bytes *= (size_t)npy.shape[i];
      EXPECT(!aicNpyWrite(path, &npy));
      AicNpy again;
      EXPECT(!aicNpyRead(path, &again));
      EXPECT(again.type == npy.type && again.rank == rank);
      EXPECT(!memcmp(again.shape, npy.shape, sizeof npy.shape));
      EXPECT(again.bytes == npy.bytes && again.data);
      EXPECT(again.data && !memcmp(again.data, data, npy.bytes));
      aicNpyRelease(&again);
    }

  // A file cut anywhere is refused.
  unsigned char *bytes;
  size_t size;
  EXPECT(!aicFileRead(path, &bytes, &size));
  for (size_t cut = 0; cut < size; ++cut) {
    EXPECT(!aicFileWrite(path, bytes, cut, NULL, 0));
    EXPECT(refused(path, path));
  }
  free(bytes);

  // Each message.
  EXPECT(refused("/nonexistent/x.npy", "cannot open '/nonexistent/x.npy'"));
  EXPECT(refused("/", "cannot read '/': is a directory"));
  writeText(path, "{'descr': '>f4', 'fortran_order': False, 'shape': ()}", 4);
  EXPECT(refused(path, "has an element type that is not supported"));
  writeText(path, "{'descr': '<c16', 'fortran_order': False, 'shape': ()}", 16);
  EXPECT(refused(path, "has an element type that is not supported"));
  writeText(path, "{'descr': '<f4', 'fortran_order': True, 'shape': ()}", 4);
  EXPECT(refused(path, "is in Fortran order, which is not supported"));
  writeText(path, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 7);
  EXPECT(refused(path, "has 7 bytes of data, its shape needs 8"));
  writeText(path, "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
            8);
  EXPECT(refused(path, "has a broken shape"));
  writeText(path,
            "{'descr': '<f4', 'fortran_order': False, 'shape': "
            "(99999999999, 99999999999)}",
            8);
  EXPECT(refused(path, "has a shape that is too large"));
  writeText(path, "{'descr': '<f4', 'shape': (2,)}", 8);
  EXPECT(refused(path, "has an incomplete header"));
  writeText(path, "{'descr': '<f4'", 8);
  EXPECT(refused(path, "has a broken header"));
  writeText(path, "[]", 8);
  EXPECT(refused(path, "has a broken header"));
  EXPECT(!aicFileWrite(path, "PK\3\4 no array in here", 20, NULL, 0));
  EXPECT(refused(path, "is not a .npy file"));

  // Writing where nothing can be written leaves nothing and says so.
  AicNpy one = {.type = AIC_NPY_I8, .bytes = 1, .data = (char[]){1}};
  AicError *error = aicNpyWrite("/nonexistent/x.npy", &one);
  EXPECT(error && strstr(aicErrorMessage(error), "cannot write"));
  aicErrorDestroy(error);
  return failures != 0;
}
