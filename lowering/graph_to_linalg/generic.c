//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "lowering/graph_to_linalg/generic.h"

#include "mlir-c/AffineExpr.h"
#include "mlir-c/AffineMap.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Dialect/Linalg.h"

MlirAffineMap aicGenericMap(MlirContext context, intptr_t numLoops,
                            intptr_t count, const int64_t *dims) {
  MlirAffineExpr exprs[AIC_GENERIC_MAX_LOOPS];
  for (intptr_t i = 0; i < count; ++i)
    exprs[i] = dims[i] < 0 ? mlirAffineConstantExprGet(context, 0)
                           : mlirAffineDimExprGet(context, dims[i]);
  return mlirAffineMapGet(context, numLoops, 0, count, exprs);
}

static MlirAttribute iterators(MlirContext context, intptr_t numLoops,
                               intptr_t numReductions) {
  MlirAttribute types[AIC_GENERIC_MAX_LOOPS];
  for (intptr_t i = 0; i < numLoops; ++i)
    types[i] = mlirAttributeParseGet(
        context,
        mlirStringRefCreateFromCString(
            i < numLoops - numReductions ? "#linalg.iterator_type<parallel>"
                                         : "#linalg.iterator_type<reduction>"));
  return mlirArrayAttrGet(context, numLoops, types);
}

static MlirAttribute segments(MlirContext context, intptr_t numInputs) {
  const int32_t sizes[] = {(int32_t)numInputs, 1};
  return mlirDenseI32ArrayGet(context, 2, sizes);
}

/// Gives `op` a block whose arguments are elements of the first `count`
/// operands, fills it with `body` and the terminator.
static void fillRegion(const AicTosa *tosa, MlirOperation op, intptr_t count,
                       AicGenericBody body, const void *userData) {
  MlirType types[AIC_GENERIC_MAX_INPUTS + 1];
  MlirLocation locations[AIC_GENERIC_MAX_INPUTS + 1];
  MlirValue elements[AIC_GENERIC_MAX_INPUTS + 1];
  for (intptr_t i = 0; i < count; ++i) {
    types[i] = aicTosaElement(mlirOperationGetOperand(op, i));
    locations[i] = tosa->location;
  }
  MlirBlock block = mlirBlockCreate(count, types, locations);
  mlirRegionAppendOwnedBlock(mlirOperationGetRegion(op, 0), block);
  for (intptr_t i = 0; i < count; ++i)
    elements[i] = mlirBlockGetArgument(block, i);
  mlirRewriterBaseSetInsertionPointToEnd(tosa->rewriter, block);
  MlirValue result = body(tosa, elements, userData);
  aicBuild(tosa->rewriter, tosa->location, "linalg.yield",
           (AicBuild){.operands = AIC_VALUES(result)});
  mlirRewriterBaseSetInsertionPointAfter(tosa->rewriter, op);
}

MlirValue aicGenericBuild(const AicTosa *tosa, const AicGeneric *generic) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  MlirValue operands[AIC_GENERIC_MAX_INPUTS + 1];
  MlirAttribute maps[AIC_GENERIC_MAX_INPUTS + 1];
  for (intptr_t i = 0; i < generic->numInputs; ++i) {
    operands[i] = generic->inputs[i];
    maps[i] = mlirAffineMapAttrGet(generic->maps[i]);
  }
  intptr_t count = generic->numInputs + 1;
  operands[count - 1] = generic->output;
  maps[count - 1] = mlirAffineMapAttrGet(generic->outputMap);
  MlirOperation op = aicBuild(
      tosa->rewriter, tosa->location, "linalg.generic",
      (AicBuild){
          .operands = {count, operands},
          .results = AIC_TYPES(mlirValueGetType(generic->output)),
          .attributes = AIC_ATTRS(
              {"indexing_maps", mlirArrayAttrGet(context, count, maps)},
              {"iterator_types",
               iterators(context, generic->numLoops, generic->numReductions)},
              {"operandSegmentSizes", segments(context, generic->numInputs)}),
          .numRegions = 1});
  fillRegion(tosa, op, count, generic->body, generic->userData);
  return mlirOperationGetResult(op, 0);
}

MlirValue aicGenericEmpty(const AicTosa *tosa, MlirType type,
                          const MlirValue *sizes) {
  MlirValue dynamic[AIC_GRAPH_MAX_RANK];
  intptr_t count = 0;
  AicGraphShape shape = aicGraphShapeOf(type);
  for (intptr_t i = 0; i < shape.rank; ++i)
    if (aicGraphIsDynamic(shape.dims[i]))
      dynamic[count++] = sizes[i];
  return aicBuildValue(
      tosa->rewriter, tosa->location, "tensor.empty",
      (AicBuild){.operands = {count, dynamic}, .results = AIC_TYPES(type)});
}

MlirValue aicGenericNamed(const AicTosa *tosa, const char *name,
                          AicValues inputs, MlirValue output,
                          const MlirAffineMap *maps) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  MlirValue operands[AIC_GENERIC_MAX_INPUTS + 1];
  MlirAttribute attrs[AIC_GENERIC_MAX_INPUTS + 1];
  for (intptr_t i = 0; i < inputs.count; ++i)
    operands[i] = inputs.data[i];
  operands[inputs.count] = output;
  for (intptr_t i = 0; maps && i <= inputs.count; ++i)
    attrs[i] = mlirAffineMapAttrGet(maps[i]);
  MlirAttribute list = maps ? mlirArrayAttrGet(context, inputs.count + 1, attrs)
                            : mlirAttributeGetNull();
  MlirOperation op = aicBuild(
      tosa->rewriter, tosa->location, name,
      (AicBuild){.operands = {inputs.count + 1, operands},
                 .results = AIC_TYPES(mlirValueGetType(output)),
                 .attributes = AIC_ATTRS(
                     {"indexing_maps", list},
                     {"operandSegmentSizes", segments(context, inputs.count)}),
                 .numRegions = 1});
  mlirLinalgFillBuiltinNamedOpRegion(op);
  return mlirOperationGetResult(op, 0);
}

MlirValue aicGenericFill(const AicTosa *tosa, MlirValue scalar,
                         MlirValue output) {
  return aicGenericNamed(tosa, "linalg.fill", AIC_VALUES(scalar), output, NULL);
}

static MlirValue combine(const AicTosa *tosa, const MlirValue *elements,
                         const void *userData) {
  return aicScalarBinary(tosa, userData, elements[0], elements[1]);
}

MlirValue aicGenericReduce(const AicTosa *tosa, const char *kind,
                           MlirValue input, intptr_t numAxes,
                           const int64_t *axes) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  AicGraphShape x = aicTosaShape(input), y = {0};
  MlirType element = aicTosaElement(input);
  MlirValue sizes[AIC_GRAPH_MAX_RANK];
  for (intptr_t i = 0, next = 0; i < x.rank; ++i) {
    if (next < numAxes && axes[next] == i) {
      ++next;
      continue;
    }
    if (aicGraphIsDynamic(x.dims[i]))
      sizes[y.rank] = aicTosaDim(tosa, input, i);
    y.dims[y.rank++] = x.dims[i];
  }
  MlirValue init =
      aicGenericFill(tosa, aicScalarIdentity(tosa, kind, element),
                     aicGenericEmpty(tosa, aicTosaType(&y, element), sizes));
  MlirOperation op = aicBuild(
      tosa->rewriter, tosa->location, "linalg.reduce",
      (AicBuild){.operands = AIC_VALUES(input, init),
                 .results = AIC_TYPES(mlirValueGetType(init)),
                 .attributes = AIC_ATTRS(
                     {"dimensions", aicAttrI64Array(context, numAxes, axes)}),
                 .numRegions = 1});
  fillRegion(tosa, op, 2, combine, kind);
  return mlirOperationGetResult(op, 0);
}

void aicGenericAssert(const AicTosa *tosa, MlirValue holds, const char *text) {
  MlirContext context = mlirLocationGetContext(tosa->location);
  (void)aicBuild(tosa->rewriter, tosa->location, "cf.assert",
                 (AicBuild){.operands = AIC_VALUES(holds),
                            .attributes = AIC_ATTRS(
                                {"msg", aicAttrString(context, text)})});
}
