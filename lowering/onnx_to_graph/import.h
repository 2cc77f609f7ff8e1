//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From an ONNX file to a module with a function of graph operations.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_IMPORT_H
#define AIC_LOWERING_ONNX_TO_GRAPH_IMPORT_H

#include "aic/support.h"
#include "mlir-c/IR.h"

/// Reads the model at `path` into a module with `func.func @main`, whose
/// arguments and results carry `graph.name` and `graph.dims`. The dialects
/// func and graph must be registered in `context`.
///
/// Weights refer to the mapped file where they are aligned, and keep it mapped
/// as long as the context lives. The location of every operation names the
/// file and the node.
///
/// On failure the module is null and `*error` says what is wrong with which
/// part of the file, also for a node that a graph operation refuses: no
/// diagnostic is emitted. The caller owns both results.
AIC_EXPORT MlirModule aicOnnxImport(MlirContext context, const char *path,
                                    AicError **error);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_IMPORT_H
