//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Loading a plugin step by step, as far as it goes.
//
//===----------------------------------------------------------------------===//

#define _GNU_SOURCE
#include "tools/aic-opt/check_plugin.h"

#include "aic/asm.h"
#include "aic/plugin.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//===----------------------------------------------------------------------===//
// Libraries
//===----------------------------------------------------------------------===//

/// Libraries that a process must have only one of, by how their names begin.
static const struct {
  const char *start, *what;
} singles[] = {{"libMLIR.so", "MLIR"},
               {"libLLVM.so", "LLVM"},
               {"libLLVM-", "LLVM"},
               {"libaic.so", "aic"},
               {NULL, NULL}};

typedef struct Search {
  const char *start;
  char name[PATH_MAX];
} Search;

static int findLoaded(struct dl_phdr_info *info, size_t size, void *userData) {
  (void)size;
  Search *search = userData;
  const char *slash = strrchr(info->dlpi_name, '/');
  const char *name = slash ? slash + 1 : info->dlpi_name;
  if (strncmp(name, search->start, strlen(search->start)) != 0)
    return 0;
  snprintf(search->name, sizeof search->name, "%s", name);
  return 1;
}

/// Whether loading `name` would bring a second of what this process has.
static bool isSecond(const char *name) {
  void *same = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
  if (same)
    return false;
  for (size_t i = 0; singles[i].start; ++i) {
    if (strncmp(name, singles[i].start, strlen(singles[i].start)) != 0)
      continue;
    Search search = {.start = singles[i].start};
    // All names of LLVM's library begin with this one here.
    if (strcmp(singles[i].what, "LLVM") == 0)
      search.start = "libLLVM.so";
    if (dl_iterate_phdr(findLoaded, &search)) {
      reportProblem("it needs %s, a second %s beside %s", name, singles[i].what,
                    search.name);
      return true;
    }
  }
  return false;
}

/// One folder of a search path: $ORIGIN is where the plugin lies.
static void expand(const char *folder, size_t length, const char *origin,
                   char *path, size_t size) {
  static const char word[] = "$ORIGIN";
  if (length >= sizeof word - 1 && strncmp(folder, word, sizeof word - 1) == 0)
    snprintf(path, size, "%s%.*s", origin, (int)(length - sizeof word + 1),
             folder + sizeof word - 1);
  else
    snprintf(path, size, "%.*s", (int)length, folder);
}

/// Loads a library as the loader would for the plugin.
static bool loadLibrary(const char *name, const PluginElf *elf,
                        const char *origin) {
  // What is loaded already is found by its name alone.
  if (dlopen(name, RTLD_LAZY | RTLD_GLOBAL | RTLD_NOLOAD))
    return true;
  const char *rest = pluginElfSearchPath(elf);
  while (*rest) {
    size_t length = strcspn(rest, ":");
    char folder[PATH_MAX], path[2 * PATH_MAX];
    expand(rest, length, origin, folder, sizeof folder);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (dlopen(path, RTLD_LAZY | RTLD_GLOBAL))
      return true;
    rest += length + (rest[length] == ':');
  }
  if (dlopen(name, RTLD_LAZY | RTLD_GLOBAL))
    return true;
  reportProblem("library: %s", dlerror());
  return false;
}

static int loadLibraries(const char *path, const PluginElf *elf) {
  char real[PATH_MAX];
  char *slash = realpath(path, real) ? strrchr(real, '/') : NULL;
  if (slash)
    *slash = 0;
  int problems = 0;
  const char *name;
  fputs("  libraries ", stdout);
  for (size_t i = 0; (name = pluginElfNeeded(elf, i)); ++i)
    printf(" %s", name);
  putchar('\n');
  for (size_t i = 0; (name = pluginElfNeeded(elf, i)); ++i)
    problems += isSecond(name) || !loadLibrary(name, elf, slash ? real : "/");
  return problems;
}

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

static int findSymbols(const PluginElf *elf) {
  PluginSymbol symbol;
  int needed = 0, missing = 0;
  bool wrapper = false;
  for (size_t i = 0; pluginElfSymbol(elf, i, &symbol); ++i) {
    if (symbol.defined || symbol.weak || !*symbol.name)
      continue;
    ++needed;
    // A symbol may be found and be NULL.
    dlerror();
    if (!dlsym(RTLD_DEFAULT, symbol.name) && dlerror()) {
      ++missing;
      wrapper |= strncmp(symbol.name, "mlir", 4) == 0;
      reportProblem("symbol '%s' is missing", symbol.name);
    }
  }
  printf("  symbols    %d from outside, %d missing\n", needed, missing);
  if (wrapper)
    puts(
        "  hint       functions of the MLIR C API are part of the plugin: link "
        "what 'pkg-config --libs aic' prints");
  return missing;
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

static int checkInfo(const char *kind, const char *entry, uint32_t version,
                     const char *name, const char *pluginVersion,
                     bool registers) {
  printf("  %-10s %s: '%s' %s, API %" PRIu32 "\n", kind, entry,
         name ? name : "", pluginVersion ? pluginVersion : "", version);
  if (version != AIC_PLUGIN_API_VERSION)
    reportProblem("%s gives API version %" PRIu32
                  ", but this MLIR has version %d",
                  entry, version, AIC_PLUGIN_API_VERSION);
  else if (!registers)
    reportProblem("%s gives no function that registers anything", entry);
  return version != AIC_PLUGIN_API_VERSION || !registers;
}

static void *findEntry(void *handle, const PluginElf *elf, const char *name) {
  return definesSymbol(elf, name) ? dlsym(handle, name) : NULL;
}

static int askEntryPoints(void *handle, const PluginElf *elf) {
  int problems = 0;
  // POSIX says that an object pointer of dlsym is the function.
  void *entry = findEntry(handle, elf, DIALECT_ENTRY);
  if (entry) {
    AicDialectPlugin (*get)(void);
    memcpy(&get, &entry, sizeof get);
    AicDialectPlugin info = get();
    problems += checkInfo("dialects", DIALECT_ENTRY, info.apiVersion, info.name,
                          info.version, info.registerDialects != NULL);
  } else {
    puts("  dialects   none: there is no " DIALECT_ENTRY);
  }
  entry = findEntry(handle, elf, PASS_ENTRY);
  if (entry) {
    AicPassPlugin (*get)(void);
    memcpy(&get, &entry, sizeof get);
    AicPassPlugin info = get();
    problems += checkInfo("passes", PASS_ENTRY, info.apiVersion, info.name,
                          info.version, info.registerPasses != NULL);
  } else {
    puts("  passes     none: there is no " PASS_ENTRY);
  }
  return problems;
}

static void reportTable(MlirStringRef text, void *userData) {
  const AicOpDef *def = userData;
  reportProblem("the table of '%s' is wrong: assembly: %.*s", def->name,
                (int)text.length, text.data);
}

/// Compiles the assembly formats of all operations, which are read only when an
/// operation is parsed or printed.
static int checkTables(void *handle, const PluginElf *elf) {
  void *entry = findEntry(handle, elf, PACKAGE_ENTRY);
  if (!entry)
    return 0;
  const AicPackage *(*get)(void);
  memcpy(&get, &entry, sizeof get);
  int problems = 0;
  // Tables from the future are refused when they are registered.
  for (const AicDialectDef *const *dialect = get()->dialects;
       dialect && *dialect && (*dialect)->abi <= AIC_ABI; ++dialect)
    for (const AicOpDef *const *op = (*dialect)->ops; op && *op; ++op)
      if (((*op)->assembly || (*op)->parse || (*op)->print) &&
          mlirLogicalResultIsFailure(
              aicFormatCheck(*op, reportTable, (void *)(uintptr_t)*op)))
        ++problems;
  return problems;
}

PluginProblems loadPlugin(const char *path, const PluginElf *elf, bool may) {
  int problems = loadLibraries(path, elf);
  // With a library missing, its symbols would be, too.
  if (problems == 0)
    problems += findSymbols(elf);
  if (problems > 0 || !may)
    return (PluginProblems){.loading = problems};
  char *real = realpath(path, NULL);
  // What is written so far is seen even if this ends the process.
  fflush(stdout);
  void *handle = real ? dlopen(real, RTLD_NOW | RTLD_GLOBAL) : NULL;
  free(real);
  if (!handle) {
    reportProblem("the loader says: %s", dlerror());
    return (PluginProblems){.loading = 1};
  }
  problems = askEntryPoints(handle, elf);
  return (PluginProblems){problems, problems ? 0 : checkTables(handle, elf)};
}
