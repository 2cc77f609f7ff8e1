//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The few macros that the published headers share, and AicError.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_SUPPORT_H
#define AIC_SUPPORT_H

#ifdef __cplusplus
#define AIC_EXTERN_C_BEGIN extern "C" {
#define AIC_EXTERN_C_END }
#else
#define AIC_EXTERN_C_BEGIN
#define AIC_EXTERN_C_END
#endif

/// Marks what libaic.so exports; everything else is hidden.
#ifdef __GNUC__
#define AIC_EXPORT __attribute__((visibility("default")))
#define AIC_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define AIC_EXPORT
#define AIC_PRINTF(text, first)
#endif

/// A zero-terminated list of `type` with static lifetime, for file-scope
/// tables only (C11 compound literal).
#define AIC_LIST(type, ...) ((const type[]){__VA_ARGS__, {0}})

/// A NULL-terminated list of pointers to `type` with static lifetime.
#define AIC_POINTERS(type, ...) ((const type *const[]){__VA_ARGS__, 0})

/// Version of the tables in these headers. AicPackage, AicDialectDef and
/// AicPassDef carry it first; a library refuses tables that are newer.
#define AIC_ABI 1

AIC_EXTERN_C_BEGIN

/// Who could not do what: a file, memory, a missing tool, a device. Errors of
/// the *input* are MLIR diagnostics instead. NULL means success.
typedef enum AicErrorCode {
  AIC_ERROR_IO = 1,      ///< a file cannot be read or written
  AIC_ERROR_FORMAT,      ///< a file is not what it should be
  AIC_ERROR_ARGUMENT,    ///< the caller asked for something impossible
  AIC_ERROR_UNSUPPORTED, ///< valid, but this build or machine cannot do it
  AIC_ERROR_MEMORY,
  AIC_ERROR_TOOL,   ///< an external program is missing or failed
  AIC_ERROR_DEVICE, ///< the device reported a fault
} AicErrorCode;

typedef struct AicError AicError;

/// Creates an error; the message starts in lower case and has no full stop.
/// The caller owns the result. Never NULL, also when memory is short.
AIC_EXPORT AicError *aicErrorCreate(AicErrorCode code, const char *format, ...)
    AIC_PRINTF(2, 3);
/// The message, valid as long as `error`.
AIC_EXPORT const char *aicErrorMessage(const AicError *error);
AIC_EXPORT AicErrorCode aicErrorGetCode(const AicError *error);
/// Destroys `error`; NULL is a no-op.
AIC_EXPORT void aicErrorDestroy(AicError *error);

AIC_EXTERN_C_END

#endif // AIC_SUPPORT_H
