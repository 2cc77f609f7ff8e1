//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Times the simulator without what a process and a file cost:
// `npu-speed-bench [--values] FILE.npu ROUNDS`. Prints for each round the
// processor seconds of a simulation, of cycles alone or with values of zeros,
// after a line with multiply-adds, executed commands and the seconds that
// decoding and proving took.
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "runtime/file.h"
#include "runtime/npu/simulate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/// Buffers of zeros for the inputs, or for the outputs, behind each other in
/// `storage`, which the caller frees; NULL without memory.
static void **makeBuffers(const AicNpuProgram *program, AicNpuBufferKind kind,
                          void **storage) {
  uint32_t count = aicNpuProgramCountBuffers(program, kind);
  void **buffers = calloc((size_t)count + 1, sizeof *buffers);
  size_t bytes = 0;
  for (int pass = 0; buffers && pass < 2; ++pass) {
    for (uint32_t i = 0; i < count; ++i) {
      const AicNpuBuffer *buffer = aicNpuProgramGetBuffer(
          program, aicNpuProgramFindBuffer(program, kind, i));
      if (pass)
        buffers[i] = (char *)*storage + bytes;
      bytes += ((size_t)buffer->bytes + 63) / 64 * 64;
    }
    if (!pass && !(*storage = calloc(1, bytes + 1))) {
      free(buffers);
      return NULL;
    }
    bytes = 0;
  }
  return buffers;
}

static AicError *runRounds(const AicNpuProgram *program, void **inputs,
                           void **outputs, bool values, long rounds,
                           double decoded) {
  AicError *error = NULL;
  for (long i = 0; i < rounds && !error; ++i) {
    AicNpuStats stats;
    double start = now();
    error = aicNpuRun(program, (const void *const *)inputs, outputs,
                      &(AicNpuRunOptions){.timeOnly = !values}, &stats);
    double seconds = now() - start;
    if (!error && i == 0)
      printf("%" PRIu64 " %" PRIu64 " %.6f\n", stats.macs, stats.commands,
             decoded);
    if (!error)
      printf("%.6f\n", seconds);
  }
  return error;
}

static AicError *measure(const AicNpuProgram *program, bool values, long rounds,
                         double decoded) {
  void *read = NULL, *written = NULL;
  void **inputs = makeBuffers(program, AIC_NPU_INPUT, &read);
  void **outputs = makeBuffers(program, AIC_NPU_OUTPUT, &written);
  AicError *error =
      inputs && outputs
          ? runRounds(program, inputs, outputs, values, rounds, decoded)
          : aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  free(inputs);
  free(outputs);
  free(read);
  free(written);
  return error;
}

int main(int argc, char **argv) {
  bool values = argc == 4 && strcmp(argv[1], "--values") == 0;
  long rounds = argc == 3 + values ? strtol(argv[argc - 1], NULL, 10) : 0;
  if (rounds < 1) {
    fputs("usage: npu-speed-bench [--values] FILE.npu ROUNDS\n", stderr);
    return 2;
  }
  unsigned char *bytes = NULL;
  size_t size;
  AicNpuProgram *program = NULL;
  AicError *error = aicFileRead(argv[argc - 2], &bytes, &size);
  double start = now();
  if (!error)
    error = aicNpuProgramDecodeInPlace(bytes, size, &program);
  if (!error)
    error = measure(program, values, rounds, now() - start);
  aicNpuProgramDestroy(program);
  free(bytes);
  if (!error)
    return 0;
  fprintf(stderr, "npu-speed-bench: %s: %s\n", argv[argc - 2],
          aicErrorMessage(error));
  aicErrorDestroy(error);
  return 1;
}
