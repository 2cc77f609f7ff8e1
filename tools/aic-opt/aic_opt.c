//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// mlir-opt with the dialects, passes and pipelines of aic, and a check of
// plugins. All flags but that one are MLIR's.
//
//===----------------------------------------------------------------------===//

#include "aic/opt.h"
#include "lowering/package.h"
#include "tools/aic-opt/check_plugin.h"
#include "tools/support/cli.h"

#include <string.h>

static const char checkFlag[] = "--check-plugin";

/// The file of --check-plugin FILE or --check-plugin=FILE, which stands alone:
/// NULL when there is no such flag, "" when the command line is wrong.
static const char *getChecked(int argc, char **argv) {
  size_t length = strlen(checkFlag);
  for (int i = 1; i < argc; ++i) {
    if (strncmp(argv[i], checkFlag, length) != 0)
      continue;
    if (argv[i][length] == '=' && argc == 2)
      return argv[i] + length + 1;
    if (argv[i][length] == 0)
      return argc == 3 && i == 1 ? argv[2] : "";
  }
  return NULL;
}

int main(int argc, char **argv) {
  const char *plugin = getChecked(argc, argv);
  if (plugin && !*plugin) {
    fputs("aic-opt: usage: aic-opt --check-plugin FILE, and nothing else\n",
          stderr);
    return EXIT_USAGE;
  }
  if (plugin)
    return checkPlugin(plugin);
  for (int i = 1; i < argc; ++i)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
      puts("aic-opt --check-plugin FILE: what a plugin registers, or all that "
           "is in the way of loading it\n");
      fflush(stdout);
    }
  return aicOptMain(argc, argv, (const AicPackage *const[]){&aicPackage, NULL});
}
