//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The two entry points that mlir-opt looks for in a plugin. Their structs are
// plain C data (mlir/Tools/Plugins/{Dialect,Pass}Plugin.h).
//
//===----------------------------------------------------------------------===//

#include "lowering/package.h"

#include <stdint.h>

typedef struct DialectPluginLibraryInfo {
  uint32_t apiVersion;
  const char *pluginName;
  const char *pluginVersion;
  void (*registerDialects)(void *registry);
} DialectPluginLibraryInfo;

typedef struct PassPluginLibraryInfo {
  uint32_t apiVersion;
  const char *pluginName;
  const char *pluginVersion;
  void (*registerPasses)(void);
} PassPluginLibraryInfo;

/// MLIR_PLUGIN_API_VERSION of MLIR 22.
enum { PLUGIN_API_VERSION = 1 };

static void registerDialects(void *registry) {
  aicPackageInsertDialects((MlirDialectRegistry){registry}, &aicPackage);
}

static void registerPasses(void) { aicPackageRegisterPasses(&aicPackage); }

AIC_EXPORT DialectPluginLibraryInfo mlirGetDialectPluginInfo(void);
AIC_EXPORT DialectPluginLibraryInfo mlirGetDialectPluginInfo(void) {
  return (DialectPluginLibraryInfo){PLUGIN_API_VERSION, aicPackage.name,
                                    aicPackage.version, registerDialects};
}

AIC_EXPORT PassPluginLibraryInfo mlirGetPassPluginInfo(void);
AIC_EXPORT PassPluginLibraryInfo mlirGetPassPluginInfo(void) {
  return (PassPluginLibraryInfo){PLUGIN_API_VERSION, aicPackage.name,
                                 aicPackage.version, registerPasses};
}
