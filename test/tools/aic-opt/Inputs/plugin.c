// Plugins that are wrong in one way each, chosen by a macro.
#include "aic/plugin.h"

#include <stdlib.h>

#if defined(NO_ENTRY)
// A library like any other.
int pluginAnswer(void);
int pluginAnswer(void) { return 42; }

#elif defined(CRASHES)
static void __attribute__((constructor)) end(void) {
  abort();
}

AicPassPlugin mlirGetPassPluginInfo(void) {
  return (AicPassPlugin){1, "crash", "1", NULL};
}

#elif defined(EXITS)
static void __attribute__((constructor)) end(void) {
  exit(0);
}

AicPassPlugin mlirGetPassPluginInfo(void) {
  return (AicPassPlugin){1, "exit", "1", NULL};
}

#elif defined(OTHER_API)
static void registerNothing(void) {}

AicPassPlugin mlirGetPassPluginInfo(void) {
  return (AicPassPlugin){2, "other", "7.5", registerNothing};
}

#elif defined(REGISTERS_NOTHING)
AicDialectPlugin mlirGetDialectPluginInfo(void) {
  return (AicDialectPlugin){1, "empty", "0", NULL};
}

#elif defined(MISSING_SYMBOLS)
// A function, which a tool would miss only when it calls it, and data.
extern int pluginNoSuchFunction(void), pluginNoSuchData;

static void registerNothing(void) {
  pluginNoSuchData = pluginNoSuchFunction();
}

AicPassPlugin mlirGetPassPluginInfo(void) {
  return (AicPassPlugin){1, "missing", "1", registerNothing};
}

#elif defined(OWN_MLIR)
// The name of a function that every copy of MLIR has.
void _ZN4mlir11MLIRContextD1Ev(void *context);
void _ZN4mlir11MLIRContextD1Ev(void *context) { (void)context; }

static void registerNothing(void) {}

AicPassPlugin mlirGetPassPluginInfo(void) {
  return (AicPassPlugin){1, "own", "1", registerNothing};
}

#elif defined(NEWER_TABLES)
static const AicDialectDef dialect = {.abi = 99, .name = "newer"};
static const AicPackage package = {
    .abi = AIC_ABI,
    .name = "newer",
    .version = "9",
    .dialects = AIC_POINTERS(AicDialectDef, &dialect)};
AIC_PLUGIN(package)

#elif defined(WRONG_TABLES)
// Mistakes of an author: a name that is none, and a back quote that is missing.
static const AicOpDef name = {.name = "wrong.name",
                              .assembly = "$valeu attr-dict"};
static const AicOpDef quote = {.name = "wrong.quote",
                               .assembly = "`of attr-dict"};
static const AicOpDef good = {.name = "wrong.good", .assembly = "attr-dict"};
static const AicOpDef generic = {.name = "wrong.generic"};
static const AicDialectDef dialect = {
    .abi = AIC_ABI,
    .name = "wrong",
    .ops = AIC_POINTERS(AicOpDef, &name, &good, &quote, &generic)};
static const AicPackage package = {.abi = AIC_ABI,
                                   .name = "wrong",
                                   .version = "1",
                                   .dialects =
                                       AIC_POINTERS(AicDialectDef, &dialect)};
AIC_PLUGIN(package)
#endif
