//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Who may move on a bank with one port.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/engines.h"

#include "runtime/npu/banks.h"
#include "runtime/npu/codec.h"

void aicSimArbitrate(Simulation *simulation) {
  enum { MOST = AIC_NPU_NUM_ENGINES * AIC_NPU_MAX_FLIGHTS };
  Flight *order[MOST];
  AicNpuBanks banks[MOST];
  int engineOf[MOST], count = 0;
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    for (uint32_t i = 0; i < simulation->engines[e].numFlights; ++i) {
      Flight *flight = &simulation->engines[e].flights[i];
      flight->blocked = false;
      if (flight->stage != STAGE_MOVE)
        continue;
      int at = count++;
      for (; at && order[at - 1]->moved > flight->moved; --at) {
        order[at] = order[at - 1];
        engineOf[at] = engineOf[at - 1];
        banks[at] = banks[at - 1];
      }
      order[at] = flight;
      engineOf[at] = e;
      banks[at] =
          aicNpuBanksOf(simulation->machine,
                        &simulation->program->commands[flight->entry.number],
                        flight->entry.idx);
    }
  for (int later = 1; later < count; ++later)
    for (int i = 0; i < later && !order[later]->blocked; ++i)
      order[later]->blocked = engineOf[i] != engineOf[later] &&
                              !order[i]->blocked &&
                              aicNpuBanksMeet(&banks[i], &banks[later]);
}
