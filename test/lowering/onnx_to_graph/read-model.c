//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Prints all that the reader finds in a model, one fact per line. The same
// lines made by the onnx package are the oracle.
//
//===----------------------------------------------------------------------===//

// The trained networks of the test data.
// RUN: %cc %s %aic_static -o %t.exe
// RUN: %t.exe %data/digits_cnn.onnx > %t.cnn.txt
// RUN: %python %S/Inputs/print_model.py %data/digits_cnn.onnx > %t.cnn.ref
// RUN: diff %t.cnn.ref %t.cnn.txt
// RUN: %t.exe %data/digits_cnn_dyn.onnx > %t.dyn.txt
// RUN: %python %S/Inputs/print_model.py %data/digits_cnn_dyn.onnx > %t.dyn.ref
// RUN: diff %t.dyn.ref %t.dyn.txt
// RUN: %t.exe %data/digits_mlp.onnx > %t.mlp.txt
// RUN: %python %S/Inputs/print_model.py %data/digits_mlp.onnx > %t.mlp.ref
// RUN: diff %t.mlp.ref %t.mlp.txt

// A model with every attribute type, every element type in every form of data
// (raw, typed, packed, not packed, external), nested graphs and unknown fields.
// RUN: rm -rf %t.dir && mkdir -p %t.dir
// RUN: %python %S/Inputs/make_all_forms.py %t.dir
// RUN: %t.exe %t.dir/forms.onnx > %t.forms.txt
// RUN: %python %S/Inputs/print_model.py %t.dir/forms.onnx > %t.forms.ref
// RUN: diff %t.forms.ref %t.forms.txt
// RUN: %t.exe %t.dir/unpacked.onnx > %t.unpacked.txt
// RUN: %python %S/Inputs/print_model.py %t.dir/unpacked.onnx > %t.unpacked.ref
// RUN: diff %t.unpacked.ref %t.unpacked.txt

#include "lowering/onnx_to_graph/onnx_model.h"

#include <inttypes.h>
#include <stdio.h>

static void printText(const char *label, AicText text) {
  printf("%s %.*s\n", label, (int)text.size, text.size ? text.data : "");
}

static void printTensor(const char *label, const AicOnnxTensor *tensor) {
  printText(label, tensor->name);
  printf("  type %" PRId64 " %s dims", tensor->type,
         aicOnnxTypeName(tensor->type));
  for (size_t i = 0; i < tensor->rank; ++i)
    printf(" %" PRId64, tensor->dims[i]);
  uint64_t hash = 1469598103934665603u; // FNV-1a
  for (size_t i = 0; i < tensor->size; ++i)
    hash = (hash ^ tensor->data[i]) * 1099511628211u;
  printf(" bytes %zu hash %016" PRIx64 "\n", tensor->size, hash);
}

static void printGraph(const AicOnnxGraph *graph);

static void printAttr(const AicOnnxAttr *attr) {
  printText(" attr", attr->name);
  printf("  type %" PRId64 " count %zu:", attr->type, attr->count);
  for (size_t i = 0; i < attr->count; ++i) {
    switch (attr->type) {
    case AIC_ONNX_ATTR_FLOAT:
    case AIC_ONNX_ATTR_FLOATS:
      printf(" %.9g", (double)attr->floats[i]);
      break;
    case AIC_ONNX_ATTR_INT:
    case AIC_ONNX_ATTR_INTS:
      printf(" %" PRId64, attr->ints[i]);
      break;
    case AIC_ONNX_ATTR_STRING:
    case AIC_ONNX_ATTR_STRINGS:
      printf(" %.*s", (int)attr->strings[i].size,
             attr->strings[i].size ? attr->strings[i].data : "");
      break;
    default:
      break;
    }
  }
  printf("\n");
  for (size_t i = 0; attr->tensors && i < attr->count; ++i)
    printTensor("  tensor", &attr->tensors[i]);
  for (size_t i = 0; attr->graphs && i < attr->count; ++i)
    printGraph(&attr->graphs[i]);
}

static void printValue(const char *label, const AicOnnxValue *value) {
  printText(label, value->name);
  printf("  kind %d type %" PRId64 " dims", (int)value->kind, value->type);
  if (!value->hasRank)
    printf(" unknown");
  for (size_t i = 0; i < value->rank; ++i) {
    if (value->dims[i].size >= 0)
      printf(" %" PRId64, value->dims[i].size);
    else
      printf(" ?%.*s", (int)value->dims[i].name.size,
             value->dims[i].name.size ? value->dims[i].name.data : "");
  }
  printf("\n");
}

static void printNode(const AicOnnxNode *node) {
  printText("node", node->name);
  printText(" op", node->opType);
  printText(" domain", node->domain);
  for (size_t i = 0; i < node->numInputs; ++i)
    printText(" in", node->inputs[i]);
  for (size_t i = 0; i < node->numOutputs; ++i)
    printText(" out", node->outputs[i]);
  for (size_t i = 0; i < node->numAttrs; ++i)
    printAttr(&node->attrs[i]);
}

static void printGraph(const AicOnnxGraph *graph) {
  printText("graph", graph->name);
  for (size_t i = 0; i < graph->numInputs; ++i)
    printValue("input", &graph->inputs[i]);
  for (size_t i = 0; i < graph->numOutputs; ++i)
    printValue("output", &graph->outputs[i]);
  for (size_t i = 0; i < graph->numValueInfos; ++i)
    printValue("value", &graph->valueInfos[i]);
  for (size_t i = 0; i < graph->numInitializers; ++i)
    printTensor("initializer", &graph->initializers[i]);
  printf("sparse %zu\n", graph->numSparseInitializers);
  for (size_t i = 0; i < graph->numNodes; ++i)
    printNode(&graph->nodes[i]);
  printf("end\n");
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  AicOnnxModel *model;
  AicError *error = aicOnnxModelOpen(argv[1], &model);
  if (error) {
    fprintf(stderr, "error: %s\n", aicErrorMessage(error));
    aicErrorDestroy(error);
    return 1;
  }
  printf("ir %" PRId64 "\n", model->irVersion);
  printText("producer", model->producerName);
  printText("version", model->producerVersion);
  for (size_t i = 0; i < model->numOpsets; ++i) {
    printText("opset", model->opsets[i].domain);
    printf(" %" PRId64 "\n", model->opsets[i].version);
  }
  printf("functions %zu\n", model->numFunctions);
  printGraph(model->graph);
  aicOnnxModelDestroy(model);
  return 0;
}
