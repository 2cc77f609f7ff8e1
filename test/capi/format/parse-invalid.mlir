// RUN: %cc -shared -fPIC %S/Inputs/fmt.c -o %t.so %aic_lib
// RUN: aic-opt --load-dialect-plugin=%t.so -split-input-file -verify-diagnostics %s

// Each way in which text can miss its format is one error at the place.

// A missing keyword.
// expected-error @+1 {{expected 'from'}}
fmt.literals to

// -----

// A missing punctuation.
// expected-error @+1 {{expected '->'}}
fmt.literals from word.x

// -----

// A missing operand.
// expected-error @+1 {{expected SSA operand}}
%0 = fmt.one to : tensor<2xf32> -> tensor<2xf32>

// -----

func.func @missing_type(%a: tensor<2xf32>) {
  // expected-error @+1 {{expected non-function type}}
  %0 = fmt.one %a to : -> tensor<2xf32>
  return
}

// -----

// More types than operands.
func.func @types(%a: i32) {
  // expected-error @+1 {{'fmt.variadic' op has 2 types for operand ins, but 1 value}}
  fmt.variadic(%a) : i32, i32 to
  return
}

// -----

// A function type with too few inputs.
func.func @inputs(%a: i32, %x: index) {
  // expected-error @+1 {{'fmt.function' op has 1 types for operands, but 2 operands}}
  fmt.function %a, %x : (i32) -> ()
  return
}

// -----

// Too few operands in one list of all.
func.func @operands(%a: i32) {
  // expected-error @+1 {{'fmt.function' op expected 2 or more operands, but found 1}}
  fmt.function %a : (i32) -> ()
  return
}

// -----

// Too many operands where one is optional.
func.func @optional(%a: i32) {
  // expected-error @+1 {{'fmt.all' op expected 1 or one more operands, but found 3}}
  %0 = fmt.all(%a, %a, %a) : (i32, i32, i32) to i32
  return
}

// -----

// Too many results where one is optional.
func.func @results(%a: i32) {
  // expected-error @+1 {{'fmt.all' op has 3 types for results, but 1 result}}
  %0 = fmt.all(%a) : (i32) to i32, i32, i32
  return
}

// -----

// A function type with the wrong number of inputs for one operand.
func.func @names(%a: i32) {
  // expected-error @+1 {{expected one type for 'a', but found 2}}
  %0 = fmt.function_of_names %a, %a : (i32, i32) -> i32, i32
  return
}

// -----

func.func @type_of_use(%a: i32) {
  // expected-note @-1 {{prior use here}}
  // expected-error @+1 {{use of value '%a' expects different type than prior uses: 'index' vs 'i32'}}
  %0 = fmt.only %a[]
  return
}

// -----

// A word that is not one of the enumeration.
// expected-error @+1 {{expected 'flow' to be one of: ws, os, is, but got 'rs'}}
fmt.attributes @a rs 5 true 1.0 2.0 "" @a [] i32 affine_map<() -> ()> 1

// -----

// No word at all.
// expected-error @+1 {{expected 'flow' to be one of: ws, os, is}}
fmt.attributes @a 5

// -----

// expected-error @+1 {{expected symbol name '@...'}}
fmt.attributes a

// -----

// expected-error @+1 {{expected '['}}
fmt.attributes @a ws 5 true 1.0 2.0 "" @a 3

// -----

// expected-error @+1 {{expected ']'}}
fmt.attributes @a ws 5 true 1.0 2.0 "" @a [1, 2

// -----

// expected-error @+1 {{expected integer value}}
fmt.attributes @a ws 5 true 1.0 2.0 "" @a [1, x]

// -----

// An attribute in the text and once more in the dictionary.
// expected-error @+1 {{attribute 'flow' occurs more than once in the attribute list}}
fmt.groups os flow none {flow = "ws"}

// -----

// The same where types are inferred.
func.func @twice(%f: f32) {
  // expected-error @+1 {{attribute 'n' occurs more than once in the attribute list}}
  %0 = fmt.repeat %f times 3 {n = 4 : i64} : f32
  return
}

// -----

// Inference runs on what the table allows only.
func.func @positive(%f: f32) {
  // expected-error @+1 {{'fmt.repeat' op attribute 'n' must be positive 64-bit integer, but got 0 : i64}}
  %0 = fmt.repeat %f times 0 : f32
  return
}

// -----

func.func @infer(%f: f32) {
  // expected-error @+1 {{'fmt.repeat' op repeats 101 times, which is more than 100}}
  %0 = fmt.repeat %f times 101 : f32
  return
}

// -----

// A group whose else is not there either.
// expected-error @+1 {{expected 'none'}}
fmt.groups quiet loud + 5

// -----

// An error of an own parse function.
// expected-error @+1 {{ends at 4, before it starts}}
fmt.loop "" word %i = 5 to 4 {
}
