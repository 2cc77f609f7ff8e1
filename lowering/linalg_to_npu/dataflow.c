//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_npu/dataflow.h"

#include "aic/diag.h"

#include <stdio.h>
#include <string.h>

const char *const aicDataflowWords[] = {"auto", "ws", "os", "is", NULL};

MlirLogicalResult aicDataflowsResolve(MlirOperation target,
                                      const AicMachine *machine,
                                      const char *word, uint64_t *dataflows) {
  *dataflows = machine->array.dataflows;
  if (!strcmp(word, "auto"))
    return mlirLogicalResultSuccess();
  char has[16] = "";
  for (int flow = AIC_NPU_WS; flow <= AIC_NPU_IS; ++flow) {
    const char *name = aicNpuDataflowName((AicNpuDataflow)flow);
    if (!(machine->array.dataflows >> flow & 1))
      continue;
    if (!strcmp(word, name)) {
      *dataflows = (uint64_t)1 << flow;
      return mlirLogicalResultSuccess();
    }
    size_t used = strlen(has);
    snprintf(has + used, sizeof has - used, "%s%s", used ? ", " : "", name);
  }
  return aicOpError(
      target, "has no dataflow %s, which was asked for; it has %s", word, has);
}
