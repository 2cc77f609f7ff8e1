//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Faults that a broken compiler could leave in a program, put into one at
// random. What the program claims stays as it is.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_BENCH_NPU_FAULTS_H
#define AIC_BENCH_NPU_FAULTS_H

#include "runtime/npu/codec.h"

typedef enum Fault {
  FAULT_DROP_WAIT,
  FAULT_DROP_POST,
  FAULT_ADD_WAIT,
  FAULT_ADD_POST,
  FAULT_COUNT,    ///< initial count of a semaphore
  FAULT_SLOT,     ///< another slot of the ring at this operand
  FAULT_EXCHANGE, ///< the addresses of two operands
  FAULT_SHIFT,    ///< an address, by 1 to 4096 elements of 4 bytes or 1
  FAULT_STEP,     ///< what a loop adds to an address
  FAULT_STORE,    ///< where a store begins in its tensor
  FAULT_REORDER,  ///< a command moves before others
  FAULT_DROP,     ///< a command becomes a sync with its semaphores
  NUM_FAULTS
} Fault;

extern const char *const faultNames[NUM_FAULTS];

/// Puts one fault in; false if the place that chance found does not have what
/// it needs, or the program would stay the same. The program may then be
/// changed.
bool injectFault(AicNpuProgram *program, Fault fault, uint64_t *seed);

#endif // AIC_BENCH_NPU_FAULTS_H
