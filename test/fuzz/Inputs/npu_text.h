// Programs as text, for the fuzzers of programs: what is printed is assembled
// to the same bytes.

#ifndef AIC_TEST_FUZZ_NPU_TEXT_H
#define AIC_TEST_FUZZ_NPU_TEXT_H

#include "runtime/npu/program.h"

/// Aborts if the text of `program`, which verifies, is not this program.
void checkText(const AicNpuProgram *program);

#endif // AIC_TEST_FUZZ_NPU_TEXT_H
