//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The functions of aic/op.h and aic/build.h that look at operations, types and
// attributes, called from C.
//
// RUN: %cc -I%S/Inputs %s %S/Inputs/toy.c %S/Inputs/toy_memory.c -o %t %aic_lib
// RUN: %t 2>&1 | FileCheck %s
//
//===----------------------------------------------------------------------===//

#include "toy.h"

#include "aic/build.h"
#include "mlir-c/BuiltinAttributes.h"
#include "mlir-c/BuiltinTypes.h"
#include "mlir-c/Diagnostics.h"
#include "mlir-c/Dialect/MemRef.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static MlirStringRef ref(const char *text) {
  return mlirStringRefCreateFromCString(text);
}

static void put(MlirStringRef text, void *userData) {
  (void)userData;
  printf("%.*s", (int)text.length, text.data);
}

static MlirLogicalResult show(MlirDiagnostic diagnostic, void *userData) {
  (void)userData;
  printf("error: ");
  mlirDiagnosticPrint(diagnostic, put, NULL);
  printf("\n");
  return mlirLogicalResultSuccess();
}

/// A context that knows `toy`; with everything it depends on, or without.
static MlirContext createContext(bool complete) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  aicPackageInsertDialects(registry, &toyPackage);
  // The same dialect again changes nothing.
  aicDialectInsert(registry, &toyDialect);
  if (complete)
    mlirDialectHandleInsertDialect(mlirGetDialectHandle__memref__(), registry);
  MlirContext context =
      mlirContextCreateWithRegistry(registry, /*threadingEnabled=*/false);
  mlirDialectRegistryDestroy(registry);
  mlirContextAttachDiagnosticHandler(context, show, NULL, NULL);
  return context;
}

static MlirAttribute parse(MlirContext context, const char *text) {
  return mlirAttributeParseGet(context, ref(text));
}

/// An operation on the results of another one, never verified.
static MlirOperation create(MlirContext context, const char *name,
                            MlirOperation operands, const char *attr,
                            const char *value) {
  MlirOperationState state =
      mlirOperationStateGet(ref(name), mlirLocationUnknownGet(context));
  for (intptr_t i = 0; operands.ptr && i < mlirOperationGetNumResults(operands);
       ++i) {
    MlirValue operand = mlirOperationGetResult(operands, i);
    mlirOperationStateAddOperands(&state, 1, &operand);
  }
  MlirNamedAttribute named;
  if (attr) {
    named = mlirNamedAttributeGet(mlirIdentifierGet(context, ref(attr)),
                                  parse(context, value));
    mlirOperationStateAddAttributes(&state, 1, &named);
  }
  return mlirOperationCreate(&state);
}

static void putAttr(const char *what, MlirAttribute attr) {
  printf("%s: ", what);
  if (mlirAttributeIsNull(attr))
    printf("null");
  else
    mlirAttributePrint(attr, put, NULL);
  printf("\n");
}

static void testTypes(MlirContext context) {
  // CHECK-LABEL: types
  printf("types\n");
  MlirType i8 = mlirIntegerTypeGet(context, 8);
  MlirAttribute good[] = {mlirTypeAttrGet(i8), aicAttrI64(context, 3)};

  // Before the dialect is loaded there is no such type.
  // CHECK-NEXT: error: 'toy.ring' belongs to a dialect that is not loaded
  // CHECK-NEXT: null 1
  MlirType ring = aicTypeGet(context, &toyRing, good, 2);
  printf("null %d\n", mlirTypeIsNull(ring));

  // CHECK-NEXT: !toy.ring<i8, 3>
  mlirContextGetOrLoadDialect(context, ref("toy"));
  ring = aicTypeGet(context, &toyRing, good, 2);
  mlirTypePrint(ring, put, NULL);

  // CHECK-NEXT: is 1 0 0 0
  printf("\nis %d %d %d %d\n", aicTypeIs(ring, &toyRing),
         aicTypeIs(ring, &toyMark), aicTypeIs(i8, &toyRing),
         aicTypeIs((MlirType){NULL}, &toyRing));
  // CHECK-NEXT: parameter 1: 3 : i64
  // CHECK-NEXT: parameter 2: null
  // CHECK-NEXT: parameter -1: null
  // CHECK-NEXT: parameter of i8: null
  putAttr("parameter 1", aicTypeGetParam(ring, 1));
  putAttr("parameter 2", aicTypeGetParam(ring, 2));
  putAttr("parameter -1", aicTypeGetParam(ring, -1));
  putAttr("parameter of i8", aicTypeGetParam(i8, 0));

  // Wrong parameters: an error at the unknown location, and null.
  // CHECK-NEXT: error: 'toy.ring' expects 2 parameters, but got 1
  // CHECK-NEXT: error: 'toy.ring' parameter 'slot' must be a type, but got 3 : i64
  // CHECK-NEXT: error: 'toy.ring' parameter 'count' must be a 64-bit integer, but got 3 : i32
  // CHECK-NEXT: error: a ring needs at least one slot
  MlirAttribute swapped[] = {good[1], good[0]};
  MlirAttribute narrow[] = {good[0], parse(context, "3 : i32")};
  MlirAttribute empty[] = {good[0], aicAttrI64(context, 0)};
  bool failed = mlirTypeIsNull(aicTypeGet(context, &toyRing, good, 1)) &&
                mlirTypeIsNull(aicTypeGet(context, &toyRing, swapped, 2)) &&
                mlirTypeIsNull(aicTypeGet(context, &toyRing, narrow, 2)) &&
                mlirTypeIsNull(aicTypeGet(context, &toyRing, empty, 2));
  // CHECK-NEXT: failed 1
  printf("failed %d\n", failed);
}

static void testAttributes(MlirContext context) {
  // CHECK-LABEL: attributes
  printf("attributes\n");
  MlirAttribute word = aicAttrString(context, "acc");
  MlirAttribute space = aicAttributeGet(context, &toySpace, &word, 1);
  // CHECK-NEXT: space: #toy.space<acc>
  // CHECK-NEXT: same 1
  // CHECK-NEXT: is 1 0 0
  // CHECK-NEXT: word: "acc"
  // CHECK-NEXT: none: null
  putAttr("space", space);
  printf("same %d\n",
         mlirAttributeEqual(space, parse(context, "#toy.space<acc>")));
  printf("is %d %d %d\n", aicAttributeIs(space, &toySpace),
         aicAttributeIs(space, &toyBox), aicAttributeIs(word, &toySpace));
  putAttr("word", aicAttributeGetParam(space, 0));
  putAttr("none", aicAttributeGetParam(word, 0));

  // CHECK-NEXT: error: 'toy.space' parameter 'memory' must be one of 'spad', 'acc', but got "dram"
  // CHECK-NEXT: wrong: null
  word = aicAttrString(context, "dram");
  putAttr("wrong", aicAttributeGet(context, &toySpace, &word, 1));

  // CHECK-NEXT: array: array<i64: 4, 5, 6>
  // CHECK-NEXT: 3 entries, 4 5 0
  int64_t values[] = {4, 5, 6}, read[3] = {0};
  MlirAttribute array = aicAttrI64Array(context, 3, values);
  putAttr("array", array);
  intptr_t count = aicAttrGetI64Array(array, read, 2);
  printf("%td entries, %d %d %d\n", count, (int)read[0], (int)read[1],
         (int)read[2]);
  // CHECK-NEXT: f32: 1.500000e+00 : f32
  // CHECK-NEXT: symbol: @name
  putAttr("f32", aicAttrF32(context, 1.5f));
  putAttr("symbol", aicAttrSymbol(context, "name"));
}

static void testOperations(MlirContext context) {
  // CHECK-LABEL: operations
  printf("operations\n");
  MlirOperation none = {NULL};
  MlirOperation scale = create(context, "toy.scale", none, NULL, NULL);
  // CHECK-NEXT: def 1 1
  MlirOperation module = mlirModuleGetOperation(
      mlirModuleCreateEmpty(mlirLocationUnknownGet(context)));
  printf("def %d %d\n", aicOpGetDef(scale) == &toyScale,
         aicOpGetDef(module) == NULL);
  // CHECK-NEXT: is 1 0 0
  printf("is %d %d %d\n", aicOpIs(scale, "toy.scale"),
         aicOpIs(scale, "toy.scal"), aicOpIs(scale, "toy.scales"));
  // The operand is missing, the attribute has its fallback.
  // CHECK-NEXT: operand 1 1
  // CHECK-NEXT: factor: 1 : i64
  // CHECK-NEXT: nothing: null
  printf("operand %d %d\n", mlirValueIsNull(aicOpOperand(scale, "in")),
         mlirValueIsNull(aicOpOperand(scale, "nothing")));
  putAttr("factor", aicOpAttr(scale, "factor"));
  putAttr("nothing", aicOpAttr(scale, "nothing"));
  // CHECK-NEXT: integers 1 -7
  printf("integers %d %d\n", (int)aicOpInt(scale, "factor", -7),
         (int)aicOpInt(scale, "nothing", -7));

  // Integers of all kinds; what is none gives what the caller wants.
  // CHECK-NEXT: kinds -1 -1 255 5 -7
  static const char *const kinds[] = {"-1 : i8", "-1 : si8", "255 : ui8",
                                      "5 : index", "1.0 : f32"};
  printf("kinds");
  for (int i = 0; i < 5; ++i) {
    MlirOperation op = create(context, "toy.scale", none, "factor", kinds[i]);
    printf(" %d", (int)aicOpInt(op, "factor", -7));
    mlirOperationDestroy(op);
  }
  // CHECK-NEXT: flags 1 1 0 0
  static const char *const flags[] = {"unit", "true", "false", "1 : i64"};
  printf("\nflags");
  for (int i = 0; i < 4; ++i) {
    MlirOperation op = create(context, "toy.scale", none, "flag", flags[i]);
    printf(" %d", aicOpFlag(op, "flag"));
    mlirOperationDestroy(op);
  }
  // CHECK-NEXT: strings 'a' 'b' ''
  static const char *const strings[] = {"\"a\"", "@b", "1 : i64"};
  printf("\nstrings");
  for (int i = 0; i < 3; ++i) {
    MlirOperation op = create(context, "toy.scale", none, "text", strings[i]);
    MlirStringRef text = aicOpString(op, "text");
    printf(" '%.*s'", (int)text.length, text.data);
    mlirOperationDestroy(op);
  }
  printf("\n");
  mlirOperationDestroy(scale);
  mlirOperationDestroy(module);
}

/// Groups of `toy.split` on three operands, whatever its attribute says.
static void putGroups(MlirContext context, const char *sizes) {
  MlirOperationState state =
      mlirOperationStateGet(ref("toy.peek"), mlirLocationUnknownGet(context));
  MlirType type = mlirIntegerTypeGet(context, 8);
  mlirOperationStateAddResults(&state, 3, (MlirType[]){type, type, type});
  MlirOperation source = mlirOperationCreate(&state);
  MlirOperation op = create(context, "toy.split", source,
                            sizes ? "operandSegmentSizes" : NULL, sizes);
  printf("groups");
  for (intptr_t group = 0; group < 4; ++group) {
    intptr_t count = -1;
    intptr_t start = aicOpOperandStart(op, group, &count);
    printf(" %td+%td", start, count);
  }
  printf("\n");
  mlirOperationDestroy(op);
  mlirOperationDestroy(source);
}

static void testGroups(MlirContext context) {
  // Never out of range, also before the verifier has seen the sizes.
  // CHECK-LABEL: segments
  // CHECK-NEXT: groups 0+1 1+1 2+1 2+0
  // CHECK-NEXT: groups 0+1 1+2 3+0 3+0
  // CHECK-NEXT: groups 0+1 1+2 3+0 3+0
  // CHECK-NEXT: groups 0+0 3+0 3+0 3+0
  // CHECK-NEXT: groups 0+0 0+0 0+0 0+0
  // CHECK-NEXT: groups 0+0 0+0 0+0 0+0
  printf("segments\n");
  putGroups(context, "array<i32: 1, 1, 1>");
  putGroups(context, "array<i32: 1, 2, 0>");
  putGroups(context, "array<i32: 1, 2147483647, 2147483647>");
  putGroups(context, "array<i32: -2, 5>");
  putGroups(context, "\"nonsense\"");
  putGroups(context, NULL);
}

static void testInference(MlirContext context) {
  // Inference that fails emits one error, and no operation comes.
  // CHECK-LABEL: inference
  // CHECK-NEXT: error: 'toy.stack' op {{.+}}
  // CHECK-NEXT: null 1
  printf("inference\n");
  MlirOperationState state =
      mlirOperationStateGet(ref("toy.stack"), mlirLocationUnknownGet(context));
  mlirOperationStateEnableResultTypeInference(&state);
  printf("null %d\n", mlirOperationIsNull(mlirOperationCreate(&state)));
}

static void *runThread(void *data) {
  (void)data;
  intptr_t ones = 0;
  for (int i = 0; i < 20; ++i) {
    MlirContext context = createContext(true);
    mlirContextGetOrLoadDialect(context, ref("toy"));
    MlirOperation op =
        create(context, "toy.scale", (MlirOperation){NULL}, NULL, NULL);
    ones += aicOpInt(op, "factor", -1) == 1;
    mlirOperationDestroy(op);
    mlirContextDestroy(context);
  }
  return (void *)ones;
}

/// Contexts of several threads are independent of each other.
static void testThreads(void) {
  pthread_t threads[4];
  intptr_t ones = 0;
  for (int i = 0; i < 4; ++i)
    if (pthread_create(&threads[i], NULL, runThread, NULL) != 0)
      return;
  for (int i = 0; i < 4; ++i) {
    void *result = NULL;
    pthread_join(threads[i], &result);
    ones += (intptr_t)result;
  }
  // CHECK-LABEL: threads 80
  printf("threads %td\n", ones);
}

int main(void) {
  MlirContext context = createContext(true);
  testTypes(context);
  testAttributes(context);
  testOperations(context);
  testGroups(context);
  testInference(context);
  mlirContextDestroy(context);
  testThreads();

  // CHECK-NEXT: error: dialect 'toy' needs dialect 'memref', which is not registered
  context = createContext(false);
  mlirContextGetOrLoadDialect(context, ref("toy"));
  mlirContextDestroy(context);
  return 0;
}
