//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Whether the described machine can run each operation. The runtime refuses an
// encoded program for the same reasons; here the error stands at the operation.
//
//===----------------------------------------------------------------------===//

#include "aic/diag.h"
#include "dialects/npu/vec.h"
#include "lowering/npu_to_program/stream.h"
#include "mlir-c/BuiltinTypes.h"

#include <inttypes.h>

static MlirType elementOf(MlirValue value) {
  return mlirShapedTypeGetElementType(mlirValueGetType(value));
}

static MlirLogicalResult checkLoop(const AicNpuStream *stream, int step,
                                   const AicMachine *machine) {
  int depth = 0;
  for (int at = step; at >= 0; at = stream->steps[at].parent)
    ++depth;
  if ((uint64_t)depth <= machine->stream.loops)
    return mlirLogicalResultSuccess();
  return aicOpError(stream->ops[step],
                    "is nested %d deep, but '%s' runs %" PRIu64
                    " (stream.loops)",
                    depth, machine->name, machine->stream.loops);
}

static MlirLogicalResult checkRing(const AicNpuRingInfo *ring,
                                   const AicMachine *machine) {
  if ((uint64_t)ring->depth <= machine->sync.max ||
      (!aicNpuRingHasFull(ring) && !aicNpuRingHasEmpty(ring)))
    return mlirLogicalResultSuccess();
  return aicOpError(ring->op,
                    "has depth %" PRId64
                    ", but semaphores of '%s' count to %" PRIu64 " (sync.max)",
                    ring->depth, machine->name, machine->sync.max);
}

static MlirLogicalResult checkMatmul(MlirOperation op,
                                     const AicMachine *machine) {
  AicNpuMac mac = AIC_NPU_MAC_I8; // C3 of npu.matmul: there is one
  AicNpuType a = aicNpuTypeOf(elementOf(mlirOperationGetOperand(op, 0)));
  AicNpuType w = aicNpuTypeOf(elementOf(mlirOperationGetOperand(op, 1)));
  (void)aicNpuMacFind(a, w, &mac);
  if (!machine->array.rates[mac])
    return aicOpError(op, "needs %s, for which '%s' has rate 0 (array.%s)",
                      aicNpuMacName(mac), machine->name,
                      aicMachineRateParam(mac)->key);
  MlirStringRef flow = aicOpString(op, "dataflow");
  AicNpuDataflow dataflow = flow.data[0] == 'w'   ? AIC_NPU_WS
                            : flow.data[0] == 'o' ? AIC_NPU_OS
                                                  : AIC_NPU_IS;
  if (!(machine->array.dataflows >> dataflow & 1))
    return aicOpError(op, "has dataflow %.*s, which '%s' does not run",
                      (int)flow.length, flow.data, machine->name);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult checkTables(MlirOperation op, const AicNpuVec *vec,
                                     const AicMachine *machine) {
  uint64_t tables = 0;
  for (int i = 0; i < vec->numSources; ++i) {
    uint64_t entries = vec->sources[i].entries;
    uint64_t bits = 8ull * aicNpuTypeSize(vec->sources[i].type);
    tables += entries != 0;
    if (entries && (entries > machine->vector.lutEntries ||
                    bits > machine->vector.lutBits))
      return aicOpError(op,
                        "has a table of %" PRIu64 " x %" PRIu64
                        " bits, '%s' holds %" PRIu64 " x %" PRIu64
                        " (vector.lut_entries, vector.lut_bits)",
                        entries, bits, machine->name,
                        machine->vector.lutEntries, machine->vector.lutBits);
  }
  if (tables > machine->vector.lutTables)
    return aicOpError(op,
                      "has %" PRIu64 " tables, '%s' holds %" PRIu64
                      " (vector.lut_tables)",
                      tables, machine->name, machine->vector.lutTables);
  return mlirLogicalResultSuccess();
}

static MlirLogicalResult checkVec(MlirOperation op, const AicMachine *machine) {
  for (intptr_t i = 0; i < mlirOperationGetNumOperands(op); ++i) {
    AicNpuType type = aicNpuTypeOf(elementOf(mlirOperationGetOperand(op, i)));
    if (!(machine->vector.types >> type & 1))
      return aicOpError(op,
                        "operand #%" PRIdPTR
                        " is of %s, which is none of vector.types of '%s'",
                        i, aicNpuTypeName(type), machine->name);
  }
  AicNpuVec vec;
  if (mlirLogicalResultIsFailure(aicNpuVecTranslate(op, &vec)))
    return mlirLogicalResultFailure();
  if (!(machine->vector.types >> vec.compute & 1))
    return aicOpError(op,
                      "computes in %s, which is none of vector.types of '%s'",
                      aicNpuTypeName(vec.compute), machine->name);
  for (int i = 0; i < vec.numOps; ++i) {
    AicNpuVecOp micro = vec.ops[i].op;
    if (!(machine->vector.ops >> micro & 1) ||
        (micro == AIC_NPU_VEC_RESCALE && !machine->vector.requant))
      return aicOpError(op, "needs '%s', which the vector unit of '%s' has not",
                        aicNpuVecOpName(micro), machine->name);
  }
  return checkTables(op, &vec, machine);
}

static MlirLogicalResult checkLoad(MlirOperation op,
                                   const AicMachine *machine) {
  MlirValue source = aicOpOperand(op, "source");
  MlirValue dest = aicOpOperand(op, "dest");
  if (!mlirTypeEqual(elementOf(source), elementOf(dest)) && !machine->ld.cast)
    return aicOpError(op, "converts elements, which '%s' does not (ld.cast)",
                      machine->name);
  AicNpuShape from = aicNpuShapeOf(mlirValueGetType(source));
  AicNpuShape to = aicNpuShapeOf(mlirValueGetType(dest));
  for (intptr_t dim = 0; dim < from.rank && !machine->ld.zeropad; ++dim) {
    AicNpuLinear start = aicNpuLinearOf(op, dim);
    int64_t low, high;
    aicNpuLinearRange(op, &start, &low, &high);
    if (low < 0 || high + to.size[dim] > from.size[dim])
      return aicOpError(
          op,
          "reads %" PRId64 " to %" PRId64 " in dimension %" PRIdPTR
          " of size %" PRId64 ", but '%s' does not pad (ld.zeropad)",
          low, high + to.size[dim] - 1, dim, from.size[dim], machine->name);
  }
  return mlirLogicalResultSuccess();
}

/// The memref in DRAM that a load or store reaches, through views.
static MlirValue bufferOf(MlirOperation op) {
  bool loads = aicOpIs(op, "npu.load");
  MlirValue value = aicOpOperand(op, loads ? "source" : "dest");
  while (mlirValueIsAOpResult(value) &&
         aicOpIs(mlirOpResultGetOwner(value), "npu.view"))
    value = mlirOperationGetOperand(mlirOpResultGetOwner(value), 0);
  return value;
}

/// Nothing but a barrier orders ld and st.
static MlirLogicalResult checkRace(const AicNpuStream *stream, int load) {
  MlirValue buffer = bufferOf(stream->ops[load]);
  for (int step = 0; step < stream->numSteps; ++step) {
    if (stream->layers[step] != stream->layers[load] ||
        !aicOpIs(stream->ops[step], "npu.store") ||
        !mlirValueEqual(bufferOf(stream->ops[step]), buffer))
      continue;
    AicDiag *diag = aicDiagBegin(
        AIC_SEVERITY_ERROR, mlirOperationGetLocation(stream->ops[load]),
        "'npu.load' op reads a buffer that its layer stores to, npu.barrier "
        "must stand between");
    aicDiagNote(diag, mlirOperationGetLocation(stream->ops[step]),
                "stored here");
    return aicDiagEnd(diag);
  }
  return mlirLogicalResultSuccess();
}

MlirLogicalResult aicNpuCheckMachine(const AicNpuStream *stream,
                                     const AicMachine *machine) {
  for (int ring = 0; ring < stream->numRings; ++ring)
    if (mlirLogicalResultIsFailure(checkRing(&stream->rings[ring], machine)))
      return mlirLogicalResultFailure();
  for (int step = 0; step < stream->numSteps; ++step) {
    MlirOperation op = stream->ops[step];
    MlirLogicalResult result = mlirLogicalResultSuccess();
    if (stream->steps[step].trip)
      result = checkLoop(stream, step, machine);
    else if (aicOpIs(op, "npu.matmul"))
      result = checkMatmul(op, machine);
    else if (aicOpIs(op, "npu.vec"))
      result = checkVec(op, machine);
    else if (aicOpIs(op, "npu.load"))
      result = checkLoad(op, machine);
    if (mlirLogicalResultIsSuccess(result) && aicOpIs(op, "npu.load"))
      result = checkRace(stream, step);
    if (mlirLogicalResultIsFailure(result))
      return result;
  }
  return mlirLogicalResultSuccess();
}
