// RUN: aic-opt --aic-describe-model -split-input-file %s | FileCheck %s

// Names come from graph.name, else from the position; a dynamic size is kept.
// CHECK: module attributes {aic.model = {entry = "main",
// CHECK-SAME: inputs = [{name = "image", type = tensor<?x4xf32>}, {name = "input_1", type = tensor<i64>}]
// CHECK-SAME: outputs = [{name = "output_0", type = tensor<?x4xf32>}]}}
func.func @main(%x: tensor<?x4xf32> {graph.name = "image"}, %n: tensor<i64>) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}

// -----

// Dynamic dimensions bring their names; what graph.dims says of static ones, or in another form, is left out.
// CHECK: inputs = [{dims = ["n", unit], name = "x", type = tensor<?x4xf32>}, {dims = [unit, "n"], name = "input_1", type = tensor<?x?xf32>}, {name = "input_2", type = tensor<?xf32>}, {name = "input_3", type = tensor<?xf32>}]
// CHECK-SAME: outputs = [{dims = ["n", unit], name = "output_0", type = tensor<?x4xf32>}]
func.func @main(%x: tensor<?x4xf32> {graph.dims = ["n", "m"], graph.name = "x"}, %y: tensor<?x?xf32> {graph.dims = [unit, "n"]},
                %z: tensor<?xf32> {graph.dims = ["n", "m"]}, %w: tensor<?xf32> {graph.dims = "n"}) -> (tensor<?x4xf32> {graph.dims = ["n", unit]}) {
  return %x : tensor<?x4xf32>
}

// -----

// Without a main, the only public function with a body is the model.
// CHECK: module attributes {aic.model = {entry = "f",
func.func @f(%x: tensor<4xui8>) -> tensor<4xui8> {
  return %x : tensor<4xui8>
}
func.func private @helper(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func private @outside(tensor<4xf32>) -> tensor<4xf32>

// -----

// Of two public functions neither is the model.
// CHECK-NOT: aic.model
// CHECK-LABEL: func.func @one
func.func @one(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func @two(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// A buffer, an unranked tensor or a complex element cannot be passed from outside.
// CHECK-NOT: aic.model
// CHECK-LABEL: func.func @main
func.func @main(%x: memref<4xf32>, %y: tensor<*xf32>, %z: tensor<4xcomplex<f32>>) {
  return
}

// -----

// Public is public, written or not.
// CHECK: module attributes {aic.model = {entry = "main",
func.func public @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// A module in the module has functions of its own.
// CHECK: module attributes {aic.model = {entry = "outer",
module {
  module @inner {
    func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
      return %x : tensor<4xf32>
    }
  }
  func.func @outer(%x: tensor<4xf32>) -> tensor<4xf32> {
    return %x : tensor<4xf32>
  }
}
