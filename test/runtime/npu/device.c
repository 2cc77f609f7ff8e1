// RUN: %cc %s %runtime_lib -o %t && %t

// The simulator as a device of a compiled model: y = (a * w) * w on the NPU,
// for several batches; costs add up, and what fails is reported afterwards.

#include "test/runtime/npu/gemm.h"

#include "runtime/npu/device.h"

enum { N = 8 };

/// The program that the model below has among its constants.
static unsigned char *program;
static size_t programSize;
static const float *weights;
static uint64_t buffersGiven = 3;

/// What a compiled model does: a temporary between two launches.
static void runModel(const AicCall *call) {
  int64_t shape[2] = {N, N};
  EXPECT(aicTensorAllocate(&call->outputs[0], AIC_ELEMENT_F32, 2, shape));
  void *w = (void *)(uintptr_t)weights;
  void *first[] = {call->inputs[0].data, w, call->arena};
  void *second[] = {call->arena, w, call->outputs[0].data};
  call->npu->invoke(call->npu, program, programSize, first, buffersGiven);
  call->npu->invoke(call->npu, program, programSize, second, buffersGiven);
}

int main(void) {
  uint64_t seed = 23;
  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  Gemm g = {AIC_NPU_MAC_F32, N, N, N, 4, 4, 4};
  AicNpuProgram *built = buildGemm(&machine, g);
  EXPECT_OK(aicNpuProgramEncode(built, &program, &programSize));
  AicNpuStats one;
  EXPECT_OK(aicNpuRun(built, NULL, NULL, &(AicNpuRunOptions){.timeOnly = true},
                      &one));

  // Small integers, so that any order of sums is exact.
  float a[3 * N * N], w[N * N], t[N * N];
  for (int i = 0; i < 3 * N * N; ++i)
    a[i] = (float)randomBelow(&seed, 9) - 4;
  for (int i = 0; i < N * N; ++i)
    w[i] = (float)randomBelow(&seed, 9) - 4;
  weights = w;
  AicPort port = {
      .name = "a", .shape = {N, N}, .rank = 2, .type = AIC_ELEMENT_F32};
  AicModel model = {.abi = AIC_MODEL_ABI,
                    .usesNpu = 1,
                    .numInputs = 1,
                    .numOutputs = 1,
                    .inputs = &port,
                    .outputs = &port,
                    .arenaBytes = sizeof t,
                    .run = runModel};
  AicTensor input = {
      .data = a, .shape = {3 * N, N}, .rank = 2, .type = AIC_ELEMENT_F32};
  AicTensor output;
  AicError *error = NULL;
  AicNpuSimulator *simulator = aicNpuSimulatorCreate(NULL);
  const AicNpuDevice *device = aicNpuSimulatorGetDevice(simulator);
  EXPECT(!aicNpuSimulatorGetMachine(simulator));
  EXPECT(aicModelRun(&model, device, &input, 1, &output, 1, &error));
  EXPECT_OK(aicNpuSimulatorTakeError(simulator));
  const float *y = output.data;
  for (int m = 0; m < 3 * N; ++m) {
    for (int n = 0; n < N; ++n) {
      t[n] = 0;
      for (int k = 0; k < N; ++k)
        t[n] += a[m * N + k] * w[k * N + n];
    }
    for (int n = 0; n < N; ++n) {
      float sum = 0;
      for (int k = 0; k < N; ++k)
        sum += t[k] * w[k * N + n];
      EXPECT(y[m * N + n] == sum);
    }
  }
  aicTensorRelease(&output);
  const AicNpuStats *stats = aicNpuSimulatorGetStats(simulator);
  EXPECT(aicNpuSimulatorGetRuns(simulator) == 6);
  EXPECT(stats->cycles == 6 * one.cycles && stats->macs == 6 * N * N * N);
  EXPECT(stats->utilization == one.utilization);
  EXPECT(!strcmp(aicNpuSimulatorGetMachine(simulator)->name, "edge4"));

  // The bare program, with the same result of one product.
  AicTensor inputs[2] = {
      input, {.data = w, .shape = {N, N}, .rank = 2, .type = AIC_ELEMENT_F32}};
  inputs[0].shape[0] = N;
  EXPECT(aicNpuSimulatorRun(simulator, built, inputs, 2, &output, 1, &error));
  for (int n = 0; n < N; ++n) {
    float sum = 0;
    for (int k = 0; k < N; ++k)
      sum += a[k] * w[k * N + n];
    EXPECT(((float *)output.data)[n] == sum);
  }
  aicTensorRelease(&output);
  EXPECT(!aicNpuSimulatorRun(simulator, built, inputs, 1, &output, 1, &error));
  EXPECT_ERROR(error, "1 inputs given but the model takes 2");

  // A launch that does not fit its program.
  buffersGiven = 2;
  EXPECT(aicModelRun(&model, device, &input, 1, &output, 1, &error));
  EXPECT_ERROR(aicNpuSimulatorTakeError(simulator),
               "NPU program 'gemm' has 3 buffers, but was given 2");
  aicTensorRelease(&output);
  EXPECT(aicNpuSimulatorGetRuns(simulator) == 7);
  aicNpuSimulatorDestroy(simulator);

  // A damaged program never runs.
  buffersGiven = 3;
  program[programSize / 2] ^= 1;
  simulator = aicNpuSimulatorCreate(NULL);
  EXPECT(aicModelRun(&model, aicNpuSimulatorGetDevice(simulator), &input, 1,
                     &output, 1, &error));
  error = aicNpuSimulatorTakeError(simulator);
  EXPECT(error && strstr(aicErrorMessage(error), "is corrupted"));
  aicErrorDestroy(error);
  aicTensorRelease(&output);
  EXPECT(aicNpuSimulatorGetRuns(simulator) == 0);
  aicNpuSimulatorDestroy(simulator);
  aicNpuSimulatorDestroy(NULL);
  aicNpuProgramDestroy(built);
  free(program);
  return 0;
}
