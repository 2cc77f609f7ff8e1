//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the tests ask the tables for: examples, pattern halves and names.
//
//===----------------------------------------------------------------------===//

#include "docgen.h"

#include <ctype.h>
#include <string.h>

static void printCase(FILE *out, const char *kind, const char *name,
                      const char *text, bool *first) {
  if (!text)
    return;
  fprintf(out, "%s// %s %s\n%s\n", *first ? "" : "\n// -----\n\n", kind, name,
          text);
  *first = false;
}

void docgenExamples(FILE *out, const AicDialectDef *dialect) {
  bool first = true;
  for (const AicOpDef *const *op = dialect->ops; op && *op; ++op)
    printCase(out, "example of", (*op)->name, (*op)->example, &first);
}

static void printHalves(FILE *out, const AicPatternDef *const *patterns,
                        bool after, bool *first) {
  for (; patterns && *patterns; ++patterns)
    printCase(out, after ? "after" : "before", (*patterns)->name,
              after ? (*patterns)->after : (*patterns)->before, first);
}

void docgenPatterns(FILE *out, const AicPackage *package, bool after) {
  bool first = true;
  for (const AicDialectDef *const *d = package->dialects; d && *d; ++d)
    for (const AicOpDef *const *op = (*d)->ops; op && *op; ++op)
      printHalves(out, (*op)->canonicalize, after, &first);
}

bool docgenPassPatterns(FILE *out, const AicPackage *package, const char *pass,
                        bool after) {
  bool first = true;
  for (const AicPassDef *const *p = package->passes; p && *p; ++p) {
    if (strcmp((*p)->argument, pass) != 0)
      continue;
    printHalves(out, (*p)->patterns, after, &first);
    return true;
  }
  fprintf(stderr, "aic-docgen: no pass '%s'\n", pass);
  return false;
}

/// Labels are written "C12:" in a description.
static void listLabels(FILE *out, const char *name, const char *description) {
  for (const char *c = description; c && (c = strstr(c, "- C")); ++c) {
    const char *end = c + 3;
    while (isdigit((unsigned char)*end))
      ++end;
    if (end > c + 3 && *end == ':')
      fprintf(out, "label %s %.*s\n", name, (int)(end - c - 2), c + 2);
  }
}

void docgenList(FILE *out, const AicPackage *package) {
  for (const AicDialectDef *const *d = package->dialects; d && *d; ++d) {
    fprintf(out, "dialect %s\n", (*d)->name);
    for (const AicOpDef *const *op = (*d)->ops; op && *op; ++op) {
      fprintf(out, "op %s%s%s%s\n", (*op)->name,
              (*op)->summary && *(*op)->summary ? "" : " no-summary",
              (*op)->description && *(*op)->description ? ""
                                                        : " no-description",
              (*op)->example && *(*op)->example ? "" : " no-example");
      listLabels(out, (*op)->name, (*op)->description);
    }
  }
  for (const AicPassDef *const *p = package->passes; p && *p; ++p)
    fprintf(out, "pass %s%s%s\n", (*p)->argument,
            (*p)->summary && *(*p)->summary ? "" : " no-summary",
            (*p)->description && *(*p)->description ? "" : " no-description");
  for (const AicPipelineDef *const *p = package->pipelines; p && *p; ++p)
    fprintf(out, "pipeline %s%s%s\n", (*p)->name,
            (*p)->summary && *(*p)->summary ? "" : " no-summary",
            (*p)->description && *(*p)->description ? "" : " no-description");
}
