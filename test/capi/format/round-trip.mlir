// RUN: %cc -shared -fPIC %S/Inputs/fmt.c -o %t.so %aic_lib
// RUN: aic-opt --allow-unregistered-dialect --load-dialect-plugin=%t.so %s > %t.once
// RUN: FileCheck %s < %t.once
// RUN: aic-opt --allow-unregistered-dialect --load-dialect-plugin=%t.so %t.once > %t.twice
// RUN: diff %t.once %t.twice
// RUN: aic-opt --allow-unregistered-dialect --load-dialect-plugin=%t.so --mlir-print-op-generic %s > %t.generic
// RUN: aic-opt --allow-unregistered-dialect --load-dialect-plugin=%t.so %t.generic > %t.back
// RUN: diff %t.once %t.back

// What is printed is read back as the same, from the pretty and from the
// generic form.

// Keywords and punctuation keep the spaces of the language's rules.
// CHECK: fmt.literals from -> word.x :, = <([{}])> ? + * | ...tight wide {a = 1 : i32}
fmt.literals from -> word.x : , = < ( [ { } ] ) > ? + * | ... tight wide {a = 1 : i32}

// CHECK-LABEL: @values
// CHECK-SAME: %[[T:.*]]: tensor<2xf32>, %[[I:.*]]: i32, %[[F:.*]]: f32, %[[X:.*]]: index
func.func @values(%t: tensor<2xf32>, %i: i32, %f: f32, %x: index) {
  // One operand and one result with own types.
  // CHECK: fmt.one %[[T]] to : tensor<2xf32> -> tensor<3xf32>
  %0 = fmt.one %t to : tensor<2xf32> -> tensor<3xf32>
  // Variadic lists, also empty ones.
  // CHECK: fmt.variadic(%[[T]], %[[I]]) : tensor<2xf32>, i32 to i1, i2
  // CHECK: fmt.variadic() : to{{ *$}}
  %1:2 = fmt.variadic (%t, %i) : tensor<2xf32>, i32 to i1, i2
  fmt.variadic () : to
  // Segment sizes are implied by the text.
  // CHECK: %{{.*}}:3 = fmt.segments %[[T]] with %[[I]], %[[I]] : i32, i32 last %[[F]] : f32 {x} : tensor<2xf32> -> i1, i2 and i3
  // CHECK: fmt.segments %[[T]] : tensor<2xf32>{{$}}
  // CHECK: fmt.segments %[[T]] last %[[F]] : f32 : tensor<2xf32> and i3
  %2:3 = fmt.segments %t with %i, %i : i32, i32 last %f : f32 {x} : tensor<2xf32> -> i1, i2 and i3
  fmt.segments %t : tensor<2xf32>
  %3 = fmt.segments %t last %f : f32 : tensor<2xf32> and i3
  // A function type divides over groups; its results may be none, one, a
  // function, or several.
  // CHECK: fmt.function %[[T]], %[[I]], %[[X]] : (tensor<2xf32>, i32, index) -> i3
  // CHECK: fmt.function %[[T]], %[[X]] : (tensor<2xf32>, index) -> ()
  // CHECK: fmt.function %[[T]], %[[X]] : (tensor<2xf32>, index) -> (i1, i2)
  // CHECK: fmt.function_of_names %[[I]], %[[F]] : (i32) -> (() -> ()), f32
  %4 = fmt.function %t, %i, %x : (tensor<2xf32>, i32, index) -> i3
  fmt.function %t, %x : (tensor<2xf32>, index) -> ()
  %5:2 = fmt.function %t, %x : (tensor<2xf32>, index) -> (i1, i2)
  %6 = fmt.function_of_names %i, %f : (i32) -> (() -> ()), f32
  // Types of all operands and of all results.
  // CHECK: fmt.all(%[[I]], %[[F]]) : (i32, f32) to i1
  // CHECK: fmt.all(%[[I]]) : (i32) to i1, i2
  %7 = fmt.all(%i, %f) : (i32, f32) to i1
  %8:2 = fmt.all(%i) : (i32) to i1, i2
  // Types that the text leaves out: fixed, shared, inferred.
  // CHECK: fmt.only %[[X]][%[[X]], %[[X]]]
  // CHECK: fmt.only %[[X]][]
  // CHECK: fmt.same %[[I]], %[[I]] : i32
  // CHECK: %[[R:.*]] = fmt.repeat %[[F]] times 3 : f32
  // CHECK: "test.use"(%[[R]]) : (tensor<3xf32>) -> ()
  // CHECK: %[[R:.*]] = fmt.repeat %[[F]] : f32
  // CHECK: "test.use"(%[[R]]) : (tensor<2xf32>) -> ()
  %9 = fmt.only %x[%x, %x]
  %10 = fmt.only %x[]
  %11 = fmt.same %i, %i : i32
  %12 = fmt.repeat %f times 3 : f32
  "test.use"(%12) : (tensor<3xf32>) -> ()
  %13 = fmt.repeat %f times 2 : f32
  "test.use"(%13) : (tensor<2xf32>) -> ()
  return
}

// Each kind of attribute has its own short form.
// CHECK: fmt.attributes @"a b" ws 5 true 1.500000e+00 -2.500000e+00 "text" @sym [1, -2] i32 #{{.*}} 7 : i32{{$}}
// CHECK: fmt.attributes @a is 1 false 0.000000e+00 1.000000e+00 "" @sym [] index #{{.*}} @a::@b {b}
fmt.attributes @"a b" ws 5 true 1.5 -2.5 "text" @sym [1, -2] i32 affine_map<(d0) -> (d0)> 7 : i32
fmt.attributes @a is 1 false 0.0 1.0 "" @sym [] index affine_map<() -> ()> @a::@b {b}

// CHECK: fmt.data dense<1> : tensor<2xi32>, {a = 1 : i32}, [1, "a"] attributes {z}
// CHECK: fmt.data dense<> : tensor<0xi32>, {}, []{{$}}
fmt.data dense<1> : tensor<2xi32>, {a = 1 : i32}, [1, "a"] attributes {z}
fmt.data dense<> : tensor<0xi32>, {}, []

// A group is printed when its anchor is there: an attribute that differs from
// its fallback, or a unit attribute as its own name or as the group's presence.
// CHECK: fmt.groups none{{$}}
// CHECK: fmt.groups name @x os flow count = 3 shape [2, 2] of i32 quiet loud + [{{\[}}1 : i32]] {unsaid = true}
// CHECK: fmt.groups shape [] none{{$}}
// CHECK: fmt.groups none{{$}}
// An attribute whose group is not printed goes to the dictionary.
// CHECK: fmt.groups none {of = i32}
fmt.groups none
fmt.groups name @x os flow count = 3 shape [2, 2] of i32 quiet loud + [[1 : i32]] {unsaid = true}
fmt.groups shape [] none {unsaid = false}
fmt.groups ws flow count = 1 shape [1, 1] none
fmt.groups shape [1, 1] of i32 none

// A terminator without operands is implied, and a region may be absent.
// CHECK: fmt.region {
// CHECK-NEXT: }
// CHECK-NEXT: fmt.region {
// CHECK-NEXT: } else {
// CHECK-NEXT:   %[[V:.*]] = "test.value"
// CHECK-NEXT:   fmt.yield %[[V]] : index
// CHECK-NEXT: }
// CHECK-NEXT: fmt.region {
// CHECK-NEXT:   fmt.yield {kept}
// CHECK-NEXT: }
fmt.region {
}
fmt.region {
  fmt.yield
} else {
  %0 = "test.value"() : () -> index
  fmt.yield %0 : index
}
fmt.region {
  fmt.yield {kept}
}

// A region of one block has it, also when it is empty; others show theirs.
// CHECK: fmt.graph {
// CHECK-NEXT: }
// CHECK: fmt.graph {
// CHECK-NEXT: fmt.groups none
// CHECK-NEXT: }
// CHECK: fmt.blocks {
// CHECK-NEXT: ^bb0(%{{.*}}: i32):
// CHECK-NEXT:   cf.br ^bb1
// CHECK-NEXT: ^bb1:
// CHECK-NEXT:   fmt.yield
// CHECK-NEXT: } {z}
fmt.graph {
}
fmt.graph {
  fmt.groups none
}
fmt.blocks {
^a(%a: i32):
  cf.br ^b
^b:
  fmt.yield
} {z}

// Own parse and print functions, with arguments, line breaks and all.
// CHECK: fmt.loop "a\22b" word %[[I:.*]] = 0 to 4 {
// CHECK-NEXT:   fmt.only %[[I]][]
// CHECK-NEXT:   fmt.yield
// CHECK-NEXT: } attributes {z}
// CHECK-NEXT: fmt.loop "" word %{{.*}} = 0 to 4 -2
// CHECK-NEXT:     %[[J:.*]]: i32 {
// CHECK-NEXT:   fmt.yield %[[J]] : i32
// CHECK-NEXT: }
fmt.loop "a\"b" word %i = 0 to 4 {
  fmt.only %i[]
} attributes {z}
fmt.loop "" word %i = 0 to 4 -2 %j : i32 {
  fmt.yield %j : i32
}
