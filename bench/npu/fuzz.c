//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Compiles functions for NPUs and runs them on the simulator, many in one
// process, for bench/npu/fuzz.py. Reads cases from stdin: a line
//   case PASSES TEXT-BYTES INPUTS OUTPUTS
// then the text of a module, and each input and wanted output as a line with
// its number of bytes and the bytes. Answers each with a line: "right COMMANDS
// CYCLES FLOW:MAC:K...", with dataflow, types and depth of each matmul, "host
// REASON" or "wrong WHAT". In PASSES, a semicolon stands for a space.
//
//===----------------------------------------------------------------------===//

#include "lowering/npu_to_program/npu_to_program.h"
#include "lowering/package.h"
#include "lowering/support/ir.h"
#include "runtime/npu/simulate.h"
#include "runtime/npu/verify.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/Diagnostics.h"
#include "mlir-c/Pass.h"
#include "mlir-c/RegisterEverything.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ENDS = 16, MAX_TEXT = 400, CASES_PER_CONTEXT = 200 };

typedef struct Case {
  char passes[200];
  char *text;
  size_t textBytes;
  uint32_t numInputs, numOutputs;
  unsigned char *ends[2 * MAX_ENDS]; ///< inputs, then outputs
  size_t bytes[2 * MAX_ENDS];
} Case;

static void stop(const char *why) {
  fprintf(stderr, "npu-fuzz: %s\n", why);
  exit(1);
}

static void *readBytes(size_t bytes) {
  char *data = calloc(bytes + 1, 1);
  if (!data || fread(data, 1, bytes, stdin) != bytes)
    stop("a case ends early, or there is no memory for it");
  return data;
}

static bool readCase(Case *at) {
  int fields = scanf(" case %199s %zu %" SCNu32 " %" SCNu32, at->passes,
                     &at->textBytes, &at->numInputs, &at->numOutputs);
  if (fields == EOF)
    return false;
  if (fields != 4 || getchar() != '\n' || at->numInputs > MAX_ENDS ||
      at->numOutputs > MAX_ENDS)
    stop("a case begins with: case PASSES TEXT-BYTES INPUTS OUTPUTS");
  for (char *c = at->passes; (c = strchr(c, ';'));)
    *c = ' ';
  at->text = readBytes(at->textBytes);
  for (uint32_t i = 0; i < at->numInputs + at->numOutputs; ++i) {
    if (scanf("%zu", &at->bytes[i]) != 1 || getchar() != '\n')
      stop("inputs and outputs begin with their bytes");
    at->ends[i] = readBytes(at->bytes[i]);
  }
  return true;
}

static void freeCase(Case *at) {
  free(at->text);
  for (uint32_t i = 0; i < at->numInputs + at->numOutputs; ++i)
    free(at->ends[i]);
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

static void appendText(MlirStringRef part, void *userData) {
  char *text = userData;
  size_t used = strlen(text), room = MAX_TEXT - 1 - used;
  size_t length = part.length < room ? part.length : room;
  for (size_t i = 0; i < length; ++i)
    text[used + i] = part.data[i];
  text[used + length] = '\0';
}

typedef struct Said {
  char error[MAX_TEXT], remark[MAX_TEXT]; ///< the first of each
} Said;

static MlirLogicalResult note(MlirDiagnostic diagnostic, void *userData) {
  Said *said = userData;
  bool isError = mlirDiagnosticGetSeverity(diagnostic) == MlirDiagnosticError;
  bool isRemark = mlirDiagnosticGetSeverity(diagnostic) == MlirDiagnosticRemark;
  char *text = isError ? said->error : said->remark;
  if ((isError || isRemark) && !text[0])
    mlirDiagnosticPrint(diagnostic, appendText, text);
  return mlirLogicalResultSuccess();
}

static bool runPasses(MlirContext context, MlirModule module,
                      const char *passes, char *error) {
  MlirPassManager manager = mlirPassManagerCreateOnOperation(
      context, mlirStringRefCreateFromCString("builtin.module"));
  MlirOpPassManager all = mlirPassManagerGetAsOpPassManager(manager);
  bool good = mlirLogicalResultIsSuccess(mlirOpPassManagerAddPipeline(
      all, mlirStringRefCreateFromCString(passes), appendText, error));
  good = good && mlirLogicalResultIsSuccess(mlirPassManagerRunOnOp(
                     manager, mlirModuleGetOperation(module)));
  mlirPassManagerDestroy(manager);
  return good;
}

/// The number of the argument of its function that `value` is, or -1.
static intptr_t argumentOf(MlirValue value) {
  return mlirValueIsABlockArgument(value) ? mlirBlockArgumentGetArgNumber(value)
                                          : -1;
}

/// The number of the result of `launch` that `value` is, or -1.
static intptr_t resultOf(MlirOperation launch, MlirValue value) {
  for (intptr_t i = 0; i < mlirOperationGetNumResults(launch); ++i)
    if (mlirValueEqual(mlirOperationGetResult(launch, i), value))
      return i;
  return -1;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// Where the outputs differ from what is wanted, or they themselves.
static void compare(const Case *at, uint32_t output,
                    const unsigned char *made) {
  const unsigned char *wanted = at->ends[at->numInputs + output];
  size_t bytes = at->bytes[at->numInputs + output], count = 0, first = 0;
  for (size_t i = bytes; i-- > 0;)
    if (made[i] != wanted[i]) {
      first = i;
      ++count;
    }
  printf("wrong output %" PRIu32 ": %zu of %zu bytes, the first at %zu\n",
         output, count, bytes, first);
}

static void answer(const Case *at, const AicNpuProgram *program,
                   MlirOperation launch) {
  MlirBlock body = mlirOperationGetBlock(launch);
  MlirOperation end = mlirBlockGetTerminator(body);
  const void *inputs[MAX_ENDS] = {0};
  void *outputs[MAX_ENDS] = {0};
  uint32_t numInputs = aicNpuProgramCountBuffers(program, AIC_NPU_INPUT);
  uint32_t numOutputs = aicNpuProgramCountBuffers(program, AIC_NPU_OUTPUT);
  bool good = numInputs <= MAX_ENDS && numOutputs <= MAX_ENDS &&
              mlirOperationGetNumOperands(end) == (intptr_t)at->numOutputs;
  for (uint32_t i = 0; i < numInputs && good; ++i) {
    intptr_t from = argumentOf(mlirOperationGetOperand(launch, i));
    uint32_t buffer = aicNpuProgramFindBuffer(program, AIC_NPU_INPUT, i);
    good = from >= 0 && from < (intptr_t)at->numInputs &&
           at->bytes[from] == aicNpuProgramGetBuffer(program, buffer)->bytes;
    inputs[i] = good ? at->ends[from] : NULL;
  }
  if (!good) {
    printf("host an input or output is made there\n");
    return;
  }
  for (uint32_t i = 0; i < numOutputs; ++i) {
    uint32_t buffer = aicNpuProgramFindBuffer(program, AIC_NPU_OUTPUT, i);
    outputs[i] = calloc(1, aicNpuProgramGetBuffer(program, buffer)->bytes);
  }
  AicNpuStats stats;
  AicError *error = aicNpuRun(program, inputs, outputs, NULL, &stats);
  bool told = error != NULL;
  if (error)
    printf("wrong run: %s\n", aicErrorMessage(error));
  aicErrorDestroy(error);
  for (uint32_t i = 0; i < at->numOutputs && !told; ++i) {
    intptr_t from = resultOf(launch, mlirOperationGetOperand(end, i));
    size_t bytes = at->bytes[at->numInputs + i];
    told = from < 0;
    if (told) {
      printf("host an output is made there\n");
    } else if (memcmp(outputs[from], at->ends[at->numInputs + i], bytes) != 0) {
      compare(at, i, outputs[from]);
      told = true;
    }
  }
  if (!told) {
    printf("right %" PRIu32 " %" PRIu64, aicNpuProgramGetNumCommands(program),
           stats.cycles);
    for (uint32_t i = 0; i < aicNpuProgramGetNumCommands(program); ++i) {
      const AicNpuCommand *command = aicNpuProgramGetCommand(program, i);
      if (command->opcode == AIC_NPU_MATMUL)
        printf(" %s:%s:%" PRIu32, aicNpuDataflowName(command->matmul.dataflow),
               aicNpuMacName(command->matmul.mac), command->matmul.k);
    }
    printf("\n");
  }
  for (uint32_t i = 0; i < numOutputs; ++i)
    free(outputs[i]);
}

static void runModule(const Case *at, MlirModule module, const Said *said) {
  MlirOperation op = mlirModuleGetOperation(module);
  AicOpList programs =
      aicCollectOps(op, (const char *const[]){"npu.program", NULL});
  AicOpList launches =
      aicCollectOps(op, (const char *const[]){"npu.launch", NULL});
  if (said->remark[0]) {
    printf("host %.*s\n", (int)strcspn(said->remark, "\n"), said->remark);
  } else if (programs.count != 1 || launches.count != 1) {
    printf("host it becomes %s program\n",
           programs.count ? "more than one" : "no");
  } else {
    AicNpuProgram *program = aicNpuBuildProgram(programs.data[0], false);
    AicError *error = program ? aicNpuProgramVerify(program) : NULL;
    if (!program)
      printf("wrong emission: %.*s\n", (int)strcspn(said->error, "\n"),
             said->error);
    else if (error)
      printf("wrong program: %s\n", aicErrorMessage(error));
    else
      answer(at, program, launches.data[0]);
    aicErrorDestroy(error);
    aicNpuProgramDestroy(program);
  }
  aicOpListRelease(&programs);
  aicOpListRelease(&launches);
}

static void runCase(MlirContext context, const Case *at) {
  Said said = {.error = ""};
  MlirDiagnosticHandlerID handler =
      mlirContextAttachDiagnosticHandler(context, note, &said, NULL);
  MlirModule module = mlirModuleCreateParse(
      context, mlirStringRefCreate(at->text, at->textBytes));
  bool parsed = !mlirModuleIsNull(module);
  if (parsed && runPasses(context, module, at->passes, said.error))
    runModule(at, module, &said);
  else
    printf("wrong %s: %.*s\n", parsed ? "compilation" : "text",
           (int)strcspn(said.error, "\n"), said.error);
  if (parsed)
    mlirModuleDestroy(module);
  mlirContextDetachDiagnosticHandler(context, handler);
  fflush(stdout);
}

int main(void) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(registry);
  mlirRegisterAllPasses();
  aicPackageInsertDialects(registry, &aicPackage);
  aicPackageRegisterPasses(&aicPackage);
  MlirContext context = {NULL};
  Case at;
  // A context keeps all types and attributes that were made in it.
  for (int i = 0; readCase(&at); ++i) {
    if (i % CASES_PER_CONTEXT == 0) {
      if (i)
        mlirContextDestroy(context);
      context = mlirContextCreateWithRegistry(registry, false);
    }
    runCase(context, &at);
    freeCase(&at);
  }
  if (context.ptr)
    mlirContextDestroy(context);
  mlirDialectRegistryDestroy(registry);
  return 0;
}
