//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the tests ask the tables for: examples, pattern halves and names.
//
//===----------------------------------------------------------------------===//

#include "tools/aic-docgen/docgen.h"

#include "aic/diag.h"

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

/// An example of a type or an attribute is no module before it stands between
/// `before` and `after`.
static void printParametrics(FILE *out, const char *before, const char *after,
                             const AicParametricDef *const *list, bool *first) {
  for (; list && *list; ++list) {
    char text[1024];
    const char *example = (*list)->example;
    if (example && snprintf(text, sizeof text, "%s%s%s", before, example,
                            after) >= (int)sizeof text)
      AIC_BUG("the example of '%s' is too long", (*list)->name);
    printCase(out, "example of", (*list)->name, example ? text : NULL, first);
  }
}

void docgenExamples(FILE *out, const AicDialectDef *dialect) {
  bool first = true;
  for (const AicOpDef *const *op = dialect->ops; op && *op; ++op)
    printCase(out, "example of", (*op)->name, (*op)->example, &first);
  printParametrics(out, "func.func private @f(", ")", dialect->types, &first);
  printParametrics(out, "module attributes {any.name = ", "} {}",
                   dialect->attributes, &first);
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

/// " no-summary" and the like: what a reader of the table misses.
static void listMissing(FILE *out, const char *what, const char *text) {
  if (!text || !*text)
    fprintf(out, " no-%s", what);
}

static void listMissingOf(FILE *out, const char *name, const char *summary) {
  if (!summary || !*summary)
    fprintf(out, " no-summary-of-%s", name);
}

static void listValues(FILE *out, const AicValueDef *values) {
  for (; values && values->name; ++values)
    listMissingOf(out, values->name, values->summary);
}

static void listOp(FILE *out, const AicOpDef *op) {
  fprintf(out, "op %s", op->name);
  listMissing(out, "summary", op->summary);
  listMissing(out, "description", op->description);
  listMissing(out, "example", op->example);
  listValues(out, op->operands);
  listValues(out, op->results);
  for (const AicAttrDef *a = op->attributes; a && a->name; ++a)
    listMissingOf(out, a->name, a->summary);
  for (const AicRegionDef *r = op->regions; r && r->name; ++r)
    listMissingOf(out, r->name, r->summary);
  fprintf(out, "\n");
  listLabels(out, op->name, op->description);
}

static void listParametrics(FILE *out, const char *kind,
                            const AicParametricDef *const *list) {
  for (; list && *list; ++list) {
    fprintf(out, "%s %s", kind, (*list)->name);
    listMissing(out, "summary", (*list)->summary);
    listMissing(out, "example", (*list)->example);
    for (const AicParamDef *p = (*list)->params; p && p->name; ++p)
      listMissingOf(out, p->name, p->summary);
    fprintf(out, "\n");
  }
}

static void listPatterns(FILE *out, const char *owner,
                         const AicPatternDef *const *patterns) {
  for (; patterns && *patterns; ++patterns) {
    fprintf(out, "pattern %s %s", (*patterns)->name, owner);
    listMissing(out, "summary", (*patterns)->summary);
    listMissing(out, "before", (*patterns)->before);
    listMissing(out, "after", (*patterns)->after);
    fprintf(out, "\n");
  }
}

static void listOptions(FILE *out, const AicOptionDef *options) {
  for (; options && options->name; ++options)
    listMissingOf(out, options->name, options->summary);
}

void docgenList(FILE *out, const AicPackage *package) {
  for (const AicDialectDef *const *d = package->dialects; d && *d; ++d) {
    fprintf(out, "dialect %s\n", (*d)->name);
    for (const AicOpDef *const *op = (*d)->ops; op && *op; ++op) {
      listOp(out, *op);
      listPatterns(out, (*op)->name, (*op)->canonicalize);
    }
    listParametrics(out, "type", (*d)->types);
    listParametrics(out, "attribute", (*d)->attributes);
  }
  for (const AicPassDef *const *p = package->passes; p && *p; ++p) {
    fprintf(out, "pass %s", (*p)->argument);
    listMissing(out, "summary", (*p)->summary);
    listMissing(out, "description", (*p)->description);
    listMissing(out, "statistics",
                (*p)->statistics ? (*p)->statistics->name : NULL);
    listOptions(out, (*p)->options);
    for (const AicStatisticDef *s = (*p)->statistics; s && s->name; ++s)
      listMissingOf(out, s->name, s->summary);
    fprintf(out, "\n");
    listPatterns(out, (*p)->argument, (*p)->patterns);
  }
  for (const AicPipelineDef *const *p = package->pipelines; p && *p; ++p) {
    fprintf(out, "pipeline %s", (*p)->name);
    listMissing(out, "summary", (*p)->summary);
    listMissing(out, "description", (*p)->description);
    listOptions(out, (*p)->options);
    fprintf(out, "\n");
  }
}
