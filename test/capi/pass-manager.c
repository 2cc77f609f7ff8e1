// A C program builds a pass manager with a pass of a table and runs it.
// RUN: %cc %s -o %t.run %aic_lib
// RUN: %t.run 2>&1 | FileCheck %s

#include "aic/diag.h"
#include "aic/pass.h"

#include "mlir-c/RegisterEverything.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

typedef struct Options {
  int64_t most;
} Options;

/// Counts the operations of a function.
static MlirLogicalResult run(AicPassRun *run, MlirOperation root,
                             const void *data) {
  const Options *options = data;
  int64_t count = 0;
  MlirBlock body = mlirRegionGetFirstBlock(mlirOperationGetRegion(root, 0));
  for (MlirOperation op = mlirBlockGetFirstOperation(body);
       !mlirOperationIsNull(op); op = mlirOperationGetNextInBlock(op))
    ++count;
  if (count > options->most)
    return aicOpError(root, "has %" PRId64 " operations, at most %" PRId64,
                      count, options->most);
  printf("%" PRId64 " operations\n", count);
  return aicPassRunPipeline(run, root, "canonicalize");
}

static const AicPassDef limit = {
    .abi = AIC_ABI,
    .argument = "demo-limit",
    .summary = "Limit the size of functions",
    .anchor = "func.func",
    .optionsSize = sizeof(Options),
    .options = AIC_LIST(AicOptionDef, {.name = "most",
                                       .summary = "most operations",
                                       .kind = AIC_OPTION_INT64,
                                       .offset = offsetof(Options, most),
                                       .fallback = "3"}),
    .dependentDialects = (const char *const[]){"arith", NULL},
    .run = run,
};

static void print(MlirStringRef text, void *userData) {
  (void)userData;
  printf("%.*s", (int)text.length, text.data);
}

static void runOn(MlirContext context, const char *text) {
  MlirModule module =
      mlirModuleCreateParse(context, mlirStringRefCreateFromCString(text));
  MlirPassManager manager = mlirPassManagerCreate(context);
  MlirOpPassManager functions = mlirPassManagerGetNestedUnder(
      manager, mlirStringRefCreateFromCString("func.func"));
  mlirOpPassManagerAddOwnedPass(functions, aicPassCreate(&limit));
  mlirPrintPassPipeline(functions, print, NULL);
  printf("\n");
  MlirLogicalResult result =
      mlirPassManagerRunOnOp(manager, mlirModuleGetOperation(module));
  printf("%s\n", mlirLogicalResultIsSuccess(result) ? "success" : "failure");
  mlirOperationPrint(mlirModuleGetOperation(module), print, NULL);
  fflush(stdout);
  mlirPassManagerDestroy(manager);
  mlirModuleDestroy(module);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  mlirRegisterAllDialects(registry);
  mlirRegisterAllPasses();
  MlirContext context = mlirContextCreateWithRegistry(registry, false);

  // The pass runs, and the pipeline in it: the unused constant goes.
  // CHECK: func.func(demo-limit{most=3})
  // CHECK-NEXT: 2 operations
  // CHECK-NEXT: success
  // CHECK: func.func @f() {
  // CHECK-NEXT: return
  runOn(context, "func.func @f() {\n"
                 "  %0 = arith.constant 1 : i32\n"
                 "  return\n"
                 "}");
  // A failing pass is a failure of the manager, with one error.
  // CHECK: error: 'func.func' op has 4 operations, at most 3
  // CHECK-NEXT: failure
  runOn(context, "func.func @f() {\n"
                 "  %0 = arith.constant 1 : i32\n"
                 "  %1 = arith.constant 1 : i32\n"
                 "  %2 = arith.constant 1 : i32\n"
                 "  return\n"
                 "}");
  mlirContextDestroy(context);

  // A context without the dialects that the pass needs says which.
  // CHECK: error: pass 'demo-limit' needs dialect 'arith', which is not
  // CHECK-SAME: registered, or not loaded by the pass that runs this one
  // CHECK-NEXT: failure
  context = mlirContextCreate();
  runOn(context, "module {}");
  mlirContextDestroy(context);
  mlirDialectRegistryDestroy(registry);
  return 0;
}
