//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "aic/diag.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirOperation findProgram(MlirOperation op, MlirStringRef name) {
  MlirOperation table = mlirOperationGetParentOperation(op);
  while (!mlirOperationIsNull(table) && !aicOpIs(table, "builtin.module"))
    table = mlirOperationGetParentOperation(table);
  if (mlirOperationIsNull(table))
    return table;
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(table, 0));
  MlirOperation found = mlirBlockGetFirstOperation(body);
  while (!mlirOperationIsNull(found) &&
         !(aicOpIs(found, "npu.program") &&
           mlirStringRefEqual(aicOpString(found, "sym_name"), name)))
    found = mlirOperationGetNextInBlock(found);
  return found;
}

/// Same shape and element type; encodings, layouts and spaces may differ.
static bool sameTensor(MlirType a, MlirType b) {
  if (!mlirTypeIsAShaped(a) || !mlirTypeIsAShaped(b) ||
      !mlirTypeEqual(mlirShapedTypeGetElementType(a),
                     mlirShapedTypeGetElementType(b)) ||
      mlirShapedTypeGetRank(a) != mlirShapedTypeGetRank(b))
    return false;
  for (intptr_t dim = 0; dim < mlirShapedTypeGetRank(a); ++dim)
    if (mlirShapedTypeGetDimSize(a, dim) != mlirShapedTypeGetDimSize(b, dim))
      return false;
  return true;
}

static MlirLogicalResult verifyResults(MlirOperation op) {
  intptr_t start, outputs;
  start = aicOpOperandStart(op, 1, &outputs);
  intptr_t results = mlirOperationGetNumResults(op), next = 0;
  for (intptr_t output = 0; output < outputs; ++output) {
    MlirType type =
        mlirValueGetType(mlirOperationGetOperand(op, start + output));
    if (!mlirTypeIsARankedTensor(type))
      continue;
    if (next == results ||
        !mlirTypeEqual(
            type, mlirValueGetType(mlirOperationGetResult(op, next)))) // C3
      return aicOpError(op,
                        "output #%" PRIdPTR " is a tensor without a result of "
                        "its type",
                        output);
    ++next;
  }
  if (next != results) // C3
    return aicOpError(
        op, "has %" PRIdPTR " results for %" PRIdPTR " output tensors", results,
        next);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult verify(MlirOperation op) {
  MlirStringRef name = mlirFlatSymbolRefAttrGetValue(aicOpAttr(op, "callee"));
  MlirOperation program = findProgram(op, name);
  if (mlirOperationIsNull(program)) // C1
    return aicOpError(op, "'@%.*s' is no npu.program of this module",
                      (int)name.length, name.data);
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(program, 0));
  intptr_t arguments =
      mlirBlockIsNull(body) ? 0 : mlirBlockGetNumArguments(body);
  intptr_t operands = mlirOperationGetNumOperands(op), inputs;
  (void)aicOpOperandStart(op, 0, &inputs);
  if (operands != arguments ||
      inputs != aicOpInt(program, "num_inputs", 0)) // C2
    return aicOpError(op,
                      "has %" PRIdPTR " inputs and %" PRIdPTR
                      " outputs, '@%.*s' has %" PRId64 " and %" PRId64,
                      inputs, operands - inputs, (int)name.length, name.data,
                      aicOpInt(program, "num_inputs", 0),
                      arguments - aicOpInt(program, "num_inputs", 0));
  for (intptr_t index = 0; index < operands; ++index)
    if (!sameTensor(mlirValueGetType(mlirOperationGetOperand(op, index)),
                    mlirValueGetType(mlirBlockGetArgument(body, index)))) // C2
      return aicOpError(op,
                        "operand #%" PRIdPTR " differs in shape or element "
                        "type from the argument of '@%.*s'",
                        index, (int)name.length, name.data);
  return verifyResults(op);
}

const AicOpDef aicNpuLaunch = {
    .name = "npu.launch",
    .summary = "Host side: run a program on the device",
    .description =
        "Inputs are copied to the device, outputs back. The operands may be\n"
        "tensors, then the results are the outputs' new values, or memrefs.\n"
        "\n"
        "- C1: `callee` is an npu.program.\n"
        "- C2: shapes and element types are those of the program's arguments.\n"
        "- C3: there is one result per output tensor, of its type.\n",
    .example = AIC_NPU_EXAMPLE_PROGRAM
    "}\n"
    "func.func @host(%x: tensor<8x8xi8>, %init: tensor<8x8xi8>)\n"
    "    -> tensor<8x8xi8> {\n"
    "  %y = npu.launch @f ins(%x : tensor<8x8xi8>)\n"
    "      outs(%init : tensor<8x8xi8>) -> tensor<8x8xi8>\n"
    "  return %y : tensor<8x8xi8>\n"
    "}\n",
    .assembly =
        "$callee (`ins` `(` $inputs^ `:` type($inputs) `)`)? `outs` `(` "
        "$outputs `:` type($outputs) `)` attr-dict "
        "(`->` type($results)^)?",
    .operands = AIC_LIST(AicValueDef,
                         {.name = "inputs",
                          .summary = "what the program reads",
                          .type = &aicNpuHostBuffer,
                          .arity = AIC_ARITY_VARIADIC,
                          .effects = AIC_EFFECT_READ},
                         {.name = "outputs",
                          .summary = "what the program writes",
                          .type = &aicNpuHostBuffer,
                          .arity = AIC_ARITY_VARIADIC,
                          .effects = AIC_EFFECT_WRITE}),
    .results = AIC_LIST(AicValueDef, {.name = "results",
                                      .summary = "the written tensors",
                                      .type = &aicRankedTensor,
                                      .arity = AIC_ARITY_VARIADIC}),
    .attributes = AIC_LIST(AicAttrDef, {.name = "callee",
                                        .summary = "the program",
                                        .attr = &aicFlatSymbolRefAttr}),
    .traits = AIC_OP_DESTINATION_STYLE,
    .destinations = "outputs",
    .verify = verify,
};
