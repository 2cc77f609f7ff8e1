//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// How long a command keeps its engine: closed forms, which the simulator and
// the planner share. Integers only; fractions are fixed point.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_RUNTIME_NPU_TIMING_H
#define AIC_RUNTIME_NPU_TIMING_H

#include "runtime/npu/command.h"

AIC_EXTERN_C_BEGIN

/// Cycles of m x k x n on the array; R = rows, C = cols, L = ceil(R/wload),
/// r the rate of the type:
///   ws   f = ceil(k/R) * ceil(n/C) folds of s = ceil(m/r) cycles
///          with a shadow plane     L + (f - 1) * max(s, L) + s + R + C - 2
///          without                 f * (L + s + R + C - 2)
///   is   ws with m and n exchanged
///   os   f = ceil(m/R) * ceil(n/C) folds of s = ceil(k/r) cycles
///          with a shadow plane     (f - 1) * max(s, R) + s + R + C - 2
///          without                 f * (s + R + C - 2)
/// Each follows from the array of array.h. SCALE-Sim 3.0.0
/// (scalesim/compute/systolic_compute_*.py), whose arrays have no shadow plane,
/// has wload 1 and rate 1, and numbers its last cycle instead of counting it:
/// one less than f * (2R + C + T - 2) for ws (T = m) and is (T = n), and than
/// f * (R + C + T - 2) for os (T = k), where sums leave while others are added.
AIC_EXPORT uint64_t aicNpuMatmulCycles(const AicMachine *machine,
                                       AicNpuDataflow dataflow, AicNpuMac mac,
                                       uint64_t m, uint64_t k, uint64_t n);

/// Cycles of a vector command without its issue: `points` = p0*p1*p2,
/// `reduction` = r0*r1, micro-ops before the reduction (a product that goes
/// straight to the adder is none) and after it:
///   ceil(points*reduction/lanes) * max(1, before + [reduces])
///     + ceil(points/lanes) * after + [reduces] * vector.reduce
AIC_EXPORT uint64_t aicNpuVecCycles(const AicMachine *machine, uint64_t points,
                                    uint64_t reduction, uint64_t before,
                                    uint64_t after, bool reduces);

/// What a DMA command moves at given loop indices.
typedef struct AicNpuTraffic {
  uint64_t rows;       ///< contiguous runs of DRAM bytes
  uint64_t rowBytes;   ///< bytes of each
  uint64_t bytes;      ///< rows * rowBytes: elements inside the tensor
  uint64_t burstBytes; ///< rows * rowBytes rounded up to the burst
} AicNpuTraffic;

/// Clips the box to the tensor and finds the contiguous runs; dimensions are
/// merged in the order of their DRAM strides.
AIC_EXPORT AicNpuTraffic aicNpuTileTraffic(const AicNpuTile *tile,
                                           uint64_t burst, const uint32_t *idx);

/// Bandwidth of one channel when it alone uses the DRAM, fixed point.
AIC_EXPORT uint64_t aicNpuDmaBandwidth(const AicMachine *machine,
                                       const AicMachineDma *dma);

/// Bytes per cycle, fixed point, of each channel that moves bytes.
typedef struct AicNpuShares {
  uint64_t load, store;
} AicNpuShares;

/// How channels share the DRAM while `loads` and `stores` of them move bytes:
/// equally, up to what each can do; at least 1.
AicNpuShares aicNpuShareDram(const AicMachine *machine, uint64_t loads,
                             uint64_t stores);

/// Cycles that a transfer keeps its channel when nobody else uses the DRAM:
/// issue + ceil(burstBytes / bandwidth). Its data arrives `latency` later.
AIC_EXPORT uint64_t aicNpuDmaCycles(const AicMachine *machine,
                                    const AicMachineDma *dma,
                                    uint64_t burstBytes);

/// Cycles that `command` keeps its engine at the given loop indices, with the
/// DRAM to itself. A SYNC takes sync.issue, a VEC that plus aicNpuVecCycles;
/// LOOP and END take none.
AIC_EXPORT uint64_t aicNpuCommandCycles(const AicMachine *machine,
                                        const AicNpuCommand *command,
                                        const uint32_t idx[AIC_NPU_MAX_LOOPS]);

AIC_EXTERN_C_END

#endif // AIC_RUNTIME_NPU_TIMING_H
