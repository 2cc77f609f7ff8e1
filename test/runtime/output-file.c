// RUN: %cc %s %runtime_lib -o %t && rm -rf %t.dir && mkdir %t.dir && %t %t.dir

// Files appear whole or not at all, with the rights that open() gives; a pipe
// is written to and stays a pipe.

#define _POSIX_C_SOURCE 200809L

#include "runtime/file.h"
#include "runtime/output_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPECT(condition)                                                      \
  do {                                                                         \
    if (!(condition)) {                                                        \
      printf("line %d: %s\n", __LINE__, #condition);                           \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

/// How many entries the folder has, without "." and "..".
static int countEntries(void) {
  DIR *folder = opendir(".");
  EXPECT(folder);
  int count = -2;
  while (readdir(folder))
    ++count;
  closedir(folder);
  return count;
}

static void checkWhole(void) {
  AicOutputFile file;
  AicError *error = NULL;
  EXPECT(!aicFileWrite("x", "old", 3, NULL, 0));
  EXPECT(aicOutputFileOpen(&file, "x", &error));
  fputs("new text", file.stream);
  // Nobody sees it yet.
  unsigned char *bytes;
  size_t size;
  EXPECT(!aicFileRead("x", &bytes, &size) && size == 3);
  free(bytes);
  aicOutputFileDiscard(&file);
  aicOutputFileDiscard(&file);
  EXPECT(countEntries() == 1);
  EXPECT(aicOutputFileOpen(&file, "x", &error));
  fputs("new text", file.stream);
  EXPECT(aicOutputFileCommit(&file, &error) && countEntries() == 1);
  EXPECT(!aicFileRead("x", &bytes, &size) && size == 8);
  free(bytes);
}

static void checkRights(void) {
  struct stat info;
  umask(027);
  EXPECT(!aicFileWrite("y", "", 0, NULL, 0));
  EXPECT(stat("y", &info) == 0 && (info.st_mode & 0777) == 0640);
}

static void checkPipe(void) {
  struct stat info;
  char text[8];
  EXPECT(mkfifo("pipe", 0600) == 0);
  int reader = open("pipe", O_RDWR);
  EXPECT(reader >= 0);
  EXPECT(!aicFileWrite("pipe", "abc", 3, "de", 2));
  EXPECT(read(reader, text, sizeof text) == 5 && !memcmp(text, "abcde", 5));
  close(reader);
  EXPECT(stat("pipe", &info) == 0 && S_ISFIFO(info.st_mode));
}

/// A device that takes nothing is an error.
static void checkFull(void) {
  AicError *error = aicFileWrite("/dev/full", "abc", 3, NULL, 0);
  EXPECT(error && strstr(aicErrorMessage(error), "cannot write '/dev/full'"));
  aicErrorDestroy(error);
}

int main(int argc, char **argv) {
  EXPECT(argc == 2 && chdir(argv[1]) == 0);
  checkWhole();
  checkRights();
  checkPipe();
  checkFull();
  EXPECT(countEntries() == 3);
  return 0;
}
