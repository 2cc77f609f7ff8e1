//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a system keeps under share/: manual pages and shell completion.
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "runtime/output_file.h"
#include "tools/aic-docgen/docgen.h"
#include "tools/aic-sim/arguments.h"
#include "tools/aic/aic.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/// Programs whose options are MLIR's own, but for what stands here.
static const AicCliCommand optProgram = {
    .name = "aic-opt",
    .summary = "mlir-opt with the dialects, passes and pipelines of aic",
    .usage = AIC_CLI_WORDS("[OPTIONS] FILE", "--check-plugin FILE"),
    .description =
        "Runs passes on MLIR text. All options of mlir-opt are there; `aic-opt "
        "--help` lists them with the passes and pipelines of aic, which begin "
        "with aic- and lower-to-.",
    .usageStatus = "the command line of --check-plugin is wrong; for MLIR's "
                   "own options that is 1",
    .options = AIC_CLI_OPTIONS(
        {.name = "--check-plugin",
         .argument = "FILE",
         .summary = "what a plugin registers, or all that is in the way of "
                    "loading it; no other option goes with it",
         .suffixes = ".so"}),
    .examples = AIC_CLI_TERMS(
        {"aic-opt --lower-to-cpu=to=vector model.mlir", "the model as vectors"},
        {"aic-opt --lower-to-npu=target=edge32 model.mlir",
         "the model as commands of a described NPU"}),
};

static const AicCliCommand lspProgram = {
    .name = "aic-lsp-server",
    .summary = "language server for MLIR with the dialects of aic",
    .usage = AIC_CLI_WORDS("[OPTIONS]"),
    .description =
        "Speaks the language server protocol on standard input and output, for "
        "an editor to start. All options of mlir-lsp-server are there.",
    .usageStatus = "",
};

static bool fail(AicError *error) {
  fprintf(stderr, "aic-docgen: %s\n", aicErrorMessage(error));
  aicErrorDestroy(error);
  return false;
}

/// Puts folder/name into `path` and makes the folders above the file.
static bool makePath(const char *folder, const char *name, char *path,
                     size_t size) {
  if ((size_t)snprintf(path, size, "%s/%s", folder, name) >= size)
    return fail(aicErrorCreate(AIC_ERROR_ARGUMENT,
                               "the path of '%s' is too long", name));
  for (char *slash = path + 1; (slash = strchr(slash, '/')); ++slash) {
    *slash = '\0';
    int made = mkdir(path, 0777);
    if (made != 0 && errno != EEXIST)
      return fail(aicErrorCreate(AIC_ERROR_IO, "cannot make folder '%s': %s",
                                 path, strerror(errno)));
    *slash = '/';
  }
  return true;
}

/// Writes a manual page, or with a shell its completion, to folder/name.
static bool writeFile(const char *folder, const char *name,
                      const AicCliCommand *command,
                      const AicCliCommand *const *also, const char *shell) {
  char path[4096];
  if (!makePath(folder, name, path, sizeof path))
    return false;
  AicOutputFile file;
  AicError *error = NULL;
  if (aicOutputFileOpen(&file, path, &error)) {
    if (shell)
      aicCliCompletion(command, shell, file.stream);
    else
      aicCliManual(command, also, file.stream);
    aicOutputFileCommit(&file, &error);
  }
  return !error || fail(error);
}

static bool writePage(const char *folder, const AicCliCommand *command,
                      const AicCliCommand *const *also) {
  char name[128];
  snprintf(name, sizeof name, "man/man1/%s.1", command->name);
  for (char *space = name; (space = strchr(space, ' '));)
    *space = '-';
  return writeFile(folder, name, command, also, NULL);
}

static bool writeCompletions(const char *folder, const AicCliCommand *program) {
  static const char *const places[] = {"bash-completion/completions/%s",
                                       "zsh/site-functions/_%s",
                                       "fish/vendor_completions.d/%s.fish"};
  for (int i = 0; aicCliShells[i]; ++i) {
    char name[128];
    const char *placeEnd = strchr(places[i], '%');
    snprintf(name, sizeof name, "%.*s%s%s", (int)(placeEnd - places[i]),
             places[i], program->name, placeEnd + 2);
    if (!writeFile(folder, name, program, NULL, aicCliShells[i]))
      return false;
  }
  return true;
}

bool docgenShare(const char *folder, const AicCliCommand *docgen) {
  const AicCliCommand *const programs[] = {
      &aicProgram, &simProgram, &optProgram, &lspProgram, docgen, NULL};
  for (const AicCliCommand *const *p = programs; *p; ++p) {
    // MLIR's options are in no table of ours.
    bool ours = (*p)->commands || (*p)->run;
    if (!writePage(folder, *p,
                   *p == &aicProgram ? aicProgram.commands : programs) ||
        (ours && !writeCompletions(folder, *p)))
      return false;
  }
  for (const AicCliCommand *const *c = aicProgram.commands; *c; ++c)
    if (!writePage(folder, *c, programs))
      return false;
  return true;
}
