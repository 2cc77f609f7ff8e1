// RUN: aic-opt %s | aic-opt | FileCheck %s

// Each side has its own width.
// CHECK-LABEL: @pad
// CHECK: graph.pad %{{.*}} low [0, 1] high [0, 2] with 7 : i8 : (tensor<?x8xi8>) -> tensor<?x11xi8>
func.func @pad(%x: tensor<?x8xi8>) -> tensor<?x11xi8> {
  %0 = graph.pad %x low [0, 1] high [0, 2] with 7 : i8 : (tensor<?x8xi8>) -> tensor<?x11xi8>
  return %0 : tensor<?x11xi8>
}
