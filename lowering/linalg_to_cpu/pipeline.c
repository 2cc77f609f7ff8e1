//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The pipeline `lower-to-cpu`. Why each pass stands where it does is said
// beside it.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include <stddef.h>
#include <string.h>

struct Options {
  const char *from;
  const char *to;
  const char *schedule;
};

/// A pipeline being written: passes separated by commas.
typedef struct Writer {
  MlirStringCallback write;
  void *userData;
  bool started;
} Writer;

static void add(Writer *writer, const char *text) {
  if (writer->started)
    writer->write(mlirStringRefCreateFromCString(","), writer->userData);
  writer->started = true;
  writer->write(mlirStringRefCreateFromCString(text), writer->userData);
}

/// linalg to vectors on tensors, by the schedule.
static void addToVector(Writer *w, const char *schedule) {
  // Fixed-point rescalings were left whole for devices that have them.
  add(w, "func.func(tosa-to-arith{include-apply-rescale=true})");
  add(w, "aic-apply-schedule{schedule=cpu-prepare}");
  add(w, "aic-apply-schedule{schedule=cpu");
  const char *const rest[] = {*schedule ? " file=" : "", schedule, "}"};
  for (size_t i = 0; i < sizeof rest / sizeof *rest; ++i)
    w->write(mlirStringRefCreateFromCString(rest[i]), w->userData);
}

static void addBufferize(Writer *w) {
  add(w, "aic-outline-weights");
  add(w, "func.func(eliminate-empty-tensors)");
  add(w, "func.func(empty-tensor-to-alloc-tensor)");
  add(w, "one-shot-bufferize{bufferize-function-boundaries "
         "allow-return-allocs-from-loops "
         "function-boundary-type-conversion=identity-layout-map "
         "buffer-alignment=64}");
  add(w, "canonicalize");
  add(w, "cse");
  // Behind the last pass that may find two results to be one.
  add(w, "func.func(aic-own-results)");
  add(w, "buffer-deallocation-pipeline");
  add(w, "convert-bufferization-to-memref");
  // Once it is known where buffers end, while a device still takes buffers.
  add(w, "aic-plan-arena");
  add(w, "aic-launch-to-llvm");
  add(w, "func.func(aic-copy-to-linalg)");
}

static void addToLlvm(Writer *w) {
  // Works on buffers: the second entry point of the schedule library.
  add(w, "aic-apply-schedule{schedule=cpu-late}");
  add(w, "func.func(convert-linalg-to-parallel-loops,convert-vector-to-scf)");
  // While loops still are whole, and before they get functions of their own.
  add(w, "aic-mark-layers");
  add(w, "aic-parallel-loops");
  // What is too small for several threads.
  add(w, "func.func(scf-parallel-for-to-nested-fors)");
  add(w, "aic-outline-loops");
  add(w, "aic-merge-functions");
  add(w, "symbol-dce");
  add(w, "expand-strided-metadata");
  add(w, "lower-affine");
  add(w, "loop-invariant-code-motion");
  add(w, "cse");
  add(w, "convert-scf-to-cf");
  add(w, "convert-vector-to-llvm");
  // Integer powers are loops; LLVM has no intrinsic for them.
  add(w, "convert-math-to-funcs{convert-ctlz=0}");
  add(w, "convert-math-to-llvm");
  // What has no LLVM intrinsic with code for it: erf, tanh, ...
  add(w, "convert-math-to-libm");
  add(w, "convert-arith-to-llvm");
  add(w, "convert-index-to-llvm");
  add(w, "finalize-memref-to-llvm");
  add(w, "convert-func-to-llvm");
  add(w, "convert-cf-to-llvm");
  add(w, "convert-ub-to-llvm");
  add(w, "reconcile-unrealized-casts");
  add(w, "canonicalize");
  add(w, "cse");
}

static void build(const void *optionsPointer, MlirStringCallback write,
                  void *userData) {
  const struct Options *options = optionsPointer;
  Writer writer = {write, userData, false};
  bool fromVector = strcmp(options->from, "vector") == 0;
  if (!fromVector && strcmp(options->from, "linalg") != 0)
    add(&writer, "lower-to-linalg");
  if (strcmp(options->to, "linalg") == 0)
    return;
  if (!fromVector)
    addToVector(&writer, options->schedule);
  if (strcmp(options->to, "vector") == 0)
    return;
  addBufferize(&writer);
  addToLlvm(&writer);
}

const AicPipelineDef aicLowerToCpu = {
    .name = "lower-to-cpu",
    .summary = "Lower tosa or linalg on tensors to the llvm dialect",
    .description =
        "The way of a model to this machine's processor: tosa becomes linalg, "
        "constants are\nevaluated, elementwise operations are fused, a "
        "transform-dialect schedule tiles and\nvectorizes what it matches, "
        "buffers are assigned, and everything is converted to\nthe llvm "
        "dialect. What no schedule matches becomes plain loops.\n",
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(
        AicOptionDef,
        {.name = "from",
         .summary = "what this pipeline has made of the module before: nothing "
                    "(model), linalg or vector",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, from),
         .fallback = "model",
         .words = (const char *const[]){"model", "linalg", "vector", NULL}},
        {.name = "to",
         .summary = "where to stop: linalg, vector (still on tensors) or llvm",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, to),
         .fallback = "llvm",
         .words = (const char *const[]){"linalg", "vector", "llvm", NULL}},
        {.name = "schedule",
         .summary = "file with a transform library instead of the built-in one",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, schedule)}),
    .build = build,
};
