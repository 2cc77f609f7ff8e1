//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The command line of aic-sim as a table.
//
//===----------------------------------------------------------------------===//

#include "tools/aic-sim/arguments.h"

#include "aic/version.h"
#include "tools/support/trace.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static void printVersion(void) { puts("aic-sim " AIC_VERSION_STRING); }

/// What asks for something else than a run of the program; NULL if nothing
/// does.
static const char *modeOf(const Request *request) {
  return request->verify        ? "--verify"
         : request->disassemble ? "--disassemble"
         : request->assemble    ? "--assemble"
                                : NULL;
}

/// An option that would be ignored is refused, so that no answer is taken for
/// one about what was asked.
static int checkMode(const AicCliCommand *self, const Request *request) {
  const char *mode = modeOf(request);
  if (request->assemble && request->disassemble)
    return aicCliUsageError(self, "--assemble and --disassemble are opposites");
  if (request->verify && (request->assemble || request->disassemble))
    return aicCliUsageError(self, "--verify and %s are two commands",
                            request->assemble ? "--assemble" : "--disassemble");
  if (mode && request->timeOnly)
    return aicCliUsageError(self, "%s and --time-only are two commands", mode);
  if (mode && request->settings.list.count)
    return aicCliUsageError(
        self, "--set changes the machine of a run, and %s runs nothing", mode);
  if (mode && (request->json || request->stats))
    return aicCliUsageError(
        self, "%s prints the statistics of a run, and %s runs nothing",
        request->stats ? "--stats" : "--json", mode);
  if (!mode && !request->timeOnly)
    return EXIT_GOOD;
  if (request->exact)
    return aicCliUsageError(self, "no values are computed that --exact could "
                                  "check");
  if (request->inputs || request->outputs)
    return aicCliUsageError(self,
                            "%s is for a run with values, and %s computes none",
                            request->inputs ? "--inputs" : "--outputs",
                            mode ? mode : "--time-only");
  return EXIT_GOOD;
}

bool parseArguments(const AicCliCommand *self, int argc, char **argv,
                    Request *request, int *code) {
  if (!aicCliParse(self, argc, argv, request, code))
    return false;
  *code = settingsCheck(self, &request->settings);
  if (*code == EXIT_GOOD)
    *code = checkMode(self, request);
  if (*code != EXIT_GOOD)
    return false;
  request->json |= request->stats && strcmp(request->stats, "json") == 0;
  bool runs = !modeOf(request) && !request->timeOnly;
  if (runs && (!request->inputs || !request->outputs))
    *code = aicCliUsageError(self, "--inputs and --outputs are needed");
  else if (request->trace && modeOf(request))
    *code = aicCliUsageError(self, "nothing runs that --trace could show");
  else if (request->traceLimit >= 0 && !request->trace)
    *code = aicCliUsageError(self, "--trace-limit needs --trace");
  else if (request->trace && aicCliIsSameFile(request->program, request->trace))
    *code =
        aicCliUsageError(self, "the trace '%s' is the program", request->trace);
  else if (request->assemble && !request->output)
    *code = aicCliUsageError(self, "--assemble needs -o FILE");
  else if (request->output && !request->assemble)
    *code = aicCliUsageError(self, "-o needs --assemble");
  else if (request->data && !request->disassemble)
    *code = aicCliUsageError(self, "--data needs --disassemble");
  else if (request->output &&
           aicCliIsSameFile(request->program, request->output))
    *code =
        aicCliUsageError(self, "the output '%s' is the text", request->output);
  return *code == EXIT_GOOD;
}

const AicCliCommand simProgram = {
    .name = "aic-sim",
    .summary = "run an NPU program on the simulator",
    .usage = AIC_CLI_WORDS("MODEL.npu --inputs=DIR --outputs=DIR [OPTIONS]",
                           "MODEL.npu --time-only|--verify|--disassemble",
                           "MODEL.s --assemble -o MODEL.npu"),
    .description =
        "Checks MODEL.npu, runs it on DIR/input_0.npy (or .pb), input_1..., "
        "and writes output_0.npy, ... . An input whose leading dimension is N "
        "times the program's makes N runs.\n\n"
        "--disassemble --data writes all of a program as text, which "
        "--assemble turns into the same bytes; docs/npu-assembly.md describes "
        "the language.",
    .options = AIC_CLI_OPTIONS(
        {.name = "MODEL.npu",
         .argument = "FILE",
         .offset = offsetof(Request, program),
         .suffixes = ".npu .s"},
        {.name = "--inputs",
         .argument = "DIR",
         .summary = "where the inputs are",
         .offset = offsetof(Request, inputs)},
        {.name = "--outputs",
         .argument = "DIR",
         .summary = "where the outputs go; made if it is missing",
         .offset = offsetof(Request, outputs)},
        {.name = "--stats",
         .argument = "FORMAT",
         .summary = "how the statistics are printed, text by default",
         .words = AIC_CLI_WORDS("text", "json"),
         .bare = "text",
         .offset = offsetof(Request, stats)},
        {.name = "--json",
         .summary = "the same as --stats=json",
         .offset = offsetof(Request, json)},
        {.name = "--set",
         .argument = "GROUP.KEY=VALUE",
         .summary = "another machine, like --set dram.bw=16; refused if the "
                    "program depends on the parameter; may be repeated",
         .kind = AIC_CLI_LIST,
         .offset = offsetof(Request, settings.list)},
        {.name = "--time-only",
         .summary = "cycles without values: no inputs, no outputs",
         .offset = offsetof(Request, timeOnly)},
        {.name = "--exact",
         .summary =
             "step the array register by register beside each matmul of "
             "at most 64^3 multiply-adds, and fail if values or cycles differ",
         .offset = offsetof(Request, exact)},
        {.name = "--trace",
         .argument = "FILE",
         .summary = "write what each engine did, for ui.perfetto.dev",
         .offset = offsetof(Request, trace)},
        TRACE_LIMIT_OPTION,
        {.name = "--verify",
         .summary = "check the program and run nothing",
         .offset = offsetof(Request, verify)},
        {.name = "--disassemble",
         .summary = "print the program and run nothing",
         .offset = offsetof(Request, disassemble)},
        {.name = "--data",
         .summary = "with --disassemble: print the data of constants as well",
         .offset = offsetof(Request, data)},
        {.name = "--assemble",
         .summary = "read the program as text, check it and write it to -o",
         .offset = offsetof(Request, assemble)},
        {.name = "-o",
         .argument = "FILE",
         .summary = "where --assemble writes the program",
         .offset = offsetof(Request, output),
         .suffixes = ".npu"},
        {.name = "--help-machine",
         .summary = "print the parameters of a machine",
         .print = printMachineHelp},
        {.name = "--version",
         .summary = "print the version",
         .print = printVersion}),
    .examples = AIC_CLI_TERMS(
        {"aic-sim model.npu --inputs in --outputs out",
         "values and cycles of one run"},
        {"aic-sim model.npu --inputs in --outputs out --exact",
         "the same, checked by a second simulation"},
        {"aic-sim model.npu --time-only --set dram.bw=8",
         "cycles on a machine with a slower memory"},
        {"aic-sim model.npu --disassemble --data >model.s",
         "all of a program as text"},
        {"aic-sim model.s --assemble -o model.npu", "the program of a text"}),
    .run = runSimulator,
};
