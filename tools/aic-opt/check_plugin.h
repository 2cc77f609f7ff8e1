//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// `aic-opt --check-plugin FILE`: what a plugin offers, or all that is in the
// way of loading it. A tool that loads one stops at the first thing, or dies.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_AIC_OPT_CHECK_PLUGIN_H
#define AIC_TOOLS_AIC_OPT_CHECK_PLUGIN_H

#include "tools/aic-opt/plugin_elf.h"

#include <stdbool.h>

/// Prints the report; an exit code.
int checkPlugin(const char *path);

/// The report's line about what is in the way. `...` as for printf.
void reportProblem(const char *format, ...) AIC_PRINTF(1, 2);

/// Whether the file itself defines `name`: dlsym would also find it in the
/// libraries that the file needs, and libaic.so is a plugin, too.
bool definesSymbol(const PluginElf *elf, const char *name);

#define DIALECT_ENTRY "mlirGetDialectPluginInfo"
#define PASS_ENTRY "mlirGetPassPluginInfo"
#define PACKAGE_ENTRY "aicPluginGetPackage"

/// What is wrong with a plugin: what keeps it from being loaded, and what its
/// operations are going to stumble over.
typedef struct PluginProblems {
  int loading, tables;
} PluginProblems;

/// Looks for the libraries and the symbols that the plugin needs; if it `may`
/// and none is missing, loads it, asks its entry points and looks through its
/// tables. Runs code of the plugin, so this is for a process that may end any
/// time. Reports all problems and counts them.
PluginProblems loadPlugin(const char *path, const PluginElf *elf, bool may);

/// Prints the dialects, passes and pipelines that the plugin adds to what this
/// program has, by running it again; returns the number of problems.
int listRegistered(const char *path, bool hasDialects, bool hasPasses);

#endif // AIC_TOOLS_AIC_OPT_CHECK_PLUGIN_H
