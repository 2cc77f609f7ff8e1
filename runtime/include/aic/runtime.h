//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Compiled models: what one exports, how to load it and how to call it.
//
// A compiled model is a shared library that needs glibc only. It
// exports one constant, `const AicModel aicModel`, and keeps no state between
// calls, so any number of threads may run it at the same time.
//
//   AicError *error;
//   AicModelFile *file = aicModelOpen("model.so", &error);
//   AicTensor in = ..., out = {0};
//   if (file && aicModelRun(aicModelGet(file), NULL, &in, 1, &out, 1, &error))
//     ... use out.data ...
//   else
//     fprintf(stderr, "%s\n", aicErrorMessage(error));
//   aicErrorDestroy(error);
//   aicTensorRelease(&out);
//   aicModelClose(file);
//
// The functions are in libaic_runtime.a, which needs no MLIR:
//
//   cc program.c -Iruntime/include libaic_runtime.a -ldl -lm
//
// A program without it takes the table from dlsym(handle, "aicModel"), checks
// `abi`, and calls `check` and `run` as AicCall says; it frees the `allocation`
// of every output. A model for an NPU needs a device: aicNpuSimulatorCreate()
// makes one that simulates it.
//
// A call runs on the thread that makes it, and on those of
// AicRunOptions.threads where there are some. Starting them takes longer than
// running a small model: keep them from call to call.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_H
#define AIC_RUNTIME_H

#include "aic/support.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

AIC_EXTERN_C_BEGIN

/// Version of the structs below. A model of another version is refused.
#define AIC_MODEL_ABI 3

/// Largest rank of an input or output.
#define AIC_MAX_RANK 8

/// Element types, numbered as in ONNX. A bool takes one byte, 0 or 1.
typedef enum AicElementType {
  AIC_ELEMENT_NONE = 0,
  AIC_ELEMENT_F32 = 1,
  AIC_ELEMENT_U8 = 2,
  AIC_ELEMENT_I8 = 3,
  AIC_ELEMENT_U16 = 4,
  AIC_ELEMENT_I16 = 5,
  AIC_ELEMENT_I32 = 6,
  AIC_ELEMENT_I64 = 7,
  AIC_ELEMENT_BOOL = 9,
  AIC_ELEMENT_F16 = 10,
  AIC_ELEMENT_F64 = 11,
  AIC_ELEMENT_U32 = 12,
  AIC_ELEMENT_U64 = 13,
  AIC_ELEMENT_BF16 = 16,
} AicElementType;

/// Bytes of one element; 0 for a type that is not in the list.
AIC_EXPORT size_t aicElementTypeSize(AicElementType type);
/// "f32", "ui8", ...; "unknown" for a type that is not in the list.
AIC_EXPORT const char *aicElementTypeName(AicElementType type);

/// A dense row-major array.
typedef struct AicTensor {
  void *data;
  /// What aicTensorRelease() hands to free(); NULL when `data` is borrowed.
  void *allocation;
  int64_t shape[AIC_MAX_RANK];
  int32_t rank;
  AicElementType type;
} AicTensor;

/// Fills `tensor` with uninitialized memory, aligned to 64 bytes. False when
/// memory is short or the size overflows; `tensor` is then empty.
AIC_EXPORT bool aicTensorAllocate(AicTensor *tensor, AicElementType type,
                                  int32_t rank, const int64_t *shape);
/// Frees what `tensor` owns and empties it.
AIC_EXPORT void aicTensorRelease(AicTensor *tensor);
/// Elements; 1 for rank 0.
AIC_EXPORT int64_t aicTensorCount(const AicTensor *tensor);
/// Bytes of the elements; 0 for an element type that is not in the list.
AIC_EXPORT size_t aicTensorBytes(const AicTensor *tensor);

/// A device for the parts of a model that were compiled to NPU programs.
typedef struct AicNpuDevice AicNpuDevice;
struct AicNpuDevice {
  /// Runs one program of `bytes` bytes over its buffers: inputs, then outputs,
  /// in the order of the program's table, each dense and row-major. A failure
  /// is kept by the device and reported by its owner after the call.
  void (*invoke)(const AicNpuDevice *device, const void *program,
                 uint64_t bytes, void *const *buffers, uint64_t count);
};

/// A device that simulates the NPU that each program was compiled for. One
/// thread at a time.
typedef struct AicNpuSimulator AicNpuSimulator;
struct AicNpuRunOptions;

/// NULL if there is no memory. `options` (copied, may be NULL) apply to every
/// run.
AIC_EXPORT AicNpuSimulator *
aicNpuSimulatorCreate(const struct AicNpuRunOptions *options);
/// NULL is a no-op.
AIC_EXPORT void aicNpuSimulatorDestroy(AicNpuSimulator *simulator);
/// To be given to aicModelRun. Programs are decoded and verified once; they
/// have to stay where they are as long as the simulator lives.
AIC_EXPORT const AicNpuDevice *
aicNpuSimulatorGetDevice(const AicNpuSimulator *simulator);
/// The first error of a run since the last call, or NULL. After an error the
/// device runs nothing, so outputs of a model are worthless; the caller owns
/// the result.
AIC_EXPORT AicError *aicNpuSimulatorTakeError(AicNpuSimulator *simulator);

/// One input or output of a model.
typedef struct AicPort {
  const char *name;
  int64_t shape[AIC_MAX_RANK]; ///< -1: known at run time only
  int32_t rank;
  AicElementType type;
  /// Names of dynamic dimensions, NULL where there is none. Those of inputs
  /// that have one name must have one size.
  const char *dims[AIC_MAX_RANK];
} AicPort;

/// Who runs the loops of a model that may run in parallel. A program with
/// threads of its own fills this struct; others call aicThreadsCreate().
typedef struct AicThreads AicThreads;
struct AicThreads {
  /// Calls `body(context, begin, end)` for parts that make up 0 to `count`,
  /// each index once, in any order and at the same time; returns when all are
  /// done. What a model computes does not depend on the parts, bit for bit.
  void (*parallelFor)(const AicThreads *threads, int64_t count,
                      void (*body)(void *context, int64_t begin, int64_t end),
                      void *context);
};

/// Most threads of a pool.
#define AIC_MAX_THREADS 1024

/// A pool of `numThreads` threads, of which the caller of a model is one; 0:
/// one per processor that this process may use. They sleep when there is
/// nothing to do. NULL on failure, with `*error` set; the caller destroys the
/// result. Any number of models and threads may use it at the same time: a loop
/// that finds it busy runs on the thread that it is on.
AIC_EXPORT AicThreads *aicThreadsCreate(int numThreads, AicError **error);
/// How many threads aicThreadsCreate() made it of; 1 for NULL.
AIC_EXPORT int aicThreadsCount(const AicThreads *threads);
/// Ends the threads of aicThreadsCreate(), which must be in no call. NULL is a
/// no-op.
AIC_EXPORT void aicThreadsDestroy(AicThreads *threads);

/// A part of the model that runs on the host.
typedef struct AicLayer {
  const char *name; ///< of its nodes in the model, separated by ", "
  const char *kind; ///< what these do, likewise
  uint64_t macs;    ///< of one call, as far as shapes are static
} AicLayer;

/// What one call works on. The callee owns nothing of it; the tensors it
/// writes to `outputs` belong to the caller.
typedef struct AicCall AicCall;
struct AicCall {
  const AicTensor *inputs;
  AicTensor *outputs;
  void *arena; ///< arenaBytes bytes, aligned to 64; may be NULL for 0
  const AicNpuDevice *npu; ///< may be NULL when usesNpu is 0
  /// Who runs the loops that may run in parallel; NULL: the calling thread.
  const AicThreads *threads;
  /// Called where another layer begins, with its index; -1: what follows is the
  /// device's. A layer may begin again. May be NULL.
  void (*observe)(const AicCall *call, int64_t layer);
  void *observer; ///< for `observe`
  /// Memory of the call beside the arena, from the calling thread only: a loop
  /// for `threads` takes its own from malloc(), a few tiles. Where
  /// there is none, `allocate` does not return: longjmp() out of `run` is good.
  /// UINT64_MAX stands for what no number says. The `allocation` of an output
  /// came from it, too. Both NULL: malloc() and free(), unchecked.
  void *(*allocate)(const AicCall *call, uint64_t bytes);
  void (*release)(const AicCall *call, void *memory); ///< NULL is a no-op
  void *allocator;                                    ///< for the two
};

/// What is said about inputs whose sizes do not fit: the three texts with the
/// two sizes between them. `before` alone when `between` and `after` are NULL.
typedef struct AicSizeRule {
  const char *before, *between, *after;
} AicSizeRule;

/// The table that a compiled model exports as `aicModel`.
typedef struct AicModel {
  uint32_t abi; ///< AIC_MODEL_ABI
  uint32_t usesNpu;
  uint32_t numInputs;
  uint32_t numOutputs;
  const AicPort *inputs;
  const AicPort *outputs;
  uint64_t arenaBytes;
  /// Multiply-accumulates of one call, as far as shapes are static.
  uint64_t macs;
  /// Runs once. The inputs must match the ports and pass `check`; nothing is
  /// checked.
  void (*run)(const AicCall *call);
  /// Texts of the conditions that `check` looks at.
  const AicSizeRule *rules;
  uint64_t numRules;
  /// Whether sizes that are known at run time only fit what the model does with
  /// them: 0, or 1 + the number of the first rule that does not hold, with the
  /// two sizes it compares in `sizes`. Reads the inputs only. NULL when there
  /// is nothing to check.
  int64_t (*check)(const AicCall *call, int64_t sizes[2]);
  const AicLayer *layers; ///< in the order in which they begin first
  uint64_t numLayers;
} AicModel;

/// A loaded shared library.
typedef struct AicModelFile AicModelFile;

/// Loads a compiled model, which runs code of the file: open what you trust.
/// NULL on failure, with `*error` set. The caller closes the result.
AIC_EXPORT AicModelFile *aicModelOpen(const char *path, AicError **error);
/// The model's table, valid until aicModelClose().
AIC_EXPORT const AicModel *aicModelGet(const AicModelFile *file);
/// Unloads it; tables and functions of the model are gone. NULL is a no-op.
AIC_EXPORT void aicModelClose(AicModelFile *file);

/// Checks the inputs against the model and runs it. Where the leading
/// dimension of an input is N times the model's, the model runs N times and the
/// outputs are joined along their leading dimension. Inputs that have the
/// model's own shape then go into each run as they are, such as a mask beside
/// N batches; two inputs with different numbers of batches are an error. `npu`
/// may be NULL when the model uses none. On success the caller releases the
/// outputs; on failure they are empty and `*error` is set.
AIC_EXPORT bool aicModelRun(const AicModel *model, const AicNpuDevice *npu,
                            const AicTensor *inputs, size_t numInputs,
                            AicTensor *outputs, size_t numOutputs,
                            AicError **error);
/// What a run may be given; zero is good for a model without device programs.
typedef struct AicRunOptions {
  const AicNpuDevice *npu;
  void (*observe)(const AicCall *call, int64_t layer); ///< see AicCall
  void *observer;
  const AicThreads *threads; ///< NULL: the calling thread
  /// `arenaBytes` bytes of the model, aligned to 64, for this run alone; who
  /// runs a model often spares the system's page faults with it. NULL: the run
  /// makes its own.
  void *arena;
} AicRunOptions;

/// Memory for `arena` of AicRunOptions; the caller hands it to free(). NULL
/// when there is none left.
AIC_EXPORT void *aicModelAllocateArena(const AicModel *model);
/// aicModelRun() with more to say. `options` may be NULL.
AIC_EXPORT bool aicModelRunWith(const AicModel *model,
                                const AicRunOptions *options,
                                const AicTensor *inputs, size_t numInputs,
                                AicTensor *outputs, size_t numOutputs,
                                AicError **error);
/// How many calls aicModelRun() makes for these inputs; 0 with `*error` set
/// when they do not fit the model.
AIC_EXPORT int64_t aicModelCalls(const AicModel *model, const AicTensor *inputs,
                                 size_t numInputs, AicError **error);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_H
