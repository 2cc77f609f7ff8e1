//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From the text of an assembly format to its elements.
//
//===----------------------------------------------------------------------===//

#include "capi/src/format/format.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader {
  Format *format;
  const char *at;
  /// Element marked with ^ in the group being read, or -1.
  int anchor;
  int depth;
} Reader;

void formatError(Format *format, const char *text, ...) {
  if (format->error[0])
    return;
  va_list arguments;
  va_start(arguments, text);
  vsnprintf(format->error, sizeof format->error, text, arguments);
  va_end(arguments);
}

static bool fail(Reader *reader, const char *what) {
  formatError(reader->format, "%s at '%.24s'", what, reader->at);
  return false;
}

static bool isWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_';
}

static void skipSpace(Reader *reader) {
  while (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t')
    ++reader->at;
}

static bool take(Reader *reader, char c) {
  skipSpace(reader);
  if (*reader->at != c)
    return false;
  ++reader->at;
  return true;
}

static bool expect(Reader *reader, char c) {
  if (take(reader, c))
    return true;
  char what[] = "expected 'c'";
  what[10] = c;
  return fail(reader, what);
}

/// A name after `$`, or a directive, which may have dashes.
static MlirStringRef takeWord(Reader *reader, bool dashes) {
  const char *start = reader->at;
  while (isWordChar(*reader->at) || (dashes && *reader->at == '-'))
    ++reader->at;
  return mlirStringRefCreate(start, (size_t)(reader->at - start));
}

static bool wordIs(MlirStringRef word, const char *text) {
  return mlirStringRefEqual(word, mlirStringRefCreateFromCString(text));
}

static Element *add(Reader *reader, ElementKind kind) {
  Format *format = reader->format;
  if (format->numElements == FORMAT_MAX_ELEMENTS) {
    formatError(format, "more than %d elements", FORMAT_MAX_ELEMENTS);
    return NULL;
  }
  Element *element = &format->elements[format->numElements++];
  *element = (Element){.kind = kind, .index = -1, .anchor = -1};
  return element;
}

static int findValue(const AicValueDef *values, MlirStringRef name) {
  for (int i = 0; values && values[i].name; ++i)
    if (wordIs(name, values[i].name))
      return i;
  return -1;
}

static int findAttribute(const AicOpDef *def, MlirStringRef name) {
  for (int i = 0; def->attributes && def->attributes[i].name; ++i)
    if (wordIs(name, def->attributes[i].name))
      return i;
  return -1;
}

static int findRegion(const AicOpDef *def, MlirStringRef name) {
  for (int i = 0; def->regions && def->regions[i].name; ++i)
    if (wordIs(name, def->regions[i].name))
      return i;
  return -1;
}

bool formatIsKeyword(MlirStringRef text) {
  if (!text.length || !isWordChar(text.data[0]) ||
      (text.data[0] >= '0' && text.data[0] <= '9'))
    return false;
  for (size_t i = 1; i < text.length; ++i)
    if (!isWordChar(text.data[i]) && text.data[i] != '.' && text.data[i] != '$')
      return false;
  return true;
}

static bool isPunctuation(MlirStringRef text) {
  static const char *const punctuation[] = {"->", ":", ",", "=", "<",  ">", "(",
                                            ")",  "{", "}", "[", "]",  "?", "+",
                                            "-",  "*", "/", "|", "..."};
  for (size_t i = 0; i < sizeof punctuation / sizeof *punctuation; ++i)
    if (wordIs(text, punctuation[i]))
      return true;
  return false;
}

static bool readLiteral(Reader *reader) {
  const char *end = strchr(++reader->at, '`');
  if (!end)
    return fail(reader, "literal without its second '`'");
  MlirStringRef text =
      mlirStringRefCreate(reader->at, (size_t)(end - reader->at));
  ElementKind kind = ELEMENT_LITERAL;
  if (text.length == 0)
    kind = ELEMENT_NO_SPACE;
  else if (wordIs(text, " "))
    kind = ELEMENT_SPACE;
  else if (wordIs(text, "\n") || wordIs(text, "\\n"))
    kind = ELEMENT_NEWLINE;
  else if (!isPunctuation(text) && !formatIsKeyword(text))
    return fail(reader, "neither keyword nor punctuation");
  Element *element = add(reader, kind);
  if (!element)
    return false;
  element->text = text;
  reader->at = end + 1;
  return true;
}

static bool readVariable(Reader *reader) {
  const AicOpDef *def = reader->format->def;
  const char *start = reader->at++;
  MlirStringRef name = takeWord(reader, false);
  int operand = findValue(def->operands, name);
  int attribute = findAttribute(def, name);
  int region = findRegion(def, name);
  ElementKind kind = operand >= 0     ? ELEMENT_VALUES
                     : attribute >= 0 ? ELEMENT_ATTRIBUTE
                                      : ELEMENT_REGION;
  if (operand < 0 && attribute < 0 && region < 0) {
    reader->at = start;
    return fail(reader, "no operand, attribute or region of this name");
  }
  Element *element = add(reader, kind);
  if (!element)
    return false;
  element->slot = (Slot){false, operand};
  element->index = attribute >= 0 ? attribute : region;
  return true;
}

/// What stands in type(...): $name, operands or results.
static bool readSlot(Reader *reader, Slot *slot) {
  const AicOpDef *def = reader->format->def;
  skipSpace(reader);
  const char *start = reader->at;
  if (*start != '$') {
    MlirStringRef word = takeWord(reader, false);
    *slot = (Slot){wordIs(word, "results"), SLOT_ALL};
    if (slot->result || wordIs(word, "operands"))
      return true;
    reader->at = start;
    return fail(reader, "expected $name, 'operands' or 'results'");
  }
  ++reader->at;
  MlirStringRef name = takeWord(reader, false);
  *slot = (Slot){false, findValue(def->operands, name)};
  if (slot->index < 0)
    *slot = (Slot){true, findValue(def->results, name)};
  if (slot->index >= 0)
    return true;
  reader->at = start;
  return fail(reader, "no operand or result of this name");
}

static bool readElement(Reader *reader);

static bool readDirective(Reader *reader) {
  const char *start = reader->at;
  MlirStringRef word = takeWord(reader, true);
  if (wordIs(word, "qualified"))
    return expect(reader, '(') && readElement(reader) && expect(reader, ')');
  if (wordIs(word, "operands")) {
    Element *element = add(reader, ELEMENT_VALUES);
    if (element)
      element->slot = (Slot){false, SLOT_ALL};
    return element != NULL;
  }
  bool keyword = wordIs(word, "attr-dict-with-keyword");
  if (keyword || wordIs(word, "attr-dict")) {
    Element *element = add(reader, ELEMENT_ATTR_DICT);
    if (element)
      element->index = keyword;
    return element != NULL;
  }
  bool function = wordIs(word, "functional-type");
  if (!function && !wordIs(word, "type")) {
    reader->at = start;
    return fail(reader, "no such directive");
  }
  Element *element = add(reader, function ? ELEMENT_FUNCTION : ELEMENT_TYPES);
  return element && expect(reader, '(') && readSlot(reader, &element->slot) &&
         (!function ||
          (expect(reader, ',') && readSlot(reader, &element->second))) &&
         expect(reader, ')');
}

/// Elements up to the `)` of the group, or to the end of the text.
static bool readElements(Reader *reader) {
  for (;;) {
    skipSpace(reader);
    if (*reader->at == '\0')
      return reader->depth == 0 || fail(reader, "expected ')'");
    if (*reader->at == ')')
      return reader->depth > 0 || fail(reader, "')' without its '('");
    int index = reader->format->numElements;
    if (!readElement(reader))
      return false;
    if (!take(reader, '^'))
      continue;
    if (reader->depth == 0)
      return fail(reader, "'^' outside of a group");
    if (reader->anchor >= 0)
      return fail(reader, "a second '^' in one group");
    reader->anchor = index;
  }
}

static bool readGroup(Reader *reader) {
  Element *group = add(reader, ELEMENT_GROUP);
  if (!group)
    return false;
  Format *format = reader->format;
  int first = format->numElements;
  int outerAnchor = reader->anchor;
  reader->anchor = -1;
  ++reader->at;
  ++reader->depth;
  if (!readElements(reader) || !expect(reader, ')'))
    return false;
  group->anchor = reader->anchor;
  group->otherwise = format->numElements;
  if (group->anchor < 0)
    return fail(reader, "group without an anchor '^'");
  if (group->otherwise == first)
    return fail(reader, "empty group");
  if (take(reader, ':')) {
    reader->anchor = -1;
    if (!expect(reader, '(') || !readElements(reader) || !expect(reader, ')'))
      return false;
    if (reader->anchor >= 0)
      return fail(reader, "'^' in an else group");
  }
  group->end = format->numElements;
  reader->anchor = outerAnchor;
  --reader->depth;
  return expect(reader, '?');
}

static bool readElement(Reader *reader) {
  skipSpace(reader);
  if (*reader->at == '`')
    return readLiteral(reader);
  if (*reader->at == '$')
    return readVariable(reader);
  if (*reader->at == '(')
    return readGroup(reader);
  return readDirective(reader);
}

bool formatCompile(const AicOpDef *def, Format *format) {
  format->def = def;
  format->numElements = 0;
  format->error[0] = '\0';
  if (defCountValues(def->operands) > FORMAT_MAX_GROUPS ||
      defCountValues(def->results) > FORMAT_MAX_GROUPS ||
      defCountAttributes(def) > FORMAT_MAX_ATTRIBUTES)
    formatError(format, "more than %d operands or results or %d attributes",
                FORMAT_MAX_GROUPS, FORMAT_MAX_ATTRIBUTES);
  else if (!def->assembly)
    formatError(format, "neither assembly nor parse and print");
  else
    readElements(
        &(Reader){.format = format, .at = def->assembly, .anchor = -1});
  return format->error[0] == '\0';
}

void formatCompileOrAbort(const AicOpDef *def, Format *format) {
  if (formatCompile(def, format))
    return;
  // Whoever wrote the table has to mend it, not this library.
  fprintf(stderr, "the table of '%s' is wrong: assembly: %s\n", def->name,
          format->error);
  abort();
}
