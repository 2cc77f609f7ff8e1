//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The assembler, line by line: machine, program, semaphores, layers; buffers
// and commands are read in files of their own.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/assemble.h"

#include "runtime/npu/assemble_parts.h"
#include "runtime/npu/codec.h"
#include "runtime/npu/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Assembler {
  Scanner scanner;
  AicMachine machine;
  uint32_t machineLine;   ///< 0: not described yet
  const char *statement;  ///< where it begins
  AicNpuProgram *program; ///< NULL before its line
  uint32_t depth;         ///< loops that are open
  uint32_t *lines;        ///< of each command
  uint32_t maxLines;
} Assembler;

static bool outOfMemory(Scanner *scanner) {
  aicErrorDestroy(scanner->error);
  scanner->error = aicErrorCreate(AIC_ERROR_MEMORY, "out of memory");
  return false;
}

/// Makes `error`, which knows no lines, one at `at`; true if there is none.
static bool passed(Scanner *scanner, const char *at, AicError *error) {
  if (!error)
    return true;
  aicScanFail(scanner, at, "%s", aicErrorMessage(error));
  aicErrorDestroy(error);
  return false;
}

static bool readBuffer(Assembler *assembler) {
  return aicReadBuffer(&assembler->scanner, assembler->program);
}

/// machine edge4 4x4
static bool readMachine(Assembler *assembler) {
  Scanner *scanner = &assembler->scanner;
  const char *at = aicScanBlank(scanner);
  if (assembler->machineLine)
    return aicScanFail(scanner, assembler->statement, "a second machine");
  char *name = NULL;
  uint64_t rows, cols;
  if (!aicScanName(scanner, "the name of the machine", " \t\r", &name))
    return false;
  bool fits = strlen(name) < sizeof assembler->machine.name;
  uint64_t most = aicMachineFindParam("array", "rows")->max;
  bool good = aicScanNumber(scanner, "array.rows", 1, most, &rows);
  if (good && !aicScanTakeChar(scanner, 'x'))
    good = aicScanExpected(scanner, "'x' and the columns of the array");
  good = good && aicScanNumber(scanner, "array.cols", 1, most, &cols);
  if (good && !fits)
    good = aicScanFail(scanner, at, "a name of over %zu letters",
                       sizeof assembler->machine.name - 1);
  if (good)
    aicMachineInit(&assembler->machine, name, rows, cols);
  assembler->machineLine = scanner->line;
  free(name);
  return good;
}

/// set dram.bw=16 array.shadow=false
static bool readSettings(Assembler *assembler) {
  Scanner *scanner = &assembler->scanner;
  if (!assembler->machineLine || assembler->program)
    return aicScanFail(scanner, assembler->statement,
                       "settings stand between the machine and the program");
  do {
    char *text;
    const char *at = aicScanBlank(scanner);
    if (!aicScanName(scanner, "group.key=value", " \t\r", &text))
      return false;
    bool good =
        passed(scanner, at, aicMachineSetText(&assembler->machine, text));
    free(text);
    if (!good)
      return false;
    aicScanBlank(scanner);
  } while (scanner->at < scanner->end && *scanner->at != '\n' &&
           *scanner->at != '/');
  return true;
}

/// "(hash 0123456789abcdef)", which may be missing.
static bool readHash(Assembler *assembler) {
  Scanner *scanner = &assembler->scanner;
  if (!aicScanTake(scanner, "("))
    return true;
  if (!aicScanNeed(scanner, "hash"))
    return false;
  const char *at = aicScanBlank(scanner);
  uint64_t given = 0, hash = aicMachineHash(&assembler->machine);
  int digits = 0;
  for (; digits < 16 && scanner->at < scanner->end; ++digits, ++scanner->at) {
    int digit = aicScanDigit(*scanner->at);
    if (digit < 0)
      break;
    given = given << 4 | (uint64_t)digit;
  }
  if (digits < 16)
    return aicScanExpected(scanner, "16 hexadecimal digits");
  if (given != hash)
    return aicScanFail(scanner, at,
                       "the machine has the hash %016" PRIx64
                       ", not %016" PRIx64
                       "; leave it out to assemble for another machine",
                       hash, given);
  return aicScanNeed(scanner, ")");
}

/// program NAME for MACHINE (hash ...), 1024 macs
static bool readProgram(Assembler *assembler) {
  Scanner *scanner = &assembler->scanner;
  const char *at = assembler->statement;
  const AicMachine *machine = &assembler->machine;
  if (!assembler->machineLine || assembler->program)
    return aicScanFail(scanner, at, "%s",
                       assembler->program ? "a second program"
                                          : "a machine comes first");
  if (!passed(scanner, at, aicMachineValidate(machine)))
    return false;
  char *name = NULL, *own = NULL;
  if (!aicScanName(scanner, "the name of the program", " \t\r", &name))
    return false;
  assembler->program = aicNpuProgramCreate(machine, name);
  free(name);
  if (!assembler->program)
    return outOfMemory(scanner);
  if (aicScanTake(scanner, "for")) {
    at = aicScanBlank(scanner);
    if (!aicScanName(scanner, "the name of the machine", " \t\r,(", &own))
      return false;
    bool same = !strcmp(own, machine->name);
    free(own);
    if (!same)
      return aicScanFail(scanner, at, "the machine is '%s'", machine->name);
  }
  uint64_t macs = 0;
  if (!readHash(assembler) ||
      (aicScanTake(scanner, ",") &&
       (!aicScanNumber(scanner, "a number of multiply-adds", 0, UINT64_MAX,
                       &macs) ||
        !aicScanNeed(scanner, "macs"))))
    return false;
  aicNpuProgramSetMacs(assembler->program, macs);
  return true;
}

/// semaphore 3 starts at 2
static bool readSemaphore(Assembler *assembler) {
  Scanner *scanner = &assembler->scanner;
  uint64_t id, count;
  if (!aicScanNumber(scanner, "a semaphore", 0, AIC_NPU_MAX_SEMAPHORES - 1,
                     &id) ||
      !aicScanNeed(scanner, "starts") || !aicScanNeed(scanner, "at") ||
      !aicScanNumber(scanner, "a count", 0, UINT32_MAX, &count))
    return false;
  aicNpuProgramSetSemaphore(assembler->program, (uint32_t)id, (uint32_t)count);
  return true;
}

static bool readRing(Assembler *assembler) {
  return aicReadRing(&assembler->scanner, assembler->program);
}

/// , at least 80 cycles, reads 256, writes 64 bytes
static bool readLayerBounds(Scanner *scanner, AicNpuLayer *layer) {
  bool more = aicScanTake(scanner, ",");
  if (more && aicScanTake(scanner, "at")) {
    if (!aicScanNeed(scanner, "least") ||
        !aicScanNumber(scanner, "a number of cycles", 0, UINT64_MAX,
                       &layer->bound) ||
        !aicScanNeed(scanner, "cycles"))
      return false;
    more = aicScanTake(scanner, ",");
  }
  return !more ||
         (aicScanNeed(scanner, "reads") &&
          aicScanNumber(scanner, "a number of bytes", 0, UINT64_MAX,
                        &layer->reads) &&
          aicScanNeed(scanner, ",") && aicScanNeed(scanner, "writes") &&
          aicScanNumber(scanner, "a number of bytes", 0, UINT64_MAX,
                        &layer->writes) &&
          aicScanNeed(scanner, "bytes"));
}

/// layer 0 conv1, relu (conv2d), 1024 macs, at least 80 cycles, reads 256,
/// writes 64 bytes
static bool readLayer(Assembler *assembler) {
  Scanner *scanner = &assembler->scanner;
  AicNpuLayer layer = {0};
  char *name = NULL, *kind = NULL;
  uint64_t number;
  bool good = aicScanNumber(scanner, "the number of the layer", 0, UINT32_MAX,
                            &number) &&
              aicScanName(scanner, "a name", "(", &name) &&
              aicScanNeed(scanner, "(") &&
              aicScanName(scanner, "a kind", ")", &kind) &&
              aicScanNeed(scanner, ")") && aicScanNeed(scanner, ",") &&
              aicScanNumber(scanner, "a number of multiply-adds", 0, UINT64_MAX,
                            &layer.macs) &&
              aicScanNeed(scanner, "macs") && readLayerBounds(scanner, &layer);
  layer.name = name;
  layer.kind = kind;
  if (good)
    aicNpuProgramAddLayer(assembler->program, &layer);
  free(name);
  free(kind);
  return good;
}

/// A command, with its comment as what it comes from.
static bool readCommand(Assembler *assembler) {
  Scanner *scanner = &assembler->scanner;
  AicNpuProgram *program = assembler->program;
  uint32_t count = aicNpuProgramGetNumCommands(program);
  void *lines = assembler->lines;
  if (!aicNpuGrow(&lines, count, &assembler->maxLines, sizeof(uint32_t)))
    return outOfMemory(scanner);
  assembler->lines = lines;
  assembler->lines[count] = scanner->line;
  AicNpuCommand command;
  char *source = NULL;
  bool good = aicReadCommand(scanner, &assembler->depth, &command) &&
              aicScanEnd(scanner, &source);
  if (good)
    aicNpuProgramAppend(program, &command, source);
  free(source);
  return good;
}

static bool readLine(Assembler *assembler) {
  static const struct {
    const char *word;
    bool (*read)(Assembler *assembler);
    bool early; ///< in front of the program's line
  } statements[] = {
      {"machine", readMachine, true},      {"set", readSettings, true},
      {"program", readProgram, true},      {"buffer", readBuffer, false},
      {"semaphore", readSemaphore, false}, {"layer", readLayer, false},
      {"ring", readRing, false},
  };
  Scanner *scanner = &assembler->scanner;
  const char *at = assembler->statement = scanner->at;
  for (size_t i = 0; i < sizeof statements / sizeof statements[0]; ++i)
    if (aicScanTake(scanner, statements[i].word)) {
      if (!statements[i].early && !assembler->program)
        return aicScanFail(scanner, at, "a program comes first");
      return statements[i].read(assembler) && aicScanEnd(scanner, NULL);
    }
  if (!assembler->program)
    return aicScanExpected(scanner, "machine, set or program");
  // The number in front of a command is only for people.
  uint64_t number;
  if (*at >= '0' && *at <= '9' &&
      !aicScanNumber(scanner, "the number of a command", 0, UINT32_MAX,
                     &number))
    return false;
  return readCommand(assembler);
}

/// The error of verification, with the line of the command that it is about.
static AicError *located(const Assembler *assembler, AicError *error) {
  uint32_t command;
  uint32_t count = aicNpuProgramGetNumCommands(assembler->program);
  const char *text = aicErrorMessage(error);
  AicError *full;
  if (sscanf(text, "command %" SCNu32, &command) == 1 && command < count)
    full = aicErrorCreate(AIC_ERROR_FORMAT, "%s:%" PRIu32 ": %s",
                          assembler->scanner.path, assembler->lines[command],
                          text);
  else
    full = aicErrorCreate(AIC_ERROR_FORMAT, "%s: %s", assembler->scanner.path,
                          text);
  aicErrorDestroy(error);
  return full;
}

AicError *aicNpuProgramAssemble(const char *path, const char *text, size_t size,
                                AicNpuProgram **program) {
  Assembler assembler = {.scanner = {.path = path,
                                     .at = text,
                                     .end = text + size,
                                     .start = text,
                                     .line = 1}};
  Scanner *scanner = &assembler.scanner;
  *program = NULL;
  while (!scanner->error && aicScanLines(scanner))
    readLine(&assembler);
  if (!scanner->error && !assembler.program)
    aicScanExpected(scanner, assembler.machineLine ? "a program" : "a machine");
  if (!scanner->error && assembler.depth)
    aicScanExpected(scanner, "the end of a loop");
  AicError *error = scanner->error;
  if (!error && (error = aicNpuProgramVerify(assembler.program)))
    error = located(&assembler, error);
  free(assembler.lines);
  if (error) {
    aicNpuProgramDestroy(assembler.program);
    return error;
  }
  assembler.program->verified = true;
  *program = assembler.program;
  return NULL;
}
