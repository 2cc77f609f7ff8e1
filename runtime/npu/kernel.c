//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One loop nest, compiled for several vector lengths. A product and its sum
// are two roundings, as in the array: contraction is off for all of aic.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/kernel.h"

#include <string.h>

/// Defines the tile function `name` of `rows` by `vecs` vectors of `lanes`
/// floats.
#define DEFINE_TILE(name, attributes, lanes, rows, vecs)                       \
  attributes static void name(void *total, const float *a, size_t stride,      \
                              const float *w, uint32_t k, uint32_t depth,      \
                              bool integers) {                                 \
    typedef float Floats __attribute__((vector_size(lanes * 4)));              \
    typedef int32_t Ints __attribute__((vector_size(lanes * 4)));              \
    typedef uint32_t Bits __attribute__((vector_size(lanes * 4)));             \
    for (uint32_t at = 0; at < k; at += depth) {                               \
      uint32_t end = k - at < depth ? k : at + depth;                          \
      Floats sum[rows][vecs];                                                  \
      memset(sum, 0, sizeof sum);                                              \
      for (uint32_t i = at; i < end; ++i) {                                    \
        Floats weights[vecs];                                                  \
        memcpy(weights, w + (size_t)i * (lanes * vecs), sizeof weights);       \
        for (int r = 0; r < rows; ++r)                                         \
          for (int v = 0; v < vecs; ++v)                                       \
            sum[r][v] += a[(size_t)r * stride + i] * weights[v];               \
      }                                                                        \
      char *to = total;                                                        \
      for (int r = 0; r < rows; ++r)                                           \
        for (int v = 0; v < vecs; ++v, to += sizeof(Floats)) {                 \
          Floats value;                                                        \
          Bits bits;                                                           \
          memcpy(&value, to, sizeof value);                                    \
          memcpy(&bits, to, sizeof bits);                                      \
          value += sum[r][v];                                                  \
          if (integers) {                                                      \
            bits += (Bits) __builtin_convertvector(sum[r][v], Ints);           \
            memcpy(to, &bits, sizeof bits);                                    \
          } else {                                                             \
            memcpy(to, &value, sizeof value);                                  \
          }                                                                    \
        }                                                                      \
    }                                                                          \
  }

/// The functions of a processor, and its kernel.
#define DEFINE_KERNEL(name, attributes, lanes, numRows, vecs)                  \
  DEFINE_TILE(name##Tile, attributes, lanes, numRows, vecs)                    \
  DEFINE_TILE(name##One, attributes, lanes, 1, vecs)                           \
  static const AicKernel name = {.rows = numRows,                              \
                                 .cols = lanes * vecs,                         \
                                 .tile = name##Tile,                           \
                                 .one = name##One};

// As many sums as leave registers for two vectors of weights.
DEFINE_KERNEL(plain, , 4, 4, 2)

#ifdef __x86_64__
DEFINE_KERNEL(avx2, __attribute__((target("avx2"))), 8, 4, 2)
DEFINE_KERNEL(avx512, __attribute__((target("avx512f,avx512vl"))), 16, 8, 2)
#endif

const AicKernel *aicKernelChoose(void) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
    return &avx512;
  if (__builtin_cpu_supports("avx2"))
    return &avx2;
#endif
  return &plain;
}
