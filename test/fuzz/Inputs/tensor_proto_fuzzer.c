// Any bytes are a tensor with all of its elements, or one error.

#include "runtime/tensor_file.h"
#include "test/fuzz/Inputs/wire_mutator.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  AicTensor tensor = {0};
  AicError *error = NULL;
  if (aicTensorParseProto(data, size, "fuzz.pb", &tensor, &error) == !!error)
    abort();
  if (!error)
    aicTensorRelease(&tensor);
  aicErrorDestroy(error);
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                               unsigned seed) {
  return mutateWire(data, size, maxSize, seed);
}
