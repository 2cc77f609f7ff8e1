// RUN: aic compile %S/Inputs/scale.mlir -o %t.so
// RUN: %cc %s -o %t %runtime_lib -lpthread
// RUN: %t %t.so | FileCheck %s
// RUN: echo 'const unsigned aicModel = 99;' > %t-old.c
// RUN: %cc -shared -fPIC %t-old.c -o %t-old.so
// RUN: not %t %t-old.so 2>&1 | FileCheck %s --check-prefix=OLD
// RUN: echo 'int other;' > %t-none.c
// RUN: %cc -shared -fPIC %t-none.c -o %t-none.so
// RUN: not %t %t-none.so 2>&1 | FileCheck %s --check-prefix=NONE

// OLD: model '{{.*}}-old.so' has ABI version 99 but this runtime has 3; compile it again
// NONE: '{{.*}}-none.so' is a shared library but no compiled model

// Loads a model without MLIR, reads its table, and calls it from several
// threads.

#include "aic/runtime.h"

#include <pthread.h>
#include <stdio.h>

static void printPort(const char *kind, const AicPort *port) {
  printf("%s %s %s", kind, port->name, aicElementTypeName(port->type));
  for (int32_t i = 0; i < port->rank; ++i)
    printf(" %lld", (long long)port->shape[i]);
  printf("\n");
}

static float values[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
static float factor = 2;

static AicTensor image(int64_t rows) {
  return (AicTensor){
      .data = values, .shape = {rows, 3}, .rank = 2, .type = AIC_ELEMENT_F32};
}

static const AicTensor scale = {.data = &factor, .type = AIC_ELEMENT_F32};

/// Runs the model many times; gives a non-null pointer on a wrong value.
static void *runOften(void *pointer) {
  const AicModel *model = pointer;
  AicTensor inputs[] = {image(4), scale};
  void *wrong = NULL;
  for (int i = 0; i < 1000 && !wrong; ++i) {
    AicTensor output;
    AicError *error;
    if (!aicModelRun(model, NULL, inputs, 2, &output, 1, &error)) {
      aicErrorDestroy(error);
      return pointer;
    }
    for (int j = 0; j < 12; ++j)
      if (((float *)output.data)[j] != 2 * values[j])
        wrong = pointer;
    aicTensorRelease(&output);
  }
  return wrong;
}

static void printFailure(const AicModel *model, const AicTensor *inputs,
                         size_t count, size_t outputs) {
  AicTensor output[2];
  AicError *error;
  if (aicModelRun(model, NULL, inputs, count, output, outputs, &error))
    printf("success\n");
  else
    printf("error %s, data %p\n", aicErrorMessage(error), output[0].data);
  aicTensorRelease(&output[0]);
  aicErrorDestroy(error);
}

int main(int argc, char **argv) {
  (void)argc;
  AicError *error;
  AicModelFile *file = aicModelOpen(argv[1], &error);
  if (!file) {
    fprintf(stderr, "%s\n", aicErrorMessage(error));
    aicErrorDestroy(error);
    return 1;
  }
  const AicModel *model = aicModelGet(file);
  // CHECK: 2 inputs, 1 outputs
  printf("%u inputs, %u outputs\n", model->numInputs, model->numOutputs);
  // CHECK: input image f32 2 3
  printPort("input", &model->inputs[0]);
  // CHECK: input input_1 f32{{$}}
  printPort("input", &model->inputs[1]);
  // CHECK: output scaled f32 2 3
  printPort("output", &model->outputs[0]);

  // CHECK: threads right
  pthread_t threads[4];
  for (int i = 0; i < 4; ++i)
    pthread_create(&threads[i], NULL, runOften, (void *)(uintptr_t)model);
  void *wrong = NULL;
  for (int i = 0; i < 4; ++i) {
    void *result;
    pthread_join(threads[i], &result);
    wrong = result ? result : wrong;
  }
  printf("threads %s\n", wrong ? "wrong" : "right");

  // The wrong number of inputs or outputs, and shapes, leave empty outputs.
  // CHECK: error 1 inputs given but the model takes 2, data (nil)
  printFailure(model, (AicTensor[]){image(2)}, 1, 1);
  // CHECK: error 2 outputs asked for but the model gives 1, data (nil)
  printFailure(model, (AicTensor[]){image(2), scale}, 2, 2);
  // CHECK: error input 0 ('image') has shape 3x3 but the model takes 2x3
  printFailure(model, (AicTensor[]){image(3), scale}, 2, 1);
  // CHECK: error input 0 ('image') has shape 0x3 but the model takes 2x3
  printFailure(model, (AicTensor[]){image(0), scale}, 2, 1);
  // CHECK: error input 0 ('image') has shape scalar but the model takes 2x3
  printFailure(model, (AicTensor[]){scale, scale}, 2, 1);
  // CHECK: success
  printFailure(model, (AicTensor[]){image(2), scale}, 2, 1);
  aicModelClose(file);
  // A file that was never opened is no problem.
  aicModelClose(NULL);
  return 0;
}
