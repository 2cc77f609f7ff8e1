//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A dialect as IRDL, which a stock MLIR loads at run time. IRDL says less than
// the tables: what we cannot express lets more through, and the table's own
// words stand beside it as a comment. docs/irdl/README.md lists what is lost,
// and where IRDL itself lets less through.
//
//===----------------------------------------------------------------------===//

#include "tools/aic-docgen/docgen.h"

#include <string.h>

/// Where the text goes, and which part of the dialect it is.
typedef struct Irdl {
  FILE *out;
  const AicDialectDef *dialect;
  /// Among the operations that stand apart from the types: these cannot be
  /// named there.
  bool apart;
} Irdl;

/// The part of a name behind its dialect's.
static const char *shortName(const AicDialectDef *dialect, const char *name) {
  return name + strlen(dialect->name) + 1;
}

/// Defines %name.number by one alternative: a base of this dialect or of
/// another one, or a single type or attribute.
static void printAlternative(const Irdl *irdl, const char *text) {
  size_t length = strlen(irdl->dialect->name);
  bool isBase = *text == '!' || *text == '#';
  bool isOwn = isBase && !strncmp(text + 1, irdl->dialect->name, length) &&
               text[length + 1] == '.';
  if (isOwn && irdl->apart)
    fprintf(irdl->out, "irdl.any\n");
  else if (isOwn)
    fprintf(irdl->out, "irdl.base @%s::@%s\n", irdl->dialect->name,
            text + length + 2);
  else if (isBase)
    fprintf(irdl->out, "irdl.base \"%s\"\n", text);
  else
    fprintf(irdl->out, "irdl.is %s\n", text);
}

/// Defines %name as any of `alternatives`; with `quoted`, they are strings.
static void printAnyOf(const Irdl *irdl, const char *name,
                       const char *const *alternatives, bool quoted) {
  int count = 0;
  while (alternatives[count])
    ++count;
  for (int i = 0; i < count; ++i) {
    if (count == 1)
      fprintf(irdl->out, "    %%%s = ", name);
    else
      fprintf(irdl->out, "    %%%s_%d = ", name, i);
    if (quoted)
      fprintf(irdl->out, "irdl.is \"%s\"\n", alternatives[i]);
    else
      printAlternative(irdl, alternatives[i]);
  }
  if (count == 1)
    return;
  fprintf(irdl->out, "    %%%s = irdl.any_of(", name);
  for (int i = 0; i < count; ++i)
    fprintf(irdl->out, "%s%%%s_%d", i ? ", " : "", name, i);
  fprintf(irdl->out, ")\n");
}

static void printAny(const Irdl *irdl, const char *name) {
  fprintf(irdl->out, "    %%%s = irdl.any\n", name);
}

/// Every value has a constraint of its own: IRDL takes two uses of one for the
/// same type.
static void printType(const Irdl *irdl, const AicValueDef *value) {
  const AicTypeConstraint *type = value->type;
  if (type && !type->only && type->name)
    fprintf(irdl->out, "    // %s: %s\n", value->name, type->name);
  if (type && type->only)
    fprintf(irdl->out, "    %%%s = irdl.is %s\n", value->name, type->only);
  else if (type && type->among)
    printAnyOf(irdl, value->name, type->among, false);
  else
    printAny(irdl, value->name);
}

static void printValues(const Irdl *irdl, const char *word,
                        const AicValueDef *values) {
  static const char *const arities[] = {"", "optional ", "variadic "};
  if (!values || !values->name)
    return;
  for (const AicValueDef *v = values; v->name; ++v)
    printType(irdl, v);
  fprintf(irdl->out, "    irdl.%s(", word);
  for (const AicValueDef *v = values; v->name; ++v)
    fprintf(irdl->out, "%s%s: %s%%%s", v == values ? "" : ", ", v->name,
            arities[v->arity], v->name);
  fprintf(irdl->out, ")\n");
}

static void printAttribute(const Irdl *irdl, const AicAttrDef *attribute) {
  const AicAttrConstraint *attr = attribute->attr;
  if (attr && !attr->words)
    fprintf(irdl->out, "    // %s: %s\n", attribute->name, attr->name);
  while (attr && !attr->words && !attr->among)
    attr = attr->base;
  if (!attr)
    printAny(irdl, attribute->name);
  else
    printAnyOf(irdl, attribute->name, attr->words ? attr->words : attr->among,
               attr->words);
}

/// IRDL has no optional attributes; what it does not name may be there.
static void printAttributes(const Irdl *irdl, const AicAttrDef *attributes) {
  int required = 0;
  for (const AicAttrDef *a = attributes; a && a->name; ++a) {
    if (a->optional || a->fallback)
      fprintf(irdl->out, "    // %s (may be absent): %s\n", a->name,
              a->attr ? a->attr->name : "any attribute");
    else if (++required)
      printAttribute(irdl, a);
  }
  if (!required)
    return;
  fprintf(irdl->out, "    irdl.attributes {");
  const char *separator = "";
  for (const AicAttrDef *a = attributes; a->name; ++a) {
    if (a->optional || a->fallback)
      continue;
    fprintf(irdl->out, "%s\"%s\" = %%%s", separator, a->name, a->name);
    separator = ", ";
  }
  fprintf(irdl->out, "}\n");
}

static void printRegions(const Irdl *irdl, const AicRegionDef *regions) {
  if (!regions || !regions->name)
    return;
  for (const AicRegionDef *r = regions; r->name; ++r) {
    if (r->terminator)
      fprintf(irdl->out, "    // %s ends with %s\n", r->name, r->terminator);
    fprintf(irdl->out, "    %%%s = irdl.region\n", r->name);
  }
  fprintf(irdl->out, "    irdl.regions(");
  for (const AicRegionDef *r = regions; r->name; ++r)
    fprintf(irdl->out, "%s%s: %%%s", r == regions ? "" : ", ", r->name,
            r->name);
  fprintf(irdl->out, ")\n");
}

static void printOperation(const Irdl *irdl, const AicOpDef *op) {
  fprintf(irdl->out, "%s  // %s\n  irdl.operation @%s {\n",
          irdl->apart ? "" : "\n", op->summary,
          shortName(irdl->dialect, op->name));
  printValues(irdl, "operands", op->operands);
  printValues(irdl, "results", op->results);
  printAttributes(irdl, op->attributes);
  printRegions(irdl, op->regions);
  fprintf(irdl->out, "  }\n");
}

/// Parameters are attributes; a type is one too.
static void printParameter(const Irdl *irdl, const AicParamDef *param) {
  static const char *const integer[] = {"#builtin.integer", NULL};
  static const char *const word[] = {"#builtin.string", NULL};
  if (param->kind == AIC_PARAM_INT64)
    printAnyOf(irdl, param->name, integer, false);
  else if (param->kind == AIC_PARAM_WORD)
    printAnyOf(irdl, param->name, param->words ? param->words : word,
               param->words);
  else
    printAny(irdl, param->name);
}

static void printParametrics(const Irdl *irdl, const char *word,
                             const AicParametricDef *const *list) {
  for (; list && *list; ++list) {
    const AicParamDef *params = (*list)->params;
    fprintf(irdl->out, "\n  // %s\n  irdl.%s @%s {\n", (*list)->summary, word,
            shortName(irdl->dialect, (*list)->name));
    for (const AicParamDef *p = params; p && p->name; ++p)
      printParameter(irdl, p);
    if (params && params->name)
      fprintf(irdl->out, "    irdl.parameters(");
    for (const AicParamDef *p = params; p && p->name; ++p)
      fprintf(irdl->out, "%s%s: %%%s%s", p == params ? "" : ", ", p->name,
              p->name, p[1].name ? "" : ")\n");
    fprintf(irdl->out, "  }\n");
  }
}

static bool isAmong(const char *name, const AicParametricDef *const *list) {
  for (; list && *list; ++list)
    if (!strcmp((*list)->name, name))
      return true;
  return false;
}

/// The name of an operation is also one of a type or of an attribute; in one
/// irdl.dialect, all names differ.
static bool isShared(const AicDialectDef *dialect, const AicOpDef *op) {
  return isAmong(op->name, dialect->types) ||
         isAmong(op->name, dialect->attributes);
}

void docgenIrdl(FILE *out, const AicDialectDef *dialect) {
  Irdl irdl = {.out = out, .dialect = dialect};
  fprintf(out,
          "// The %s dialect as IRDL of MLIR 22. Generated by aic-docgen from "
          "the tables;\n// `ninja docs` renews it.\n"
          "irdl.dialect @%s {",
          dialect->name, dialect->name);
  printParametrics(&irdl, "attribute", dialect->attributes);
  printParametrics(&irdl, "type", dialect->types);
  for (const AicOpDef *const *op = dialect->ops; op && *op; ++op)
    if (!isShared(dialect, *op))
      printOperation(&irdl, *op);
  fprintf(out, "}\n");
  irdl.apart = true;
  for (const AicOpDef *const *op = dialect->ops; op && *op; ++op) {
    if (!isShared(dialect, *op))
      continue;
    fprintf(out,
            "\n// Stands apart, for a type has the name too.\n"
            "module {\nirdl.dialect @%s {\n",
            dialect->name);
    printOperation(&irdl, *op);
    fprintf(out, "}\n}\n");
  }
}
