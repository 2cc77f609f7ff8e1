// RUN: %cc %s %runtime_lib -o %t && %t

// LOAD and STORE against plain loops over coordinates: random boxes in random
// tensors of rank 4, with permuted strides (a transpose), clipping, pad values,
// casts, steps per loop and gaps on the chip.

#include "test/runtime/npu/build_program.h"

#include "runtime/npu/half.h"

#define SIZE 4096

typedef struct Case {
  AicNpuDma load, store;
  uint32_t trips[2];
} Case;

/// Strides that pack a box of `sizes` in the order of `order`, with a gap.
static uint32_t pack(const uint32_t *sizes, const int *order, uint32_t elem,
                     uint32_t gap, int32_t *strides) {
  uint32_t bytes = elem;
  for (int i = 3; i >= 0; --i) {
    strides[order[i]] = (int32_t)bytes;
    bytes = bytes * sizes[order[i]] + (i == 1 ? gap * elem : 0);
  }
  return bytes;
}

static void shuffle(uint64_t *seed, int *order) {
  for (int i = 0; i < 4; ++i)
    order[i] = i;
  for (int i = 3; i > 0; --i) {
    int j = (int)randomBelow(seed, (uint32_t)i + 1);
    int swap = order[i];
    order[i] = order[j];
    order[j] = swap;
  }
}

/// A random tile of a tensor that fits the buffer; the chip side is separate.
static AicNpuTile randomTile(uint64_t *seed, AicNpuType type,
                             const uint32_t *size) {
  AicNpuTile tile = {.type = type};
  int order[4];
  uint32_t elem = aicNpuTypeSize(type);
  for (int d = 0; d < 4; ++d) {
    tile.extent[d] = 1 + randomBelow(seed, 5);
    tile.size[d] = size[d];
    tile.start[d] = (int32_t)randomBelow(seed, 7) - 3;
    tile.step[d][0] = (int32_t)randomBelow(seed, 5) - 2;
    tile.step[d][1] = (int32_t)randomBelow(seed, 3) - 1;
  }
  shuffle(seed, order);
  pack(tile.extent, order, elem, 0, tile.stride);
  tile.offset = randomBelow(seed, 8) * elem;
  return tile;
}

static int64_t coordinate(const AicNpuTile *tile, int d, uint32_t i,
                          const uint32_t *idx) {
  return tile->start[d] + (int64_t)idx[0] * tile->step[d][0] +
         (int64_t)idx[1] * tile->step[d][1] + i;
}

/// Moves element by element what the command should move; casts as it should.
static void reference(const AicNpuDma *dma, bool load, const uint32_t *idx,
                      unsigned char *dram, unsigned char *chip) {
  const AicNpuTile *tile = &dma->tile;
  uint32_t i[4], far = aicNpuTypeSize(tile->type);
  uint32_t near = aicNpuTypeSize(dma->type);
  for (i[0] = 0; i[0] < tile->size[0]; ++i[0])
    for (i[1] = 0; i[1] < tile->size[1]; ++i[1])
      for (i[2] = 0; i[2] < tile->size[2]; ++i[2])
        for (i[3] = 0; i[3] < tile->size[3]; ++i[3]) {
          unsigned char *at = chip;
          int64_t from = (int64_t)tile->offset;
          bool inside = true;
          for (int d = 0; d < 4; ++d) {
            int64_t c = coordinate(tile, d, i[d], idx);
            inside &= c >= 0 && c < tile->extent[d];
            from += c * tile->stride[d];
            at += (int64_t)i[d] * dma->stride[d];
          }
          if (!inside && load)
            memcpy(at, &dma->pad, near);
          if (!inside)
            continue;
          unsigned char *there = dram + from;
          uint16_t half;
          float value;
          if (near == far) {
            memcpy(load ? at : there, load ? there : at, near);
          } else if (load == (far == 4)) { // f32 becomes bf16 or f16
            bool f16 = (load ? dma->type : tile->type) == AIC_NPU_F16;
            memcpy(&value, load ? there : at, 4);
            half = f16 ? aicFloatToF16(value) : aicFloatToBf16(value);
            memcpy(load ? at : there, &half, 2);
          } else {
            bool f16 = (load ? tile->type : dma->type) == AIC_NPU_F16;
            memcpy(&half, load ? there : at, 2);
            value = f16 ? aicF16ToFloat(half) : aicBf16ToFloat(half);
            memcpy(load ? at : there, &value, 4);
          }
        }
}

int main(void) {
  uint64_t seed = 5;
  AicMachine machine;
  aicMachineInit(&machine, "test", 4, 4);
  static unsigned char in[SIZE], out[SIZE], wanted[SIZE], chip[65536];
  for (int round = 0; round < 1500; ++round) {
    AicNpuType type = (AicNpuType)randomBelow(&seed, AIC_NPU_NUM_TYPES);
    AicNpuType near = type;
    if (type == AIC_NPU_F32 && randomBelow(&seed, 2))
      near = randomBelow(&seed, 2) ? AIC_NPU_BF16 : AIC_NPU_F16;
    else if ((type == AIC_NPU_BF16 || type == AIC_NPU_F16) &&
             randomBelow(&seed, 2))
      near = AIC_NPU_F32;
    AicNpuType back = randomBelow(&seed, 2) ? near : type;
    for (int i = 0; i < SIZE; i += 4) {
      float value = randomFloat(&seed);
      memcpy(&in[i], &value, 4);
    }
    uint32_t size[4], elem = aicNpuTypeSize(near);
    int order[4];
    for (int d = 0; d < 4; ++d)
      size[d] = 1 + randomBelow(&seed, 5);
    shuffle(&seed, order);
    AicNpuDma load = {.tile = randomTile(&seed, type, size),
                      .ref = aicNpuRefAt(AIC_NPU_SPAD, 64),
                      .type = near,
                      .pad = nextRandom(&seed)};
    uint32_t bytes =
        pack(size, order, elem, randomBelow(&seed, 2), load.stride);
    AicNpuDma store = load;
    store.tile = randomTile(&seed, back, size);
    load.ref.stride[0] = (int32_t)bytes;
    load.ref.stride[1] = (int32_t)(3 * bytes);
    store.ref = load.ref;
    load.tile.buffer = 0;
    store.tile.buffer = 1;

    AicNpuProgram *program = aicNpuProgramCreate(&machine, "dma");
    addBuffer(program, AIC_NPU_INPUT, type, "in", 1,
              SIZE / aicNpuTypeSize(type));
    addBuffer(program, AIC_NPU_OUTPUT, back, "out", 1,
              SIZE / aicNpuTypeSize(back));
    AicNpuCommand command = {.opcode = AIC_NPU_LOAD, .engine = AIC_NPU_LD};
    loop(program, 3);
    loop(program, 2);
    command.dma = load;
    append(program, sync(command, NONE, LIST(0)));
    command.opcode = AIC_NPU_STORE;
    command.engine = AIC_NPU_ST;
    command.dma = store;
    append(program, sync(command, LIST(0), NONE));
    endLoop(program);
    endLoop(program);
    EXPECT_OK(
        aicNpuRun(program, (const void *[]){in}, (void *[]){out}, NULL, NULL));
    aicNpuProgramDestroy(program);

    memset(wanted, 0, sizeof wanted);
    memset(chip, 0, sizeof chip);
    for (uint32_t i = 0; i < 3; ++i)
      for (uint32_t j = 0; j < 2; ++j) {
        unsigned char *at = chip + 64 + i * bytes + j * 3 * bytes;
        reference(&load, true, (uint32_t[]){i, j}, in, at);
        reference(&store, false, (uint32_t[]){i, j}, wanted, at);
      }
    EXPECT(!memcmp(out, wanted, sizeof out));
  }
  return 0;
}
