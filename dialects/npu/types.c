//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "dialects/npu/support.h"

#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"

#include <stdio.h>

static MlirLogicalResult
verifyRing(const MlirAttribute *params, intptr_t numParams,
           void (*emitError)(const char *text, void *userData),
           void *userData) {
  (void)numParams;
  AicNpuPlace place = AIC_NPU_PLACE_NOWHERE;
  if (aicNpuChipMemRef.holds(mlirTypeAttrGetValue(params[0])))
    place = aicNpuPlaceOf(mlirTypeAttrGetValue(params[0]));
  if (place == AIC_NPU_PLACE_NOWHERE) {
    emitError(
        "the slot of a ring must be a static memref of " AIC_NPU_TYPE_NAMES
        " in #npu.space<spad> or #npu.space<acc>",
        userData);
    return mlirLogicalResultFailure();
  }
  int64_t depth = mlirIntegerAttrGetValueInt(params[1]);
  if (depth < 1 || depth > AIC_NPU_MAX_DEPTH) {
    char text[80];
    snprintf(text, sizeof text, "depth of a ring must be 1 to %d, got %lld",
             AIC_NPU_MAX_DEPTH, (long long)depth);
    emitError(text, userData);
    return mlirLogicalResultFailure();
  }
  return mlirLogicalResultSuccess();
}

const AicTypeDef aicNpuRingType = {
    .name = "npu.ring",
    .summary = "Slots of on-chip memory, used round and round",
    .description = "`depth` slots (1 to 4) of the shape of `slot`, a static\n"
                   "memref in the scratchpad or the accumulators.\n",
    .example = "!npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>",
    .params = AIC_LIST(AicParamDef,
                       {.name = "slot",
                        .summary = "one slot, a memref",
                        .kind = AIC_PARAM_TYPE},
                       {.name = "depth",
                        .summary = "number of slots",
                        .kind = AIC_PARAM_INT64}),
    .verify = verifyRing,
};

const AicAttributeDef aicNpuSpaceAttr = {
    .name = "npu.space",
    .summary = "Memory space of a memref: scratchpad, accumulators or DRAM",
    .example = "#npu.space<spad>",
    .params =
        AIC_LIST(AicParamDef,
                 {.name = "place",
                  .summary = "where it lies",
                  .kind = AIC_PARAM_WORD,
                  .words = (const char *const[]){"spad", "acc", "dram", NULL}}),
};

MlirType aicNpuRingGet(MlirType slot, int64_t depth) {
  MlirContext context = mlirTypeGetContext(slot);
  MlirType i64 = mlirIntegerTypeGet(context, 64);
  const MlirAttribute params[] = {mlirTypeAttrGet(slot),
                                  mlirIntegerAttrGet(i64, depth)};
  return aicTypeGet(context, &aicNpuRingType, params, 2);
}

MlirType aicNpuRingSlotType(MlirType ring) {
  return mlirTypeAttrGetValue(aicTypeGetParam(ring, 0));
}

int64_t aicNpuRingDepth(MlirType ring) {
  return mlirIntegerAttrGetValueInt(aicTypeGetParam(ring, 1));
}
