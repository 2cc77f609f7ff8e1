// Changes protobuf messages as messages, for fuzzers.
//
// Bytes changed at random rarely leave the lengths of nested messages right, so
// that what lies deep is hardly reached. This picks one field at any depth,
// changes, repeats or drops it, and writes the lengths around it anew. Half of
// all changes stay those of libFuzzer on plain bytes.

#ifndef AIC_TEST_FUZZ_WIRE_MUTATOR_H
#define AIC_TEST_FUZZ_WIRE_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                               unsigned seed);

/// What LLVMFuzzerCustomMutator is to return.
size_t mutateWire(uint8_t *data, size_t size, size_t maxSize, unsigned seed);

#endif // AIC_TEST_FUZZ_WIRE_MUTATOR_H
