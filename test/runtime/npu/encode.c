// RUN: %cc %s %runtime_lib -o %t && %t

// Encoding: every field of every command survives the round trip, programs do,
// and a file that was cut or changed anywhere is refused.

#include "test/runtime/npu/gemm.h"

#include "runtime/npu/codec.h"

// Fields are assigned one by one, so that padding stays zero.
static void randomRef(uint64_t *seed, AicNpuRef *ref) {
  ref->space = (AicNpuSpace)randomBelow(seed, 2);
  ref->base = nextRandom(seed);
  ref->slot = nextRandom(seed);
  ref->depth = (uint8_t)(1 + randomBelow(seed, 4));
  ref->phase = (uint8_t)randomBelow(seed, 4);
  for (int i = 0; i < AIC_NPU_MAX_LOOPS; ++i) {
    ref->weight[i] = (uint8_t)randomBelow(seed, 4);
    ref->stride[i] = (int32_t)(nextRandom(seed) - (1u << 30));
  }
}

static void fill(uint64_t *seed, void *words, int count) {
  for (int i = 0; i < count; ++i) {
    uint32_t value = nextRandom(seed) * 2 + randomBelow(seed, 2);
    memcpy((char *)words + 4 * i, &value, 4);
  }
}

/// All fields random, padding zero.
static void randomCommand(uint64_t *seed, AicNpuCommand *command) {
  memset(command, 0, sizeof *command);
  command->opcode = (AicNpuOpcode)(1 + randomBelow(seed, 7));
  command->engine = (AicNpuEngine)randomBelow(seed, AIC_NPU_NUM_ENGINES);
  command->numWaits = (uint8_t)randomBelow(seed, 4);
  command->numPosts = (uint8_t)randomBelow(seed, 4);
  for (int i = 0; i < AIC_NPU_MAX_WAITS; ++i) {
    command->waits[i] = (uint8_t)randomBelow(seed, 64);
    command->posts[i] = (uint8_t)randomBelow(seed, 64);
  }
  AicNpuDma *dma = &command->dma;
  AicNpuMatmul *matmul = &command->matmul;
  AicNpuVec *vec = &command->vec;
  switch (command->opcode) {
  case AIC_NPU_LOOP:
    command->trip = nextRandom(seed);
    break;
  case AIC_NPU_LOAD:
  case AIC_NPU_STORE:
    dma->tile.buffer = (uint16_t)nextRandom(seed);
    dma->tile.type = (AicNpuType)randomBelow(seed, AIC_NPU_NUM_TYPES);
    dma->type = (AicNpuType)randomBelow(seed, AIC_NPU_NUM_TYPES);
    dma->tile.offset = (uint64_t)nextRandom(seed) << 33 | nextRandom(seed);
    fill(seed, dma->tile.extent, 4);
    fill(seed, dma->tile.stride, 4);
    fill(seed, dma->tile.size, 4);
    fill(seed, dma->tile.start, 4);
    fill(seed, dma->tile.step, 16);
    fill(seed, dma->stride, 4);
    fill(seed, &dma->pad, 1);
    randomRef(seed, &dma->ref);
    break;
  case AIC_NPU_MATMUL:
    randomRef(seed, &matmul->a);
    randomRef(seed, &matmul->w);
    randomRef(seed, &matmul->acc);
    fill(seed, &matmul->aStride1, 1);
    fill(seed, &matmul->aStride2, 1);
    fill(seed, &matmul->wStride, 1);
    fill(seed, &matmul->accStride, 1);
    fill(seed, &matmul->m1, 1);
    fill(seed, &matmul->m2, 1);
    fill(seed, &matmul->k, 1);
    fill(seed, &matmul->n, 1);
    matmul->mac = (AicNpuMac)randomBelow(seed, AIC_NPU_NUM_MACS);
    matmul->dataflow = (AicNpuDataflow)randomBelow(seed, 3);
    matmul->accumulate = randomBelow(seed, 2);
    matmul->accumulateLoops = (uint8_t)randomBelow(seed, 16);
    break;
  case AIC_NPU_VEC:
    fill(seed, vec->p, 3);
    fill(seed, vec->r, 2);
    fill(seed, &vec->init, 1);
    fill(seed, vec->dstStride, 3);
    randomRef(seed, &vec->dst);
    vec->dstType = (AicNpuType)randomBelow(seed, AIC_NPU_NUM_TYPES);
    vec->compute = (AicNpuType)randomBelow(seed, AIC_NPU_NUM_TYPES);
    vec->reduce = (AicNpuReduce)randomBelow(seed, 4);
    vec->reduced = (uint8_t)randomBelow(seed, 16);
    vec->result = (uint8_t)randomBelow(seed, 16);
    vec->numSources = (uint8_t)randomBelow(seed, 5);
    vec->numOps = (uint8_t)randomBelow(seed, 17);
    vec->split = (uint8_t)randomBelow(seed, 17);
    for (int s = 0; s < vec->numSources; ++s) {
      randomRef(seed, &vec->sources[s].ref);
      vec->sources[s].type = (AicNpuType)randomBelow(seed, AIC_NPU_NUM_TYPES);
      vec->sources[s].entries = randomBelow(seed, 1u << 24);
      fill(seed, vec->sources[s].stride, 5);
    }
    for (int i = 0; i < vec->numOps; ++i) {
      AicNpuMicroOp *op = &vec->ops[i];
      op->op = (AicNpuVecOp)randomBelow(seed, AIC_NPU_NUM_VEC_OPS);
      op->dst = (uint8_t)randomBelow(seed, 16);
      op->a = (uint8_t)randomBelow(seed, 16);
      op->b = (uint8_t)randomBelow(seed, 16);
      op->c = (uint8_t)randomBelow(seed, 16);
      op->immediate = randomBelow(seed, 2);
      op->doubleRound = randomBelow(seed, 2);
      op->imm = nextRandom(seed);
      if (op->op == AIC_NPU_VEC_RESCALE && op->immediate)
        op->b = 0;
    }
    break;
  default:
    break;
  }
}

/// Bytes of the commands written and read, one behind the other; what is read
/// is written again to the same bytes.
static void checkCommands(void) {
  uint64_t seed = 3;
  AicNpuCommand *commands = malloc(500 * sizeof *commands);
  uint32_t depths[500];
  Codec writer = {.writing = true};
  for (int i = 0; i < 500; ++i) {
    randomCommand(&seed, &commands[i]);
    depths[i] = randomBelow(&seed, 16);
    AicNpuCommand copied;
    memcpy(&copied, &commands[i], sizeof copied);
    aicCodecCommand(&writer, &copied, &depths[i]);
    EXPECT(!writer.failed && writer.at % AIC_NPU_WORD == 0);
  }
  Codec reader = {.bytes = writer.bytes, .size = writer.size};
  Codec again = {.writing = true};
  for (int i = 0; i < 500; ++i) {
    AicNpuCommand read;
    memset(&read, 0, sizeof read);
    uint32_t depth;
    aicCodecCommand(&reader, &read, &depth);
    EXPECT(!reader.failed && depth == depths[i]);
    EXPECT(read.opcode == commands[i].opcode);
    EXPECT(!memcmp(read.waits, commands[i].waits, 3));
    EXPECT(!memcmp(read.posts, commands[i].posts, 3));
    EXPECT(!memcmp(&read, &commands[i], sizeof read));
    aicCodecCommand(&again, &read, &depth);
  }
  EXPECT(reader.at == reader.size && again.size == writer.size);
  EXPECT(!memcmp(again.bytes, writer.bytes, writer.size));
  free(commands);
  free(writer.bytes);
  free(again.bytes);
}

int main(void) {
  checkCommands();

  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  AicNpuProgram *program =
      buildGemm(&machine, (Gemm){AIC_NPU_MAC_F32, 9, 7, 20, 4, 4, 8});
  float constant[5] = {1, 2, 3, 4, 5};
  aicNpuProgramAddBuffer(program, &(AicNpuBuffer){.kind = AIC_NPU_CONSTANT,
                                                  .type = AIC_NPU_F32,
                                                  .name = "c",
                                                  .rank = 1,
                                                  .shape = {5},
                                                  .data = constant});
  addBuffer(program, AIC_NPU_TEMPORARY, AIC_NPU_I8, "t", 3, 100);
  unsigned char *bytes, *again;
  size_t size, sizeAgain;
  EXPECT_OK(aicNpuProgramEncode(program, &bytes, &size));

  // The program comes back whole: its bytes are the same when written again.
  AicNpuProgram *read;
  EXPECT_OK(aicNpuProgramDecode(bytes, size, &read));
  EXPECT_OK(aicNpuProgramEncode(read, &again, &sizeAgain));
  EXPECT(size == sizeAgain && !memcmp(bytes, again, size));
  EXPECT(!memcmp(aicNpuProgramGetMachine(read), &machine, sizeof machine));
  EXPECT(!strcmp(aicNpuProgramGetName(read), "gemm"));
  EXPECT(aicNpuProgramGetMacs(read) == 9 * 7 * 20);
  EXPECT(aicNpuProgramGetNumBuffers(read) == 5);
  EXPECT(!memcmp(aicNpuProgramGetBuffer(read, 3)->data, constant, 20));
  EXPECT(aicNpuProgramGetSemaphore(read, 1) == 2);
  EXPECT(aicNpuProgramGetNumCommands(read) ==
         aicNpuProgramGetNumCommands(program));
  EXPECT(!strcmp(aicNpuProgramGetSource(read, 0), ""));
  EXPECT(!strcmp(aicNpuProgramGetSource(read, 2), "test"));
  for (uint32_t i = 0; i < aicNpuProgramGetNumCommands(read); ++i)
    EXPECT(aicNpuProgramGetCommand(read, i)->opcode ==
           aicNpuProgramGetCommand(program, i)->opcode);
  aicNpuProgramDestroy(read);
  free(again);

  // Any cut and any changed byte is refused, whatever it means.
  for (size_t cut = 0; cut < size; ++cut) {
    AicError *error = aicNpuProgramDecode(bytes, cut, &read);
    EXPECT(error && !read);
    aicErrorDestroy(error);
  }
  for (size_t at = 0; at < size; ++at) {
    bytes[at] ^= 0x10;
    AicError *error = aicNpuProgramDecode(bytes, size, &read);
    EXPECT(error && !read);
    aicErrorDestroy(error);
    bytes[at] ^= 0x10;
  }

  // A machine that was exchanged is noticed, also with a matching checksum.
  bytes[64 + 32 + 8] = 8; // array.rows, after the name and the clock
  memset(bytes + 8, 0, 4);
  uint32_t crc = aicCrc32(0, bytes, size);
  for (int i = 0; i < 4; ++i)
    bytes[8 + i] = (unsigned char)(crc >> (8 * i));
  AicError *error = aicNpuProgramDecode(bytes, size, &read);
  EXPECT(error && strstr(aicErrorMessage(error), "is for another machine"));
  aicErrorDestroy(error);

  // Running on another machine is refused; on a slower one of the kind not.
  AicMachine other = machine;
  other.spad.size *= 2;
  float a[9 * 20] = {0}, w[20 * 7] = {0}, y[9 * 7];
  error = aicNpuRun(program, (const void *[]){a, w}, (void *[]){y},
                    &(AicNpuRunOptions){.machine = &other}, NULL);
  EXPECT(error && strstr(aicErrorMessage(error), "does not run on 'edge4'"));
  aicErrorDestroy(error);
  other = machine;
  other.dram.bw /= 2;
  EXPECT_OK(aicNpuRun(program, (const void *[]){a, w}, (void *[]){y},
                      &(AicNpuRunOptions){.machine = &other}, NULL));
  EXPECT(aicCrc32(0, "123456789", 9) == 0xcbf43926);
  free(bytes);
  aicNpuProgramDestroy(program);
  return 0;
}
