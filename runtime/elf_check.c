//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "runtime/elf_check.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { HOST_MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { HOST_MACHINE = EM_AARCH64 };
#elif defined(__riscv)
enum { HOST_MACHINE = EM_RISCV };
#else
enum { HOST_MACHINE = EM_NONE }; // left to the loader
#endif

typedef struct Elf {
  const char *what, *path;
  int descriptor;
  uint64_t size;
} Elf;

static AicError *cannotRead(const char *what, const char *path) {
  return aicErrorCreate(AIC_ERROR_IO, "cannot read %s '%s': %s", what, path,
                        strerror(errno));
}

/// `what` takes `length` bytes from `offset` on; they have to be in the file.
static AicError *checkInside(const Elf *elf, const char *what, uint64_t offset,
                             uint64_t length) {
  if (offset <= elf->size && length <= elf->size - offset)
    return NULL;
  return aicErrorCreate(AIC_ERROR_FORMAT,
                        "cannot load %s '%s': file is truncated: %s takes "
                        "%" PRIu64 " bytes from offset %" PRIu64
                        " on, but the file has %" PRIu64,
                        elf->what, elf->path, what, length, offset, elf->size);
}

/// Reads all of a part that checkInside() has let pass.
static AicError *readAt(const Elf *elf, void *data, size_t size,
                        uint64_t offset) {
  ssize_t got = pread(elf->descriptor, data, size, (off_t)offset);
  if (got == (ssize_t)size)
    return NULL;
  errno = got < 0 ? errno : EIO;
  return cannotRead(elf->what, elf->path);
}

static AicError *checkKind(const Elf *elf, const Elf64_Ehdr *header) {
  const char *wrong = NULL;
  // Multi-byte fields are read as this machine has them, so a file of the
  // other byte order is one for another machine, too.
  if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
    wrong = "is not a shared library (no ELF header)";
  else if (header->e_ident[EI_CLASS] != ELFCLASS64 ||
           (HOST_MACHINE != EM_NONE && header->e_machine != HOST_MACHINE))
    wrong = "is for another kind of machine";
  else if (header->e_type != ET_DYN)
    wrong = "is an ELF file but not a shared library";
  else if (header->e_phentsize != sizeof(Elf64_Phdr))
    wrong = "has program headers of an unknown size";
  if (!wrong)
    return NULL;
  return aicErrorCreate(AIC_ERROR_FORMAT, "cannot load %s '%s': it %s",
                        elf->what, elf->path, wrong);
}

static AicError *checkFile(const Elf *elf) {
  Elf64_Ehdr header = {0};
  // A shorter file is no library if not even these bytes are right.
  size_t head = elf->size < sizeof header ? (size_t)elf->size : sizeof header;
  AicError *error = readAt(elf, &header, head, 0);
  if (!error && head >= SELFMAG && !memcmp(&header, ELFMAG, SELFMAG))
    error = checkInside(elf, "the ELF header", 0, sizeof header);
  if (!error)
    error = checkKind(elf, &header);
  if (!error)
    error = checkInside(elf, "the table of program headers", header.e_phoff,
                        (uint64_t)header.e_phnum * sizeof(Elf64_Phdr));
  if (!error)
    error = checkInside(elf, "the table of section headers", header.e_shoff,
                        (uint64_t)header.e_shnum * header.e_shentsize);
  for (unsigned i = 0; !error && i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    error = readAt(elf, &segment, sizeof segment,
                   header.e_phoff + i * sizeof segment);
    if (!error)
      error = checkInside(elf, "a segment", segment.p_offset, segment.p_filesz);
  }
  return error;
}

AicError *aicElfCheck(const char *what, const char *path) {
  // Opening a pipe would wait for who writes it.
  struct stat info;
  if (stat(path, &info) != 0)
    return cannotRead(what, path);
  if (!S_ISREG(info.st_mode))
    return aicErrorCreate(
        AIC_ERROR_IO, "cannot read %s '%s': not a regular file", what, path);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return cannotRead(what, path);
  AicError *error = checkFile(&(Elf){.what = what,
                                     .path = path,
                                     .descriptor = descriptor,
                                     .size = (uint64_t)info.st_size});
  close(descriptor);
  return error;
}
