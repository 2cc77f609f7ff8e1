//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Tensors in files: .npy (NumPy) and .pb (an ONNX TensorProto), and folders of
// numbered ones as the inputs and outputs of a model.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_TENSOR_FILE_H
#define AIC_RUNTIME_TENSOR_FILE_H

#include "aic/runtime.h"

AIC_EXTERN_C_BEGIN

/// Reads a .npy or .pb file. False on failure, with `*error` set. The caller
/// releases `tensor`.
AIC_EXPORT bool aicTensorReadFile(const char *path, AicTensor *tensor,
                                  AicError **error);
/// Writes a .npy file, complete or not at all.
AIC_EXPORT bool aicTensorWriteFile(const char *path, const AicTensor *tensor,
                                   AicError **error);

/// Reads a serialized TensorProto. Nothing it says is believed unchecked;
/// `path` is for messages.
AIC_EXPORT bool aicTensorParseProto(const void *data, size_t size,
                                    const char *path, AicTensor *tensor,
                                    AicError **error);

/// Reads input_0.npy or input_0.pb, input_1..., exactly `count` of them, from
/// `folder`. On failure nothing is left to release.
AIC_EXPORT bool aicTensorsReadFolder(const char *folder, AicTensor *tensors,
                                     size_t count, AicError **error);
/// Writes output_0.npy, output_1.npy, ...: all of them, or none when one cannot
/// be written. Makes `folder` if it is missing.
AIC_EXPORT bool aicTensorsWriteFolder(const char *folder,
                                      const AicTensor *tensors, size_t count,
                                      AicError **error);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_TENSOR_FILE_H
