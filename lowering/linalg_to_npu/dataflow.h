//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The option `dataflow` of the passes that plan.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_LINALG_TO_NPU_DATAFLOW_H
#define AIC_LOWERING_LINALG_TO_NPU_DATAFLOW_H

#include "aic/pass.h"

#include "runtime/npu/machine.h"

/// Its words, "auto" first; NULL at the end.
extern const char *const aicDataflowWords[];
/// The fields of its row in a table of options, but for the offset.
#define AIC_DATAFLOW_OPTION                                                    \
  .name = "dataflow",                                                          \
  .summary = "what stays in the array: ws (weights), os (outputs), is "        \
             "(inputs), or auto, which chooses for each layer among what "     \
             "the machine has",                                                \
  .kind = AIC_OPTION_STRING, .fallback = "auto", .words = aicDataflowWords

/// Sets `dataflows`, a bit set of 1 << AicNpuDataflow, to what `word` allows on
/// `machine`. Reports an error at `target`, the npu.target, if that lacks it.
MlirLogicalResult aicDataflowsResolve(MlirOperation target,
                                      const AicMachine *machine,
                                      const char *word, uint64_t *dataflows);

#endif // AIC_LOWERING_LINALG_TO_NPU_DATAFLOW_H
