//===----------------------------------------------------------------------===//
// Part of aic, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// MLIR's allocations know neither their call nor that they may fail, and
// multiply sizes that may be too large for their product. The functions that
// take the place of malloc() and free() find the call in a variable of the
// thread; a size that leaves 64 bits becomes the largest, which no caller has.
//
//===----------------------------------------------------------------------===//

#include "lowering/emit_object/allocations.h"

#include "llvm-c/Target.h"

#include <stdlib.h>
#include <string.h>

enum { ALLOCATE_FIELD = 7, RELEASE_FIELD = 8 };

/// `name` as the conversion from memref declares it; NULL if the module has no
/// such function, or one of its own.
static LLVMValueRef declared(AicTableBuilder *b, const char *name,
                             LLVMTypeRef type) {
  LLVMValueRef function = LLVMGetNamedFunction(b->module, name);
  return function && LLVMIsDeclaration(function) &&
                 LLVMGlobalGetValueType(function) == type
             ? function
             : NULL;
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

/// Calls llvm.`name`.i64 with `x` and `y`.
static LLVMValueRef intrinsic(AicTableBuilder *b, const char *name,
                              LLVMValueRef x, LLVMValueRef y) {
  unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
  LLVMValueRef function =
      LLVMGetIntrinsicDeclaration(b->module, id, &b->i64, 1);
  return LLVMBuildCall2(b->ir, LLVMGlobalGetValueType(function), function,
                        (LLVMValueRef[]){x, y}, 2, "");
}

static LLVMValueRef multiply(AicTableBuilder *b, LLVMValueRef x,
                             LLVMValueRef y) {
  LLVMValueRef both = intrinsic(b, "llvm.umul.with.overflow", x, y);
  return LLVMBuildSelect(b->ir, LLVMBuildExtractValue(b->ir, both, 1, ""),
                         LLVMConstAllOnes(b->i64),
                         LLVMBuildExtractValue(b->ir, both, 0, ""), "");
}

static bool isOp(LLVMValueRef value, LLVMOpcode opcode) {
  return (LLVMIsAInstruction(value) &&
          LLVMGetInstructionOpcode(value) == opcode) ||
         (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == opcode);
}

/// `value`, a product of sizes, without overflow. A sum among the factors is
/// left alone: one of its terms may be below zero.
static LLVMValueRef product(AicTableBuilder *b, LLVMValueRef value, int depth) {
  if (depth == 0 || !isOp(value, LLVMMul))
    return value;
  return multiply(b, product(b, LLVMGetOperand(value, 0), depth - 1),
                  product(b, LLVMGetOperand(value, 1), depth - 1));
}

/// The bytes of an allocation without overflow: the address of element n of an
/// array at address 0, and what the alignment adds.
static LLVMValueRef bytesOf(AicTableBuilder *b, LLVMValueRef value) {
  enum { DEPTH = 10 };
  if (isOp(value, LLVMAdd))
    return intrinsic(b, "llvm.uadd.sat", bytesOf(b, LLVMGetOperand(value, 0)),
                     LLVMGetOperand(value, 1));
  if (!isOp(value, LLVMPtrToInt))
    return value;
  LLVMValueRef element = LLVMGetOperand(value, 0);
  if (!isOp(element, LLVMGetElementPtr) || LLVMGetNumOperands(element) != 2 ||
      !LLVMIsNull(LLVMGetOperand(element, 0)))
    return value;
  uint64_t size = LLVMABISizeOfType(LLVMGetModuleDataLayout(b->module),
                                    LLVMGetGEPSourceElementType(element));
  return multiply(b, product(b, LLVMGetOperand(element, 1), DEPTH),
                  LLVMConstInt(b->i64, size, false));
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// A function that calls field `field` of the thread's AicCall with its
/// argument, or `fallback` where there is none.
static LLVMValueRef createHook(AicTableBuilder *b, const char *name,
                               LLVMValueRef current, unsigned field,
                               LLVMValueRef fallback) {
  static const char noinline[] = "noinline";
  LLVMTypeRef type = LLVMGlobalGetValueType(fallback), argument;
  LLVMGetParamTypes(type, &argument);
  LLVMTypeRef result = LLVMGetReturnType(type);
  bool gives = LLVMGetTypeKind(result) != LLVMVoidTypeKind;
  LLVMValueRef hook = LLVMAddFunction(b->module, name, type);
  LLVMSetLinkage(hook, LLVMInternalLinkage);
  LLVMAddAttributeAtIndex(
      hook, LLVMAttributeFunctionIndex,
      LLVMCreateEnumAttribute(
          b->context,
          LLVMGetEnumAttributeKindForName(noinline, sizeof noinline - 1), 0));
  LLVMBasicBlockRef blocks[3];
  for (int i = 0; i < 3; ++i)
    blocks[i] = LLVMAppendBasicBlockInContext(b->context, hook, "");
  LLVMPositionBuilderAtEnd(b->ir, blocks[0]);
  LLVMValueRef call = LLVMBuildLoad2(b->ir, b->ptr, current, "call");
  LLVMValueRef function = LLVMBuildLoad2(
      b->ir, b->ptr, LLVMBuildStructGEP2(b->ir, b->call, call, field, ""), "");
  LLVMBuildCondBr(b->ir, LLVMBuildIsNull(b->ir, function, ""), blocks[1],
                  blocks[2]);
  LLVMValueRef value = LLVMGetParam(hook, 0);
  for (int i = 1; i < 3; ++i) {
    LLVMPositionBuilderAtEnd(b->ir, blocks[i]);
    LLVMTypeRef params[] = {b->ptr, argument};
    LLVMValueRef given =
        i == 1
            ? LLVMBuildCall2(b->ir, type, fallback, &value, 1, "")
            : LLVMBuildCall2(b->ir, LLVMFunctionType(result, params, 2, false),
                             function, (LLVMValueRef[]){call, value}, 2, "");
    if (gives)
      LLVMBuildRet(b->ir, given);
    else
      LLVMBuildRetVoid(b->ir);
  }
  return hook;
}

/// Whether `user` may run on a thread that is not the caller's, and so cannot
/// leave the call. What such a loop allocates, a part of a tile, it frees.
static bool isShared(LLVMValueRef user) {
  static const char prefix[] = "aic_loop_parallel_";
  size_t length;
  const char *name = LLVMGetValueName2(
      LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)), &length);
  return strncmp(name, prefix, sizeof prefix - 1) == 0;
}

/// Lets the calls of `function` call `hook`, which calls `function` itself.
static void redirect(AicTableBuilder *b, LLVMValueRef function,
                     LLVMValueRef hook, bool checkSizes) {
  for (LLVMUseRef use = LLVMGetFirstUse(function), next; use; use = next) {
    next = LLVMGetNextUse(use);
    LLVMValueRef user = LLVMGetUser(use);
    if (!LLVMIsACallInst(user) || LLVMGetCalledValue(user) != function ||
        LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)) == hook ||
        isShared(user))
      continue;
    if (checkSizes) {
      LLVMPositionBuilderBefore(b->ir, user);
      LLVMSetOperand(user, 0, bytesOf(b, LLVMGetOperand(user, 0)));
    }
    LLVMSetOperand(user, (unsigned)LLVMGetNumOperands(user) - 1, hook);
  }
}

/// Sets the variable again behind each loop for several threads: this thread
/// may have run another model while it waited.
static void keepCall(AicTableBuilder *b, LLVMValueRef current) {
  LLVMValueRef loop = LLVMGetNamedFunction(b->module, "aicParallelFor");
  for (LLVMBasicBlockRef block = loop ? LLVMGetFirstBasicBlock(loop) : NULL;
       block; block = LLVMGetNextBasicBlock(block)) {
    LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
    if (!LLVMIsAReturnInst(end))
      continue;
    LLVMPositionBuilderBefore(b->ir, end);
    LLVMBuildStore(b->ir, LLVMGetParam(loop, 0), current);
  }
}

LLVMValueRef aicAllocationsAdd(AicTableBuilder *b) {
  LLVMValueRef take =
      declared(b, "malloc", LLVMFunctionType(b->ptr, &b->i64, 1, false));
  LLVMValueRef leave =
      declared(b, "free", LLVMFunctionType(b->void_, &b->ptr, 1, false));
  // What is freed was taken here: inputs are the caller's.
  if (!take)
    return NULL;
  LLVMValueRef current = LLVMAddGlobal(b->module, b->ptr, "aicCurrentCall");
  LLVMSetInitializer(current, LLVMConstNull(b->ptr));
  LLVMSetLinkage(current, LLVMInternalLinkage);
  LLVMSetThreadLocal(current, true);
  redirect(b, take, createHook(b, "aicAllocate", current, ALLOCATE_FIELD, take),
           true);
  if (leave)
    redirect(b, leave,
             createHook(b, "aicRelease", current, RELEASE_FIELD, leave), false);
  keepCall(b, current);
  return current;
}
