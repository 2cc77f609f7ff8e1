//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "tools/aic-opt/plugin_elf.h"

#include "runtime/elf_check.h"
#include "runtime/file.h"

#include <elf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NEEDED = 256 };

/// A table of symbols and the text of their names, as places in the file.
typedef struct Table {
  uint64_t symbols, count, text, textBytes;
} Table;

struct PluginElf {
  unsigned char *bytes;
  uint64_t size;
  Elf64_Ehdr header;
  Table seen, full;
  const char *needed[MAX_NEEDED + 1];
  const char *searchPath;
};

static bool isInside(const PluginElf *elf, uint64_t offset, uint64_t length) {
  return offset <= elf->size && length <= elf->size - offset;
}

static bool readAt(const PluginElf *elf, uint64_t offset, void *data,
                   size_t size) {
  if (!isInside(elf, offset, size))
    return false;
  memcpy(data, elf->bytes + offset, size);
  return true;
}

/// Text number `index` of a table; NULL when it does not end inside.
static const char *getText(const PluginElf *elf, const Table *table,
                           uint64_t index) {
  if (!isInside(elf, table->text, table->textBytes) ||
      index >= table->textBytes)
    return NULL;
  const char *text = (const char *)elf->bytes + table->text + index;
  return memchr(text, 0, table->textBytes - index) ? text : NULL;
}

/// Where in the file the loader finds `address`; 0 stands for none.
static bool findAddress(const PluginElf *elf, uint64_t address,
                        uint64_t *offset) {
  for (unsigned i = 0; address != 0 && i < elf->header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!readAt(elf, elf->header.e_phoff + i * sizeof segment, &segment,
                sizeof segment))
      return false;
    uint64_t from = address - segment.p_vaddr;
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr ||
        from >= segment.p_filesz)
      continue;
    *offset = segment.p_offset + from;
    return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// The dynamic section
//===----------------------------------------------------------------------===//

/// Only hash tables know how many symbols there are: the old kind says it, the
/// new one ends with the last symbol of the last bucket.
static bool countByHash(const PluginElf *elf, uint64_t place, uint64_t *count) {
  uint32_t head[2];
  if (!readAt(elf, place, head, sizeof head))
    return false;
  *count = head[1];
  return true;
}

static bool countByGnuHash(const PluginElf *elf, uint64_t place,
                           uint64_t *count) {
  uint32_t head[4], last = 0; // buckets, first symbol, words of the filter
  if (!readAt(elf, place, head, sizeof head))
    return false;
  uint64_t buckets = place + sizeof head + (uint64_t)head[2] * 8;
  uint64_t chains = buckets + (uint64_t)head[0] * 4;
  for (uint32_t i = 0; i < head[0]; ++i) {
    uint32_t first;
    if (!readAt(elf, buckets + (uint64_t)i * 4, &first, sizeof first))
      return false;
    if (first > last)
      last = first;
  }
  *count = head[1];
  if (last < head[1])
    return true;
  for (;; ++last) {
    uint32_t hash;
    if (!readAt(elf, chains + (uint64_t)(last - head[1]) * 4, &hash,
                sizeof hash))
      return false;
    if (hash & 1)
      break;
  }
  *count = (uint64_t)last + 1;
  return true;
}

typedef struct Dynamic {
  uint64_t place, count; ///< of the entries
  uint64_t values[64];   ///< by tag, 0 if absent
  uint64_t gnuHash;
} Dynamic;

static bool readEntry(const PluginElf *elf, const Dynamic *dynamic, uint64_t i,
                      Elf64_Dyn *entry) {
  return i < dynamic->count &&
         readAt(elf, dynamic->place + i * sizeof *entry, entry,
                sizeof *entry) &&
         entry->d_tag != DT_NULL;
}

static bool findDynamic(const PluginElf *elf, Dynamic *dynamic) {
  for (unsigned i = 0; i < elf->header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (readAt(elf, elf->header.e_phoff + i * sizeof segment, &segment,
               sizeof segment) &&
        segment.p_type == PT_DYNAMIC) {
      dynamic->place = segment.p_offset;
      dynamic->count = segment.p_filesz / sizeof(Elf64_Dyn);
    }
  }
  Elf64_Dyn entry;
  for (uint64_t i = 0; readEntry(elf, dynamic, i, &entry); ++i) {
    if (entry.d_tag > 0 && entry.d_tag < 64)
      dynamic->values[entry.d_tag] = entry.d_un.d_val;
    if (entry.d_tag == DT_GNU_HASH)
      dynamic->gnuHash = entry.d_un.d_val;
  }
  return dynamic->count > 0;
}

static bool readDynamic(PluginElf *elf) {
  Dynamic dynamic = {0};
  Table *seen = &elf->seen;
  uint64_t hash = 0;
  if (!findDynamic(elf, &dynamic) ||
      !findAddress(elf, dynamic.values[DT_STRTAB], &seen->text) ||
      !findAddress(elf, dynamic.values[DT_SYMTAB], &seen->symbols))
    return false;
  seen->textBytes = dynamic.values[DT_STRSZ];
  if (findAddress(elf, dynamic.values[DT_HASH], &hash)
          ? !countByHash(elf, hash, &seen->count)
          : !findAddress(elf, dynamic.gnuHash, &hash) ||
                !countByGnuHash(elf, hash, &seen->count))
    return false;

  size_t numNeeded = 0;
  Elf64_Dyn entry;
  for (uint64_t i = 0; readEntry(elf, &dynamic, i, &entry); ++i) {
    bool isPath = entry.d_tag == DT_RUNPATH || entry.d_tag == DT_RPATH;
    if (entry.d_tag != DT_NEEDED && !isPath)
      continue;
    const char *text = getText(elf, seen, entry.d_un.d_val);
    if (!text || (!isPath && numNeeded == MAX_NEEDED))
      return false;
    if (isPath)
      elf->searchPath = text;
    else
      elf->needed[numNeeded++] = text;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

static bool readSymbol(const PluginElf *elf, const Table *table, size_t index,
                       PluginSymbol *symbol) {
  Elf64_Sym entry;
  if (index >= table->count ||
      !readAt(elf, table->symbols + index * sizeof entry, &entry, sizeof entry))
    return false;
  symbol->name = getText(elf, table, entry.st_name);
  symbol->defined = entry.st_shndx != SHN_UNDEF;
  symbol->weak = ELF64_ST_BIND(entry.st_info) == STB_WEAK;
  return symbol->name != NULL;
}

/// The full table is in sections, which may be missing altogether.
static void findFullTable(PluginElf *elf) {
  uint64_t place = elf->header.e_shoff, size = elf->header.e_shentsize;
  Elf64_Shdr section, text;
  for (unsigned i = 0; i < elf->header.e_shnum; ++i)
    if (readAt(elf, place + i * size, &section, sizeof section) &&
        section.sh_type == SHT_SYMTAB &&
        readAt(elf, place + section.sh_link * size, &text, sizeof text))
      elf->full =
          (Table){section.sh_offset, section.sh_size / sizeof(Elf64_Sym),
                  text.sh_offset, text.sh_size};
}

AicError *pluginElfOpen(const char *path, PluginElf **elf) {
  unsigned char *bytes;
  size_t size;
  *elf = NULL;
  AicError *error = aicElfCheck("plugin", path);
  if (!error)
    error = aicFileRead(path, &bytes, &size);
  if (error)
    return error;
  PluginElf *result = calloc(1, sizeof *result);
  if (!result) {
    free(bytes);
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  }
  *result = (PluginElf){.bytes = bytes, .size = size, .searchPath = ""};
  bool good = readAt(result, 0, &result->header, sizeof result->header) &&
              readDynamic(result);
  PluginSymbol symbol;
  for (size_t i = 0; good && i < result->seen.count; ++i)
    good = readSymbol(result, &result->seen, i, &symbol);
  if (!good) {
    pluginElfClose(result);
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "cannot load plugin '%s': what it says about its "
                          "libraries and symbols is damaged",
                          path);
  }
  findFullTable(result);
  *elf = result;
  return NULL;
}

void pluginElfClose(PluginElf *elf) {
  if (elf)
    free(elf->bytes);
  free(elf);
}

const char *pluginElfNeeded(const PluginElf *elf, size_t index) {
  return index < MAX_NEEDED ? elf->needed[index] : NULL;
}

const char *pluginElfSearchPath(const PluginElf *elf) {
  return elf->searchPath;
}

bool pluginElfSymbol(const PluginElf *elf, size_t index, PluginSymbol *symbol) {
  return readSymbol(elf, &elf->seen, index, symbol);
}

bool pluginElfLocalSymbol(const PluginElf *elf, size_t index,
                          PluginSymbol *symbol) {
  return readSymbol(elf, &elf->full, index, symbol);
}
