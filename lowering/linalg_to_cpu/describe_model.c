//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Notes the model's interface on the module while it still has tensors.
//
//===----------------------------------------------------------------------===//

#include "lowering/linalg_to_cpu/linalg_to_cpu.h"

#include "aic/diag.h"
#include "aic/op.h"
#include "aic/runtime.h"
#include "lowering/support/ir.h"
#include "lowering/support/model_attribute.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdio.h>
#include <stdlib.h>

static MlirNamedAttribute named(MlirContext context, const char *name,
                                MlirAttribute attr) {
  return mlirNamedAttributeGet(
      mlirIdentifierGet(context, mlirStringRefCreateFromCString(name)), attr);
}

static bool isPublic(MlirOperation function) {
  MlirAttribute visibility = aicGetAttr(function, "sym_visibility");
  return mlirAttributeIsNull(visibility) ||
         mlirStringRefEqual(mlirStringAttrGetValue(visibility),
                            mlirStringRefCreateFromCString("public"));
}

/// The function that is the model: `main`, else the only public one with a
/// body. Null when there is none.
static MlirOperation findEntry(MlirOperation module) {
  MlirOperation entry = {NULL};
  int candidates = 0;
  // Functions of a module in the module are not called from outside.
  MlirBlock top = mlirRegionGetFirstBlock(mlirOperationGetRegion(module, 0));
  for (MlirOperation op = mlirBlockGetFirstOperation(top);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    if (!aicIsOp(op, "func.func") || !isPublic(op) ||
        mlirBlockIsNull(mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0))))
      continue;
    MlirStringRef name = mlirStringAttrGetValue(aicGetAttr(op, "sym_name"));
    if (mlirStringRefEqual(name, mlirStringRefCreateFromCString("main")))
      return op;
    entry = op;
    ++candidates;
  }
  return candidates == 1 ? entry : (MlirOperation){NULL};
}

/// Attribute `name` of argument or result `index`, or null.
static MlirAttribute attrOf(MlirAttribute attrs, intptr_t index,
                            const char *name) {
  if (mlirAttributeIsNull(attrs))
    return attrs;
  return mlirDictionaryAttrGetElementByName(
      mlirArrayAttrGetElement(attrs, index),
      mlirStringRefCreateFromCString(name));
}

/// `graph.dims` without what it says of static dimensions; null where it names
/// none, or is something else than a list of names.
static MlirAttribute dimsAttr(MlirContext context, MlirAttribute given,
                              MlirType type) {
  MlirAttribute names[AIC_MAX_RANK], null = mlirAttributeGetNull();
  intptr_t rank = mlirShapedTypeGetRank(type);
  if (mlirAttributeIsNull(given) || !mlirAttributeIsAArray(given) ||
      mlirArrayAttrGetNumElements(given) != rank)
    return null;
  bool any = false;
  for (intptr_t i = 0; i < rank; ++i) {
    names[i] = mlirArrayAttrGetElement(given, i);
    if (mlirShapedTypeIsDynamicDim(type, i) && mlirAttributeIsAString(names[i]))
      any = true;
    else
      names[i] = mlirUnitAttrGet(context);
  }
  return any ? mlirArrayAttrGet(context, rank, names) : null;
}

/// `{name = "x", type = tensor<...>}`; the name is `graph.name` where there is
/// one.
static MlirAttribute portAttr(MlirContext context, MlirAttribute attrs,
                              intptr_t index, const char *kind, MlirType type) {
  MlirAttribute name = attrOf(attrs, index, "graph.name");
  MlirAttribute dims =
      dimsAttr(context, attrOf(attrs, index, "graph.dims"), type);
  if (mlirAttributeIsNull(name) || !mlirAttributeIsAString(name)) {
    char text[32];
    snprintf(text, sizeof text, "%s_%td", kind, index);
    name = aicAttrString(context, text);
  }
  MlirNamedAttribute fields[3] = {
      named(context, "name", name),
      named(context, "type", mlirTypeAttrGet(type))};
  intptr_t count = 2;
  if (!mlirAttributeIsNull(dims))
    fields[count++] = named(context, "dims", dims);
  return mlirDictionaryAttrGet(context, count, fields);
}

/// The list of ports for the inputs or results of a function type; null when
/// one cannot be passed.
static MlirAttribute portsAttr(MlirOperation function, bool inputs) {
  MlirContext context = mlirOperationGetContext(function);
  MlirType type = mlirTypeAttrGetValue(aicGetAttr(function, "function_type"));
  MlirAttribute attrs =
      aicGetAttr(function, inputs ? "arg_attrs" : "res_attrs");
  intptr_t count = inputs ? mlirFunctionTypeGetNumInputs(type)
                          : mlirFunctionTypeGetNumResults(type);
  MlirAttribute *ports = calloc((size_t)count + 1, sizeof *ports);
  if (!ports)
    AIC_BUG("out of memory");
  MlirAttribute list = mlirAttributeGetNull();
  intptr_t i = 0;
  for (; i < count; ++i) {
    MlirType port = inputs ? mlirFunctionTypeGetInput(type, i)
                           : mlirFunctionTypeGetResult(type, i);
    if (!aicIsPortType(port))
      break;
    ports[i] = portAttr(context, attrs, i, inputs ? "input" : "output", port);
  }
  if (i == count)
    list = mlirArrayAttrGet(context, count, ports);
  free(ports);
  return list;
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  MlirContext context = mlirOperationGetContext(root);
  MlirAttribute given = aicGetAttr(root, AIC_MODEL_ATTR);
  if (!mlirAttributeIsNull(given) && !aicModelAttrIsValid(given))
    return aicOpError(root, "attribute '" AIC_MODEL_ATTR "' must have 'entry', "
                            "'inputs' and 'outputs', as aic-describe-model "
                            "makes them");
  MlirOperation entry = findEntry(root);
  // A module that is no model is lowered all the same.
  if (mlirOperationIsNull(entry) || !mlirAttributeIsNull(given))
    return mlirLogicalResultSuccess();
  MlirAttribute inputs = portsAttr(entry, true);
  MlirAttribute outputs = portsAttr(entry, false);
  if (mlirAttributeIsNull(inputs) || mlirAttributeIsNull(outputs))
    return mlirLogicalResultSuccess();
  MlirNamedAttribute fields[] = {
      named(context, "entry", aicGetAttr(entry, "sym_name")),
      named(context, "inputs", inputs), named(context, "outputs", outputs)};
  aicPassCount(pass, 0,
               (uint64_t)(mlirArrayAttrGetNumElements(inputs) +
                          mlirArrayAttrGetNumElements(outputs)));
  aicSetAttr(root, AIC_MODEL_ATTR, mlirDictionaryAttrGet(context, 3, fields));
  return mlirLogicalResultSuccess();
}

const AicPassDef aicDescribeModel = {
    .abi = AIC_ABI,
    .argument = "aic-describe-model",
    .summary = "Note the model's inputs and outputs on the module",
    .description =
        "Sets the module attribute `aic.model`: the entry function, and the "
        "name and tensor\ntype of each of its inputs and outputs. The entry "
        "is `main`, else the only public\nfunction with a body. A name is the "
        "argument's attribute `graph.name`, else\n`input_N` or `output_N`; "
        "`dims` are the names that `graph.dims` gives to dynamic\n"
        "dimensions, where it does: whoever calls the model checks that those "
        "of one name\nhave one size. A module without an entry, or whose entry "
        "has a value\nthat cannot be "
        "passed from outside (no ranked tensor, an element type without a\n"
        "counterpart in C, a rank above 8), gets no attribute and cannot "
        "become "
        "a model.\n\n"
        "```mlir\n"
        "func.func @main(%x: tensor<?x4xf32>) -> tensor<?x4xf32>\n"
        "// adds to the module\n"
        "aic.model = {entry = \"main\",\n"
        "             inputs = [{name = \"input_0\", type = "
        "tensor<?x4xf32>}],\n"
        "             outputs = [{name = \"output_0\", type = "
        "tensor<?x4xf32>}]}\n"
        "```\n",
    .anchor = "builtin.module",
    .statistics =
        AIC_LIST(AicStatisticDef,
                 {.name = "ports", .summary = "inputs and outputs noted"}),
    .run = run,
};
