//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic explore: what a model costs on many machines.
//
//===----------------------------------------------------------------------===//

#define _POSIX_C_SOURCE 200809L
#include "tools/aic/aic.h"

#include "runtime/output_file.h"
#include "tools/aic/explore.h"
#include "tools/aic/host_clock.h"
#include "tools/aic/progress.h"
#include "tools/aic/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_JOBS = 256 };

typedef struct Request {
  const char *model, *html, *goals;
  AicCompileOptions options;
  AicCliList sets;
  int64_t points, seed, jobs; ///< 0: all; 0; one per processor
  bool json, csv;
} Request;

/// What is shown while the trials run.
typedef struct Display {
  Exploration exploration;
  double start;
  bool table, line;
} Display;

static void show(void *userData, intptr_t point, const AicTrial *trial) {
  Display *display = userData;
  intptr_t count = display->exploration.space->numPoints;
  if (display->line)
    fputs("\r\033[K", stderr);
  if (display->table) {
    Exploration shown = display->exploration;
    // The result of the whole exists when all points are done.
    shown.trials = trial - point;
    exploreTableRow(&shown, point, stdout);
    fflush(stdout);
  }
  if (display->line && point + 1 < count)
    fprintf(stderr, "aic: %td of %td machines, %.0f s", point + 1, count,
            now() - display->start);
}

/// The bits of "time,energy,..."; EXIT_GOOD or an exit code after a message.
static int parseGoals(const AicCliCommand *self, const char *text,
                      unsigned *goals) {
  *goals = 0;
  for (const char *at = text; *at;) {
    size_t length = strcspn(at, ",");
    int goal = 0;
    while (exploreGoalNames[goal] &&
           (strlen(exploreGoalNames[goal]) != length ||
            strncmp(exploreGoalNames[goal], at, length) != 0))
      ++goal;
    if (!exploreGoalNames[goal]) {
      char known[100];
      aicCliJoin(exploreGoalNames, known, sizeof known);
      return aicCliUsageError(self, "--pareto takes %s, not '%.*s'", known,
                              (int)length, at);
    }
    *goals |= 1u << goal;
    at += length + (at[length] == ',');
  }
  return EXIT_GOOD;
}

static int countProcessors(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : count > MAX_JOBS ? MAX_JOBS : (int)count;
}

/// The page and where it goes.
typedef struct Page {
  const Exploration *exploration;
  FILE *stream;
} Page;

static bool writeData(void *userData, AicError **error) {
  const Page *page = userData;
  (void)error;
  exploreWriteJson(page->exploration, page->stream);
  return true;
}

static bool writePage(const Exploration *exploration, AicOutputFile *file,
                      AicError **error) {
  Page page = {exploration, file->stream};
  return reportWritePage("space", file->stream, writeData, &page, error) &&
         aicOutputFileCommit(file, error);
}

/// Writes what was asked for, of trials of which one at least is good.
static bool writeResults(const Request *request, const Exploration *exploration,
                         AicOutputFile *page, AicError **error) {
  if (request->json) {
    exploreWriteJson(exploration, stdout);
    putchar('\n');
  } else if (request->csv) {
    exploreWriteCsv(exploration, stdout);
  } else {
    exploreTableEnd(exploration, stdout);
  }
  return !request->html || writePage(exploration, page, error);
}

/// Whether a trial is good. `*error` is set if none is, and, too, if a process
/// has died: the others are right, but who reads the exit code should know.
static bool judge(const AicTrial *trials, intptr_t count, intptr_t died,
                  AicError **error) {
  bool any = false;
  for (intptr_t i = 0; i < count; ++i)
    any |= trials[i].good;
  if (!any)
    *error = aicErrorCreate(
        AIC_ERROR_ARGUMENT, "none of the %td machines can run the model; %s%s",
        count, count > 1 ? "the first: " : "", trials[0].reason);
  else if (died >= 0)
    *error = aicErrorCreate(AIC_ERROR_IO, "machine %td: %s", died,
                            trials[died].reason);
  return any;
}

/// Tries all machines of a model that was prepared, and reports.
static bool tryAll(const Request *request, AicCompilation *compilation,
                   Exploration *exploration, AicOutputFile *page,
                   AicError **error) {
  intptr_t count = exploration->space->numPoints, died;
  Display display = {.exploration = *exploration,
                     .start = now(),
                     .table = !request->json && !request->csv,
                     .line = progressIsTerminal() && !request->options.verbose};
  bool *best = calloc((size_t)count + 1, sizeof *best);
  if (!best) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return false;
  }
  if (display.table)
    exploreTableBegin(exploration, stdout);
  int jobs = request->jobs ? (int)request->jobs : countProcessors();
  AicTrial *trials = exploreRun(compilation, exploration->space, jobs, &died,
                                show, &display, error);
  bool good = trials != NULL;
  if (good && judge(trials, count, died, error)) {
    explorePareto(trials, count, exploration->goals, best);
    exploration->trials = trials;
    exploration->best = best;
    AicError *other = NULL;
    if (!writeResults(request, exploration, page, &other) && !*error)
      *error = other;
    else
      aicErrorDestroy(other);
  }
  exploreTrialsRelease(trials, count);
  free(best);
  return good && !*error;
}

static bool explore(const Request *request, const ExploreSpace *space,
                    unsigned goals, AicError **error) {
  AicCompileOptions options = request->options;
  Progress *progress = progressCreate(&options);
  AicCompilation *compilation =
      aicCompilationCreate(request->model, &options, error);
  bool good = compilation && aicCompilationPrepareTrials(compilation);
  // Where the page cannot be is known before the machines are tried.
  AicOutputFile page = {0};
  good = good &&
         (!request->html || aicOutputFileOpen(&page, request->html, error));
  progressEnd(progress);
  const char *base = strrchr(request->model, '/');
  Exploration exploration = {.model = base ? base + 1 : request->model,
                             .option = options.target,
                             .target = options.target[3] ? options.target + 4
                                                         : "the default NPU",
                             .space = space,
                             .goals = goals,
                             .seed = request->seed};
  // Its thread would not be in the processes that are begun now.
  progressDestroy(progress);
  good = good && tryAll(request, compilation, &exploration, &page, error);
  aicOutputFileDiscard(&page);
  aicCompilationDestroy(compilation);
  return good;
}

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {.options.target = "npu", .goals = "time,energy,pes,sram"};
  int code;
  unsigned goals;
  Settings none = {.list.count = 0};
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  if (strcmp(request.options.target, "cpu") == 0)
    return aicCliUsageError(self, "machines are NPUs, not cpu");
  if (request.json && request.csv)
    return aicCliUsageError(self, "--json and --csv both go to standard "
                                  "output");
  if (request.html && aicCliIsSameFile(request.model, request.html))
    return aicCliUsageError(self, "the page '%s' is the model", request.html);
  code = checkTarget(self, request.model, &request.options, &none, NULL);
  if (code == EXIT_GOOD)
    code = parseGoals(self, request.goals, &goals);
  if (code != EXIT_GOOD)
    return code;
  ExploreSpace space;
  AicError *error = NULL;
  code = exploreSpaceInit(&space, self, &request.sets, request.points,
                          request.seed);
  if (code == EXIT_GOOD && !explore(&request, &space, goals, &error))
    code = inputError(error);
  exploreSpaceRelease(&space);
  return code;
}

const AicCliCommand exploreCommand = {
    .name = "aic explore",
    .summary = "compare what a model costs on many NPUs",
    .usage = AIC_CLI_WORDS("MODEL --set=GROUP.KEY=VALUE,... [OPTIONS]"),
    .description =
        "Reads MODEL (.onnx, or .mlir in graph, tosa or linalg) once, and "
        "partitions, plans, schedules and simulates it for every combination "
        "of the values. Prints a row per machine, and at the end those that "
        "no other beats; a machine that cannot be is a row with the reason. "
        "The same command prints the same, with any number of jobs.",
    .options = AIC_CLI_OPTIONS(
        {.name = "MODEL",
         .argument = "FILE",
         .offset = offsetof(Request, model),
         .suffixes = ".onnx .mlir"},
        {.name = "--target",
         .argument = "TARGET",
         .summary = "npu (default), or npu:NAME_OR_FILE of the description "
                    "that is changed",
         .words = npuWords,
         .open = true,
         .offset = offsetof(Request, options.target)},
        {.name = "--set",
         .argument = "GROUP.KEY=VALUE,...",
         .summary = "values of a parameter, like --set array.rows=8,16,32; "
                    "may be repeated, for all combinations",
         .kind = AIC_CLI_LIST,
         .offset = offsetof(Request, sets)},
        {.name = "--points",
         .argument = "N",
         .summary = "try N combinations only, drawn at random",
         .kind = AIC_CLI_INTEGER,
         .least = 1,
         .most = EXPLORE_MAX_POINTS,
         .offset = offsetof(Request, points)},
        {.name = "--seed",
         .argument = "N",
         .summary = "another draw of --points; 0 by default",
         .kind = AIC_CLI_INTEGER,
         .least = 0,
         .most = INT64_MAX,
         .offset = offsetof(Request, seed)},
        {.name = "--pareto",
         .argument = "GOALS",
         .summary = "what the best machines are best in: some of time, "
                    "energy, dram, pes and sram with commas between; "
                    "time,energy,pes,sram by default",
         .offset = offsetof(Request, goals)},
        {.name = "--json",
         .summary = "print one JSON object instead of the table",
         .offset = offsetof(Request, json)},
        {.name = "--csv",
         .summary = "print comma-separated values instead of the table",
         .offset = offsetof(Request, csv)},
        {.name = "--html",
         .argument = "FILE",
         .summary = "write a page with the trade-offs, which needs nothing "
                    "else",
         .suffixes = ".html",
         .offset = offsetof(Request, html)},
        {.name = "--jobs",
         .argument = "N",
         .summary = "machines that are tried at the same time; default: one "
                    "per processor",
         .kind = AIC_CLI_INTEGER,
         .least = 1,
         .most = MAX_JOBS,
         .offset = offsetof(Request, jobs)},
        VERBOSE_OPTION),
    .examples = AIC_CLI_TERMS(
        {"aic explore model.onnx --set array.rows=8,16,32 --set "
         "array.cols=8,16,32",
         "nine arrays on the default NPU"},
        {"aic explore model.onnx --target=npu:my_npu.mlir --set "
         "spad.size=128K,512K,2M --set dram.bw=8,16,32,64 --csv >points.csv",
         "memory against bandwidth, for a spreadsheet"}),
    .run = run,
};
