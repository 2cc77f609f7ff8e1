// What a program prints is assembled to the program's bytes.

#include "npu_text.h"

#include "runtime/npu/assemble.h"
#include "runtime/npu/codec.h"

#include <stdlib.h>
#include <string.h>

typedef struct Text {
  char *data;
  size_t size, capacity;
} Text;

static void add(const char *data, size_t size, void *userData) {
  Text *text = userData;
  if (size > text->capacity - text->size) {
    text->capacity = 2 * (text->size + size);
    if (!(text->data = realloc(text->data, text->capacity)))
      abort();
  }
  memcpy(text->data + text->size, data, size);
  text->size += size;
}

void checkText(const AicNpuProgram *program) {
  Text text = {0};
  aicNpuProgramPrintWhole(program, add, &text);
  AicNpuProgram *again;
  unsigned char *bytes, *bytesAgain;
  size_t size, sizeAgain;
  if (aicNpuProgramAssemble("text", text.data, text.size, &again) ||
      aicNpuProgramWriteBytes(program, &bytes, &size) ||
      aicNpuProgramWriteBytes(again, &bytesAgain, &sizeAgain) ||
      size != sizeAgain || memcmp(bytes, bytesAgain, size) != 0)
    abort();
  aicNpuProgramDestroy(again);
  free(bytes);
  free(bytesAgain);
  free(text.data);
}
