// RUN: %cc %s %runtime_lib -o %t && %t

// Verification of commands: a program that passes, and each way in which one of
// its commands is refused, with the whole message.

#include "test/runtime/npu/build_program.h"

/// The valid commands that cases start from, numbered as in the program.
enum { LOOP, LOAD, MATMUL, VEC, STORE, END, COUNT };

typedef struct Base {
  AicMachine machine;
  AicNpuCommand commands[COUNT];
} Base;

static Base makeBase(void) {
  Base base;
  memset(&base, 0, sizeof base);
  aicMachineInit(&base.machine, "edge4", 4, 4);
  base.machine.spad.size = 1024;
  base.machine.acc.size = 256;
  base.commands[LOOP] = (AicNpuCommand){.opcode = AIC_NPU_LOOP, .trip = 2};
  AicNpuTile tile = matrixTile(0, AIC_NPU_I8, 8, 8, 4, 8);
  tile.step[2][0] = 4;
  AicNpuRef a = aicNpuRefAt(AIC_NPU_SPAD, 0),
            y = aicNpuRefAt(AIC_NPU_SPAD, 256);
  AicNpuRef acc = aicNpuRefAt(AIC_NPU_ACC, 0);
  base.commands[LOAD] = sync(move(AIC_NPU_LOAD, tile, a), LIST(3), LIST(0));
  base.commands[MATMUL] =
      sync(matmul(AIC_NPU_MAC_I8, 4, 8, 4, a, a, acc), LIST(0, 4), LIST(1, 3));
  base.commands[VEC] =
      sync(copy(AIC_NPU_I32, 16, acc, y), LIST(1, 5), LIST(2, 4));
  tile = matrixTile(1, AIC_NPU_I32, 8, 4, 4, 4);
  tile.step[2][0] = 4;
  base.commands[STORE] = sync(move(AIC_NPU_STORE, tile, y), LIST(2), LIST(5));
  base.commands[END] = (AicNpuCommand){.opcode = AIC_NPU_END};
  return base;
}

static AicError *verify(const Base *base) {
  AicNpuProgram *program = aicNpuProgramCreate(&base->machine, "base");
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_I8, "x", 8, 8);
  addBuffer(program, AIC_NPU_OUTPUT, AIC_NPU_I32, "y", 8, 4);
  for (uint32_t id = 3; id < 6; ++id)
    aicNpuProgramSetSemaphore(program, id, 1);
  for (int i = 0; i < COUNT; ++i)
    aicNpuProgramAppend(program, &base->commands[i], "dense");
  AicError *error = aicNpuProgramVerify(program);
  // What does not verify is neither encoded nor run.
  if (error) {
    unsigned char *bytes;
    size_t size;
    AicError *other = aicNpuProgramEncode(program, &bytes, &size);
    EXPECT(other && !bytes);
    EXPECT_ERROR(other, aicErrorMessage(error));
    other = aicNpuRun(program, NULL, NULL, NULL, NULL);
    EXPECT_ERROR(other, aicErrorMessage(error));
  }
  aicNpuProgramDestroy(program);
  return error;
}

/// Changes one field of one command (or of the machine) and wants `text`.
#define REFUSED(number, change, text)                                          \
  do {                                                                         \
    Base base = makeBase();                                                    \
    AicNpuCommand *command = &base.commands[number];                           \
    (void)command;                                                             \
    change;                                                                    \
    EXPECT_ERROR(verify(&base), text);                                         \
  } while (0)

static void checkStructure(void) {
  REFUSED(VEC, command->opcode = (AicNpuOpcode)9,
          "command 3 (?, dense): unknown opcode 9");
  REFUSED(LOOP, command->numPosts = 1,
          "command 0 (loop, dense): has semaphores");
  REFUSED(LOOP, command->trip = 0,
          "command 0 (loop, dense): has 0 iterations, not 1 to 100000000");
  REFUSED(LOOP, command->trip = 30000000,
          "command 5 (end, dense): the loop executes more than 100000000 "
          "commands");
  REFUSED(END, command->opcode = AIC_NPU_LOOP;
          command->trip = 1, "command 5 (loop, dense): 2 loops are not closed");
  REFUSED(LOOP, *command = syncOn(AIC_NPU_VX, NONE, NONE);
          base.commands[LOAD].dma.tile.step[2][0] = 0;
          base.commands[STORE].dma.tile.step[2][0] = 0,
          "command 5 (end, dense): closes no loop");
  REFUSED(LOOP, base.machine.stream.loops = 0,
          "command 0 (loop, dense): is nested 1 deep, the machine has 0");
  REFUSED(LOAD, command->engine = AIC_NPU_MX,
          "command 1 (load, dense): is on engine mx, but runs on ld");
  REFUSED(LOAD, command->engine = (AicNpuEngine)7,
          "command 1 (load, dense): unknown engine 7");
  REFUSED(LOAD, command->posts[0] = 40,
          "command 1 (load, dense): posts semaphore 40, the machine has 32");
  REFUSED(LOAD, command->numWaits = 4,
          "command 1 (load, dense): waits for 4 semaphores, at most 3");
  REFUSED(VEC, command->numWaits = 2;
          command->waits[1] = 1,
          "command 3 (vec, dense): waits for semaphore 1 twice");
  REFUSED(VEC, command->posts[0] = 1,
          "command 3 (vec, dense): posts semaphore 1 on engine vx, but engine "
          "mx does so too");
}

static void checkAddresses(void) {
  REFUSED(LOAD, command->dma.ref.base = 1000,
          "command 1 (load, dense): tile: bytes 1000 to 1032 are outside "
          "spad, which has 1024");
  REFUSED(LOAD, command->dma.ref.stride[0] = 993,
          "command 1 (load, dense): tile: bytes 0 to 1025 are outside spad, "
          "which has 1024");
  REFUSED(LOAD, command->dma.ref.stride[0] = 249;
          base.commands[LOOP].trip = 5,
          "command 1 (load, dense): tile: bytes 0 to 1028 are outside spad, "
          "which has 1024");
  REFUSED(LOAD, command->dma.ref.stride[0] = -1,
          "command 1 (load, dense): tile: bytes -1 to 32 are outside spad, "
          "which has 1024");
  REFUSED(LOAD, command->dma.ref.depth = 3; command->dma.ref.slot = 497;
          command->dma.ref.weight[0] = 1,
          "command 1 (load, dense): tile: bytes 0 to 1026 are outside spad, "
          "which has 1024");
  REFUSED(LOAD, command->dma.ref.depth = 2;
          command->dma.ref.phase = 2,
          "command 1 (load, dense): tile: ring of depth 2 in phase 2");
  REFUSED(LOAD, command->dma.ref.depth = 0,
          "command 1 (load, dense): tile: ring of depth 0 in phase 0");
  REFUSED(LOAD, command->dma.ref.depth = 2;
          command->dma.ref.weight[0] = 2,
          "command 1 (load, dense): tile: advances 2 slots of a ring of depth "
          "2");
  REFUSED(LOAD, command->dma.ref.depth = 2;
          command->dma.ref.weight[1] = 1,
          "command 1 (load, dense): tile depends on loop 1, but is 1 loops "
          "deep");
  REFUSED(LOAD, command->dma.ref.stride[3] = 4,
          "command 1 (load, dense): tile depends on loop 3, but is 1 loops "
          "deep");
  REFUSED(LOAD, command->dma.ref.space = AIC_NPU_ACC,
          "command 1 (load, dense): the DMA reaches only spad");
  REFUSED(LOAD, command->dma.ref.space = (AicNpuSpace)2,
          "command 1 (load, dense): the DMA reaches only spad");
  REFUSED(STORE, command->dma.ref.base = 258,
          "command 4 (store, dense): tile: base 258, slot 0 or a stride is no "
          "multiple of 4 bytes");
  REFUSED(LOAD, command->dma.tile.buffer = 2,
          "command 1 (load, dense): buffer 2 of 2");
  REFUSED(STORE, command->dma.tile.buffer = 0,
          "command 4 (store, dense): stores to buffer 0 (x), which is an "
          "input");
  REFUSED(LOAD, command->dma.tile.extent[2] = 9,
          "command 1 (load, dense): tensor of 72 bytes at byte 0 is outside "
          "buffer 0 (x), which has 64");
  REFUSED(LOAD, command->dma.tile.offset = 1,
          "command 1 (load, dense): tensor of 64 bytes at byte 1 is outside "
          "buffer 0 (x), which has 64");
  REFUSED(LOAD, command->dma.tile.extent[0] = 0,
          "command 1 (load, dense): tensor: dimension 0 is 0");
  REFUSED(STORE, command->dma.tile.stride[2] = 6,
          "command 4 (store, dense): tensor: stride 6 of dimension 2 is "
          "negative or no multiple of 4 bytes");
  REFUSED(LOAD, command->dma.stride[3] = -1,
          "command 1 (load, dense): tile: stride -1 of dimension 3 is negative "
          "or no multiple of 1 bytes");
  REFUSED(LOAD, command->dma.tile.size[0] = 100,
          "command 1 (load, dense): tile has more elements than spad bytes");
  REFUSED(LOAD, command->dma.tile.step[0][1] = 1,
          "command 1 (load, dense): tile depends on loop 1, but is 1 loops "
          "deep");
  REFUSED(LOAD, command->dma.tile.start[3] = 1;
          base.machine.ld.zeropad = 0,
          "command 1 (load, dense): tile leaves the tensor, but the machine "
          "does not pad");
  REFUSED(LOAD, command->dma.type = AIC_NPU_I32,
          "command 1 (load, dense): cannot move i8 as i32");
  REFUSED(LOAD, command->dma.type = (AicNpuType)9,
          "command 1 (load, dense): unknown element type 0 or 9");
}

static void checkMatmul(void) {
  REFUSED(MATMUL, command->matmul.mac = (AicNpuMac)9,
          "command 2 (matmul, dense): unknown type 9");
  REFUSED(MATMUL, base.machine.array.rates[AIC_NPU_MAC_I8] = 0,
          "command 2 (matmul, dense): machine 'edge4' has no i8*i8+i32");
  REFUSED(MATMUL, command->matmul.dataflow = AIC_NPU_IS,
          "command 2 (matmul, dense): machine 'edge4' has no dataflow 2");
  REFUSED(MATMUL, command->matmul.accumulateLoops = 2,
          "command 2 (matmul, dense): accumulates over loops 0x2, but is 1 "
          "loops deep");
  REFUSED(MATMUL, command->matmul.m1 = command->matmul.m2 = 1 << 20,
          "command 2 (matmul, dense): has 1099511627776 rows");
  REFUSED(MATMUL, command->matmul.k = 0,
          "command 2 (matmul, dense): a: dimension 2 is 0");
  REFUSED(MATMUL, command->matmul.aStride2 = 400,
          "command 2 (matmul, dense): a: bytes 0 to 1208 are outside spad, "
          "which has 1024");
  REFUSED(MATMUL, command->matmul.w.base = 1000,
          "command 2 (matmul, dense): w: bytes 1000 to 1032 are outside spad, "
          "which has 1024");
  REFUSED(MATMUL, command->matmul.acc.base = 196,
          "command 2 (matmul, dense): acc: bytes 196 to 260 are outside acc, "
          "which has 256");
  REFUSED(MATMUL, command->matmul.accStride = 12,
          "command 2 (matmul, dense): rows of acc overlap: stride 12, but 4 "
          "columns");
  REFUSED(MATMUL, command->matmul.wStride = 3,
          "command 2 (matmul, dense): rows of w overlap: stride 3, but 4 "
          "columns");
  REFUSED(MATMUL, command->matmul.acc.space = AIC_NPU_SPAD,
          "command 2 (matmul, dense): reads a and w from spad and adds into "
          "acc only");
}

static void checkVec(void) {
  AicNpuMicroOp add = {.op = AIC_NPU_VEC_ADD, .dst = 1};
  AicNpuMicroOp lut = {.op = AIC_NPU_VEC_LUT, .dst = 1};
  AicNpuMicroOp imm = {.op = AIC_NPU_VEC_IMM, .dst = 9};
  REFUSED(VEC, command->vec.numSources = 7,
          "command 3 (vec, dense): has 7 sources, at most 6");
  REFUSED(VEC, command->vec.p[1] = 0,
          "command 3 (vec, dense): source 0: dimension 1 is 0");
  REFUSED(VEC, command->vec.p[1] = 1u << 31,
          "command 3 (vec, dense): has more than 4294967295 points");
  REFUSED(VEC, command->vec.dst.base = 1000,
          "command 3 (vec, dense): destination: bytes 1000 to 1064 are outside "
          "spad, which has 1024");
  REFUSED(VEC, command->vec.sources[0].ref.base = 200,
          "command 3 (vec, dense): source 0: bytes 200 to 264 are outside acc, "
          "which has 256");
  REFUSED(VEC, command->vec.sources[0].type = (AicNpuType)9,
          "command 3 (vec, dense): unknown element type 9");
  REFUSED(VEC, base.machine.vector.types = 1 << AIC_NPU_F32,
          "command 3 (vec, dense): machine 'edge4' has no vectors of i32");
  REFUSED(VEC, command->vec.compute = AIC_NPU_I8,
          "command 3 (vec, dense): computes in type 0");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 33,
          "command 3 (vec, dense): 33 micro-ops, 33 of them before the split");
  REFUSED(VEC, command->vec.r[0] = 2,
          "command 3 (vec, dense): reduces 2x1 points and splits 0 micro-ops "
          "at 0 without a reduction");
  REFUSED(VEC, command->vec.reduce = (AicNpuReduce)4,
          "command 3 (vec, dense): unknown reduction 4");
  REFUSED(VEC, command->vec.result = 3,
          "command 3 (vec, dense): stores register 3, which has no value");
  REFUSED(VEC, command->vec.reduce = AIC_NPU_REDUCE_ADD;
          command->vec.reduced = 2,
          "command 3 (vec, dense): reduces register 2, which has no value");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0] = add;
          command->vec.ops[0].b = 4,
          "command 3 (vec, dense): micro-op 0: add reads register 4, which has "
          "no value");
  // What the first part computed is gone after the reduction.
  REFUSED(VEC, command->vec.reduce = AIC_NPU_REDUCE_ADD;
          command->vec.numOps = 2; command->vec.split = 1;
          command->vec.ops[0] = add; command->vec.ops[1] = add;
          command->vec.ops[1].a = 1,
          "command 3 (vec, dense): micro-op 1: add reads register 1, which has "
          "no value");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0].op = (AicNpuVecOp)99,
          "command 3 (vec, dense): micro-op 0: unknown 99");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0] = add;
          command->vec.ops[0].dst = 16,
          "command 3 (vec, dense): micro-op 0: register 16");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0].op = AIC_NPU_VEC_EXP2,
          "command 3 (vec, dense): micro-op 0: exp2 does not compute in i32");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0].op = AIC_NPU_VEC_NEG;
          command->vec.ops[0].immediate = true,
          "command 3 (vec, dense): micro-op 0: neg has no operand b to be "
          "immediate");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0].op = AIC_NPU_VEC_RESCALE;
          base.machine.vector.requant = 0,
          "command 3 (vec, dense): micro-op 0: machine 'edge4' has no rescale");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.compute = AIC_NPU_I32;
          command->vec.ops[0].op = AIC_NPU_VEC_RESCALE;
          command->vec.ops[0].c = 64;
          command->vec.ops[0].immediate = true,
          "command 3 (vec, dense): micro-op 0: shift 64, at most 63");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0] = lut,
          "command 3 (vec, dense): micro-op 0: source 0 is no table");
  REFUSED(VEC, command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0] = lut; command->vec.sources[0].entries = 4;
          memset(command->vec.sources[0].stride, 0, 20),
          "command 3 (vec, dense): micro-op 0: lut reads register 0, which has "
          "no value");
  REFUSED(VEC, command->vec.sources[0].entries = 4; command->vec.result = 9;
          command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0] = imm,
          "command 3 (vec, dense): source 0: a table of 4 x 32 bits, machine "
          "'edge4' has 256 x 16");
  REFUSED(VEC, command->vec.sources[0].entries = 4;
          base.machine.vector.lutBits = 32; command->vec.result = 9;
          command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0] = imm,
          "command 3 (vec, dense): source 0 is a table with strides");
  REFUSED(VEC, command->vec.sources[0].entries = 4;
          base.machine.vector.lutTables = 0; command->vec.result = 9;
          command->vec.numOps = command->vec.split = 1;
          command->vec.ops[0] = imm,
          "command 3 (vec, dense): source 0 is table 1, machine 'edge4' has 0");
}

int main(void) {
  Base base = makeBase();
  EXPECT_OK(verify(&base));
  checkStructure();
  checkAddresses();
  checkMatmul();
  checkVec();
  return 0;
}
