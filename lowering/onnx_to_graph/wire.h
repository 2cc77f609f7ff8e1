//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A bounds-checked reader of protobuf's wire format over bytes in memory.
//
// A message is a cursor (AicWire) that is copied freely; reading it again
// starts from the copy. Nothing is allocated: strings and nested messages are
// views of the bytes. The first thing that is wrong sets the source's error,
// after which every read says "end"; callers look at the error once.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_LOWERING_ONNX_TO_GRAPH_WIRE_H
#define AIC_LOWERING_ONNX_TO_GRAPH_WIRE_H

#include "aic/support.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Text inside the file: no NUL at its end.
typedef struct AicText {
  const char *data;
  size_t size;
} AicText;

/// Where the bytes come from and what went wrong first.
typedef struct AicWireSource {
  const uint8_t *data;
  size_t size;
  const char *path; ///< for messages
  AicError *error;  ///< owned by whoever made the source
} AicWireSource;

/// The rest of one message.
typedef struct AicWire {
  AicWireSource *source;
  size_t at;
  size_t end;
} AicWire;

typedef enum AicWireType {
  AIC_WIRE_VARINT = 0,
  AIC_WIRE_FIXED64 = 1,
  AIC_WIRE_BYTES = 2,
  AIC_WIRE_FIXED32 = 5,
} AicWireType;

typedef struct AicWireField {
  uint32_t number;
  AicWireType type;
  size_t offset;  ///< in the file, of the field's tag
  uint64_t value; ///< of a varint or fixed field
  AicText bytes;  ///< of a length-delimited field
} AicWireField;

/// The whole source as one message.
AicWire aicWireOpen(AicWireSource *source);
/// Reads one field; false at the end and after an error.
bool aicWireNext(AicWire *wire, AicWireField *field);

// A field's contents as one type; an error and a zero value when the field was
// written as another.
AicWire aicWireMessage(const AicWire *wire, const AicWireField *field);
AicText aicWireText(const AicWire *wire, const AicWireField *field);
int64_t aicWireInt(const AicWire *wire, const AicWireField *field);
float aicWireFloat(const AicWire *wire, const AicWireField *field);

/// Elements of the repeated scalar field `number`, packed or not, in the order
/// of the file. `type` is how one element is written: varint or fixed.
size_t aicWireCountScalars(AicWire wire, uint32_t number, AicWireType type);
/// Stores the same elements as raw bits; `values` has room for `count`.
void aicWireReadScalars(AicWire wire, uint32_t number, AicWireType type,
                        uint64_t *values, size_t count);
/// How many fields have this number.
size_t aicWireCount(AicWire wire, uint32_t number);

/// Sets the source's error to "'path': byte N: message" unless it has one.
void aicWireFail(AicWireSource *source, AicErrorCode code, size_t offset,
                 const char *format, ...) AIC_PRINTF(4, 5);

#endif // AIC_LOWERING_ONNX_TO_GRAPH_WIRE_H
