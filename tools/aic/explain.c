//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// aic explain: one page that shows what becomes of a model, stage by stage.
//
//===----------------------------------------------------------------------===//

#include "tools/aic/aic.h"

#include "aic/diag.h"
#include "aic/version.h"
#include "lowering/driver/inspect.h"
#include "runtime/output_file.h"
#include "tools/aic/explain_host.h"
#include "tools/aic/explain_layers.h"
#include "tools/aic/explain_npu.h"
#include "tools/aic/progress.h"
#include "tools/aic/report.h"

#include <stdlib.h>
#include <string.h>

enum {
  MAX_TEXT = 1500, ///< characters of an operation
  MAX_OPS = 8000   ///< operations of a stage
};

typedef struct Explain {
  const char *model, *inputs;
  AicCompileOptions options;
  AicJson json;
  ExplainLayers layers;
  ExplainNpu *npu;
  AicStage stage;
  intptr_t numOps; ///< of this stage
  bool inProgram;  ///< below an npu.program
  AicError *error; ///< of a callback
} Explain;

/// Cuts in front of a character that would be halved.
static size_t cut(const char *text) {
  size_t length = strlen(text);
  if (length <= MAX_TEXT)
    return length;
  length = MAX_TEXT;
  while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
    --length;
  return length;
}

/// What a stage says about the layers.
static void note(Explain *self, const AicInspectedOp *op, const int64_t *found,
                 intptr_t count) {
  if (self->stage == AIC_STAGE_LINALG && count > 0) {
    self->layers.data[found[0]].macs += op->macs;
    self->layers.data[found[0]].flops += op->flops;
  }
  if (self->stage != AIC_STAGE_PROGRAM)
    return;
  if (op->depth == 0)
    self->inProgram = strcmp(op->name, "npu.program") == 0;
  bool onHost = op->depth == 1 && !self->inProgram && op->flops > 0;
  for (intptr_t i = 0; i < count; ++i) {
    self->layers.data[found[i]].onHost |= onHost;
    self->layers.data[found[i]].onNpu |= op->depth > 0 && self->inProgram;
  }
}

static void takeOp(void *userData, const AicInspectedOp *op) {
  Explain *self = userData;
  if (self->stage == AIC_STAGE_GRAPH)
    explainLayersAdd(&self->layers, op);
  int64_t found[8];
  intptr_t count = explainLayersOf(&self->layers, &op->places, found, 8);
  note(self, op, found, count);
  if (self->numOps++ >= MAX_OPS)
    return;
  AicJson *json = &self->json;
  aicJsonLine(json);
  aicJsonBegin(json, NULL, '[');
  aicJsonInt(json, NULL, op->depth);
  aicJsonText(json, NULL, op->name);
  aicJsonBegin(json, NULL, '[');
  for (intptr_t i = 0; i < count && !op->constant; ++i)
    aicJsonInt(json, NULL, found[i]);
  aicJsonEnd(json, ']');
  aicJsonTextN(json, NULL, op->text, cut(op->text));
  aicJsonEnd(json, ']');
}

static void takeRemark(void *userData, const AicPlaces *places,
                       const char *text) {
  Explain *self = userData;
  explainLayersRemark(&self->layers, places, text);
}

static void takeProgram(void *userData, const unsigned char *bytes,
                        size_t size) {
  Explain *self = userData;
  if (!self->error)
    explainNpuRun(self->npu, bytes, size, &self->error);
}

static void beginStage(Explain *self, const char *name, const char *summary) {
  self->numOps = 0;
  aicJsonLine(&self->json);
  aicJsonBegin(&self->json, NULL, '{');
  aicJsonText(&self->json, "name", name);
  aicJsonText(&self->json, "summary", summary);
  // Each operation as [depth, name, layers, text].
  aicJsonBegin(&self->json, "ops", '[');
}

static void endStage(Explain *self) {
  aicJsonEnd(&self->json, ']');
  aicJsonInt(&self->json, "numOps", self->numOps);
  aicJsonEnd(&self->json, '}');
}

static bool explainStage(Explain *self, AicStage stage, const char *name,
                         const char *summary, AicError **error) {
  const AicInspector inspector = {.op = takeOp,
                                  .remark = takeRemark,
                                  .program = takeProgram,
                                  .userData = self};
  // From the model again: a stage destroys what it is made from.
  AicCompilation *compilation =
      aicCompilationCreate(self->model, &self->options, error);
  if (!compilation)
    return false;
  self->stage = stage;
  beginStage(self, name, summary);
  bool good = aicCompilationInspect(compilation, stage, &inspector, error);
  endStage(self);
  aicCompilationDestroy(compilation);
  if (good && self->error) {
    *error = self->error;
    self->error = NULL;
    good = false;
  }
  return good;
}

static bool writeStages(Explain *self, bool npu, AicError **error) {
  aicJsonBegin(&self->json, "stages", '[');
  bool good =
      explainStage(self, AIC_STAGE_GRAPH, "graph", "the model as it was read",
                   error) &&
      explainStage(self, AIC_STAGE_TOSA, "tosa",
                   "its operations in TOSA, or in linalg where that has no "
                   "word for it",
                   error) &&
      explainStage(self, AIC_STAGE_LINALG, "linalg",
                   "loops over tensors, constants evaluated, chains fused",
                   error);
  if (npu)
    good = good && explainStage(self, AIC_STAGE_PROGRAM, "npu",
                                "the device's programs, with addresses and "
                                "semaphores, and what is left to the host",
                                error);
  else
    good = good && explainStage(self, AIC_STAGE_VECTOR, "vector",
                                "tiles of vectors on memory", error);
  if (good && npu) {
    beginStage(self, "commands", "what the device executes");
    self->numOps = explainNpuWriteCommands(self->npu, &self->json);
    endStage(self);
  }
  aicJsonEnd(&self->json, ']');
  return good;
}

static bool writeData(void *userData, AicError **error) {
  Explain *self = userData;
  const char *target = self->options.target ? self->options.target : "cpu";
  bool npu = strncmp(target, "npu", 3) == 0;
  const char *base = strrchr(self->model, '/');
  self->npu = explainNpuCreate(&self->layers);
  if (!self->npu) {
    *error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
    return false;
  }
  AicJson *json = &self->json;
  aicJsonBegin(json, NULL, '{');
  aicJsonText(json, "version", AIC_VERSION_STRING);
  aicJsonText(json, "model", base ? base + 1 : self->model);
  aicJsonText(json, "target", target);
  if (!writeStages(self, npu, error))
    return false;
  explainLayersWrite(&self->layers, json);
  if (npu)
    explainNpuWrite(self->npu, json);
  if (self->inputs && !explainHost(self->model, &self->options, self->inputs,
                                   &self->layers, json, error))
    return false;
  aicJsonEnd(json, '}');
  return true;
}

typedef struct Request {
  const char *model, *output, *inputs;
  AicCompileOptions options;
  Settings settings;
} Request;

static int run(const AicCliCommand *self, int argc, char **argv) {
  Request request = {0};
  int code;
  if (!aicCliParse(self, argc, argv, &request, &code))
    return code;
  code = checkTarget(self, request.model, &request.options, &request.settings,
                     NULL);
  if (code != EXIT_GOOD)
    return code;
  if (!request.output)
    return aicCliUsageError(self, "no output given with -o");
  if (aicCliIsSameFile(request.model, request.output))
    return aicCliUsageError(self, "the output '%s' is the model",
                            request.output);
  Progress *progress = progressCreate(&request.options);
  Explain explain = {.model = request.model,
                     .inputs = request.inputs,
                     .options = request.options};
  AicError *error = NULL;
  AicOutputFile file = {0};
  bool good = aicOutputFileOpen(&file, request.output, &error);
  explain.json.stream = file.stream;
  good = good &&
         reportWritePage("page", file.stream, writeData, &explain, &error) &&
         aicOutputFileCommit(&file, &error);
  aicOutputFileDiscard(&file);
  explainNpuDestroy(explain.npu);
  explainLayersRelease(&explain.layers);
  progressDestroy(progress);
  return good ? EXIT_GOOD : inputError(error);
}

const AicCliCommand explainCommand = {
    .name = "aic explain",
    .summary = "show on one page what becomes of a model",
    .usage = AIC_CLI_WORDS("MODEL -o FILE.html [OPTIONS]"),
    .description =
        "Writes one page that needs nothing else: the graph of MODEL (.onnx, "
        "or .mlir in graph, tosa or linalg), its layers through all stages, "
        "their work and bytes, what runs where and why, and for an NPU the "
        "simulated timeline, memory and roofline.",
    .options = AIC_CLI_OPTIONS(
        {.name = "MODEL",
         .argument = "FILE",
         .offset = offsetof(Request, model),
         .suffixes = ".onnx .mlir"},
        {.name = "-o",
         .argument = "FILE",
         .summary = "the page to write",
         .offset = offsetof(Request, output),
         .suffixes = ".html"},
        {.name = "--inputs",
         .argument = "DIR",
         .summary = "run the model on these inputs as well, and time the "
                    "layers of the host",
         .offset = offsetof(Request, inputs)},
        TARGET_OPTION, SET_OPTION, PRODUCTS_OPTION, SCHEDULE_OPTION,
        VERBOSE_OPTION),
    .examples = AIC_CLI_TERMS(
        {"aic explain model.onnx --target=npu:edge32 -o report.html",
         "where the cycles of the NPU go"}),
    .run = run,
};
