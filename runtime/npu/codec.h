//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The fields of a program, and bytes that are written and read by the same
// description (a Codec goes one way or the other), so that encoding and
// decoding cannot differ.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_CODEC_H
#define AIC_RUNTIME_NPU_CODEC_H

#include "runtime/npu/program.h"

struct AicNpuProgram {
  AicMachine machine;
  char *name;
  AicNpuBuffer *buffers;
  uint32_t numBuffers, maxBuffers;
  uint32_t semaphores[AIC_NPU_MAX_SEMAPHORES];
  uint64_t macs;
  AicNpuCommand *commands;
  uint32_t *sources; ///< per command: index into strings, or UINT32_MAX
  uint32_t numCommands, maxCommands;
  char **strings;
  uint32_t numStrings, maxStrings;
  AicNpuLayer *layers;
  uint32_t numLayers, maxLayers;
  AicNpuRing *rings;
  uint32_t numRings, maxRings;
  bool failed;   ///< an allocation failed: the program is incomplete
  bool verified; ///< and not changed since
  bool timeOnly; ///< constants need no data
  bool inPlace;  ///< constants are in bytes of somebody else
};

/// Bytes being written (`writing`, growing) or read.
typedef struct Codec {
  unsigned char *bytes;
  size_t at, size, capacity;
  bool writing;
  bool failed; ///< out of memory, or read past the end
} Codec;

/// Moves `value` to or from the next `width` bytes, little endian.
void aicCodecUnsigned(Codec *codec, uint64_t *value, unsigned width);
void aicCodecU8(Codec *codec, uint8_t *value);
void aicCodecU32(Codec *codec, uint32_t *value);
void aicCodecI32(Codec *codec, int32_t *value);
void aicCodecU64(Codec *codec, uint64_t *value);
void aicCodecBytes(Codec *codec, void *data, size_t size);
/// Zero bytes up to a multiple of `alignment`.
void aicCodecAlign(Codec *codec, size_t alignment);

#define AIC_NPU_WORD 32
#define AIC_NPU_MAX_WORDS 31

/// One command in stream words. Reading fills all fields; values that a field
/// of the struct cannot have are left to verification. `depth` is the number
/// of loops around the command.
void aicCodecCommand(Codec *codec, AicNpuCommand *command, uint32_t *depth);

/// Appends `text` with its zero byte to the strings; where it lies.
uint32_t aicCodecPutString(Codec *strings, const char *text);
/// What a file says at a position of its strings; NULL if it is outside.
const char *aicCodecGetString(const char *strings, uint64_t size, uint32_t at);

/// The table of layers: its size in a file of `numCommands` commands, behind
/// `codec`, which goes on behind it.
AicError *aicCodecSkipLayers(Codec *codec, uint32_t numCommands);
/// Reads the table at `codec` into a program without layers.
AicError *aicCodecReadLayers(Codec *codec, const char *strings,
                             uint64_t stringBytes, AicNpuProgram *program);
void aicCodecWriteLayers(Codec *codec, Codec *strings,
                         const AicNpuProgram *program);

/// The tables of rings and claims, likewise.
AicError *aicCodecSkipRings(Codec *codec);
AicError *aicCodecReadRings(Codec *codec, const char *strings,
                            uint64_t stringBytes, AicNpuProgram *program);
void aicCodecWriteRings(Codec *codec, Codec *strings,
                        const AicNpuProgram *program);

/// A copy on the heap; NULL without memory.
char *aicNpuCopyText(const char *text);
/// Makes room for one more element of an array; false if there is no memory.
bool aicNpuGrow(void **array, uint32_t count, uint32_t *capacity, size_t size);
void aicNpuLayersDestroy(AicNpuProgram *program);
void aicNpuRingsDestroy(AicNpuProgram *program);

/// CRC-32 of IEEE 802.3; start with 0.
uint32_t aicCrc32(uint32_t crc, const void *data, size_t size);

/// Everything but verification.
AicError *aicNpuProgramWriteBytes(const AicNpuProgram *program,
                                  unsigned char **bytes, size_t *size);
AicError *aicNpuProgramReadBytes(const void *bytes, size_t size, bool inPlace,
                                 AicNpuProgram **program);

#endif // AIC_RUNTIME_NPU_CODEC_H
