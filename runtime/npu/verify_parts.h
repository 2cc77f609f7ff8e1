//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The parts of verification. A check returns false after it has set the error.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_VERIFY_PARTS_H
#define AIC_RUNTIME_NPU_VERIFY_PARTS_H

#include "runtime/npu/codec.h"

/// Where verification stands.
typedef struct Verifier {
  const AicNpuProgram *program;
  const AicMachine *machine;
  uint32_t number; ///< of the command that is checked
  uint32_t depth;  ///< loops around it
  uint32_t trip[AIC_NPU_MAX_LOOPS];
  AicError *error;
} Verifier;

/// Sets the error, with the command's number and source in front.
bool aicVerifyFail(Verifier *verifier, const char *format, ...)
    AIC_PRINTF(2, 3);

/// Smallest and largest value.
typedef struct Range {
  int64_t low, high;
} Range;

/// base + sum_l idx_l * steps[l] over all iterations of the loops.
Range aicVerifyLoopRange(const Verifier *verifier, int64_t base,
                         const int32_t *steps);

/// `ref` may be used for `bytes` bytes from its address on, in elements of
/// `elem` bytes; `what` names the operand.
bool aicVerifyRef(Verifier *verifier, const AicNpuRef *ref, const char *what,
                  uint64_t bytes, uint32_t elem);

/// What `ref` claims holds for its address, in `bytes` bytes, at any loop
/// indices: the ring, the slot, the bytes in the slot.
bool aicVerifyClaim(Verifier *verifier, const AicNpuRef *ref, const char *what,
                    uint64_t bytes);

/// Bytes from the first to the last of a box of elements, or 0 after an error:
/// a stride that is negative or no multiple of the element.
uint64_t aicVerifyExtent(Verifier *verifier, const char *what,
                         const uint32_t *sizes, const int32_t *strides,
                         int rank, uint32_t elem);

bool aicVerifyDma(Verifier *verifier, const AicNpuCommand *command);
bool aicVerifyMatmul(Verifier *verifier, const AicNpuMatmul *matmul);
bool aicVerifyVec(Verifier *verifier, const AicNpuVec *vec);

/// The table of layers covers the stream. The commands are verified.
AicError *aicVerifyLayers(const AicNpuProgram *program);

/// The table of rings: rings that are in use at the same time share no memory.
AicError *aicVerifyRings(const AicNpuProgram *program);

/// Plays the token game: every command runs in the end, and at any speed of the
/// engines no semaphore exceeds the machine's maximum and no two accesses race.
AicError *aicVerifyLiveness(const AicNpuProgram *program);

#endif // AIC_RUNTIME_NPU_VERIFY_PARTS_H
