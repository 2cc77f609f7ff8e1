// Passes, patterns and pipelines of tables, in a program that is an mlir-opt
// with one package of its own.
// RUN: %cc %S/Inputs/pass_tool.c -o %t.opt %aic_opt_lib %aic_lib

func.func @f(%x: i32) -> i32 {
  %c = arith.constant 1 : i32
  %s = arith.subi %c, %c : i32
  %d = arith.addi %s, %s : i32
  return %d : i32
}
func.func @g(%x: i32) -> i32 {
  %d = arith.muli %x, %x : i32
  return %d : i32
}


// Every kind of option is in --help, with its text.
// RUN: %t.opt --help | FileCheck %s --check-prefix=HELP
// HELP: --demo-show {{.*}} Report the options as remarks
// HELP-NEXT: --count=<long> {{.*}} a number
// HELP-NEXT: --flag {{.*}} a switch
// HELP-NEXT: --text=<string> {{.*}} a word
// HELP: --demo-pipeline {{.*}} Show with a number
// HELP-NEXT: --colour=<string> {{.*}} red or green
// HELP-NEXT: --number=<long> {{.*}} the number to show
// HELP: --show-dialects

// Defaults come from the table, and values from the command line.
// RUN: %t.opt %s --pass-pipeline='builtin.module(func.func(demo-show))' \
// RUN:   --dump-pass-pipeline -o %t.out 2>&1 | FileCheck %s --check-prefix=DEFAULT
// DEFAULT: builtin.module(
// DEFAULT-NEXT: func.func(
// DEFAULT-NEXT: demo-show{count=7 flag=false text=none}
// DEFAULT-DAG: pass.mlir:5:1: remark: @f: flag 0, count 7, text 'none'
// DEFAULT-DAG: pass.mlir:11:1: remark: @g: flag 0, count 7, text 'none'
// RUN: %t.opt %s --demo-show='flag count=-3 text={a b}' --dump-pass-pipeline \
// RUN:   -o %t.out 2>&1 | FileCheck %s --check-prefix=VALUES
// VALUES: demo-show{count=-3 flag=true text={a b}}
// VALUES: remark: @{{[fg]}}: flag 1, count -3, text 'a b'

// A printed pipeline with an empty word can be read again.
// RUN: %t.opt %s --pass-pipeline='builtin.module(func.func(demo-show{count=0 flag=true text=}))' \
// RUN:   --dump-pass-pipeline -o %t.out 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: demo-show{count=0 flag=true text=}
// EMPTY: remark: @{{[fg]}}: flag 1, count 0, text ''

// Clones that run on several threads count into one number.
// RUN: %t.opt %s --demo-show --mlir-pass-statistics -o %t.out 2>&1 \
// RUN:   | FileCheck %s --check-prefix=STATS
// STATS: demo-show
// STATS-NEXT: (S) 2 functions - functions seen
// STATS-NEXT: (S) 14 sum - sum of the counts
// STATS-NOT: (S)
// RUN: %t.opt %s --demo-show -o %t.out 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NOSTATS
// NOSTATS: remark
// NOSTATS-NOT: (S)

// Patterns alone make a pass; folding is not part of it.
// RUN: %t.opt %s --demo-halve | FileCheck %s --check-prefix=HALVE
// HALVE-LABEL: func.func @f
// HALVE-NEXT: %[[C:.*]] = arith.constant 1
// HALVE-NEXT: %[[S:.*]] = arith.subi %[[C]], %[[C]]
// HALVE-NEXT: return %[[S]]

// A set of patterns that goes in circles is stopped.
// RUN: not %t.opt %s --demo-circle 2>&1 \
// RUN:   | FileCheck %s --check-prefix=CIRCLE
// CIRCLE: error: 'builtin.module' op rewriting did not come to an end in {{[0-9]+}} sweeps

// The dialects that a pass names are loaded before it runs, also those that
// load others of the list themselves.
// RUN: %t.opt %s --demo-dialects -o %t.out 2>&1 \
// RUN:   | FileCheck %s --check-prefix=DIALECTS
// DIALECTS: remark: linalg.matmul is known: 1
// DIALECTS: remark: nobody.op is known: 0

// A pass that fails says what and where, once.
// RUN: not %t.opt %s --demo-fail 2>&1 | FileCheck %s --check-prefix=FAIL
// FAIL: pass.mlir:{{.*}} error: 'builtin.module' op has 2 functions, too many
// FAIL: pass.mlir:5:1: note: the first
// FAIL-NOT: error

// A dialect that nobody registered is an error before anything runs.
// RUN: not %t.opt %s --demo-missing 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: error: pass 'demo-missing' needs dialect 'nobody', which is not registered
// MISSING-NOT: remark

// A pipeline as text from inside a pass runs; a misspelled one and one whose
// dialects are not loaded are errors.
// RUN: %t.opt %s --demo-nest='text=func.func(cse,canonicalize)' \
// RUN:   | FileCheck %s --check-prefix=NEST
// NEST: func.func @f
// NEST-NEXT: %[[C:.*]] = arith.constant 0
// NEST-NEXT: return %[[C]]
// RUN: not %t.opt %s --demo-nest='text=func.func(ces)' 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NEST-BAD
// NEST-BAD: error: 'builtin.module' op pass 'demo-nest' cannot run 'func.func(ces)':
// NEST-BAD-SAME: 'ces' does not refer to a registered pass or pass pipeline
// RUN: not %t.opt %s --demo-nest='text=func.func(tosa-to-linalg)' 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NEST-DIALECT
// NEST-DIALECT: needs dialect '{{[a-z]+}}': name it in the pass's dependentDialects

// A pipeline has options, as a flag and inside a textual pipeline.
// RUN: %t.opt %s --demo-pipeline=number=42 -o %t.out 2>&1 \
// RUN:   | FileCheck %s --check-prefix=PIPE
// RUN: %t.opt %s --pass-pipeline='builtin.module(demo-pipeline{number=42})' \
// RUN:   -o %t.out 2>&1 | FileCheck %s --check-prefix=PIPE
// PIPE: remark: @{{[fg]}}: flag 0, count 42, text 'none'

// Wrong options, a wrong place and a wrong text are errors.
// RUN: not %t.opt %s --demo-show=count=many 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BADVALUE
// BADVALUE: 'many' value invalid for
// RUN: not %t.opt %s --demo-pipeline=nmber=1 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BADOPTION
// BADOPTION: pipeline 'demo-pipeline': <Pass-Options-Parser>: no such option nmber
// RUN: not %t.opt %s --demo-pipeline=colour=blue 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BADWORD
// BADWORD: pipeline 'demo-pipeline': option 'colour' is 'blue', must be one of red, green
// RUN: not %t.opt %s --demo-nest=mood=bad 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BADMOOD
// BADMOOD: pass 'demo-nest': option 'mood' is 'bad', must be one of fair, good
// RUN: not %t.opt %s \
// RUN:   --pass-pipeline='builtin.module(func.func(demo-pipeline))' 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BADPLACE
// BADPLACE: pipeline 'demo-pipeline': it runs on 'builtin.module' but was put into 'func.func'
// RUN: not %t.opt %s --demo-broken 2>&1 | FileCheck %s --check-prefix=BROKEN
// BROKEN: pipeline 'demo-broken': it became 'func.func(no-such-pass)', which is wrong:
// BROKEN-SAME: 'no-such-pass' does not refer to a registered pass or pass pipeline
