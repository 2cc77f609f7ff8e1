// Writes the program of an i8 matrix product of 8x8 by 8x8 on a 4x4 array.

#include "test/runtime/npu/gemm.h"

#include "runtime/file.h"

int main(int argc, char **argv) {
  EXPECT(argc == 2);
  AicMachine machine;
  aicMachineInit(&machine, "edge4", 4, 4);
  AicNpuProgram *program =
      buildGemm(&machine, (Gemm){AIC_NPU_MAC_I8, 8, 8, 8, 4, 4, 4});
  unsigned char *bytes;
  size_t size;
  EXPECT_OK(aicNpuProgramEncode(program, &bytes, &size));
  EXPECT_OK(aicFileWrite(argv[1], bytes, size, NULL, 0));
  free(bytes);
  aicNpuProgramDestroy(program);
  return 0;
}
