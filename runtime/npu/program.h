//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An NPU program: buffers, semaphores, commands, and the file they are kept
// in (.npu). Built by appending; encoded to bytes; decoded with every field
// checked, so that a decoded program can be run.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_PROGRAM_H
#define AIC_RUNTIME_NPU_PROGRAM_H

#include "runtime/npu/command.h"

AIC_EXTERN_C_BEGIN

#define AIC_NPU_MAX_RANK 8 ///< of a buffer's shape

typedef enum AicNpuBufferKind {
  AIC_NPU_INPUT = 0,
  AIC_NPU_OUTPUT = 1,
  AIC_NPU_CONSTANT = 2,
  AIC_NPU_TEMPORARY = 3
} AicNpuBufferKind;

/// "input", "output", "constant", "temporary".
AIC_EXPORT const char *aicNpuBufferKindName(AicNpuBufferKind kind);

/// A tensor in DRAM. Inputs and outputs are dense, in C order, and passed in
/// the order in which they were added.
typedef struct AicNpuBuffer {
  AicNpuBufferKind kind;
  AicNpuType type;
  const char *name;
  uint32_t rank;
  int64_t shape[AIC_NPU_MAX_RANK];
  uint64_t bytes;
  const void *data; ///< constants: `bytes` bytes; else NULL
} AicNpuBuffer;

/// A stretch of the stream that computes one layer of the model: from its
/// first command to that of the next layer.
typedef struct AicNpuLayer {
  const char *name; ///< of the model's nodes, as a list
  const char *kind; ///< "conv2d"
  uint64_t macs;    ///< of the model, without padding
  /// What it adds at least to the cycles of the layers in front, whose bounds
  /// sum to one of the program; 0 when nobody knows.
  uint64_t bound;
  /// Bytes of its operands and of its result, each element once: what it moves
  /// at least when nothing is kept on the chip. 0 when nobody knows.
  uint64_t reads, writes;
  uint32_t first; ///< number of its first command, outside of loops
} AicNpuLayer;

/// Memory on the chip that is taken in turns: turn n has slot n mod depth. What
/// the operands of commands claim (AicNpuClaim) refers to rings.
typedef struct AicNpuRing {
  const char *name; ///< what it holds and where it comes from
  AicNpuSpace space;
  uint32_t depth;
  uint32_t base, slot;     ///< bytes; slots are `slot` apart
  uint32_t bytes;          ///< of a slot that are used, at most `slot`
  uint32_t first, last;    ///< numbers of the commands that access it
  uint32_t fillers, users; ///< sets of AicNpuEngine
} AicNpuRing;

typedef struct AicNpuProgram AicNpuProgram;

/// An empty program for `machine` (copied). NULL if there is no memory. The
/// functions that add to it remember a failed allocation; aicNpuProgramEncode
/// and aicNpuProgramVerify report it.
AIC_EXPORT AicNpuProgram *aicNpuProgramCreate(const AicMachine *machine,
                                              const char *name);
/// NULL is a no-op.
AIC_EXPORT void aicNpuProgramDestroy(AicNpuProgram *program);

/// Adds a buffer, copying name and data, and returns its index. With `bytes`
/// 0 the size follows from shape and type.
AIC_EXPORT uint32_t aicNpuProgramAddBuffer(AicNpuProgram *program,
                                           const AicNpuBuffer *buffer);
/// The count of a semaphore before the first command; 0 unless set.
AIC_EXPORT void aicNpuProgramSetSemaphore(AicNpuProgram *program, uint32_t id,
                                          uint32_t count);
/// Multiply-adds of the model that the program computes, without padding.
AIC_EXPORT void aicNpuProgramSetMacs(AicNpuProgram *program, uint64_t macs);
/// Constants need no data: the program can be verified and timed, but neither
/// run nor encoded.
AIC_EXPORT void aicNpuProgramSetTimeOnly(AicNpuProgram *program);
/// Appends a command and returns its number. `source` names the place in the
/// model that it came from (copied; may be NULL).
AIC_EXPORT uint32_t aicNpuProgramAppend(AicNpuProgram *program,
                                        const AicNpuCommand *command,
                                        const char *source);

/// Begins a layer: commands appended from now on are its own. `first` is
/// ignored, name and kind are copied. A program has layers for all its
/// commands or none.
AIC_EXPORT void aicNpuProgramAddLayer(AicNpuProgram *program,
                                      const AicNpuLayer *layer);

/// Adds a ring, copying its name, and returns its index. A program has rings
/// that all operands on the chip claim, or none and claims nothing.
AIC_EXPORT uint32_t aicNpuProgramAddRing(AicNpuProgram *program,
                                         const AicNpuRing *ring);
/// Says what an operand of a command claims.
AIC_EXPORT void aicNpuProgramSetClaim(AicNpuProgram *program, uint32_t command,
                                      int operand, const AicNpuClaim *claim);
/// Sets first and last command and the engines of all rings to what the
/// commands claim.
AIC_EXPORT void aicNpuProgramTraceRings(AicNpuProgram *program);

AIC_EXPORT const AicMachine *aicNpuProgramGetMachine(const AicNpuProgram *);
AIC_EXPORT const char *aicNpuProgramGetName(const AicNpuProgram *);
AIC_EXPORT uint64_t aicNpuProgramGetMacs(const AicNpuProgram *);
AIC_EXPORT uint32_t aicNpuProgramGetNumBuffers(const AicNpuProgram *);
/// Valid until a buffer is added or the program destroyed.
AIC_EXPORT const AicNpuBuffer *aicNpuProgramGetBuffer(const AicNpuProgram *,
                                                      uint32_t index);
AIC_EXPORT uint32_t aicNpuProgramGetSemaphore(const AicNpuProgram *,
                                              uint32_t id);
AIC_EXPORT uint32_t aicNpuProgramGetNumCommands(const AicNpuProgram *);
AIC_EXPORT const AicNpuCommand *aicNpuProgramGetCommand(const AicNpuProgram *,
                                                        uint32_t index);
/// "" if the command has none.
AIC_EXPORT const char *aicNpuProgramGetSource(const AicNpuProgram *,
                                              uint32_t index);
AIC_EXPORT uint32_t aicNpuProgramGetNumLayers(const AicNpuProgram *);
/// Valid until a layer is added or the program destroyed.
AIC_EXPORT const AicNpuLayer *aicNpuProgramGetLayer(const AicNpuProgram *,
                                                    uint32_t index);
AIC_EXPORT uint32_t aicNpuProgramGetNumRings(const AicNpuProgram *);
/// Valid until a ring is added or the program destroyed.
AIC_EXPORT const AicNpuRing *aicNpuProgramGetRing(const AicNpuProgram *,
                                                  uint32_t index);
/// The number of inputs (or outputs ...), and the index of the n-th of them;
/// n must be below the count.
AIC_EXPORT uint32_t aicNpuProgramCountBuffers(const AicNpuProgram *,
                                              AicNpuBufferKind kind);
AIC_EXPORT uint32_t aicNpuProgramFindBuffer(const AicNpuProgram *,
                                            AicNpuBufferKind kind, uint32_t n);

/// Verifies the program and writes it to `*bytes`, which the caller frees.
AIC_EXPORT AicError *aicNpuProgramEncode(const AicNpuProgram *program,
                                         unsigned char **bytes, size_t *size);

/// Reads a program from bytes that nobody vouches for: checks size, CRC and
/// every field, then verifies it. The program does not refer to `bytes`.
AIC_EXPORT AicError *aicNpuProgramDecode(const void *bytes, size_t size,
                                         AicNpuProgram **program);
/// The same, but constants stay in `bytes`, which must outlive the program.
AIC_EXPORT AicError *aicNpuProgramDecodeInPlace(const void *bytes, size_t size,
                                                AicNpuProgram **program);

/// Writes the program as text, one command per line, loops indented; without
/// the data of constants.
AIC_EXPORT void aicNpuProgramPrint(const AicNpuProgram *program,
                                   void (*write)(const char *text, size_t size,
                                                 void *userData),
                                   void *userData);
/// The same with the data, which aicNpuProgramAssemble turns into this program
/// again.
AIC_EXPORT void aicNpuProgramPrintWhole(const AicNpuProgram *program,
                                        void (*write)(const char *text,
                                                      size_t size,
                                                      void *userData),
                                        void *userData);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_PROGRAM_H
