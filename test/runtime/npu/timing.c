// RUN: %cc %s %runtime_lib -o %t && %t

// The closed forms as they are specified; array.c checks those of the array
// against one that is stepped PE by PE.

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/timing.h"

int main(void) {
  // The forms as they are specified, with fractional rates and a shadow plane.
  AicMachine machine;
  aicMachineInit(&machine, "test", 32, 32);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_WS, AIC_NPU_MAC_I8, 128, 768,
                            3072) == 32 + (24 * 96 - 1) * 128 + 128 + 62);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_WS, AIC_NPU_MAC_I8, 8, 64, 32) ==
         32 + 32 + 8 + 62);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_WS, AIC_NPU_MAC_F32, 100, 32,
                            64) == 32 + 800 + 800 + 62);
  machine.array.shadow = 0;
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_WS, AIC_NPU_MAC_I8, 128, 768,
                            3072) == 24 * 96 * (2 * 32 + 32 + 128 - 2));
  // 100 / 0.3 = 333.3: rounded up once.
  machine.array.rates[AIC_NPU_MAC_BF16] = AIC_FIXED(0.3);
  EXPECT(aicNpuMatmulCycles(&machine, AIC_NPU_WS, AIC_NPU_MAC_BF16, 100, 1,
                            1) == 32 + 334 + 62);

  // Vectors: 128 lanes, a tree of 7 levels.
  EXPECT(aicNpuVecCycles(&machine, 1000, 1, 3, 0, false) == 8 * 3);
  EXPECT(aicNpuVecCycles(&machine, 1000, 1, 0, 0, false) == 8);
  EXPECT(aicNpuVecCycles(&machine, 10, 100, 2, 4, true) == 8 * 3 + 4 + 7);

  // Sums of products take one step a product, unless the machine cannot.
  AicNpuCommand dot = {
      .opcode = AIC_NPU_VEC,
      .vec = {.p = {1, 1, 10},
              .r = {1, 100},
              .numOps = 2,
              .split = 1,
              .reduce = AIC_NPU_REDUCE_ADD,
              .reduced = 2,
              .result = 2,
              .ops = {{.op = AIC_NPU_VEC_MUL, .dst = 2, .b = 1}}}};
  uint32_t none[4] = {0};
  EXPECT(aicNpuCommandCycles(&machine, &dot, none) == 1 + 8 + 1 + 7);
  dot.vec.reduce = AIC_NPU_REDUCE_MAX;
  EXPECT(aicNpuCommandCycles(&machine, &dot, none) == 1 + 16 + 1 + 7);
  dot.vec.reduce = AIC_NPU_REDUCE_ADD;
  machine.vector.mac = 0;
  EXPECT(aicNpuCommandCycles(&machine, &dot, none) == 1 + 16 + 1 + 7);

  // Transfers: 10 rows of 65 bytes are 10 bursts of 128; 64 bytes per cycle.
  AicNpuTile tile = matrixTile(0, AIC_NPU_I8, 100, 200, 10, 65);
  uint32_t idx[4] = {0};
  AicNpuTraffic traffic = aicNpuTileTraffic(&tile, 64, idx);
  EXPECT(traffic.rows == 10 && traffic.rowBytes == 65 && traffic.bytes == 650 &&
         traffic.burstBytes == 1280);
  EXPECT(aicNpuDmaCycles(&machine, &machine.ld, traffic.burstBytes) == 8 + 20);
  // Full rows are one run; a transpose is the same run.
  tile = matrixTile(0, AIC_NPU_F32, 100, 16, 10, 16);
  traffic = aicNpuTileTraffic(&tile, 64, idx);
  EXPECT(traffic.rows == 1 && traffic.rowBytes == 640);
  tile.stride[2] = 4;
  tile.stride[3] = 400;
  tile.extent[2] = 100;
  tile.size[2] = 100;
  traffic = aicNpuTileTraffic(&tile, 64, idx);
  EXPECT(traffic.rows == 1 && traffic.rowBytes == 6400);
  // Clipped at both ends: rows 98 and 99, columns 0 and 1; or nothing at all.
  tile = matrixTile(0, AIC_NPU_I32, 100, 16, 10, 16);
  tile.start[2] = 90;
  tile.step[2][1] = 8;
  tile.start[3] = -14;
  traffic = aicNpuTileTraffic(&tile, 64, (uint32_t[]){0, 1, 0, 0});
  EXPECT(traffic.rows == 2 && traffic.rowBytes == 8 &&
         traffic.burstBytes == 128);
  traffic = aicNpuTileTraffic(&tile, 64, (uint32_t[]){0, 2, 0, 0});
  EXPECT(traffic.rows == 0 && traffic.bytes == 0 && traffic.burstBytes == 0);
  return 0;
}
