// The address sanitizer ends the process where malloc() gives NULL.
// UNSUPPORTED: sanitize
// RUN: aic compile %S/Inputs/grow.mlir -o %t.so
// RUN: %cc %s -o %t %runtime_lib -lpthread
// RUN: %t %t.so | FileCheck %s

// A call that finds no memory frees what it had and gives an error; the next
// call of the same model is as good as any, on several threads, too.

#define _GNU_SOURCE // mallinfo2
#include "aic/runtime.h"

#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>

static float values[1 << 9];

/// Runs the model on `size` elements and prints what comes of it.
static void run(const AicModel *model, const AicThreads *threads,
                int64_t size) {
  AicTensor input = {
      .data = values, .shape = {size}, .rank = 1, .type = AIC_ELEMENT_F32};
  AicTensor outputs[2];
  AicError *error;
  AicRunOptions options = {.threads = threads};
  if (!aicModelRunWith(model, &options, &input, 1, outputs, 2, &error)) {
    printf("%s, outputs %p %p\n", aicErrorMessage(error), outputs[0].allocation,
           outputs[1].allocation);
    aicErrorDestroy(error);
    return;
  }
  int64_t last = size * size - 1;
  bool good = ((float *)outputs[0].data)[last] == values[size - 1] &&
              ((float *)outputs[1].data)[last * size] == values[0];
  printf("%lld elements: %s\n", (long long)size, good ? "good" : "wrong");
  aicTensorRelease(&outputs[0]);
  aicTensorRelease(&outputs[1]);
}

int main(int argc, char **argv) {
  (void)argc;
  struct rlimit limit = {.rlim_cur = 2u << 30, .rlim_max = 2u << 30};
  // What is freed above this size is no longer counted.
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  AicError *error;
  AicModelFile *file = aicModelOpen(argv[1], &error);
  AicThreads *threads = aicThreadsCreate(2, &error);
  if (!file || !threads || setrlimit(RLIMIT_AS, &limit) != 0)
    return 1;
  const AicModel *model = aicModelGet(file);
  for (int i = 0; i < 1 << 9; ++i)
    values[i] = (float)i;
  // CHECK: 20 elements: good
  run(model, NULL, 20);
  size_t before = mallinfo2().hblkhd;
  // The first buffer is there, the second one is not.
  // CHECK: out of memory: the model asked for 39884883008 bytes, outputs (nil) (nil)
  run(model, NULL, 316);
  run(model, threads, 316);
  // CHECK: bytes left over: 0
  printf("bytes left over: %zu\n", mallinfo2().hblkhd - before);
  // CHECK: 20 elements: good
  run(model, NULL, 20);
  // CHECK: 21 elements: good
  run(model, threads, 21);
  aicThreadsDestroy(threads);
  aicModelClose(file);
  return 0;
}
