//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// References and test inputs from the tables of aic.
//
//===----------------------------------------------------------------------===//

#include "lowering/package.h"
#include "runtime/output_file.h"
#include "tools/aic-docgen/docgen.h"
#include "tools/support/cli.h"

#include <string.h>

typedef struct Request {
  const char *dialect, *irdl, *examples, *patterns, *folder, *share;
  bool passes, machine, list;
} Request;

static const AicDialectDef *findDialect(const char *name) {
  for (const AicDialectDef *const *d = aicPackage.dialects; d && *d; ++d)
    if (!strcmp((*d)->name, name))
      return *d;
  fprintf(stderr, "aic-docgen: no dialect '%s'; there are:", name);
  for (const AicDialectDef *const *d = aicPackage.dialects; d && *d; ++d)
    fprintf(stderr, " %s", (*d)->name);
  fprintf(stderr, "\n");
  return NULL;
}

static void writePasses(FILE *out, const AicDialectDef *dialect) {
  (void)dialect;
  docgenPasses(out, &aicPackage);
}

static void writeMachine(FILE *out, const AicDialectDef *dialect) {
  (void)dialect;
  docgenMachine(out);
}

/// Writes folder/name by `write`; false after a complaint.
static bool writeOne(const char *folder, const char *name,
                     void (*write)(FILE *out, const AicDialectDef *dialect),
                     const AicDialectDef *dialect) {
  char path[4096];
  AicOutputFile file;
  AicError *error = NULL;
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    error = aicErrorCreate(AIC_ERROR_ARGUMENT, "the path of '%s' is too long",
                           name);
  else if (aicOutputFileOpen(&file, path, &error)) {
    write(file.stream, dialect);
    aicOutputFileCommit(&file, &error);
  }
  if (error)
    fprintf(stderr, "aic-docgen: %s\n", aicErrorMessage(error));
  bool good = !error;
  aicErrorDestroy(error);
  return good;
}

static int writeAll(const char *folder) {
  for (const AicDialectDef *const *d = aicPackage.dialects; d && *d; ++d) {
    char name[256];
    snprintf(name, sizeof name, "dialects/%s.md", (*d)->name);
    if (!writeOne(folder, name, docgenDialect, *d))
      return 1;
    snprintf(name, sizeof name, "irdl/%s.irdl.mlir", (*d)->name);
    if (!writeOne(folder, name, docgenIrdl, *d))
      return 1;
  }
  return !writeOne(folder, "passes.md", writePasses, NULL) ||
         !writeOne(folder, "machine-keys.md", writeMachine, NULL);
}

/// "before", "after", or one of them with ":PASS".
static int printPatterns(const AicCliCommand *self, const char *which) {
  const char *pass = strchr(which, ':');
  size_t length = pass ? (size_t)(pass - which) : strlen(which);
  bool after = length == 5 && !strncmp(which, "after", length);
  if (!after && (length != 6 || strncmp(which, "before", length) != 0))
    return aicCliUsageError(
        self, "--patterns is before or after, with or without :PASS, not '%s'",
        which);
  if (pass)
    return !docgenPassPatterns(stdout, &aicPackage, pass + 1, after);
  docgenPatterns(stdout, &aicPackage, after);
  return EXIT_GOOD;
}

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {0};
  int code;
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  if (!!request.dialect + !!request.irdl + !!request.examples +
          !!request.patterns + !!request.folder + !!request.share +
          request.passes + request.machine + request.list !=
      1)
    return aicCliUsageError(self, "exactly one thing to print is needed");
  if (request.folder)
    return writeAll(request.folder);
  if (request.share)
    return docgenShare(request.share, self) ? EXIT_GOOD : EXIT_INPUT;
  if (request.patterns)
    return printPatterns(self, request.patterns);
  if (request.passes)
    docgenPasses(stdout, &aicPackage);
  if (request.machine)
    docgenMachine(stdout);
  if (request.list)
    docgenList(stdout, &aicPackage);
  if (request.passes || request.machine || request.list)
    return EXIT_GOOD;
  const AicDialectDef *dialect = findDialect(request.dialect ? request.dialect
                                             : request.irdl ? request.irdl
                                                            : request.examples);
  if (dialect && request.dialect)
    docgenDialect(stdout, dialect);
  else if (dialect && request.irdl)
    docgenIrdl(stdout, dialect);
  else if (dialect)
    docgenExamples(stdout, dialect);
  return dialect ? EXIT_GOOD : EXIT_INPUT;
}

static const AicCliCommand docgenProgram = {
    .name = "aic-docgen",
    .summary = "write the references from the tables of aic",
    .usage = AIC_CLI_WORDS("OPTION"),
    .options = AIC_CLI_OPTIONS(
        {.name = "--dialect",
         .argument = "NAME",
         .summary = "reference of a dialect, Markdown",
         .words = AIC_CLI_WORDS("graph", "npu"),
         .open = true,
         .offset = offsetof(Request, dialect)},
        {.name = "--irdl",
         .argument = "NAME",
         .summary = "a dialect as IRDL",
         .words = AIC_CLI_WORDS("graph", "npu"),
         .open = true,
         .offset = offsetof(Request, irdl)},
        {.name = "--passes",
         .summary = "reference of passes and pipelines",
         .offset = offsetof(Request, passes)},
        {.name = "--machine",
         .summary = "reference of what a machine's description may say",
         .offset = offsetof(Request, machine)},
        {.name = "--write",
         .argument = "DIR",
         .summary = "all references into DIR",
         .offset = offsetof(Request, folder)},
        {.name = "--share",
         .argument = "DIR",
         .summary =
             "manual pages and shell completion of all programs, as they "
             "are installed below share/, into DIR",
         .offset = offsetof(Request, share)},
        {.name = "--examples",
         .argument = "NAME",
         .summary = "examples of a dialect's operations",
         .words = AIC_CLI_WORDS("graph", "npu"),
         .open = true,
         .offset = offsetof(Request, examples)},
        {.name = "--patterns",
         .argument = "HALF[:PASS]",
         .summary = "what the patterns replace (before), or what they leave "
                    "(after): those of all canonicalizations, or of one pass",
         .words = AIC_CLI_WORDS("before", "after"),
         .open = true,
         .offset = offsetof(Request, patterns)},
        {.name = "--list",
         .summary = "names and labels, one a line",
         .offset = offsetof(Request, list)}),
    .run = run,
};

int main(int argc, char **argv) {
  return aicCliMain(&docgenProgram, argc, argv);
}
