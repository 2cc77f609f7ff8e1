//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/import.h"

#include "lowering/onnx_to_graph/node.h"
#include "lowering/onnx_to_graph/onnx_reader.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Diagnostics.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

//===----------------------------------------------------------------------===//
// Diagnostics of the operations become errors of the import
//===----------------------------------------------------------------------===//

typedef struct Capture {
  AicImport *import;
  size_t size;
} Capture;

static void captureText(MlirStringRef part, void *userData) {
  Capture *capture = userData;
  char *text = capture->import->diagnostic;
  size_t room = sizeof capture->import->diagnostic - 1 - capture->size;
  size_t size = part.length < room ? part.length : room;
  memcpy(text + capture->size, part.data, size);
  capture->size += size;
  text[capture->size] = 0;
}

static MlirLogicalResult capture(MlirDiagnostic diagnostic, void *userData) {
  AicImport *import = userData;
  if (mlirDiagnosticGetSeverity(diagnostic) != MlirDiagnosticError)
    return mlirLogicalResultFailure();
  if (!import->diagnostic[0]) {
    Capture state = {import, 0};
    mlirDiagnosticPrint(diagnostic, captureText, &state);
  }
  return mlirLogicalResultSuccess();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

static int compareOp(const void *key, const void *op) {
  return strcmp(key, ((const AicImportOp *)op)->opType);
}

static int64_t opsetOf(const AicOnnxModel *model, AicText domain) {
  bool standard = !domain.size || aicTextEquals(domain, "ai.onnx");
  for (size_t i = 0; i < model->numOpsets; ++i) {
    AicText other = model->opsets[i].domain;
    if (aicTextSame(domain, other) ||
        (standard && (!other.size || aicTextEquals(other, "ai.onnx"))))
      return model->opsets[i].version;
  }
  // Files of IR version 1 and 2 import nothing.
  return 1;
}

static const AicImportOp *findOp(const AicOnnxNode *node) {
  char name[64];
  size_t count = 0;
  while (aicImportOps[count].opType)
    ++count;
  if (node->opType.size >= sizeof name ||
      (node->domain.size && !aicTextEquals(node->domain, "ai.onnx")))
    return NULL;
  if (node->opType.size)
    memcpy(name, node->opType.data, node->opType.size);
  name[node->opType.size] = 0;
  if (strlen(name) != node->opType.size)
    return NULL;
  return bsearch(name, aicImportOps, count, sizeof *aicImportOps, compareOp);
}

static bool importNode(AicImport *import) {
  const AicOnnxNode *node = import->node;
  const AicImportOp *op = findOp(node);
  if (!op)
    return aicNodeFail(
        import, "unknown operator '%.*s' of domain '%.*s', opset %" PRId64,
        aicTextLength(node->opType), node->opType.data ? node->opType.data : "",
        aicTextLength(node->domain), node->domain.size ? node->domain.data : "",
        opsetOf(import->model, node->domain));
  size_t given = node->numInputs;
  while (given && !node->inputs[given - 1].size)
    --given;
  if (given < op->minInputs || given > op->maxInputs)
    return aicNodeFail(import, "has %zu inputs but takes %u to %u", given,
                       op->minInputs, op->maxInputs);
  for (size_t i = 0; i < op->minInputs; ++i)
    if (!node->inputs[i].size)
      return aicNodeFail(import, "input %zu is missing", i);
  if (!aicImportFold(import) && !aicNodeFailed(import))
    op->build(import, op);
  // Whatever is left without a meaning is one that this import does not give.
  for (size_t i = 0; !aicNodeFailed(import) && i < node->numOutputs; ++i) {
    AicImportValue *value = aicImportLookup(import, node->outputs[i]);
    if (value && !aicImportDefined(value))
      value->producer = node;
  }
  return !aicNodeFailed(import);
}

static bool importInitializers(AicImport *import, const AicOnnxGraph *graph) {
  if (graph->numSparseInitializers)
    return aicNodeFail(import,
                       "%zu sparse initializers, which are not supported",
                       graph->numSparseInitializers);
  for (size_t i = 0; i < graph->numInitializers; ++i) {
    AicConstant *constant = aicArenaAlloc(&import->arena, 1, sizeof *constant);
    if (!constant)
      return aicNodeFail(import, "no memory for %zu initializers",
                         graph->numInitializers);
    constant->tensor = graph->initializers[i];
    AicText name = constant->tensor.name;
    if (!aicImportDefine(import,
                         (AicImportValue){.name = name, .constant = constant}))
      return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

static void setAttr(MlirOperation op, const char *name, MlirAttribute attr) {
  mlirOperationSetAttributeByName(op, mlirStringRefCreateFromCString(name),
                                  attr);
}

static bool importFunction(AicImport *import, MlirModule module) {
  const AicOnnxGraph *graph = import->model->graph;
  MlirContext context = import->context;
  MlirBlock block = mlirBlockCreate(0, NULL, NULL);
  MlirRegion body = mlirRegionCreate();
  mlirRegionAppendOwnedBlock(body, block);
  MlirOperationState state =
      mlirOperationStateGet(mlirStringRefCreateFromCString("func.func"),
                            aicImportLocation(import, graph->name, 0));
  mlirOperationStateAddOwnedRegions(&state, 1, &body);
  MlirOperation function = mlirOperationCreate(&state);
  mlirBlockAppendOwnedOperation(mlirModuleGetBody(module), function);
  setAttr(function, "sym_name", aicAttrString(context, "main"));

  size_t most = graph->numInputs + graph->numOutputs;
  MlirType *types = aicArenaAlloc(&import->arena, most, sizeof *types);
  MlirAttribute *attrs = aicArenaAlloc(&import->arena, most, sizeof *attrs);
  const AicOnnxValue **inputs =
      aicArenaAlloc(&import->arena, most, sizeof *inputs);
  MlirValue *results = aicArenaAlloc(&import->arena, most, sizeof *results);
  if (!types || !attrs || !inputs || !results)
    return aicNodeFail(import, "no memory for %zu values", most);
  if (!graph->numOutputs)
    return aicNodeFail(import, "graph '%.*s' has %zu nodes and no outputs",
                       aicTextLength(graph->name),
                       graph->name.size ? graph->name.data : "",
                       graph->numNodes);
  if (!importInitializers(import, graph))
    return false;
  intptr_t numInputs = 0, numOutputs = (intptr_t)graph->numOutputs;
  for (size_t i = 0; i < graph->numInputs; ++i) {
    const AicOnnxValue *input = &graph->inputs[i];
    AicImportValue *entry = aicImportLookup(import, input->name);
    // An input with an initializer is a weight, as all were in old files.
    if (entry && entry->constant)
      continue;
    if (!aicImportInput(import, block, input, &types[numInputs]))
      return false;
    inputs[numInputs++] = input;
  }
  mlirRewriterBaseSetInsertionPointToEnd(import->rewriter, block);
  for (size_t i = 0; i < graph->numNodes; ++i) {
    import->node = &graph->nodes[i];
    AicText name = import->node->name;
    if (!name.size && import->node->numOutputs)
      name = import->node->outputs[0];
    import->location = aicImportLocation(import, name, i + 1);
    if (!importNode(import))
      return false;
  }
  import->node = NULL;
  // Which dimensions of the inputs have one name is known only now.
  for (intptr_t i = 0; i < numInputs; ++i)
    attrs[i] =
        aicImportValueAttrs(import, mlirBlockGetArgument(block, i), inputs[i]);
  for (intptr_t i = 0; i < numOutputs; ++i) {
    results[i] = aicImportOutput(import, &graph->outputs[i]);
    if (mlirValueIsNull(results[i]))
      return false;
    types[numInputs + i] = mlirValueGetType(results[i]);
    attrs[numInputs + i] =
        aicImportValueAttrs(import, results[i], &graph->outputs[i]);
  }
  aicBuild(import->rewriter, aicImportLocation(import, graph->name, 0),
           "func.return",
           (AicBuild){.operands = {.count = numOutputs, .data = results}});
  setAttr(function, "function_type",
          mlirTypeAttrGet(mlirFunctionTypeGet(context, numInputs, types,
                                              numOutputs, types + numInputs)));
  if (numInputs)
    setAttr(function, "arg_attrs", mlirArrayAttrGet(context, numInputs, attrs));
  setAttr(function, "res_attrs",
          mlirArrayAttrGet(context, numOutputs, attrs + numInputs));
  import->diagnostic[0] = 0;
  if (!mlirOperationVerify(mlirModuleGetOperation(module)))
    return aicNodeFail(import, "%s", import->diagnostic);
  return true;
}

static bool createTable(AicImport *import) {
  const AicOnnxGraph *graph = import->model->graph;
  size_t names = graph->numInputs + graph->numInitializers + graph->numOutputs;
  for (size_t i = 0; i < graph->numNodes; ++i)
    names += graph->nodes[i].numOutputs + graph->nodes[i].numInputs;
  import->capacity = 64;
  while (import->capacity < 2 * names)
    import->capacity *= 2;
  import->values =
      aicArenaAlloc(&import->arena, import->capacity, sizeof *import->values);
  return import->values != NULL;
}

MlirModule aicOnnxImport(MlirContext context, const char *path,
                         AicError **error) {
  MlirModule module = {NULL};
  AicOnnxModel *model;
  *error = aicOnnxModelOpen(path, &model);
  if (*error)
    return module;
  AicImport import = {.context = context, .model = model};
  import.symbols.arena = &import.arena;
  import.opset = opsetOf(model, (AicText){"", 0});
  import.location = aicImportLocation(&import, (AicText){"", 0}, 0);
  import.rewriter = mlirIRRewriterCreate(context);
  mlirContextGetOrLoadDialect(context, mlirStringRefCreateFromCString("func"));
  mlirContextGetOrLoadDialect(context, mlirStringRefCreateFromCString("graph"));
  MlirDiagnosticHandlerID handler =
      mlirContextAttachDiagnosticHandler(context, capture, &import, NULL);
  module = mlirModuleCreateEmpty(import.location);
  bool done = createTable(&import) ? importFunction(&import, module)
                                   : aicNodeFail(&import, "no memory");
  if (!done) {
    mlirModuleDestroy(module);
    module = (MlirModule){NULL};
  }
  mlirContextDetachDiagnosticHandler(context, handler);
  mlirIRRewriterDestroy(import.rewriter);
  aicSymbolsDestroy(&import.symbols);
  aicArenaDestroy(&import.arena);
  aicOnnxModelDestroy(model);
  *error = import.error;
  return module;
}
