#include "test/fuzz/Inputs/wire_mutator.h"

#include <stdbool.h>
#include <string.h>

enum { MAX_DEPTH = 12, MAX_SIZE = 1 << 16, MAX_VARINT = 10 };

/// A field: its tag begins at `tag`, its length (of bytes) at `length`, its
/// contents at [begin, end).
typedef struct Field {
  size_t tag, length, begin, end;
  bool bytes;
} Field;

static unsigned next(unsigned *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static bool readVarint(const uint8_t *data, size_t *at, size_t end,
                       uint64_t *value) {
  *value = 0;
  for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
    uint8_t byte = data[(*at)++];
    *value |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80))
      return true;
  }
  return false;
}

static size_t writeVarint(uint8_t *data, uint64_t value) {
  size_t size = 0;
  for (; value >= 0x80; value >>= 7)
    data[size++] = (uint8_t)(value | 0x80);
  data[size++] = (uint8_t)value;
  return size;
}

static bool readField(const uint8_t *data, size_t at, size_t end,
                      Field *field) {
  uint64_t tag, value = 0;
  *field = (Field){.tag = at};
  if (!readVarint(data, &at, end, &tag) || tag >> 32 || tag < 8)
    return false;
  field->length = field->begin = at;
  field->bytes = (tag & 7) == 2;
  switch (tag & 7) {
  case 0:
    if (!readVarint(data, &at, end, &value))
      return false;
    field->end = at;
    return true;
  case 2:
    if (!readVarint(data, &at, end, &value))
      return false;
    field->begin = at;
    break;
  case 1:
    value = 8;
    break;
  case 5:
    value = 4;
    break;
  default:
    return false;
  }
  if (value > end - field->begin)
    return false;
  field->end = field->begin + (size_t)value;
  return true;
}

/// A field of [begin, end) picked at random; false when that is no message.
static bool pickField(const uint8_t *data, size_t begin, size_t end,
                      unsigned *state, Field *picked) {
  unsigned count = 0;
  for (size_t at = begin; at < end;) {
    Field field;
    if (!readField(data, at, end, &field))
      return false;
    if (next(state) % ++count == 0)
      *picked = field;
    at = field.end;
  }
  return count > 0;
}

/// Puts `size` bytes in the place of [begin, end) of `data`; false, and nothing
/// done, when there is no room.
static bool replace(uint8_t *data, size_t *total, size_t capacity, size_t begin,
                    size_t end, const uint8_t *bytes, size_t size) {
  if (*total - (end - begin) + size > capacity)
    return false;
  memmove(data + begin + size, data + end, *total - end);
  if (size)
    memcpy(data + begin, bytes, size);
  *total = *total - (end - begin) + size;
  return true;
}

/// Grows or shrinks the fields around a change by `delta` bytes; innermost
/// last.
static void fixLengths(uint8_t *data, size_t *total, const Field *around,
                       int depth, ptrdiff_t delta) {
  for (int i = depth; i-- > 0;) {
    const Field *field = &around[i];
    uint8_t length[MAX_VARINT];
    size_t size = writeVarint(
        length, (uint64_t)((ptrdiff_t)(field->end - field->begin) + delta));
    size_t old = field->begin - field->length;
    // The buffer has room for every length to grow.
    replace(data, total, MAX_SIZE + MAX_DEPTH * MAX_VARINT, field->length,
            field->begin, length, size);
    delta += (ptrdiff_t)size - (ptrdiff_t)old;
  }
}

static size_t mutateField(uint8_t *data, size_t size, size_t maxSize,
                          unsigned *state) {
  static uint8_t buffer[MAX_SIZE + MAX_DEPTH * MAX_VARINT];
  static uint8_t scratch[MAX_SIZE];
  Field around[MAX_DEPTH + 1];
  int depth = 0;
  size_t begin = 0, end = size;
  Field field;
  if (!pickField(data, begin, end, state, &field))
    return 0;
  while (field.bytes && depth < MAX_DEPTH && next(state) % 4 != 0) {
    Field inner;
    if (!pickField(data, field.begin, field.end, state, &inner))
      break;
    around[depth++] = field;
    field = inner;
  }
  memcpy(buffer, data, size);
  size_t total = size;
  unsigned what = next(state) % 8;
  bool done;
  if (what == 0) { // drop it
    done = replace(buffer, &total, MAX_SIZE, field.tag, field.end, NULL, 0);
  } else if (what == 1) { // repeat it
    memcpy(scratch, data + field.tag, field.end - field.tag);
    done = replace(buffer, &total, MAX_SIZE, field.end, field.end, scratch,
                   field.end - field.tag);
  } else { // change its contents
    size_t changed = field.end - field.begin;
    memcpy(scratch, data + field.begin, changed);
    size_t room = changed + 64 < MAX_SIZE ? changed + 64 : MAX_SIZE;
    changed = LLVMFuzzerMutate(scratch, changed, room);
    done = replace(buffer, &total, MAX_SIZE, field.begin, field.end, scratch,
                   changed);
    if (field.bytes)
      around[depth++] = field;
  }
  if (!done)
    return 0;
  fixLengths(buffer, &total, around, depth,
             (ptrdiff_t)total - (ptrdiff_t)size);
  if (total > maxSize)
    return 0;
  memcpy(data, buffer, total);
  return total;
}

size_t mutateWire(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  unsigned state = seed;
  size_t changed = 0;
  if (next(&state) % 2 == 0 && size <= MAX_SIZE)
    changed = mutateField(data, size, maxSize, &state);
  return changed ? changed : LLVMFuzzerMutate(data, size, maxSize);
}
