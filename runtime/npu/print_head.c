//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What stands in front of a program's commands, as text: machine, buffers,
// semaphores, rings, layers.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/print.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DATA_LINE 32 ///< bytes of a constant in one line

void aicNpuPrint(const Printer *printer, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  int length = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (length > 0)
    printer->write(
        text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1,
        printer->userData);
}

void aicNpuPrintText(const Printer *printer, const char *text) {
  size_t length = strlen(text), plain = 0;
  for (size_t i = 0; i < length; ++i) {
    unsigned char c = (unsigned char)text[i];
    // The reader drops white space at both ends.
    bool end = (i == 0 || i + 1 == length) && c == ' ';
    if (c >= ' ' && c != 0x7f && c != '\\' && !end)
      continue;
    if (i > plain)
      printer->write(text + plain, i - plain, printer->userData);
    aicNpuPrint(printer, "\\%02x", c);
    plain = i + 1;
  }
  if (length > plain)
    printer->write(text + plain, length - plain, printer->userData);
}

/// A name, in quotes unless it ends where the reader of one expects: in front
/// of a space, or for a name of several words in front of a parenthesis.
static void printName(const Printer *printer, const char *name, bool words) {
  size_t length = strlen(name);
  bool plain = length && name[0] != ' ' && name[length - 1] != ' ' &&
               !strstr(name, "//");
  for (size_t i = 0; i < length; ++i) {
    unsigned char c = (unsigned char)name[i];
    plain &=
        c >= ' ' && c != 0x7f && (words || c != ' ') && !strchr("\"\\()", c);
  }
  if (plain) {
    printer->write(name, length, printer->userData);
    return;
  }
  aicNpuPrint(printer, "\"");
  for (size_t i = 0; i < length; ++i) {
    unsigned char c = (unsigned char)name[i];
    if (c < ' ' || c == 0x7f || c == '"' || c == '\\')
      aicNpuPrint(printer, "\\%02x", c);
    else
      printer->write(name + i, 1, printer->userData);
  }
  aicNpuPrint(printer, "\"");
}

static void printMachine(const Printer *printer, const AicMachine *machine) {
  AicMachine plain;
  aicMachineInit(&plain, machine->name, machine->array.rows,
                 machine->array.cols);
  aicNpuPrint(printer, "machine %s %" PRIu64 "x%" PRIu64 "\n", machine->name,
              machine->array.rows, machine->array.cols);
  const char *group = NULL;
  for (size_t i = 0; i < aicMachineNumParams; ++i) {
    const AicMachineParam *param = &aicMachineParams[i];
    if (aicMachineGet(machine, param) == aicMachineGet(&plain, param))
      continue;
    char value[256];
    aicMachineGetText(machine, param, value, sizeof value);
    // One line for the parameters of a group.
    bool same = group && !strcmp(group, param->group);
    aicNpuPrint(printer, "%s%s%s%s=%s",
                same    ? " "
                : group ? "\nset "
                        : "set ",
                param->group, param->group[0] ? "." : "", param->key, value);
    group = param->group;
  }
  if (group)
    aicNpuPrint(printer, "\n");
}

static void printData(const Printer *printer, const AicNpuBuffer *buffer) {
  static const char digits[] = "0123456789abcdef";
  const unsigned char *bytes = buffer->data;
  char line[2 + 2 * DATA_LINE + 1] = "  ";
  aicNpuPrint(printer, " {\n");
  for (uint64_t at = 0; at < buffer->bytes; at += DATA_LINE) {
    size_t length = 2;
    for (uint64_t i = at; i < buffer->bytes && i < at + DATA_LINE; ++i) {
      line[length++] = digits[bytes[i] >> 4];
      line[length++] = digits[bytes[i] & 15];
    }
    line[length++] = '\n';
    printer->write(line, length, printer->userData);
  }
  aicNpuPrint(printer, "}");
}

static void printBuffer(const Printer *printer, const AicNpuProgram *program,
                        uint32_t number, bool data) {
  const AicNpuBuffer *buffer = aicNpuProgramGetBuffer(program, number);
  aicNpuPrint(printer, "buffer %" PRIu32 " %s ", number,
              aicNpuBufferKindName(buffer->kind));
  printName(printer, buffer->name, false);
  aicNpuPrint(printer, " ");
  for (uint32_t d = 0; d < buffer->rank; ++d)
    aicNpuPrint(printer, "%" PRId64 "x", buffer->shape[d]);
  aicNpuPrint(printer, "%s, %" PRIu64 " bytes", aicNpuTypeName(buffer->type),
              buffer->bytes);
  if (data && buffer->kind == AIC_NPU_CONSTANT && buffer->data)
    printData(printer, buffer);
  aicNpuPrint(printer, "\n");
}

/// "mx+vx", or "none".
static void printEngines(const Printer *printer, uint32_t engines) {
  if (!engines)
    aicNpuPrint(printer, "none");
  const char *between = "";
  for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e)
    if (engines >> e & 1) {
      aicNpuPrint(printer, "%s%s", between, aicNpuEngineName((AicNpuEngine)e));
      between = "+";
    }
}

static void printRing(const Printer *printer, const AicNpuProgram *program,
                      uint32_t number) {
  const AicNpuRing *ring = aicNpuProgramGetRing(program, number);
  aicNpuPrint(printer, "ring %" PRIu32 " ", number);
  printName(printer, ring->name, true);
  aicNpuPrint(printer,
              " (%s %" PRIu32 ", %" PRIu32 " slots of %" PRIu32 ", %" PRIu32
              " used), commands %" PRIu32 " to %" PRIu32 ", filled by ",
              ring->space == AIC_NPU_ACC ? "acc" : "spad", ring->base,
              ring->depth, ring->slot, ring->bytes, ring->first, ring->last);
  printEngines(printer, ring->fillers);
  aicNpuPrint(printer, ", used by ");
  printEngines(printer, ring->users);
  aicNpuPrint(printer, "\n");
}

void aicNpuPrintHead(const Printer *printer, const AicNpuProgram *program,
                     bool data) {
  const AicMachine *machine = aicNpuProgramGetMachine(program);
  printMachine(printer, machine);
  aicNpuPrint(printer, "program ");
  printName(printer, aicNpuProgramGetName(program), false);
  aicNpuPrint(printer, " for %s (hash %016" PRIx64 "), %" PRIu64 " macs\n",
              machine->name, aicMachineHash(machine),
              aicNpuProgramGetMacs(program));
  for (uint32_t i = 0; i < aicNpuProgramGetNumBuffers(program); ++i)
    printBuffer(printer, program, i, data);
  for (uint32_t id = 0; id < AIC_NPU_MAX_SEMAPHORES; ++id)
    if (aicNpuProgramGetSemaphore(program, id))
      aicNpuPrint(printer, "semaphore %" PRIu32 " starts at %" PRIu32 "\n", id,
                  aicNpuProgramGetSemaphore(program, id));
  for (uint32_t i = 0; i < aicNpuProgramGetNumRings(program); ++i)
    printRing(printer, program, i);
}

void aicNpuPrintLayer(const Printer *printer, const AicNpuProgram *program,
                      uint32_t number) {
  const AicNpuLayer *layer = aicNpuProgramGetLayer(program, number);
  aicNpuPrint(printer, "layer %" PRIu32 " ", number);
  printName(printer, layer->name, true);
  aicNpuPrint(printer, " (");
  printName(printer, layer->kind, true);
  aicNpuPrint(printer, "), %" PRIu64 " macs, at least %" PRIu64 " cycles",
              layer->macs, layer->bound);
  aicNpuPrint(printer, ", reads %" PRIu64 ", writes %" PRIu64 " bytes\n",
              layer->reads, layer->writes);
}
