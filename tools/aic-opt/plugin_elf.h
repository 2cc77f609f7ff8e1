//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a shared library says about itself, read without loading it: the
// libraries that it needs and its symbols. No byte of the file is trusted.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_TOOLS_AIC_OPT_PLUGIN_ELF_H
#define AIC_TOOLS_AIC_OPT_PLUGIN_ELF_H

#include "aic/support.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct PluginElf PluginElf;

typedef struct PluginSymbol {
  const char *name; ///< "" for a nameless one
  bool defined;
  bool weak;
} PluginSymbol;

/// Reads a shared library of this machine. The caller closes `*elf`, which is
/// NULL when an error is returned.
AicError *pluginElfOpen(const char *path, PluginElf **elf);
/// NULL is a no-op.
void pluginElfClose(PluginElf *elf);

/// Name of the needed library number `index`; NULL behind the last.
const char *pluginElfNeeded(const PluginElf *elf, size_t index);
/// Folders to look for them in, separated by colons; "" if none.
const char *pluginElfSearchPath(const PluginElf *elf);
/// Symbol number `index` that the loader sees; false behind the last.
bool pluginElfSymbol(const PluginElf *elf, size_t index, PluginSymbol *symbol);
/// The same of the full table, which also has local ones and may be stripped.
bool pluginElfLocalSymbol(const PluginElf *elf, size_t index,
                          PluginSymbol *symbol);

#endif // AIC_TOOLS_AIC_OPT_PLUGIN_ELF_H
