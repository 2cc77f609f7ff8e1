//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// References and test inputs from the tables of aic.
//
//===----------------------------------------------------------------------===//

#include "docgen.h"
#include "lowering/package.h"
#include "runtime/output_file.h"

#include <string.h>

static const char usage[] =
    "usage: aic-docgen --dialect=NAME    reference of a dialect, Markdown\n"
    "       aic-docgen --passes          reference of passes and pipelines\n"
    "       aic-docgen --write DIR       all references into DIR\n"
    "       aic-docgen --examples=NAME   examples of a dialect's operations\n"
    "       aic-docgen --patterns=before|after\n"
    "       aic-docgen --patterns=before:PASS|after:PASS\n"
    "       aic-docgen --list            names and labels, one a line\n";

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

/// Writes folder/name, for `dialect` or for the passes; false after a
/// complaint.
static bool writeOne(const char *folder, const char *name,
                     const AicDialectDef *dialect) {
  char path[4096];
  AicOutputFile file;
  AicError *error = NULL;
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    error = aicErrorCreate(AIC_ERROR_ARGUMENT, "the path of '%s' is too long",
                           name);
  else if (aicOutputFileOpen(&file, path, &error)) {
    if (dialect)
      docgenDialect(file.stream, dialect);
    else
      docgenPasses(file.stream, &aicPackage);
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
    if (!writeOne(folder, name, *d))
      return 1;
  }
  return !writeOne(folder, "passes.md", NULL);
}

static int print(int argc, char **argv) {
  const char *word = argc > 1 ? argv[1] : "";
  if (argc == 3 && !strcmp(word, "--write"))
    return writeAll(argv[2]);
  if (argc != 2) {
    fputs(usage, stderr);
    return 2;
  }
  if (!strncmp(word, "--dialect=", 10)) {
    const AicDialectDef *dialect = findDialect(word + 10);
    if (dialect)
      docgenDialect(stdout, dialect);
    return !dialect;
  }
  if (!strncmp(word, "--examples=", 11)) {
    const AicDialectDef *dialect = findDialect(word + 11);
    if (dialect)
      docgenExamples(stdout, dialect);
    return !dialect;
  }
  if (!strncmp(word, "--patterns=before:", 18))
    return !docgenPassPatterns(stdout, &aicPackage, word + 18, false);
  if (!strncmp(word, "--patterns=after:", 17))
    return !docgenPassPatterns(stdout, &aicPackage, word + 17, true);
  if (!strcmp(word, "--passes"))
    docgenPasses(stdout, &aicPackage);
  else if (!strcmp(word, "--patterns=before"))
    docgenPatterns(stdout, &aicPackage, false);
  else if (!strcmp(word, "--patterns=after"))
    docgenPatterns(stdout, &aicPackage, true);
  else if (!strcmp(word, "--list"))
    docgenList(stdout, &aicPackage);
  else if (!strcmp(word, "--help"))
    fputs(usage, stdout);
  else {
    fprintf(stderr, "aic-docgen: unknown argument '%s'\n%s", word, usage);
    return 2;
  }
  return 0;
}

int main(int argc, char **argv) {
  int code = print(argc, argv);
  // What could not be written must not look like success.
  if (code == 0 && (fflush(stdout) != 0 || ferror(stdout))) {
    perror("aic-docgen: standard output");
    return 1;
  }
  return code;
}
