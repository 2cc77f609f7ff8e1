// Any text is one error with its place, or a program that verifies, whose own
// text is the same program.

#include "npu_text.h"

#include "runtime/npu/assemble.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // Nothing behind the text may be read.
  char *text = malloc(size + !size);
  if (!text)
    return 0;
  memcpy(text, data, size);
  AicNpuProgram *program;
  AicError *error = aicNpuProgramAssemble("text", text, size, &program);
  free(text);
  if (error ? strncmp(aicErrorMessage(error), "text:", 5) != 0 : !program)
    abort();
  if (!error)
    checkText(program);
  aicNpuProgramDestroy(program);
  aicErrorDestroy(error);
  return 0;
}
