//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Inputs and outputs of the model as arguments and results of a function.
//
//===----------------------------------------------------------------------===//

#include "lowering/onnx_to_graph/node.h"

#include "aic/diag.h"
#include "lowering/onnx_to_graph/onnx_reader.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>
#include <stdio.h>

// graph.dims of a type: the names of its dynamic dimensions.
static MlirAttribute dimNames(AicImport *import, MlirValue value,
                              const AicOnnxValue *declared) {
  MlirContext context = import->context;
  MlirAttribute names[AIC_IMPORT_MAX_RANK];
  AicInts sizes = aicNodeSizes(import, value);
  for (intptr_t i = 0; i < sizes.count; ++i) {
    if (!sizes.symbols[i]) {
      names[i] = mlirUnitAttrGet(context);
      continue;
    }
    AicSymbol symbol = aicSymbolShown(&import->symbols, sizes.symbols[i]);
    AicText name = aicSymbolName(&import->symbols, symbol);
    if (!name.size && declared->rank == (size_t)sizes.count)
      name = declared->dims[i].name;
    char unnamed[64];
    if (!name.size) {
      int length = snprintf(unnamed, sizeof unnamed, "d%" PRId32, symbol);
      name = (AicText){unnamed, (size_t)length};
    }
    names[i] =
        mlirStringAttrGet(context, mlirStringRefCreate(name.data, name.size));
  }
  return mlirArrayAttrGet(context, sizes.count, names);
}

MlirAttribute aicImportValueAttrs(AicImport *import, MlirValue value,
                                  const AicOnnxValue *declared) {
  MlirContext context = import->context;
  MlirAttribute name = mlirStringAttrGet(
      context, mlirStringRefCreate(declared->name.data, declared->name.size));
  MlirNamedAttribute attrs[] = {
      mlirNamedAttributeGet(
          mlirIdentifierGet(context,
                            mlirStringRefCreateFromCString("graph.dims")),
          dimNames(import, value, declared)),
      mlirNamedAttributeGet(
          mlirIdentifierGet(context,
                            mlirStringRefCreateFromCString("graph.name")),
          name)};
  return mlirDictionaryAttrGet(context, 2, attrs);
}

// The type of an input; null after an error.
static MlirType inputType(AicImport *import, const AicOnnxValue *input) {
  int shown = aicTextLength(input->name);
  const char *name = input->name.data;
  MlirType element = aicOnnxElementType(import->context, input->type);
  MlirType null = {NULL};
  if (input->kind != AIC_ONNX_VALUE_TENSOR) {
    aicNodeFail(import, "input '%.*s' is no tensor", shown, name);
    return null;
  }
  if (mlirTypeIsNull(element)) {
    aicNodeFail(import,
                "input '%.*s' has elements of type %s, which is not supported",
                shown, name, aicOnnxTypeName(input->type));
    return null;
  }
  if (!input->hasRank || input->rank > AIC_IMPORT_MAX_RANK) {
    aicNodeFail(import, "input '%.*s' has %s", shown, name,
                input->hasRank ? "more than 16 dimensions"
                               : "no shape, which is not supported");
    return null;
  }
  int64_t dims[AIC_IMPORT_MAX_RANK];
  for (size_t i = 0; i < input->rank; ++i) {
    if (input->dims[i].size > INT64_C(1) << 40) {
      aicNodeFail(import,
                  "dimension %zu of input '%.*s' is %" PRId64
                  ", at most 2^40 is supported",
                  i, shown, name, input->dims[i].size);
      return null;
    }
    dims[i] = input->dims[i].size < 0 ? mlirShapedTypeGetDynamicSize()
                                      : input->dims[i].size;
  }
  return mlirRankedTensorTypeGet((intptr_t)input->rank, dims, element,
                                 mlirAttributeGetNull());
}

// Adds an argument of the function; false after an error.
bool aicImportInput(AicImport *import, MlirBlock block,
                    const AicOnnxValue *input, MlirType *type) {
  if (!input->name.size)
    return aicNodeFail(import, "an input has no name");
  *type = inputType(import, input);
  if (mlirTypeIsNull(*type))
    return false;
  MlirValue value = mlirBlockAddArgument(
      block, *type, aicImportLocation(import, input->name, 0));
  for (size_t i = 0; i < input->rank; ++i)
    if (input->dims[i].size < 0 && input->dims[i].name.size)
      aicSymbolSet(&import->symbols, value, (intptr_t)i,
                   aicSymbolNamed(&import->symbols, input->dims[i].name));
  return aicImportDefine(import,
                         (AicImportValue){.name = input->name, .value = value});
}

// The value of a result, whose type must be the declared one where that says
// something.
MlirValue aicImportOutput(AicImport *import, const AicOnnxValue *output) {
  int shown = aicTextLength(output->name);
  MlirValue none = {NULL};
  AicImportValue *entry = aicImportLookup(import, output->name);
  if (!entry || !aicImportDefined(entry)) {
    aicNodeFail(import, "output '%.*s' is not produced by any node", shown,
                output->name.data ? output->name.data : "");
    return none;
  }
  MlirValue value = aicImportMaterialize(import, entry);
  if (mlirValueIsNull(value) || output->kind != AIC_ONNX_VALUE_TENSOR)
    return value;
  int64_t type = aicOnnxTypeOf(aicNodeElement(value));
  if (output->type && type != output->type) {
    aicNodeFail(import,
                "output '%.*s' is declared with elements of type %s but has %s",
                shown, output->name.data, aicOnnxTypeName(output->type),
                aicOnnxTypeName(type));
    return none;
  }
  AicDims dims = aicNodeDims(value);
  bool differs = output->hasRank && output->rank != (size_t)dims.rank;
  for (intptr_t i = 0; output->hasRank && !differs && i < dims.rank; ++i)
    differs = dims.at[i] >= 0 && output->dims[i].size >= 0 &&
              dims.at[i] != output->dims[i].size;
  // Models whose batch was edited keep old shapes here; other tools run them.
  if (differs)
    aicDiagEnd(aicDiagBegin(AIC_SEVERITY_WARNING,
                            aicImportLocation(import, output->name, 0),
                            "output '%.*s' is declared with another shape than "
                            "the model computes",
                            shown, output->name.data));
  return value;
}
