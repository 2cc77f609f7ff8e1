// RUN: %cc %s %runtime_lib -o %t && %t

// Races between engines: what is refused, with the whole message, and what is
// in order by semaphores, by a full queue, or because no byte is shared. Boxes
// and spans against plain bytes.

#include "test/runtime/npu/gemm.h"

#include "runtime/npu/verify_boxes.h"
#include "runtime/npu/verify_spans.h"

static AicNpuProgram *create(uint64_t queue) {
  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  machine.sync.queue = queue;
  AicNpuProgram *program = aicNpuProgramCreate(&machine, "race");
  addBuffer(program, AIC_NPU_INPUT, AIC_NPU_I8, "x", 16, 16);
  addBuffer(program, AIC_NPU_OUTPUT, AIC_NPU_I8, "y", 16, 16);
  return program;
}

/// Columns `from` on of all 16 rows, `cols` wide, as they lie in the tensor.
static AicNpuCommand columns(AicNpuOpcode opcode, uint32_t from,
                             uint32_t cols) {
  AicNpuTile tile =
      matrixTile(opcode == AIC_NPU_STORE, AIC_NPU_I8, 16, 16, 16, cols);
  tile.start[3] = (int32_t)from;
  AicNpuCommand command = move(opcode, tile, aicNpuRefAt(AIC_NPU_SPAD, from));
  command.dma.stride[2] = 16;
  return command;
}

static void refuse(AicNpuProgram *program, const char *text) {
  EXPECT_ERROR(aicNpuProgramVerify(program), text);
  aicNpuProgramDestroy(program);
}

static void accept(AicNpuProgram *program) {
  EXPECT_OK(aicNpuProgramVerify(program));
  aicNpuProgramDestroy(program);
}

static void checkOrders(void) {
  // A store of what a load brings, without waiting for it.
  AicNpuProgram *program = create(16);
  append(program, columns(AIC_NPU_LOAD, 0, 16));
  append(program, columns(AIC_NPU_STORE, 0, 16));
  refuse(program,
         "command 1 (store, test): race: reads bytes 0 to 256 of spad, which "
         "command 0 (load, test) writes, and nothing orders engines st and ld "
         "there");
  program = create(16);
  append(program, sync(columns(AIC_NPU_LOAD, 0, 16), NONE, LIST(0)));
  append(program, sync(columns(AIC_NPU_STORE, 0, 16), LIST(0), NONE));
  accept(program);
  // The second load may come before the store has read.
  program = create(16);
  loop(program, 2);
  append(program, sync(columns(AIC_NPU_LOAD, 0, 16), NONE, LIST(0)));
  append(program, sync(columns(AIC_NPU_STORE, 0, 16), LIST(0), NONE));
  endLoop(program);
  refuse(program,
         "command 2 (store, test): race: reads bytes 0 to 256 of spad, which "
         "command 1 (load, test) writes, and nothing orders engines st and ld "
         "there");
  // The n-th wait is answered by the n-th post, whatever the count was.
  for (uint32_t start = 1; start < 3; ++start) {
    program = create(16);
    aicNpuProgramSetSemaphore(program, 1, start);
    loop(program, 4);
    append(program, sync(columns(AIC_NPU_LOAD, 0, 16), LIST(1), LIST(0)));
    append(program, sync(columns(AIC_NPU_STORE, 0, 16), LIST(0), LIST(1)));
    endLoop(program);
    AicError *error = aicNpuProgramVerify(program);
    EXPECT((error != NULL) == (start == 2));
    aicErrorDestroy(error);
    aicNpuProgramDestroy(program);
  }
  // A transfer that has started is not over: a post of the next one tells of
  // it, its start alone does not. Here the last sync has a place in the queue
  // of length 1 only when the load before it has started.
  for (int posts = 0; posts < 2; ++posts) {
    program = create(1);
    append(program, columns(AIC_NPU_LOAD, 0, 16));
    append(program, syncOn(AIC_NPU_LD, NONE, posts ? LIST(0) : NONE));
    append(program, syncOn(AIC_NPU_LD, NONE, NONE));
    append(program,
           sync(columns(AIC_NPU_STORE, 0, 16), posts ? LIST(0) : NONE, NONE));
    AicError *error = aicNpuProgramVerify(program);
    EXPECT((error != NULL) == !posts);
    aicErrorDestroy(error);
    aicNpuProgramDestroy(program);
  }
  // But what it waited for is over: the dispatcher passes that on.
  for (uint64_t queue = 1; queue < 4; ++queue) {
    program = create(queue);
    append(program, sync(columns(AIC_NPU_LOAD, 0, 16), NONE, LIST(0)));
    append(program, syncOn(AIC_NPU_MX, LIST(0), NONE));
    append(program, syncOn(AIC_NPU_MX, NONE, NONE));
    append(program, syncOn(AIC_NPU_MX, NONE, NONE));
    append(program, columns(AIC_NPU_STORE, 0, 16));
    AicError *error = aicNpuProgramVerify(program);
    EXPECT((error != NULL) == (queue == 3));
    aicErrorDestroy(error);
    aicNpuProgramDestroy(program);
  }
}

static void checkBytes(void) {
  // Columns lie between each other and share no byte.
  AicNpuProgram *program = create(16);
  append(program, sync(columns(AIC_NPU_LOAD, 0, 8), NONE, LIST(0)));
  append(program, columns(AIC_NPU_LOAD, 8, 8));
  append(program, sync(columns(AIC_NPU_STORE, 0, 8), LIST(0), NONE));
  accept(program);
  program = create(16);
  append(program, sync(columns(AIC_NPU_LOAD, 0, 9), NONE, LIST(0)));
  append(program, columns(AIC_NPU_LOAD, 8, 8));
  append(program, sync(columns(AIC_NPU_STORE, 0, 9), LIST(0), NONE));
  refuse(program,
         "command 2 (store, test): race: reads bytes 8 to 249 of spad, which "
         "command 1 (load, test) writes, and nothing orders engines st and ld "
         "there");
  // In the DRAM: what is stored is loaded again.
  for (int row = 0; row < 2; ++row) {
    program = create(16);
    append(program, sync(columns(AIC_NPU_LOAD, 0, 16), NONE, LIST(0)));
    AicNpuCommand store = columns(AIC_NPU_STORE, 0, 16);
    store.dma.tile.size[2] = 8;
    append(program, sync(store, LIST(0), LIST(1)));
    store.dma.tile.start[2] = 8;
    append(program, sync(store, NONE, NONE));
    AicNpuCommand load = columns(AIC_NPU_LOAD, 0, 16);
    load.dma.tile.buffer = 1;
    load.dma.tile.size[2] = (uint32_t)(8 + row);
    load.dma.ref.base = 512;
    append(program, sync(load, LIST(1), NONE));
    if (!row)
      accept(program);
    else
      refuse(program, "command 3 (load, test): race: reads bytes 128 to 144 of "
                      "buffer 1 (y), which command 2 (store, test) writes, and "
                      "nothing orders engines ld and st there");
  }
  // Memory holds nothing at first.
  program = create(16);
  append(program, sync(columns(AIC_NPU_LOAD, 0, 8), NONE, LIST(0)));
  append(program, sync(columns(AIC_NPU_STORE, 0, 9), LIST(0), NONE));
  refuse(program, "command 1 (store, test): reads bytes 240 to 249 of spad, "
                  "which may not have been written yet");
}

/// Without a "full" semaphore, or with one more slot than there is, the product
/// races; but ld brings w behind a, so that its data follows from w's, and a's
/// free slot is one for w.
static void checkGemm(void) {
  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  Gemm g = {AIC_NPU_MAC_I8, 20, 20, 40, 4, 4, 8};
  for (uint32_t id = 0; id < 8; ++id) {
    AicNpuProgram *program = buildGemm(&machine, g);
    EXPECT_OK(aicNpuProgramVerify(program));
    if (id % 2) {
      aicNpuProgramSetSemaphore(program, id, 3);
    } else {
      for (uint32_t i = 0; i < program->numCommands; ++i) {
        AicNpuCommand *command = &program->commands[i];
        for (int w = 0; w < command->numWaits; ++w)
          if (command->waits[w] == id)
            command->waits[w] = command->waits[--command->numWaits];
        for (int p = 0; p < command->numPosts; ++p)
          if (command->posts[p] == id)
            command->posts[p] = command->posts[--command->numPosts];
      }
    }
    AicError *error = aicNpuProgramVerify(program);
    if (id == 0 || id == 3)
      EXPECT(!error);
    else
      EXPECT(error && strstr(aicErrorMessage(error),
                             id == 6 ? "written yet" : "race: "));
    aicErrorDestroy(error);
    aicNpuProgramDestroy(program);
  }
}

enum { BYTES = 4096 };

/// A vector command of one source somewhere, and the bytes that it reads.
static Box randomBox(uint64_t *seed, bool *bytes) {
  AicNpuCommand command = copy(AIC_NPU_I8, 1, aicNpuRefAt(AIC_NPU_SPAD, 0),
                               aicNpuRefAt(AIC_NPU_ACC, 0));
  AicNpuVec *vec = &command.vec;
  uint32_t sizes[5];
  for (int d = 0; d < 5; ++d) {
    sizes[d] = 1 + randomBelow(seed, 4);
    vec->sources[0].stride[d] =
        (int32_t)randomBelow(seed, randomBelow(seed, 2) ? 12 : 150);
    *(d < 3 ? &vec->p[d] : &vec->r[d - 3]) = sizes[d];
  }
  uint32_t elem = aicNpuTypeSize(
      vec->sources[0].type = randomBelow(seed, 2) ? AIC_NPU_I8 : AIC_NPU_F32);
  vec->sources[0].ref.base = randomBelow(seed, 600);
  memset(bytes, 0, BYTES);
  for (uint32_t i = 0; i < sizes[0] * sizes[1] * sizes[2] * sizes[3] * sizes[4];
       ++i) {
    uint32_t rest = i, at = vec->sources[0].ref.base;
    for (int d = 0; d < 5; ++d, rest /= sizes[d - 1])
      at += rest % sizes[d] * (uint32_t)vec->sources[0].stride[d];
    memset(bytes + at, 1, elem);
  }
  Box boxes[AIC_NPU_MAX_BOXES];
  uint32_t idx[4] = {0};
  EXPECT(aicVerifyBoxes(NULL, &command, idx, boxes) == 2);
  return boxes[0];
}

static void checkBoxes(void) {
  uint64_t seed = 3;
  static bool a[BYTES], b[BYTES], runs[BYTES];
  int meet = 0;
  for (int round = 0; round < 20000; ++round) {
    Box x = randomBox(&seed, a), y = randomBox(&seed, b);
    bool wanted = false;
    for (int i = 0; i < BYTES; ++i)
      wanted |= a[i] && b[i];
    EXPECT(aicVerifyBoxesMeet(&x, &y) == wanted);
    meet += wanted;
    memset(runs, 0, sizeof runs);
    uint64_t at[AIC_NPU_BOX_RANK + 1] = {0}, low;
    while (aicVerifyNextRun(&x, at, &low)) {
      EXPECT(low >= x.low && low + x.run <= x.high);
      memset(runs + low, 1, x.run);
    }
    EXPECT(!memcmp(runs, a, sizeof a));
  }
  EXPECT(meet > 2000 && meet < 18000);
}

static void checkSpans(void) {
  uint64_t seed = 4;
  static uint64_t latest[BYTES];
  static bool marked[BYTES];
  SpanMap map = {0}, marks = {0};
  bool merged = false;
  for (uint32_t round = 1; round < 20000; ++round) {
    uint64_t low = randomBelow(&seed, BYTES - 200);
    uint64_t high = low + 1 + randomBelow(&seed, round % 64 ? 2 : 199);
    uint64_t newest = 0;
    for (uint64_t i = low; i < high; ++i)
      newest = latest[i] > newest ? latest[i] : newest;
    // Never forgotten; never made up until spans are merged.
    if (newest)
      EXPECT(aicSpansFind(&map, low, high, newest - 1));
    merged |= map.count > 1000;
    EXPECT(merged || !aicSpansFind(&map, low, high, newest));
    bool all = true;
    for (uint64_t i = low; i < high; ++i)
      all &= marked[i];
    EXPECT(aicSpansHave(&marks, low, high) == all);
    EXPECT(aicSpansAssign(&map, (Span){low, high, round, 0}));
    for (uint64_t i = low; i < high; ++i)
      latest[i] = round;
    if (round % 8 == 0) {
      EXPECT(aicSpansMark(&marks, low, high));
      memset(marked + low, 1, high - low);
    }
    EXPECT(map.count <= 1024);
  }
  EXPECT(merged);
  free(map.spans);
  free(marks.spans);
}

int main(void) {
  checkOrders();
  checkBytes();
  checkGemm();
  checkBoxes();
  checkSpans();
  return 0;
}
