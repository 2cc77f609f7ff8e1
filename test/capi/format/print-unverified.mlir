// RUN: %cc -shared -fPIC %S/Inputs/fmt.c -o %t.so %aic_lib
// RUN: aic-opt --load-dialect-plugin=%t.so --mlir-very-unsafe-disable-verifier-on-parsing --verify-each=0 --mlir-print-assume-verified %s | FileCheck %s

// Operations with wrong counts and kinds are printed by their format without a
// crash: what does not fit is left out or shown as it is.

func.func @counts(%a: i32) {
  // CHECK: fmt.one {{.*}}to
  "fmt.one"() : () -> ()
  // CHECK: fmt.segments
  "fmt.segments"(%a, %a) {operandSegmentSizes = array<i32: 7, -3, 1>} : (i32, i32) -> ()
  // CHECK: fmt.segments
  "fmt.segments"(%a) {operandSegmentSizes = "x"} : (i32) -> ()
  // CHECK: fmt.function_of_names
  "fmt.function_of_names"(%a) : (i32) -> ()
  // CHECK: fmt.only
  "fmt.only"() : () -> ()
  return
}

// CHECK: fmt.attributes {{.*}}NULL
"fmt.attributes"() {flow = 5 : i32, shape = "s", name = 1 : i32} : () -> ()
// CHECK: fmt.groups 3 : i32 flow
"fmt.groups"() {flow = 3 : i32, quiet = 7 : i32} : () -> ()
// CHECK: fmt.region
"fmt.region"() : () -> ()
// CHECK: fmt.region
"fmt.region"() ({
^a:
}, {
^b:
}, {
}) : () -> ()
