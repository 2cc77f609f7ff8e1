//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The program file (.npu), little endian:
//
//   0   magic "AICNPU", 2 bytes version       8   CRC-32 of all bytes, with
//   12  words of 4 bytes: number of buffers,      this field as 0
//       commands, machine parameters          24  size of the file, 8 bytes
//   32  hash of the machine, 8 bytes          40  multiply-adds, 8 bytes
//   48  bytes of the stream, 8 bytes          56  bytes of the strings, 8 bytes
//   64  machine: name 32 bytes, its parameters 8 bytes each in table order
//       program name 4 bytes (position in the strings)
//       buffers: kind 1, type 1, rank 2, name 4, shape 8 x 8, bytes 8
//       semaphores: 64 counts of 4 bytes
//       number of layers 4; layers: first command 4, name 4, kind 4,
//         multiply-adds 8, bound on the cycles 8, bytes that it reads and
//         writes at least 8 each
//       number of rings 4, of claims 4; rings: name 4, space 1, depth 1,
//         fillers 1, users 1, base 4, slot 4, bytes 4, first and last
//         command 2 x 4; claims: ring 4, side 4, low and high 2 x 4, turn
//         and its steps 5 x 4, writes before and their steps 5 x 4, all writes
//         4, one per operand on the chip in the order of the stream
//       stream, at a multiple of 32
//       source of each command, 4 bytes (position in the strings)
//       strings, each with a zero byte
//       data of each constant, at a multiple of 64
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"

#include <stdlib.h>
#include <string.h>

#define VERSION 3
#define HEADER_SIZE 64
#define MAGIC "AICNPU"

/// The fixed part of the file.
typedef struct Header {
  unsigned char magic[6];
  uint64_t version;
  uint32_t crc, numBuffers, numCommands, numParams;
  uint64_t size, hash, macs, streamBytes, stringBytes;
} Header;

static void codecHeader(Codec *codec, Header *header) {
  aicCodecBytes(codec, header->magic, sizeof header->magic);
  aicCodecUnsigned(codec, &header->version, 2);
  aicCodecU32(codec, &header->crc);
  aicCodecU32(codec, &header->numBuffers);
  aicCodecU32(codec, &header->numCommands);
  aicCodecU32(codec, &header->numParams);
  aicCodecU64(codec, &header->size);
  aicCodecU64(codec, &header->hash);
  aicCodecU64(codec, &header->macs);
  aicCodecU64(codec, &header->streamBytes);
  aicCodecU64(codec, &header->stringBytes);
}

static void codecMachine(Codec *codec, AicMachine *machine) {
  aicCodecBytes(codec, machine->name, sizeof machine->name);
  for (size_t i = 0; i < aicMachineNumParams; ++i) {
    uint64_t value = aicMachineGet(machine, &aicMachineParams[i]);
    aicCodecU64(codec, &value);
    aicMachineSet(machine, &aicMachineParams[i], value);
  }
}

static void codecBuffer(Codec *codec, AicNpuBuffer *buffer, uint32_t *name) {
  uint64_t kind = buffer->kind, type = buffer->type, rank = buffer->rank;
  aicCodecUnsigned(codec, &kind, 1);
  aicCodecUnsigned(codec, &type, 1);
  aicCodecUnsigned(codec, &rank, 2);
  buffer->kind = (AicNpuBufferKind)kind;
  buffer->type = (AicNpuType)type;
  buffer->rank = (uint32_t)rank;
  aicCodecU32(codec, name);
  for (int i = 0; i < AIC_NPU_MAX_RANK; ++i) {
    uint64_t extent = (uint64_t)buffer->shape[i];
    aicCodecU64(codec, &extent);
    // Beyond INT64_MAX is refused by verification as negative.
    buffer->shape[i] = extent > INT64_MAX ? -1 : (int64_t)extent;
  }
  aicCodecU64(codec, &buffer->bytes);
}

uint32_t aicCodecPutString(Codec *strings, const char *text) {
  size_t at = strings->at;
  aicCodecBytes(strings, (void *)(uintptr_t)text, strlen(text) + 1);
  return (uint32_t)at;
}

const char *aicCodecGetString(const char *strings, uint64_t size, uint32_t at) {
  return at < size ? strings + at : NULL;
}

/// Writes the header over the one that kept its place.
static void writeHeader(const Codec *codec, Header *header) {
  Codec again = {
      .writing = true, .bytes = codec->bytes, .capacity = codec->capacity};
  codecHeader(&again, header);
}

/// Appends the strings of the sources to `strings` and where they lie to
/// `codec`.
static void writeSources(Codec *codec, Codec *strings,
                         const AicNpuProgram *program) {
  uint32_t *at = malloc((program->numStrings + 1) * sizeof *at);
  if (!at) {
    codec->failed = true;
    return;
  }
  for (uint32_t i = 0; i < program->numStrings; ++i)
    at[i] = aicCodecPutString(strings, program->strings[i]);
  for (uint32_t i = 0; i < program->numCommands; ++i) {
    uint32_t source = program->sources[i];
    uint32_t place = source < program->numStrings ? at[source] : UINT32_MAX;
    aicCodecU32(codec, &place);
  }
  free(at);
}

AicError *aicNpuProgramWriteBytes(const AicNpuProgram *program,
                                  unsigned char **bytes, size_t *size) {
  Codec codec = {.writing = true}, strings = {.writing = true};
  Header header = {.version = VERSION,
                   .numBuffers = program->numBuffers,
                   .numCommands = program->numCommands,
                   .numParams = (uint32_t)aicMachineNumParams,
                   .hash = aicMachineHash(&program->machine),
                   .macs = program->macs};
  memcpy(header.magic, MAGIC, sizeof header.magic);
  codecHeader(&codec, &header);
  AicMachine machine = program->machine;
  codecMachine(&codec, &machine);
  uint32_t name =
      aicCodecPutString(&strings, program->name ? program->name : "");
  aicCodecU32(&codec, &name);
  for (uint32_t i = 0; i < program->numBuffers; ++i) {
    AicNpuBuffer buffer = program->buffers[i];
    name = aicCodecPutString(&strings, buffer.name ? buffer.name : "");
    codecBuffer(&codec, &buffer, &name);
  }
  for (int i = 0; i < AIC_NPU_MAX_SEMAPHORES; ++i) {
    uint32_t count = program->semaphores[i];
    aicCodecU32(&codec, &count);
  }
  aicCodecWriteLayers(&codec, &strings, program);
  aicCodecWriteRings(&codec, &strings, program);
  aicCodecAlign(&codec, AIC_NPU_WORD);
  size_t stream = codec.at;
  uint32_t depth = 0;
  for (uint32_t i = 0; i < program->numCommands; ++i) {
    AicNpuCommand command = program->commands[i];
    depth -= command.opcode == AIC_NPU_END && depth;
    aicCodecCommand(&codec, &command, &depth);
    depth += command.opcode == AIC_NPU_LOOP;
  }
  header.streamBytes = codec.at - stream;
  writeSources(&codec, &strings, program);
  header.stringBytes = strings.at;
  aicCodecBytes(&codec, strings.bytes, strings.at);
  for (uint32_t i = 0; i < program->numBuffers; ++i) {
    const AicNpuBuffer *buffer = &program->buffers[i];
    if (buffer->kind != AIC_NPU_CONSTANT)
      continue;
    aicCodecAlign(&codec, 64);
    aicCodecBytes(&codec, (void *)(uintptr_t)buffer->data, buffer->bytes);
  }
  bool failed = codec.failed || strings.failed;
  free(strings.bytes);
  if (failed) {
    free(codec.bytes);
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  }
  header.size = codec.at;
  writeHeader(&codec, &header);
  header.crc = aicCrc32(0, codec.bytes, codec.at);
  writeHeader(&codec, &header);
  *size = codec.at;
  *bytes = codec.bytes;
  return NULL;
}

/// An error of the format in the words of `text`.
static AicError *wrong(const char *text) {
  return aicErrorCreate(AIC_ERROR_FORMAT, "%s", text);
}

/// Where the parts of a file begin.
typedef struct Parts {
  size_t names; ///< of the program and its buffers
  size_t layers, rings, stream, sources, constants;
  const char *strings;
  uint64_t stringBytes;
} Parts;

/// Walks over what follows the machine; the strings end with a zero byte.
static AicError *findParts(Codec *codec, const Header *header,
                           AicNpuProgram *program, Parts *parts) {
  uint32_t name;
  parts->names = codec->at;
  aicCodecU32(codec, &name);
  for (uint32_t i = 0; i < header->numBuffers && !codec->failed; ++i) {
    AicNpuBuffer buffer = {.kind = AIC_NPU_INPUT};
    codecBuffer(codec, &buffer, &name);
  }
  for (int i = 0; i < AIC_NPU_MAX_SEMAPHORES; ++i)
    aicCodecU32(codec, &program->semaphores[i]);
  if (codec->failed)
    return wrong("has buffers that are larger than the file");
  parts->layers = codec->at;
  AicError *error = aicCodecSkipLayers(codec, header->numCommands);
  parts->rings = codec->at;
  if (!error)
    error = aicCodecSkipRings(codec);
  if (error)
    return error;
  aicCodecAlign(codec, AIC_NPU_WORD);
  parts->stream = codec->at;
  if (codec->failed || header->streamBytes > codec->size - codec->at)
    return wrong("has a stream that is larger than the file");
  codec->at += header->streamBytes;
  parts->sources = codec->at;
  uint64_t sourceBytes = (uint64_t)header->numCommands * 4;
  uint64_t left = codec->size - codec->at;
  if (sourceBytes > left || header->stringBytes > left - sourceBytes ||
      !header->stringBytes)
    return wrong("has names that are larger than the file");
  parts->strings = (const char *)codec->bytes + parts->sources + sourceBytes;
  parts->stringBytes = header->stringBytes;
  if (parts->strings[parts->stringBytes - 1])
    return wrong("has a name that does not end");
  parts->constants = parts->sources + sourceBytes + parts->stringBytes;
  return NULL;
}

/// The program's name, and its buffers with names and data.
static AicError *readBuffers(Codec *codec, const Header *header,
                             const Parts *parts, AicNpuProgram *program) {
  uint32_t name;
  size_t constants = parts->constants;
  codec->at = parts->names;
  aicCodecU32(codec, &name);
  const char *text =
      aicCodecGetString(parts->strings, parts->stringBytes, name);
  free(program->name);
  program->name = text ? aicNpuCopyText(text) : NULL;
  if (!program->name)
    return wrong("has a program name outside its names");
  for (uint32_t i = 0; i < header->numBuffers; ++i) {
    AicNpuBuffer buffer = {.kind = AIC_NPU_INPUT};
    codecBuffer(codec, &buffer, &name);
    buffer.name = aicCodecGetString(parts->strings, parts->stringBytes, name);
    if (!buffer.name)
      return wrong("has a buffer name outside its names");
    if (buffer.type >= AIC_NPU_NUM_TYPES || !buffer.bytes)
      return wrong("has a buffer of an unknown type or without bytes");
    if (buffer.kind == AIC_NPU_CONSTANT) {
      constants = (constants + 63) / 64 * 64;
      if (constants > codec->size || buffer.bytes > codec->size - constants)
        return wrong("has constants that are larger than the file");
      buffer.data = codec->bytes + constants;
      constants += buffer.bytes;
    }
    aicNpuProgramAddBuffer(program, &buffer);
  }
  return constants == codec->size ? NULL
                                  : wrong("has bytes after its last constant");
}

static AicError *readCommands(Codec *codec, const Header *header,
                              const Parts *parts, AicNpuProgram *program) {
  Codec stream = {
      .bytes = codec->bytes, .at = parts->stream, .size = parts->sources};
  codec->at = parts->sources;
  uint32_t depth = 0;
  for (uint32_t i = 0; i < header->numCommands; ++i) {
    AicNpuCommand command;
    memset(&command, 0, sizeof command);
    uint32_t given, name;
    aicCodecCommand(&stream, &command, &given);
    depth -= command.opcode == AIC_NPU_END && depth;
    if (stream.failed || given != depth)
      return wrong("has a broken command");
    depth += command.opcode == AIC_NPU_LOOP;
    aicCodecU32(codec, &name);
    const char *text = "";
    if (name != UINT32_MAX)
      text = aicCodecGetString(parts->strings, parts->stringBytes, name);
    if (!text)
      return wrong("has a source name outside its names");
    aicNpuProgramAppend(program, &command, text);
  }
  return stream.at == parts->sources
             ? NULL
             : wrong("has bytes after its last command");
}

/// Reads what follows the machine.
static AicError *readBody(Codec *codec, const Header *header,
                          AicNpuProgram *program) {
  Parts parts = {0};
  AicError *error = findParts(codec, header, program, &parts);
  if (!error)
    error = readBuffers(codec, header, &parts, program);
  codec->at = parts.layers;
  if (!error)
    error =
        aicCodecReadLayers(codec, parts.strings, parts.stringBytes, program);
  if (!error)
    error = readCommands(codec, header, &parts, program);
  codec->at = parts.rings;
  return error ? error
               : aicCodecReadRings(codec, parts.strings, parts.stringBytes,
                                   program);
}

AicError *aicNpuProgramReadBytes(const void *bytes, size_t size, bool inPlace,
                                 AicNpuProgram **program) {
  // Reading does not write to the bytes.
  Codec codec = {.bytes = (unsigned char *)(uintptr_t)bytes, .size = size};
  Header header;
  *program = NULL;
  codecHeader(&codec, &header);
  if (codec.failed || memcmp(header.magic, MAGIC, sizeof header.magic) != 0)
    return aicErrorCreate(AIC_ERROR_FORMAT, "is not an NPU program");
  if (header.version != VERSION)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "is of version %u, this is version %u",
                          (unsigned)header.version, VERSION);
  if (header.size != size)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "is truncated or extended: it has %zu bytes, but "
                          "was written with %llu",
                          size, (unsigned long long)header.size);
  static const unsigned char zeros[4] = {0};
  uint32_t crc = aicCrc32(0, bytes, 8);
  crc = aicCrc32(crc, zeros, 4);
  crc = aicCrc32(crc, codec.bytes + 12, size - 12);
  if (crc != header.crc)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "is corrupted: its checksum is %08x, but was "
                          "written as %08x",
                          crc, header.crc);
  if (header.numParams != aicMachineNumParams)
    return aicErrorCreate(AIC_ERROR_FORMAT,
                          "describes its machine with %u parameters, this "
                          "version knows %zu",
                          header.numParams, aicMachineNumParams);
  AicMachine machine;
  codecMachine(&codec, &machine);
  if (codec.failed || machine.name[sizeof machine.name - 1])
    return aicErrorCreate(AIC_ERROR_FORMAT, "has a broken machine");
  uint64_t hash = aicMachineHash(&machine);
  if (hash != header.hash)
    return aicErrorCreate(
        AIC_ERROR_FORMAT,
        "is for another machine: its machine '%s' has the hash "
        "%016llx, but it was made for %016llx",
        machine.name, (unsigned long long)hash,
        (unsigned long long)header.hash);
  AicNpuProgram *read = aicNpuProgramCreate(&machine, "");
  if (!read)
    return aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  read->macs = header.macs;
  read->inPlace = inPlace;
  AicError *error = readBody(&codec, &header, read);
  if (error) {
    aicNpuProgramDestroy(read);
    return error;
  }
  *program = read;
  return NULL;
}
