// RUN: aic compile %S/Inputs/product.mlir --target=npu:edge4 -o %t.so
// RUN: %cc %s -o %t %runtime_lib
// RUN: %t %t.so

// Runs a model for an NPU with the published header alone: without a device it
// is refused, with the simulator it gives the product.

#include "aic/runtime.h"

#include <stdio.h>
#include <string.h>

static int fail(const char *what, AicError *error) {
  printf("%s: %s\n", what, error ? aicErrorMessage(error) : "wrong");
  aicErrorDestroy(error);
  return 1;
}

int main(int argc, char **argv) {
  AicError *error = NULL;
  AicModelFile *file = argc == 2 ? aicModelOpen(argv[1], &error) : NULL;
  if (!file)
    return fail("open", error);
  const AicModel *model = aicModelGet(file);
  AicTensor inputs[2], output = {0};
  for (int i = 0; i < 2; ++i) {
    const AicPort *port = &model->inputs[i];
    if (!aicTensorAllocate(&inputs[i], port->type, port->rank, port->shape))
      return fail("allocate", NULL);
    for (int64_t j = 0; j < aicTensorCount(&inputs[i]); ++j)
      ((float *)inputs[i].data)[j] = (float)(i + 1);
  }
  if (aicModelRun(model, NULL, inputs, 2, &output, 1, &error) ||
      !strstr(aicErrorMessage(error), "needs an NPU but none was given"))
    return fail("no device", error);
  aicErrorDestroy(error);
  AicNpuSimulator *simulator = aicNpuSimulatorCreate(NULL);
  if (!simulator || !model->usesNpu)
    return fail("simulator", NULL);
  bool good = aicModelRun(model, aicNpuSimulatorGetDevice(simulator), inputs, 2,
                          &output, 1, &error);
  if (good)
    good = (error = aicNpuSimulatorTakeError(simulator)) == NULL;
  if (!good)
    return fail("run", error);
  // Rows of 16 ones times columns of 16 twos.
  for (int64_t i = 0; i < aicTensorCount(&output); ++i)
    if (((float *)output.data)[i] != 32)
      return fail("values", NULL);
  aicTensorRelease(&output);
  for (int i = 0; i < 2; ++i)
    aicTensorRelease(&inputs[i]);
  aicNpuSimulatorDestroy(simulator);
  aicModelClose(file);
  return 0;
}
