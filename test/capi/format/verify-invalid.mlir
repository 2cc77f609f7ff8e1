// RUN: %cc -shared -fPIC %S/Inputs/fmt.c -o %t.so %aic_lib
// RUN: aic-opt --allow-unregistered-dialect --load-dialect-plugin=%t.so -split-input-file -verify-diagnostics %s

// The generic form can say anything; each mismatch with the table is one error.

func.func @too_few(%a: i32) {
  // expected-error @+1 {{'fmt.same' op expected 2 operands, but found 1}}
  %0 = "fmt.same"(%a) : (i32) -> i32
  return
}

// -----

func.func @too_many_results(%a: i32) {
  // expected-error @+1 {{'fmt.same' op expected 1 result, but found 2}}
  %0:2 = "fmt.same"(%a, %a) : (i32, i32) -> (i32, i32)
  return
}

// -----

func.func @at_least(%a: i32) {
  // expected-error @+1 {{'fmt.function' op expected 2 or more operands, but found 1}}
  "fmt.function"(%a) : (i32) -> ()
  return
}

// -----

func.func @optional() {
  // expected-error @+1 {{'fmt.all' op expected 1 or one more operands, but found 0}}
  %0 = "fmt.all"() : () -> i32
  return
}

// -----

func.func @type_of_operand(%a: i32) {
  // expected-error @+1 {{'fmt.one' op operand #0 'in' must be tensor of any type values, but got 'i32'}}
  %0 = "fmt.one"(%a) : (i32) -> tensor<2xf32>
  return
}

// -----

func.func @type_of_result(%a: tensor<f32>) {
  // expected-error @+1 {{'fmt.one' op result #0 'out' must be tensor of any type values, but got 'index'}}
  %0 = "fmt.one"(%a) : (tensor<f32>) -> index
  return
}

// -----

// The position counts all operands, the name says which group.
func.func @type_in_group(%a: index, %b: i32) {
  // expected-error @+1 {{'fmt.only' op operand #2 'indices' must be index, but got 'i32'}}
  %0 = "fmt.only"(%a, %a, %b) : (index, index, i32) -> index
  return
}

// -----

func.func @no_segments(%a: i32) {
  // expected-error @+1 {{'fmt.segments' op requires attribute 'operandSegmentSizes'}}
  "fmt.segments"(%a) {resultSegmentSizes = array<i32: 0, 0>} : (i32) -> ()
  return
}

// -----

func.func @number_of_segments(%a: i32) {
  // expected-error @+1 {{'fmt.segments' op 'operandSegmentSizes' must have 3 elements, but has 2}}
  "fmt.segments"(%a) {operandSegmentSizes = array<i32: 1, 0>, resultSegmentSizes = array<i32: 0, 0>} : (i32) -> ()
  return
}

// -----

func.func @kind_of_segments(%a: i32) {
  // expected-error @+1 {{'fmt.segments' op attribute 'operandSegmentSizes' must be i32 dense array attribute}}
  "fmt.segments"(%a) {operandSegmentSizes = 3, resultSegmentSizes = array<i32: 0, 0>} : (i32) -> ()
  return
}

// -----

func.func @negative_segment(%a: i32) {
  // expected-error @+1 {{'fmt.segments' op operand 'more' cannot have -1 values}}
  "fmt.segments"(%a) {operandSegmentSizes = array<i32: 1, -1, 1>, resultSegmentSizes = array<i32: 0, 0>} : (i32) -> ()
  return
}

// -----

func.func @two_of_one(%a: i32) {
  // expected-error @+1 {{'fmt.segments' op operand 'first' cannot have 2 values}}
  "fmt.segments"(%a, %a) {operandSegmentSizes = array<i32: 2, 0, 0>, resultSegmentSizes = array<i32: 0, 0>} : (i32, i32) -> ()
  return
}

// -----

func.func @sum_of_segments(%a: i32) {
  // expected-error @+1 {{'fmt.segments' op has 1 operands, but 'operandSegmentSizes' adds up to 2147483648}}
  "fmt.segments"(%a) {operandSegmentSizes = array<i32: 1, 2147483647, 0>, resultSegmentSizes = array<i32: 0, 0>} : (i32) -> ()
  return
}

// -----

func.func @result_segments(%a: i32) {
  // expected-error @+1 {{'fmt.segments' op has 0 results, but 'resultSegmentSizes' adds up to 1}}
  "fmt.segments"(%a) {operandSegmentSizes = array<i32: 1, 0, 0>, resultSegmentSizes = array<i32: 0, 1>} : (i32) -> ()
  return
}

// -----

// expected-error @+1 {{'fmt.data' op requires attribute 'data'}}
"fmt.data"() {dict = {}, list = []} : () -> ()

// -----

// expected-error @+1 {{'fmt.data' op attribute 'list' must be array attribute, but got 5 : i64}}
"fmt.data"() {data = dense<1> : tensor<1xi8>, dict = {}, list = 5} : () -> ()

// -----

// expected-error @+1 {{'fmt.groups' op attribute 'flow' must be one of ws, os, is, but got "rs"}}
"fmt.groups"() {flow = "rs"} : () -> ()

// -----

// An enumeration is a string, and nothing else.
// expected-error @+1 {{'fmt.groups' op attribute 'flow' must be one of ws, os, is, but got 1 : i64}}
"fmt.groups"() {flow = 1} : () -> ()

// -----

// The base of a constraint is asked first, so that 'positive' sees an integer.
// expected-error @+1 {{'fmt.groups' op attribute 'count' must be positive 64-bit integer, but got 1.000000e+00 : f64}}
"fmt.groups"() {count = 1.0} : () -> ()

// -----

// expected-error @+1 {{'fmt.groups' op attribute 'count' must be positive 64-bit integer, but got -1 : i64}}
"fmt.groups"() {count = -1} : () -> ()

// -----

func.func @same(%a: i32, %b: i64) {
  // expected-error @+1 {{'fmt.same' op requires the same type for all operands and results, but got 'i32' and 'i64'}}
  %0 = "fmt.same"(%a, %b) : (i32, i64) -> i32
  return
}

// -----

func.func @inferred(%f: f32) {
  // expected-error @+1 {{'fmt.repeat' op result #0 must have the inferred type 'tensor<2xf32>', but got 'tensor<3xf32>'}}
  %0 = "fmt.repeat"(%f) : (f32) -> tensor<3xf32>
  return
}

// -----

// A result that the text does not name is exactly what is inferred, or it would
// be another one when the text is read again.
func.func @less_than_inferred(%f: f32) {
  // expected-error @+1 {{'fmt.repeat' op result #0 must have the inferred type 'tensor<2xf32>', but got 'tensor<?xf32>'}}
  %0 = "fmt.repeat"(%f) : (f32) -> tensor<?xf32>
  return
}

// -----

func.func @cannot_infer(%f: f32) {
  // expected-error @+1 {{'fmt.repeat' op repeats 101 times, which is more than 100}}
  %0 = "fmt.repeat"(%f) {n = 101} : (f32) -> tensor<101xf32>
  return
}

// -----

// expected-error @+1 {{'fmt.region' op expected 2 regions, but found 1}}
"fmt.region"() ({
  "fmt.yield"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{'fmt.groups' op expected 0 regions, but found 1}}
"fmt.groups"() ({
}) : () -> ()

// -----

// expected-error @+1 {{'fmt.region' op region #0 'body' must end with 'fmt.yield', but ends with 'test.end'}}
"fmt.region"() ({
  "test.end"() : () -> ()
}, {}) : () -> ()

// -----

// expected-error @+1 {{'fmt.region' op region #0 'body' must end with 'fmt.yield', but has an empty block}}
"fmt.region"() ({
^a:
}, {}) : () -> ()

// -----

// expected-error @+1 {{'fmt.region' op region #1 'other' must have at most 1 block, but has 2}}
"fmt.region"() ({
}, {
  "fmt.yield"() : () -> ()
^b:
  "fmt.yield"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{'fmt.blocks' op region #0 'body' must end with 'fmt.yield', but ends with 'func.return'}}
"fmt.blocks"() ({
  "cf.br"()[^b] : () -> ()
^b:
  "func.return"() : () -> ()
}) : () -> ()
