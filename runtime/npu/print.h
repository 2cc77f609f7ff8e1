//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Pieces of a program's text, which assemble.h reads back.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_PRINT_H
#define AIC_RUNTIME_NPU_PRINT_H

#include "runtime/npu/program.h"

typedef struct Printer {
  void (*write)(const char *text, size_t size, void *userData);
  void *userData;
  uint32_t depth; ///< loops around the command: levels with an index
} Printer;

/// At most 500 bytes.
void aicNpuPrint(const Printer *printer, const char *format, ...)
    AIC_PRINTF(2, 3);

/// `text` of any length and content; what would end the line or be taken for
/// an escape is written as a backslash and two hexadecimal digits.
void aicNpuPrintText(const Printer *printer, const char *text);

/// The machine, the program's name, its buffers, semaphores and
/// rings; with `data`
/// the bytes of the constants as well.
void aicNpuPrintHead(const Printer *printer, const AicNpuProgram *program,
                     bool data);
/// The line in front of a layer's commands.
void aicNpuPrintLayer(const Printer *printer, const AicNpuProgram *program,
                      uint32_t number);

#endif // AIC_RUNTIME_NPU_PRINT_H
