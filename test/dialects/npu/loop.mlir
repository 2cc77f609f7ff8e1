// RUN: aic-opt %s | aic-opt | FileCheck %s

// Nested loops print their index and trip.
// CHECK-LABEL: npu.program @f
npu.program @f target(@edge4) {
  // CHECK: npu.loop %{{.*}} = 8 {
  npu.loop %i = 8 {
    // CHECK-NEXT: npu.loop %{{.*}} = 2 attributes {note} {
    npu.loop %j = 2 attributes {note} {
    }
  }
}
