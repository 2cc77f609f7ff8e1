//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/pipeline.h"

#include "lowering/linalg_to_npu/dataflow.h"

#include <stddef.h>
#include <string.h>

struct Options {
  const char *from, *target, *set, *products, *dataflow;
  bool require;
  bool explain;
  bool async;
};

static void build(const void *data, MlirStringCallback write, void *userData) {
  const struct Options *options = data;
  bool narrows = strcmp(options->products, "asis");
  const char *const parts[] = {
      strcmp(options->from, "linalg") ? "lower-to-linalg," : "",
      narrows ? "aic-narrow-products{type=" : "",
      narrows ? options->products : "",
      narrows ? "}," : "",
      "aic-fold-indices,aic-npu-legalize,aic-widen-booleans,aic-split-bodies,"
      "aic-join-loops,"
      "aic-npu-legalize{offsets=true},"
      // What they see is what is emitted: nothing rewrites bodies after.
      "canonicalize,cse,aic-partition{target=",
      options->target,
      " set=",
      options->set,
      " dataflow=",
      options->dataflow,
      options->require ? " require=true" : "",
      options->explain ? " explain=true" : "",
      "},cse,aic-linalg-to-npu{dataflow=",
      options->dataflow,
      "}",
      options->async ? "" : ",aic-npu-allocate,aic-npu-sync"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; ++i)
    write(mlirStringRefCreateFromCString(parts[i]), userData);
}

const AicPipelineDef aicLowerToNpu = {
    .name = "lower-to-npu",
    .summary = "Lower tosa or linalg to programs of a described NPU",
    .description =
        "What the described machine supports becomes npu.program, scheduled "
        "and\n"
        "with addresses, ready to be encoded; the rest stays linalg on the "
        "host,\n"
        "with an npu.launch where a program runs. "
        "`--lower-to-npu=target=edge16`\n"
        "names a machine: an npu.target of the module, an embedded "
        "description\n"
        "or a file; the default is the module's npu.target, else edge32.\n",
    .optionsSize = sizeof(struct Options),
    .options = AIC_LIST(
        AicOptionDef,
        {.name = "from",
         .summary = "what the module is: a model, or what lower-to-linalg has "
                    "made of one",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, from),
         .fallback = "model",
         .words = (const char *const[]){"model", "linalg", NULL}},
        {.name = "target",
         .summary = "npu.target of the module, embedded description or file",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, target)},
        {.name = "set",
         .summary = "changes of the description, group.key=value with commas "
                    "between them",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, set)},
        {.name = "products",
         .summary = "operands of matrix products and convolutions of f32 are "
                    "rounded to this",
         .kind = AIC_OPTION_STRING,
         .offset = offsetof(struct Options, products),
         .fallback = "asis",
         .words = (const char *const[]){"asis", "bf16", "f16", NULL}},
        {AIC_DATAFLOW_OPTION, .offset = offsetof(struct Options, dataflow)},
        {.name = "require",
         .summary = "an operation that would stay on the host is an error",
         .kind = AIC_OPTION_BOOL,
         .offset = offsetof(struct Options, require)},
        {.name = "explain",
         .summary = "a remark per operation that stays on the host",
         .kind = AIC_OPTION_BOOL,
         .offset = offsetof(struct Options, explain)},
        {.name = "async",
         .summary = "stop at the async form, before addresses and semaphores",
         .kind = AIC_OPTION_BOOL,
         .offset = offsetof(struct Options, async)}),
    .build = build,
};
