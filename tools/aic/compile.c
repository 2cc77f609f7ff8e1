//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic compile
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/aic.h"

#include "runtime/file.h"

#include <string.h>
#include <sys/stat.h>

static bool isSameFile(const char *a, const char *b) {
  struct stat first, second;
  return stat(a, &first) == 0 && stat(b, &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static int run(const Command *self, int argc, char **argv) {
  const char *model, *output = NULL, *emit = NULL, *timing = NULL;
  AicCompileOptions options = {0};
  int code = parseArguments(
      self, argc, argv,
      (const Option[]){{.name = "-o", .value = &output},
                       {.name = "--emit", .value = &emit},
                       {.name = "--target", .value = &options.target},
                       {.name = "--schedule", .value = &options.schedule},
                       {.name = "--timing", .value = &timing, .bare = "text"},
                       {.name = "-v", .flag = &options.verbose},
                       {0}},
      &model);
  if (code != EXIT_GOOD)
    return code < 0 ? EXIT_GOOD : code;
  if (emit && output)
    return usageError(self, "--emit prints to standard output, without -o");
  if (timing && strcmp(timing, "text") != 0 && strcmp(timing, "json") != 0)
    return usageError(self, "--timing is text or json, not '%s'", timing);
  if (timing && emit)
    return usageError(self, "--timing is for a whole compilation, not --emit");
  code = checkTarget(self, &options, emit);
  if (code != EXIT_GOOD)
    return code;
  if (emit)
    return printStage(model, emit, &options, self);
  if (!output)
    return usageError(self, "no output given with -o");
  if (isSameFile(model, output))
    return usageError(self, "the output '%s' is the model", output);
  AicError *error;
  AicCompilation *compilation = aicCompilationCreate(model, &options, &error);
  if (!compilation)
    return inputError(error);
  bool good = aicPathHasSuffix(output, ".npu")
                  ? aicCompilationWriteProgram(compilation, output, &error)
                  : aicCompilationWriteModel(compilation, output, &error);
  if (good && timing) {
    bool json = strcmp(timing, "json") == 0;
    aicCompilationPrintTiming(compilation, json, json ? stdout : stderr);
  }
  aicCompilationDestroy(compilation);
  return good ? EXIT_GOOD : inputError(error);
}

const Command compileCommand = {
    .name = "compile",
    .summary = "turn a model into a shared library or an NPU program",
    .help =
        "usage: aic compile MODEL -o FILE [OPTIONS]\n"
        "\n"
        "Compiles MODEL (.onnx, or .mlir in graph, tosa or linalg) into FILE: "
        "a "
        "shared\nlibrary that exports `aicModel` (aic/runtime.h) and needs "
        "libc and libm only.\n"
        "\n"
        "options:\n"
        "  -o FILE           what to write; with an npu target and a name that "
        "ends in .npu,\n"
        "                    a bare program\n"
        "  --target=TARGET   cpu (default), npu, or npu:NAME_OR_FILE of a "
        "description\n"
        "  --schedule=FILE   transform library instead of the built-in one\n"
        "  --emit=STAGE      print a step and stop: graph, tosa, linalg, "
        "vector, llvm, asm,\n"
        "                    npu, program\n"
        "  --timing          print how long each stage took, and the peak "
        "memory, as a table\n"
        "                    on standard error; --timing=json: on standard "
        "output\n"
        "  -v                tell on standard error what is done\n"
        "  --help            this text\n"
        "\n"
        "environment: AIC_LINKER, another ld.lld; TMPDIR, the folder for "
        "temporary files\n",
    .run = run,
};
