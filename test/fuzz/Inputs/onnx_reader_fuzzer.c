// Any bytes are a model or one error, and all that a model refers to is there.

#include "lowering/onnx_to_graph/onnx_model.h"
#include "test/fuzz/Inputs/wire_mutator.h"

#include <stdlib.h>

/// Reads every byte, so that the sanitizer sees a view that is too long.
static unsigned touch(const void *data, size_t size) {
  const unsigned char *bytes = data;
  unsigned sum = 0;
  for (size_t i = 0; i < size; ++i)
    sum += bytes[i];
  return sum;
}

static unsigned touchText(AicText text) { return touch(text.data, text.size); }

static unsigned touchTensor(const AicOnnxTensor *tensor) {
  unsigned sum = touchText(tensor->name) + touch(tensor->data, tensor->size);
  int64_t count = 1;
  // With a zero among them the others may be of any size.
  for (size_t i = 0; i < tensor->rank; ++i) {
    if (tensor->dims[i] < 0)
      abort();
    if (tensor->dims[i] == 0)
      count = 0;
  }
  for (size_t i = 0; count && i < tensor->rank; ++i)
    count *= tensor->dims[i];
  const AicOnnxTypeInfo *info = aicOnnxTypeInfo(tensor->type);
  if (count != tensor->count)
    abort();
  if (tensor->size && info && info->bits &&
      tensor->size != ((uint64_t)count * info->bits + 7) / 8)
    abort();
  return sum;
}

static unsigned touchValue(const AicOnnxValue *value) {
  unsigned sum = touchText(value->name);
  for (size_t i = 0; value->hasRank && i < value->rank; ++i)
    sum += touchText(value->dims[i].name);
  return sum;
}

static unsigned touchGraph(const AicOnnxGraph *graph);

static unsigned touchAttr(const AicOnnxAttr *attr) {
  unsigned sum = touchText(attr->name) + touchText(attr->reference);
  for (size_t i = 0; i < attr->count; ++i) {
    if (attr->floats)
      sum += touch(&attr->floats[i], sizeof attr->floats[i]);
    if (attr->ints)
      sum += touch(&attr->ints[i], sizeof attr->ints[i]);
    if (attr->strings)
      sum += touchText(attr->strings[i]);
    if (attr->tensors)
      sum += touchTensor(&attr->tensors[i]);
    if (attr->graphs)
      sum += touchGraph(&attr->graphs[i]);
  }
  return sum;
}

static unsigned touchNode(const AicOnnxNode *node) {
  unsigned sum = touchText(node->name) + touchText(node->opType) +
                 touchText(node->domain);
  for (size_t i = 0; i < node->numInputs; ++i)
    sum += touchText(node->inputs[i]);
  for (size_t i = 0; i < node->numOutputs; ++i)
    sum += touchText(node->outputs[i]);
  for (size_t i = 0; i < node->numAttrs; ++i)
    sum += touchAttr(&node->attrs[i]);
  return sum;
}

static unsigned touchGraph(const AicOnnxGraph *graph) {
  unsigned sum = touchText(graph->name);
  for (size_t i = 0; i < graph->numNodes; ++i)
    sum += touchNode(&graph->nodes[i]);
  for (size_t i = 0; i < graph->numInitializers; ++i)
    sum += touchTensor(&graph->initializers[i]);
  for (size_t i = 0; i < graph->numInputs; ++i)
    sum += touchValue(&graph->inputs[i]);
  for (size_t i = 0; i < graph->numOutputs; ++i)
    sum += touchValue(&graph->outputs[i]);
  for (size_t i = 0; i < graph->numValueInfos; ++i)
    sum += touchValue(&graph->valueInfos[i]);
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  AicOnnxModel *model;
  AicError *error =
      aicOnnxModelRead(AIC_FUZZ_FOLDER "/model.onnx", data, size, &model);
  if (!error == !model)
    abort();
  unsigned sum = 0;
  if (model) {
    sum = touchText(model->producerName) + touchText(model->producerVersion) +
          touchGraph(model->graph);
    for (size_t i = 0; i < model->numOpsets; ++i)
      sum += touchText(model->opsets[i].domain);
  }
  // The sum is used, or the compiler would read nothing.
  volatile unsigned used = sum;
  (void)used;
  aicOnnxModelDestroy(model);
  aicErrorDestroy(error);
  return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                               unsigned seed) {
  return mutateWire(data, size, maxSize, seed);
}
