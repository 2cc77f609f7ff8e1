//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A package as a plugin: a shared library that mlir-opt, aic-opt and other
// tools of MLIR load with --load-dialect-plugin and --load-pass-plugin.
//
//   static const AicPackage package = {.abi = AIC_ABI, .name = "mine", ...};
//   AIC_PLUGIN(package)
//
//   cc -std=c11 -shared -fPIC mine.c -o mine.so $(pkg-config --cflags --libs
//   aic)
//
// `aic-opt --check-plugin mine.so` says what such a library offers, or why it
// would not load.
//
//===----------------------------------------------------------------------===//

#ifndef AIC_PLUGIN_H
#define AIC_PLUGIN_H

#include "aic/dialect.h"

#include <stdint.h>

AIC_EXTERN_C_BEGIN

/// MLIR_PLUGIN_API_VERSION of MLIR 22. Tools refuse another one.
#define AIC_PLUGIN_API_VERSION 1

/// What a tool learns from a plugin about its dialects. The same struct as
/// MLIR's DialectPluginLibraryInfo; `registry` is an MlirDialectRegistry.ptr.
typedef struct AicDialectPlugin {
  uint32_t apiVersion;
  const char *name;
  const char *version;
  void (*registerDialects)(void *registry);
} AicDialectPlugin;

/// The same about its passes: MLIR's PassPluginLibraryInfo.
typedef struct AicPassPlugin {
  uint32_t apiVersion;
  const char *name;
  const char *version;
  void (*registerPasses)(void);
} AicPassPlugin;

/// The functions that a tool looks for in a plugin.
AIC_EXPORT AicDialectPlugin mlirGetDialectPluginInfo(void);
AIC_EXPORT AicPassPlugin mlirGetPassPluginInfo(void);
/// The tables themselves, which aic-opt --check-plugin looks through.
AIC_EXPORT const AicPackage *aicPluginGetPackage(void);

/// Defines them for `package`, an AicPackage that lives as long as the process.
/// Once per library, at file scope, without a semicolon.
#define AIC_PLUGIN(package)                                                    \
  static void aicPluginDialects(void *registry) {                              \
    aicPackageInsertDialects((MlirDialectRegistry){registry}, &(package));     \
  }                                                                            \
  static void aicPluginPasses(void) { aicPackageRegisterPasses(&(package)); }  \
  AicDialectPlugin mlirGetDialectPluginInfo(void) {                            \
    return (AicDialectPlugin){AIC_PLUGIN_API_VERSION, (package).name,          \
                              (package).version, aicPluginDialects};           \
  }                                                                            \
  AicPassPlugin mlirGetPassPluginInfo(void) {                                  \
    return (AicPassPlugin){AIC_PLUGIN_API_VERSION, (package).name,             \
                           (package).version, aicPluginPasses};                \
  }                                                                            \
  const AicPackage *aicPluginGetPackage(void) { return &(package); }

AIC_EXTERN_C_END

#endif // AIC_PLUGIN_H
