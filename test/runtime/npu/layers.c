// RUN: %cc %s %runtime_lib -o %t && %t

// The table of layers: it survives a file, a wrong one is refused with its
// numbers, and what layers take sums to what the program takes.

#include "test/runtime/npu/gemm.h"

#include "runtime/npu/codec.h"

static void add(AicNpuProgram *program, const char *name, uint64_t macs) {
  aicNpuProgramAddLayer(program, &(AicNpuLayer){.name = name,
                                                .kind = "copy",
                                                .macs = macs,
                                                .bound = 5,
                                                .reads = 7 + macs,
                                                .writes = 3});
}

static AicMachine edge4(void) {
  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  return machine;
}

/// Three layers of which the second begins before the first is done: ld runs
/// ahead, mx and st wait.
static AicNpuProgram *build(void) {
  AicMachine machine = edge4();
  AicNpuProgram *program = aicNpuProgramCreate(&machine, "test");
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_F32, "x", 64, 64);
  addBuffer(program, AIC_NPU_OUTPUT, AIC_NPU_F32, "y", 64, 64);
  AicNpuRef at = aicNpuRefAt(AIC_NPU_SPAD, 0);
  AicNpuRef beside = aicNpuRefAt(AIC_NPU_SPAD, 2048);
  AicNpuTile in = matrixTile(0, AIC_NPU_F32, 64, 64, 8, 64);
  AicNpuTile out = matrixTile(1, AIC_NPU_F32, 64, 64, 8, 64);
  aicNpuProgramSetMacs(program, 30);
  add(program, "first", 10);
  append(program, sync(move(AIC_NPU_LOAD, in, at), NONE, LIST(0)));
  append(program, syncOn(AIC_NPU_VX, LIST(0), LIST(1)));
  append(program, sync(move(AIC_NPU_STORE, out, at), LIST(1), NONE));
  add(program, "second", 20);
  loop(program, 3);
  append(program, sync(move(AIC_NPU_LOAD, in, beside), NONE, LIST(2)));
  append(program, syncOn(AIC_NPU_VX, LIST(2), NONE));
  endLoop(program);
  add(program, "third", 0);
  append(program, sync(move(AIC_NPU_STORE, out, at), NONE, NONE));
  return program;
}

static void checkSums(void) {
  AicNpuProgram *program = build();
  static float in[64 * 64], out[64 * 64];
  const void *inputs[] = {in};
  void *outputs[] = {out};
  AicNpuStats layers[3], total, sum = {0};
  EXPECT_OK(aicNpuRun(program, inputs, outputs,
                      &(AicNpuRunOptions){.layers = layers}, &total));
  for (int i = 0; i < 3; ++i) {
    for (int e = 0; e < AIC_NPU_NUM_ENGINES; ++e) {
      EXPECT(sumOf(&layers[i].engines[e]) == layers[i].cycles);
    }
    aicNpuStatsAdd(&sum, &layers[i]);
  }
  EXPECT(sum.cycles == total.cycles && sum.macs == 30 && total.macs == 30);
  EXPECT(sum.dramReadBytes == total.dramReadBytes);
  EXPECT(sum.dramWriteBytes == total.dramWriteBytes);
  EXPECT(!memcmp(sum.engines, total.engines, sizeof sum.engines));
  double error = sum.energy / total.energy - 1;
  EXPECT(error < 1e-12 && error > -1e-12);
  // Bytes belong to the layer of the command, cycles to the oldest layer.
  EXPECT(layers[0].dramReadBytes == 2048 && layers[0].dramWriteBytes == 2048);
  EXPECT(layers[1].dramReadBytes == 3 * 2048 && !layers[1].dramWriteBytes);
  EXPECT(!layers[2].dramReadBytes && layers[2].dramWriteBytes == 2048);
  // ld is done with the second layer before st with the first.
  EXPECT(layers[0].cycles && !layers[1].cycles && layers[2].cycles);
  EXPECT(layers[0].bound == 5 && layers[1].macs == 20);
  EXPECT(layers[2].engines[AIC_NPU_LD].commands == 0);
  aicNpuProgramDestroy(program);
}

/// A bound that no integer holds, of two cycles for each multiply-add.
static void checkLargest(void) {
  AicMachine machine;
  aicMachineInit(&machine, "small", 2, 2);
  AicNpuProgram *program = aicNpuProgramCreate(&machine, "large");
  aicNpuProgramSetMacs(program, UINT64_MAX);
  append(program, sync(zeros(AIC_NPU_SPAD, 36), NONE, LIST(0)));
  append(
      program,
      sync(matmul(AIC_NPU_MAC_F32, 1, 1, 1, aicNpuRefAt(AIC_NPU_SPAD, 0),
                  aicNpuRefAt(AIC_NPU_SPAD, 32), aicNpuRefAt(AIC_NPU_ACC, 0)),
           LIST(0), NONE));
  AicNpuStats stats;
  EXPECT_OK(aicNpuRun(program, NULL, NULL,
                      &(AicNpuRunOptions){.timeOnly = true}, &stats));
  EXPECT(stats.bound == UINT64_MAX);
  aicNpuProgramDestroy(program);
}

static void refuse(AicNpuProgram *program, const char *text) {
  EXPECT_ERROR(aicNpuProgramVerify(program), text);
  aicNpuProgramDestroy(program);
}

static void checkTables(void) {
  AicMachine machine = edge4();
  AicNpuProgram *program = aicNpuProgramCreate(&machine, "late");
  append(program, syncOn(AIC_NPU_LD, NONE, NONE));
  add(program, "a", 0);
  append(program, syncOn(AIC_NPU_LD, NONE, NONE));
  refuse(program, "layer 0 (a) starts at command 1, not at 0");

  program = aicNpuProgramCreate(&machine, "empty layer");
  add(program, "a", 0);
  add(program, "b", 0);
  append(program, syncOn(AIC_NPU_LD, NONE, NONE));
  refuse(program,
         "layer 1 (b) starts at command 0, but the one before it at 0");

  program = build();
  add(program, "d", 0);
  refuse(program, "layer 3 (d) starts at command 8 of 8");

  program = aicNpuProgramCreate(&machine, "loop");
  add(program, "a", 0);
  loop(program, 2);
  append(program, syncOn(AIC_NPU_LD, NONE, NONE));
  add(program, "b", 0);
  append(program, syncOn(AIC_NPU_LD, NONE, NONE));
  endLoop(program);
  refuse(program, "layer 1 (b) starts at command 2, inside of 1 loops");

  program = build();
  aicNpuProgramSetMacs(program, 31);
  refuse(program, "the layers have 30 multiply-adds, but the program 31");

  program = build();
  program->layers[1].macs = UINT64_MAX;
  refuse(program, "layers 0 to 1 have more than 2^64 multiply-adds");
}

/// Puts `value` at byte `at`, with a checksum that fits, and decodes.
static void change(const unsigned char *bytes, size_t size, size_t at,
                   uint32_t value, const char *text) {
  unsigned char *copy = malloc(size);
  EXPECT(copy);
  memcpy(copy, bytes, size);
  for (int i = 0; i < 4; ++i)
    copy[at + (size_t)i] = (unsigned char)(value >> (8 * i));
  memset(copy + 8, 0, 4);
  uint32_t crc = aicCrc32(0, copy, size);
  for (int i = 0; i < 4; ++i)
    copy[8 + i] = (unsigned char)(crc >> (8 * i));
  AicNpuProgram *program;
  EXPECT_ERROR(aicNpuProgramDecode(copy, size, &program), text);
  EXPECT(!program);
  free(copy);
}

static void checkFile(void) {
  AicNpuProgram *program = build(), *read;
  unsigned char *bytes;
  size_t size;
  EXPECT_OK(aicNpuProgramEncode(program, &bytes, &size));
  EXPECT_OK(aicNpuProgramDecode(bytes, size, &read));
  EXPECT(aicNpuProgramGetNumLayers(read) == 3);
  for (uint32_t i = 0; i < 3; ++i) {
    const AicNpuLayer *wrote = aicNpuProgramGetLayer(program, i);
    const AicNpuLayer *got = aicNpuProgramGetLayer(read, i);
    EXPECT(!strcmp(wrote->name, got->name) && !strcmp(wrote->kind, got->kind));
    EXPECT(wrote->macs == got->macs && wrote->bound == got->bound &&
           wrote->first == got->first);
    EXPECT(got->reads == 7 + wrote->macs && got->writes == 3);
  }
  aicNpuProgramDestroy(read);
  aicNpuProgramDestroy(program);

  // Behind header, machine, program name, two buffers and the semaphores.
  size_t table = 64 + 32 + 8 * aicMachineNumParams + 4 + 2 * 80 + 64 * 4;
  char text[256];
  snprintf(text, sizeof text,
           "has a table of 4294967295 layers, which takes 188978560980 bytes, "
           "but %zu are left in the file",
           size - table - 4);
  change(bytes, size, table, UINT32_MAX, text);
  change(bytes, size, table, 9, "has 9 layers, but only 8 commands");
  size_t second = table + 4 + 44;
  change(bytes, size, second, 7,
         "layer 2 (third) starts at command 7, but the one before it at 7");
  change(bytes, size, second, 4,
         "layer 1 (second) starts at command 4, inside of 1 loops");
  change(bytes, size, second + 4, 90000,
         "has layer 1 with a name at byte 90000 of its names, which have 48");
  change(bytes, size, second + 8, 48,
         "has layer 1 with a kind at byte 48 of its names, which have 48");
  change(bytes, size, second + 12, 21,
         "the layers have 31 multiply-adds, but the program 30");
  free(bytes);
}

int main(void) {
  checkSums();
  checkLargest();
  checkTables();
  checkFile();
  return 0;
}
