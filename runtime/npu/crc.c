//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// CRC-32 of IEEE 802.3, sixteen bytes at a time: constants are hundreds of
// megabytes.
//
//===----------------------------------------------------------------------===//

#include "runtime/npu/codec.h"

enum { STRIDE = 16 };

/// table[0] moves a byte through the register, table[n] the same byte with n
/// zero bytes behind it.
static void fill(uint32_t table[STRIDE][256]) {
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit)
      crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    table[0][i] = crc;
  }
  for (uint32_t i = 0; i < 256; ++i)
    for (int n = 1; n < STRIDE; ++n)
      table[n][i] = table[0][table[n - 1][i] & 0xff] ^ table[n - 1][i] >> 8;
}

static uint32_t word(const unsigned char *bytes) {
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
         (uint32_t)bytes[3] << 24;
}

/// Moves four bytes: the lowest has the longest way.
static uint32_t look(uint32_t table[][256], uint32_t bytes) {
  return table[3][bytes & 0xff] ^ table[2][bytes >> 8 & 0xff] ^
         table[1][bytes >> 16 & 0xff] ^ table[0][bytes >> 24];
}

uint32_t aicCrc32(uint32_t crc, const void *data, size_t size) {
  uint32_t table[STRIDE][256];
  fill(table);
  const unsigned char *bytes = data;
  crc = ~crc;
  for (; size >= STRIDE; size -= STRIDE, bytes += STRIDE) {
    // Four independent parts: the look-ups of a part overlap the others'.
    uint32_t first = word(bytes) ^ crc;
    crc = look(&table[12], first) ^ look(&table[8], word(bytes + 4)) ^
          look(&table[4], word(bytes + 8)) ^ look(&table[0], word(bytes + 12));
  }
  for (; size; --size, ++bytes)
    crc = table[0][(crc ^ *bytes) & 0xff] ^ crc >> 8;
  return ~crc;
}
