//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Makes a function that says whether the sizes of a model's inputs fit, from
// what each operation of the model takes for granted.
//
// A copy of the model gets one assertion for each such thing. Then what the
// assertions do not need is dropped, which is all but arithmetic on sizes.
//
//===----------------------------------------------------------------------===//

#include "lowering/to_linalg/to_linalg.h"

#include "aic/diag.h"
#include "lowering/support/ir.h"
#include "lowering/support/model_attribute.h"
#include "lowering/to_linalg/size_conditions.h"
#include "lowering/to_linalg/size_rules.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Pass.h"

#include <stdlib.h>

static MlirBlock bodyOf(MlirOperation op) {
  return mlirRegionGetFirstBlock(mlirOperationGetRegion(op, 0));
}

static bool hasOpenSize(MlirValue value) {
  MlirType type = mlirValueGetType(value);
  return mlirTypeIsARankedTensor(type) && !mlirShapedTypeHasStaticShape(type);
}

/// Whether the model's inputs are the arguments of `function`, so that texts
/// can name them; a description by hand may be wrong.
static bool hasPortsOf(MlirOperation function, MlirAttribute model) {
  MlirAttribute ports = mlirDictionaryAttrGetElementByName(
      model, mlirStringRefCreateFromCString("inputs"));
  MlirBlock body = bodyOf(function);
  intptr_t count = mlirBlockGetNumArguments(body);
  if (mlirArrayAttrGetNumElements(ports) != count)
    return false;
  for (intptr_t i = 0; i < count; ++i) {
    MlirType port = mlirTypeAttrGetValue(mlirDictionaryAttrGetElementByName(
        mlirArrayAttrGetElement(ports, i),
        mlirStringRefCreateFromCString("type")));
    MlirType type = mlirValueGetType(mlirBlockGetArgument(body, i));
    if (!mlirTypeIsARankedTensor(type) ||
        mlirShapedTypeGetRank(type) != mlirShapedTypeGetRank(port))
      return false;
  }
  return true;
}

/// Whether anything in `function` could be wrong at run time.
static bool needsCheck(MlirOperation function) {
  MlirBlock body = bodyOf(function);
  for (intptr_t i = 0; i < mlirBlockGetNumArguments(body); ++i)
    if (hasOpenSize(mlirBlockGetArgument(body, i)))
      return true;
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    if (aicIsOp(op, "cf.assert"))
      return true;
    for (intptr_t i = 0; i < mlirOperationGetNumResults(op); ++i)
      if (hasOpenSize(mlirOperationGetResult(op, i)))
        return true;
  }
  return false;
}

/// Ends the function with `values`, which become its results.
static void setResults(MlirOperation function, AicValues values) {
  MlirType type = mlirTypeAttrGetValue(aicGetAttr(function, "function_type"));
  MlirType results[3];
  intptr_t numInputs = mlirFunctionTypeGetNumInputs(type);
  MlirType *inputs = calloc((size_t)numInputs + 1, sizeof *inputs);
  if (!inputs)
    AIC_BUG("out of memory");
  for (intptr_t i = 0; i < numInputs; ++i)
    inputs[i] = mlirFunctionTypeGetInput(type, i);
  for (intptr_t i = 0; i < values.count; ++i)
    results[i] = mlirValueGetType(values.data[i]);
  aicSetAttr(function, "function_type",
             mlirTypeAttrGet(mlirFunctionTypeGet(
                 mlirOperationGetContext(function), numInputs, inputs,
                 values.count, results)));
  free(inputs);
  mlirOperationSetOperands(mlirBlockGetTerminator(bodyOf(function)),
                           values.count, values.data);
}

/// The size of a conditional's result as a conditional of sizes; without this
/// the condition would need what the branches compute.
static void sinkIntoBranches(MlirOperation dim, MlirOperation choice,
                             intptr_t number) {
  MlirOperation copy = mlirOperationClone(choice);
  mlirBlockInsertOwnedOperationBefore(mlirOperationGetBlock(dim), dim, copy);
  MlirType index = mlirIndexTypeGet(mlirOperationGetContext(dim));
  MlirOperation sizes = aicCreateBefore(
      dim, "scf.if",
      (AicBuild){.operands = AIC_VALUES(mlirOperationGetOperand(choice, 0)),
                 .results = AIC_TYPES(index),
                 .numRegions = 2});
  for (intptr_t r = 0; r < 2; ++r) {
    MlirRegion region = mlirOperationGetRegion(sizes, r);
    mlirRegionTakeBody(region, mlirOperationGetRegion(copy, r));
    MlirOperation yield =
        mlirBlockGetTerminator(mlirRegionGetFirstBlock(region));
    MlirValue size = mlirOperationGetResult(
        aicCreateBefore(yield, "tensor.dim",
                        (AicBuild){.operands = AIC_VALUES(
                                       mlirOperationGetOperand(yield, number),
                                       mlirOperationGetOperand(dim, 1)),
                                   .results = AIC_TYPES(index)}),
        0);
    mlirOperationSetOperands(yield, 1, &size);
  }
  mlirOperationDestroy(copy);
  aicReplaceOp(dim, sizes);
}

/// Whether a size of a conditional's result was found and rewritten.
static bool sinkSizes(MlirOperation module) {
  AicOpList dims =
      aicCollectOps(module, (const char *const[]){"tensor.dim", NULL});
  bool any = false;
  for (intptr_t i = 0; i < dims.count; ++i) {
    MlirValue source = mlirOperationGetOperand(dims.data[i], 0);
    if (!mlirValueIsAOpResult(source) ||
        !aicIsOp(mlirOpResultGetOwner(source), "scf.if"))
      continue;
    sinkIntoBranches(dims.data[i], mlirOpResultGetOwner(source),
                     mlirOpResultGetResultNumber(source));
    any = true;
  }
  aicOpListRelease(&dims);
  return any;
}

/// Whether calls were erased whose results nobody needs: only sizes count here.
static bool eraseCalls(MlirOperation module) {
  AicOpList calls =
      aicCollectOps(module, (const char *const[]){"func.call", NULL});
  bool any = false;
  for (intptr_t i = 0; i < calls.count; ++i) {
    bool used = false;
    for (intptr_t r = 0; r < mlirOperationGetNumResults(calls.data[i]); ++r)
      used |= !mlirOpOperandIsNull(
          mlirValueGetFirstUse(mlirOperationGetResult(calls.data[i], r)));
    if (used)
      continue;
    mlirOperationDestroy(calls.data[i]);
    any = true;
  }
  aicOpListRelease(&calls);
  return any;
}

/// Resolves sizes of results to sizes of arguments and drops the rest.
static MlirLogicalResult simplify(MlirModule module) {
  MlirPassManager manager = mlirPassManagerCreate(mlirModuleGetContext(module));
  MlirLogicalResult status = mlirParsePassPipeline(
      mlirPassManagerGetAsOpPassManager(manager),
      mlirStringRefCreateFromCString(
          "builtin.module(resolve-ranked-shaped-type-result-dims,canonicalize,"
          "cse,lower-affine,canonicalize,cse)"),
      NULL, NULL);
  MlirOperation op = mlirModuleGetOperation(module);
  bool again = true;
  while (mlirLogicalResultIsSuccess(status) && again) {
    status = mlirPassManagerRunOnOp(manager, op);
    again = sinkSizes(op) || eraseCalls(op);
  }
  mlirPassManagerDestroy(manager);
  return status;
}

/// Declares in `block` what calls in `entry` may name.
static void declareOthers(MlirBlock block, MlirOperation entry) {
  MlirContext context = mlirOperationGetContext(entry);
  for (MlirOperation op =
           mlirBlockGetFirstOperation(mlirOperationGetBlock(entry));
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op)) {
    if (mlirOperationEqual(op, entry) || !aicIsOp(op, "func.func"))
      continue;
    MlirOperationState state =
        mlirOperationStateGet(mlirStringRefCreateFromCString("func.func"),
                              mlirOperationGetLocation(op));
    static const char *const names[] = {"sym_name", "function_type"};
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
      mlirOperationStateAddAttributes(
          &state, 1,
          &(MlirNamedAttribute){
              mlirIdentifierGet(context,
                                mlirStringRefCreateFromCString(names[i])),
              aicGetAttr(op, names[i])});
    mlirOperationStateAddAttributes(
        &state, 1,
        &(MlirNamedAttribute){
            mlirIdentifierGet(context,
                              mlirStringRefCreateFromCString("sym_visibility")),
            aicAttrString(context, "private")});
    MlirRegion region = mlirRegionCreate();
    mlirOperationStateAddOwnedRegions(&state, 1, &region);
    mlirBlockAppendOwnedOperation(block, mlirOperationCreate(&state));
  }
}

/// A copy of `entry` that is left with the assertions and what they need.
static MlirModule createConditions(MlirOperation entry) {
  MlirModule module = mlirModuleCreateEmpty(mlirOperationGetLocation(entry));
  MlirOperation copy = mlirOperationClone(entry);
  mlirBlockAppendOwnedOperation(mlirModuleGetBody(module), copy);
  declareOthers(mlirModuleGetBody(module), entry);
  const char *const dropped[] = {"arg_attrs", "res_attrs"};
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; ++i)
    mlirOperationRemoveAttributeByName(
        copy, mlirStringRefCreateFromCString(dropped[i]));
  aicSizeConditionsAdd(bodyOf(copy));
  setResults(copy, (AicValues){0});
  if (mlirLogicalResultIsSuccess(simplify(module)))
    return module;
  mlirModuleDestroy(module);
  return (MlirModule){NULL};
}

/// What the check answers for, the model itself need not ask again.
static void eraseAssertions(MlirBlock body) {
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op);) {
    MlirOperation next = mlirOperationGetNextInBlock(op);
    if (aicIsOp(op, "cf.assert"))
      mlirOperationDestroy(op);
    op = next;
  }
}

static MlirLogicalResult addCheck(MlirOperation root, MlirAttribute model,
                                  MlirOperation entry, AicPassRun *pass) {
  static const char name[] = "aic_check_sizes";
  MlirModule module = createConditions(entry);
  if (mlirModuleIsNull(module))
    return aicOpError(entry, "the conditions on its sizes cannot be derived");
  MlirOperation function =
      mlirBlockGetFirstOperation(mlirModuleGetBody(module));
  AicSizeRules rules;
  aicSizeRulesTake(bodyOf(function), model, &rules);
  eraseAssertions(bodyOf(entry));
  if (rules.count > 0) {
    setResults(function, AIC_VALUES(rules.broken, rules.left, rules.right));
    aicSetAttr(function, "sym_name",
               aicAttrString(mlirOperationGetContext(root), name));
    mlirOperationRemoveFromParent(function);
    mlirBlockAppendOwnedOperation(bodyOf(root), function);
    aicModelAdd(root, "check",
                aicAttrString(mlirOperationGetContext(root), name));
    aicModelAdd(root, "rules", rules.texts);
    aicPassCount(pass, 0, (uint64_t)rules.count);
  }
  mlirModuleDestroy(module);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult run(AicPassRun *pass, MlirOperation root,
                             const void *options) {
  (void)options;
  MlirAttribute model = aicGetAttr(root, AIC_MODEL_ATTR);
  if (!aicModelAttrIsValid(model) ||
      !mlirAttributeIsNull(mlirDictionaryAttrGetElementByName(
          model, mlirStringRefCreateFromCString("check"))))
    return mlirLogicalResultSuccess();
  MlirOperation entry = aicModelEntry(root);
  if (mlirOperationIsNull(entry) || mlirBlockIsNull(bodyOf(entry)) ||
      !mlirBlockIsNull(mlirBlockGetNextInRegion(bodyOf(entry))) ||
      !hasPortsOf(entry, model) || !needsCheck(entry))
    return mlirLogicalResultSuccess();
  return addCheck(root, model, entry, pass);
}

const AicPassDef aicCheckSizes = {
    .abi = AIC_ABI,
    .argument = "aic-check-sizes",
    .summary = "Make a function that checks the sizes of a model's inputs",
    .description =
        "Operations on tensors of dynamic size take for granted that sizes "
        "fit: that a product's\ndimensions are equal, that a window lies in "
        "the image, that a reshape keeps the\nnumber of elements. For a model "
        "(see aic-describe-model) this adds a public\nfunction "
        "`aic_check_sizes` that takes the model's inputs and returns the "
        "number of the\nfirst condition that does not hold, or 0, and the two "
        "sizes that it compares. The\ntexts that go with the numbers join "
        "`aic.model` as `rules`. Assertions (`cf.assert`)\nof the entry's "
        "body are such conditions, too, and leave the entry. A model\nwithout "
        "any gets no function. Conditions inside of regions (loops, branches) "
        "are\nnot covered.\n\n"
        "```mlir\n"
        "%1 = linalg.matmul ins(%a, %b : tensor<?x?xf32>, tensor<3x4xf32>) "
        "outs(...)\n"
        "// adds beside its function\n"
        "%dim = tensor.dim %a, %c1 : tensor<?x?xf32>\n"
        "%holds = arith.cmpi eq, %dim, %c3 : index\n"
        "```\n",
    .anchor = "builtin.module",
    .dependentDialects = (const char *const[]){"arith", "cf", "tensor", "scf",
                                               "affine", "memref", NULL},
    .statistics = AIC_LIST(AicStatisticDef,
                           {.name = "rules", .summary = "conditions on sizes"}),
    .run = run,
};
