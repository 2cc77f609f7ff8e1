//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Bytes of programs that verify: nothing else is written, nothing else read.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"
#include "runtime/npu/verify.h"

AicError *aicNpuProgramEncode(const AicNpuProgram *program,
                              unsigned char **bytes, size_t *size) {
  *bytes = NULL;
  *size = 0;
  if (program->timeOnly)
    return aicErrorCreate(AIC_ERROR_ARGUMENT,
                          "program '%s' is for its time only and has no data",
                          program->name);
  AicError *error = aicNpuProgramVerify(program);
  return error ? error : aicNpuProgramWriteBytes(program, bytes, size);
}

static AicError *decode(const void *bytes, size_t size, bool inPlace,
                        AicNpuProgram **program) {
  AicNpuProgram *read;
  *program = NULL;
  AicError *error = aicNpuProgramReadBytes(bytes, size, inPlace, &read);
  if (error)
    return error;
  error = aicNpuProgramVerify(read);
  if (error) {
    aicNpuProgramDestroy(read);
    return error;
  }
  read->verified = true;
  *program = read;
  return NULL;
}

AicError *aicNpuProgramDecode(const void *bytes, size_t size,
                              AicNpuProgram **program) {
  return decode(bytes, size, false, program);
}

AicError *aicNpuProgramDecodeInPlace(const void *bytes, size_t size,
                                     AicNpuProgram **program) {
  return decode(bytes, size, true, program);
}
