//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Reads the command line.
//
//===----------------------------------------------------------------------===//

#include "tools/aic-sim/arguments.h"

#include "aic/version.h"
#include "tools/support/trace.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: aic-sim MODEL.npu --inputs DIR --outputs DIR [OPTIONS]\n"
    "\n"
    "Checks MODEL.npu, runs it on DIR/input_0.npy (or .pb), input_1..., and\n"
    "writes output_0.npy, ... . An input whose leading dimension is N times "
    "the\n"
    "program's makes N runs.\n"
    "\n"
    "  --inputs DIR          where the inputs are\n"
    "  --outputs DIR         where the outputs go; made if it is missing\n"
    "  --json                prints the statistics as one JSON object\n"
    "  --stats=text|json     prints the statistics; text is the default\n"
    "  --set GROUP.KEY=VALUE another machine, like --set dram.bw=16; refused\n"
    "                        if the program depends on the parameter\n"
    "  --time-only           cycles without values: no inputs, no outputs\n"
    "  --trace=FILE          writes what each engine did, for Perfetto\n"
    "  --trace-limit=N       at most N events (250000; 0: all)\n"
    "  --verify              checks the program and runs nothing\n"
    "  --disassemble         prints the program and runs nothing\n"
    "  --help-machine        prints the parameters of a machine\n"
    "  --version             prints the version\n"
    "  --help                prints this\n"
    "\n"
    "Exit code: 0 done, 1 an input is wrong, 2 the command line is wrong.\n";

static int usage(const char *what, const char *argument) {
  fprintf(stderr, "aic-sim: %s%s; --help shows the usage\n", what, argument);
  return 2;
}

int parseArguments(int argc, char **argv, Request *request) {
  const char *limit = NULL;
  request->traceLimit = AIC_TRACE_LIMIT;
  for (int i = 1; i < argc; ++i) {
    const char *argument = argv[i], *value = strchr(argument, '=');
    size_t length = value ? (size_t)(value - argument) : strlen(argument);
    const char **text = NULL;
    bool *flag = NULL;
    if (argument[0] != '-') {
      if (request->program)
        return usage("more than one program: ", argument);
      request->program = argument;
      continue;
    }
#define IS(name) (length == sizeof name - 1 && !memcmp(argument, name, length))
    if (IS("--help")) {
      fputs(help, stdout);
      return 0;
    }
    if (IS("--help-machine")) {
      printMachineHelp();
      return 0;
    }
    if (IS("--version")) {
      puts("aic-sim " AIC_VERSION_STRING);
      return 0;
    }
    const char *stats = NULL;
    if (IS("--inputs"))
      text = &request->inputs;
    else if (IS("--outputs"))
      text = &request->outputs;
    else if (IS("--stats"))
      text = &stats;
    else if (IS("--set") && request->numSets < 64)
      text = &request->sets[request->numSets++];
    else if (IS("--trace"))
      text = &request->trace;
    else if (IS("--trace-limit"))
      text = &limit;
    else if (IS("--json"))
      flag = &request->json;
    else if (IS("--time-only"))
      flag = &request->timeOnly;
    else if (IS("--verify"))
      flag = &request->verify;
    else if (IS("--disassemble"))
      flag = &request->disassemble;
    else
      return usage("unknown option ", argument);
#undef IS
    if (flag) {
      if (value)
        return usage("the option takes no value: ", argument);
      *flag = true;
      continue;
    }
    *text = value ? value + 1 : i + 1 < argc ? argv[++i] : NULL;
    if (!*text)
      return usage("the option needs a value: ", argument);
    if (stats) {
      request->json = !strcmp(stats, "json");
      if (!request->json && strcmp(stats, "text") != 0)
        return usage("neither text nor json: ", argument);
    }
  }
  if (!request->program)
    return usage("no program", "");
  bool runs = !request->verify && !request->disassemble && !request->timeOnly;
  if (runs && (!request->inputs || !request->outputs))
    return usage("--inputs and --outputs are needed", "");
  if (request->trace && (request->verify || request->disassemble))
    return usage("nothing runs that --trace could show", "");
  if (limit && !request->trace)
    return usage("--trace-limit needs --trace", "");
  if (limit && !aicTraceParseLimit(limit, &request->traceLimit))
    return usage("--trace-limit is a number of events, not ", limit);
  return -1;
}
